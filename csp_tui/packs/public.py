"""The public copy as a workbook: its figures come rounded and suppressed, its texts cleaned and checked, by others.

It has the sheets that the public can use. What is the group's own (asks, actions, who is awaited from whom, changes,
judgements, contacts, sources) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.disclosure import Shown, ShownStatement
from csp_tui.domain.leaving_out import in_words
from csp_tui.domain.marking import PUBLIC_MARKING
from csp_tui.domain.measures import Combine, Measure, Priority
from csp_tui.domain.overview import assess_quarter, total, totals_sentence
from csp_tui.domain.public import PublicBook, counts_people
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, Part, QuarterStatus, Range, State
from csp_tui.domain.statements import Statement
from csp_tui.packs.commentary import commentary
from csp_tui.packs.content import DataRow, PackContent
from csp_tui.packs.cover import contents
from csp_tui.packs.data import data
from csp_tui.packs.highlights import best_improvement, changed_colour, worst
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.priorities import priority_sheet
from csp_tui.packs.summary import Room, counts, headline, on_one_page
from csp_tui.packs.view import PackView, StatedRow
from csp_tui.packs.wording import MARKERS, MARKERS_MEAN, unnamed_lead
from csp_tui.workbooks.layout import Line, Link, Paper, Sheet, Tone

ROUNDING: Final = (
    "Counts of people of one to four are shown as [c]; all other counts of people are rounded to the nearest 5, and"
    " percentages of people that come without their counts to a whole number."
)
WORKED_FROM_ROUNDED: Final = (
    "Totals, changes, percentages and ratings about people are worked from these rounded figures, and so may differ a"
    " little from those of the exact ones. Their trends and usual ranges could say something else than the exact ones"
    " do, and are left out: [x]. Counts of things are exact."
)
_RATED_FROM_ROUNDED: Final = Note.RATING.value.replace(
    "Thresholds use unrounded figures.",
    "Ratings of figures about people are worked from the rounded figures of this copy, and all others from exact ones.",
)
_LEFT_OUT: Final = "Not rated: received, and left out of this copy so that no small count can be worked out."
_NOT_SHOWN: Final = "Not rated: not shown, because it would tell a count of one to four people."

Hidden = Mapping[tuple[str, str, Quarter], frozenset[str]]
"""The suppressed fields by a measure's uid, who answers, and the quarter."""


class PublicContent(Struct, frozen=True):
    """All that a public copy prints. `content` knows nothing but what may be shown; `hidden` says what is suppressed.

    `left_out` is what was left out of it on purpose, and `unsaid` the answers of which so nothing is shown.
    `newer_than` is the day of the group's pack, where that told some of it otherwise or not yet. The same content gives
    the same bytes.
    """

    content: PackContent
    hidden: Hidden
    left_out: tuple[str, ...] = ()
    unsaid: frozenset[tuple[str, str, Quarter]] = frozenset()
    newer_than: date | None = None

    @property
    def title(self) -> str:
        """The workbook's title."""
        return (
            f"{self.content.status.plan.partnership} quarterly report, public copy, {self.content.status.quarter.label}"
        )

    @property
    def filename(self) -> str:
        """`medway-2026-27-Q2-public.xlsx`."""
        made_up = "-made-up" if self.content.made_up else ""
        return f"{self.content.status.plan.id.partition('/')[0]}-{self.content.status.quarter}-public{made_up}.xlsx"


class PublicView(PackView):
    """What a public copy shows: all that its content knows, and `[c]` where something is suppressed."""

    def __init__(self, public: PublicContent) -> None:
        super().__init__(public.content)
        self.public = public

    @property
    def masks_anything(self) -> bool:
        """The note on masked counts is the other packs'; this copy says on each sheet how it is rounded."""
        return False

    @property
    def tells_judgements(self) -> bool:
        """They are the group's own."""
        return False

    def tells_course(self, measure: Measure) -> bool:
        """Those of rounded figures could differ from the true ones."""
        return not counts_people(measure)

    def _shown(self, status: MeasureStatus) -> Shown:
        if counts_people(status.measure):  # what is rounded is not told piece by piece
            status = replace(status, compared_made=None, comparator_made=None)
        hidden = self._hidden(status.measure, status.partner, status.quarter)
        if not hidden:
            return Shown(status)
        if "value" not in hidden:
            return Shown(status, hidden)
        return Shown(replace(status, reason=_NOT_SHOWN), hidden | {"compared", "change"})

    def _shown_statement(
        self, measure: Measure, partner: str, quarter: Quarter, statement: Statement
    ) -> ShownStatement:
        return ShownStatement(statement, self._hidden_of(measure, partner, quarter))

    def _part_row(self, view: Shown, part: Part, known: Part) -> StatedRow:
        row = super()._part_row(view, part, known)
        hidden = self._hidden_of(view.status.measure, part.partner, view.status.quarter)
        stated = ShownStatement(row.stated.statement, row.stated.hidden | hidden)
        return replace(row, stated=stated, withheld=row.withheld | hidden)

    def _row(
        self,
        measure: Measure,
        partner: str,
        quarter: Quarter,
        state: State,
        stated: ShownStatement,
        whole: Statement,
    ) -> StatedRow:
        """A row; one whose figures are all suppressed or left out was received, though nothing of it is shown."""
        row = super()._row(measure, partner, quarter, state, stated, whole)
        unsaid = any(key in self.public.unsaid for key in _keys(measure, partner, quarter))
        if (stated.hidden or unsaid) and state in (State.BLANK, State.RECEIVED):
            return replace(
                row, state=State.RECEIVED, stated=replace(row.stated, statement=replace(row.statement, blank=None))
            )
        return row

    def _hidden(self, measure: Measure, partner: str | None, quarter: Quarter) -> frozenset[str]:
        """What is suppressed of a partner's figure; of a sum, what is of any part."""
        keys = _keys(measure, partner, quarter)
        return frozenset[str]().union(*(self.public.hidden.get(key, frozenset()) for key in keys))

    def _hidden_of(self, measure: Measure, partner: str, quarter: Quarter) -> frozenset[str]:
        return self.public.hidden.get((measure.uid, measure.answerer(partner), quarter), frozenset())


def public_content(
    public: PublicBook, previous: QuarterStatus | None, produced: date, *, made_up_marking: str | None = None
) -> PublicContent:
    """What a public copy of a book prints. `previous` is the quarter before, assessed from what the public may know."""
    book = public.book
    content = PackContent(
        _without_rounded_courses(_as_received(assess_quarter(book), public)),
        produced,
        digest="",  # of exact figures, which it could be used to guess
        marking=f"{made_up_marking}, {PUBLIC_MARKING}" if made_up_marking else PUBLIC_MARKING,
        leads={priority.number: unnamed_lead(priority.number) for priority in book.plan.priorities},
        previous=previous,
        data=tuple(
            DataRow(measure, answerer or measure.suppliers[0], quarter, series[quarter].statement)
            for measure in book.plan.measures
            for answerer, series in sorted(book.figures.get(measure.uid, {}).items())
            for quarter in sorted(series)
            if quarter < book.quarter
        ),
        exact_small_numbers=True,  # what is to be masked is no longer in it
        made_up=made_up_marking is not None,
    )
    return PublicContent(content, public.hidden, public.published.left_out, public.unsaid)


def _as_received(status: QuarterStatus, public: PublicBook) -> QuarterStatus:
    """The quarter with what is suppressed or left out counted as received: nobody left it blank."""
    indicators = tuple(_indicator_as_received(one, public) for one in status.indicators)
    return replace(status, indicators=indicators, totals=total(indicators), sentence=totals_sentence(indicators))


def _indicator_as_received(status: IndicatorStatus, public: PublicBook) -> IndicatorStatus:
    keys = [_keys(one.measure, one.partner, one.quarter) for one in status.measures]
    measures = tuple(
        replace(one, state=State.RECEIVED, reason=_LEFT_OUT) if public.unsaid.intersection(own) else one
        for own, one in zip(keys, status.measures, strict=True)
    )
    received = any(key in public.hidden or key in public.unsaid for own in keys for key in own)
    state = State.RECEIVED if received and status.state is State.BLANK else status.state
    return replace(status, state=state, measures=measures)


def _keys(measure: Measure, partner: str | None, quarter: Quarter) -> tuple[tuple[str, str, Quarter], ...]:
    """What the answers behind a figure are known by: one, or for a sum one for each part."""
    partners = measure.suppliers if measure.combine is Combine.SUM else (partner or "",)
    return tuple((measure.uid, measure.answerer(one), quarter) for one in partners)


def _without_rounded_courses(status: QuarterStatus) -> QuarterStatus:
    """The quarter without the trend and range of figures about people: 13 that is told as 15 may be no rise at all."""
    indicators = tuple(
        replace(one, measures=tuple(_without_course(m) if counts_people(m.measure) else m for m in one.measures))
        for one in status.indicators
    )
    return replace(status, indicators=indicators)


def _without_course(status: MeasureStatus) -> MeasureStatus:
    return replace(status, trend=None, trend_against=None, long_trend=None, range=Range.TOO_FEW, usual=None)


def public_bytes(public: PublicContent) -> bytes:
    """The public copy as a workbook's bytes, read again by a second reader. Raises WorkbookError where they differ."""
    # Here and not above: the application starts without openpyxl, which the first export loads.
    from csp_tui.packs.workbook import made  # noqa: PLC0415
    from csp_tui.workbooks.reading_back import read_back  # noqa: PLC0415

    sheets = public_sheets(public)
    packed = made(public.content, sheets, title=public.title)
    read_back(packed, sheets)
    return packed


def public_sheets(public: PublicContent) -> tuple[Sheet, ...]:
    """The sheets of a public copy in the order in which they stand, as they are before they are drawn."""
    view = PublicView(public)
    notes = Notebook({Note.RATING: _RATED_FROM_ROUNDED})
    priorities = view.content.status.plan.priorities
    told = (
        on_one_page(lambda room: _summary(view, notes, room)),
        *(_with_rounding(priority_sheet(view, notes, priority)) for priority in priorities),
        *(commentary(view, notes, priority) for priority in priorities),
    )
    behind = (*told, notes.sheet(), _with_rounding(data(view)))
    return (
        _cover(view),
        *(replace(sheet, holds=f"{sheet.holds} {view.content.marking}.") for sheet in (contents(behind), *behind)),
    )


def _with_rounding(sheet: Sheet) -> Sheet:
    """A sheet that says how its figures about people are to be read."""
    return replace(sheet, lines=(*sheet.lines, Line(f"{ROUNDING} {WORKED_FROM_ROUNDED}")))


def _cover(view: PublicView) -> Sheet:
    content = view.content
    lines = (
        Line(content.marking, Tone.HEADING),
        Line(f"{content.status.quarter.label}, of the {content.status.plan.year} action plan."),
        Line(f"The figures are those that were known on {printed_date(content.produced)}."),
        *_newer(view),
        Line(content.status.sentence),
        Line("How people are protected", Tone.HEADING),
        Line(ROUNDING),
        Line(WORKED_FROM_ROUNDED),
        Line("Nothing in this copy, beside the copies before it, tells a count that is shown as [c]."),
        *(Line(text) for text in _left_out(view)),
        Line("How to read it", Tone.HEADING),
        Line("Ratings are words. The pale colour behind one only repeats its word."),
        Line(MARKERS_MEAN),
        *(Line(f"{marker} {meaning}") for marker, meaning in MARKERS.items()),
        Line(Link("Go to the contents", "Contents")),
    )
    holds = "This sheet says what the workbook is and how to read it. It has no table."
    return Sheet("Cover", view.public.title, holds, Paper.A4_PORTRAIT, lines)


def _newer(view: PublicView) -> Iterator[Line]:
    """That it is no copy of the report which the group had."""
    day = view.public.newer_than
    if day is not None:
        yield Line(f"Some of them came or changed after the group's own report of {printed_date(day)}.")


def _left_out(view: PublicView) -> Iterator[str]:
    if view.public.left_out:
        named = "; ".join(in_words(view.content.status.plan, asked) for asked in view.public.left_out)
        yield f"Left out, so that no small count can be worked out: {named}."


def _summary(view: PublicView, notes: Notebook, room: Room) -> Sheet:
    status = view.content.status
    lines = [Line(f"{status.sentence} {notes.tag(Note.RATING)}")]
    for priority in status.plan.priorities:
        lines.append(Line(f"Priority {priority.number}: {priority.heading}", Tone.HEADING))
        lines.extend(Line(text) for text in _of_priority(view, priority, room))
    return Sheet(
        name="Summary",
        title=f"Summary: {status.quarter.label}",
        holds="This sheet contains one table, of counts by priority, below the lines that say what matters.",
        paper=Paper.A4_PORTRAIT,
        lines=tuple(lines),
        table=counts(view),
        one_page=True,
    )


def _of_priority(view: PublicView, priority: Priority, room: Room) -> Iterator[str]:
    yield from headline(view, priority, room)
    own = view.of_priority(priority.number)
    yield worst(own).replace(", see Exceptions", "")  # this copy has no such sheet
    best = best_improvement(own)
    if best:
        yield best
    yield changed_colour(view, own)
