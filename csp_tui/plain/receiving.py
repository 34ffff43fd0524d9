"""Taking returns in, the dry run told first; then settling what differs and what is to check, one at a time."""

from __future__ import annotations

from pathlib import Path

from csp_tui.cli.as_decided import accepted_lines, check_lines, conflict_lines, settled_lines
from csp_tui.cli.as_merged import summary_lines
from csp_tui.desk import accepting, deciding, merging
from csp_tui.domain.entries import Entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import PlanError
from csp_tui.domain.statements import Statement
from csp_tui.plain.place import Place
from csp_tui.plain.typed import entry_typed
from csp_tui.returns.reading import files_in, read_files
from csp_tui.returns.records import Refused, Return
from csp_tui.returns.summary import FileOutcome, MergeSummary
from csp_tui.returns.telling import in_words
from csp_tui.storage.records import STATEMENT
from csp_tui.workbooks.passwords import Password

_QUOTES = "\"'"
_TAKEN = (FileOutcome.MERGED, FileOutcome.TO_CHECK)


def returns(place: Place, rest: str) -> None:
    """Tell what a file or a folder of returns would bring, then take it in if that is wanted."""
    session, talk = place.session, place.talk
    typed = rest or talk.question(
        "Which file, or which folder of returns?", "file or folder", "Type or paste its whole path."
    )
    path = Path(typed.strip(_QUOTES)).expanduser()
    files = list(files_in([path])) if typed else []
    if not files:
        talk.tell(f"There is no file in {path}." if typed else "No file is named; nothing happens.")
        return
    talk.tell(f"Reading {len(files)} {'file' if len(files) == 1 else 'files'}.")
    reads = list(read_files(files, session.desk.plan, session.quarter))
    reads = _with_password(place, files, reads)
    planned = merging.plan_merge(session.desk, reads, session.quarter)
    talk.tell_lines(summary_lines(planned, dry_run=True))
    if not any(file.outcome in _TAKEN for file in planned.files):
        talk.tell("There is nothing to take in.")
        return
    replace = _corrected(place, planned)
    if not talk.agrees("Take this in? A backup is made first, and it can be taken back.", "take it in"):
        talk.tell("Nothing is taken in.")
        return
    taken = merging.merge(session.desk, reads, session.quarter, replace_corrected=replace)
    session.read_again()
    talk.tell_lines(summary_lines(taken, dry_run=False))


def _with_password(place: Place, files: list[Path], reads: list[Return | Refused]) -> list[Return | Refused]:
    """What was read, with protected files opened: passwords are asked for until none is left, or none is typed."""
    session, talk = place.session, place.talk
    passwords: list[Password] = []
    while closed := sum(map(_is_protected, reads)):
        talk.tell(f"Protected by a password: {closed} {'file' if closed == 1 else 'files'}. Enter alone leaves them.")
        if not (typed := talk.secret("password")):
            return reads
        passwords.insert(0, Password(typed))
        reads = list(read_files(files, session.desk.plan, session.quarter, passwords))
        if sum(map(_is_protected, reads)) == closed:
            talk.tell("It opens none of them.")
    return reads


def _is_protected(read: Return | Refused) -> bool:
    return isinstance(read, Refused) and read.protected


def _corrected(place: Place, planned: MergeSummary) -> bool:
    """Whether corrected forms replace what came of them before; asked only where one came."""
    if not any(file.may_replace for file in planned.files):
        return False
    return place.talk.agrees("A corrected form came. Does it replace what came of it before?", "replace")


def differ(place: Place, _rest: str) -> None:
    """Settle figures that differ, one at a time; nothing is decided by Enter alone."""
    session, talk = place.session, place.talk
    here = str(session.quarter)
    subjects = sorted(deciding.subjects_that_differ(session.desk), key=lambda one: one.quarter != here)
    if not subjects:
        talk.tell("No figures differ.")
    for number, subject in enumerate(subjects, 1):
        found = deciding.conflict(session.desk, subject)
        talk.tell(f"{number} of {len(subjects)} to settle.")
        talk.tell_lines(conflict_lines(found))
        _settle(place, found)


def _settle(place: Place, found: deciding.Conflict) -> None:
    """Ask until it is settled or left open; what is refused is told, and asked again."""
    letters = ", ".join(side.side for side in found.sides)
    what = "another figure" if _is_figure(place, found) else "another text"
    told = f"{letters}: take that side. sum: add them up. Or type {what}. Enter leaves it open; a reason is asked for."
    while typed := place.talk.question(
        f"Which counts: {letters}, sum, or {what}? Enter leaves it open.", "counts", told
    ):
        try:
            _resolve(place, found, typed)
        except UserError as error:
            place.talk.tell(str(error))
            continue
        place.session.read_again()
        place.talk.tell_lines(settled_lines(found, deciding.standing(place.session.desk, found)))
        return


def _is_figure(place: Place, found: deciding.Conflict) -> bool:
    return found.subject.field == STATEMENT and found.subject.about in place.session.book.plan.by_uid


def _resolve(place: Place, found: deciding.Conflict, typed: str) -> None:
    desk = place.session.desk
    side = next((side.side for side in found.sides if side.side.casefold() == typed.casefold()), None)
    add = typed.casefold() == "sum"
    content, beside = None, None
    if side is not None:
        beside = _staying(place, deciding.leaves_out(found, side), "as only another side says")
    elif add:
        deciding.sum_of(desk, found)  # says before the reason is asked for that it cannot be done
    else:
        measure = desk.plan.by_uid.get(found.subject.about)
        figure = measure is not None and _is_figure(place, found)
        entry = entry_typed(measure, typed) if measure is not None and figure else Entry()
        deciding.stated_anew(desk, found, entry, "" if figure else typed)  # says before anything more that it cannot be
        kept = _staying(place, deciding.said_beside(found), "as the sides say") if figure else None
        content = deciding.stated_anew(desk, found, entry, "" if figure else typed, beside=kept)
    why = place.talk.reason("Why does it count?")
    deciding.resolve(desk, found.id, reason=why, take=side, add=add and side is None, state=content, beside=beside)


def _staying(place: Place, beside: Statement | None, said: str) -> Statement | None:
    """What is said beside figures that differ, where that is to stay beside the one that counts."""
    asked = "" if beside is None else f"Does {in_words(STATEMENT, beside)} stay beside it, {said}?"
    return beside if asked and place.talk.agrees(asked, "keep it") else None


def to_check(place: Place, _rest: str) -> None:
    """Look at what was received and waits, one at a time; nothing is let in by Enter alone."""
    session, talk = place.session, place.talk
    here = str(session.quarter)
    waiting = sorted(accepting.to_check(session.desk), key=lambda one: one.quarter != here)
    if not waiting:
        talk.tell("Nothing is to check.")
    settled: set[str] = set()
    for number, item in enumerate(waiting, 1):
        if item.id in settled:
            continue
        talk.tell(f"{number} of {len(waiting)} to check.")
        talk.tell_lines(check_lines(item))
        settled |= _decide(place, item, [one.id for one in waiting if one.file_id == item.file_id])


def _decide(place: Place, item: accepting.ToCheck, of_file: list[str]) -> set[str]:
    """Ask what becomes of it; gives the ids that are settled by the answer."""
    if item.versions:
        return _which_counts(place, item)
    whole = f", file for all {len(of_file)} of its file" if len(of_file) > 1 else ""
    question = f"accept{whole}, a measure such as P1-16 where the row means another, or Enter to leave it."
    told = f"accept lets it in, for a reason{whole}. A measure says which figure the row means. Enter leaves it."
    while typed := place.talk.question(question, "to check", told):
        try:
            return _accept(place, item, typed.casefold(), of_file)
        except UserError as error:
            place.talk.tell(str(error))
    return set()


def _which_counts(place: Place, item: accepting.ToCheck) -> set[str]:
    """Ask which version of a form counts; the same as _decide."""
    files = {str(number): version for number, version in enumerate(item.versions, 1)}
    listed = ", ".join(f"{number} for {version.file}" for number, version in files.items())
    question = f"{listed}, or Enter to leave it."
    while typed := place.talk.question(question, "to check", "The number lets that version count, for a reason."):
        try:
            if typed not in files:
                raise deciding.DecisionError(f"Type the number of a version: {listed}.")
            _let_in(place, files[typed].id)
            return {item.id}
        except UserError as error:
            place.talk.tell(str(error))
    return set()


def _let_in(place: Place, id: str) -> None:
    accepted = accepting.accept(place.session.desk, id, place.talk.reason("Why is it accepted?"))
    place.session.read_again()
    place.talk.tell_lines(accepted_lines(accepted))


def _accept(place: Place, item: accepting.ToCheck, typed: str, of_file: list[str]) -> set[str]:
    desk, talk = place.session.desk, place.talk
    if typed in ("accept", "file"):
        _let_in(place, item.id if typed == "accept" else item.file_id)
        return {item.id} if typed == "accept" else set(of_file)
    try:
        measure = desk.plan.measure(typed)
    except PlanError as error:
        raise deciding.DecisionError(f"Type accept, or a measure. {error}") from error
    question = f"How do you know that it means {measure.id}? Enter alone gives no reason."
    why = talk.question(question, "why", "The reason is kept beside it. Type one sentence, or press Enter.")
    mapped = accepting.map_row(desk, item.id, measure, why)
    place.session.read_again()
    talk.tell(f"It counts as {measure.id}, {measure.title}: {mapped.says}.{' The reason is kept.' if why else ''}")
    return {item.id}
