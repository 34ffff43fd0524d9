"""Chase: what is awaited, by contact, each as the text of an e-mail to copy; nothing is sent from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.asking import Chase, chase
from csp_tui.domain.counting import counted
from csp_tui.screens.listing import ListScreen, headed
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.wording import lines_of


class ChaseScreen(ListScreen):
    """A letter to each contact from whom something is awaited, or to the partner where no contact is known."""

    OPENED_BY: ClassVar[str] = "chase"
    HELP_TEXT: ClassVar[str] = (
        "What is still awaited, by contact: below the list stands the text of an e-mail that names each figure. Where a"
        " partner has no contact on record (csp-tui contacts import takes a list in), there is one text for all of its"
        " figures.\n\n"
        "C copies the text, A all of them under each other. Nothing is sent from here. Enter scrolls the text."
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
        """The letters, of the partner that is worked for where there is one."""
        letters = chase(self.session.desk, self.session.quarter)
        wanted = [one for one in letters if self.session.partner in (None, one.partner)]
        self._letters = {f"{one.partner}|{one.contact.name if one.contact else ''}": one for one in wanted}

    def heading(self) -> Content:
        """How much is awaited, of how many."""
        rows = {(measure.uid, partner) for one in self._letters.values() for measure, partner in one.rows}
        many = (
            f"{counted(len(rows), 'answer')} awaited, {len(self._letters)} to write to"
            if rows
            else "nothing is awaited"
        )
        return headed("Chase", self.session.quarter.label, many)

    def columns(self) -> Sequence[Column]:
        """To whom, and how many answers."""
        columns = [
            Column("contact", "To", 24, flexible=True),
            Column("partner", "Partner", 24, flexible=True),
            Column("awaited", "Awaited", 8, right=True),
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
        return Content(lines_of(one.text)) if one is not None else Content("Nothing is awaited: everything is in.")

    def action_copy_mail(self) -> None:
        """This letter."""
        one = self._letters.get(self.grid.row_id or "")
        if one is not None:
            self.copy(one.text, f"The e-mail to {one.contact.name if one.contact else one.partner}")

    def action_copy_all(self) -> None:
        """All letters."""
        if self._letters:
            self.copy(f"\n\n{'-' * 72}\n\n".join(one.text for one in self._letters.values()), "All of it")
