"""Asks of a figure that was typed at a row of words which it is: the next row's, or words after all."""

from __future__ import annotations

from typing import Final

from csp_tui.domain.pasted_columns import is_answer
from csp_tui.screens.choosing import Choice, Option

FIGURE: Final = "figure"


def figure_among_words(text: str, stored: str) -> str:
    """The figure that alone was typed after what is stored already; empty where nothing, or words, was."""
    typed = text.removeprefix(stored).strip()
    if not any(map(str.isdigit, typed)):
        return ""
    return typed if is_answer(typed) or not any(map(str.isalpha, typed)) else ""  # 1,20 was not meant as words either


def words_or_figure(figure: str, words: str, below: str) -> Choice:
    """The question, of a row of words and the row below it that takes a figure; gives FIGURE where it is that one's."""
    return Choice(
        f'"{figure}" reads as a figure, but {words} asks for words. Which is it?',
        [
            Option(FIGURE, f"The figure of {below}, the next row: put it there"),
            Option("words", "Words: leave it here"),
        ],
    )
