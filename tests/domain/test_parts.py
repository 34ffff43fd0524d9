"""How the statements of several suppliers make one answer: added up, or each by itself."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from csp_tui.domain.assessment import assess_each, assess_measure
from csp_tui.domain.book import Book, Stated
from csp_tui.domain.measures import Combine, Indicator, Measure
from csp_tui.domain.numbers import plain, read_figure
from csp_tui.domain.overview import assess_indicator
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus, Rating, State
from csp_tui.domain.statements import Blank, Choice, Statement
from tests.domain.books import QUARTER, measure, pair_of, plan, ratio, value

POLICE, FIRE = "Kent Police", "KFRS"
LATE = Statement(blank=Blank.LATE)


def shared(code: str, combine: Combine) -> Measure:
    return replace(measure(code), combine=combine, suppliers=(POLICE, FIRE))


def stated(of: Measure, parts: dict[str, dict[Quarter, Statement]]) -> Book:
    figures = {p: {q: Stated(s) for q, s in series.items()} for p, series in parts.items()}
    return Book(plan(), QUARTER, {of.uid: figures})


def summed(code: str, police: Statement | None, fire: Statement | None) -> MeasureStatus:
    of = shared(code, Combine.SUM)
    parts = {p: {QUARTER: s} for p, s in ((POLICE, police), (FIRE, fire)) if s is not None}
    return assess_measure(stated(of, parts), of)


def test_a_sum_is_rated_once_all_parts_are_in() -> None:
    status = summed("P3-05", value("900"), value("490.5"))
    assert pair_of(status) == ("1390.5", "1416")
    assert (status.state, status.rating, status.partner) == (State.RECEIVED, Rating.AMBER, None)
    assert [(part.partner, part.state) for part in status.parts] == [
        (POLICE, State.RECEIVED),
        (FIRE, State.RECEIVED),
    ]


def test_a_sum_of_shares_adds_what_is_above_and_what_is_below() -> None:
    assert pair_of(summed("P3-07", ratio("10", "40"), ratio("30", "40")))[0] == "50"


def test_part_of_a_sum_gives_no_value_and_names_who_is_awaited() -> None:
    status = summed("P3-05", value("1500"), None)
    assert (status.state, status.rating, pair_of(status)[0]) == (State.PART, Rating.NOT_RATED, None)
    assert status.reason == "Not rated: part is in, KFRS awaited."
    assert summed("P3-05", None, None).state is State.AWAITED


def test_a_blank_part_gives_no_sum_and_says_whose() -> None:
    status = summed("P3-05", value("1500"), LATE)
    assert (status.state, status.reason) == (State.BLANK, "Not rated: no sum without KFRS (late).")


@pytest.mark.parametrize(
    ("fire", "why"),
    [
        (value("about 500"), "not all exact figures of one kind"),
        (Statement(value=read_figure("500"), period_to=date(2026, 8, 31)), "cover different periods"),
        (ratio("5", "8"), "not all exact figures of one kind"),
    ],
)
def test_parts_that_cannot_be_added_say_why(fire: Statement, why: str) -> None:
    status = summed("P3-05", value("900"), fire)
    assert (status.rating, pair_of(status)[0]) == (Rating.NOT_RATED, None)
    assert why in status.reason


def test_past_quarters_are_summed_where_every_part_was_in() -> None:
    of = shared("P1-14", Combine.SUM)
    police = {QUARTER.shifted(-i): value("10") for i in range(3)}
    fire = {QUARTER: value("5"), QUARTER.shifted(-2): value("7")}
    status = assess_measure(stated(of, {POLICE: police, FIRE: fire}), of)
    assert [(str(q), plain(n)) for q, n in status.series] == [("2025-26-Q4", "17"), ("2026-27-Q2", "15")]


def test_figures_that_differ_are_not_rated() -> None:
    adults = measure("P3-05")
    held = replace(stated(adults, {"": {QUARTER: value("1500")}}), conflicts=frozenset({(adults.uid, "")}))
    status = assess_measure(held, adults)
    assert (status.state, status.reason) == (State.CONFLICT, "Not rated: the figures that came in differ.")


class TestEach:
    """A headline that each supplier states for itself: green needs all of them."""

    def indicator(self) -> Indicator:
        printed = plan().indicator("P1-11")
        answers = replace(printed.measures[0], combine=Combine.EACH, suppliers=(POLICE, FIRE), due=date(2026, 9, 1))
        return replace(printed, measures=(answers, *printed.measures[1:]))

    def rated(self, police: str | None, fire: str | None) -> tuple[Rating, State, str | None]:
        indicator = self.indicator()
        typed = {POLICE: police, FIRE: fire}
        parts = {p: {QUARTER: _answer(answer)} for p, answer in typed.items() if answer is not None}
        status = assess_indicator(stated(indicator.measures[0], parts), indicator)
        return status.rating, status.state, status.remark

    def test_there_is_one_entry_a_partner(self) -> None:
        of = self.indicator().measures[0]
        found = assess_each(stated(of, {POLICE: {QUARTER: _answer("yes")}}), of)
        assert [(status.partner, status.state) for status in found] == [
            (POLICE, State.RECEIVED),
            (FIRE, State.AWAITED),
        ]

    def test_green_needs_every_part(self) -> None:
        assert self.rated("yes", "yes") == (Rating.GREEN, State.RECEIVED, None)

    def test_one_red_decides(self) -> None:
        assert self.rated("yes", "no") == (Rating.RED, State.RECEIVED, "1 of 2 parts worse")
        assert self.rated(None, "no")[0] is Rating.RED

    def test_green_with_one_awaited_is_not_rated(self) -> None:
        remark = "1 of 2 parts is green; green needs all of them."
        assert self.rated("yes", None) == (Rating.NOT_RATED, State.PART, remark)


def _answer(typed: str) -> Statement:
    return Statement(choice=Choice(typed))


class TestAllOfSeveral:
    """P3-04: four medicines, all of which must fall."""

    def rated(self, *now: str | None) -> tuple[Rating, str | None, State]:
        indicator = plan().indicator("P3-04")
        figures = {}
        for of, text in zip(indicator.deciding, now, strict=True):
            series = {QUARTER.same_last_year: Stated(value("100"))}
            if text is not None:
                series[QUARTER] = Stated(value(text))
            figures[of.uid] = {"": series}
        status = assess_indicator(Book(plan(), QUARTER, figures), indicator)
        return status.rating, status.rated_by, status.state

    def test_all_lower_is_green(self) -> None:
        assert self.rated("99", "98", "97", "96") == (Rating.GREEN, "P3-04.opioids", State.RECEIVED)

    def test_one_equal_makes_it_amber(self) -> None:
        assert self.rated("99", "100", "97", "96") == (Rating.AMBER, "P3-04.gabapentin", State.RECEIVED)

    def test_red_goes_before_amber(self) -> None:
        assert self.rated("100", "98", "106", "96") == (Rating.RED, "P3-04.pregabalin", State.RECEIVED)

    def test_one_awaited_is_not_green(self) -> None:
        assert self.rated("99", "98", "97", None) == (Rating.NOT_RATED, None, State.PART)

    def test_one_red_decides_though_others_are_awaited(self) -> None:
        assert self.rated(None, None, "106", None) == (Rating.RED, "P3-04.pregabalin", State.PART)
