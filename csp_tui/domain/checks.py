"""The queries before a return is sent, about figures beside each other: put right, or explained in a sentence.

What must be put right at once is in `faults`; words against figures are another module's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import islice

from msgspec import Struct, field

from csp_tui.domain.amounts import Amount, Series, amount_of, from_figure, more_than_all, rolling_year
from csp_tui.domain.comparison import year_before
from csp_tui.domain.faults import over_base
from csp_tui.domain.making import differs
from csp_tui.domain.measures import Kind, Measure, Window
from csp_tui.domain.monthly import Monthly, quarter_made, same_figure
from csp_tui.domain.numbers import Figure, Qualifier, plain, rounded
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import Break, Level, Made, Query, Rating
from csp_tui.domain.sentences import as_told, display, with_unit
from csp_tui.domain.statements import Choice, Statement

_HUNDREDFOLD = 80  # a slip of the decimal point by two places, with room for the quarter's real change
_COMPARED_QUARTERS = 8  # this rolling year and the one before
_EXAMPLES = 3  # of what one query names
_FEW = 10  # below this a count of people is often told as "under", and rarely a share
_TENFOLD = 10  # from what the plan expects, where there is no earlier figure to tell a slip by
_FEWEST_WORDS = 3  # of an action: in two nobody says what, who and when
_REPEATED_FROM = 20  # below this, two equal quarters are common

OVER_DENOMINATOR = "over-denominator"  # until it is explained, such a percentage has no colour
REVISED = "revised"  # the code of a query about what an issued pack told otherwise
DUE_SINCE = "due-since"  # the code of a query about what fell due after the quarter's end
SHORT_ACTION = "red-with-few-words"  # the code of a query about an action that names neither who nor when
WITHOUT_ACTION = "red-without-action"  # the code of a query that words answer, not a figure
OF_ACTIONS = (WITHOUT_ACTION, SHORT_ACTION)
NOTHING_NEW_ASKED = "its pack is issued, so nothing new is asked of it"


class Examined(Struct, frozen=True):
    """What the queries look at: one measure's statement in one quarter, with what surrounds it.

    `partner` is the supplier whose commentary, `texts`, stands beside it; `stored` is what `amounts` makes of
    `series`. `made` says what the compared figure and its comparator were made of, `monthly` what each month counted,
    `breaks` are where its recording changed. `today` is given while the quarter is open.
    """

    measure: Measure
    quarter: Quarter
    partner: str
    statement: Statement
    series: Series
    stored: Mapping[Quarter, Amount]
    rating: Rating
    texts: Mapping[str, str]
    made: tuple[Made | None, Made | None] = (None, None)
    monthly: Monthly = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    today: date | None = None


def queries(seen: Examined) -> Iterator[tuple[str, str]]:
    """Codes and messages of what a person must look at: put right, or explained in a sentence that is kept."""
    yield from _form_queries(seen)
    yield from _size_queries(seen)
    yield from _window_queries(seen)
    yield from _months_query(seen)
    action = seen.texts.get("action", "").split()
    if seen.rating is Rating.RED and len(action) < _FEWEST_WORDS:
        says = f'its action says only "{" ".join(action)}"' if action else "no action is written"
        code = SHORT_ACTION if action else WITHOUT_ACTION
        yield code, f"{seen.measure.id} is red and {says}: what will be done, by whom, by when?"


def _form_queries(seen: Examined) -> Iterator[tuple[str, str]]:
    measure, statement = seen.measure, seen.statement
    value = statement.value
    for figure in (value, statement.rolling_year, statement.rolling_year_prior, statement.prior):
        if measure.kind is Kind.PERCENTAGE and figure is not None and 0 < figure.number < 1:
            meant = plain(Fraction(figure.number) * 100)
            yield "fraction-percentage", f"{measure.id} is {figure}%, less than one per cent. Is {meant}% meant?"
            break
    if measure.kind is Kind.PERCENTAGE and value is not None and statement.numerator is None and _like_a_few(value):
        asked = f"Is that a share? If {value} were counted, give both parts, as {value} of how many."
        yield "few-for-share", f"{measure.id} is {value}%. {asked}"
    if measure.kind is Kind.COUNT and not measure.may_be_decimal and value is not None and value.number % 1:
        yield "not-whole", f"{measure.id} is {value}, but {measure.unit} are counted whole."
    over = more_than_all(measure, statement)
    if over is not None:
        yield OVER_DENOMINATOR, f"{measure.id} counts {over}: more than there are. {_why_more(measure)}"
    if measure.kind is Kind.RATE and not measure.people:
        for _, figure in islice(over_base(measure, statement), 1):
            unusual = f"{measure.id} is {figure} {measure.unit}: more than there are to count per. Is it meant so?"
            yield "over-base", unusual
    if statement.choice is Choice.DONE and statement.date is None:
        yield "done-without-date", f"{measure.id} is done, but no date says when."
    yield from _due_since(seen)
    last = statement.period_to
    if last is not None and last < year_before(seen.quarter.end):
        yield "old-period", f"{measure.id} ends on {printed_date(last)}, over a year before the quarter does."


def _like_a_few(value: Figure) -> bool:
    """Whether a percentage reads as a small count that was not to be told: `under 5`."""
    return value.qualifier is Qualifier.BELOW and not value.number % 1 and value.number <= _FEW


def _due_since(seen: Examined) -> Iterator[tuple[str, str]]:
    """A milestone is judged at the quarter's end; one that fell due since is asked about before it is told."""
    measure, due, choice = seen.measure, seen.measure.due, seen.statement.choice
    if measure.kind is not Kind.MILESTONE or choice in (None, Choice.DONE) or due is None or seen.today is None:
        return
    if seen.quarter.end < due < seen.today and due <= seen.quarter.shifted(1).end:
        yield (
            DUE_SINCE,
            (
                f"{measure.id} was {choice} at the end of {seen.quarter.short}, and due on {printed_date(due)}, which"
                " is past. Is it done since, or when will it be?"
            ),
        )


def _why_more(measure: Measure) -> str:
    """What may make a part larger than its whole: who completes may have started in an earlier quarter."""
    starts = re.search(r"\bstart", measure.denominator or "")
    return "Are some of earlier starts?" if starts else "Which of the two numbers is not right, or why are they so?"


def _size_queries(seen: Examined) -> Iterator[tuple[str, str]]:
    measure, quarter = seen.measure, seen.quarter
    if measure.window is Window.YEAR_TO_DATE and quarter.number == 1:
        return  # a new year begins from nothing
    last = seen.series.get(quarter.previous)
    now, before = _comparable(measure, seen.statement, last)
    if amount_of(measure, last) is None:
        yield from _plan_queries(measure, amount_of(measure, seen.statement))
    if now is None or before is None or not (now.exact and before.exact):
        return
    if any(one.quarter == quarter for one in seen.breaks):
        return  # what is recorded otherwise is as large as it is
    if _hundredfold(now, before):
        larger = now.number > before.number
        yield (
            "hundredfold",
            (
                f"{measure.id} is {as_told(measure, now)}, about {'a hundred times' if larger else 'a hundredth of'}"
                f" {as_told(measure, before)} in {quarter.previous.short}. Is the decimal point in its place?"
            ),
        )
    if now.number == before.number and now.number >= _REPEATED_FROM:
        yield (
            "repeated",
            f"{measure.id} is {as_told(measure, now)}, to the digit the figure of {quarter.previous.short}.",
        )
    if measure.window is Window.YEAR_TO_DATE and now.number < before.number:
        yield (
            "falling-total",
            (
                f"{measure.id} counts the year to date, yet {as_told(measure, now)} is less than"
                f" {as_told(measure, before)} in {quarter.previous.short}."
            ),
        )


def _plan_queries(measure: Measure, now: Amount | None) -> Iterator[tuple[str, str]]:
    """A first figure that is far from what the plan expects; one that counts the year so far has yet to get there."""
    if now is None or not now.exact or not measure.target or measure.window is Window.YEAR_TO_DATE:
        return
    times = now.number / Fraction(measure.target)
    if Fraction(1, _TENFOLD) < times < _TENFOLD:
        return
    far = ("ten times", "more") if times > 1 else ("a tenth of", "less")
    yield (
        "far-from-plan",
        (
            f"{measure.id} is {as_told(measure, now)}, {far[0]} the {display(Fraction(measure.target))} of the plan or"
            f" {far[1]}. Is the decimal point in its place?"
        ),
    )


def _comparable(measure: Measure, now: Statement, before: Statement | None) -> tuple[Amount | None, Amount | None]:
    """Two statements' figures of one window: the quarters', or the rolling years where only those are stated."""
    if before is None:
        return None, None
    amount, earlier = amount_of(measure, now), amount_of(measure, before)
    if amount is None and earlier is None and now.rolling_year is not None and before.rolling_year is not None:
        return from_figure(now.rolling_year), from_figure(before.rolling_year)
    return amount, earlier


def _hundredfold(now: Amount, before: Amount) -> bool:
    if not now.number or not before.number:
        return False
    times = now.number / before.number
    return times >= _HUNDREDFOLD or times <= Fraction(1, _HUNDREDFOLD)


def _window_queries(seen: Examined) -> Iterator[tuple[str, str]]:
    """Figures typed and stored both: the typed one counts, and a query shows the two."""
    measure, quarter, statement = seen.measure, seen.quarter, seen.statement
    held = amount_of(measure, seen.series.get(quarter.same_last_year))
    typed = statement.prior
    if typed is not None and held is not None and not _ties(measure, typed, held):
        yield (
            "prior-differs",
            (
                f"{measure.id}: you typed {with_unit(measure, str(typed))} for {quarter.same_last_year.short}, but"
                f" {as_told(measure, held)} is stored. The typed figure counts."
            ),
        )
    if measure.window is not Window.QUARTER:
        return
    if _matches_quarters(statement.period_to, quarter):
        yield from _tie(seen, "rolling-year", "the rolling year", statement.rolling_year, quarter)
        yield from _tie(
            seen,
            "rolling-year-prior",
            "the rolling year before",
            statement.rolling_year_prior,
            quarter.same_last_year,
        )
    else:
        yield from _ties_of_months(seen)
    value, year = statement.value, statement.rolling_year
    if measure.kind is Kind.COUNT and value is not None and year is not None and value.number > year.number:
        yield (
            "quarter-over-year",
            f"{measure.id}: the quarter ({value}) is more than the rolling year it is part of ({year}).",
        )


def _matches_quarters(period_to: date | None, quarter: Quarter) -> bool:
    return period_to is None or period_to == quarter.end


def _ties(measure: Measure, typed: Figure, held: Amount) -> bool:
    """Whether a typed figure is the stored one: a ratio as rounded as it was typed; inexact ones cannot differ."""
    if not held.exact or not typed.exact:
        return True
    if measure.is_ratio:
        return rounded(held.number, typed.decimals) == typed.number
    return held.number == Fraction(typed.number)


def _tie(seen: Examined, code: str, name: str, typed: Figure | None, last: Quarter) -> Iterator[tuple[str, str]]:
    """A typed rolling year beside the four stored quarters that make it."""
    if typed is None:
        return
    summed = rolling_year(seen.measure, seen.stored, last).amount
    if summed is None or _ties(seen.measure, typed, summed):
        return
    yield (
        f"{code}-differs",
        (
            f"{seen.measure.id}: you typed {with_unit(seen.measure, str(typed))} for {name}, but the stored quarters"
            f" to {last.short} make {as_told(seen.measure, summed)}. The typed figure counts."
        ),
    )


def _ties_of_months(seen: Examined) -> Iterator[tuple[str, str]]:
    """Typed rolling years that end within a quarter, beside the stored quarters and months that make them."""
    names = (("rolling-year", "the rolling year"), ("rolling-year-prior", "the rolling year before"))
    for (code, name), made in zip(names, seen.made, strict=True):
        if made is None or made.stored is None or made.typed is None or not differs(seen.measure, made):
            continue
        typed, stored = with_unit(seen.measure, str(made.typed)), with_unit(seen.measure, display(made.stored))
        yield (
            f"{code}-differs",
            (
                f"{seen.measure.id}: you typed {typed} for {name}, but the stored quarters and months to"
                f" {printed_date(made.last)} make {stored}. The typed figure counts."
            ),
        )


def _months_query(seen: Examined) -> Iterator[tuple[str, str]]:
    """Quarters of the two years that are compared whose months say otherwise: one query for all of them."""
    if not seen.monthly:
        return
    measure, found = seen.measure, []
    for quarter in [seen.quarter.shifted(-back) for back in range(_COMPARED_QUARTERS)]:
        stated, made = seen.series.get(quarter), quarter_made(measure, quarter, seen.monthly).statement
        now, then = amount_of(measure, stated), amount_of(measure, made)
        if stated is None or made is None or now is None or then is None or same_figure(measure, stated, made):
            continue
        what = "its months add up to" if measure.window is Window.QUARTER else "its last month says"
        found.append(f"{as_told(measure, now)} is stated for {quarter.short}, {what} {as_told(measure, then)}")
    if found:
        more = f"; and so for {len(found) - _EXAMPLES} more" if len(found) > _EXAMPLES else ""
        yield "months-differ", f"{measure.id}: {'; '.join(found[:_EXAMPLES])}{more}. The stated figure counts."


def why_asked(asked: Iterable[Query]) -> str:
    """What an explanation of these says: why there is no action for a red, else why what is asked about is right."""
    return "why no action is needed" if all(query.code == WITHOUT_ACTION for query in asked) else "why it is right"


def as_query(
    measure: Measure, key: str, code: str, message: str, explained: str | None, explained_by: str | None = None
) -> Query:
    """A finding with the id that a person and an explanation name it by."""
    place = f"{measure.id}@{key}" if key else measure.id
    by = explained_by if explained is not None else None
    return Query(f"{place}/{code}", measure.id, key or None, Level.QUERY, code, message, explained, by)
