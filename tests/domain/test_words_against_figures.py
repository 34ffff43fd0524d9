"""Words against figures: what is caught, what is left alone, and that nothing typed can mislead or stop it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.book import Book, Explained, Stated
from csp_tui.domain.drafted import drafted_sentence
from csp_tui.domain.known_figures import Beside, Known, known_of, naming_of
from csp_tui.domain.measures import Combine, Measure
from csp_tui.domain.numbers import grouped, read_figure, rounded
from csp_tui.domain.outdated import outdated
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.reading_words import Span
from csp_tui.domain.results import Headline, OtherFigure, Query
from csp_tui.domain.statements import Blank, Choice, Statement
from csp_tui.domain.subjects import Subjects
from csp_tui.domain.text_queries import of_headline, of_words
from csp_tui.domain.words_against_figures import held_against
from csp_tui.domain.words_in_texts import words_in_note
from tests.domain import rating_sentences, row_sentences, sentences, standing_sentences, unseen_sentences
from tests.domain.books import QUARTER, assess, history, measure, plan, ratio, value
from tests.domain.scenes import Row, Scene, rows, scenes

PRECISION, RECALL, UNSEEN_RECALL = Fraction(95, 100), Fraction(90, 100), Fraction(80, 100)
Told = tuple[tuple[tuple[str, str, str], ...], tuple[tuple[str, str], ...]]
SETS: tuple[tuple[Told, Fraction], ...] = (
    ((sentences.WRONG, sentences.TRUE_OR_UNKNOWN), RECALL),
    ((unseen_sentences.WRONG, unseen_sentences.TRUE_OR_UNKNOWN), UNSEEN_RECALL),
    ((standing_sentences.WRONG, standing_sentences.TRUE_OR_UNKNOWN), UNSEEN_RECALL),
    ((row_sentences.WRONG, row_sentences.TRUE_OR_UNKNOWN), RECALL),
    ((row_sentences.UNSEEN_WRONG, row_sentences.UNSEEN_TRUE_OR_UNKNOWN), UNSEEN_RECALL),
    ((rating_sentences.WRONG, rating_sentences.TRUE_OR_UNKNOWN), RECALL),
    ((rating_sentences.UNSEEN_WRONG, rating_sentences.UNSEEN_TRUE_OR_UNKNOWN), UNSEEN_RECALL),
)
NAMES = (
    "written with the rules",
    "unseen",
    "of standing",
    "of a row's own figure",
    "of a row's own figure, unseen",
    "of ratings",
    "of ratings, unseen",
)


@pytest.mark.parametrize(("told", "recall"), SETS, ids=NAMES)
def test_findings_are_right_and_few_are_missed(told: Told, recall: Fraction) -> None:
    wrong, true = told
    places: dict[str, Scene | Row] = {**scenes(), **rows()}
    found = [(part, finding) for scene, text, part in wrong for finding in places[scene].findings(text)]
    false = [finding.message for part, finding in found if not part or part not in finding.message]
    false += [finding.message for scene, text in true for finding in places[scene].findings(text)]
    caught = len(found) - sum(not part or part not in finding.message for part, finding in found)
    meant = sum(bool(part) for _, _, part in wrong)
    assert Fraction(caught, caught + len(false)) >= PRECISION, false
    assert Fraction(caught, meant) >= recall


def test_a_percentage_on_the_later_figure_is_told_with_both_bases() -> None:
    (finding,) = scenes()["year"].findings("ASB incidents rose by 7.8%.")
    assert finding.message == "you wrote 7.8%; 406 on 4,802 is 8.5%. 7.8% is 406 on 5,208, the later figure."


def test_a_finding_tells_figures_whose_change_is_theirs_as_they_are_shown() -> None:
    share = Beside(Span.YEAR, Fraction(200, 3), Fraction(8300, 145), "the rolling year before")
    known = replace(scenes()["continuity"].known[0], pairs=(share,), spans=frozenset({Span.YEAR}))
    (finding,) = held_against("The rate fell by 4% over the rolling year.", Subjects((known,), "medway", known))
    assert "66.67% is 9.43 points (16.5%) above 57.24%" in finding.message


def test_all_areas_are_counted_and_the_exceptions_named() -> None:
    (finding,) = scenes()["areas"].findings("All areas have seen a decrease in recorded crime.")
    assert finding.message == (
        'you wrote "all areas have seen a decrease"; 9 of 14 fell,'
        " 3 are unchanged (Dartford and Gravesham, Nuneaton and Bedworth, Thurrock) and 2 rose (Peterborough,"
        " Stevenage)."
    )


def test_a_tie_that_a_rank_does_not_tell_is_named() -> None:
    table = scenes()["note"].noted
    assert table is not None
    tied = tuple(replace(area, value=Decimal("96.6")) if area.area == "Bury" else area for area in table.areas)
    said = replace(table, areas=tied, note="Medway is fifth highest of 14.")
    (finding,) = words_in_note(said)
    assert finding.message == (
        'you wrote "fifth highest"; Medway, 96.6, is joint fifth highest of 14 (joint ninth lowest), with Bury.'
    )
    assert not words_in_note(replace(said, note="Medway is joint fifth highest of 14."))


# -- what nobody can type ---------------------------------------------------------------------------------------------

TYPED = (
    "ASB incidents rose fell by from to 5,208 4,802 406 7.8% of in the rolling year all areas highest since Q1 2024-25"
    " unchanged improved target of met fifth highest above the group average"
    ' doubled ( ) , ; " [red] =1+1 \u202e \u00bd 99999999999999999999 -- 8.5 per cent percentage points and'
)
WORDS = st.sampled_from(TYPED.split())


@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    for name in ("asb", "row", "areas", "continuity"):
        for finding in scenes()[name].findings(text):
            assert finding.message


@pytest.mark.parametrize(
    "piece",
    ["from 1 to 2 ", "(", "5,208 ", "rose by ", '"', "a", "1", "1,", "all areas fell. ", "the total is now green "],
)
def test_a_long_text_is_read_to_its_end(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    found = scenes()["row"].findings(f"{text}.\nASB incidents rose by 7.8% in the rolling year.")
    assert "406 on 4,802 is 8.5%" in found[-1].message


DRAFTED = [m for m in plan().measures if m.is_figure and m.combine is Combine.SINGLE]
BOUNDS = st.sampled_from(("", "", "", "over ", "under ", "about "))
NUMBERS = st.tuples(BOUNDS, st.integers(1, 99)).map(lambda parts: f"{parts[0]}{parts[1]}")

# -- what is true is never asked about --------------------------------------------------------------------------------

TEMPLATES = (
    "ASB incidents {rose} by {percent}% in the rolling year.",
    "ASB incidents {rose} from {then} to {now}.",
    "{now} incidents were recorded, {change} {more} than the year before.",
    "There were {now} incidents, compared with {then} the year before ({percent}%).",
    "ASB {rose} by {change}, or {percent}%, over the rolling year.",
    "The rolling year saw {a_rise} of {percent}%.",
    "ASB incidents {rose}, with {change} {more} than in the rolling year before.",
)


@given(st.integers(0, 40_000), st.integers(1, 40_000), st.integers(0, 2), st.sampled_from(TEMPLATES), st.booleans())
def test_a_sentence_made_from_its_figures_is_left_alone(
    now: int, then: int, places: int, template: str, quarters: bool
) -> None:
    assume(now != then)
    up = now > then
    text = template.format(
        rose="rose" if up else "fell",
        more="more" if up else "fewer",
        a_rise="an increase" if up else "a decrease",
        now=f"{now:,}",
        then=f"{then:,}",
        change=f"{abs(now - then):,}",
        percent=grouped(rounded(Fraction(abs(now - then) * 100, then), places)),
    )
    year = Beside(Span.YEAR, Fraction(now), Fraction(then), "the rolling year before")
    other = Beside(Span.BEFORE, Fraction(then + 7), Fraction(now + 20), "the quarter before")
    pairs = (year, other) if quarters else (year,)
    figures = frozenset(n for pair in pairs for n in (pair.now, pair.then))
    known = Known(
        "P1-01.total", naming_of("ASB incidents, all", "incidents"), pairs, figures=figures, spans=frozenset(Span)
    )
    assert held_against(text, Subjects((known,), "medway", known)) == ()


@given(st.sampled_from(DRAFTED), st.lists(NUMBERS, max_size=8), BOUNDS, st.integers(1, 99), st.integers(1, 99))
def test_a_drafted_sentence_is_left_alone_until_another_figure_stands(
    of: Measure, before: list[str], bound: str, number: int, other: int
) -> None:
    then, now = (assess(of, history([*before, f"{bound}{last}"])) for last in (number, other))
    known, indicator = known_of(then, "medway"), plan().by_code[of.indicator]
    assert known is not None
    sentence = drafted_sentence(then, indicator)
    assert held_against(sentence, Subjects((known,), "medway", known)) == ()
    assert outdated(sentence, [(indicator, [then])]) == ()
    assert bool(outdated(sentence, [(indicator, [now])])) == (sentence != drafted_sentence(now, indicator))


# -- in the checks of a quarter ---------------------------------------------------------------------------------------


def _queries(book: Book) -> list[Query]:
    return [query for i in assess_quarter(book).indicators for query in i.queries if of_words(query)]


def _book(text: str, year: str = "5208", other: str = "") -> Book:
    total = measure("P1-01")
    stated = Statement(rolling_year=read_figure(year), rolling_year_prior=read_figure("4802"))
    row = (plan().indicator("P1-01").uid, QUARTER, "Kent Police")
    figures = (OtherFigure("Community triggers", "40", "32"),) if other else ()
    texts = {"patterns": text, "outcomes": other}
    return Book(
        plan(),
        QUARTER,
        {total.uid: {"": {QUARTER: Stated(stated)}}},
        commentary={row: texts},
        other_figures={row: figures} if figures else {},
    )


def test_a_query_of_words_names_the_measure_its_writer_and_the_field() -> None:
    (query,) = _queries(_book("Summer was busy. ASB incidents rose by 7.8%."))
    assert query.measure == "P1-01.total"
    assert query.message.startswith("P1-01.total: Kent Police, Patterns and context: you wrote 7.8%; 406 on 4,802")


def test_words_that_name_nothing_are_of_the_figure_of_their_row_unless_they_say_what_is_to_come() -> None:
    book = _book("A reduction of 5%.")
    (query,) = _queries(book)
    assert query.message.endswith("you wrote a fall of 5%; 5,208 is 406 (8.5%) above 4,802, the rolling year before.")
    (row,) = book.commentary
    assert not _queries(replace(book, commentary={row: {"action": "A reduction of 5%."}}))


def test_an_explanation_holds_until_the_text_or_the_figure_changes() -> None:
    def explained(book: Book) -> Book:
        (query,) = _queries(book)
        key = (measure("P1-01").uid, "", query.code)
        return replace(book, explanations={key: why})

    why = Explained("Agreed with the analyst.", None, "Sam")
    book = explained(_book("ASB incidents rose by 7.8%."))
    (query,) = _queries(book)
    assert (query.explained, query.explained_by) == ("Agreed with the analyst.", "Sam")
    for other in (_book("ASB incidents rose by 7.8% this year."), _book("ASB incidents rose by 7.8%.", "5209")):
        kept = replace(other, explanations=book.explanations)
        assert [query.explained for query in _queries(kept)] == [None]


def test_parts_that_one_partner_supplies_are_told_by_their_titles() -> None:
    medicines = plan().indicator("P3-04")
    values = {
        "opioids": ("94", "91"),
        "gabapentin": ("29", "30"),
        "pregabalin": ("31", "30"),
        "high-dose": ("13", "13"),
    }
    figures = {}
    for part, (before, now) in values.items():
        series = {QUARTER.same_last_year: before, QUARTER: now}
        stated = {quarter: Stated(Statement(value=read_figure(text))) for quarter, text in series.items()}
        figures[measure(f"P3-04.{part}").uid] = {"": stated}
    row = (medicines.uid, QUARTER, "Integrated Care Board")
    book = Book(plan(), QUARTER, figures, commentary={row: {"patterns": "All four medicines fell on last year."}})
    others = ("All four medicines fell on the last quarter.", "All four medicines fell since 2019.")
    for text in others:  # of which nobody knows
        assert not _queries(replace(book, commentary={row: {"patterns": text}}))
    (query,) = _queries(book)
    told = "2 of 4 fell, 1 is unchanged (High-dose morphine prescribing) and 1 rose (Gabapentin prescribing)."
    assert query.message.endswith(told)


def test_a_sentence_about_another_figure_is_held_against_its_prior() -> None:
    (query,) = _queries(_book("", other="Community triggers rose by 20%, from 32 to 40."))
    assert "8 on 32 is 25.0%" in query.message


RATE = "160 per 100,000 aged 10 to 17 in the year to September 2026, 14 (9.6%) higher than the baseline of 146."
ATTENDED = "Young Males Group, referrals: 22 from July to September 2026. Attendance: 70% (14 of 20) from July to"


@pytest.mark.parametrize(
    ("stated", "text", "told"),
    [
        ({"P4-01": value("140")}, RATE, "the text says 160; the figure is 140 now."),
        ({"P4-01": value("140")}, f"A hard year. {RATE[:-1]}, as feared.", "the text says 160; the figure is 140 now."),
        ({"P4-01": value("160")}, RATE, ""),
        ({"P4-01": value("160")}, RATE.replace("14 (9.6%)", "12 (8.1%)"), "the text says 12 (8.1%) higher than the"),
        ({"P4-01": value("160")}, RATE.replace("9.6%", "10%"), ""),
        ({"P4-01": value("140")}, RATE.replace("2026", "2025"), ""),
        ({"P4-01": value("over 160")}, RATE, "the text says 160; the figure is over 160 now."),
        ({"P4-01": value("160")}, f"About {RATE}", ""),
        ({"P4-01": Statement(blank=Blank.LATE)}, RATE, "the text says 160; there is no figure now (late)."),
        (
            {"P4-06.completion": Statement(blank=Blank.LATE, date=date(2026, 12, 12))},
            "Young Males Group: completion: no figure for Q2 2026-27 (not published).",
            'no figure, "not published"; the reason is "late, promised by 12 December 2026" now.',
        ),
        (
            {"P4-06.completion": ratio("6", "9")},
            "Young Males Group, completion: no figure for Q2 2026-27 (late, promised by 12 December 2026).",
            "the text says that there is no figure (late, promised by 12 December 2026); it is 66.7% (6 of 9) now.",
        ),
        (
            {"P4-06.referrals": value("22"), "P4-06.attendance": ratio("15", "20")},
            f"{ATTENDED} September 2026.",
            "the text says 70% (14 of 20); the figure is 75% (15 of 20) now.",
        ),
        ({"P4-06.attendance": ratio("15", "20")}, f"{ATTENDED} August 2026.", ""),
        (
            {"P1-21": Statement(choice=Choice.YES)},
            "Themes included this quarter: no.",
            "the text says no; it is yes now.",
        ),
        ({"P1-01.fires": value("12")}, "Deliberate fires: 9 from July to September 2026, all of them in Chatham.", ""),
        ({"P1-01.total": value("900")}, "44 incidents in August 2026, 3 more than the month before.", ""),
    ],
)
def test_a_drafted_sentence_that_no_longer_holds_is_one_query(
    stated: dict[str, Statement], text: str, told: str
) -> None:
    held = {measure(code).uid: {"": {QUARTER: Stated(one)}} for code, one in stated.items()}
    indicator = plan().by_code[next(iter(stated))[:5]]
    written = {(indicator.uid, QUARTER, indicator.partners[0]): {"patterns": text}}
    found = [query.message for query in _queries(Book(plan(), QUARTER, held, commentary=written))]
    assert len(found) == bool(told)
    assert all(told in message for message in found)
    headline = Book(plan(), QUARTER, held, headlines={indicator.priority: Headline(text)})
    assert [told in query.message for query in _queries(headline)] == [True] * bool(told)


def test_a_headline_paragraph_is_held_against_its_priority() -> None:
    headline = Headline("ASB incidents have fallen over the rolling year.")
    book = replace(_book(""), headlines={1: headline})
    (query,) = _queries(book)
    assert of_headline(query)
    assert query.message.startswith('P1-01.total: headline paragraph of priority 1: you wrote "fallen"; 5,208 is 406')
