"""The year's figures as they may be shown: each measure with its quarters, masked as in the pack of each quarter."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from csp_tui.domain.disclosure import CONFIDENTIAL, Shown, ShownStatement
from csp_tui.domain.measures import Combine, Indicator, Kind, Measure, Window
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, MeasureStatus, State
from csp_tui.domain.sentences import as_told
from csp_tui.domain.statements import Statement
from csp_tui.domain.yearly import YearFigure, year_figure
from csp_tui.packs.view import ALL_PARTNERS, PackView
from csp_tui.packs.wording import (
    BREAK,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    blank_reason,
    choice,
    in_words,
    number,
    rating_word,
    short_date,
    stated,
    typed,
)
from csp_tui.packs.year_content import YearContent, YearQuarter
from csp_tui.workbooks.layout import Value
from csp_tui.workbooks.text import cleaned

NOT_DUE = "not due"


class QuarterCell(Struct, frozen=True):
    """A measure in one quarter of the year; `one` is None where the quarter is not due, or has no such measure."""

    of: YearQuarter
    view: PackView | None
    one: Shown | None
    measure: Measure
    key: str

    @property
    def quarter(self) -> Quarter:
        """Which quarter it is."""
        return self.of.quarter

    @property
    def status(self) -> MeasureStatus | None:
        """How the measure stands, as far as it may be shown."""
        return None if self.one is None else self.one.status

    @property
    def statement(self) -> Statement | None:
        """What is stated, as far as it may be shown."""
        return None if self.one is None else self.one.status.statement

    @property
    def masked(self) -> bool:
        """Whether the figure itself is known and not shown."""
        return self.one is not None and bool(self.one.hidden & {"value", "numerator"})

    @property
    def answered(self) -> bool:
        """Whether a figure or an answer is stated, may it be shown or not."""
        if self.one is None or self.statement is None or self.statement.state_is_blank:
            return False
        return self.statement.has_answer or self.masked or "rolling_year" in self.one.hidden

    @property
    def figure(self) -> Value:
        """The figure of the quarter as a cell, or why there is none."""
        if self.one is None:
            return NOT_DUE if self.view is None else NOT_APPLICABLE
        status, statement = self.one.status, self.one.status.statement
        if status.measure.kind is Kind.REPORT:
            return "Commentary is in" if status.state is State.RECEIVED else NOT_AVAILABLE
        cell = stated(self.one)
        if cell == NOT_AVAILABLE and statement is not None and statement.rolling_year is not None:
            return in_words(self.measure, ShownStatement(statement, self.one.hidden))
        return cell

    @property
    def rolling_year(self) -> Value:
        """The rolling year that was stated with it."""
        if self.one is None:
            return NOT_DUE if self.view is None else NOT_APPLICABLE
        if "rolling_year" in self.one.hidden:
            return CONFIDENTIAL
        statement = self.one.status.statement
        if statement is None or statement.rolling_year is None:
            return NOT_AVAILABLE if self.measure.window is Window.QUARTER and self.measure.is_figure else NOT_APPLICABLE
        return typed(statement.rolling_year, self.measure)

    @property
    def rating(self) -> str:
        """The rating as the quarter's pack told it; where none was issued, as it stands."""
        told = self.of.told
        if self.measure.kind is Kind.REPORT and self.view is not None:
            return NOT_APPLICABLE
        if told is not None:
            found = told.get((self.measure.uid, self.key))
            return NOT_AVAILABLE if found is None else rating_word(found.rating, found.state)
        if self.one is None:
            return NOT_DUE if self.view is None else NOT_APPLICABLE
        return rating_word(self.one.status.rating, self.one.status.state)

    @property
    def rated_by(self) -> str:
        """Where the rating comes from."""
        if self.of.told is not None:
            return f"pack {self.of.pack}"
        return "not issued" if self.view is not None else NOT_APPLICABLE

    @property
    def remarks(self) -> Iterator[str]:
        """What its reader must know of it: why there is no figure, and what limits the one that is there."""
        if self.one is None or self.view is None:
            if self.view is not None:
                yield "not in the plan as it was issued"
            return
        status, statement = self.one.status, self.one.status.statement
        if status.state is State.CONFLICT:
            yield "figures differ"
        elif status.state is State.AWAITED:
            yield from ["awaited from " + " and ".join(self.measure.suppliers)] if self.measure.required else []
        elif status.state is State.PART:
            missing = ", ".join(part.partner for part in status.parts if part.state is State.AWAITED)
            yield f"part is in{f', awaited from {missing}' if missing else ''}"
        if statement is None:
            return
        if statement.blank is not None and not statement.has_answer:
            promised = f", promised by {short_date(statement.date)}" if statement.date is not None else ""
            yield f"no figure: {blank_reason(statement)}{promised}"
        if statement.provisional:
            yield "provisional"
        if statement.reason:
            yield f"revised: {cleaned(self.view.shown_restatement(self.measure, statement.reason)).rstrip('.')}"


class YearRow(Struct, frozen=True):
    """A measure, of one partner where each answers for itself, over the year."""

    indicator: Indicator
    measure: Measure
    partner: str | None
    cells: tuple[QuarterCell, ...]
    breaks: tuple[Break, ...]

    @property
    def answers(self) -> str:
        """Whose figure it is."""
        if self.partner is not None:
            return self.partner
        return ALL_PARTNERS if self.measure.combine is Combine.SUM else " and ".join(self.measure.suppliers)

    @property
    def figure(self) -> Value:
        """The year's figure as a cell, or why there is none."""
        if not self.measure.is_figure:
            answered = [cell.statement for cell in self.cells if cell.statement is not None and cell.statement.choice]
            return choice(answered[-1]) if answered else NOT_APPLICABLE
        if self._confidential:
            return CONFIDENTIAL
        found = self._found
        if found.amount is None:
            return BREAK if found.broken is not None else NOT_AVAILABLE
        return number(self.measure, found.amount.number) if found.amount.exact else as_told(self.measure, found.amount)

    @property
    def how(self) -> str:
        """How the year's figure is made, or why there is none."""
        if self.measure.kind is Kind.REPORT:
            return "Commentary has no figure"
        if not self.measure.is_figure:
            return "The last answer"
        return "Confidential: a small count is in it" if self._confidential else self._found.how

    @property
    def remarks(self) -> str:
        """What its reader must know of the quarters and of breaks, such as `Q1, Q2: provisional.`."""
        by_remark: dict[str, list[str]] = {}
        for cell in self.cells:
            for remark in cell.remarks:
                by_remark.setdefault(remark, []).append(f"Q{cell.quarter.number}")
        told = [f"{', '.join(quarters)}: {remark}." for remark, quarters in by_remark.items()]
        first, last = self.cells[0].quarter, self.cells[-1].quarter
        told += [
            f"{BREAK} from {one.quarter.short}: {cleaned(one.text).rstrip('.')}."
            for one in self.breaks
            if first <= one.quarter <= last
        ]
        return " ".join(told)

    @property
    def _found(self) -> YearFigure:
        series = {cell.quarter: cell.statement for cell in self.cells if cell.statement is not None}
        return year_figure(self.measure, self.cells[-1].quarter, series, self.breaks)

    @property
    def _confidential(self) -> bool:
        """Whether a figure that is not shown is in it: any quarter's of a sum, else the last one's."""
        stated_cells = [cell for cell in self.cells if cell.statement is not None]
        asked = stated_cells if self.measure.window is Window.QUARTER else stated_cells[-1:]
        return any(cell.masked for cell in asked)


class YearView:
    """The content of a year with small counts masked as in its packs."""

    def __init__(self, content: YearContent) -> None:
        self.content = content
        self.latest = PackView(content.latest)
        self._views = {one.quarter: PackView(one.content) for one in content.quarters if one.content is not None}
        self._shown = {quarter: dict(_by_answerer(view)) for quarter, view in self._views.items()}

    @property
    def masks_anything(self) -> bool:
        """Whether any figure of the year is masked."""
        return any(view.masks_anything for view in self._views.values())

    def of_priority(self, number: int) -> tuple[YearRow, ...]:
        """The measures of a priority, in the plan's order."""
        return tuple(
            self._row(indicator, measure, partner)
            for indicator in self.content.plan.indicators
            if indicator.priority == number
            for measure in indicator.measures
            if measure.kind is not Kind.REPORT or measure.required
            for partner in (measure.suppliers if measure.combine is Combine.EACH else (None,))
        )

    def _row(self, indicator: Indicator, measure: Measure, partner: str | None) -> YearRow:
        key = measure.answerer(partner or "")
        cells = tuple(
            QuarterCell(
                one,
                self._views.get(one.quarter),
                self._shown.get(one.quarter, {}).get((measure.uid, key)),
                measure,
                key,
            )
            for one in self.content.quarters
        )
        return YearRow(indicator, measure, partner, cells, self.content.breaks.get(measure.uid, ()))


def _by_answerer(view: PackView) -> Iterator[tuple[tuple[str, str], Shown]]:
    for indicator in view.indicators:
        for one in indicator.measures:
            measure = one.status.measure
            yield (measure.uid, measure.answerer(one.status.partner or "")), one
