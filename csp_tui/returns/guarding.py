"""Looks at a file from outside before any reader of workbooks sees it: its kind, its true size, and what it carries.

A workbook that passes is held whole in memory with its parts, so that what was looked at is what is read. What its
cells say is left to `sheets`.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final
from xml.etree import ElementTree as ET

from msgspec import Struct

from csp_tui.domain.errors import UserError
from csp_tui.domain.filenames import as_text, name_of
from csp_tui.returns.repacking import repacked
from csp_tui.returns.unclear import unclear_in

MEGABYTE: Final = 1_000_000
MOST_PACKED: Final = 20 * MEGABYTE
MOST_UNPACKED: Final = 100 * MEGABYTE
MOST_XML: Final = 20 * MEGABYTE  # of all that is read as XML: a hundred times the largest form
MOST_IN_LISTS: Final = MEGABYTE  # the list of sheets and the like, which are read as trees
MOST_PARTS: Final = 1_000
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 256
MOST_CELLS: Final = 500_000  # of a sheet, empty ones between others included

AGAIN: Final = "ask for it to be sent again"
AS_WORKBOOK: Final = "open it in Excel, save it as an Excel workbook (.xlsx), and take that in"

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK: Final = "xl/workbook.xml"
TEXTS: Final = "xl/sharedstrings.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_DECLARED: Final = re.compile(rb"\s*(?:<\?xml[^>]*?encoding\s*=\s*[\"'](?P<encoding>[^\"']*)[\"'])?")
_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ONE_SPELLING: Final = bytes.maketrans(b"'\t\r\n", b'"   ')
_PREFIX: Final = re.compile(rb"<(/?)\w+:")
_AROUND_EQUALS: Final = re.compile(rb' *= *"')
_NOT_A_NEAR_CELL: Final = re.compile(rb'<c(?! r="[A-Z]{1,2}[0-9]{1,3}"(?: s="[0-9]+")?(?: t="[A-Za-z]+")? ?/?>)[\s/>]')
_PREFIXED_CELL: Final = re.compile(rb":c[\s/>]")
_CELL: Final = re.compile(rb"<c[\s/>][^>]*>")
_REFERENCE: Final = re.compile(rb'<c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>')
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError, IndexError)

_CARRIED: Final = (
    ("vbaproject", "macros"),
    ("macrosheets/", "macros"),
    ("activex/", "ActiveX controls"),
    ("externallinks/", "links to other workbooks"),
    ("embeddings/", "embedded files"),
)
_INSTEAD: Final = {
    "macros": "save it as an Excel workbook without macros (.xlsx)",
    "ActiveX controls": "delete them",
    "links to other workbooks": "break them (Data, Edit Links, Break Link) and save it",
    "embedded files": "delete them and save it",
}


class UnreadableFile(UserError):  # noqa: N818 - says what the file is, as its sentence does
    """A file that is not read; the message names it, says what is wrong with it, and what to do."""


class Package(Struct, frozen=True):
    """A workbook that may be read: its file's name and bytes, its parts by name in small letters, its sheets in order.

    Only parts of XML are kept; `plain` is a package of them alone that need not be unpacked. `sheets` gives each
    worksheet's part by the name on its tab, spelt for searching.
    """

    file: str
    packed: bytes
    plain: bytes
    parts: Mapping[str, bytes]
    sheets: Mapping[str, bytes]


def guarded(path: Path) -> Package:
    """The workbook at a path, looked at but not read. Raises UnreadableFile."""
    return guarded_bytes(name_of(path), bytes_of(path))


def guarded_bytes(file: str, packed: bytes, most_rows: int = MOST_ROWS) -> Package:
    """The workbook that the bytes of a file are, with no more rows in a sheet. Raises UnreadableFile."""
    _refuse_other_kinds(file, packed)
    try:
        unpacked = _unpacked(file, packed)
        parts = {part.name.lower(): part.held for part in unpacked}
        _refuse_other_packages(file, parts)
        sheets = _sheets(file, parts)
        plain = repacked((part.name, part.check, part.held) for part in unpacked)
    except (*_DAMAGE, ET.ParseError) as error:
        raise damaged(file) from error
    searchable = {sheet: _searchable(file, sheet, parts[part], most_rows) for sheet, part in sheets.items()}
    for sheet, spelt in searchable.items():
        _refuse_unclear(file, f'sheet "{sheet}"', spelt)
    _refuse_unclear(file, "its table of texts", parts.get(TEXTS, b""))
    return Package(file, packed, plain, parts, searchable)


def damaged(file: str) -> UnreadableFile:
    """The sentence for a file that is broken somewhere inside."""
    return UnreadableFile(f"{file} is damaged or cut off; {AGAIN}.")


def bytes_of(path: Path) -> bytes:
    """All bytes of a file that is not too large. Raises UnreadableFile."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            os.scandir(path).close()  # fails where that is why it was not looked into
            raise UnreadableFile(f"{name_of(path)} is a folder; name a file, or the folder by itself.")
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFile(f"{name_of(path)} is no file; name a workbook.")
        with path.open("rb") as opened:
            packed = opened.read(min(found.st_size, MOST_PACKED) + 1)  # as much room is made as may be read
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {as_text(path)}; look at its name.") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UnreadableFile(f"{name_of(path)} cannot be read ({why}); close it elsewhere, or copy it here.") from error
    if len(packed) > MOST_PACKED:
        raise UnreadableFile(
            f"{name_of(path)} is larger than {MOST_PACKED // MEGABYTE} MB, which is too large; {AGAIN}, without"
            " pictures."
        )
    return packed


def _refuse_other_kinds(file: str, packed: bytes) -> None:
    """What the first bytes of a file say that it is."""
    if packed.startswith(b"PK\x03\x04"):
        return
    if not packed:
        raise UnreadableFile(f"{file} is empty; {AGAIN}.")
    if packed.startswith(_OLE):
        raise UnreadableFile(f"{file} {_old_office(packed)}")
    if packed.startswith(b"%PDF"):
        raise UnreadableFile(f"{file} is a PDF, from which no figures are read; ask for the Excel workbook.")
    if not packed.strip(b"\0"):
        raise UnreadableFile(f"{file} holds nothing but zeros (it was not fully downloaded); {AGAIN}.")
    start = packed[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")):
        raise UnreadableFile(f"{file} is a web page, whatever its name says; {AS_WORKBOOK}.")
    if start.startswith((b"<?xml", b"<")):
        raise UnreadableFile(f"{file} is an XML file, not an Excel workbook; {AS_WORKBOOK}.")
    if _is_text(packed[:4096]):
        raise UnreadableFile(f"{file} is a text or CSV file; ask for the workbook that it was made from.")
    raise UnreadableFile(f"{file} is not an Excel workbook; ask for the form as it was filled in (.xlsx).")


def _old_office(packed: bytes) -> str:
    """An encrypted workbook is wrapped in the same kind of file as the Office documents of before 2007."""
    if _utf16("EncryptedPackage") in packed or _utf16("EncryptionInfo") in packed:
        return "is protected by a password or a sensitivity label: ask for an unprotected copy."
    if _utf16("WordDocument") in packed:
        return "is a Word document; ask for the Excel workbook."
    if _utf16("Workbook") in packed or _utf16("Book") in packed:
        return f"is an old Excel workbook (.xls); {AS_WORKBOOK}."
    return f"is an old Office file that is no workbook; {AGAIN}, as an Excel workbook (.xlsx)."


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", start)


# Unpacking


class _Part(Struct, frozen=True):
    """A part as unpacked: its name, its true size and check sum, and its bytes where they are kept."""

    name: str
    size: int
    check: int
    held: bytes


def _unpacked(file: str, packed: bytes) -> list[_Part]:
    """The parts of XML, all parts having been unpacked and weighed.

    The sizes that a package declares are not believed.
    """
    if packed.count(b"PK\x01\x02") > MOST_PARTS:
        raise UnreadableFile(f"{file} has more than {MOST_PARTS:,} parts, which no file of figures has; {AGAIN}.")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    parts: list[_Part] = []
    names: set[str] = set()
    room, xml_room = MOST_UNPACKED, MOST_XML
    for entry in entries:
        name = entry.filename.lstrip("/").lower()
        if name in names:
            raise UnreadableFile(f"{file} holds its part {name} twice, so it cannot be told which counts; {AGAIN}.")
        names.add(name)
        if entry.flag_bits & 1:
            raise UnreadableFile(f"{file} is protected by a password: ask for an unprotected copy.")
        _refuse_carried(file, name)
        is_xml = name.endswith((".xml", ".rels", ".vml"))
        part = _inflated(file, packed, entry, min(room, xml_room) if is_xml else room, keep=is_xml)
        room -= part.size
        if is_xml:
            xml_room -= part.size
            _refuse_definitions(file, part.held)
            parts.append(part)
    return parts


def _inflated(file: str, packed: bytes, entry: zipfile.ZipInfo, room: int, *, keep: bool) -> _Part:
    """Unpack a part piece by piece, no further than there is room for, and hold it against its check sum."""
    name_length, extra_length = struct.unpack_from("<HH", packed, entry.header_offset + 26)
    start = entry.header_offset + 30 + name_length + extra_length
    data = packed[start : start + entry.compress_size]
    if len(data) < entry.compress_size or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(file)
    if entry.compress_type == zipfile.ZIP_STORED:
        size, check, kept = len(data), zlib.crc32(data), data if keep else b""
    else:
        size, check, kept = _expanded(data, room, keep=keep)
    if size > room:
        raise UnreadableFile(
            f"{file} unpacks to more than a file of figures ever holds (a zip bomb?); do not open it, {AGAIN}."
        )
    if check != entry.CRC:
        raise damaged(file)
    return _Part(entry.filename.lstrip("/"), size, check, kept)


def _expanded(data: bytes, room: int, *, keep: bool) -> tuple[int, int, bytes]:
    """The size, check sum and, if kept, the bytes of deflated data; stops when they are more than there is room for."""
    expander = zlib.decompressobj(-zlib.MAX_WBITS)
    size, check = 0, 0
    kept: list[bytes] = []
    while not expander.eof and size <= room:
        piece = expander.decompress(data, MEGABYTE)
        data = expander.unconsumed_tail
        if not piece and not data:
            break
        size += len(piece)
        check = zlib.crc32(piece, check)
        if keep:
            kept.append(piece)
    return size, check, b"".join(kept)


def _refuse_carried(file: str, name: str) -> None:
    """Parts that act by themselves or reach elsewhere."""
    for sign, what in _CARRIED:
        if sign in name:
            raise UnreadableFile(f"{file} contains {what}, and is not opened: {_INSTEAD[what]}, then send it again.")


def _refuse_definitions(file: str, part: bytes) -> None:
    """XML that defines its own words can grow without end; and only in UTF-8 can it be seen that it does not."""
    declared = _DECLARED.match(part)
    encoding = (declared and declared["encoding"]) or b"utf-8"
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or encoding.lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise UnreadableFile(f"{file} is not written in UTF-8, as workbooks are; open it in Excel and save it again.")
    if b"!" in part and _DTD.search(part):
        raise UnreadableFile(f"{file} defines entities of its own, which no workbook needs; do not open it, {AGAIN}.")


# What the package is


def _refuse_other_packages(file: str, parts: Mapping[str, bytes]) -> None:
    """Other documents are zip files too."""
    types = parts.get("[content_types].xml", b"")
    if b"sheet.binary" in types:
        raise UnreadableFile(f"{file} is a binary workbook (.xlsb); {AS_WORKBOOK}.")
    if b"macroEnabled" in types:
        raise UnreadableFile(f"{file} contains macros, and is not opened: {_INSTEAD['macros']}, then send it again.")
    if _WORKBOOK in parts and types:
        return
    if "word/document.xml" in parts:
        raise UnreadableFile(f"{file} is a Word document; ask for the Excel workbook.")
    if "ppt/presentation.xml" in parts:
        raise UnreadableFile(f"{file} is a PowerPoint presentation; ask for the Excel workbook.")
    if "content.xml" in parts and "meta-inf/manifest.xml" in parts:
        raise UnreadableFile(f"{file} is an OpenDocument file (.ods); save it as an Excel workbook (.xlsx).")
    raise UnreadableFile(f"{file} is a zip file, not an Excel workbook; unpack it, and take in the workbooks in it.")


def _sheets(file: str, parts: Mapping[str, bytes]) -> dict[str, str]:
    """The parts of the worksheets by the names on their tabs; each sheet that the workbook names must be there."""
    targets: dict[str, tuple[str, str]] = {}
    for relation in tree(file, parts.get(_RELATIONS, b"")):
        kind = relation.get("Type", "").rpartition("/")[2]
        targets[relation.get("Id", "")] = kind, _part_at(relation.get("Target", ""))
    found: dict[str, str] = {}
    for sheet in tree(file, parts[_WORKBOOK]).iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        name = sheet.get("name", "")
        kind, part = targets.get(sheet.get(_RELATION, ""), ("", ""))
        if kind in ("xlMacrosheet", "xlIntlMacrosheet"):
            raise UnreadableFile(
                f"{file} contains macros, and is not opened: {_INSTEAD['macros']}, then send it again."
            )
        if part not in parts or name in found:
            raise UnreadableFile(f'{file} is damaged: its sheet "{name[:31]}" is not in it; {AGAIN}.')
        if kind == "worksheet":
            found[name] = part
    if not found:
        raise UnreadableFile(f"{file} has no sheet to read; {AGAIN}.")
    return found


@lru_cache(maxsize=256)
def _part_at(target: str) -> str:
    """The part that a relation of the workbook names; a target that begins with / is from the top."""
    return str(PurePosixPath("/xl") / target)[1:].lower()


def tree(file: str, part: bytes) -> ET.Element:
    """A short part as a tree. Raises UnreadableFile when it is not short, ET.ParseError when it is broken."""
    if len(part) > MOST_IN_LISTS:
        raise UnreadableFile(f"{file} lists more than a file of figures ever holds; {AGAIN}.")
    return ET.fromstring(part)  # noqa: S314 - a part with a DTD or an entity was refused when it was unpacked


def _searchable(file: str, sheet: str, part: bytes, most_rows: int) -> bytes:
    """A sheet that is not vast, in one of the spellings that mean the same in XML; its texts do not matter here."""
    if not (_NOT_A_NEAR_CELL.search(part) or (b":c" in part and _PREFIXED_CELL.search(part))):
        return part  # as all spreadsheet programs write it
    plain = _PREFIX.sub(rb"<\1", part.translate(_ONE_SPELLING))
    plain = _AROUND_EQUALS.sub(b'="', plain)
    _refuse_vast(file, sheet, plain, most_rows)
    return plain


def _refuse_vast(file: str, sheet: str, part: bytes, most_rows: int) -> None:
    """A sheet with one cell far off would be read as all that lies between."""
    if not all(_REFERENCE.match(cell) for cell in _CELL.findall(part)):
        raise UnreadableFile(f"{file} was not saved by a spreadsheet program; open it in Excel and save it again.")
    rows, columns = 0, 0
    filled = {(cell[1], cell[2]) for cell in _REFERENCE.finditer(part) if not cell[0].endswith(b"/>")}
    for letters, digits in filled:
        row, column = int(digits), column_number(letters)
        if row > most_rows or column > MOST_COLUMNS:
            raise UnreadableFile(
                f'{file}: sheet "{sheet}" has a cell far off, {(letters + digits).decode()}, where no figures stand;'
                " delete that row or column, or the sheet, and save it again."
            )
        rows, columns = max(rows, row), max(columns, column)
    if rows * columns > MOST_CELLS:
        raise UnreadableFile(
            f'{file}: sheet "{sheet}" has {rows:,} rows and {columns} columns, far more than figures ever fill;'
            " delete the sheet, or what does not belong to the figures, and save it again."
        )


def _refuse_unclear(file: str, what: str, part: bytes) -> None:
    unclear = unclear_in(part)
    if unclear is not None:
        raise UnreadableFile(
            f"{file}: {what} {unclear}, so it cannot be told what was typed; open it in Excel, look at it, and save it"
            " again."
        )


def column_number(letters: bytes) -> int:
    """The number of a column, from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
