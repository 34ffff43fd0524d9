"""Commands for tables of areas: taking one in, telling what it says, and saying something of it."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from pathlib import Path
from typing import Annotated

import typer

from csp_tui.cli.session import answer, desk_of

Title = Annotated[
    str, typer.Argument(metavar="TITLE", help="A measure's id, a table's title, or a part of it.", show_default=False)
]


def import_table(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx.", show_default=False)],
    measure: Annotated[str, typer.Option(metavar="MEASURE", help="The measure of the plan that it is about.")] = "",
    title: Annotated[str, typer.Option(metavar="TEXT", help="What is compared; else the column's heading.")] = "",
    period: Annotated[str, typer.Option(metavar="P", help='"year to March 2025", 2024-25; else as headed.')] = "",
    source: Annotated[str, typer.Option(metavar="TEXT", help="Where the figures are from.")] = "",
    own: Annotated[str, typer.Option(metavar="AREA", help="Our own area; else by the partnership's name.")] = "",
    national: Annotated[
        list[str] | None, typer.Option(metavar="ROW", help="A row that stands apart, beside England and the like.")
    ] = None,
    polarity: Annotated[str, typer.Option(metavar="WAY", help="lower, higher or none; else the measure's.")] = "",
    value: Annotated[str, typer.Option(metavar="HEADING", help="The column of the figures.")] = "",
    earlier: Annotated[str, typer.Option(metavar="HEADING", help="The column of the earlier figures.")] = "",
    change: Annotated[str, typer.Option(metavar="HEADING", help="The column of the changes in per cent.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be taken in.")] = False,
) -> None:
    """Take in a table of areas: area, value, and an earlier value or a change in per cent.

    A second one of the same title and period replaces the first; other years are kept beside it.
    """
    from csp_tui.cli.as_benchmarked import imported_json, imported_lines
    from csp_tui.desk import benchmarking as desk_benchmarking

    columns = {"value": value, "earlier": earlier, "change": change}
    said = desk_benchmarking.Said(title, measure, period, source, own, polarity, tuple(national or ()), columns)
    with desk_of(ctx) as desk:
        imported = desk_benchmarking.import_table(desk, file, said, dry_run=dry_run)
        known = desk.plan.by_uid
    answer(ctx, lambda: imported_json(imported, known), lambda: imported_lines(imported), done=imported.stored)


def show(
    ctx: typer.Context,
    title: Annotated[
        str | None,
        typer.Argument(
            metavar="TITLE",
            help="A measure's id, a table's title, or a part of it; none tells all.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Tell how areas compare: averages, ranks with ties, who rose, fell and stayed, who joined or left."""
    from csp_tui.cli.as_benchmarked import edition_json, edition_lines
    from csp_tui.desk import benchmarking as desk_benchmarking

    with desk_of(ctx) as desk:
        known = desk.plan.by_uid
        named = None if title is None else desk_benchmarking.edition_named(desk, title)
        found = desk_benchmarking.editions(desk) if named is None else (named,)
    answer(
        ctx,
        lambda: [edition_json(one, known) for one in found] if named is None else edition_json(named, known),
        lambda: (
            [line for one in found for line in edition_lines(one)]
            or ["There is no table of areas yet; csp-tui benchmarking import FILE takes one in."]
        ),
    )


def note(
    ctx: typer.Context,
    title: Title,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A few sentences; empty takes them back.")],
) -> None:
    """Say something of a table's latest figures, which the pack prints with it."""
    from csp_tui.cli.as_benchmarked import note_lines
    from csp_tui.desk.benchmarking import contradicted, note_on

    with desk_of(ctx) as desk:
        table = note_on(desk, title, text)
    look_at = list(contradicted(table))
    answer(
        ctx,
        lambda: {"title": table.title, "period": table.period, "note": table.note or None, "look_at": look_at},
        lambda: note_lines(table, look_at),
        done=True,
    )
