"""Typed numbers: what is read, what is refused with which hint, and how numbers are printed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

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


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1416", "1416"),
        ("1,416", "1416"),
        ("1 416", "1416"),
        ("1\u00a0416", "1416"),
        ("1\u202f416.50", "1416.50"),
        (" 12,345,678.9 ", "12345678.9"),
        ("+7", "7"),
        ("-3", "-3"),
        ("\u2212 3", "-3"),
        ("\u0661\u0664\u0661\u0666", "1416"),  # Arabic-Indic digits
        ("\uff11\uff14", "14"),  # full-width digits
        (".5", "0.5"),
        ("007", "7"),
        ("-0", "0"),
        ("-0.0", "0.0"),
        ("999999999999999", "999999999999999"),
        ("0.00123456789012345", "0.00123456789012345"),
    ],
)
def test_a_number_is_read_exactly(typed: str, number: str) -> None:
    read = read_number(typed)
    assert read == Decimal(number)
    assert not str(read).startswith("-0") or read


@pytest.mark.parametrize(
    ("typed", "number", "qualifier"),
    [
        ("<5", "5", Qualifier.BELOW),
        ("under 5", "5", Qualifier.BELOW),
        ("Fewer than 5", "5", Qualifier.BELOW),
        ("over 2,000", "2000", Qualifier.ABOVE),
        ("> 2000", "2000", Qualifier.ABOVE),
        ("at least 40", "40", Qualifier.AT_LEAST),
        (">=40", "40", Qualifier.AT_LEAST),
        ("\u226540", "40", Qualifier.AT_LEAST),
        ("about 1,400", "1400", Qualifier.ABOUT),
        ("nearly 1,900", "1900", Qualifier.ABOUT),
        ("c. 90", "90", Qualifier.ABOUT),
        ("~8%", "8", Qualifier.ABOUT),
    ],
)
def test_a_qualified_figure_is_kept_as_stated(typed: str, number: str, qualifier: Qualifier) -> None:
    assert read_figure(typed, percent=True) == Figure(Decimal(number), qualifier)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("1,20", r"Did you mean 120 or 1,200\?"),
        ("1,2", r"Did you mean 1.2 or 12\?"),
        ("1,4167", r"Did you mean 14,167\?"),
        ("12,34,567", "every three digits"),
        ("1e3", "scientific notation"),
        ("1e400", "scientific notation"),
        ("NaN", "type one such as 1,416"),
        ("Infinity", "not a number"),
        ("n/a", "blank with a reason"),
        ("none", "blank with a reason"),
        ("twelve", r"type 12\."),
        ("Under five", r"type Under 5\."),
        ("a hundred and three", r"type 103\."),
        ("12 people", r"type 12\."),
        ("under 5 people", r"type under 5\."),
        ("1,204 people", r"type 1,204\."),
        ("1,20 people", "type one such as 1,416"),
        ("36O", r"the letter O where 0 belongs\. Did you mean 360\?"),
        ("36O people", r"Did you mean 360\?"),
        ("1O2", r"Did you mean 102\?"),
        ("1,4l6", r"the letter l where 1 belongs\. Did you mean 1,416\?"),
        ("<1S", r"Did you mean <15\?"),
        ("1O to 2O", "type one such as 1,416"),
        ("36x", "type one such as 1,416"),
        ("12k", "type it in full"),
        ("1.2 million", "type it in full"),
        ("5-10", "type one such as 1,416"),
        ("1/2", "type one such as 1,416"),
        ("5 to 6", "type one such as 1,416"),
        ("1.2.3", "not a number"),
        ("1 41", "not a number"),
        ("", "Nothing is typed"),
        ("   ", "Nothing is typed"),
        ("about", "has no number after it"),
        ("<", "has no number after it"),
        ("about about 5", "not a number"),
        ("underneath 5", "not a number"),
        ("8%", "not measured in per cent"),
        ("\u00a35", "does not count pounds"),
        ("1" * 20, "20 digits; at most 15"),
        ("1.000000000000000", "16 digits; at most 15"),
        ("9" * 201, "too many for a figure"),
        ("\u00bd", "not a number"),
        ("5\u00b2", "not a number"),
        ("--5", "not a number"),
        ("(5)", "not a number"),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_type(typed: str, hint: str) -> None:
    with pytest.raises(NumberError, match=hint):
        read_figure(typed)


@pytest.mark.parametrize("typed", ["51 people", "twelve", "1 in 20", "about a dozen", "51 of", "12k"])
def test_a_text_that_is_no_percentage_is_never_read_as_one(typed: str) -> None:
    with pytest.raises(NumberError, match=r"such as 12\.5 or 51 of 80\.$"):
        read_figure(typed, percent=True, such_as="12.5 or 51 of 80")


def test_nought_is_offered_only_for_what_may_mean_that_none_were_counted() -> None:
    for typed, percent, offered in (("none", False, True), ("nil", False, True), ("none", True, False)):
        with pytest.raises(NumberError) as refused:
            read_figure(typed, percent=percent)
        assert ("type 0 for none" in str(refused.value)) is offered
    for typed in ("n/a", "tbc", "?"):
        with pytest.raises(NumberError, match=r"leave it blank with a reason \(not published, late \.\.\.\)\.$"):
            read_figure(typed)


def test_signs_of_units_stand_only_where_they_belong() -> None:
    assert read_number("8 %", percent=True) == 8
    with pytest.raises(NumberError, match=r"Did you mean 10%\?"):
        read_number("1O%", percent=True)
    with pytest.raises(NumberError, match=r"Did you mean 1\.20\?"):  # 120 and 1,200 are no percentages
        read_number("1,20", percent=True)
    assert read_number("\uff18\uff05", percent=True) == 8
    assert read_number("\u00a31,200.50", money=True) == Decimal("1200.50")
    assert read_number("-\u00a35", money=True) == -5
    with pytest.raises(NumberError):
        read_number("\u00a35", percent=True)
    with pytest.raises(NumberError):
        read_number("8%", money=True)


@pytest.mark.parametrize("typed", ["63%", "63 %", "63 per cent", "63 percent", "63 Per Cent"])
def test_per_cent_may_be_written_out_where_a_percentage_is_asked(typed: str) -> None:
    assert read_figure(typed, percent=True) == Figure(Decimal(63))
    with pytest.raises(NumberError, match="is a percentage"):
        read_figure(typed)


def test_a_number_that_must_be_exact_takes_no_qualifier() -> None:
    with pytest.raises(NumberError):
        read_number("about 5")


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        ("0.05", 1, "0.1"),
        ("-0.05", 1, "-0.1"),
        ("-0.04", 1, "0.0"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.15", 1, "0.2"),
        ("8.449", 1, "8.4"),
        ("999999999999999.5", 20, "999999999999999.50000000000000000000"),
    ],
)
def test_halves_are_rounded_away_from_zero(number: str, places: int, text: str) -> None:
    assert f"{rounded(Decimal(number), places):f}" == text


def test_a_thirds_fifteen_digits_are_printed_and_an_exact_number_in_full() -> None:
    assert plain(Fraction(1, 3)) == "0.333333333333333"
    assert plain(Fraction(-2, 3)) == "-0.666666666666667"
    assert plain(Fraction("63.75")) == "63.75"
    assert plain(Decimal("5042.10")) == "5042.1"
    assert plain(Decimal("-0.0")) == "0"
    assert plain(10**20) == "100000000000000000000"


def test_numbers_are_shown_with_their_thousands() -> None:
    assert grouped(Decimal("1416")) == "1,416"
    assert grouped(Decimal("-63.80")) == "-63.80"
    assert grouped(Decimal("-0.00")) == "0.00"
    assert grouped(Decimal("1E+3")) == "1,000"
    assert shown(Fraction("1234.567")) == "1,234.57"
    assert shown(Fraction(-1, 3), 1) == "-0.3"
    assert str(read_figure("<5")) == "under 5"
    assert str(read_figure("~1,400")) == "about 1,400"


def test_an_amber_end_is_rounded_towards_its_comparator() -> None:
    assert rounded_towards(Fraction("5042.9"), Fraction(4802)) == 5042
    assert rounded_towards(Fraction("1345.2"), Fraction(1416)) == 1346
    assert rounded_towards(Fraction("59.85"), Fraction(63), 1) == Decimal("59.9")
