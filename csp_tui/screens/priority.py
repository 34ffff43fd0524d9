# ruff: noqa: PLC0415 - a screen is imported when it is opened: the first paint needs one of them only
"""Where a lead works: the figures of one priority in a grid, and below it why each stands as it does.

What a figure means and whether it can be taken is the desk's and the domain's; this screen carries texts to and fro.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from csp_tui.desk.drafting import Draft
from csp_tui.domain.entries import EntryError, entry_of
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Indicator
from csp_tui.domain.overview import assess_indicator, is_asked_of
from csp_tui.domain.promising import Given, HowMany, how_given
from csp_tui.domain.results import MeasureStatus
from csp_tui.domain.statements import Statement
from csp_tui.screens import going_on
from csp_tui.screens.as_typed import without
from csp_tui.screens.detail import detail_of
from csp_tui.screens.figure_actions import FigureActions, FigureDeeds
from csp_tui.screens.figures import (
    ENTRY_COLUMNS,
    VALUE,
    Line,
    cell_of,
    columns_for,
    lines_of,
    nothing_asked,
    row_of,
    to_settle,
)
from csp_tui.screens.filling import FILLING, FillingScreen
from csp_tui.screens.filtering import NARROW
from csp_tui.screens.held_up import store_once_free
from csp_tui.screens.keys import BACK, COMMON, RETURN
from csp_tui.screens.priority_top import top_line
from csp_tui.screens.session import Session, Subject
from csp_tui.storage.errors import Locked
from csp_tui.widgets.afterwards import Afterwards
from csp_tui.widgets.cut_text import CutText
from csp_tui.widgets.entry_grid import EntryGrid
from csp_tui.widgets.keeper import Left
from csp_tui.widgets.key_line import KeyLine

_LEAST_TOLD, _MOST_TOLD = 9, 16  # lines of what is told below the rows, as the style sheet has them
_OTHER_LINES = 6  # the top, the keys, a message of three lines and one to spare


class PriorityScreen(FigureActions, FillingScreen):
    """The entry grid of a priority; it is the grid's keeper."""

    CSS_PATH = "priority.tcss"
    RETURNS = True
    COMMANDS = {FigureDeeds}  # noqa: RUF012 - the base class declares it so
    HELP_TEXT: ClassVar[str] = (
        "Each row asks for a figure or for commentary. Type the figure: it goes into the cell under the cursor, and the"
        " rating below changes as you type. Enter saves it and goes to the next; so do the arrow keys and Tab.\n\n"
        "Figures may be exact (1,416) or as they are known (<5, over 2,000, about 1,400). A percentage may be typed as"
        " 51 of 80. For yes/no and milestones the first letter is enough. A text that cannot be read stays in its cell,"
        " marked, until you put it right; it is not counted.\n\n"
        "Esc breaks off typing and keeps the text as a draft. Del on a draft forgets it; Del on a stored figure"
        " empties the cell, and leaving it takes the figure back (Ctrl+Z brings it again).\n\n"
        "F5 takes what does not fit a cell: numerator and denominator, the rolling year, the period, or why there is"
        " no figure.\n\n"
        "Before a name, [b] marks that recording changed, [r] a figure stated again or told otherwise by a pack, [p] a"
        " provisional one; the lines below say more.\n\n" + FillingScreen.HELP_FILLING + "\n\n"
        "What is typed is saved here and not sent: F9 looks the return over and makes the file to e-mail. Ctrl+E asks a"
        " question about the figure."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "more", "more", id="figure.more", tooltip="Say more of this figure: parts, period, or why blank"),
        Binding("ctrl+t", "commentary", "comment", id="figure.commentary", tooltip="Write this row's commentary"),
        *FILLING,
        RETURN,
        Binding("f6", "measure", "rule", id="figure.measure", tooltip="See its rule, its series, who said what"),
        NARROW,
        BACK,
        *COMMON,
    ]

    def __init__(self, session: Session, priority: int, row: str | None = None) -> None:
        super().__init__(session)
        self._priority = priority
        self._start_row = row
        self._beside: str | None = None
        self._reads_others = False
        self._told_saved = self._trouble = ""
        self._told_refused = True  # whether the cursor has stood where a refusal was told
        self._given: dict[str, Given] = {}
        self._just_stored: dict[str, Indicator] = {}
        self._supposed: MeasureStatus | None = None
        self._detail = Afterwards(self, self._show_due_detail)

    def compose(self) -> ComposeResult:
        """Grid above, detail below."""
        yield Static(id="top", markup=False)
        yield Static(id="banner", markup=False)
        yield EntryGrid(self, id="figures")
        yield CutText("F6 shows it all", id="detail")
        yield Static(id="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Start where there is something to type."""
        self.grid.focus()
        self.show_session()

    def on_resize(self, _event: events.Resize) -> None:
        """More room shows more columns; what is being typed stays, with how it would stand."""
        self._share_room()
        if self.grid.columns != columns_for(self.size.width):
            self.show_session()
            if (editor := self.grid.editor) is not None and (line := self.line) is not None:
                self.typed(line.id, self.grid.cursor_column, editor.completed)

    @property
    def in_the_middle(self) -> bool:
        """Whether a cell is being typed into."""
        return self.grid.editor is not None

    # Showing

    def fill(self) -> None:
        """Show the priority as the session has it now."""
        self.show_banner()
        session = self.session
        self._lines = {line.id: line for line in self._lines_to_show()}
        rows = [row_of(session, line, session.status(line.subject)) for line in self.shown_lines()]
        self.grid.show(columns_for(self.size.width), rows, at=self._start_row)
        self._share_room()
        self._start_row = None
        self._given.clear()
        self._count(indicator for indicator in session.book.plan.indicators if indicator.priority == self._priority)
        self._show_detail()

    def _lines_to_show(self) -> tuple[Line, ...]:
        """The rows of whom is worked for, with those of all beside them where another's or none are asked for."""
        plan, partner = self.session.book.plan, self.session.partner
        own = lines_of(plan, self._priority, partner)
        if not own and partner is not None:
            self.say(nothing_asked(plan, partner))
        if not own or (self._start_row is not None and all(line.id != self._start_row for line in own)):
            self._beside = partner
        self._reads_others = partner is not None and self._beside == partner
        return lines_of(plan, self._priority, partner, others=self._reads_others)

    def _share_room(self) -> None:
        """Rows that leave lines empty give them to what is told below them."""
        least = min(max(self.size.height * 3 // 10, _LEAST_TOLD), _MOST_TOLD)
        self.set_class(len(self.grid.rows) + 1 <= self.size.height - least - _OTHER_LINES, "-few")

    def _count(self, indicators: Iterable[Indicator]) -> None:
        """Look again which indicators are in, all at first, later only what was changed; say so when it differs."""
        before, partner = dict(self._given), self.session.partner
        for indicator in indicators:
            if is_asked_of(indicator, partner):
                self._given[indicator.code] = how_given(assess_indicator(self.session.book, indicator), partner)
        if self._given != before or not before:
            self._show_top()

    def _show_top(self) -> None:
        given, others = HowMany.of(self._given.values()), ", all rows" if self._reads_others else ""
        line = top_line(self.session, self._priority, given, self.narrowed, others, self.size.width)
        self.query_one("#top", Static).update(line, layout=False)

    def _show_detail(self, status: MeasureStatus | None = None, typing: Draft | None = None) -> None:
        line = self.line
        if line is None:
            self.query_one("#detail", Static).update(Content("This plan has no indicators here."))
            return
        kept = self.session.draft(line.subject, self.grid.cursor_column) if status is None else None
        since = self.session.stored_since(line.subject, self.grid.cursor_column, kept) if kept is not None else ""
        shown = status or self.session.status(line.subject)
        content = detail_of(self.session, line, shown, typing or kept, since, in_own_keys=self.in_own_keys)
        self.query_one("#detail", Static).update(content, layout=False)

    def _show_line(self, line: Line, status: MeasureStatus | None = None, typing: Draft | None = None) -> None:
        self.grid.show_row(row_of(self.session, line, status or self.session.status(line.subject), typing))

    def subject_here(self) -> Subject | None:
        """The figure under the cursor."""
        return self.line.subject if self.line is not None else None

    def priority_here(self) -> int | None:
        """This one."""
        return self._priority

    def on_cell_grid_moved(self) -> None:
        """Another row has another detail; why a text was refused is told until the cursor goes on from there."""
        if self._refuses and self._told_refused:
            self.say("")
        self._told_saved, self._told_refused = "", True
        self._detail.soon()

    def _show_due_detail(self) -> None:
        """Assess what was stored, and its total, count, and show the detail, once for many rows gone by."""
        stored, self._just_stored = self._just_stored, {}
        editor = self.grid.editor
        typed_in = self.line if editor is not None else None
        for line in self._lines.values():
            if line.measure.uid in stored and line is not typed_in:
                self._show_line(line)
        self._count(stored.values())
        if editor is None or editor.text == editor.before:  # else it shows how what is typed would stand
            self._show_detail()

    # What the grid's keeper does

    def typed(self, row: str, column: str, text: str) -> None:
        """Show how the figure would stand; nothing is stored."""
        line = self._lines[row]
        self.say("")
        if not text.strip():
            self.session.note_typing(line.subject, column, text)
            self._show_emptied(line, column)
            return
        try:
            going_on.refuse_closed(self.session)  # before more is typed that could not be stored
            status = self._supposed = self.session.supposing(line.subject, entry_of(line.measure, column, text))
        except UserError as error:
            refused = Draft(text, str(error))
            self.session.note_typing(line.subject, column, text, refused.refusal)
            self._show_line(line, typing=refused)
            self._show_detail(typing=refused)
            return
        self.session.note_typing(line.subject, column, text)
        self._show_line(line, status, Draft(text))
        self._show_detail(status)

    def _show_emptied(self, line: Line, column: str) -> None:
        """An emptied cell shows how the row stands once it is left, and says what leaving it will do."""
        status, words = going_on.once_emptied(self.session, line, column)
        self._show_line(line, status, Draft(""))
        self._show_detail(status)
        closed = self.session.closed_because
        self.say(closed or words, "refused" if closed else "draft")

    def left(self, row: str, column: str, text: str) -> Left:
        """Store the text of a cell that is left; what is refused stays in it as a draft."""
        line, session = self._lines[row], self.session
        if not text.strip():
            return self._emptied(line, column)
        stood = session.statement(line.subject)
        try:
            session.enter(line.subject, entry_of(line.measure, column, text))
        except UserError as error:
            held = isinstance(error, Locked)  # then nothing is wrong with the text, and the next cell can be typed into
            session.keep_draft(line.subject, column, Draft(text, None if held else session.worded(error)))
            self._show_line(line)
            self._show_detail()
            self._trouble = session.drafts.told_once()
            self.say(f"{line.measure.id} {going_on.refused_words(error)} {self._trouble}".rstrip(), "refused")
            self._told_refused = False  # an arrow key takes the cursor on at once
            if held:
                store_once_free(self, line.subject, column, text, lambda: self.left(row, column, text))
                return Left.STORED
            return Left.UNREADABLE if isinstance(error, EntryError) else Left.NOT_NOW
        session.keep_draft(line.subject, column, None)
        status = going_on.just_stored(session, line, self._supposed)
        self._say_saved(line, column, status, stood)
        self.grid.show_cell(row, column, cell_of(session, line, status, column))  # the rest of the row soon
        self._just_stored[line.measure.uid] = line.indicator
        self._detail.soon()
        return Left.STORED

    def _say_saved(self, line: Line, column: str, status: MeasureStatus, stood: Statement | None = None) -> None:
        self._told_saved, tone = going_on.saved_words(self.session, line, column, status, stood)
        self.say(self._told_saved, tone)

    def refused(self, row: str) -> None:
        """The reason stands in the detail, as the cursor stays: where typing helps, the message says how to go on."""
        self._told_refused = True
        line, column = self._lines[row], self.grid.cursor_column
        draft = self.session.draft(line.subject, column)
        if draft is not None and self.refusal(line, column, draft.text) is not None:
            told = f"{line.measure.id} is not stored. {going_on.WAYS_ON} {self._trouble}"
            self.say(told.rstrip(), "refused")

    def forgotten(self, row: str, column: str, text: str) -> None:
        """Forget a draft, and say what stands."""
        line = self._lines[row]
        self.session.keep_draft(line.subject, column, None)
        self._show_line(line)
        self._show_detail()
        self.say(going_on.forgotten_words(self.session, line, column, text))

    def ended(self) -> None:
        """After the last row say where the next answer is awaited."""
        self.say(f"{self._told_saved} {going_on.after_the_last_row(self.session, self._priority)}".lstrip())

    def parked(self, row: str, column: str, text: str | None) -> None:
        """Keep broken-off typing as a draft."""
        line = self._lines[row]
        draft = (
            Draft(text, self.session.closed_because or self.refusal(line, column, text)) if text is not None else None
        )
        self.session.keep_draft(line.subject, column, draft)
        self._show_line(line)
        self._show_detail()
        if draft is not None:
            self.say(self.session.drafts.told_once() or going_on.kept_words(draft), "draft")

    def closed(self, row: str, typed: str = "") -> None:
        """Take what is typed at a row of words into its commentary; else say why nothing can be typed here."""
        line = self._lines[row]
        if typed and line.is_report and line.ours:
            self.action_commentary(typed, self.figure_below())
        else:
            self.say(going_on.closed_words(self.session, line))

    def take_below(self, figure: str) -> None:
        """Put a figure that was typed at a row of words into the next row that takes one."""
        self.draft_below(figure)

    def _emptied(self, line: Line, column: str) -> Left:
        """An emptied cell: a draft is forgotten, a stored figure taken back; what else is stated stays."""
        session, subject = self.session, line.subject
        had_draft = session.draft(subject, column) is not None
        session.keep_draft(subject, column, None)
        stored = session.statement(subject)
        if not had_draft and stored is not None:
            self.attempt(lambda: self._take_back(line, without(stored, column)))
        self._show_line(line)
        self._show_detail()
        return Left.STORED

    def _take_back(self, line: Line, rest: Statement | None) -> None:
        if rest is None:
            self.session.withdraw(line.subject)
        else:
            self.session.state(line.subject, rest)
        self._count([line.indicator])
        self._told_saved = f"{line.measure.id} is taken back. Ctrl+Z brings the figure again."
        self.say(self._told_saved)

    def leave_cell(self) -> bool:
        """Store what is being typed."""
        return self.grid.leave() if self.is_mounted else True

    def break_off(self) -> None:
        """Keep what is being typed as a draft."""
        if self.is_mounted:
            self.grid.park()

    # Keys

    def action_back(self) -> None:
        """Break off typing; otherwise mark no rows any more, show all again, or go back."""
        if not (self.grid.park() or self.grid.unmark() or self.widen()):
            super().action_back()

    def action_undo(self) -> None:
        """While typing, give the typing up; on a draft just typed, forget it; otherwise take back the last change."""
        if self.grid.forget_typing():
            code = f"{self.line.measure.id}: your" if self.line is not None else "Your"
            self.say(f"{code} typing is given up; the cell is as it was.")
        elif not self.grid.forget_mistyped():
            super().action_undo()

    def on_cell_grid_opened(self) -> None:
        """Enter on a row that asks for words writes them, figures that differ are settled, another's is explained."""
        if self.line is not None and self.line.is_report and self.line.ours:
            self.action_commentary()
        elif self.line is not None and to_settle(self.line, self.session.status(self.line.subject)):
            self.action_differ()
        else:
            self.action_measure()

    def action_more(self) -> None:
        """All that can be said of this figure, in a form."""
        from csp_tui.screens.figure_form import FigureForm

        line = self.line
        if line is None:
            return
        if not line.typed:
            self.closed(line.id)
            return
        self.leave_cell()
        self.app.push_screen(FigureForm(self.session, line), self._form_closed)

    def _form_closed(self, saved: bool | None) -> None:
        if saved and self.line is not None:
            for column in ENTRY_COLUMNS:
                self.session.keep_draft(self.line.subject, column, None)
            self._say_saved(self.line, VALUE, self.session.status(self.line.subject))
        self.show_session()
