"""The top of home: the quarter and its dates, what is due and the next key, and a row for each priority."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.content import Content

from csp_tui.desk.deciding import subjects_that_differ
from csp_tui.desk.outgoing import Outgoing, has_contacts, outgoing
from csp_tui.desk.reading import queries_of
from csp_tui.desk.waiting import count_files, count_to_check, latest_files
from csp_tui.domain.measures import Measure
from csp_tui.domain.overview import answers_awaited
from csp_tui.domain.promising import Promised, how_many_in, promised_later, promised_words
from csp_tui.domain.quarters import how_far, printed_date
from csp_tui.domain.results import IndicatorStatus, Level, QuarterStatus, Query, Rating, State
from csp_tui.screens.base import COORDINATOR
from csp_tui.screens.session import Session
from csp_tui.storage.records import Receipt
from csp_tui.widgets.cells import Cell, Row
from csp_tui.widgets.tones import TONES
from csp_tui.widgets.wording import one_line

if TYPE_CHECKING:
    from csp_tui.desk.sent_before import LastWritten

LATEST_FILES = 3  # as many as home names
NOTHING_TO_SETTLE = "nothing to put right or explain"
_BAR = 5
_APART = "   "  # between the dates


class Glance(Struct, frozen=True):
    """All that home tells, read once. `priority` is the one that a lead leads, `partner` the one worked for.

    `awaited`, `promised` and `found` are those answers and unexplained queries that concern whoever works here,
    `found_elsewhere` the priority and row of queries about what the same hand typed where another leads, and `files`
    the receipts of the last of `files_in` that came in, newest first. `last` is the return of the part that was written
    last.
    """

    session: Session
    status: QuarterStatus
    priority: int | None
    partner: str | None
    awaited: tuple[tuple[Measure, str], ...]
    promised: tuple[Promised, ...]
    found: tuple[Query, ...]
    found_elsewhere: tuple[tuple[int, str], ...]
    differ: int
    to_check: int
    files: tuple[Receipt, ...]
    files_in: int
    went: Outgoing
    last: LastWritten | None

    @property
    def leads(self) -> bool:
        """Whether a part of the quarter is worked on here, and not the whole of it."""
        return self.session.desk.role in ("lead", "supplier") and (self.priority, self.partner) != (None, None)

    @property
    def part(self) -> str:
        """The part that is worked on, in words."""
        titles = {p.number: p.title for p in self.status.plan.priorities}
        led = f"priority {self.priority}, {titles[self.priority]}" if self.priority is not None else ""
        return " for ".join(words for words in (led, one_line(self.partner or "")) if words)


def glance(session: Session, *, reads_texts: bool = True) -> Glance:
    """Read what home tells; at the first glance not yet what is to be asked of the texts."""
    status, desk = session.assess(reads_texts=reads_texts), session.desk
    partner, led, went = session.partner, session.led, outgoing(desk, session.quarter)
    mine = session.concerned(status)
    return Glance(
        session,
        status,
        led,
        partner,
        tuple(answer for answer in answers_awaited(mine) if partner in (None, answer[1])),
        tuple(one for one in promised_later(mine) if partner in (None, one.row[1])),
        tuple(q for indicator in mine for q in queries_of(indicator, partner) if q.explained is None),
        _found_elsewhere(session, status, led),
        len(subjects_that_differ(desk)),
        count_to_check(desk),
        latest := latest_files(desk, LATEST_FILES),
        count_files(desk) if len(latest) == LATEST_FILES else len(latest),
        went,
        _last(session) if went.returns else None,
    )


def _found_elsewhere(session: Session, status: QuarterStatus, led: int | None) -> tuple[tuple[int, str], ...]:
    """What is asked of figures that whoever leads one priority typed into others: the priority and the row of each."""
    if led is None:
        return ()
    typed = (
        (one.indicator.priority, measure)
        for one in status.indicators
        for measure in one.measures
        if one.indicator.priority != led and measure.by == session.desk.by
    )
    return tuple(
        (of, f"{measure.measure.id}|{measure.partner or measure.measure.suppliers[0]}")
        for of, measure in typed
        for query in measure.queries
        if query.explained is None
    )


def _last(session: Session) -> LastWritten | None:
    from csp_tui.desk.sent_before import last_of  # noqa: PLC0415 - not before a return is written: nobody waits for it

    return last_of(session.desk, session.quarter, session.partner, session.led)


def top_words(session: Session, width: int) -> Content:
    """Partnership and plan on the left, the quarter on the right; under each other where there is no room."""
    left = Content.assemble((one_line(session.book.plan.partnership), "bold"), f"   Plan {session.book.plan.year}")
    right = Content.styled(session.quarter.label, "bold")
    gap = width - left.cell_length - right.cell_length
    return left + Content(" " * gap if gap > 1 else "\n") + right


def due_words(seen: Glance, width: int, in_own_keys: Callable[[str], str]) -> Content:
    """The three dates, what is due and for whom, and the key to press next."""
    due, you = _due(seen), in_own_keys(_you(seen))
    apart = "  " if len(due) + len(you) + 2 <= width else "\n"
    return Content.assemble(
        f"{in_own_keys(_dates(seen.session, width))}\n",
        (due, "bold"),
        f"{apart}{you}\n",
        (in_own_keys(_next(seen)), TONES["accent"]),
    )


def _dates(session: Session, width: int) -> str:
    """The quarter's own dates where they are set, shortened where there is little room; else when it ends."""
    dates, today = session.dates(), session.desk.today
    named = (
        ("Returns due", "Due", dates.due),
        ("Papers out", "Papers", dates.papers),
        ("SEG meets", "SEG", dates.meeting),
    )
    days = [(long, short, day) for long, short, day in named if day is not None]
    if not days:
        ends = "ended" if session.quarter.end < today else "ends"
        return f"Quarter {ends} {printed_date(session.quarter.end)}. When returns are due is not set yet (F2)."
    told = _APART.join(f"{long} {day.day} {day:%B} ({how_far(day, today)})" for long, _, day in days)
    if len(told) <= width:
        return told
    return _APART.join(f"{short} {day.day} {day:%b} ({how_far(day, today)})" for _, short, day in days)


def _due(seen: Glance) -> str:
    count, partners = len(seen.awaited), {partner for _, partner in seen.awaited}
    where = f" for {seen.part}" if seen.leads and seen.priority is not None else ""
    pause = "," if where and not seen.partner else ""
    if not count:
        whom = f" from {seen.partner}" if seen.partner else " any more"
        later = f", {', '.join(promised_words(seen.promised, seen.session.desk.today))}" if seen.promised else ""
        return f"Nothing is awaited{where or whom}{later}."
    many = "1 answer is" if count == 1 else f"{count} answers are"
    whom = one_line(seen.partner or (next(iter(partners)) if len(partners) == 1 else f"{len(partners)} partners"))
    return f"{many} awaited{where}{pause} from {whom}." if not where.endswith(whom) else f"{many} awaited{where}."


def _you(seen: Glance) -> str:
    desk = seen.session.desk
    role = f", {desk.role}" if desk.role else ""
    whom = f"for {one_line(seen.partner)}" if seen.partner else "all partners"
    return f"You: {one_line(desk.by)}{role} (F2), {whom} (F3)"


def _next(seen: Glance) -> str:
    """The next key to press, in the order in which the work goes."""
    if seen.session.desk.read_only_because is not None:
        return "Enter opens a priority."
    if seen.leads:
        return _next_of_a_part(seen)
    if seen.session.desk.role != COORDINATOR:
        return "Enter opens a priority."
    if seen.status.closed:
        return _next_of_an_issued(seen)
    totals, asked = seen.status.totals, bool(seen.files or seen.went.forms)
    back = "F6 takes in what came back, " if asked else ""
    ways = (
        (seen.differ, f"Next: Ctrl+D settles {_count(seen.differ, 'figure')} that {_differs(seen.differ)}."),
        (seen.to_check, f"Next: Ctrl+K shows {_count(seen.to_check, 'thing')} to check."),
        (seen.awaited and not asked and 2 * totals.awaited > totals.indicators, _before_it_begins(seen.session)),
        (seen.awaited, f"Next: {back}F7 has the texts to chase the rest."),
        (seen.found, f"Next: F8 shows {queries_to_settle(len(seen.found))}."),
        (True, "Next: F9 shows what the pack would say, and writes it."),
    )
    return next(words for holds, words in ways if holds)


def _next_of_an_issued(seen: Glance) -> str:
    """What is not in the pack that was issued, or waits to be accepted for it; else nothing more of this quarter."""
    from csp_tui.desk.changes import told_since  # noqa: PLC0415 - what packs told is read where one is issued

    late = told_since(seen.session.desk, seen.session.quarter)
    if late:
        are = "is" if late in ("1 figure", "1 text") else "are"
        return f"Next: {late} {are} not in the issued pack: F9, then I issues it once more."
    if seen.to_check:
        return f"The pack is issued. Next: Ctrl+K shows {_count(seen.to_check, 'thing')} to check."
    return "The pack is issued. F4 goes to another quarter."


def _before_it_begins(session: Session) -> str:
    """What a quarter begins with: who answers, by when, and then the forms for them."""
    has_dates = session.dates().due is not None
    if not has_contacts(session.desk):
        dates = "" if has_dates else "then the dates, "
        return f"Next: F2, then Contacts, says who fills in what; {dates}then the forms (F6, N)."
    if not has_dates:
        return "Next: F2 sets when returns are due; then F6, then N, writes the forms to send out."
    return "Next: F6, then N, writes the forms to send out."


def _next_of_a_part(seen: Glance) -> str:
    """What comes next of the part: other words before its first answer, on the way, and once a return is written."""
    drafts, written = seen.session.unstored, seen.last is not None and not seen.last.changed
    if drafts:
        return f"Next: F8 shows {_count(drafts, 'text')} that {'is' if drafts == 1 else 'are'} typed and not stored."
    if seen.awaited and not _has_begun(seen):
        return "Next: Enter opens the priority; type the first figure, Enter, and so on."
    if seen.awaited:
        rest = f"{seen.awaited[0][0].id}{f' and {len(seen.awaited) - 1} more' if len(seen.awaited) > 1 else ''}"
        are = "is" if len(seen.awaited) == 1 else "are"
        again = "Ctrl+S writes the return again, as it changed; then " if seen.last is not None else ""
        sent = "e-mail the return that is written; then " if written else again
        return f"Next: {sent}{rest} {are} awaited: Enter on the line Awaited."
    if written:
        return "Next: e-mail the return that is written, if it is not sent. Ctrl+S looks it over again."
    if seen.found:
        return f"Next: F8 shows {queries_to_settle(len(seen.found))}."
    if seen.last is not None:
        return f"Next: Ctrl+S writes the return again: it changed since return {seen.last.submission.sequence}."
    return "Next: Ctrl+S looks the return over and writes the file to e-mail."


def _has_begun(seen: Glance) -> bool:
    """Whether a figure of the part was given."""
    mine = _part_suppliers(seen)
    given = (m for one in _indicators(seen) for m in one.measures if mine & {m.partner, *m.measure.suppliers})
    return any(measure.at is not None for measure in given)


def _part_suppliers(seen: Glance) -> set[str]:
    """Whose answers the part holds."""
    if seen.partner is not None:
        return {seen.partner}
    return {s for one in _indicators(seen) for measure in one.indicator.measures for s in measure.suppliers}


def _indicators(seen: Glance) -> tuple[IndicatorStatus, ...]:
    return seen.status.indicators if seen.priority is None else tuple(seen.status.of_priority(seen.priority))


def queries_to_settle(number: int) -> str:
    """How much the checks ask, in the one word for it."""
    return f"{number} {'query' if number == 1 else 'queries'} to put right or explain" if number else NOTHING_TO_SETTLE


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _differs(number: int) -> str:
    return "differs" if number == 1 else "differ"


def priority_rows(seen: Glance) -> list[Row]:
    """One row a priority."""
    return [_priority_row(seen, priority.number, priority.title) for priority in seen.status.plan.priorities]


def _priority_row(seen: Glance, number: int, title: str) -> Row:
    indicators = seen.status.of_priority(number)
    given = how_many_in(indicators, seen.partner)
    awaited = sum(seen.partner in (None, partner) for _, partner in answers_awaited(indicators))
    cells = {
        "number": Cell(str(number), "strong"),
        "priority": Cell(title, "strong"),
        "bar": Cell(_bar(given.stated, given.whole), "busy"),
        "in": Cell(f"{given.stated} of {given.whole}" if given.whole else "–"),
        "rated": Cell(str(sum(indicator.indicator.rateable for indicator in indicators))),
        **_standing(indicators),
        "awaited": Cell(str(awaited) if awaited else "–"),
        "waiting": Cell(
            _waiting_words(seen, indicators, awaited, given.promised) if seen.priority in (None, number) else "–"
        ),
    }
    return Row(str(number), cells)


def _bar(part: int, whole: int) -> str:
    filled = part * (_BAR - 2) // whole if whole else 0
    return "[" + "#" * filled + "-" * (_BAR - 2 - filled) + "]"


def _to_check(session: Session, indicators: Iterable[IndicatorStatus]) -> int:
    return sum(session.book.to_check.get(indicator.indicator.code, 0) for indicator in indicators)


def _standing(indicators: Sequence[IndicatorStatus]) -> dict[str, Cell]:
    """How those stand that can be rated, a count for each column; the words are the columns' titles."""
    rateable = [indicator for indicator in indicators if indicator.indicator.rateable]
    counts = Counter(indicator.rating for indicator in rateable if indicator.state is not State.AWAITED)
    named = {"red": Rating.RED, "amber": Rating.AMBER, "green": Rating.GREEN, "not rated": Rating.NOT_RATED}
    return {
        name: Cell(str(counts[rating]) if counts[rating] else "–", name if name in TONES and counts[rating] else "")
        for name, rating in named.items()
    }


def _waiting_words(seen: Glance, indicators: Sequence[IndicatorStatus], awaited: int, promised: int) -> str:
    """What whoever works here has to do: for a partner its own answers and findings, else the whole quarter's."""
    queries = [q for indicator in indicators for q in queries_of(indicator, seen.partner) if q.explained is None]
    errors, to_check = sum(query.level is Level.ERROR for query in queries), _to_check(seen.session, indicators)
    counted = (
        ("to answer", "to answer", awaited if seen.partner is not None else 0),
        ("promised", "promised", promised),
        ("differ", "differ", sum(indicator.state is State.CONFLICT for indicator in indicators)),
        ("to check", "to check", to_check),
        ("error", "errors", errors),
        ("query", "queries", len(queries) - errors),
    )
    return ", ".join(f"{count} {one if count == 1 else more}" for one, more, count in counted if count) or "–"
