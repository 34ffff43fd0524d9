"""Questions about figures: asked here, copied as an e-mail, carried on the next form, answered beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.asking import Question, answer, ask, close_question, questions, stated_since
from csp_tui.desk.opening import day_of
from csp_tui.domain.quarters import printed_date
from csp_tui.returns.telling import in_words
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.session import Session, Subject
from csp_tui.storage.records import STATEMENT
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import lines_of, one_line


class QuestionsScreen(ListScreen):
    """What was asked about the quarter's figures and those of the quarters before, and the answers."""

    OPENS: ClassVar[str] = "open"
    OPENED_BY: ClassVar[str] = "questions"
    HELP_TEXT: ClassVar[str] = (
        "Questions about figures. A question is kept with its figure, stands on the next form of whoever supplies it,"
        " and can be copied as an e-mail at once. Its answer comes back with the form, or is typed here.\n\n"
        "N asks about a figure: about the one you came from, else about one that you choose. A records the answer."
        " C copies the question as an e-mail; nothing is sent from here. X closes a question that needs no answer any"
        " more, and asks why. Enter shows who said what of the figure."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "ask_new", "new question", id="question.ask", tooltip="Ask about a figure"),
        Binding("a", "answer", "answer", id="question.answer", tooltip="Record the answer"),
        Binding("c", "copy_mail", "copy the e-mail", id="question.copy", tooltip="Copy the question as an e-mail"),
        Binding("x", "close_question", "close", id="question.close", tooltip="It needs no answer any more; asks why"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session, about: Subject | None = None) -> None:
        super().__init__(session)
        self._about = about
        self._questions: dict[str, Question] = {}

    def begin(self) -> None:
        """Say how to ask about the figure that one comes from."""
        if self._about is not None:
            self.say(f"N asks about {self._about.measure.id}.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Answering and copying need a question."""
        question = self._question if self.is_mounted else None
        if action in ("answer", "copy_mail"):
            return question is not None
        if action == "close_question":
            return question is not None and question.open
        return super().check_action(action, parameters)

    @property
    def _question(self) -> Question | None:
        return self._questions.get(self.grid.row_id or "")

    # Showing

    def read(self) -> None:
        """The questions, open ones first."""
        found = questions(self.session.desk, self.session.quarter)
        self._questions = {one.reference: one for one in sorted(found, key=lambda one: not one.open)}

    def heading(self) -> Content:
        """How many wait for an answer."""
        waiting = sum(one.open for one in self._questions.values())
        asked = len(self._questions)
        words = f"{waiting} of {asked} not answered yet" if waiting else f"{asked} asked, none open" if asked else ""
        return headed("Questions", self.session.quarter.label, words)

    def columns(self) -> Sequence[Column]:
        """Of what, of whom, and how it stands."""
        return (
            Column("state", "", 10),
            Column("measure", "Figure", 16),
            Column("partner", "Asked of", 16, flexible=True, by_ends=True),
            Column("text", "Question", 22, flexible=True),
        )

    def rows(self) -> Iterable[Row]:
        """A row a question."""
        for one in self._questions.values():
            cells = {
                "state": Cell("? open", "amber") if one.open else Cell("answered" if one.answer else "closed", "muted"),
                "measure": Cell(one.measure.id),
                "partner": Cell(one.partner),
                "text": Cell(one.text),
            }
            yield Row(one.reference, cells)

    def told(self) -> Content:
        """Question and answer in full."""
        one = self._question
        return (
            in_lines(self._told_of(one))
            if one is not None
            else Content(self.in_own_keys("Nothing has been asked. N asks about a figure."))
        )

    def _told_of(self, one: Question) -> Iterator[Content]:
        came = stated_since(self.session.desk, one) if one.open else None
        if came is not None:
            yield labelled("Stated since", in_words(STATEMENT, came))
            yield toned(self.in_own_keys("If that answers it, A records it, or X closes the question."), "accent")
        yield from _told(one)

    # Doing

    def open_row(self) -> None:
        """Who said what of the figure."""
        if self._question is not None:
            self.open_story(self._question.measure, self._question.partner)

    def action_ask_new(self) -> None:
        """Ask about the figure that one came from; else choose one."""
        if self._about is not None:
            self._ask_about(self._about)
            return
        measures = self.session.book.plan.measures
        options = [
            Option(Subject(measure, partner).id, f"{measure.id}  {measure.title}: {partner}")
            for measure in measures
            for partner in measure.suppliers
        ]
        self.app.push_screen(Choice("About which figure? Type a code or a word", options, find=True), self._chosen)

    def _chosen(self, chosen: str | None) -> None:
        if chosen is not None:
            measure, _, partner = chosen.partition("|")
            self._ask_about(Subject(self.session.book.plan.by_id[measure], partner))

    def _ask_about(self, subject: Subject) -> None:
        partner = subject.partner or subject.measure.suppliers[0]
        prompt = f"{subject.measure.id}, {self.session.quarter.short}: what do you want to ask {partner}?"
        self.ask(prompt, lambda text: self._keep(subject, partner, text))

    def _keep(self, subject: Subject, partner: str, text: str) -> None:
        asked = ask(self.session.desk, self.session.quarter, subject.measure, partner, text)
        self.read()
        self.show_rows(at=asked.reference)
        self.say(f"Kept as {asked.reference}; it stands on the next form. Nothing is sent: C copies it as an e-mail.")

    def action_answer(self) -> None:
        """Record what they answered."""
        one = self._question
        if one is not None:
            self.ask(f"{one.partner} answers:", lambda text: self._answer(one, text), one.answer)

    def _answer(self, one: Question, text: str) -> None:
        answer(self.session.desk, self.session.quarter, one.reference, text)
        self.session.read_again()
        self.show_session()
        self.say("The answer is kept with the figure.")

    def action_close_question(self) -> None:
        """It needs no answer any more."""
        one = self._question
        if one is not None:
            self.ask(f"{one.measure.id}: why does it need no answer any more?", lambda why: self._close_it(one, why))

    def _close_it(self, one: Question, why: str) -> None:
        close_question(self.session.desk, self.session.quarter, one.reference, why)
        self.session.read_again()
        self.show_session()
        self.say(f"{one.reference} is closed; no form asks it any more. Ctrl+Z opens it again.")

    def action_copy_mail(self) -> None:
        """The question as an e-mail."""
        if self._question is not None:
            self.copy(self._question.mail, "The question")


def _told(one: Question) -> Iterator[Content]:
    yield Content.assemble((f"{one.measure.id} {one.measure.title}", "bold"), f"   {one.quarter.label}, {one.partner}")
    yield Content(lines_of(one.text))
    yield toned(one_line(f"Asked by {one.by} on {printed_date(day_of(one.at))}, reference {one.reference}"), "muted")
    if one.closed:
        yield labelled("Closed, as it needs no answer any more", one.closed)
    if one.answer:
        yield labelled(f"Answer, recorded by {one_line(one.answered_by)}", one.answer)
    else:
        yield Content.styled("\nAs an e-mail", "bold")
        yield Content(lines_of(one.mail))
