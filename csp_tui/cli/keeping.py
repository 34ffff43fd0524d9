"""Commands about the file itself: copies of it, going back to one, looking whether it is as it was stored."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csp_tui.cli.session import answer, desk_of, open_already, options_of

if TYPE_CHECKING:
    from csp_tui.desk.copying import Restored

Target = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="Where to; else the backups folder beside the database.", show_default=False),
]
Source = Annotated[Path, typer.Argument(metavar="FILE", help="A backup, or another copy.", show_default=False)]


def backup(
    ctx: typer.Context,
    file: Target = None,
    replace: Annotated[bool, typer.Option("--replace", help="Also in the place of a file that is there.")] = False,
) -> None:
    """Make a copy of the database now; several are made by themselves before anything large."""
    from csp_tui.cli.as_kept import backup_json, backup_lines
    from csp_tui.desk.copying import back_up

    with desk_of(ctx) as desk:
        made = back_up(desk, file, replace=replace)
    answer(ctx, lambda: backup_json(made), lambda: backup_lines(made), done=True)


def restore(
    ctx: typer.Context,
    file: Source,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
) -> None:
    """Go back to a copy of the database.

    What is there is backed up first; a damaged database is kept beside the backups. It does not ask, so that scripts
    can run it: look with --dry-run first.
    """
    from csp_tui.cli.as_kept import compared_json, compared_lines, restored_json, restored_lines
    from csp_tui.desk.copying import compare
    from csp_tui.desk.copying import restore as go_back
    from csp_tui.storage.errors import DamagedFile

    try:
        with desk_of(ctx) as desk:
            if dry_run:
                compared = compare(desk, file)
                answer(ctx, lambda: compared_json(compared), lambda: compared_lines(compared))
                return
            restored = go_back(desk, file)
    except DamagedFile:
        if dry_run:
            raise
        restored = _in_place_of_damaged(ctx, file)
    answer(ctx, lambda: restored_json(restored, file), lambda: restored_lines(restored, file), done=True)


def _in_place_of_damaged(ctx: typer.Context, file: Path) -> "Restored":
    from csp_tui.desk.copying import restore_damaged
    from csp_tui.desk.opening import default_location
    from csp_tui.plans.loading import load_plan

    options = options_of(ctx)
    database = Path(options.database).expanduser() if options.database else default_location()
    plan = load_plan(options.partnership, options.plan)
    return restore_damaged(database, file, plan.id.partition("/")[0])


def verify(ctx: typer.Context) -> None:
    """Look through the whole database for anything that is not as it was stored, and name it.

    The exit status is 1 when something is found.
    """
    from csp_tui.cli.as_kept import verified_json, verified_lines
    from csp_tui.desk.verifying import AlteredError
    from csp_tui.desk.verifying import verify as look_through

    with desk_of(ctx) as desk:
        verified = look_through(desk)
    answer(ctx, lambda: verified_json(verified), lambda: verified_lines(verified))
    if verified.found:
        raise AlteredError(verified.sentence)


def locate(ctx: typer.Context) -> None:
    """Tell where the database, its backups and everything else lies; nothing is changed or made."""
    from csp_tui.cli.as_kept import located_json, located_lines
    from csp_tui.desk.locating import locate as look

    options = options_of(ctx)
    located = look(options.database, options.partnership, options.plan, open_already(ctx))
    answer(ctx, lambda: located_json(located), lambda: located_lines(located))
