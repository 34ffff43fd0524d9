"""Assessed facts as the JSON documents that scripts read: names and shapes of the commands' contract, nothing printed.

Numbers are strings, exact or (changes in per cent and points) with one decimal; dates and times are ISO, times UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec.structs import asdict

from csp_tui.domain.calculator import Calculated
from csp_tui.domain.measures import Measure
from csp_tui.domain.numbers import Figure, plain, rounded
from csp_tui.domain.range_words import range_sentence
from csp_tui.domain.restated_words import differing
from csp_tui.domain.results import (
    Comparison,
    Headline,
    IndicatorStatus,
    MeasureStatus,
    OtherFigure,
    Part,
    QuarterStatus,
    Query,
)
from csp_tui.domain.statements import FIGURE_FIELDS, Statement
from csp_tui.plans.writing import Json

_NOTHING_STATED: Final = Statement()


def quarter_json(status: QuarterStatus, digest: str) -> dict[str, Json]:
    """A whole quarter, as `status --json` prints it."""
    plan, quarter = status.plan, status.quarter
    return {
        "partnership": plan.partnership,
        "plan": plan.year,
        "plan_version": plan.version,
        "quarter": str(quarter),
        "from": quarter.start.isoformat(),
        "to": quarter.end.isoformat(),
        "closed": status.closed,
        "digest": digest,
        "totals": asdict(status.totals),
        "sentence": status.sentence,
        "headlines": {str(n): headline_json(status.headlines, n) for n in sorted(status.headlines)},
        "indicators": [indicator_json(indicator) for indicator in status.indicators],
    }


def headline_json(headlines: Mapping[int, Headline], priority: int) -> dict[str, Json]:
    """The headline paragraph of a priority; null where none is written."""
    headline = headlines.get(priority)
    if headline is None:
        return {"text": None, "agreed_by": None, "by": None}
    return {"text": headline.text, "agreed_by": headline.agreed_by, "by": headline.by}


def indicator_json(status: IndicatorStatus) -> dict[str, Json]:
    """One indicator with its measures."""
    indicator = status.indicator
    return {
        "indicator": indicator.code,
        "priority": indicator.priority,
        "title": indicator.title,
        "benchmark": indicator.benchmark,
        "partners": list(indicator.partners),
        "rating": status.rating.value,
        "rated_by": status.rated_by,
        "remark": status.remark,
        "state": status.state.value,
        "awaited_from": list(status.awaited_from),
        "commentary": {partner: dict(texts) for partner, texts in status.commentary.items()},
        "other_figures": {partner: _other_figures(figures) for partner, figures in status.other_figures.items()},
        "measures": [measure_json(measure) for measure in status.measures],
        "queries": queries_json(status.queries),
    }


def measure_json(status: MeasureStatus) -> dict[str, Json]:
    """One measure of one partner (of all together where their parts are summed)."""
    return {
        **_definition(status.measure, status.partner),
        **_statement(status),
        **comparison_json(status.comparison),
        "rating": status.rating.value,
        "reason": status.reason,
        "judgement": None
        if status.judgement is None
        else {
            "rating": status.judgement.rating.value,
            "reason": status.judgement.reason,
            "by": status.judgement.by,
        },
        "rolling_quarter": number(status.rolling_quarter),
        "same_quarter_last_year": number(status.same_quarter_last_year),
        "forecast": number(status.forecast),
        "trend": status.trend,
        "trend_against": None if status.trend_against is None else str(status.trend_against),
        "long_trend": status.long_trend,
        "range": status.range.value,
        "beside": [{"against": one.against, **comparison_json(one.comparison)} for one in status.beside],
        "revised": [
            {
                "quarter": str(one.quarter),
                "field": name,
                "told": _plain(getattr(one.told, name)),
                "now": _plain(getattr(one.now, name)),
                "told_in": str(one.told_in),
            }
            for one in status.restated
            for name in differing(one)
        ],
        "range_sentence": range_sentence(status) or None,
        "state": status.state.value,
        "by": status.by,
        "at": time(status.at),
        "sources": list(status.sources),
        "queries": queries_json(status.queries),
        "break": None if status.break_ is None else {"quarter": str(status.break_.quarter), "text": status.break_.text},
        "parts": [_part(part) for part in status.parts],
    }


def _definition(measure: Measure, partner: str | None) -> dict[str, Json]:
    return {
        "measure": measure.id,
        "title": measure.title,
        "partner": partner,
        "kind": measure.kind.value,
        "window": None if measure.window is None else measure.window.value,
        "unit": measure.unit,
        "polarity": measure.polarity.value,
        "combine": measure.combine.value,
        "band": plain(measure.band),
        "strict": measure.strict,
        "target": number(measure.target),
        "due": day(measure.due),
    }


def _statement(status: MeasureStatus) -> dict[str, Json]:
    """What is stated; `qualifiers` names every figure that is not exact, `qualifier` is that of the value."""
    statement = status.statement or _NOTHING_STATED
    figures: dict[str, Figure | None] = {name: getattr(statement, name) for name in FIGURE_FIELDS}
    value = statement.value
    return {
        **{name: None if figure is None else plain(figure.number) for name, figure in figures.items()},
        "value": value_json(statement),
        "qualifier": None if value is None or value.qualifier is None else value.qualifier.value,
        "qualifiers": {name: figure.qualifier.value for name, figure in figures.items() if figure and figure.qualifier},
        "period_from": day(status.period_from),
        "period_to": day(status.period_to),
        "extracted": day(statement.extracted),
        "date": day(statement.date),
        "provisional": bool(statement.provisional),
        "area": statement.area or status.measure.area,
        "blank_reason": None if statement.blank is None else statement.blank.value,
        "restated_because": statement.reason,
    }


def value_json(statement: Statement | None) -> str | None:
    """The stated value: a number, or the word of a yes/no or a milestone."""
    if statement is None:
        return None
    if statement.choice is not None:
        return statement.choice.value
    return None if statement.value is None else plain(statement.value.number)


def _plain(answer: object) -> str | None:
    return plain(answer.number) if isinstance(answer, Figure) else None if answer is None else str(answer)


def _part(part: Part) -> dict[str, Json]:
    return {"partner": part.partner, "value": value_json(part.statement), "state": part.state.value}


def comparison_json(comparison: Comparison) -> dict[str, Json]:
    """A figure beside what it is compared with."""
    return {
        "compared": number(comparison.compared),
        "comparator": number(comparison.comparator),
        "comparator_kind": None if comparison.comparator_kind is None else comparison.comparator_kind.value,
        "change": number(comparison.change),
        "percent_change": _one_decimal(comparison.percent_change),
        "point_change": _one_decimal(comparison.point_change),
        "amber_end": number(comparison.amber_end),
    }


def calculated_json(calculated: Calculated) -> dict[str, Json]:
    """What the calculator says, as `rate --json` prints it."""
    value = calculated.value
    return {
        "value": None if value is None else plain(value.number),
        "qualifier": None if value is None or value.qualifier is None else value.qualifier.value,
        **comparison_json(calculated.comparison),
        "rating": calculated.rating.value,
        "reason": calculated.reason,
    }


def queries_json(queries: Iterable[Query]) -> list[Json]:
    """Findings of the checks, as `check --json` prints them."""
    return [
        {
            "id": query.id,
            "measure": query.measure,
            "partner": query.partner,
            "level": query.level.value,
            "code": query.code,
            "message": query.message,
            "explained": query.explained,
            "explained_by": query.explained_by,
        }
        for query in queries
    ]


def _other_figures(figures: Iterable[OtherFigure]) -> list[Json]:
    return [{"label": figure.label, "value": figure.value, "prior": figure.prior} for figure in figures]


def number(exact: Fraction | Decimal | None) -> str | None:
    """An exact number as a string."""
    return None if exact is None else plain(exact)


def _one_decimal(exact: Fraction | None) -> str | None:
    return None if exact is None else f"{rounded(exact, 1):f}"


def day(when: date | None) -> str | None:
    """A date as ISO text."""
    return None if when is None else when.isoformat()


def time(when: datetime | None) -> str | None:
    """A time as ISO text in UTC."""
    return None if when is None else when.astimezone(UTC).isoformat(timespec="seconds")
