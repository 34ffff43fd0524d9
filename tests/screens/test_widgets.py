from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from csp_tui.domain.results import Rating, State
from csp_tui.widgets.cell_editor import CellEditor
from csp_tui.widgets.cells import fitted
from csp_tui.widgets.plot import plot_lines, sparkline
from csp_tui.widgets.rating import rating_mark
from csp_tui.widgets.wording import lines_of, one_line, without_controls

CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))}
NUMBERS = st.fractions(min_value=-(10**6), max_value=10**9)


@given(st.text())
def test_no_text_can_move_the_terminal(text: str) -> None:
    assert not CONTROLS & set(one_line(text))
    assert not (CONTROLS - {"\n"}) & set(lines_of(text))
    assert not (CONTROLS - {"\n"}) & set(without_controls(text))
    one_line(text).encode()


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S"))))
def test_ordinary_text_is_shown_as_typed(text: str) -> None:
    assert one_line(text) == text


@given(st.text(), st.integers(0, 40), st.booleans())
def test_a_cell_takes_exactly_its_room(text: str, width: int, right: bool) -> None:
    assert cell_len(fitted(one_line(text), width, right=right)) == width


@given(st.text(alphabet=st.characters(categories=("L", "N", "P")), max_size=100))
def test_typed_characters_stand_in_the_cell_in_order(text: str) -> None:
    editor = CellEditor("", "", 0)
    for character in text:
        assert editor.press(character, character)
    assert editor.text == text
    for _ in text:
        editor.press("backspace", None)
    assert editor.text == ""


@pytest.mark.parametrize(("typed", "completed"), [("d", "done"), ("at", "at risk"), ("x", "x"), ("", "")])
def test_the_first_letters_complete_a_choice(typed: str, completed: str) -> None:
    choices = ("not started", "on track", "at risk", "done")
    assert CellEditor("", typed, len(typed), choices=choices).completed == completed


def test_each_rating_has_a_word_and_a_shape_of_its_own() -> None:
    marks = [rating_mark(rating)[0] for rating in Rating] + [rating_mark(Rating.NOT_RATED, s)[0] for s in State]
    assert len({mark[0] for mark in marks}) == 7
    assert all(len(mark.split()) >= 2 for mark in marks)


@given(
    st.lists(st.tuples(st.sampled_from(("Q1 25", "Q2 25")), NUMBERS), max_size=30),
    st.integers(3, 15),
    st.integers(20, 200),
    st.none() | NUMBERS,
)
def test_a_plot_keeps_to_its_room(
    points: list[tuple[str, Fraction]], height: int, width: int, level: Fraction | None
) -> None:
    lines = plot_lines(points, height=height, width=width, level=level)
    assert len(lines) == (height if points else 0)
    assert all(cell_len(line) <= width for line in lines)


@given(st.lists(NUMBERS, min_size=3, max_size=20))
def test_a_sparkline_has_a_block_for_each_quarter(numbers: list[Fraction]) -> None:
    line = sparkline(numbers)
    assert line.endswith(f" {len(numbers)} quarters")
    assert len(line.split()[0]) == len(numbers)
