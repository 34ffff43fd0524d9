"""Commands that take returns in, and take a merge back."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from pathlib import Path
from typing import Annotated

import typer

from csp_tui.cli.arguments import whole_number
from csp_tui.cli.passwords import PasswordsFile, ToRead, passwords_to_read
from csp_tui.cli.session import WAITING, answer, desk_of, options_of, progress_line
from csp_tui.domain.errors import UserError


class NothingMergedError(UserError):
    """No file of a merge could be read, or there was none."""


def merge(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Returns (.xlsx), databases (.db), or folders of them.",
            show_default=False,
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="A corrected form replaces what was taken in of it before.")
    ] = False,
    password: ToRead = False,
    password_file: PasswordsFile = None,
) -> None:
    """Take in returns that partners sent.

    A backup of the database is made first, and the merge can be undone. One bad file never stops the rest. The exit
    status is 3 when figures differ or something is to check.
    """
    from csp_tui.cli.as_merged import summary_json, summary_lines
    from csp_tui.desk import merging
    from csp_tui.returns.reading import files_in, read_files
    from csp_tui.returns.summary import FileOutcome

    if not all(name.strip() for name in files):  # such as a script's unset variable: it must not mean this folder
        ctx.fail("A FILE is empty; name a file or a folder.")
    passwords = passwords_to_read(password, password_file)
    with desk_of(ctx) as desk:
        typed = options_of(ctx).quarter
        asked = None if typed is None else desk.quarter(typed)
        paths = list(files_in(map(Path, files)))
        if not paths:
            raise NothingMergedError(f"There is no file in {', '.join(files)}.")
        with progress_line(ctx, len(paths)) as tell:
            reads = read_files(paths, desk.plan, asked, passwords)
            if dry_run:
                summary = merging.plan_merge(desk, reads, asked, replace_corrected=replace)
            else:
                summary = merging.merge(desk, reads, asked, replace_corrected=replace, progress=tell)
    refused = [file for file in summary.files if file.outcome is FileOutcome.REFUSED]
    if len(summary.files) == len(refused) == 1 and not options_of(ctx).json:
        raise NothingMergedError(refused[0].reason)
    answer(
        ctx,
        lambda: summary_json(summary),
        lambda: summary_lines(summary, dry_run=dry_run),
        done=summary.merge_id is not None,
    )
    if len(refused) == len(summary.files):
        raise NothingMergedError("Nothing was taken in: no file can be read as a return; each says why above.")
    if summary.waits:
        raise typer.Exit(WAITING)


def merges(
    ctx: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="ID", parser=whole_number, help="What this one brought; none lists them all.", show_default=False
        ),
    ] = None,
) -> None:
    """List what was merged when, with the receipt of every file."""
    from csp_tui.cli.as_merged import brought_json, brought_lines, merge_json, merge_lines
    from csp_tui.desk import merging
    from csp_tui.desk.waiting import files_waiting

    with desk_of(ctx) as desk:
        if number is not None:
            merging.merge_numbered(desk, number)
            statements = merging.brought(desk, number)
            answer(ctx, lambda: brought_json(statements), lambda: brought_lines(statements))
            return
        found = merging.merges(desk)
        receipts, waiting = merging.receipts(desk), files_waiting(desk)
    answer(
        ctx,
        lambda: [merge_json(each, receipts) for each in found],
        lambda: (
            [line for each in found for line in merge_lines(each, receipts, waiting)] or ["Nothing has been merged."]
        ),
    )


def undo_merge(
    ctx: typer.Context,
    number: Annotated[
        int,
        typer.Argument(metavar="ID", parser=whole_number, help="Its number, as merges lists it.", show_default=False),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go to sleep.")] = False,
) -> None:
    """Take a merge back, as if it had never come.

    Edits and decisions that rest on it go to sleep; merging its files again wakes them.
    """
    from csp_tui.cli.as_merged import sleeper_lines, sleepers_json, undone_json, undone_lines
    from csp_tui.desk import merging

    with desk_of(ctx) as desk:
        if dry_run:
            sleepers = merging.what_sleeps(desk, number)
            answer(ctx, lambda: sleepers_json(sleepers), lambda: sleeper_lines(sleepers))
            return
        undone = merging.undo_merge(desk, number)
    answer(ctx, lambda: undone_json(undone), lambda: undone_lines(undone), done=True)
