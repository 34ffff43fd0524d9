"""The pack's content as it may be shown: every sheet reads figures and texts from here, so none can forget to mask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.commentary import FIELD_TITLES, LEFT_OUT, NOT_IN_THIS_COPY, nothing_to_say
from csp_tui.domain.disclosure import (
    CONFIDENTIAL,
    Shown,
    ShownStatement,
    gives_away,
    shown,
    shown_other_figure,
    shown_restatement,
    shown_statement,
    small_numbers,
    small_quarters,
)
from csp_tui.domain.measures import Combine, Indicator, Kind, Measure
from csp_tui.domain.public import other_count
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Comparison, IndicatorStatus, MeasureStatus, OtherFigure, Part, Rating, State
from csp_tui.domain.secondary import AlsoHidden, also_hidden
from csp_tui.domain.statements import Statement
from csp_tui.domain.telling_ratings import without_telling_ratings
from csp_tui.packs.benchmarking import left_out
from csp_tui.packs.content import PackContent
from csp_tui.packs.explaining import Explanation, explanations
from csp_tui.workbooks.text import cleaned

ALL_PARTNERS = "All partners"  # whose figure a sum of parts is


class Said(Struct, frozen=True):
    """One field of a partner's commentary, cleaned; `to_check` where it may give a masked figure away."""

    partner: str
    heading: str
    text: str
    to_check: bool = False


class IndicatorView(Struct, frozen=True):
    """One indicator as it may be shown. `was` is last quarter's rating, None where it is not known."""

    status: IndicatorStatus
    measures: tuple[Shown, ...]
    said: tuple[Said, ...]
    other_figures: tuple[tuple[str, OtherFigure], ...]
    was: Rating | None
    explained: tuple[Explanation, ...] = ()

    @property
    def indicator(self) -> Indicator:
        """The indicator itself."""
        return self.status.indicator

    @property
    def deciding(self) -> tuple[Shown, ...]:
        """The measures that decide its rating."""
        ids = {measure.id for measure in self.indicator.deciding}
        return tuple(view for view in self.measures if view.status.measure.id in ids)


class StatedRow(Struct, frozen=True):
    """A row of the tidy data as it may be shown; `assessed` is set for the pack's own quarter.

    `statement` is what may be shown of it, and `withheld` names the facts (fields of a statement, a comparison or a
    status) that are known and not shown. `part` says that it is one of several that make one figure, `tells_course`
    that its trend and range are told; `breaks` that recording changed with this quarter, `revised` that the last pack
    told it otherwise; `explained` is what was asked
    of it with its answers.
    """

    indicator: Indicator
    measure: Measure
    partner: str
    quarter: Quarter
    state: State
    stated: ShownStatement
    assessed: Shown | None = None
    withheld: frozenset[str] = frozenset()
    part: bool = False
    tells_course: bool = True
    breaks: bool = False
    revised: bool = False
    explained: str = ""

    @property
    def statement(self) -> Statement:
        """What was stated, as far as it may be shown."""
        return self.stated.statement


class PackView:
    """A pack's content with small counts masked as its marking asks."""

    def __init__(self, content: PackContent) -> None:
        if not content.exact_small_numbers:
            before = content.previous and without_telling_ratings(content.previous)
            content = replace(content, status=without_telling_ratings(content.status), previous=before)
        self.content = content
        self._exact = content.exact_small_numbers
        self._history: dict[tuple[str, str], dict[Quarter, Statement]] = defaultdict(dict)
        for row in content.data:
            if row.quarter != content.status.quarter:
                partner = row.partner or row.measure.suppliers[0]
                self._history[row.measure.uid, partner][row.quarter] = row.statement

    @cached_property
    def indicators(self) -> tuple[IndicatorView, ...]:
        """All indicators in the plan's order."""
        before = self.content.previous
        was = {} if before is None else {i.indicator.uid: i.rating for i in before.indicators}
        return tuple(
            self._indicator(status, was.get(status.indicator.uid)) for status in self.content.status.indicators
        )

    def of_priority(self, number: int) -> tuple[IndicatorView, ...]:
        """The indicators of one priority."""
        return tuple(view for view in self.indicators if view.indicator.priority == number)

    @cached_property
    def masks_anything(self) -> bool:
        """Whether any figure of this pack is masked."""
        return any(view.hidden for indicator in self.indicators for view in indicator.measures) or any(
            row.stated.hidden for row in self.data
        )

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a person should read before the pack is sent, a sentence each, without the number itself."""
        sentences = [
            f"{view.indicator.code}: {said.heading[:1].lower()}{said.heading[1:]} by {said.partner} holds a small"
            " number while the figure is masked; read it before the pack is sent."
            for view in self.indicators
            for said in view.said
            if said.to_check
        ]
        for number, headline in sorted(self.content.status.headlines.items()):
            if gives_away(headline.text, self._small_in(number)):
                sentences.append(
                    f"The headline paragraph of priority {number} holds a small number while figures of the priority"
                    " are masked; read it before the pack is sent."
                )
        sentences += [
            f"{what} holds a small number while figures that it may mean are masked; read it before the pack is sent."
            for what, text, small in self._other_texts()
            if gives_away(text, small)
        ]
        return (*sentences, *left_out(self.content.confidential_tables))

    def _other_texts(self) -> Iterator[tuple[str, str, frozenset[int]]]:
        """Texts that no indicator holds, each with what it is and the small counts it could name."""
        for note in self.content.deliverables:
            priority = note.deliverable.priority
            yield f"The progress of deliverable {note.deliverable.id}", note.text, self._small_in(priority)
        everywhere = frozenset(
            n for priority in self.content.status.plan.priorities for n in self._small_in(priority.number)
        )
        for action in self.content.actions:
            yield f"Action {action.reference}", f"{action.text} {action.progress}", everywhere

    @property
    def tells_judgements(self) -> bool:
        """Whether leads' own ratings stand beside the calculated ones."""
        return True

    def tells_course(self, measure: Measure) -> bool:
        """Whether trend and range of a measure are told."""
        return measure.is_figure

    def tells_again(self, measure: Measure, partner: str | None) -> bool:
        """Whether sums that packs told of a measure are told again: not where what is or was masked may be in them."""
        return self._exact or not (measure.sensitive or self._closed(measure, partner))

    def shown_restatement(self, measure: Measure, reason: str) -> str:
        """Why a figure was stated again, as this pack may show it."""
        return shown_restatement(measure, reason, exact=self._exact)

    def shown_reason(self, indicator: Indicator | None, reason: str) -> str:
        """Why a text was said late or again, as this pack may show it."""
        sensitive = next((one for one in indicator.measures if one.sensitive), None) if indicator is not None else None
        return reason if sensitive is None else self.shown_restatement(sensitive, reason)

    def shown_once(self, measure: Measure, partner: str, quarter: Quarter, statement: Statement) -> ShownStatement:
        """A statement beside the current ones, as it may be shown: a side that differs, or one told before."""
        others = self._masked(measure, partner or None) - {quarter}
        masked = others | small_quarters(measure, {quarter: statement})
        closed = self._closed(measure, partner or None)
        return shown_statement(measure, quarter, statement, masked, exact=self._exact, closed=closed)

    @cached_property
    def data(self) -> tuple[StatedRow, ...]:
        """Statements of earlier quarters and this one's, by measure, partner and quarter."""
        place = {measure.uid: index for index, measure in enumerate(self.content.status.plan.measures)}
        rows = [*self._earlier(), *self._this_quarter()]
        return tuple(sorted(rows, key=lambda row: (place[row.measure.uid], row.partner, row.quarter)))

    def _earlier(self) -> Iterator[StatedRow]:
        plan = self.content.status.plan
        for (uid, partner), by_quarter in self._history.items():
            measure = plan.by_uid.get(uid)
            if measure is None:
                continue
            for quarter, statement in by_quarter.items():
                state = State.BLANK if statement.state_is_blank else State.RECEIVED
                stated = self._shown_statement(measure, partner, quarter, statement)
                yield self._row(measure, partner, quarter, state, stated, statement)

    def _this_quarter(self) -> Iterator[StatedRow]:
        for indicator in self.indicators:
            for view, whole in zip(indicator.measures, indicator.status.measures, strict=True):
                status = view.status
                if status.measure.kind is Kind.REPORT:
                    continue
                for part, known in zip(status.parts, whole.parts, strict=True):
                    yield self._part_row(view, part, known)
                partner = ALL_PARTNERS if status.parts else status.partner or status.measure.suppliers[0]
                stated = ShownStatement(status.statement or Statement(), view.hidden)
                row = self._row(
                    status.measure, partner, status.quarter, status.state, stated, whole.statement or Statement()
                )
                withheld = row.withheld | view.hidden | _taken_out(whole, status)
                withheld |= _taken_out(whole.comparison, status.comparison)
                withheld |= {"range"} if "value" in view.hidden else set()  # it says "too few to say" instead
                explained = " ".join(one.in_words for one in indicator.explained if one.is_of(status))
                yield replace(row, assessed=view, withheld=withheld, part=False, explained=explained)

    def _part_row(self, view: Shown, part: Part, known: Part) -> StatedRow:
        status = view.status
        whole = known.statement or Statement()
        statement = part.statement or Statement()
        masked = whole.has_answer and not statement.has_answer
        stated = ShownStatement(statement, frozenset({"value"} if masked else ()))
        return self._row(status.measure, part.partner, status.quarter, part.state, stated, whole)

    def _row(
        self,
        measure: Measure,
        partner: str,
        quarter: Quarter,
        state: State,
        stated: ShownStatement,
        whole: Statement,
    ) -> StatedRow:
        """A row without what only this quarter's have; the reason of a statement stated again is masked as well."""
        statement, withheld = stated.statement, stated.hidden | _taken_out(whole, stated.statement)
        if statement.reason and self.shown_restatement(measure, statement.reason) != statement.reason:
            statement, withheld = replace(statement, reason=None), withheld | {"reason"}
        if measure.combine is Combine.SINGLE:
            partner = " and ".join(measure.suppliers)  # whoever answers, answers for all
        return StatedRow(
            self.content.status.plan.by_code[measure.indicator],
            measure,
            partner,
            quarter,
            state,
            replace(stated, statement=statement),
            withheld=withheld,
            part=measure.combine is Combine.SUM,
            tells_course=self.tells_course(measure),
            breaks=any(one.quarter == quarter for one in self.content.breaks.get(measure.uid, ())),
            revised=(measure.uid, quarter) in self._revised,
        )

    @cached_property
    def _revised(self) -> frozenset[tuple[str, Quarter]]:
        """The figures that the last pack told otherwise."""
        statuses = (status for one in self.content.status.indicators for status in one.measures)
        return frozenset((status.measure.uid, one.quarter) for status in statuses for one in status.restated)

    def _indicator(self, status: IndicatorStatus, was: Rating | None) -> IndicatorView:
        measures = tuple(self._shown(one) for one in status.measures)
        small = frozenset[int]() if self._exact else _small_numbers(status)
        figures = tuple(
            (partner, self._other_figure(status.indicator, partner, figure))
            for partner, listed in status.other_figures.items()
            for figure in listed
        )
        explained = explanations(status, measures, exact=self._exact)
        return IndicatorView(status, measures, tuple(_said(status, small)), figures, was, explained)

    def _other_figure(self, indicator: Indicator, partner: str, figure: OtherFigure) -> OtherFigure:
        if (indicator.uid, partner, figure.label) in self._also_hidden.others:
            return replace(figure, value=CONFIDENTIAL)
        return shown_other_figure(indicator, figure, exact=self._exact)

    def _shown(self, status: MeasureStatus) -> Shown:
        """A measure's status as it may be shown."""
        masked, closed = self._masked(status.measure, status.partner), self._closed(status.measure, status.partner)
        return shown(status, masked, exact=self._exact, closed=closed)

    def _shown_statement(
        self, measure: Measure, partner: str, quarter: Quarter, statement: Statement
    ) -> ShownStatement:
        """What a partner stated for an earlier quarter, as it may be shown."""
        masked, closed = self._masked(measure, partner), self._closed(measure, partner)
        return shown_statement(measure, quarter, statement, masked, exact=self._exact, closed=closed)

    def _masked(self, measure: Measure, partner: str | None) -> frozenset[Quarter]:
        """The quarters in which a partner's figure is masked; for a sum of parts, those in which any part's is."""
        partners = measure.suppliers if measure.combine is Combine.SUM else (partner or measure.suppliers[0],)
        return frozenset(
            quarter
            for one in partners
            for quarter in small_quarters(
                measure, {**self._history.get((measure.uid, one), {}), **self._now.get((measure.uid, one), {})}
            )
        )

    def _closed(self, measure: Measure, partner: str | None) -> frozenset[Quarter]:
        """The quarters in which a partner's figure is hidden because it would give another measure's away."""
        partners = measure.suppliers if measure.combine is Combine.SUM else (partner or measure.suppliers[0],)
        return frozenset(quarter for one in partners for quarter in self._also_hidden.of(measure.uid, one))

    @cached_property
    def _also_hidden(self) -> AlsoHidden:
        """What must be hidden beside small counts, so that none can be worked out from other figures."""
        if self._exact:
            return AlsoHidden({})
        known = self._history.keys() | self._now.keys()
        stated = {key: {**self._history.get(key, {}), **self._now.get(key, {})} for key in known}
        status = self.content.status
        others = {
            (one.indicator.uid, partner, figure.label): Fraction(count.number)
            for one in status.indicators
            for partner, listed in one.other_figures.items()
            for figure in listed
            if (count := other_count(figure.value)) is not None and count.exact
        }
        return also_hidden(status.plan, stated, others, status.quarter)

    @cached_property
    def _now(self) -> Mapping[tuple[str, str], Mapping[Quarter, Statement | None]]:
        """What is stated for the pack's own quarter, by measure and partner."""
        quarter = self.content.status.quarter
        found: dict[tuple[str, str], Mapping[Quarter, Statement | None]] = {}
        for status in (one for indicator in self.content.status.indicators for one in indicator.measures):
            found[status.measure.uid, status.partner or status.measure.suppliers[0]] = {quarter: status.statement}
            found |= {(status.measure.uid, part.partner): {quarter: part.statement} for part in status.parts}
        return found

    def _small_in(self, number: int) -> frozenset[int]:
        own = self.content.status.of_priority(number)
        return frozenset[int]() if self._exact else frozenset(n for status in own for n in _small_numbers(status))


def _taken_out(
    whole: Statement | MeasureStatus | Comparison, shown: Statement | MeasureStatus | Comparison
) -> set[str]:
    """The names of what is known and not shown."""
    return {
        name for name in whole.__struct_fields__ if getattr(whole, name) is not None and getattr(shown, name) is None
    }


def _small_numbers(status: IndicatorStatus) -> frozenset[int]:
    return frozenset(number for one in status.measures for number in small_numbers(one))


def _said(status: IndicatorStatus, small: frozenset[int]) -> Iterator[Said]:
    """What partners and leads say of an indicator, marked where it holds one of its small counts."""
    for partner, texts in status.commentary.items():
        for field, heading in FIELD_TITLES.items():
            text = cleaned(texts.get(field, ""))
            if text:
                yield Said(partner, heading, text, gives_away(text, small))
        if nothing_to_say(texts):
            yield Said(partner, "Nothing to report", "The partner says that there is nothing to report.")
        if texts.get(NOT_IN_THIS_COPY) == LEFT_OUT:
            yield Said(partner, "Left out", "What the partner says is not in this copy.")
    for one in status.measures:
        if one.judgement is not None:
            text = cleaned(f"{one.judgement.rating.replace('_', ' ').capitalize()}: {one.judgement.reason}")
            heading = f"Lead's judgement of {one.measure.title}"
            yield Said(one.judgement.by, heading, text, gives_away(text, small))
