"""The pack's words and cells for assessed facts: ratings, trends, periods, reasons, figures; lays out no sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from csp_tui.domain.amounts import amount_of
from csp_tui.domain.assessment import BLANK_WORDS
from csp_tui.domain.disclosure import CONFIDENTIAL, SHOWN_SMALL, Shown, ShownStatement
from csp_tui.domain.measures import Comparator, Indicator, Kind, Measure, Window
from csp_tui.domain.numbers import Figure, plain
from csp_tui.domain.range_words import range_sentence
from csp_tui.domain.results import ComparedWith, MeasureStatus, Range, Rating, State, Trend
from csp_tui.domain.statements import Blank, Choice, Statement
from csp_tui.workbooks.layout import Number, Value
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.text import cleaned

NOT_AVAILABLE: Final = "[x]"
NOT_APPLICABLE: Final = "[z]"
PROVISIONAL: Final = "[p]"
REVISED: Final = "[r]"
BREAK: Final = "[b]"
NO_REASON: Final = "No reason is given"
NO_ACTION: Final = "No action is given"
MARKERS_MEAN: Final = "A mark says why a cell holds no figure, or what to know of the figure that it stands behind:"
MARKERS: Final[Mapping[str, str]] = {
    NOT_AVAILABLE: "not available: nothing is stated yet, or there is a reason why not",
    NOT_APPLICABLE: "not applicable: the plan asks for no such figure here",
    CONFIDENTIAL: "confidential: not shown, because it would give a small count of people away",
    PROVISIONAL: "provisional: the partner expects the figure to change",
    REVISED: "revised: its partner corrected it and says why, or an earlier pack told another",
    BREAK: "break: recording or the definition changed, so no comparison reaches across it",
}
STATES: Final[Mapping[State, str]] = {
    State.AWAITED: "Awaited",
    State.PART: "Part received",
    State.RECEIVED: "Received",
    State.BLANK: "No figure, with its reason",
    State.CONFLICT: "Figures differ",
}
_AGAINST: Final[Mapping[ComparedWith, str]] = {
    ComparedWith.TARGET: "the plan's target",
    ComparedWith.BASELINE: "the plan's baseline",
    ComparedWith.PROFILE: "the lead's profile for the year so far",
    ComparedWith.PRIOR: "the same period last year",
}
_ASKED: Final[Mapping[Comparator, str]] = {
    Comparator.TARGET: "the plan's target",
    Comparator.BASELINE: "the plan's baseline",
    Comparator.ROLLING_QUARTER: "the quarter before",
    Comparator.PRIOR: "the same period last year",
}
_MOST_PLACES: Final = 6
_NAME_CHARACTERS: Final = 60


def rating_word(rating: Rating, state: State) -> str:
    """`Red`, `Amber`, `Green`, `Not rated` or `Awaited`: the word alone."""
    if rating is Rating.NOT_RATED:
        return "Awaited" if state is State.AWAITED else "Not rated"
    return rating.value.capitalize()


def rating_in_words(status: MeasureStatus) -> str:
    """A rating as the published key words it: `Amber: slightly worse (within 5%)`; a choice by its own word."""
    word, measure = rating_word(status.rating, status.state), status.measure
    if status.state is State.CONFLICT:
        return "Not rated: figures differ"
    if status.state is State.PART:
        return "Not rated: part received"
    if status.rating is Rating.NOT_RATED:
        if not measure.rateable and status.state is State.RECEIVED:
            return "Not rated: for information"
        return word if measure.required else "Not rated"
    if measure.kind in (Kind.YES_NO, Kind.MILESTONE):
        return (
            word
            if status.statement is None or status.statement.choice is None
            else f"{word}: {status.statement.choice}"
        )
    band = plain(measure.band)
    return {
        Rating.GREEN: f"{word}: {'better than' if measure.strict else 'at or better than'} the benchmark",
        Rating.AMBER: f"{word}: slightly worse (within {band}%)",
        Rating.RED: f"{word}: worse by more than {band}%",
    }[status.rating]


def judgement(status: MeasureStatus) -> str:
    """The lead's own rating, where there is one; its reason stands in the commentary."""
    return NOT_APPLICABLE if status.judgement is None else rating_word(status.judgement.rating, State.RECEIVED)


def trend(status: MeasureStatus, *, hidden: bool) -> str:
    """The trend in words with what it is against; better is "improved", whichever way the number moved."""
    if status.trend is None:
        return CONFIDENTIAL if hidden else (NOT_APPLICABLE if not status.measure.is_figure else NOT_AVAILABLE)
    words = status.trend.capitalize()
    if status.trend_against is not None:
        words += f" {'on' if status.trend is not Trend.HIGHER and status.trend is not Trend.LOWER else 'than'}"
        words += f" {status.trend_against.short}"
    if status.long_trend is not None:
        words += f"; over the year: {status.long_trend}"
    return words


def usual_range(status: MeasureStatus, *, hidden: bool) -> str:
    """How the figure lies among its usual ones, in a sentence with the figures behind it."""
    if not status.measure.is_figure:
        return NOT_APPLICABLE
    if hidden:
        return CONFIDENTIAL
    if status.range is Range.TOO_FEW and status.state is State.AWAITED:
        return NOT_AVAILABLE
    if status.range is Range.TOO_FEW and len(status.series) == 1:
        return status.range.capitalize()  # with no earlier figure there is no more to tell than the note does
    return range_sentence(status) or status.range.capitalize()


def is_revised(status: MeasureStatus) -> bool:
    """Whether the quarter's figure was stated again for a reason, or stands otherwise than a pack told it."""
    again = status.statement is not None and bool(status.statement.reason)
    return again or any(one.quarter == status.quarter for one in status.restated)


def marked(value: Value, *, provisional: bool | None, revised: bool) -> Value:
    """A figure with the marks of one that may change or was changed, printed behind it; a number stays a number."""
    marks = "".join(f" {mark}" for mark, holds in ((PROVISIONAL, provisional), (REVISED, revised)) if holds)
    if isinstance(value, Number):
        return replace(value, suffix=value.suffix + marks)
    return f"{value}{marks}" if isinstance(value, str) else value


def period(status: MeasureStatus) -> str:
    """The days that the figure covers, marked where recording changed within what it is compared with."""
    marks = [BREAK] if status.break_ is not None else []
    if status.state is State.AWAITED or status.period_to is None:
        return " ".join([NOT_AVAILABLE if status.measure.is_figure else NOT_APPLICABLE, *marks])
    if status.period_from is None or status.period_from == status.period_to:
        return " ".join([short_date(status.period_to), *marks])
    return " ".join([f"{short_date(status.period_from)} to {short_date(status.period_to)}", *marks])


def against(status: MeasureStatus) -> str:
    """What the figure is compared with, in words."""
    measure, kind = status.measure, status.comparison.comparator_kind
    if kind is ComparedWith.ROLLING_YEAR:
        return _year_before(measure).capitalize()
    if kind is not None:
        return _AGAINST[kind].capitalize()
    by = measure.rated_by or next(iter(measure.comparators), None)
    if by is None:
        return NOT_APPLICABLE
    wanted = _year_before(measure) if by is Comparator.ROLLING_YEAR else _ASKED[by]
    return f"{wanted.capitalize()}: no figure"


def _year_before(measure: Measure) -> str:
    """What a rolling-year benchmark means for the measure's window; a snapshot is never a sum."""
    match measure.window:
        case Window.SNAPSHOT:
            return "the same quarter-end last year"
        case Window.ROLLING_YEAR:
            return "the year before"
        case _:
            return "the rolling year before"


def stated(shown: Shown) -> Value:
    """The figure that was stated, in the measure's own window, as a cell."""
    status = shown.status
    statement = status.statement
    if shown.small:
        return SHOWN_SMALL
    if "value" in shown.hidden:
        return CONFIDENTIAL
    if status.measure.kind is Kind.REPORT:
        return NOT_APPLICABLE
    if statement is None:
        return NOT_AVAILABLE
    if statement.choice is not None:
        return choice(statement)
    if statement.state_is_blank:
        return blank_marker(statement)
    return figure(status.measure, statement)


def figure(measure: Measure, statement: Statement) -> Value:
    """A stated figure as a cell: a number with its typed decimals, or the words of a qualified one."""
    amount = amount_of(measure, statement)
    if amount is None:
        return NOT_AVAILABLE
    if amount.loose is not None:
        return f"{statement.numerator} of {statement.denominator}"
    if statement.value is not None and amount.numerator is None:
        return typed(statement.value, measure)
    return number(measure, amount.number)


def in_words(measure: Measure, shown: ShownStatement) -> str:
    """All that a statement answers, as words: `1,416`, `51 of 80`, `rolling year 5,208 (before: 4,802)`."""
    statement = shown.statement
    said = [_answer_in_words(measure, shown)]
    if statement.rolling_year is not None:
        before = statement.rolling_year_prior
        said.append(f"rolling year {statement.rolling_year}" + (f" (before: {before})" if before is not None else ""))
    elif "rolling_year" in shown.hidden:
        said.append(f"rolling year {CONFIDENTIAL}")
    if statement.prior is not None:
        said.append(f"a year before {statement.prior}")
    return "; ".join(words for words in said if words) or NOT_AVAILABLE


def _answer_in_words(measure: Measure, shown: ShownStatement) -> str:
    """The answer for the measure's own window, empty where there is none."""
    statement = shown.statement
    if "value" in shown.small:
        return SHOWN_SMALL
    if "value" in shown.hidden:
        return CONFIDENTIAL
    if statement.choice is not None:
        return choice(statement)
    if statement.value is not None:
        return f"{statement.value}{_suffix(measure)}"
    if statement.numerator is not None and statement.denominator is not None:
        return f"{statement.numerator} of {statement.denominator}"
    if statement.blank is None:
        return ""
    promised = f", promised by {short_date(statement.date)}" if statement.date is not None else ""
    return f"no figure: {blank_reason(statement)}{promised}"


def told(measure: Measure, shown: ShownStatement) -> Value:
    """A statement as one cell: its figure as a number where that is all it answers, else its words."""
    statement = shown.statement
    only = statement.value is not None and statement.rolling_year is None and statement.prior is None
    return figure(measure, statement) if only and not shown.hidden else in_words(measure, shown)


def _suffix(measure: Measure) -> str:
    return "%" if measure.kind is Kind.PERCENTAGE else ""


def typed(value: Figure, measure: Measure | None = None) -> Value:
    """A typed figure as a cell; with a measure, in its unit."""
    suffix = _suffix(measure) if measure is not None else ""
    if not value.exact:
        return f"{value}{suffix}"
    exponent = value.number.as_tuple().exponent
    places = min(_MOST_PLACES, -exponent) if isinstance(exponent, int) and exponent < 0 else 0
    return Number(Fraction(value.number), places, suffix)


def number(measure: Measure, value: Fraction, *, signed: bool = False, least: int = 1) -> Number:
    """A worked-out figure of a measure as a cell; `least` as for `decimals`."""
    suffix = "%" if measure.kind is Kind.PERCENTAGE and not signed else ""
    return Number(value, decimals(value, least), suffix, signed)


def decimals(value: Fraction, least: int = 1) -> int:
    """The decimals to show: as many as it has up to two, and `least` for those without an end.

    `least` is more than one where figures side by side would else look equal.
    """
    for places in range(max(least, 2) + 1):
        if (value * 10**places).denominator == 1:
            return places
    return least


def unit(measure: Measure) -> str:
    """The unit in words."""
    return "per cent" if measure.unit == "%" else measure.unit or NOT_APPLICABLE


def choice(statement: Statement) -> str:
    """`Yes`, `At risk`, `Done, 1 Oct 2026`."""
    if statement.choice is None:
        return NOT_AVAILABLE
    words = str(statement.choice).capitalize()
    dated = statement.choice is Choice.DONE and statement.date is not None
    return f"{words}, {short_date(statement.date)}" if dated and statement.date is not None else words


def blank_marker(statement: Statement) -> str:
    """The marker for a figure that is not given."""
    match statement.blank:
        case Blank.NOT_APPLICABLE | Blank.NOT_DUE:
            return NOT_APPLICABLE
        case Blank.RESTRICTED:
            return CONFIDENTIAL
        case _:
            return NOT_AVAILABLE


def blank_reason(statement: Statement) -> str:
    """Why a figure is not given."""
    return NOT_AVAILABLE if statement.blank is None else BLANK_WORDS[statement.blank]


def commentary_sheet(priority: int) -> str:
    """The name of the sheet that holds a priority's texts in full."""
    return f"Commentary P{priority}"


def unnamed_lead(priority: int) -> str:
    """The lead of a priority where none is to be named."""
    return f"Lead of priority {priority}"


def indicator_name(indicator: Indicator) -> str:
    """`P1-01 Anti-social behaviour and deliberate fires`."""
    return f"{indicator.code} {indicator.title}"


def measure_name(measure: Measure, partner: str | None) -> str:
    """A measure's title, with the partner where each of several states it."""
    return f"{measure.title}, {partner}" if partner and len(measure.suppliers) > 1 else measure.title


def short_name(text: str) -> str:
    """A typed name, role or file name as a cell takes it: cleaned, and shortened where it is none."""
    return shortened(cleaned(text), _NAME_CHARACTERS, "shortened")


def short_date(day: date) -> str:
    """`01 Oct 2026`, as date cells print it."""
    return f"{day:%d} {day:%b} {day.year}"
