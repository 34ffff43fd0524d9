"""The pack before it is written: its preview; then the draft or the issue, how far it is, and the path at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from csp_tui.desk.exporting import ExportCancelledError, Exported, export_pack
from csp_tui.desk.folders import EXPORTS, folder_for
from csp_tui.desk.issuing import issue, may_issue, reopen
from csp_tui.desk.previewing import Preview, preview
from csp_tui.desk.publishing import publish
from csp_tui.desk.telling import Progress
from csp_tui.domain.errors import UserError
from csp_tui.packs.beside import NOTHING_BESIDE
from csp_tui.screens.base import CspScreen
from csp_tui.screens.confirming import Confirmed
from csp_tui.screens.keys import BACK, COMMON, LEADING_UNSEEN
from csp_tui.screens.pack_questions import folder_question, issue_question, public_question, reopen_question
from csp_tui.screens.password import PasswordWindow
from csp_tui.screens.previewed import headed_pack, left_out, previewed, told_beside, told_folder, told_written
from csp_tui.screens.session import Session
from csp_tui.widgets.key_line import KeyLine
from csp_tui.widgets.scrolled import Scrolled
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line
from csp_tui.workbooks.passwords import Password

_BAR = 30
_LEAVE_OUT = re.compile(r"--leave-out (\S+)")


class PackScreen(CspScreen):
    """Shows what the pack would say; writing runs beside the screen, and Esc stops it."""

    CSS_PATH = "pack.tcss"
    HELP_TEXT: ClassVar[str] = (
        "What the pack would say if it were written now: the Summary, what members will ask, what waits. Nothing is"
        " written before you press a key, and nothing is ever sent.\n\n"
        "F9 writes a draft, marked as one on every sheet; it changes nothing and can be written again. I issues the"
        " pack: it asks first and says what that does. A closed quarter is issued again only where something was"
        " accepted since. R opens it again, for a reason. U writes the public copy, unless a small count could be"
        " worked out from it. L lists the packs on record, to write one again. B and T mark what else F9 and I write:"
        " the briefing of two pages for Word, and the data as .csv. P gives what is written a password. F5 names the"
        " folder that files go into."
        "\n\nEsc stops the writing while it runs; otherwise it goes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "draft", "draft", id="pack.draft", tooltip="Write the draft; it changes nothing"),
        Binding("i", "issue", "issue", id="pack.issue", tooltip="Issue the pack and close the quarter; asks first"),
        Binding("r", "reopen", "reopen", id="pack.reopen", tooltip="Open the closed quarter again, for a reason"),
        Binding("u", "publish", "public", id="pack.public", tooltip="Write the copy that anyone may read; asks first"),
        Binding("l", "packs", "packs", id="pack.list", tooltip="See the packs on record, to write one again"),
        Binding("b", "beside('briefing')", "briefing", id="pack.briefing", tooltip="F9 writes the briefing too"),
        Binding("t", "beside('csv')", "data", id="pack.data", tooltip="F9 writes the data as .csv too"),
        Binding("p", "password", "password", id="pack.password", tooltip="Write with a password, or not"),
        Binding("f5", "folder", "folder", id="pack.folder", show=False, tooltip="Name the folder that files go into"),
        *LEADING_UNSEEN,
        BACK,
        *COMMON,
    ]

    @dataclass
    class Progressed(Message):
        """How far the writing is."""

        doing: str
        done: int
        of: int

    @dataclass
    class Previewed(Message):
        """What the pack would say, and whether it can be issued."""

        preview: Preview
        issuable: bool

    @dataclass
    class Unread(Message):
        """There is no preview; the sentence says why."""

        sentence: str

    @dataclass
    class Written(Message):
        """The pack is written."""

        exported: Exported

    @dataclass
    class Failed(Message):
        """Nothing is written, or it was stopped; the sentence says why."""

        sentence: str

    def __init__(self, session: Session, folder: Path | None = None) -> None:
        super().__init__(session)
        self._named = self._known = folder
        self._preview: Preview | None = None
        self._issued_anew = False
        self._outcome: tuple[Content, ...] = ()
        self._writing: Worker[None] | None = None
        self._stopping = False
        self._at_the_end = ""
        self._beside = NOTHING_BESIDE
        self._password: Password | None = None
        self._leaving_out: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Which pack, the preview, how far the writing is."""
        yield Static(Content.styled("The pack", "bold"), id="top", markup=False)
        yield Static(id="banner", markup=False)
        with Scrolled(id="report"):
            yield Static(id="told", markup=False)
        yield Static(id="progress", markup=False)
        yield Static(id="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Keys scroll the preview; who has a return of one's own is told that this is not it."""
        self.query_one("#report").focus()
        if self.session.desk.role in ("lead", "supplier"):
            self.say("This is the pack of the whole group. Your own return: Ctrl+S looks it over and writes it.")
        self.show_session()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Issuing and opening again are the coordinator's; F9 writes here what it shows elsewhere."""
        if action == "pack":
            return False
        if action in ("issue", "reopen", "publish"):
            offered = {"issue": self._says_anything_new, "reopen": self.session.book.closed, "publish": True}
            return self.session.desk.role not in ("lead", "supplier") and offered[action]
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Say why I does nothing: who issues packs, or that the pack would say nothing new."""
        keys = self._bindings.key_to_bindings.get(event.key, [])
        if any(key.action == "issue" for key in keys) and not self.check_action("issue", ()):
            try:
                may_issue(self.session.desk, self.session.quarter)
            except UserError as error:
                self.say(str(error), "refused")

    @property
    def _says_anything_new(self) -> bool:
        """Whether issuing would say anything new: of a closed quarter only what was accepted since."""
        return not self.session.book.closed or self._issued_anew

    # Showing

    def fill(self) -> None:
        """Read the pack anew, as the session now has it."""
        self.show_banner()
        self._show_top()
        self._known = self._folder
        self.refresh_bindings()
        if self._writing is None:
            self._preview = None
            self._show()
            self.run_worker(self._read, thread=True, group="preview", exclusive=True)

    def _show_top(self) -> None:
        told = headed_pack(self.session, self._beside, protected=self._password is not None)
        self.query_one("#top", Static).update(told)

    def _show(self) -> None:
        """What became of the last key, then the preview."""
        lines = [*self._outcome, Content("")] if self._outcome else []
        if self._preview is not None:
            lines += [*left_out(self.session), told_folder(self, self._folder), *previewed(self._preview)]
        elif not self._outcome:
            lines.append(Content("Reading the figures …"))
        self.query_one("#told", Static).update(Content("\n").join(lines))

    @property
    def _folder(self) -> Path:
        return self._named or folder_for(self.session.desk, EXPORTS)

    def _read(self) -> None:
        """In a thread: touches no widget, posts messages."""
        worker = get_current_worker()

        def progress(_doing: str, _done: int, _of: int) -> None:
            if worker.is_cancelled:
                raise ExportCancelledError("Another quarter is shown.")

        try:
            found = preview(self.session.desk, self.session.quarter, progress)
        except ExportCancelledError:
            return
        except UserError as error:
            self.post_message(self.Unread(str(error)))
            return
        if not worker.is_cancelled:
            self.post_message(self.Previewed(found, self._issuable()))

    def _issuable(self) -> bool:
        try:
            may_issue(self.session.desk, self.session.quarter)
        except UserError:
            return False
        return True

    def on_pack_screen_previewed(self, event: Previewed) -> None:
        """Show it."""
        if event.preview.quarter == self.session.quarter:
            self._preview, self._issued_anew = event.preview, event.issuable
            self.refresh_bindings()
            self._show()

    def on_pack_screen_unread(self, event: Unread) -> None:
        """Say why there is none."""
        self._outcome = (*self._outcome, toned(one_line(event.sentence), "refused"))
        self._show()

    # Writing

    def action_beside(self, name: Literal["briefing", "csv"]) -> None:
        """Write this beside the pack as well, or not any more."""
        self._beside = self._beside.turned(name)
        self._show_top()
        self.say(told_beside(self._beside))

    def action_folder(self) -> None:
        """Name the folder that files go into, from now on."""
        if self._writing is None:
            self.app.push_screen(folder_question(self._folder), self._keep_folder)

    def _keep_folder(self, confirmed: Confirmed | None) -> None:
        if confirmed is not None and self.attempt(lambda: self.session.keep_setting(EXPORTS, confirmed.text)):
            self._named = None
            self._known = self._folder
            self._show()

    def action_password(self) -> None:
        """Protect what is written next, or not any more."""
        if self._password is not None:
            self._protect(None)
        else:
            asked = "A password for what is written from here. It is kept nowhere; nobody can tell it to you again:"
            self.app.push_screen(PasswordWindow(asked, new=True), self._protect)

    def _protect(self, password: Password | None) -> None:
        self._password = password
        self._show_top()

    def action_draft(self) -> None:
        """Write the draft, unless something is being written."""
        desk, quarter, beside, password = self.session.desk, self.session.quarter, self._beside, self._password
        self._start(
            lambda progress: export_pack(desk, quarter, self._folder, progress, beside, password),
            "The draft is written.",
        )

    def _start(self, write: Callable[[Progress], Exported], at_the_end: str) -> None:
        if self._writing is not None:
            return
        self._at_the_end = at_the_end
        self.say("")
        into = f" into {one_line(str(self._known.resolve()))}" if self._known is not None else ""
        self._outcome = (Content(f"Writing{into} …"), *left_out(self.session))
        self._show()
        self.query_one("#report").scroll_home(animate=False)
        self._writing = self.run_worker(lambda: self._write(write), thread=True, group="writing")

    def _write(self, write: Callable[[Progress], Exported]) -> None:
        """In a thread: touches no widget, posts messages."""
        worker = get_current_worker()

        def progress(doing: str, done: int, of: int) -> None:
            if worker.is_cancelled:
                raise ExportCancelledError("The pack was stopped; nothing was written.")
            self.post_message(self.Progressed(doing, done, of))

        try:
            self.post_message(self.Written(write(progress)))
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def on_pack_screen_progressed(self, event: Progressed) -> None:
        """Show how far it is."""
        filled = event.done * _BAR // event.of if event.of else 0
        bar = "[" + "#" * filled + "-" * (_BAR - filled) + "]"
        self.query_one("#progress", Static).update(Content(f"{bar} {event.done} of {event.of}: {event.doing}"))

    def on_pack_screen_written(self, event: Written) -> None:
        """Say where it is and what comes next."""
        stopping = self._ended()
        exported = event.exported
        self._outcome = tuple(told_written(exported))
        self._show()
        if not exported.draft:
            self._read_again()
        if stopping:
            self.say("Too late to stop it: it is written, at the path above.", "amber")
        else:
            self.say(self._at_the_end, "green")

    def on_pack_screen_failed(self, event: Failed) -> None:
        """Say why there is none; a pack that is issued and could not be written is issued all the same."""
        self._ended()
        self._outcome = (toned(one_line(event.sentence), "refused"), *self._way_out(event.sentence))
        self.say("")
        self._show()
        self._read_again()

    def _ended(self) -> bool:
        """Nothing is being written any more; gives whether somebody wanted it stopped."""
        stopping, self._stopping, self._writing = self._stopping, False, None
        self.query_one("#progress", Static).update(Content(""))
        self.query_one("#report").scroll_home(animate=False)
        return stopping

    def _read_again(self) -> None:
        self.attempt(self.session.read_again)
        self.show_session()

    # Issuing, and opening again

    def action_issue(self) -> None:
        """Say what issuing does, and issue once the word is typed."""
        if self._writing is None:
            self.app.push_screen(issue_question(self.session, self._preview), self._issue_if)

    def _issue_if(self, confirmed: Confirmed | None) -> None:
        if confirmed is None:
            self.say("Nothing is issued.")
            return
        desk, quarter, beside, password = self.session.desk, self.session.quarter, self._beside, self._password
        self._start(
            lambda progress: issue(
                desk, quarter, self._folder, exact=confirmed.ticked, progress=progress, beside=beside, password=password
            ),
            "The pack is issued.",
        )

    def action_reopen(self) -> None:
        """Ask why, and open the quarter again."""
        self.app.push_screen(reopen_question(self.session), self._reopen_if)

    def _reopen_if(self, confirmed: Confirmed | None) -> None:
        if confirmed is None:
            self.say("The quarter stays closed.")
        elif self.attempt(lambda: self._reopen(confirmed.text)):
            self._read_again()
            self.say(f"{self.session.quarter.short} is open again; I issues it once more.")

    def _reopen(self, reason: str) -> None:
        reopen(self.session.desk, self.session.quarter, reason)
        self._outcome = ()

    # The public copy

    def action_publish(self) -> None:
        """Say what the public copy is, and write it once the word is typed, without what is named after it."""
        if self._writing is None:
            self.app.push_screen(public_question(self.session, self._leaving_out), self._publish_if)

    def _publish_if(self, confirmed: Confirmed | None) -> None:
        if confirmed is None:
            self.say("No public copy is written.")
            return
        desk, quarter = self.session.desk, self.session.quarter
        self._leaving_out = left_out = tuple(confirmed.text.split()[1:])
        self._start(
            lambda progress: publish(desk, quarter, self._folder, left_out, progress), "The public copy is written."
        )

    def _way_out(self, sentence: str) -> Iterator[Content]:
        """Where a refusal names what to leave out, the next U has it typed already."""
        named = _LEAVE_OUT.findall(sentence)
        if named:
            self._leaving_out = tuple(dict.fromkeys((*self._leaving_out, *named)))
            yield toned(self.in_own_keys("U has that typed already: Enter writes the copy without it."), "accent")

    def action_packs(self) -> None:
        """The packs on record."""
        from csp_tui.screens.packs import PacksScreen  # noqa: PLC0415 - a screen is imported when it is opened

        self.open_screen(PacksScreen(self.session, self._named))

    def action_back(self) -> None:
        """Stop the writing while it runs; otherwise back."""
        if self._writing is not None:
            self._writing.cancel()
            self._stopping = True
            self.say("Stopping …")
        else:
            super().action_back()
