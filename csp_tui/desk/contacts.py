"""Contacts: who at a partner supplies which rows, kept on record and taken in from a sheet.

For commands and screens: `contacts`, `contact_named`, `rows_of`, `keep_contact`, `remove_contact`, `import_contacts`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct

from csp_tui.desk.opening import Desk, now
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.counting import counted
from csp_tui.domain.errors import UserError, cited
from csp_tui.domain.fields import CONTACT, read_object, write_object
from csp_tui.domain.filenames import name_of
from csp_tui.domain.measures import Measure, Plan, PlanError
from csp_tui.returns.guarding import MOST_PACKED, guarded
from csp_tui.storage.records import Current, Draft, Subject

COLUMNS: Final = ("name", "team", "email", "partner", "rows")
_REQUIRED: Final = ("name", "partner")
_KNOWN_AS: Final[Mapping[str, str]] = {
    "contact": "name",
    "e-mail": "email",
    "mail": "email",
    "organisation": "partner",
    "indicators": "rows",
    "measures": "rows",
}
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SHEETS: Final = (".csv", ".xlsx")
_LONGEST: Final = 200
_TOLD: Final = 900  # characters within which the mistakes of a sheet are told at once
_ROWS: Final = 5  # of those that have the same mistake, named
_SEPARATORS: Final = re.compile(r"[,;\s]+")
_PRIORITY: Final = re.compile(r"P(\d{1,2})", re.I | re.A)
_T = TypeVar("_T")

Row = tuple[Measure, str]
"""A measure and the partner that it is asked of."""


def keys_of(rows: Iterable[Row]) -> set[tuple[str, str]]:
    """Rows as their measures' uids and partners, to tell which are the same."""
    return {(measure.uid, partner) for measure, partner in rows}


class ContactError(UserError):
    """A contact that cannot be kept or found; the message says what to do, `column` which of its texts is meant.

    `faults` are all mistakes of a sheet, a sentence each, of which the message tells as many as can be read at once.
    """

    def __init__(self, message: str, column: str = "", faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.column = column
        self.faults = tuple(faults)


class Contact(Struct, frozen=True):
    """A person or team at a partner. `rows` are codes of indicators and ids of measures; none means all it has."""

    name: str
    partner: str
    team: str = ""
    email: str = ""
    rows: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`Jo Brook, Street Scene (Medway Council)`."""
        return f"{self.name}, {self.team} ({self.partner})" if self.team else f"{self.name} ({self.partner})"


class ImportedContacts(Struct, frozen=True):
    """What an import of contacts did; `left` are contacts that are kept although the sheet does not name them."""

    new: int
    changed: int
    unchanged: int
    left: tuple[Contact, ...]

    @property
    def sentence(self) -> str:
        """What was taken in, and what stayed."""
        total = self.new + self.changed + self.unchanged
        counts = f"{self.new} new, {self.changed} changed, {self.unchanged} as before"
        text = f"{counted(total, 'contact')} read: {counts}."
        if self.left:
            text += f" Kept, though the sheet does not name them: {', '.join(c.label for c in self.left)}."
        return text


def contacts(desk: Desk) -> tuple[Contact, ...]:
    """All contacts, by partner in the plan's order, then by name."""
    found = [_read(desk.plan, row.content) for row in _stored(desk) if isinstance(row.content, str)]
    order = {partner: place for place, partner in enumerate(desk.plan.partners)}
    return tuple(sorted(found, key=lambda c: (order.get(c.partner, len(order)), c.name.casefold())))


def contact_named(desk: Desk, text: str) -> Contact:
    """A contact by name, team, e-mail or label, or by a beginning that only one has. Raises ContactError."""
    known = contacts(desk)
    wanted = " ".join(text.split()).casefold()
    exact = [c for c in known if wanted and wanted in {s.casefold() for s in (c.name, c.team, c.email, c.label)}]
    begins = [
        c for c in known if wanted and (c.name.casefold().startswith(wanted) or c.team.casefold().startswith(wanted))
    ]
    found = exact or begins
    if len(found) == 1:
        return found[0]
    if found:
        listed = " or ".join(c.label for c in found)
        raise ContactError(f'"{cited(text.strip(), 60)}" may be {listed}; type one of these, or the e-mail address.')
    listed = ", ".join(c.name for c in known) or "none yet: csp-tui contacts import FILE takes them in"
    raise ContactError(f'There is no contact "{cited(text.strip(), 60)}"; there are {listed}.')


def rows_of(desk: Desk, contact: Contact) -> tuple[Row, ...]:
    """The measures that a contact supplies, in the plan's order."""
    wanted = set(contact.rows)
    return tuple(
        (measure, contact.partner)
        for measure in desk.plan.measures
        if contact.partner in measure.suppliers and (not wanted or wanted & {measure.id, measure.indicator})
    )


def keep_contact(desk: Desk, texts: Mapping[str, str], instead_of: Contact | None = None) -> Contact:
    """Add a contact from the texts of COLUMNS, or put it in the place of another. Raises ContactError."""
    contact = _contact(desk.plan, {name: clean_text(text) for name, text in texts.items()})
    subject, before = _subject(contact), None if instead_of is None else _subject(instead_of)
    if subject != before and any(_subject(known) == subject for known in contacts(desk)):
        raise ContactError(f"There is a contact {contact.name} at {contact.partner} already; change that one.", "name")
    drafts = [Draft(before, None)] if before is not None and before != subject else []
    _append(desk, [*drafts, Draft(subject, _written(desk.plan, contact))], f"contact {contact.name}")
    return contact


def remove_contact(desk: Desk, contact: Contact) -> None:
    """Forget a contact; what it said stays."""
    _append(desk, [Draft(_subject(contact), None)], f"contact {contact.name} removed")


def import_contacts(desk: Desk, file: Path) -> ImportedContacts:
    """Take in contacts from a .csv or .xlsx with the columns name, partner, and team, email, rows, in any order.

    Everything is read before anything is stored. Raises a UserError that names row and column of every mistake.
    """
    read = list(_contacts_in(desk.plan, file))
    before = {_subject(c): c for c in contacts(desk)}
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for contact in read:
        held = before.pop(_subject(contact), None)
        counts["new" if held is None else "unchanged" if held == contact else "changed"] += 1
    drafts = [Draft(_subject(contact), _written(desk.plan, contact)) for contact in read]
    if drafts:
        _append(desk, drafts, f"{counted(len(drafts), 'contact')} from {name_of(file)}")
    return ImportedContacts(**counts, left=tuple(before.values()))


def _append(desk: Desk, drafts: list[Draft], note: str) -> None:
    desk.store.append(
        desk.partnership, drafts, kind="edit", author=desk.by, at=now(), note=note, plan_version=desk.plan.version
    )


def _stored(desk: Desk) -> Iterable[Current]:
    return (row for row in desk.store.standing(desk.partnership) if row.subject.field == CONTACT)


def _subject(contact: Contact) -> Subject:
    """A contact is known by partner and name."""
    named = f"{contact.partner}\n{' '.join(contact.name.split()).casefold()}"
    return Subject(f"contact-{hashlib.sha256(named.encode()).hexdigest()[:12]}", "", "", CONTACT)


def _written(plan: Plan, contact: Contact) -> str:
    """A contact as it is stored: its rows by their stable identities, which outlive their codes."""
    uids = [plan.by_code[row].uid if row in plan.by_code else plan.by_id[row].uid for row in contact.rows]
    return write_object(
        {
            "name": contact.name,
            "partner": contact.partner,
            "team": contact.team,
            "email": contact.email,
            "rows": " ".join(uids),
        }
    )


def _read(plan: Plan, content: str) -> Contact:
    held = read_object(content)
    labels = {i.uid: i.code for i in plan.indicators} | {m.uid: m.id for m in plan.measures}
    rows = tuple(labels[uid] for uid in (held.get("rows") or "").split() if uid in labels)
    return Contact(held["name"] or "", held["partner"] or "", held.get("team") or "", held.get("email") or "", rows)


# -- reading a sheet -------------------------------------------------------------------------------------------------


def _contacts_in(plan: Plan, file: Path) -> Iterator[Contact]:
    table = _table(file)
    if not table:
        raise ContactError(f"{name_of(file)} is empty; it needs the columns {', '.join(COLUMNS)}.")
    headings = [_heading(cell) for cell in table[0]]
    missing = [name for name in _REQUIRED if name not in headings]
    if missing:
        raise ContactError(
            f"{name_of(file)}, row 1: there is no column {' and no column '.join(missing)}; the columns are"
            f" {', '.join(COLUMNS)}, of which name and partner must be there."
        )
    faults, seen = defaultdict[tuple[str, str], list[int]](list), dict[Subject, int]()
    for line, cells in enumerate(table[1:], 2):
        texts = {name: clean_text(cell) for name, cell in zip(headings, cells, strict=False) if name in COLUMNS}
        if not any(texts.values()):
            continue
        wrong = [(f", column {error.column}", str(error)) for error in _wrong_in(plan, texts)]
        for fault in wrong:
            faults[fault].append(line)
        if wrong:
            continue
        contact = _contact(plan, texts)
        first = seen.setdefault(_subject(contact), line)
        if first != line:
            faults["", f"{contact.name} stands in row {first} already; keep one of them."].append(line)
        elif not faults:
            yield contact
    if faults:
        told = [_fault(where, what, lines) for (where, what), lines in faults.items()]
        raise ContactError(f"{name_of(file)}, {_at_once(told)}", faults=told)


def _fault(where: str, what: str, lines: Sequence[int]) -> str:
    """What is wrong, and in which rows."""
    more = f" and {len(lines) - _ROWS} more" if len(lines) > _ROWS else ""
    return f"{'Row' if len(lines) == 1 else 'Rows'} {', '.join(map(str, lines[:_ROWS]))}{more}{where}: {what}"


def _at_once(faults: Sequence[str]) -> str:
    """The first mistake whole, others as far as there is room, the rest counted."""
    told = f"{faults[0][0].lower()}{faults[0][1:]}"
    for place, fault in enumerate(faults[1:], 1):
        if len(told) + len(fault) > _TOLD:
            return f"{told} And {counted(len(faults) - place, 'mistake')} more."
        told += f" {fault}"
    return told


def _wrong_in(plan: Plan, texts: Mapping[str, str]) -> Iterator[ContactError]:
    """All that is wrong in a row: what is found wrong counts as right, to see what else is."""
    held, right = dict(texts), {"name": "somebody", "partner": plan.partners[0]}
    for _ in COLUMNS:
        try:
            _contact(plan, held)
        except ContactError as error:
            yield error
            held |= {error.column: right.get(error.column, "")} | ({"rows": ""} if error.column == "partner" else {})
        else:
            return


def _heading(cell: str) -> str:
    text = " ".join(cell.split()).casefold()
    return _KNOWN_AS.get(text, text)


def _contact(plan: Plan, texts: Mapping[str, str]) -> Contact:
    """What the texts say, checked against the plan; raises ContactError, naming the column."""
    name = _one_line("name", texts.get("name", ""))
    if not name:
        raise ContactError("There is no name; type that of a person or a team.", "name")
    partner = _read_by_plan(plan.partner, texts.get("partner", ""), "partner")
    codes = [text for text in _SEPARATORS.split(texts.get("rows", "")) if text]
    rows = tuple(dict.fromkeys(row for code in codes for row in _rows_named(plan, partner, code)))
    email = _one_line("email", texts.get("email", ""))
    if email and not _ADDRESS.fullmatch(email):
        raise ContactError(f'"{cited(email, 60)}" is not an e-mail address; type name@example.org.', "email")
    for row in rows:
        measures = plan.by_code[row].measures if row in plan.by_code else (plan.by_id[row],)
        if not any(partner in measure.suppliers for measure in measures):
            suppliers = dict.fromkeys(supplier for measure in measures for supplier in measure.suppliers)
            raise ContactError(f"{partner} does not supply {row}; {' and '.join(suppliers)} {_do(suppliers)}.", "rows")
    return Contact(name, partner, _one_line("team", texts.get("team", "")), email, rows)


def _do(suppliers: Collection[str]) -> str:
    return "does" if len(suppliers) == 1 else "do"


def _read_by_plan(read: Callable[[str], _T], text: str, column: str) -> _T:
    try:
        return read(text)
    except PlanError as error:
        raise ContactError(str(error), column) from error


def _one_line(column: str, text: str) -> str:
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        raise ContactError(f"{len(line)} characters are too many; at most {_LONGEST}.", column)
    return line


def _rows_named(plan: Plan, partner: str, text: str) -> tuple[str, ...]:
    """The code of a row; of a whole priority, such as P2, those of all that the partner supplies of it."""
    whole = _PRIORITY.fullmatch(text)
    if whole is None:
        return (_read_by_plan(lambda code: _code(plan, code), text, "rows"),)
    priority = _read_by_plan(lambda number: plan.priority(int(number)), whole[1], "rows")
    of_it = [indicator for indicator in plan.indicators if indicator.priority == priority.number]
    own = tuple(one.code for one in of_it if any(partner in measure.suppliers for measure in one.measures))
    if not own:
        raise ContactError(f"{partner} supplies nothing of priority {priority.number}.", "rows")
    return own


def _code(plan: Plan, text: str) -> str:
    return plan.measure(text).id if "." in text else plan.indicator(text).code


def _table(file: Path) -> list[list[str]]:
    """The cells of the first sheet of a workbook, or of a .csv, as texts. Raises a UserError."""
    kind = file.suffix.casefold()
    if kind not in _SHEETS or not file.is_file():
        what = "is not a list of contacts that can be read" if file.is_file() else "is not there, or is no file"
        raise ContactError(f"{file} {what}; name an .xlsx, or a .csv in UTF-8.")
    if kind != ".csv":
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only an import needs it

        sheet = CalamineWorkbook.from_filelike(io.BytesIO(guarded(file).packed)).get_sheet_by_index(0)
        return [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    try:
        if file.stat().st_size > MOST_PACKED:
            raise ContactError(f"{name_of(file)} is too large for a list of contacts.")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ContactError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ContactError(f'{name_of(file)} is not in UTF-8; save it as "CSV UTF-8", or as .xlsx.') from error
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ContactError(f"{name_of(file)} is not a .csv that can be read: {error}. Save it as .xlsx.") from error
