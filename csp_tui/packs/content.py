"""What a pack is made of and what writing one gives back: frozen facts, without a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import QuarterStatus
from csp_tui.domain.statements import Statement


@dataclass(frozen=True, slots=True)
class DataRow:
    """What one partner stated of one measure for one quarter, for the Data sheet."""

    measure: Measure
    partner: str
    quarter: Quarter
    statement: Statement


@dataclass(frozen=True, slots=True)
class PackContent:
    """All that a pack prints. The same content gives the same bytes.

    `produced` is the date on the cover: hand in the date of the content (its last change, or its issue), not today's.
    `leads` are the leads' roles by priority number. `previous` is the quarter before, assessed, for what changed
    colour. `data` holds the statements of earlier quarters; those of this quarter are taken from `status`.
    `digest` identifies the figures that the pack was made from. Small counts of people in sensitive matters are
    masked unless `exact_small_numbers`. A `made_up` pack bears another name, so that it never takes a real one's place.
    """

    status: QuarterStatus
    produced: date
    digest: str
    marking: str = "OFFICIAL"
    draft: bool = True
    leads: Mapping[int, str] = field(default_factory=dict)
    previous: QuarterStatus | None = None
    data: tuple[DataRow, ...] = ()
    exact_small_numbers: bool = False
    made_up: bool = False

    @property
    def title(self) -> str:
        """The workbook's title."""
        return f"{self.status.plan.partnership} quarterly report, {self.status.quarter.label}"

    @property
    def filename(self) -> str:
        """`medway-2026-27-Q2-draft.xlsx`: whose and when, and nothing of what is in it."""
        standing = "made-up" if self.made_up else "draft" if self.draft else "issued"
        return f"{self.status.plan.id.partition('/')[0]}-{self.status.quarter}-{standing}.xlsx"


@dataclass(frozen=True, slots=True)
class Written:
    """Where a pack was written, why not under its own name, and what a person should read before sending it."""

    path: Path
    renamed_because: str | None = None
    warnings: tuple[str, ...] = ()
