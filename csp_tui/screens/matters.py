"""The lines under home's priorities: each says how one matter stands, and names the action that deals with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

from msgspec import Struct

from csp_tui.desk.deliverables import reported
from csp_tui.desk.freezing import opened_again, pack_closing
from csp_tui.desk.opening import day_of
from csp_tui.desk.outgoing import draft_written
from csp_tui.domain.counting import counted
from csp_tui.domain.overview import is_worse_part, totals_sentence
from csp_tui.domain.promising import promised_words
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import Rating
from csp_tui.screens.glance import LATEST_FILES, Glance, queries_to_settle
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import named_drafts
from csp_tui.storage.records import Receipt
from csp_tui.widgets.wording import one_line

_FIRST_TO_GO = ("others", "to-check", "differ", "came-in", "progress", "file")


class Matter(Struct, frozen=True):
    """A line: what it is about, how it stands in parts of which as many are shown as fit, the action and its key.

    A matter that `waits` for somebody stands out; `tone` is that of the label, where it has one of its own. `more` says
    how the parts are counted that do not fit, with those `beyond` them, and `kind` what they are, where there is room
    for that; where they are `counts`, what they count is added up. `last` is told behind them, and `in_short` where it
    does not fit. `row` is that of the one figure that the line is about and leads to.
    """

    id: str
    label: str
    parts: tuple[str, ...]
    action: str = ""
    key: str = ""
    waits: bool = False
    tone: str = ""
    row: str = ""
    apart: str = ", "
    more: str = "and {} more"
    kind: str = ""
    beyond: int = 0
    counts: bool = False
    last: tuple[str, ...] = ()
    in_short: tuple[str, ...] = ()

    def words(self, width: int) -> str:
        """As many of the parts as there is room for, the others counted; at least the first, and what is told last."""
        kinds, shown_first = dict.fromkeys((self.kind, "")), range(len(self.parts), 0, -1)
        for kind, shown, last in product(kinds, shown_first, (self.last, self.in_short)):
            left = self.parts[shown:]
            rest = sum(int(part.split()[0]) for part in left) if self.counts else len(left) + self.beyond
            more = self.more.format(rest) + (f" {kind}{'' if rest == 1 else 's'}" if kind else "")
            words = self.apart.join([*self.parts[:shown], *([more] if rest else []), *last])
            if len(words) <= width:
                break
        return words


def matters(seen: Glance) -> tuple[Matter, ...]:
    """What else stands how: for a lead of the lead's part, else of the whole quarter; most pressing first."""
    lines = _of_a_part(seen) if seen.leads else _of_the_whole(seen)
    return (*_drafts(seen.session), *_noticed(seen.session), *lines, _file(seen.session))


def _noticed(session: Session) -> Iterator[Matter]:
    """An older copy in the file's place, other copies beside it; Enter leads to where files are taken in."""
    for notice in session.notices:
        yield Matter(notice.words, notice.label, (one_line(notice.words),), "returns", "F6", waits=True, tone="draft")


def _drafts(session: Session) -> Iterator[Matter]:
    """What is typed and not stored, also of an earlier run that was broken off; nothing where there is none."""
    if session.unstored:
        many = "1 draft" if session.unstored == 1 else f"{session.unstored} drafts"
        first, *others = named_drafts(session)
        yield Matter("drafts", "Not stored", (f"{many}: {first}", *others), "check", "F8", waits=True, tone="draft")


def _of_the_whole(seen: Glance) -> Iterator[Matter]:
    yield from _totals(seen)
    yield _awaited(seen)
    yield _differs(seen)
    yield _to_check(seen)
    yield from _checks(seen)
    yield _came_in(seen)
    yield from _progress(seen)
    yield _pack(seen)


def _of_a_part(seen: Glance) -> Iterator[Matter]:
    yield _awaited_of_a_part(seen)
    yield from _checks(seen)
    if seen.differ:
        yield _differs(seen)
    if seen.to_check:
        yield _to_check(seen)
    yield _return(seen)
    yield from _progress(seen)
    yield from _totals(seen)
    if seen.status.closed:
        yield _pack(seen)


def as_many_as_fit(lines: Sequence[Matter], room: int) -> list[Matter]:
    """The lines without those that can be missed, where there is room for fewer; none of those that wait."""
    fitting = list(lines)
    for name in _FIRST_TO_GO:
        if len(fitting) > room:
            fitting = [line for line in fitting if line.id != name or line.waits]
    return fitting


def _totals(seen: Glance) -> Iterator[Matter]:
    """The totals as members read them, the rated and the others each on a line; a lead's of the own priority."""
    mine = seen.session.concerned(seen.status)
    rated, _, others = totals_sentence(mine).removesuffix(".").partition(". ")
    yield Matter("totals", "Indicators", tuple(rated.split(", ")), "pack", "F9", counts=True)
    if others:
        yield Matter("others", "", tuple(others.split(", ")), "pack", "", counts=True)
    yield from _worse_parts(seen)


def _worse_parts(seen: Glance) -> Iterator[Matter]:
    """The figures that are worse than their indicator, whose colour in the rows above does not tell of them."""
    whole = [one for one in seen.status.indicators if seen.priority in (None, one.indicator.priority)]
    parts = [part for one in whole for part in one.measures if is_worse_part(one, part)]
    parts.sort(key=lambda part: part.rating is not Rating.RED)
    if parts:
        first, *others = (f"{part.measure.id} {part.rating}" for part in parts)
        row = f"{parts[0].measure.id}|{parts[0].partner or parts[0].measure.suppliers[0]}"
        yield Matter("parts", "Parts", (f"worse than their indicator: {first}", *others), row=row)


def _awaited(seen: Glance) -> Matter:
    counts = Counter(partner for _, partner in seen.awaited)
    named = tuple(
        f"{one_line(partner)} {count if place else counted(count, 'answer')}"
        for place, (partner, count) in enumerate(counts.most_common())
    )
    promised = _promised(seen)
    if not named:
        return Matter("awaited", "Awaited", promised or ("nobody: everything is in",), "chase", "F7")
    in_short = (f"{len(seen.promised)} promised",) if promised else ()
    kind = "partner"
    return Matter("awaited", "Awaited", named, "chase", "F7", waits=True, kind=kind, last=promised, in_short=in_short)


def _promised(seen: Glance) -> tuple[str, ...]:
    return promised_words(seen.promised, seen.session.desk.today)


def _awaited_of_a_part(seen: Glance) -> Matter:
    """Which answers, by their ids, and what comes later; Enter goes to the first of them."""
    named = tuple(measure.id for measure, _ in seen.awaited)
    # The ids, of which there may be many, go last: what does not fit is only counted.
    words = (*_promised(seen), *named) or ("nothing: all is in",)
    first = [*seen.awaited, *(one.row for one in seen.promised)][:1]
    row = next((f"{measure.id}|{partner}" for measure, partner in first), "")
    return Matter("awaited", "Awaited", words, "send", "Enter" if row else "Ctrl+S", bool(named), row=row)


def _differs(seen: Glance) -> Matter:
    words = f"{counted(seen.differ, 'figure')} to settle" if seen.differ else "nothing"
    return Matter("differ", "Differs", (words,), "differ", "Ctrl+D", bool(seen.differ))


def _to_check(seen: Glance) -> Matter:
    words = f"{seen.to_check} of what came in" if seen.to_check else "nothing of what came in"
    return Matter("to-check", "To check", (words,), "to_check", "Ctrl+K", bool(seen.to_check))


def _checks(seen: Glance) -> Iterator[Matter]:
    """How much is asked; nothing where texts that are not stored say already what F8 leads to."""
    many = Counter(of for of, _ in seen.found_elsewhere)
    elsewhere = tuple(f"{counted(many[of], 'query', 'queries')} of yours in priority {of}" for of in sorted(many))
    words = (*([queries_to_settle(len(seen.found))] if seen.found or not elsewhere else []), *elsewhere)
    if elsewhere and not seen.found:
        yield Matter("checks", "Queries", words, "check", "Enter", waits=True, row=seen.found_elsewhere[0][1])
    elif seen.found or not seen.session.unstored:
        yield Matter("checks", "Queries", words, "check", "F8", bool(seen.found))


def _came_in(seen: Glance) -> Matter:
    """The files that came in last, the latest first; before any came, who typed how many figures on which day."""
    latest, label = tuple(_received(receipt, waits=seen.to_check > 0) for receipt in seen.files), "Came in"
    if not latest and (typed := _typed(seen.session)):
        latest, label = typed, "Typed here"
    beyond = seen.files_in - len(seen.files)
    words = latest or ("nothing yet",)
    return Matter("came-in", label, words, "returns", "F6", apart="; ", more="{} before", beyond=beyond)


def _received(receipt: Receipt, *, waits: bool) -> str:
    whose = receipt.contact or receipt.partner
    day = printed_date(day_of(receipt.at)).rpartition(" ")[0] + " " if receipt.at is not None else ""
    from csp_tui.returns.summary import FileOutcome, became_words  # noqa: PLC0415 - the first file that came in loads it

    became = became_words(FileOutcome(receipt.outcome), waits=waits)
    return one_line(f"{day}{f'{whose}: ' if whose else ''}{receipt.file}, {became}")


def _typed(session: Session) -> tuple[str, ...]:
    given: Counter[tuple[date, str]] = Counter()
    for by_partner in session.book.figures.values():
        for stated in (series.get(session.quarter) for series in by_partner.values()):
            if stated is not None and stated.at is not None:
                given[day_of(stated.at), stated.by or ""] += 1
    latest = sorted(given, reverse=True)[:LATEST_FILES]
    return tuple(_figures(day, who, given[day, who]) for day, who in latest)


def _figures(day: date, who: str, count: int) -> str:
    return one_line(f"{day.day} {day:%B} {who}: {count} {'figure' if count == 1 else 'figures'}")


def _return(seen: Glance) -> Matter:
    """The return that was written last for whoever works here; that it was sent nobody can know."""
    if seen.last is None:
        return Matter("return", "Return", ("not written yet",), "send", "Ctrl+S", not seen.awaited)
    one, changed = seen.last.submission, seen.last.changed
    if changed:
        words = (f"changed since return {one.sequence}, so write it again: {changed[0]}", *changed[1:])
        return Matter("return", "Return", words, "send", "Ctrl+S", waits=True)
    words = (f"written {printed_date(day_of(one.at))}; e-mail it yourself: {one_line(one.file)}",)
    return Matter("return", "Return", words, "send", "Ctrl+S")


def _progress(seen: Glance) -> Iterator[Matter]:
    """On how many deliverables, of a lead's own priority, something is reported; nothing where there are none."""
    said, whole = reported(seen.session.desk, seen.session.quarter, seen.priority)
    if whole:
        words = f"reported on {said} of {whole} deliverables{_of_whom(seen)}"
        yield Matter("progress", "Progress", (words,), "deliverables", "Ctrl+X")


def _of_whom(seen: Glance) -> str:
    return f" of priority {seen.priority}" if seen.priority is not None else ""


def _pack(seen: Glance) -> Matter:
    """Whether it is issued, and when the draft was written that lies in the folder for packs."""
    session = seen.session
    pack = pack_closing(session.desk, session.quarter) if seen.status.closed else None
    words = f"issued {printed_date(day_of(pack.at))} as {pack.id}" if pack is not None else _not_issued(session)
    return Matter("pack", "Pack", (words,), "pack", "F9")


def _not_issued(session: Session) -> str:
    """Whether a draft is written; of a quarter that was opened again also which pack was issued before."""
    again, draft = opened_again(session.desk, session.quarter), draft_written(session.desk, session.quarter)
    if again is not None:
        pack, opened = again
        words = f"{pack.id} was issued; opened again {printed_date(day_of(opened.at))}"
        return f"{words}, draft written since" if draft is not None and draft > opened.at else words
    return f"draft written {printed_date(day_of(draft))}; not issued" if draft is not None else "not issued"


def _file(session: Session) -> Matter:
    return Matter("file", "Your file", (f"{one_line(session.desk.location)}", "on this computer"), "settings", "F2")
