"""What taking past figures in would do: each row beside what stands, and what months make; stores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.closing import closed_quarters
from csp_tui.desk.history_rows import PastFigure, ReadTable, RefusedCell
from csp_tui.desk.opening import Desk
from csp_tui.domain.fields import MONTHS
from csp_tui.domain.measures import Measure, Window
from csp_tui.domain.monthly import Monthly, monthly_words, quarter_made, read_monthly, same_figure, write_monthly
from csp_tui.domain.months import Month
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.revising import Restatement, figures_differ
from csp_tui.domain.statements import Statement
from csp_tui.returns.telling import in_words
from csp_tui.storage.records import STATEMENT, Current, Draft, Origin, Subject

OF_ITS_MONTHS: Final = "made of its months"  # where a quarter's figure stands in its file
_EXAMPLES: Final = 3


class Became(StrEnum):
    """What a row of the table does to what is stored."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "already there"
    MADE = "made of its months"
    DIFFERS = "stated otherwise"
    IN_PART = "months are missing"


class Told(Struct, frozen=True):
    """What becomes of one figure, or of a quarter by its months: from where, of what, what it says, what stood."""

    place: str
    measure: Measure
    supplier: str
    period: Quarter | Month
    says: str
    stood: str
    became: Became
    why: str = ""


class HistoryPlan(Struct, frozen=True):
    """What taking a table in would do: each figure, each quarter that its months make, and each cell refused.

    `replaced` are figures of an earlier extraction that stand otherwise in this one, `left_out` sentences on what is no
    figure.
    """

    file: str
    told: tuple[Told, ...]
    refused: tuple[RefusedCell, ...]
    drafts: tuple[Draft, ...]
    replaced: tuple[Restatement, ...]
    left_out: tuple[str, ...] = ()

    def count(self, *became: Became) -> int:
        """How many figures end so."""
        return sum(one.became in became for one in self.told)

    @property
    def figures(self) -> tuple[Told, ...]:
        """The figures of the table itself."""
        return tuple(one for one in self.told if one.became in (Became.NEW, Became.CHANGED, Became.UNCHANGED))

    @property
    def refusal(self) -> str:
        """Why the table is refused as a whole; empty where it is not."""
        if not self.refused:
            return ""
        first, more = self.refused[0], len(self.refused) - 1
        others = ", ".join(one.place for one in self.refused[1 : 1 + _EXAMPLES])
        rest = "" if not more else f" {more} more cannot be taken in: {others}{' ...' if more > _EXAMPLES else ''}."
        return f"In {self.file}, {first.place}: {first.why}{rest} Nothing was stored."


class _Planning(Struct):
    """The plan while it grows: what stands of all that the table touches, and what it will say."""

    file: str
    reason: str
    stands: Mapping[Subject, Current]
    closed: Mapping[str, str]
    told: list[Told]
    refused: list[RefusedCell]
    drafts: list[Draft]
    replaced: list[Restatement]

    def statement(self, subject: Subject) -> Statement | None:
        """What is stated of a figure; the newest where several stand."""
        row = self.stands.get(subject)
        content = row.head.content if row is not None and row.head is not None else None
        return content if isinstance(content, Statement) else None

    def monthly(self, subject: Subject) -> Monthly:
        """What is stored of a quarter's months."""
        row = self.stands.get(replace(subject, field=MONTHS))
        content = row.content if row is not None else None
        return read_monthly(content) if isinstance(content, str) else {}

    # One figure of a quarter

    def take_quarter(self, one: PastFigure, subject: Subject) -> None:
        """A row that states a quarter."""
        before = self.statement(subject)
        said = self._because(one.said, before)
        if before is not None and (older := _older(before, said)):
            self.refused.append(RefusedCell(one.place, "", older))
            return
        if before is not None and replace(before, reason=said.reason) == said:
            said = before  # that it was stated again for a reason stays with it
        became = Became.NEW if before is None else Became.UNCHANGED if before == said else Became.CHANGED
        self.told.append(_told(one, said, before, became))
        self._state(subject, said, before, one.supplier, one.place, one.measure)

    def _because(self, said: Statement, before: Statement | None) -> Statement:
        """With the reason of the whole import, where it states another figure than stood."""
        if not self.reason or said.reason or before is None or not figures_differ(before, said):
            return said
        return replace(said, reason=self.reason)

    def _state(
        self, subject: Subject, said: Statement, before: Statement | None, supplier: str, place: str, measure: Measure
    ) -> None:
        if before == said and subject.quarter in self.closed:
            return  # a file of the whole history may repeat what closed quarters hold
        self.drafts.append(Draft(subject, said, supplier, Origin(self.file, "", place)))
        if before is not None and before.has_answer and _newer(before, said) and figures_differ(before, said):
            self.replaced.append(Restatement(measure, supplier, Quarter.parse(subject.quarter), before, said))

    # The months of a quarter

    def take_months(self, ones: Sequence[PastFigure], subject: Subject, *, stated: bool) -> None:
        """The months of one quarter; `stated` tells that the table states the quarter itself as well."""
        held = self.monthly(subject)
        given = {one.period: _figure_of(one.said) for one in ones if isinstance(one.period, Month)}
        after = dict(sorted({**held, **given}.items()))
        for one in ones:
            assert isinstance(one.period, Month)
            stood = held.get(one.period)
            became = Became.NEW if stood is None else Became.CHANGED
            became = Became.UNCHANGED if stood == given[one.period] else became
            self.told.append(_told(one, given[one.period], stood, became))
        first = ones[0]
        text = write_monthly(after)
        row = self.stands.get(replace(subject, field=MONTHS))
        if not (after == held and (subject.quarter in self.closed or (row is not None and not row.differs))):
            origin = Origin(self.file, "", first.place)
            self.drafts.append(Draft(replace(subject, field=MONTHS), text, first.supplier, origin))
        if not stated:
            self._make_quarter(ones, subject, held, after)

    def _make_quarter(self, ones: Sequence[PastFigure], subject: Subject, held: Monthly, after: Monthly) -> None:
        """State a quarter by its months, where nobody has stated it otherwise."""
        first, quarter = ones[0], Quarter.parse(subject.quarter)
        made, before = quarter_made(first.measure, quarter, after), self.statement(subject)
        if made.statement is None:
            if before is None:
                why = f"{first.measure.id}: {quarter.short} is not stated by its months: {made.why}."
                self._tell_quarter(first, quarter, "", Became.IN_PART, why)
            return
        said = _with_circumstances(made.statement, ones, before)
        if before is not None and not self._follows(subject, first.measure, held):
            if not same_figure(first.measure, before, made.statement):
                what = "add up to" if first.measure.window is Window.QUARTER else "say"
                why = (
                    f"{first.measure.id}: {in_words(STATEMENT, _figure_of(before))} is stated for {quarter.short};"
                    f" its months {what} {in_words(STATEMENT, made.statement)}. The stated figure counts."
                )
                self._tell_quarter(first, quarter, in_words(STATEMENT, made.statement), Became.DIFFERS, why)
            return
        said = self._because(said, before)
        if before is not None and (older := _older(before, said)):
            self.refused.append(RefusedCell(first.place, "", older))
            return
        self._tell_quarter(first, quarter, in_words(STATEMENT, made.statement), Became.MADE, "")
        self._state(subject, said, before, first.supplier, OF_ITS_MONTHS, first.measure)

    def _follows(self, subject: Subject, measure: Measure, held: Monthly) -> bool:
        """Whether a quarter was stated by its months as they stood, and so follows them when they change."""
        row = self.stands.get(subject)
        origin = row.head.origin if row is not None and row.head is not None and not row.differs else None
        before, then = self.statement(subject), quarter_made(measure, Quarter.parse(subject.quarter), held).statement
        if origin is None or origin.cell != OF_ITS_MONTHS or before is None or then is None:
            return False
        return same_figure(measure, before, then)

    def _tell_quarter(self, one: PastFigure, quarter: Quarter, says: str, became: Became, why: str) -> None:
        stood = self.statement(Subject(one.measure.uid, str(quarter), one.answerer))
        was = "" if stood is None else in_words(STATEMENT, _figure_of(stood))
        self.told.append(Told(one.place, one.measure, one.supplier, quarter, says, was, became, why))


def planned(desk: Desk, read: ReadTable, reason: str) -> HistoryPlan:
    """What each figure of a table would do to what is stored now; `reason` says why figures are stated again."""
    groups = _by_subject(read.figures)
    subjects = [one for subject in groups for one in (subject, replace(subject, field=MONTHS))]
    view = desk.store.view(desk.partnership)
    planning = _Planning(
        read.file, reason, view.current_of(subjects), closed_quarters(view), [], list(read.refused), [], []
    )
    for subject, ones in groups.items():
        quarters = [one for one in ones if isinstance(one.period, Quarter)]
        months = [one for one in ones if isinstance(one.period, Month)]
        for one in quarters:
            planning.take_quarter(one, subject)
        if months:
            planning.take_months(months, subject, stated=bool(quarters))
    return HistoryPlan(
        read.file,
        tuple(planning.told),
        tuple(planning.refused),
        tuple(planning.drafts),
        tuple(planning.replaced),
        read.left_out,
    )


def _by_subject(figures: Iterable[PastFigure]) -> dict[Subject, list[PastFigure]]:
    found: dict[Subject, list[PastFigure]] = {}
    for one in figures:
        found.setdefault(Subject(one.measure.uid, str(one.quarter), one.answerer), []).append(one)
    return found


def _figure_of(said: Statement) -> Statement:
    """The figure alone, without its circumstances."""
    return Statement(value=said.value, choice=said.choice, numerator=said.numerator, denominator=said.denominator)


def _with_circumstances(made: Statement, ones: Sequence[PastFigure], before: Statement | None) -> Statement:
    """A quarter's figure by its months, extracted when the last of them was; its other fields stay as they were."""
    extracted = [one.said.extracted for one in ones if one.said.extracted is not None]
    areas = {one.said.area for one in ones}
    return (before or Statement()).restated(
        replace(
            made,
            extracted=max(extracted, default=None),
            provisional=any(one.said.provisional for one in ones) or None,
            area=areas.pop() if len(areas) == 1 else None,
            reason=next((one.said.reason for one in ones if one.said.reason), None),
        )
    )


def _newer(before: Statement, said: Statement) -> bool:
    """Whether figures are of a later extraction than those that stand."""
    return said.extracted is not None and (before.extracted is None or before.extracted < said.extracted)


def _older(before: Statement, said: Statement) -> str:
    """Why figures of an earlier extraction do not replace those of a later one; empty where they are none."""
    if before.extracted is None or said.extracted is None or before.extracted <= said.extracted:
        return ""
    if not figures_differ(before, said):
        return ""
    return (
        f"the stored figure was extracted on {printed_date(before.extracted)}, later than this one"
        f" ({printed_date(said.extracted)}); leave the row out."
    )


def _told(one: PastFigure, said: Statement, before: Statement | None, became: Became) -> Told:
    words = monthly_words(said) if isinstance(one.period, Month) else in_words(STATEMENT, said)
    stood = "" if before is None else in_words(STATEMENT, before)
    return Told(one.place, one.measure, one.supplier, one.period, words, stood, became)
