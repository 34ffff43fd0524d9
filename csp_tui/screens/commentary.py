"""The commentary of one row: a text for each field, stored when its field is left; what may be kept is the domain's."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Static, TextArea

from csp_tui.domain.commentary import FIELD_TITLES, NOTHING_TO_REPORT
from csp_tui.domain.errors import UserError
from csp_tui.screens.base import SAVED_HERE
from csp_tui.screens.figures import Line
from csp_tui.screens.help import HelpScreen
from csp_tui.screens.session import Session
from csp_tui.widgets.key_line import HELP
from csp_tui.widgets.tick import Tick
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line, without_controls


class CommentaryField(TextArea):
    """One field's text. Tab goes to the next field; pasted text comes without control characters."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(
            text, id=name, tab_behavior="focus", compact=True, show_line_numbers=False, highlight_cursor_line=False
        )
        self.stored = text

    def on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted before the text area, whose turn comes next, takes it."""
        event.text = without_controls(event.text)


class CommentaryScreen(ModalScreen[bool | None]):
    """Gives True when something was stored; nothing typed in it can be lost by closing it."""

    CSS_PATH = "commentary.tcss"
    HELP_TEXT: ClassVar[str] = (
        "What lies behind the figures, in the partner's own words. Fill in the fields that have something to say; each"
        " is stored when it is left. A red figure needs an action: what will be done, by whom, by when. An emptied"
        " field is taken back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="commentary.close", tooltip="Store and close"),
        Binding("ctrl+s", "close", "save", id="commentary.save", tooltip="Store and close"),
        Binding("f1", "help", "help", id=HELP, tooltip="Help for this window"),
    ]

    def action_help(self) -> None:
        """Help for this window."""
        self.app.push_screen(HelpScreen(self))

    def __init__(self, session: Session, line: Line) -> None:
        super().__init__()
        self._session = session
        self._line = line
        self._has_stored = False
        self._partner = line.subject.partner or line.indicator.partners[0]

    def _texts(self) -> dict[str, str]:
        return dict(self._session.commentary(self._line.indicator, self._partner))

    def compose(self) -> ComposeResult:
        """A text area for each field."""
        texts = self._texts()
        indicator = self._line.indicator
        with Vertical(id="window"):
            yield Static(
                Content(f"{indicator.code} {indicator.title}: commentary of {self._partner}"), classes="question"
            )
            with VerticalScroll(id="fields", can_focus=False):
                for name, title in FIELD_TITLES.items():
                    yield Static(Content(title), classes="label")
                    yield CommentaryField(name, texts.get(name, ""))
                if self._line.is_report:
                    ticked = bool(texts.get(NOTHING_TO_REPORT))
                    yield Tick("Nothing to report this quarter", ticked, id=NOTHING_TO_REPORT)
            yield Static(id="standing", markup=False)
            yield Static(
                Content("Tab next field (it is stored when left), Esc stores and closes, F1 help"), classes="keys"
            )

    def on_mount(self) -> None:
        """Start in the first field."""
        self.query(CommentaryField).first().focus()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A field is stored when it is left."""
        if isinstance(event.widget, CommentaryField):
            self._store(event.widget)

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Nothing to report is said, or taken back, at once."""
        self._comment({NOTHING_TO_REPORT: "yes" if event.value else ""})

    def _store(self, field: CommentaryField) -> bool:
        if field.text == field.stored or field.id is None:
            return True
        if not self._comment({field.id: field.text}):
            return False
        field.stored = field.text
        return True

    def _comment(self, texts: dict[str, str]) -> bool:
        standing = self.query_one("#standing", Static)
        try:
            self._session.comment(self._line.indicator, self._partner, texts)
        except UserError as error:
            standing.update(toned(f"Not stored: {one_line(self._session.worded(error))}", "refused"))
            return False
        self._has_stored = True
        standing.update(Content(SAVED_HERE))
        return True

    def action_close(self) -> None:
        """Store what is open and close; a text that is refused keeps the editor open."""
        refused = [field for field in self.query(CommentaryField) if not self._store(field)]
        if refused:
            refused[0].focus()
        else:
            self.dismiss(self._has_stored)
