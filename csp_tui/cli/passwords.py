"""Where a command's passwords come from: asked for unseen, a file, or the environment; never the command line.

Whoever lists the programs that run (`ps`) sees every word of a command line.
"""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from csp_tui.workbooks.passwords import Password

VARIABLE: Final = "CSP_TUI_PASSWORD"
_MOST_BYTES: Final = 10_000

ToWrite = Annotated[
    bool, typer.Option("--password", help=f"Protect the file by a password: it is asked for, or {VARIABLE} holds it.")
]
ToRead = Annotated[
    bool,
    typer.Option("--password", help=f"Open protected files: the password is asked for, or {VARIABLE} holds it."),
]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help="The same, from the first line of a file.")
]
PasswordsFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help="The same, from a file with one in each line.")
]


def password_to_write(asked: bool, file: Path | None) -> Password | None:
    """The password to protect a file with, asked for twice; None where none is wanted. Raises PasswordError."""
    from csp_tui.workbooks.passwords import PasswordError, new_password

    if file is not None:
        return new_password(_lines_of(file)[0])
    if not asked:
        return None
    if (given := os.environ.get(VARIABLE)) is not None:
        return new_password(given)
    typed = new_password(_ask("Password for the file: "))
    if _ask("The same again: ") != typed.text:
        raise PasswordError("The two passwords differ; nothing is written. Try again.")
    return typed


def passwords_to_read(asked: bool, file: Path | None) -> tuple[Password, ...]:
    """The passwords to try on protected files; none where none is wanted. Raises PasswordError."""
    from csp_tui.workbooks.passwords import MOST_PASSWORDS, Password, PasswordError

    if file is not None:
        lines = _lines_of(file)
        if len(lines) > MOST_PASSWORDS:
            raise PasswordError(f"{file.name} holds more than {MOST_PASSWORDS} passwords; give those of these files.")
        return tuple(map(Password, lines))
    if not asked:
        return ()
    given = os.environ.get(VARIABLE)
    return (Password(given if given is not None else _ask("Password of the protected files: ")),)


def _ask(prompt: str) -> str:
    """What is typed at the terminal, unseen."""
    from csp_tui.workbooks.passwords import PasswordError

    if not sys.stdin.isatty():
        raise PasswordError(
            f"There is no terminal here to ask for the password; put it into the first line of a file and name that"
            f" with --password-file, or into {VARIABLE}."
        )
    try:
        return getpass(prompt)
    except EOFError:
        raise PasswordError("No password was typed; nothing happens.") from None


def _lines_of(file: Path) -> list[str]:
    """The lines of a file of passwords; nothing of it is ever told."""
    from csp_tui.workbooks.passwords import PasswordError

    with file.open("rb") as opened:
        held = opened.read(_MOST_BYTES + 1)
    try:
        lines = [line for line in held.decode("utf-8-sig").splitlines() if line]
    except UnicodeDecodeError:
        lines = []
    if not lines or len(held) > _MOST_BYTES:
        raise PasswordError(f"{file.name} is no file of passwords: a text with one in each line.")
    return lines
