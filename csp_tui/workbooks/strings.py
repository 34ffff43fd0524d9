"""Moves the texts of cells into the workbook's table of texts, from where every reader decodes `_xHHHH_` alike.

openpyxl writes texts into the cells themselves, and readers differ on escapes there. Each text is then held once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_IN_CELL = re.compile(rb' t="inlineStr"><is>(<t(?: [^>]*)?>[^<]*</t>)</is></c>')
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_TABLE = "xl/sharedStrings.xml"
_TYPES = "[Content_Types].xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml"'
    b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_RELATION = (
    b'<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"'
    b' Target="/xl/sharedStrings.xml" Id="rIdTexts"/></Relationships>'
)


def with_shared_texts(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a workbook, by name, with each text held once in their table of texts."""
    places: dict[bytes, int] = {}
    used = 0

    def share(match: re.Match[bytes]) -> bytes:
        nonlocal used
        used += 1
        place = places.setdefault(match[1], len(places))
        return b' t="s"><v>%d</v></c>' % place

    shared = {name: _IN_CELL.sub(share, part) if _SHEET.fullmatch(name) else part for name, part in parts.items()}
    shared[_TYPES] = shared[_TYPES].replace(b"</Types>", _TYPE)
    shared[_RELATIONS] = shared[_RELATIONS].replace(b"</Relationships>", _RELATION)
    texts = b"".join(b"<si>%s</si>" % text for text in places)
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="%s" count="%d" uniqueCount="%d">'
    shared[_TABLE] = head % (_MAIN, used, len(places)) + texts + b"</sst>"
    return shared
