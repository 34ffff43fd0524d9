"""The glossary: what every abbreviation of the plan and the program stands for, to be found by typing."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from csp_tui.plans.glossary import glossary
from csp_tui.screens.base import footer
from csp_tui.widgets.marked_list import MarkedList
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.wording import one_line

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


class GlossaryScreen(ModalScreen[None]):
    """All entries, those first that are in the text it is opened on, each with the whole of its meaning."""

    CSS_PATH = "choosing.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012 - the base class declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "close", "close", id="words.close", tooltip="Close the glossary"),
        Binding("down", "go(1)", "down", id="words.down", show=False, tooltip="Go to the next word"),
        Binding("up", "go(-1)", "up", id="words.up", show=False, tooltip="Go to the word before"),
    ]

    def __init__(self, about: str = "") -> None:
        super().__init__()
        said = set(_WORD.findall(about))
        self._first = tuple(term for term in glossary() if term in said)

    def compose(self) -> ComposeResult:
        """A line to find by, and the words with what they mean."""
        many = len(self._first)
        here = f"; the first {f'{many} stand' if many > 1 else 'stands'} in this row" if many else ""
        with Vertical(id="window"):
            yield Static(Content(f"What the words mean: type to find one{here}"), classes="question")
            yield TextLine(id="wanted")
            yield MarkedList(id="options", markup=False)
            yield Static(Content("No word fits."), id="nothing")
            yield footer(self, "Up and Down go through them, Esc closes")

    def on_mount(self) -> None:
        """Show all of them; the list is moved in from the line."""
        self.query_one(OptionList).can_focus = False
        self._show("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits the words typed so far."""
        self._show(event.value)

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        entries = glossary()
        order = dict.fromkeys((*self._first, *entries))
        found = [term for term in order if all(word in f"{term} {entries[term]}".casefold() for word in words)]
        found.sort(key=lambda term: not all(word in term.casefold() for word in words))
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Content(one_line(f"{term}  {entries[term]}")), id=term) for term in found)
        options.highlighted = 0 if found else None
        self.query_one("#nothing").display = not found

    def action_go(self, step: int) -> None:
        """Another word."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()
