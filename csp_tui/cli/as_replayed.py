"""Replayed quarters as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from csp_tui.cli.as_json import comparison_json, number
from csp_tui.cli.as_text import wrapped
from csp_tui.domain.measures import Measure
from csp_tui.domain.replaying import Replay, Replayed, ReplayedQuarter, by_measure
from csp_tui.domain.results import QuarterStatus
from csp_tui.domain.sentences import RATING_WORDS
from csp_tui.plans.writing import Json


def replay_json(replay: Replay, known: Mapping[str, Measure], *, all_measures: bool) -> dict[str, Json]:
    """The rule, the totals of each quarter as they were and as they would be, and every measure that is told."""
    rule, told = replay.rule, replay.told(all_measures=all_measures)
    return {
        "rule": {
            "band": number(rule.band),
            "comparator": None if rule.comparator is None else rule.comparator.value,
            "target": number(rule.target),
            "measure": known[rule.measure].id if rule.measure in known else None,
            "words": rule.words,
        },
        "sentence": replay.sentence,
        "changed": len(replay.told()),
        "quarters": [_quarter(quarter) for quarter in replay.quarters],
        "measures": [_measure(one) for one in told],
    }


def _quarter(one: ReplayedQuarter) -> dict[str, Json]:
    return {
        "quarter": str(one.quarter),
        "told_by": one.told or None,
        "was": _totals(one.was),
        "would_be": _totals(one.would_be),
    }


def _totals(status: QuarterStatus) -> dict[str, Json]:
    totals = status.totals
    return {"green": totals.green, "amber": totals.amber, "red": totals.red, "not_rated": totals.not_rated}


def _measure(one: Replayed) -> dict[str, Json]:
    return {
        "quarter": str(one.was.quarter),
        "measure": one.was.measure.id,
        "partner": one.was.partner,
        "was": one.was.rating.value,
        "would_be": one.would_be.rating.value,
        "changes": one.changes,
        "reason_was": one.was.reason,
        "reason": one.would_be.reason,
        **comparison_json(one.would_be.comparison),
    }


def replay_lines(replay: Replay, *, all_measures: bool) -> Iterator[str]:
    """What would be different by measure, then the totals of each quarter."""
    yield from wrapped(replay.sentence)
    for several in by_measure(replay.told(all_measures=all_measures)).values():
        measure, partner = several[0].was.measure, several[0].was.partner
        yield ""
        yield from wrapped(f"{measure.id}  {measure.title}{f', {partner}' if partner else ''}", 0, 2)
        for one in several:
            was, would = RATING_WORDS[one.was.rating].lower(), RATING_WORDS[one.would_be.rating].lower()
            yield f"  {one.was.quarter.short:<11} was {was:<10} would {'be' if one.changes else 'stay'} {would}"
            yield from wrapped(one.would_be.reason, 4)
    if replay.quarters:
        yield ""
        yield f"{'Indicators':<13} {'as they were':<29} as they would be"
    for quarter in replay.quarters:
        told = " (as told)" if quarter.told else ""
        yield f"{quarter.quarter.short:<13} {totals_words(quarter.was):<29} {totals_words(quarter.would_be)}{told}"


def totals_words(status: QuarterStatus) -> str:
    """`2 red, 3 amber, 6 green`."""
    totals = status.totals
    counts = ((totals.red, "red"), (totals.amber, "amber"), (totals.green, "green"))
    return ", ".join(f"{count} {word}" for count, word in counts)
