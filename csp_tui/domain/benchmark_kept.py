"""How a table of areas is kept as a text: equal tables give equal texts, and figures keep their decimals."""

from __future__ import annotations

import json
from decimal import Decimal

from csp_tui.domain.benchmarking import AreaFigure, BenchmarkTable
from csp_tui.domain.measures import Polarity
from csp_tui.domain.quarters import Quarter

_NATIONAL, _OWN = "national", "own"


def kept(table: BenchmarkTable) -> str:
    """The table as text, without what it is about and its quarter: those are what it is stored under."""
    held = {
        "title": table.title,
        "period": table.period,
        "unit": table.unit,
        "polarity": table.polarity.value,
        "source": table.source,
        "note": table.note,
        "areas": [
            [area.area, *map(_text, (area.value, area.earlier, area.change_percent)), _mark(area)]
            for area in table.areas
        ],
    }
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def table_from(text: str, about: str, quarter: Quarter) -> BenchmarkTable:
    """What `kept` wrote; `about` is the uid of the plan's measure that it speaks of, '' for none."""
    held = json.loads(text)
    return BenchmarkTable(
        held["title"],
        held["period"],
        quarter,
        tuple(
            AreaFigure(area, _figure(value), _figure(earlier), _figure(change), mark == _NATIONAL, mark == _OWN)
            for area, value, earlier, change, mark in held["areas"]
        ),
        about,
        held["unit"],
        Polarity(held["polarity"]),
        held["source"],
        held["note"],
    )


def in_one_line(text: str) -> str:
    """What `kept` wrote as a person can compare two of them: `Medway 96.6 (-3%), Bolton 104.1 (-6%)`."""
    held = json.loads(text)
    areas = [f"{area} {_shown(*figures)}" for area, *figures, _ in held["areas"]]
    return f"{held['title']}, {held['period']}: {', '.join(areas)}"


def _shown(value: str | None, earlier: str | None, change: str | None) -> str:
    beside = [words for words in (earlier and f"from {earlier}", change and f"{change}%") if words]
    return (value or "no figure") + (f" ({', '.join(beside)})" if beside else "")


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def _mark(area: AreaFigure) -> str:
    return _NATIONAL if area.national else _OWN if area.own else ""


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
