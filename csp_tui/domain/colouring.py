"""The colour of a figure with its sentence: first every reason for giving none, then the published key."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from csp_tui.domain import sentences
from csp_tui.domain.amounts import amount_of
from csp_tui.domain.comparison import Pair
from csp_tui.domain.measures import Kind, Measure, Polarity, Window
from csp_tui.domain.numbers import Figure
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.rating import SMALL_DENOMINATOR, rate, rate_qualified, too_small
from csp_tui.domain.results import Break, ComparedWith, Comparison, Rating
from csp_tui.domain.statements import Statement


class Seen(Struct, frozen=True):
    """A figure with its comparator and arithmetic, before it has a colour.

    `asked` is what makes it incredible until somebody explains it.
    """

    measure: Measure
    quarter: Quarter
    statement: Statement
    pair: Pair
    comparison: Comparison
    crossed: Break | None
    asked: str | None = None


def colour(seen: Seen) -> tuple[Rating, str]:
    """First every reason for not rated, then the colour by the published key."""
    measure, comparison = seen.measure, seen.comparison
    if measure.polarity is Polarity.NONE or measure.rated_by is None:
        changed = f" {_changed(seen.crossed)}." if seen.crossed is not None and comparison.change is not None else ""
        return Rating.NOT_RATED, sentences.for_information(measure, seen.pair, comparison) + changed
    reason = _no_comparator(seen) or _across_break(seen) or seen.asked
    if reason is not None:
        return Rating.NOT_RATED, f"Not rated: {reason}."
    if seen.pair.compared is not None and seen.pair.compared.qualifier is not None:
        return _qualified_colour(seen, seen.pair.compared.as_figure)
    reason = _loose(seen)
    if reason is not None:
        return Rating.NOT_RATED, f"Not rated: {reason}."
    rating = _plain_colour(seen, comparison.compared or Fraction())
    early = _early(seen, rating)
    if early is not None:
        return early
    small = _too_small(seen)
    if small is not None:
        return Rating.NOT_RATED, f"Not rated: {small}."
    return rating, sentences.rated(measure, rating, comparison, seen.pair.against) + _progress(seen)


def _progress(seen: Seen) -> str:
    """How the year stands beside its target, where it is rated by what the lead expected of it so far."""
    target, total = seen.measure.target, seen.comparison.compared
    if seen.comparison.comparator_kind is not ComparedWith.PROFILE or target is None or total is None:
        return ""
    return f" The year so far: {sentences.year_to_date(total, Fraction(target), seen.quarter)}."


def _plain_colour(seen: Seen, number: Fraction) -> Rating:
    comparator = seen.comparison.comparator or Fraction()
    return rate(number, comparator, seen.measure.polarity, seen.measure.band, strict=seen.measure.strict)


def _no_comparator(seen: Seen) -> str | None:
    """Why there is nothing to rate, or nothing to rate it against."""
    if seen.pair.comparator is not None and seen.pair.compared is not None:
        return None
    missing = seen.pair.missing or ("no figure is given" if seen.pair.compared is None else "there is no comparator")
    prior = _beside_last_year(seen)
    if prior and seen.crossed is not None:
        prior += f"; {_lower_first(_changed(seen.crossed))}"
    return f"{missing}{'; ' + prior if prior else ''}"


def _beside_last_year(seen: Seen) -> str | None:
    """The typed figure of a year before, shown for information where the rolling year cannot be made."""
    now, prior = amount_of(seen.measure, seen.statement), seen.statement.prior
    if now is None or prior is None or not now.exact or not prior.exact or seen.pair.compared is not None:
        return None
    change = now.number - Fraction(prior.number)
    percent = change * 100 / Fraction(prior.number) if prior.number else None
    beside = Comparison(now.number, Fraction(prior.number), ComparedWith.PRIOR, change, percent)
    return f"{sentences.arithmetic(seen.measure, beside, 'the same quarter last year')}, for information"


def _across_break(seen: Seen) -> str | None:
    if seen.crossed is None:
        return None
    shown = ""
    if seen.comparison.change is not None:
        shown = f"; {sentences.arithmetic(seen.measure, seen.comparison, seen.pair.against)}, shown for information"
    return f"{_lower_first(_changed(seen.crossed))}{shown}"


def _changed(crossed: Break) -> str:
    return f"Recording changed in {crossed.quarter.start:%B %Y} ({crossed.text.rstrip('.')})"


def _lower_first(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def _qualified_colour(seen: Seen, figure: Figure) -> tuple[Rating, str]:
    measure = seen.measure
    if seen.pair.comparator is None or not seen.pair.comparator.exact:
        return Rating.NOT_RATED, f"Not rated: {figure} is kept as stated, and what it stands against is not exact."
    most = Fraction(100) if measure.kind is Kind.PERCENTAGE else None
    whole = measure.kind is Kind.COUNT and not measure.may_be_decimal
    rating = rate_qualified(figure, whole, most, lambda number: _colour_if(seen, number))
    early = _early(seen, rating)
    if early is not None:
        return early
    if rating is Rating.NOT_RATED:
        shown = sentences.with_unit(measure, str(figure))
        return rating, f"Not rated: {shown} is kept as stated; it can be more than one colour."
    return rating, sentences.rated_as_stated(measure, rating, figure, seen.comparison, seen.pair.against)


def _colour_if(seen: Seen, number: Fraction) -> Rating:
    """The colour that a qualified figure would have if it were this number; none where that is too small to rate."""
    comparator, measure = seen.comparison.comparator or Fraction(), seen.measure
    if _small_counts_matter(seen) and too_small(number, comparator, measure.polarity, strict=measure.strict):
        return Rating.NOT_RATED
    return _plain_colour(seen, number)


def _loose(seen: Seen) -> str | None:
    """Why an amount without a qualifier of its own still is not exact, or its denominator too small."""
    for amount in (seen.pair.compared, seen.pair.comparator):
        if amount is not None and amount.loose is not None:
            return amount.loose
    if seen.pair.comparator is not None and not seen.pair.comparator.exact:
        return "what it stands against is kept as stated and not exact"
    return _small_denominator(seen.measure, seen.pair)


def _small_denominator(measure: Measure, found: Pair) -> str | None:
    if measure.kind is not Kind.PERCENTAGE:
        return None
    for amount in (found.compared, found.comparator):
        if amount is not None and amount.denominator is not None and amount.denominator < SMALL_DENOMINATOR:
            below = sentences.display(amount.denominator)
            return f"a percentage of only {below} is too small to rate (under {SMALL_DENOMINATOR})"
    return None


def _early(seen: Seen, rating: Rating) -> tuple[Rating, str] | None:
    """A target whose day has not come: green once met, else not yet due; a year to date before its last quarter."""
    measure, quarter, comparison = seen.measure, seen.quarter, seen.comparison
    target = comparison.comparator
    to_date = measure.window is Window.YEAR_TO_DATE and comparison.comparator_kind is ComparedWith.TARGET
    if target is None:
        return None
    met = rating is Rating.GREEN
    # a year's total can only grow: one that must reach its target has, one that must stay below it may not yet
    if to_date and quarter.number < 4 and not (met and measure.polarity is Polarity.HIGHER):
        progress = ""
        if comparison.compared is not None:
            progress = f": {sentences.year_to_date(comparison.compared, target, quarter)}"
        return Rating.NOT_RATED, f"Not rated before Quarter 4{progress}."
    if measure.due is not None and measure.due > quarter.end and not met:
        goal = sentences.with_unit(measure, sentences.display(target))
        return Rating.NOT_RATED, f"Not rated: not yet due: target {goal} by {_due_words(measure)}."
    return None


def _due_words(measure: Measure) -> str:
    """A due date as the plan says it: the last day of a financial year is told as that year."""
    due = measure.due
    if due is None:
        raise ValueError("no due date")
    if (due.month, due.day) == (3, 31):
        return f"{due.year - 1}/{due.year % 100:02d}"
    return printed_date(due)


def _small_counts_matter(seen: Seen) -> bool:
    """Small counts are left unrated against an earlier period only; a target of few is still a target."""
    return seen.measure.kind is Kind.COUNT and seen.pair.earlier


def _too_small(seen: Seen) -> str | None:
    measure, comparison = seen.measure, seen.comparison
    if not _small_counts_matter(seen):
        return None
    now, then = comparison.compared, comparison.comparator
    if now is None or then is None or not too_small(now, then, measure.polarity, strict=measure.strict):
        return None
    said_so = sentences.arithmetic(measure, comparison, seen.pair.against)
    return f"too small to rate: {said_so}"


def forecast(seen: Seen) -> Fraction | None:
    """The year's total at the rate so far, for a year to date of one recording."""
    total = seen.comparison.compared
    if seen.measure.window is not Window.YEAR_TO_DATE or total is None or seen.crossed is not None:
        return None
    return sentences.forecast(total, seen.quarter)
