"""The command about where the database lies: on a shared place, or as a copy on this computer."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from typing import Annotated

import typer

from csp_tui.cli.session import answer, desk_of, options_of


def local_copy(
    ctx: typer.Context,
    back: Annotated[bool, typer.Option("--back", help="Put the copy in the place of what it is of.")] = False,
) -> None:
    """Work on a copy on this computer of a database on a network drive or in a synchronised folder.

    It is opened from the next start on, whenever that database is named.
    """
    from csp_tui.desk import local_copies

    if back:
        put = local_copies.put_back(options_of(ctx).database)
        answer(
            ctx,
            lambda: {
                "original": str(put.original),
                "copy": str(put.copy),
                "backup": None if put.backup is None else str(put.backup),
            },
            lambda: [
                f"{put.original} holds what your copy held, and is opened again.",
                *([f"What was there before is in {put.backup}."] if put.backup is not None else []),
                f"The copy stays in {put.copy}; delete it when all is well.",
            ],
            done=True,
        )
        return
    with desk_of(ctx) as desk:
        copy, original = local_copies.make_local_copy(desk), desk.location
    answer(
        ctx,
        lambda: {"original": original, "copy": str(copy)},
        lambda: [
            f"The copy is {copy}: it is opened from the next start on, and holds what you enter.",
            f"{original} stays as it is until csp-tui local-copy --back.",
        ],
        done=True,
    )
