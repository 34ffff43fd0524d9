"""What stands in the way of sending: errors to put right, queries to put right or explain, each a key from its cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csp_tui.desk.drafting import Kind, Place
from csp_tui.desk.reading import queries_of
from csp_tui.domain.results import Level, Query
from csp_tui.screens.findings import FindingsScreen
from csp_tui.screens.listing import headed
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import Unstored, unstored_texts
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
        self._unstored = {f"typed {number}": text for number, text in enumerate(unstored_texts(session))}
        self.hold(found)

    def rows(self) -> Iterable[Row]:
        """A row a text that is not stored, then a row a finding."""
        for row, text in self._unstored.items():
            cells = {"level": Cell("not stored", "refused"), "measure": Cell(text.measure)}
            yield Row(row, {**cells, "message": Cell(self._when(text) + text.sentence)})
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
            where = f"Not stored: {self._when(text)}{text.measure} {text.sentence}"
            return Content(one_line(f"{where} Enter goes to where it was typed."))
        return self.told_of(query) if query else Content("The checks found nothing. Esc goes back.")

    @property
    def _text_here(self) -> Unstored | None:
        return self._unstored.get(self.grid.row_id or "")

    def open_row(self) -> None:
        """Go to the figure, of whomever it is; from there back is here again."""
        text = self._text_here
        if text is None:
            super().open_row()
        elif text.quarter == self.session.quarter or self.attempt(lambda: self.session.switch(text.quarter)):
            self._go_to(text.place)

    def _when(self, text: Unstored) -> str:
        return "" if text.quarter == self.session.quarter else f"{text.quarter.short}: "

    def _go_to(self, place: Place) -> None:
        """Go to where a text was typed, in the quarter that is shown."""
        session, plan = self.session, self.session.book.plan
        known = place.about in plan.by_code if place.kind is Kind.COMMENTARY else place.about in plan.by_id
        if place.kind is Kind.HEADLINE:
            self.open_headline(int(place.about))
        elif place.kind is Kind.NOTE:
            self.action_deliverables()
        elif not known:
            self.say(f"{place.about} is not in this plan; the text is kept.", "refused")
        else:
            if session.partner not in (None, place.partner):
                session.partner = None
            measure = (
                plan.by_code[place.about].measures[0] if place.kind is Kind.COMMENTARY else plan.by_id[place.about]
            )
            supplier = place.partner if place.partner in measure.suppliers else measure.suppliers[0]
            self.open_measure(measure, supplier)
