"""Packs the unpacked parts of a workbook again without compressing them, so that no reader unpacks them once more.

What was looked at is then, byte for byte, what is read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_VERSION: Final = 20  # of the format: what needs neither encryption nor long sizes
_UTF_8: Final = 0x800  # the flag that says how names are written
_STORED: Final = 0
_DAY: Final = 0x21  # 1 January 1980: nobody asks


def repacked(parts: Iterable[tuple[str, int, bytes]]) -> bytes:
    """A package of these parts: each its name, its check sum (CRC-32) and its bytes."""
    pieces: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for name, check, part in parts:
        named = name.encode()
        shared = (_VERSION, _UTF_8, _STORED, 0, _DAY, check, len(part), len(part), len(named), 0)
        central.append(_CENTRAL.pack(b"PK\x01\x02", _VERSION, *shared, 0, 0, 0, 0, at) + named)
        pieces += (_LOCAL.pack(b"PK\x03\x04", *shared), named, part)
        at += _LOCAL.size + len(named) + len(part)
    directory = b"".join(central)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), at, 0)
    return b"".join((*pieces, directory, end))
