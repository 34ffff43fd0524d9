"""Taking past figures in, by the quarter or by the month: what each row becomes, and all of it in one step.

For commands and screens: `import_history`, `plan_history`, `plan_pasted`, `store_history`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from csp_tui.desk.closing import refuse_closed
from csp_tui.desk.collecting import without_collecting
from csp_tui.desk.history_planning import Became, HistoryPlan, planned
from csp_tui.desk.history_rows import HistoryError, read_history
from csp_tui.desk.opening import Desk, now
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.months import Month
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.revising import replaced_words
from csp_tui.returns.tidy import pasted_table, read_table
from csp_tui.storage.records import HISTORY

PASTED: Final = "what was pasted"
BEFORE_IMPORT: Final = "before an import"  # in the name of the backup made then
_EXAMPLES: Final = 3


class Imported(Struct, frozen=True):
    """What an import did, or on a dry run would do. `unchanged` rows were there already; `step` numbers a new step.

    `months` counts the figures that are a month's, `made` the quarters that these make. `remarks` are sentences on
    quarters that stand otherwise than their months, and on what a newer extraction replaced.
    """

    rows: int
    quarters: tuple[Quarter, ...]
    new: int
    changed: int
    unchanged: int
    months: int
    made: int
    remarks: tuple[str, ...]
    step: int | None
    dry_run: bool

    @property
    def stored(self) -> bool:
        """Whether anything new was stored."""
        return self.step is not None

    @property
    def sentence(self) -> str:
        """What happened, and how to take it back."""
        if not self.rows:
            return "The file holds no rows; nothing was stored."
        first, last = self.quarters[0].short, self.quarters[-1].short
        what = f"{_figures(self.rows)} for {first if first == last else f'{first} to {last}'}"
        counts = f"{self.new:,} new, {self.changed:,} changed, {self.unchanged:,} already there"
        if self.months:
            counts += f"; {_count(self.months, 'month')} among them, of which {_count(self.made, 'quarter')}"
            counts += f" {'is' if self.made == 1 else 'are'} made"
        if self.dry_run:
            return f"Dry run: {what}: {counts}. Nothing was stored."
        if not self.stored:
            return f"{what}: {counts}. There was nothing to store."
        back = f"csp-tui undo-merge {self.step} takes it back later"
        return f"{what} taken in: {counts}. Undo takes them back in one step; {back}."


def _figures(count: int) -> str:
    return _count(count, "figure")


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def import_history(desk: Desk, file: Path, *, dry_run: bool = False, reason: str = "") -> Imported:
    """Take in past figures from a .csv or .xlsx, all of it in one step, or nothing.

    `reason` says why figures are stated again, for rows that give none. Raises HistoryError naming row and column.
    """
    return store_history(desk, plan_history(desk, file, reason=reason), dry_run=dry_run)


@without_collecting()
def plan_history(desk: Desk, file: Path, *, reason: str = "") -> HistoryPlan:
    """What taking a file in would do; nothing is stored. Raises a UserError where it is no table of past figures."""
    return planned(desk, read_history(desk, read_table(file, "measure")), clean_text(reason))


@without_collecting()
def plan_pasted(desk: Desk, text: str, *, reason: str = "") -> HistoryPlan:
    """The same for cells that were copied elsewhere."""
    return planned(desk, read_history(desk, pasted_table(text, PASTED)), clean_text(reason))


@without_collecting()
def store_history(desk: Desk, plan: HistoryPlan, *, dry_run: bool = False) -> Imported:
    """Store what was planned as one step, after a backup. Raises HistoryError where a row is refused, ClosedError."""
    if plan.refused:
        raise HistoryError(plan.refusal)
    refuse_closed(desk.store.view(desk.partnership), [draft.subject for draft in plan.drafts])
    step = None
    if plan.drafts and not dry_run:
        at = now()
        desk.store.verify_before_writing()
        desk.store.back_up(BEFORE_IMPORT, at)
        step = desk.store.append(
            desk.partnership,
            plan.drafts,
            kind=HISTORY,
            author=desk.by,
            at=at,
            note=f"{_figures(len(plan.figures))} of earlier quarters from {plan.file}",
            plan_version=desk.plan.version,
            guard=refuse_closed,
        )
    return Imported(
        len(plan.figures),
        tuple(sorted({_quarter(one.period) for one in plan.figures})),
        plan.count(Became.NEW),
        plan.count(Became.CHANGED),
        plan.count(Became.UNCHANGED),
        sum(isinstance(one.period, Month) for one in plan.figures),
        plan.count(Became.MADE),
        tuple(_remarks(plan)),
        None if step is None else step.number,
        dry_run,
    )


def _quarter(period: Quarter | Month) -> Quarter:
    return period if isinstance(period, Quarter) else period.quarter


def _remarks(plan: HistoryPlan) -> Iterator[str]:
    yield from plan.left_out
    for became in (Became.DIFFERS, Became.IN_PART):
        found = [one for one in plan.told if one.became is became]
        yield from (one.why for one in found[:_EXAMPLES])
        if len(found) > _EXAMPLES:
            yield f"And so for {_count(len(found) - _EXAMPLES, 'more quarter')}."
    yield from replaced_words(plan.replaced)
