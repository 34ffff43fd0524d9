"""What home says of a quarter, in lines and rows: counts of what is in, how it stands, who is awaited, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textual.content import Content

from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import IndicatorStatus, Level, QuarterStatus, Rating, State
from csp_tui.screens.session import Session
from csp_tui.widgets.grid import Cell, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_BAR = 10
_RATED_WORDS = ((Rating.RED, "red"), (Rating.AMBER, "amber"), (Rating.GREEN, "green"))


def top_words(session: Session, width: int) -> Content:
    """Partnership and plan on the left, the quarter on the right; under each other where there is no room."""
    left = Content.assemble((one_line(session.book.plan.partnership), "bold"), f"   Plan {session.book.plan.year}")
    right = Content.styled(session.quarter.label, "bold")
    gap = width - left.cell_length - right.cell_length
    return left + Content(" " * gap if gap > 1 else "\n") + right


def due_words(session: Session, status: QuarterStatus) -> Content:
    """What is due, for whom, and the key to press."""
    partner = session.partner
    waiting = awaited_by_partner(status)
    count = waiting[partner] if partner else sum(waiting.values())
    whom = f"from {partner}" if partner else f"from {len(waiting)} partners"
    due = (
        f"{count} answers are awaited {whom} for {session.quarter.short}."
        if count
        else f"Nothing more is awaited {whom if partner else 'from anyone'} for {session.quarter.short}."
    )
    who = session.desk.role or "not said yet"
    return Content.assemble(
        (due, "bold"),
        f"  The quarter ended on {printed_date(session.quarter.end)}."
        if session.quarter.end < session.desk.today
        else f"  The quarter ends on {printed_date(session.quarter.end)}.",
        f"\nYou: {one_line(session.desk.by)}, {who} (F2)",
        f", working for {partner} (F3).  " if partner else ", working for all partners (F3).  ",
        ("Press Enter to open a priority.", "$text-accent bold"),
    )


def awaited_by_partner(status: QuarterStatus) -> Counter[str]:
    """How many indicators each partner has still to answer."""
    return Counter(name for indicator in status.indicators for name in indicator.awaited_from)


def priority_rows(status: QuarterStatus) -> list[Row]:
    """One row a priority."""
    rows = []
    for priority in status.plan.priorities:
        indicators = status.of_priority(priority.number)
        given = sum(indicator.state in (State.RECEIVED, State.BLANK) for indicator in indicators)
        cells = {
            "number": Cell(str(priority.number), "strong"),
            "priority": Cell(priority.title, "strong"),
            "bar": Cell(_bar(given, len(indicators)), "busy"),
            "in": Cell(f"{given} of {len(indicators)}" if indicators else "–"),
            "rated": Cell(_rated_words(indicators)),
            "waiting": Cell(_waiting_words(indicators)),
        }
        rows.append(Row(str(priority.number), cells))
    return rows


def _bar(part: int, whole: int) -> str:
    filled = part * (_BAR - 2) // whole if whole else 0
    return "[" + "#" * filled + "-" * (_BAR - 2 - filled) + "]"


def _rated_words(indicators: Sequence[IndicatorStatus]) -> str:
    rateable = [indicator for indicator in indicators if indicator.indicator.rateable]
    if not rateable:
        return "0: for information"
    counted = [(sum(i.rating is rating for i in rateable), word) for rating, word in _RATED_WORDS]
    unrated = [i for i in rateable if i.rating is Rating.NOT_RATED]
    awaited = sum(i.state is State.AWAITED for i in unrated)
    counted += [(len(unrated) - awaited, "not yet"), (awaited, "awaited")]
    return f"{len(rateable)}: " + ", ".join(f"{count} {word}" for count, word in counted if count)


def _waiting_words(indicators: Sequence[IndicatorStatus]) -> str:
    queries = [query for indicator in indicators for query in indicator.queries if query.explained is None]
    counted = (
        (sum(indicator.state is State.CONFLICT for indicator in indicators), "figures differ"),
        (sum(query.level is Level.ERROR for query in queries), "errors"),
        (sum(query.level is Level.QUERY for query in queries), "queries"),
    )
    return ", ".join(f"{words}: {count}" for count, words in counted if count) or "–"


def rest_words(session: Session, status: QuarterStatus) -> Content:
    """What stands under the priorities: the totals, who is awaited, where the file is, and the pack."""
    waiting = ", ".join(f"{name} {count}" for name, count in awaited_by_partner(status).most_common())
    queries = _waiting_words(status.indicators)
    lines = [
        ("In all", status.sentence),
        ("To check", "nothing" if queries == "–" else f"{queries}; F8 shows them"),
        ("Awaited", waiting or "nobody: everything is in"),
        ("Pack", "F9 writes the workbook for the Strategic Executive Group, as a draft"),
        ("Your file", f"{session.desk.location}; stays on this computer until you send it"),
    ]
    return Content("\n").join(Content.assemble((f"{name:<11}", "$text-muted"), one_line(text)) for name, text in lines)
