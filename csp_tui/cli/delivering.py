"""The command for progress on deliverables: writing a note, and telling what is on record."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from typing import Annotated

import typer

from csp_tui.cli.session import answer, desk_of, options_of
from csp_tui.domain.errors import UserError


class WhichDeliverableError(UserError):
    """A note without the deliverable that it is about."""


def deliverable(
    ctx: typer.Context,
    id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Such as P1-D01; none lists them all.", show_default=False)
    ] = None,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help='The quarter\'s progress; "" takes it out.', show_default=False)
    ] = None,
) -> None:
    """Tell the progress on a deliverable, or with --note write it.

    The last note before it stands beside it; it is never taken over by itself.
    """
    from csp_tui.cli.as_delivered import noted_json, noted_lines
    from csp_tui.desk import deliverables

    with desk_of(ctx) as desk:
        quarter = desk.quarter(options_of(ctx).quarter)
        if id is None:
            if note is not None:
                raise WhichDeliverableError("Which deliverable is the note about? Give its id, such as P1-D01.")
            found = deliverables.deliverable_notes(desk, quarter)
        elif note is None:
            found = (deliverables.progress_of(desk, quarter, id),)
        else:
            found = (deliverables.note(desk, quarter, id, note),)
    answer(
        ctx,
        lambda: [noted_json(each, quarter) for each in found] if id is None else noted_json(found[0], quarter),
        lambda: [line for each in found for line in noted_lines(each, quarter)] or ["This plan has no deliverables."],
        done=note is not None,
    )
