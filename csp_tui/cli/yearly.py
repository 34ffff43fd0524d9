"""The command that puts the quarters of a year together."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from pathlib import Path
from typing import Annotated

import typer

from csp_tui.cli.passwords import PasswordFile, ToWrite, password_to_write
from csp_tui.cli.session import answer, desk_of


def year(
    ctx: typer.Context,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder; else exports, made if missing.")] = None,
    password: ToWrite = False,
    password_file: PasswordFile = None,
) -> None:
    """Write the plan's year as a workbook: four quarters, what they make, and the ratings as told."""
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk.folders import EXPORTS, folder_for
    from csp_tui.desk.yearly import year as put_together

    secret = password_to_write(password, password_file)
    with desk_of(ctx) as desk:
        written = put_together(desk, out or folder_for(desk, EXPORTS), secret)
    lines = [*wrapped(written.sentence, 0, 2)]
    if written.renamed_because:
        lines += wrapped(f"Note: {written.renamed_because}", 0, 2)
    if written.not_due:
        lines += wrapped(f"Not due yet: {', '.join(quarter.short for quarter in written.not_due)}.", 0, 2)
    if written.revised:
        lines += wrapped(f"Standing otherwise than told: {written.revised}; see its sheet Changes.", 0, 2)
    answer(
        ctx,
        lambda: {
            "file": str(written.path),
            "files": [str(written.path)],
            "year": written.year,
            "packs": list(written.issued),
            "not_due": [str(quarter) for quarter in written.not_due],
            "revised": written.revised,
            "digest": written.digest,
        },
        lambda: lines,
        done=True,
    )
