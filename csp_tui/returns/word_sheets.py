"""The sheets beside the figures: commentary, other figures, questions and actions, checks to explain, sign-off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from csp_tui.domain.commentary import FIELD_TITLES, NOTHING_TO_REPORT
from csp_tui.domain.fields import HEADLINE, NOTE
from csp_tui.returns.content import AskedRow, CommentaryRow, ReturnContent
from csp_tui.returns.filling import Entry, FormCell, FormSheet, FormTable, Formula
from csp_tui.returns.layout import (
    AGREED_BY,
    CHECK,
    CHECKS,
    CHECKS_GRID,
    COMMENTARY,
    COMMENTARY_GRID,
    FIGURES,
    FIGURES_GRID,
    FILLED_IN_BY,
    INDICATOR,
    ITEM,
    LABEL,
    LED,
    LED_GRID,
    MEASURE,
    NOT_APPLICABLE,
    PARTNER,
    QUESTIONS,
    QUESTIONS_GRID,
    REFERENCE,
    SIGN_OFF,
    SIGN_OFF_GRID,
    STATE,
    YES,
)
from csp_tui.returns.return_sheet import FILLED, OPTIONAL, TO_FILL
from csp_tui.returns.rules import EntryRule, figure_beside_the_plan_rule, line_rule, list_rule, text_rule
from csp_tui.workbooks.layout import Column, Line, Number, Paper, Value
from csp_tui.workbooks.measuring import shortened

_FREE_LINES: Final = 8
_READ_AS_WRITTEN: Final = re.compile(r"(?=.{1,15}$)(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_LIST_HOLDS: Final = 255
_ADVICE: Final[Mapping[str, str]] = {
    "patterns": "What the figures show and what lies behind them: where, when, who, compared with what.",
    "activity": "What you and others did this quarter.",
    "outcomes": "What came of it.",
    "exceptions": "What the SEG must know: exceptions, risks and changes in them.",
    "action": "If the figure is worse than its benchmark: what is done about it, by which role, by when.",
    "ask": "What you want the SEG to decide or to do; leave empty for nothing.",
}
_LED_ADVICE: Final[Mapping[str, str]] = {
    HEADLINE: "What the SEG must know of this priority this quarter, in two or three sentences; it opens the pack.",
    NOTE: "How far it is: what was done this quarter, what comes next. Leave it empty if there is nothing to say.",
}
_CONTEXT_LENGTH: Final = 400


def commentary_sheet(content: ReturnContent) -> FormSheet:
    """The sheet of words, a row for each indicator."""
    last = any(row.last for row in content.commentary)
    columns = [Column(INDICATOR, 10), Column(PARTNER, 14), Column("What the plan asks", 30), Column(STATE, 11)]
    columns += [Column("Said last quarter", 28)] if last else []
    columns += [Column(title, 28) for title in FIELD_TITLES.values()]
    columns += [Column(COMMENTARY_GRID.heading(NOTHING_TO_REPORT), 11)]
    rows = tuple(tuple(_commentary_row(row, last)) for row in content.commentary)
    return FormSheet(
        COMMENTARY,
        f"Commentary of {content.audience}, {content.quarter.label}",
        "This sheet holds one table: a row for each indicator. Write in the pale cells, as much as helps the reader.",
        (Line("Name no person. In a cell, Alt and Enter begin a new line (Ctrl and Enter in LibreOffice)."),),
        None,
        FormTable(COMMENTARY_GRID, tuple(columns), rows, frozen=1, lines=6),
        Paper.A3_LANDSCAPE,
    )


def _commentary_row(row: CommentaryRow, last: bool) -> Iterator[FormCell]:
    yield row.indicator.code
    yield row.partner
    yield f"{row.indicator.title}. {row.indicator.official_text}"
    waiting = TO_FILL if row.wanted else OPTIONAL
    cells = ",".join(f'[{heading}]<>""' for heading in COMMENTARY_GRID.entries)
    yield Formula(f'IF(OR({cells}),"{FILLED}","{waiting}")', FILLED if row.texts else waiting)
    if last:
        yield shortened(row.last, _CONTEXT_LENGTH, "shortened") or "nothing"
    for field, title in FIELD_TITLES.items():
        yield Entry(text_rule(title, _ADVICE[field]), row.texts.get(field) or None)
    nothing = "Choose yes if there is nothing to say on this row this quarter."
    yield Entry(list_rule("Nothing to report?", (YES,), nothing), row.texts.get(NOTHING_TO_REPORT) or None)


def figures_sheet(content: ReturnContent) -> FormSheet:
    """The sheet for figures that the plan does not ask for: those that are held, and free lines for more."""
    value = figure_beside_the_plan_rule("Another figure", "The figure.")
    prior = figure_beside_the_plan_rule("A year earlier", "The same figure a year earlier, if you have it.")
    rows: list[tuple[FormCell, ...]] = [
        (
            f"Line {n}",
            f.indicator.code,
            f.partner,
            f.figure.label,
            Entry(value, _as_held(f.figure.value)),
            Entry(prior, _as_held(f.figure.prior)),
        )
        for n, f in enumerate(content.figures, 1)
    ]
    code = _one_of("Which indicator?", [i.code for i in content.indicators], "The indicator that it belongs to.")
    whose = _one_of("Whose figure?", list(content.partners), "The partner that gives it.")
    label = line_rule("What is counted", "What it counts, as it should be printed: Deployments of Op Vigilant.")
    only = content.partners[0] if len(content.partners) == 1 else None
    for n in range(len(rows) + 1, len(rows) + 1 + _FREE_LINES):
        rows.append(
            (
                f"Line {n}",
                Entry(code),
                only if only is not None else Entry(whose),
                Entry(label),
                Entry(value),
                Entry(prior),
            )
        )
    columns = (
        Column("Line", 10),
        Column(INDICATOR, 12),
        Column(PARTNER, 20),
        Column(LABEL, 44),
        Column(FIGURES_GRID.heading("value"), 18),
        Column(FIGURES_GRID.heading("prior"), 18),
    )
    return FormSheet(
        FIGURES,
        f"Other figures of {content.audience}, {content.quarter.label}",
        "This sheet holds one table: figures beside those of the plan that you want shown. It may stay empty.",
        (),
        None,
        FormTable(FIGURES_GRID, columns, tuple(rows)),
        Paper.A4_LANDSCAPE,
    )


def _as_held(text: str | None) -> Value | None:
    """Another figure as a number where it would be read as the same text again, else in the words it was typed in."""
    if text is not None and _READ_AS_WRITTEN.fullmatch(text):
        return Number(Fraction(text))
    return text


def _one_of(title: str, choices: list[str], advice: str) -> EntryRule:
    """A drop-down, or a typed line where the choices are too long for one."""
    if len(",".join(choices)) <= _LIST_HOLDS:
        return list_rule(title, tuple(choices), advice)
    return line_rule(title, advice)


def questions_sheet(content: ReturnContent) -> FormSheet:
    """The sheet of questions and actions carried over, with a cell for each answer."""
    rows = tuple(
        (
            row.reference,
            row.partner,
            row.concerns,
            row.text,
            row.when,
            Entry(text_rule("Your answer", _answer_advice(row)), row.answer or None),
        )
        for row in content.asked
    )
    columns = (
        Column(REFERENCE, 14),
        Column(PARTNER, 18),
        Column("Concerns", 20),
        Column("Question or action", 40),
        Column("Asked by or due", 20),
        Column(QUESTIONS_GRID.heading("answer"), 50),
    )
    return FormSheet(
        QUESTIONS,
        "Questions and actions",
        "This sheet holds one table: questions about your figures, and actions of the SEG. Please answer each.",
        (),
        None,
        FormTable(QUESTIONS_GRID, columns, rows, lines=3),
        Paper.A4_LANDSCAPE,
    )


def _answer_advice(row: AskedRow) -> str:
    if row.is_action:
        return "How far the action is: done, and when, or what is still open and by when."
    return "Your answer; it is kept with the figure."


def checks_sheet(content: ReturnContent) -> FormSheet:
    """The sheet of what a check found in the figures that are held, with a cell for each explanation."""
    rule = text_rule("Your explanation", "Put the figure right on its sheet, or say in a sentence why it is right.")
    rows = tuple(
        (row.measure, row.partner, row.code, row.message, Entry(rule, row.explanation or None))
        for row in content.checks
    )
    columns = (
        Column(MEASURE, 18),
        Column(PARTNER, 18),
        Column(CHECK, 18),
        Column("What was found", 50),
        Column(CHECKS_GRID.heading("explanation"), 50),
    )
    return FormSheet(
        CHECKS,
        "Checks to explain",
        "This sheet holds one table: what looks odd in the figures so far. Put it right, or say why it is right.",
        (),
        None,
        FormTable(CHECKS_GRID, columns, rows, lines=3),
        Paper.A4_LANDSCAPE,
    )


def led_sheet(content: ReturnContent) -> FormSheet:
    """The sheet of whoever leads the priority: its headline paragraph, and progress on its deliverables."""
    agreed = line_rule("Agreed by", "By role, and when: Head of Safer Communities, 20 November.")
    rows = tuple(
        (
            row.item,
            row.wording,
            shortened(row.last, _CONTEXT_LENGTH, "shortened") or "nothing",
            Entry(text_rule(row.item, _LED_ADVICE[row.field]), row.text or None),
            Entry(agreed, row.agreed_by or None) if row.field == HEADLINE else NOT_APPLICABLE,
        )
        for row in content.led
    )
    columns = (
        Column(ITEM, 13),
        Column("What it is", 40),
        Column("Said last", 34),
        Column(LED_GRID.heading("text"), 56),
        Column(LED_GRID.heading("agreed_by"), 22),
    )
    return FormSheet(
        LED,
        f"Headline and progress, {content.quarter.label}",
        "This sheet holds one table: the headline paragraph of your priority, and progress on its deliverables.",
        (),
        None,
        FormTable(LED_GRID, columns, rows, frozen=1, lines=4),
        Paper.A3_LANDSCAPE,
    )


def sign_off_sheet(content: ReturnContent) -> FormSheet:
    """The last sheet: who filled the return in and who agreed it."""
    filled = line_rule("Filled in by", "Your name and role, and how to reach you.")
    agreed = line_rule("Agreed by", "Name and role of whoever agreed this return, and when.")
    rows: tuple[tuple[FormCell, ...], ...] = (
        (FILLED_IN_BY, Entry(filled, content.filled_in_by or None)),
        (AGREED_BY, Entry(agreed, content.agreed_by or None)),
    )
    return FormSheet(
        SIGN_OFF,
        "Sign-off",
        "This sheet holds one table: who filled in this return, and who agreed it.",
        (),
        None,
        FormTable(SIGN_OFF_GRID, (Column("Who", 20), Column(SIGN_OFF_GRID.heading("name"), 60)), rows, lines=2),
        Paper.A4_PORTRAIT,
    )
