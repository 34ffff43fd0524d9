"""What stands in the way of sending: errors to put right, queries to put right or explain, each a key from its cell."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from csp_tui.desk.reading import queries_of
from csp_tui.domain.results import Level, Query
from csp_tui.screens.base import BACK, COMMON, SAVED_HERE, CspScreen
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.grid import CellGrid
from csp_tui.widgets.key_line import KeyLine
from csp_tui.widgets.wording import one_line

_COLUMNS = (
    Column("level", "", 9),
    Column("measure", "Figure", 16),
    Column("message", "What was found", 30, flexible=True),
)


class CheckScreen(CspScreen):
    """The findings of the quarter's checks, unexplained ones first."""

    CSS_PATH = "check.tcss"
    HELP_TEXT: ClassVar[str] = (
        "What the program found when it looked at the quarter's figures. An error must be put right; a query is put"
        " right or explained in a sentence that is kept and travels with the figure.\n\n"
        "Enter goes to the figure. F5 explains a query."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "explain", "explain", id="check.explain", tooltip="Say in a sentence why the figure is right"),
        BACK,
        *COMMON,
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._queries: dict[str, Query] = {}

    def compose(self) -> ComposeResult:
        """The list, and the whole sentence of the one under the cursor."""
        yield Static(id="top", markup=False)
        yield CellGrid(id="findings")
        yield Static(id="detail", markup=False)
        yield Input(placeholder="Why the figure is right; Enter keeps it, Esc leaves it open", id="explanation")
        yield Static(id="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """List the findings."""
        self.query_one(CellGrid).focus()
        self.show_session()

    def show_session(self) -> None:
        """List what the checks find now."""
        session = self.session
        found = [q for indicator in session.assess().indicators for q in queries_of(indicator, session.partner)]
        found.sort(key=lambda query: (query.explained is not None, query.level is not Level.ERROR))
        self._queries = {f"{query.id}|{query.partner or ''}": query for query in found}
        self.query_one(CellGrid).show(_COLUMNS, [_row(row, query) for row, query in self._queries.items()])
        unsettled = sum(query.explained is None for query in found)
        words = f"{unsettled} to put right or explain" if unsettled else "Nothing to put right"
        self.query_one("#top", Static).update(
            Content.assemble(("Check", "bold"), f"   {session.quarter.label}   {words}, {len(found)} found")
        )
        self._show_detail()

    def on_cell_grid_moved(self) -> None:
        """Show the whole sentence."""
        self._show_detail()

    @property
    def _query(self) -> Query | None:
        return self._queries.get(self.query_one(CellGrid).row_id or "")

    def _show_detail(self) -> None:
        query = self._query
        if query is None:
            content = Content("The checks found nothing. Esc goes back.")
        else:
            content = Content(one_line(query.message))
            if query.explained is not None:
                content += Content(f"\nExplained: {one_line(query.explained)}")
        self.query_one("#detail", Static).update(content)

    def on_cell_grid_opened(self) -> None:
        """Go to the figure."""
        query = self._query
        if query is not None:
            measure = self.session.book.plan.by_id[query.measure]
            indicator = self.session.book.plan.indicator(query.measure)
            partner = query.partner or measure.suppliers[0]
            self.open_figure(indicator.priority, Subject(measure, partner).id)

    def action_explain(self) -> None:
        """Ask for the sentence."""
        query = self._query
        if query is None or query.level is Level.ERROR:
            self.say("An error cannot be explained away; Enter goes to its figure." if query else "Nothing to explain.")
            return
        asked = self.query_one("#explanation", Input)
        asked.value = query.explained or ""
        asked.add_class("asked")
        asked.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the sentence."""
        query, text = self._query, event.value.strip()
        if query is not None and text and self.attempt(lambda: self.session.explain(query, text)):
            self._close_explanation()
            self.show_session()
            self.say(f"Explained. {SAVED_HERE}")

    def action_back(self) -> None:
        """Out of the sentence first, then to the screen before."""
        if self.query_one("#explanation", Input).has_class("asked"):
            self._close_explanation()
        else:
            super().action_back()

    def _close_explanation(self) -> None:
        self.query_one("#explanation", Input).remove_class("asked")
        self.query_one(CellGrid).focus()


def _row(row: str, query: Query) -> Row:
    if query.explained is not None:
        level = Cell("explained", "muted")
    else:
        level = Cell("! error", "red") if query.level is Level.ERROR else Cell("? query", "amber")
    return Row(row, {"level": level, "measure": Cell(query.measure), "message": Cell(query.message)})
