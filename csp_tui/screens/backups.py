"""The file and its copies: making one, going back to one, whether all is as it was stored, and where it lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from csp_tui.desk import copying
from csp_tui.desk.copying import back_up, backups, compare, restore, trouble_with
from csp_tui.desk.locating import Located, locate
from csp_tui.desk.opening import Desk, moment_words
from csp_tui.desk.verifying import Verified, verify
from csp_tui.domain.errors import UserError
from csp_tui.screens.confirming import Confirm, Confirmed
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.session import Session
from csp_tui.storage.backup_names import Backup
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import in_bytes, one_line

_WORD = "restore"  # is typed before a copy is put in place


class BackupsScreen(ListScreen):
    """The copies in the backups folder, newest first; reading files is done beside the screen."""

    HELP_TEXT: ClassVar[str] = (
        "The copies of your file, made by themselves before a merge, an import, taking a merge back, issuing and a"
        " restore, and B makes one when you want it. R or Enter goes back to a copy: it first shows what would go out"
        " of sight, and keeps a copy of what is there now. V reads the whole file and names what is not as it was"
        " stored."
    )
    OPENS: ClassVar[str] = "restore"
    OPENED_BY: ClassVar[str] = "file"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "back_up", "back up", id="file.back-up", tooltip="Back up: copy the file as it is now"),
        Binding("r", "restore", "restore", id="file.restore", tooltip="Restore: go back to the copy under the cursor"),
        Binding("v", "verify", "verify", id="file.verify", tooltip="Verify: look for what is not as it was stored"),
        *ListScreen.KEYS,
    ]

    @dataclass
    class Looked(Message):
        """It is known where everything lies, and which copies are whole."""

        located: Located
        troubles: dict[Path, str]

    @dataclass
    class Compared(Message):
        """It is known what going back to a copy would change."""

        compared: copying.Compared

    @dataclass
    class Found(Message):
        """The whole file is read."""

        verified: Verified

    @dataclass
    class Done(Message):
        """A copy is made, or put in place."""

        sentence: str
        restored: bool = False

    @dataclass
    class Failed(Message):
        """Nothing was done; the sentence says why."""

        sentence: str

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._backups: dict[str, Backup] = {}
        self._troubles: dict[Path, str] = {}
        self._located: Located | None = None
        self._verified: Verified | None = None
        self._busy = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One thing at a time, and only a copy that is there can be gone back to."""
        if action in ("back_up", "restore", "verify") and self._busy:
            return False
        if action == "restore":
            return self.is_mounted and self._here is not None
        return super().check_action(action, parameters)

    @property
    def _here(self) -> Backup | None:
        return self._backups.get(self.grid.row_id or "")

    # Showing

    def begin(self) -> None:
        """Look beside the screen where things are and which copies are whole."""
        self._look()

    def read(self) -> None:
        """Which copies there are."""
        self._backups = {one.path.name: one for one in backups(self.session.desk)}

    def heading(self) -> Content:
        """The file, and how many copies there are."""
        copies = f"{len(self._backups)} copies" if len(self._backups) != 1 else "1 copy"
        size = in_bytes(self._located.size) if self._located is not None and self._located.size else ""
        return headed("The file", self.session.desk.location, size, copies if self._backups else "no copy yet")

    def columns(self) -> Sequence[Column]:
        """When, why, how large, whether it is whole."""
        return [
            Column("at", "Made", 18),
            Column("why", "Why", 24, flexible=True),
            Column("size", "Size", 9),
            Column("whole", "", 10),
        ]

    def rows(self) -> Iterable[Row]:
        """A row a copy."""
        for name, one in self._backups.items():
            trouble = self._troubles.get(one.path)
            whole = Cell("") if trouble is None else Cell(trouble, "red") if trouble else Cell("whole", "green")
            at = moment_words(one.at)
            cells = {"at": Cell(at), "why": Cell(one.reason), "size": Cell(in_bytes(one.size)), "whole": whole}
            yield Row(name, cells)

    def told(self) -> Content:
        """The copy under the cursor, what was found, and where everything is."""
        return in_lines(self._told())

    def _told(self) -> Iterator[Content]:
        if self._here is not None:
            yield labelled("This copy", str(self._here.path))
        else:
            yield Content(self.in_own_keys("No copy is made yet. B makes one."))
        if self._verified is not None:
            yield toned(one_line(self._verified.sentence), "refused" if self._verified.found else "green")
            for found in self._verified.found:
                yield toned(one_line(found.sentence), "refused")
        if self._located is not None:
            yield Content("")
            yield Content.styled("Where things are", "bold")
            yield labelled("Database", f"{self._located.database}, format {self._located.format}")
            for place in self._located.places:
                yield labelled(place.title, f"{place.path}{'' if place.path.exists() else ' (not made yet)'}")
            for path in self._located.drafts:
                yield labelled("Typed and not stored", str(path))
            for notice in self._located.notices:
                yield toned(one_line(notice.sentence), "amber")

    # Doing, beside the screen

    def open_row(self) -> None:
        """Enter on a copy goes back to it, after its question."""
        self.action_restore()

    def action_back_up(self) -> None:
        """Make a copy now."""
        self._beside("Making a copy", self._back_up)

    def action_verify(self) -> None:
        """Read the whole file."""
        self._beside("Reading the whole file", lambda desk: self.Found(verify(desk)))

    def action_restore(self) -> None:
        """Look at the copy, then ask."""
        copy = self._here
        if copy is not None:
            self._beside("Looking at the copy", lambda desk: self.Compared(compare(desk, copy.path)))

    def _back_up(self, desk: Desk) -> Message:
        made = back_up(desk)
        return self.Done(f"A copy is made: {made.path.name}, {in_bytes(made.size)}.")

    def _look(self) -> None:
        desk = self.session.desk

        def look() -> None:
            troubles = {one.path: trouble_with(one) for one in backups(desk)}
            self.post_message(self.Looked(locate(desk=desk), troubles))

        self.run_worker(look, thread=True, exit_on_error=False)

    def _beside(self, what: str, work: Callable[[Desk], Message]) -> None:
        """In a thread: touches no widget, posts a message."""
        if self._busy:
            return
        self._busy = True
        self.refresh_bindings()
        self.say(f"{what} ...")
        desk = self.session.desk

        def worked() -> None:
            try:
                message = work(desk)
            except (UserError, OSError) as error:
                message = self.Failed(str(error))
            self.post_message(message)

        self.run_worker(worked, thread=True)

    def _finished(self, sentence: str, tone: str = "") -> None:
        self._busy = False
        self.show_session()
        self.say(sentence, tone)

    def on_backups_screen_looked(self, event: Looked) -> None:
        """Show it."""
        self._located, self._troubles = event.located, event.troubles
        self.show_rows()

    def on_backups_screen_found(self, event: Found) -> None:
        """Tell what was found in the detail, where it stays."""
        self._verified = event.verified
        self._finished("The whole file is read.")

    def on_backups_screen_done(self, event: Done) -> None:
        """Show the new state; what is shown elsewhere is read again when it is gone back to."""
        self._verified = None
        if event.restored:
            self.session.read_again()
        self._finished(event.sentence, "green")
        self._look()

    def on_backups_screen_failed(self, event: Failed) -> None:
        """Say why."""
        self._finished(event.sentence, "refused")

    def on_backups_screen_compared(self, event: Compared) -> None:
        """Show what would change, and ask for the word."""
        self._finished("")
        compared = event.compared
        lines = [Content(one_line(sentence)) for sentence in compared.sentences()]
        kept = Content("A copy of what is here now is kept, so that this can be taken back.")
        self.app.push_screen(
            Confirm(
                f"Go back to {compared.path.name}?",
                (*lines, Content(""), kept),
                f'Type "{_WORD}" and press Enter:',
                lambda typed: "" if typed.casefold() == _WORD else f'Type "{_WORD}", or press Esc.',
            ),
            lambda said: self._restore(compared, said),
        )

    def _restore(self, compared: copying.Compared, said: Confirmed | None) -> None:
        if said is None:
            self.say("Nothing is restored.")
            return

        def put_back(desk: Desk) -> Message:
            kept = restore(desk, compared.path).kept
            name = kept.name if kept is not None else "nowhere"
            return self.Done(f"{compared.path.name} is restored; what was here is kept in {name}.", restored=True)

        self._beside("Restoring", put_back)
