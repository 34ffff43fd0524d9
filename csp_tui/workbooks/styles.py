"""The pack's looks, all in one place: 12 point, black on white, pale fills that only repeat what a word says."""

from __future__ import annotations

from typing import Final

from csp_tui.workbooks.engine import (
    Alignment,
    Border,
    DifferentialStyle,
    Font,
    NamedStyle,
    PatternFill,
    Rule,
    Side,
    Workbook,
)

_FACE: Final = "Arial"
_RULE: Final = Side(style="thin", color="FF8C8C8C")
_EDGE: Final = Side(style="medium", color="FF000000")
_TINTS: Final = {"Red": "FFF8D7DA", "Amber": "FFFFE8B8", "Green": "FFD5EDDB"}  # 15:1 and more under black text

TITLE: Final = "Pack title"
HEADING: Final = "Pack heading"
TEXT: Final = "Pack text"
LINK: Final = "Pack link"
COLUMN_HEADING: Final = "Pack column heading"
CELL: Final = "Pack cell"
CELL_LINK: Final = "Pack cell link"
FIGURE: Final = "Pack figure"


def add_styles(workbook: Workbook) -> None:
    """Give a workbook the pack's styles; its plain font too, since column widths are counted in its digits."""
    normal = workbook._named_styles["Normal"]  # type: ignore[attr-defined]
    normal.font = Font(name=_FACE, size=12)
    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    left = Alignment(vertical="top", horizontal="left", wrap_text=True)
    right = Alignment(vertical="top", horizontal="right")
    grid = Border(left=_RULE, right=_RULE, top=_RULE, bottom=_RULE)
    head = Border(left=_RULE, right=_RULE, top=_EDGE, bottom=_EDGE)
    plain, bold = Font(name=_FACE, size=12), Font(name=_FACE, size=12, bold=True)
    linked = Font(name=_FACE, size=12, underline="single", color="FF0B4F9E")
    for style in (
        NamedStyle(TITLE, font=Font(name=_FACE, size=16, bold=True), alignment=top),
        NamedStyle(HEADING, font=Font(name=_FACE, size=13, bold=True), alignment=Alignment(vertical="bottom")),
        NamedStyle(TEXT, font=plain, alignment=top),
        NamedStyle(LINK, font=linked, alignment=top),
        NamedStyle(COLUMN_HEADING, font=bold, alignment=wrapped, border=head),
        NamedStyle(CELL, font=plain, alignment=left, border=grid),
        NamedStyle(CELL_LINK, font=linked, alignment=wrapped, border=grid),
        NamedStyle(FIGURE, font=plain, alignment=right, border=grid),
    ):
        workbook.add_named_style(style)


def tints(first_cell: str) -> tuple[Rule, ...]:
    """The rules that tint a rating by the word its cell begins with."""
    return tuple(
        Rule(
            type="beginsWith",
            operator="beginsWith",
            text=word,
            formula=[f'LEFT({first_cell},{len(word)})="{word}"'],
            dxf=DifferentialStyle(font=Font(color="FF000000"), fill=PatternFill(bgColor=colour, fill_type="solid")),
        )
        for word, colour in _TINTS.items()
    )
