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
from csp_tui.screens.unstored import Unstored, unstored_here
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.grid import CellGrid
from csp_tui.widgets.key_line import KeyLine
from csp_tui.widgets.wording import one_line

_COLUMNS = (
    Column("level", "", 11),
    Column("measure", "Figure", 16),
    Column("message", "What was found", 30, flexible=True),
)


class CheckScreen(CspScreen):
    """The findings of the quarter's checks, unexplained ones first."""

    CSS_PATH = "check.tcss"
    HELP_TEXT: ClassVar[str] = (
        "What the program found when it looked at the quarter's figures. An error must be put right; a query is put"
        " right or explained in a sentence that is kept and travels with the figure. A text that is typed and not"
        " stored is named too.\n\n"
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
        self._unstored: dict[str, Unstored] = {}

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
        self._unstored = {f"{text.measure}|{text.partner}|{text.place}": text for text in unstored_here(session)}
        rows = [_unstored_row(row, text) for row, text in self._unstored.items()]
        rows += [_row(row, query) for row, query in self._queries.items()]
        self.query_one(CellGrid).show(_COLUMNS, rows)
        unsettled = sum(query.explained is None for query in found) + len(self._unstored)
        words = f"{unsettled} to put right or explain" if unsettled else "Nothing to put right"
        self.query_one("#top", Static).update(
            Content.assemble(("Check", "bold"), f"   {session.quarter.label}   {words}, {len(rows)} found")
        )
        self._show_detail()

    def on_cell_grid_moved(self) -> None:
        """Show the whole sentence."""
        self._show_detail()

    @property
    def _query(self) -> Query | None:
        return self._queries.get(self.query_one(CellGrid).row_id or "")

    @property
    def _text(self) -> Unstored | None:
        return self._unstored.get(self.query_one(CellGrid).row_id or "")

    def _show_detail(self) -> None:
        query, text = self._query, self._text
        if text is not None:
            content = Content(one_line(f"Not stored: {text.measure} {text.sentence} Enter goes to its cell."))
        elif query is None:
            content = Content("The checks found nothing. Esc goes back.")
        else:
            content = Content(one_line(query.message))
            if query.explained is not None:
                content += Content(f"\nExplained: {one_line(query.explained)}")
        self.query_one("#detail", Static).update(content)

    def on_cell_grid_opened(self) -> None:
        """Go to the figure, of whomever it is; from there back is here again."""
        session, query, text = self.session, self._query, self._text
        if text is not None and session.partner not in (None, text.partner):
            session.partner = None
        found = text or query
        if found is not None:
            measure = session.book.plan.by_id[found.measure]
            indicator = session.book.plan.indicator(found.measure)
            partner = found.partner or measure.suppliers[0]
            self.open_figure(indicator.priority, Subject(measure, partner).id, from_here=True)

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
    return Row(row, {"level": level, "measure": Cell(query.measure), "message": Cell(_without_id(query))})


def _without_id(query: Query) -> str:
    """The finding's sentence beside the column that names its figure."""
    return query.message.removeprefix(query.measure).lstrip(": ")


def _unstored_row(row: str, text: Unstored) -> Row:
    cells = {"level": Cell("not stored", "refused"), "measure": Cell(text.measure), "message": Cell(text.sentence)}
    return Row(row, cells)
