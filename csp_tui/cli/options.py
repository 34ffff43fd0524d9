"""The options that all commands share: one table of them, and taking them out of the command line.

They may stand before or after the command. Commands and their own options are left to `cli.app`, which is not even
loaded when nothing but these options is given: the application then opens without it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

DATABASE_VARIABLE: Final = "CSP_TUI_DB"


class CommandLineError(Exception):
    """A command line that cannot be understood; the message says what is wrong with it, and whose help tells more."""

    def __init__(self, message: str, command: str = "csp-tui") -> None:
        super().__init__(f"{message} ({command} --help tells more.)")


class Global(NamedTuple):
    """An option that every command takes; `takes` names its value, None for a switch."""

    flag: str
    field: str
    takes: str | None
    help: str


GLOBALS: Final = (
    Global("--db", "database", "FILE|URL", f"The database; else {DATABASE_VARIABLE}, else csp.db in your data folder."),
    Global("--quarter", "quarter", "2026-27-Q2", "The quarter; else the last completed one."),
    Global("--plan", "plan", "2026-27", "The action plan's year."),
    Global("--partnership", "partnership", "NAME", "The partnership."),
    Global("--by", "by", "NAME", "Who is working; else as set, else your login name."),
    Global("--take-over", "take_over", None, "Take the database over from who has it open elsewhere."),
    Global("--json", "json", None, "Print one JSON document instead of text."),
    Global("--version", "version", None, "Print the version."),
)
_BY_FLAG: Final[Mapping[str, Global]] = {option.flag: option for option in GLOBALS}


class Options(NamedTuple):
    """The shared options as typed; None where one is not given."""

    database: str | None = None
    quarter: str | None = None
    plan: str | None = None
    partnership: str | None = None
    by: str | None = None
    take_over: bool = False
    json: bool = False
    version: bool = False


def split_options(argv: Sequence[str], environment: Mapping[str, str] = os.environ) -> tuple[Options, list[str]]:
    """The shared options of a command line, and what is left of it for a command.

    Nothing after `--` is taken. Of an option given twice the last counts. Raises CommandLineError for one whose value
    is missing.
    """
    values: dict[str, str] = {}
    switches: set[str] = set()
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
            break
        flag, equals, attached = word.partition("=")
        option = _BY_FLAG.get(flag)
        if option is None:
            rest.append(word)
        elif option.takes is None:
            if equals:
                raise CommandLineError(f"{flag} takes no value.")
            switches.add(option.field)
        else:
            values[option.field] = attached if equals else _value_of(option, next(words, None))
    database = values.pop("database", None) or environment.get(DATABASE_VARIABLE) or None
    take_over, as_json, version = (switch in switches for switch in ("take_over", "json", "version"))
    return Options(database, take_over=take_over, json=as_json, version=version, **values), rest


def _value_of(option: Global, following: str | None) -> str:
    if following is None or following.startswith("--"):
        raise CommandLineError(f"{option.flag} needs a value: {option.flag} {option.takes}.")
    return following


def options_help() -> str:
    r"""The shared options as `--help` prints them; `\b` keeps the help from rewrapping the table."""
    written = {option: f"{option.flag} {option.takes or ''}".rstrip() for option in GLOBALS}
    width = max(len(text) for text in written.values())
    rows = [f"  {text:<{width}}  {option.help}" for option, text in written.items()]
    return "\n".join(["\b", "Before or after any command:", *rows])
