"""Commands that settle what merges left open: figures that differ, and what is to check."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from typing import TYPE_CHECKING, Annotated

import typer

from csp_tui.cli.arguments import (
    Area,
    BlankReason,
    Change,
    Day,
    Denominator,
    Extracted,
    MeasureId,
    Numerator,
    PeriodFrom,
    PeriodTo,
    Prior,
    Provisional,
    Reason,
    RollingYear,
    RollingYearPrior,
)
from csp_tui.cli.session import answer, desk_of, options_of

if TYPE_CHECKING:
    from csp_tui.desk.opening import Desk
    from csp_tui.domain.quarters import Quarter

Id = Annotated[str, typer.Argument(metavar="ID", help="As it is listed; its beginning is enough.", show_default=False)]


def conflicts(ctx: typer.Context) -> None:
    """List the figures that differ, side by side.

    Without --quarter those of every quarter.
    """
    from csp_tui.cli.as_decided import conflict_json, conflict_lines
    from csp_tui.desk import deciding

    with desk_of(ctx) as desk:
        found = deciding.conflicts(desk, _only_quarter(ctx, desk))
    answer(
        ctx,
        lambda: [conflict_json(each) for each in found],
        lambda: [line for each in found for line in conflict_lines(each)] or ["No figures differ."],
    )


def resolve(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    ctx: typer.Context,
    id: Id,
    reason: Reason,
    take: Annotated[str | None, typer.Option(metavar="SIDE", help="The side that counts, by its letter.")] = None,
    add: Annotated[bool, typer.Option("--sum", help="Both count: add up what different partners counted.")] = False,
    value: Annotated[str | None, typer.Option(metavar="V", help="Another figure counts.")] = None,
    text: Annotated[str | None, typer.Option(metavar="T", help="Another text counts, for commentary.")] = None,
    numerator: Numerator = None,
    denominator: Denominator = None,
    rolling_year: RollingYear = None,
    rolling_year_prior: RollingYearPrior = None,
    prior: Prior = None,
    change: Change = None,
    period_from: PeriodFrom = None,
    period_to: PeriodTo = None,
    extracted: Extracted = None,
    provisional: Provisional = None,
    area: Area = None,
    date: Day = None,
    blank: BlankReason = None,
) -> None:
    """Say which of figures that differ counts, and why."""
    from csp_tui.cli.as_decided import settled_json, settled_lines
    from csp_tui.desk import deciding
    from csp_tui.domain.entries import Entry

    entry = Entry(
        value=value,
        numerator=numerator,
        denominator=denominator,
        rolling_year=rolling_year,
        rolling_year_prior=rolling_year_prior,
        prior=prior,
        change=change,
        period_from=period_from,
        period_to=period_to,
        extracted=extracted,
        date=date,
        area=area,
        provisional=provisional,
        blank=blank,
    )
    if sum((take is not None, add, text is not None, not entry.empty)) != 1:
        ctx.fail("Say what counts: --take SIDE, --sum, --text T, or a statement such as --value V.")
    with desk_of(ctx) as desk:
        found = deciding.conflict_named(desk, id)
        state = None if take is not None or add else deciding.stated_anew(desk, found, entry, text or "")
        deciding.resolve(desk, found.id, reason=reason, take=take, add=add, state=state)
        now = deciding.standing(desk, found)
        lost = None if take is None else deciding.leaves_out(found, take)
    answer(ctx, lambda: settled_json(found, now, lost), lambda: settled_lines(found, now, lost), done=True)


def to_check(ctx: typer.Context) -> None:
    """List what was received and waits for a person, and why.

    Without --quarter that of every quarter.
    """
    from csp_tui.cli.as_decided import check_json, check_lines
    from csp_tui.desk import accepting

    with desk_of(ctx) as desk:
        found = accepting.to_check(desk, _only_quarter(ctx, desk))
    answer(
        ctx,
        lambda: [check_json(each) for each in found],
        lambda: [line for each in found for line in check_lines(each)] or ["Nothing is to check."],
    )


def accept(ctx: typer.Context, id: Id, reason: Reason) -> None:
    """Take in what is to check, or all that its file holds.

    A corrected form then replaces what came of it before; a cell that came back empty withdraws its figure. Cells that
    need no look any more with that are named, with --json under left_the_list.
    """
    from csp_tui.cli.as_decided import accepted_json, accepted_lines
    from csp_tui.desk import accepting

    with desk_of(ctx) as desk:
        accepted = accepting.accept(desk, id, reason)
    answer(ctx, lambda: accepted_json(accepted), lambda: accepted_lines(accepted), done=True)


def map_row(
    ctx: typer.Context,
    id: Id,
    measure: MeasureId,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept beside it.")] = "",
) -> None:
    """Say which measure a row means that the plan does not know."""
    from csp_tui.cli.as_decided import check_json
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk import accepting

    with desk_of(ctx) as desk:
        meant = desk.plan.measure(measure)
        mapped = accepting.map_row(desk, id, meant, reason)
    answer(
        ctx,
        lambda: {**check_json(mapped), "means": meant.id},
        lambda: wrapped(f"{mapped.measure or 'The row'} means {meant.id}, {meant.title}: {mapped.says}, taken in."),
        done=True,
    )


def _only_quarter(ctx: typer.Context, desk: "Desk") -> "Quarter | None":
    typed = options_of(ctx).quarter
    return None if typed is None else desk.quarter(typed)
