"""Typed numbers: reading them strictly, keeping them exactly, and printing them as the partnership reads them."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from csp_tui.domain.errors import UserError

MAX_DIGITS = 15
MAX_TYPED = 200  # longer than any number or phrase a person types into a figure's cell

_MINUS = "-\u2010\u2011\u2012\u2013\u2212"
_EXACT = Context(prec=60)


class Qualifier(StrEnum):
    """How far a stated number pins the true one down."""

    BELOW = "below"
    ABOVE = "above"
    AT_LEAST = "at_least"
    ABOUT = "about"


_PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,6})?", re.ASCII)
_LOOKS_LIKE = str.maketrans("OolIS", "00115")  # letters that are typed, or read off paper, for a digit
_LOOK_ALIKES = re.compile(r"[OolIS]")
_MANY = re.compile(r"[\d.]+ ?(k|m|bn|thousand|million|billion|hundred|dozen)\b")
_NO_NUMBER = re.compile(r"(n/?a|none|nil|x|tbc|late|not|awaited|unknown)\b")  # what is typed where there is none
_NOUGHT = re.compile(r"(none|nil)\b")  # which may mean that it was counted
_PER_CENT = re.compile(r"(?<=\d) ?per ?cent\Z", re.IGNORECASE)

_WORDS: tuple[tuple[str, Qualifier], ...] = (
    ("fewer than", Qualifier.BELOW),
    ("less than", Qualifier.BELOW),
    ("more than", Qualifier.ABOVE),
    ("approximately", Qualifier.ABOUT),
    ("at least", Qualifier.AT_LEAST),
    ("approx.", Qualifier.ABOUT),
    ("approx", Qualifier.ABOUT),
    ("around", Qualifier.ABOUT),
    ("nearly", Qualifier.ABOUT),
    ("almost", Qualifier.ABOUT),
    ("about", Qualifier.ABOUT),
    ("circa", Qualifier.ABOUT),
    ("under", Qualifier.BELOW),
    ("below", Qualifier.BELOW),
    ("above", Qualifier.ABOVE),
    ("over", Qualifier.ABOVE),
    (">=", Qualifier.AT_LEAST),
    ("\u2265", Qualifier.AT_LEAST),
    ("<", Qualifier.BELOW),
    (">", Qualifier.ABOVE),
    ("~", Qualifier.ABOUT),
    ("c.", Qualifier.ABOUT),
)
_PRINTED = {
    Qualifier.BELOW: "under ",
    Qualifier.ABOVE: "over ",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.ABOUT: "about ",
}


class NumberError(UserError, ValueError):
    """A text that is no number; the message says what to type."""


class Figure(Struct, frozen=True):
    """A number as it was stated: exact, with the qualifier its supplier put before it."""

    number: Decimal
    qualifier: Qualifier | None = None

    @property
    def exact(self) -> bool:
        """Whether it means one number only."""
        return self.qualifier is None

    def __str__(self) -> str:
        """`1,416`, `under 5`, `about 1,400`: as sentences and screens show it."""
        return (_PRINTED[self.qualifier] if self.qualifier else "") + grouped(self.number)

    @property
    def decimals(self) -> int:
        """How many decimals were typed."""
        exponent = self.number.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    def scaled_range(self) -> tuple[Fraction | None, Fraction | None, bool]:
        """The lowest and highest number it can mean (None: no limit) and whether the ends are left out.

        Raises ValueError for `about`, which has no stated range.
        """
        at = Fraction(self.number)
        match self.qualifier:
            case None:
                return at, at, False
            case Qualifier.BELOW:
                return None, at, True
            case Qualifier.ABOVE:
                return at, None, True
            case Qualifier.AT_LEAST:
                return at, None, False
            case Qualifier.ABOUT:
                raise ValueError("about has no range")


def read_figure(text: str, *, percent: bool = False, money: bool = False, such_as: str = "1,416") -> Figure:
    """Read a typed figure: `1,416`, `<5`, `over 2,000`, `8%` (percentages only), `£1,200` (money only).

    Raises NumberError with a sentence that says what to type instead, for example something `such_as` is asked.
    """
    if _PLAIN.fullmatch(text):
        return Figure(Decimal(text))  # as below, at once
    typed = _tidy(text)
    if not typed:
        raise NumberError(f"Nothing is typed; type a number such as {such_as}.")
    rest, qualifier = typed, None
    lowered = typed.casefold()
    for word, meaning in () if typed[0].isdigit() else _WORDS:
        if lowered.startswith(word) and (not word[-1].isalpha() or not lowered[len(word) : len(word) + 1].isalpha()):
            rest, qualifier = typed[len(word) :].strip(), meaning
            break
    if qualifier is not None and not rest:
        raise NumberError(f'"{typed}" has no number after it; type for example {typed} 1,400.')
    return Figure(_read_number(rest, typed, percent=percent, money=money, such_as=such_as), qualifier)


def read_number(text: str, *, percent: bool = False, money: bool = False) -> Decimal:
    """Read a typed number that must stand without a qualifier."""
    typed = _tidy(text)
    if not typed:
        raise NumberError("Nothing is typed; type a number such as 1,416.")
    return _read_number(typed, typed, percent=percent, money=money)


def _tidy(text: str) -> str:
    """Fold Unicode digits and signs to plain ones and spaces to one."""
    if len(text) > MAX_TYPED:
        raise NumberError(f"{len(text):,} characters are too many for a figure; type a number such as 1,416.")
    folded = text if text.isascii() else "".join(_fold(char) for char in text)
    return _PER_CENT.sub("%", " ".join(folded.split()))


def _fold(char: str) -> str:
    if char in _MINUS:
        return "-"
    if char == "\uff05":
        return "%"
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


def _read_number(rest: str, typed: str, *, percent: bool, money: bool, such_as: str = "1,416") -> Decimal:
    cited = typed if len(typed) <= 40 else typed[:39] + "…"
    if rest.endswith("%"):
        if not percent:
            raise NumberError(
                f'"{cited}" is a percentage, but this is not measured in per cent; type the number alone.'
            )
        rest = rest[:-1].rstrip()
    _refuse_look_alikes(rest, cited)
    negative = rest.startswith("-")
    if rest[:1] in ("-", "+"):
        rest = rest[1:].lstrip()
    if rest.startswith("£"):
        if not money:
            raise NumberError(
                f'"{cited}" is an amount of money, but this does not count pounds; type the number alone.'
            )
        rest = rest[1:].lstrip()
    rest = _without_separators(rest, cited, percent=percent)
    if not re.fullmatch(r"\d+(\.\d+)?|\.\d+", rest):
        raise NumberError(_not_a_number(cited, rest, such_as, percent=percent))
    digits = rest.replace(".", "").lstrip("0")
    if len(digits) > MAX_DIGITS:
        raise NumberError(
            f'"{cited}" has {len(digits)} digits; at most {MAX_DIGITS} are kept, so type a shorter number.'
        )
    number = Decimal(f"0{rest}" if rest.startswith(".") else rest)
    return -number if negative and number else number


def _refuse_look_alikes(rest: str, cited: str) -> None:
    """Refuse a letter that stands for a digit before anything else is advised that would leave it out."""
    first, *words = rest.split(" ")
    if not (_LOOK_ALIKES.search(first) and re.search(r"\d", first)):
        return
    meant = first.translate(_LOOKS_LIKE)
    try:
        _read_number(meant.lstrip("£"), meant, percent=False, money=False)
    except NumberError:
        return
    if any(char.isdigit() for word in words for char in word):
        return  # two numbers: which is meant is told below
    letter = _LOOK_ALIKES.findall(first)[0]
    meant = cited.replace(rest, meant, 1) if rest in cited else meant
    digit = letter.translate(_LOOKS_LIKE)
    raise NumberError(f'"{cited}" has the letter {letter} where {digit} belongs. Did you mean {meant}?')


def _without_separators(rest: str, cited: str, *, percent: bool) -> str:
    """The digits without thousands commas or spaces that stand in their places."""
    if re.search(r"\d,", rest) and re.fullmatch(r"[\d,. ]+", rest):
        if not re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", rest):
            raise NumberError(_misplaced_comma(cited, rest, percent=percent))
        return rest.replace(",", "")
    if re.fullmatch(r"\d{1,3}( \d{3})+(\.\d+)?", rest):
        return rest.replace(" ", "")
    return rest


def _not_a_number(cited: str, rest: str, such_as: str, *, percent: bool) -> str:
    lowered = rest.casefold()
    if re.fullmatch(r"[\d.]+e[-+]?\d+", lowered):
        return f'"{cited}" is in scientific notation; type the number in full, such as 1,000.'
    if lowered in ("", "[x]", "?") or _NO_NUMBER.match(lowered):
        nought = ", or type 0 for none" if _NOUGHT.match(lowered) and not percent else ""  # a share may be of nobody
        return f'"{cited}" is not a number; leave it blank with a reason (not published, late ...){nought}.'
    if _MANY.fullmatch(lowered):
        return f'"{cited}" is not a number; type it in full, with all its digits, such as {such_as}.'
    number, before = _number_meant(lowered), cited[: cited.rfind(rest)] if rest in cited else ""
    if number is None or percent:  # "12 people" is no 12%
        return f'"{cited}" is not a number; type one such as {such_as}.'
    return f'"{cited}" is not a number; type {before + number}.'


def _number_meant(rest: str) -> str | None:
    """The one number in a text, which may be spelt; none where it might be only a part of what is meant."""
    start = re.fullmatch(
        r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?: \D*)?", rest
    )  # not 1/2 or 5 to 6: which is meant? nor 36x
    if start is not None:
        return start[1]
    from csp_tui.domain.numbers_in_texts import spelt_number  # noqa: PLC0415 - only once a word is refused

    spelt = spelt_number(rest)
    return None if spelt is None else grouped(Decimal(spelt))


def _misplaced_comma(cited: str, rest: str, *, percent: bool) -> str:
    digits = rest.replace(",", "")
    refused = f'"{cited}" is not a number'
    if rest.count(",") != 1 or not digits.isdigit() or len(digits) > MAX_DIGITS:
        return f"{refused}: commas stand every three digits, as in 1,416."
    before, after = rest.split(",")
    if percent:  # there are no thousands: the comma stands for the point
        decimal = f"{before}.{after}"
        return f"{refused}." + (f" Did you mean {decimal}?" if Decimal(decimal) <= 100 else " Decimals have a point.")
    meant = grouped(Decimal(digits))
    if len(after) == 2:
        return f"{refused}. Did you mean {meant} or {grouped(Decimal(digits + '0'))}?"
    if len(after) == 1:
        return f"{refused}. Did you mean {before}.{after} or {meant}?"
    return f"{refused}: commas stand every three digits. Did you mean {meant}?"


def grouped(number: Decimal) -> str:
    """A number in full with thousands commas, its typed decimals kept: `1,416`, `63.80`, `-3`; never `-0`."""
    whole, point, decimals = f"{number.copy_abs():f}".partition(".")
    return ("-" if number < 0 else "") + f"{int(whole):,}" + point + decimals


def plain(number: Fraction | Decimal | int) -> str:
    """An exact number as a string: all its digits, or 15 significant ones for a ratio without an end; never `-0`."""
    if isinstance(number, Decimal) and len(number.as_tuple().digits) <= MAX_DIGITS:
        return _without_last_zeros(f"{number:f}") if number else "0"  # as below, at once
    fraction = Fraction(number)
    if not fraction:
        return "0"
    rest = fraction.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    exact = _EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
    if rest != 1 or len(exact.as_tuple().digits) > 30:
        exact = Context(prec=MAX_DIGITS, rounding=ROUND_HALF_UP).plus(exact)
    return _without_last_zeros(f"{exact:f}")


def _without_last_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(number: Fraction | Decimal | int, places: int = 1) -> Decimal:
    """Rounded to so many decimals, halves away from zero, never minus zero."""
    fraction = Fraction(number)
    above, below = 2 * abs(fraction.numerator) * 10**places, 2 * fraction.denominator
    whole = (above + fraction.denominator) // below
    return _scaled(-whole if fraction < 0 else whole, places)


def _scaled(whole: int, places: int) -> Decimal:
    """A whole number with its point moved, made from text: arithmetic would cut it to the context's 28 digits."""
    return Decimal(f"{whole}E-{places}")


def rounded_towards(number: Fraction, target: Fraction, places: int = 0) -> Decimal:
    """Rounded to the side of `target`: an amber end as it may be shown without promising more than the rule allows."""
    scaled = number * 10**places
    down, up = scaled.numerator // scaled.denominator, -(-scaled.numerator // scaled.denominator)
    return _scaled(down if target <= number else up, places)


def shown(number: Fraction | Decimal | int, places: int | None = None) -> str:
    """A number for a sentence: thousands commas; at most `places` decimals, or as many as it needs up to two."""
    fraction = Fraction(number)
    if places is None:
        places = 0
        while places < 2 and 10**places % fraction.denominator:
            places += 1
    return grouped(rounded(fraction, places))
