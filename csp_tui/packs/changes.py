"""The Changes sheet: what stands otherwise now than an issued pack told it, and which rules differ since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from csp_tui.domain.counting import counted as many
from csp_tui.domain.measures import Combine
from csp_tui.domain.results import MeasureStatus
from csp_tui.domain.retold import retold_words
from csp_tui.domain.statements import Statement
from csp_tui.packs.content import ChangeKind, ChangeTold, TextsChanged
from csp_tui.packs.view import PackView
from csp_tui.packs.wording import (
    NO_REASON,
    NOT_APPLICABLE,
    in_words,
    indicator_name,
    measure_name,
    told,
)
from csp_tui.workbooks.layout import Column, Line, Paper, Sheet, Table, Tone, Value
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.text import cleaned

_KINDS = tuple(ChangeKind)  # received after issue stands apart from revised, and before it
_AWAITED = "awaited"
_CORRECTED, _SETTLED = "Corrected", "Settled"
_WITHDRAWN = "withdrawn"
_TEXTS = {
    ChangeKind.RECEIVED_AFTER_ISSUE: ("no text", "a text"),
    ChangeKind.REVISED: ("another text", "a new text"),
    ChangeKind.WITHDRAWN: ("a text", _WITHDRAWN),
}
_WHAT_CHARACTERS = 200
_WHY_CHARACTERS = 420


def changes(view: PackView) -> Sheet:
    """A row for each figure and for a partner's texts of an indicator: told then, now, and why.

    What was missing comes first, then what was told otherwise, then what was put right before any pack told it.
    """
    place = {measure.uid: index for index, measure in enumerate(view.content.status.plan.measures)}
    found = sorted(
        view.content.changes,
        key=lambda change: (
            _KINDS.index(change.kind),
            change.quarter,
            place.get(change.measure.uid, len(place)),
            change.partner,
        ),
    )
    texts = sorted(view.content.texts_changed, key=lambda change: (_KINDS.index(change.kind), change.quarter))
    rows = tuple(
        row
        for kind in _KINDS
        for row in (
            *(_row(view, change) for change in found if change.kind is kind),
            *(_text_row(view, change) for change in texts if change.kind is kind),
        )
    )
    rows += tuple(_corrected(view))
    columns = (
        Column("Change", 12),
        Column("Quarter", 11.5),
        Column("Indicator", 19),
        Column("Measure", 18),
        Column("Partner", 14),
        Column("Told then", 18),  # a number, or all that was stated in words
        Column("Now", 18),
        Column("Why", 25),
        Column("Recorded on", 13),
        Column("Told in pack", 13),
    )
    nothing: tuple[Value, ...] = ("Nothing differs from what was told", *(NOT_APPLICABLE,) * (len(columns) - 1))
    return Sheet(
        name="Changes",
        title="Changes: what stands otherwise now than it was told",
        holds="This sheet contains one table: what came or changed after an issue, and what was put right before one.",
        paper=Paper.A4_LANDSCAPE,
        lines=(*_rules(view), *_retold(view)),
        table=Table("Changes", columns, rows or (nothing,)),
    )


def counted(view: PackView) -> str | None:
    """`Since the last pack: 2 figures received after issue, 1 revised; see Changes.`; None where nothing changed."""
    kinds = [change.kind for change in view.content.changes]
    told_now = [f"{kinds.count(kind)} {kind.value}" for kind in _KINDS if kind in kinds]
    texts = Counter[ChangeKind]()
    for change in view.content.texts_changed:
        texts[change.kind] += len(change.what)
    told_now += [f"{many(texts[kind], 'text')} {kind.value}" for kind in _KINDS if texts[kind]]
    rules = len(view.content.rules_changed)
    if rules:
        told_now.append(f"{many(rules, 'rule')} changed")
    return f"Since packs were issued: {', '.join(told_now)}; see Changes." if told_now else None


def revised_beside(view: PackView, status: MeasureStatus) -> list[str]:
    """`Revised: Q1 2026-27 told 412, now 419.`: what was told otherwise of a figure this quarter or the one before."""
    recent = (status.quarter, status.quarter.previous)
    return [
        f"Revised: {change.quarter.short} told {_in_words(view, change, change.told)},"
        f" now {_in_words(view, change, change.now)}."
        for change in view.content.changes
        if change.kind is ChangeKind.REVISED
        and change.measure.uid == status.measure.uid
        and change.quarter in recent
        and (status.partner is None or change.partner == status.partner)
    ]


def _in_words(view: PackView, change: ChangeTold, statement: Statement | None) -> str:
    if statement is None:
        return _WITHDRAWN
    return in_words(change.measure, view.shown_once(change.measure, change.partner, change.quarter, statement))


def _row(view: PackView, change: ChangeTold) -> tuple[Value, ...]:
    indicator = view.content.status.plan.by_code.get(change.measure.indicator)
    why = view.shown_restatement(change.measure, cleaned(change.why)) if change.why else ""
    return (
        change.kind.value.capitalize(),
        change.quarter.short,
        indicator_name(indicator) if indicator is not None else change.measure.indicator,
        measure_name(change.measure, change.partner),
        change.partner or " and ".join(change.measure.suppliers),
        _told(view, change, change.told, _AWAITED),
        _told(view, change, change.now, _WITHDRAWN),
        shortened(why, _WHY_CHARACTERS, "shortened") if why else NO_REASON,
        change.on,
        change.pack,
    )


def _corrected(view: PackView) -> Iterator[tuple[Value, ...]]:
    """A row for each figure of the quarter that was corrected or settled, where no issued pack told another."""
    quarter = view.content.status.quarter
    told_in_a_pack = {(c.measure.uid, c.partner) for c in view.content.changes if c.quarter == quarter}
    known = {(one.measure.uid, one.partner): one for one in view.content.corrected}
    for row in view.data:
        partners = row.measure.suppliers if row.measure.combine is Combine.SINGLE else (row.partner,)
        keys = [(row.measure.uid, partner) for partner in ("", *partners)]
        if row.quarter != quarter or not told_in_a_pack.isdisjoint(keys):
            continue
        one = next((known[key] for key in keys if key in known), None)
        if one is None or (row.stated.hidden and not one.settled and not one.why):
            continue  # that a masked figure is another than an earlier one is for nobody to know
        why = view.shown_restatement(row.measure, cleaned(one.why)) if one.why else NO_REASON
        yield (
            _SETTLED if one.settled else _CORRECTED,
            row.quarter.short,
            indicator_name(row.indicator),
            measure_name(row.measure, row.partner),
            row.partner,
            "not told before",
            told(row.measure, row.stated),
            shortened(why, _WHY_CHARACTERS, "shortened"),
            one.on,
            "in none",
        )


def _text_row(view: PackView, change: TextsChanged) -> tuple[Value, ...]:
    """Texts are named and not told again: their words stand where those of their quarter stand."""
    plan = view.content.status.plan
    measure = plan.by_id.get(change.about)
    indicator = plan.by_code.get(measure.indicator if measure is not None else change.about)
    what = ", ".join(change.what) if measure is None else f"{measure.title}: {', '.join(change.what)}"
    why = view.shown_reason(indicator, cleaned(change.why)) if change.why else ""
    then, now = _TEXTS[change.kind]
    return (
        change.kind.value.capitalize(),
        change.quarter.short,
        indicator_name(indicator) if indicator is not None else change.about,
        shortened(cleaned(what), _WHAT_CHARACTERS, "and more"),
        change.partner or NOT_APPLICABLE,
        then,
        now,
        shortened(why, _WHY_CHARACTERS, "shortened") if why else NO_REASON,
        change.on,
        change.pack,
    )


def _told(view: PackView, change: ChangeTold, statement: Statement | None, otherwise: str) -> Value:
    if statement is None:
        return otherwise
    return told(change.measure, view.shown_once(change.measure, change.partner, change.quarter, statement))


def _rules(view: PackView) -> Iterator[Line]:
    if view.content.rules_changed:
        yield Line("Rules that are not those of the last pack", Tone.HEADING)
        yield from (Line(f"{sentence.rstrip('.')}.") for sentence in view.content.rules_changed)


def _retold(view: PackView) -> Iterator[Line]:
    """What packs told beside what its figures come to now; without what would give small counts away."""
    told = [one for one in view.content.retold if view.tells_again(one.measure, one.partner)]
    if told:
        yield Line("Ratings that stand as they were told, though the figures behind them were revised", Tone.HEADING)
    for one in told:
        yield Line(f"{one.measure.id}, {measure_name(one.measure, one.partner)}, {retold_words(one)}")
