"""The command that rates the last quarters again under another rule, changing nothing."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from typing import Annotated, Literal

import typer

from csp_tui.cli.arguments import whole_number
from csp_tui.cli.session import answer, desk_of, options_of


def replay(
    ctx: typer.Context,
    measure: Annotated[
        str | None, typer.Argument(metavar="MEASURE", help="Only this measure; none replays all.", show_default=False)
    ] = None,
    band: Annotated[str | None, typer.Option(metavar="PERCENT", help="Another amber band.")] = None,
    comparator: Annotated[
        Literal["rolling-year", "prior-quarter", "same-quarter", "target"] | None,
        typer.Option(help="What figures stand against: same-quarter is that of last year."),
    ] = None,
    target: Annotated[str | None, typer.Option(metavar="N", help="A target for the measure.")] = None,
    quarters: Annotated[
        int, typer.Option(metavar="N", parser=whole_number, help="How many quarters, this one the last.")
    ] = 8,
    all_measures: Annotated[bool, typer.Option("--all", help="Also ratings that would stay as they are.")] = False,
) -> None:
    """Tell how the last quarters would have been rated under another band or comparator.

    Nothing is changed. Closed quarters are replayed from what their packs told.
    """
    from csp_tui.cli.as_replayed import replay_json, replay_lines
    from csp_tui.desk.replaying import replay as replay_quarters
    from csp_tui.domain.numbers import read_number
    from csp_tui.domain.replaying import COMPARATORS, Rule

    with desk_of(ctx) as desk:
        rule = Rule(
            None if band is None else read_number(band, percent=True),
            None if comparator is None else COMPARATORS[comparator],
            None if target is None else read_number(target, percent=True, money=True),
            "" if measure is None else desk.plan.measure(measure).uid,
        )
        found = replay_quarters(desk, desk.quarter(options_of(ctx).quarter), rule, quarters)
        known = desk.plan.by_uid
    answer(
        ctx,
        lambda: replay_json(found, known, all_measures=all_measures),
        lambda: replay_lines(found, all_measures=all_measures),
    )
