"""Reads a database that was sent instead of a workbook: a return for each quarter of which it holds anything.

It is opened from a copy, so that neither the file nor what lies beside it is touched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from csp_tui.domain.book import COMMENTARY_FIELDS
from csp_tui.domain.commentary import LONGEST
from csp_tui.domain.fields import ANSWER, BENCHMARKING, EXPLAINED, FIGURE, HEADLINE, JUDGEMENT, MONTHS, NOTE
from csp_tui.domain.filenames import name_of
from csp_tui.domain.measures import Plan
from csp_tui.domain.numbers import MAX_DIGITS
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import FIGURE_FIELDS, Statement
from csp_tui.returns.guarding import AGAIN
from csp_tui.returns.noting import of_a_newer_program
from csp_tui.returns.records import Refused, Return, ReturnedItem, ReturnKind
from csp_tui.storage.errors import StorageError
from csp_tui.storage.foreign import MOST_BYTES, refuse_foreign
from csp_tui.storage.guards import version_of
from csp_tui.storage.reading import Known
from csp_tui.storage.records import STATEMENT, Head, Origin, Subject
from csp_tui.storage.sqlite import SCHEMA_VERSION
from csp_tui.storage.store import Store, open_store
from csp_tui.storage.verifying import Altered
from csp_tui.workbooks.filing import runs

_COPIES: Final = "csp-tui-database-"  # in the name of a folder with a copy, with the process that reads it
_LONGEST_STORED: Final = 1_000_000  # characters of a table of areas or the months of a figure
_NAMED: Final = 3  # of what was altered: all of it is for `verify`
_SHOWN: Final = 80  # characters of each
_MAGIC: Final = b"SQLite format 3\0"
_TRAVELLING: Final = (STATEMENT, MONTHS, *COMMENTARY_FIELDS, JUDGEMENT, HEADLINE, NOTE, BENCHMARKING)
_TRAVELLING_BY_NAME: Final = (FIGURE, ANSWER, EXPLAINED)
"""What is said in a quarter; a copy's own settings, contacts and records of what it sent stay with it."""


def is_database(path: Path) -> bool:
    """Whether a file is a database of the kind that ours is, whatever its name says."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def returns_of_database(path: Path, plan: Plan) -> tuple[Return | Refused, ...]:
    """The returns in a database, oldest quarter first; one refusal where it cannot be read or holds none."""
    name, partnership = name_of(path), plan.id.partition("/")[0]
    try:
        if path.stat().st_size > MOST_BYTES:
            return (Refused(name, f"{name} is larger than any database of returns; {AGAIN}."),)
        _sweep()
        prefix = f"{_COPIES}{os.getpid()}-"
        with tempfile.TemporaryDirectory(prefix=prefix) as folder:
            copy = _copied(path, Path(folder))
            if (version := version_of(copy)) > SCHEMA_VERSION:
                return (_of_a_newer_version(name, copy, version, plan),)
            with _opened(copy) as store:
                if altered := store.copies.altered():
                    return (_refused_as_altered(name, altered, plan),)
                found = tuple(_returns(name, store, partnership, plan))
    except StorageError as error:
        why = str(error).replace(f"{folder}{os.sep}", "")  # where the copy lay tells nobody anything
        return (Refused(name, f"{name} cannot be read as a return: {why}"),)
    except (ValueError, ArithmeticError, TypeError, LookupError):
        return (Refused(name, f"{name} holds what no csp-tui has stored; nothing was taken in, {AGAIN}."),)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return (Refused(name, f"{name} cannot be copied to be read ({why}); nothing of it was taken in."),)
    if not found:
        return (Refused(name, f"{name} is a database without any figure of {plan.partnership}."),)
    return found


def _copied(path: Path, folder: Path) -> Path:
    """A copy of a database; with it what a program that was killed has left undone beside it."""
    copy = folder / name_of(path)
    shutil.copyfile(path, copy)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        shutil.copyfile(journal, folder / name_of(journal))
    return copy


def _opened(copy: Path) -> Store:
    refuse_foreign(copy)
    return open_store(copy, create=False)


def _of_a_newer_version(file: str, copy: Path, version: int, plan: Plan) -> Return | Refused:
    """A return for its latest quarter that is to check whole, and says nothing: what its figures mean is not known."""
    try:
        with _opened(copy) as store:
            *_, latest = _returns(file, store, plan.id.partition("/")[0], plan)
    except (StorageError, ValueError, ArithmeticError, TypeError, LookupError):  # not even that can be made out
        return Refused(file, of_a_newer_program(file, version, SCHEMA_VERSION))
    hashed = f"{latest.content_hash} of format {version}"  # another than that of the same once it can be read
    return replace(latest, format=version, items=(), content_hash=hashed, written_hash=hashed)


def _refused_as_altered(file: str, altered: Sequence[Altered], plan: Plan) -> Refused:
    """Who took in what nobody stored would hold it against the true database when that comes."""
    subjects = [one.subject for one in altered if one.subject is not None]
    named = list(dict.fromkeys(_cell_in_words(subject, plan) for subject in subjects)) or ["its own records"]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    what = f"{'; '.join(named[:_NAMED])}{more}"
    return Refused(
        file,
        f"{file} was altered outside csp-tui, or damaged on its way: it does not hold what was stored of {what}."
        f" Nothing of it was taken in; {AGAIN}.",
    )


def _cell_in_words(subject: Subject, plan: Plan) -> str:
    """`P1-01.fires, 2026-27-Q2`, and the field where it is no figure; altered bytes may be no text, or have no end."""
    field = "" if subject.field == STATEMENT else subject.field
    parts = (plan.labels.get(subject.about, subject.about), subject.quarter, subject.partner, field)
    return ", ".join(str(part)[:_SHOWN].encode("ascii", "replace").decode() for part in parts if part)


def _sweep() -> None:
    """Remove the copies of programs that were killed while they read one."""
    for left in Path(tempfile.gettempdir()).glob(f"{_COPIES}*"):
        process = left.name.removeprefix(_COPIES).partition("-")[0]
        if process.isdecimal() and not runs(int(process)):
            shutil.rmtree(left, ignore_errors=True)  # another user's stays


def _returns(file: str, store: Store, partnership: str, plan: Plan) -> Iterator[Return]:
    view = store.view(partnership)
    subjects = [row.subject for row in store.everything_current(partnership) if _travels(row.subject)]
    known = {subject: _active(revisions) for subject, revisions in view.known(subjects).items()}
    heads = view.stored([revision.link.id for revisions in known.values() for revision in revisions])
    labels = plan.labels
    items: dict[str, list[ReturnedItem]] = defaultdict(list)
    ids: dict[str, list[str]] = defaultdict(list)
    for subject, revisions in known.items():
        for revision in revisions:
            label = labels.get(subject.about, subject.about)
            items[subject.quarter].append(_item(file, heads[revision.link.id], revision, label))
            ids[subject.quarter].append(revision.link.id)
    for quarter in sorted(items):
        hashed = hashlib.sha256("\n".join(sorted(ids[quarter])).encode("ascii")).hexdigest()
        yield Return(
            file=file,
            kind=ReturnKind.DATABASE,
            format=SCHEMA_VERSION,
            partnership=partnership,
            plan=plan.id,
            plan_version="",
            definitions={},
            quarter=Quarter.parse(quarter),
            partner=None,
            contact=None,
            form="",
            sender=store.sender,
            sequence=0,
            filled_in_by="",
            agreed_by="",
            content_hash=hashed,
            written_hash=hashed,
            items=tuple(items[quarter]),
        )


def _travels(subject: Subject) -> bool:
    return bool(subject.quarter) and (subject.field in _TRAVELLING or subject.field.startswith(_TRAVELLING_BY_NAME))


def _active(revisions: Iterable[Known]) -> list[Known]:
    """Those that count, with all they are based on, so that what has replaced what is known elsewhere too."""
    return [revision for revision in revisions if revision.link.active]


def _refuse_unstorable(head: Head) -> None:
    """Raise a ValueError for what could not have been entered here: a figure without end, a text that no cell holds."""
    subject, content = head.subject, head.content
    Quarter.parse(subject.quarter)
    texts = [head.author, head.returned_for, head.sender, subject.about, subject.partner, subject.field]
    if isinstance(content, Statement):
        texts += [content.area or "", content.reason or ""]
        for number in (figure.number for name in FIGURE_FIELDS if (figure := getattr(content, name)) is not None):
            if not number.is_finite() or max(abs(number.adjusted()), len(number.as_tuple().digits)) > 2 * MAX_DIGITS:
                raise ValueError("a number that nobody can have typed")
    elif content is not None and (len(content) > _LONGEST_STORED or subject.field in COMMENTARY_FIELDS):
        texts.append(content)
    if any(len(text) > LONGEST for text in texts):
        raise ValueError("a text that no cell holds")


def _item(file: str, head: Head, revision: Known, label: str) -> ReturnedItem:
    _refuse_unstorable(head)
    return ReturnedItem(
        head.subject,
        head.content,
        head.returned_for,
        tuple(sorted(revision.link.bases)),
        head.origin or Origin(file),
        label,
        head.sender,
        head.author,
        head.at,
    )
