"""The door of the linear mode: opens the desk, asks and hears until the input ends, and says what is kept."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TextIO

from csp_tui.cli.options import Options
from csp_tui.desk.local_copies import told_once
from csp_tui.desk.opening import open_desk
from csp_tui.desk.starting import is_first_start
from csp_tui.desk.watching import CAN_BE_CHANGED, notices
from csp_tui.domain.errors import UserError, system_sentence
from csp_tui.plain.conversation import Conversation, InputEnded, WentBack
from csp_tui.plain.elsewhere import offer_to_save_as
from csp_tui.plain.place import SAVED_HERE, Place
from csp_tui.plain.told import home_lines, unstored_lines
from csp_tui.plain.vocabulary import Leaving, LostWayError, hear
from csp_tui.plain.who import first_questions
from csp_tui.screens.session import Session
from csp_tui.storage.errors import WrittenOver

DONE, SOMETHING_WAITS = 0, 3


def run(options: Options, source: TextIO | None, sink: TextIO) -> int:
    """Work in lines of text until the input ends or `quit` is typed; everything entered is stored by then.

    Gives the exit status: 3 where something was typed that could not be stored, or came through a pipe and not done.
    """
    talk = Conversation(source, sink)
    with ExitStack() as desks:
        opened = open_desk(
            options.database,
            partnership=options.partnership,
            plan=options.plan,
            by=options.by,
            stays=True,
            take_over=options.take_over,
        )
        desk = desks.enter_context(opened)
        place = Place(talk, Session.open(desk, options.quarter), options, desks)
        place.seen, place.because = desk.change_token(), desk.read_only_because
        for sentence in filter(None, (told_once(desk), *(notice.sentence for notice in notices(desk)))):
            talk.tell(sentence)
        try:
            _converse(place)
        except (InputEnded, Leaving):
            pass
        except KeyboardInterrupt:
            talk.tell("")
        talk.tell_lines(unstored_lines(place.session))
        for sentence in place.missed:
            talk.tell(f"Typed and not done: {sentence}")
        talk.tell(f"Goodbye. Everything entered is in {place.session.desk.location}. {SAVED_HERE}")
        return SOMETHING_WAITS if place.refused or place.missed else DONE


def _converse(place: Place) -> None:
    if is_first_start(place.session.desk):
        try:
            first_questions(place)
        except UserError as error:  # such as a full disk: the figures can still be heard
            place.talk.tell(str(error))
    place.talk.tell_lines(home_lines(place.session))
    while True:
        text = place.talk.ask(place.prompt)
        try:
            _look_for_others(place)
            hear(place, text)
        except WentBack:
            place.talk.tell("Left as it was.")
        except (UserError, OSError) as error:
            why = str(error) if isinstance(error, UserError) else system_sentence(error)
            place.talk.tell(why)
            place.miss(text, why)
            if isinstance(error, LostWayError):
                return


def _look_for_others(place: Place) -> None:
    """Read the figures again where another program has stored something in the same file, or has let go of it."""
    desk = place.session.desk
    desk.look_around()
    if desk.read_only_because != place.because:
        place.because = desk.read_only_because
        place.talk.tell(place.because or CAN_BE_CHANGED)
    offer_to_save_as(place)
    try:
        seen = place.session.desk.change_token()
    except WrittenOver as error:  # what was read is there to be heard still, and one can leave
        place.talk.tell(str(error))
        return
    if seen != place.seen:
        place.seen = seen
        place.session.read_again()
        place.show_again()
        place.talk.tell("Another program stored something in this file; the figures are read again.")
