"""Numbers in texts: found however they are written, and not where none is told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from csp_tui.domain.numbers_in_texts import Told, numbers_in


def told(text: str) -> set[Fraction]:
    return {one.number for one in numbers_in(text) if one.places is None}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3 cases", 3),
        ("three, all of them young", 3),
        ("th\u200bree cases", 3),
        ("\uff13 cases", 3),
        ("\u0663 cases", 3),
        ("a third of nine", 3),
        ("two thirds of the 9 women", 6),
        ("half of the eight", 4),
        ("one quarter of 12", 3),
        ("3/4 of 8", 6),
        ("4.9% of 41", 2),
        ("40 per cent of 5", 2),
        ("all but two of nine", 7),
        ("a couple of them", 2),
        ("twice", 2),
        ("both women", 2),
        ("a single case", 1),
        ("the only case", 1),
        ("cases doubled from one", 2),
        ("5,208 incidents", 5208),
        ("5 208 incidents", 5208),
        ("a hundred and three", 103),
        ("twenty-one", 21),
        ("sixteen", 16),
        ("two thousand and six", 2006),
        ("2 may have been missed", 2),
        ("2 mar the picture", 2),
        ("3/4 of 8/9/2026", 3),
    ],
)
def test_a_number_is_found_however_it_is_written(text: str, number: int) -> None:
    assert number in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "in Q2 2026-27",
        "Quarter 3 was quiet",
        "P1-03 and P2-D04",
        "on 3 November",
        "from the 2nd of June 2026",
        "no one came",
        "one-to-one work",
        "in the third quarter",
        "in the 3rd quarter",
        "late in Q 1 2026-27",
        "sent on 4 Oct",
        "extracted 02/07/2026",
        "from 2026-07-03",
        "",
    ],
)
def test_dates_quarters_and_codes_are_no_counts(text: str) -> None:
    assert not told(text)


def test_thousands_are_one_number() -> None:
    assert told("3,000 visits") == {3000}


def test_a_percentage_is_told_with_its_decimals() -> None:
    assert list(numbers_in("8.5% more")) == [Told(Fraction(17, 2), 1)]
    assert list(numbers_in("sixty per cent")) == [Told(Fraction(60), 0)]
