from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_tui.domain.book import Book
from csp_tui.domain.entries import Entry, EntryError, read_entry
from csp_tui.domain.measures import Kind
from csp_tui.domain.pasted_columns import PasteError, cells_of
from csp_tui.domain.pasting import MOST_LINES, Ground, Pasted, Slot, is_range, read_pasted
from csp_tui.domain.trying import Typed, try_out
from csp_tui.returns.layout import RETURN_GRID
from tests.domain.books import QUARTER, book, measure, plan, value

SLOTS = [Slot(m, m.suppliers[0]) for m in plan().measures if m.kind is not Kind.REPORT]
CELLS = st.text(st.characters(exclude_characters='\t\r\n"', exclude_categories=("C", "Z")), min_size=1, max_size=12)
ENDS = st.sampled_from(["\n", "\r", "\r\n"])


def ground(down: list[Slot] | None = None, column: str = "value", partner: str | None = None) -> Ground:
    return Ground(plan(), QUARTER, SLOTS if down is None else down, column, partner)


def given_of(pasted: Pasted) -> dict[str, dict[str, str]]:
    return {typed.measure.id: dict(typed.texts) for typed in pasted.typed}


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=8), ENDS, st.booleans())
def test_cells_come_out_as_they_were_copied_however_lines_end(rows: list[list[str]], end: str, last: bool) -> None:
    text = end.join("\t".join(row) for row in rows) + (end if last else "")
    assert cells_of(text) == [tuple("" if c in ("-", "–", "—", "[z]") else c for c in row) for row in rows]


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=60), ENDS)
def test_a_column_of_figures_runs_down_in_order_and_none_is_lost(figures: list[int], end: str) -> None:
    pasted = read_pasted(end.join(f"{figure:,}" for figure in figures), ground())
    placed = [typed.texts["value"] for typed in pasted.typed]
    assert placed + [line.text for line in pasted.astray] == [f"{figure:,}" for figure in figures]
    assert [typed.measure.id for typed in pasted.typed] == [slot.measure.id for slot in SLOTS[: len(placed)]]


@given(st.permutations(range(20)), st.sampled_from(["before", "after"]))
def test_lines_with_codes_find_their_figure_in_any_order(order: list[int], titles: str) -> None:
    lines = []
    for place in order:
        found = SLOTS[place].measure
        words = [found.id, found.title] if titles == "after" else [found.title, found.id]
        lines.append("\t".join([*words, str(place)]))
    assert given_of(read_pasted("\n".join(lines), ground([]))) == {
        SLOTS[place].measure.id: {"value": str(place)} for place in range(20)
    }


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        pasted = read_pasted(text, ground())
    except PasteError:
        return
    for one in try_out(Book(plan(), QUARTER), pasted.typed):
        assert one.becomes is not None or one.refused


@given(st.lists(st.one_of(st.integers(0, 5000).map(str), CELLS), min_size=2, max_size=40))
def test_every_pasted_cell_is_stored_refused_or_named_as_left_out(cells: list[str]) -> None:
    try:
        pasted = read_pasted("\n".join(cells), ground())
    except PasteError:
        return
    tried = try_out(Book(plan(), QUARTER), pasted.typed)
    for one in tried:
        assert set(one.refused) <= set(one.typed.texts)
        if one.becomes is not None:
            assert read_entry(one.typed.measure, one.taken, QUARTER, None) == one.becomes
        else:
            assert set(one.refused) == set(one.typed.texts)


@given(st.permutations(range(20)), st.sampled_from([str, str.upper, "[r] {}".format, "  {} ".format]))
def test_lines_with_titles_find_their_figure_in_any_order(order: list[int], written: Callable[[str], str]) -> None:
    for heading in ("", "Row\tThis quarter\n"):
        lines = [f"{written(SLOTS[place].measure.title)}\t{place}" for place in order]
        pasted = read_pasted(heading + "\n".join(lines), ground([]))
        assert given_of(pasted) == {SLOTS[place].measure.id: {"value": str(place)} for place in range(20)}
        assert not [typed for typed in pasted.typed if typed.otherwise]
        assert not pasted.left_out
        assert not pasted.astray


@pytest.mark.parametrize(
    ("text", "several"),
    [("1,466\r\n", False), ("1,466", False), (" 7 ", False), ("1\r2", True), ("1\t2", True), ("\t2", True)],
)
def test_more_than_one_cell_is_a_range(text: str, several: bool) -> None:
    assert is_range(text) is several


ROWS = [Slot(m, m.suppliers[0]) if m.kind is not Kind.REPORT else m for m in plan().measures]
FITTING = {Kind.COUNT: "7", Kind.RATE: "7", Kind.PERCENTAGE: "12.5", Kind.YES_NO: "yes", Kind.MILESTONE: "on track"}


@given(st.integers(0, len(ROWS) - 2), st.integers(2, len(ROWS)), st.sampled_from(["", "see the report"]))
def test_a_list_with_lines_for_the_rows_of_words_puts_every_figure_into_its_own_row(
    first: int, count: int, words: str
) -> None:
    rows = ROWS[first : first + count]
    down = [row for row in ROWS[first:] if isinstance(row, Slot)]
    lines = [FITTING[row.measure.kind] if isinstance(row, Slot) else words for row in rows]
    expected = {row.measure.id: FITTING[row.measure.kind] for row in rows if isinstance(row, Slot)}
    if not expected or not is_range("\n".join(lines)):
        return
    pasted = read_pasted("\n".join(lines), Ground(plan(), QUARTER, down, rows=ROWS[first:]))
    assert {one.measure.id: one.texts["value"] for one in pasted.typed} == expected
    assert len(pasted.typed) + len(pasted.astray) == sum(map(bool, lines))  # no words vanish unsaid
    assert all("asks for words: Ctrl+T writes them." in line.why for line in pasted.astray)


def test_a_list_of_figures_alone_skips_the_rows_of_words_and_offers_the_other_reading() -> None:
    down = [row for row in ROWS if isinstance(row, Slot)]
    figures = [FITTING[slot.measure.kind] for slot in down[:12]]
    pasted = read_pasted("\n".join(figures), Ground(plan(), QUARTER, down, rows=ROWS))
    assert [typed.measure for typed in pasted.typed] == [slot.measure for slot in down[:12]]
    assert not pasted.each_row
    assert pasted.skipped
    assert {one.kind for one in pasted.skipped} == {Kind.REPORT}
    other = pasted.otherwise
    assert other is not None
    assert other.each_row
    assert len(other.typed) + len(other.astray) == 12
    assert all("asks for words" in line.why for line in other.astray)


def test_two_columns_run_across_and_an_empty_cell_leaves_its_own_as_it_is() -> None:
    pasted = read_pasted("1466\t5208\n\t271\n31\t\n", ground())
    assert given_of(pasted) == {
        "P1-01.total": {"value": "1466", "rolling_year": "5208"},
        "P1-01.fires": {"rolling_year": "271"},
        "P1-01.derelict": {"value": "31"},
    }


def test_a_column_of_other_names_is_left_out_and_asked_about_row_by_row() -> None:
    pasted = read_pasted("Incidents\t1466\nFires\t66\n", ground())
    assert [typed.otherwise for typed in pasted.typed] == ["Incidents", "Fires"]
    assert given_of(pasted) == {"P1-01.total": {"value": "1466"}, "P1-01.fires": {"value": "66"}}
    assert pasted.left_out == ("column 1",)


def test_an_indicators_code_with_its_title_means_that_measure_and_alone_the_headline() -> None:
    text = "P1-01\tDeliberate fires\t66\nP1-01\tASB, everything\t1466"
    assert given_of(read_pasted(text, ground())) == {"P1-01.fires": {"value": "66"}, "P1-01.total": {"value": "1466"}}


def test_a_code_beside_the_title_of_another_row_is_asked_about() -> None:
    text = "P1-05\tFixed penalty notices for litter\t12\nP1-15\tFixed penalty notices for litter\t9"
    assert [typed.otherwise for typed in read_pasted(text, ground()).typed] == ["Fixed penalty notices for litter", ""]


def test_headings_of_the_form_are_understood_as_far_as_it_has_fields() -> None:
    headings = ["Measure", "Partner", *RETURN_GRID.entries]
    texts = ["P1-01.total", "kent police", *(f"text of {name}" for name in RETURN_GRID.entries.values())]
    pasted = read_pasted("\t".join(headings) + "\n" + "\t".join(texts), ground([]))
    assert given_of(pasted)["P1-01.total"] == {name: f"text of {name}" for name in RETURN_GRID.entries.values()}


def test_a_column_headed_by_the_quarter_holds_its_figures_and_other_quarters_are_left_out() -> None:
    pasted = read_pasted("Code\tQ1 2026-27\tQ2 2026-27\nP1-01\t1310\t1466", ground([]))
    assert given_of(pasted) == {"P1-01.total": {"value": "1466"}}
    assert pasted.left_out == ("Q1 2026-27",)


@pytest.mark.parametrize("heading", ["Q2", "Quarter 2", "Jul to Sep 2026", "Our count"])
def test_the_only_column_of_figures_beside_codes_is_taken_under_any_heading(heading: str) -> None:
    assert given_of(read_pasted(f"Code\t{heading}\nP1-05\t61", ground())) == {"P1-05.notices": {"value": "61"}}


@pytest.mark.parametrize("heading", ["Spring\tSummer", "Q1 2026-27", "Q1", "Last quarter"])
def test_a_column_that_may_be_of_another_quarter_is_not_taken_for_this_one(heading: str) -> None:
    with pytest.raises(PasteError, match='Head their column "Figure" or "Q2 2026-27"'):
        read_pasted(f"Code\t{heading}\nP1-05\t61\t62", ground())


def test_a_reason_may_stand_where_its_figure_would() -> None:
    assert given_of(read_pasted("12\nNot published\n9", ground()))["P1-01.fires"] == {"blank": "not-published"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("P1-12\t7", "asks for words"),
        ("P9-99\t7", "There is no indicator"),
        ("P3-04\t7", "none is its headline"),
        ("P1-01.total\t8", "keep one of the two"),
        ("Total\t8", "names no figure of the plan: a code such as P1-01 is missing"),
        ("People killed or injured\t7", 'did you mean P1-14.ksi "People killed or seriously injured"? Put that code'),
    ],
)
def test_a_line_that_goes_nowhere_says_why(line: str, why: str) -> None:
    pasted = read_pasted(f"P1-01\t1466\n{line}", ground())
    assert list(given_of(pasted)) == ["P1-01.total"]
    assert [why in astray.why for astray in pasted.astray] == [True]


@pytest.mark.parametrize("text", ["", "\n\n", "\t\t\n", "P1-01\n", "1\n" * (MOST_LINES + 1)])
def test_a_paste_of_nothing_or_of_far_too_much_is_refused_whole(text: str) -> None:
    with pytest.raises(PasteError):
        read_pasted(text, ground())


def test_a_quotation_mark_that_is_never_closed_swallows_no_lines() -> None:
    assert cells_of('"12\n13') == [('"12',), ("13",)]


def test_of_two_fields_the_readable_one_is_taken_and_the_other_refused_with_its_reason() -> None:
    asb = measure("P1-01.total")
    [one] = try_out(
        Book(plan(), QUARTER), [Typed(asb, "Kent Police", {"value": "1466", "rolling_year": "5,20", "area": "Medway"})]
    )
    assert one.becomes is not None
    assert (str(one.becomes.value), one.becomes.rolling_year, one.becomes.area) == ("1,466", None, "Medway")
    assert list(one.refused) == ["rolling_year"]


def test_what_is_refused_of_two_parts_is_the_text_that_held_them() -> None:
    prison = measure("P3-07.continuity")
    [one] = try_out(Book(plan(), QUARTER), [Typed(prison, "Public Health", {"value": "51 of many"})])
    assert one.becomes is None
    assert "many" in one.refused["value"]


def test_a_figure_that_stands_so_already_says_nothing_new() -> None:
    asb = measure("P1-01.total")
    stands = book(asb, {QUARTER: value("1466")})
    [one] = try_out(stands, [Typed(asb, "Kent Police", {"value": "1,466"})])
    assert one.says_nothing_new


def test_trying_reads_as_storing_does() -> None:
    adults = measure("P3-05.adults")
    for text in ("1,20", "-3", "12%", "£5"):
        [one] = try_out(Book(plan(), QUARTER), [Typed(adults, "Public Health", {"value": text})])
        with pytest.raises(EntryError) as refused:
            read_entry(adults, Entry(value=text), QUARTER, None)
        assert one.refused == {"value": str(refused.value)}
