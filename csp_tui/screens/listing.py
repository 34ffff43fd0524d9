"""What the screens with a list share: the list, the whole of its row below it, and a line that asks for a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.screens.base import CspScreen
from csp_tui.screens.keys import BACK, COMMON, LEADING
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets.cells import Column, Row
from csp_tui.widgets.cut_text import kept_whole
from csp_tui.widgets.grid import CellGrid
from csp_tui.widgets.key_line import KeyLine, explained, keys_that_fit
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import lines_of, one_line

_AROUND = 3  # lines of the columns' names, the border and the keys
_ASKED = 3  # lines of a question and of what is typed
_BANNER = 2  # lines of what is said at the top where nothing can be stored
_TOLD = 16  # lines that a list leaves to all else, where it is shown whole


def wide_enough(names: Iterable[str], least: int) -> int:
    """The width of a column whose names are not cut."""
    return max([least, *map(len, names)])


class ListScreen(CspScreen):
    """A list of rows; what a row is, what is told of it and what is done with it is the screen's own part."""

    CSS_PATH = "listing.tcss"
    OPENS: ClassVar[str] = "read on"  # what Enter does with a row
    KEYS: ClassVar[list[BindingType]] = [
        BACK,
        *LEADING,
        *COMMON,
        Binding("ctrl+up", "scroll(-1)", "up", id="detail.up", show=False, tooltip="Scroll the lower half up"),
        Binding("ctrl+down", "scroll(1)", "down", id="detail.down", show=False, tooltip="Scroll the lower half down"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._take: Callable[[str], None] | None = None
        self._needed = True
        self._asked: tuple[str | None, str] | None = None
        self._given = ""
        self._is_of_row = False
        self._has_begun = False
        self._at_top = 1
        self._broken_off: dict[tuple[str | None, str], str] = {}

    def compose(self) -> ComposeResult:
        """The list, the line that asks, hidden until it does, beside the row that it asks about, and the detail."""
        yield Static(id="top", markup=False)
        yield Static(id="banner", markup=False)
        yield CellGrid(id="rows")
        with Vertical(id="asking"):
            yield Static(id="prompt", markup=False)
            yield TextLine(placeholder="Enter goes on, Esc leaves it", id="answer", compact=True)
        with VerticalScroll(id="detail", can_focus=False):
            yield Static(id="told", markup=False)
        yield Static(id="message", markup=False)
        yield KeyLine()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a sentence is typed, nobody who presses Ctrl+Z means what is stored."""
        if action in ("undo", "redo") and self.is_mounted and self.asks:
            return False
        return super().check_action(action, parameters)

    def take_over(self, old: Screen[Any]) -> None:
        """Keep the sentences that were broken off."""
        if isinstance(old, ListScreen):
            self._broken_off = old._broken_off

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.grid.focus()
        self.show_session()

    def begin(self) -> None:
        """What a screen does at once when it is opened and has read what it lists."""

    def on_resize(self) -> None:
        """More room shows more."""
        if self._has_begun:
            self.show_rows()

    def say(self, text: str, tone: str = "") -> None:
        """Tell what happened, on two lines where one is too short; what has room below a row gives way to them."""
        self._is_of_row, lines = False, self._lines_said
        super().say(text, tone)
        self.query_one("#message").refresh(layout=True)
        if self._has_begun and self._lines_said != lines:
            self.call_after_refresh(self._tell_of_row)

    # What each screen says for itself

    def read(self) -> None:
        """Read from the desk what is to be listed."""
        raise NotImplementedError

    def heading(self) -> Content:
        """The line at the top."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column]:
        """The columns that there is room for."""
        raise NotImplementedError

    def rows(self) -> Iterable[Row]:
        """What was read, row by row."""
        raise NotImplementedError

    def told(self) -> Content:
        """The whole of a row; of none where the list is empty."""
        raise NotImplementedError

    @property
    def opens(self) -> str:
        """What Enter does with the row under the cursor, in a word or two; empty where it does nothing."""
        return self.OPENS if self.grid.rows else ""

    # Showing

    @property
    def grid(self) -> CellGrid:
        """The list."""
        return self.query_one(CellGrid)

    @property
    def wide(self) -> bool:
        """Whether there is room for more than the least."""
        return self.size.width >= self.WIDE

    def fill(self) -> None:
        """Show what is stored now."""
        self.show_banner()
        self.read()
        self.show_rows()
        if not self._has_begun:
            self._has_begun = True
            self.begin()

    def show_rows(self, *, at: str | None = None) -> None:
        """Show what was read, with the cursor on its row or on the row `at`."""
        rows = tuple(self.rows())
        self.set_class(not rows, "-none")
        self.set_class(len(rows) < self.size.height - _TOLD, "-few")
        self.grid.show(self.columns(), rows, at=at)
        width = max(self.size.width - 2, 1)
        heading = [kept for line in self.heading().split("\n") for kept in kept_whole(line, width)]
        self.query_one("#top", Static).update(in_lines(heading))
        self._at_top = len(heading) + _BANNER * self.query_one("#banner").has_class("told")
        self.show_told()
        self.refresh_bindings()

    def show_told(self) -> None:
        """Show the whole of the row under the cursor, from its beginning, and what Enter does with it."""
        self.grid.opens = self.opens
        self._tell_of_row()
        self.query_one("#detail").scroll_home(animate=False)

    def _tell_of_row(self) -> None:
        """What is told of the row, with what has room below it."""
        told, about = self.told(), self.in_own_keys(self.HELP_TEXT)
        if not self.grid.rows:
            told += Content(f"\n\n{about}")
        elif self.has_class("-few"):
            told = self._with_paragraphs(told, "── About this screen ──\n", about.split("\n\n"))
        if self.has_class("-few") and not (self.asks and self.grid.rows):  # hardly any works while something is typed
            told = self._with_keys(told)
        self.query_one("#told", Static).update(told)

    def _with_paragraphs(self, told: Content, title: str, paragraphs: Iterable[str]) -> Content:
        """What is told with as many paragraphs under a title as the screen has room for."""
        for paragraph in paragraphs:
            more = self._filled(told, Content(title) + toned(paragraph, "muted"))
            if more is told:
                break
            told, title = more, ""
        return told

    def _with_keys(self, told: Content) -> Content:
        """What is told with every key that works here, or with the most needed ones, help always among them."""
        title = Content("\n\n── Its keys ──\n")
        keys = keys_that_fit(self, self._room_below(told + title) + 1)
        return told + title + explained(keys) if keys else told

    def _filled(self, told: Content, more: Content) -> Content:
        """What is told with something more below it, where the screen has room for all of it."""
        both = told + Content("\n\n") + more
        return both if self._room_below(both) >= 0 else told

    def _room_below(self, told: Content) -> int:
        """The lines that stay empty below what is told; below nought where it has no room."""
        around = _AROUND + self._lines_said + self._at_top + len(self.grid.rows) + _ASKED * self.asks
        return self.size.height - around - told.get_height({}, max(self.size.width - 2, 1))

    @property
    def _lines_said(self) -> int:
        """The lines of what happened; one stays free for it where nothing did."""
        said = self.query_one("#message", Static).content
        return said.get_height({}, max(self.size.width - 2, 1)) if isinstance(said, Content) and said else 1

    def on_cell_grid_moved(self) -> None:
        """Another row has another detail, and its own keys; what was told of the row before goes."""
        if self._is_of_row:
            self.say("")
        self.show_told()
        self.refresh_bindings()

    def on_cell_grid_opened(self) -> None:
        """Enter or a double click opens the row."""
        self.open_row()

    def open_row(self) -> None:
        """What opening the row under the cursor does: where it has no screen of its own, its detail is scrolled."""
        self.action_scroll(3)

    def open_story(self, measure: Measure, partner: str | None) -> None:
        """Go to a measure's own screen, where it stands who said what."""
        from csp_tui.screens.measure import MeasureScreen  # noqa: PLC0415 - a screen is imported when it is opened

        supplier = partner if partner in measure.suppliers else measure.suppliers[0]
        self.open_screen(MeasureScreen(self.session, Subject(measure, supplier)))

    def action_scroll(self, step: int) -> None:
        """Scroll the detail."""
        self.query_one("#detail").scroll_relative(y=step, animate=False)

    def copy(self, text: str, what: str, *, shown_by: str = "") -> None:
        """Put a text on the clipboard, and say what to do where the terminal keeps it from there.

        `shown_by` is the key of the screen that shows the text, where this one does not.
        """
        self.app.copy_to_clipboard(text)
        shown = f"press {shown_by}, " if shown_by else ""
        self.say(f"{what} is copied. If it does not paste, {shown}select it with the mouse and press Ctrl+C.")
        self._is_of_row = True

    # Asking for a sentence

    @property
    def asks(self) -> bool:
        """Whether a sentence is being asked for."""
        return self.query_one("#asking").has_class("asked")

    def ask(
        self, prompt: str, take: Callable[[str], None], text: str = "", *, typed: str = "", needed: bool = True
    ) -> None:
        """Ask for a sentence. `take` may refuse it by a UserError, or ask for another; Esc leaves all as it is.

        It starts as what was typed before or as `text`, or anew where letters of it are `typed` already. Enter alone
        is an answer only where none is `needed`.
        """
        self._take, self._needed = take, needed
        self._asked = (self.grid.row_id, prompt)
        self.say("")  # what was told before is about something else
        self.query_one("#prompt", Static).update(Content(one_line(prompt)))
        answer = self.query_one("#answer", TextLine)
        self._given = text
        kept = self._broken_off.pop(self._asked, text)
        answer.put(typed or kept, marked=not typed)
        self.query_one("#asking").add_class("asked")
        self.move_child(self.query_one("#message"), after=self.query_one("#asking"))  # under what it refuses
        answer.focus()
        self.call_after_refresh(self._tell_of_row)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the sentence over; where it is refused it stays to be put right."""
        take, text = self._take, event.value.strip()
        if take is None or (self._needed and not text):
            self.say("Type a few words and press Enter, or Esc to leave it.")
            return
        if self.attempt(lambda: take(text)) and self._take is take:
            self._stop_asking()

    def _stop_asking(self) -> None:
        self._take = self._asked = None
        self.query_one("#answer", Input).value = ""
        self.query_one("#asking").remove_class("asked")
        self.move_child(self.query_one("#message"), before=self.query_one(KeyLine))
        self.grid.focus()
        self.call_after_refresh(self._tell_of_row)

    def action_back(self) -> None:
        """Out of the sentence first, keeping what was typed for the next time; then to the screen before."""
        if not self.asks:
            super().action_back()
            return
        typed = self.query_one("#answer", Input).value
        changed = bool(typed.strip()) and typed != self._given
        if changed and self._asked is not None:
            self._broken_off[self._asked] = typed
        self._stop_asking()
        self.say("Nothing was decided; what you typed is kept for the next time." if changed else "")


def headed(title: str, *parts: str) -> Content:
    """A line at the top: what this is, and how much of it."""
    return Content.assemble((title, "bold"), *(f"   {one_line(part)}" for part in parts if part))


def what_about(measure: str, quarter: str, partner: str) -> str:
    """What a line of a return is about, on one line: `P1-05.notices, Q2 2026-27, Medway Council`."""
    when = Quarter.parse(quarter).short if quarter else ""
    return one_line(", ".join(part for part in (measure, when, partner) if part))


def labelled(label: str, text: str, tone: str = "") -> Content:
    """A label with its text, its own line ends kept."""
    return Content.assemble((f"{label}: ", "$text-muted"), toned(lines_of(text), tone))


def in_lines(parts: Iterable[Content]) -> Content:
    """Contents under each other."""
    return Content("\n").join(list(parts))
