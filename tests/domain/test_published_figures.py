"""Figures of published plans and assessments, through the program's own arithmetic, and what their texts made of them.

`tests/data/figures.csv` holds facts only: a value, what it stood beside, the change and per cent that were printed, the
change worked out again on either base, and the base that the document used.
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from csp_tui.__main__ import main
from csp_tui.domain.calculator import Unit, calculate
from csp_tui.domain.known_figures import Beside, Known, naming_of
from csp_tui.domain.numbers import Figure, rounded
from csp_tui.domain.reading_words import Span
from csp_tui.domain.results import Comparison
from csp_tui.domain.subjects import Subjects
from csp_tui.domain.words_against_figures import held_against

Row = dict[str, str]
_FILE: Final = Path(__file__).parent.parent / "data" / "figures.csv"
with _FILE.open(encoding="utf-8", newline="") as _opened:
    ROWS: Final = tuple(csv.DictReader(_opened))
IDS: Final = [row["id"] for row in ROWS]


def _figure(text: str) -> Figure:
    return Figure(Decimal(text))


def _compared(row: Row, *, by_change: bool = False) -> Comparison:
    comparator, change = (None, Decimal(row["change"])) if by_change else (_figure(row["prior"]), None)
    value, unit = _figure(row["value"]), Unit(row["unit"])
    return calculate(value=value, comparator=comparator, change=change, unit=unit).comparison


def _printed(exact: Fraction | None) -> str:
    return "" if exact is None else f"{rounded(exact):f}"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_change_and_its_per_cent_are_worked_on_the_earlier_figure(row: Row) -> None:
    for by_change in (False, True) if row["change"] else (False,):
        found = _compared(row, by_change=by_change)
        assert found.change == Fraction(row["recomputed_change"])
        assert _printed(found.percent_change) == row["percent_on_prior"].replace("-0.0", "0.0")


@pytest.mark.parametrize("row", [row for row in ROWS if row["stated_percent"]], ids=lambda row: row["id"])
def test_a_percentage_on_another_base_is_reported_and_one_on_the_earlier_figure_is_not(row: Row) -> None:
    found = _asked(row, f"The figure {_went(row)} by {row['stated_percent'].lstrip('-')}%.")
    if row["base_used"] == "current":
        change, value, prior = (f"{abs(int(row[name])):,}" for name in ("recomputed_change", "value", "prior"))
        percents = (row["percent_on_prior"].lstrip("-"), row["percent_on_current"].lstrip("-"))
        told = f"you wrote {percents[1]}%; {change} on {prior} is {percents[0]}%."
        assert found == [f"{told} {percents[1]}% is {change} on {value}, the later figure."]
    else:
        assert found == []


def test_twice_as_likely_is_not_said_of_more_than_twice() -> None:
    row = next(row for row in ROWS if row["base_used"] == "ratio")
    assert _asked(row, "The figure doubled.") == ['you wrote "doubled"; 28% is 2.3 times 12%, the figure before.']


def _went(row: Row) -> str:
    return "rose" if Decimal(row["value"]) > Decimal(row["prior"]) else "fell"


def _asked(row: Row, text: str) -> list[str]:
    """What a sentence is asked beside the two figures, each of which may be off by half of what it was rounded to.

    Rates per 1,000 are printed whole, readings of a chart go by 500.
    """
    slack = Fraction(1, 2) if row["unit"] == "rate" else Fraction(250 if "chart" in row["base_used"] else 0)
    pair = Beside(Span.YEAR, Fraction(row["value"]), Fraction(row["prior"]), "the figure before", slack)
    percentage = row["unit"] == "percent"
    figures, sign = frozenset({pair.now, pair.then}), "%" if percentage else ""
    known = Known("x", naming_of("figure"), (pair,), figures=figures, percentage=percentage, sign=sign)
    return [finding.message for finding in held_against(text, Subjects((known,), "", known))]


@pytest.mark.parametrize("code", ["F221", "F223", "F045"])
def test_the_calculator_on_the_command_line_says_the_same(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    row = ROWS[IDS.index(code)]
    assert not main(["rate", "--value", row["value"], f"--change={row['change']}", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["comparator"], found["percent_change"]) == (row["prior"], row["percent_on_prior"])
