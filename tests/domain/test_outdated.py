"""Sentences in the form of a draft: what is true, or of another day, is left alone; what no longer holds is found."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.amounts import Series
from csp_tui.domain.drafted import drafted_sentence
from csp_tui.domain.numbers import rounded
from csp_tui.domain.outdated import outdated
from csp_tui.domain.statements import Blank, Choice, Statement
from tests.domain.books import QUARTER, assess, history, measure, plan, ratio

LATE = {QUARTER: Statement(blank=Blank.LATE)}
UNPUBLISHED = {QUARTER: Statement(blank=Blank.NOT_PUBLISHED)}
ASB = history(("1,200", "1,200", "1,214", "1,300"))  # 4,914 in the year
TURNAROUND = history(("7", "16"))  # 9 of them from July to September
ON_TRACK = {QUARTER: Statement(choice=Choice.ON_TRACK)}
DONE = {QUARTER: Statement(choice=Choice.DONE, date=date(2026, 8, 3))}
STAGE = "Stage of the street harassment ban"
KSI = "People killed or seriously injured: no figure for Q2 2026-27"
YEAR = "in the year to September 2026"
QUARTER_WORDS = "from July to September 2026"
CONTINUITY = {QUARTER: ratio("33", "47")}  # 70.2%, of a year
SLEEPERS = history(("12", "10"))


def _told(code: str, series: Series, text: str) -> list[str]:
    status = assess(measure(code), series)
    return [finding.message for finding in outdated(text, [(plan().indicator(status.measure.id), [status])])]


@pytest.mark.parametrize(
    ("code", "series", "text"),
    [
        ("P4-02", TURNAROUND, f"9 children {QUARTER_WORDS}."),
        ("P3-07", CONTINUITY, f"In treatment within 3 weeks of prison: 60% (6 of 10) {QUARTER_WORDS}."),
        ("P3-07", CONTINUITY, f"In treatment within 3 weeks of prison: 33 of 47 {YEAR}."),
        ("P3-07", CONTINUITY, f"In treatment within 3 weeks of prison: 70.21% (33 of 47) {YEAR}."),
        ("P4-01", history(("157.9",)), f"41.2 per 100,000 aged 10 to 17 {QUARTER_WORDS}."),
        ("P2-08", ON_TRACK, f"{STAGE}: on track"),
        ("P2-08", ON_TRACK, f"{STAGE}: On track at 30 September."),
        ("P2-08", ON_TRACK, f"{STAGE}: at risk at 31 August 2026."),
        ("P2-08", ON_TRACK, f"{STAGE}: at risk at August 2026."),
        ("P2-08", DONE, f"{STAGE}: at risk on 31 July 2026."),
        ("P2-08", DONE, f"{STAGE}: done."),
        ("P2-08", DONE, f"{STAGE}: done at 30 September 2026."),
        ("P2-08", {QUARTER: Statement(choice=Choice.DONE)}, f"{STAGE}: done on 3 August 2026."),
        ("P2-08", LATE, f"{STAGE}: at risk at 31 August 2026."),
        ("P2-08", ON_TRACK, f"{STAGE}: 2 at 30 September 2026."),
        ("P1-01", ASB, f"All ASB incidents: about 4,900 {YEAR}."),
        ("P1-01", ASB, f"All ASB incidents: over 4,900 {YEAR}."),
        ("P1-01", ASB, f"About 5,000 incidents {YEAR}."),
        ("P1-01", ASB, f"Under 5,000 incidents {YEAR}."),
        ("P1-01", ASB, f"At least 4,914 incidents {YEAR}."),
        ("P1-01", ASB, f"4914 incidents {YEAR}."),
        ("P1-01", ASB, "1,180 incidents in July, 20 fewer than the month before."),
        ("P1-01", ASB, "4,700 incidents in the year to August 2026, 12 more than the year before."),
        ("P1-01", ASB, f"All ASB incidents: 310 in Chatham {QUARTER_WORDS}."),
        ("P1-01", LATE, "310 incidents in September 2026."),
        ("P1-16", SLEEPERS, "People sleeping rough: 12 at 31 August 2026, 2 more than at the end of the quarter."),
        ("P1-16", LATE, "People sleeping rough: 12 at 31 August 2026."),
        ("P1-02", SLEEPERS, "12 buildings at 31 August 2026, 2 more than at the end of the quarter."),
        ("P1-14", UNPUBLISHED, f"{KSI} (DfT publishes it in January)."),
        ("P1-14", UNPUBLISHED, f"{KSI} (Not published)."),
    ],
)
def test_what_is_true_or_of_another_time_is_left_alone(code: str, series: Series, text: str) -> None:
    assert _told(code, series, text) == []


@pytest.mark.parametrize(
    ("code", "series", "text", "told"),
    [
        ("P4-02", TURNAROUND, "14 children from April to September 2026.", "says 14; the figure is 16 now."),
        ("P3-07", CONTINUITY, f"In treatment within 3 weeks of prison: 33 of 50 {YEAR}.", "33 of 50; the figure is 70"),
        (
            "P3-04.opioids",
            {QUARTER: ratio("22", "51")},
            f"Opioid prescribing: 392.2 (20 of 51) items per 1,000 patients {QUARTER_WORDS}.",
            "says 392.2 (20 of 51); the figure is 431.4 (22 of 51) now.",
        ),
        ("P1-01", ASB, f"1,310 incidents {QUARTER_WORDS}.", "says 1,310; the figure is 1,300 now."),
        ("P1-01", ASB, f"About 4,000 incidents {YEAR}.", "says about 4,000; the figure is 4,914 now."),
        ("P1-01", ASB, f"All ASB incidents: over 5,000 {YEAR}.", "says over 5,000; the figure is 4,914 now."),
        ("P1-01", ASB, f"All ASB incidents: under 4,914 {YEAR}.", "says under 4,914; the figure is 4,914 now."),
        ("P1-01", ASB, f"At least 4,915 incidents {YEAR}.", "says at least 4,915; the figure is 4,914 now."),
        ("P1-01", LATE, f"4,914 incidents {YEAR}.", "says 4,914; there is no figure now (late)."),
        ("P1-01", LATE, f"1,300 incidents {QUARTER_WORDS}.", "says 1,300; there is no figure now (late)."),
        ("P4-02", LATE, "14 children from April to September 2026.", "says 14; there is no figure now (late)."),
        ("P1-16", LATE, "12 rough sleepers at 30 September 2026.", "says 12; there is no figure now (late)."),
        ("P2-08", ON_TRACK, f"{STAGE}: at risk.", "says at risk; it is on track at 30 September 2026 now."),
        ("P2-08", ON_TRACK, f"{STAGE}: at risk at 30 September.", "says at risk at 30 September; it is on track"),
        ("P2-08", ON_TRACK, f"{STAGE}: done on 3 August 2026.", "says done on 3 August 2026; it is on track"),
        ("P2-08", DONE, f"{STAGE}: on track at 30 September 2026.", "it is done on 3 August 2026 now."),
        ("P2-08", DONE, f"{STAGE}: done on 5 August 2026.", "done on 5 August 2026; it is done on 3 August 2026 now."),
        ("P2-08", LATE, f"{STAGE}: on track at 30 September 2026.", "there is no figure now (late)."),
        ("P1-14", UNPUBLISHED, f"{KSI} (late, promised by 5 December 2026).", 'the reason is "not published" now.'),
        ("P1-14", history(("12",)), f"{KSI} (DfT publishes it in January).", "it is 12 now."),
    ],
)
def test_what_is_told_of_the_same_time_and_is_not_so_is_found(code: str, series: Series, text: str, told: str) -> None:
    (message,) = _told(code, series, text)
    assert told in message


def test_a_target_that_was_changed_is_found_in_what_is_told_of_the_year_so_far() -> None:
    of = measure("P4-02")
    indicator, target = plan().by_code[of.indicator], of.target
    assert target is not None
    then, now = (assess(replace(of, target=one), TURNAROUND) for one in (target + 7, target))
    sentence = drafted_sentence(then, indicator)
    assert sentence.endswith("(16 of 37, 43%; at this rate 32 by March).")
    (finding,) = outdated(sentence, [(indicator, [now])])
    assert finding.message == "the text says 16 of 37; it is 16 of 30 now."
    assert not outdated(sentence, [(indicator, [then])])


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 4), st.sampled_from(("P2-07.marac", "P3-07")))
def test_a_share_may_be_told_with_any_number_of_decimals(some: int, more: int, places: int, code: str) -> None:
    part, whole = sorted((some, more))
    title, period = measure(code).title, YEAR if code == "P3-07" else QUARTER_WORDS
    series = {QUARTER: ratio(str(part), str(whole))}
    share = rounded(Fraction(part * 100, whole), places)
    assert _told(code, series, f"{title}: {share}% {period}.") == []
    assert _told(code, series, f"{title}: {share + 1}% {period}.")
