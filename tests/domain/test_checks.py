"""The checks of a return: what is queried, and what an explanation does."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.book import Book, Explained, Judged, Stated
from csp_tui.domain.entries import Entry, EntryError, read_entry
from csp_tui.domain.overview import assess_indicator
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, Judgement, Level, MeasureStatus, Rating
from csp_tui.domain.statements import Statement
from tests.domain.books import QUARTER, assess, book, entered, history, measure, plan, ratio, value

BEFORE = QUARTER.previous


def codes(status: MeasureStatus) -> list[str]:
    return [query.code for query in status.queries]


@pytest.mark.parametrize(
    ("code", "before", "now", "found"),
    [
        ("P1-14", "20", "2000", ["hundredfold"]),
        ("P1-14", "2000", "20", ["hundredfold"]),
        ("P1-14", "20", "500", []),
        ("P1-14", "0", "500", []),
        ("P1-14", "20", "20", ["repeated"]),
        ("P1-14", "19", "19", []),
        ("P1-14", "20", "20.5", ["not-whole"]),
        ("P1-03", "20", "20.5", []),  # hours
        ("P1-14", "about 20", "20", []),
        ("P2-07", "50", "0.5", ["fraction-percentage", "hundredfold"]),
        ("P2-07", "0", "0", []),
        ("P2-07", "50", "under 5", ["few-for-share"]),  # were people meant?
        ("P2-07", "50", "under 50", []),
        ("P1-14", "20", "under 5", []),
    ],
)
def test_a_figure_is_held_against_last_quarters(code: str, before: str, now: str, found: list[str]) -> None:
    assert codes(assess(measure(code), history((before, now)))) == found


def test_a_figure_is_not_held_against_last_quarters_across_a_break() -> None:
    series = history(("20", "2000"))
    assert codes(assess(measure("P1-14"), series, breaks=(Break(QUARTER, "all casualties count"),))) == []
    assert codes(assess(measure("P1-14"), series, breaks=(Break(BEFORE, "all casualties count"),))) == ["hundredfold"]


@pytest.mark.parametrize(
    ("code", "now", "found"),
    [
        ("P4-01", "5", ["far-from-plan"]),
        ("P4-01", "1460", ["far-from-plan"]),
        ("P4-01", "150", []),
        ("P3-05", "1000000", ["far-from-plan"]),
        ("P3-05", "0", ["far-from-plan"]),
        ("P4-02", "1", []),  # of the year so far
        ("P1-16", "4", []),  # its target is nought
        ("P3-04.opioids", "1001", ["over-base"]),
    ],
)
def test_a_first_figure_is_held_against_the_plan(code: str, now: str, found: list[str]) -> None:
    told = codes(assess(measure(code), {QUARTER: value(now)}))
    assert [code for code in told if code != "red-without-action"] == found


@pytest.mark.parametrize(
    ("action", "found"),
    [("", ["red-without-action"]), ("Find  out.", ["red-with-few-words"]), ("Review by the lead, December.", [])],
)
def test_a_red_figure_asks_for_an_action_in_more_than_two_words(action: str, found: list[str]) -> None:
    rate = measure("P4-01")
    written = {(plan().by_code["P4-01"].uid, QUARTER, rate.suppliers[0]): {"action": action}}
    status = assess_measure(replace(book(rate, {QUARTER: value("160")}), commentary=written), rate)
    assert codes(status) == found
    if action.startswith("Find"):
        assert 'is red and its action says only "Find out."' in status.queries[0].message


def test_more_of_a_rate_than_there_are_people_is_refused() -> None:
    with pytest.raises(EntryError, match=r"1,000,000 per 100,000 .* is more than everyone; .* up to 100,000\."):
        entered(measure("P4-01"), Entry(value="1,000,000"))
    entered(measure("P4-01"), Entry(value="100,000"))


def test_the_queries_of_a_percentage_typed_as_a_fraction_ask_what_is_meant() -> None:
    (query,) = assess(measure("P2-07"), {QUARTER: value("0.6375")}).queries
    assert query.message == "P2-07.marac is 0.6375%, less than one per cent. Is 63.75% meant?"
    assert (query.id, query.level) == ("P2-07.marac/fraction-percentage", Level.QUERY)


def test_more_than_there_are_is_queried_and_not_refused() -> None:
    assert codes(assess(measure("P2-05.completion"), {QUARTER: ratio("9", "8")})) == ["over-denominator"]


def test_a_rolling_year_typed_alone_is_held_against_the_one_before_it() -> None:
    total = measure("P1-01")
    series = {BEFORE: Statement(rolling_year=value("5208").value)}
    assert "hundredfold" in codes(entered(total, Entry(rolling_year="520800"), before=series))
    assert "repeated" in codes(entered(total, Entry(rolling_year="5208"), before=series))
    assert codes(entered(total, Entry(rolling_year="5209"), before=series)) == []


def test_a_quarter_larger_than_its_year_is_queried() -> None:
    assert codes(entered(measure("P1-01"), Entry(value="900", rolling_year="800"))) == ["quarter-over-year"]


def test_a_new_year_to_date_begins_from_nothing() -> None:
    first = Quarter(2026, 1)
    assert codes(assess(measure("P4-02"), history(("200", "2"), first), first)) == []


def test_more_meetings_attended_than_held_are_asked_about_without_earlier_starts() -> None:
    (of_starts,) = assess(measure("P2-05.completion"), {QUARTER: ratio("9", "8")}).queries
    (of_meetings,) = assess(measure("P2-07.ksip"), {QUARTER: ratio("7", "6")}).queries
    assert of_starts.message.endswith("more than there are. Are some of earlier starts?")
    assert of_meetings.message == (
        "P2-07.ksip counts 7 of 6: more than there are. Which of the two numbers is not right, or why are they so?"
    )


@pytest.mark.parametrize(
    ("today", "said", "found"),
    [
        (date(2026, 11, 21), "on track", ["due-since"]),
        (date(2026, 11, 21), "not started", ["due-since"]),
        (date(2026, 10, 31), "on track", []),  # there is still the day
        (date(2026, 11, 21), "done", ["done-without-date"]),
    ],
)
def test_a_milestone_that_fell_due_since_the_quarter_is_asked_about(today: date, said: str, found: list[str]) -> None:
    order = measure("P2-08")  # by 31 October 2026
    stands = replace(book(order, {QUARTER: read_entry(order, Entry(value=said), QUARTER, None)}), today=today)
    assert codes(assess_measure(stands, order)) == found
    assert "due-since" not in codes(assess_measure(replace(stands, closed=True), order))
    answered = {(order.uid, "", "due-since"): Explained("It is heard in May.", None, "Ann")}
    assert codes(assess_measure(replace(stands, closed=True, explanations=answered), order)) == found


def test_done_without_a_date_is_queried() -> None:
    assert codes(entered(measure("P2-08"), Entry(value="done"))) == ["done-without-date"]
    assert codes(entered(measure("P2-08"), Entry(value="on track"))) == []


def test_red_asks_for_an_action_until_one_is_written() -> None:
    adults = measure("P3-05")
    red = book(adults, {QUARTER: value("1000")})
    assert codes(assess_measure(red, adults)) == ["red-without-action"]
    uid = plan().indicator("P3-05").uid
    acted = replace(red, commentary={(uid, QUARTER, "Public Health"): {"action": "A new clinic opens in May."}})
    assert codes(assess_measure(acted, adults)) == []


def test_more_than_all_has_no_colour_until_it_is_explained() -> None:
    share = measure("P3-07")
    held = Stated(ratio("80", "51"), revision="r1")
    asked = Book(plan(), QUARTER, {share.uid: {"": {QUARTER: held}}})
    status = assess_measure(asked, share)
    assert (status.rating, codes(status)) == (Rating.NOT_RATED, ["over-denominator"])
    assert status.reason == "Not rated: 80 of 51 is more than all, and nobody has explained it."
    why = {(share.uid, "", "over-denominator"): Explained("29 left prison in the quarter before.", "r1")}
    assert assess_measure(replace(asked, explanations=why), share).rating is Rating.GREEN
    again = asked.with_statement(share, share.suppliers[0], Stated(ratio("81", "51"), revision="r2"))
    assert assess_measure(replace(again, explanations=why), share).rating is Rating.NOT_RATED


class TestExplanations:
    def explained(self, held: str | None, stated: str | None) -> MeasureStatus:
        deaths = measure("P1-14")
        series = {BEFORE: Stated(value("20")), QUARTER: Stated(value("20"), revision=stated)}
        explanations = {(deaths.uid, "", "repeated"): Explained("Checked with the force.", held)}
        return assess_measure(Book(plan(), QUARTER, {deaths.uid: {"": series}}, explanations=explanations), deaths)

    def test_an_explanation_is_kept_beside_its_query(self) -> None:
        assert [query.explained for query in self.explained("r1", "r1").queries] == ["Checked with the force."]

    def test_it_lapses_when_the_figure_is_stated_again(self) -> None:
        assert [query.explained for query in self.explained("r1", "r2").queries] == [None]


class TestJudgements:
    def judged(self, of: str, stated: str) -> MeasureStatus:
        adults = measure("P3-05")
        judgement = Judgement(Rating.AMBER, "The clinic moved house.", "Lead")
        figures = {adults.uid: {"": {QUARTER: Stated(value("1000"), revision=stated)}}}
        held = {(adults.uid, ""): Judged(judgement, of)}
        return assess_measure(Book(plan(), QUARTER, figures, judgements=held), adults)

    def test_a_leads_judgement_stands_beside_the_calculated_rating(self) -> None:
        status = self.judged("r1", "r1")
        assert status.rating is Rating.RED
        assert status.judgement is not None
        assert status.judgement.rating is Rating.AMBER

    def test_it_lapses_when_the_figure_changes(self) -> None:
        assert self.judged("r1", "r2").judgement is None


class TestCommentaryThatRepeats:
    def found(self, now: dict[str, str], before: dict[str, str]) -> list[str]:
        indicator = plan().indicator("P2-02")
        key = indicator.uid
        commentary = {(key, QUARTER, "Kent Police"): now, (key, BEFORE, "Kent Police"): before}
        status = assess_indicator(Book(plan(), QUARTER, commentary=commentary), indicator)
        return [query.code for query in status.queries]

    def test_word_for_word_is_queried(self) -> None:
        assert self.found({"patterns": "As  before.\n"}, {"patterns": "As before."}) == ["same-commentary"]

    def test_other_words_are_not(self) -> None:
        assert self.found({"patterns": "As before.", "ask": "Money."}, {"patterns": "As before."}) == []

    def test_nothing_to_report_may_be_said_twice(self) -> None:
        nothing = {"nothing_to_report": "yes"}
        assert self.found(nothing, nothing) == []

    def test_a_text_beside_nothing_to_report_is_queried_and_read(self) -> None:
        both = {"nothing_to_report": "yes", "patterns": "As before."}
        assert self.found(both, {}) == ["nothing-beside-text"]
        assert self.found(both, {"patterns": "As before."}) == ["nothing-beside-text", "same-commentary"]
