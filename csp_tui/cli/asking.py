"""Commands for questions about figures, actions of the SEG, and letters that chase what is awaited."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from typing import Annotated

import typer

from csp_tui.cli.arguments import MeasureId, Partner
from csp_tui.cli.session import answer, desk_of, options_of

Reference = Annotated[
    str, typer.Argument(metavar="ID", help="The reference that stands beside it.", show_default=False)
]


def question(
    ctx: typer.Context,
    measure: MeasureId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What you want to know.", show_default=False)],
    partner: Partner = None,
) -> None:
    """Ask about a figure; it goes out on the next form.

    It is printed as an e-mail too, to copy; nothing is sent.
    """
    from csp_tui.cli.as_asked import question_json
    from csp_tui.desk import asking

    with desk_of(ctx) as desk:
        asked = asking.ask(desk, desk.quarter(options_of(ctx).quarter), desk.plan.measure(measure), partner, text)
    answer(
        ctx,
        lambda: question_json(asked),
        lambda: [f"Kept as {asked.reference}; it stands on the next form. As an e-mail, to copy:", "", asked.mail],
        done=True,
    )


def questions(ctx: typer.Context) -> None:
    """List the questions about figures, with their answers."""
    from csp_tui.cli.as_asked import question_json, question_lines
    from csp_tui.desk import asking

    with desk_of(ctx) as desk:
        found = asking.questions(desk, desk.quarter(options_of(ctx).quarter))
    answer(
        ctx,
        lambda: [question_json(each) for each in found],
        lambda: [line for each in found for line in question_lines(each)] or ["Nothing has been asked."],
    )


def answer_question(
    ctx: typer.Context,
    reference: Reference,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The answer, or why none is needed.", show_default=False)],
    close: Annotated[
        bool, typer.Option("--close", help="No answer is needed any more; TEXT says why, and no form asks it.")
    ] = False,
) -> None:
    """Record the answer to a question, or close it; it stays with the figure."""
    from csp_tui.cli.as_asked import question_json, question_lines
    from csp_tui.desk import asking

    with desk_of(ctx) as desk:
        settle = asking.close_question if close else asking.answer
        answered = settle(desk, desk.quarter(options_of(ctx).quarter), reference, text)
    answer(ctx, lambda: question_json(answered), lambda: question_lines(answered), done=True)


def add_action(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is to be done.", show_default=False)],
    owner: Annotated[str, typer.Option("--owner", metavar="P", help="The partner that does it.")],
    due: Annotated[str, typer.Option("--due", metavar="DATE", help="By when, like 2026-11-30.")],
    meeting: Annotated[
        str,
        typer.Option("--meeting", metavar="DATE", help="The day of the meeting that decided it.", show_default=False),
    ] = "",
) -> None:
    """Record an action that the SEG decided.

    It stands on its owner's forms until it is done.
    """
    from csp_tui.cli.as_asked import action_json, action_lines
    from csp_tui.desk import asking

    with desk_of(ctx) as desk:
        added = asking.add_action(desk, text, owner, due, meeting)
    answer(ctx, lambda: action_json(added), lambda: action_lines(added, desk.today), done=True)


def finish_action(ctx: typer.Context, reference: Reference) -> None:
    """Record that an action is done, today."""
    from csp_tui.cli.as_asked import action_json, action_lines
    from csp_tui.desk import asking

    with desk_of(ctx) as desk:
        finished = asking.finish_action(desk, reference)
    answer(ctx, lambda: action_json(finished), lambda: action_lines(finished, desk.today), done=True)


def actions(ctx: typer.Context) -> None:
    """List the actions of the SEG by due date."""
    from csp_tui.cli.as_asked import action_json, action_lines
    from csp_tui.desk import asking

    with desk_of(ctx) as desk:
        found = asking.actions(desk)
    answer(
        ctx,
        lambda: [action_json(each) for each in found],
        lambda: [line for each in found for line in action_lines(each, desk.today)] or ["There are no actions."],
    )


def chase(ctx: typer.Context) -> None:
    """Tell what is awaited, by contact, as letters to send."""
    from csp_tui.cli.as_asked import letter_json, letter_lines
    from csp_tui.desk import chasing

    with desk_of(ctx) as desk:
        letters = chasing.chase(desk, desk.quarter(options_of(ctx).quarter))
    answer(
        ctx,
        lambda: [letter_json(letter) for letter in letters],
        lambda: letter_lines(letters),
    )
