"""What stands in a cell, as the text that a person would have typed in the program, by rules that are stated here.

Whether that text is a figure, a date or a reason is decided by the one validator that all entry shares; this module
only undoes what a spreadsheet has made of what was typed, and refuses what it cannot undo.
"""

from __future__ import annotations

import datetime
import unicodedata
from decimal import Decimal
from enum import StrEnum
from typing import Final

from csp_tui.domain.errors import UserError
from csp_tui.domain.numbers import MAX_DIGITS, plain
from csp_tui.domain.quarters import printed_date
from csp_tui.returns.formats import Mark
from csp_tui.returns.layout import NO, YES
from csp_tui.returns.sheets import Value

_LONGEST_CITED: Final = 40
_WHOLE: Final = 10**MAX_DIGITS
_SAID_YES: Final = ("yes", "y", "true", "x", "1")
_SAID_NO: Final = ("no", "n", "false", "0")


class Wanted(StrEnum):
    """What a cell is there for."""

    FIGURE = "figure"
    DATE = "date"
    YES_OR_NO = "yes or no"
    TEXT = "text"


class CellError(UserError):
    """A cell that is not read; the message says what stands in it and what to type instead."""


def typed_text(value: Value, mark: Mark | None, wanted: Wanted) -> str | None:
    """The text that a person would have typed for a cell's value; None for an empty cell.

    - A number is its shortest decimal of 15 digits, which is what a spreadsheet keeps; 0.63 shown as 63% is `63%`.
    - A date is `2026-08-31`, without the time of day. Where a figure is wanted it is refused: it may have been 3/4.
    - Characters that nobody sees are dropped from a text; a figure or a date with a control character is refused.
    - TRUE is `TRUE`, and `yes` where yes or no is wanted.
    - What is struck out or hidden, a number that its format shows as something else, and a figure of which a part is
      struck out, are refused.

    Raises CellError.
    """
    if mark is Mark.ERROR:
        raise CellError("A formula's error stands here; type the figure, or leave it blank with a reason.")
    if mark is Mark.NO_RESULT:
        raise CellError("A formula stands here whose result was not saved; open the file in Excel and save it again.")
    if value is None or value == "":
        return None
    if mark is not None:
        _refuse_what_was_seen_otherwise(value, mark, wanted)
    text = _as_text(bool(value) if mark is Mark.LOGICAL else value, mark, wanted)
    return _yes_or_no(text) if wanted is Wanted.YES_OR_NO and text is not None else text


def _refuse_what_was_seen_otherwise(value: Value, mark: Mark, wanted: Wanted) -> None:
    """Raise a CellError where whoever looked at the cell saw something else in it than its value."""
    stands = f"{cited(shown(value))} stands here"
    if mark is Mark.STRUCK:
        raise CellError(
            f"{stands} struck out, so it cannot be told whether it counts; take the strikethrough off, or empty the"
            " cell."
        )
    if mark is Mark.CROSSED and wanted is not Wanted.TEXT:
        raise CellError(
            f"{stands} with a part struck out, raised or lowered, so it cannot be told what is meant; type it again."
        )
    if mark is Mark.HIDDEN:
        raise CellError(
            f"{stands}, but the cell's format hides it, so it cannot be told whether it was meant; set the format to"
            " General, and look at it, or empty the cell."
        )
    if mark is Mark.CONDITIONAL:
        raise CellError(
            f"{stands}, but a conditional format of its sheet may strike it out, hide it or show it otherwise; delete"
            " that rule (Conditional Formatting, Manage Rules), and look at the cell."
        )
    if wanted is Wanted.FIGURE and mark is Mark.REWORDED:
        raise CellError(
            f"{stands}, but the cell's format shows a text otherwise than it was typed; set the format to General, and"
            " type what is meant, such as <5."
        )
    if wanted is not Wanted.FIGURE or isinstance(value, bool) or not isinstance(value, int | float):
        return
    if mark is Mark.SCALED:
        raise CellError(
            f"{stands}, but the cell's format shows it divided by a thousand or more; set the format to General, and"
            " type what is meant in full."
        )
    if mark in (Mark.MISLEADING, Mark.WORDED):
        raise CellError(
            f"{stands}, but the cell's format shows it with a sign or a text that the number does not say; set the"
            " format to General, and type what is meant, such as <5."
        )


def _as_text(value: Value, mark: Mark | None, wanted: Wanted) -> str | None:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, per_cent=mark is Mark.PER_CENT)
        case datetime.date():
            return _date(value, wanted)
        case datetime.time() | datetime.timedelta():
            raise CellError("A time of day stands here, which Excel made of what was typed; type it again as text.")
        case _:
            return _text(str(value), wanted)


def _number(value: float, *, per_cent: bool) -> str:
    if not per_cent and -_WHOLE < value < _WHOLE and value == int(value):
        return str(int(value))  # as below, at once
    try:
        number = Decimal(f"{float(value):.{MAX_DIGITS}g}")
    except OverflowError:
        number = Decimal("Infinity")
    if not number.is_finite():
        raise CellError("A number too large to be kept stands here; type it in full, at most 15 digits.")
    if per_cent:
        return f"{plain(number * 100)}%"
    return f"{number:f}" if number else "0"


def _date(day: datetime.date, wanted: Wanted) -> str:
    if wanted is Wanted.FIGURE:
        raise CellError(
            f"A date stands here, {printed_date(day)}, which Excel may have made of something like 3/4;"
            " set the cell's format to Number and type the figure again."
        )
    return day.isoformat()[:10]


def _text(text: str, wanted: Wanted) -> str | None:
    """Control characters would make one figure look like another, so only a longer text is cleaned of them."""
    if wanted is Wanted.TEXT:
        return text if text.strip() else None
    if text.isascii() and text.isprintable():
        return text if text.strip() else None
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\r\n" for char in seen):
        raise CellError(f"{cited(text)} has a character in it that cannot be seen; type it again.")
    return seen if seen.strip() else None


def _yes_or_no(text: str) -> str:
    said = text.strip().casefold()
    if said in _SAID_YES:
        return YES
    if said in _SAID_NO:
        return NO
    raise CellError(f"{cited(text)} is neither yes nor no; type yes or no.")


def cited(text: str) -> str:
    """A text in quotes as a sentence can show it: on one line, without what cannot be seen, and not too long."""
    shown = " ".join("".join(c for c in text[:400] if unicodedata.category(c)[0] != "C" or c.isspace()).split())
    return f'"{shown}"' if len(shown) <= _LONGEST_CITED else f'"{shown[: _LONGEST_CITED - 1]}…"'


def shown(value: Value) -> str:
    """What stands in a cell, for people who must decide what was meant; no more than a screen can hold."""
    if isinstance(value, datetime.date):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))  # a reader gives every number as a float
    return "" if value is None else str(value)[:400]
