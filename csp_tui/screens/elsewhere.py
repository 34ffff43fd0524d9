"""Questions about a file that is open elsewhere, or lies or lay in another place; the safe answer comes first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.app import App

from csp_tui.desk.local_copies import Offer, decline, make_local_copy
from csp_tui.desk.watching import name_to_save_as, save_as
from csp_tui.screens.choosing import yes_or_no
from csp_tui.screens.session import Session
from csp_tui.widgets.wording import one_line

# Copies what is stored and gives the path to open then; run in a thread, it may raise UserError.
Copying = Callable[[], Path]


def ask_to_take_over(app: App[None], session: Session, taken: Callable[[], object]) -> None:
    """Ask whether to take the file over from another computer."""

    def answered(answer: str | None) -> None:
        if answer == "yes":
            session.desk.take_over()
            taken()

    question = one_line(session.desk.read_only_because or "")
    take_over = "Take it over: the other computer only reads it from then on"
    app.push_screen(yes_or_no(question, "Only read it here", take_over), answered)


def ask_to_save_as(app: App[None], session: Session, go_on: Callable[[Copying], None]) -> None:
    """Ask whether all that is stored in a file that is gone is to be saved under another name, to go on there."""
    path = name_to_save_as(session.desk)
    if path is None:
        return
    free = path

    def answered(answer: str | None) -> None:
        if answer == "yes":
            go_on(lambda: save_as(session.desk, free))

    question = one_line(session.desk.read_only_because or "")
    app.push_screen(
        yes_or_no(question, "Leave it for now", f"Save all of it as {one_line(path.name)}, and go on there"), answered
    )


def ask_to_copy(app: App[None], session: Session, offered: Offer, go_on: Callable[[Copying], None]) -> None:
    """Ask whether to work on a copy on this computer; a no is remembered, closing the window is not."""

    def copied() -> Path:
        make_local_copy(session.desk)
        return offered.original  # opening it opens the copy, from now on

    def answered(answer: str | None) -> None:
        if answer == "yes":
            go_on(copied)
        elif answer == "no":
            decline(offered)

    question = one_line(offered.sentence)
    app.push_screen(
        yes_or_no(question, "Go on where it is, and ask no more", "Work on a copy on this computer"), answered
    )
