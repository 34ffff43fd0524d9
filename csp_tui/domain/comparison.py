"""What a figure is compared with: finding compared and comparator figures and saying which is missing.

The rules are those of the plan's benchmark column ("Rolling Year Rolling Quarter", a target, a baseline). No colour
is given here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.amounts import Amount, Series, amount_of, from_figure, rolling_year
from csp_tui.domain.measures import Comparator, Kind, Measure, Window
from csp_tui.domain.monthly import Monthly
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.rating import amber_end
from csp_tui.domain.results import Beside, Break, ComparedWith, Comparison
from csp_tui.domain.statements import Statement
from csp_tui.domain.windows import covered

_NO_MONTHS: Monthly = {}

_LAST = 4  # the quarter that the year's target itself is for, whatever the lead expected of it


class Pair(Struct, frozen=True):
    """A figure and what it stands against, before any rating.

    `against` names the comparator for a sentence. `missing` says why one of the two is not there. `compared_from`
    and `comparator_from` are the first days of the two periods, set where the comparator is an earlier period.
    """

    compared: Amount | None = None
    comparator: Amount | None = None
    kind: ComparedWith | None = None
    against: str = ""
    missing: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    comparator_from: date | None = None

    @property
    def earlier(self) -> bool:
        """Whether it is compared with an earlier period, not with a target."""
        return self.kind in (ComparedWith.ROLLING_YEAR, ComparedWith.PRIOR)


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for 29 February."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def year_start(last: date) -> date:
    """The first day of the year that ends with `last`, whole months staying whole over leap years."""
    next_day = last + timedelta(days=1)
    return next_day.replace(year=next_day.year - 1)


def period_of(measure: Measure, quarter: Quarter, statement: Statement) -> tuple[date, date]:
    """The days that a statement's figure covers: as typed, else what its window says."""
    last = statement.period_to or quarter.end
    if statement.period_from is not None:
        return statement.period_from, last
    if measure.window is Window.SNAPSHOT:
        return last, last
    if measure.window is Window.YEAR_TO_DATE:
        return Quarter(quarter.year, 1).start, last
    if statement.rolling_year is not None or measure.window is Window.ROLLING_YEAR:
        return year_start(last), last
    return Quarter.containing(last).start, last


def pair(
    measure: Measure,
    quarter: Quarter,
    series: Series,
    stored: Mapping[Quarter, Amount],
    monthly: Monthly = _NO_MONTHS,
) -> Pair:
    """The figure that is rated and its comparator, as the measure's `rated_by` asks; typed before stored.

    `stored` is what `amounts` makes of the series, `monthly` what was counted in each month.
    """
    statement = series.get(quarter, Statement())
    by = measure.rated_by or next(iter(measure.comparators), None)
    overlapping = measure.window in (Window.SNAPSHOT, Window.ROLLING_YEAR)
    if by is Comparator.ROLLING_YEAR and not overlapping:
        return _over_rolling_years(measure, quarter, series, stored, monthly)
    if by in (Comparator.TARGET, Comparator.BASELINE):
        found = _against_target(measure, quarter, statement, by)
    elif by is Comparator.PRIOR:
        found = _against_last_year(measure, quarter, series, ComparedWith.PRIOR)
    elif by is Comparator.ROLLING_YEAR:
        found = _against_last_year(measure, quarter, series, ComparedWith.ROLLING_YEAR)
    elif by is Comparator.ROLLING_QUARTER:
        return _against_quarter_before(measure, quarter, statement, stored)
    else:
        found = Pair(amount_of(measure, statement))
    period = period_of(measure, quarter, statement)
    found = replace(found, period_from=period[0], period_to=period[1])
    if found.earlier:
        found = replace(found, comparator_from=year_before(period[0]))
    return found


def beside(
    measure: Measure,
    quarter: Quarter,
    series: Series,
    stored: Mapping[Quarter, Amount],
    breaks: tuple[Break, ...],
) -> Iterator[Beside]:
    """What a figure stands against beside what rates it, where both sides are known and of one recording.

    The rolling quarter is shown apart from these.
    """
    by = measure.rated_by or next(iter(measure.comparators), None)
    for other in measure.comparators:
        if other not in (by, Comparator.ROLLING_QUARTER):
            found = pair(replace(measure, rated_by=other), quarter, series, stored)
            comparison = compare(found, replace(measure, rated_by=None))
            if comparison.change is not None and crossed(found, breaks) is None:
                yield Beside(found.against, comparison)


def _against_target(measure: Measure, quarter: Quarter, statement: Statement, by: Comparator) -> Pair:
    compared = amount_of(measure, statement)
    target = None if measure.target is None else Amount(Fraction(measure.target))
    kind, against = (ComparedWith.TARGET, "the target")
    if by is Comparator.BASELINE:
        kind, against = (ComparedWith.BASELINE, "the baseline")
    elif measure.window is Window.YEAR_TO_DATE and quarter.number in measure.profile and quarter.number < _LAST:
        target = Amount(Fraction(measure.profile[quarter.number]))
        kind, against = (ComparedWith.PROFILE, f"the profile for Quarter {quarter.number}")
    return Pair(compared, target, kind, against)


def _against_quarter_before(
    measure: Measure, quarter: Quarter, statement: Statement, stored: Mapping[Quarter, Amount]
) -> Pair:
    """The rolling quarter: what this quarter gives by itself against what the one before gave."""
    first, last = period_of(measure, quarter, statement)
    before = stored.get(quarter.previous)
    missing = f"there is no figure for {quarter.previous.short}" if before is None else None
    return Pair(
        stored.get(quarter),
        before,
        ComparedWith.PRIOR,
        "the quarter before",
        missing,
        first,
        last,
        quarter.previous.start,
    )


def _against_last_year(measure: Measure, quarter: Quarter, series: Series, kind: ComparedWith) -> Pair:
    """A snapshot, a rolling-year figure or a prior: against the same one a year earlier."""
    statement = series.get(quarter, Statement())
    compared = amount_of(measure, statement)
    names = {Window.SNAPSHOT: "the same quarter-end last year", Window.ROLLING_YEAR: "the year before"}
    against = names.get(measure.window or Window.QUARTER, "the same quarter last year")
    if statement.prior is not None:
        return Pair(compared, from_figure(statement.prior), kind, against)
    last_year = series.get(quarter.same_last_year)
    comparator = amount_of(measure, last_year)
    if comparator is None or last_year is None:
        return Pair(compared, None, kind, against, f"there is no figure for {quarter.same_last_year.short}")
    if measure.window is Window.SNAPSHOT:
        return Pair(compared, comparator, kind, against + _other_days(quarter, statement, last_year))
    mismatch = _period_mismatch(measure, quarter, statement, last_year)
    return Pair(compared, None if mismatch else comparator, kind, against, mismatch)


def _other_days(quarter: Quarter, now: Statement, before: Statement) -> str:
    """The two days that were counted, where a snapshot was not taken at the same day of the two years."""
    day, earlier = now.period_to or quarter.end, before.period_to or quarter.same_last_year.end
    if _a_year_apart(day, earlier):
        return ""
    return f" (counted on {printed_date(day)} and on {printed_date(earlier)})"


def _a_year_apart(day: date, earlier: date) -> bool:
    """Whether two days lie a year apart, give or take the leap day."""
    return abs((year_before(day) - earlier).days) <= 1


def _period_mismatch(measure: Measure, quarter: Quarter, now: Statement, before: Statement) -> str | None:
    """Why two statements a year apart cover periods that do not match, or None where they do."""
    starts, ends = period_of(measure, quarter, now)
    started, ended = period_of(measure, quarter.same_last_year, before)
    if not _a_year_apart(ends, ended):
        return (
            f"the periods do not match: this one ends on {printed_date(ends)},"
            f" the figure a year earlier on {printed_date(ended)}"
        )
    if not _a_year_apart(starts, started):
        return (
            f"the periods do not match: this one begins on {printed_date(starts)},"
            f" the figure a year earlier on {printed_date(started)}"
        )
    return None


def _over_rolling_years(
    measure: Measure, quarter: Quarter, series: Series, stored: Mapping[Quarter, Amount], monthly: Monthly
) -> Pair:
    """Two rolling years: each as it was typed, else added up from the stored quarters."""
    statement = series.get(quarter, Statement())
    first, last = period_of(measure, quarter, statement)
    base = Pair(kind=ComparedWith.ROLLING_YEAR, against="the rolling year before", period_from=first, period_to=last)
    if statement.rolling_year is not None:
        base = replace(base, compared=from_figure(statement.rolling_year), comparator_from=year_before(first))
    else:
        now = rolling_year(measure, stored, quarter)
        if now.amount is None:
            why = _missing(now.missing, now.reason, measure)
            return replace(base, missing=why, comparator_from=year_before(first))
        first, last = quarter.shifted(-3).start, quarter.end
        base = replace(base, compared=now.amount, period_from=first, period_to=last, comparator_from=year_before(first))
    if statement.rolling_year_prior is not None:
        return replace(base, comparator=from_figure(statement.rolling_year_prior))
    return _with_year_before(base, measure, quarter, series, stored, monthly)


def _with_year_before(
    base: Pair,
    measure: Measure,
    quarter: Quarter,
    series: Series,
    stored: Mapping[Quarter, Amount],
    monthly: Monthly,
) -> Pair:
    """The rolling year before, as it was typed a year ago, else from the stored quarters, if its period matches."""
    last = base.period_to or quarter.end
    before = series.get(quarter.same_last_year)
    if before is not None and before.rolling_year is not None:
        ended = period_of(measure, quarter.same_last_year, before)[1]
        if _a_year_apart(last, ended):
            return replace(base, comparator=from_figure(before.rolling_year))
        return replace(
            base,
            missing=f"the periods do not match: this year ends on {printed_date(last)},"
            f" the one a year earlier on {printed_date(ended)}",
        )
    if last != quarter.end:
        return _with_year_of_months(base, measure, last, stored, monthly)
    year = rolling_year(measure, stored, quarter.same_last_year)
    if year.amount is None:
        return replace(base, missing=_missing(year.missing, year.reason, measure))
    return replace(base, comparator=year.amount)


def _with_year_of_months(
    base: Pair, measure: Measure, last: date, stored: Mapping[Quarter, Amount], monthly: Monthly
) -> Pair:
    """The year before one that ends within a quarter, where months that are known alone tell it."""
    if base.comparator_from is not None and base.period_from is not None:
        year = covered(measure, base.comparator_from, base.period_from - timedelta(days=1), stored, monthly)
        if year.amount is not None:
            return replace(base, comparator=year.amount)
    return replace(
        base,
        missing=f"the year to {printed_date(last)} does not match the stored quarters;"
        " type the rolling year before it, or the change",
    )


def _missing(quarters: tuple[Quarter, ...], reason: str | None, measure: Measure) -> str:
    if reason is not None:
        return reason
    names = [q.short for q in quarters]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    wanted = "a rolling year" if measure.kind is Kind.COUNT else "a rolling year of numerators and denominators"
    return f"there is no figure for {listed}, which {wanted} needs"


def crossed(pair_: Pair, breaks: tuple[Break, ...]) -> Break | None:
    """The latest break that lies between the start of the earlier period and the end of this one, if any.

    Against a target there is no earlier period; a break within the days that the figure itself covers mixes it.
    """
    begins = pair_.comparator_from or pair_.period_from
    if begins is None or pair_.period_to is None:
        return None
    between = [b for b in breaks if begins < b.quarter.start <= pair_.period_to]
    return max(between, key=lambda b: b.quarter, default=None)


def compare(pair_: Pair, measure: Measure) -> Comparison:
    """The arithmetic of a pair, all exact; change and percentages only where both figures are."""
    compared, comparator = pair_.compared, pair_.comparator
    now = compared.number if compared is not None and compared.exact else None
    then = comparator.number if comparator is not None and comparator.exact else None
    kind = pair_.kind if then is not None else None
    end = amber_end(then, measure.polarity, measure.band) if then is not None and measure.rated_by is not None else None
    if now is None or then is None:
        return Comparison(now, then, kind, amber_end=end)
    change = now - then
    return Comparison(
        now,
        then,
        kind,
        change,
        change * 100 / abs(then) if then else None,
        change if measure.kind is Kind.PERCENTAGE else None,
        end,
    )


def rolling_quarter(found: Mapping[Quarter, Amount], quarter: Quarter) -> Fraction | None:
    """The figure of the quarter before, where it is exact and stands for a quarter by itself."""
    before = found.get(quarter.previous)
    return before.number if before is not None and before.exact else None


def same_quarter_last_year(
    measure: Measure, found: Mapping[Quarter, Amount], quarter: Quarter, statement: Statement
) -> Fraction | None:
    """The figure of the same quarter last year: the typed prior, else the stored one.

    The prior of a year to date is a year to date as well, which only in Quarter 1 is what the quarter gave.
    """
    of_one_quarter = measure.window is not Window.YEAR_TO_DATE or quarter.number == 1
    if statement.prior is not None and of_one_quarter:
        return Fraction(statement.prior.number) if statement.prior.exact else None
    before = found.get(quarter.same_last_year)
    return before.number if before is not None and before.exact else None
