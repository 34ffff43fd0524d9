"""Contacts: who at a partner supplies which rows; listed, added, changed, forgotten, or taken in from a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from csp_tui.desk.contacts import (
    COLUMNS,
    Contact,
    ContactError,
    contacts,
    import_contacts,
    keep_contact,
    remove_contact,
    rows_of,
)
from csp_tui.domain.counting import counted
from csp_tui.domain.errors import UserError
from csp_tui.screens.base import footer
from csp_tui.screens.listed import Listed
from csp_tui.screens.listing import ListScreen, headed, in_lines
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_LABELS: Final = {
    "name": "Name of a person or a team",
    "team": "Team",
    "email": "E-mail",
    "partner": "Partner",
    "rows": "Rows",
}


class ContactsScreen(ListScreen):
    """A row a contact, by partner."""

    OPENS: ClassVar[str] = "change"
    HELP_TEXT: ClassVar[str] = (
        "Who supplies which rows. Forms are made for contacts, and the texts that chase what is awaited are addressed"
        " to them; the rows of a partner that no contact has go to the partner as a whole.\n\n"
        "N adds one, Enter changes it, X forgets it (Ctrl+Z brings it back). I takes in a sheet with the columns name"
        " and partner, and team, email and rows: all of it, or nothing with the reason."
        " F3 names the partners; a priority's grid has the codes of its rows."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "new contact", id="contact.add", tooltip="Add a contact"),
        Binding("i", "import", "import a sheet", id="contact.import", tooltip="Take in contacts from .xlsx or .csv"),
        Binding("x", "remove", "forget", id="contact.remove", tooltip="Forget this contact; what it sent stays"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._contacts: dict[str, Contact] = {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is there can be forgotten."""
        if action == "remove":
            return self.is_mounted and self._contact is not None
        return super().check_action(action, parameters)

    @property
    def _contact(self) -> Contact | None:
        return self._contacts.get(self.grid.row_id or "")

    # Showing

    def read(self) -> None:
        """All contacts."""
        self._contacts = {f"{one.partner}|{one.name}": one for one in contacts(self.session.desk)}

    def heading(self) -> Content:
        """How many, at how many partners."""
        partners = {one.partner for one in self._contacts.values()}
        many = f"{len(self._contacts)} at {len(partners)} of {len(self.session.desk.plan.partners)} partners"
        return headed("Contacts", many if partners else "none yet")

    def columns(self) -> Sequence[Column]:
        """Who, where, for which rows."""
        columns = [
            Column("name", "Name", 20, flexible=True),
            Column("partner", "Partner", 22, flexible=True, by_ends=True),
            Column("rows", "Rows", 20, flexible=True),
        ]
        more = [Column("team", "Team", 18, flexible=True), Column("email", "E-mail", 24, flexible=True)]
        return [columns[0], *more, *columns[1:]] if self.wide else columns

    def rows(self) -> Iterable[Row]:
        """A row a contact."""
        for row, one in self._contacts.items():
            cells = {
                "name": Cell(one.name, "strong"),
                "team": Cell(one.team),
                "email": Cell(one.email),
                "partner": Cell(one.partner),
                "rows": Cell(", ".join(one.rows)) if one.rows else Cell("all of them", "muted"),
            }
            yield Row(row, cells)

    def told(self) -> Content:
        """The contact in full, with the measures that it supplies."""
        if self._contact is None:
            return Content(self.in_own_keys("There are no contacts yet. N adds one, I takes in a sheet of them."))
        return in_lines(self._told(self._contact))

    def _told(self, one: Contact) -> Iterator[Content]:
        yield Content.assemble((one_line(one.label), "bold"), f"   {one_line(one.email) or 'no e-mail address'}")
        supplied = rows_of(self.session.desk, one)
        yield Content(f"{counted(len(supplied), 'row')}: " + ", ".join(measure.id for measure, _ in supplied))

    # Doing

    def action_add(self) -> None:
        """A new one."""
        self.app.push_screen(ContactForm(self.session), self._kept)

    def open_row(self) -> None:
        """Change the one under the cursor."""
        if self._contact is not None:
            self.app.push_screen(ContactForm(self.session, self._contact), self._kept)

    def _kept(self, kept: Contact | None) -> None:
        if kept is not None:
            self.read()
            self.show_rows(at=f"{kept.partner}|{kept.name}")
            self.say(f"{kept.label} is kept. Ctrl+Z takes it back.")

    def action_remove(self) -> None:
        """Forget it; undo brings it back, so nothing is asked."""
        one = self._contact
        if one is not None and self.attempt(lambda: remove_contact(self.session.desk, one)):
            self.show_session()
            self.say(f"{one.label} is no longer a contact; what it sent stays. Ctrl+Z takes that back.")

    def action_import(self) -> None:
        """From a sheet, all of it or nothing."""
        self.ask("Which sheet? The path of an .xlsx or .csv", self._import)

    def _import(self, typed: str) -> None:
        path = Path(typed.strip("\"' ")).expanduser()
        try:
            brought = import_contacts(self.session.desk, path)
        except ContactError as error:
            if error.faults:
                title = f"{one_line(path.name)} is not taken in: {counted(len(error.faults), 'mistake')}"
                self.app.push_screen(Listed(title, error.faults))
            raise
        self.show_session()
        self.say(brought.sentence)


class ContactForm(ModalScreen[Contact | None]):
    """Gives the contact once it is kept; what cannot be is said under its field."""

    CSS_PATH = "contacts.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="contact.save", tooltip="Keep the contact"),
        Binding("escape", "leave", "leave it", id="contact.leave", tooltip="Leave it as it was"),
    ]

    def __init__(self, session: Session, contact: Contact | None = None) -> None:
        super().__init__()
        self._session = session
        self._contact = contact

    def compose(self) -> ComposeResult:
        """A line a field, with room for a reason under it."""
        known = self._contact or Contact("", self._session.partner or "")
        texts = {**{name: getattr(known, name) for name in COLUMNS}, "rows": " ".join(known.rows)}
        with Vertical(id="window"):
            yield Static(Content("Change a contact" if self._contact else "A new contact"), classes="question")
            with VerticalScroll(id="fields", can_focus=False):
                for name, label in _LABELS.items():
                    with Horizontal(classes="row"):
                        yield Static(Content(label), classes="label")
                        hint = _HINTS.get(name, "")
                        yield TextLine(texts[name], placeholder=hint, id=name, compact=True, select_on_focus=False)
                    yield Static(id=f"{name}-error", classes="error", markup=False)
            yield Static(id="refused", markup=False)
            yield footer(self, "Tab goes on, Enter or Ctrl+S saves, Esc leaves it as it was")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#name").focus()

    def on_input_submitted(self) -> None:
        """Enter in any field saves."""
        self.action_save()

    def action_save(self) -> None:
        """Keep it, or say under its field what cannot be."""
        for told in self.query(".error").results(Static):
            told.remove_class("told")
        texts = {name: self.query_one(f"#{name}", Input).value for name in COLUMNS}
        try:
            kept = keep_contact(self._session.desk, texts, self._contact)
        except ContactError as error:
            told = self.query_one(f"#{error.column}-error", Static)
            told.update(toned(one_line(str(error)), "refused"))
            told.add_class("told")
            self.query_one(f"#{error.column}").focus()
        except UserError as error:
            self.query_one("#refused", Static).update(toned(one_line(str(error)), "refused"))
        else:
            self.dismiss(kept)

    def action_leave(self) -> None:
        """Nothing is kept."""
        self.dismiss(None)


_HINTS: Final = {
    "partner": "its name, or the beginning of it",
    "rows": "such as P1-05 P2-04.report; empty: all",
}
