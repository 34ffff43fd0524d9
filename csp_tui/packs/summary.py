"""The Summary sheet: the quarter on one A4 page, bounded so that it stays one page whatever was written."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from csp_tui.domain.disclosure import Shown
from csp_tui.domain.measures import Priority
from csp_tui.domain.numbers import shown
from csp_tui.domain.results import Rating, State, Trend
from csp_tui.packs.awaited import awaited_by_partner
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import NOT_AVAILABLE
from csp_tui.workbooks.layout import Column, Line, Number, Paper, Sheet, Table, Tone, Value
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.text import cleaned

_COLOURS = (Rating.RED, Rating.AMBER, Rating.GREEN)
_WORST = 3
_LINE_CHARACTERS = 170  # two lines of the page
_HEADLINE_CHARACTERS = 260  # three


def summary(view: PackView, notes: Notebook) -> Sheet:
    """Lines for the whole and for each priority above a table of counts."""
    status = view.content.status
    tag = notes.tag(Note.RATING)
    lines = [Line(f"{status.sentence} {tag}")]
    for priority in status.plan.priorities:
        lines.append(Line(f"Priority {priority.number}: {priority.heading}", Tone.HEADING))
        lines.extend(Line(text) for text in _of_priority(view, priority))
    lines.append(Line("Awaited", Tone.HEADING))
    lines.append(Line(_awaited(view)))
    return Sheet(
        name="Summary",
        title=f"Summary: {status.quarter.label}",
        holds="This sheet contains one table, of counts by priority, below the lines that say what matters.",
        paper=Paper.A4_PORTRAIT,
        lines=tuple(lines),
        table=_counts(view),
        one_page=True,
    )


def _of_priority(view: PackView, priority: Priority) -> Iterator[str]:
    headline = view.content.status.headlines.get(priority.number)
    if headline is not None and headline.text.strip():
        text = shortened(cleaned(headline.text), _HEADLINE_CHARACTERS, "in full on Commentary")
        yield f"{text} (agreed by {shortened(headline.agreed_by, 60, 'shortened')})" if headline.agreed_by else text
    own = view.of_priority(priority.number)
    yield _worst(own)
    best = _best_improvement(own)
    if best:
        yield f"Best improvement: {best}"
    yield _changed_colour(view, own)


def _worst(own: tuple[IndicatorView, ...]) -> str:
    """The worst three with how far they are off; more are told as a number."""
    off = [view for view in own if view.status.rating in (Rating.RED, Rating.AMBER)]
    if not off:
        return "Nothing is red or amber."
    off.sort(key=lambda view: (_COLOURS.index(view.status.rating), -_distance(_decider(view))))
    told = [_told(view) for view in off[:_WORST]]
    more = f"; and {len(off) - _WORST} more, see Exceptions" if len(off) > _WORST else ""
    return f"Worst: {'; '.join(told)}{more}."


def _told(view: IndicatorView) -> str:
    one = _decider(view)
    name = f"{view.indicator.code} {shortened(view.indicator.title, 44, '')}".removesuffix(" ()")
    percent = one.status.comparison.percent_change
    if percent is None:
        return f"{name}, {view.status.rating}"
    side = "above" if percent > 0 else "below"
    return (
        f"{name}, {view.status.rating} ({shown(abs(percent), 1)}% {side})"
        if percent
        else f"{name}, {view.status.rating}"
    )


def _decider(view: IndicatorView) -> Shown:
    """The measure that gave an indicator its colour."""
    same = [one for one in view.deciding or view.measures if one.status.rating is view.status.rating]
    return max(same or view.measures, key=_distance)


def _distance(one: Shown) -> Fraction:
    percent = one.status.comparison.percent_change
    return abs(percent) if percent is not None else Fraction()


def _best_improvement(own: tuple[IndicatorView, ...]) -> str | None:
    """The measure that improved most, in per cent of the quarter that its trend is against."""
    found = [(gain, view, one) for view in own for one in view.measures if (gain := _gain(one)) is not None]
    if not found:
        return None
    gain, view, one = max(found, key=lambda item: item[0])
    quarter = one.status.trend_against
    against = f" on {quarter.short}" if quarter is not None else ""
    text = f"{view.indicator.code} {one.status.measure.title}, better by {shown(gain, 1)}%{against}."
    return shortened(text, _LINE_CHARACTERS, "shortened")


def _gain(one: Shown) -> Fraction | None:
    status = one.status
    if status.trend is not Trend.IMPROVED or status.trend_against is None:
        return None
    series = dict(status.series)
    now, then = series.get(status.quarter), series.get(status.trend_against)
    return None if now is None or not then else abs((now - then) * 100 / then)


def _changed_colour(view: PackView, own: tuple[IndicatorView, ...]) -> str:
    if view.content.previous is None:
        return "Changed colour: not known, since the quarter before was not assessed."
    changes = [
        f"{one.indicator.code} {one.was} to {one.status.rating}"
        for one in own
        if one.was in _COLOURS and one.status.rating in _COLOURS and one.was is not one.status.rating
    ]
    if not changes:
        return "Changed colour since last quarter: none."
    shown_changes = changes[:8]
    more = f", and {len(changes) - 8} more" if len(changes) > 8 else ""
    return f"Changed colour since last quarter: {', '.join(shown_changes)}{more}."


def _awaited(view: PackView) -> str:
    waiting = awaited_by_partner(view)
    if not waiting:
        return "Nothing is awaited."
    listed = ", ".join(f"{partner} {count}" for partner, count in waiting)
    return shortened(f"Indicators still awaited: {listed}.", 2 * _LINE_CHARACTERS, "all on the Awaited sheet")


def _counts(view: PackView) -> Table:
    status = view.content.status
    rows = [
        (
            f"{priority.number}. {priority.title}",
            view.content.leads.get(priority.number) or NOT_AVAILABLE,
            *_tally(view.of_priority(priority.number)),
        )
        for priority in status.plan.priorities
    ]
    rows.append(("All priorities", "All leads", *_tally(view.indicators)))
    columns = (
        Column("Priority", 27),
        Column("Lead", 17),
        Column("Indicators", 12),
        Column("Can be rated", 9),
        Column("Red", 7),
        Column("Amber", 8),
        Column("Green", 8),
        Column("Awaited", 10),
    )
    return Table("Summary_by_priority", columns, tuple(rows))


def _tally(own: tuple[IndicatorView, ...]) -> tuple[Value, ...]:
    counts = (
        len(own),
        sum(view.indicator.rateable for view in own),
        *(sum(view.status.rating is colour for view in own) for colour in _COLOURS),
        sum(view.status.state is State.AWAITED for view in own),
    )
    return tuple(Number(Fraction(count)) for count in counts)
