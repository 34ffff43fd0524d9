"""What stands below the grid for the row under the cursor: why its rating, how it moves, and its commentary."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.content import Content

from csp_tui.desk.drafting import Draft
from csp_tui.domain.assessment import BLANK_WORDS
from csp_tui.domain.commentary import FIELD_TITLES, nothing_to_say
from csp_tui.domain.measures import Window
from csp_tui.domain.no_figure import reason_meant
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.range_words import range_sentence
from csp_tui.domain.restated_words import restated_words
from csp_tui.domain.results import Judgement, Level, MeasureStatus, Query, Range
from csp_tui.domain.sentences import beside_words, display, with_unit
from csp_tui.domain.unrated import fields_to_be_rated
from csp_tui.plans.rules import measure_rule
from csp_tui.screens.figures import (
    BREAK_MARK,
    PROVISIONAL_MARK,
    REVISED_MARK,
    YEAR_LABELS,
    Line,
    figure_text,
    stated_words,
)
from csp_tui.screens.session import Session
from csp_tui.widgets.plot import sparkline
from csp_tui.widgets.rating import mark_of
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_QUARTERS = 8


def detail_of(
    session: Session,
    line: Line,
    status: MeasureStatus,
    draft: Draft | None,
    since: str = "",
    *,
    in_own_keys: Callable[[str], str],
) -> Content:
    """All of it, the most needed first: a low window cuts it at the bottom.

    `since` is what was stored in the cell after its draft was typed, where that is something else than before.
    """
    return Content("\n").join(
        [
            *_said_now(status, draft, since, in_own_keys),
            *_circumstances(session, line, status),
            *_commentary(session, line, in_own_keys),
            *_background(status),
        ]
    )


def _said_now(
    status: MeasureStatus, draft: Draft | None, since: str, in_own_keys: Callable[[str], str]
) -> Iterator[Content]:
    if draft is not None and (since or draft.also):
        yield toned(one_line(" ".join(_meanwhile(draft, since))), "amber")
    if draft is not None and draft.refusal is not None:
        yield toned(one_line(draft.refusal), "refused")
        held = stated_words(status.measure, status.statement)
        kept = f"Your text is kept; {held} stays stored." if held else "Your text is kept; nothing is stored yet."
        yield toned(kept, "draft")
        if (meant := reason_meant(draft.text)) is not None:
            by = f", promised by {one_line(meant.day)}" if meant.day else ""
            yield toned(in_own_keys(f"F7 says so: {BLANK_WORDS[meant.blank]}{by}."), "accent")
        return
    mark, tone = mark_of(status)
    yield Content.assemble(toned(mark[:2], tone), toned(one_line(status.reason), tone if tone != "muted" else ""))
    if wanted := fields_to_be_rated(status):
        fields = " and ".join(YEAR_LABELS[name] for name in wanted)
        yield toned(in_own_keys(f"To have it rated: F5, then {fields}."), "accent")
    if draft is not None:
        going_on = in_own_keys("not stored yet. Enter stores it, Del forgets it.")
        yield toned(f'Draft "{one_line(draft.text)}": {going_on}', "draft")
    for one in status.beside:
        yield Content(beside_words(status.measure, one))
    yield from _marked(status)
    if status.judgement is not None:
        yield Content(judged_words(status.judgement))
    for query in status.queries:
        if query.explained is not None:
            by = f" by {query.explained_by}" if query.explained_by else ""
            yield toned(one_line(f"Explained{by}: {query.explained}"), "muted")
        else:
            yield toned(asked_words(query), "red" if query.level is Level.ERROR else "amber")


def asked_words(query: Query) -> str:
    """What a check found, with a mark that needs no colour: `!` of an error, `?` of a query."""
    return f"{'!' if query.level is Level.ERROR else '?'} {one_line(query.message)}"


def _marked(status: MeasureStatus) -> Iterator[Content]:
    """What the markers before the measure's name and the last quarter's figure mean here."""
    if status.break_ is not None:
        since = f"{BREAK_MARK} Recording changed from {status.break_.quarter.short}: {status.break_.text}"
        yield toned(one_line(since), "amber")
    recent = (status.quarter, status.quarter.previous)
    for one in status.restated:
        if one.quarter in recent:
            yield toned(one_line(f"{REVISED_MARK} {restated_words(status.measure, one)}"), "amber")
    told = {one.quarter for one in status.restated}
    if status.statement is not None and status.statement.reason and status.quarter not in told:
        yield toned(one_line(f"{REVISED_MARK} Stated again: {status.statement.reason}"), "amber")
    if status.statement is not None and status.statement.provisional:
        yield toned(f"{PROVISIONAL_MARK} Provisional: it is expected to change.", "muted")


def _meanwhile(draft: Draft, since: str) -> Iterator[str]:
    if since:
        yield f'{since} was stored here since "{draft.text}" was typed.'
    if draft.also:
        yield f"Typed for it in another window: {', '.join(draft.also)}."


def _circumstances(session: Session, line: Line, status: MeasureStatus) -> Iterator[Content]:
    yield Content.assemble(
        (f"{line.measure.id}  ", "bold"),
        line.measure.title,
        f" ({line.measure.unit})" if line.measure.unit else "",
        (f"   from {line.subject.partner}" if line.subject.partner else "   from all together", "$text-muted"),
    )
    trend = trend_words(status)
    since = session.breaks_since(line.measure)
    sparks = sparkline([number for quarter, number in status.series if since is None or quarter >= since])
    if trend or sparks:
        yield Content("   ".join(filter(None, (sparks, trend))))
    benchmark = line.indicator.benchmark_words
    facts = [f"Benchmark: {one_line(benchmark)}" if benchmark else "No benchmark in the plan"]
    last = figure_text(line.measure, status.last_quarter)
    facts.append(f"Last quarter: {last or 'none'}")
    if status.same_quarter_last_year is not None:
        facts.append(f"Same quarter last year: {with_unit(line.measure, display(status.same_quarter_last_year))}")
    if status.period_to is not None and status.statement is not None:
        facts.append(f"Period to {printed_date(status.period_to)}")
    if status.statement is not None and status.statement.rolling_year is not None:
        facts.append(f"Rolling year: {status.statement.rolling_year}")
    if status.statement is not None and status.statement.provisional:
        facts.append("provisional")
    if status.by and status.at is not None:  # without a time it is not stored, only being typed
        facts.append(f"stored by {one_line(status.by)}")
    yield toned("   ".join(facts), "muted")


def _background(status: MeasureStatus) -> Iterator[Content]:
    """What a larger window has room for: the figures of the last quarters and how the measure is judged."""
    latest = [f"{quarter.short}: {display(number)}" for quarter, number in status.series[-_QUARTERS:]]
    if len(latest) > 1:
        yield toned("   ".join(latest), "muted")
    yield toned(f"How it is judged: {measure_rule(status.measure)}", "muted")


def judged_words(judged: Judgement) -> str:
    """A lead's own rating beside the calculated one."""
    return one_line(f"{judged.by} judges it {judged.rating.value.replace('_', ' ')}: {judged.reason}")


def trend_words(status: MeasureStatus) -> str:
    """Which way a figure went and against what, and how it lies among its usual ones."""
    words = []
    if status.trend is not None and status.trend_against is not None:
        against = status.trend_against
        same = against == status.quarter.same_last_year
        words.append(
            f"{status.trend.value.capitalize()} against "
            + (f"the same quarter last year ({against.short})" if same else f"the quarter before ({against.short})")
        )
    # That nothing is known to hold a figure against is told by `show`; here there is no room for what says nothing.
    two_counts = status.same_quarter_last_year is not None and status.measure.window is not Window.ROLLING_YEAR
    told = range_sentence(status) if two_counts or status.range is not Range.TOO_FEW else ""
    return " ".join([*(f"{text}." for text in words), told]).strip()


def _commentary(session: Session, line: Line, in_own_keys: Callable[[str], str]) -> Iterator[Content]:
    texts = session.commentary(line.indicator, line.subject.partner)
    if nothing_to_say(texts):
        yield Content(in_own_keys("Commentary: nothing to report (Ctrl+T)."))
        return
    written = [(title, texts[name]) for name, title in FIELD_TITLES.items() if texts.get(name)]
    for title, text in written:
        yield Content.assemble((f"{title}: ", "$text-muted"), one_line(text))
    if not written:
        yield toned(in_own_keys("No commentary yet: Ctrl+T writes it."), "muted")
