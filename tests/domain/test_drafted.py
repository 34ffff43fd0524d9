"""The sentence drafted from a figure: right for every kind, with nothing in it that the figure does not say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.drafted import drafted, drafted_sentence
from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, MeasureStatus
from csp_tui.domain.statements import Statement
from tests.domain.books import QUARTER, assess, entered, history, measure, plan, ratio, value


def said(status: MeasureStatus) -> str:
    return drafted_sentence(status, plan().indicator(status.measure.id))


def typed(code: str, entry: Entry) -> str:
    return said(entered(measure(code), entry))


def test_a_typed_rolling_year_beside_the_year_before() -> None:
    sentence = typed("P1-01", Entry(rolling_year="5,208", change="+406", period_to="2026-08-31"))
    assert sentence == "5,208 incidents in the year to August 2026, 406 (8.5%) more than the year before."


def test_a_year_that_ends_within_a_month_names_the_day() -> None:
    sentence = typed("P1-01", Entry(rolling_year="5,208", change="-2", period_to="2026-08-15"))
    assert sentence == "5,208 incidents in the year to 15 August 2026, 2 (0.04%) fewer than the year before."


@pytest.mark.parametrize(
    ("code", "series", "sentence"),
    [
        (
            "P1-01",
            history(("100", "110", "120", "130", "140", "150", "160", "170")),
            "620 incidents in the year to September 2026, 160 (34.8%) more than the year before.",
        ),
        (
            "P1-01",
            history((None, "130", "140", "150", "160", "170")),
            "620 incidents in the year to September 2026, 40 (30.8%) more than the same quarter last year.",
        ),
        (
            "P1-01.fires",
            history(("1", "1", "1", "1", "0", "0", "0", "1")),
            "Deliberate fires: 1 in the year to September 2026, 3 fewer than the year before, 4 (too few to say more).",
        ),
        (
            "P1-01.fires",
            history(("0", "0", "0", "0", "1", "1", "1", "2")),
            "Deliberate fires: 5 in the year to September 2026, 5 more than the year before, 0 (too few to say more).",
        ),
        (
            "P1-01",
            history(("100",) * 8),
            "400 incidents in the year to September 2026, unchanged from the year before.",
        ),
        (
            "P1-02",
            history(("14", None, None, None, "11")),
            "11 buildings at 30 September 2026, 3 (21.4%) fewer than the same quarter-end last year.",
        ),
        (
            "P1-07",
            history(("40", "44")),
            "44 children and young people from July to September 2026, 4 (10.0%) more than the quarter before.",
        ),
        ("P1-07", history(("44",)), "44 children and young people from July to September 2026."),
        (
            "P3-05",
            history(("1,372",)),
            "1,372 adults at 30 September 2026, 44 (3.1%) fewer than the target of 1,416.",
        ),
        ("P3-05", history(("1,416",)), "1,416 adults at 30 September 2026, equal to the target of 1,416."),
        (
            "P1-16",
            history(("4",)),
            "4 rough sleepers at 30 September 2026, 4 more than the target of 0 by 31 March 2028.",
        ),
        (
            "P4-01",
            history(("157.9",)),
            (
                "157.9 per 100,000 aged 10 to 17 in the year to September 2026, 11.9 (8.2%) higher than the baseline of"
                " 146."
            ),
        ),
        (
            "P4-02",
            history(("10", "14")),
            "14 children from April to September 2026 (14 of 30, 47%; at this rate 28 by March).",
        ),
        ("P1-03", history(("600", "over 650")), "Over 650 hours from July to September 2026."),
        (
            "P3-07",
            {QUARTER: ratio("33", "50")},
            (
                "In treatment within 3 weeks of prison: 66% (33 of 50) in the year to September 2026, 3 percentage"
                " points higher than the target of 63%."
            ),
        ),
        (
            "P2-07.marac",
            {QUARTER.same_last_year: ratio("40", "80"), QUARTER: ratio("51", "80")},
            (
                "Probation attendance at MARAC: 63.75% (51 of 80) from July to September 2026, 13.75 percentage points"
                " higher than the same quarter last year (50%)."
            ),
        ),
        (
            "P2-01.arrest-rate",
            {QUARTER.shifted(-i): ratio(str(30 if i < 4 else 20), "100") for i in range(8)},
            (
                "VAWG arrest rate: 30% in the year to September 2026, 10 percentage points higher than the year before"
                " (20%)."
            ),
        ),
        (
            "P3-04.opioids",
            {QUARTER: Statement(value=value("91.5").value, prior=value("95.0").value)},
            (
                "Opioid prescribing: 91.5 items per 1,000 patients from July to September 2026, 3.5 (3.7%) lower than"
                " the same quarter last year."
            ),
        ),
    ],
)
def test_the_sentence_of_each_kind(code: str, series: dict[Quarter, Statement], sentence: str) -> None:
    assert said(assess(measure(code), series)) == sentence


@pytest.mark.parametrize(
    ("code", "entry", "sentence"),
    [
        ("P1-11", Entry(value="partly"), "RPE wording adopted in both agreements: partly at 30 September 2026."),
        ("P1-21", Entry(value="yes"), "Themes included this quarter: yes."),
        ("P2-08", Entry(value="done", date="2026-08-03"), "Stage of the street harassment ban: done on 3 August 2026."),
        (
            "P1-14",
            Entry(blank="late", date="2026-11-30"),
            "People killed or seriously injured: no figure for Q2 2026-27 (late, promised by 30 November 2026).",
        ),
        (
            "P1-07",
            Entry(value="44", period_to="2026-08-31"),
            "44 children and young people from July to August 2026.",
        ),
        (
            "P1-07",
            Entry(value="44", period_from="2026-07-03"),
            "44 children and young people from 3 July 2026 to 30 September 2026.",
        ),
    ],
)
def test_answers_blanks_and_other_periods(code: str, entry: Entry, sentence: str) -> None:
    assert typed(code, entry) == sentence


def test_a_provisional_figure_is_called_so() -> None:
    figure = replace(value("44"), provisional=True)
    assert said(assess(measure("P1-07"), {QUARTER: figure})) == (
        "44 children and young people from July to September 2026 (provisional)."
    )


def test_a_qualified_year_stands_beside_its_comparator_without_a_change() -> None:
    sentence = typed("P1-01", Entry(rolling_year="about 5,200", rolling_year_prior="4,802"))
    assert sentence == "About 5,200 incidents in the year to September 2026, against 4,802 the year before."


def test_money_is_told_in_pounds() -> None:
    pounds = replace(measure("P1-15"), unit="£", title="Fines paid", comparators=(), rated_by=None)
    assert said(assess(pounds, history(("1,200", "1,500")))) == (
        "Fines paid: £1,500 from July to September 2026, £300 (25.0%) more than the quarter before."
    )


def test_nothing_is_compared_across_a_change_of_recording() -> None:
    figures = history(("100", "110", "120", "130", "140", "150", "160", "170"))
    broken = (Break(Quarter(2025, 3), "recorded differently"),)
    assert said(assess(measure("P1-01"), figures, QUARTER, broken)) == (
        "620 incidents in the year to September 2026; not compared, as recording changed in Q3 2025-26."
    )
    quarters = history(("40", None, None, None, "44"))
    assert said(assess(measure("P1-07"), quarters, QUARTER, broken)) == (
        "44 children and young people from July to September 2026."
    )


def test_what_is_awaited_has_no_sentence() -> None:
    assert said(assess(measure("P1-01"), {})) == ""
    assert drafted(plan().indicator("P1-01"), [assess(measure("P1-01"), {})]) == ""


def test_a_qualified_figure_names_its_target_once() -> None:
    sentence = typed("P4-02", Entry(value="under 5"))
    assert sentence == "Under 5 children from April to September 2026, against the target of 30."


def test_figures_of_one_group_name_it_once() -> None:
    series = {"referrals": history(("22",)), "attendance": {QUARTER: ratio("14", "20")}}
    statuses = [assess(measure(f"P4-06.{part}"), figures) for part, figures in series.items()]
    assert drafted(plan().indicator("P4-06"), statuses) == (
        "Young Males Group, referrals: 22 from July to September 2026."
        " Attendance: 70% (14 of 20) from July to September 2026."
    )


def test_an_indicator_begins_with_its_headline() -> None:
    statuses = [assess(measure(code), history(("10", "12"))) for code in ("P1-10.hotspots", "P1-10.images")]
    assert drafted(plan().indicator("P1-10"), statuses) == (
        "12 images from July to September 2026, 2 (20.0%) more than the quarter before."
        " Graffiti and sticker hotspots shared: 12 from July to September 2026, 2 (20.0%) more than the quarter before."
    )


FIGURES = [m for m in plan().measures if m.is_figure and m.combine.value == "single"]


@given(
    st.sampled_from(FIGURES),
    st.lists(st.none() | st.integers(0, 5000), min_size=1, max_size=9),
    st.sampled_from(("", "over ", "<", "about ")),
)
def test_every_figure_makes_one_whole_sentence(of: Measure, numbers: list[int | None], qualifier: str) -> None:
    texts = [None if n is None else str(Decimal(n) / 50 if of.is_ratio else n) for n in numbers]
    texts[-1] = qualifier + (texts[-1] or "7")
    sentence = said(assess(of, history(texts)))
    assert sentence.endswith(".")
    assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "<"
    assert "  " not in sentence
    assert "None" not in sentence
    assert sentence.count("(") == sentence.count(")")
