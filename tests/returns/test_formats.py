"""What formats and fonts make of a cell: a percentage, or something to check where people saw something else."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from csp_tui.domain.numbers import Figure
from csp_tui.domain.statements import Statement
from csp_tui.returns.conditional import conditional_places
from csp_tui.returns.formats import Mark, marks_of_styles
from tests.returns.building import cell, filled, part_of, with_parts, with_raw_cell
from tests.returns.one_cell import COUNT, RATE, place, read_as_is, returned, small_form, with_value


def test_only_a_real_percent_format_makes_a_number_a_percentage() -> None:
    codes = ["0%", "0.0&quot; per cent&quot;", "0\\%", "0.0% ;[Red]-0.0%", "[$%-809]0", "_%0", "0&quot;%&quot;"]
    formats = "".join(f'<numFmt numFmtId="{170 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    used = "".join(f'<xf numFmtId="{number}" fontId="0"/>' for number in (0, 9, 10, *range(170, 170 + len(codes))))
    styles = f'<numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{used}</cellXfs>'
    assert marks_of_styles(styles.encode()) == {Mark.PER_CENT: {b"1", b"2", b"3", b"6"}}


MARKED = {
    Mark.MISLEADING: [
        *('"<"0', "<0", "[<5]\\<0;0", '"under "0', '"5"0', '"TRUE";"TRUE";"FALSE"', '"Yes";;"No"', "[$<-809]0"),
        *('0"000"', "#,##0\\0", "-0", '"-"0', "(0);(0)", "\\-0", "[$about]0", "0-", '0"+"', '0"½"', '0"‰"'),
        *('"less than "0', '"up to "0', '"ca "0', '"VOID "0', '"max "0', "\\m\\a\\x\\ 0", '"."0', '0"."0', "*50"),
        *('0%" of it"', '[>=5]0;"few"', "5 0", "0" + " " * 1_000),
    ],
    Mark.WORDED: ['0" k"', '0" thousand"', '0" or more"', '0"m"', '0" thou"', '0" dozen"', '0" prov"', "0\\ \\k"],
    Mark.REWORDED: ['"c. "@', '0;-0;0;"VOID "@', "0;-0;0;", '@" approx"'],
    Mark.SCALED: ["0,", "0.0,,", "#,##0,", '#,##0.0,," m"', "0,.0", "[Red]0,;-0,", '0,_-;"-"0'],
    Mark.HIDDEN: [";;;", ";;;@", '""', '" ";-0;0', "[White];;", "_-", "[White]0", "[Color 2]General", "[>=5]0;"],
    Mark.NOUGHT_HIDDEN: ["0;-0;;@", "#,###", '0;-0;""', "#,##0.0;-#,##0.0; ", "0;-0;[White]0", '0;-0;"n/a"'],
    None: [
        *(
            '#,##0" per cent"',
            "[<5]0;[>9]0",
            '_-* #,##0_-;"-"0',
            'General" per cent"',
            '0 "€"',
            "[$EUR-2] 0",
            "#\\ ##0",
            '_-* #,##0_-;\\-* #,##0_-;_-* "-"??_-;_-@_-',
            "d mmmm yyyy",
            "_<0",
            "#,##0.0##",
        ),
        *(
            "#,##0;[Red](#,##0)",
            "[$£-809]#,##0.00",
            "0.00E+00",
            "# ?/?",
            '0;-0;"-"',
            '0;-0;"0"',
            "[h]:mm",
            "@",
            "General",
        ),
        *("0.0_);(0.0)", "#,##0_ ;[Red]\\-#,##0\\ ", "[$-809]dd mmmm yyyy", "yyyy\\-mm\\-dd;@"),
    ],
}


def test_a_format_marks_the_numbers_that_it_shows_otherwise_than_rounded() -> None:
    codes = [code for mark in MARKED for code in MARKED[mark]]
    formats = "".join(f'<numFmt numFmtId="{170 + n}" formatCode="{html.escape(c)}"/>' for n, c in enumerate(codes))
    used = "".join(f'<xf numFmtId="{170 + n}"/>' for n in range(len(codes)))
    found = marks_of_styles(f"<numFmts>{formats}</numFmts><cellXfs>{used}</cellXfs>".encode())
    marked = {mark: {code for n, code in enumerate(codes) if b"%d" % n in found.get(mark, ())} for mark in Mark}
    for mark, wanted in MARKED.items():
        assert [code for code in wanted if any(code in marked[one] for one in Mark)] == (wanted if mark else [])
        assert [code for code in wanted if mark and code not in marked[mark]] == []


@pytest.mark.parametrize(
    ("value", "number_format", "why"),
    [
        (1204, ";;;", '"1204" stands here, but the cell\'s format hides it'),
        ("<5", ";;;", '"<5" stands here, but the cell\'s format hides it'),
        (0, "0;-0;;@", '"0" stands here, but the cell\'s format hides it'),
        (1204, "0,", '"1204" stands here, but the cell\'s format shows it divided by a thousand or more'),
        (1204000, "0.0,,", "shows it divided by a thousand or more"),
    ],
)
def test_a_figure_that_its_format_hides_or_scales_is_to_check_by_its_cell(
    value: object, number_format: str, why: str, tmp_path: Path
) -> None:
    read = returned(tmp_path, with_value(COUNT, value, number_format))
    assert (read.items, read.unread[0].origin.cell) == ((), place(COUNT))
    assert why in read.unread[0].reason
    [item] = returned(tmp_path, with_value(COUNT, 7, "0;-0;;@")).items
    assert isinstance(item.content, Statement)
    assert item.content.value == Figure(Decimal(7))


def test_words_behind_a_number_are_to_check_unless_they_are_the_unit_of_its_row(tmp_path: Path) -> None:
    [item] = returned(tmp_path, with_value(COUNT, 5, '0" incidents"')).items
    assert isinstance(item.content, Statement)
    assert item.content.value == Figure(Decimal(5))
    for code in ('0" fires"', '0" or more"'):
        read = returned(tmp_path, with_value(COUNT, 5, code))
        assert (read.items, read.unread[0].origin.cell) == ((), place(COUNT)), code
        assert "shows it with a sign or a text that the number does not say" in read.unread[0].reason


@pytest.mark.parametrize(
    ("style", "doubted"),
    [
        (DifferentialStyle(font=Font(strike=True)), True),
        (DifferentialStyle(numFmt=NumberFormat(numFmtId=190, formatCode=";;;")), True),
        (DifferentialStyle(fill=PatternFill(bgColor="FFFF0000"), font=Font(color="FFFFFFFF", b=True)), False),
    ],
)
def test_what_a_conditional_format_may_strike_out_or_hide_is_to_check(
    style: DifferentialStyle, doubted: bool, tmp_path: Path
) -> None:
    def add_rule(workbook: Workbook) -> None:
        rule = Rule(type="expression", dxf=style, formula=["TRUE"])
        workbook["Return"].conditional_formatting.add(f"A1:{place(COUNT)}", rule)

    read = returned(tmp_path, filled(with_value(COUNT, 5), add_rule))
    assert [one.origin.cell for one in read.unread] == ([place(COUNT)] if doubted else [])
    assert len(read.items) == (not doubted)
    assert not doubted or "a conditional format of its sheet may strike it out" in read.unread[0].reason


@pytest.mark.parametrize(("named", "covered"), [("1", [(1, 1)]), ("0", [])])
def test_conditional_formats_are_told_apart_by_the_number_of_their_style(
    named: str, covered: list[tuple[int, int]]
) -> None:
    styles = b'<dxfs count="2"><dxf/><dxf><font><strike/></font></dxf></dxfs>'
    part = f'<conditionalFormatting sqref="B2:B9 Z:Z"><cfRule dxfId="{named}"/></conditionalFormatting>'.encode()
    assert list(conditional_places(part, styles, [["a", "b"], ["c", "d"], ["e", ""]])) == covered


def test_a_conditional_format_of_later_versions_of_excel_is_looked_at_too(tmp_path: Path) -> None:
    rule = "<x14:cfRule type='expression'><x14:dxf><font><strike/></font></x14:dxf></x14:cfRule>"
    block = (
        f'<extLst><ext><x14:conditionalFormattings xmlns:x14="x"><x14:conditionalFormatting>{rule}'
        f'<xm:sqref xmlns:xm="m">{place(COUNT)}</xm:sqref></x14:conditionalFormatting>'
        "</x14:conditionalFormattings></ext></extLst>"
    )
    form = with_value(COUNT, 5)
    sheet = part_of(form, "Return")
    added = with_parts(
        form,
        lambda name, part: part.replace(b"</worksheet>", f"{block}</worksheet>".encode()) if name == sheet else part,
    )
    assert [one.origin.cell for one in read_as_is(tmp_path, added).unread] == [place(COUNT)]


def test_a_number_that_its_format_shows_with_a_sign_is_to_check(tmp_path: Path) -> None:
    read = read_as_is(tmp_path, with_value(COUNT, 5, '"<"0'))
    assert (read.items, read.unread[0].origin.cell) == ((), place(COUNT))
    assert "such as <5" in read.unread[0].reason


def test_what_its_sender_struck_out_is_to_check_by_the_style_of_cell_row_or_column(tmp_path: Path) -> None:
    struck = Font(strike=True)

    def by_cell(workbook: Workbook) -> None:
        cell(workbook["Return"], COUNT, "Figure").font = struck
        cell(workbook["Return"], COUNT, "Period to").value = date(2026, 9, 30)
        cell(workbook["Return"], COUNT, "Period to").font = struck
        cell(workbook["Return"], RATE, "Blank reason").value = "not published"
        cell(workbook["Return"], RATE, "Blank reason").font = struck

    read = returned(tmp_path, filled(with_value(COUNT, 5), by_cell))
    assert read.items == ()
    assert [one.reason.partition(";")[0] for one in read.unread] == [
        '"5" stands here struck out, so it cannot be told whether it counts',
        '"2026-09-30" stands here struck out, so it cannot be told whether it counts',
        '"not published" stands here struck out, so it cannot be told whether it counts',
    ]

    def beside_it(workbook: Workbook) -> None:
        cell(workbook["Return"], COUNT, "Period to").value = date(2026, 9, 30)
        cell(workbook["Return"], COUNT, "Period to").font = struck

    [unread] = returned(tmp_path, filled(with_value(COUNT, 5), beside_it)).unread
    assert unread.reason.endswith('What else its row answers waits with it: Figure "5".')

    def by_row(workbook: Workbook) -> None:
        for one in workbook["Return"][cell(workbook["Return"], COUNT, "Figure").row]:
            one.font = struck

    assert len(returned(tmp_path, filled(with_value(COUNT, 5), by_row)).unread) == 1, "and no [z] beside it"

    def without_own(workbook: Workbook) -> None:
        sheet = workbook["Return"]
        found = cell(sheet, COUNT, "Figure")
        found._style = StyleArray()  # type: ignore[attr-defined]
        (sheet.row_dimensions[found.row] if by == "row" else sheet.column_dimensions[found.column_letter]).font = struck

    for by in ("row", "column"):
        read = returned(tmp_path, filled(with_value(COUNT, 5), without_own))
        assert ([one.origin.cell for one in read.unread], read.items) == ([place(COUNT)], ()), by


STRUCK = "<r><rPr><strike/></rPr><t>5</t></r><r><t>7</t></r>"
RAISED = '<r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'


def test_a_figure_of_which_a_part_is_struck_out_or_raised_is_refused_and_one_that_is_not_is_read(
    tmp_path: Path,
) -> None:
    form, at = with_value(COUNT, "1"), place(COUNT)
    for runs, seen in ((STRUCK, "57"), (RAISED, "121")):
        raw = f'<c r="{at}" t="inlineStr"><is>{runs}</is></c>'
        read = read_as_is(tmp_path, with_raw_cell(form, "Return", at, raw))
        assert (read.items, read.unread[0].origin.cell) == ((), at)
        assert f'"{seen}" stands here with a part struck out, raised or lowered' in read.unread[0].reason

    def in_the_table(name: str, held: bytes) -> bytes:
        return held.replace(b"</sst>", f"<si>{STRUCK}</si></sst>".encode()) if name == "xl/sharedStrings.xml" else held

    shared = with_parts(small_form(), in_the_table)
    last = zipfile.ZipFile(io.BytesIO(shared)).read("xl/sharedStrings.xml").count(b"<si>") - 1
    read = read_as_is(tmp_path, with_raw_cell(shared, "Return", at, f'<c r="{at}" t="s"><v>{last}</v></c>'))
    assert (read.items, len(read.unread)) == ((), 1)
    plain = STRUCK.replace("<strike/>", '<b/><strike val="0"/>')
    raw = f'<c r="{at}" t="inlineStr"><is>{plain}</is></c>'
    [item] = read_as_is(tmp_path, with_raw_cell(form, "Return", at, raw)).items
    assert isinstance(item.content, Statement)
    assert str(item.content.value) == "57"
