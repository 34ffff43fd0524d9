"""The preview: what each cell would become and what is refused, before all of it is stored in one step, or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.drafting import Draft
from csp_tui.domain.checks import OF_ACTIONS
from csp_tui.domain.counting import counted
from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import Kind
from csp_tui.domain.pasting import Astray, Pasted
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import Level
from csp_tui.domain.statements import Statement
from csp_tui.domain.trying import Tried
from csp_tui.screens.as_typed import entry_from
from csp_tui.screens.base import CspScreen
from csp_tui.screens.figure_form import fields_of
from csp_tui.screens.figures import ENTRY_COLUMNS, VALUE, entry_columns, figure_text
from csp_tui.screens.filtering import FilteringScreen
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled, wide_enough
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.rating import mark_of
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import cut, one_line

_KEPT = ("detail.up", "detail.down", "help.show", "help.words", "show.theme")  # no other way leads past the answer
_OTHERWISE = Cell("? other name", "draft")  # in place of the rating: whether it is this row's comes first
_ASKED = Cell("? query", "amber")  # as above: whether it is right does
_LONGEST_TOLD = 24  # characters of a line that was left out
_FIELDS = {
    VALUE: "figure",
    "rolling_year": "rolling year",
    "rolling_year_prior": "year before",
    "prior": "last year's",
    "period_from": "from",
    "period_to": "to",
    "extracted": "extracted",
    "blank": "no figure",
}


class PastingScreen(ListScreen):
    """Shows several figures tried out; Enter stores all that can be stored as one step, Esc drops everything.

    `done` is what happened to the figures, for the step's note ("pasted"). `keeps_refused` leaves refused texts as
    drafts in their cells; what was not typed by anybody is not kept.
    """

    OPENS: ClassVar[str] = ""
    HELP_TEXT: ClassVar[str] = (
        "What each cell would become, and which are refused and why. Nothing is stored yet: look it through, then Enter"
        " stores all that can be stored, in one step that Ctrl+Z takes back as a whole. Refused cells of a paste stay"
        " as drafts in their cells, marked, with the reason. Esc drops everything."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "store", "store", id="paste.store", priority=True, tooltip="Store all of it in one step"),
        Binding(
            "w", "read_otherwise", "rows of words", id="paste.words", tooltip="Read it with their lines, or without"
        ),
        Binding("escape", "back", "drop it all", id="paste.drop", tooltip="Store nothing; all stays as it is"),
        *(key for key in ListScreen.KEYS if isinstance(key, Binding) and key.id in _KEPT),
    ]

    def __init__(self, session: Session, title: str, pasted: Pasted, done: str, *, keeps_refused: bool) -> None:
        super().__init__(session)
        self._title = title
        self._pasted = pasted
        self._done = done
        self._keeps_refused = keeps_refused
        self._tried: tuple[Tried, ...] = ()
        self._told: dict[str, Content] = {}

    @property
    def in_the_middle(self) -> bool:
        """What is looked through does not change meanwhile; storing looks again at what stands by then."""
        return True

    def begin(self) -> None:
        """Start on what is refused, else on what was called otherwise, else on what is asked about."""
        first = {row.cell("rating"): row.id for row in reversed(self.grid.rows)}
        refused = next((row.id for row in self.grid.rows if row.cell("rating").tone == "refused"), None)
        self.show_rows(at=refused or first.get(_OTHERWISE, first.get(_ASKED)))

    # Showing

    def read(self) -> None:
        """Try it out on what stands now."""
        self._tried = self.session.trying(self._pasted.typed)

    @property
    def _new(self) -> list[Tried]:
        return [one for one in self._tried if one.becomes is not None and not one.says_nothing_new]

    @property
    def _refused(self) -> int:
        return sum(len(one.refused) for one in self._tried)

    @property
    def _otherwise(self) -> int:
        return sum(bool(one.typed.otherwise) for one in self._tried)

    @property
    def _queried(self) -> int:
        return sum(map(_is_asked_about, self._new))

    def heading(self) -> Content:
        """How much can be stored, how much is refused, and the two ways on."""
        same = sum(one.says_nothing_new for one in self._tried)
        counts = [f"{len(self._new)} can be stored"]
        if replaced := sum(map(_replaces_a_figure, self._new)):
            counts.append("1 of them replaces a figure" if replaced == 1 else f"{replaced} of them replace figures")
        counts += [f"{self._refused} refused"] if self._refused else []
        counts += [f"{len(self._pasted.astray)} left out"] if self._pasted.astray else []
        counts += [f"{otherwise} under another name"] if (otherwise := self._otherwise) else []
        counts += (
            [f"{asked} with a query" if asked == 1 else f"{asked} with queries"] if (asked := self._queried) else []
        )
        counts += [f"{same} as it is" if same == 1 else f"{same} as they are"] if same else []
        lines = [
            headed(self._title, self.session.quarter.short, ", ".join(counts)),
            toned(self.in_own_keys("Nothing is stored yet. Enter stores it in one step, Esc drops it all."), "draft"),
        ]
        if self._pasted.skipped:
            lines.append(toned(self.in_own_keys(skipped_words(self._pasted)), "amber"))
        if self._otherwise:
            lines.append(toned("Names beside the figures are not those of the rows they go to: look at each.", "amber"))
        if self._pasted.left_out:
            lines.append(
                toned(one_line(f"Left out, as it is for no field here: {', '.join(self._pasted.left_out)}."), "muted")
            )
        return in_lines(lines)

    def columns(self) -> Sequence[Column]:
        """The figure, what stands, what it becomes, and its rating then."""
        whose = wide_enough((one.typed.partner for one in self._tried), 8)
        before = wide_enough((figure_text(one.typed.measure, one.before) for one in self._tried), 8)
        becomes = wide_enough((becomes_words(one) for one in self._tried if one.becomes is not None), 12)
        columns = [Column("code", "Code", 5), Column("measure", "Measure", 18, flexible=True)]
        columns += [Column("partner", "From", min(whose, 29), by_ends=True)] if self.wide else []
        return (
            *columns,
            Column("before", "Now", before, right=True),
            Column("becomes", "Becomes", min(becomes, 24), right=True),
            Column("rating", "", 13),
        )

    def rows(self) -> Iterable[Row]:
        """For each figure what is taken, then what is refused; then the lines that go nowhere."""
        self._told = {}
        for number, one in enumerate(self._tried):
            if one.becomes is not None:
                yield self._taken_row(f"{number}", one)
            for name, why in one.refused.items():
                yield self._refused_row(f"{number} {name}", one, name, why)
        for astray in self._pasted.astray:
            yield self._astray_row(astray)

    def _taken_row(self, row: str, one: Tried) -> Row:
        mark, tone = ("the same", "muted") if one.says_nothing_new else mark_of(one.status)
        rating = _OTHERWISE if one.typed.otherwise else _ASKED if _is_asked_about(one) else Cell(mark, tone)
        cells = {"becomes": Cell(becomes_words(one), "strong"), "rating": rating}
        self._told[row] = in_lines(_told_of(one))
        return Row(row, {**_named(one), **cells})

    def _refused_row(self, row: str, one: Tried, name: str, why: str) -> Row:
        has_cell = self._keeps_refused and name in entry_columns(one.typed.measure)
        kept = " It stays as a draft in its cell." if has_cell else ""
        self._told[row] = in_lines(
            [
                Content.assemble((f"{one.typed.measure.id}  ", "bold"), one_line(one.typed.measure.title)),
                toned(one_line(why), "refused"),
                toned(f"This cell is not stored.{kept}", "draft"),
            ]
        )
        text = one.typed.texts[name] if name in ENTRY_COLUMNS else f"{_FIELDS.get(name, name)} {one.typed.texts[name]}"
        return Row(row, {**_named(one), "becomes": Cell(text), "rating": Cell("! refused", "refused")})

    def _astray_row(self, astray: Astray) -> Row:
        row = f"line {astray.number}"
        self._told[row] = in_lines(
            [labelled(f"Line {astray.number} of what was pasted", astray.text), toned(one_line(astray.why), "refused")]
        )
        cells = {
            "measure": Cell(f"line {astray.number}: {astray.text}", "muted"),
            "rating": Cell("! left out", "refused"),
        }
        return Row(row, cells)

    def told(self) -> Content:
        """Why a cell is refused, or what the figure would say and how it would stand."""
        return self._told.get(self.grid.row_id or "", Content(""))

    # Answering

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Reading it otherwise is offered where rows that ask for words stand between."""
        if action == "read_otherwise" and self._pasted.otherwise is None:
            return False
        return super().check_action(action, parameters)

    def action_read_otherwise(self) -> None:
        """The same list, with lines for the rows that no figure is typed into, or without."""
        if self._pasted.otherwise is not None:
            self._pasted = replace(self._pasted.otherwise, otherwise=replace(self._pasted, otherwise=None))
            self.read()
            self.show_rows()
            self.begin()

    def action_store(self) -> None:
        """Store all that can be stored in one step, and leave the refused texts as drafts."""
        new = self._new
        if new and not self.attempt(lambda: self.session.enter_many(new, self._note(len(new)))):
            return
        for one in self._tried:
            self._tidy_drafts(one)
        refused = [Subject(one.typed.measure, one.typed.partner).id for one in self._tried if one.refused]
        self._back_with(self._stored_words(len(new)), at=refused[0] if refused and self._keeps_refused else None)

    def _note(self, count: int) -> str:
        return f"{counted(count, 'figure')} {self._done} for {self.session.quarter.short}"

    def _stored_words(self, count: int) -> str:
        kept = sum(len(one.refused) for one in self._tried) if self._keeps_refused else 0
        drafts = f" {kept} refused: kept as draft{'' if kept == 1 else 's'}." if kept else ""
        astray = self._pasted.astray
        if astray:
            more = f" and {len(astray) - 1} more" if len(astray) > 1 else ""
            drafts += f" Left out: line {astray[0].number}, {cut(one_line(astray[0].text), _LONGEST_TOLD)}{more}."
        if not count:
            return f"Nothing new was stored.{drafts}"
        return (
            f"{counted(count, 'figure')} saved here, not sent; Ctrl+Z undoes {'it' if count == 1 else 'all'}.{drafts}"
        )

    def _tidy_drafts(self, one: Tried) -> None:
        """What is stored is no draft any more; what is refused becomes one where somebody pasted it."""
        session, subject = self.session, Subject(one.typed.measure, one.typed.partner)
        columns = entry_columns(one.typed.measure)
        for column in columns:
            if getattr(one.taken, column) or (column == VALUE and (one.taken.numerator or one.taken.blank)):
                session.keep_draft(subject, column, None)
            if self._keeps_refused and column in one.refused:
                session.keep_draft(subject, column, Draft(one.typed.texts[column], one.refused[column]))
        elsewhere = {name for name, _ in fields_of(one.typed.measure)} | {"blank"}
        rest = {name: one.typed.texts[name] for name in one.refused if name in elsewhere and name not in columns}
        if self._keeps_refused and rest:
            form = session.form(subject) or entry_from(session.statement(subject))
            session.keep_form(subject, replace(form, **rest))  # texts only

    def action_back(self) -> None:
        """Drop everything."""
        self._back_with("Everything is as it was; nothing was stored.")

    def _back_with(self, sentence: str, at: str | None = None) -> None:
        """Back to the screen before, on the first row with something left to do."""
        self.app.pop_screen()
        below = self.app.screen
        if isinstance(below, CspScreen):
            below.show_session()
            below.say(sentence)
        if isinstance(below, FilteringScreen):
            below.go_to(at)


def skipped_words(pasted: Pasted) -> str:
    """What becomes of the rows between that no figure is typed into, and the way to read the list otherwise."""
    one, more = ("asks for words", "ask for words")
    if not all(measure.kind is Kind.REPORT for measure in pasted.skipped):
        one, more = ("is not typed here", "are not typed here")
    named, single = ", ".join(measure.id for measure in pasted.skipped), len(pasted.skipped) == 1
    them = "it" if single else "them"
    if pasted.each_row:
        rows = f"{named}, which {one}" if single else f"the {len(pasted.skipped)} rows that {more}: {named}"
        return f"Your list is read with a line for {rows}. W reads it without."
    rows = f"{named}, which {one}, is" if single else f"{len(pasted.skipped)} rows that {more} are"
    told = f"{rows} skipped." if single else f"{rows} skipped: {named}."
    return told if pasted.otherwise is None else f"{told} W reads your list with a line for {them} too."


def _named(one: Tried) -> dict[str, Cell]:
    measure = one.typed.measure
    return {
        "code": Cell(measure.indicator, "strong"),
        "measure": Cell(measure.title),
        "partner": Cell(one.typed.partner, "muted"),
        "before": Cell(figure_text(measure, one.before), "muted"),
    }


def _is_asked_about(one: Tried) -> bool:
    """Whether a check asks of what can be stored if it is right; its action is asked for once it is."""
    asked = (query for query in one.status.queries if query.code not in OF_ACTIONS and query.explained is None)
    return not one.says_nothing_new and any(asked)


def _replaces_a_figure(one: Tried) -> bool:
    """Whether a figure that is stored would be another one, or none."""
    before, becomes = one.before, one.becomes
    if before is None or becomes is None:
        return False
    other = before.has_answer and figure_text(one.typed.measure, before) != figure_text(one.typed.measure, becomes)
    return other or before.rolling_year not in (None, becomes.rolling_year)


def becomes_words(one: Tried) -> str:
    """What is taken of a figure, in a cell: the figure, then what else it says."""
    assert one.becomes is not None
    taken, said = one.taken, one.becomes
    figure = bool(taken.value or taken.numerator or taken.blank)
    words = [figure_text(one.typed.measure, said)] if figure else []
    words += [f"year {said.rolling_year}"] if taken.rolling_year and said.rolling_year is not None else []
    return ", ".join(filter(None, words)) or cut(", ".join(_circumstances(taken, said)), 40)


def _told_of(one: Tried) -> Iterator[Content]:
    assert one.becomes is not None
    measure = one.typed.measure
    mark, tone = mark_of(one.status)
    yield Content.assemble(
        (f"{measure.id}  ", "bold"), one_line(measure.title), (f"   from {one.typed.partner}", "$text-muted")
    )
    if one.typed.otherwise:
        yield toned(one_line(f'? Beside it stood "{one.typed.otherwise}": is it the figure of this row?'), "amber")
    before = figure_text(measure, one.before) or "nothing"
    yield labelled("Now", before) + Content("   ") + labelled("Becomes", becomes_words(one))
    if circumstances := _circumstances(one.taken, one.becomes):
        yield labelled("With", ", ".join(circumstances))
    yield Content.assemble(toned(mark[:2], tone), toned(one_line(one.status.reason), tone if tone != "muted" else ""))
    for query in one.status.queries:
        yield toned("! " + one_line(query.message), "red" if query.level is Level.ERROR else "amber")


def _circumstances(taken: Entry, said: Statement) -> list[str]:
    """What is said beside the figure."""
    days = {"from": said.period_from, "to": said.period_to, "extracted": said.extracted, "promised by": said.date}
    given = {
        "from": taken.period_from,
        "to": taken.period_to,
        "extracted": taken.extracted,
        "promised by": taken.date,
    }
    words = [f"{name} {printed_date(day)}" for name, day in days.items() if given[name] and day is not None]
    figures = {"year before": said.rolling_year_prior, "a year ago": said.prior}
    words += [f"{name} {figure}" for name, figure in figures.items() if figure is not None]
    words += [f"area {said.area}"] if taken.area and said.area else []
    if taken.provisional is not None:
        words.append("provisional" if taken.provisional else "final")
    return words
