"""The hidden records of a return: which it is, what each row means, and the revision behind every prefilled cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from csp_tui.domain.fields import ANSWER, EXPLAINED, FIGURE
from csp_tui.domain.numbers import plain
from csp_tui.returns.content import Behind, ReturnContent, Revisions
from csp_tui.returns.filling import Entry, FormSheet
from csp_tui.returns.identity import EntryText, content_hash, definition_hash, definition_in_words
from csp_tui.returns.layout import (
    ABOUT_INDICATOR,
    BASE,
    CHECKS,
    CLEARED,
    COLUMNS,
    COMMENTARY,
    DEFINITION,
    FIGURES,
    KEY_JOIN,
    LED,
    LED_GRID,
    QUESTIONS,
    RETURN,
    RETURN_GRID,
    REVISION,
    ROW,
)
from csp_tui.storage.records import STATEMENT
from csp_tui.workbooks.layout import Link, Number, Value

Record = tuple[str, ...]
_Cell = tuple[str, tuple[str, ...], str]  # its sheet, the key of its row, its field
_Bases = dict[_Cell, Revisions]


def entry_texts(sheets: Iterable[FormSheet]) -> tuple[EntryText, ...]:
    """What stands in the entry cells, as the reader will find it."""
    return tuple(_entry_texts(sheets))


def _entry_texts(sheets: Iterable[FormSheet]) -> Iterator[EntryText]:
    for sheet in sheets:
        if sheet.table is None:
            continue
        grid = sheet.table.grid
        headings = [column.heading for column in sheet.table.columns]
        for row in sheet.table.rows:
            cells = dict(zip(headings, row, strict=True))
            key = tuple(_key_text(cells[heading]) for heading in grid.ids)
            for heading, field in grid.entries.items():
                cell = cells.get(heading)
                if isinstance(cell, Entry) and cell.value is not None:
                    yield EntryText(sheet.name, key, field, _text(cell.value))


def _key_text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _text(value: Value) -> str:
    match value:
        case Number():
            return plain(value.value)
        case Link():
            return value.text
        case str():
            return value
        case date():
            return value.isoformat()
        case None:
            return ""


def content_hash_of(content: ReturnContent, sheets: Iterable[FormSheet]) -> str:
    """The hash of everything that is filled in."""
    return content_hash(str(content.quarter), entry_texts(sheets))


def records(content: ReturnContent, sheets: Iterable[FormSheet]) -> Iterator[Record]:
    """Every record of `_meta`, as `layout` describes them."""
    sheets = tuple(sheets)
    yield from content.identity.texts(content_hash_of(content, sheets)).items()
    for measure in {row.measure.uid: row.measure for row in content.measures}.values():
        yield DEFINITION, measure.uid, measure.id, definition_hash(measure), definition_in_words(measure)
    for indicator in content.indicators:
        yield ABOUT_INDICATOR, indicator.uid, indicator.code
    yield from _columns(sheets)
    yield from _rows(content)
    behind = _behind(content)
    filled = [(entry.sheet, entry.key, entry.field) for entry in entry_texts(sheets)]
    for cell in filled:
        yield from _based(BASE, cell, behind)
    for cell in _cleared(content, behind, {*filled}):
        yield from _based(CLEARED, cell, behind)
    for revision in content.behind:
        yield _revision(revision)


def _columns(sheets: Iterable[FormSheet]) -> Iterator[Record]:
    """The entry columns of each table, to tell one that was renamed from one that was put beside them."""
    for sheet in sheets:
        if sheet.table is not None:
            headings = {column.heading for column in sheet.table.columns}
            entries = sheet.table.grid.entries.items()
            yield COLUMNS, sheet.name, " ".join(field for heading, field in entries if heading in headings)


def _rows(content: ReturnContent) -> Iterator[Record]:
    quarter = str(content.quarter)
    for row in content.measures:
        key = KEY_JOIN.join((row.measure.id, row.partner))
        yield ROW, RETURN, key, row.measure.uid, quarter, row.measure.answerer(row.partner), STATEMENT, ""
    for words in content.commentary:
        key = KEY_JOIN.join((words.indicator.code, words.partner))
        yield ROW, COMMENTARY, key, words.indicator.uid, quarter, words.partner, "", ""
    for other in content.figures:
        key = KEY_JOIN.join((other.indicator.code, other.partner, other.figure.label))
        field = f"{FIGURE}{other.figure.label}"
        yield ROW, FIGURES, key, other.indicator.uid, quarter, other.partner, field, ""
    for asked in content.asked:
        key = KEY_JOIN.join((asked.reference, asked.partner))
        yield ROW, QUESTIONS, key, asked.about, asked.quarter, asked.answerer, f"{ANSWER}{asked.reference}", ""
    for check in content.checks:
        key = KEY_JOIN.join((check.measure, check.partner, check.code))
        yield ROW, CHECKS, key, check.about, quarter, check.answerer, f"{EXPLAINED}{check.code}", check.of
    for led in content.led:
        yield ROW, LED, led.item, led.about, quarter, "", led.field, ""


def _based(kind: str, cell: _Cell, behind: _Bases) -> Iterator[Record]:
    sheet, key, field = cell
    if revisions := behind.get(cell):
        yield kind, sheet, KEY_JOIN.join(key), field, " ".join(revisions)


def _cleared(content: ReturnContent, behind: _Bases, filled: set[_Cell]) -> Iterator[_Cell]:
    """The cells that stand empty, of a statement its first; what is behind them was withdrawn, or counts no longer."""
    first = next(iter(RETURN_GRID.entries.values()))
    for row in content.measures:
        if row.statement is None:
            yield RETURN, (row.measure.id, row.partner), first
    yield from (cell for cell in behind if cell[0] != RETURN and cell not in filled)


def _behind(content: ReturnContent) -> _Bases:
    """The revisions behind every cell that is prefilled: a statement's behind each of its fields."""
    found: _Bases = {}
    for row in content.measures:
        for field in RETURN_GRID.entries.values():
            found[RETURN, (row.measure.id, row.partner), field] = row.revisions
    for words in content.commentary:
        for field, revisions in words.revisions.items():
            found[COMMENTARY, (words.indicator.code, words.partner), field] = revisions
    for other in content.figures:
        for field in ("value", "prior"):
            found[FIGURES, (other.indicator.code, other.partner, other.figure.label), field] = other.revisions
    for asked in content.asked:
        found[QUESTIONS, (asked.reference, asked.partner), "answer"] = asked.revisions
    for check in content.checks:
        found[CHECKS, (check.measure, check.partner, check.code), "explanation"] = check.revisions
    return found | _behind_led(content)


def _behind_led(content: ReturnContent) -> _Bases:
    return {(LED, (row.item,), field): row.revisions for row in content.led for field in LED_GRID.entries.values()}


def _revision(behind: Behind) -> Record:
    return REVISION, behind.id, behind.sender, " ".join(behind.bases), behind.author, behind.at.isoformat()
