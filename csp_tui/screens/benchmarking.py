"""How areas compare: a table by rank with a bar for each area, taken in from a file or pasted after a look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Final

from msgspec.structs import replace
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.benchmarking import Imported, Said, contradicted, editions, import_table, note_on, take_table
from csp_tui.domain.benchmark_sheet import NoPeriodError, NoTitleError
from csp_tui.domain.benchmark_words import counted, figure, percent, places_words, sentences
from csp_tui.domain.benchmarking import AreaFigure, BenchmarkTable, Edition, averages, by_rank, rank
from csp_tui.domain.measures import Polarity
from csp_tui.domain.pasting import is_range
from csp_tui.screens.base import CspScreen
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

Take = Callable[[Said, bool], Imported]
"""Takes a table in with what is said of it; the second argument asks for a dry run."""

_OURS, _OTHERS = "█", "░"
_NARROW, _BROAD = 18, 34  # cells of the longest bar
_FOR_ALL = 140  # columns of a screen from which on the bars grow with it
_MEAN: Final = "average"
_KEPT = ("detail.up", "detail.down", "help.show", "help.words", "show.theme")  # no other way leads past the answer


class AreasScreen(ListScreen):
    """A list of the areas of a table, from the highest figure to the lowest, with what it says in words."""

    OPENS: ClassVar[str] = ""

    @property
    def table(self) -> BenchmarkTable | None:
        """The table that is shown."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column]:
        """Rank, area, figure, change, and a bar; the earlier figure where there is room."""
        columns = [
            Column("rank", "Rank", 9, right=True),
            Column("area", "Area", 24, flexible=True),
            Column("figure", "Figure", 9, right=True),
        ]
        columns += [Column("earlier", "Earlier", 9, right=True)] if self.wide else []
        return (*columns, Column("change", "Change", 8, right=True), Column("bar", "", self._longest))

    @property
    def _longest(self) -> int:
        return _BROAD + max(self.size.width - _FOR_ALL, 0) if self.wide else _NARROW

    def rows(self) -> Iterable[Row]:
        """The areas by rank with the average where it lies among them, then what stands apart."""
        table = self.table
        if table is None:
            return
        mean = averages(table)
        shown = mean is None
        for area in by_rank(table):
            if mean is not None and not shown and (area.value is None or area.value < mean.all_areas):
                shown = True
                yield self._mean_row(table, mean.all_areas)
            yield self._row(table, area)
        if mean is not None and not shown:
            yield self._mean_row(table, mean.all_areas)
        yield from (self._row(table, area) for area in table.national)

    def _row(self, table: BenchmarkTable, area: AreaFigure) -> Row:
        name = f"{area.area} (our area)" if area.own else f"{area.area} (apart)" if area.national else area.area
        tone = "strong" if area.own else "muted" if area.national else ""
        sign = _OURS if area.own else _OTHERS
        cells = {
            "rank": Cell(places_words(table, area) or "–"),
            "area": Cell(one_line(name), tone),
            "figure": Cell("–" if area.value is None else figure(table, area.value), tone),
            "earlier": Cell("–" if area.earlier is None else figure(table, area.earlier)),
            "change": Cell(percent(area) or "–"),
            "bar": Cell("" if area.value is None else self._bar(table, Fraction(area.value), sign), tone),
        }
        return Row(area.area, cells)

    def _mean_row(self, table: BenchmarkTable, mean: Fraction) -> Row:
        words = f"Average of {counted(len(table.peers), 'area')}"
        cells = {
            "rank": Cell("–"),
            "area": Cell(words, "accent"),
            "figure": Cell(figure(table, mean), "accent"),
            "bar": Cell(self._bar(table, mean, "┄"), "accent"),
        }
        return Row(_MEAN, cells)

    def _bar(self, table: BenchmarkTable, value: Fraction, sign: str) -> str:
        most = max(Fraction(area.value) for area in table.areas if area.value is not None)
        return sign * round(value / most * self._longest) if most > 0 and value > 0 else ""

    def of_area(self) -> Iterator[Content]:
        """What the row under the cursor says in words."""
        table = self.table
        area = next((a for a in table.areas if a.area == self.grid.row_id), None) if table is not None else None
        if table is None or area is None:
            return
        place = rank(table, area)
        where = f": {place.both_ways}" if place is not None else ""
        change = f", {area.movement.value} ({percent(area)})" if area.movement is not None else ""
        yield Content.assemble((one_line(area.area), "bold"), f"{where}{change}")


class BenchmarkingScreen(AreasScreen):
    """The latest table of a title, or another that is chosen; `about` names the measure whose table is wanted."""

    OPENED_BY: ClassVar[str] = "benchmarking"
    HELP_TEXT: ClassVar[str] = (
        "How areas compare. I takes in a table from a .csv or .xlsx: a column of areas, one of figures, and the earlier"
        " figures or the change in per cent; cells that were copied elsewhere can be pasted here. What was read is"
        " shown before it is stored. A table of the same title and period is replaced, other years stay beside it.\n\n"
        "The average counts each area the same; national rows stand apart from average, ranks and counts. T chooses"
        " another table, N says something of it that the pack prints under it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "import", "import", id="benchmarking.import", tooltip="Take in a table of areas, .xlsx or .csv"),
        Binding("t", "table", "other table", id="benchmarking.table", tooltip="Show another table of areas"),
        Binding("n", "note", "note", id="benchmarking.note", tooltip="Say something of the table, for the pack"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session, about: str = "") -> None:
        super().__init__(session)
        self._about = about
        self._editions: tuple[Edition, ...] = ()
        self._shown: tuple[str, str] | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is there can be chosen and spoken of."""
        if action in ("table", "note"):
            return self.is_mounted and bool(self._editions)
        return super().check_action(action, parameters)

    @property
    def _edition(self) -> Edition | None:
        """The tables that are shown, those from the chosen one on."""
        for edition in self._editions:
            for place, table in enumerate(edition.every):
                if self._shown == (table.key, str(table.quarter)):
                    return Edition(table, edition.every[place:])
        wanted = next((one for one in self._editions if self._about and one.table.about == self._about), None)
        return wanted or next(iter(self._editions), None)

    @property
    def table(self) -> BenchmarkTable | None:
        """The chosen table, else the latest."""
        return self._edition.table if self._edition is not None else None

    # Showing

    def read(self) -> None:
        """All tables."""
        self._editions = editions(self.session.desk)

    def begin(self) -> None:
        """Start on our own area."""
        table = self.table
        self.show_rows(at=table.own.area if table is not None and table.own is not None else None)

    def heading(self) -> Content:
        """Which table, of when."""
        if self.table is None:
            return headed("Benchmarking", "no table of areas yet")
        several = f"{len(self._editions)} tables (T)" if len(self._editions) > 1 else ""
        return headed("Benchmarking", self.table.title, self.table.period, several)

    def told(self) -> Content:
        """The area under the cursor, then what the table says in words."""
        edition = self._edition
        if edition is None:
            return Content("There is no table of areas yet. I takes one in, or paste its cells here.")
        lines = [*self.of_area(), *(Content(one_line(sentence)) for sentence in sentences(edition))]
        if edition.table.source:
            lines.append(labelled("Source", one_line(edition.table.source)))
        if edition.table.note:
            lines.append(labelled("In the pack", edition.table.note))
        return in_lines(lines)

    # Doing

    def action_table(self) -> None:
        """Choose a table, of any period."""
        options = [
            Option(f"{table.key}|{table.quarter}", f"{table.title}, {table.period}")
            for edition in self._editions
            for table in edition.every
        ]
        now = "" if self.table is None else f"{self.table.key}|{self.table.quarter}"
        self.app.push_screen(Choice("Which table?", options, now), self._chosen)

    def _chosen(self, chosen: str | None) -> None:
        if chosen is not None:
            key, _, quarter = chosen.rpartition("|")
            self._shown = (key, quarter)
            self.begin()

    def action_note(self) -> None:
        """Say something of the latest table, for the pack."""
        table = self.table
        if table is not None:
            self.ask(f"What the pack says of {table.title}", lambda text: self._note(table.title, text), table.note)

    def _note(self, title: str, text: str) -> None:
        look_at = contradicted(note_on(self.session.desk, title, text))
        self.session.read_again()
        self.show_session()
        kept = "The pack prints it under the table. Ctrl+Z takes it back."
        if not look_at:
            self.say(kept)
            return
        more = f" The check lists {len(look_at) - 1} more." if len(look_at) > 1 else ""
        self.say(f"Look at it: {look_at[0]}{more}", "amber")

    def action_import(self) -> None:
        """From a file, after a look at what it says."""
        self.ask("Which table? The path of an .xlsx or .csv", self._import)

    def _import(self, typed: str) -> None:
        file = Path(typed.strip("\"' ")).expanduser()
        self._look_at(lambda said, dry: import_table(self.session.desk, file, said, dry_run=dry), Said())

    def on_paste(self, event: events.Paste) -> None:
        """Cells that were copied elsewhere."""
        if not self.asks and is_range(event.text):
            event.stop()
            text = event.text
            self.attempt(
                lambda: self._look_at(lambda said, dry: take_table(self.session.desk, text, said, dry_run=dry), Said())
            )

    def _look_at(self, take: Take, said: Said) -> None:
        """Show what would be taken in; ask first for what the table does not say itself."""
        try:
            found = take(said, True)
        except NoTitleError:
            self.ask(
                "What do the figures show? Such as: Recorded crime per 1,000",
                lambda title: self._look_at(take, replace(said, title=title)),
            )
        except NoPeriodError:
            self.ask(
                "Which year are they of? Such as: year to March 2025",
                lambda period: self._look_at(take, replace(said, period=period)),
            )
        else:
            self.app.push_screen(BenchmarkPreview(self.session, found, take, said, self._stored))

    def _stored(self, imported: Imported) -> None:
        self._shown = (imported.table.key, str(imported.table.quarter))
        self.session.read_again()


class BenchmarkPreview(AreasScreen):
    """What was read of a table, before it is stored or dropped, and more may be said of it; `stored` hears of it."""

    HELP_TEXT: ClassVar[str] = (
        "The table as it was read. Nothing is stored yet: look whether each figure stands with its area, and what is"
        " remarked below. M names the measure of the plan that it is about, S where the figures are from, R which way"
        " is good, where the table does not say. Enter stores it in one step that Ctrl+Z takes back; Esc drops it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "store", "store", id="paste.store", priority=True, tooltip="Store all of it in one step"),
        Binding("m", "measure", "measure", id="benchmarking.measure", tooltip="Say which measure the table is about"),
        Binding("s", "source", "source", id="benchmarking.source", tooltip="Say where the figures are from"),
        Binding("r", "direction", "direction", id="benchmarking.direction", tooltip="Say which direction is good"),
        Binding("escape", "back", "drop it all", id="paste.drop", tooltip="Store nothing; all stays as it is"),
        *(key for key in ListScreen.KEYS if isinstance(key, Binding) and key.id in _KEPT),
    ]

    def __init__(
        self, session: Session, found: Imported, take: Take, said: Said, stored: Callable[[Imported], None]
    ) -> None:
        super().__init__(session)
        self._found, self._take_in, self._said = found, take, said
        self._heard = stored

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is asked, its answer is all that is wanted."""
        if action in ("store", "measure", "source", "direction"):
            return not self.asks
        return super().check_action(action, parameters)

    @property
    def in_the_middle(self) -> bool:
        """What is looked through does not change meanwhile."""
        return True

    @property
    def table(self) -> BenchmarkTable:
        """The table as it was read."""
        return self._found.table

    def read(self) -> None:
        """It is read already."""

    def heading(self) -> Content:
        """What it is, and the two ways on."""
        table = self.table
        told = "It replaces the table of the same period. " if self._found.replaces is not None else ""
        return in_lines(
            [
                headed("A table of areas", table.title, table.period, counted(len(table.peers), "area")),
                toned(f"Nothing is stored yet. {told}Enter stores it, Esc drops it.", "draft"),
            ]
        )

    def told(self) -> Content:
        """What is to be looked at, and the area under the cursor."""
        remarks = (toned(f"? {one_line(remark)}", "amber") for remark in self._found.remarks)
        return in_lines([*remarks, *self._about(), *self.of_area()])

    def _about(self) -> Iterator[Content]:
        table = self.table
        measure = self.session.book.plan.by_uid.get(table.about)
        yield labelled("Measure", "none of the plan (M)" if measure is None else f"{measure.id} {measure.title}")
        yield labelled("Source", one_line(table.source) or "not said (S)")
        ways = {Polarity.LOWER: "lower is better", Polarity.HIGHER: "higher is better"}
        yield labelled("Direction", ways.get(table.polarity, "not said (R)"))

    def action_measure(self) -> None:
        """Of the plan's measures the one that it is about."""
        self.ask("Which measure is it about? Such as: P4-01", lambda text: self._say(measure=text), self._said.measure)

    def action_source(self) -> None:
        """Where the figures are from."""
        self.ask("Where are the figures from?", lambda text: self._say(source=text), self.table.source)

    def action_direction(self) -> None:
        """Which direction is good."""
        self.ask("Which is better: lower, higher or none?", lambda text: self._say(polarity=text), self._said.polarity)

    def _say(self, **said: str) -> None:
        now = replace(self._said, **said)  # fields that hold texts
        self._found, self._said = self._take_in(now, True), now
        self.show_session()

    def action_store(self) -> None:
        """Store it."""
        if self.attempt(self._store):
            self._back_with(self._found.sentence)

    def _store(self) -> None:
        self._found = self._take_in(self._said, False)
        self._heard(self._found)

    def action_back(self) -> None:
        """Drop it, or first what is being asked."""
        if self.asks:
            super().action_back()
            return
        self._back_with("Everything is as it was; nothing was stored.")

    def _back_with(self, sentence: str) -> None:
        self.app.pop_screen()
        below = self.app.screen
        if isinstance(below, CspScreen):
            below.show_session()
            below.say(sentence)
