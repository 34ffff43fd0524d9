"""The first sheet: for a form, how to fill it in with no other explanation; for a program's return, what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from csp_tui.domain.counting import counted
from csp_tui.domain.fields import HEADLINE, NOTE
from csp_tui.domain.measures import Kind
from csp_tui.domain.quarters import by_when
from csp_tui.domain.statements import Statement
from csp_tui.returns.content import MeasureRow, ReturnContent
from csp_tui.returns.filling import FormSheet
from csp_tui.returns.layout import (
    CHECKS,
    COMMENTARY,
    FIGURES,
    INSTRUCTIONS,
    LED,
    NOT_APPLICABLE,
    QUESTIONS,
    RETURN,
    SIGN_OFF,
)
from csp_tui.returns.rules import rated_by_rolling_year
from csp_tui.returns.wording import answer_in_words
from csp_tui.workbooks.layout import Line, Link, Tone

_BLANKS = (
    ("late", "you will have it later; add the date it is promised by"),
    ("not published", "it exists, but may not be given before it is published"),
    ("not applicable", "it does not apply to you this quarter"),
    ("not collected", "nobody counts it"),
    ("restricted", "you may not give it"),
    ("not due", "it is not due this quarter"),
)


def instructions_sheet(content: ReturnContent) -> FormSheet:
    """How to fill in a form and send it back."""
    return FormSheet(
        INSTRUCTIONS,
        f"{content.partnership}: return for {content.quarter.label}",
        f"For {content.audience}. This workbook is all you need: fill it in with Excel or LibreOffice, save it, send it"
        " back.",
        (
            Line(f"Protective marking: {content.marking}"),
            *_in_short(content),
            *_figures(content),
            *_no_figure(),
            *_good_to_know(),
            *_afterwards(content),
        ),
    )


def contents_of_return_sheet(content: ReturnContent) -> FormSheet:
    """What a return that was filled in with the program says, and what it leaves blank and why."""
    said = {(r.indicator.code, r.partner) for r in content.commentary if r.texts}
    answered = [r for r in content.measures if _is_answered(r, said)]
    blank = [r for r in content.measures if r.statement is not None and r.statement.state_is_blank]
    missing = [r for r in content.measures if r.measure.required and r not in answered and r not in blank]
    lines = [
        Line(f"Protective marking: {content.marking}"),
        Line("What is in it", Tone.HEADING),
        Line(f"{len(answered)} answered, {len(blank)} blank with a reason, {len(missing)} not answered yet;"),
        Line(f"commentary on {counted(len(said), 'indicator')}, {counted(len(content.figures), 'other figure')},"
             f" {counted(len(content.checks), 'query', 'queries')} of the check."),
        *_led_lines(content),
        Line("Left blank, with the reason", Tone.HEADING),
        *(Line(_blank_line(row)) for row in blank),
        *(() if blank else (Line("Nothing."),)),
        Line("Not answered yet", Tone.HEADING),
        *(Line(f"{r.measure.id}, {r.partner}: {r.measure.title}") for r in missing),
        *(() if missing else (Line("Nothing."),)),
        Line("If something here is wrong", Tone.HEADING),
        Line("Best put it right in the program and send a new return. This workbook may be changed too: it then counts"
             " as yours and no longer as the program's."),
    ]  # fmt: skip
    return FormSheet(
        INSTRUCTIONS,
        f"{content.partnership}: return for {content.quarter.label}",
        f"About this return of {content.audience}, number {content.identity.sequence}, written by the program.",
        tuple(lines),
    )


def _is_answered(row: MeasureRow, said: Set[tuple[str, str]]) -> bool:
    """Whether a row is given what it asks for, a row of words its words: as it is counted where a return is written."""
    if row.measure.kind is Kind.REPORT:
        return (row.measure.indicator, row.partner) in said
    return row.statement is not None and row.statement.has_answer


def _led_lines(content: ReturnContent) -> Iterator[Line]:
    """What a lead's return says beside the figures."""
    if content.led:
        said = sum(bool(row.text) for row in content.led if row.field == NOTE)
        headline = any(row.text for row in content.led if row.field == HEADLINE)
        yield Line(f"{'A' if headline else 'No'} headline paragraph; progress on {counted(said, 'deliverable')}.")


def _blank_line(row: MeasureRow) -> str:
    return f"{row.measure.id}, {row.partner}: {answer_in_words(row.measure, row.statement or Statement())}"


def _in_short(content: ReturnContent) -> Iterator[Line]:
    rows = len(content.measures)
    yield Line("In short", Tone.HEADING)
    steps = [Link(f"Step 1. Sheet {RETURN}: {rows} {'rows' if rows > 1 else 'row'}, one for each measure", RETURN)]
    steps.append(Link(f"Step 2. Sheet {COMMENTARY}: what lies behind the figures, in your words", COMMENTARY))
    if content.asked:
        steps.append(Link(f"Step {len(steps) + 1}. Sheet {QUESTIONS}: please answer each", QUESTIONS))
    if content.checks:
        steps.append(Link(f"Step {len(steps) + 1}. Sheet {CHECKS}: what looks odd so far", CHECKS))
    if content.led:
        steps.append(Link(f"Step {len(steps) + 1}. Sheet {LED}: what opens the priority in the pack", LED))
    steps.append(Link(f"Step {len(steps) + 1}. Sheet {SIGN_OFF}: who filled it in, who agreed it", SIGN_OFF))
    for step in steps:
        yield Line(step)
    by = by_when(content.due, content.produced)
    yield Line(f"Step {len(steps) + 1}. Save the workbook as .xlsx and send it to {content.ask}{by}, in answer to the"
               " e-mail it came with.")  # fmt: skip
    yield Line(f"A line at the top of the sheet {RETURN} counts what is still empty. You can save and go on later.")


def _figures(content: ReturnContent) -> Iterator[Line]:
    measures = [row.measure for row in content.measures]
    yield Line("How to type a figure", Tone.HEADING)
    yield Line("Only pale yellow cells can be filled. Select one, and a note says what belongs there.")
    yield Line("Type the number alone: 1204. Type 0 where there was none.")
    if any(measure.kind is Kind.PERCENTAGE for measure in measures):
        yield Line("Percentages: type 63 or 63.4, without the % sign. Better still, give numerator and denominator and"
                   " leave the figure empty.")  # fmt: skip
    yield Line("Small or not exact: <5, under 5, over 2,000, at least 40, about 1,400. We keep the words.")
    if any(rated_by_rolling_year(measure) for measure in measures):
        yield Line("Rolling year: the 12 months to the end of the quarter. Where the rating goes by it, the row says"
                   " so: the rating compares it with the 12 months before, so give both.")  # fmt: skip
    yield Line("Dates: 31/08/2026. Where your figures end before the quarter does, give the period.")
    yield Line(f"{NOT_APPLICABLE} means that this measure does not have such a figure.")
    yield Line("What is filled in already is what we hold: change what is wrong, leave the rest.")


def _no_figure() -> Iterator[Line]:
    yield Line("When there is no figure", Tone.HEADING)
    yield Line("Leave the figure empty and choose a blank reason:")
    for reason, meaning in _BLANKS:
        yield Line(f"{reason}: {meaning}.")


def _good_to_know() -> Iterator[Line]:
    yield Line("Good to know", Tone.HEADING)
    yield Line("Leave rows empty that someone else answers. Two people may each fill in a copy.")
    yield Line("The ids in the first column and the headings tell us what is what: please leave them.")
    yield Line(f"The sheet {FIGURES} takes any further figure that you want shown; it may stay empty.")
    yield Line("The sheets are protected, without a password, so that nothing is overwritten by accident. To sort or"
               " delete rows choose Review, Unprotect Sheet (in LibreOffice: Tools, Protect Sheet).")  # fmt: skip


def _afterwards(content: ReturnContent) -> Iterator[Line]:
    yield Line("What happens next", Tone.HEADING)
    yield Line(f"{content.ask} takes your return in, checks it, and asks you if something is unclear. The figures go to"
               " the Strategic Executive Group with their rating and your words.")  # fmt: skip
    yield Line("A mistake found after sending? Put it right in this same workbook and send it again. Say under Why it"
               f" was changed what was wrong; {content.ask} then decides whether it replaces the first.")  # fmt: skip
    reach = f", {content.ask_at}" if content.ask_at else ""
    yield Line(f"Questions: {content.ask}{reach}.")
