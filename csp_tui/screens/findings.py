"""What the checks found, as rows of a list: each a key from its figure, a query explained in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.domain.measures import Measure
from csp_tui.domain.results import Level, Query
from csp_tui.screens.base import SAVED_HERE
from csp_tui.screens.listing import ListScreen
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.wording import one_line


class FindingsScreen(ListScreen):
    """A list with findings in it."""

    OPENS: ClassVar[str] = "open"
    EXPLAIN: ClassVar[list[BindingType]] = [
        Binding("f5", "explain", "explain", id="check.explain", tooltip="Say in a sentence why the figure is right"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._queries: dict[str, Query] = {}

    def hold(self, found: Iterable[Query]) -> None:
        """Keep findings by the row that they become."""
        self._queries = {f"{query.id}|{query.partner or ''}": query for query in found}

    def columns(self) -> Sequence[Column]:
        """State, figure, and the sentence."""
        return (
            Column("level", "", 11),
            Column("measure", "Figure", 16),
            Column("message", "What was found", 30, flexible=True),
        )

    def rows(self) -> Iterable[Row]:
        """A row a finding."""
        for row, query in self._queries.items():
            cells = {"level": _level(query), "measure": Cell(query.measure), "message": Cell(_without_id(query))}
            yield Row(row, cells)

    @property
    def query_here(self) -> Query | None:
        """The finding under the cursor."""
        return self._queries.get(self.grid.row_id or "")

    def told_of(self, query: Query) -> Content:
        """The whole sentence, and its explanation."""
        content = Content(one_line(query.message))
        if query.explained is not None:
            content += Content(f"\nExplained: {one_line(query.explained)}")
        return content

    def open_measure(self, measure: Measure, partner: str | None) -> None:
        """Go to the cell of a figure; from there back is here again."""
        indicator = self.session.book.plan.indicator(measure.indicator)
        self.open_figure(indicator.priority, Subject(measure, partner or measure.suppliers[0]).id, from_here=True)

    def open_row(self) -> None:
        """Go to the figure."""
        query = self.query_here
        if query is not None:
            self.open_measure(self.session.book.plan.by_id[query.measure], query.partner)

    def action_explain(self) -> None:
        """Ask for the sentence."""
        query = self.query_here
        if query is None or query.level is Level.ERROR:
            self.say("An error cannot be explained away; Enter goes to its figure." if query else "Nothing to explain.")
            return
        found = query
        self.ask("Why the figure is right:", lambda text: self._explain(found, text), query.explained or "")

    def _explain(self, query: Query, text: str) -> None:
        self.session.explain(query, text)
        self.show_session()
        self.say(f"Explained. {SAVED_HERE}")


def _level(query: Query) -> Cell:
    if query.explained is not None:
        return Cell("explained", "muted")
    return Cell("! error", "red") if query.level is Level.ERROR else Cell("? query", "amber")


def _without_id(query: Query) -> str:
    """The finding's sentence beside the column that names its figure."""
    return query.message.removeprefix(query.measure).lstrip(": ")
