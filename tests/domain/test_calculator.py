"""The calculator: one figure beside one comparator, and what makes no sense together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from csp_tui.domain.calculator import Against, Unit, calculate
from csp_tui.domain.entries import EntryError
from csp_tui.domain.measures import Polarity
from csp_tui.domain.numbers import plain, read_figure
from csp_tui.domain.results import Rating


def test_a_change_gives_the_comparator() -> None:
    found = calculate(value=read_figure("5,208"), change=Decimal(406), polarity=Polarity.LOWER)
    assert plain(found.comparison.comparator or 0) == "4802"
    assert found.reason == (
        "Red: 5,208 is 406 (8.5%) above 4,802, the earlier period. Lower is better; amber up to 5,042."
    )


def test_a_share_is_made_from_its_parts() -> None:
    found = calculate(
        numerator=read_figure("51"),
        denominator=read_figure("80"),
        comparator=read_figure("63"),
        polarity=Polarity.HIGHER,
        unit=Unit.PERCENT,
        against=Against.TARGET,
    )
    assert (found.value, found.rating) == (None, Rating.GREEN)
    assert plain(found.comparison.compared or 0) == "63.75"


def test_nothing_to_compare_with_is_no_error() -> None:
    found = calculate(value=read_figure("5"), polarity=Polarity.LOWER)
    assert found.rating is Rating.NOT_RATED
    assert found.reason.endswith("compared with nothing.")


def test_no_value_is_awaited() -> None:
    assert calculate(comparator=read_figure("5"), polarity=Polarity.LOWER).reason == "Awaited: no value is given."


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("numerator", {"numerator": read_figure("5")}),
        ("numerator", {"denominator": read_figure("5")}),
        ("denominator", {"numerator": read_figure("5"), "denominator": read_figure("0")}),
        ("change", {"value": read_figure("5"), "comparator": read_figure("4"), "change": Decimal(1)}),
        ("change", {"value": read_figure("about 5"), "change": Decimal(1)}),
        ("value", {"value": read_figure("5"), "numerator": read_figure("3"), "denominator": read_figure("4")}),
        ("band", {"value": read_figure("5"), "comparator": read_figure("4"), "band": Decimal(-5)}),
        ("band", {"value": read_figure("5"), "comparator": read_figure("4"), "band": Decimal(101)}),
    ],
)
def test_what_makes_no_sense_together_names_its_field(field: str, given: dict[str, Any]) -> None:
    with pytest.raises(EntryError) as refused:
        calculate(**given)
    assert refused.value.field == field
