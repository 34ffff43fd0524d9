"""Why a statement cannot be stored: the errors that must be put right; what may be explained is in `checks`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from csp_tui.domain.amounts import scale
from csp_tui.domain.measures import Kind, Measure
from csp_tui.domain.numbers import Figure, Qualifier, rounded
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.sentences import display, with_unit
from csp_tui.domain.statements import FIGURE_FIELDS, Choice, Statement

_RATIO_FIGURES = ("value", "rolling_year", "rolling_year_prior", "prior")  # where a percentage or a rate is typed

_FIELD_NAMES = {
    "value": "The value",
    "numerator": "The number above the line",
    "denominator": "The number below the line",
    "rolling_year": "The rolling year",
    "rolling_year_prior": "The rolling year before",
    "prior": "The figure of a year before",
}


class Fault(Struct, frozen=True):
    """Why a statement cannot stand: the field that has to be put right and the sentence that says how."""

    field: str
    message: str


def faults(measure: Measure, quarter: Quarter, statement: Statement) -> Iterator[Fault]:
    """Everything in a statement that must be put right before it is stored."""
    for name in FIGURE_FIELDS:
        figure: Figure | None = getattr(statement, name)
        if figure is not None and (figure.number < 0 or (not figure.number and figure.qualifier is Qualifier.BELOW)):
            yield Fault(name, f"{_FIELD_NAMES[name]} is {figure}, but {_counted(measure)} cannot be below 0.")
    yield from _ratio_faults(measure, statement)
    if statement.period_to is not None and statement.period_to > quarter.end:
        yield Fault(
            "period_to",
            f"The period ends on {printed_date(statement.period_to)}, after the quarter does"
            f" ({printed_date(quarter.end)}); give the date of the last day counted.",
        )
    if statement.period_from is not None and statement.period_from > (last := statement.period_to or quarter.end):
        yield Fault(
            "period_from",
            f"The period would begin on {printed_date(statement.period_from)}, after its end on {printed_date(last)}.",
        )
    if statement.choice is Choice.DONE and statement.date is not None and statement.date > quarter.end:
        yield Fault(
            "date",
            f"Done on {printed_date(statement.date)} is after {quarter.short} ended on {printed_date(quarter.end)};"
            " say on track or at risk for this quarter.",
        )


def _counted(measure: Measure) -> str:
    return {Kind.PERCENTAGE: "a percentage", Kind.RATE: "a rate"}.get(measure.kind, "a count")


def _ratio_faults(measure: Measure, statement: Statement) -> Iterator[Fault]:
    numerator, denominator, value = statement.numerator, statement.denominator, statement.value
    if numerator is not None and denominator is None:
        yield Fault("denominator", f"{numerator} of how many? Give the denominator as well.")
    if denominator is not None and numerator is None:
        yield Fault("numerator", f"How many of {denominator}? Give the numerator as well.")
    if denominator is not None and not denominator.number:
        yield Fault(
            "denominator", "Nothing can be divided by 0; leave it blank with a reason if there was no one to count."
        )
        return
    if numerator is None:
        yield from _over_base_faults(measure, statement)
    if value is None or numerator is None or denominator is None or not (numerator.exact and denominator.exact):
        return
    ratio = Fraction(numerator.number) / Fraction(denominator.number) * scale(measure)
    if value.exact and rounded(ratio, value.decimals) != value.number:
        yield Fault(
            "value",
            f"{numerator} of {denominator} is {with_unit(measure, display(ratio, max(value.decimals, 1)))},"
            f" not {with_unit(measure, str(value))}; give one or put the other right.",
        )


def _over_base_faults(measure: Measure, statement: Statement) -> Iterator[Fault]:
    """A share of more than all there are, typed without its parts; of things such as items there may be more."""
    for name, figure in over_base(measure, statement):
        if measure.kind is Kind.PERCENTAGE:
            yield Fault(name, f"{figure}% is over 100%; give the numerator and the denominator, or a number up to 100.")
        elif measure.people:
            yield Fault(
                name,
                f"{figure} {measure.unit} is more than everyone; give the numerator and the denominator, or a number"
                f" up to {display(scale(measure))}.",
            )


def over_base(measure: Measure, statement: Statement) -> Iterator[tuple[str, Figure]]:
    """The figures of a percentage or a rate that are more than what it is counted per."""
    for name in _RATIO_FIGURES if measure.is_ratio else ():
        figure: Figure | None = getattr(statement, name)
        if figure is not None and figure.number > scale(measure):
            yield name, figure
