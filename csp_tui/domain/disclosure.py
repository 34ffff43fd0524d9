"""What a pack may show of people in sensitive matters: small counts masked, with all that would give them away.

Pure rules over assessed facts; how a masked figure is printed is left to the packs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.benchmarking import BenchmarkTable
from csp_tui.domain.measures import Comparator, Indicator, Measure, Window
from csp_tui.domain.months import Month
from csp_tui.domain.numbers import Figure, NumberError, read_figure
from csp_tui.domain.numbers_in_texts import numbers_in
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.domain.results import ComparedWith, Comparison, MeasureStatus, OtherFigure, Part, Range, Rating
from csp_tui.domain.statements import FIGURE_FIELDS, Statement

SMALL: Final = 5  # counts of 1 to 4 are small
SHOWN_SMALL: Final = "<5"
CONFIDENTIAL: Final = "[c]"
_SMALL_NUMBER: Final = re.compile(r"(?<![\d.,])0*[1-4](?!\d|[.,]\d)")
_ROUGHLY: Final = "(?:under|over|at least|about)"  # as figures that are not exact are printed
_SMALL_ROUGHLY: Final = re.compile(rf"{_ROUGHLY} [1-4](?!\d|[.,]\d)|(?<![\d.,])[1-4] of {_ROUGHLY}")
_SENTENCE_END: Final = re.compile(r"(?<=\.)\s+")
_LAST: Final = 4  # quarter of a year
_EARLIER: Final = (ComparedWith.ROLLING_YEAR, ComparedWith.PRIOR)

History = Mapping[Quarter, Statement | None]


class ShownStatement(Struct, frozen=True):
    """A statement as it may be shown: fields in `hidden` are taken out, those in `small` are counts of 1 to 4."""

    statement: Statement
    hidden: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()


class Shown(Struct, frozen=True):
    """A measure's status as it may be shown.

    Everything hidden is already taken out of `status`; `hidden` names what was (fields of a statement and of a
    comparison), so that a reader can be told. `small` says that the figure itself is a count of 1 to 4, and
    `small_compared` that the rated one is.
    """

    status: MeasureStatus
    hidden: frozenset[str] = frozenset()
    small: bool = False
    small_compared: bool = False


def is_small(number: Figure | Fraction | Decimal | int | None) -> bool:
    """Whether a count is one of 1 to 4, whatever was said before it ("about 3" too)."""
    if number is None:
        return False
    return 0 < Fraction(_number(number)) < SMALL


def holds_small_counts(measure: Measure | None, table: BenchmarkTable) -> bool:
    """Whether a table of areas about a measure tells a count of one to four people in a sensitive matter."""
    if measure is None or not measure.sensitive or measure.is_ratio:
        return False
    told = (n for area in table.areas for n in (area.value, area.earlier))
    return any(map(is_small, told)) or any(_may_be_small(area.following) for area in table.areas)


def _may_be_small(between: tuple[Fraction, Fraction] | None) -> bool:
    """Whether a count of one to four lies between two numbers."""
    return between is not None and any(between[0] <= count <= between[1] for count in range(1, SMALL))


def small_quarters(measure: Measure, history: History) -> frozenset[Quarter]:
    """The quarters whose figure is masked: for a ratio, those where either part is small."""
    return frozenset(q for q, stated in history.items() if stated is not None and _gives_small(measure, stated))


def shown_statement(
    measure: Measure,
    quarter: Quarter,
    statement: Statement,
    masked: frozenset[Quarter],
    *,
    exact: bool,
    closed: frozenset[Quarter] = frozenset(),
) -> ShownStatement:
    """A statement as it may be shown, given the quarters that are masked in the same pack.

    Rolling years that contain a masked quarter are hidden too: beside the other three quarters they would give it away.
    What is stated for a `closed` quarter is hidden whole, since it would give a masked count of another measure away.
    """
    if exact or not (measure.sensitive or closed):
        return ShownStatement(statement)
    masked = (masked if measure.sensitive else frozenset()) | closed
    few = _counts(measure) if measure.sensitive else ()
    small = frozenset(name for name in few if is_small(getattr(statement, name)))
    hidden = {*small, *(("value", "numerator", "denominator") if quarter in closed else ())}
    if measure.is_ratio and (small or quarter in masked):
        hidden |= {"value", "numerator"}
    if not measure.is_ratio and quarter in masked:
        hidden.add("value")
    if masked & set(_rolling_year(quarter)):
        hidden.add("rolling_year")
    if masked & set(_rolling_year(quarter.same_last_year)):
        hidden.add("rolling_year_prior")
    if quarter.same_last_year in masked:
        hidden.add("prior")
    present = frozenset(name for name in hidden if getattr(statement, name) is not None)
    if measure.is_ratio and hidden & {"value", "numerator"}:
        present |= {"value"}  # a ratio that is worked out from its parts is hidden with them
    cleared: dict[str, None] = dict.fromkeys(present)
    return ShownStatement(replace(statement, **cleared), present, small & present)


def shown(
    status: MeasureStatus,
    elsewhere: frozenset[Quarter] = frozenset(),
    *,
    exact: bool = False,
    closed: frozenset[Quarter] = frozenset(),
) -> Shown:
    """A measure's status as it may be shown, given the other quarters that are masked or closed in the same pack."""
    measure = status.measure
    if exact or not (measure.sensitive or closed):
        return Shown(status)
    masked = closed | ((_masked_quarters(status) | elsewhere) if measure.sensitive else frozenset())
    hidden = _hidden_of_comparison(status, masked)
    statement = status.statement
    if statement is not None:
        stated = shown_statement(measure, status.quarter, statement, masked, exact=exact, closed=closed)
        statement, hidden = stated.statement, hidden | stated.hidden
    parts, hides_part = _shown_parts(status, masked, closed)
    if hides_part or "value" in hidden:
        hidden |= {"value", "compared", "change"}
    figure = _figure_of(status)  # of which nothing is taken out yet
    hidden -= {name for name in ("compared", "comparator", "change") if getattr(status.comparison, name) is None}
    restated = tuple(replace(one, told=Statement(), now=Statement()) for one in status.restated)
    status = replace(status, statement=statement, parts=parts, restated=restated, beside=())
    view = _without_masked_quarters(status, masked, closed)
    course = _hidden_of_course(status, _telling(measure, masked))
    if hidden or masked or _made_of_months(status):
        view = replace(view, compared_made=None, comparator_made=None)
    if not hidden:
        if measure.sensitive and _SMALL_ROUGHLY.search(view.reason):
            view = replace(view, reason=_plain_reason(view))
        return Shown(_without_course(view, course), course)
    is_count = measure.sensitive and not measure.is_ratio
    small = is_count and "value" in hidden and is_small(figure)
    small_compared = is_count and is_small(status.comparison.compared)
    arithmetic_gone = _without_course(_without_arithmetic(view, hidden), course)
    return Shown(arithmetic_gone, course | hidden, small, small_compared)


def shown_other_figure(indicator: Indicator, figure: OtherFigure, *, exact: bool) -> OtherFigure:
    """Another figure as it may be shown beside an indicator that counts people in a sensitive matter."""
    if exact or not is_sensitive(indicator):
        return figure
    prior = None if figure.prior is None else _shown_text(figure.prior)
    return replace(figure, value=_shown_text(figure.value), prior=prior)


def shown_restatement(measure: Measure, reason: str, *, exact: bool) -> str:
    """Why a figure was stated again, as it may be shown: hidden where it names a small count, this one or the old."""
    small = measure.sensitive and not exact and gives_away(reason, frozenset(range(1, SMALL)))
    return CONFIDENTIAL if small else reason


def is_sensitive(indicator: Indicator) -> bool:
    """Whether any of its measures counts people in a sensitive matter."""
    return any(measure.sensitive for measure in indicator.measures)


def small_numbers(status: MeasureStatus) -> frozenset[int]:
    """The counts of 1 to 4 that a status holds before masking, wherever they stand in it."""
    if not status.measure.sensitive:
        return frozenset()
    statements = (status.statement, *(part.statement for part in status.parts))
    figures = [getattr(one, name) for one in statements if one is not None for name in _counts(status.measure)]
    if not status.measure.is_ratio:
        figures.append(status.comparison.compared)
    return frozenset(int(_number(one)) for one in figures if one is not None and is_small(one))


def gives_away(text: str, numbers: frozenset[int]) -> bool:
    """Whether a text tells one of these small counts, in figures, in words or as a share: to be read by a person."""
    return bool(numbers) and any(told.places is None and told.number in numbers for told in numbers_in(text))


def _number(figure: Figure | Fraction | Decimal | int) -> Fraction | Decimal | int:
    return figure.number if isinstance(figure, Figure) else figure


def _counts(measure: Measure) -> tuple[str, ...]:
    """The fields of a statement that count people: a ratio's parts, else every figure."""
    return ("numerator", "denominator") if measure.is_ratio else FIGURE_FIELDS


def _gives_small(measure: Measure, statement: Statement) -> bool:
    if measure.is_ratio:
        return is_small(statement.numerator) or is_small(statement.denominator)
    return is_small(statement.value)


def _rolling_year(quarter: Quarter) -> tuple[Quarter, ...]:
    return quarters_between(quarter.shifted(-3), quarter)


def _masked_quarters(status: MeasureStatus) -> frozenset[Quarter]:
    measure = status.measure
    known = {status.quarter: status.statement, status.quarter.previous: status.last_quarter}
    masked = set(small_quarters(measure, known))
    if not measure.is_ratio and measure.window is not Window.YEAR_TO_DATE:  # whose series tells what each quarter added
        masked |= {quarter for quarter, number in status.series if is_small(number)}
        if is_small(status.same_quarter_last_year):
            masked.add(status.quarter.same_last_year)
    return frozenset(masked)


def _telling(measure: Measure, masked: frozenset[Quarter]) -> frozenset[Quarter]:
    """The quarters whose own figures tell a masked one: what a year to date added tells the one before it too."""
    if measure.window is not Window.YEAR_TO_DATE:
        return masked
    return masked | {Quarter(quarter.year, quarter.number + 1) for quarter in masked if quarter.number < _LAST}


def _made_of_months(status: MeasureStatus) -> bool:
    """Whether months tell what a figure was made of: one of a quarter's may be small where the quarter is not."""
    made = (status.compared_made, status.comparator_made)
    return any(isinstance(piece.of, Month) for one in made if one is not None for piece in one.pieces)


def _hidden_of_course(status: MeasureStatus, telling: frozenset[Quarter]) -> frozenset[str]:
    """Which words on a figure's course say how it lies to a masked quarter: from 6 now, "little change" tells 4."""
    told = {"trend": status.trend, "long_trend": status.long_trend, "range": status.usual or status.range}
    against = {status.trend_against} if status.trend_against is not None else set()
    quarters = {
        "trend": {status.quarter, *against},
        "long_trend": {*quarters_between(status.quarter.shifted(-4), status.quarter)},
        "range": {*(quarter for quarter, _ in status.series), status.quarter.same_last_year},
    }
    return frozenset(
        name for name, what in told.items() if what and what is not Range.TOO_FEW and telling & quarters[name]
    )


def _without_course(status: MeasureStatus, hidden: frozenset[str]) -> MeasureStatus:
    if "trend" in hidden:
        status = replace(status, trend=None, trend_against=None)
    if "long_trend" in hidden:
        status = replace(status, long_trend=None)
    return replace(status, range=Range.TOO_FEW, usual=None) if "range" in hidden else status


def _hidden_of_comparison(status: MeasureStatus, masked: frozenset[Quarter]) -> set[str]:
    """Which sides of a comparison are small themselves or made of a masked quarter."""
    comparison, hidden = status.comparison, set[str]()
    made_of, against = _made_of(status)
    is_count = not status.measure.is_ratio
    few = is_count and is_small(comparison.compared)
    if few or masked & made_of:
        hidden.add("compared")
    if comparison.comparator_kind in _EARLIER and (
        (is_count and is_small(comparison.comparator)) or masked & against or status.quarter.same_last_year in masked
    ):
        hidden.add("comparator")
    if few and len(made_of) == 1:
        hidden.add("value")
    if hidden:
        hidden.add("change")
    return hidden


def _made_of(status: MeasureStatus) -> tuple[frozenset[Quarter], frozenset[Quarter]]:
    """The quarters whose figures make the one that is rated, and those that make what it stands against.

    The first are there without the second: a rolling year is told also where the one before it is not known.
    """
    measure, quarter = status.measure, status.quarter
    by = measure.rated_by or next(iter(measure.comparators), None)
    if by is Comparator.ROLLING_YEAR and measure.window not in (Window.SNAPSHOT, Window.ROLLING_YEAR):
        return _grown(measure, _rolling_year(quarter)), _grown(measure, _rolling_year(quarter.same_last_year))
    if by is Comparator.ROLLING_QUARTER:
        return _grown(measure, (quarter,)), _grown(measure, (quarter.previous,))
    return frozenset({quarter}), frozenset({quarter.same_last_year})


def _grown(measure: Measure, quarters: tuple[Quarter, ...]) -> frozenset[Quarter]:
    """The quarters behind what each of these counted by itself: for a year to date, those before them too."""
    if measure.window is not Window.YEAR_TO_DATE:
        return frozenset(quarters)
    return frozenset({*quarters, *(quarter.previous for quarter in quarters if quarter.number > 1)})


def _shown_parts(
    status: MeasureStatus, masked: frozenset[Quarter], closed: frozenset[Quarter]
) -> tuple[tuple[Part, ...], bool]:
    """The parts as they may be shown, and whether one is hidden (a total beside the others would give it away)."""
    parts, hides = [], False
    for part in status.parts:
        if part.statement is None:
            parts.append(part)
            continue
        own = small_quarters(status.measure, {status.quarter: part.statement})
        view = shown_statement(status.measure, status.quarter, part.statement, masked | own, exact=False, closed=closed)
        hides = hides or "value" in view.hidden
        parts.append(replace(part, statement=view.statement))
    return tuple(parts), hides


def _figure_of(status: MeasureStatus) -> Figure | Fraction | None:
    if status.statement is not None and status.statement.value is not None:
        return status.statement.value
    return status.comparison.compared


def _without_masked_quarters(
    status: MeasureStatus, masked: frozenset[Quarter], closed: frozenset[Quarter]
) -> MeasureStatus:
    """The status without the earlier quarters that are masked; a ratio's series would give its parts away."""
    before, last_year = status.quarter.previous, status.quarter.same_last_year
    last, telling = status.last_quarter, _telling(status.measure, masked)
    return replace(
        status,
        last_quarter=last
        and shown_statement(status.measure, before, last, masked, exact=False, closed=closed).statement,
        series=tuple((q, n) for q, n in status.series if q not in telling and not status.measure.is_ratio),
        same_quarter_last_year=None if last_year in telling else status.same_quarter_last_year,
        rolling_quarter=None if before in telling else status.rolling_quarter,
    )


def _without_arithmetic(status: MeasureStatus, hidden: set[str]) -> MeasureStatus:
    """The status without the numbers that are hidden, and with a sentence that gives none of them away."""
    old = status.comparison
    comparison = Comparison(
        compared=None if "compared" in hidden else old.compared,
        comparator=None if "comparator" in hidden else old.comparator,
        comparator_kind=old.comparator_kind,
        amber_end=None if "comparator" in hidden else old.amber_end,
    )
    if "change" not in hidden:
        comparison = replace(
            comparison, change=old.change, percent_change=old.percent_change, point_change=old.point_change
        )
    plain = replace(status, comparison=comparison, reason=_plain_reason(status), queries=())
    if "compared" in hidden:
        plain = replace(plain, forecast=None)
    if "value" not in hidden:
        return plain
    return replace(plain, trend=None, trend_against=None, long_trend=None, range=Range.TOO_FEW, usual=None)


def _plain_reason(status: MeasureStatus) -> str:
    """The reason without its arithmetic: its first word (Red, For information) and its sentences without numbers."""
    if not any(char.isdigit() for char in status.reason):
        return status.reason
    word = "Not rated" if status.rating is Rating.NOT_RATED else status.rating.value.capitalize()
    lead = status.reason.partition(":")[0]
    plain = [text for text in _SENTENCE_END.split(status.reason) if not any(char.isdigit() for char in text)]
    hidden = "the arithmetic is not shown, because it would give a small count of people away."
    return " ".join([f"{lead if lead.replace(' ', '').isalpha() else word}: {hidden}", *plain])


def _shown_text(text: str) -> str:
    try:
        return SHOWN_SMALL if is_small(read_figure(text, percent=True, money=True)) else text
    except NumberError:
        return CONFIDENTIAL if _SMALL_NUMBER.search(text) else text
