"""The Actions sheet: what the group decided, who does it by when, and how it stands."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.domain.counting import counted as many
from csp_tui.packs.content import ActionTold
from csp_tui.packs.paragraphs import beside_each_other
from csp_tui.packs.view import PackView
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE, short_date, short_name
from csp_tui.workbooks.layout import Column, Paper, Sheet, Table, Value

_TEXT_WIDTH = 34
_STANDINGS = ("Overdue", "Open", "Done")  # in the order in which a member wants to hear of them


def standing(view: PackView, action: ActionTold) -> str:
    """`Done`, `Open` or `Overdue`, on the day that the pack was produced."""
    if action.done is not None:
        return "Done"
    return "Overdue" if action.due < view.content.produced else "Open"


def in_order(view: PackView) -> tuple[ActionTold, ...]:
    """All actions: overdue ones first, then open ones, then those done, each by due date."""
    return tuple(sorted(view.content.actions, key=lambda a: (_STANDINGS.index(standing(view, a)), a.due, a.reference)))


def counted(view: PackView) -> str:
    """How many there are and how they stand: `5 actions: 1 overdue, 2 open, 2 done`."""
    every = [standing(view, action) for action in view.content.actions]
    if not every:
        return "No actions are on record."
    counts = ", ".join(f"{every.count(word)} {word.lower()}" for word in _STANDINGS if word in every)
    return f"{many(len(every), 'action')}: {counts}."


def actions(view: PackView) -> Sheet:
    """A row for each action; a long one goes on in further rows."""
    rows = tuple(row for action in in_order(view) for row in _rows(view, action))
    columns = (
        Column("Action", 16),
        Column("What was decided", _TEXT_WIDTH),
        Column("Owner", 20),
        Column("Due", 15),
        Column("How it stands", 15),
        Column("Progress told", _TEXT_WIDTH),
    )
    nothing: tuple[Value, ...] = ("None", "No actions are on record", *(NOT_APPLICABLE,) * (len(columns) - 2))
    return Sheet(
        name="Actions",
        title="Actions: what the group decided, and how it stands",
        holds="This sheet contains one table: the group's actions, overdue ones first.",
        paper=Paper.A4_LANDSCAPE,
        table=Table("Actions", columns, rows or (nothing,)),
    )


def _rows(view: PackView, action: ActionTold) -> Iterator[tuple[Value, ...]]:
    how = standing(view, action) + (f", {short_date(action.done)}" if action.done is not None else "")
    progress = action.progress or f"{NOT_AVAILABLE} none told"
    texts = beside_each_other((action.text, _TEXT_WIDTH), (progress, _TEXT_WIDTH))
    for number, (text, told) in enumerate(texts):
        name = f"{action.reference}, continued" if number else action.reference
        yield name, text, short_name(action.owner) or NOT_AVAILABLE, action.due, how, told
