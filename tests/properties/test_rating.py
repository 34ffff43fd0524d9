"""What holds for every colour and for every sentence that explains one."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from csp_tui.domain.calculator import Against, Calculated, Unit, calculate
from csp_tui.domain.measures import Polarity
from csp_tui.domain.numbers import Figure, Qualifier, plain
from csp_tui.domain.rating import amber_end, rate, rate_qualified, worse_by
from csp_tui.domain.results import Rating

good = st.sampled_from([Polarity.LOWER, Polarity.HIGHER])
bands = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(5), Decimal("7.25"), Decimal(10)])
amounts = st.fractions(0, 10**6, max_denominator=1000)


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[Decimal, Decimal]:
    """A comparator and a figure near it, near the end of its band, or anywhere."""
    places = draw(st.integers(0, 5))
    then = Decimal(draw(st.integers(0, 10**6))).scaleb(-places)
    finest = Decimal(draw(st.integers(-3, 3))).scaleb(-draw(st.integers(0, 6)))
    near = draw(st.sampled_from([then, then * Decimal("1.05"), then * Decimal("0.95")])) + finest
    anywhere = Decimal(draw(st.integers(0, 10**6))).scaleb(-places)
    return draw(st.sampled_from([max(near, Decimal(0)), anywhere])), then


def _calculated(
    figures: tuple[Decimal, Decimal], polarity: Polarity, unit: Unit, strict: bool, band: Decimal = Decimal(5)
) -> Calculated:
    now, then = (Figure(Decimal(plain(number))) for number in figures)
    return calculate(
        value=now, comparator=then, polarity=polarity, unit=unit, strict=strict, band=band, against=Against.TARGET
    )


@st.composite
def parts(draw: st.DrawFn) -> tuple[int, int, Decimal]:
    """A numerator and a denominator, and a share near theirs to stand against."""
    below = draw(st.integers(20, 3000))
    above = draw(st.integers(0, below))
    share = Decimal(plain(Fraction(100 * above, below)))
    near = draw(st.sampled_from([share, share / Decimal("1.05"), share / Decimal("0.95")]))
    places = draw(st.integers(0, 4))
    return above, below, min(near.quantize(Decimal(1).scaleb(-places)), Decimal(100))


_SENTENCE = re.compile(
    r"(?P<colour>Green|Amber|Red): (?P<now>[\d,.]+)%? is"
    r" (?P<change>[\d,.]+)(?: points?)?(?: \((?P<percent>[\d,.]+)%\))?"
    r" (?P<way>above|below) (?P<then>[\d,.]+)%?, the target\."
    r".*?(?:amber (?:up|down) to (?P<end>[\d,]+(?:\.\d+)?)%?)?\.$"
)


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


@given(neighbours(), good, st.sampled_from(Unit), st.booleans(), bands)
def test_the_numbers_of_a_sentence_say_what_its_colour_says(
    figures: tuple[Decimal, Decimal], polarity: Polarity, unit: Unit, strict: bool, band: Decimal
) -> None:
    """Whoever works out the colour from the numbers that are shown must come to the same colour."""
    assume(figures[0] != figures[1])
    _holds(_calculated(figures, polarity, unit, strict, band), polarity, band)


@given(parts(), good, st.booleans(), bands)
def test_the_numbers_of_a_sentence_on_a_share_say_what_its_colour_says(
    ratio: tuple[int, int, Decimal], polarity: Polarity, strict: bool, band: Decimal
) -> None:
    above, below, then = ratio
    assume(Fraction(100 * above, below) != Fraction(then))
    found = calculate(
        numerator=Figure(Decimal(above)),
        denominator=Figure(Decimal(below)),
        comparator=Figure(then),
        polarity=polarity,
        unit=Unit.PERCENT,
        strict=strict,
        band=band,
        against=Against.TARGET,
    )
    match = _holds(found, polarity, band)
    assert _number(match["change"]) == abs(_number(match["now"]) - _number(match["then"]))


def _holds(found: Calculated, polarity: Polarity, band: Decimal) -> re.Match[str]:
    """What its sentence shows differs as its colour says, to the cell as well as to the sentence."""
    match = _SENTENCE.fullmatch(found.reason)
    assert match is not None, found.reason
    assert "-0" not in found.reason
    now, then = _number(match["now"]), _number(match["then"])
    assert (now > then) == (match["way"] == "above") == ((found.comparison.change or 0) > 0)
    assert now != then
    assert _number(match["change"])
    worse = worse_by(now, then, polarity) > 0
    assert worse == (found.rating is not Rating.GREEN)
    if match["percent"] is not None and worse:
        assert (_number(match["percent"]) <= Fraction(band)) == (found.rating is Rating.AMBER)
        assert _number(match["percent"])
    if match["end"] is not None and worse:
        beyond = worse_by(now, _number(match["end"]), polarity) > 0
        assert beyond == (found.rating is Rating.RED)
    return match


@given(neighbours(), good, st.booleans())
def test_equal_figures_are_said_to_be_equal(figures: tuple[Decimal, Decimal], polarity: Polarity, strict: bool) -> None:
    found = _calculated((figures[1], figures[1]), polarity, Unit.RATE, strict)
    assert " is equal to " in found.reason
    assert found.rating is (Rating.AMBER if strict and figures[1] else Rating.GREEN)


@given(amounts, amounts, good, bands, st.booleans())
def test_every_figure_has_one_colour_and_better_is_never_worse(
    now: Fraction, then: Fraction, polarity: Polarity, band: Decimal, strict: bool
) -> None:
    order = [Rating.GREEN, Rating.AMBER, Rating.RED]
    better = now / 2 if polarity is Polarity.LOWER else now * 2
    colour = rate(now, then, polarity, band, strict=strict)
    assert order.index(rate(better, then, polarity, band, strict=strict)) <= order.index(colour)


@given(amounts.filter(bool), good, bands, st.booleans())
def test_amber_ends_where_it_is_said_to_end(then: Fraction, polarity: Polarity, band: Decimal, strict: bool) -> None:
    end = amber_end(then, polarity, band)
    assert end is not None
    outwards = Fraction(1, 10**9) * (1 if polarity is Polarity.LOWER else -1)
    at_end = rate(end, then, polarity, band, strict=strict)
    assert at_end is (Rating.AMBER if band or strict else Rating.GREEN)
    assert rate(end + outwards, then, polarity, band, strict=strict) is Rating.RED


@given(amounts, amounts, good, st.booleans(), st.fractions(Fraction(1, 1000), 1000))
def test_the_unit_of_measurement_changes_no_colour(
    now: Fraction, then: Fraction, polarity: Polarity, strict: bool, times: Fraction
) -> None:
    five = Decimal(5)
    assert rate(now, then, polarity, five, strict=strict) is rate(
        now * times, then * times, polarity, five, strict=strict
    )


@given(
    st.integers(0, 60),
    st.sampled_from([Qualifier.BELOW, Qualifier.ABOVE, Qualifier.AT_LEAST]),
    st.integers(0, 60),
    good,
    st.booleans(),
)
def test_a_qualified_count_has_the_colour_of_every_number_it_can_mean(
    stated: int, qualifier: Qualifier, then: int, polarity: Polarity, strict: bool
) -> None:
    assume(not (qualifier is Qualifier.BELOW and stated == 0))

    def colour(number: Fraction) -> Rating:
        return rate(number, Fraction(then), polarity, Decimal(5), strict=strict)

    means = {
        Qualifier.BELOW: range(stated),
        Qualifier.ABOVE: range(stated + 1, 300),
        Qualifier.AT_LEAST: range(stated, 300),
    }[qualifier]
    colours = {colour(Fraction(number)) for number in means}
    expected = colours.pop() if len(colours) == 1 else Rating.NOT_RATED
    assert rate_qualified(Figure(Decimal(stated), qualifier), True, None, colour) is expected
