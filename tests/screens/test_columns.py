"""How wide columns are: nothing is cut while there is room beside it, and nothing shown runs into the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from csp_tui.widgets.cells import Cell, Column, Row, fitted
from csp_tui.widgets.columns import gaps, widths
from csp_tui.widgets.cut_text import kept_whole

WHO = Column("who", "Who", 8, flexible=True)
WHAT = Column("what", "What", 8, flexible=True)
COUNT = Column("count", "Count", 5, right=True)


def row(**texts: str) -> Row:
    return Row("row", {name: Cell(text) for name, text in texts.items()})


def test_a_text_that_would_be_cut_has_the_room_that_its_neighbour_does_not_need() -> None:
    long = "Write to the housing providers"
    assert widths((WHO, WHAT), [row(who="KFRS", what="Write")], 40) == [20, 20]
    assert widths((WHO, WHAT), [row(who="KFRS", what=long)], 40) == [10, 30]
    assert widths((WHO, WHAT), [row(who="Kent Police", what=long * 2)], 40) == [12, 28]
    assert widths((WHO, WHAT), [row(who="The Probation", what=long[:27])], 40) == [13, 27]


def test_a_name_has_room_before_a_longer_text_has_more_than_its_least() -> None:
    name, long = Column("name", "Name", 8, flexible=True, by_ends=True), "Write to the housing providers of the county"
    channel = "Kent and Medway Channel Panel"
    assert widths((name, WHAT), [row(name=channel, what=long)], 40) == [29, 11]
    assert widths((name, WHAT), [row(name=channel, what=long)], 30) == [22, 8]
    assert fitted(channel, 22, by_ends=True) == "Kent and…Channel Panel"


def test_what_stands_in_a_row_of_a_very_wide_grid_stays_together() -> None:
    long = "Write to the housing providers"
    assert widths((WHO, WHAT), [row(who="KFRS", what=long)], 196) == [16, 42]
    assert widths((WHO, WHAT), [row(who="KFRS", what=long * 8)], 196) == [5, 191]


def test_columns_that_are_typed_into_stay_as_they_are() -> None:
    typed = Row("row", {"who": Cell("KFRS", open=True), "what": Cell("Write to the housing providers")})
    assert widths((WHO, WHAT), [typed], 40) == [20, 20]


def test_a_text_that_runs_on_needs_no_room_of_its_own_column() -> None:
    heading = Row("row", {"who": Cell("All that was decided in September", runs_on=True), "what": Cell("Write")})
    assert widths((WHO, WHAT), [heading], 40) == [20, 20]


def test_words_after_a_number_stand_apart_from_it_where_there_is_room() -> None:
    assert gaps((WHO, COUNT, WHAT), 120) == [1, 2, 1]
    assert gaps((WHO, COUNT, WHAT), 80) == [1, 1, 1]
    assert gaps((WHO, COUNT, COUNT), 120) == [1, 1, 1]
    assert gaps((), 120) == []


@given(
    st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.booleans(), st.text(max_size=60)), min_size=1, max_size=6)
)
def test_sharing_room_makes_a_grid_no_wider_and_no_column_vanish(made: list[tuple[int, bool, bool, str]]) -> None:
    columns = [
        Column(str(at), "", width, flexible=flexible, by_ends=by_ends)
        for at, (width, flexible, by_ends, _) in enumerate(made)
    ]
    shown = Row("row", {str(at): Cell(text) for at, (*_, text) in enumerate(made)})
    assert sum(widths(columns, [shown], 100)) == sum(widths(columns, [], 100))
    assert sum(widths(columns, [shown], 200)) <= max(sum(column.width for column in columns), 200)
    assert all(width >= 0 for width in widths(columns, [shown], 100))


def test_a_text_that_is_cut_ends_with_a_whole_word_unless_that_were_a_long_one() -> None:
    assert fitted("agree to share the map of bin fires", 28) == "agree to share the map of … "
    assert fitted("agree to share the map of bin fires", 26) == "agree to share the map of…"
    assert fitted("Write antidisestablishmentarianism", 20) == "Write antidisestabl…"


def shown(text: str, width: int) -> list[str]:
    return [str(line) for line in kept_whole(Content(text), width)]


def test_what_stands_beside_each_other_is_broken_between_two_and_not_within_one() -> None:
    series = "Q1 2026-27: 64   Q2 2026-27: 71   Q3 2026-27: 66"
    assert shown(series, 40) == ["Q1 2026-27: 64   Q2 2026-27: 71", "Q3 2026-27: 66"]
    assert shown(series, 60) == [series]
    assert shown(series, 12) == [series]  # left to be wrapped
