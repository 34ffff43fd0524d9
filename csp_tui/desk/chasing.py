"""Letters that chase what is awaited, and what was promised for a later day; nothing is sent from here.

For commands and screens: `chase`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from csp_tui.desk.asking import addressed
from csp_tui.desk.configuring import quarter_dates
from csp_tui.desk.contacts import Contact, Row, contacts, keys_of, rows_of
from csp_tui.desk.forms import issued_forms
from csp_tui.desk.opening import Desk, day_of
from csp_tui.desk.reading import status
from csp_tui.desk.waiting import open_items
from csp_tui.domain.overview import answers_awaited
from csp_tui.domain.promising import Promised, promised_later
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.returns.checking import Reason

_PLEASE: Final = "Please fill in the form that you were sent and send it back."
_WITHOUT_FORM: Final = (
    "Please answer this e-mail with the figures, or ask me for a form to fill in. Where there is no figure, say why;"
    " where it comes later, say by when."
)
_ELSE: Final = "Where there is no figure, choose the reason in the form; where it comes later, say by when."


class Chase(Struct, frozen=True):
    """A letter to send: to whom, and the rows that are awaited of them, those promised by a day that is past too."""

    partner: str
    contact: Contact | None
    rows: tuple[Row, ...]
    text: str


def chase(desk: Desk, quarter: Quarter, *, priority: int | None = None) -> tuple[Chase, ...]:
    """What is awaited, by contact, or by partner where no contact is known; as texts, of one priority or all."""
    whole = status(desk, quarter)
    indicators = whole.indicators if priority is None else whole.of_priority(priority)
    promised = tuple(promised_later(indicators))
    broken = tuple(one.row for one in promised if one.by is None or one.by < desk.today)
    awaited = (*answers_awaited(indicators), *broken)
    due, came, unread = quarter_dates(desk, quarter).due, _came(desk, quarter), _unread(desk, quarter)
    sent = {(form.partner, form.contact) for form in issued_forms(desk, quarter)}
    letters: list[Chase] = []
    told: set[tuple[str, str]] = set()
    for contact in contacts(desk):
        mine = keys_of(rows_of(desk, contact))
        rows = tuple(row for row in awaited if keys_of([row]) <= mine)
        if rows:
            told |= mine
            on, later = came.get((contact.partner, contact.name)), _among(promised, mine)
            had = (contact.partner, contact.name) in sent
            text = _letter(desk, quarter, (due, on), contact, rows, later, unread, had_form=had)
            letters.append(Chase(contact.partner, contact, rows, text))
    for partner in desk.plan.partners:
        rows = tuple(row for row in awaited if row[1] == partner and not keys_of([row]) <= told)
        if rows:
            theirs = keys_of(one.row for one in promised if one.row[1] == partner) - told
            on, later = came.get((partner, "")), _among(promised, theirs)
            had = (partner, "") in sent
            text = _letter(desk, quarter, (due, on), None, rows, later, unread, had_form=had)
            letters.append(Chase(partner, None, rows, text))
    return tuple(letters)


def _came(desk: Desk, quarter: Quarter) -> Mapping[tuple[str, str], date]:
    """When a form of each partner and contact came last; of the partner as a whole under no contact's name."""
    return {
        (receipt.partner, receipt.contact or ""): day_of(receipt.at)
        for receipt in desk.store.view(desk.partnership).receipts()
        if receipt.taken_in and receipt.quarter == str(quarter) and receipt.partner and receipt.at is not None
    }


def _among(promised: Iterable[Promised], keys: set[tuple[str, str]]) -> tuple[Promised, ...]:
    return tuple(one for one in promised if keys_of([one.row]) <= keys)


def _letter(
    desk: Desk,
    quarter: Quarter,
    days: tuple[date | None, date | None],
    contact: Contact | None,
    rows: tuple[Row, ...],
    promised: tuple[Promised, ...],
    unread: Mapping[tuple[str, str], str],
    *,
    had_form: bool,
) -> str:
    """The letter in whole sentences, a line each: the program that sends it breaks them.

    `days` are that on which it is due, and that on which a form of theirs came, where there is one.
    """
    due, came = days
    why = {(m.id, partner): unread.get((m.id, partner)) or unread.get((m.id, ""), "") for m, partner in rows}
    late = {(one.row[0].uid, one.row[1]): f" ({one.words})" for one in promised}
    later = [one for one in promised if one.row not in rows]
    when = _when(desk, due, len(rows)) if due is not None else ""
    many = "1 answer" if len(rows) == 1 else f"{len(rows)} answers"
    to = (contact,) if contact is not None else ()
    lines = [
        addressed(to, rows[0][1], f"{desk.plan.partnership}: {many} awaited for {quarter.short}"),
        f"For {quarter.label} we are still waiting for {'this answer' if len(rows) == 1 else 'these answers'}.{when}",
        "",
        *_listed(rows, late, why),
        *(("", "To come later, as you told us:") if later else ()),
        *(f"  {one.row[0].id}  {one.row[0].title} ({one.words})" for one in later),
        "",
        _please(came, len(rows), sum(map(bool, why.values())), had_form=had_form),
        "",
        desk.by,
    ]
    return "\n".join(lines)


def _unread(desk: Desk, quarter: Quarter) -> Mapping[tuple[str, str], str]:
    """Why what came could not be read, by the row's label and whom it is from, '' where a form does not say."""
    items = (item for item in open_items(desk, quarter) if item.reason == Reason.UNREADABLE)
    return {(item.measure, item.returned_for): item.message for item in items}


def _listed(
    rows: Iterable[Row], late: Mapping[tuple[str, str], str], why: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    for measure, partner in rows:
        yield f"  {measure.id}  {measure.title}{late.get((measure.uid, partner), '')}"
        if doubt := why.get((measure.id, partner)):
            yield f"    It came, but could not be read: {doubt}"


def _when(desk: Desk, due: date, count: int) -> str:
    past, coming = ("It was", "It is") if count == 1 else ("They were", "They are")
    return f" {past if due < desk.today else coming} due on {printed_date(due)}."


def _please(came: date | None, count: int, unread: int, *, had_form: bool) -> str:
    """What is asked of whoever has sent a form, of whoever only was sent one, and of anybody else."""
    if came is None and not had_form:
        return _WITHOUT_FORM
    return f"{_PLEASE if came is None else _thanks(came, count, unread)} {_ELSE}"


def _thanks(came: date, count: int, unread: int) -> str:
    """What is asked of whoever has sent a form in which something is missing, or could not be read."""
    one = count == 1
    if not unread:
        missing = "this one is missing in it. Please add it" if one else "these are missing in it. Please add them"
    else:
        what = "this one" if one else "these" if unread == count else "these are missing or"
        missing = f"{what} could not be read in it. Please put {'it' if one else 'them'} right"
    return f"Your form came on {printed_date(came)}, thank you; {missing} and send the form again."
