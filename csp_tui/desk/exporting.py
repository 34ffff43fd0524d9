"""Exporting the pack of a quarter as a draft: writing what was gathered, and saying what still waits."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.folders import written_here
from csp_tui.desk.freezing import pack_closing
from csp_tui.desk.members import questions_of_members
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import queries_of
from csp_tui.desk.telling import STEPS, Progress, gathered, tell_nobody
from csp_tui.domain.counting import counted
from csp_tui.domain.errors import UserError
from csp_tui.domain.members import MembersQuestion, members_ask
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import QuarterStatus
from csp_tui.packs.beside import NOTHING_BESIDE, Beside, MadeBeside, make_beside, write_beside
from csp_tui.packs.writing import write_pack
from csp_tui.workbooks.errors import WorkbookError
from csp_tui.workbooks.passwords import KEPT_NOWHERE, Password


class ExportCancelledError(UserError):
    """The export was stopped by its user before anything was written."""


class Exported(Struct, frozen=True):
    """Where a pack was written; `waiting` says what still needs a person, in sentences. `pack` is its id or name.

    `asked` is what members will ask of it.
    """

    path: Path
    files: tuple[Path, ...]
    draft: bool
    digest: str
    sentence: str
    warnings: tuple[str, ...]
    waiting: tuple[str, ...]
    pack: str
    asked: tuple[MembersQuestion, ...] = ()


def export_pack(
    desk: Desk,
    quarter: Quarter,
    folder: Path,
    progress: Progress | None = None,
    beside: Beside = NOTHING_BESIDE,
    password: Password | None = None,
) -> Exported:
    """Write the draft pack of a quarter, protected where a password is given.

    A progress callback may raise ExportCancelledError: nothing is written then.
    Once the workbook is written it is too late to cancel, and the export counts as done.
    """
    tell = progress or tell_nobody
    content = gathered(desk, quarter, tell).content
    tell("Writing the workbook", 2, STEPS)
    others = make_beside(content, beside, password)
    written = write_pack(content, folder, password, written_here(desk))
    files, notes = written_beside(desk, others, written.path, content.filename, password)
    with suppress(ExportCancelledError):
        tell("Written and read again", STEPS, STEPS)
    return Exported(
        written.path,
        files,
        True,
        content.digest,
        f"The draft pack for {quarter.label} is in {written.path}. It is not issued, and nothing has been sent."
        f"{told_protected(password)}{_closed_by(desk, quarter)}",
        tuple(w for w in (written.renamed_because, *notes, *written.warnings) if w),
        what_waits(content.status, beside_members=True),
        written.path.stem,
        questions_of_members(desk, content),
    )


def told_protected(password: Password | None) -> str:
    """That a file is protected, where it is: nobody can ask the program for its password."""
    return f" {KEPT_NOWHERE}" if password is not None else ""


def _closed_by(desk: Desk, quarter: Quarter) -> str:
    """Of a quarter that is closed, that its pack is another file than this draft."""
    pack = pack_closing(desk, quarter)
    return f" {quarter.short} is closed; to write its issued pack again: csp-tui pack {pack.id}." if pack else ""


def written_beside(
    desk: Desk,
    others: tuple[MadeBeside, ...],
    pack: Path,
    name: str,
    password: Password | None = None,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write what goes beside a pack that is written: all files, the pack first, and notes on their names.

    `name` is what the pack was to be called: where it has a number behind that, so have they.
    """
    stem, folder = Path(name).stem, pack.parent
    others = tuple(replace(one, filename=f"{pack.stem}{one.filename.removeprefix(stem)}") for one in others)
    try:
        written = write_beside(others, folder, password, written_here(desk))
    except WorkbookError as error:
        raise WorkbookError(
            f"The pack is in {pack}, but not all that goes beside it could be written. {error}"
        ) from error
    return (pack, *written.files), written.renamed_because


def what_waits(status: QuarterStatus, *, beside_members: bool = False) -> tuple[str, ...]:
    """What still needs a person before the pack can be issued, in sentences; empty when nothing does.

    `beside_members` leaves out the queries that stand in what members will ask, where that is told too.
    """
    totals = status.totals
    found = []
    if totals.conflict:
        found.append(f"Figures differ in {totals.conflict} of {counted(totals.indicators, 'indicator')}.")
    if totals.to_check:
        found.append(f"{totals.to_check} of what was received {'is' if totals.to_check == 1 else 'are'} to check.")
    if awaited := awaited_words(status):
        found.append(awaited)
    unexplained = [q for i in status.indicators for q in queries_of(i) if q.explained is None]
    left = [q for q in unexplained if not (beside_members and members_ask(q))]
    if left:
        other = "other " if len(left) < len(unexplained) else ""
        found.append(f"{counted(len(left), f'{other}query is', f'{other}queries are')} not explained yet.")
    return tuple(found)


def awaited_words(status: QuarterStatus) -> str:
    """How much of the quarter is awaited, in a sentence; empty when nothing is."""
    totals = status.totals
    if not (totals.awaited or totals.part):
        return ""
    part = f"; part of {totals.part} more is in" if totals.part else ""
    are = "is" if totals.awaited == 1 else "are"
    return f"{totals.awaited} of {counted(totals.indicators, 'indicator')} {are} awaited{part}."
