"""The headline paragraph of a priority, by its lead, beside what the Summary says of the priority."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csp_tui.desk.drafting import Kind, Place
from csp_tui.desk.previewing import highlights_of
from csp_tui.domain.counting import counted
from csp_tui.domain.overview import assess_indicator
from csp_tui.domain.words_in_texts import words_in_headline
from csp_tui.packs.summary import HEADLINE_ALWAYS, HEADLINE_USUALLY
from csp_tui.screens.session import Session
from csp_tui.screens.writing import WritingScreen
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line


class HeadlineScreen(WritingScreen):
    """The paragraph, who agreed it, and how much of it the Summary can show."""

    HELP_TEXT: ClassVar[str] = (
        "The paragraph that opens the priority on the first page: what the group must know of the quarter, in two or"
        " three sentences. Say who agreed it, by role and date. The Summary is one page: the fuller it is, the less"
        " room the paragraph has. What is longer is cut there and stands in full on the priority's Commentary sheet."
    )

    def __init__(self, session: Session, priority: int) -> None:
        super().__init__(session)
        self._priority = session.book.plan.priority(priority)
        headline = session.book.headlines.get(priority)
        mine = (i for i in session.book.plan.indicators if i.priority == priority)
        self._indicators = [assess_indicator(session.book, indicator) for indicator in mine]
        self._was = (headline.text, headline.agreed_by or "") if headline is not None else ("", "")

    def heading(self) -> str:
        """Which priority."""
        return f"Priority {self._priority.number}, {self._priority.title}: headline paragraph"

    def about(self) -> Content:
        """The plan's own words."""
        return Content(one_line(self._priority.heading))

    def label(self) -> str:
        """The quarter."""
        return f"What the group must know of {self.session.quarter.label}"

    def text(self) -> str:
        """The paragraph as it is stored."""
        return self._was[0]

    def place(self, field: str = "") -> Place:
        """By the priority."""
        return self.session.place(Kind.HEADLINE, str(self._priority.number), field=field)

    def beside(self) -> Content:
        """What stands on the Summary below it; raises BusyError while that cannot be read."""
        beside = highlights_of(self.session.desk, self.session.book, self._priority.number)
        lines = (Content(one_line(sentence)) for sentence in beside)
        return Content("\n").join([toned("The Summary says beside it", "muted"), *lines])

    def more(self) -> Iterable[Widget]:
        """Who agreed it."""
        yield Static(Content("Agreed by (role, date)"), classes="label")
        yield TextLine(
            self._was[1],
            placeholder="nobody yet; such as: Head of Safety, 20 November",
            id="agreed",
            compact=True,
        )

    def told(self, values: tuple[str, ...]) -> Content:
        """How long it is against what the Summary shows, and whether the agreement is of this text."""
        text, agreed = values
        length = len(" ".join(text.split()))
        if length > HEADLINE_USUALLY:
            said = toned(f"! {length} characters: the Summary shows {HEADLINE_USUALLY}, Commentary all of it", "amber")
        else:
            many = counted(length, "character") if length else "Nothing is written yet"
            room = f"the Summary shows up to {HEADLINE_USUALLY}, on a full page {HEADLINE_ALWAYS}"
            said = toned(f"{many}; {room}", "muted")
        found = words_in_headline(self.session.book, self._indicators, text)
        said += Content("").join(toned(f"\n? {one_line(one.message)}", "amber") for one in found)
        if agreed and agreed == self._was[1] and text != self._was[0]:
            return said + toned("\n? The text is changed: is it still agreed?", "amber")
        return said

    def keep(self, values: tuple[str, ...]) -> None:
        """Store the paragraph with who agreed it."""
        self.session.headline(self._priority.number, *values)
