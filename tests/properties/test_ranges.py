"""The usual range, held against the textbook's arithmetic."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from csp_tui.domain.measures import Kind
from csp_tui.domain.range_words import range_sentence
from csp_tui.domain.ranges import two_counts, usual_limits
from csp_tui.domain.results import Range
from tests.domain import books

counts = st.integers(0, 200)


@given(counts, counts)
def test_two_counts_are_tested_as_exactly_as_by_whole_numbers(count: int, before: int) -> None:
    total = count + before
    tail = sum(comb(total, k) for k in range(max(count, before), total + 1))
    unlikely = 2 * tail * 100 < 5 * 2**total
    expected = Range.USUAL if not unlikely else Range.HIGH if count > before else Range.LOW
    assert two_counts(count, before) is (Range.TOO_FEW if total < 6 else expected)


@given(counts, counts)
def test_two_counts_the_other_way_round_say_the_opposite(count: int, before: int) -> None:
    opposite = {Range.HIGH: Range.LOW, Range.LOW: Range.HIGH}
    found = two_counts(count, before)
    assert two_counts(before, count) is opposite.get(found, found)


@given(st.integers(10**7, 10**15), st.integers(10**7, 10**15))
def test_huge_counts_are_answered_at_once(count: int, before: int) -> None:
    far = abs(count - before) > 2 * (count + before) ** 0.5
    assert (two_counts(count, before) is not Range.USUAL) == far


@given(st.lists(st.fractions(0, 1000, max_denominator=100), min_size=8, max_size=13))
def test_limits_are_the_mean_and_the_mean_moving_range(figures: list[Fraction]) -> None:
    limits = usual_limits(figures)
    assert limits is not None
    mean = sum(figures, Fraction()) / len(figures)
    moving = sum((abs(b - a) for a, b in pairwise(figures)), Fraction()) / (len(figures) - 1)
    assert limits.average == mean
    assert (limits.low, limits.high) == (mean - Fraction("2.66") * moving, mean + Fraction("2.66") * moving)


_SAID = re.compile(
    r"(?P<now>-?[\d,.]+)%? is (?P<word>[a-z ]+): in the last \d+ quarters it"
    r" (?:was never anything else|mostly lay between (?P<low>-?[\d,.]+)%? and (?P<high>-?[\d,.]+)%?)\."
)


@given(
    st.sampled_from(["P1-02", "P2-01.outcomes", "P3-04.opioids"]),
    st.lists(st.integers(0, 10**4), min_size=8, max_size=12),
    st.integers(0, 3),
)
def test_the_limits_of_a_sentence_say_what_its_word_says(code: str, numbers: list[int], places: int) -> None:
    """However they are rounded, the figure that is shown lies beside the limits that are shown as the word says."""
    of = books.measure(code)
    places = 0 if of.kind is Kind.COUNT else max(places, 2)
    texts = [str(Decimal(number).scaleb(-places)) for number in numbers]
    status = books.assess(of, books.history(texts))
    match = _SAID.fullmatch(range_sentence(status))
    assert match is not None, range_sentence(status)
    assert match["word"] == status.range
    if match["low"] is not None:
        now, low, high = (Fraction(match[name].replace(",", "")) for name in ("now", "low", "high"))
        assert low <= high
        assert (now > high, now < low) == (status.range is Range.HIGH, status.range is Range.LOW)
