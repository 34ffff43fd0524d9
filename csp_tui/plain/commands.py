"""Any command of the program, typed in the linear mode: it runs at the open desk, in the quarter that is worked on."""

from __future__ import annotations

import re
import shlex
from typing import Final

from csp_tui.cli.options import CommandLineError, split_options
from csp_tui.domain.errors import UserError
from csp_tui.plain.place import Place

PROGRAM = "csp-tui"
_OPTION: Final = re.compile(r"\s--[a-z]")
_OF_ALL_QUARTERS = ("conflicts", "to-check", "merge")  # unless one is named
_BEFORE = ("database", "partnership", "plan", "by")


class NotHereError(UserError):
    """A command that is not understood, or cannot be given here."""


def is_command(name: str) -> bool:
    """Whether a word begins a command, or two words are one."""
    from csp_tui.cli.app import COMMANDS  # noqa: PLC0415 - most work needs no command

    return name.casefold() in {known for path, _ in COMMANDS for known in (path, path.partition(" ")[0])}


def has_option(line: str) -> bool:
    """Whether a line can only be a command's, by an option such as --json in it."""
    return _OPTION.search(line) is not None


def run_command(place: Place, line: str) -> None:
    """Run a command line, with or without the program's name before it; what it changes is seen at once."""
    from csp_tui.cli.app import run  # noqa: PLC0415 - as above

    try:
        words = shlex.split(line)
        options, rest = split_options(words[1:] if words[:1] == [PROGRAM] else words, {})
        if not rest:
            raise NotHereError("Which command? ? tells the words; csp-tui --help, outside, lists the commands.")
        if any(getattr(options, name) is not None for name in _BEFORE):
            raise NotHereError("--db, --partnership, --plan and --by go before --plain; leave first: quit.")
        if options.take_over:
            place.session.desk.take_over()
        if options.quarter is None and rest[0] not in _OF_ALL_QUARTERS:
            options = options._replace(quarter=str(place.session.quarter))
        with place.talk.letting_print():
            run(rest, options, place.session.desk)
    except ValueError as error:
        raise NotHereError("A quotation mark is opened and not closed; close it.") from error
    except CommandLineError as error:
        raise NotHereError(str(error)) from error
    finally:
        place.session.read_again()
        place.show_again()
