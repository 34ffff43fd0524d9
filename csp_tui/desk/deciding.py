"""Settling figures that differ, each decision with its reason: conflicts, conflict_named, resolve, sum_of, standing ...

Nothing is decided by looking, and there is no default choice. What is to check is settled in `accepting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.closing import refuse_closed
from csp_tui.desk.collecting import without_collecting
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.reading import open_book
from csp_tui.desk.waiting import about_figure, decision_note, label
from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.book import COMMENTARY_FIELDS
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.entries import Entry, read_entry
from csp_tui.domain.errors import UserError, cited
from csp_tui.domain.fields import ANSWER, NOTE
from csp_tui.domain.measures import Kind
from csp_tui.domain.numbers import Figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus
from csp_tui.domain.statements import FIGURE_FIELDS, Statement
from csp_tui.returns.telling import conflict_id, in_words, source
from csp_tui.storage.heads import common_base
from csp_tui.storage.records import RESOLVE, STATEMENT, Content, Draft, Head, Subject

_LONGEST: Final = 60  # characters of a side, in the note of a decision
_OTHER_TIMES: Final = ("rolling_year", "rolling_year_prior", "prior")
_BESIDE: Final = (*_OTHER_TIMES, "period_from", "period_to", "extracted", "area", "provisional")


class DecisionError(UserError):
    """A decision that cannot be taken so; the message says what to do."""


# -- figures that differ ---------------------------------------------------------------------------------------------


class Side(Struct, frozen=True):
    """One of the contents that stand against each other, by letter, with the newest who says so and all sources."""

    side: str
    value: str
    content: Content
    partner: str
    by: str
    at: datetime
    file: str
    sources: tuple[str, ...]


class Conflict(Struct, frozen=True):
    """A subject of which contents that differ stand. `base` is what all sides were based on, if anything was."""

    id: str
    subject: Subject
    measure: str
    quarter: str
    partner: str
    base: str | None
    sides: tuple[Side, ...]


@without_collecting()
def conflicts(desk: Desk, quarter: Quarter | None = None) -> tuple[Conflict, ...]:
    """Everything that differs, in one quarter or in all."""
    view = desk.store.view(desk.partnership)
    return tuple(conflict(desk, subject) for subject in view.conflicts(None if quarter is None else str(quarter)))


def subjects_that_differ(desk: Desk) -> tuple[Subject, ...]:
    """What differs, in all quarters; `conflict` reads the sides of one."""
    return tuple(desk.store.view(desk.partnership).conflicts())


@without_collecting()
def conflict(desk: Desk, subject: Subject) -> Conflict:
    """One subject with its sides, in an order that does not depend on which came first."""
    view = desk.store.view(desk.partnership)
    known = view.known([subject])
    heads = view.heads(known)[subject]
    sides: dict[str, list[Head]] = {}
    for head in sorted(heads, key=lambda head: (head.returned_for, head.author, head.revision)):
        sides.setdefault(head.said, []).append(head)
    base = view.stored(common_base([one.link for one in known[subject]], [head.revision for head in heads]))
    told = [in_words(subject.field, head.content) for head in base.values()]
    return Conflict(
        conflict_id(subject),
        subject,
        label(desk, subject.about),
        subject.quarter,
        subject.partner,
        " or ".join(sorted(set(told))) or None,
        tuple(_side(_letter(place), group) for place, group in enumerate(sides.values())),
    )


def _letter(place: int) -> str:
    """A, B ... Z, then 27, 28 ..."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _side(letter: str, heads: Sequence[Head]) -> Side:
    head = heads[-1]
    return Side(
        letter,
        in_words(head.subject.field, head.content),
        head.content,
        ", ".join(dict.fromkeys(h.returned_for for h in heads if h.returned_for)),
        head.author,
        head.at,
        head.origin.file if head.origin else "",
        tuple(source(h) for h in heads),
    )


def conflict_named(desk: Desk, id: str) -> Conflict:
    """The conflict of an id, or of its beginning; raises DecisionError."""
    wanted = id.strip().casefold()
    subjects = desk.store.view(desk.partnership).conflicts()
    found = [subject for subject in subjects if wanted and conflict_id(subject).startswith(wanted)]
    if len(found) == 1:
        return conflict(desk, found[0])
    listed = ", ".join(conflict_id(subject) for subject in (found or subjects)[:5]) or "none"
    raise DecisionError(f'No single conflict is called "{id.strip()[:40]}"; there are {listed}.')


def resolve(
    desk: Desk,
    id: str,
    *,
    reason: str,
    take: str | None = None,
    add: bool = False,
    state: Content = None,
    beside: Statement | None = None,
) -> Conflict:
    """Settle a conflict: take a side by its letter, add the sides up, or state something else; with a reason.

    Where what a side `leaves_out` is given, it stays `beside` the side that is taken. The decision is based on all
    sides, so none of them comes back. Gives the conflict as it was. Raises DecisionError.
    """
    why = clean_text(reason)
    if not why:
        raise DecisionError("Say why: a reason is kept beside every decision.")
    if (take is not None) + add + (state is not None) != 1:
        raise DecisionError("Take one side, add the sides up, or state another figure: one of the three.")
    found = conflict_named(desk, id)
    if take is not None:
        side = _side_named(found, take)
        content, partner, how = side.content, side.partner, f"{cited(side.value, _LONGEST)} ({side.by}) taken"
        if beside is not None and isinstance(content, Statement):
            content, how = _with(content, beside), f"{how}, with what is said beside the others"
    elif add:
        content, partner, how = sum_of(desk, found), "", "sides added up"
    else:
        content, partner, how = state, found.partner, "stated anew"
    note = decision_note(about_figure(found.measure, found.quarter), how, why)
    desk.store.append(
        desk.partnership,
        [Draft(found.subject, content, partner)],
        kind=RESOLVE,
        author=desk.by,
        at=now(),
        note=note,
        plan_version=desk.plan.version,
        guard=refuse_closed,
    )
    return found


def said_beside(found: Conflict) -> Statement | None:
    """What the sides say beside their figures and do not contradict each other in; None where that is nothing."""
    said = [side.content for side in found.sides if isinstance(side.content, Statement)]
    given = {name: {value for one in said if (value := getattr(one, name)) is not None} for name in _BESIDE}
    agreed = {name: values.pop() for name, values in given.items() if len(values) == 1}
    return Statement(**agreed) if agreed else None


def leaves_out(found: Conflict, letter: str) -> Statement | None:
    """The rolling years, and the figure a year before, of the other sides that do not contradict each other in them.

    None where they have nothing that this one lacks, or it says why there is no figure. A period and the like are of
    the other figure alone.
    """
    content, beside = _side_named(found, letter).content, said_beside(found)
    if beside is None or not isinstance(content, Statement) or content.blank is not None:
        return None
    missing = {name: getattr(beside, name) for name in _OTHER_TIMES if getattr(content, name) is None}
    return Statement(**missing) if any(value is not None for value in missing.values()) else None


def taken_with(found: Conflict, letter: str, beside: Statement) -> str:
    """A side in words as it counts with what it `leaves_out` beside it."""
    content = _side_named(found, letter).content
    return in_words(found.subject.field, _with(content, beside) if isinstance(content, Statement) else content)


def _with(content: Statement, beside: Statement) -> Statement:
    given = {name: value for name in _OTHER_TIMES if (value := getattr(beside, name)) is not None}
    return replace(content, **given)


def stated_anew(
    desk: Desk, found: Conflict, entry: Entry, text: str = "", *, beside: Statement | None = None
) -> Content:
    """What is to count in place of all sides: a typed statement for a measure, a text for words.

    Where what was `said_beside` the sides' figures is given, it stays beside the typed one.

    Raises EntryError as entering does, DecisionError where the other of the two is asked for.
    """
    field, measure = found.subject.field, desk.plan.by_uid.get(found.subject.about)
    if field == STATEMENT and measure is not None and not text:
        return read_entry(measure, entry, Quarter.parse(found.quarter), beside, today=desk.today)
    cleaned = clean_text(text)
    takes_text = field in (*COMMENTARY_FIELDS, NOTE) or field.startswith(ANSWER)
    if takes_text and cleaned:
        return cleaned
    wanted = "a figure" if field == STATEMENT else "a text" if takes_text else "taking one of the sides"
    raise DecisionError(f"What differs in {found.measure} is settled by {wanted}.")


def standing(desk: Desk, settled: Conflict) -> MeasureStatus | None:
    """How a measure stands, once what differed is settled; None where it was a text that differed."""
    measure = desk.plan.by_uid.get(settled.subject.about)
    if measure is None or settled.subject.field != STATEMENT:
        return None
    return assess_measure(open_book(desk, Quarter.parse(settled.quarter)), measure, settled.partner or None)


def _side_named(found: Conflict, letter: str) -> Side:
    wanted = letter.strip().upper()
    for side in found.sides:
        if side.side == wanted:
            return side
    letters = ", ".join(side.side for side in found.sides) or "none"
    raise DecisionError(f'{found.measure} has no side "{letter.strip()[:20]}"; there are {letters}.')


def sum_of(desk: Desk, found: Conflict) -> Statement:
    """The sides of different partners added up, with what they agree on beside the figures.

    Raises DecisionError where adding them up makes no sense.
    """
    measure = desk.plan.by_uid.get(found.subject.about)
    said = [side.content for side in found.sides if isinstance(side.content, Statement)]
    if measure is None or measure.kind is not Kind.COUNT or len(said) < len(found.sides) or not said:
        raise DecisionError(
            f"{found.measure} cannot be added up: only counts can. Take a side, or state another figure."
        )
    partners = [side.partner for side in found.sides]
    if len(set(partners)) < len(partners) or not all(partners):
        raise DecisionError(
            f"The sides of {found.measure} are not of different partners, so adding them would count twice; take one."
        )
    common = {
        name: getattr(said[0], name)
        for name in Statement.__struct_fields__
        if len({getattr(s, name) for s in said}) == 1
    }
    return Statement(**{**common, **{name: _added(found, name, said) for name in FIGURE_FIELDS}})


def _added(found: Conflict, name: str, said: Iterable[Statement]) -> Figure | None:
    figures: list[Figure | None] = [getattr(one, name) for one in said]
    given = [figure for figure in figures if figure is not None]
    if len(given) < len(figures):
        if name == "value":
            raise DecisionError(f"Not every side of {found.measure} has a figure; state the sum instead.")
        return None
    if not all(figure.exact for figure in given):
        raise DecisionError(f"A side of {found.measure} is not an exact figure; state the sum instead.")
    return Figure(sum((figure.number for figure in given[1:]), start=given[0].number))
