"""A window to write one text in, with what it must be read beside; stored when it is left or the window is closed.

What the text is, and what may be kept of it, is its subclass's and the desk's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from csp_tui.desk.drafting import Draft, Place
from csp_tui.domain.errors import BusyError, UserError
from csp_tui.screens.base import SAVED_HERE, footer, in_own_keys
from csp_tui.screens.help import HelpScreen
from csp_tui.screens.session import Session
from csp_tui.screens.waiting import AGAIN, again_in, shown_later
from csp_tui.widgets.commentary_field import CommentaryField
from csp_tui.widgets.key_line import HELP
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line


class WritingScreen(ModalScreen[bool | None]):
    """Gives True when something was stored. What is refused is kept as a draft, and offered again."""

    CSS_PATH = "writing.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (108, "-wide")]  # noqa: RUF012 - the base class declares it so
    HELP_TEXT: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="writing.close", tooltip="Store and close"),
        Binding("ctrl+s", "save", "save", id="writing.save", tooltip="Store, a draft from before too, and close"),
        Binding("f1", "help", "help", id=HELP, tooltip="Explain this window and its keys"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._has_stored = False
        self._refused: tuple[str, ...] | None = None
        self._stored: tuple[str, ...] = ()
        self._offered: tuple[str, ...] = ()

    # What each window says for itself

    def heading(self) -> str:
        """What is written, of what."""
        raise NotImplementedError

    def about(self) -> Content:
        """What the text is about."""
        raise NotImplementedError

    def label(self) -> str:
        """What stands above the text."""
        raise NotImplementedError

    def text(self) -> str:
        """What is stored of it."""
        raise NotImplementedError

    def place(self, field: str = "") -> Place:
        """Where the draft of the text, or of a further field, is kept."""
        raise NotImplementedError

    def beside(self) -> Content:
        """What stands beside the text, to be read and not taken over; may raise BusyError."""
        raise NotImplementedError

    def more(self) -> Iterable[Widget]:
        """Further fields below the text."""
        return ()

    def told(self, values: tuple[str, ...]) -> Content:
        """What is said of the text while it is typed."""
        raise NotImplementedError

    def keep(self, values: tuple[str, ...]) -> None:
        """Store the text and the further fields; raises a UserError with the sentence that says why not."""
        raise NotImplementedError

    # The window

    def compose(self) -> ComposeResult:
        """What it is about, the text with what stands beside it, the further fields."""
        with Vertical(id="window"):
            yield Static(Content(one_line(self.heading())), classes="question")
            yield Static(self.about(), classes="about")
            with Container(id="sides"):
                with Vertical(id="own"):
                    yield Static(Content(self.label()), classes="label")
                    yield CommentaryField("text", self.text())
                    yield Static(id="meter", markup=False)
                    yield from self.more()
                with VerticalScroll(id="beside", can_focus=False):
                    yield Static(id="told", markup=False)
            yield Static(id="standing", markup=False)
            yield footer(self, "Esc stores and closes, Tab goes on, F1 help")

    def on_mount(self) -> None:
        """Start in the text, at its end."""
        area = self.query_one(CommentaryField)
        area.focus()
        self._stored = self._offered = self.values
        self._offer(area)
        area.move_cursor(area.document.end)
        self._tell()
        self._show_beside()

    def _show_beside(self) -> None:
        """Show what stands beside the text, as soon as it can be read."""
        try:
            beside = self.beside()
        except BusyError as held:
            beside = toned(one_line(shown_later(held.state)), "draft")
            self.set_timer(AGAIN, self._show_beside)
        self.query_one("#told", Static).update(beside)

    def _offer(self, area: CommentaryField) -> None:
        """Put in what was typed before and is not stored, the text as a change that Ctrl+Z takes back."""
        drafts = [self.session.drafts.of(place) for place in self._places]
        if not any(drafts):
            return
        text, *further = [draft.text if draft else held for draft, held in zip(drafts, self._stored, strict=True)]
        area.replace(text, area.document.start, area.document.end)
        for field, typed in zip(self.query(Input), further, strict=True):
            field.value = typed
        self._offered = self.values
        since = any(draft and draft.stood != held for draft, held in zip(drafts, self._stored, strict=True))
        told = "As you typed it before, not stored." + " Something else was stored since." * since
        words = in_own_keys(self, f"{told} Ctrl+S stores it, Ctrl+Z gives it up.")
        self.query_one("#standing", Static).update(toned(words, "draft"))

    @property
    def _places(self) -> list[Place]:
        return [self.place(), *(self.place(field.id or "") for field in self.query(Input))]

    @property
    def _waits(self) -> bool:
        """Whether it holds a draft from before as it was offered, which only the key for storing stores."""
        return self.values == self._offered != self._stored

    def _note(self) -> None:
        """Keep what is typed in case that the program ends before it is stored."""
        if not self._stored:
            return  # the window is only being filled
        for place, typed, held in zip(self._places, self.values, self._stored, strict=True):
            before = self.session.drafts.of(place)
            if typed == held:
                self.session.drafts.forget(place)
            elif before is None or before.text != typed:
                self.session.drafts.keep(place, Draft(typed, stood=before.stood if before else held))

    @property
    def values(self) -> tuple[str, ...]:
        """The text and the further fields, as typed."""
        return (self.query_one(CommentaryField).text, *(field.value for field in self.query(Input)))

    def _tell(self) -> None:
        self.query_one("#meter", Static).update(self.told(self.values))

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """Keep it, and say what the text now comes to."""
        self._note()
        self._tell()

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Keep it, and say what a further field now comes to."""
        self._note()
        self._tell()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """What is left is stored, but not a draft from before that nobody has touched."""
        if isinstance(event.widget, CommentaryField | Input) and not self._waits:
            self._store()

    def _store(self) -> bool:
        values = self.values
        if values == self._stored:
            return True
        standing = self.query_one("#standing", Static)
        try:
            self.keep(values)
        except UserError as error:
            told = again_in(self, error, lambda: self.values != values or self._store())
            told = told or f"Not stored: {one_line(self.session.worded(error))}"
            if self._refused == values:
                told += in_own_keys(self, " Esc again leaves; it is kept as a draft.")
            standing.update(toned(told, "refused"))
            return False
        self._stored, self._has_stored = values, True
        self._note()
        standing.update(Content(SAVED_HERE))
        return True

    def action_close(self) -> None:
        """Store what was typed now and close; a draft from before that nobody has touched waits on."""
        if self._waits:
            self.dismiss(self._has_stored)
        else:
            self.action_save()

    def action_save(self) -> None:
        """Store everything and close; what is refused keeps the window open once."""
        before, self._refused = self._refused, self.values
        if self._store() or before == self.values:
            self.dismiss(self._has_stored)

    def action_help(self) -> None:
        """Help for this window."""
        self.app.push_screen(HelpScreen(self, self.HELP_TEXT))
