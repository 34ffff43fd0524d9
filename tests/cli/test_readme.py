"""The README stays true: its set-up lines, every command, every key."""

from __future__ import annotations

import re
from pathlib import Path

from csp_tui.cli.app import COMMANDS
from csp_tui.cli.options import GLOBALS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


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
