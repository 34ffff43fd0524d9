"""Forms for the tests: made by the form's own writer, then filled or harmed as a person or a program would."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from csp_tui.domain.measures import Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from csp_tui.plans.loading import load_plan
from csp_tui.returns.content import AskedRow, Behind, CheckRow, CommentaryRow, MeasureRow, ReturnContent
from csp_tui.returns.form import return_bytes
from csp_tui.returns.identity import Identity
from csp_tui.returns.layout import FORM_KIND, PROGRAM_KIND, RETURN_GRID, Grid
from csp_tui.storage.contents import revision_id
from csp_tui.storage.records import Subject

QUARTER = Quarter(2026, 2)
FORM = "0c0ffee0-0000-4000-8000-000000000001"
SENDER = "laptop-1"
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
POLICE = "Kent Police"


@cache
def the_plan() -> Plan:
    return load_plan("medway", "2026-27")


def identity(kind: str = FORM_KIND, *, form: str = FORM, quarter: Quarter = QUARTER) -> Identity:
    """Who a form is from and for."""
    plan = the_plan()
    program = kind == PROGRAM_KIND
    return Identity(
        kind,
        "medway",
        plan.id,
        plan.version,
        str(quarter),
        POLICE,
        "Analysts",
        "contact Analysts",
        form,
        SENDER if program else "",
        1 if program else 0,
    )


def content(
    stated: Mapping[str, Statement] | None = None,
    *,
    kind: str = FORM_KIND,
    partner: str = POLICE,
    form: str = FORM,
    asked: Sequence[AskedRow] = (),
    checks: Sequence[CheckRow] = (),
    measures: Sequence[str] = (),
) -> ReturnContent:
    """A form of all that a partner supplies, or of some measures, prefilled with what is stated."""
    plan = the_plan()
    behind: list[Behind] = []
    rows = []
    for measure in plan.measures:
        if partner not in measure.suppliers or (measures and measure.id not in measures):
            continue
        statement = (stated or {}).get(measure.id)
        revisions: tuple[str, ...] = ()
        if statement is not None:
            subject = Subject(measure.uid, str(QUARTER), measure.answerer(partner))
            id = revision_id(SENDER, "medway", subject, statement, ())
            revisions = (id,)
            behind.append(Behind(id, SENDER, (), "Ann", AT))
        benchmark = plan.by_code[measure.indicator].benchmark
        rows.append(MeasureRow(measure, partner, benchmark, statement, revisions))
    codes = {row.measure.indicator for row in rows}
    return ReturnContent(
        identity=identity(kind, form=form),
        partnership="Medway Community Safety Partnership",
        quarter=QUARTER,
        audience=partner,
        ask="Ann",
        marking="OFFICIAL",
        produced=date(2026, 10, 1),
        due=date(2026, 10, 20),
        measures=tuple(rows),
        commentary=tuple(CommentaryRow(plan.by_code[code], partner, True) for code in sorted(codes)),
        asked=tuple(asked),
        checks=tuple(checks),
        behind=tuple(behind),
    )


@cache
def empty_form() -> bytes:
    """The form of Kent Police, as it goes out."""
    return return_bytes(content())


def filled(packed: bytes, fill: Callable[[Workbook], None]) -> bytes:
    """A workbook as it is when someone has opened it in a spreadsheet, worked in it, and saved it."""
    workbook = load_workbook(io.BytesIO(packed))
    fill(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def cell(sheet: Worksheet, id: str, heading: str) -> Cell:
    """A cell of a table by the id of its row and the heading of its column."""
    rows = list(sheet.iter_rows())
    top = next(row for row in rows if any(c.value == heading for c in row))
    column = next(c.column for c in top if c.value == heading)
    row = next(row for row in rows if any(c.value == id for c in row))
    assert column is not None
    found = sheet.cell(row[0].row or 1, column)
    assert isinstance(found, Cell)
    return found


def with_figures(packed: bytes, figures: Mapping[str, Mapping[str, object]], grid: Grid = RETURN_GRID) -> bytes:
    """A form with values put under headings in the rows of some ids."""

    def fill(workbook: Workbook) -> None:
        for id, values in figures.items():
            for heading, value in values.items():
                cell(workbook[grid.sheet], id, heading).value = value  # type: ignore[assignment]

    return filled(packed, fill)


def with_parts(packed: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A workbook with some of its parts changed, or left out where the change gives None."""
    archive = zipfile.ZipFile(io.BytesIO(packed))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in archive.infolist():
            part = change(entry.filename, archive.read(entry))
            if part is not None:
                target.writestr(entry, part)
    return written.getvalue()


def with_raw_cell(packed: bytes, sheet: str, reference: str, raw: str) -> bytes:
    """A workbook in which one cell is written as raw XML, as only other programs would write it."""
    part = part_of(packed, sheet)
    pattern = re.compile(rf'<c r="{reference}"(?:[^>]*/>|.*?</c>)', re.DOTALL)

    def change(name: str, held: bytes) -> bytes:
        if name != part:
            return held
        replaced, count = pattern.subn(lambda _: raw, held.decode(), count=1)
        assert count == 1, f"{sheet} has no cell {reference}"
        return replaced.encode()

    return with_parts(packed, change)


def part_of(packed: bytes, sheet: str) -> str:
    """The part that holds a sheet, of a workbook that openpyxl has saved."""
    names = load_workbook(io.BytesIO(packed), read_only=True).sheetnames
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def three_filled() -> bytes:
    """A form in which three measures are answered: a count, a reason and a percentage."""
    return with_figures(
        empty_form(),
        {
            "P1-01.total": {"Figure": 1204, "Provisional": "yes"},
            "P1-03.patrols": {"Blank reason": "not published"},
            "P2-01.arrest-rate": {"Numerator": 63, "Denominator": 100},
        },
    )
