"""What stands in the way of sending: errors to put right, queries to put right or explain, each a key from its cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csp_tui.desk.reading import queries_of
from csp_tui.domain.results import Level, Query
from csp_tui.screens.findings import FindingsScreen
from csp_tui.screens.listing import headed
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import Unstored, unstored_here
from csp_tui.widgets.cells import Cell, Row
from csp_tui.widgets.wording import one_line


class CheckScreen(FindingsScreen):
    """What is typed and not stored, then the findings of the quarter's checks, unexplained ones first."""

    HELP_TEXT: ClassVar[str] = (
        "What the program found when it looked at the quarter's figures. An error must be put right; a query is put"
        " right or explained in a sentence that is kept and travels with the figure. A text that is typed and not"
        " stored is named too.\n\n"
        "Enter goes to the figure. F5 explains a query."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*FindingsScreen.EXPLAIN, *FindingsScreen.KEYS]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: list[Query] = []
        self._unstored: dict[str, Unstored] = {}

    def read(self) -> None:
        """What the checks find now, and what is typed and not stored."""
        session = self.session
        found = [q for indicator in session.assess().indicators for q in queries_of(indicator, session.partner)]
        found.sort(key=lambda query: (query.explained is not None, query.level is not Level.ERROR))
        self._found = found
        self._unstored = {f"{text.measure}|{text.partner}|{text.place}": text for text in unstored_here(session)}
        self.hold(found)

    def rows(self) -> Iterable[Row]:
        """A row a text that is not stored, then a row a finding."""
        for row, text in self._unstored.items():
            cells = {"level": Cell("not stored", "refused"), "measure": Cell(text.measure)}
            yield Row(row, {**cells, "message": Cell(text.sentence)})
        yield from super().rows()

    def heading(self) -> Content:
        """How much of it is unsettled."""
        count = sum(query.explained is None for query in self._found) + len(self._unstored)
        words = f"{count} to put right or explain" if count else "Nothing to put right"
        found = len(self._found) + len(self._unstored)
        return headed("Check", self.session.quarter.label, f"{words}, {found} found")

    def told(self) -> Content:
        """The whole finding."""
        text, query = self._text_here, self.query_here
        if text is not None:
            return Content(one_line(f"Not stored: {text.measure} {text.sentence} Enter goes to its cell."))
        return self.told_of(query) if query else Content("The checks found nothing. Esc goes back.")

    @property
    def _text_here(self) -> Unstored | None:
        return self._unstored.get(self.grid.row_id or "")

    def open_row(self) -> None:
        """Go to the figure, of whomever it is; from there back is here again."""
        text, session = self._text_here, self.session
        if text is None:
            super().open_row()
            return
        if session.partner not in (None, text.partner):
            session.partner = None
        self.open_measure(session.book.plan.by_id[text.measure], text.partner)
