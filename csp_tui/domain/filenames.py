r"""What a file is called where that is told or stored: a system's names may be no text, what is stored always is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_NO_TEXT: Final = re.compile("[\ud800-\udfff]")
_BYTES: Final = range(0xDC80, 0xDD00)  # what Python makes of bytes that are not UTF-8


def name_of(path: Path) -> str:
    r"""A file's name without its folder; a byte that is no text stands as `\xff`."""
    return as_text(str(path.name))


def as_text(path: Path | str) -> str:
    """A whole path, in the same way."""
    return _NO_TEXT.sub(_escaped, str(path))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code - 0xDC00:02x}" if code in _BYTES else f"\\u{code:04x}"
