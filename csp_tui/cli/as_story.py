"""One measure's story as JSON and as lines of text: definition, rule, series, trend, range, who said what when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from csp_tui.cli.as_json import comparison_json, measure_json, number, time, value_json
from csp_tui.cli.as_made import made_json, made_lines, months_json, months_lines
from csp_tui.cli.as_text import (
    against_words,
    figure_words,
    measure_lines,
    rating_words,
    stated_words,
    wrapped,
)
from csp_tui.desk.opening import moment_words
from csp_tui.desk.reading import Said, Story
from csp_tui.desk.superseding import UnreadCell
from csp_tui.domain.measures import Indicator
from csp_tui.domain.range_words import range_sentence
from csp_tui.domain.restated_words import restated_words
from csp_tui.domain.results import LimitsOfUsual, MeasureStatus, State
from csp_tui.domain.retold import Retold, retold_words
from csp_tui.domain.sentences import beside_quarters
from csp_tui.plans.rules import measure_rule
from csp_tui.plans.writing import Json

_QUARTER, _STATED, _FIGURE = 11, 20, 12


def story_json(
    indicator: Indicator, story: Story, retold: Iterable[Retold] = (), unread: Iterable[UnreadCell] = ()
) -> dict[str, Json]:
    """What `show --json` prints: the measure's object of `status`, with its definition, series and history.

    `retold` is what issued packs told and comes to something else now, `unread` the cells that could not be read.
    """
    usual = story.status.usual
    return {
        **measure_json(story.status),
        "indicator": indicator.code,
        "official_text": indicator.official_text,
        "benchmark": indicator.benchmark,
        "rule": measure_rule(story.status.measure),
        "suppliers": list(story.status.measure.suppliers),
        "note": story.status.measure.note,
        "made": made_json(story.status),
        "months": months_json(story.monthly),
        "series": [_quarter_json(status) for status in story.quarters],
        "usual": None if usual is None else _usual_json(usual),
        "breaks": [{"quarter": str(mark.quarter), "text": mark.text} for mark in story.breaks],
        "said": [_said_json(said) for said in story.said],
        "unread": [
            {"partner": cell.partner or None, "source": cell.where, "shows": cell.shown, "fate": cell.fate}
            for cell in unread
        ],
        "retold": [
            {
                "quarter": str(one.quarter),
                "pack": one.pack,
                "told": comparison_json(one.told),
                "now": comparison_json(one.now),
                "sentence": retold_words(one),
            }
            for one in retold
        ],
    }


def _quarter_json(status: MeasureStatus) -> dict[str, Json]:
    return {
        "quarter": str(status.quarter),
        "value": value_json(status.statement),
        "compared": number(status.comparison.compared),
        "comparator": number(status.comparison.comparator),
        "rating": status.rating.value,
        "reason": status.reason,
        "state": status.state.value,
    }


def _usual_json(usual: LimitsOfUsual) -> dict[str, Json]:
    return {
        "average": number(usual.average),
        "low": number(usual.low),
        "high": number(usual.high),
        "quarters": usual.quarters,
    }


def _said_json(said: Said) -> dict[str, Json]:
    return {
        "quarter": str(said.quarter),
        "at": time(said.at),
        "by": said.by,
        "partner": said.partner or None,
        "value": value_json(said.statement),
        "source": said.source,
        "counts": said.counts,
        "undone": said.undone,
        "asleep": said.asleep,
        "decided": said.decided or None,
    }


def series_table(story: Story) -> Iterator[str]:
    """The quarters in columns."""
    yield _row("Quarter", "Stated", "Compared", "Against", "Rating")
    for past in story.quarters:
        yield _row(*_cells(past))


def series_sentences(story: Story) -> Iterator[str]:
    """The quarters a line each, for whom columns say nothing."""
    for past in story.quarters:
        quarter, stated, compared, against, rating = _cells(past)
        facts = (("stated", stated), ("compared", compared), ("against", against))
        yield from wrapped(f"{quarter}: {', '.join(f'{name} {text}' for name, text in facts if text)}. {rating}.", 0, 2)


def _cells(past: MeasureStatus) -> tuple[str, str, str, str, str]:
    compared = "" if past.comparison.compared is None else figure_words(past)
    return (
        past.quarter.short,
        "" if past.state is State.CONFLICT else stated_words(past.measure, past.statement),
        compared,
        against_words(past),
        rating_words(past.rating, past.state),
    )


def story_lines(
    indicator: Indicator,
    story: Story,
    retold: Iterable[Retold] = (),
    series: Callable[[Story], Iterator[str]] = series_table,
    unread: Iterable[UnreadCell] = (),
) -> Iterator[str]:
    """What `show` prints; `series` says how the quarters are told, the others are as for `story_json`."""
    status = story.status
    measure = status.measure
    yield from wrapped(f"{indicator.code} {indicator.title}", 0, 2)
    yield from wrapped(f'The plan: "{indicator.official_text}"; benchmark: "{indicator.benchmark}"', 0, 2)
    yield from wrapped(measure_rule(measure), 0, 2)
    if measure.note:
        yield from wrapped(f"Note: {measure.note}", 0, 2)
    yield ""
    yield from measure_lines(status)
    yield from made_lines(status)
    yield from _course_lines(status)
    if story.quarters:
        yield ""
        yield from series(story)
        yield from months_lines(story.monthly)
    for one in status.restated:
        yield from wrapped(restated_words(measure, one), 0, 2)
    for told in retold:
        yield from wrapped(retold_words(told), 0, 2)
    for mark in story.breaks:
        yield from wrapped(f"Break at {mark.quarter.short}: {mark.text}", 0, 2)
    if story.said:
        yield ""
        yield "Who said what"
        for said in story.said:
            yield from _said_lines(story, said)
    for place, cell in enumerate(unread):
        if not place:
            yield ""
            yield "Received, and could not be taken in"
        yield from wrapped(cell.sentence, 2, 4)


def _row(quarter: str, stated: str, compared: str, against: str, rating: str) -> str:
    return f"{quarter:<{_QUARTER}} {stated:>{_STATED}} {compared:>{_FIGURE}} {against:>{_FIGURE}}  {rating}".rstrip()


def _course_lines(status: MeasureStatus) -> Iterator[str]:
    """The quarter beside earlier ones, trend and range in words."""
    for sentence in beside_quarters(status):
        yield from wrapped(f"This quarter: {sentence}", 0, 2)
    if status.trend is not None and status.trend_against is not None:
        yield f"Trend: {status.trend} against {status.trend_against.short}."
    if status.long_trend is not None:
        yield f"Long trend: {status.long_trend} against the average of the four quarters before."
    if status.measure.is_figure:
        yield from wrapped(f"Range: {range_sentence(status) or f'{status.range}.'}", 0, 2)


def _said_lines(story: Story, said: Said) -> Iterator[str]:
    what = "withdrawn" if said.statement is None else stated_words(story.status.measure, said.statement)
    why = f" because {said.statement.reason}" if said.statement is not None and said.statement.reason else ""
    fate = f" ({said.fate})" if said.fate else ""
    decided = f"; {said.decided}" if said.decided else ""
    yield from wrapped(
        f"{said.quarter.short}  {what}{why}{fate}, {moment_words(said.at)}, {said.by}, {said.source}{decided}", 2, 4
    )
