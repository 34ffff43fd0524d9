"""The states of indicators, and the totals as members of the group read them."""

from __future__ import annotations

from msgspec.structs import replace

from csp_tui.domain.book import Book, Stated
from csp_tui.domain.overview import assess_indicator, assess_quarter, totals_sentence
from csp_tui.domain.results import Rating, State
from csp_tui.domain.statements import Blank, Statement
from tests.domain.books import QUARTER, plan, value


def holding(statements: dict[str, Statement], conflicts: frozenset[str] = frozenset()) -> Book:
    figures = {plan().measure(code).uid: {"": {QUARTER: Stated(s)}} for code, s in statements.items()}
    return Book(plan(), QUARTER, figures, conflicts=frozenset((plan().measure(c).uid, "") for c in conflicts))


def state(code: str, held: Book) -> State:
    return assess_indicator(held, plan().indicator(code)).state


def commented(code: str, partner: str, text: str = "Quiet.") -> Book:
    uid = plan().indicator(code).uid
    return Book(plan(), QUARTER, commentary={(uid, QUARTER, partner): {"patterns": text}})


def test_an_empty_quarter_awaits_everything_and_has_no_colour() -> None:
    status = assess_quarter(Book(plan(), QUARTER))
    assert (status.totals.indicators, status.totals.awaited, status.totals.rateable) == (44, 44, 15)
    assert status.totals.green == status.totals.amber == status.totals.red == status.totals.not_rated == 0
    assert status.sentence == "15 can be rated: 15 awaited. 29 for information: 29 awaited."


def test_totals_are_told_as_members_read_them() -> None:
    held = holding(
        {
            "P3-05": value("1390"),
            "P3-06": value("95"),
            "P3-07": value("50"),
            "P4-02": value("14"),
            "P1-05": value("3"),
            "P1-14": Statement(blank=Blank.LATE),
            "P2-04": value("8"),
        },
        frozenset({"P1-09"}),
    )
    status = assess_quarter(held)
    assert status.sentence == (
        "15 can be rated: 1 red, 1 amber, 1 green, 1 not yet, 11 awaited."
        " 29 for information: 1 received, 1 in part, 1 blank, 1 with figures that differ, 25 awaited."
    )
    totals = status.totals
    assert (totals.green, totals.amber, totals.red, totals.not_rated, totals.awaited) == (1, 1, 1, 5, 36)
    assert (totals.received, totals.part, totals.blank, totals.conflict) == (5, 1, 1, 1)
    assert totals_sentence(status.of_priority(3)).startswith("5 can be rated: 1 red, 1 amber, 1 green, 2 awaited")


def test_an_indicator_is_part_while_something_required_is_awaited() -> None:
    assert state("P1-01", holding({"P1-01.total": value("5")})) is State.PART
    status = assess_indicator(holding({"P1-01.total": value("5")}), plan().indicator("P1-01"))
    assert status.awaited_from == ("KFRS", "Kent Police")


def test_what_is_wanted_but_not_awaited_holds_nothing_up() -> None:
    assert state("P1-10", holding({"P1-10.images": value("5")})) is State.RECEIVED
    assert state("P1-10", holding({"P1-10.hotspots": value("5")})) is State.PART


def test_a_conflict_goes_before_every_other_state() -> None:
    held = holding({"P1-01.total": value("5")}, frozenset({"P1-01.total"}))
    assert state("P1-01", held) is State.CONFLICT


def test_received_goes_before_blank() -> None:
    late = Statement(blank=Blank.LATE)
    both = {"P2-07.marac": value("50"), "P2-07.matac": late, "P2-07.ksip": late}
    assert state("P2-07", holding(both)) is State.RECEIVED
    assert state("P2-07", holding({**both, "P2-07.marac": late})) is State.BLANK


def test_commentary_makes_only_a_report_row_received() -> None:
    assert state("P2-02", commented("P2-02", "Kent Police")) is State.RECEIVED
    assert state("P3-05", commented("P3-05", "Public Health")) is State.AWAITED
    assert state("P2-02", commented("P2-02", "Kent Police", "  ")) is State.AWAITED


def test_partners_who_only_comment_do_not_count() -> None:
    assert state("P1-02", commented("P1-02", "KFRS")) is State.AWAITED
    both = replace(commented("P1-02", "KFRS"), figures=holding({"P1-02": value("5")}).figures)
    assert state("P1-02", both) is State.RECEIVED


def test_nothing_to_report_is_a_report() -> None:
    uid = plan().indicator("P2-02").uid
    said = Book(plan(), QUARTER, commentary={(uid, QUARTER, "Kent Police"): {"nothing_to_report": "yes"}})
    assert state("P2-02", said) is State.RECEIVED


def test_an_indicator_takes_its_headlines_rating_and_counts_its_worse_parts() -> None:
    uid = {code: plan().measure(code).uid for code in ("P1-01.total", "P1-01.fires", "P1-01.derelict")}
    past = {QUARTER.shifted(-i): Stated(value("100")) for i in range(1, 8)}
    figures = {
        uid["P1-01.total"]: {"": {**past, QUARTER: Stated(value("90"))}},
        uid["P1-01.fires"]: {"": {**past, QUARTER: Stated(value("200"))}},
        uid["P1-01.derelict"]: {"": {**past, QUARTER: Stated(value("110"))}},
    }
    status = assess_indicator(Book(plan(), QUARTER, figures), plan().indicator("P1-01"))
    assert (status.rating, status.rated_by, status.remark) == (Rating.GREEN, "P1-01.total", "2 of 3 parts worse")
