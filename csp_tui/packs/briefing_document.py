"""Writes the briefing as a .docx: real styles, tables whose headings repeat, the same bytes for the same content."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row

from csp_tui.packs import briefing_pages as pages
from csp_tui.packs.briefing import briefing
from csp_tui.packs.briefing_pages import Block, Bullets, Grid, Heading, Text
from csp_tui.packs.view import PackView
from csp_tui.workbooks.packing import packed, unpacked

_FACE: Final = "Arial"
_LANGUAGE: Final = "en-GB"
_CELL: Final = "Table text"
_HEAD: Final = "Table heading"
_INDENT: Final = pages.INDENT


def briefing_bytes(view: PackView) -> bytes:
    """The briefing of a pack as the bytes of a Word document."""
    told, content = briefing(view), view.content
    document = Document()
    _set_up(document)
    _foot(document, told.footer)
    document.add_paragraph(told.title, style="Title")
    for before, block in zip((None, *told.blocks), told.blocks, strict=False):
        _write(document, block, below_a_table=isinstance(before, Grid))
    core = document.core_properties
    moment = datetime.combine(content.produced, time())
    core.title, core.language, core.comments, core.revision = told.title, _LANGUAGE, "", 1
    core.keywords = content.marking
    core.author = core.last_modified_by = content.status.plan.partnership
    core.created = core.modified = moment
    written = io.BytesIO()
    document.save(written)
    return packed(unpacked(written.getvalue()))


def _write(document: WordDocument, block: Block, *, below_a_table: bool) -> None:
    match block:
        case Heading():
            document.add_paragraph(block.text, style="Heading 1")
        case Text():
            paragraph = document.add_paragraph()
            if below_a_table:
                paragraph.paragraph_format.space_before = Pt(pages.AFTER)
            if block.lead:
                paragraph.add_run(f"{block.lead} ").bold = True
            paragraph.add_run(block.text).bold = block.strong or None
        case Bullets():
            for item in block.items:
                document.add_paragraph(item, style="List Bullet")
        case Grid():
            _write_grid(document, block)


def _write_grid(document: WordDocument, grid: Grid) -> None:
    """A table with fixed widths; its rows stay whole, and its headings stand again on a further page."""
    table = document.add_table(rows=0, cols=len(grid.headings), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Pt(width)
    head = _add_row(table, grid, grid.headings, _HEAD)
    head._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for row in grid.rows:
        _add_row(table, grid, row, _CELL)
    table._tbl.tblPr.insert_element_before(
        _element("w:tblInd", w=str(round(pages.CELL_MARGIN * 20)), type="dxa"), "w:tblLayout", "w:tblLook"
    )
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(round(pages.CELL_MARGIN * 20)), type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _add_row(table: Table, grid: Grid, texts: tuple[str, ...], style: str) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # the library's own
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, grid.widths, strict=True):
        cell.width = Pt(width)
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
            paragraph.style = style
            paragraph.add_run(line)
    return row


def _set_up(document: WordDocument) -> None:
    """A4, British English, and the styles, whose heights are those that `briefing_pages` reckons with."""
    section = document.sections[0]
    section.page_width, section.page_height = Pt(595.3), Pt(841.9)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(pages.MARGIN)
    section.header_distance = section.footer_distance = Pt(24)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    _style(document, "Normal", pages.SIZE, pages.LINE, after=pages.AFTER)
    title = _style(document, "Title", pages.TITLE_SIZE, pages.TITLE_LINE, after=pages.AFTER, strong=True)
    heading = _style(document, "Heading 1", pages.HEADING_SIZE, pages.HEADING_LINE, after=pages.AFTER, strong=True)
    heading.paragraph_format.space_before = Pt(pages.HEADING_BEFORE)
    bullet = _style(document, "List Bullet", pages.SIZE, pages.LINE, after=pages.BETWEEN_BULLETS)
    _remove(title.element, "w:pBdr", "w:contextualSpacing", "w:spacing[@w:val]")
    _remove(bullet.element, "w:contextualSpacing")
    bullet.paragraph_format.left_indent, bullet.paragraph_format.first_line_indent = Pt(_INDENT), Pt(-_INDENT)
    _style(document, "Footer", 10, 12)
    for name in (_CELL, _HEAD):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style = _style(document, name, pages.SIZE, pages.LINE, after=pages.IN_CELL, strong=name == _HEAD)
        style.paragraph_format.space_before = Pt(pages.IN_CELL)
        style.paragraph_format.keep_with_next = name == _HEAD
    _leave_out_the_templates_picture(document)


def _style(
    document: WordDocument, name: str, size: float, line: float, *, after: float = 0, strong: bool = False
) -> ParagraphStyle:
    """A style in the pack's face, black on white, its lines exactly so high."""
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.bold = _FACE, Pt(size), strong
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [name for name in fonts.attrib if name.endswith("heme")]:
        del fonts.attrib[attribute]  # the template's theme would go before the face
    for script in ("w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FACE)
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    form.space_before, form.space_after = Pt(0), Pt(after)
    return style


def _remove(style: BaseOxmlElement, *paths: str) -> None:
    for path in paths:
        for found in style.xpath(f".//{path}"):
            found.getparent().remove(found)


def _leave_out_the_templates_picture(document: WordDocument) -> None:
    relations = document.part.package.rels
    for id in [id for id, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[id]


def _foot(document: WordDocument, text: str) -> None:
    """The marking and the number of the page; Word counts it."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{text}, page ")
    run = paragraph.add_run()
    for kind in ("begin", "", "separate", "text", "end"):
        if kind == "":
            instruction = _element("w:instrText")
            instruction.text = "PAGE"
            run._r.append(instruction)
        elif kind == "text":
            run.add_text("1")
        else:
            run._r.append(_element("w:fldChar", fldCharType=kind))


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element
