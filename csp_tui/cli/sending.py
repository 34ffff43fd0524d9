"""Commands about what goes out to partners and back to the coordinator: contacts, forms, the filled return."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from pathlib import Path
from typing import Annotated

import typer

from csp_tui.cli.arguments import whole_number
from csp_tui.cli.passwords import PasswordFile, ToWrite, password_to_write
from csp_tui.cli.session import WAITING, answer, desk_of, options_of


def contacts(ctx: typer.Context) -> None:
    """List who supplies which rows."""
    if ctx.invoked_subcommand is not None:
        return
    from csp_tui.cli.as_sent import contact_json, contact_lines
    from csp_tui.desk import contacts as known

    with desk_of(ctx) as desk:
        found = known.contacts(desk)
    answer(
        ctx,
        lambda: [contact_json(contact) for contact in found],
        lambda: (
            [line for contact in found for line in contact_lines(contact)]
            or ["There are no contacts yet; csp-tui contacts import FILE takes them in."]
        ),
    )


def import_contacts(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=".xlsx or .csv: name, partner, also team, email, rows.", show_default=False
        ),
    ],
) -> None:
    """Take in contacts from a sheet, all of it or nothing."""
    from csp_tui.cli.as_sent import contact_json
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk.contacts import import_contacts as take_in

    with desk_of(ctx) as desk:
        taken = take_in(desk, file)
    answer(
        ctx,
        lambda: {
            "new": taken.new,
            "changed": taken.changed,
            "unchanged": taken.unchanged,
            "left": [contact_json(contact) for contact in taken.left],
        },
        lambda: wrapped(taken.sentence),
        done=True,
    )


def add_contact(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A person or a team.", show_default=False)],
    partner: Annotated[str, typer.Option(metavar="P", help="The partner that they are at.")],
    team: Annotated[str, typer.Option(metavar="T")] = "",
    email: Annotated[str, typer.Option(metavar="ADDRESS")] = "",
    rows: Annotated[str, typer.Option(metavar="ROWS", help="Such as P1-05 P1-15.notices; else all.")] = "",
) -> None:
    """Add a contact, who supplies all rows of a partner or those that are named."""
    from csp_tui.cli.as_sent import contact_json, contact_lines
    from csp_tui.desk import contacts as known

    with desk_of(ctx) as desk:
        texts = {"name": name, "team": team, "email": email, "partner": partner, "rows": rows}
        contact = known.keep_contact(desk, texts)
    answer(ctx, lambda: contact_json(contact), lambda: contact_lines(contact), done=True)


def remove_contact(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name, team or e-mail.", show_default=False)],
) -> None:
    """Forget a contact; what came from it stays."""
    from csp_tui.cli.as_sent import contact_json
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk import contacts as known

    with desk_of(ctx) as desk:
        contact = known.contact_named(desk, name)
        known.remove_contact(desk, contact)
    answer(
        ctx,
        lambda: contact_json(contact),
        lambda: wrapped(f"{contact.label} is no longer a contact; what was sent in stays."),
        done=True,
    )


def form(
    ctx: typer.Context,
    contact: Annotated[str | None, typer.Option(metavar="C", help="One contact's rows.")] = None,
    partner: Annotated[str | None, typer.Option(metavar="P", help="All rows of a partner.")] = None,
    priority: Annotated[
        int | None, typer.Option(metavar="N", parser=whole_number, help="All rows of a priority.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="A form for each contact, and each partner without one.")
    ] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder; else forms, made if missing.")] = None,
    password: ToWrite = False,
    password_file: PasswordFile = None,
) -> None:
    """Write the form that somebody fills in.

    It is made for Excel and LibreOffice. Nothing is sent: attach it to an e-mail; csp-tui forms --letters has its text.
    """
    from csp_tui.cli.as_sent import written_form_json
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk.forms import issue_forms

    if sum((contact is not None, partner is not None, priority is not None, everybody)) != 1:
        ctx.fail("Say for whom: one of --contact, --partner, --priority, --all.")
    secret = password_to_write(password, password_file)
    with desk_of(ctx) as desk:
        issued = issue_forms(
            desk,
            desk.quarter(options_of(ctx).quarter),
            out,
            contact=contact,
            partner=partner,
            priority=priority,
            password=secret,
        )
    answer(
        ctx,
        lambda: {
            "forms": [written_form_json(written) for written in issued.forms],
            "files": [str(written.path) for written in issued.forms],
            "warnings": list(issued.warnings),
        },
        lambda: [
            issued.sentence,
            *(f"  {written.path.name}  {written.scope.words}" for written in issued.forms if len(issued.forms) > 1),
            *(line for text in issued.warnings for line in wrapped(f"Note: {text}", 0, 2)),
        ],
        done=True,
    )


def forms(
    ctx: typer.Context,
    letters: Annotated[
        bool, typer.Option("--letters", help="The e-mails to send those with that are not back.")
    ] = False,
) -> None:
    """List the forms that went out, and which came back."""
    from csp_tui.cli.as_sent import form_letter_json, form_letter_lines, issued_form_json, issued_form_lines
    from csp_tui.desk.form_letters import form_letters
    from csp_tui.desk.forms import issued_forms

    with desk_of(ctx) as desk:
        quarter = desk.quarter(options_of(ctx).quarter)
        found = issued_forms(desk, quarter)
        texts = form_letters(desk, quarter) if letters else ()
    if letters:
        answer(ctx, lambda: [form_letter_json(letter) for letter in texts], lambda: form_letter_lines(texts))
        return
    answer(
        ctx,
        lambda: [issued_form_json(issued) for issued in found],
        lambda: (
            [line for issued in found for line in issued_form_lines(issued)]
            or [f"{quarter.short}: no form went out from here."]
        ),
    )


def submit(
    ctx: typer.Context,
    partner: Annotated[
        str | None, typer.Option(metavar="P", help="Whose return; else as the settings say who you are.")
    ] = None,
    priority: Annotated[
        int | None, typer.Option(metavar="N", parser=whole_number, help="The return of a priority.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder; else returns, made if missing.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be in it.")] = False,
    agreed_by: Annotated[
        str | None, typer.Option("--agreed-by", metavar="ROLE", help="Who agreed it, and when, for its sheet Sign-off.")
    ] = None,
    password: ToWrite = False,
    password_file: PasswordFile = None,
) -> None:
    """Write your filled return, and the e-mail to send it with.

    It is saved; nothing is sent. The exit status is 3 when something is still unanswered or unexplained.
    """
    from csp_tui.cli.as_sent import review_json, review_lines, submitted_json, submitted_lines
    from csp_tui.desk import submitting

    if partner is not None and priority is not None:
        ctx.fail("Give --partner or --priority, not both.")
    secret = None if dry_run else password_to_write(password, password_file)
    with desk_of(ctx) as desk:
        quarter = desk.quarter(options_of(ctx).quarter)
        if dry_run:
            review = submitting.review(desk, quarter, partner=partner, priority=priority)
            answer(ctx, lambda: review_json(review), lambda: review_lines(review))
        else:
            sent = submitting.submit(
                desk, quarter, out, partner=partner, priority=priority, password=secret, agreed_by=agreed_by
            )
            review = sent.review
            answer(ctx, lambda: submitted_json(sent), lambda: submitted_lines(sent), done=True)
    if review.waiting or review.errors:
        raise typer.Exit(WAITING)
