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

from csp_tui.domain.errors import UserError
from csp_tui.screens.base import SAVED_HERE
from csp_tui.screens.commentary import CommentaryField
from csp_tui.screens.help import HelpScreen
from csp_tui.screens.session import Session
from csp_tui.widgets.key_line import HELP
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line


class WritingScreen(ModalScreen[bool | None]):
    """Gives True when something was stored. What is refused keeps the window open once, and says how to leave."""

    CSS_PATH = "writing.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (108, "-wide")]  # noqa: RUF012 - the base class declares it so
    HELP_TEXT: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="writing.close", tooltip="Store and close"),
        Binding("ctrl+s", "close", "save", id="writing.save", tooltip="Store and close"),
        Binding("f1", "help", "help", id=HELP, tooltip="Help for this window"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._has_stored = False
        self._refused: tuple[str, ...] | None = None
        self._stored: tuple[str, ...] = ()

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

    def beside(self) -> Content:
        """What stands beside the text, to be read and not taken over."""
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
                    yield Static(self.beside())
            yield Static(id="standing", markup=False)
            yield Static(Content("Esc stores and closes, Tab goes on, F1 help"), classes="keys")

    def on_mount(self) -> None:
        """Start in the text, at its end."""
        area = self.query_one(CommentaryField)
        area.focus()
        area.move_cursor(area.document.end)
        self._stored = self.values
        self._tell()

    @property
    def values(self) -> tuple[str, ...]:
        """The text and the further fields, as typed."""
        return (self.query_one(CommentaryField).text, *(field.value for field in self.query(Input)))

    def _tell(self) -> None:
        self.query_one("#meter", Static).update(self.told(self.values))

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """Say what the text now comes to."""
        self._tell()

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Say what a further field now comes to."""
        self._tell()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """What is left is stored."""
        if isinstance(event.widget, CommentaryField | Input):
            self._store()

    def _store(self) -> bool:
        values = self.values
        if values == self._stored:
            return True
        standing = self.query_one("#standing", Static)
        try:
            self.keep(values)
        except UserError as error:
            standing.update(toned(f"Not stored: {one_line(self.session.worded(error))}", "refused"))
            return False
        self._stored, self._has_stored = values, True
        standing.update(Content(SAVED_HERE))
        return True

    def action_close(self) -> None:
        """Store and close; what is refused is lost only by closing a second time."""
        if self._store() or self._refused == self.values:
            self.dismiss(self._has_stored)
            return
        self._refused = self.values
        standing = self.query_one("#standing", Static)
        assert isinstance(standing.content, Content)
        standing.update(standing.content + toned(" Esc again leaves without storing it.", "refused"))

    def action_help(self) -> None:
        """Help for this window."""
        self.app.push_screen(HelpScreen(self))
