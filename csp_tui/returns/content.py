"""What a form or a program's return holds, as plain facts; the desk gathers them, the form's sheets lay them out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct, field

from csp_tui.domain.measures import Indicator, Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import OtherFigure
from csp_tui.domain.statements import Statement
from csp_tui.returns.identity import Identity

Revisions = tuple[str, ...]
"""The ids behind what is prefilled: several where several stand that say the same."""


class MeasureRow(Struct, frozen=True):
    """A measure to state, for one partner: what is stated already, last quarter's answer and the rating it led to.

    `last_rating` is a word. `asked` are the questions and actions that concern it, as they are to be read.
    """

    measure: Measure
    partner: str
    benchmark: str
    statement: Statement | None = None
    revisions: Revisions = ()
    last: Statement | None = None
    last_rating: str = ""
    asked: tuple[str, ...] = ()


class CommentaryRow(Struct, frozen=True):
    """An indicator to comment on, for one partner; `wanted` where the plan asks for words, not only allows them."""

    indicator: Indicator
    partner: str
    wanted: bool
    texts: Mapping[str, str] = field(default_factory=dict)
    revisions: Mapping[str, Revisions] = field(default_factory=dict)
    last: str = ""


class FigureRow(Struct, frozen=True):
    """Another figure that a partner wants shown with an indicator."""

    indicator: Indicator
    partner: str
    figure: OtherFigure
    revisions: Revisions = ()


class AskedRow(Struct, frozen=True):
    """A question or an action carried over: `about` is the uid it belongs to, `quarter` the one it was raised in.

    `answerer` is the partner part of the answer's subject. `concerns` and `when` are to be read: `P1-01.total`,
    `asked by Ann`, `due 30 November 2026`.
    """

    reference: str
    partner: str
    about: str
    quarter: str
    answerer: str
    concerns: str
    text: str
    when: str
    is_action: bool = False
    answer: str = ""
    revisions: Revisions = ()


class CheckRow(Struct, frozen=True):
    """A query of a check with its explanation; `of` is the revision that it was found in."""

    measure: str
    partner: str
    about: str
    answerer: str
    code: str
    message: str
    of: str = ""
    explanation: str = ""
    revisions: Revisions = ()


class LedRow(Struct, frozen=True):
    """What the lead of a priority writes: its headline paragraph, or the progress of one of its deliverables.

    `item` names it on the form (`Priority 1`, `P1-D01`), `field` is that of its subject. `wording` is the plan's own,
    `last` what was said before this quarter.
    """

    item: str
    about: str
    field: str
    wording: str
    last: str
    text: str = ""
    agreed_by: str = ""
    revisions: Revisions = ()


class Behind(Struct, frozen=True):
    """A revision behind something prefilled: whose it is and what it was based on."""

    id: str
    sender: str
    bases: tuple[str, ...]
    author: str
    at: datetime


class ReturnContent(Struct, frozen=True):
    """Everything in one form or return. `audience` is who it is for, `ask` who answers questions about it.

    `ask_at` is the e-mail of who answers them, where one is known. `due` is when it is wanted back. `produced` is the
    day it bears.
    """

    identity: Identity
    partnership: str
    quarter: Quarter
    audience: str
    ask: str
    marking: str
    produced: date
    due: date | None
    measures: tuple[MeasureRow, ...]
    commentary: tuple[CommentaryRow, ...]
    figures: tuple[FigureRow, ...] = ()
    asked: tuple[AskedRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    led: tuple[LedRow, ...] = ()
    behind: tuple[Behind, ...] = ()
    filled_in_by: str = ""
    agreed_by: str = ""
    ask_at: str = ""

    @property
    def partners(self) -> tuple[str, ...]:
        """The partners it answers for, in the order of its rows."""
        return tuple(dict.fromkeys(row.partner for row in self.measures))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators it speaks of, in the order of its rows."""
        return tuple({row.indicator.uid: row.indicator for row in self.commentary}.values())
