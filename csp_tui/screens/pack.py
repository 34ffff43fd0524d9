"""Writing the pack: how far it is, a way to stop it, and at the end the path; the writing itself is the desk's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from csp_tui.desk.exporting import DEFAULT_FOLDER, ExportCancelledError, Exported, export_pack
from csp_tui.domain.errors import UserError
from csp_tui.screens.base import BACK, COMMON, CspScreen
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import counted, unstored_here
from csp_tui.widgets.key_line import KeyLine
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_BAR = 30


class PackScreen(CspScreen):
    """Starts writing at once, beside the screen; Esc stops it while it runs."""

    CSS_PATH = "pack.tcss"
    HELP_TEXT: ClassVar[str] = (
        "Writes the workbook for the Strategic Executive Group from what is stored, as a draft. It changes no figure."
        " Nothing is sent: the file is yours to look at and to e-mail.\n\nEsc stops the writing, or goes back when it"
        " is done. F9 writes it again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [BACK, *COMMON]

    @dataclass
    class Progressed(Message):
        """How far the writing is."""

        doing: str
        done: int
        of: int

    @dataclass
    class Written(Message):
        """The pack is written."""

        exported: Exported

    @dataclass
    class Failed(Message):
        """The pack could not be written, or was stopped; the sentence says why."""

        sentence: str

    def __init__(self, session: Session, folder: Path | None = None) -> None:
        super().__init__(session)
        self._folder = folder or DEFAULT_FOLDER
        self._worker: Worker[None] | None = None
        self._stopping = False

    def compose(self) -> ComposeResult:
        """What is written, how far it is."""
        yield Static(Content.styled("The pack", "bold"), id="top", markup=False)
        yield Static(id="report", markup=False)
        yield Static(id="progress", markup=False)
        yield Static(id="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Start."""
        self.action_pack()

    def show_session(self) -> None:
        """Another quarter is written when F9 is pressed again."""
        self.query_one("#top", Static).update(
            Content.assemble(("The pack", "bold"), f"   {self.session.quarter.label}, as a draft")
        )

    def action_pack(self) -> None:
        """Write the pack, unless it is being written."""
        if self._worker is None:
            self.show_session()
            self.say("")
            writing = Content(f"Writing into {one_line(str(self._folder.resolve()))} …")
            self.query_one("#report", Static).update(Content("\n").join([writing, *self._left_out()]))
            self._worker = self.run_worker(self._write, thread=True)

    def _left_out(self) -> list[Content]:
        """What is typed for this quarter and not in its pack."""
        number = len(unstored_here(self.session))
        return [toned(f"! {counted(number)}, and so not in the pack. F8 names it.", "amber")] if number else []

    def _write(self) -> None:
        """In a thread: touches no widget, posts messages."""
        worker = get_current_worker()

        def progress(doing: str, done: int, of: int) -> None:
            if worker.is_cancelled:
                raise ExportCancelledError("The pack was stopped; nothing was written.")
            self.post_message(self.Progressed(doing, done, of))

        try:
            self.post_message(
                self.Written(export_pack(self.session.desk, self.session.quarter, self._folder, progress))
            )
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def on_pack_screen_progressed(self, event: Progressed) -> None:
        """Show how far it is."""
        filled = event.done * _BAR // event.of if event.of else 0
        bar = "[" + "#" * filled + "-" * (_BAR - filled) + "]"
        self.query_one("#progress", Static).update(Content(f"{bar} {event.done} of {event.of}: {event.doing}"))

    def on_pack_screen_written(self, event: Written) -> None:
        """Say where it is and what comes next."""
        self._worker = None
        exported = event.exported
        stopping = self._stopping
        self._stopping = False
        lines = [
            Content.styled(one_line(exported.sentence), "bold"),
            Content(""),
            Content(one_line(str(exported.path))),
            *(toned(one_line(f"! {warning}"), "amber") for warning in (*exported.warnings, *exported.waiting)),
            *self._left_out(),
            Content(""),
            Content("It is a draft on this computer. Nothing has been sent: open it, look through it, then e-mail it."),
        ]
        self.query_one("#report", Static).update(Content("\n").join(lines))
        self.query_one("#progress", Static).update(Content(""))
        if stopping:
            self.say("Too late to stop it: the pack is written, at the path above.", "amber")
        else:
            self.say("The pack is written.", "green")

    def on_pack_screen_failed(self, event: Failed) -> None:
        """Say why there is none."""
        self._worker = None
        self._stopping = False
        self.say("")
        self.query_one("#report", Static).update(toned(one_line(event.sentence), "refused"))
        self.query_one("#progress", Static).update(Content(""))

    def action_back(self) -> None:
        """Stop the writing while it runs; otherwise back."""
        if self._worker is not None:
            self._worker.cancel()
            self._stopping = True
            self.say("Stopping …")
        else:
            super().action_back()
