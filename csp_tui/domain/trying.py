"""Trying several figures out together: what each would become and what is refused, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.book import Book, Stated
from csp_tui.domain.entries import Entry, EntryError, entry_of, read_entry
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus
from csp_tui.domain.statements import Statement

_DIFFERS = "What came in of this figure differs, and nothing is stored over it: say first which counts."
_YES = ("yes", "y", "true", "1", "provisional")
_NO = ("no", "n", "false", "0", "final")


class Typed(Struct, frozen=True):
    """What is to be entered of one figure: texts by the fields of an `Entry`, as typed.

    `otherwise` is the name that stood beside a pasted one where that is not the name of this figure's row.
    """

    measure: Measure
    partner: str
    texts: Mapping[str, str]
    otherwise: str = ""


class Tried(Struct, frozen=True):
    """One figure tried out. `taken` is what can be stored of it, `refused` says of the other fields why not.

    `becomes` is the statement that it would make of the one `before`, None where nothing can be stored; `status` is
    the figure assessed as it would stand with everything tried beside it.
    """

    typed: Typed
    taken: Entry
    refused: Mapping[str, str]
    before: Statement | None
    becomes: Statement | None
    status: MeasureStatus

    @property
    def says_nothing_new(self) -> bool:
        """Whether it stands so already."""
        return self.becomes is not None and self.becomes == self.before


class _Read(Struct):
    """One figure's texts, read."""

    taken: Entry = field(default_factory=Entry)
    refused: dict[str, str] = field(default_factory=dict)
    becomes: Statement | None = None


def try_out(
    book: Book, several: Iterable[Typed], by: str | None = None, *, today: date | None = None
) -> tuple[Tried, ...]:
    """Each as it would stand if all that can be stored of them were: read by the validator that storing uses.

    Of a figure that differs nothing can be stored: somebody has to decide, and say why.
    """
    found = []
    for typed in several:
        stated = book.stated(typed.measure, typed.partner)
        before = stated.statement if stated is not None else None
        differs = (typed.measure.uid, typed.measure.answerer(typed.partner)) in book.conflicts
        refused = _Read(refused=dict.fromkeys(typed.texts, _DIFFERS)) if differs else None
        read = refused or _read(book, typed, before, today)
        if read.becomes is not None and read.becomes != before:
            book = book.with_statement(typed.measure, typed.partner, Stated(read.becomes, by=by))
        found.append((typed, read, before))
    return tuple(
        Tried(typed, read.taken, read.refused, before, read.becomes, assess_measure(book, typed.measure, typed.partner))
        for typed, read, before in found
    )


def _read(book: Book, typed: Typed, before: Statement | None, today: date | None) -> _Read:
    """Leave out one field after another that is refused, until what is left can stand."""
    texts, read = dict(typed.texts), _Read()
    while texts:
        try:
            read.taken = _entry(typed.measure, texts)
            read.becomes = read_entry(typed.measure, read.taken, book.quarter, before, today=today)
        except EntryError as error:
            for name in _at_fault(error.field, texts):
                read.refused[name] = str(error)
                del texts[name]
        else:
            return read
    read.taken = Entry()
    return read


def can_stand(typed: Typed, quarter: Quarter) -> bool:
    """Whether all that is typed of a figure could be stored where nothing stands yet."""
    try:
        read_entry(typed.measure, _entry(typed.measure, typed.texts), quarter, None)
    except EntryError:
        return False
    return True


def _at_fault(name: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that a refusal takes away: the one it names, the two parts typed in one, else all that are left."""
    if name in texts:
        return (name,)
    return ("value",) if name in ("numerator", "denominator") and "value" in texts else tuple(texts)


def _entry(measure: Measure, texts: Mapping[str, str]) -> Entry:
    """The texts as an entry; a figure's own text may hold the two parts of a ratio."""
    entry = entry_of(measure, "value", texts["value"]) if "value" in texts else Entry()
    rest: dict[str, str] = {name: text for name, text in texts.items() if name not in ("value", "provisional")}
    return replace(entry, **rest, provisional=_provisional(texts.get("provisional")))


def _provisional(text: str | None) -> bool | None:
    if text is None:
        return None
    said = text.strip().casefold()
    if said not in (*_YES, *_NO):
        raise EntryError("provisional", f'"{text.strip()[:40]}" is neither yes nor no.')
    return said in _YES
