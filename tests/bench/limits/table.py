"""A Textual program with a header, a table of 44 rows and a footer, and nothing behind them."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class TableApp(App[None]):
    """The least that shows as much as the program's grid does."""

    TITLE = "Limit"

    def compose(self) -> ComposeResult:
        """Header, table, footer."""
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("Code", "Measure", "This quarter", "Against", "Rating")
        for number in range(1, 45):
            table.add_row(f"P1-{number:02d}", f"Measure number {number}", f"{number * 37}", f"{number * 36}", "amber")
        table.focus()


if __name__ == "__main__":
    TableApp().run()
