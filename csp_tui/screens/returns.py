"""Returns: what came when, from whom, and what it changed; which forms went out and came back; taking a merge back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from csp_tui.desk.contacts import contacts
from csp_tui.desk.forms import IssuedForm, IssuedForms, issue_forms, issued_forms
from csp_tui.desk.merging import (
    Brought,
    Sleeper,
    UndoneMerge,
    brought,
    merges,
    receipts,
    undo_merge,
    what_sleeps,
    why_it_stays,
)
from csp_tui.desk.waiting import files_waiting
from csp_tui.domain.counting import counted
from csp_tui.domain.errors import UserError
from csp_tui.returns.summary import FileOutcome, became_words
from csp_tui.screens.came_in import (
    cells_of_form,
    cells_of_merge,
    how_many_came,
    sleeping,
    told_of_brought,
    told_of_form,
    told_of_merge,
    told_of_waiting,
)
from csp_tui.screens.choosing import Choice, Option, yes_or_no
from csp_tui.screens.form_letters import LETTERS, FormLettersScreen
from csp_tui.screens.keys import PAST
from csp_tui.screens.listing import ListScreen, headed, in_lines
from csp_tui.screens.password import PasswordWindow
from csp_tui.screens.session import Session
from csp_tui.screens.taking_in import TakingInScreen
from csp_tui.storage.receiving import Merge
from csp_tui.storage.records import HISTORY, MERGE, Receipt
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line
from csp_tui.workbooks.passwords import Password

_MERGE, _FILE, _FORM = "merge", "file", "form"
_TONES: Mapping[FileOutcome, str] = {
    FileOutcome.MERGED: "",
    FileOutcome.DUPLICATE: "muted",
    FileOutcome.TO_CHECK: "amber",
    FileOutcome.REFUSED: "refused",
}


class ReturnsScreen(ListScreen):
    """Two lists of which one is shown: merges with the receipts of their files, and forms with what came back."""

    OPENED_BY: ClassVar[str] = "returns"
    HELP_TEXT: ClassVar[str] = (
        "What came in, newest first: each time that files were taken in, with a receipt for every file, also for those"
        " that were in already, or were set aside as they could not be read. Where all files were, nothing was taken"
        " in, and no receipt is kept. Below the list stands what it brought, with file, sheet and cell.\n\n"
        "F5 takes files in, H figures of earlier quarters and months. N writes forms to fill in, which you send"
        " yourself; P writes them with a password, which is kept nowhere. F shows which are written and which came"
        " back; there E has the texts of the e-mails to send them with. Del takes back what was taken in together, as"
        " if it had never come: it says first which edits and decisions rest on it. Taking the files in again brings"
        " everything back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "take_in", "take files in", id="return.take-in", tooltip="Take in returns, or a folder of them"),
        PAST,
        Binding("n", "issue", "new forms", id="return.issue", tooltip="Write forms for others to fill in"),
        Binding(
            "p", "protect", "forms with password", id="return.issue-protected", show=False, tooltip="With a password"
        ),
        Binding(
            "f", "forms", "forms", id="return.forms", tooltip="See the forms written and what came back; or files again"
        ),
        LETTERS,
        Binding(
            "delete", "take_back", "take back", id="return.take-back", tooltip="Take back what was taken in together"
        ),
        *ListScreen.KEYS,
    ]

    @dataclass
    class Told(Message):
        """What a merge brought is read, and why it cannot be taken back, if so."""

        number: int
        brought: tuple[Brought, ...]
        stays: str

    @dataclass
    class Asked(Message):
        """What would go to sleep is known."""

        number: int
        sleepers: tuple[Sleeper, ...]

    @dataclass
    class Issued(Message):
        """Forms are written."""

        forms: IssuedForms

    @dataclass
    class TakenBack(Message):
        """A merge is taken back."""

        undone: UndoneMerge

    @dataclass
    class Failed(Message):
        """It could not be taken back; the sentence says why."""

        sentence: str

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shows_forms = False
        self._busy = False
        self._merges: tuple[Merge, ...] = ()
        self._receipts: tuple[Receipt, ...] = ()
        self._of_merge: Mapping[int, list[Receipt]] = {}
        self._forms: tuple[IssuedForm, ...] = ()
        self._waiting: Mapping[str, Sequence[str]] = {}  # files of which something is to check, and what
        self._stays: dict[int, str] = {}  # why a merge cannot be taken back
        self._brought: dict[int, tuple[Brought, ...]] = {}
        self._reading: set[int] = set()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A form that went out is not taken back, and nothing is taken back twice; letters go with forms."""
        if action == "letters":
            return self._shows_forms
        if action == "take_back":
            return (merge := self._merge_here) is not None and merge.active and not self._stays.get(merge.number)
        return super().check_action(action, parameters)

    # Showing

    def read(self) -> None:
        """Merges, receipts and forms."""
        desk = self.session.desk
        self._merges, self._receipts = merges(desk), receipts(desk)
        grouped: defaultdict[int, list[Receipt]] = defaultdict(list)
        for receipt in sorted(self._receipts, key=lambda one: one.file):
            grouped[receipt.merge].append(receipt)
        self._of_merge = grouped
        self._forms = issued_forms(desk, self.session.quarter)
        self._waiting = files_waiting(desk)
        self._brought.clear()
        self._stays.clear()

    def fill(self) -> None:
        """Show what is stored now, with the cursor on what was taken in last if that is new."""
        before = self._merges
        super().fill()
        if before and not self._shows_forms and self._merges[0].number not in [merge.number for merge in before]:
            self.show_rows(at=f"{_MERGE} {self._merges[0].number}")

    def heading(self) -> Content:
        """How much came and went."""
        back = sum(bool(form.came_back) for form in self._forms)
        came = how_many_came(self._receipts)
        went = f"{counted(len([form for form in self._forms if not form.replaced]), 'form')} written, {back} back"
        shown, other = (went, came) if self._shows_forms else (came, went)
        return headed("Forms" if self._shows_forms else "Returns", self.session.quarter.short, f"{shown} (F: {other})")

    def columns(self) -> Sequence[Column]:
        """When, what, from or for whom, and what became of it."""
        what, whom = ("Form", "For") if self._shows_forms else ("File", "From")
        place = [Column("what", what, 18, flexible=True), Column("whom", whom, 20, flexible=True, by_ends=True)]
        shown = place if self.wide or not self._shows_forms else place[1:]  # a form's file is named below too
        return (Column("when", "When", 17), *shown, Column("became", "What became of it", 26 if self.wide else 22))

    def rows(self) -> Iterable[Row]:
        """The list that is shown."""
        return self._form_rows() if self._shows_forms else self._merge_rows()

    def _merge_rows(self) -> Iterator[Row]:
        for merge in self._merges:
            files = self._of_merge.get(merge.number, [])
            yield Row(f"{_MERGE} {merge.number}", cells_of_merge(merge, len(files)))
            for place, receipt in enumerate(files):
                cells = {
                    "what": Cell(receipt.file, "" if merge.active else "muted"),
                    "whom": Cell(receipt.contact or receipt.partner or ""),
                    "became": Cell(self._became(receipt), self._tone(receipt) if merge.active else "muted"),
                }
                yield Row(f"{_FILE} {merge.number} {place}", cells)

    def _became(self, receipt: Receipt) -> str:
        gone = not self._merge(receipt.merge).active
        return became_words(FileOutcome(receipt.outcome), waits=receipt.file in self._waiting, taken_back=gone)

    def _tone(self, receipt: Receipt) -> str:
        outcome = FileOutcome(receipt.outcome)
        return "" if outcome is FileOutcome.TO_CHECK and receipt.file not in self._waiting else _TONES[outcome]

    def _form_rows(self) -> Iterator[Row]:
        for form in self._forms:
            yield Row(f"{_FORM} {form.form}", cells_of_form(form, self.session.quarter))

    def told(self) -> Content:
        """All of a merge, a file or a form."""
        kind, _, rest = (self.grid.row_id or "").partition(" ")
        if kind == _MERGE:
            return in_lines(self._told_of_merge(self._merge(int(rest))))
        if kind == _FILE:
            number, _, place = rest.partition(" ")
            return in_lines(self._told_of_file(self._of_merge[int(number)][int(place)]))
        if kind == _FORM:
            return in_lines(told_of_form(next(form for form in self._forms if form.form == rest), self.in_own_keys))
        if self._shows_forms:
            return Content(self.in_own_keys("No form was written here for this quarter. N writes them."))
        return Content(self.in_own_keys("Nothing has come in yet. F5 takes in files, or a folder of them."))

    def _told_of_merge(self, merge: Merge) -> Iterator[Content]:
        what = merge.note if merge.kind == HISTORY else counted(len(self._of(merge)), "file")
        yield from told_of_merge(merge, what, self._stays.get(merge.number, ""), self.in_own_keys)
        if merge.active:
            yield from told_of_brought(self._brought_by(merge.number), self._of(merge))

    def _merge(self, number: int) -> Merge:
        return next(merge for merge in self._merges if merge.number == number)

    @property
    def _merge_here(self) -> Merge | None:
        """The merge that the row under the cursor is, or is a file of."""
        kind, _, rest = (self.grid.row_id or "").partition(" ")
        return self._merge(int(rest.partition(" ")[0])) if kind in (_MERGE, _FILE) else None

    def _of(self, merge: Merge) -> list[Receipt]:
        return self._of_merge.get(merge.number, [])

    def _told_of_file(self, receipt: Receipt) -> Iterator[Content]:
        whose = receipt.contact or receipt.partner
        number = f", return {receipt.sequence}" if receipt.sequence else ""
        yield Content(one_line(f"{receipt.file}{f', from {whose}' if whose else ''}{number}: {self._became(receipt)}."))
        if receipt.note:
            yield toned(one_line(receipt.note), "amber")
        if receipt.taken_in:
            yield from told_of_waiting(receipt, self._waiting.get(receipt.file, ()), self.in_own_keys)
            all_of_it = self._brought_by(receipt.merge)
            of_it = all_of_it and [one for one in all_of_it if one.source.startswith(receipt.file)]
            yield from told_of_brought(of_it, [receipt])

    def _brought_by(self, number: int) -> Sequence[Brought] | None:
        """What a merge brought; None until it is read, which for hundreds of returns takes a moment."""
        if number not in self._brought and number not in self._reading:
            self._reading.add(number)
            self.run_worker(lambda: self._read_brought(number), thread=True, exit_on_error=False)
        return self._brought.get(number)

    def _read_brought(self, number: int) -> None:
        """In a thread: touches no widget, posts messages."""
        try:
            desk = self.session.desk
            self.post_message(self.Told(number, brought(desk, number), why_it_stays(desk, number)))
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def on_returns_screen_told(self, event: Told) -> None:
        """Show it, where it is still looked at."""
        self._reading.discard(event.number)
        self._brought[event.number], self._stays[event.number] = event.brought, event.stays
        self.show_told()
        self.refresh_bindings()

    # Doing

    def action_take_in(self) -> None:
        """Take files in."""
        self.open_screen(TakingInScreen(self.session))

    def action_forms(self) -> None:
        """Show the other list."""
        self._shows_forms = not self._shows_forms
        self.show_rows()
        self.refresh_bindings()

    def action_letters(self) -> None:
        """Show the texts to send the forms with."""
        self.open_screen(FormLettersScreen(self.session))

    def action_protect(self) -> None:
        """Ask for the password of the forms, then for whom they are."""
        asked = "A password for the forms. It is kept nowhere; nobody can tell it to you again:"
        self.app.push_screen(PasswordWindow(asked, new=True), self._ask_for_whom_if)

    def _ask_for_whom_if(self, password: Password | None) -> None:
        if password is not None:
            self._ask_for_whom(password)

    def action_issue(self) -> None:
        """Choose for whom forms are written."""
        self._ask_for_whom(None)

    def _ask_for_whom(self, password: Password | None) -> None:
        plan = self.session.book.plan
        options = [
            Option("all|", "Everybody: each contact, and each partner for the rows that no contact has"),
            *(Option(f"contact|{one.label}", one.label) for one in contacts(self.session.desk)),
            *(Option(f"partner|{name}", f"All rows of {name}") for name in plan.partners),
            *(Option(f"priority|{one.number}", f"Priority {one.number}, {one.title}") for one in plan.priorities),
        ]
        self.app.push_screen(Choice("A form for whom?", options), lambda chosen: self._issue_for(chosen, password))

    def _issue_for(self, chosen: str | None, password: Password | None) -> None:
        if chosen is not None and not self._busy:
            self._busy = True
            self.say("Writing forms …")
            self.run_worker(lambda: self._issue(chosen, password), thread=True, exit_on_error=False)

    def _issue(self, chosen: str, password: Password | None) -> None:
        """In a thread: touches no widget, posts messages."""
        kind, name = chosen.split("|", 1)
        contact, partner = (name if kind == wanted else None for wanted in ("contact", "partner"))
        priority = int(name) if kind == "priority" else None
        desk, quarter = self.session.desk, self.session.quarter
        try:
            forms = issue_forms(desk, quarter, contact=contact, partner=partner, priority=priority, password=password)
            self.post_message(self.Issued(forms))
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def on_returns_screen_issued(self, event: Issued) -> None:
        """Show the forms, and say where they are."""
        self._busy, self._shows_forms = False, True
        self.show_session()
        self.say(" ".join([event.forms.sentence, *event.forms.warnings]))

    def action_take_back(self) -> None:
        """Ask whether to take the merge under the cursor back, with what would go to sleep."""
        if (merge := self._merge_here) is not None and not self._busy:
            self._busy = True
            self.say("Looking at what rests on it …")
            self.run_worker(lambda: self._look(merge.number), thread=True, exit_on_error=False)

    def _look(self, number: int) -> None:
        """In a thread: touches no widget, posts messages."""
        try:
            self.post_message(self.Asked(number, what_sleeps(self.session.desk, number)))
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def on_returns_screen_asked(self, event: Asked) -> None:
        """The safe answer first."""
        self._busy = False
        self.say("")
        found = self._merge(event.number)
        files = self._of(found)
        what, they, it = f"these {counted(len(files), 'file') if found.kind == MERGE else found.note}", "they", "them"
        if found.kind == MERGE and len(files) == 1:
            what, they, it = "this file", "it", "it"
        question = "\n".join([f"Take back {what}, as if {they} had never come?", *sleeping(event.sleepers)])
        window = yes_or_no(question, f"No, leave {it} in", f"Yes, take {it} back")
        self.app.push_screen(window, lambda answer: self._take_back_if(event.number, answer))

    def _take_back_if(self, number: int, answer: str | None) -> None:
        if answer == "yes" and not self._busy:
            self._busy = True
            self.say("Taking it back …")
            self.run_worker(lambda: self._take_back(number), thread=True, exit_on_error=False)

    def _take_back(self, number: int) -> None:
        """In a thread: touches no widget, posts messages."""
        try:
            self.post_message(self.TakenBack(undo_merge(self.session.desk, number)))
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def on_returns_screen_taken_back(self, event: TakenBack) -> None:
        """Say that it is gone, and how it comes back."""
        self._busy = False
        self.session.read_again()
        self.show_session()
        count = len(event.undone.sleepers)
        asleep = (
            f" {count} {'edit or decision does' if count == 1 else 'edits and decisions do'} not count now."
            if count
            else ""
        )
        self.say(f"Taken back, as if it had never come.{asleep} Taking the files in again brings all of it back.")

    def on_returns_screen_failed(self, event: Failed) -> None:
        """Say why not."""
        self._busy = False
        self.say(event.sentence, "refused")
