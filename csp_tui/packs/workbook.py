"""Puts the sheets of a pack in order and makes the workbook of them; where it is written is left to `writing`."""

from __future__ import annotations

from msgspec.structs import replace

from csp_tui.packs.actions import actions
from csp_tui.packs.awaited import awaited
from csp_tui.packs.benchmarking import benchmarking
from csp_tui.packs.changes import changes
from csp_tui.packs.charts import charts
from csp_tui.packs.commentary import commentary
from csp_tui.packs.content import PackContent
from csp_tui.packs.cover import contents, cover, standing
from csp_tui.packs.data import data
from csp_tui.packs.deliverables import deliverables
from csp_tui.packs.exceptions import exceptions
from csp_tui.packs.notes import Notebook
from csp_tui.packs.priorities import priority_sheet
from csp_tui.packs.recording import breaks_marked
from csp_tui.packs.summary import summary
from csp_tui.packs.view import PackView
from csp_tui.workbooks.drawing import draw_all
from csp_tui.workbooks.engine import Workbook
from csp_tui.workbooks.finishing import finished
from csp_tui.workbooks.layout import Sheet
from csp_tui.workbooks.styles import add_styles


def sheets_of(view: PackView) -> tuple[Sheet, ...]:
    """All sheets in the order in which they stand."""
    notes = Notebook()
    told = (
        summary(view, notes),
        exceptions(view, notes),
        *(priority_sheet(view, notes, priority) for priority in view.content.status.plan.priorities),
        *(commentary(view, notes, priority) for priority in view.content.status.plan.priorities),
        deliverables(view),
        actions(view),
        awaited(view),
        changes(view),
        *((charted,) if (charted := charts(view, notes)) is not None else ()),
        *((compared,) if (compared := benchmarking(view.content.shown_tables)) is not None else ()),
    )
    behind = (*told, notes.sheet(breaks_marked(view)), data(view))
    return (cover(view), *(_marked(sheet, view.content) for sheet in (contents(behind), *behind)))


def _marked(sheet: Sheet, content: PackContent) -> Sheet:
    """A sheet that says on its own how far it may go, since sheets are printed and sent on by themselves."""
    return replace(sheet, holds=f"{sheet.holds} {content.marking}, {standing(content)}.")


def workbook_bytes(content: PackContent, sheets: tuple[Sheet, ...]) -> bytes:
    """The sheets as the bytes of a workbook."""
    return made(content, sheets, title=content.title)


def made(content: PackContent, sheets: tuple[Sheet, ...], *, title: str) -> bytes:
    """The sheets as the bytes of a workbook under a title."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    bodies = draw_all(workbook, sheets)
    creator = content.status.plan.partnership
    alternatives = {sheet.name: [chart.alt for chart in sheet.charts] for sheet in sheets if sheet.charts}
    return finished(
        workbook,
        title=title,
        marking=content.marking,
        creator=creator,
        day=content.produced,
        bodies=bodies,
        alternatives=alternatives,
    )
