"""What stands in the way of sending: errors to put right, queries to put right or explain, each a key from its cell."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csp_tui.desk.reading import queries_of
from csp_tui.domain.results import Level, Query
from csp_tui.screens.findings import FindingsScreen
from csp_tui.screens.glance import queries_to_settle
from csp_tui.screens.listing import headed
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import unstored_texts


class CheckScreen(FindingsScreen):
    """What is typed and not stored, then the findings of the quarter's checks, unexplained ones first."""

    OPENED_BY: ClassVar[str] = "check"
    HELP_TEXT: ClassVar[str] = (
        "What the program found when it looked at the quarter's figures. An error must be put right; a query is put"
        " right or explained in a sentence that is kept and travels with the figure. A text that is typed and not"
        " stored is named too. A lead sees what concerns the lead's own priority.\n\n"
        "Enter goes to the figure. F5 explains a query."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*FindingsScreen.EXPLAIN, *FindingsScreen.KEYS]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: list[Query] = []

    def read(self) -> None:
        """What the checks find now, and what is typed and not stored."""
        session = self.session
        found = [q for indicator in session.concerned(session.assess()) for q in queries_of(indicator, session.partner)]
        found.sort(key=lambda query: (query.explained is not None, query.level is not Level.ERROR))
        self._found = found
        self.hold(found, unstored_texts(session))

    def heading(self) -> Content:
        """How much of it is unsettled."""
        count = sum(query.explained is None for query in self._found)
        typed = [f"{len(self.typed)} not stored"] if self.typed else []
        words = ", ".join([*typed, queries_to_settle(count)] if count or not typed else typed)
        led, quarter = self.session.led, self.session.quarter
        about = ("Check", quarter.label) if led is None else (f"Check of priority {led}", quarter.short)
        return headed(*about, f"{words[:1].upper()}{words[1:]}, {len(self._found) + len(self.typed)} found")

    def told(self) -> Content:
        """The whole finding."""
        return self.told_here() or Content(self.in_own_keys("The checks found nothing. Esc goes back."))
