"""What assessing a quarter gives: ratings, comparisons, states and totals as frozen facts for all who show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct, field

from csp_tui.domain.measures import Indicator, Measure, Plan
from csp_tui.domain.months import Month
from csp_tui.domain.numbers import Figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement


class Rating(StrEnum):
    """Red, amber, green, or not rated for a stated reason."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_RATED = "not_rated"


class State(StrEnum):
    """How far an answer is in."""

    AWAITED = "awaited"
    PART = "part"
    RECEIVED = "received"
    BLANK = "blank"
    CONFLICT = "conflict"


class ComparedWith(StrEnum):
    """What a figure was rated against."""

    TARGET = "target"
    BASELINE = "baseline"
    PROFILE = "profile"
    ROLLING_YEAR = "rolling_year"
    PRIOR = "prior"


class Trend(StrEnum):
    """Which way a figure went; better is better whichever way the number moved."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    LITTLE_CHANGE = "little change"
    HIGHER = "higher"
    LOWER = "lower"


class Range(StrEnum):
    """How a figure lies among its own usual ones."""

    USUAL = "within the usual range"
    HIGH = "unusually high"
    LOW = "unusually low"
    TOO_FEW = "too few to say"


class Level(StrEnum):
    """How a check stands in the way: an error must be put right, a query put right or explained."""

    ERROR = "error"
    QUERY = "query"


class Query(Struct, frozen=True):
    """A finding of a check. `id` is stable for one figure and code: `P1-01.total/hundredfold`.

    `explained` is the sentence that says why it is right, `explained_by` who wrote it.
    """

    id: str
    measure: str
    partner: str | None
    level: Level
    code: str
    message: str
    explained: str | None = None
    explained_by: str | None = None


class Break(Struct, frozen=True):
    """A marked change of recording or definition from the start of a quarter on."""

    quarter: Quarter
    text: str


class Judgement(Struct, frozen=True):
    """The lead's own rating beside the calculated one."""

    rating: Rating
    reason: str
    by: str


class Comparison(Struct, frozen=True):
    """A figure beside what it is compared with, all exact; a percentage's parts are in per cent.

    `percent_change` is unrounded and on the comparator (the earlier figure or the target), None where that is 0.
    `point_change` is set for percentages only. `amber_end` is the last figure that is still amber.
    """

    compared: Fraction | None = None
    comparator: Fraction | None = None
    comparator_kind: ComparedWith | None = None
    change: Fraction | None = None
    percent_change: Fraction | None = None
    point_change: Fraction | None = None
    amber_end: Fraction | None = None


class Part(Struct, frozen=True):
    """What one supplier gave towards a figure that several make."""

    partner: str
    statement: Statement | None
    state: State


class LimitsOfUsual(Struct, frozen=True):
    """XmR limits: the average and the lowest and highest figure still usual; over how many quarters."""

    average: Fraction
    low: Fraction
    high: Fraction
    quarters: int


class Piece(Struct, frozen=True):
    """A stored figure that a window is made of, a quarter's or a month's; of a ratio its two parts as well."""

    of: Quarter | Month
    number: Fraction
    numerator: Fraction | None = None
    denominator: Fraction | None = None


class Made(Struct, frozen=True):
    """What a compared figure, or what it is compared with, was made of: the days that it covers, and how.

    `pieces` are the stored figures that lie whole within the days, `stored` is what they make, None while they do not
    cover them: then `gaps` say why. `typed` is what somebody typed for the whole, which counts.
    """

    first: date
    last: date
    pieces: tuple[Piece, ...] = ()
    stored: Fraction | None = None
    typed: Figure | None = None
    gaps: tuple[str, ...] = ()
    numerator: Fraction | None = None
    denominator: Fraction | None = None


class Beside(Struct, frozen=True):
    """A comparator that does not rate its figure, with the arithmetic; `against` names it as a sentence does."""

    against: str
    comparison: Comparison


class Restated(Struct, frozen=True):
    """A figure of a quarter that stands otherwise now than the last issued pack, of `told_in`, told it."""

    quarter: Quarter
    told: Statement
    now: Statement
    told_in: Quarter


class MeasureStatus(Struct, frozen=True):
    """One measure in one quarter (for `each`: of one partner), assessed.

    `reason` is the sentence that opens the rating with its arithmetic. `statement` is the current statement, None
    while awaited. `last_quarter` is the statement of the quarter before. `series` are the comparable figures by
    quarter, oldest first, that trend and range were worked from. `sources` say where the current statement came from.
    `against` names the comparator as a sentence does: "the rolling year before". `compared_made` and
    `comparator_made` say what the two were made of; a target is made of nothing. `restated` are the figures, this
    quarter's and earlier ones, that the last pack told otherwise, the latest first. `beside` are the plan's other
    comparators, which do not rate it.
    """

    measure: Measure
    partner: str | None
    quarter: Quarter
    state: State
    rating: Rating
    reason: str
    statement: Statement | None = None
    comparison: Comparison = Comparison()
    judgement: Judgement | None = None
    rolling_quarter: Fraction | None = None
    same_quarter_last_year: Fraction | None = None
    forecast: Fraction | None = None
    trend: Trend | None = None
    trend_against: Quarter | None = None
    long_trend: Trend | None = None
    range: Range = Range.TOO_FEW
    usual: LimitsOfUsual | None = None
    period_from: date | None = None
    period_to: date | None = None
    by: str | None = None
    at: datetime | None = None
    sources: tuple[str, ...] = ()
    queries: tuple[Query, ...] = ()
    break_: Break | None = None
    parts: tuple[Part, ...] = ()
    last_quarter: Statement | None = None
    series: tuple[tuple[Quarter, Fraction], ...] = ()
    against: str = ""
    compared_made: Made | None = None
    comparator_made: Made | None = None
    restated: tuple[Restated, ...] = ()
    beside: tuple[Beside, ...] = ()


class OtherFigure(Struct, frozen=True):
    """A figure that a partner wants shown beside the plan's own: as stated, never rated."""

    label: str
    value: str
    prior: str | None = None


class IndicatorStatus(Struct, frozen=True):
    """One indicator in one quarter, assessed.

    `remark` is what else its reader must know: "2 of 9 parts worse", or why green parts are not yet green.
    `commentary` is by partner and field (patterns, activity, outcomes, exceptions, action, ask, nothing_to_report).
    """

    indicator: Indicator
    state: State
    rating: Rating
    rated_by: str | None
    remark: str | None
    awaited_from: tuple[str, ...]
    measures: tuple[MeasureStatus, ...]
    commentary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    other_figures: Mapping[str, tuple[OtherFigure, ...]] = field(default_factory=dict)
    queries: tuple[Query, ...] = ()


class Totals(Struct, frozen=True):
    """Counts over indicators. The five colours-or-not add up to `indicators`, and so do the five states."""

    indicators: int = 0
    green: int = 0
    amber: int = 0
    red: int = 0
    not_rated: int = 0
    awaited: int = 0
    rateable: int = 0
    received: int = 0
    part: int = 0
    blank: int = 0
    conflict: int = 0
    to_check: int = 0


class Headline(Struct, frozen=True):
    """The headline paragraph of a priority, by its lead."""

    text: str
    agreed_by: str | None = None
    by: str | None = None


class QuarterStatus(Struct, frozen=True):
    """A whole plan in one quarter, assessed. `sentence` tells the totals as members read them."""

    plan: Plan
    quarter: Quarter
    indicators: tuple[IndicatorStatus, ...]
    totals: Totals
    sentence: str
    closed: bool = False
    headlines: Mapping[int, Headline] = field(default_factory=dict)

    def of_priority(self, number: int) -> tuple[IndicatorStatus, ...]:
        """The indicators of one priority, in the plan's order."""
        return tuple(i for i in self.indicators if i.indicator.priority == number)
