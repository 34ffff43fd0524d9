"""What is to be put right, as rows of a list: each a key from where it is put right, a query explained in a sentence.

Rows are texts that are typed and not stored, and what the checks found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.drafting import Kind, Place
from csp_tui.domain.checks import OF_ACTIONS, WITHOUT_ACTION, why_asked
from csp_tui.domain.measures import Indicator, Measure
from csp_tui.domain.results import Level, Query
from csp_tui.domain.text_queries import of_commentary, of_headline
from csp_tui.screens.base import SAVED_HERE
from csp_tui.screens.listing import ListScreen, wide_enough
from csp_tui.screens.session import Session, Subject
from csp_tui.screens.unstored import Unstored
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.wording import one_line


class FindingsScreen(ListScreen):
    """A list with such rows in it."""

    OPENS: ClassVar[str] = "open"
    EXPLAIN: ClassVar[list[BindingType]] = [
        Binding("f5", "explain", "explain", id="check.explain", tooltip="Say in a sentence why the figure is right"),
        Binding("ctrl+t", "commentary", "commentary", id="figure.commentary", tooltip="Write this row's commentary"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._queries: dict[str, Query] = {}
        self.typed: dict[str, Unstored] = {}

    def hold(self, found: Iterable[Query], typed: Iterable[Unstored]) -> None:
        """Keep findings and texts that are not stored by the row that they become."""
        self._queries = {f"{query.id}|{query.partner or ''}": query for query in found}
        self.typed = {f"typed {number}": text for number, text in enumerate(typed)}

    def columns(self) -> Sequence[Column]:
        """State, figure, and the sentence."""
        return (
            Column("level", "", 11),
            Column("measure", "Figure", wide_enough(self._named(), 16)),
            Column("message", "What was found", 30, flexible=True),
        )

    def _named(self) -> Iterable[str]:
        """The figures that the rows are about."""
        return [*(text.measure for text in self.typed.values()), *(query.measure for query in self._queries.values())]

    def rows(self) -> Iterable[Row]:
        """A row a text that is not stored, then a row a finding."""
        for row, text in self.typed.items():
            cells = {"level": Cell("not stored", "refused"), "measure": Cell(text.measure)}
            yield Row(row, {**cells, "message": Cell(self._when(text) + text.sentence)})
        for row, query in self._queries.items():
            cells = {"level": _level(query), "measure": Cell(query.measure)}
            yield Row(row, {**cells, "message": Cell(_told(query))})

    @property
    def query_here(self) -> Query | None:
        """The finding under the cursor."""
        return self._queries.get(self.grid.row_id or "")

    @property
    def _typed_here(self) -> Unstored | None:
        return self.typed.get(self.grid.row_id or "")

    def _when(self, text: Unstored) -> str:
        return "" if text.quarter == self.session.quarter else f"{text.quarter.short}: "

    def told_here(self) -> Content | None:
        """The whole of a finding, with its explanation, or of a text that is not stored; None for another row."""
        text, query = self._typed_here, self.query_here
        if text is not None:
            where = f"Not stored: {self._when(text)}{text.measure} {text.sentence}"
            return Content(one_line(f"{where} Enter goes to where it was typed."))
        if query is None:
            return None
        content = Content(one_line(query.message))
        if query.explained is None and self.session.book.closed:
            content += Content(f" {self._closed_words(query)}")
        elif query.explained is None:
            content += Content(self.in_own_keys(_where_to_write(query)))
        if query.explained is not None:
            by = f" by {query.explained_by}" if query.explained_by else ""
            content += Content(f"\nExplained{by}: {one_line(query.explained)}")
        return content

    def _closed_words(self, query: Query) -> str:
        """What can still be done about a finding of a quarter that is closed."""
        if self.session.desk.role in ("lead", "supplier"):
            return one_line(self.session.closed_because or "")
        what = "an action" if query.code == WITHOUT_ACTION else "an explanation"
        return self.in_own_keys(f"The quarter is closed: F9, then R opens the quarter again to add {what}.")

    def open_measure(self, measure: Measure, partner: str | None) -> None:
        """Go to the cell of a figure; from there back is here again."""
        indicator = self.session.book.plan.indicator(measure.indicator)
        self.open_figure(indicator.priority, Subject(measure, partner or measure.suppliers[0]).id, from_here=True)

    def open_row(self) -> None:
        """Go to the figure, or to where a text was typed, of whomever it is; from there back is here again."""
        text, query = self._typed_here, self.query_here
        plan = self.session.book.plan
        if query is not None:
            self.open_measure(plan.by_id[query.measure], query.partner)
        elif text is not None and (
            text.quarter == self.session.quarter or self.attempt(lambda: self.session.switch(text.quarter))
        ):
            self._go_to(text.place)

    def _go_to(self, place: Place) -> None:
        """Go to where a text was typed, in the quarter that is shown."""
        session, plan = self.session, self.session.book.plan
        if place.kind is Kind.HEADLINE:
            self.open_headline(int(place.about))
        elif place.kind is Kind.NOTE:
            self.action_deliverables()
        elif place.kind is Kind.COMMENTARY and place.about in plan.by_code:
            self.open_words(plan.by_code[place.about], place.partner, place.field)
        elif place.about in plan.by_id:
            if session.partner not in (None, place.partner):
                session.partner = None
            self.open_measure(plan.by_id[place.about], place.partner)
        else:
            self.say(f"{place.about} is not in this plan; the text is kept.", "refused")

    def subject_here(self) -> Subject | None:
        """The figure under the cursor."""
        query = self.query_here
        if query is None:
            return None
        measure = self.session.book.plan.by_id[query.measure]
        return Subject(measure, query.partner or measure.suppliers[0])

    def action_commentary(self) -> None:
        """Write the commentary of the row under the cursor, in its action where that is what is asked for."""
        subject, query = self.subject_here(), self.query_here
        if subject is None or subject.partner is None:
            self.say("This row has no commentary.")
            return
        field = "action" if query is not None and query.code in OF_ACTIONS else ""
        self.open_words(self.session.book.plan.indicator(subject.measure.id), subject.partner, field)

    def open_words(self, indicator: Indicator, partner: str, field: str) -> None:
        """Write a partner's commentary in a window over the list."""
        from csp_tui.screens.commentary import CommentaryScreen  # noqa: PLC0415 - imported when it is opened
        from csp_tui.screens.figures import lines_of  # noqa: PLC0415

        lines = [
            one for one in lines_of(self.session.book.plan, indicator.priority, None) if one.indicator == indicator
        ]
        line = next((one for one in lines if one.subject.partner == partner), lines[0])
        window = CommentaryScreen(self.session, line, voice=partner, field=field)
        self.app.push_screen(window, lambda stored: self._words_closed(indicator, stored is True))

    def _words_closed(self, indicator: Indicator, stored: bool) -> None:
        self.show_session()
        if stored:
            self.say(f"{indicator.code}: commentary. {SAVED_HERE}")

    def action_explain(self) -> None:
        """Ask for the sentence."""
        query = self.query_here
        if query is None or query.level is Level.ERROR:
            self.say("An error cannot be explained away; Enter goes to its figure." if query else "Nothing to explain.")
            return
        if self.session.book.closed:  # before a sentence is typed that could not be stored
            self.say(self._closed_words(query), "refused")
            return
        found = query
        why = why_asked([query])
        self.ask(f"{why[:1].upper()}{why[1:]}:", lambda text: self._explain(found, text), query.explained or "")

    def _explain(self, query: Query, text: str) -> None:
        """Store it, and go on to the next row, which may wait too."""
        order = [row.id for row in self.grid.rows]
        following = order[self.grid.cursor + 1 : self.grid.cursor + 2]
        self.session.explain(query, text)
        self.show_session()
        self.show_rows(at=following[0] if following else None)
        self.say(f"{query.measure}: explained. {SAVED_HERE}")


def _where_to_write(query: Query) -> str:
    """The key to the words that a query is about; Enter leads to a figure."""
    if query.code in OF_ACTIONS:
        return " Ctrl+T writes it."
    if of_headline(query):
        return " Ctrl+L opens the paragraph."
    return " Ctrl+T opens the text." if of_commentary(query) else ""


def _level(query: Query) -> Cell:
    if query.explained is not None:
        return Cell("explained", "muted")
    return Cell("! error", "red") if query.level is Level.ERROR else Cell("? query", "amber")


def _told(query: Query) -> str:
    """The finding's sentence beside the column that names its figure, after its explanation where it has one."""
    sentence = query.message.removeprefix(query.measure).lstrip(": ")
    return f"{query.explained} (asked: {sentence})" if query.explained is not None else sentence
