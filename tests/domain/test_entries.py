"""What a person types for a measure, read into a statement or refused with the field that is wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from csp_tui.domain.entries import Entry, EntryError, entry_of, read_entry
from csp_tui.domain.measures import Measure
from csp_tui.domain.numbers import Figure, read_figure
from csp_tui.domain.statements import Blank, Choice, Statement
from tests.domain.books import QUARTER, measure, ratio, value


def read(of: Measure, before: Statement | None = None, **typed: Any) -> Statement:
    return read_entry(of, Entry(**typed), QUARTER, before)


@pytest.mark.parametrize(
    ("code", "field", "typed"),
    [
        ("P3-05", "value", {}),
        ("P3-05", "value", {"provisional": True}),
        ("P3-05", "value", {"prior": "5"}),
        ("P3-05", "numerator", {"numerator": "5", "denominator": "8"}),
        ("P3-05", "rolling_year", {"rolling_year": "5"}),
        ("P4-02", "rolling_year", {"rolling_year": "5"}),
        ("P3-07", "denominator", {"numerator": "5"}),
        ("P3-07", "numerator", {"denominator": "5"}),
        ("P3-07", "denominator", {"numerator": "5", "denominator": "0"}),
        ("P3-07", "value", {"value": "101"}),
        ("P3-07", "prior", {"value": "50", "prior": "101"}),
        ("P3-07", "value", {"value": "64", "numerator": "51", "denominator": "81"}),
        ("P3-07", "numerator", {"numerator": "51%", "denominator": "80"}),
        ("P3-07", "numerator", {"numerator": "-1", "denominator": "80"}),
        ("P1-01", "prior", {"value": "5", "prior": "-1"}),
        ("P1-01", "value", {"value": "<0"}),
        ("P1-01", "change", {"value": "5", "change": "6"}),
        ("P1-01", "change", {"value": "about 5", "change": "1"}),
        ("P1-01", "change", {"value": "5", "change": "about 1"}),
        ("P1-01", "change", {"change": "1", "blank": "late"}),
        ("P1-01", "change", {"value": "5", "change": "2", "prior": "4"}),
        ("P1-01", "change", {"rolling_year": "5208", "change": "406", "rolling_year_prior": "4,803"}),
        ("P1-01", "blank", {"value": "5", "blank": "late"}),
        ("P1-01", "blank", {"prior": "5", "blank": "late"}),
        ("P1-01", "blank", {"blank": "holiday"}),
        ("P1-01", "period_to", {"value": "5", "period_to": "2026-10-01"}),
        ("P1-01", "period_to", {"value": "5", "period_to": "31 June 2026"}),
        ("P1-01", "period_to", {"rolling_year": "5", "period_to": "0001-01-01"}),
        ("P1-01", "period_from", {"value": "5", "period_from": "2026-09-02", "period_to": "2026-09-01"}),
        ("P1-01.report", "value", {"value": "5"}),
        ("P1-11", "value", {"value": "maybe"}),
        ("P1-11", "prior", {"value": "yes", "prior": "5"}),
        ("P2-08", "value", {"value": "yes"}),
        ("P2-08", "date", {"value": "done", "date": "2026-10-01"}),
    ],
)
def test_an_entry_that_cannot_stand_names_the_field_to_put_right(code: str, field: str, typed: dict[str, Any]) -> None:
    with pytest.raises(EntryError) as refused:
        read(measure(code), **typed)
    assert refused.value.field == field


def test_a_figure_is_promised_for_today_or_later_and_what_was_promised_stays() -> None:
    today, attendance = date(2026, 11, 21), measure("P2-07.ksip")
    late = read_entry(attendance, Entry(blank="late", date="21 Nov 2026"), QUARTER, None, today=today)
    with pytest.raises(EntryError, match="5 December 2025 is past: promise the figure for today") as refused:
        read_entry(attendance, Entry(blank="late", date="5 Dec 2025"), QUARTER, late, today=today)
    assert refused.value.field == "date"
    again = read_entry(attendance, Entry(blank="late", date="21 Nov 2026"), QUARTER, late, today=date(2026, 12, 1))
    assert again == late
    soon = read_entry(attendance, Entry(blank="late", date="5 December"), QUARTER, None, today=today)
    assert soon.date == read_entry(attendance, Entry(date="5/12"), QUARTER, late, today=today).date == date(2026, 12, 5)
    for stated, now in ((Entry(blank="late", date="5 December"), None), (Entry(value="50", extracted="5 Dec"), today)):
        with pytest.raises(EntryError, match="is not a date"):  # read from a file, and no promise
            read_entry(attendance, stated, QUARTER, None, today=now)


def test_two_parts_of_a_count_are_refused_for_what_they_are() -> None:
    for typed in ("51 of 80", "51/80", "51 out of 80"):
        with pytest.raises(EntryError, match=f'"{typed}" is not a number: this row counts .*parts are for percentages'):
            read(measure("P1-05.notices"), value=typed)


@pytest.mark.parametrize("typed", ["n/a until 5 December", "n/a", "not yet", "late, 5 December"])
def test_words_for_no_figure_are_refused_whole_with_the_way_to_say_so(typed: str) -> None:
    for code in ("P2-07.ksip", "P1-01"):
        found = measure(code)
        with pytest.raises(EntryError, match=f'^"{typed}" is not a number; leave it blank with a reason'):
            read_entry(found, entry_of(found, "value", typed), QUARTER, None)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("due 12/12", "late, promised by 12/12"), ("late 12/12", "late, promised by 12/12"), ("n/a", "not applicable")],
)
def test_a_reason_typed_as_a_figure_is_quoted_whole_and_named(typed: str, meant: str) -> None:
    for code in ("P2-07.ksip", "P1-01"):
        found = measure(code)
        with pytest.raises(EntryError) as refused:
            read_entry(found, entry_of(found, "value", typed), QUARTER, None)
        assert str(refused.value) == f'"{typed}" is not a number; leave it blank with a reason: {meant}.'


@pytest.mark.parametrize("typed", ["51 of 80", "51/80", "51 out of 80", "51 OUT OF 80"])
def test_two_parts_of_a_share_are_read_as_people_say_them(typed: str) -> None:
    found = measure("P3-07")
    assert read_entry(found, entry_of(found, "value", typed), QUARTER, None) == ratio("51", "80")


def test_a_value_beside_its_parts_may_be_rounded_as_it_is_typed() -> None:
    for typed in ("64", "63.8", "63.75", "about 60"):
        assert read(measure("P3-07"), value=typed, numerator="51", denominator="80").value == read_figure(typed)
    with pytest.raises(EntryError, match=r"51 of 80 is 63\.75%, not 63\.7%"):
        read(measure("P3-07"), value="63.7", numerator="51", denominator="80")


def test_more_than_a_hundred_per_cent_stands_where_its_parts_are_given() -> None:
    assert read(measure("P2-05.completion"), numerator="9", denominator="8").numerator == read_figure("9")


def test_a_change_goes_with_the_rolling_year_where_one_is_given() -> None:
    stated = read(measure("P1-01"), value="1300", rolling_year="5208", change="+406")
    assert (stated.rolling_year_prior, stated.prior) == (read_figure("4802"), None)


def test_a_change_goes_with_the_value_else() -> None:
    assert read(measure("P1-01"), value="1300", change="-40").prior == read_figure("1340")
    held = Statement(rolling_year=read_figure("5208"))
    assert read(measure("P1-01"), held, value="1300", change="-40").prior == read_figure("1340")


def test_a_change_may_stand_beside_the_earlier_figure_that_it_gives() -> None:
    assert read(measure("P1-01"), value="1300", change="-40", prior="1,340").prior == read_figure("1340")


def test_a_change_of_a_share_is_in_points() -> None:
    stated = read(measure("P3-07"), numerator="51", denominator="80", change="0.75%")
    assert stated.prior == Figure(Decimal(63))


def test_a_rolling_year_typed_for_a_measure_of_that_window_is_its_value() -> None:
    stated = read(measure("P4-01"), rolling_year="139", rolling_year_prior="150")
    assert (stated.value, stated.prior, stated.rolling_year) == (read_figure("139"), read_figure("150"), None)


@pytest.mark.parametrize("typed", ["2026-08-31", "31/08/2026", "31.08.2026", "31 August 2026", "31 Aug 2026"])
def test_a_date_is_understood_in_the_usual_forms(typed: str) -> None:
    assert read(measure("P1-01"), value="5", period_to=typed).period_to == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("code", "typed", "choice"),
    [
        ("P1-11", "Yes", Choice.YES),
        ("P1-11", "n", Choice.NO),
        ("P1-11", "partly", Choice.PARTLY),
        ("P2-08", "on-track", Choice.ON_TRACK),
        ("P2-08", "AT RISK", Choice.AT_RISK),
        ("P2-08", "not started", Choice.NOT_STARTED),
        ("P2-08", "Done", Choice.DONE),
    ],
)
def test_an_answer_is_understood_in_any_case(code: str, typed: str, choice: Choice) -> None:
    assert read(measure(code), value=typed).choice is choice


@pytest.mark.parametrize("blank", list(Blank))
def test_every_blank_reason_can_be_typed_with_spaces_too(blank: Blank) -> None:
    assert read(measure("P1-14"), value("5"), blank=blank.replace("-", " ")).blank is blank


def test_circumstances_can_be_added_to_what_is_there() -> None:
    assert read(measure("P3-05"), value("1390"), provisional=True).value == read_figure("1390")


def test_text_about_a_figure_is_cleaned_and_not_cut() -> None:
    assert read(measure("P3-05"), value="5", area=" Medway\x00 ").area == "Medway"
    with pytest.raises(EntryError) as refused:
        read(measure("P3-05"), value="5", area="x" * 201)
    assert refused.value.field == "area"


def test_hours_may_be_decimal_and_a_share_may_be_under_one() -> None:
    assert read(measure("P1-03"), value="12.5").value == read_figure("12.5")
    assert read(measure("P3-07"), value="0.64").value == read_figure("0.64")
