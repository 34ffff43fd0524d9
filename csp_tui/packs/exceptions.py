"""The Exceptions sheet: what is red or amber, against what, why, what is done about it, and by whom."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.domain.checks import WITHOUT_ACTION
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.disclosure import Shown
from csp_tui.domain.measures import Kind
from csp_tui.domain.results import Rating, State
from csp_tui.packs.highlights import worst
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.priorities import change, comparator, compared, percent_change
from csp_tui.packs.view import IndicatorView, PackView, Said
from csp_tui.packs.wording import (
    NO_ACTION,
    NOT_APPLICABLE,
    commentary_sheet,
    indicator_name,
    judgement,
    measure_name,
    rating_in_words,
    rating_word,
    short_name,
    unit,
)
from csp_tui.workbooks.layout import Column, Line, Paper, Sheet, Table, Value
from csp_tui.workbooks.measuring import shortened

_COLOURS = (Rating.RED, Rating.AMBER)
WORDS_SHOWN = 300  # of what partners say; the arithmetic before it is never cut
REASONS = (FIELD_TITLES["exceptions"], FIELD_TITLES["patterns"])


def exceptions(view: PackView, notes: Notebook) -> Sheet:
    """Red first, then amber, then what only its lead judges so, each in the plan's order."""
    found = list(_found(view))
    columns = (
        Column("Indicator and measure", 24),
        Column(f"Rating {notes.tag(Note.RATING)}", 15, rating=True),
        Column("Figure", 10),
        Column("Unit", 12),
        Column("Against", 10),
        Column(f"Change {notes.tag(Note.CHANGE)}", 10),
        Column("Change in %", 10),
        Column("Why", 34),
        Column("Action", 28),
        Column("Who answers for it", 17),
    )
    nothing: tuple[Value, ...] = (worst(view.indicators).rstrip("."), *(NOT_APPLICABLE,) * (len(columns) - 1))
    return Sheet(
        name="Exceptions",
        title="Exceptions: what is red or amber",
        holds="This sheet contains one table: the measures rated red or amber, with the reason and the action.",
        paper=Paper.A4_LANDSCAPE,
        lines=(Line(_counted(view, found)),) if found else (),
        table=Table("Exceptions", columns, tuple(_row(view, *each) for each in found) or (nothing,)),
    )


def _found(view: PackView) -> Iterator[tuple[IndicatorView, Shown]]:
    every = [(indicator, one) for indicator in view.indicators for one in indicator.measures]
    for colour in _COLOURS:
        yield from (each for each in every if each[1].status.rating is colour)
    for indicator, one in every:
        judged = one.status.judgement
        if judged is not None and judged.rating in _COLOURS and one.status.rating not in _COLOURS:
            yield indicator, one


def _counted(view: PackView, found: list[tuple[IndicatorView, Shown]]) -> str:
    """How the rows go with the totals, where an indicator has several of them, or is itself of no such colour."""
    ratings = [indicator.status.rating for indicator in view.indicators]
    counts = f"{ratings.count(Rating.RED)} red and {ratings.count(Rating.AMBER)} amber"
    rows = "1 row" if len(found) == 1 else f"{len(found)} rows"
    told = f"Indicators: {counts}."
    by_parts = len({one.indicator.code for one, _ in found}) < len(found) or any(
        one.status.rating is not shown.status.rating and shown.status.rating in _COLOURS for one, shown in found
    )
    return f"{told} The table has {rows}, since the parts of an indicator are rated too." if by_parts else told


def _row(view: PackView, indicator: IndicatorView, one: Shown) -> tuple[Value, ...]:
    status = one.status
    name = measure_name(status.measure, status.partner)
    title = indicator_name(indicator.indicator)
    action = in_words(said_of(indicator, one, FIELD_TITLES["action"]))
    judged = f"; lead's judgement: {judgement(status)}" if status.judgement is not None else ""
    return (
        title if name == indicator.indicator.title else f"{title}: {name}",
        f"{rating_in_words(status)}{judged}",
        compared(one),
        unit(status.measure),
        comparator(one),
        change(one),
        percent_change(one),
        _why(indicator, one),
        shortened(action or no_action(indicator, one), WORDS_SHOWN, _in_full(indicator)),
        _owner(view, indicator, one),
    )


def said_of(indicator: IndicatorView, one: Shown, heading: str) -> tuple[Said, ...]:
    """What those say under a heading who supply a measure: what others say of the indicator may be of other figures.

    Where the indicator is that one figure, all who speak of it speak of the figure.
    """
    figures = [each for each in indicator.indicator.measures if each.kind is not Kind.REPORT]
    measure, partner = one.status.measure, one.status.partner
    suppliers = (partner,) if partner else measure.suppliers
    return tuple(s for s in indicator.said if s.heading == heading and (len(figures) == 1 or s.partner in suppliers))


def no_action(indicator: IndicatorView, one: Shown) -> str:
    """That a figure has no action, and why none is needed where somebody said so."""
    told = (each for each in indicator.explained if each.code == WITHOUT_ACTION and each.is_of(one.status))
    return next((f"{NO_ACTION}: {each.answer} ({short_name(each.by)})" for each in told), NO_ACTION)


def in_words(said: tuple[Said, ...]) -> str:
    """All that is said, the partner named where several speak."""
    return said[0].text if len(said) == 1 else _each_named(said)


def _each_named(said: tuple[Said, ...]) -> str:
    return " ".join(f"{one.partner}: {one.text}" for one in said)


def _why(indicator: IndicatorView, one: Shown) -> str:
    """The arithmetic, how the indicator itself stands where that differs, and the reason that its suppliers give."""
    sentences = [one.status.reason]
    if indicator.status.rating is not one.status.rating:
        itself = rating_word(indicator.status.rating, State.RECEIVED).lower()
        sentences.append(f"The indicator itself is {itself}.")
    for heading in REASONS:
        said = said_of(indicator, one, heading)
        if said:
            sentences.append(shortened(_each_named(said), WORDS_SHOWN, _in_full(indicator)))
            break
    return " ".join(sentences)


def _in_full(indicator: IndicatorView) -> str:
    return f"in full on {commentary_sheet(indicator.indicator.priority)}"


def _owner(view: PackView, indicator: IndicatorView, one: Shown) -> str:
    """The contact who supplies the figure, with the partner, and the lead of the priority."""
    measure = one.status.measure
    partner = one.status.partner or " and ".join(measure.suppliers)
    contacts = [s.contact for s in view.content.supplies if s.measure == measure.uid and s.partner in measure.suppliers]
    names = [short_name(name) for name in dict.fromkeys(contacts) if name]
    lead = short_name(view.content.leads.get(indicator.indicator.priority, ""))
    who = ", ".join([*names[:2], partner])
    return f"{who}; lead: {lead}" if lead else who
