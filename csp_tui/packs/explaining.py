"""The queries of a pack that somebody explained, as it may show them: what was asked, the answer, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from csp_tui.domain.disclosure import CONFIDENTIAL, Shown, shown_restatement
from csp_tui.domain.measures import Indicator
from csp_tui.domain.numbers_in_texts import numbers_in
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, Query
from csp_tui.workbooks.text import cleaned

HEADING = "Asked and explained"
_NOT_TOLD = "What was asked is not shown, because it names figures that are not."


class Explanation(Struct, frozen=True):
    """An answer with what it answers; `measure` is an id, `partner` None where one answers for all."""

    measure: str
    partner: str | None
    code: str
    asked: str
    answer: str
    by: str

    def is_of(self, status: MeasureStatus) -> bool:
        """Whether it is about this figure; what one partner of a sum answers is about the sum as well."""
        own = self.partner is None or status.partner is None or self.partner == status.partner
        return self.measure == status.measure.id and own

    @property
    def in_words(self) -> str:
        """Both, without who answered."""
        return f"{self.asked} {self.answer}"


def explanations(status: IndicatorStatus, shown: Sequence[Shown], *, exact: bool) -> tuple[Explanation, ...]:
    """Every explained query of an indicator, its figures' before its texts'."""
    found = [
        _explanation(status.indicator, query, masked=_masks(one), exact=exact)
        for one, whole in zip(shown, status.measures, strict=True)
        for query in _explained(whole.queries)
    ]
    masked = any(_masks(one) for one in shown)
    found += [_explanation(status.indicator, query, masked=masked, exact=exact) for query in _explained(status.queries)]
    return tuple(found)


def _masks(one: Shown) -> bool:
    return bool(one.hidden) or one.small or one.small_compared


def _explained(queries: Sequence[Query]) -> Iterator[Query]:
    return (query for query in queries if query.explained)


def _explanation(indicator: Indicator, query: Query, *, masked: bool, exact: bool) -> Explanation:
    """Beside masked figures neither the question nor an answer with numbers is told, and nowhere a small count."""
    measure = next(one for one in indicator.measures if one.id == query.measure)
    asked, answer = cleaned(query.message), cleaned(query.explained or "")
    if masked or shown_restatement(measure, asked, exact=exact) != asked:
        asked = _NOT_TOLD
    if masked and any(numbers_in(answer)):
        answer = CONFIDENTIAL
    by = query.explained_by or query.partner or " and ".join(measure.suppliers)
    answer = shown_restatement(measure, answer, exact=exact)
    return Explanation(query.measure, query.partner, query.code, asked, answer, by)
