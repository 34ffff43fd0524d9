"""The texts to send forms with, an e-mail a form, to be copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.form_letters import FormLetter, form_letters
from csp_tui.domain.counting import counted
from csp_tui.screens.listing import ListScreen, headed, wide_enough
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.wording import lines_of

LETTERS = Binding("e", "letters", "e-mails", id="return.letters", tooltip="See the texts to send the forms with")

_MOST_OF_A_FILE = 40  # cells of a name of a file, however long one is


class FormLettersScreen(ListScreen):
    """A letter for each form that is written and not back."""

    HELP_TEXT: ClassVar[str] = (
        "A text for each form that is written and not back: the e-mail to send it with. Attach the form, which lies in"
        " the folder for forms.\n\n"
        "C copies the text, A copies all of them under each other. Nothing is sent from here. Enter scrolls the text."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy_mail", "copy the e-mail", id="chase.copy", tooltip="Copy this text"),
        Binding("a", "copy_all", "copy all", id="chase.copy-all", tooltip="Copy all texts under each other"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._letters: dict[str, FormLetter] = {}

    def read(self) -> None:
        """The letters of the quarter."""
        letters = form_letters(self.session.desk, self.session.quarter)
        self._letters = {letter.form.form: letter for letter in letters}

    def heading(self) -> Content:
        """How many there are."""
        return headed(
            "E-mails for forms", self.session.quarter.label, f"{counted(len(self._letters), 'form')} not back"
        )

    def columns(self) -> Sequence[Column]:
        """For whom, and which file goes with it."""
        file = min(wide_enough((self._file(one) for one in self._letters.values()), 24), _MOST_OF_A_FILE)
        whom = [Column("whom", "For", 24, flexible=True, by_ends=True), Column("file", "Form", file, flexible=True)]
        return [*whom, Column("email", "E-mail", 30)] if self.wide else whom

    def rows(self) -> Iterable[Row]:
        """A row a letter."""
        for row, one in self._letters.items():
            email = one.contact.email if one.contact is not None else ""
            cells = {
                "whom": Cell(one.form.words),
                "file": Cell(self._file(one)),
                "email": Cell(email),
            }
            yield Row(row, cells)

    def _file(self, letter: FormLetter) -> str:
        """The form's file without the quarter, which stands at the top."""
        return letter.form.file.removeprefix(f"{self.session.quarter}-")

    def told(self) -> Content:
        """The letter."""
        one = self._letters.get(self.grid.row_id or "")
        return Content(lines_of(one.text) if one is not None else "No form waits to be sent. Esc goes back.")

    def action_copy_mail(self) -> None:
        """This letter."""
        one = self._letters.get(self.grid.row_id or "")
        if one is not None:
            self.copy(one.text, f"The e-mail for {one.form.words}")

    def action_copy_all(self) -> None:
        """All letters."""
        if self._letters:
            self.copy(f"\n\n{'-' * 72}\n\n".join(one.text for one in self._letters.values()), "All of it")
