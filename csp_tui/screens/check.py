"""What stands in the way of sending: errors to put right, queries to put right or explain, each a key from its cell."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csp_tui.desk.reading import queries_of
from csp_tui.domain.checks import NOTHING_NEW_ASKED
from csp_tui.domain.results import Level, Query
from csp_tui.screens.findings import FindingsScreen
from csp_tui.screens.glance import queries_to_settle
from csp_tui.screens.keys import RETURN
from csp_tui.screens.listing import headed
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import priority_of, unstored_texts


class CheckScreen(FindingsScreen):
    """What is typed and not stored, then the findings of the quarter's checks, unexplained ones first."""

    OPENED_BY: ClassVar[str] = "check"
    RETURNS = True
    HELP_TEXT: ClassVar[str] = (
        "What the program found when it looked at the quarter's figures. An error must be put right; a query is put"
        " right or explained in a sentence that is kept and travels with the figure. A text that is typed and not"
        " stored is named too. A lead sees what concerns the priority that"
        " F8 was pressed in, else the lead's own.\n\n"
        "Enter goes to the figure. F5 explains a query. F9 goes on to the return, for a coordinator to the pack."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*FindingsScreen.EXPLAIN, RETURN, *FindingsScreen.KEYS]

    def __init__(self, session: Session, priority: int | None = None) -> None:
        """For a lead the priority that one stands in is checked, else the one that is led; for others all of them."""
        super().__init__(session)
        self._priority = (priority or session.led) if session.led is not None else None
        self._found: list[Query] = []

    def read(self) -> None:
        """What the checks find now, and what is typed and not stored."""
        session = self.session
        status = session.assess()
        looked_at = status.indicators if self._priority is None else status.of_priority(self._priority)
        found = [q for indicator in looked_at for q in queries_of(indicator, session.partner)]
        found.sort(key=lambda query: (query.explained is not None, query.level is not Level.ERROR))
        self._found = found
        self.hold(found, unstored_texts(session))

    def heading(self) -> Content:
        """How much of it is unsettled."""
        count = sum(query.explained is None for query in self._found)
        typed = [f"{len(self.typed)} not stored{self._elsewhere()}"] if self.typed else []
        explained = [f"{len(self._found) - count} explained"] if len(self._found) > count else []
        to_settle = [queries_to_settle(count)] if count or not typed else []
        words = ", ".join([*typed, *to_settle, *explained])
        number, quarter = self._priority, self.session.quarter
        about = ("Check", quarter.label) if number is None else (f"Check of priority {number}", quarter.short)
        return headed(*about, f"{words[:1].upper()}{words[1:]}")

    def _elsewhere(self) -> str:
        """How many texts are of other priorities than the one that is checked: no text is passed over."""
        session, here = self.session, self._priority
        away = sum(priority_of(session, text.place) != here for text in self.typed.values()) if here is not None else 0
        if away == len(self.typed):
            return ", elsewhere" if away else ""
        return f", {away} of them elsewhere" if away else ""

    def priority_here(self) -> int | None:
        """The priority that is checked."""
        return self._priority

    def told(self) -> Content:
        """The whole finding."""
        why = f": {NOTHING_NEW_ASKED}" if self.session.book.closed else ""
        return self.told_here() or Content(self.in_own_keys(f"The checks found nothing{why}. Esc goes back."))
