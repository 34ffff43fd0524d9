"""Packs the parts of an office file, so that the same parts give the same bytes on any day and any machine."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
_FIRST_PARTS = ("[Content_Types].xml", "_rels/.rels")  # where readers look first


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts in a fixed order, with fixed times and marks of no operating system."""
    result = io.BytesIO()
    first = [name for name in _FIRST_PARTS if name in parts]
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for name in [*first, *(name for name in parts if name not in first)]:
            part = ZipInfo(name, _EARLIEST)
            part.compress_type = ZIP_DEFLATED
            part.create_system = 3
            part.external_attr = 0o600 << 16
            archive.writestr(part, parts[name])
    return result.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a file that was packed in this process, in their order."""
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
