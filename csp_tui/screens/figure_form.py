"""The form "more about this figure": every field of a statement, with the sentence of a refusal under its field."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Input, OptionList, Select, Static

from csp_tui.domain.assessment import BLANK_WORDS
from csp_tui.domain.entries import Entry, EntryError, read_entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Kind, Measure, Window
from csp_tui.domain.statements import Statement
from csp_tui.domain.unrated import fields_to_be_rated
from csp_tui.screens.as_typed import STATED_TEXTS, entry_from
from csp_tui.screens.base import footer, in_own_keys
from csp_tui.screens.figures import ENTRY_COLUMNS, VALUE, YEAR_LABELS, Line, choices_of
from csp_tui.screens.help import HelpScreen
from csp_tui.screens.session import Session
from csp_tui.screens.waiting import again_in
from csp_tui.widgets.key_line import HELP
from csp_tui.widgets.rating import mark_of
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.tick import Tick
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_DATE = "date"  # stands under the reason for no figure, which may be late, promised by a date
_BESIDE = ("change", "provisional", "reason")  # what a form says beside the texts of a statement
_KEYS_OF_A_FIELD = "Tab next, Enter or Ctrl+S stores, Esc keeps it unstored, F1 help"
_KEYS_OF_A_BOX = "Tab next, Space ticks, Enter stores, Esc keeps it unstored, F1 help"
_KEYS_OF_A_LIST = "Tab next, Enter lists reasons, Ctrl+S stores, Esc keeps it unstored, F1 help"


def fields_of(measure: Measure) -> Iterator[tuple[str, str]]:
    """The fields that a measure's form has, by name, with their labels: those that are needed most come first."""
    if measure.is_figure:
        yield VALUE, f"Figure, {measure.unit}" if measure.unit else "Figure"
        if measure.is_ratio:
            yield "numerator", f"Numerator: {measure.numerator or 'what is counted'}"
            yield "denominator", f"Denominator: {measure.denominator or 'out of what'}"
        if measure.window is Window.QUARTER:
            yield "rolling_year", YEAR_LABELS["rolling_year"]
            yield "rolling_year_prior", YEAR_LABELS["rolling_year_prior"]
    else:
        yield VALUE, " / ".join(choices_of(measure)).capitalize()
    yield (
        _DATE,
        "Date it was done, or promised by" if measure.kind is Kind.MILESTONE else "If late: promised by (date)",
    )
    if measure.is_figure:
        yield "period_from", "Period from (date)"
        yield "period_to", "Period to (date)"
        yield "extracted", "Extracted on (date)"
        yield "prior", YEAR_LABELS["prior"]
        yield "change", "Or the change on the year before"
        yield "area", "Area"
    yield "reason", "Why it is changed"


class _Box(Tick, inherit_bindings=False):
    """A box of the form: Enter, which ticks other boxes, stores here as in every field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_button", "tick", id="form.tick", show=False, tooltip="Tick the box, or untick it"),
    ]


class FigureForm(ModalScreen[bool | None]):
    """Gives True when something was stored. What is typed and not stored is kept, also for the next start."""

    CSS_PATH = "figure_form.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012 - the base class declares it so
    HELP_TEXT: ClassVar[str] = (
        "All that can be said of one figure. Fill in what is known and leave the rest empty; a field that is emptied is"
        " no longer stated. Dates may be typed as 2026-08-31 or 31 August 2026, a promised one also as"
        " 5 December. Where there is no figure, choose why and empty the figure. The rating stands below as you type;"
        " what cannot be read is said under its field.\n\n"
        "Tab, Shift+Tab and the arrows up and down move between the fields; the one that is typed into has a > before"
        " it. Enter stores, Space ticks a box; in the list of reasons Enter opens it and takes one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,enter", "save", "save", id="form.save", tooltip="Store the figure"),
        Binding("escape", "close", "close", id="form.close", tooltip="Close; what is typed is kept"),
        Binding("f1", "help", "help", id=HELP, tooltip="Explain this window and its keys"),
        Binding(
            "down", "go(1)", "next field", id="form.down", show=False, priority=True, tooltip="Go to the next field"
        ),
        Binding(
            "up", "go(-1)", "field before", id="form.up", show=False, priority=True, tooltip="Go to the field before"
        ),
    ]

    def action_go(self, step: int) -> None:
        """To the next field or the one before; in an open list of reasons, within the list."""
        if isinstance(self.focused, OptionList):
            raise SkipAction
        if step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_help(self) -> None:
        """Help for this window."""
        self.app.push_screen(HelpScreen(self, self.HELP_TEXT))

    def __init__(self, session: Session, line: Line) -> None:
        super().__init__()
        self._session = session
        self._line = line
        self._stored = entry_from(session.statement(line.subject))
        self._shown = session.form(line.subject) or self._with_drafts()

    def _with_drafts(self) -> Entry:
        """What is stored, with what stands unstored in the grid's cells."""
        value, year = (self._session.draft(self._line.subject, name) for name in ENTRY_COLUMNS)
        return replace(
            self._stored,
            value=value.text if value is not None else self._stored.value,
            rolling_year=year.text if year is not None else self._stored.rolling_year,
        )

    def compose(self) -> ComposeResult:
        """A line for each field, with room for a sentence under it."""
        measure = self._line.measure
        with Vertical(id="window"):
            yield Static(Content(f"{measure.id}  {measure.title}"), classes="question")
            if self._session.form(self._line.subject) is not None:
                since = ", and something else was stored since" * self._session.form_overtaken(self._line.subject)
                yield Static(toned(f"As you typed it before. It is not stored{since}.", "draft"), id="kept")
            with VerticalScroll(id="fields", can_focus=False):
                for name, label in fields_of(measure):
                    if name == _DATE:
                        ticked = bool(self._shown.provisional)
                        tick = _Box("the figure may still change", ticked, id="provisional")
                        yield from self._row("provisional", "Provisional", tick)
                        yield from self._row("blank", "Or why there is no figure", self._blank_list())
                    text = getattr(self._shown, name) or ""
                    yield from self._row(name, label, TextLine(text, id=name, compact=True, select_on_focus=False))
            yield Static(id="standing", markup=False)
            yield footer(self, _KEYS_OF_A_FIELD)

    def _row(self, name: str, label: str, control: Input | Checkbox | Select[str]) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Static(classes="mark", markup=False)
            yield Static(Content(label), classes="label", markup=False)
            yield control
        yield Static(id=f"{name}-error", classes="error", markup=False)

    def _blank_list(self) -> Select[str]:
        options = [(words, reason.value) for reason, words in BLANK_WORDS.items()]
        chosen = self._shown.blank
        if chosen is None:
            return Select(options, prompt="there is a figure", id="blank", compact=True)
        return Select(options, prompt="there is a figure", value=chosen, id="blank", compact=True)

    def on_mount(self) -> None:
        """Start in the field that a rating waits for, where there is one; show how the figure stands."""
        for name in fields_to_be_rated(self._session.status(self._line.subject))[:1]:
            self.query_one(f"#{name}", Input).focus()
        self._tell()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The field that is typed into is marked, without colours too; the last line says what Enter does in it."""
        for row in self.query(".row"):
            here = event.widget in row.children
            row.set_class(here, "here")
            row.query_one(".mark", Static).update(">" if here else "")
        keys = _KEYS_OF_A_LIST if isinstance(event.widget, Select | OptionList) else _KEYS_OF_A_FIELD
        if isinstance(event.widget, Checkbox):
            keys = _KEYS_OF_A_BOX
        self.query_one(".keys", Static).update(in_own_keys(self, keys))

    def on_input_changed(self) -> None:
        """The rating follows what is typed."""
        self._tell()

    def on_checkbox_changed(self) -> None:
        """Provisional changes no rating, but the sentence is looked at again."""
        self._tell()

    def on_select_changed(self) -> None:
        """A blank reason takes the place of a figure."""
        self._tell()

    def on_input_submitted(self) -> None:
        """Enter in a field saves."""
        self.action_save()

    def _typed(self) -> Entry:
        """The form as it stands; what is empty is None."""
        texts = {
            name: self.query_one(f"#{name}", Input).value.strip() or None for name, _ in fields_of(self._line.measure)
        }
        blank = self.query_one("#blank", Select).value
        provisional = self.query_one("#provisional", Checkbox).value
        return Entry(
            **texts,
            blank=str(blank) if blank is not Select.NULL else None,
            provisional=provisional if provisional or self._stored.provisional is not None else None,
        )

    @property
    def _is_new(self) -> bool:
        """Whether the form says anything but what is stored."""
        typed = self._typed()
        return any(getattr(typed, name) != getattr(self._stored, name) for name in (*STATED_TEXTS, *_BESIDE))

    def _read(self) -> Statement:
        """The form as a whole statement: what is empty here is not stated. Raises EntryError."""
        typed = self._typed()
        today = self._session.desk.today if typed.date != self._stored.date else None
        return read_entry(self._line.measure, typed, self._session.quarter, None, today=today)

    def _tell(self) -> None:
        """The sentence of the rating as the form stands, or of what cannot be read, under its field.

        As it stands it is kept as a draft, unless it says only what is stored or what stood in it at first.
        """
        typed = self._typed()
        if typed != self._shown or self._session.form(self._line.subject) is not None:
            self._session.keep_form(self._line.subject, typed if self._is_new else None)
        for told in self.query(".error").results(Static):
            told.remove_class("told")
        standing = self.query_one("#standing", Static)
        subject = self._line.subject
        try:
            status = (
                self._session.supposing_stated(subject, self._read()) if self._is_new else self._session.status(subject)
            )
        except EntryError as error:
            self._refuse(error)
            standing.update(toned("Not stored yet.", "draft"))
            return
        mark, tone = mark_of(status)
        standing.update(Content.assemble(toned(mark[:2], tone), one_line(status.reason)))

    def _refuse(self, error: EntryError) -> None:
        told = self.query(f"#{error.field}-error").results(Static)
        for line in told:
            line.update(toned(one_line(str(error)), "refused"))
            line.add_class("told")

    def action_save(self) -> None:
        """Store the form in place of what was stored."""
        if not self._is_new:
            self._forget(saved=False)
            return
        try:
            self._session.state(self._line.subject, self._read())
        except EntryError as error:
            self._tell()
            self._refuse(error)
        except UserError as error:
            told = again_in(self, error, partial(self._save_again, self._typed())) or str(error)
            self.query_one("#standing", Static).update(toned(one_line(told), "refused"))
        else:
            self._forget(saved=True)

    def _save_again(self, typed: Entry) -> None:
        if self._typed() == typed:
            self.action_save()

    def _forget(self, *, saved: bool) -> None:
        self._session.keep_form(self._line.subject, None)
        self.dismiss(saved)

    def action_close(self) -> None:
        """Close without storing; what is typed waits for the next time."""
        self.dismiss(False)
