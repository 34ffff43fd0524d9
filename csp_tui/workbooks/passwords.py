"""Protects office files by a password as Excel does (ECMA-376, AES-256), and opens them again; no password is kept.

A file from outside says itself how much work opening it is: what would take too long is refused before it is begun.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from csp_tui.domain.errors import UserError
from csp_tui.workbooks.errors import WorkbookError

SHORTEST: Final = 8
LONGEST: Final = 255  # Excel takes no more
MOST_PASSWORDS: Final = 10
"""As many are tried on a file: each takes a quarter of a second by design."""

KEPT_NOWHERE: Final = "Its password opens it, and is kept nowhere: tell whoever may read it, in another message."

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INFORMATION: Final = "EncryptionInfo"
_MOST_INFORMATION: Final = 65_536  # bytes
_MOST_SPINS: Final = 200_000  # twice what Excel takes: rounds of the hash that makes trying passwords slow
_VERSION_BYTES: Final = 8
_IN_XML: Final = b"\x04\x00\x04\x00"
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class PasswordError(UserError):
    """A password that protects nothing, or cannot be asked for; the message says what to do."""


class WrongPasswordError(Exception):
    """None of the passwords is the file's."""


class CannotUnlockError(Exception):
    """The file's protection is damaged, of a kind that is not known, or made to take without end."""


@dataclass(frozen=True, slots=True)
class Password:
    """A password on its way; nothing that shows it ever prints it."""

    text: str = field(repr=False)


def new_password(typed: str) -> Password:
    """A password to protect a file with. Raises PasswordError for one that is no protection or that Excel refuses."""
    if _UNPRINTABLE.search(typed):
        raise PasswordError("The password holds characters that nobody can type; choose another.")
    if not SHORTEST <= len(typed) <= LONGEST:
        raise PasswordError(f"A password has {SHORTEST} to {LONGEST} characters; nothing is written. Choose another.")
    return Password(typed)


def locked(packed: bytes, password: Password | None) -> bytes:
    """An office file's bytes as only the password opens them, opened once to be sure; as they are without one."""
    if password is None:
        return packed
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415 - few files are protected

    written = io.BytesIO()
    OOXMLFile(io.BytesIO(packed)).encrypt(password.text, written)
    sealed = written.getvalue()
    try:
        opens = unlocked(sealed, [password]) == packed
    except (WrongPasswordError, CannotUnlockError):
        opens = False
    if not opens:
        raise WorkbookError("The file could not be protected so that its password opens it; nothing is written.")
    return sealed


def is_locked(packed: bytes) -> bool:
    """Whether a file says that a password opens it."""
    return packed.startswith(_OLE) and _INFORMATION.encode("utf-16-le") in packed


def unlocked(packed: bytes, passwords: Sequence[Password]) -> bytes:
    """What a protected file holds, which is no more than it weighs itself, and is to be looked at as any file is.

    Raises WrongPasswordError, CannotUnlockError.
    """
    # Here and not above: a file that is protected is rare.
    from xml.etree.ElementTree import ParseError as BrokenXml  # noqa: PLC0415
    from xml.parsers.expat import ExpatError  # noqa: PLC0415

    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError  # noqa: PLC0415
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    broken = (DecryptionError, FileFormatError, ParseError, BrokenXml, ExpatError, struct.error)
    harmed = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
    try:
        _refuse_endless(packed)
        for password in passwords[:MOST_PASSWORDS]:
            file, opened = OOXMLFile(io.BytesIO(packed)), io.BytesIO()
            try:
                file.load_key(password=password.text or "\0", verify_password=True)
            except InvalidKeyError:
                continue
            file.decrypt(opened, verify_integrity=file.type == "agile")
            return opened.getvalue()
    except (*broken, *harmed, InvalidKeyError) as error:
        raise CannotUnlockError from error
    raise WrongPasswordError


def _refuse_endless(packed: bytes) -> None:
    """Look at what the file says of its protection before anything of it is done."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 - as above
    from olefile import OleFileIO  # noqa: PLC0415

    with OleFileIO(io.BytesIO(packed)) as compound:
        if compound.get_size(_INFORMATION) > _MOST_INFORMATION:
            raise CannotUnlockError
        information = compound.openstream(_INFORMATION).read()
    if not information.startswith(_IN_XML):
        return  # the older kind, whose work is fixed
    for element in fromstring(information[_VERSION_BYTES:], forbid_dtd=True).iter():
        if int(element.get("spinCount", "0")) > _MOST_SPINS:
            raise CannotUnlockError
