"""Figures that another program held up: stored by themselves once the file is free, wherever the user is by then."""

from __future__ import annotations

from collections.abc import Callable

from csp_tui.desk.drafting import Draft
from csp_tui.domain.entries import entry_of
from csp_tui.domain.errors import UserError
from csp_tui.screens import waiting
from csp_tui.screens.base import CspScreen
from csp_tui.screens.session import Subject
from csp_tui.storage.errors import Locked


def store_once_free(screen: CspScreen, subject: Subject, column: str, text: str, again: Callable[[], object]) -> None:
    """Try again in a moment to store a cell's draft, unless something else is typed there by then.

    `again` does it as the screen does; once that is closed, it is done without it. The timer is the application's: a
    screen's would end with it.
    """
    app, session = screen.app, screen.session

    def attempt() -> None:
        draft, opened = session.draft(subject, column), app.screen_stack
        if not opened or draft is None or draft.text != text:  # the program ends, or something else was typed
            return
        if screen in opened:
            again()
            return
        try:
            session.enter(subject, entry_of(subject.measure, column, text))
        except Locked:
            app.set_timer(waiting.AGAIN, attempt)
            return
        except UserError as error:
            session.keep_draft(subject, column, Draft(text, session.worded(error)))
        else:
            session.keep_draft(subject, column, None)
        top = opened[-1]
        if isinstance(top, CspScreen) and not top.in_the_middle:
            top.show_session()

    app.set_timer(waiting.AGAIN, attempt)
