"""The Summary sheet: the quarter on one A4 page, which says less of each thing before it gets too small to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct

from csp_tui.domain.measures import Priority
from csp_tui.domain.overview import total
from csp_tui.packs import actions, changes
from csp_tui.packs.highlights import asks, awaited_by_partner, best_improvement, changed_colour, worst
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import NOT_AVAILABLE, commentary_sheet, short_date, short_name
from csp_tui.workbooks.layout import Column, Line, Number, Paper, Sheet, Table, Tone, Value
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.printing import LEGIBLE, fitted_scale
from csp_tui.workbooks.text import cleaned

_AWAITED_CHARACTERS = 340


class Room(Struct, frozen=True):
    """How much is said of what was written: characters of a text, and how many asks and actions are listed."""

    headline: int
    asks: int
    ask: int
    actions: int
    action: int


_ROOMS = (  # from what a usual quarter needs to what always fits
    Room(headline=420, asks=8, ask=300, actions=8, action=190),
    Room(headline=300, asks=6, ask=190, actions=6, action=190),
    Room(headline=280, asks=5, ask=190, actions=4, action=95),
    Room(headline=190, asks=4, ask=95, actions=3, action=95),
    Room(headline=95, asks=2, ask=95, actions=1, action=95),
)
HEADLINE_USUALLY, HEADLINE_ALWAYS = _ROOMS[0].headline, _ROOMS[-1].headline  # for who writes one, in characters
ASK_USUALLY = _ROOMS[0].ask


def summary(view: PackView, notes: Notebook) -> Sheet:
    """Lines for the whole, for each priority and for what is asked, above a table of counts."""
    return on_one_page(lambda room: _summary(view, notes, room))


def on_one_page(made: Callable[[Room], Sheet]) -> Sheet:
    """A sheet made with as much room as leaves it legible on its one page."""
    sheets = (made(room) for room in _ROOMS)
    return next((sheet for sheet in sheets if fitted_scale(sheet) >= LEGIBLE), made(_ROOMS[-1]))


def _summary(view: PackView, notes: Notebook, room: Room) -> Sheet:
    status = view.content.status
    lines = [Line(f"{status.sentence} {notes.tag(Note.RATING)}")]
    changed = changes.counted(view)
    if changed:
        lines.append(Line(changed))
    for priority in status.plan.priorities:
        lines.append(Line(f"Priority {priority.number}: {priority.heading}", Tone.HEADING))
        lines.extend(Line(text) for text in _of_priority(view, priority, room))
    lines.append(Line("Decisions asked of the group", Tone.HEADING))
    lines.extend(Line(text) for text in _asked(view, notes, room))
    lines.append(Line("Actions from last time", Tone.HEADING))
    lines.extend(Line(text) for text in _actions(view, room))
    lines.append(Line("Awaited", Tone.HEADING))
    lines.append(Line(_awaited(view)))
    return Sheet(
        name="Summary",
        title=f"Summary: {status.quarter.label}",
        holds="This sheet contains one table, of counts by priority, below the lines that say what matters.",
        paper=Paper.A4_PORTRAIT,
        lines=tuple(lines),
        table=counts(view),
        one_page=True,
    )


def _of_priority(view: PackView, priority: Priority, room: Room) -> Iterator[str]:
    yield from headline(view, priority, room)
    own = view.of_priority(priority.number)
    if not own:
        yield _progress(view, priority)
        return
    yield shortened(worst(own), 2 * room.headline, "all of it on Exceptions")
    best = best_improvement(own)
    if best:
        yield best
    yield changed_colour(view, own)


def headline(view: PackView, priority: Priority, room: Room) -> Iterator[str]:
    """What the lead of a priority says of the quarter, and who agreed it where that is told."""
    written = view.content.status.headlines.get(priority.number)
    if written is not None and written.text.strip():
        text = shortened(cleaned(written.text), room.headline, f"in full on {commentary_sheet(priority.number)}")
        agreed = short_name(written.agreed_by or "")
        yield f"{text} (agreed by {agreed})" if agreed else text


def _progress(view: PackView, priority: Priority) -> str:
    """What there is to say of a priority that has deliverables only."""
    every = [one for one in view.content.status.plan.deliverables if one.priority == priority.number]
    reported = {
        note.deliverable.id for note in view.content.deliverables if note.deliverable.priority == priority.number
    }
    return f"The plan has no indicators here. Progress was reported on {len(reported)} of {len(every)} deliverables."


def _asked(view: PackView, notes: Notebook, room: Room) -> Iterator[str]:
    found = asks(view)
    for ask in found[: room.asks]:
        code, priority = ask.indicator.indicator.code, ask.indicator.indicator.priority
        text = shortened(ask.text, room.ask, f"in full on {commentary_sheet(priority)}")
        tag = f" {notes.tag(Note.TO_CHECK)}" if ask.to_check and view.content.draft else ""
        yield f"{code}, {ask.partner}: {text}{tag}"
    if len(found) > room.asks:
        yield f"And {len(found) - room.asks} more, under Ask of the SEG on the Commentary sheets."
    if not found:
        yield "No partner asks the group for a decision."


def _actions(view: PackView, room: Room) -> Iterator[str]:
    listed = actions.in_order(view)
    more = " All of them are on Actions." if len(listed) > room.actions else ""
    yield f"{actions.counted(view)}{more}"
    for action in listed[: room.actions]:
        owner = short_name(action.owner)
        how = actions.standing(view, action)
        when = f"due {short_date(action.due)}" if action.done is None else short_date(action.done)
        yield shortened(f"{how}, {when}, {owner}: {cleaned(action.text)}", room.action, "in full on Actions")


def _awaited(view: PackView) -> str:
    waiting = awaited_by_partner(view)
    if not waiting:
        return "Nothing is awaited."
    listed = ", ".join(f"{partner} {count}" for partner, count in waiting)
    return shortened(f"Indicators with an answer awaited: {listed}.", _AWAITED_CHARACTERS, "all on the Awaited sheet")


def counts(view: PackView) -> Table:
    """How the indicators of each priority stand: what can be rated in all its columns, then what is for information."""
    status = view.content.status
    rows = [
        (
            f"{priority.number}. {priority.title}",
            short_name(view.content.leads.get(priority.number, "")) or f"{NOT_AVAILABLE} none named",
            *_tally(view.of_priority(priority.number)),
        )
        for priority in status.plan.priorities
    ]
    rows.append(("All priorities", "All leads", *_tally(view.indicators)))
    columns = (
        Column("Priority", 21),
        Column("Lead", 18),
        Column("Can be rated", 8),
        Column("Red", 5.5),
        Column("Amber", 7.5),
        Column("Green", 7.5),
        Column("Not rated", 7.5),
        Column("Awaited", 9.5),
        Column("For information", 12.5),
        Column("Of these awaited", 9),
    )
    return Table("Summary_by_priority", columns, tuple(rows))


def _tally(own: tuple[IndicatorView, ...]) -> tuple[Value, ...]:
    told = total(view.status for view in own if view.indicator.rateable)
    information = total(view.status for view in own if not view.indicator.rateable)
    counts = (
        told.indicators,
        told.red,
        told.amber,
        told.green,
        told.not_rated,
        told.awaited,
        information.indicators,
        information.awaited,
    )
    return tuple(Number(Fraction(count)) for count in counts)
