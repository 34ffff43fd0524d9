"""Issuing forms: to a contact, a partner, a priority or all; and which went out and which came back.

For commands and screens: `issue_forms`, `issued_forms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final
from unicodedata import combining, normalize
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.configuring import quarter_dates
from csp_tui.desk.contacts import Contact, Row, contact_named, contacts, keys_of, rows_of
from csp_tui.desk.folders import FORMS, folder_for
from csp_tui.desk.gathering import gathered
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.receipts import as_told
from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import FORM, read_object, write_object
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.returns.identity import Identity
from csp_tui.returns.layout import FORM_KIND
from csp_tui.storage.records import Draft, Receipt, Subject
from csp_tui.workbooks.passwords import KEPT_NOWHERE, Password

FORM_STEP: Final = "form"  # the kind of the step that records an issued form; undo passes over it
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")


class FormError(UserError):
    """A form that cannot be issued so; the message says what to do."""


class Scope(Struct, frozen=True):
    """For whom a form or a return is: its rows, the words for them, and what its file is called.

    A file is called by its partner and its team, where there is one, and not by a person. `partner` is '' where the
    rows are of several. `priority` is set where it is for whoever leads that.
    """

    words: str
    name: str
    rows: tuple[Row, ...]
    partner: str = ""
    contact: str = ""
    priority: int | None = None


class WrittenForm(Struct, frozen=True):
    """A form that was written: for whom, where, with how many rows."""

    scope: Scope
    form: str
    path: Path
    renamed_because: str | None


class IssuedForms(Struct, frozen=True):
    """The forms that were written together; all are `protected` by one password, or none is.

    `overdue` is the day on which they were due, where it was past when they were written.
    """

    forms: tuple[WrittenForm, ...]
    protected: bool = False
    overdue: date | None = None

    @property
    def sentence(self) -> str:
        """Where they are, and that sending them is left to a person."""
        count, secret = len(self.forms), f" {KEPT_NOWHERE}" if self.protected else ""
        if count > 1:
            folder = self.forms[0].path.parent.absolute()
            told = f"{count} forms are written into the folder {folder}. Nothing has been sent: e-mail each yourself."
            return told + secret
        words, path = self.forms[0].scope.words, self.forms[0].path.absolute()
        return f"The form for {words} is {path}. Nothing has been sent: e-mail it yourself.{secret}"

    @property
    def warnings(self) -> tuple[str, ...]:
        """That they say they were due already; and names that were taken."""
        taken = tuple(f.renamed_because for f in self.forms if f.renamed_because)
        if self.overdue is None:
            return taken
        day = f"Returns were due on {printed_date(self.overdue)}, which forms and their e-mails say"
        return (f"{day}. If that is not meant, set another day in the settings and write them again.", *taken)


class IssuedForm(Struct, frozen=True):
    """A form on record, with the receipts of what came back of it, oldest first.

    `replaced` tells that the same form was written again since, and nothing came back of this one. `priority` is set
    where it is for whoever leads that.
    """

    form: str
    words: str
    partner: str
    contact: str
    file: str
    by: str
    at: datetime
    came_back: tuple[Receipt, ...] = ()
    replaced: bool = False
    priority: int | None = None
    protected: bool = False


def issue_forms(
    desk: Desk,
    quarter: Quarter,
    folder: Path | None = None,
    *,
    contact: str | None = None,
    partner: str | None = None,
    priority: int | None = None,
    password: Password | None = None,
) -> IssuedForms:
    """Write the form of a contact, a partner or a priority, or a form for everybody when none is named, on record.

    Everybody is each contact with its rows, and each partner with the rows that no contact has, if any of them is
    asked for and not only welcome. Forms are protected where a password is given. Raises a UserError.
    """
    desk.plan.require_quarter(quarter)
    if contact is not None:
        scopes = [contact_scope(desk, contact_named(desk, contact))]
    elif partner is not None:
        scopes = [partner_scope(desk, partner)]
    elif priority is not None:
        scopes = [priority_scope(desk, priority)]
    else:
        scopes = list(_everybody(desk))
    if not scopes:
        raise FormError(f"The {desk.plan.year} plan asks nothing of anybody, so there are no forms to write.")
    desk.store.verify_before_writing()
    chosen = folder or folder_for(desk, FORMS)
    written = tuple(_issue(desk, quarter, chosen, scope, password) for scope in scopes)
    due = quarter_dates(desk, quarter).due
    return IssuedForms(written, password is not None, due if due is not None and due < desk.today else None)


def contact_scope(desk: Desk, contact: Contact) -> Scope:
    """The rows that a contact supplies."""
    who = contact.team or " ".join(contact.rows) or contact.partner  # never the name, which may be a person's
    name = who if contact.partner.casefold() in who.casefold() else f"{contact.partner} {who}"
    return _filled(Scope(contact.label, name, rows_of(desk, contact), contact.partner, contact.name))


def partner_scope(desk: Desk, partner: str) -> Scope:
    """The rows that a partner supplies."""
    name = desk.plan.partner(partner)
    return _filled(Scope(name, name, partner_rows(desk, name), name))


def partner_rows(desk: Desk, partner: str) -> tuple[Row, ...]:
    """Every measure that a partner supplies, in the plan's order."""
    return tuple((measure, partner) for measure in desk.plan.measures if partner in measure.suppliers)


def priority_scope(desk: Desk, priority: int) -> Scope:
    """The rows of a priority, for whoever leads it."""
    known = desk.plan.priority(priority)
    of_it = [m for m in desk.plan.measures if desk.plan.indicator(m.indicator).priority == priority]
    rows = tuple((m, partner) for m in of_it for partner in m.suppliers)
    partners = {partner for _, partner in rows}
    name = partners.pop() if len(partners) == 1 else ""
    return _filled(Scope(f"priority {priority}, {known.title}", f"priority {priority}", rows, name, "", priority))


def _filled(scope: Scope) -> Scope:
    if not scope.rows:
        raise FormError(f"The plan asks nothing of {scope.words}, so there is no form; see csp-tui plan show.")
    return scope


def _everybody(desk: Desk) -> Iterator[Scope]:
    told: set[tuple[str, str]] = set()
    for contact in contacts(desk):
        rows = rows_of(desk, contact)
        told |= keys_of(rows)
        if rows:
            yield contact_scope(desk, contact)
    for partner in desk.plan.partners:
        left = tuple(row for row in partner_rows(desk, partner) if not keys_of([row]) <= told)
        if any(measure.required for measure, _ in left):
            yield Scope(partner, partner, left, partner)


def _issue(desk: Desk, quarter: Quarter, folder: Path, scope: Scope, password: Password | None) -> WrittenForm:
    from csp_tui.returns.form import new_return  # noqa: PLC0415 - openpyxl is loaded by the first form

    identity = identity_of(desk, quarter, scope, FORM_KIND)
    content = gathered(desk, quarter, scope.rows, identity, scope.words, answered=False, priority=scope.priority)
    with new_return(content, folder, f"{file_name(quarter, scope)}.xlsx", password) as (path, renamed_because):
        said = {
            "words": scope.words,
            "contact": scope.contact,
            "file": path.name,
            "priority": str(scope.priority or ""),
            "protected": "yes" if password is not None else "",
        }
        subject = Subject(f"form-{identity.form}", str(quarter), scope.partner, FORM)
        desk.store.append(
            desk.partnership,
            [Draft(subject, write_object(said), scope.partner)],
            kind=FORM_STEP,
            author=desk.by,
            at=now(),
            note=f"form for {scope.words}",
            plan_version=desk.plan.version,
        )
    return WrittenForm(scope, identity.form, path, renamed_because)


def identity_of(desk: Desk, quarter: Quarter, scope: Scope, kind: str) -> Identity:
    """A new identity for a form or return of a scope."""
    return Identity(
        kind,
        desk.partnership,
        desk.plan.id,
        desk.plan.version,
        str(quarter),
        scope.partner,
        scope.contact,
        scope.words,
        str(uuid4()),
    )


def file_name(quarter: Quarter, scope: Scope) -> str:
    """`2026-27-Q2-medway-council-street-scene`: short, and safe on every system; letters without their accents."""
    plain = "".join(c for c in normalize("NFKD", scope.name.casefold()) if not combining(c))
    return f"{quarter}-{_NOT_IN_NAMES.sub('-', plain).strip('-')[:80].strip('-') or 'form'}"


def issued_forms(desk: Desk, quarter: Quarter) -> tuple[IssuedForm, ...]:
    """The forms that went out for a quarter, oldest first, with what came back of each."""
    rows = desk.store.current(desk.partnership, str(quarter), str(quarter))
    found = []
    for row in rows:
        if row.subject.field == FORM and row.head is not None and isinstance(row.content, str):
            said = read_object(row.content)
            form = row.subject.about.removeprefix("form-")
            words, contact, file = (said.get(name) or "" for name in ("words", "contact", "file"))
            found.append(
                IssuedForm(
                    form,
                    words,
                    row.subject.partner,
                    contact,
                    file,
                    row.head.author,
                    row.head.at,
                    priority=int(said.get("priority") or 0) or None,
                    protected=bool(said.get("protected")),
                )
            )
    receipts = as_told(desk, desk.store.view(desk.partnership).receipts_of([f.form for f in found], []))
    found.sort(key=lambda f: (f.at, f.form))
    latest = {f.words: f.form for f in found}
    back = [replace(f, came_back=_came_back(f.form, receipts)) for f in found]
    return tuple(replace(f, replaced=not f.came_back and latest[f.words] != f.form) for f in back)


def _came_back(form: str, receipts: Sequence[Receipt]) -> tuple[Receipt, ...]:
    return tuple(r for r in receipts if r.form == form and r.active)
