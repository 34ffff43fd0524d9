"""A grid that goes on in another below it, with one cursor for both."""

from __future__ import annotations

from csp_tui.widgets.grid import CellGrid


class JoinedGrid(CellGrid):
    """Shows its cursor only while it has the focus; up and down lead out of it into its neighbours."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.above: JoinedGrid | None = None
        self.below: JoinedGrid | None = None

    def go_on_in(self, below: JoinedGrid) -> None:
        """Let the cursor go on there."""
        self.below, below.above = below, self

    def is_here(self, index: int) -> bool:
        """The row under the cursor, while keys go here."""
        return self.has_focus and super().is_here(index)

    def on_focus(self) -> None:
        """The cursor came in."""
        self.redraw(self.cursor)

    def on_blur(self) -> None:
        """The cursor went out."""
        self.redraw(self.cursor)

    def action_go(self, step: int) -> None:
        """Up or down a row, from the last into the grid below, from the first into the one above."""
        neighbour = self.above if step < 0 else self.below
        if 0 <= self.cursor + step < len(self.rows) or neighbour is None or not neighbour.rows:
            super().action_go(step)
            return
        neighbour.move(len(neighbour.rows) - 1 if step < 0 else 0)
        neighbour.focus()
