"""Chase: what is awaited, by contact, each as the text of an e-mail to copy; nothing is sent from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.chasing import Chase, chase
from csp_tui.domain.counting import counted
from csp_tui.domain.overview import answers_awaited
from csp_tui.screens.listing import ListScreen, headed
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.wording import lines_of


class ChaseScreen(ListScreen):
    """A letter to each contact from whom something is awaited, or to the partner where no contact is known."""

    OPENED_BY: ClassVar[str] = "chase"
    HELP_TEXT: ClassVar[str] = (
        "What is still awaited, by contact: below the list stands the text of an e-mail that names each figure. Where a"
        " partner has no contact on record (F2, then Contacts, adds one or takes a list in), there is one text for all"
        " of its figures. A lead sees those who have not answered for the lead's own priority.\n\n"
        "C copies the text, A copies all of them under each other. Nothing is sent from here. Enter scrolls the text."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy_mail", "copy the e-mail", id="chase.copy", tooltip="Copy this text"),
        Binding("a", "copy_all", "copy all", id="chase.copy-all", tooltip="Copy all texts under each other"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._letters: dict[str, Chase] = {}

    def read(self) -> None:
        """The letters, to the partner that is chosen where one is; a lead's are about the priority, to others."""
        session = self.session
        letters = chase(session.desk, session.quarter, priority=session.led)
        chosen = session.partner if session.led is None or session.partner != session.desk.partner else None
        wanted = [one for one in letters if chosen in (None, one.partner) and not self._is_to_oneself(one)]
        self._letters = {f"{one.partner}|{one.contact.name if one.contact else ''}": one for one in wanted}

    def _is_to_oneself(self, one: Chase) -> bool:
        desk = self.session.desk
        own = one.partner == desk.partner if one.contact is None else one.contact.name == desk.by
        return own and self.session.led is not None

    def heading(self) -> Content:
        """How much is awaited, of how many."""
        rows = {(measure.uid, partner) for one in self._letters.values() for measure, partner in one.rows}
        awaited = {(measure.uid, partner) for measure, partner in answers_awaited(self.session.assess().indicators)}
        broken = len(rows - awaited)
        promised = f", {broken} promised and not in" if broken else ""
        many = f"{counted(len(rows) - broken, 'answer')} awaited{promised}, {len(self._letters)} to write to"
        led, quarter = self.session.led, self.session.quarter
        about = ("Chase", quarter.label) if led is None else (f"Chase of priority {led}", quarter.short)
        return headed(*about, many if rows else "nothing is awaited")

    def columns(self) -> Sequence[Column]:
        """To whom, and how many answers."""
        columns = [
            Column("contact", "To", 24, flexible=True),
            Column("partner", "Partner", 24, flexible=True, by_ends=True),
            Column("awaited", "Answers", 8, right=True),
        ]
        return [*columns, Column("email", "E-mail", 30)] if self.wide else columns

    def rows(self) -> Iterable[Row]:
        """A row a letter."""
        for row, one in self._letters.items():
            contact = one.contact
            cells = {
                "contact": Cell(contact.name) if contact is not None else Cell("no contact on record", "muted"),
                "partner": Cell(one.partner),
                "email": Cell(contact.email if contact is not None else ""),
                "awaited": Cell(str(len(one.rows))),
            }
            yield Row(row, cells)

    def told(self) -> Content:
        """The letter."""
        one = self._letters.get(self.grid.row_id or "")
        if one is None:
            return Content("There is nobody to write to. Esc goes back.")
        return Content(lines_of(f"{self._without_address(one)}{one.text}"))

    def _without_address(self, one: Chase) -> str:
        """Before a letter that nobody's address is known for: where one is added."""
        if one.contact is None:
            missing, goes = f"No contact for these rows of {one.partner} is on record", "adds one"
        elif not one.contact.email:
            missing, goes = f"No e-mail address of {one.contact.name} is on record", "leads to where it is added"
        else:
            return ""
        return f"{missing}; {self.in_own_keys(f'F2, then Contacts, {goes}.')}\n\n"

    def action_copy_mail(self) -> None:
        """This letter."""
        one = self._letters.get(self.grid.row_id or "")
        if one is not None:
            self.copy(one.text, f"The e-mail to {one.contact.name if one.contact else one.partner}")

    def action_copy_all(self) -> None:
        """All letters."""
        if self._letters:
            self.copy(f"\n\n{'-' * 72}\n\n".join(one.text for one in self._letters.values()), "All of it")
