"""A small window to choose one of a list, with a search where it is long; what the choice means is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option as ListOption

from csp_tui.screens.base import footer
from csp_tui.widgets.key_line import HELP
from csp_tui.widgets.marked_list import MarkedList
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.wording import one_line

_WIDTH = 76  # columns of a window of short options
_AROUND = 10  # columns of its border, its mark and its scrollbar


class Option(Struct, frozen=True):
    """Something to choose: what choosing it gives, its words, and words that it is found by beside them."""

    value: str
    words: str
    also: str = ""


class Choice(ModalScreen[str | None]):
    """Gives the chosen option's value, None when nothing is chosen."""

    CSS_PATH = "choosing.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012 - the base class declares it so
    HELP_TEXT: ClassVar[str] = (
        "One of these lines is to be chosen: the arrow keys, the letters that it or a word of it begins with or the"
        " mouse go to it, Enter or a click takes it."
        " Where there is a line to type into, the list shows what fits the words. Esc chooses nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "close", id="choice.close", tooltip="Choose nothing"),
        Binding("f1", "help", "help", show=False, id=HELP, tooltip="Explain this window and its keys"),
        Binding("down", "into_list", "list", show=False, id="choice.down", tooltip="Go into the list"),
    ]

    def __init__(self, question: str, options: Sequence[Option], chosen: str = "", *, find: bool = False) -> None:
        super().__init__()
        self._question = question
        self._options = tuple(options)
        self._chosen = chosen
        self._find = find

    def compose(self) -> ComposeResult:
        """The question, a line to search by where it is asked for, and the list."""
        with Vertical(id="window"):
            yield Static(Content(self._question), classes="question")
            if self._find:
                yield TextLine(id="wanted")
            yield MarkedList(*self._listed(""), id="options", markup=False)
            yield Static(Content("Nothing fits these words."), id="nothing")
            yield footer(self, "Enter chooses, Esc closes")

    def on_mount(self) -> None:
        """Start on what is chosen now, in a window as wide as the longest option, where the screen is."""
        self.query_one("#nothing").display = False
        longest = max((cell_len(one_line(option.words)) for option in self._options), default=0)
        self.query_one("#window").styles.width = max(_WIDTH, longest + _AROUND)
        if self._find:
            return
        options = self.query_one(OptionList)
        options.focus()
        options.highlighted = next((i for i, o in enumerate(self._options) if o.value == self._chosen), 0)

    def _listed(self, wanted: str) -> list[ListOption]:
        words = wanted.casefold().split()
        fitting = [
            (place, option)
            for place, option in enumerate(self._options)
            if all(word in f"{option.words} {option.also}".casefold() for word in words)
        ]
        fitting.sort(key=lambda found: not all(word in found[1].words.casefold() for word in words))
        return [ListOption(Content(one_line(option.words)), id=str(place)) for place, option in fitting]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits the words typed so far."""
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._listed(event.value))
        options.highlighted = 0 if options.option_count else None
        self.query_one("#nothing").display = not options.option_count

    def on_input_submitted(self) -> None:
        """Enter in the search takes the line that is marked."""
        self.query_one(OptionList).action_select()

    def action_into_list(self) -> None:
        """From the search into the list."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give what was chosen."""
        self.dismiss(self._options[int(event.option.id or 0)].value)

    def action_help(self) -> None:
        """Help for this window."""
        from csp_tui.screens.help import HelpScreen  # noqa: PLC0415 - a screen is imported when it is opened

        self.app.push_screen(HelpScreen(self, self.HELP_TEXT))

    def action_dismiss(self, result: str | None = None) -> None:  # type: ignore[override]
        """Give nothing."""
        self.dismiss(result)


def yes_or_no(question: str, no: str, yes: str) -> Choice:
    """A question whose safe answer comes first; gives "yes", "no" or None."""
    return Choice(question, [Option("no", no), Option("yes", yes)])


def leave_or_stay(lost: str) -> Choice:
    """Asks before texts that are not stored are lost, the safe answer first; gives "yes" to leave."""
    return yes_or_no(lost, "Stay, to put it right", "Leave without storing it")
