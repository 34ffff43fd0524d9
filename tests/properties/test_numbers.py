"""What holds for every number and every quarter."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from csp_tui.domain.numbers import (
    Figure,
    NumberError,
    Qualifier,
    grouped,
    plain,
    read_figure,
    read_number,
    rounded,
    rounded_towards,
    shown,
)
from csp_tui.domain.quarters import Quarter, QuarterError, quarters_between

WIDE = Context(prec=60)
typed_numbers = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 12),
)
fractions = st.fractions(-(10**9), 10**9, max_denominator=10**6)
quarters = st.builds(Quarter, st.integers(1950, 2100), st.integers(1, 4))


@given(typed_numbers)
def test_what_is_printed_is_read_back_as_the_same_number(number: Decimal) -> None:
    assert read_number(grouped(number)) == number
    assert read_number(plain(number)) == number
    assert read_number(grouped(number).replace(",", "\u202f")) == number


@given(typed_numbers.map(abs), st.sampled_from(Qualifier))
def test_a_qualified_figure_is_read_back_as_it_is_shown(number: Decimal, qualifier: Qualifier) -> None:
    figure = Figure(number, qualifier)
    assert read_figure(str(figure)) == figure


@given(st.text(max_size=30), st.booleans(), st.booleans())
def test_any_text_is_a_figure_or_is_refused_in_one_sentence(text: str, percent: bool, money: bool) -> None:
    try:
        figure = read_figure(text, percent=percent, money=money)
    except NumberError as error:
        assert str(error)  # noqa: PT017 - either outcome is right
    else:
        assert figure.number.is_finite()
        assert len(figure.number.as_tuple().digits) <= 200


@given(st.text("0123456789,. %<>~-+\u00a3eE", max_size=24))
def test_what_looks_like_a_number_is_read_exactly_or_refused(text: str) -> None:
    try:
        number = read_number(text)
    except NumberError:
        return
    assert number == Decimal(text.replace(",", "").replace(" ", ""))


@given(typed_numbers, st.integers(0, 14))
def test_halves_go_away_from_zero_and_zero_has_no_sign(number: Decimal, places: int) -> None:
    result = rounded(number, places)
    assert result == number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, WIDE)
    assert result or not result.is_signed()


@given(fractions, st.integers(0, 4))
def test_no_number_is_ever_printed_as_minus_nothing(number: Fraction, places: int) -> None:
    for text in (shown(number, places), shown(number), plain(number), grouped(rounded(number, places))):
        assert not text.startswith("-") or text.strip("-0.,")


@given(fractions)
def test_a_ratio_is_printed_to_fifteen_digits(number: Fraction) -> None:
    assert abs(Fraction(plain(number)) - number) <= abs(number) / 10**14


@given(fractions, fractions, st.integers(0, 3))
def test_rounding_towards_a_number_never_goes_further_from_it(end: Fraction, towards: Fraction, places: int) -> None:
    result = Fraction(rounded_towards(end, towards, places))
    assert abs(result - end) < Fraction(1, 10**places)
    assert (result - end) * (towards - end) >= 0


@given(quarters, st.integers(-40, 40))
def test_quarters_move_by_as_many_as_they_differ(quarter: Quarter, by: int) -> None:
    moved = quarter.shifted(by)
    assert moved - quarter == by
    assert moved.shifted(-by) == quarter
    assert (moved > quarter) == (by > 0)
    assert len(quarters_between(quarter, moved)) == max(0, by + 1)


@given(quarters)
def test_quarters_follow_each_other_day_by_day(quarter: Quarter) -> None:
    assert (quarter.next.start - quarter.end).days == 1
    assert 90 <= (quarter.end - quarter.start).days + 1 <= 92
    assert quarter.same_last_year == quarter.shifted(-4)


@given(quarters, st.sampled_from(["{year}-Q{n}", "Q{n} {year}", "{year}Q{n}", "{slash} q{n}"]))
def test_a_quarter_is_read_back_in_every_form(quarter: Quarter, form: str) -> None:
    year = quarter.financial_year
    assert Quarter.parse(form.format(year=year, slash=year.replace("-", "/"), n=quarter.number)) == quarter


@given(st.text(max_size=20))
def test_any_text_is_a_quarter_or_is_refused(text: str) -> None:
    try:
        Quarter.parse(text)
    except QuarterError as error:
        assert str(error)  # noqa: PT017 - either outcome is right
