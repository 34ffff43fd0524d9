"""How a compared figure was made: stored and typed reconciled, as data and as the sentence that shows both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from msgspec import Struct

from csp_tui.domain.amounts import Amount, Series, amount_of
from csp_tui.domain.comparison import Pair, period_of
from csp_tui.domain.measures import Comparator, Measure, Window
from csp_tui.domain.monthly import Monthly
from csp_tui.domain.months import named
from csp_tui.domain.numbers import Figure, rounded
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import ComparedWith, Made, Piece
from csp_tui.domain.sentences import display, with_unit
from csp_tui.domain.statements import Statement
from csp_tui.domain.windows import covered, months_in


class Known(Struct, frozen=True):
    """What is stated of one measure: statements by quarter, what these make, and what was counted in each month."""

    measure: Measure
    quarter: Quarter
    series: Series
    stored: Mapping[Quarter, Amount]
    monthly: Monthly

    @property
    def statement(self) -> Statement:
        """What is stated for the quarter itself."""
        return self.series.get(self.quarter, Statement())

    @property
    def over_years(self) -> bool:
        """Whether two rolling years are compared that quarters make."""
        by = self.measure.rated_by or next(iter(self.measure.comparators), None)
        return by is Comparator.ROLLING_YEAR and self.measure.window is Window.QUARTER


def compared_made(known: Known, pair: Pair) -> Made | None:
    """What the compared figure was made of; None where there is no figure to compare."""
    first, last = pair.period_from, pair.period_to
    if first is None or last is None or (pair.compared is None and known.statement.rolling_year is None):
        return None
    if known.over_years:
        return _year(known, first, last, known.statement.rolling_year)
    return _single(known, known.quarter, first, last, None)


def comparator_made(known: Known, pair: Pair) -> Made | None:
    """What it is compared with was made of; None for a target, and where there is no earlier figure at all."""
    if not pair.earlier or pair.comparator is None or pair.comparator_from is None or pair.period_from is None:
        return None
    before = known.series.get(known.quarter.same_last_year, Statement())
    if known.over_years:
        typed = known.statement.rolling_year_prior or before.rolling_year
        return _year(known, pair.comparator_from, pair.period_from - timedelta(days=1), typed)
    if pair.kind is ComparedWith.PRIOR and known.measure.rated_by is Comparator.ROLLING_QUARTER:
        return _single(known, known.quarter.previous, *_days(known, known.quarter.previous), None)
    last_year = known.quarter.same_last_year
    return _single(known, last_year, *_days(known, last_year), known.statement.prior)


def _days(known: Known, quarter: Quarter) -> tuple[date, date]:
    return period_of(known.measure, quarter, known.series.get(quarter, Statement()))


def _year(known: Known, first: date, last: date, typed: Figure | None) -> Made:
    """A year of stored quarters and months, beside what was typed for it."""
    found = covered(known.measure, first, last, known.stored, known.monthly)
    amount = found.amount or Amount(Fraction())
    stored = None if found.amount is None else amount.number
    return Made(first, last, found.pieces, stored, typed, found.gaps, amount.numerator, amount.denominator)


def _single(known: Known, quarter: Quarter, first: date, last: date, typed: Figure | None) -> Made:
    """One quarter's own statement, beside what was typed for it elsewhere."""
    amount = amount_of(known.measure, known.series.get(quarter))
    if amount is None or not amount.exact:
        said = typed or (None if amount is None or amount.stated is not None else amount.as_figure)
        return Made(first, last, (), None, said, (f"nothing exact is stored for {quarter.short}",))
    piece = Piece(quarter, amount.number, amount.numerator, amount.denominator)
    return Made(first, last, (piece,), amount.number, typed, (), amount.numerator, amount.denominator)


def differs(measure: Measure, made: Made) -> bool:
    """Whether what was typed is not what is stored, a ratio as rounded as it was typed; what is inexact cannot."""
    if made.stored is None or made.typed is None or not made.typed.exact:
        return False
    if measure.is_ratio:
        return rounded(made.stored, made.typed.decimals) != made.typed.number
    return made.stored != Fraction(made.typed.number)


def made_sentence(measure: Measure, made: Made) -> str:
    """How it was made: `The year to 30 September 2026: Q3 2025-26 1,310 + Q4 1,204 ... = 5,208; typed: 5,208`.

    Where stored figures do not cover the days it says which months they confirm and which they do not.
    """
    words = [f"{_days_words(measure, made)}: "]
    if made.stored is not None:
        if len(made.pieces) == 1:
            words.append(f"{_sum_words(measure, made)}, stated for {made.pieces[0].of.short}")
        else:
            words.append(f"{' + '.join(_pieces(made))} = {_sum_words(measure, made)}")
        words.append("" if made.typed is None else f"; typed: {with_unit(measure, str(made.typed))}")
        words.append(", which counts" if differs(measure, made) else "")
    else:
        covers = [f"stored {_kinds(made)} {_confirmed(made)} whole"] if made.pieces else []
        said = "the figure" if made.typed is None else with_unit(measure, str(made.typed))
        words.append("; ".join([*covers, *made.gaps, f"so {said} cannot be checked"]))
    return "".join(words) + "."


def _days_words(measure: Measure, made: Made) -> str:
    if measure.window is Window.SNAPSHOT:
        return f"On {printed_date(made.last)}"
    next_day = made.last + timedelta(days=1)
    if (next_day.year - 1, next_day.month, next_day.day) == (made.first.year, made.first.month, made.first.day):
        return f"The year to {printed_date(made.last)}"
    return f"{printed_date(made.first)} to {printed_date(made.last)}"


def _pieces(made: Made) -> Iterator[str]:
    """Each with its name, the financial year only where it is another than that of the one before."""
    year = ""
    for piece in made.pieces:
        if isinstance(piece.of, Quarter):
            name = f"Q{piece.of.number}" if piece.of.financial_year == year else piece.of.short
            year = piece.of.financial_year
        else:
            name = piece.of.short
        yield f"{name} {_figure(piece.number, piece.numerator, piece.denominator)}"


def _figure(number: Fraction, above: Fraction | None, below: Fraction | None) -> str:
    return display(number) if above is None or below is None else f"{display(above)} of {display(below)}"


def _sum_words(measure: Measure, made: Made) -> str:
    assert made.stored is not None
    worth = with_unit(measure, display(made.stored))
    if made.numerator is None or made.denominator is None:
        return worth
    return f"{_figure(made.stored, made.numerator, made.denominator)}, {worth}"


def _kinds(made: Made) -> str:
    kinds = {isinstance(piece.of, Quarter) for piece in made.pieces}
    what = "quarters" if kinds == {True} else "months" if kinds == {False} else "quarters and months"
    return f"{what} cover"


def _confirmed(made: Made) -> str:
    return named(month for piece in made.pieces for month in months_in(piece))
