"""Figures that differ, side by side: who says what, since when, written where; one is taken with a reason, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.asking import ask
from csp_tui.desk.deciding import (
    Conflict,
    DecisionError,
    Side,
    conflict,
    leaves_out,
    resolve,
    said_beside,
    stated_anew,
    subjects_that_differ,
    sum_of,
    taken_with,
)
from csp_tui.desk.meanwhile import asked_of_forms
from csp_tui.desk.opening import moment_words
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.entries import Entry, EntryError, entry_of
from csp_tui.domain.fields import TITLES
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from csp_tui.returns.telling import in_words
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.figures import figure_text
from csp_tui.screens.listing import ListScreen, headed, in_lines
from csp_tui.screens.session import Session, Subject
from csp_tui.storage.records import STATEMENT
from csp_tui.storage.records import Content as Said
from csp_tui.storage.records import Subject as Stored
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import lines_of, one_line

_BEFORE = "before"
_BESIDE, _ALONE = "beside", "alone"
_NUMBERED = 9  # sides that have a key of their own; the others are taken by Enter


class DifferScreen(ListScreen):
    """One subject of which several contents stand; the rows are what stood before and each side."""

    OPENS: ClassVar[str] = "take it"
    OPENED_BY: ClassVar[str] = "differ"
    HELP_TEXT: ClassVar[str] = (
        "Figures that differ: two returns say different things of the same figure, and neither knew of the other. Until"
        " somebody decides, neither counts, and the pack prints that figures differ.\n\n"
        "A side's number takes it (Enter the one under the cursor). V states another figure. Both ask whether what"
        " the other sides say beside theirs stays, such as a rolling year. S adds the sides up,"
        " where they are counts of different partners. Each decision asks for a reason, which is kept. Q asks those who"
        " sent it, and decides nothing. Nothing is chosen beforehand, and Esc leaves everything open.\n\n"
        "Left and Right go to the figure before and the next. To state more than one number (a rolling year, a period),"
        " take a side, then change it in the grid."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(n), f"take({n})", "take", id=f"differ.take-{n}", show=n < 4, tooltip=f"Take side {n}; asks why")
            for n in range(1, _NUMBERED + 1)
        ),
        Binding("v", "state", "another figure", id="differ.state", tooltip="State another figure; asks why"),
        Binding("s", "sum", "add up", id="differ.sum", tooltip="Add the sides up; asks why"),
        Binding("q", "ask", "ask them", id="differ.ask", tooltip="Ask about it; decides nothing"),
        Binding("left", "go(-1)", "before", id="differ.before", show=False, tooltip="Go to the figure before"),
        Binding("right", "go(1)", "next", id="differ.next", tooltip="Go to the next figure that differs"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session, first: Subject | None = None) -> None:
        super().__init__(session)
        self._first: Stored | None = None
        if first is not None and first.partner is not None:
            self._first = Stored(first.measure.uid, str(session.quarter), first.measure.answerer(first.partner))
        self._differing: tuple[Stored, ...] = ()
        self._place = 0
        self._conflict: Conflict | None = None
        self._sum: str | None = None
        self._of_forms: frozenset[Stored] = frozenset()  # of which To check asks, as versions of a form differ
        self._no_sum = ""  # why the sides cannot be added up

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with this figure has a key."""
        found = self._conflict if self.is_mounted else None
        match action:
            case "take":
                return found is not None and parameters[0] in range(1, len(found.sides) + 1)
            case "state":
                return found is not None
            case "ask":
                return found is not None and self._measure is not None
            case "sum":
                return found is not None and self._sum is not None
            case "go":
                return len(self._differing) > 1
        return super().check_action(action, parameters)

    @property
    def _side(self) -> int | None:
        """The number of the side under the cursor; none on what stood before."""
        _, _, number = (self.grid.row_id or "").partition(" ")
        return int(number) if number.isdecimal() else None

    @property
    def opens(self) -> str:
        """Enter takes a side, and nothing else."""
        return self.OPENS if self._side is not None else ""

    # Showing

    def read(self) -> None:
        """Everything that differs, this quarter's first."""
        shown = self._conflict.subject if self._conflict is not None else self._first
        here = str(self.session.quarter)
        found = sorted(subjects_that_differ(self.session.desk), key=lambda one: one.quarter != here)
        self._differing = tuple(found)
        self._place = found.index(shown) if shown in found else min(self._place, max(len(found) - 1, 0))
        self._of_forms = asked_of_forms(self.session.desk)
        self._read_sides()

    def _read_sides(self) -> None:
        """The sides of the figure that is shown, and their sum in words where adding them up makes sense."""
        self._conflict, self._sum, self._no_sum = None, None, ""
        if not self._differing:
            return
        desk = self.session.desk
        self._conflict = conflict(desk, self._differing[self._place])
        try:
            self._sum = in_words(STATEMENT, sum_of(desk, self._conflict))
        except DecisionError as error:
            self._no_sum = str(error)

    @property
    def _measure(self) -> Measure | None:
        found = self._conflict
        return self.session.book.plan.by_uid.get(found.subject.about) if found is not None else None

    def subject_here(self) -> Subject | None:
        """The figure that differs."""
        found, measure = self._conflict, self._measure
        return Subject(measure, _partner(found)) if found is not None and measure is not None else None

    def heading(self) -> Content:
        """What differs, and how much there is to settle."""
        found, measure = self._conflict, self._measure
        if found is None:
            return headed("Figures that differ", "nothing to settle")
        field = {**FIELD_TITLES, **TITLES}.get(found.subject.field, found.subject.field)
        what = measure.title if measure is not None and found.subject.field == STATEMENT else field
        quarter = Quarter.parse(found.quarter)
        many = f"{self._place + 1} of {len(self._differing)} to settle"
        right = f"{quarter.label if self.wide else quarter.short}   {many}"
        room = self.size.width - 2 - len(right) - 3
        title = one_line(f"{found.measure}  {what}")
        between = "\n" if len(title) > room else " " * (room - len(title) + 3)
        return Content.assemble((title, "bold"), between, right)

    def columns(self) -> Sequence[Column]:
        """The side's key, who says it, what, and when; where it is written as far as there is room."""
        columns = [
            Column("side", "", 6),
            Column("who", "Who", 18, by_ends=True),
            Column("says", "Says", 12, flexible=not self.wide),
            Column("when", "When, by whom", 26, flexible=True),
        ]
        return [*columns, Column("where", "Written in", 26, flexible=True)] if self.wide else columns

    def rows(self) -> Iterable[Row]:
        """What stood before, then the sides."""
        found = self._conflict
        if found is None:
            return
        yield Row(f"{found.id} {_BEFORE}", self._before(found))
        for number, side in enumerate(found.sides, 1):
            cells = {
                "side": Cell(str(number), "accent"),
                "who": Cell(side.partner or found.partner or "–"),
                "says": Cell(side.value, "strong"),
                "when": Cell(f"{moment_words(side.at)}, {side.by}"),
                "where": Cell("; ".join(side.sources)),
            }
            yield Row(f"{found.id} {number}", cells)

    def _before(self, found: Conflict) -> dict[str, Cell]:
        """What all sides were based on; where they were based on nothing, the figure of the quarter before."""
        says, when = found.base or "nothing", "what they started from"
        subject = self.subject_here()
        here = found.quarter == str(self.session.quarter)
        if found.base is None and here and subject is not None and found.subject.field == STATEMENT:
            last = figure_text(subject.measure, self.session.status(subject).last_quarter)
            says, when = (last, f"in {self.session.quarter.previous.short}") if last else (says, "no figure before")
        return {"side": Cell(_BEFORE, "muted"), "says": Cell(says, "muted"), "when": Cell(when, "muted")}

    def told(self) -> Content:
        """The sides in full, and what can be done."""
        found = self._conflict
        if found is None:
            return Content(self.in_own_keys("No figures differ. Esc goes back."))
        return in_lines(self._told(found))

    def _told(self, found: Conflict) -> Iterator[Content]:
        for number, side in enumerate(found.sides, 1):
            where = "; ".join(side.sources)
            yield Content.assemble((f"{number}  ", "$text-accent bold"), (lines_of(side.value), "bold"))
            yield toned(one_line(f"   {side.by}, {moment_words(side.at)}, {where}"), "muted")
        if self._sum is not None:
            yield Content(f"S  added up: {self._sum}")
        elif found.subject.field == STATEMENT:
            yield toned(one_line(self._no_sum), "muted")
        if found.subject in self._of_forms:
            either = "Versions of one form differ in it: Ctrl+K asks which of them counts. Settled there or here, it is"
            yield toned(self.in_own_keys(f"{either} settled in both."), "muted")
        undecided = "Nothing is decided until you do. A reason is asked for, and kept; Esc leaves it open."
        yield toned(self.in_own_keys(undecided), "accent")

    # Doing

    def action_go(self, step: int) -> None:
        """To the next figure that differs, or the one before."""
        self._place = (self._place + step) % len(self._differing)
        self._read_sides()
        self.show_rows()

    def open_row(self) -> None:
        """Enter takes the side under the cursor; on what stood before it takes nothing."""
        if self._side is not None:
            self.action_take(self._side)
        else:
            self.say("Go to the side that is right, or press its number.")

    def action_take(self, number: int) -> None:
        """One side counts, for a reason."""
        found = self._conflict
        if found is None:
            return
        side = found.sides[number - 1]
        missing = leaves_out(found, side.side)
        if missing is None:
            self._take_side(found, side, None)
            return
        options = [
            Option(_BESIDE, f"It stays: {taken_with(found, side.side, missing)}"),
            Option(_ALONE, f"It goes: {side.value} alone"),
        ]
        others = f"does {in_words(STATEMENT, missing)}, which only another side says, stay?"
        self.app.push_screen(
            Choice(one_line(f"{found.measure}: {others}"), options),
            lambda how: (
                self._take_side(found, side, missing if how == _BESIDE else None)
                if how
                else self.say("Nothing was decided.")
            ),
        )

    def _take_side(self, found: Conflict, side: Side, beside: Statement | None) -> None:
        says = side.value if beside is None else taken_with(found, side.side, beside)
        self._decide(
            found,
            f"{says} ({side.partner or side.by}) counts",
            lambda why: resolve(self.session.desk, found.id, reason=why, take=side.side, beside=beside),
        )

    def action_sum(self) -> None:
        """All sides count together, for a reason."""
        found = self._conflict
        if found is not None:
            decided = f"the sum {self._sum} counts"
            self._decide(found, decided, lambda why: resolve(self.session.desk, found.id, reason=why, add=True))

    def action_state(self) -> None:
        """Another figure counts, for a reason."""
        found, measure = self._conflict, self._measure
        if found is not None:
            is_figure = measure is not None and found.subject.field == STATEMENT
            self.ask(
                f"{found.measure}: which {'figure' if is_figure else 'text'} counts instead?",
                lambda text: self._state(found, measure if is_figure else None, text),
            )

    def _state(self, found: Conflict, measure: Measure | None, typed: str) -> None:
        desk = self.session.desk
        if measure is None:
            self._decide_anew(found, stated_anew(desk, found, Entry(), typed))
            return
        entry = entry_of(measure, "value", typed)
        stated = {_ALONE: stated_anew(desk, found, entry)}
        with suppress(EntryError):  # what cannot stand beside it does not stay
            stated |= {_BESIDE: stated_anew(desk, found, entry, beside=said_beside(found))}
        words = {how: in_words(STATEMENT, content) for how, content in stated.items()}
        if words.get(_BESIDE, words[_ALONE]) == words[_ALONE]:
            self._decide_anew(found, stated[_ALONE])
            return
        question = f"{found.measure}: does what the sides say beside their figures stay?"
        options = [Option(_BESIDE, f"It stays: {words[_BESIDE]}"), Option(_ALONE, f"It goes: {words[_ALONE]} alone")]
        self.app.push_screen(
            Choice(one_line(question), options),
            lambda how: self._decide_anew(found, stated[how]) if how else self.say("Nothing was decided."),
        )

    def _decide_anew(self, found: Conflict, content: Said) -> None:
        decided = f"{in_words(found.subject.field, content)} counts"
        self._decide(found, decided, lambda why: resolve(self.session.desk, found.id, reason=why, state=content))

    def _decide(self, found: Conflict, decided: str, settle: Callable[[str], object]) -> None:
        def because(why: str) -> None:
            settle(why)
            self.session.read_again()
            self.show_session()
            left = f" {len(self._differing)} left." if self._differing else " Nothing differs any more."
            self.say(f"{found.measure}: {decided}. The reason is kept.{left}")

        self.ask(f"{found.measure}: {decided}. Why?", because)

    def action_ask(self) -> None:
        """Ask those who sent it; nothing is decided."""
        found, measure = self._conflict, self._measure
        if found is not None and measure is not None:
            sides = " and ".join(side.value for side in found.sides)
            self.ask(
                f"{found.measure}: what do you want to ask {_partner(found)}?",
                lambda text: self._ask(found, measure, text),
                f"We were sent {sides}: which is right?",
            )

    def _ask(self, found: Conflict, measure: Measure, text: str) -> None:
        asked = ask(self.session.desk, Quarter.parse(found.quarter), measure, _partner(found), text)
        self.copy(
            asked.mail,
            f"Kept as {asked.reference}, for the next form; nothing is decided. An e-mail to ask it",
            shown_by="Ctrl+E",
        )


def _partner(found: Conflict) -> str:
    named = (found.partner, *(side.partner for side in found.sides))
    return next((partner.split(", ")[0] for partner in named if partner), "")
