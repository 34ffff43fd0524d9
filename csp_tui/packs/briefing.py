"""What the briefing says: the quarter on two pages for members who read Word, and the pack for all the rest.

How a page is set is left to `briefing_pages`, and the file to `briefing_document`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, takewhile

from msgspec import Struct

from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.counting import counted
from csp_tui.domain.numbers import grouped, rounded
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import Rating
from csp_tui.packs import actions, changes
from csp_tui.packs.briefing_pages import Block, Bullets, Grid, Heading, Text, pages_of
from csp_tui.packs.cover import standing
from csp_tui.packs.exceptions import REASONS, in_words, no_action, said_of
from csp_tui.packs.highlights import asks, awaited_by_partner, decider, worse_parts, worst
from csp_tui.packs.priorities import change, comparator, compared, percent_change
from csp_tui.packs.recording import not_compared
from csp_tui.packs.summary import counts
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import (
    MARKERS,
    NO_REASON,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    judgement,
    rating_word,
    short_date,
    stated,
)
from csp_tui.packs.wording import unit as unit_of
from csp_tui.workbooks.layout import Link, Number, Value
from csp_tui.workbooks.measuring import width_of
from csp_tui.workbooks.text import cleaned

PAGES = 2
_COLOURS = (Rating.RED, Rating.AMBER)
_CUT = "…"
_PARTNERS = 400  # room for the line of who is awaited


class Briefing(Struct, frozen=True):
    """A title and what stands under it; `footer` stands at the foot of each page, before its number."""

    title: str
    blocks: tuple[Block, ...]
    footer: str


class _Room(Struct, frozen=True):
    """How much is said: room for texts, in the width of digits, and how many things of a kind are listed."""

    headline: int
    exceptions: int
    words: int
    asks: int
    ask: int
    actions: int
    action: int
    name: int = 60


_WORDS = (260, 200, 160, 130, 110, 90, 80, 70, 60, 45)
_ROOMS = (  # from all that a member wants to hear to what always fits
    *(_Room(500, 40, words, asks=10, ask=300, actions=10, action=220) for words in _WORDS[:4]),
    *(_Room(300, 40, words, asks=8, ask=220, actions=8, action=160) for words in _WORDS[3:7]),
    *(_Room(220, 40, words, asks=6, ask=160, actions=6, action=120) for words in _WORDS[5:]),
    *(_Room(160, exceptions, 45, asks=5, ask=140, actions=4, action=110) for exceptions in range(20, 9, -2)),
    *(_Room(90, exceptions, 45, asks=4, ask=90, actions=2, action=80) for exceptions in range(10, 5, -2)),
    *(_Room(60, exceptions, 40, asks=4, ask=80, actions=2, action=70, name=36) for exceptions in range(12, 4, -1)),
    _Room(60, 4, 40, asks=2, ask=70, actions=1, action=60, name=36),
)


def briefing(view: PackView) -> Briefing:
    """The fullest briefing that keeps to its two pages."""
    told = (_briefing(view, room) for room in _ROOMS)
    return next((one for one in told if pages_of(one.title, one.blocks) <= PAGES), _briefing(view, _ROOMS[-1]))


def _briefing(view: PackView, room: _Room) -> Briefing:
    content = view.content
    marking = _short(content.marking, 60)
    blocks = [
        *_opening(view),
        Heading("Summary"),
        *_summary(view, room),
        Heading("Exceptions: what is red or amber"),
        *_exceptions(view, room),
        Heading("Decisions asked of the group"),
        *_asked(view, room),
        Heading("Actions from last time"),
        *_actions(view, room),
        Heading("Awaited"),
        *_awaited(view),
    ]
    blocks += _markers(blocks)
    return Briefing(
        f"Briefing, {content.status.quarter.label}",
        tuple(blocks),
        f"{marking}, {standing(content)}",
    )


def _opening(view: PackView) -> Iterator[Block]:
    content = view.content
    held = f", meeting on {printed_date(content.meeting)}" if content.meeting is not None else ""
    how = f"draft of {printed_date(content.produced)}: the figures may still change"
    if content.issue is not None:
        how = standing(content)
    elif content.nothing_stated:
        how = f"draft: nothing is stated for {content.status.quarter.short} yet"
    yield Text(f"{_short(content.marking, 60)}, {how}.", strong=True)
    if content.exact_small_numbers:
        yield Text("Small counts of people in sensitive matters are shown exactly: do not send this on.", strong=True)
    yield Text(
        f"For the Strategic Executive Group of the {_short(content.status.plan.partnership, 90)}{held}. A text that"
        f" ends in {_CUT} stands in full in the pack, {content.filename}."
    )


def _summary(view: PackView, room: _Room) -> Iterator[Block]:
    yield Text(view.content.status.sentence)
    changed = changes.counted(view)
    if changed:
        yield Text(f"{changed.rstrip('.')} in the pack.")
    table = counts(view)
    shares = (69, 74, 36, 31, 44, 42, 36, 52, 72, 50)  # so that no heading breaks within a word
    headings = tuple(column.heading for column in table.columns)
    rows = tuple(tuple(_short(_printed(value), room.name) for value in row) for row in table.rows)
    yield Grid(headings, shares, rows)
    for priority in view.content.status.plan.priorities:
        headline = view.content.status.headlines.get(priority.number)
        if headline is not None and headline.text.strip():
            yield Text(_short(headline.text, room.headline), lead=f"Priority {priority.number}.")


def _exceptions(view: PackView, room: _Room) -> Iterator[Block]:
    """A row for each indicator that is red, then amber, then only judged so by its lead."""
    found = list(_off(view))
    broken = not_compared(view)
    if broken is not None:
        yield Text(_short(broken, room.headline))
    if not found:
        yield Text(worst(view.indicators))
        return
    rows = tuple(_exception(one, room) for one in found[: room.exceptions])
    yield Grid(("Indicator", "Rating", "Figure", "Against", "Change", "Why, and what is done"), _SHARES, rows)
    if len(found) > len(rows):
        yield Text(f"And {len(found) - len(rows)} more, on Exceptions in the pack.")
    if parts := worse_parts(view.indicators):
        yield Text(_short(parts, room.headline))


_SHARES = (42, 21, 35, 24, 30, 84)


def _off(view: PackView) -> Iterator[IndicatorView]:
    for colour in _COLOURS:
        yield from (one for one in view.indicators if one.status.rating is colour)
    for one in view.indicators:
        judged = [shown.status.judgement for shown in one.deciding]
        if one.status.rating not in _COLOURS and any(j is not None and j.rating in _COLOURS for j in judged):
            yield one


def _exception(indicator: IndicatorView, room: _Room) -> tuple[str, ...]:
    one = decider(indicator)
    status = one.status
    figure = _printed(compared(one) if status.measure.is_figure else stated(one))
    judged = f"; lead: {judgement(status)}" if status.judgement is not None else ""
    percent = _printed(percent_change(one))
    in_percent = f" ({percent})" if percent not in (NOT_APPLICABLE, NOT_AVAILABLE) and "%" in percent else ""
    return (
        _short(f"{indicator.indicator.code} {indicator.indicator.title}", room.name),
        f"{rating_word(indicator.status.rating, indicator.status.state)}{judged}",
        f"{figure} {_short(unit_of(status.measure), 30)}" if figure[:1].isdigit() and figure[-1] != "%" else figure,
        _printed(comparator(one)),
        f"{_printed(change(one))}{in_percent}",
        _why(indicator, room),
    )


def _why(indicator: IndicatorView, room: _Room) -> str:
    one = decider(indicator)
    said = next((said for heading in REASONS if (said := said_of(indicator, one, heading))), ())
    action = in_words(said_of(indicator, one, FIELD_TITLES["action"]))
    why = _short(in_words(said), room.words) if said else f"{NO_REASON}."
    without = _short(no_action(indicator, one), room.words).rstrip(".")
    return f"{why}\n{f'Action: {_short(action, room.words)}' if action else f'{without}.'}"


def _asked(view: PackView, room: _Room) -> Iterator[Block]:
    found = asks(view)
    if not found:
        yield Text("No partner asks the group for a decision.")
        return
    tag = " (to be read before it is sent: it holds a small number)"
    yield Bullets(
        tuple(
            f"{ask.indicator.indicator.code}, {_short(ask.partner, room.name)}: {_short(ask.text, room.ask)}"
            f"{tag if ask.to_check and view.content.draft else ''}"
            for ask in found[: room.asks]
        )
    )
    if len(found) > room.asks:
        yield Text(f"And {len(found) - room.asks} more, under Ask of the SEG on the Commentary sheets of the pack.")


def _actions(view: PackView, room: _Room) -> Iterator[Block]:
    listed = actions.in_order(view)
    more = " All of them are on Actions in the pack." if len(listed) > room.actions else ""
    yield Text(f"{actions.counted(view)}{more}")
    if listed:
        yield Bullets(
            tuple(
                f"{actions.standing(view, action)}, "
                + (f"due {short_date(action.due)}" if action.done is None else short_date(action.done))
                + f", {_short(action.owner, room.name)}: {_short(action.text, room.action)}"
                for action in listed[: room.actions]
            )
        )


def _awaited(view: PackView) -> Iterator[Block]:
    waiting, totals = awaited_by_partner(view), view.content.status.totals
    listed = ", ".join(f"{_short(partner, 60)} {count}" for partner, count in waiting)
    yield Text(_short(f"Indicators awaited: {listed}.", _PARTNERS) if waiting else "Nothing is awaited.")
    if totals.conflict:
        differing = counted(totals.conflict, "indicator has", "indicators have")
        yield Text(f"{differing} figures that differ, to be settled.")
    if totals.to_check:
        found = counted(totals.to_check, "figure was received and waits", "figures were received and wait")
        yield Text(f"{found} to be checked before being let in.")


def _markers(blocks: list[Block]) -> list[Block]:
    """What the markers that the tables use mean."""
    told = " ".join(cell for block in blocks if isinstance(block, Grid) for row in block.rows for cell in row)
    used = [f"{marker} {meaning}" for marker, meaning in MARKERS.items() if marker in told]
    return [Text(f"{'; '.join(used)}.")] if used else []


def _short(text: str, room: float) -> str:
    """A text of at most about so many digits' width: by letters alone, one of capitals would take twice the lines."""
    flat = " ".join(cleaned(text).split())
    most = int(4 * room)  # letters, however narrow; marks above others have no width at all
    if len(flat) <= most and width_of(flat) <= room:
        return flat
    widths = accumulate(map(width_of, flat[:most]))
    cut = flat[: sum(1 for _ in takewhile(lambda wide: wide <= room, widths))]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > len(cut) // 2 else cut} {_CUT}"


def _printed(value: Value) -> str:
    """A cell of the pack as it prints there."""
    match value:
        case Number():
            number = rounded(value.value, value.places)
            sign = "+" if value.signed and number > 0 else ""
            return f"{sign}{grouped(number)}{value.suffix}"
        case Link():
            return value.text
        case str():
            return cleaned(value)
        case None:
            return ""
        case _:
            return short_date(value)
