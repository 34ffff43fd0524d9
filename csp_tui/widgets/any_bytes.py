"""Bytes from the terminal that are not UTF-8, such as a Latin-1 é: shown as �, and no end of the program."""

from __future__ import annotations

import codecs
import sys
from functools import partial

from textual.driver import Driver


def _lenient(encoding: str) -> partial[codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


def reading_any_bytes(driver: type[Driver]) -> type[Driver]:
    """The driver, which reads on after such a byte.

    Textual's decodes strictly, has no setting for it, and makes its decoder in the midst of its reading loop: giving it
    another by the name that it imports is less than writing that loop again. The driver for Windows reads no bytes.
    """
    names = vars(sys.modules[driver.__module__])
    if "getincrementaldecoder" in names:
        names["getincrementaldecoder"] = _lenient
    return driver
