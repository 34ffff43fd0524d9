"""What is kept of a mistake of the program's own: versions, kinds of errors, places in its code. Never what they held.

How the mistake is told, and what is saved before, is the doors' business.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from types import CodeType, TracebackType
from typing import Final

from csp_tui import __version__

DEBUG: Final = "CSP_TUI_DEBUG"  # the variable with which a developer asks for the whole of a mistake
_LIBRARIES: Final = ("textual", "rich", "sqlmodel", "sqlalchemy", "openpyxl", "python-docx", "typer")
_PLACES: Final = 40  # of one error; one that calls itself without end has a thousand
_PREFACE: Final = """\
csp-tui made a mistake. This report says where in the program, for whoever looks after it, and nothing else: no figure,
no text, no name, and no path of yours. Read it through before you send it; nothing sends it by itself.
"""


def tell_mistake(error: BaseException) -> str:
    """Keep a report of a mistake, and give the sentence that names its kind, its place and the report."""
    places = list(_places(error.__traceback__))
    place = f" at {places[-1]}" if places else ""
    return f"The program made a mistake ({_kind(error)}{place}). What was saved before is kept. {_kept(error)}"


def _kept(error: BaseException) -> str:
    try:
        path = _keep_report(error)
    except OSError as refused:
        return f"No report could be kept ({refused.strerror}): please report this line, and what you did before it."
    return (
        f"A report is in {path}: plain text without figures, names or texts. Look at it, then send it to whoever looks"
        " after csp-tui for you, and say what you did before it."
    )


def report_folder() -> Path:
    """Where reports are kept: the user's own folder for logs."""
    from platformdirs import user_log_path  # noqa: PLC0415 - a mistake is rare

    return user_log_path("csp-tui", appauthor=False)


def _keep_report(error: BaseException) -> Path:
    """Write a report that only its user can read; the same mistake has one file, however often it is made."""
    what = "\n".join(_told(error))
    folder = report_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"mistake-{hashlib.sha256(what.encode()).hexdigest()[:8]}.txt"
    path.unlink(missing_ok=True)
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a handle, since the file is made for its user alone
        file.write(f"{_PREFACE}\n{when}\n{what}\n")
    return path


def _told(error: BaseException) -> Iterator[str]:
    yield f"csp-tui {__version__}, Python {platform.python_version()}, {platform.system()}"
    yield ", ".join(_versions())
    for one in _causes(error):
        yield ""
        yield _kind(one)
        places = list(_places(one.__traceback__))
        if len(places) > _PLACES:
            yield f"  ... {len(places) - _PLACES} places before"
        yield from (f"  {place}" for place in places[-_PLACES:])


def _versions() -> Iterator[str]:
    for library in _LIBRARIES:
        try:
            yield f"{library} {version(library)}"
        except PackageNotFoundError:
            yield f"{library} missing"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it, each once, the latest first."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        before = (one.__cause__, None if one.__suppress_context__ else one.__context__)
        waiting += [cause for cause in before if cause is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _kind(error: BaseException) -> str:
    """The class of an error, and the code that the system or the database gave it; its message may hold anything."""
    name = type(error).__name__
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} {errno.errorcode.get(error.errno, error.errno)}"
    code = getattr(error, "sqlite_errorname", None)
    return f"{name} {code}" if isinstance(code, str) else name


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        yield f"{_file(frame.f_code, str(frame.f_globals.get('__name__', '')))}:{line} {frame.f_code.co_name}"


def _file(code: CodeType, module: str) -> str:
    """A source file from its package on: what is before that is the user's."""
    parts = PurePath(code.co_filename).parts
    package = __package__.partition(".")[0] if module == "__main__" else module.partition(".")[0]
    start = max((place for place, part in enumerate(parts) if part == package), default=len(parts) - 1)
    return "/".join(parts[start:])
