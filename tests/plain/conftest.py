"""The linear mode run in this process: lines in, what it says out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from csp_tui.cli.options import Options
from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import digest
from csp_tui.plain.door import run
from tests.cli.conftest import QUARTER, csp, database

__all__ = ["csp", "database"]


@dataclass(frozen=True)
class Said:
    """What was said, and the exit status."""

    out: str
    status: int

    def after(self, text: str) -> str:
        """What was said from a text on, which must be there."""
        assert text in self.out, self.out
        return self.out.partition(text)[2]


class Keyboard(io.StringIO):
    """A terminal, which shows what is typed itself."""

    def __init__(self, typed: str, screen: io.StringIO) -> None:
        super().__init__(typed)
        self._screen = screen

    def isatty(self) -> bool:
        """It is."""
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        """A line that is typed."""
        line = super().readline(-1 if size is None else size)
        self._screen.write(line)
        return line


Plain = Callable[..., Said]


@pytest.fixture
def plain(database: object) -> Plain:
    """Type lines into the linear mode, in the quarter of the examples, until they end."""

    def type_lines(*lines: str, by: str | None = None, at_terminal: bool = False) -> Said:
        out = io.StringIO()
        typed = "".join(f"{line}\n" for line in lines)
        source = Keyboard(typed, out) if at_terminal else io.StringIO(typed)
        status = run(Options(str(database), quarter=QUARTER, by=by), source, out)
        return Said(out.getvalue(), status)

    return type_lines


@pytest.fixture
def lead(plain: Plain) -> Plain:
    """The linear mode of somebody who has answered the three questions."""
    plain("Ann", "lead", "1")
    return plain


def digest_of(database: object) -> str:
    """The digest of what is stored."""
    with open_desk(str(database)) as desk:
        return digest(desk)
