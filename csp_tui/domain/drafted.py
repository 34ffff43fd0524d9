"""A sentence drafted from a figure, for the writer of a commentary to take over and change; it judges nothing."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date

from csp_tui.domain.amounts import amount_of
from csp_tui.domain.assessment import why_blank
from csp_tui.domain.comparison import period_of, year_start
from csp_tui.domain.measures import Indicator, Kind, Measure, Window
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import ComparedWith, Comparison, MeasureStatus
from csp_tui.domain.sentences import (
    against_earlier,
    as_told,
    display,
    figures_of,
    too_few_to_say,
    with_unit,
    year_to_date,
)
from csp_tui.domain.statements import Choice, Statement

_TARGETS = (ComparedWith.TARGET, ComparedWith.BASELINE, ComparedWith.PROFILE)


def drafted(indicator: Indicator, statuses: Iterable[MeasureStatus]) -> str:
    """A sentence for each figure that is in, the indicator's headline first; empty where none is."""
    ordered = sorted(statuses, key=lambda status: status.measure.id != indicator.headline)
    sentences, group = list[str](), ""
    for status in ordered:
        sentence = drafted_sentence(status, indicator)
        before, group = group, group_of(status.measure) if sentence else group
        if before and before == group and sentence.startswith(before):  # Attendance: 70% ..., after the referrals
            sentence = sentence.removeprefix(f"{before}, ")
            sentence = f"{sentence[:1].upper()}{sentence[1:]}"
        sentences += [sentence] if sentence else []
    return " ".join(sentences)


def drafted_sentence(status: MeasureStatus, indicator: Indicator) -> str:
    """`5,208 incidents in the year to August 2026, 406 (8.5%) more than the year before.`; empty where nothing is in.

    The figure is the one that is rated, with its comparator; where there is none, the quarter's own beside the same
    quarter last year or the quarter before. Nothing is compared across a change of recording.
    """
    measure, statement = status.measure, status.statement
    if statement is None or measure.kind is Kind.REPORT:
        return ""
    if statement.choice is not None:
        return _answer(status, statement, statement.choice)
    if not statement.has_answer:
        return _blank(measure, status.quarter, statement)
    text, first, last = _figure(status, statement)
    told = _what(measure, text, alone=measure.id == indicator.headline)
    provisional = " (provisional)" if statement.provisional else ""
    return f"{told[0].upper()}{told[1:]} {period_words(measure, first, last)}{provisional}{_beside(status)}."


def title_of(measure: Measure) -> str:
    """What a sentence calls a measure: `Young Males Group, attendance`, as a colon comes after it."""
    return measure.title.replace(": ", ", ")


def group_of(measure: Measure) -> str:
    """What it shares with others of its row by its title: `Young Males Group`; empty for most."""
    return measure.title.partition(": ")[0] if ": " in measure.title else ""


def _what(measure: Measure, text: str, *, alone: bool) -> str:
    """`5,208 incidents` where that says enough, else the figure behind its title; a rate's unit always stands."""
    if measure.kind is Kind.PERCENTAGE or measure.money:
        return f"{title_of(measure)}: {text}"
    if alone and text != "1" and not group_of(measure):
        return f"{text} {measure.unit}".rstrip()
    return f"{title_of(measure)}: {text} {measure.unit if measure.kind is Kind.RATE else ''}".rstrip()


def _answer(status: MeasureStatus, statement: Statement, choice: Choice) -> str:
    measure, when = status.measure, ""
    if choice is Choice.DONE and statement.date is not None:
        when = f" on {printed_date(statement.date)}"
    elif measure.window is not Window.QUARTER:
        when = f" at {printed_date(statement.period_to or status.quarter.end)}"
    return f"{title_of(measure)}: {choice.value}{when}."


def _blank(measure: Measure, quarter: Quarter, statement: Statement) -> str:
    if statement.blank is None:
        return ""
    return f"{title_of(measure)}: no figure for {quarter.short} ({why_blank(statement)})."


def _figure(status: MeasureStatus, statement: Statement) -> tuple[str, date, date]:
    """The figure in words with the days it covers: the one that is compared, else the one that is stated.

    A ratio stands with what it was made of, unless it is added up from several quarters.
    """
    measure, compared = status.measure, status.comparison.compared
    own = first, last = period_of(measure, status.quarter, statement)
    stated = statement.rolling_year or statement.value
    text = with_unit(measure, str(stated)) if stated is not None else ""
    if compared is not None:
        first, last = status.period_from or first, status.period_to or last
        text = with_unit(measure, display(compared))
        if status.comparison.comparator is not None:
            text = figures_of(measure, status.comparison).now
    amount = amount_of(measure, statement)
    if amount is not None and amount.numerator is not None and (first, last) == own:
        parts = f"{statement.numerator} of {statement.denominator}"
        text = text or as_told(measure, amount)
        text += f" ({parts})" if text != parts else ""
    return f"£{text}" if measure.money else text, first, last


def period_words(measure: Measure, first: date, last: date) -> str:
    """`in the year to August 2026`, `from July to September 2026`, `at 30 September 2026`."""
    whole = last.day == calendar.monthrange(last.year, last.month)[1]
    end = _month(last) if whole else printed_date(last)
    if measure.window is Window.SNAPSHOT or first == last:
        return f"at {printed_date(last)}"
    if first == year_start(last) and measure.window is not Window.YEAR_TO_DATE:
        return f"in the year to {end}"
    if not whole or first.day != 1:
        return f"from {printed_date(first)} to {printed_date(last)}"
    start = f"{first:%B}" if first.year == last.year else _month(first)
    return f"in {end}" if (first.year, first.month) == (last.year, last.month) else f"from {start} to {end}"


def _month(day: date) -> str:
    return f"{calendar.month_name[day.month]} {day.year}"


def _beside(status: MeasureStatus) -> str:
    """What the figure is compared with, and how it lies beside it."""
    comparison, quarter = status.comparison, status.quarter
    if status.break_ is not None:
        return f"; not compared, as recording changed in {status.break_.quarter.short}"
    if comparison.comparator is None:
        return _beside_a_quarter(status)
    against = _against(status, comparison)
    if comparison.compared is None:
        number = with_unit(status.measure, display(comparison.comparator))
        return f", against {against}" if " of " in against else f", against {number} {against}"
    if status.measure.window is Window.YEAR_TO_DATE and comparison.comparator_kind is ComparedWith.TARGET:
        return f" ({year_to_date(comparison.compared, comparison.comparator, quarter)})"
    return f", {_change(status.measure, comparison, against)}"


def _against(status: MeasureStatus, comparison: Comparison) -> str:
    """The comparator as a sentence says it after "than"; a target with its number and its date."""
    measure = status.measure
    if comparison.comparator_kind not in _TARGETS or comparison.comparator is None:
        return status.against.replace("the rolling year before", "the year before")
    number = with_unit(measure, display(comparison.comparator))
    due = measure.due if comparison.comparator_kind is ComparedWith.TARGET else None
    by = f" by {printed_date(due)}" if due is not None and due > status.quarter.end else ""
    return f"{status.against} of {number}{by}"


def _beside_a_quarter(status: MeasureStatus) -> str:
    """Beside the quarter that its trend is against; a trend reaches across no change of recording."""
    measure, earlier = status.measure, status.trend_against
    now = dict(status.series).get(status.quarter)
    last_year = earlier == status.quarter.same_last_year
    then = status.same_quarter_last_year if last_year else status.rolling_quarter
    if measure.window not in (Window.QUARTER, Window.SNAPSHOT) or earlier is None or now is None or then is None:
        return ""
    against = "the same quarter last year" if last_year else "the quarter before"
    return f", {_change(measure, against_earlier(now, then), against)}"


def _change(measure: Measure, comparison: Comparison, against: str) -> str:
    """`406 (8.5%) more than the year before`; percentages by their points and the figure before, few by themselves."""
    told, few = figures_of(measure, comparison), too_few_to_say(measure, comparison)
    if not told.way:
        return f"equal to {against}" if " of " in against else f"unchanged from {against}"
    if measure.kind is Kind.PERCENTAGE:
        points = "percentage point" if told.change == "1" else "percentage points"
        which = "higher" if told.way > 0 else "lower"
        base = "" if told.then in against else f" ({told.then})"
        return f"{told.change} {points} {which} than {against}{base}"
    percent = f" ({told.percent})" if told.percent is not None and not few else ""
    change = f"£{told.change}" if measure.money else told.change
    words = ("higher", "lower") if measure.kind is Kind.RATE else ("more", "less" if measure.money else "fewer")
    base = f", {told.then}" if not percent and told.then not in against else ""
    more = " (too few to say more)" if few else ""
    return f"{change}{percent} {words[0] if told.way > 0 else words[1]} than {against}{base}{more}"
