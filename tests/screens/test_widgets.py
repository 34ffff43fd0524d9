from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Rating, State
from csp_tui.widgets.cell_editor import CellEditor
from csp_tui.widgets.cells import fitted
from csp_tui.widgets.marked_list import MarkedList
from csp_tui.widgets.plot import Plot, plot_lines, sparkline
from csp_tui.widgets.rating import rating_mark
from csp_tui.widgets.wording import lines_of, one_line, without_controls
from tests.screens.driving import screen_text

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


@given(st.text(), st.integers(0, 40), st.booleans(), st.booleans())
def test_a_cell_takes_exactly_its_room(text: str, width: int, right: bool, by_ends: bool) -> None:
    assert cell_len(fitted(one_line(text), width, right=right, by_ends=by_ends)) == width


def test_names_that_begin_alike_are_told_apart_by_whole_words_of_their_ends() -> None:
    names = (
        "Young men's programmes: referrals",
        "Derelict buildings, KFRS comment",
        "Derelict buildings, Police comment",
    )
    shown = [fitted(name, 26, by_ends=True).rstrip() for name in names]
    assert shown == ["Young men's…referrals", "Derelict…KFRS comment", "Derelict…Police comment"]
    assert fitted("Young men", 26, by_ends=True).rstrip() == "Young men"
    assert fitted("Programmes", 6, by_ends=True) == "Progr…"


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


QUARTERS = st.integers(0, 40).map(Quarter(2016, 1).shifted)


@given(
    st.dictionaries(QUARTERS, NUMBERS, max_size=30),
    st.integers(3, 15),
    st.integers(20, 200),
    st.none() | NUMBERS,
    st.none() | st.tuples(NUMBERS, NUMBERS),
    st.frozensets(QUARTERS),
)
def test_a_plot_keeps_to_its_room(
    series: dict[Quarter, Fraction],
    height: int,
    width: int,
    level: Fraction | None,
    usual: tuple[Fraction, Fraction] | None,
    breaks: frozenset[Quarter],
) -> None:
    plot = Plot(tuple(sorted(series.items())), Quarter(2026, 1), level, usual, breaks)
    lines = plot_lines(plot, height=height, width=width)
    assert len(lines) == (height if len(series) >= 3 and height >= 5 else 0)
    assert all(line.cell_length <= width for line in lines)


def plotted(plot: Plot, height: int = 10, width: int = 60) -> str:
    return "\n".join(line.plain.rstrip() for line in plot_lines(plot, height=height, width=width))


def test_a_plot_draws_its_figures_with_what_they_lie_beside() -> None:
    points = tuple((Quarter(2025, 2).shifted(i), Fraction(n)) for i, n in enumerate((1432, 1200, 1135, 1238, 1264)))
    plot = Plot(points, points[-1][0], Fraction(1206), (Fraction(1059), Fraction(1505)), frozenset({Quarter(2025, 4)}))
    text = plotted(plot)
    assert text.count("●") == 4
    assert text.count("◆") == 1
    for label in ("1,505 ┤", "1,206 ┤", "1,059 ┤", "Q4", "2025-26", "2026-27"):
        assert label in text
    assert text.count("╎") == 7
    assert text.splitlines()[0].endswith("·")


def test_a_break_is_named_and_what_was_revised_and_usual_is_drawn_where_it_holds() -> None:
    points = tuple(
        (Quarter(2025, 1).shifted(i), Fraction(n)) for i, n in enumerate((1432, 1200, 1135, 1238, 1264, 1250))
    )
    plot = Plot(
        points,
        points[-1][0],
        usual=(Fraction(1059), Fraction(1505)),
        breaks=frozenset({Quarter(2025, 4)}),
        revised=frozenset({Quarter(2025, 2), points[-1][0]}),
        usual_from=Quarter(2025, 4),
    )
    text = plotted(plot)
    assert "╎changed" in text
    assert (text.count("●"), text.count("○"), text.count("◆")) == (4, 1, 1)  # the quarter itself keeps its own mark
    first = text.splitlines()[0]
    assert "·" not in first[: first.index("╎")]
    assert "·" in first[first.index("╎") :]


def test_a_quarter_without_a_figure_leaves_a_gap() -> None:
    known = {Quarter(2025, 1): 5, Quarter(2025, 2): 6, Quarter(2025, 4): 7}
    text = plotted(Plot(tuple((quarter, Fraction(n)) for quarter, n in known.items()), Quarter(2026, 2)))
    assert text.count("Q3") == 1
    assert "2026-27" in text
    assert (text.count("●"), text.count("◆")) == (3, 0)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_figures_make_no_plot(count: int) -> None:
    points = tuple((Quarter(2025, i + 1), Fraction(5)) for i in range(count))
    assert plot_lines(Plot(points, Quarter(2025, 4)), height=9, width=60) == []


@given(st.lists(NUMBERS, min_size=3, max_size=20))
def test_a_sparkline_has_a_block_for_each_quarter(numbers: list[Fraction]) -> None:
    line = sparkline(numbers)
    assert line.endswith(f" {len(numbers)} quarters")
    assert len(line.split()[0]) == len(numbers)


async def test_a_choice_that_takes_several_lines_has_one_mark() -> None:
    class Choosing(App[None]):
        def compose(self) -> ComposeResult:
            yield MarkedList("the first choice, " * 8, "the second")

    app = Choosing()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("home")
        lines = screen_text(pilot).splitlines()
        assert sum("the first" in line for line in lines) > 1
        assert sum("> " in line for line in lines) == 1
