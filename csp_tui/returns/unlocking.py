"""Opens files that a password protects, before they are looked at as any file from outside is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from csp_tui.domain.filenames import name_of
from csp_tui.returns.guarding import AGAIN, UnreadableFile, bytes_of
from csp_tui.workbooks.passwords import CannotUnlockError, Password, WrongPasswordError, is_locked, unlocked


class ProtectedFile(UnreadableFile):
    """A file that is read once its password is known."""


def bytes_to_read(path: Path, passwords: Sequence[Password]) -> bytes:
    """All bytes of a file, out of its protection where one of the passwords opens it.

    Raises UnreadableFile, ProtectedFile where another password may help.
    """
    packed = bytes_of(path)
    if not is_locked(packed):
        return packed
    if not passwords:
        raise ProtectedFile(
            f"{name_of(path)} is protected by a password or a sensitivity label: ask for an unprotected copy, or take"
            " it in with its password (P on the screen, or merge --password)."
        )
    try:
        return unlocked(packed, passwords)
    except WrongPasswordError:
        which = "the password is" if len(passwords) == 1 else "none of the passwords is"
        raise ProtectedFile(
            f"{name_of(path)} is protected, and {which} not its own; try again, or ask for an unprotected copy."
        ) from None
    except CannotUnlockError as error:
        raise UnreadableFile(
            f"{name_of(path)} is protected in a way that cannot be opened here, or is damaged; {AGAIN}, unprotected."
        ) from error
