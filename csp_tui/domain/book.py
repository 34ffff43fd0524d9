"""The book of a quarter: everything stored that assessing it needs, held in memory as frozen facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct, field
from msgspec.structs import replace

from csp_tui.domain.benchmarking import BenchmarkTable
from csp_tui.domain.measures import Measure, Plan
from csp_tui.domain.months import Month
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, Headline, Judgement, OtherFigure, Restated
from csp_tui.domain.statements import Statement

COMMENTARY_FIELDS = ("patterns", "activity", "outcomes", "exceptions", "action", "ask", "nothing_to_report")
HISTORY_QUARTERS = 12  # how far back a book reaches: three years carry every window, trend and range


class Stated(Struct, frozen=True):
    """A current statement with where it came from. `revision` is its id in the ledger, None for an unsaved one."""

    statement: Statement
    revision: str | None = None
    by: str | None = None
    at: datetime | None = None
    sources: tuple[str, ...] = ()


class Judged(Struct, frozen=True):
    """A lead's judgement and the revision of the statement that it was made of (it lapses when that changes)."""

    judgement: Judgement
    of: str | None


class Explained(Struct, frozen=True):
    """An explanation of a query, the revision of the statement that it was given for, and who wrote it."""

    text: str
    of: str | None
    by: str | None = None


class Revised(Struct, frozen=True):
    """That figures of earlier quarters stand otherwise than the last pack told; `because` is their partner's reason."""

    message: str
    because: str | None = None

    @property
    def asked(self) -> str:
        """Names the question, so that an answer to it holds for as long as the same is asked."""
        return hashlib.sha256(self.message.encode()).hexdigest()


class Book(Struct, frozen=True):
    """A partnership's plan and figures around one quarter.

    `figures` is by measure uid, then the partner who answers (none for `single`), then quarter, and reaches back
    `HISTORY_QUARTERS`. `conflicts` names the measure uid and that partner where this quarter's figures differ.
    `to_check` counts what waits for a person by indicator code ('' for what belongs to none).
    `revised` holds what to ask of a measure's earlier quarters, by its uid and the partner who answers, and
    `restated` which of its figures the last pack told otherwise. A `closed`
    quarter's plan, breaks and earlier figures are those by which its pack was issued.
    `monthly` holds what was counted in each month, by measure uid and the partner who answers.
    `tables` are the benchmarking tables of these quarters, every edition of each. `today` is when it was read.
    Commentary and other figures are by (indicator uid, quarter, partner), explanations by (measure uid, partner, code).
    """

    plan: Plan
    quarter: Quarter
    figures: Mapping[str, Mapping[str, Mapping[Quarter, Stated]]] = field(default_factory=dict)
    breaks: Mapping[str, tuple[Break, ...]] = field(default_factory=dict)
    commentary: Mapping[tuple[str, Quarter, str], Mapping[str, str]] = field(default_factory=dict)
    other_figures: Mapping[tuple[str, Quarter, str], tuple[OtherFigure, ...]] = field(default_factory=dict)
    judgements: Mapping[tuple[str, str], Judged] = field(default_factory=dict)
    explanations: Mapping[tuple[str, str, str], Explained] = field(default_factory=dict)
    headlines: Mapping[int, Headline] = field(default_factory=dict)
    conflicts: frozenset[tuple[str, str]] = frozenset()
    closed: bool = False
    to_check: Mapping[str, int] = field(default_factory=dict)
    revised: Mapping[tuple[str, str], Revised] = field(default_factory=dict)
    restated: Mapping[tuple[str, str], tuple[Restated, ...]] = field(default_factory=dict)
    monthly: Mapping[str, Mapping[str, Mapping[Month, Statement]]] = field(default_factory=dict)
    tables: tuple[BenchmarkTable, ...] = ()
    today: date | None = None

    def stated(self, measure: Measure, partner: str, quarter: Quarter | None = None) -> Stated | None:
        """What a partner states of a measure for a quarter (this book's when none is given)."""
        return self.figures.get(measure.uid, {}).get(measure.answerer(partner), {}).get(quarter or self.quarter)

    def with_statement(self, measure: Measure, partner: str, stated: Stated | None) -> Book:
        """The same book in which a partner states something else of a measure, for showing a rating while typing."""
        by_partner = dict(self.figures.get(measure.uid, {}))
        series = dict(by_partner.get(measure.answerer(partner), {}))
        if stated is None:
            series.pop(self.quarter, None)
        else:
            series[self.quarter] = stated
        by_partner[measure.answerer(partner)] = series
        return replace(self, figures={**self.figures, measure.uid: by_partner})
