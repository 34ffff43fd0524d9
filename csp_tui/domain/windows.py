"""Windows: the stored quarters and months that a period is made of, and which of its months they cannot confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from msgspec import Struct, field

from csp_tui.domain.amounts import Amount, amount_of, scale
from csp_tui.domain.measures import Kind, Measure
from csp_tui.domain.monthly import Monthly, monthly_words
from csp_tui.domain.months import Month, months_between, months_of, named
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Piece


class Covered(Struct, frozen=True):
    """What stored figures say of a period.

    `pieces` are those that lie whole within it, oldest first; none overlaps another. `amount` is what they make
    together, None unless they cover the period whole: then `gaps` says of each month that is not covered why.
    """

    pieces: tuple[Piece, ...]
    amount: Amount | None
    gaps: tuple[str, ...] = ()

    @property
    def confirmed(self) -> tuple[Month, ...]:
        """The months of which stored figures tell what was counted, alone or within their quarter."""
        return tuple(month for piece in self.pieces for month in months_in(piece))


def months_in(piece: Piece) -> tuple[Month, ...]:
    """The months that a stored figure covers."""
    return months_of(piece.of) if isinstance(piece.of, Quarter) else (piece.of,)


class _Gaps(Struct):
    """Why months of a period are not covered, by reason."""

    alone: dict[Quarter, list[Month]] = field(default_factory=dict)
    missing: list[Month] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    in_part: list[Month] = field(default_factory=list)

    def sentences(self) -> Iterator[str]:
        for quarter, months in self.alone.items():
            verb, pronoun = ("belongs", "it is") if len(months) == 1 else ("belong", "they are")
            only = named(months).removesuffix(f" {months[-1].year}")
            yield f"of {named(months_of(quarter))} only {only} {verb}, and {pronoun} not known alone"
        if self.in_part:
            days = "are" if len(self.in_part) > 1 else "is"
            yield f"{named(self.in_part)} {days} only partly in it"
        if self.missing:
            yield f"{named(self.missing)} {'are' if len(self.missing) > 1 else 'is'} not stored"
        yield from self.loose


def covered(measure: Measure, first: date, last: date, stored: Mapping[Quarter, Amount], monthly: Monthly) -> Covered:
    """What the stored figures of a measure by the quarter say of the days from `first` to `last`.

    A quarter that lies whole within them counts as it is stated, else by its months. Of one that lies across an end
    only months that are known alone count: nothing is taken apart or estimated.
    """
    whole = tuple(
        month
        for month in months_between(Month.containing(first), Month.containing(last))
        if month.start >= first and month.end <= last
    )
    gaps = _Gaps()
    ends = {Month.containing(first), Month.containing(last)}
    gaps.in_part = sorted(ends - set(whole))
    pieces: list[Piece] = []
    for quarter, months in groupby(whole, key=attrgetter("quarter")):
        pieces += _of_quarter(measure, quarter, list(months), stored, monthly, gaps)
    found = tuple(gaps.sentences())
    if found:
        return Covered(tuple(pieces), None, found)
    amount = _together(measure, pieces)
    if amount is None:
        what = "percentages" if measure.kind is Kind.PERCENTAGE else "rates"
        return Covered(tuple(pieces), None, (f"{what} are put together only by their numerators and denominators",))
    return Covered(tuple(pieces), amount)


def _of_quarter(
    measure: Measure,
    quarter: Quarter,
    months: list[Month],
    stored: Mapping[Quarter, Amount],
    monthly: Monthly,
    gaps: _Gaps,
) -> Iterator[Piece]:
    """The pieces of one quarter's months that lie in the period; what cannot be had is noted as a gap."""
    at = stored.get(quarter)
    is_whole = len(months) == len(months_of(quarter))
    if is_whole and at is not None and at.exact:
        yield _piece(quarter, at)
        return
    for month in months:
        said = monthly.get(month)
        amount = amount_of(measure, said)
        if amount is not None and amount.exact:
            yield _piece(month, amount)
        elif said is not None:
            gaps.loose.append(f"the figure of {month.short}, {monthly_words(said)}, is not exact")
        elif at is not None and not is_whole:
            gaps.alone.setdefault(quarter, []).append(month)
        elif at is not None:
            gaps.loose += [why for why in [_why_loose(quarter, at)] if why not in gaps.loose]
        else:
            gaps.missing.append(month)


def _why_loose(quarter: Quarter, amount: Amount) -> str:
    return amount.loose or f"the figure of {quarter.short}, {amount.as_figure}, is not exact"


def _piece(of: Quarter | Month, amount: Amount) -> Piece:
    return Piece(of, amount.number, amount.numerator, amount.denominator)


def _together(measure: Measure, pieces: list[Piece]) -> Amount | None:
    """The sum of counts; of ratios the sum of numerators over that of denominators, None where one has no parts."""
    if not pieces:
        return None
    if not measure.is_ratio:
        return Amount(sum((piece.number for piece in pieces), Fraction()))
    above = [piece.numerator for piece in pieces if piece.numerator is not None]
    below = [piece.denominator for piece in pieces if piece.denominator is not None]
    if len(above) < len(pieces) or len(below) < len(pieces) or not sum(below, Fraction()):
        return None
    top, bottom = sum(above, Fraction()), sum(below, Fraction())
    return Amount(top / bottom * scale(measure), None, top, bottom)
