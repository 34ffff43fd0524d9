"""Lines out and lines in: wrapping to a terminal's width, asking, and hearing that the input has ended.

Nothing is drawn, moved or coloured: a line that is told stays. What is said is left to the callers.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from getpass import getpass
from typing import Final, TextIO

from csp_tui.cli.as_text import lines_as_wide_as
from csp_tui.widgets.wording import lines_of, one_line

_NARROWEST: Final = 20  # columns; a terminal that claims fewer is not believed
BACK: Final = "b"
HELP: Final = "?"
YES: Final = ("y", "yes")
NO: Final = ("n", "no", "", "q", "quit")  # who wants to leave agrees to nothing


class InputEnded(Exception):  # noqa: N818 - an event, no error
    """Nothing more will be typed."""


class WentBack(Exception):  # noqa: N818 - an event, no error
    """A question was left with `b`, and what it was asked for with it."""


class Conversation:
    """Somebody who types lines into `source` and reads lines from `sink`; either may be a pipe."""

    def __init__(self, source: TextIO | None, sink: TextIO) -> None:
        self._source = source
        self._sink = sink

    @contextmanager
    def letting_print(self) -> Iterator[None]:
        """What is printed within is said here, and is made for this width."""
        with redirect_stdout(self._sink), lines_as_wide_as(self.width):
            yield

    @property
    def at_terminal(self) -> bool:
        """Whether somebody types who hears each answer first; what comes through a pipe was all written before."""
        return self._source is not None and self._source.isatty()

    @property
    def width(self) -> int | None:
        """The columns of the terminal that is written to; None where it is none, and no line is broken."""
        if not self._sink.isatty():
            return None
        try:
            columns = os.get_terminal_size(self._sink.fileno()).columns
        except OSError:  # a terminal that does not tell its size
            return None
        return max(columns, _NARROWEST) if columns else None

    def tell(self, text: str, indent: int = 0) -> None:
        """Say something; its own line ends are kept, and control characters in it are shown, not obeyed."""
        width = self.width
        for line in lines_of(text).split("\n"):
            for piece in _wrapped(" " * indent + line, width):
                self._sink.write(f"{piece}\n")

    def tell_lines(self, lines: Iterable[str]) -> None:
        """Say lines that are made for this width while they are made."""
        with lines_as_wide_as(self.width):
            for line in lines:
                self.tell(line.rstrip())

    def ask(self, prompt: str) -> str:
        """The line that is typed after a prompt, without the space around it. Raises InputEnded.

        What comes through a pipe is printed after the prompt, so that the output reads as a terminal's would.
        """
        self._sink.write(f"{one_line(prompt)}> ")
        self._sink.flush()
        typed = self._source.readline() if self._source is not None else ""
        text = typed.strip()
        if not (self.at_terminal and typed):
            self._sink.write(f"{one_line(text)}\n")
        if not typed:
            raise InputEnded
        return text

    def question(self, question: str, prompt: str, told: str) -> str:
        """Ask a question until it is answered: `?` tells more. Raises WentBack for `b`, InputEnded at the end."""
        self.tell(question)
        while (text := self.ask(prompt)) == HELP:
            self.tell(f"{told} {BACK} goes back.")
        if text == BACK:
            raise WentBack
        return text

    def secret(self, prompt: str) -> str:
        """A password, which is neither shown while it is typed nor printed when it comes through a pipe."""
        if self.at_terminal:
            return getpass(f"{one_line(prompt)}> ", self._sink)
        self._sink.write(f"{one_line(prompt)}>\n")
        typed = self._source.readline() if self._source is not None else ""
        if not typed:
            raise InputEnded
        return typed.rstrip("\r\n")

    def reason(self, question: str) -> str:
        """A reason, which must be given."""
        while not (why := self.question(question, "why", "The reason is kept beside it. Type one sentence.")):
            self.tell("A reason is needed, and kept.")
        return why

    def agrees(self, question: str, prompt: str) -> bool:
        """Whether `yes` is typed; Enter alone means no."""
        told = "Type yes or no; Enter alone means no."
        while (text := self.question(f"{question} yes or no", prompt, told).casefold()) not in (*YES, *NO):
            self.tell(told)
        return text in YES

    def text(
        self, question: str, prompt: str, told: str, note: Callable[[str], None], alone: Collection[str] = ()
    ) -> str | None:
        """Lines up to an empty one; None where the first is empty, and "" for a lone minus sign: to take it out.

        A first line that is one of `alone` stands alone. Each line is noted as it comes, with those before it. At the
        end of the input what was typed before it counts. Raises WentBack, and InputEnded where nothing was typed.
        """
        first = self.question(question, prompt, told)
        if first in ("", "-"):
            return None if not first else ""
        if first in alone:
            return first
        lines = [first]
        note(first)
        try:
            while line := self.ask(prompt):
                lines.append(line)
                note("\n".join(lines))
        except InputEnded:
            pass  # the next question meets the end again, once this text is kept
        return "\n".join(lines)


def _wrapped(line: str, width: int | None) -> list[str]:
    """A line in pieces that fit, by words, each under the first one's beginning."""
    if width is None or len(line) <= width:
        return [line]
    indent = " " * min(len(line) - len(line.lstrip()), width // 2)
    wrap = textwrap.TextWrapper(
        width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return wrap.wrap(" ".join(line.split())) or [""]
