"""The README stays true: its set-up lines, every command, every action of the screens with its key."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from textual.binding import Binding
from textual.dom import DOMNode

import csp_tui.app
import csp_tui.screens
import csp_tui.widgets
from csp_tui.cli.app import COMMANDS
from csp_tui.cli.options import GLOBALS
from csp_tui.widgets.key_line import key_name

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURE = re.compile(r"!\[[^]]+]\(([^)]+)\)")
_GROUP = re.compile(r"^\| `(?P<group>[a-z]+)` \| (?P<actions>.*) \|$", re.MULTILINE)
_ACTION = re.compile(r"`(?P<word>[a-z0-9-]+)` (?P<keys>[^;`]+)")

Keys = dict[str, set[str]]


def in_the_program() -> Keys:
    """Every action of the application's screens by its id, with its keys as they are printed on a keyboard."""
    keys: Keys = {}
    for module in modules():
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, DOMNode) and one.__module__ == module.__name__:
                for binding in vars(one).get("BINDINGS", ()):
                    assert isinstance(binding, Binding)
                    assert binding.id, binding
                    keys.setdefault(binding.id, set()).update(key_name(key) for key in binding.key.split(","))
    return keys


def modules() -> Iterator[ModuleType]:
    """Every module that may hold a binding."""
    yield csp_tui.app
    for package in (csp_tui.screens, csp_tui.widgets):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def in_the_readme() -> Keys:
    """The README's table of actions, read back."""
    return {
        f"{group['group']}.{action['word']}": set(action["keys"].strip().split(" or "))
        for group in _GROUP.finditer(README)
        for action in _ACTION.finditer(group["actions"])
    }


def test_it_sets_up_and_runs_in_one_line_and_tests_in_another() -> None:
    lines = README.splitlines()
    assert lines.count("python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/csp-tui") == 1
    assert lines.count("python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest") == 1


def test_it_tells_every_command_and_every_shared_option() -> None:
    assert [path for path, _ in COMMANDS if f"`csp-tui {path}" not in README] == []
    assert [option.flag for option in GLOBALS if f"`{option.flag}" not in README] == []


def test_it_tells_no_command_that_is_not_there() -> None:
    names = {path.split()[0] for path, _ in COMMANDS}
    told = set(re.findall(r"`csp-tui ([a-z][a-z-]*)", README))
    assert told <= names


def test_it_tells_every_action_of_the_screens_with_its_keys() -> None:
    assert in_the_readme() == in_the_program()


def test_its_pictures_are_there() -> None:
    pictures = PICTURE.findall(README)
    assert pictures
    assert [name for name in pictures if not (ROOT / name).is_file()] == []
