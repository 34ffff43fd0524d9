"""Taking returns in: which files, what would happen, and then, on Enter, that it happens; the work is the desk's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, get_current_worker

from csp_tui.desk.meanwhile import on_record
from csp_tui.desk.merging import STORING, MergeError, merge, plan_merge
from csp_tui.domain.errors import UserError
from csp_tui.domain.filenames import name_of
from csp_tui.returns.reading import files_in, read_files
from csp_tui.returns.records import Refused, Return
from csp_tui.returns.summary import (
    FILE_WORDS,
    FileOutcome,
    FileResult,
    ItemResult,
    MergeSummary,
    Outcome,
    figures_and_texts,
)
from csp_tui.screens.choosing import yes_or_no
from csp_tui.screens.listing import ListScreen, headed, in_lines
from csp_tui.screens.password import PasswordWindow
from csp_tui.screens.session import Session
from csp_tui.screens.summing_up import cells_of, needs_a_look, summed_up, told_of
from csp_tui.storage.errors import BEING_WRITTEN
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line
from csp_tui.workbooks.passwords import MOST_PASSWORDS, Password

_BAR = 30
_HELD_UP = f"{BEING_WRITTEN}: this goes on by itself once it is free."
_QUOTES = "\"'"
_FILE, _ITEM = "file", "item"
_FILE_TONES = {FileOutcome.TO_CHECK: "amber", FileOutcome.REFUSED: "refused", FileOutcome.DUPLICATE: "muted"}


class TakingInScreen(ListScreen):
    """Asks for files, shows the summary of the dry run, and takes them in when Enter says so."""

    HELP_TEXT: ClassVar[str] = (
        "Takes returns in: workbooks, databases, or a folder of them. First it is shown what would happen, and nothing"
        " is stored: how many figures are new, the same, replaced, different or to check, and a line for each that"
        " needs a look. D shows all of them.\n\n"
        "Enter takes the files in: a backup is made first, everything is stored together or nothing is, and it can be"
        " taken back. Esc stops the reading, or goes back with nothing changed.\n\n"
        "A return for another quarter than the one at the top is to check as a whole: accept it there, or change the"
        " quarter with F4 and take it in again.\n\n"
        "Where a corrected form came, R says whether it replaces what came of the same form before; without that,"
        " Enter asks. Where it does not replace it, both stand and the figures differ.\n\n"
        "P asks for the password of files that are protected, and reads them with it. It is kept nowhere."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "take_in",
            "take in",
            id="return.accept",
            priority=True,
            tooltip="Take the files in, after a backup",
        ),
        Binding(
            "d", "details", "details", id="return.details", tooltip="Show all figures, or only those that need a look"
        ),
        Binding(
            "r", "replace", "corrected: replace?", id="return.replace", tooltip="Choose whether corrected forms replace"
        ),
        Binding("p", "password", "password", id="return.password", tooltip="Type the password of protected files"),
        Binding("f5", "choose", "other files", id="return.choose", tooltip="Name the files, or a folder of them"),
        *ListScreen.KEYS,
    ]

    @dataclass
    class Progressed(Message):
        """How far the work is; `of` is 0 where nobody knows."""

        doing: str
        done: int
        of: int

    @dataclass
    class Planned(Message):
        """What would happen is worked out; `folder_or_file` is what was named."""

        reads: list[Return | Refused]
        summary: MergeSummary

    @dataclass
    class Taken(Message):
        """The files are in."""

        summary: MergeSummary

    @dataclass
    class Failed(Message):
        """It could not be done, or was stopped; the sentence says why."""

        sentence: str

    def __init__(self, session: Session, path: Path | None = None) -> None:
        super().__init__(session)
        self._path = path
        self._quarter = session.quarter  # the one that was worked on when the files were named
        self._reads: list[Return | Refused] = []
        self._summary: MergeSummary | None = None
        self._passwords: tuple[Password, ...] = ()
        self._replaces: bool | None = None  # what R says of corrected forms; None before it is said
        self._all_of_it = False
        self._worker: Worker[None] | None = None
        self._storing, self._doing = False, ""  # what the worker told last

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done depends on how far it is."""
        planned = self._summary is not None and self._summary.merge_id is None and self._worker is None
        match action:
            case "take_in":
                return planned and not self.asks and self._can_be_taken
            case "replace":
                return planned and not self.asks and (bool(self._replaces) or self._corrected > 0)
            case "password":
                return planned and not self.asks and self._protected > 0
            case "details":
                return self._summary is not None
            case "choose":
                return self._worker is None
        return super().check_action(action, parameters)

    @property
    def _files(self) -> Sequence[FileResult]:
        return self._summary.files if self._summary is not None else ()

    @property
    def _protected(self) -> int:
        return sum(isinstance(read, Refused) and read.protected for read in self._reads)

    @property
    def _corrected(self) -> int:
        """How many figures of corrected forms differ from what came of them before, and could replace it."""
        return sum(file.corrected for file in self._files if file.may_replace)

    @property
    def _is_taken(self) -> bool:
        """Whether the files are in, and not only looked at."""
        return self._summary is not None and self._summary.merge_id is not None

    @property
    def _can_be_taken(self) -> bool:
        return any(file.outcome in (FileOutcome.MERGED, FileOutcome.TO_CHECK) for file in self._files)

    def begin(self) -> None:
        """Ask for the files, unless they are named."""
        if self._path is None:
            self.action_choose()
        else:
            self._start_reading(self._path)

    # Showing

    def read(self) -> None:
        """What is shown was worked out by a worker."""

    def heading(self) -> Content:
        """The summary: files, figures, and the question about corrected forms."""
        title = headed("Take returns in", self._quarter.label)
        if self._summary is None:
            return title
        return in_lines(
            [title, *summed_up(self._summary, self.in_own_keys, taken=self._is_taken, replaces=self._replaces)]
        )

    def columns(self) -> Sequence[Column]:
        """What becomes of it, the figure, what it says, what stood, and where."""
        columns = [
            Column("became", "", 13),
            Column("measure", "Figure", 18),
            Column("says", "What it says", 20, flexible=True),
        ]
        if self.wide:
            columns += [Column("old", "Before", 14), Column("place", "Where", 20, flexible=True)]
        return columns

    def rows(self) -> Iterable[Row]:
        """Files that need a look, then figures that do; with details all of them."""
        held = Counter(item.file for item in self._summary.items) if self._summary is not None else Counter()
        for number, file in enumerate(self._files):
            if self._all_of_it or file.outcome is not FileOutcome.MERGED or file.reason:
                cells = {
                    "became": Cell(self._became(file), _FILE_TONES.get(file.outcome, "")),
                    "measure": Cell(file.file, "strong"),
                    "says": Cell(file.reason or figures_and_texts(held[file.file])),
                    "place": Cell(file.file, "muted"),
                }
                yield Row(f"{_FILE} {number}", cells)
        for number, item in enumerate(self._summary.items if self._summary is not None else ()):
            if self._all_of_it or needs_a_look(item):
                yield Row(f"{_ITEM} {number}", cells_of(item))

    def _became(self, file: FileResult) -> str:
        if file.outcome is FileOutcome.MERGED and not self._is_taken:
            return "to take in"
        return FILE_WORDS[file.outcome]

    def told(self) -> Content:
        """All of a file or a figure, with what to do; before there is any, how to name files."""
        kind, _, number = (self.grid.row_id or "").partition(" ")
        if self._summary is None:
            unread = "Nothing has been read yet. F5 names files, or a folder of them."
            return Content(self.in_own_keys(unread) if not self._worker else "")
        if kind == _FILE:
            return in_lines(self._told_of_file(self._files[int(number)]))
        if kind == _ITEM:
            item = self._summary.items[int(number)]
            return in_lines(told_of(self._summary, item, self._on_record(item), self.in_own_keys))
        return Content(self.in_own_keys("Nothing needs a look. D shows all figures."))

    def _on_record(self, item: ItemResult) -> Sequence[str]:
        """Who says what of a figure that differs, as it is stored now."""
        measure = self.session.book.plan.by_id.get(item.measure)
        if item.outcome is not Outcome.CONFLICT or measure is None:
            return ()
        return on_record(self.session.desk, measure, item.quarter, item.partner)

    def _told_of_file(self, file: FileResult) -> Iterator[Content]:
        yield Content.styled(one_line(file.file), "bold")
        said = "Taken in." if self._is_taken else self.in_own_keys("Enter takes it in.")
        yield Content(one_line(file.reason or said))
        if file.corrected:
            yield toned(self.in_own_keys(self._asked_of(file)), "muted")

    def _asked_of(self, file: FileResult) -> str:
        if self._is_taken:
            return "Both stand, and the figures differ; Ctrl+K asks which of them counts."
        if file.together:
            return "Other versions of this form come with it; once they are in, Ctrl+K asks which counts."
        asks = "; Enter asks." if self._replaces is None else "."
        return f"R says that it replaces {'it' if file.corrected == 1 else 'them'}{asks}"

    # Reading and planning

    def action_choose(self) -> None:
        """Ask for a file or a folder."""
        self.ask(
            "Which file, or which folder of returns? Type or paste its path.", self._read_named, str(self._path or "")
        )

    def _read_named(self, typed: str) -> None:
        path = Path(typed.strip().strip(_QUOTES)).expanduser()
        if not path.exists():
            raise MergeError(f"There is no file or folder {path}. Type or paste the whole path.")
        self._start_reading(path)

    def action_password(self) -> None:
        """Ask for the password of protected files, and read all of them again with it."""
        self.app.push_screen(PasswordWindow("The password of the protected files:", new=False), self._read_with)

    def _read_with(self, password: Password | None) -> None:
        if password is not None and self._path is not None:
            self._passwords = (password, *self._passwords)[:MOST_PASSWORDS]
            self._start_reading(self._path)

    def _start_reading(self, path: Path) -> None:
        self._path, self._summary, self._reads, self._replaces = path, None, [], None
        self._quarter = self.session.quarter
        self._work(lambda: self._read_and_plan(path))
        self.show_told()

    def _work(self, work: Callable[[], None]) -> None:
        """Do something beside the screen; it touches no widget and posts messages."""
        self._storing, self._doing = False, ""
        self._worker = self.run_worker(lambda: self._guarded(work), thread=True, exit_on_error=False)
        self.refresh_bindings()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            with self.session.desk.store.telling(self._tell_that_it_waits):
                work()
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def _tell(self, doing: str, done: int, of: int) -> None:
        """From the worker: how far it is; stops it where Esc was pressed."""
        if get_current_worker().is_cancelled:
            raise MergeError("Stopped. Nothing was taken in, and nothing was changed.")
        self._doing = doing
        self.post_message(self.Progressed(doing, done, of))

    def _tell_that_it_waits(self) -> None:
        """From the worker, while another program holds the file: what was read is kept, and what is stored stays so."""
        if self._doing != STORING:
            self._tell(_HELD_UP, 0, 0)

    def _read_and_plan(self, path: Path) -> None:
        files = list(files_in([path]))
        if not files:
            raise MergeError(f"There is no file in {path}.")
        reads: list[Return | Refused] = []
        for number, file in enumerate(files):
            self._tell(f"Reading {name_of(file)}", number, len(files))
            reads += read_files([file], self.session.desk.plan, self._quarter, self._passwords)
        self._plan(reads)

    def _plan(self, reads: list[Return | Refused]) -> None:
        self._tell("Comparing with what is stored", len(reads), len(reads))
        summary = plan_merge(self.session.desk, reads, self._quarter, replace_corrected=bool(self._replaces))
        self.post_message(self.Planned(reads, summary))

    def on_taking_in_screen_progressed(self, event: Progressed) -> None:
        """Show how far it is."""
        self._storing = event.doing == STORING
        if event.doing == _HELD_UP:
            self.say(f"{_HELD_UP}   Esc stops", "draft")
            return
        of = max(event.of, event.done, 1)
        filled = event.done * _BAR // of
        self.say(f"[{'#' * filled}{'-' * (_BAR - filled)}] {event.doing}{'' if self._storing else '   Esc stops'}")

    def on_taking_in_screen_planned(self, event: Planned) -> None:
        """Show what would happen."""
        self._worker, self._reads, self._summary = None, event.reads, event.summary
        self.show_session()
        how = "P types the password. " if self._protected else ""
        if self._can_be_taken:
            self.say(f"{how}Enter takes them in (a backup is made first; it can be taken back). Esc: nothing happens.")
        else:
            self.say(f"{how}There is nothing to take in. F5 names other files, Esc goes back.")

    def on_taking_in_screen_failed(self, event: Failed) -> None:
        """Say why; nothing was stored."""
        self._worker = None
        self.show_session()
        self.say(event.sentence, "refused")

    # Doing

    def action_details(self) -> None:
        """All of it, or only what needs a look."""
        self._all_of_it = not self._all_of_it
        self.show_rows()

    def action_replace(self) -> None:
        """Change the answer for corrected forms, and show what would happen then."""
        self._replaces = not self._replaces
        self._work(lambda: self._plan(self._reads))

    def action_take_in(self) -> None:
        """Take the files in; before that, ask whether corrected forms replace, unless that was said."""
        if self._replaces is None and self._corrected:
            figures = "1 figure that differs" if self._corrected == 1 else f"{self._corrected} figures that differ"
            question = f"A corrected form came, with {figures} from what it said before. Does it replace that?"
            window = yes_or_no(question, "No, keep both, and settle what differs later", "Yes, it replaces that")
            self.app.push_screen(window, self._take_in_with)
        else:
            self._work(self._take_in)

    def _take_in_with(self, answer: str | None) -> None:
        if answer is None:
            self.say("Nothing is taken in.")
            return
        self._replaces = answer == "yes"
        self._work(self._take_in)

    def _take_in(self) -> None:
        summary = merge(
            self.session.desk, self._reads, self._quarter, replace_corrected=bool(self._replaces), progress=self._tell
        )
        self.post_message(self.Taken(summary))

    def on_taking_in_screen_taken(self, event: Taken) -> None:
        """Say what is in, and what comes next."""
        self._worker, self._summary = None, event.summary
        self.session.read_again()
        self.show_session()
        counts, asked = event.summary.statements, any(file.corrected for file in event.summary.files)
        next_keys = [
            "Ctrl+D settles what differs." if counts.conflict else "",
            "Ctrl+K shows what is to check." if counts.to_check or counts.withdraw_asked or asked else "",
            "F6, then Del, takes it back.",
        ]
        self.say(f"Taken in. {' '.join(word for word in next_keys if word)}", "green")

    def action_back(self) -> None:
        """Stop what runs, as long as nothing is being stored; otherwise back."""
        if self._worker is not None and self._storing:
            self.say("Storing has begun and is not stopped halfway; what is taken in can be taken back.")
        elif self._worker is not None:
            self._worker.cancel()
            self.say("Stopping …")
        else:
            super().action_back()
