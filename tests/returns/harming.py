"""Files that are no return, or one that was harmed on the way, by what is wrong with them."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from tests.returns.building import empty_form, part_of, with_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
STRINGS = "xl/sharedStrings.xml"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b'<!ENTITY z "&j;">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&z;</t></si></sst>'
)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return written.getvalue()


def with_part(name: str, part: bytes) -> bytes:
    """The form with one more part."""
    written = io.BytesIO(empty_form())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a name is there twice is what some tests are about
        with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as target:
            target.writestr(name, part)
    return written.getvalue()


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    """The form with its sheet of figures changed in its bytes."""
    wanted = part_of(empty_form(), "Return")
    return with_parts(empty_form(), lambda name, part: change(part) if name == wanted else part)


def with_far_cell(reference: str) -> bytes:
    """The form with one cell far off."""
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return with_sheet(lambda part: part.replace(b"</sheetData>", far))


def without_sheet() -> bytes:
    """The form with a sheet that its list of sheets names left out."""
    gone = part_of(empty_form(), "Commentary")
    return with_parts(empty_form(), lambda name, part: None if name == gone else part)


def flipped() -> bytes:
    """The form with one bit of its sheet of figures the other way round."""
    packed = bytearray(empty_form())
    entry = zipfile.ZipFile(io.BytesIO(packed)).getinfo(part_of(empty_form(), "Return"))
    packed[entry.header_offset + 60 + entry.compress_size // 2] ^= 0x10
    return bytes(packed)


def with_lying_sizes(packed: bytes) -> bytes:
    """A package whose list of parts says that each unpacks to a hundred bytes."""
    lying = bytearray(packed)
    at = lying.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", lying, at + 24, 100)
        at = lying.find(b"PK\x01\x02", at + 4)
    return bytes(lying)


def encrypted_zip() -> bytes:
    """A package whose parts say that they are encrypted."""
    marked = bytearray(empty_form())
    at = marked.find(b"PK\x01\x02")
    while at >= 0:
        marked[at + 8] |= 1
        at = marked.find(b"PK\x01\x02", at + 4)
    return bytes(marked)


@cache
def zip_bomb() -> bytes:
    """A form with a picture that unpacks to more than 100 MB."""
    return with_part("xl/media/image1.png", bytes(101_000_000))


def hostile() -> dict[str, tuple[bytes, str]]:
    """Every kind of file that is refused, with a part of the sentence that says why."""
    form = empty_form()
    another_spelling = b"<row><x:c\tr = 'A1048576'><v>1</v></x:c></row></sheetData>"
    in_ebcdic = b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE a>".encode("cp037")
    return {
        "encrypted": (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "password or a sensitivity label: ask for",
        ),
        "old.xls": (OLE + "Workbook".encode("utf-16-le"), "old Excel workbook (.xls)"),
        "old.doc": (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
        "old.msg": (OLE, "old Office file that is no workbook"),
        "book.ods": (zipped({"content.xml": b"<a/>", "META-INF/manifest.xml": b"<a/>"}), "OpenDocument file (.ods)"),
        "words.docx": (zipped({"word/document.xml": b"<a/>"}), "a Word document"),
        "slides.pptx": (zipped({"ppt/presentation.xml": b"<a/>"}), "a PowerPoint presentation"),
        "photos.zip": (zipped({"one.txt": b"1"}), "a zip file, not an Excel workbook"),
        "binary.xlsb": (
            zipped({"[Content_Types].xml": b"<Types>sheet.binary.macroEnabled</Types>", "xl/workbook.bin": b"1"}),
            "binary workbook (.xlsb)",
        ),
        "figures.csv": (b"Measure,Figure\nP1-01.total,5\n", "text or CSV file"),
        "unicode.txt": ("Measure\tFigure\n".encode("utf-16"), "text or CSV file"),
        "page.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        "book.xml": (b'<?xml version="1.0"?><Workbook/>', "an XML file"),
        "pack.pdf": (b"%PDF-1.7\n\x00\x01", "a PDF"),
        "photo.jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), "not an Excel workbook"),
        "empty": (b"", "is empty"),
        "zeros": (bytes(4096), "nothing but zeros"),
        "large": (form + bytes(20_000_000), "larger than 20 MB"),
        "cut off": (form[: len(form) // 2], "damaged or cut off"),
        "cut at the end": (form[:-30], "damaged or cut off"),
        "bit flipped": (flipped(), "damaged or cut off"),
        "sheet missing": (without_sheet(), 'its sheet "Commentary" is not in it'),
        "sheet torn": (with_sheet(lambda part: part[: len(part) // 2]), "damaged or cut off"),
        "encrypted zip": (encrypted_zip(), "protected by a password"),
        "macro.xlsm": (with_part("xl/vbaProject.bin", b"macro"), "contains macros"),
        "macro named otherwise": (
            with_parts(form, lambda n, p: p.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")),
            "contains macros",
        ),
        "controls": (with_part("xl/activeX/activeX1.xml", b"<a/>"), "contains ActiveX controls"),
        "links": (with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "contains links to other workbooks"),
        "embedded": (with_part("xl/embeddings/oleObject1.bin", b"1"), "contains embedded files"),
        "part twice": (with_part("XL/workbook.xml", b"<workbook/>"), "holds its part xl/workbook.xml twice"),
        "entity bomb": (with_parts(form, lambda n, p: BOMB if n == STRINGS else p), "entities of its own"),
        "entity bomb in UTF-16": (
            with_parts(form, lambda n, p: BOMB.decode().encode("utf-16") if n == STRINGS else p),
            "not written in UTF-8",
        ),
        "entity bomb in EBCDIC": (with_part("docProps/more.xml", in_ebcdic), "not written in UTF-8"),
        "zip bomb": (zip_bomb(), "unpacks to more than a file of figures ever holds"),
        "zip bomb that lies": (with_lying_sizes(zip_bomb()), "unpacks to more than a file of figures ever holds"),
        "text bomb": (
            with_sheet(lambda part: part.replace(b"</sheetData>", b" " * 21_000_000 + b"</sheetData>")),
            "unpacks to more than a file of figures ever holds",
        ),
        "deep list": (
            with_parts(form, lambda n, p: b"<a>" * 400_000 if n == "xl/workbook.xml" else p),
            "lists more than a file of figures ever holds",
        ),
        "many parts": (zipped({f"part{n}": b"" for n in range(1_200)}), "more than 1,000 parts"),
        "last row": (with_far_cell("A1048576"), "a cell far off, A1048576"),
        "last column": (with_far_cell("XFD90"), "a cell far off, XFD90"),
        "wide and long": (
            with_sheet(
                lambda p: p.replace(
                    b"</sheetData>",
                    b'<row r="9000"><c r="IV9000"><v>1</v></c><c r="A9000"><v>1</v></c></row></sheetData>',
                )
            ),
            "9,000 rows and 256 columns",
        ),
        "far cell with a prefix": (
            with_sheet(
                lambda p: p.replace(b"</sheetData>", another_spelling.replace(b" = 'A1048576'", b'="A1048576"'))
            ),
            "a cell far off, A1048576",
        ),
        "far cell in a reference": (
            with_sheet(
                lambda p: p.replace(b"</sheetData>", b'<row><c r="A&#49;048576"><v>1</v></c></row></sheetData>')
            ),
            "not saved by a spreadsheet program",
        ),
        "far cell in another spelling": (
            with_sheet(lambda p: p.replace(b"</sheetData>", another_spelling)),
            "a cell far off, A1048576",
        ),
        "cells without a place": (
            with_sheet(lambda p: p.replace(b"</sheetData>", b"<row><c><v>1</v></c></row></sheetData>")),
            "not saved by a spreadsheet program",
        ),
    }
