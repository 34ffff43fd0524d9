"""Going on in the linear mode when the open file is gone: what is stored is put under another name, and open there."""

from __future__ import annotations

from pathlib import Path

from csp_tui.desk.opening import open_desk
from csp_tui.desk.watching import name_to_save_as
from csp_tui.desk.watching import save_as as put_under
from csp_tui.domain.errors import UserError
from csp_tui.plain.place import Place
from csp_tui.screens.session import Session


class NotGoneError(UserError):
    """The file is where it was."""


def offer_to_save_as(place: Place) -> None:
    """Say how to go on, as long as the file is gone: what is typed meanwhile is kept, and not stored."""
    if place.session.desk.store.around.moved:
        place.talk.tell("The file is gone: save-as puts all that was stored under another name, and goes on there.")


def save_as(place: Place, name: str) -> None:
    """Put all that was stored under a name, a free one beside the file where none is given, and go on there."""
    before = place.session
    if not before.desk.store.around.moved:
        raise NotGoneError("The file is in its place; backup and a name make a copy of it.")
    path = Path(name).expanduser() if name else name_to_save_as(before.desk)
    assert path is not None  # on a server nothing moves
    put_under(before.desk, path)
    options = place.options
    opened = open_desk(str(path), partnership=options.partnership, plan=options.plan, by=options.by, stays=True)
    desk = place.desks.enter_context(opened)
    place.session = Session.open(desk, str(before.quarter))
    place.session.go_on_from(before)
    place.seen, place.because = desk.change_token(), desk.read_only_because
    place.show_again()
    place.talk.tell(f"All that was stored is in {desk.location}; you work there now.")
