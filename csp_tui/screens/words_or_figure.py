"""Asks of a figure that was typed at a row of words which it is: the next row's, or words after all."""

from __future__ import annotations

from typing import Final

from csp_tui.domain.pasted_columns import is_answer
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.figures import VALUE, Line
from csp_tui.screens.session import Session
from csp_tui.widgets.wording import cut, one_line

FIGURE: Final = "figure"
WORDS: Final = "words"
OUT: Final = "out"


class WhichIsIt:
    """What was said of a figure that stands in a field of words: it is stored there only where it was taken for words.

    It is `asked` at all of what was typed in the grid; `open` while it is. A figure whose question was left without an
    answer stays typed, and is not stored.
    """

    def __init__(self, *, asked: bool) -> None:
        self.asked, self.open = asked, False
        self._words = self._left = ""

    def figure(self, text: str, stored: str) -> str:
        """The figure that is to be asked about now; empty for none."""
        typed = figure_among_words(text, stored)
        return typed if self.asked and typed not in (self._words, self._left) else ""

    def answered(self, figure: str, chosen: str | None) -> None:
        """The question is closed."""
        self.open = False
        self._words, self._left = figure * (chosen == WORDS), figure * (chosen is None)

    def is_left(self, text: str, stored: str) -> bool:
        """Whether the question of what stands in the field was left without an answer."""
        return bool(self._left) and figure_among_words(text, stored) == self._left

    def ask_again(self) -> None:
        """What was left without an answer is asked once more."""
        self._left = ""


def figure_among_words(text: str, stored: str) -> str:
    """The figure that alone was typed after what is stored already; empty where nothing, or words, was."""
    typed = text.removeprefix(stored).strip()
    if not any(map(str.isdigit, typed)):
        return ""
    return typed if is_answer(typed) or not any(map(str.isalpha, typed)) else ""  # 1,20 was not meant as words either


def words_or_figure(session: Session, figure: str, line: Line, below: Line | None) -> Choice:
    """The question, of a row of words and the row right `below` it where that takes a figure: FIGURE, WORDS or OUT.

    The first is what Enter takes, and loses nothing: where a draft stands in the row below, that is not the first.
    """
    options = [Option(WORDS, "Words: leave it here"), Option(OUT, "Neither: take it out")]
    if below is not None:
        draft = session.draft(below.subject, VALUE)
        over = f', in place of its draft "{cut(one_line(draft.text), 20)}"' if draft is not None else ""
        figures = Option(FIGURE, f"The figure of {below.measure.id}, the next row: put it there{over}")
        options.insert(1 if over else 0, figures)
    return Choice(f'"{figure}" reads as a figure, but {line.measure.id} asks for words. Which is it?', options)
