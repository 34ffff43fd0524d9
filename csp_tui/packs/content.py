"""What a pack is made of and what writing one gives back: frozen facts, without a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from csp_tui.domain.benchmarking import Edition
from csp_tui.domain.disclosure import holds_small_counts
from csp_tui.domain.marking import OFFICIAL
from csp_tui.domain.measures import Deliverable, Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, QuarterStatus, State
from csp_tui.domain.retold import Retold
from csp_tui.domain.statements import Statement
from csp_tui.packs.naming import DRAFT, MADE_UP, pack_file


class DataRow(Struct, frozen=True):
    """What one partner stated of one measure for one quarter, for the Data sheet."""

    measure: Measure
    partner: str
    quarter: Quarter
    statement: Statement


class ActionTold(Struct, frozen=True):
    """What the SEG decided, who does it by when, and how it stands; `done` is the day it was recorded as done."""

    reference: str
    text: str
    owner: str
    due: date
    decided: date
    done: date | None = None
    progress: str = ""


class DeliverableTold(Struct, frozen=True):
    """The progress that was reported on a deliverable; `quarter` is the note's own, the pack's or an earlier one."""

    deliverable: Deliverable
    quarter: Quarter
    text: str
    by: str


class Supplies(Struct, frozen=True):
    """Which contact supplies a measure for a partner: a name and a team as people know them."""

    measure: str  # its uid
    partner: str
    contact: str


class SideTold(Struct, frozen=True):
    """One of several statements that differ: what was said, by whom, when, and in which file."""

    statement: Statement | None
    by: str
    on: date
    file: str


class DifferTold(Struct, frozen=True):
    """Figures (or texts: then `measure` is None and `field` names them) that differ and wait for a decision."""

    indicator: str  # its code
    measure: Measure | None
    partner: str
    field: str
    sides: tuple[SideTold, ...]


class ToCheckTold(Struct, frozen=True):
    """Something received that has not been let in: about what, from whom, why, and from which file."""

    label: str  # a measure's id, an indicator's code, or what the file called the row
    partner: str
    reason: str
    file: str


class ChangeKind(StrEnum):
    """How something that was told, or was missing, differs now."""

    RECEIVED_AFTER_ISSUE = "received after issue"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class ChangeTold(Struct, frozen=True):
    """One statement that stands otherwise now than in the last issued pack of its quarter.

    `told` is None where it was awaited then, `now` is None where it is withdrawn. `why` is the reason that was given.
    `pack` is the issued pack that told the old figure.
    """

    measure: Measure
    partner: str
    quarter: Quarter
    kind: ChangeKind
    told: Statement | None
    now: Statement | None
    why: str
    on: date
    pack: str


class CorrectedTold(Struct, frozen=True):
    """A figure of the quarter that was corrected, or settled by a decision, before an issued pack told it.

    `why` is what its partner or the decision says, empty where nothing is said.
    """

    measure: Measure
    partner: str
    why: str
    on: date
    settled: bool = False


class TextsChanged(Struct, frozen=True):
    """Texts that a partner says otherwise now, or only now, than in the last issued pack of their quarter.

    `about` is an indicator's code, `Priority 1`, or a deliverable's id; `partner` is empty where none is named. `what`
    names the texts. Their words are not here: they stand where texts of their quarter always stand.
    """

    about: str
    partner: str
    quarter: Quarter
    kind: ChangeKind
    what: tuple[str, ...]
    why: str
    on: date
    pack: str


class Issue(Struct, frozen=True):
    """Which issue of a quarter's pack this is (1 the first), when it was issued, and why an earlier one is replaced.

    `replaces` is the id of the pack that it replaces, `replaced_on` the day on which that one was issued.
    """

    number: int
    on: date
    by: str
    replaces: str = ""
    because: str = ""
    replaced_on: date | None = None


class PackContent(Struct, frozen=True):
    """All that a pack prints. The same content gives the same bytes.

    `produced` is the date on the cover: hand in the date of the content (its last change, or its issue), not today's.
    `leads` are the leads' roles by priority number. `previous` is the quarter before, assessed, for what changed
    colour. `data` holds the statements of earlier quarters; those of this quarter are taken from `status`.
    `digest` identifies the figures that the pack was made from. Small counts of people in sensitive matters are
    masked unless `exact_small_numbers`. A `made_up` pack bears another name, so that it never takes a real one's place.
    `issue` is None for a draft. `rules_changed` are sentences: which rule differs from the last issued pack's.
    `breaks` are the marked changes of recording by a measure's uid, `tables` those of areas, by title.
    `retold` is what packs told and comes to something else now.
    """

    status: QuarterStatus
    produced: date
    digest: str
    marking: str = OFFICIAL
    issue: Issue | None = None
    leads: Mapping[int, str] = field(default_factory=dict)
    previous: QuarterStatus | None = None
    data: tuple[DataRow, ...] = ()
    exact_small_numbers: bool = False
    made_up: bool = False
    actions: tuple[ActionTold, ...] = ()
    deliverables: tuple[DeliverableTold, ...] = ()
    supplies: tuple[Supplies, ...] = ()
    differing: tuple[DifferTold, ...] = ()
    to_check: tuple[ToCheckTold, ...] = ()
    changes: tuple[ChangeTold, ...] = ()
    corrected: tuple[CorrectedTold, ...] = ()
    texts_changed: tuple[TextsChanged, ...] = ()
    rules_changed: tuple[str, ...] = ()
    meeting: date | None = None
    breaks: Mapping[str, tuple[Break, ...]] = field(default_factory=dict)
    tables: tuple[Edition, ...] = ()
    retold: tuple[Retold, ...] = ()

    @property
    def shown_tables(self) -> tuple[Edition, ...]:
        """The tables of areas without those that hold a small count of people in a sensitive matter."""
        return tuple(one for one in self.tables if not self._is_confidential(one))

    @property
    def confidential_tables(self) -> tuple[Edition, ...]:
        """The tables of areas that are left out."""
        return tuple(one for one in self.tables if self._is_confidential(one))

    def _is_confidential(self, edition: Edition) -> bool:
        measure = self.status.plan.by_uid.get(edition.table.about)
        return not self.exact_small_numbers and any(holds_small_counts(measure, table) for table in edition.every)

    @property
    def nothing_stated(self) -> bool:
        """Whether no figure, reason or text of the quarter is known, so that no day can be told of the last one."""
        return not self.status.headlines and all(
            one.state is State.AWAITED and not one.commentary for one in self.status.indicators
        )

    @property
    def draft(self) -> bool:
        """Whether the figures may still change."""
        return self.issue is None

    @property
    def title(self) -> str:
        """The workbook's title."""
        return f"{self.status.plan.partnership} quarterly report, {self.status.quarter.label}"

    @property
    def filename(self) -> str:
        """`medway-2026-27-Q2-draft.xlsx`, or `...-issued-1.xlsx`: whose and when, and nothing of what is in it."""
        if self.issue is None:
            standing = MADE_UP if self.made_up else DRAFT
        else:
            standing = f"{MADE_UP}-issued-{self.issue.number}" if self.made_up else f"issued-{self.issue.number}"
        return pack_file(self.status.plan.id, self.status.quarter, standing)


class Made(Struct, frozen=True):
    """A pack as a workbook's bytes, not yet in any file, and what a person should read before sending it."""

    packed: bytes
    warnings: tuple[str, ...] = ()


class Written(Struct, frozen=True):
    """Where a pack was written, why not under its own name, and what a person should read before sending it."""

    path: Path
    renamed_because: str | None = None
    warnings: tuple[str, ...] = ()
