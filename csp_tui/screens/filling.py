# ruff: noqa: PLC0415 - a screen is imported when it is opened: the first paint needs one of them only
"""What is done to several rows of the grid at once: paste, fill down, reasons for no figure, last quarter's figures.

Nothing that touches more than one row is stored before it was seen in the preview; what it means is the domain's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from csp_tui.desk.drafting import Draft
from csp_tui.domain.assessment import BLANK_WORDS
from csp_tui.domain.entries import Entry, entry_of
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Measure
from csp_tui.domain.no_figure import Meant, reason_meant
from csp_tui.domain.pasting import Ground, Pasted, Slot, read_pasted
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.statements import Blank, Statement
from csp_tui.domain.trying import Typed
from csp_tui.screens.as_typed import entry_from, stored_text
from csp_tui.screens.base import SAVED_HERE
from csp_tui.screens.figures import ENTRY_COLUMNS, VALUE, Line, figure_text, stated_words
from csp_tui.screens.filtering import FilteringScreen
from csp_tui.widgets.wording import cut, one_line

FILLING: list[BindingType] = [
    Binding("f7", "blank", "no figure", id="figure.blank", tooltip="Say why there is no figure: late, not published"),
    Binding(
        "ctrl+r", "last_quarter", "as last quarter", id="figure.last", show=False,
        tooltip="Put last quarter's figure here as a draft; Enter stores it",
    ),
    Binding(
        "ctrl+u", "fill_down", "fill down", id="figure.fill-down", show=False,
        tooltip="Repeat the first marked row's period or reason in the others",
    ),
]  # fmt: skip
_PROMISED = "late, promised"
_KEEP = "keep"
_PERIOD = ("period_from", "period_to")
_CIRCUMSTANCES = (*_PERIOD, "extracted", "area")


class FillingScreen(FilteringScreen):
    """A screen with an entry grid; which rows it has is the screen's own part."""

    HELP_FILLING: ClassVar[str] = (
        "Cells copied from a spreadsheet are pasted from the cursor downwards, or wherever their codes or titles say;"
        " they are shown first, and stored when you press Enter.\n\n"
        "Shift with the arrow keys marks rows: Ctrl+C copies them, F7 says why they have no figure, Ctrl+U repeats the"
        " first row's period or reason in the others, Ctrl+R puts last quarter's figures there as drafts, which Enter"
        " stores one by one. Ctrl+O shows only some rows: those awaited, red, or with drafts. Esc shows all again."
    )

    def closed(self, row: str, typed: str = "") -> None:
        """Say why nothing can be typed here."""
        raise NotImplementedError

    def refusal(self, line: Line, column: str, text: str) -> str | None:
        """Why a text could not be stored, None where it could."""
        try:
            self.session.supposing(line.subject, entry_of(line.measure, column, text))
        except UserError as error:
            return str(error)
        return None

    # A figure typed at a row of words

    def figure_below(self) -> Line | None:
        """The row right below the cursor where it takes a figure; another was not meant by a slip of one row."""
        below = (self._lines[row.id] for row in self.grid.rows[self.grid.cursor + 1 :][:1])
        return next((line for line in below if line.typed), None)

    def draft_below(self, figure: str) -> None:
        """Put it there as a draft: Enter stores it once it was seen in its row."""
        line = self.figure_below()
        if line is None:
            return
        refusal, before = self.refusal(line, VALUE, figure), self.session.draft(line.subject, VALUE)
        self.session.keep_draft(line.subject, VALUE, Draft(figure, refusal))
        self.show_session()
        self.go_to(line.id)
        stores = "" if refusal else " Enter stores it."
        instead = f' in place of "{cut(one_line(before.text), 20)}"' if before is not None else ""
        self.say(f'{line.measure.id}: "{figure}" is a draft here{instead}, not stored.{stores}', "draft")

    # Copy and paste

    def copied(self, cells: int) -> None:
        """Say what is on the clipboard, or how else to paste."""
        if not cells:
            self.say("Nothing was copied here. What another program copied, your terminal pastes: Ctrl+Shift+V.")
            return
        self.say(f"{'1 cell is' if cells == 1 else f'{cells} cells are'} copied. Ctrl+V pastes here.")

    def pasted(self, text: str) -> None:
        """Show what a pasted range would become."""
        self.attempt(lambda: self._preview_pasted(text))

    def _preview_pasted(self, text: str) -> None:
        session, grid = self.session, self.grid
        first = grid.marked_rows[0]
        rows = [_row_to_paste(self._lines[row.id]) for row in grid.rows[first:]]
        down = [row for row in rows if isinstance(row, Slot)]
        column = next((name for name in grid.marked_columns if name in ENTRY_COLUMNS), VALUE)
        ground = Ground(session.book.plan, session.quarter, down, column, session.partner, rows)
        self._preview("Paste", read_pasted(text, ground), "pasted")

    def _preview(self, title: str, pasted: Pasted, done: str, *, keeps_refused: bool = True) -> None:
        from csp_tui.screens.pasting import PastingScreen

        self.open_screen(PastingScreen(self.session, title, pasted, done, keeps_refused=keeps_refused))

    # The marked rows

    def _marked(self) -> list[Line]:
        """The marked rows that can be typed into; the cell under the cursor is left first."""
        return self._of_the_marked(lambda line: line.typed)

    def _of_the_marked(self, fits: Callable[[Line], bool]) -> list[Line]:
        """Those of the marked rows that something can be said of; where there are none, why."""
        self.leave_cell()
        rows = [self._lines[self.grid.rows[index].id] for index in self.grid.marked_rows if index < len(self.grid.rows)]
        fitting = [line for line in rows if fits(line)]
        if rows and not fitting:
            self.closed(rows[0].id)
        return fitting

    def _preview_of(self, title: str, lines: Sequence[Line], texts: Mapping[str, str], done: str) -> None:
        typed = tuple(Typed(line.measure, line.subject.partner, texts) for line in lines if line.subject.partner)
        self._preview(title, Pasted(typed), done, keeps_refused=False)

    def action_last_quarter(self) -> None:
        """Put last quarter's figures into the cells as drafts: they are stored, one by one, by Enter only."""
        lines = self._marked()
        column = self.grid.cursor_column if self.grid.cursor_column in ENTRY_COLUMNS else VALUE
        put = [line for line in lines if self._put_last_quarter(line, column, over=len(lines) == 1)]
        if not lines:
            return
        self.show_session()
        if not put:
            self.say("Last quarter has no figure here, or it stands here already.")
        elif len(put) == 1:
            self.say(f"{put[0].measure.id}: last quarter's figure is a draft, not stored. Enter stores it.", "draft")
        else:
            self.say(f"{len(put)} figures of last quarter are drafts, not stored. Enter stores each.", "draft")

    def _put_last_quarter(self, line: Line, column: str, *, over: bool) -> bool:
        """Put one there; over what is stored or drafted only where it was asked for this very cell."""
        session, subject = self.session, line.subject
        held = session.statement(subject)
        text = _figure_typed(session.status(subject).last_quarter, column)
        stands = _figure_typed(held, column)
        taken = session.draft(subject, column) is not None or not _is_empty(held, column)
        if not text or text == stands or (taken and not over):
            return False
        session.keep_draft(subject, column, Draft(text, self.refusal(line, column, text)))
        return True

    # No figure

    def action_blank(self) -> None:
        """Say of the row, or of the marked ones, why there is no figure, or no commentary where words are asked for.

        Over a stored figure the first line, which Enter takes, keeps it; several rows are previewed.
        """
        from csp_tui.screens.choosing import Choice, Option

        lines = self._of_the_marked(lambda line: line.ours and line.subject.partner is not None)
        if not lines:
            return
        reasons = [Option(reason.value, words) for reason, words in BLANK_WORDS.items()]
        options = [reasons[0], Option(_PROMISED, "late, promised by a date"), *reasons[1:]]
        what = "commentary" if all(line.is_report for line in lines) else "figure"
        question = f"Why is there no {what} for {_of(lines)}?"
        held = self._answer_held(lines[0]) if len(lines) == 1 else ""
        if held:
            question = f"{lines[0].measure.id} says {held}. Take that out, and say why there is no {what}?"
            options = [Option(_KEEP, f"No, keep {held}"), *options]
        meant = self._reason_typed(lines)
        chosen = self._reason_held(lines)
        if meant is not None and not held:
            chosen = _PROMISED if meant.day else meant.blank.value
        day = meant.day if meant is not None else ""
        self.app.push_screen(Choice(question, options, chosen), lambda taken: self._take_reason(lines, taken, day))

    def _reason_typed(self, lines: Sequence[Line]) -> Meant | None:
        """The reason that stands typed in the one row's cells, such as `late until 5 December`."""
        drafts = [self.session.draft(line.subject, column) for line in lines for column in ENTRY_COLUMNS]
        typed = [meant for draft in drafts if draft is not None and (meant := reason_meant(draft.text)) is not None]
        return typed[0] if len(lines) == 1 and typed else None

    def _answer_held(self, line: Line) -> str:
        """What a reason for no figure would replace, in words."""
        held = self.session.statement(line.subject)
        return stated_words(line.measure, held) if held is not None and held.has_answer else ""

    def _reason_held(self, lines: Sequence[Line]) -> str:
        """The reason that all of these rows say already, for the list to start at."""
        reasons = set()
        for line in lines:
            held = self.session.statement(line.subject)
            late = held is not None and held.date is not None and held.blank is Blank.LATE
            reasons.add(_PROMISED if late else (held.blank if held is not None else None) or "")
        return reasons.pop() if len(reasons) == 1 else ""

    def _take_reason(self, lines: Sequence[Line], chosen: str | None, day: str) -> None:
        from csp_tui.screens.confirming import Confirm, Confirmed

        if chosen in (None, _KEEP):
            return
        if chosen != _PROMISED:
            self._leave_blank(lines, {"blank": chosen})
            return

        def take(said: Confirmed | None) -> None:
            if said is not None:
                self._leave_blank(lines, {"blank": Blank.LATE.value, "date": said.text})

        prompt, day = "Promised by (a date such as 30 November):", day or self._promised(lines)
        self.app.push_screen(
            Confirm(f"{_of(lines)}: late", (), prompt, partial(self._no_date, lines[0]), text=day), take
        )

    def _promised(self, lines: Sequence[Line]) -> str:
        """The day by which all of these rows are promised already, as it is typed."""
        held = {said.date if (said := self.session.statement(line.subject)) is not None else None for line in lines}
        day = held.pop() if len(held) == 1 else None
        return printed_date(day) if day is not None else ""

    def _no_date(self, line: Line, text: str) -> str:
        """Why a text is no date that a figure can be promised by; empty where it is one."""
        try:
            self.session.supposing(line.subject, Entry(blank=Blank.LATE.value, date=text))
        except UserError as error:
            return str(error)
        return ""

    def _leave_blank(self, lines: Sequence[Line], texts: Mapping[str, str]) -> None:
        if len(lines) > 1:
            self._preview_of("No figure", lines, texts, "left blank")
            return
        line = lines[0]
        before = self._answer_held(line)
        if not self.attempt(
            lambda: self.session.enter(line.subject, Entry(blank=texts["blank"], date=texts.get("date")))
        ):
            return
        for column in ENTRY_COLUMNS:
            draft = self.session.draft(line.subject, column)
            if column == VALUE or (draft is not None and reason_meant(draft.text) is not None):
                self.session.keep_draft(line.subject, column, None)
        self.show_session()
        held = self.session.statement(line.subject)
        by = f", promised by {printed_date(held.date)}" if held is not None and held.date is not None else ""
        was = f" (was {before})" if before else ""
        self.say(f"{line.measure.id}: {BLANK_WORDS[Blank(texts['blank'])]}{by}{was}. {SAVED_HERE}")
        self.grid.go_on()

    # Fill down

    def action_fill_down(self) -> None:
        """Repeat something of the first marked row in the others."""
        from csp_tui.screens.choosing import Choice, Option

        lines = self._marked()
        if not lines:
            return
        if len(lines) == 1:
            self.say(
                "Mark the rows to fill with Shift+Down first; what the first of them says is repeated in the others."
            )
            return
        source, *others = lines
        repeated = list(_repeatable(source, self.session.statement(source.subject)))
        if not repeated:
            self.say(f"{source.measure.id} says nothing yet that could be repeated; type it there first.")
            return
        texts = dict(repeated)

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self._preview_of("Fill down", others, texts[chosen], "filled down")

        question = f"What of {source.measure.id} goes into {_of(others)} too?"
        self.app.push_screen(Choice(question, [Option(words, words) for words in texts]), take)


def _of(lines: Sequence[Line]) -> str:
    return lines[0].measure.id if len(lines) == 1 else f"these {len(lines)} rows"


def _row_to_paste(line: Line) -> Slot | Measure:
    """A row as a pasted range is read for it: where no figure is typed, its measure alone."""
    return Slot(line.measure, line.subject.partner) if line.typed and line.subject.partner else line.measure


def _is_empty(held: Statement | None, column: str) -> bool:
    """Whether a cell stands empty: neither a figure nor a reason for none."""
    return held is None or not (_figure_typed(held, column) or (column == VALUE and held.blank is not None))


def _figure_typed(statement: Statement | None, column: str) -> str:
    """A figure as it would be typed; empty where none is stated."""
    return stored_text(statement, column) if statement is not None and statement.has_answer else ""


def _repeatable(line: Line, held: Statement | None) -> Iterator[tuple[str, dict[str, str]]]:
    """What a row says that other rows may say too, in words, with its texts by field."""
    if held is None:
        return
    said = entry_from(held)
    typed: dict[str, str] = {name: text for name in _CIRCUMSTANCES if (text := getattr(said, name))}
    period = {name: text for name, text in typed.items() if name in _PERIOD}
    if period:
        ends = (("from", held.period_from), ("to", held.period_to))
        yield f"Period {' '.join(f'{word} {printed_date(day)}' for word, day in ends if day is not None)}", period
    if held.extracted is not None:
        yield f"Extracted on {printed_date(held.extracted)}", {"extracted": typed["extracted"]}
    if held.area is not None:
        yield f"Area {held.area}", {"area": held.area}
    if bool(period) + (len(typed) - len(period)) > 1:
        yield "All of these", typed
    if held.provisional is not None:
        yield ("Provisional", {"provisional": "yes"}) if held.provisional else ("Final", {"provisional": "no"})
    if held.state_is_blank:
        promised = {"date": said.date} if said.date else {}
        yield f"No figure: {figure_text(line.measure, held)}", {"blank": said.blank or "", **promised}
    if (figure := _figure_typed(held, VALUE)) and not held.state_is_blank:
        yield f"The figure itself: {figure}", {VALUE: figure}
