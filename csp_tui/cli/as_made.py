"""What a figure and its comparator were made of, as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.cli.as_json import day, number
from csp_tui.cli.as_text import wrapped
from csp_tui.domain.making import differs, made_sentence
from csp_tui.domain.measures import Measure
from csp_tui.domain.monthly import Monthly, monthly_words
from csp_tui.domain.results import Made, MeasureStatus, Piece
from csp_tui.plans.writing import Json


def made_json(status: MeasureStatus) -> dict[str, Json]:
    """Both, each null where there is no such figure or it is made of nothing, as a target is."""
    return {
        "compared": _json(status.measure, status.compared_made),
        "comparator": _json(status.measure, status.comparator_made),
    }


def _json(measure: Measure, made: Made | None) -> dict[str, Json] | None:
    if made is None:
        return None
    return {
        "from": day(made.first),
        "to": day(made.last),
        "pieces": [_piece(piece) for piece in made.pieces],
        "stored": number(made.stored),
        "typed": None if made.typed is None else str(made.typed),
        "differs": differs(measure, made),
        "gaps": list(made.gaps),
        "sentence": made_sentence(measure, made),
    }


def _piece(piece: Piece) -> dict[str, Json]:
    return {
        "of": str(piece.of),
        "figure": number(piece.number),
        "numerator": number(piece.numerator),
        "denominator": number(piece.denominator),
    }


def months_json(monthly: Monthly) -> dict[str, Json]:
    """What was counted in each month, as it was stated."""
    return {str(month): monthly_words(said) for month, said in sorted(monthly.items())}


def months_lines(monthly: Monthly) -> Iterator[str]:
    """The months in one paragraph, the latest first."""
    if monthly:
        told = "; ".join(
            f"{month.short} {monthly_words(said)}" for month, said in sorted(monthly.items(), reverse=True)
        )
        yield from wrapped(f"By the month: {told}.", 0, 2)


def made_lines(status: MeasureStatus) -> Iterator[str]:
    """A sentence for each."""
    for name, made in (("The figure", status.compared_made), ("Compared with", status.comparator_made)):
        if made is not None:
            yield from wrapped(f"{name}: {made_sentence(status.measure, made)}", 0, 2)
