"""Commands that issue packs, open quarters again, and give issued packs out once more."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from pathlib import Path
from typing import Annotated

import typer

from csp_tui.cli.arguments import BriefingBeside, CsvBeside
from csp_tui.cli.passwords import PasswordFile, ToWrite, password_to_write
from csp_tui.cli.session import WAITING, answer, desk_of, options_of

Out = Annotated[Path | None, typer.Option(metavar="DIR", help="The folder; else exports, made if missing.")]
PackId = Annotated[str, typer.Argument(metavar="ID", help="As packs lists it: 2026-27-Q2-1.", show_default=False)]


def issue(
    ctx: typer.Context,
    out: Out = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Tell small counts of people exactly, marked OFFICIAL-SENSITIVE.")
    ] = False,
    csv: CsvBeside = False,
    briefing: BriefingBeside = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what still waits and what members will ask.")
    ] = False,
    password: ToWrite = False,
    password_file: PasswordFile = None,
) -> None:
    """Issue the pack of a quarter: freeze its ratings, keep it, and close the quarter.

    It does not ask, so that scripts can run it: look with --dry-run first. What waits stops nothing, it is told in the
    pack; reopen is the way back. The exit status is 3 when something still waits.
    """
    from csp_tui.cli.as_issued import exported_json, issued_lines, preview_json, preview_lines
    from csp_tui.desk.folders import EXPORTS, folder_for
    from csp_tui.desk.issuing import issue as issue_pack
    from csp_tui.desk.issuing import may_issue
    from csp_tui.desk.previewing import preview
    from csp_tui.packs.beside import Beside

    secret = None if dry_run else password_to_write(password, password_file)
    with desk_of(ctx) as desk:
        quarter = desk.quarter(options_of(ctx).quarter)
        if dry_run:
            may_issue(desk, quarter, exact=exact)
            seen = preview(desk, quarter)
            waiting = seen.waiting
            answer(ctx, lambda: preview_json(seen), lambda: preview_lines(seen))
        else:
            beside = Beside(csv=csv, briefing=briefing)
            folder = out or folder_for(desk, EXPORTS)
            pack = issue_pack(desk, quarter, folder, exact=exact, beside=beside, password=secret)
            waiting = pack.waiting
            answer(ctx, lambda: exported_json(pack), lambda: issued_lines(pack, quarter), done=True)
    if waiting:
        raise typer.Exit(WAITING)


def reopen(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it stands on the next pack.")],
) -> None:
    """Open a closed quarter again; its pack stays on record, and the next one replaces it."""
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk.issuing import reopen as open_again

    with desk_of(ctx) as desk:
        quarter = desk.quarter(options_of(ctx).quarter)
        pack = open_again(desk, quarter, reason)
    told = f"{quarter.label} is open again. Pack {pack} stays on record; issue replaces it by another."
    answer(ctx, lambda: {"quarter": str(quarter), "pack": pack, "closed": False}, lambda: wrapped(told), done=True)


def packs(ctx: typer.Context) -> None:
    """List the packs that were issued and the public copies that were made."""
    from csp_tui.cli.as_issued import pack_json, pack_lines
    from csp_tui.desk.issuing import packs as on_record

    with desk_of(ctx) as desk:
        found = on_record(desk)
    answer(
        ctx,
        lambda: [pack_json(one) for one in found],
        lambda: [line for one in found for line in pack_lines(one)] or ["No pack is issued yet."],
    )


def pack(
    ctx: typer.Context, id: PackId, out: Out = None, password: ToWrite = False, password_file: PasswordFile = None
) -> None:
    """Write a pack again, exactly as it was issued, with what --csv and --briefing put beside it then."""
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk.folders import EXPORTS, folder_for
    from csp_tui.desk.issuing import write_again

    secret = password_to_write(password, password_file)
    with desk_of(ctx) as desk:
        again = write_again(desk, id, out or folder_for(desk, EXPORTS), secret)
    lines = [f"Pack {again.pack.id}, as it was issued, is in {again.path}."]
    if again.files[1:]:
        lines += wrapped(f"Beside it: {', '.join(file.name for file in again.files[1:])}.", 0, 2)
    for note in again.notes:
        lines += wrapped(f"Note: {note}", 0, 2)
    answer(
        ctx,
        lambda: {
            "file": str(again.path),
            "files": [str(file) for file in again.files],
            "pack": again.pack.id,
            "draft": False,
            "digest": again.pack.digest,
            "sha256": again.pack.sha256,
        },
        lambda: lines,
        done=True,
    )
