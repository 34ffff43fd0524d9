# ruff: noqa: PLC0415 - a screen is imported when it is opened: the first paint needs one of them only
"""The first screen: what is due and for whom, how each priority stands, who is awaited, and the next key to press."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from csp_tui.screens.base import COMMON, LEADING, CspScreen
from csp_tui.widgets.cells import Column
from csp_tui.widgets.grid import CellGrid
from csp_tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from csp_tui.screens.session import Session

_NARROW = (
    Column("number", "", 1),
    Column("priority", "Priority", 32, flexible=True),
    Column("in", "In", 8, right=True),
    Column("red", "Red", 3, right=True),
    Column("amber", "Amber", 5, right=True),
    Column("green", "Green", 5, right=True),
    Column("not rated", "Not rated", 9, right=True),
    Column("awaited", "Awaited", 7, right=True),
)
_WIDE = (
    *_NARROW[:2],
    Column("bar", "", 10),
    _NARROW[2],
    Column("rated", "Can be rated", 12, right=True),
    *_NARROW[3:],
    Column("waiting", "Waiting for you", 20),
)


class HomeScreen(CspScreen):
    """The quarter at a glance; painted empty at once and filled when the store is open."""

    HELP_TEXT: ClassVar[str] = (
        "The quarter at a glance. The rows are the plan's priorities: how many indicators are in, how many can be rated"
        " and how they stand, and what waits for you.\n\n"
        "Enter opens the priority that the cursor stands on; there, type a figure and press Enter to save it."
        " F9 writes the workbook for the Strategic Executive Group.\n\n"
        "A lead looks the return over and writes it to be e-mailed with Ctrl+S. A coordinator takes returns in with F6,"
        " chases what is awaited with F7, settles figures that differ with Ctrl+D and looks at what is to check with"
        " Ctrl+K."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *LEADING,
        *COMMON,
        Binding(
            "f2", "role", "who you are", id="show.role", tooltip="Coordinator or lead, and the partner you are with"
        ),
    ]

    def __init__(self) -> None:
        super().__init__(None)

    def compose(self) -> ComposeResult:
        """The frame, with nothing in it that the store knows."""
        yield Static(Content("Community safety partnership"), id="top", markup=False)
        yield Static(id="banner", markup=False)
        yield Static(Content("Opening the figures …"), id="due", markup=False)
        grid = CellGrid(id="priorities")
        grid.show(_NARROW, ())
        yield grid
        yield Static(id="rest", markup=False)
        yield Static(id="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Keys go to the priorities."""
        self.query_one(CellGrid).focus()

    def open_with(self, session: Session) -> None:
        """Fill the frame."""
        self._session = session
        self.show_session()
        self.refresh_bindings()

    def show_session(self) -> None:
        """Show how the quarter stands."""
        from csp_tui.screens.glance import due_words, priority_rows, rest_words, top_words

        self.show_banner()
        status = self.session.assess()
        wide = self.size.width >= self.WIDE
        self.query_one("#top", Static).update(top_words(self.session, self.size.width - 2))
        self.query_one("#due", Static).update(due_words(self.session, status))
        grid = self.query_one(CellGrid)
        grid.show(_WIDE if wide else _NARROW, priority_rows(self.session, status), at=self._led())
        grid.styles.height = len(grid.rows) + 1
        self.query_one("#rest", Static).update(rest_words(self.session, status, self.size.width - 4))

    def _led(self) -> str | None:
        """The row to start on: the priority that the user leads, until the cursor has been somewhere else."""
        led = self.session.desk.priority
        return str(led) if led is not None and not self.query_one(CellGrid).rows else None

    def on_resize(self, _event: events.Resize) -> None:
        """More room shows more columns."""
        if self._session is not None:
            self.show_session()

    def on_cell_grid_opened(self, event: CellGrid.Opened) -> None:
        """Enter on a priority opens it; where the plan asks no figures of it, its deliverables."""
        if self._session is None:
            return
        if any(indicator.priority == int(event.row) for indicator in self.session.book.plan.indicators):
            self.open_figure(int(event.row))
        else:
            self.action_deliverables()

    def priority_meant(self) -> int | None:
        """The one that the cursor stands on."""
        row = self.query_one(CellGrid).row_id
        return int(row) if row else None

    def action_role(self) -> None:
        """Say who is working."""
        from csp_tui.screens.choosing import Choice, Option

        options = [
            Option("coordinator", "Coordinator: I bring the whole quarter together"),
            Option("lead", "Lead: I answer for a priority"),
            Option("supplier", "Supplier: I give the figures of one partner"),
        ]
        self.app.push_screen(Choice("Who are you?", options, self.session.desk.role), self._take_role)

    def _take_role(self, role: str | None) -> None:
        if role is None or not self.attempt(lambda: self.session.keep_setting("role", role)):
            return
        self.show_session()
        self.say(f"You are working as {role}.")
        if role == "supplier":
            self._ask_partner()

    def _ask_partner(self) -> None:
        """Whose figures a supplier gives: kept, so that it is asked once only."""
        from csp_tui.screens.choosing import Choice, Option

        names = [Option(name, name) for name in self.session.book.plan.partners]
        self.app.push_screen(
            Choice("Whose figures do you give?", names, self.session.partner or ""), self._take_partner
        )

    def _take_partner(self, partner: str | None) -> None:
        if partner is None or not self.attempt(lambda: self.session.keep_setting("partner", partner)):
            return
        self.session.partner = partner
        self.show_session()
        self.say(f"You are working as supplier, for {partner}.")
