"""The windows before a pack is issued, opened again or made public: what that does, and what to type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from textual.content import Content

from csp_tui.desk.folders import FolderError, folder_text
from csp_tui.desk.previewing import Preview
from csp_tui.desk.publishing import since_issued
from csp_tui.domain.members import Asking
from csp_tui.screens.confirming import Confirm
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import not_in_the_pack
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_ISSUE, _PUBLIC = "issue", "public"  # the words that do it
_ISSUING = (
    "It freezes what the pack says: figures, ratings, and the rules that made them.",
    "It closes the quarter: nobody enters into it. What comes later is to check.",
    "Once something late is accepted, or the quarter opened again, it can be issued once more.",
    "The file is kept in the database, to be written again exactly. Nothing is sent.",
)
_OPENING = (
    "Figures and texts can be entered into the quarter again.",
    "The pack that is issued stays on record. The next issue replaces it, and tells your reason.",
)
_PUBLISHING = (
    "Anyone may read it: counts of 1 to 4 people are left out, other counts of people rounded to 5.",
    "The program first tries to work out what is left out. While it can, it writes nothing and says why.",
    "It is kept on record: later copies must give nothing away beside it. Nothing is sent.",
)


def issue_question(session: Session, preview: Preview | None) -> Confirm:
    """What issuing does and what still waits; the word issues."""
    return Confirm(
        f"Issue the pack of {session.quarter.label}?",
        [*_listed(_ISSUING), *_still_open(session, preview)],
        f'Type "{_ISSUE}" and press Enter to issue {session.quarter.short}. Esc leaves it as a draft.',
        lambda typed: "" if typed.casefold() == _ISSUE else f'"{typed}" issues nothing; type "{_ISSUE}".',
        tick="Show small counts of people exactly, marked OFFICIAL-SENSITIVE",
    )


def folder_question(folder: Path) -> Confirm:
    """Which folder packs are written into."""
    return Confirm(
        "Which folder do packs go into?",
        [Content("- It is kept: the settings (Ctrl+O) name it too.")],
        "Type or paste its path; Enter keeps it. One that is not there yet is made.",
        _no_folder,
        text=str(folder.absolute()),
    )


def _no_folder(typed: str) -> str:
    try:
        folder_text(typed)
    except FolderError as error:
        return str(error)
    return ""


def reopen_question(session: Session) -> Confirm:
    """What opening a quarter again does; the reason opens it."""
    return Confirm(
        f"Open {session.quarter.label} again?",
        list(_listed(_OPENING)),
        "Why? The reason stands on the next pack. Esc leaves the quarter closed.",
        lambda _: "",
    )


def public_question(session: Session, left_out: Sequence[str]) -> Confirm:
    """What a public copy is; the word writes it, without what is named after it."""
    return Confirm(
        f"Write the public copy of {session.quarter.label}?",
        [*_listed(_PUBLISHING), *_not_issued(session)],
        f'Type "{_PUBLIC}" and press Enter. To leave something out, name it too, for example: {_PUBLIC} P2-05.x',
        lambda typed: (
            "" if typed.casefold().split()[0] == _PUBLIC else f'"{typed}" writes nothing; type "{_PUBLIC}" first.'
        ),
        text=" ".join((_PUBLIC, *left_out)) if left_out else "",
    )


def _not_issued(session: Session) -> Iterator[Content]:
    """What is public cannot be taken back: that figures may still change, and which of them no pack has told."""
    since = since_issued(session.desk, session.quarter)
    if since is not None:
        yield toned(f"! {since.sentence}", "amber")
    if not session.book.closed:
        yield toned("! The pack of this quarter is not issued: its figures may still change.", "amber")


def _listed(sentences: Sequence[str]) -> Iterator[Content]:
    return (Content(f"- {sentence}") for sentence in sentences)


def _still_open(session: Session, preview: Preview | None) -> Iterator[Content]:
    """What a coordinator may want to do first."""
    if preview is not None:
        yield from (toned("! ", "amber") + Content(one_line(text)) for text in (*preview.waiting, *preview.warnings))
        if session.book.closed and any(
            one.code is Asking.RED_WITHOUT_ACTION and not one.known for one in preview.asked
        ):
            yield toned("! ", "amber") + Content(
                "A figure is red and has no action: the pack says so. Esc, then R opens the quarter again to add one."
            )
        if preview.asked:
            number = len(preview.asked)
            things = f"{number} {'thing' if number == 1 else 'things'}"
            yield toned("? ", "amber") + Content(f"Members will ask {things}; the preview names them.")
    left_out = not_in_the_pack(session)
    if left_out:
        yield toned(f"! {left_out}", "amber")
