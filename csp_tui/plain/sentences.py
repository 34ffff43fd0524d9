"""Tells a sentence of commentary from a word of the program that begins as it does, where a row asks for words.

`Undo work on two derelict sites took place in July.` is commentary: `undo` takes nothing of the kind.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from csp_tui.desk import configuring
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.dates import DateError, read_coming
from csp_tui.domain.errors import UserError
from csp_tui.domain.no_figure import reason_meant
from csp_tui.domain.pasted_columns import CODE, is_answer
from csp_tui.domain.results import Level
from csp_tui.plain import commands
from csp_tui.plain.place import Place
from csp_tui.plain.told import found_words
from csp_tui.plans.glossary import glossary

Takes = Callable[[Place, str], bool]
_FEWEST: Final = 3  # words, or it may be a word of the program mistyped
_MISTYPED: Final = 0.8  # how like a word another one is that was meant for it, of 1
_SHORT_QUARTER: Final = re.compile(r"q\d", re.IGNORECASE)


def is_sentence(place: Place, text: str, words: Collection[str]) -> bool:
    """Whether a line is words for the row that asks for them: no answer, and not what one of the `words` takes.

    `words` are those of the program; one mistyped counts as it.
    """
    line, (name, _, rest) = place.row, text.partition(" ")
    if (
        line is None
        or not line.is_report
        or commands.has_option(text)
        or not reads_as_words(text, place.session.desk.today)
    ):
        return False
    word, after = mistyped(name, words, _MISTYPED), rest.strip()
    if word in words:
        return not _takes(place, word, after)
    return name != commands.PROGRAM and not (commands.is_command(name) and _is_command_line(place, name, after))


def reads_as_words(text: str, today: date) -> bool:
    """Whether a line is a few words at least, and neither a figure, nor a date, nor a reason for no figure."""
    words, meant = text.split(), reason_meant(text)
    if len(words) < _FEWEST or words[0].casefold() == "blank" or is_answer(text) or is_day(text, today):
        return False
    return meant is None or (bool(meant.day) and not is_day(meant.day, today))  # as in Due to the 3 fires, ...


def is_day(text: str, today: date) -> bool:
    """Whether a text is a date, with its year or without."""
    try:
        read_coming(text, today)
    except DateError:
        return False
    return True


def mistyped(name: str, words: Collection[str], cutoff: float = 0.6) -> str:
    """The word that was meant by a mistyped one; empty for none."""
    return next(iter(difflib.get_close_matches(name.casefold(), words, n=1, cutoff=cutoff)), "")


def _takes(place: Place, word: str, rest: str) -> bool:
    """Whether a word of the program is followed by something that it takes."""
    return not rest or (word in _TAKEN and _TAKEN[word](place, rest))


def _a_number(_place: Place, rest: str) -> bool:
    return rest.isdecimal()


def _a_partner(place: Place, rest: str) -> bool:
    known = [name.casefold() for name in place.session.book.plan.partners]
    return rest.casefold() == "all" or bool(mistyped(rest, known, _MISTYPED))


def _a_quarter(_place: Place, rest: str) -> bool:
    return any(_SHORT_QUARTER.fullmatch(word) for word in re.split(r"[\s-]", rest))


def _a_code(_place: Place, rest: str) -> bool:
    """One that is not in the plan too: it was mistyped, and no sentence goes on with it."""
    return CODE.fullmatch(rest.partition(" ")[0]) is not None


def _a_field(place: Place, rest: str) -> bool:
    return _a_code(place, rest) or bool(mistyped(rest.partition(" ")[0], FIELD_TITLES, _MISTYPED))


def _an_explanation(place: Place, rest: str) -> bool:
    """Of a figure that is named, or of what is asked of the row, or of the one before it."""
    asked = place.rows_asked(lambda query: query.level is Level.QUERY)
    return _a_code(place, rest) or next(asked, None) is not None


def _a_reason(place: Place, _rest: str) -> bool:
    """Words take nothing to withdraw; a reason why there are none can be."""
    return place.row is not None and place.session.statement(place.row.subject) is not None


def _a_role_and_day(place: Place, rest: str) -> bool:
    return is_day(rest.rpartition(",")[2], place.session.desk.today)


def _a_setting(place: Place, rest: str) -> bool:
    try:
        configuring.setting(place.session.desk, rest.partition(" ")[0])
    except UserError:
        return False
    return True


def _a_path(_place: Place, rest: str) -> bool:
    """What exists, or a new folder that is named with the one it is to be in."""
    path = Path(rest).expanduser()
    return path.exists() or (path.parent != Path() and path.parent.is_dir())


_TAKEN: Final[Mapping[str, Takes]] = {
    "priority": _a_number,
    "headline": _a_number,
    "status": _a_number,
    "rows": lambda _, rest: rest.casefold() == "awaited",
    "find": lambda place, rest: _a_code(place, rest) or bool(found_words(place.session, rest)),
    "partner": _a_partner,
    "quarter": _a_quarter,
    "comment": _a_field,
    "nothing": lambda _, rest: rest.casefold().rstrip(".") in ("no", "to report"),
    "withdraw": _a_reason,
    "show": _a_code,
    "explain": _an_explanation,
    "agreed": _a_role_and_day,
    "send": _a_path,
    "pack": _a_path,
    "issue": _a_path,
    "returns": _a_path,
    "settings": _a_setting,
    "glossary": lambda _, rest: rest.casefold() in {term.casefold() for term in glossary()},
    "save-as": lambda place, _: place.session.desk.store.around.moved,
}


def _is_command_line(place: Place, name: str, rest: str) -> bool:
    """Whether a command's name is followed by its second word, a code, a path or the number of something."""
    first = rest.partition(" ")[0]
    of_it = commands.is_command(f"{name} {first}") or _a_code(place, first) or _a_path(place, first)
    return not rest or of_it or rest.isdecimal()
