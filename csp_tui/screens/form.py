"""A small window that asks for a few things and stores them; a refusal stands under its field, and Esc stores nothing.

What is asked, and what becomes of it, is its subclass's and the desk's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Select, Static

from csp_tui.domain.errors import BusyError, UserError
from csp_tui.screens.base import footer
from csp_tui.screens.choosing import Option
from csp_tui.screens.help import HelpScreen
from csp_tui.screens.session import Session
from csp_tui.storage.errors import BEING_WRITTEN, Locked
from csp_tui.widgets.key_line import HELP
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line


class Asked(Struct, frozen=True):
    """One thing that a window asks for: words, or one of several options, the safe one first."""

    name: str
    label: str
    text: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()


class NotSo(UserError):  # noqa: N818 - read where it is raised: a field says "not so"
    """What stands in a field cannot be kept; the message says why and what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Form(ModalScreen[str | None]):
    """Gives the sentence of what was stored; None, and nothing is stored, for Esc. What was typed is there next time.

    `BLAMED` is the field under which the desk's refusals stand.
    """

    CSS_PATH = "form.tcss"
    HELP_TEXT: ClassVar[str] = ""
    BLAMED: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="window.save", tooltip="Store it"),
        Binding(
            "escape",
            "leave",
            "leave it",
            id="window.leave",
            tooltip="Leave it: nothing is stored, what is typed is kept",
        ),
        Binding("f1", "help", "help", id=HELP, tooltip="Explain this window and its keys"),
    ]

    def __init__(self, session: Session, about: str) -> None:
        super().__init__()
        self.session = session
        self._chosen: dict[str, str] = {}
        self._as_asked: dict[str, str] = {}
        self._key = f"{type(self).__name__} {about} {session.quarter}"

    # What each window says for itself

    def heading(self) -> str:
        """What is asked, of what."""
        raise NotImplementedError

    def does(self) -> Sequence[Content]:
        """What it is about, and what storing it does."""
        raise NotImplementedError

    def asked(self) -> Sequence[Asked]:
        """The fields, in their order."""
        raise NotImplementedError

    def keep(self, values: Mapping[str, str]) -> str:
        """Store it; the sentence that says so. Raises a UserError, `NotSo` where it is about a certain field."""
        raise NotImplementedError

    def chosen(self, name: str, value: str) -> Mapping[str, str]:  # noqa: ARG002 - for subclasses
        """What other fields are to show once an option is chosen."""
        return {}

    # The window

    def compose(self) -> ComposeResult:
        """What it is about, then a line for each field with room for a sentence under it."""
        broken_off = self.session.broken_off.get(self._key, {})
        with Vertical(id="window"):
            yield Static(Content(one_line(self.heading())), classes="question")
            with VerticalScroll(id="does", can_focus=False):
                yield Static(Content("\n").join(list(self.does())))
            for field in self.asked():
                self._as_asked[field.name] = _first(field, field.text)
                with Horizontal(classes="row"):
                    yield Static(Content(field.label), classes="label")
                    yield self._control(field, broken_off.get(field.name, field.text))
                yield Static(id=f"{field.name}-error", classes="error", markup=False)
            yield footer(self, "Ctrl+S stores it, as does Enter in a text; Esc stores nothing; F1 help")

    def _control(self, field: Asked, text: str) -> Input | Select[str]:
        if not field.options:
            return TextLine(text, placeholder=field.hint, id=field.name, compact=True)
        options = [(Content(one_line(option.words)), option.value) for option in field.options]
        value = self._chosen[field.name] = _first(field, text)
        return Select(options, value=value, allow_blank=False, id=field.name, compact=True)

    def on_mount(self) -> None:
        """Start in the first field."""
        self.query("Input, Select").first().focus()

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields now."""
        texts = {str(field.id): field.value.strip() for field in self.query(Input)}
        return texts | {str(one.id): str(one.value) for one in self.query("Select").results(Select)}

    @on(Select.Changed)
    def _follow(self, event: Select.Changed) -> None:
        """Fields that follow a choice show what belongs to it."""
        name, value = str(event.select.id), str(event.value)
        if self._chosen.get(name) == value:
            return
        self._chosen[name] = value
        for field, text in self.chosen(name, value).items():
            self.query_one(f"#{field}", Input).value = text

    def on_input_submitted(self) -> None:
        """Enter stores it."""
        self.action_save()

    def action_save(self) -> None:
        """Store it, or say under the field why not."""
        for told in self.query(".error").results(Static):
            told.remove_class("told")
        try:
            sentence = self.keep(self.values)
        except NotSo as refusal:
            self._refuse(refusal.field, str(refusal))
            return
        except UserError as error:
            if not (isinstance(error, BusyError) and error.stored):
                busy = isinstance(error, Locked)
                words = f"Not stored, and kept here. {BEING_WRITTEN}: Ctrl+S tries again." if busy else ""
                self._refuse(self.BLAMED, words or self.session.worded(error))
                return
            self.session.is_behind, sentence = True, str(error)
        self.session.broken_off.pop(self._key, None)
        self.dismiss(sentence)

    def _refuse(self, field: str, sentence: str) -> None:
        told = self.query_one(f"#{field}-error", Static)
        told.update(toned(one_line(sentence), "refused"))
        told.add_class("told")
        self.query_one(f"#{field}").focus()

    def action_leave(self) -> None:
        """Nothing is stored; what was typed stands here the next time."""
        if self.values != self._as_asked:
            self.session.broken_off[self._key] = self.values
        else:
            self.session.broken_off.pop(self._key, None)
        self.dismiss(None)

    def action_help(self) -> None:
        """Help for this window."""
        self.app.push_screen(HelpScreen(self, self.HELP_TEXT))


def _first(field: Asked, text: str) -> str:
    """What a field shows of a text: itself, and of a list its first option where it is none of them."""
    values = [option.value for option in field.options]
    return text if not values or text in values else values[0]
