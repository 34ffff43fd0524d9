"""Commands that take files in and give them out: the pack, earlier quarters, and the made-up quarter to look at."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from pathlib import Path
from typing import Annotated

import typer

from csp_tui.cli.arguments import BriefingBeside, CsvBeside
from csp_tui.cli.passwords import PasswordFile, ToWrite, password_to_write
from csp_tui.cli.session import WAITING, answer, desk_of, options_of

CsvFile = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv file.", show_default=False)]
TableFile = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file.", show_default=False)]


def export(
    ctx: typer.Context,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder; else exports, made if missing.")] = None,
    public: Annotated[bool, typer.Option("--public", help="Write the public copy instead: counts rounded.")] = False,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT", help="Leave out of the public copy: P2-05.x, P2-05.x/rolling-year, P2-05/commentary."
        ),
    ] = None,
    csv: CsvBeside = False,
    briefing: BriefingBeside = False,
    password: ToWrite = False,
    password_file: PasswordFile = None,
) -> None:
    """Write the workbook for the Strategic Executive Group.

    It is a draft. The exit status is 3 when something still waits.
    """
    from csp_tui.cli.as_issued import exported_json, exported_lines
    from csp_tui.desk.exporting import export_pack
    from csp_tui.desk.folders import EXPORTS, folder_for
    from csp_tui.desk.publishing import publish
    from csp_tui.packs.beside import Beside

    if leave_out and not public:
        raise typer.BadParameter("it goes with --public only", param_hint="--leave-out")
    if public and (csv or briefing):
        raise typer.BadParameter("what goes beside the pack is not for the public", param_hint="--public")
    if public and (password or password_file is not None):
        raise typer.BadParameter("the public copy is for anyone, and takes no password", param_hint="--public")
    secret = password_to_write(password, password_file)
    beside = Beside(csv=csv, briefing=briefing)
    with desk_of(ctx) as desk:
        quarter, folder = desk.quarter(options_of(ctx).quarter), out or folder_for(desk, EXPORTS)
        if public:
            pack = publish(desk, quarter, folder, leave_out or ())
        else:
            pack = export_pack(desk, quarter, folder, beside=beside, password=secret)
    answer(ctx, lambda: exported_json(pack), lambda: exported_lines(pack), done=True)
    if pack.waiting:
        raise typer.Exit(WAITING)


def import_history(
    ctx: typer.Context,
    file: TableFile,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be taken in.")] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why figures that stand already are stated again.")] = "",
) -> None:
    """Take in the figures of earlier quarters or months, all of the file or nothing."""
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk.history import import_history as take_in

    with desk_of(ctx) as desk:
        imported = take_in(desk, file, dry_run=dry_run, reason=reason)
    answer(
        ctx,
        lambda: {
            "rows": imported.rows,
            "quarters": [str(quarter) for quarter in imported.quarters],
            "new": imported.new,
            "changed": imported.changed,
            "unchanged": imported.unchanged,
            "months": imported.months,
            "made": imported.made,
            "remarks": list(imported.remarks),
            "stored": imported.stored,
            "merge_id": imported.step,
        },
        lambda: [line for said in (imported.sentence, *imported.remarks) for line in wrapped(said)],
        done=imported.stored,
    )


def export_history(
    ctx: typer.Context,
    file: CsvFile,
    replace: Annotated[bool, typer.Option("--replace", help="Also in the place of a file that is there.")] = False,
) -> None:
    """Write the figures of all quarters into a file that `history import` reads."""
    from csp_tui.desk.history_export import export_history as give_out
    from csp_tui.domain.counting import counted

    with desk_of(ctx) as desk:
        written = give_out(desk, file, replace=replace)
    answer(
        ctx,
        lambda: {"file": str(written.path), "rows": written.rows},
        lambda: [f"{counted(written.rows, 'figure is', 'figures are')} in {written.path}."],
        done=True,
    )


def demo(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder; made if it is missing.")] = Path("csp-tui-demo"),
) -> None:
    """Fill a scratch database and write its workbook, all made up."""
    from csp_tui.desk.demonstrating import demonstrate

    options = options_of(ctx)
    shown = demonstrate(out, quarter=options.quarter, plan=options.plan, partnership=options.partnership)
    answer(
        ctx,
        lambda: {"database": str(shown.database), "file": str(shown.path), "sentence": shown.sentence},
        lambda: [shown.sentence, f"As lines of text: {shown.command} status"],
        done=True,
    )
