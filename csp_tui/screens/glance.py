"""What home says of a quarter, in rows and lines: what is in, how it stands, who is awaited, and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from textwrap import wrap

from textual.content import Content

from csp_tui.desk.deciding import subjects_that_differ
from csp_tui.desk.deliverables import reported
from csp_tui.desk.freezing import pack_closing
from csp_tui.desk.opening import day_of
from csp_tui.desk.reading import queries_of
from csp_tui.desk.waiting import files_in_force, open_items
from csp_tui.domain.quarters import how_far, printed_date
from csp_tui.domain.results import IndicatorStatus, Level, QuarterStatus, Rating, State
from csp_tui.returns.summary import FILE_WORDS, FileOutcome
from csp_tui.screens.session import Session
from csp_tui.storage.records import Receipt
from csp_tui.widgets.cells import Cell, Row
from csp_tui.widgets.tones import TONES
from csp_tui.widgets.wording import one_line

_BAR = 10
_LABEL = 11
_LATEST = 3


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
    due = f"{count} answers are awaited {whom}." if count else f"Nothing is awaited {whom if partner else 'any more'}."
    dated = _dates(session)
    you = f"You: {one_line(session.desk.by)}" + (f", {session.desk.role}" if session.desk.role else "")
    return Content.assemble(
        (due, "bold"),
        f"  {dated}",
        f"\n{you} (F2), for {partner or 'all partners'} (F3).  ",
        ("Enter opens a priority.", TONES["accent"]),
    )


def _dates(session: Session) -> str:
    """The quarter's own dates where they are set, else when it ends."""
    dates = session.dates()
    named = (("Returns due", dates.due), ("Papers out", dates.papers), ("SEG meets", dates.meeting))
    today = session.desk.today
    told = [f"{name} {day.day} {day:%B} ({how_far(day, today)})" for name, day in named if day is not None]
    ends = "ended" if session.quarter.end < session.desk.today else "ends"
    return "   ".join(told) or f"Quarter {ends} {printed_date(session.quarter.end)}."


def awaited_by_partner(status: QuarterStatus) -> Counter[str]:
    """How many indicators each partner has still to answer."""
    return Counter(name for indicator in status.indicators for name in indicator.awaited_from)


def priority_rows(session: Session, status: QuarterStatus) -> list[Row]:
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
            "rated": Cell(str(sum(indicator.indicator.rateable for indicator in indicators))),
            **_standing(indicators),
            "awaited": _awaited(indicators, session.partner),
            "waiting": Cell(_waiting_words(indicators, _to_check(session, indicators))),
        }
        rows.append(Row(str(priority.number), cells))
    return rows


def _bar(part: int, whole: int) -> str:
    filled = part * (_BAR - 2) // whole if whole else 0
    return "[" + "#" * filled + "-" * (_BAR - 2 - filled) + "]"


def _to_check(session: Session, indicators: Iterable[IndicatorStatus]) -> int:
    return sum(session.book.to_check.get(indicator.indicator.code, 0) for indicator in indicators)


def _standing(indicators: Sequence[IndicatorStatus]) -> dict[str, Cell]:
    """How those stand that can be rated, a count for each column; the words are the columns' titles."""
    rateable = [indicator for indicator in indicators if indicator.indicator.rateable]
    given = [indicator for indicator in rateable if indicator.state is not State.AWAITED]
    counts = {
        "red": sum(indicator.rating is Rating.RED for indicator in given),
        "amber": sum(indicator.rating is Rating.AMBER for indicator in given),
        "green": sum(indicator.rating is Rating.GREEN for indicator in given),
        "not rated": sum(indicator.rating is Rating.NOT_RATED for indicator in given),
    }
    return {
        name: Cell(str(count) if count else "–", name if name in TONES and count else "")
        for name, count in counts.items()
    }


def _awaited(indicators: Iterable[IndicatorStatus], partner: str | None) -> Cell:
    """How many indicators still want an answer, from the partner worked for where one is chosen."""
    count = sum(partner in i.awaited_from if partner else bool(i.awaited_from) for i in indicators)
    return Cell(str(count) if count else "–")


def _waiting_words(indicators: Sequence[IndicatorStatus], to_check: int) -> str:
    queries = [q for indicator in indicators for q in queries_of(indicator) if q.explained is None]
    counted = (
        ("differ", sum(indicator.state is State.CONFLICT for indicator in indicators)),
        ("to check", to_check),
        ("errors", sum(query.level is Level.ERROR for query in queries)),
        ("queries", sum(query.level is Level.QUERY for query in queries)),
    )
    return ", ".join(f"{count} {words}" for words, count in counted if count) or "–"


def rest_words(session: Session, status: QuarterStatus, width: int) -> Content:
    """What stands under the priorities: the totals, who is awaited, where the file is, and the pack."""
    waiting = ", ".join(f"{name} {count}" for name, count in awaited_by_partner(status).most_common())
    found = sum(q.explained is None for indicator in status.indicators for q in queries_of(indicator))
    differ, to_check = len(subjects_that_differ(session.desk)), len(open_items(session.desk))
    told = (
        ("In all", status.sentence),
        ("Differs", f"{differ} to settle; Ctrl+D shows both sides" if differ else "nothing"),
        ("To check", f"{to_check} of what came in; Ctrl+K shows why" if to_check else "nothing of what came in"),
        ("Checks", f"{found} to put right or explain; F8 shows them" if found else "found nothing to put right"),
        *(("Came in", came) for came in _came_in(session)),
        ("Awaited", f"{waiting}; F7 has the text to chase" if waiting else "nobody: everything is in"),
        *(("Progress", told) for told in _progress(session)),
        ("Pack", _pack(session)),
        ("Your file", f"{session.desk.location}; it stays on this computer"),
    )
    return Content("\n").join(line for name, text in told for line in _labelled(name, one_line(text), width))


def _progress(session: Session) -> list[str]:
    """On how many deliverables something is reported; nothing where the plan has none."""
    whole = len(session.desk.plan.deliverables)
    given = reported(session.desk, session.quarter) if whole else 0
    return [f"reported on {given} of {whole} deliverables; Ctrl+N writes it"] if whole else []


def _pack(session: Session) -> str:
    """Whether it is issued, and what F9 does."""
    pack = pack_closing(session.desk, session.quarter) if session.book.closed else None
    if pack is not None:
        return f"issued on {printed_date(day_of(pack.at))} as {pack.id}; F9 shows it"
    return "not issued; F9 shows what it would say, and writes it"


def _came_in(session: Session) -> list[str]:
    """The files that came in last, the latest first; before any came, who typed how many figures on which day."""
    files = files_in_force(session.desk)
    if not files:
        return _typed(session)
    latest = "; ".join(_received(receipt) for receipt in reversed(files[-_LATEST:]))
    return [f"{latest}. F6 shows all returns"]


def _received(receipt: Receipt) -> str:
    whose = receipt.contact or receipt.partner
    day = printed_date(receipt.at.date()) if receipt.at is not None else ""
    return f"{day}, {f'{whose}: ' if whose else ''}{receipt.file}, {FILE_WORDS[FileOutcome(receipt.outcome)]}"


def _typed(session: Session) -> list[str]:
    given: Counter[tuple[date, str]] = Counter()
    for by_partner in session.book.figures.values():
        for stated in (series.get(session.quarter) for series in by_partner.values()):
            if stated is not None and stated.at is not None:
                given[stated.at.date(), stated.by or ""] += 1
    latest = sorted(given, reverse=True)[:_LATEST]
    counts = (f"{given[one]} {'figure' if given[one] == 1 else 'figures'}" for one in latest)
    return [f"{printed_date(day)}, {who}: {count}" for (day, who), count in zip(latest, counts, strict=True)]


def _labelled(label: str, text: str, width: int) -> Iterator[Content]:
    """A label with its text beside it, wrapped under itself."""
    for place, line in enumerate(wrap(text, max(width - _LABEL, 20)) or [""]):
        yield Content.assemble((f"{label if place == 0 else '':<{_LABEL}}", TONES["muted"]), line)
