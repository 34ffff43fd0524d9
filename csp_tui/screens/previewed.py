"""A pack's preview as text on the screen: the Summary as it would be printed, what members will ask, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textual.content import Content

from csp_tui.desk.exporting import Exported
from csp_tui.desk.freezing import opened_again
from csp_tui.desk.previewing import Preview
from csp_tui.domain.members import MembersQuestion
from csp_tui.packs.beside import Beside
from csp_tui.screens.base import CspScreen
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import not_in_the_pack
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line


def headed_pack(session: Session, beside: Beside, *, protected: bool) -> Content:
    """Which pack, what is written beside it, and whether it is issued."""
    wanted = ((beside.briefing, "briefing"), (beside.csv, "data (.csv)"), (protected, "password"))
    extras = "".join(f" + {name}" for is_wanted, name in wanted if is_wanted)
    return Content.assemble(("The pack", "bold"), f"{extras}   {session.quarter.label}   {_standing(session)}")


def _standing(session: Session) -> str:
    """Whether the quarter's pack is issued; of one that was opened again also which was."""
    if session.book.closed:
        return "issued; closed"
    again = opened_again(session.desk, session.quarter)
    return f"{again[0].id} issued, opened again" if again is not None else "not issued"


def told_folder(screen: CspScreen, folder: Path) -> Content:
    """Where files go; a letter that is typed on this screen is no part of a folder's name, but a key."""
    words = screen.in_own_keys("F9 writes into {}; F5 names another folder.")
    return toned(one_line(words.format(folder.absolute())), "muted")


def told_beside(beside: Beside) -> str:
    """What a key has marked, and which keys write it."""
    wanted = ((beside.briefing, "the briefing"), (beside.csv, "the data (.csv)"))
    named = " and ".join(name for is_wanted, name in wanted if is_wanted)
    return f"F9 writes {named} beside the draft, I beside the issue." if named else "F9 writes the workbook alone."


def previewed(preview: Preview) -> Iterator[Content]:
    """All of it, line by line."""
    if preview.awaited:
        yield toned(preview.awaited, "amber")
    yield toned(_in_short(preview), "amber" if preview.asked or preview.waiting else "green")
    yield Content("")
    yield toned("The Summary, as it would be printed now", "accent")
    for block in preview.blocks:
        if block.heading:
            yield Content("")
            yield Content.styled(one_line(block.heading), "bold")
        yield from (Content(one_line(line)) for line in block.lines)
    yield Content("")
    yield Content.styled("Beside the Summary", "bold")
    yield Content(_deliverables(preview))
    yield Content(_changes(preview))
    yield Content("")
    yield from _asked(preview.asked)
    yield Content("")
    yield from _waiting(preview)


def _in_short(preview: Preview) -> str:
    """What stands at the end, said first: the Summary is a page long."""
    waits = len(preview.waiting) + len(preview.warnings)
    asked = "Of what is in, nothing" if preview.awaited else "Nothing"
    asked += " is left open that members would ask"
    if preview.asked:
        asked = f"Members will ask {_things(len(preview.asked))}"
    wait = f"{_things(waits)} {'waits' if waits == 1 else 'wait'}" if waits else "nothing waits"
    return f"{asked}; {wait}{': PgDn reads on' if preview.asked or waits else ''}."


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"


def _deliverables(preview: Preview) -> str:
    if not preview.deliverables:
        return "The plan has no deliverables."
    return f"Deliverables: progress on {preview.reported} of {preview.deliverables} (Ctrl+X)."


def _changes(preview: Preview) -> str:
    if not preview.changes:
        return "Changes: nothing stands otherwise than issued packs told it."
    return f"Changes: {preview.changes} stand otherwise than issued packs told, on the Changes sheet."


def _asked(asked: tuple[MembersQuestion, ...]) -> Iterator[Content]:
    """The questions with what is on record to answer them; that nothing is, is worth knowing before the meeting."""
    if not asked:
        yield Content.styled("What members will ask: nothing that is left open", "bold")
        return
    yield Content.styled(f"What members will ask: {len(asked)}", "bold")
    for question in asked:
        yield toned("? ", "amber") + Content(one_line(question.sentence))
        if question.known:
            yield toned(f"  On record: {one_line(question.known)}", "muted")


def _waiting(preview: Preview) -> Iterator[Content]:
    """What is to be done before it is issued."""
    waits = (*preview.waiting, *preview.warnings)
    if not waits:
        yield Content.styled("What waits: nothing", "bold")
        return
    yield Content.styled(f"What waits: {len(waits)}", "bold")
    yield from (toned("! ", "amber") + Content(one_line(sentence)) for sentence in waits)


def left_out(session: Session) -> tuple[Content, ...]:
    """That something is typed for the quarter and not in its pack, where it is so."""
    told = not_in_the_pack(session)
    return (toned(f"! {told}", "amber"),) if told else ()


def told_written(exported: Exported) -> Iterator[Content]:
    """Where the file is, and what to do with it."""
    yield Content.styled(one_line(exported.sentence), "bold")
    yield from (Content(one_line(str(file.resolve()))) for file in exported.files)
    yield from (toned(one_line(f"! {warning}"), "amber") for warning in exported.warnings)
    yield Content("Open it and look through it before you e-mail it.")
