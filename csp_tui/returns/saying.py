"""What the rows of a return say: each as a statement or a text with its subject, where it stands, and its bases.

What is said of one subject is read whole or not at all, by the one validator that all entry shares. Whether it
counts is decided by the merge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from csp_tui.domain.commentary import NOTHING_TO_REPORT, TextError, clean_text
from csp_tui.domain.entries import Entry, EntryError, read_entry
from csp_tui.domain.fields import ANSWER, EXPLAINED, FIGURE, HEADLINE, LONGEST_LABEL, NOTE, write_object
from csp_tui.domain.measures import Indicator, Measure, Plan, PlanError
from csp_tui.domain.quarters import Quarter
from csp_tui.returns.cells import cited
from csp_tui.returns.layout import (
    CHECKS_GRID,
    COMMENTARY_GRID,
    FIGURES_GRID,
    KEY_JOIN,
    LED_GRID,
    QUESTIONS_GRID,
    RETURN_GRID,
    YES,
)
from csp_tui.returns.marking import Marks
from csp_tui.returns.records import Emptied, ReturnedItem, UnknownRow, Unread
from csp_tui.returns.tables import Row
from csp_tui.storage.contents import id_of_said, said_hash
from csp_tui.storage.records import Content, Origin, Subject

_Behind = Mapping[str, tuple[str, ...]]

_ANSWERS: Final = ("value", "numerator", "denominator", "rolling_year", "blank")
_FIGURE: Final = ("value", "numerator", "denominator")  # without one of them only a rolling year answers


class Said(Struct):
    """What is said in a return, as it is gathered row by row."""

    items: list[ReturnedItem] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unknown: list[UnknownRow] = field(default_factory=list)
    emptied: list[Emptied] = field(default_factory=list)


class Frame(Struct, frozen=True):
    """What the rows of a return are read in.

    `partnership` is the id under which everything is stored, `partner` the one for whom the whole return answers.
    """

    file: str
    plan: Plan
    partnership: str
    marks: Marks
    quarter: Quarter
    partner: str | None

    def behind(self, row: Row) -> _Behind:
        """The revisions behind the prefilled cells of a row, by field."""
        return self.marks.bases.get((row.grid.sheet, KEY_JOIN.join(row.key)), {})

    def cleared(self, row: Row) -> _Behind:
        """The revisions behind the cells of a row that stood empty when the form was made, by field."""
        return self.marks.cleared.get((row.grid.sheet, KEY_JOIN.join(row.key)), {})

    @property
    def of_this_plan(self) -> bool:
        """Whether ids without a mark mean what they mean in this plan; another year's plan uses them anew."""
        return self.marks.text("plan") in ("", self.plan.id)


def said(frame: Frame, rows: Iterable[Row]) -> Said:
    """Everything that the rows say."""
    found = Said()
    for row in rows:
        _read_row(frame, row, found)
    _settle_repeated(found)
    stated = {item.subject for item in found.items}
    found.emptied = [emptied for emptied in found.emptied if emptied.subject not in stated]
    return found


class _UnclearError(Exception):
    """Something that cannot be read; `field` is the entry that has to be put right, '' where it is the row's id."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class _Saying(Struct, frozen=True):
    """The cells of a row that together say one thing of one subject, and how they are read.

    `fields` begins with the one whose cell stands for all; one of `answers` must be filled for anything to be said.
    """

    subject: Subject
    returned_for: str
    label: str
    fields: Sequence[str]
    answers: Sequence[str]
    read: Callable[[Mapping[str, str]], Content]
    unit: str = ""


def _read_row(frame: Frame, row: Row, found: Said) -> None:
    sayings, behind = _SAYINGS.get(row.grid.sheet), frame.behind(row)
    for column, (heading, text) in row.strange.items():
        no_such = f'The form has no column headed "{heading}"' if heading else "This column has no heading"
        reason = f"{no_such}; put its heading back, or the text where it belongs."
        label = next((part for part in row.key if part), "")
        found.unread.append(Unread(Origin(frame.file, row.sheet, row.cell_in(column)), label, text, reason))
    if sayings is None or not (row.entries or behind):
        return
    try:
        for saying in sayings(frame, row):
            _read_saying(frame, row, saying, behind, found)
    except (PlanError, _UnclearError) as error:
        _unplaced(frame, row, str(error), found)


def _unplaced(frame: Frame, row: Row, reason: str, found: Said) -> None:
    """A row of which it is not known what it speaks of: a person may say so where it holds figures."""
    label = next((part for part in row.key if part), "")
    if row.grid is RETURN_GRID and row.entries:
        entry = _entry({name: entered.shown for name, entered in row.entries.items()})
        origin = Origin(frame.file, row.sheet, row.cell(next(iter(row.entries))))
        found.unknown.append(UnknownRow(origin, row.key[0], row.title, entry, row.key[1]))
        return
    for name, entered in row.entries.items():
        found.unread.append(Unread(_origin(frame, row, name), label, entered.shown, reason))


def _read_saying(frame: Frame, row: Row, saying: _Saying, behind: _Behind, found: Said) -> None:
    cells = {name: row.entries[name] for name in saying.fields if name in row.entries}
    bases = tuple(dict.fromkeys([id for name in saying.fields if name in behind for id in behind[name]]))
    found_in = {name: entered.fault_in(saying.unit) for name, entered in cells.items()}
    faults = {name: fault for name, fault in found_in.items() if fault is not None}
    for name, fault in faults.items():
        why = f"{fault}{_waiting_with_it(row, saying, faults)}"
        found.unread.append(Unread(_origin(frame, row, name), saying.label, cells[name].shown, why))
    if faults:
        return
    origin = _origin(frame, row, next(iter(cells), saying.fields[0]))
    if bases and not any(name in cells for name in saying.answers):
        found.emptied.append(Emptied(saying.subject, origin, saying.label, bases[0]))
    elif cells:
        try:
            content = saying.read({name: entered.text or "" for name, entered in cells.items()})
        except _UnclearError as unclear:
            name = unclear.field if unclear.field in cells else next(iter(cells))
            why = f"{unclear}{_waiting_with_it(row, saying, [name])}"
            found.unread.append(Unread(_origin(frame, row, name), saying.label, cells[name].shown, why))
            return
        if content is not None or bases:
            cleared = frame.cleared(row) if not bases else {}
            based_on = bases or tuple([id for name in saying.fields if name in cleared for id in cleared[name]])
            item = _item(frame, saying, content, origin, based_on)
            lost = next((name for name in _FIGURE if name in behind), "") if saying.answers is _ANSWERS else ""
            if lost and not any(name in cells for name in (*_FIGURE, "blank")):
                item = replace(item, emptied=True, origin=_origin(frame, row, lost))
            found.items.append(item)


def _waiting_with_it(row: Row, saying: _Saying, unread: Collection[str]) -> str:
    """That an answer which can be read is not taken in either, as a row is one statement."""
    read = [name for name in saying.answers if name in row.entries and name not in unread]
    waiting = ", ".join(f"{row.grid.heading(name)} {cited(row.entries[name].shown)}" for name in read)
    return f" What else its row answers waits with it: {waiting}." if waiting else ""


def _item(frame: Frame, saying: _Saying, content: Content, origin: Origin, behind: tuple[str, ...]) -> ReturnedItem:
    """What is said, based on what stood in its cells; what nobody touched is the revision that stood there."""
    subject, who, label, hashed = saying.subject, saying.returned_for, saying.label, said_hash(content)
    if not frame.marks.whole:
        return ReturnedItem(subject, content, who, None, origin, label, said=hashed)
    for id in behind:
        old = frame.marks.behind.get(id)
        if old and id_of_said(old.sender, frame.partnership, subject, hashed, old.bases) == id:
            return ReturnedItem(
                subject, content, who, old.bases, origin, label, old.sender, old.author, old.at, hashed, id
            )
    return ReturnedItem(subject, content, who, behind, origin, label, said=hashed)


def _origin(frame: Frame, row: Row, name: str) -> Origin:
    return Origin(frame.file, row.sheet, row.cell(name))


# What each table says


def _figures(frame: Frame, row: Row) -> Iterator[_Saying]:
    """A row of measures makes one statement of all its cells."""
    subject, measure = _measure(frame, row)
    partner = _partner(frame, row, measure.suppliers)
    fields = tuple(row.grid.entries.values())

    def read(texts: Mapping[str, str]) -> Content:
        try:
            return read_entry(measure, _entry(texts), frame.quarter, None)
        except EntryError as error:
            raise _UnclearError(error.field, str(error)) from error

    about = subject or Subject(measure.uid, str(frame.quarter), measure.answerer(partner))
    yield _Saying(about, partner, row.key[0], fields, _ANSWERS, read, measure.unit)


def _entry(texts: Mapping[str, str]) -> Entry:
    given: dict[str, Any] = dict(texts)
    if "provisional" in given:
        given["provisional"] = given["provisional"] == YES
    return Entry(**given)


def _commentary(frame: Frame, row: Row) -> Iterator[_Saying]:
    """Each cell of commentary is a field of its own."""
    subject, indicator = _indicator(frame, row)
    voice = _partner(frame, row, indicator.partners)
    for name in dict.fromkeys((*row.entries, *frame.behind(row))):
        about = replace(subject, field=name) if subject else Subject(indicator.uid, str(frame.quarter), voice, name)
        yield _Saying(
            about, voice, row.key[0], (name,), (name,), _nothing if name == NOTHING_TO_REPORT else _words(name)
        )


def _words(name: str) -> Callable[[Mapping[str, str]], Content]:
    def read(texts: Mapping[str, str]) -> Content:
        return _cleaned(texts, name) or None

    return read


def _nothing(texts: Mapping[str, str]) -> Content:
    """No is said by leaving the cell empty too; where yes stood it takes that back."""
    return YES if texts[NOTHING_TO_REPORT] == YES else None


def _other_figures(frame: Frame, row: Row) -> Iterator[_Saying]:
    subject, indicator = _indicator(frame, row)
    voice = _partner(frame, row, indicator.partners)
    label = " ".join(clean_text(row.key[2]).split())
    if not label or len(label) > LONGEST_LABEL:
        raise _UnclearError(
            "", f"Say under What is counted what this figure is, in at most {LONGEST_LABEL} characters."
        )

    def read(texts: Mapping[str, str]) -> Content:
        if "value" not in texts:
            raise _UnclearError("prior", f"{label} has an earlier figure but none for this quarter; type that too.")
        return write_object({"label": label, "value": _cleaned(texts, "value"), "prior": _cleaned(texts, "prior")})

    about = subject or Subject(indicator.uid, str(frame.quarter), voice, f"{FIGURE}{label}")
    yield _Saying(about, voice, row.key[0], ("value", "prior"), ("value",), read)


def _answers(frame: Frame, row: Row) -> Iterator[_Saying]:
    """Which figure a question is about stands in the marks alone."""
    subject = _marked(frame, row)
    if subject is None:
        raise _UnclearError(
            "", f'It is not known what "{row.key[0]}" asks, as this form\'s hidden sheet is gone or changed.'
        )
    voice = _partner(frame, row, ())
    about = replace(subject, field=subject.field or f"{ANSWER}{row.key[0]}")
    yield _Saying(about, voice, row.key[0], ("answer",), ("answer",), _words("answer"))


def _explanations(frame: Frame, row: Row) -> Iterator[_Saying]:
    """An explanation holds for the revision that was queried, and lapses with it."""
    subject, of = _marked(frame, row), None
    if subject is not None:
        of = frame.marks.explained.get((row.grid.sheet, KEY_JOIN.join(row.key))) or None
        partner = _partner(frame, row, ())
    else:
        measure = _measure(frame, row)[1]
        partner = _partner(frame, row, measure.suppliers)
        subject = Subject(measure.uid, str(frame.quarter), measure.answerer(partner), f"{EXPLAINED}{row.key[2]}")

    def read(texts: Mapping[str, str]) -> Content:
        return write_object({"text": _cleaned(texts, "explanation"), "of": of})

    yield _Saying(subject, partner, row.key[0], ("explanation",), ("explanation",), read)


def _led(frame: Frame, row: Row) -> Iterator[_Saying]:
    """A headline paragraph is said together with who agreed it; progress by itself."""
    subject = _marked(frame, row) or _led_subject(frame, row.key[0])
    if subject.field == NOTE:
        yield _Saying(subject, "", row.key[0], ("text",), ("text",), _words("text"))
        return

    def read(texts: Mapping[str, str]) -> Content:
        if "text" not in texts:
            raise _UnclearError("agreed_by", f"{row.key[0]} says who agreed its headline paragraph, but has none.")
        return write_object({"text": _cleaned(texts, "text"), "agreed_by": _cleaned(texts, "agreed_by")})

    yield _Saying(subject, "", row.key[0], ("text", "agreed_by"), ("text",), read)


def _led_subject(frame: Frame, item: str) -> Subject:
    if not frame.of_this_plan:
        raise _UnclearError("", f'"{item}" is not in the {frame.plan.year} plan.')
    for priority in frame.plan.priorities:
        if frame.plan.labels[priority.uid].casefold() == item.casefold():
            return Subject(priority.uid, str(frame.quarter), "", HEADLINE)
    return Subject(frame.plan.deliverable(item).id, str(frame.quarter), "", NOTE)


_SAYINGS: Final[Mapping[str, Callable[[Frame, Row], Iterator[_Saying]]]] = {
    RETURN_GRID.sheet: _figures,
    COMMENTARY_GRID.sheet: _commentary,
    FIGURES_GRID.sheet: _other_figures,
    QUESTIONS_GRID.sheet: _answers,
    CHECKS_GRID.sheet: _explanations,
    LED_GRID.sheet: _led,
}


def _marked(frame: Frame, row: Row) -> Subject | None:
    return frame.marks.subjects.get((row.grid.sheet, KEY_JOIN.join(row.key)))


def _measure(frame: Frame, row: Row) -> tuple[Subject | None, Measure]:
    """A row's subject, if it is marked, and its measure: by its lasting identity before its label."""
    subject = _marked(frame, row)
    if subject is not None and subject.about in frame.plan.by_uid:
        return subject, frame.plan.by_uid[subject.about]
    if subject is not None or not frame.of_this_plan:
        raise _UnclearError("", f'"{row.key[0]}" is not in the {frame.plan.year} plan.')
    return None, frame.plan.measure(row.key[0])


def _indicator(frame: Frame, row: Row) -> tuple[Subject | None, Indicator]:
    subject = _marked(frame, row)
    if subject is not None and subject.about in frame.plan.indicators_by_uid:
        return subject, frame.plan.indicators_by_uid[subject.about]
    if subject is not None or not frame.of_this_plan:
        raise _UnclearError("", f'"{row.key[0]}" is not in the {frame.plan.year} plan.')
    return None, frame.plan.indicator(row.key[0])


def _partner(frame: Frame, row: Row, only: Sequence[str]) -> str:
    """For whom a row answers: the partner it names, else that of the whole return, else the only one there is."""
    if row.key[1]:
        return frame.plan.partner(row.key[1])
    if frame.partner is not None:
        return frame.partner
    if len(only) == 1:
        return only[0]
    raise _UnclearError("", "This row does not say for which partner it answers.")


def _cleaned(texts: Mapping[str, str], name: str) -> str | None:
    if name not in texts:
        return None
    try:
        return clean_text(texts[name])
    except TextError as error:
        raise _UnclearError(name, str(error)) from error


def _settle_repeated(found: Said) -> None:
    """Rows that say the same of one subject count once; of those that differ nobody knows which is meant."""
    by_subject: dict[tuple[Subject, str], list[ReturnedItem]] = defaultdict(list)
    for item in found.items:
        by_subject[item.subject, item.returned_for].append(item)
    if len(by_subject) == len(found.items):
        return
    found.items = []
    for items in by_subject.values():
        if all(item.content == items[0].content for item in items):
            found.items.append(items[0])
            continue
        for item in items:
            others = ", ".join(f"{o.origin.sheet}!{o.origin.cell}" for o in items if o is not item)
            reason = f"{item.measure} stands here and in {others}, and they differ; keep the row that is meant."
            found.unread.append(Unread(item.origin, item.measure, "", reason))
