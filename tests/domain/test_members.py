"""What members of the SEG will ask: each rule by what a quarter says, and silence where there is nothing to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from csp_tui.domain.book import Book, Explained
from csp_tui.domain.members import Asking, MembersQuestion, Overdue, Remembered, Retold, Unanswered, members_will_ask
from csp_tui.domain.numbers import Figure
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from tests.domain.books import QUARTER, book, history, measure

TREATMENT = "P3-05.adults"  # 1,416 at least, as a snapshot
ASB = "P1-01.total"  # the rolling year must not rise


def asked(of: Book, *, quarters: int = 0, remembered: Remembered | None = None) -> tuple[MembersQuestion, ...]:
    """What members ask of a book, who remember so many quarters before it."""
    past = tuple(assess_quarter(replace(of, quarter=of.quarter.shifted(-n))) for n in range(1, quarters + 1))
    return members_will_ask(assess_quarter(of), replace(remembered or Remembered(), quarters=past))


def codes(questions: Sequence[MembersQuestion]) -> list[tuple[Asking, str]]:
    return [(question.code, question.about) for question in questions]


def treated(*values: str) -> Book:
    """Adults in treatment over the quarters, ending with this one."""
    return book(measure(TREATMENT), history(values))


def writing(of: Book, code: str, partner: str, texts: Mapping[Quarter, Mapping[str, str]]) -> Book:
    uid = of.plan.by_code[code].uid
    return replace(of, commentary={(uid, quarter, partner): said for quarter, said in texts.items()})


def test_nothing_is_asked_of_a_quarter_that_is_on_its_way() -> None:
    assert asked(treated("1420", "1430", "1440"), quarters=2) == ()


def test_a_red_figure_without_an_action_is_asked_about_until_one_is_written() -> None:
    red = treated("900")
    (question,) = asked(red)
    assert (question.code, question.about, question.priority) == (Asking.RED_WITHOUT_ACTION, "P3-05", 3)
    assert question.sentence == ("P3-05.adults is red and no action is written: what will be done, by whom, by when?")
    assert asked(writing(red, "P3-05", "Public Health", {QUARTER: {"action": "Outreach by May"}})) == ()


def test_amber_figures_without_an_action_are_asked_about_together() -> None:
    amber = treated("1390")
    (question,) = asked(amber)
    assert (question.code, question.about, question.priority) == (Asking.AMBER_WITHOUT_ACTION, "Priority 3", 3)
    assert question.sentence == "P3-05.adults is amber and no action is written: is one needed?"
    assert asked(writing(amber, "P3-05", "Public Health", {QUARTER: {"action": "Outreach by May"}})) == ()


def test_the_explanation_on_record_stands_beside_the_question() -> None:
    red = treated("900")
    explained = {(measure(TREATMENT).uid, "", "red-without-action"): Explained("Agreed in May", None)}
    (question,) = asked(replace(red, explanations=explained))
    assert question.known == "Agreed in May"


def test_a_benchmark_missed_three_times_running_is_asked_about_with_its_course() -> None:
    acting = {QUARTER: {"action": "Outreach by May"}}
    missed = writing(treated("900", "1390", "900"), "P3-05", "Public Health", acting)
    (question,) = asked(missed, quarters=2)
    assert (question.code, question.about) == (Asking.MISSED_THREE_TIMES, "P3-05")
    assert "(red, amber, red)" in question.sentence
    assert question.known == "Outreach by May"
    assert asked(missed, quarters=1) == ()


def test_a_benchmark_met_in_between_was_not_missed_three_times() -> None:
    acting = {QUARTER: {"action": "Outreach by May"}}
    assert asked(writing(treated("900", "1420", "900"), "P3-05", "Public Health", acting), quarters=2) == ()


def test_what_is_green_but_worsened_twice_running_is_asked_about() -> None:
    (question,) = asked(treated("1600", "1550", "1450"), quarters=1)
    assert (question.code, question.about) == (Asking.WORSE_TWICE, TREATMENT)
    assert "is green, but it worsened against Q1 2026-27" in question.sentence
    assert asked(treated("1550", "1550", "1450"), quarters=1) == ()
    assert asked(treated("1600", "1550", "1550"), quarters=1) == ()


def test_commentary_that_repeats_last_quarter_s_is_asked_about() -> None:
    said = {"patterns": "A summer rise"}
    repeated = writing(treated("1420"), "P1-01", "KFRS", {QUARTER.previous: said, QUARTER: said})
    (question,) = asked(repeated)
    assert (question.code, question.about) == (Asking.REPEATED_COMMENTARY, "P1-01")
    assert "the commentary of KFRS is word for word that of Q1 2026-27" in question.sentence


def test_what_a_check_asked_is_asked_by_members_too_and_has_its_answer_on_record() -> None:
    of = measure("P1-02")
    odd = book(of, {QUARTER: Statement(value=Figure(Decimal("1.5")))})
    explained = {(of.uid, "", "not-whole"): Explained("A half was seen twice.", None, "Ian Jones")}
    assert asked(odd) == ()
    (question,) = asked(replace(odd, explanations=explained))
    assert (question.code, question.about) == (Asking.EXPLAINED, "P1-02.buildings")
    assert "are counted whole" in question.sentence
    assert question.known == "A half was seen twice. (Ian Jones)"


def test_figures_that_differ_are_asked_about() -> None:
    of = measure("P1-02")
    differing = replace(book(of, {}), conflicts=frozenset({(of.uid, "")}))
    assert codes(asked(differing)) == [(Asking.FIGURES_DIFFER, "P1-02.buildings")]


def test_a_figure_told_otherwise_last_time_is_asked_about_with_the_reason() -> None:
    retold = Retold(measure(ASB), "Kent Police", QUARTER.previous, "412", "419", "recorded late")
    (question,) = asked(treated("1420"), remembered=Remembered(retold=(retold,)))
    assert question.sentence == "P1-01.total: the last pack told 412 for Q1 2026-27; now it is 419."
    assert (question.code, question.priority, question.known) == (Asking.FIGURE_CHANGED, 1, "recorded late")


def test_what_was_asked_or_decided_and_not_done_is_asked_about() -> None:
    remembered = Remembered(
        unanswered=(Unanswered("Q-1a2b3c", measure("P1-02"), QUARTER.previous, "Which street is new?"),),
        overdue=(Overdue("A-4d5e6f", "KFRS", "Map the estates", date(2026, 10, 1), "Half of them"),),
    )
    unanswered, overdue = asked(treated("1420"), remembered=remembered)
    assert unanswered.sentence == (
        'P1-02.buildings: asked about Q1 2026-27 and not answered: "Which street is new?" (Q-1a2b3c).'
    )
    assert (overdue.code, overdue.about, overdue.known) == (Asking.ACTION_OVERDUE, "A-4d5e6f", "Half of them")
    assert "KFRS was to do this by 1 October 2026" in overdue.sentence


def test_the_gravest_question_comes_first() -> None:
    of = measure("P1-02")
    both = replace(treated("900", "1390", "900"), conflicts=frozenset({(of.uid, "")}))
    assert [question.code for question in asked(both, quarters=2)] == [
        Asking.RED_WITHOUT_ACTION,
        Asking.MISSED_THREE_TIMES,
        Asking.FIGURES_DIFFER,
    ]
