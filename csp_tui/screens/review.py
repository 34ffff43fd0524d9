"""Your return: what it would hold and what still waits; then the file to e-mail, with the text to send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import Worker

from csp_tui.desk.looking_over import Review, TextKind, TextTold, Told, agreed_words
from csp_tui.desk.submitting import Submitted, read_agreed, review, submit
from csp_tui.domain.counting import counted
from csp_tui.domain.errors import BusyError, UserError
from csp_tui.screens.choosing import yes_or_no
from csp_tui.screens.findings import FindingsScreen
from csp_tui.screens.listing import headed, in_lines, labelled
from csp_tui.screens.password import PasswordWindow
from csp_tui.screens.session import Session, Subject
from csp_tui.screens.unstored import unstored_of
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.rating import rating_mark
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import lines_of, one_line
from csp_tui.workbooks.passwords import Password


class ReviewScreen(FindingsScreen):
    """What is in the return, row by row, with what is to be put right first."""

    OPENED_BY: ClassVar[str] = "send"
    HELP_TEXT: ClassVar[str] = (
        "What your return would hold, before it is written: first what is typed and not stored, what must be put right,"
        " queries to put right or explain, what is not answered yet, and the headline paragraph and the progress where"
        " none is written; then what is explained, what is blank and why, and what is answered, with its rating where"
        " it has one, in all its words.\n\n"
        "Enter goes to where a row is written, and Esc from there comes back. F5 explains a query and Ctrl+T writes the"
        " commentary, both without leaving the list. F9 writes the file:"
        " it is saved on this computer and nothing is sent; attach it to an e-mail to the coordinator. C copies the"
        " text for that e-mail.\n\n"
        "A says who agreed the return, by role and with the day; it stands on the file's sheet Sign-off.\n\n"
        "P writes it with a password, which is kept nowhere: tell it to the coordinator in another message.\n\n"
        "A return written again later counts above the one before; nothing is lost by writing it twice."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f9", "write", "write the file", id="return.write", tooltip="Write the file to e-mail; nothing is sent"
        ),
        Binding("p", "protect", "with password", id="return.protect", tooltip="Write the file with a password"),
        *FindingsScreen.EXPLAIN,
        Binding("a", "agree", "agreed by", id="return.agreed", tooltip="Say who agreed the return, for its Sign-off"),
        Binding("c", "copy_mail", "copy the e-mail", id="return.copy", tooltip="Copy the text of the e-mail"),
        *FindingsScreen.KEYS,
    ]

    @dataclass
    class Written(Message):
        """The return is written."""

        submitted: Submitted

    @dataclass
    class Failed(Message):
        """The return could not be written; the sentence says why."""

        sentence: str

    def __init__(self, session: Session, priority: int | None = None, folder: Path | None = None) -> None:
        super().__init__(session)
        self._priority = priority
        self._folder = folder
        self._review: Review | None = None
        self._submitted: Submitted | None = None
        self._worker: Worker[None] | None = None
        self._why_not = ""
        self._password: Password | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The pack gives its key to the return."""
        if action == "pack":
            return False
        if action in (
            "write",
            "protect",
            "agree",
            "explain",
            "commentary",
            "copy_mail",
        ):  # there is nothing to write while it is not known whose it is
            return self._review is not None
        return super().check_action(action, parameters)

    # Showing

    def read(self) -> None:
        """Look the return over, of the partner that is worked for, else of the priority, else as the settings say."""
        self._review, self._why_not = None, ""
        partner = self.session.partner
        priority = self._priority if partner is None else None
        try:
            self._review = review(self.session.desk, self.session.quarter, partner=partner, priority=priority)
        except BusyError:
            raise
        except UserError:
            self._why_not = "For whom is the return? F3 chooses the partner."
        found = self._review
        if self._submitted is not None and not _is_as_written(self._submitted, found):
            self._submitted = None  # what was written is no longer what would be written
        if found is None:
            self.hold((), ())
        else:
            typed = unstored_of(self.session, found.scope)
            self.hold((*found.errors, *found.unexplained, *found.explained), typed)

    def heading(self) -> Content:
        """Whose return it is, and what is in it."""
        if self._review is None:
            return headed("Your return", self.session.quarter.label)
        found = self._review
        waiting = (
            (self.typed, "not stored"),
            (found.errors, "to put right"),
            (found.unexplained, "query" if len(found.unexplained) == 1 else "queries"),
            (found.differ, "differ"),
        )
        always = ((found.answered, "answered"), (found.blank, "blank"), (found.missing, "not answered"))
        counts = [(len(rows), name) for rows, name in always] + [(len(rows), name) for rows, name in waiting if rows]
        words = ", ".join(f"{number} {name}" for number, name in counts)
        return headed("Your return", f"{found.scope.words} (F3)", found.quarter.short, words)

    def columns(self) -> Sequence[Column]:
        """As the findings, with what a row says."""
        state, figure, message = super().columns()
        return state, figure, Column(message.id, "What is in the return", message.width, flexible=True)

    def rows(self) -> Iterable[Row]:
        """What waits first: texts not stored, findings, rows not answered; then what is explained, blank, given."""
        found = list(super().rows())
        settled = {row.id for row in found if row.cell("level").text == "explained"}
        answers = [*self._answered(), *self._written()]
        yield from (row for row in found if row.id not in settled)
        yield from (row for row in answers if row.cell("level").text in _WAITING)
        yield from (row for row in found if row.id in settled)
        yield from (row for row in answers if row.cell("level").text not in _WAITING)

    def _named(self) -> Iterable[str]:
        labels = (text.label for text in self._texts().values())
        return [*super()._named(), *(told.measure for told in self._answers().values()), *labels]

    def _answered(self) -> Iterator[Row]:
        for row, told in self._answers().items():
            pile = row.partition(" ")[0]
            says = told.title if pile == "missing" else f"{told.title}: {told.words}"
            message = Cell(one_line(f"changed from {told.was}: {says}"), "strong") if told.was else Cell(one_line(says))
            state = _STATES[pile] if told.rating is None else rating_mark(told.rating)
            yield Row(row, {"level": Cell(*state), "measure": Cell(told.measure), "message": message})

    def _written(self) -> Iterator[Row]:
        """The texts beside the rows, and those of a lead that are not written yet."""
        for row, text in self._texts().items():
            state = Cell("○ written") if text.there else Cell(*_NONE_YET)
            yield Row(row, {"level": state, "measure": Cell(text.label), "message": Cell(one_line(text.words))})

    def _texts(self) -> dict[str, TextTold]:
        texts = self._review.texts if self._review is not None else ()
        return {f"{text.kind} {text.about}|{text.partner}": text for text in texts}

    def _answers(self) -> dict[str, Told]:
        found = self._review
        if found is None:
            return {}
        piles = {"differ": found.differ, "missing": found.missing, "blank": found.blank, "answered": found.answered}
        return {f"{pile} {t.measure}|{t.partner}": t for pile, rows in piles.items() for t in rows}

    def told(self) -> Content:
        """Once it is written, where it is and the e-mail; before that, the row under the cursor and what F9 does."""
        if self._review is None:
            return Content(self._why_not)
        if self._submitted is not None:
            return in_lines(_written(self._submitted))
        about = self.told_here() or self._told_whole()
        ready = "Put the errors right first." if self._review.errors else "F9 writes the file to e-mail."
        last = self._review.last
        before = [toned(one_line(last.sentence), "amber" if last.changed else "")] if last is not None else []
        agreed = one_line(agreed_words(self._agrees, "until A says who"))
        after = toned(agreed, "" if self._agrees else "muted")
        return in_lines([about, *before, toned(f"Saved here. NOT SENT: {ready}", "accent"), after])

    def _told_whole(self) -> Content:
        """The whole of a row of the return, to be proof-read."""
        told, text = self._answers().get(self.grid.row_id or ""), self._texts().get(self.grid.row_id or "")
        if text is not None:
            whose = f"{text.label}, {text.partner}" if text.partner else text.label
            return labelled(whose, text.words)
        if told is None:
            return Content("")
        last = self._review.last if self._review is not None else None
        was = f"Return {last.submission.sequence} said {told.was}." if last is not None and told.was else ""
        beside = [Content(one_line(words)) for words in (told.reason, was) if words]
        return in_lines([labelled(f"{told.measure} {told.title}", told.words), *beside])

    # Doing

    def subject_here(self) -> Subject | None:
        """The figure under the cursor, of a finding or a row of the return; of a commentary its indicator's first."""
        told, text = self._answers().get(self.grid.row_id or ""), self._texts().get(self.grid.row_id or "")
        plan = self.session.book.plan
        if told is not None:
            return Subject(plan.by_id[told.measure], told.partner)
        if text is not None and text.kind is TextKind.COMMENTARY:
            return Subject(plan.by_code[text.about].measures[0], text.partner)
        return super().subject_here()

    def priority_meant(self) -> int | None:
        """The one whose return it is: its headline paragraph and its deliverables are meant."""
        return self._review.scope.priority if self._review is not None else None

    def open_row(self) -> None:
        """Go to where the row is written."""
        told, text = self._answers().get(self.grid.row_id or ""), self._texts().get(self.grid.row_id or "")
        if told is not None:
            self.open_measure(self.session.book.plan.by_id[told.measure], told.partner)
        elif text is None:
            super().open_row()
        elif text.kind is TextKind.HEADLINE:
            self.action_headline()
        elif text.kind is TextKind.PROGRESS:
            self.action_deliverables()
        else:
            self.action_commentary()

    @property
    def _agreed(self) -> str | None:
        """Who was typed to have agreed what would be written now; None where it is as the return before said."""
        return self.session.agreed.get((self._review.quarter, self._review.scope.words)) if self._review else None

    @property
    def _agrees(self) -> str:
        """Who agreed what would be written now."""
        if self._agreed is not None:
            return self._agreed
        return self._review.agreed_by if self._review is not None else ""

    def action_agree(self) -> None:
        """Ask who agreed it, for the file that is written next."""
        asked = "Who agreed it, by role, and when, such as Head of Safer Communities, 20 November? Empty: nobody yet."
        self.ask(asked, self._agree, self._agrees, needed=False)

    def _agree(self, typed: str) -> None:
        assert self._review is not None
        self.session.agreed[self._review.quarter, self._review.scope.words] = read_agreed(typed)
        self._submitted = None
        self.show_rows()
        self.say("F9 writes it into the file.")

    def action_protect(self) -> None:
        """Write the file with a password, which is asked for first."""
        asked = "A password for the return. It is kept nowhere; nobody can tell it to you again:"
        self.app.push_screen(PasswordWindow(asked, new=True), self._protect)

    def _protect(self, password: Password | None) -> None:
        if password is not None:
            self._ask_and_write(password)

    def action_write(self) -> None:
        """Write the file; ask first where something still waits."""
        self._ask_and_write(None)

    def _ask_and_write(self, password: Password | None) -> None:
        self._password = password
        found = self._review
        if self._worker is not None:
            return
        last = found.last if found is not None and password is None else None
        again = last.again(self._agreed) if last is not None else ""
        if found is None:
            self.say(self._why_not, "refused")
        elif found.errors:
            self.say("Put the errors right first: Enter goes to the figure.", "refused")
        elif found.waiting or self.typed:
            counts = (
                (self.typed, "typed and not stored, so not in it"),
                (found.missing, "not answered"),
                (found.differ, "left out, as figures differ"),
            )
            words = [f"{len(rows)} {name}" for rows, name in counts if rows]
            if found.unexplained:
                words.append(f"{counted(len(found.unexplained), 'query', 'queries')} not explained")
            question = f"Still waiting: {', '.join(words)}. {again or 'Write the return as it is?'}"
            no = "No, leave it at that" if again else "No, look at it first"
            self.app.push_screen(yes_or_no(question, no, "Yes, write it"), self._write_if)
        elif again:
            self.app.push_screen(yes_or_no(again, "No, leave it at that", "Yes, write it"), self._write_if)
        else:
            self._write_if("yes")

    def _write_if(self, answer: str | None) -> None:
        if answer != "yes":
            last = self._review.last if self._review is not None else None
            stands = f"; return {last.submission.sequence} stands as it was written" if last is not None else ""
            self.say(f"Nothing is written{stands}.")
        elif self._review is not None:
            self.say("Writing the return …")
            self._worker = self.run_worker(self._write, thread=True, exit_on_error=False)

    def _write(self) -> None:
        """In a thread: touches no widget, posts messages."""
        partner = self.session.partner
        priority = self._priority if partner is None else None
        desk, quarter, password, self._password = self.session.desk, self.session.quarter, self._password, None
        into, agreed = self._folder, self._agreed
        try:
            written = submit(
                desk, quarter, into, partner=partner, priority=priority, password=password, agreed_by=agreed
            )
            self.post_message(self.Written(written))
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def on_review_screen_written(self, event: Written) -> None:
        """Say where it is, that it is not sent, and what to write."""
        self._worker, self._submitted = None, event.submitted
        self.session.agreed.pop((event.submitted.review.quarter, event.submitted.review.scope.words), None)
        self.show_session()
        self.say("The return is written and NOT SENT: attach it to an e-mail. C copies the text.", "green")

    def on_review_screen_failed(self, event: Failed) -> None:
        """Say why there is none."""
        self._worker = None
        self.say(event.sentence, "refused")

    def action_copy_mail(self) -> None:
        """The text of the e-mail."""
        if self._submitted is None:
            self.say("The e-mail names the file, so F9 writes the return first; then C copies the text.")
        else:
            self.copy(self._submitted.mail, "The e-mail")


_STATES = {
    "differ": ("! differ", "refused"),
    "missing": ("· awaited", "amber"),
    "blank": ("– blank", "muted"),
    "answered": ("○ answered", ""),
}


_NONE_YET = ("· none yet", "amber")  # a text that is the lead's to write, and no answer that is awaited
_WAITING = ("! differ", "· awaited", _NONE_YET[0])


def _is_as_written(submitted: Submitted, found: Review | None) -> bool:
    """Whether a return that was just written is still what would be written."""
    written = submitted.review
    if found is None or (found.scope, found.quarter) != (written.scope, written.quarter):
        return False
    return found.last is not None and not found.last.changed


def _written(submitted: Submitted) -> Iterator[Content]:
    yield Content.styled(one_line(submitted.sentence), "bold")
    if submitted.renamed_because:
        yield toned(f"! {one_line(submitted.renamed_because)}", "amber")
    yield labelled("The file", str(submitted.path.resolve()))
    yield Content("")
    yield toned("The e-mail, to copy:", "muted")
    yield Content(lines_of(submitted.mail))
