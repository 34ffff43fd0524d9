"""The words of the linear mode: what each is called, what it takes, what it is for, and who does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from csp_tui.cli.as_text import wrapped
from csp_tui.domain.errors import UserError
from csp_tui.plain import answering, commands, moving, receiving, sending, who, writing
from csp_tui.plain.conversation import BACK, HELP
from csp_tui.plain.elsewhere import save_as
from csp_tui.plain.place import Place
from csp_tui.plain.sentences import is_sentence, mistyped
from csp_tui.plain.told import wanted
from csp_tui.plain.typed import FIRST_WORDS
from csp_tui.plain.typed import HELP as ANSWERS


class Leaving(Exception):  # noqa: N818 - an event, no error
    """The word that leaves was typed."""


class UnknownWordError(UserError):
    """Something that is neither a word nor an answer."""


class LostWayError(UserError):
    """A pipe went on from where it should not be."""


class Word(Struct, frozen=True):
    """A word; `takes` is what may stand after it, `tells` what it is for."""

    name: str
    takes: str
    tells: str
    do: Callable[[Place, str], None]


def _leave(_place: Place, _rest: str) -> None:
    raise Leaving


def _undo(place: Place, _rest: str) -> None:
    if answering.forget_just_refused(place):
        return
    place.talk.tell(place.session.undo() or "There is nothing of yours to undo.")
    place.show_again()


def _redo(place: Place, _rest: str) -> None:
    place.talk.tell(place.session.redo() or "There is nothing of yours to redo.")
    place.show_again()


_COMMENTS: Final = (
    "write the row's commentary, field by field or one field; a code before it names another row, and comment action"
    " straight after a red figure is for that figure"
)
WORDS: Final[Mapping[str, Word]] = {
    word.name: word
    for word in (
        Word("home", "", "how the quarter stands", moving.home),
        Word("priority", "N", "go through the rows of a priority", moving.priority),
        Word("rows", "awaited", "go through all your rows, or those awaited", moving.rows),
        Word("find", "P1-05", "go to a row by its code, or find a word", moving.find),
        Word("partner", "NAME", "work for a partner, or for all", moving.partner),
        Word("quarter", "Q1", "work on another quarter", moving.quarter),
        Word("comment", "P1-05 FIELD TEXT", _COMMENTS, writing.comment),
        Word("nothing", "", "nothing to report on this row", answering.nothing),
        Word("withdraw", "REASON", "take the row's answer back", answering.withdraw),
        Word("forget", "", "drop a text that was refused", answering.forget),
        Word("undo", "", "take back your last change, also after a restart", _undo),
        Word("redo", "", "make it again", _redo),
        Word("show", "P1-05", "one measure: its rule, series, who said what", moving.show),
        Word("status", "N", "figures and ratings, of a priority or of all", moving.status),
        Word("awaited", "", "who has still to send what", moving.awaited),
        Word("check", "", "what must be put right or explained", sending.check),
        Word("explain", "P1-05 TEXT", "why a figure is right that the check asks about", sending.explain),
        Word("headline", "N", "write the paragraph that opens a priority", writing.headline),
        Word("agreed", "ROLE, DAY", "who agreed the return that send writes next", sending.agreed),
        Word("send", "FOLDER", "look the return over and make the file to e-mail", sending.send),
        Word("returns", "FILE", "take in returns: a file or a folder, the dry run told first", receiving.returns),
        Word("differ", "", "settle figures that differ", receiving.differ),
        Word("to-check", "", "look at what was received and waits", receiving.to_check),
        Word("chase", "", "letters to those of whom something is awaited", sending.chase),
        Word("pack", "FOLDER", "write the draft pack", sending.pack),
        Word("issue", "FOLDER", "issue the pack and close the quarter", sending.issue),
        Word("settings", "KEY VALUE", "who you are, dates, leads and what the plan leaves open", who.settings),
        Word("glossary", "WORD", "what an abbreviation means", moving.words),
        Word("save-as", "FILE", "where the open file is gone: all that was stored under another name", save_as),
        Word("quit", "", "leave; everything entered is saved", _leave),
    )
}
_NOTHING: Final = WORDS["nothing"]
_TO_ROWS: Final = ("priority", "rows", "find")
_ELSEWHERE: Final = ("partner", "quarter")
_ALL: Final = "all"
COMMANDS_TOO: Final = (
    "Every command works here too, with or without csp-tui before it, such as judge P1-01 amber --reason"
    ' "..." or csp-tui actions. README lists them.'
)


def hear(place: Place, text: str) -> None:
    """Do what a line says: a word, an answer for the row, a command; an empty line goes on."""
    name, _, rest = text.partition(" ")
    word = WORDS.get(name.casefold())
    if not text:
        _go_on(place)
    elif name == HELP:
        place.talk.tell_lines(help_lines(place, rest.strip()))
    elif text.casefold() == BACK:
        _back(place)
    elif is_sentence(place, text, WORDS):
        answering.take(place, text, lambda: writing.write_on(place, text))
    elif word is not None and (word.takes or not rest or word is _NOTHING):
        _do(place, word, rest.strip())
    elif name == commands.PROGRAM:
        commands.run_command(place, text)
    elif place.row is not None and (_is_answer(place, name, text) or not _is_command_line(word, name, text)):
        answering.take(place, text, lambda: answering.answer(place, text))
    elif commands.is_command(name):
        commands.run_command(place, text)
    else:
        raise UnknownWordError(_unknown(name))


def _is_answer(place: Place, name: str, text: str) -> bool:
    return not name.isalpha() or name.casefold() in FIRST_WORDS or answering.read_as_answer(place, text)


def _is_command_line(word: Word | None, name: str, text: str) -> bool:
    """Whether a line is a command's; a word with what it does not take is one only where an option says so."""
    return commands.is_command(name) and (word is None or commands.has_option(text))


def _do(place: Place, word: Word, rest: str) -> None:
    """What a word says. Through a pipe, one that fails to go somewhere leaves the rows, or ends it: see lose_way."""
    if word is _NOTHING:
        answering.take(place, f"{word.name} {rest}", lambda: answering.nothing(place, rest))
        return
    try:
        word.do(place, rest)
    except UserError as error:
        if word.name in _ELSEWHERE and not place.talk.at_terminal:
            why = f"{error} Nothing more is read, as it would be stored for another partner or quarter than is meant."
            raise LostWayError(why) from error
        if word.name in _TO_ROWS:
            place.lose_way()
        raise


def _go_on(place: Place) -> None:
    if place.row is None:
        place.talk.tell("This is home. Type priority and its number, or ? for all words.")
    else:
        answering.go_on(place)


def _back(place: Place) -> None:
    if place.row is None:
        place.talk.tell("This is home. quit leaves.")
    else:
        answering.go_back(place)


def _unknown(name: str) -> str:
    near = mistyped(name, WORDS)
    hint = f"Did you mean {near}? " if near else ""
    return f'"{name[:40]}" is no word here. {hint}? tells all words.'


def help_lines(place: Place, about: str) -> Iterator[str]:
    """What can be typed: at a row its answers and the words' names; of one word, or of all, what it takes."""
    if about and about.casefold() != _ALL:
        if about.casefold() not in WORDS:
            raise UnknownWordError(_unknown(about))
        yield _told(WORDS[about.casefold()])
        return
    if place.row is not None and not about:
        yield from wrapped(f"This is {place.row.measure.id} {place.row.measure.title}. {wanted(place.row)}")
        for told in () if place.row.is_report else ANSWERS:
            yield from wrapped(told)
        yield from wrapped("Enter alone goes to the next row. b goes to the row before; from the first one, home.")
        yield from wrapped(
            f"Words, here and everywhere: {', '.join(WORDS)}. ? and a word tells about it; ? all, of all."
        )
        return
    for word in WORDS.values():
        yield from wrapped(_told(word), 0, 2)
    yield from wrapped(COMMANDS_TOO)


def _told(word: Word) -> str:
    return f"{word.name}{f' {word.takes}' if word.takes else ''}: {word.tells}."
