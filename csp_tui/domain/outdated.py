"""Sentences that were drafted from an answer and stand in a text though the answer is another now.

They are known by the form that `drafted` gives them, whatever figures stand in it; what a writer has put otherwise is
left to `words_against_figures`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from msgspec import Struct

from csp_tui.domain.amounts import amount_of
from csp_tui.domain.claims import SENTENCE_END
from csp_tui.domain.drafted import drafted_sentence, group_of, title_of
from csp_tui.domain.groups import Finding
from csp_tui.domain.measures import Indicator, Measure, Window
from csp_tui.domain.numbers import rounded
from csp_tui.domain.numbers_in_texts import plain_letters
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus
from csp_tui.domain.sentences import as_told
from csp_tui.domain.statements import Choice, Statement

OUTDATED: Final = "outdated"  # the kind of these findings
_LONGEST: Final = 600  # characters of a sentence that is looked at: twice what the longest draft has

_NUMBER: Final = r"\d[\d,]*(?:\.\d+)?"
_MONTH: Final = rf"(?:{'|'.join(calendar.month_name[1:])})"
_DAY: Final = rf"(?:\d{{1,2}}[ ])?{_MONTH}(?:[ ]\d{{4}})?"
_FIGURE: Final = re.compile(
    rf"""
    (?:(?P<title>[^.;]{{1,120}}?):[ ])??
    (?P<told>(?:(?:under|over|at[ ]least|about)[ ])?\u00a3?{_NUMBER}%?)
    (?P<parts>[ ]of[ ](?:(?:under|over|at[ ]least|about)[ ])?{_NUMBER})?
    (?:[ ](?P<unit>[^().;:]{{1,60}}?))??
    (?P<made>[ ]\([^()]{{1,40}}[ ]of[ ][^()]{{1,40}}\))?
    [ ](?P<when>in[ ]the[ ]year[ ]to[ ]{_DAY}|from[ ]{_DAY}[ ]to[ ]{_DAY}|at[ ]{_DAY}|in[ ]{_DAY})
    (?P<provisional>[ ]\(provisional\))?
    (?:[.]?$|(?P<beside>,[ ](?:\u00a3?\d.{{1,60}}?[ ]than|unchanged[ ]from|equal[ ]to|against)[ ].+
                      |;[ ]not[ ]compared,.+|[ ]\(\d.+))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CHANGE: Final = re.compile(
    rf"""
    ,[ ](?P<change>\u00a3?(?P<number>{_NUMBER})(?:[ ]percentage[ ]points?)?(?:[ ]\((?P<percent>{_NUMBER})%\))?[ ]
          (?:(?P<up>more|higher)|fewer|less|lower)[ ]than|unchanged[ ]from|equal[ ]to)
    [ ]the[ ](?P<against>[a-z -]+?)(?=[ ]of[ ]\S*\d|[ ]by[ ]|[ ]\(|[.,;]|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REASON: Final = re.compile(
    r"(?P<title>[^.;]{1,120}?): no figure for (?P<quarter>Q\d \d{4}-\d\d) \((?P<reason>[^()]{1,60})\)", re.IGNORECASE
)
_CHOICE: Final = re.compile(
    rf"(?P<title>[^.;]{{1,120}}?): (?P<choice>{'|'.join(Choice)})(?P<when>[ ](?:on|at)[ ]{_DAY})?[.]?$", re.IGNORECASE
)


class _Told(Struct, frozen=True):
    """A sentence in the form of a draft: what it calls its figure, and what it says of it.

    `figure` is the number with what it was made of, `when` its period; without a figure `answer` is the choice, or
    where there is a `quarter` why there is none.
    """

    text: str
    title: str
    unit: str = ""
    figure: str = ""
    when: str = ""
    provisional: bool = False
    beside: str = ""
    answer: str = ""
    quarter: str = ""


@lru_cache(maxsize=1024)  # the same texts are looked at whenever a quarter is assessed
def _told_in(text: str) -> tuple[_Told, ...]:
    """The sentences of a text that have the form of a draft."""
    sentences = (sentence.strip() for line in text.splitlines() for sentence in SENTENCE_END.split(line))
    return tuple(found for one in sentences if (found := _read(one[:_LONGEST])) is not None)


def _read(text: str) -> _Told | None:
    if found := _REASON.match(text):
        return _Told(text, found["title"], answer=found["reason"], quarter=found["quarter"])
    if found := _CHOICE.match(text):
        return _Told(text, found["title"], answer=f"{found['choice']}{found['when'] or ''}")
    if found := _FIGURE.match(text):
        return _Told(
            text,
            found["title"] or "",
            found["unit"] or "",
            f"{found['told'].lower()}{found['parts'] or ''}{found['made'] or ''}",
            found["when"],
            bool(found["provisional"]),
            found["beside"] or "",
        )
    return None


def outdated(text: str, rows: Sequence[tuple[Indicator, Sequence[MeasureStatus]]]) -> tuple[Finding, ...]:
    """The drafted sentences of a text that tell another answer than the one that stands.

    A sentence that may be of several figures is left alone.
    """
    found, group = list[Finding](), ""
    for told in _told_in(text):
        meant = [(status, row) for row, some in rows for status in some if _names(told, status.measure, row, group)]
        group = next((group_of(status.measure) for status, _ in meant), group)
        if len(meant) == 1:
            (status, indicator), measure = meant[0], meant[0][0].measure
            message = _differs(told, status, indicator)
            found += [Finding(OUTDATED, measure.id, plain_letters(told.text), message)] if message else []
    return tuple(found)


def _names(told: _Told, measure: Measure, indicator: Indicator, group: str) -> bool:
    """Whether a sentence calls its figure what a draft does; after another of its group by its own name alone."""
    title, full = told.title.casefold(), title_of(measure).casefold()
    if title:
        of_group = bool(group) and group == group_of(measure) and f"{group.casefold()}, {title}" == full
        return title in (full, measure.title.casefold()) or of_group
    return measure.id == indicator.headline and told.unit.casefold() == measure.unit.casefold()


def _differs(told: _Told, status: MeasureStatus, indicator: Indicator) -> str:
    """What a sentence tells and what stands; empty where they agree, or nothing stands to hold it against."""
    statement = status.statement
    if statement is None or (told.quarter and told.quarter.casefold() != status.quarter.short.casefold()):
        return ""
    sentence = drafted_sentence(status, indicator)
    if told.text == sentence:
        return ""
    now = _read(sentence)
    if now is None or (told.when and not _of_quarter(told.when, status.quarter)):
        return ""
    if told.quarter or now.quarter:
        return _reasons_differ(told, now)
    if told.answer or now.answer:
        same = not now.answer or not told.answer or now.answer.casefold() == told.answer.casefold()
        return "" if same else f"the text says {told.answer}; it is {now.answer} now."
    return _figures_differ(told, now, status, statement)


def _reasons_differ(told: _Told, now: _Told) -> str:
    """Where there is or was no figure: why, and what there is now."""
    if not now.quarter:
        return f"the text says that there is no figure ({told.answer}); it is {now.figure or now.answer} now."
    if not told.quarter:
        return f"the text says {told.figure or told.answer}; there is no figure now ({now.answer})."
    if now.answer.casefold().startswith(told.answer.casefold()):
        return ""
    return f'the text says that there is no figure, "{told.answer}"; the reason is "{now.answer}" now.'


def _figures_differ(told: _Told, now: _Told, status: MeasureStatus, statement: Statement) -> str:
    """Another figure for the period that is told, or the same beside another change."""
    measure, quarter = status.measure, status.quarter
    if told.when.casefold() == now.when.casefold():
        if not _same(told.figure, now.figure):
            return f"the text says {told.figure}; the figure is {now.figure} now."
        if told.provisional and not now.provisional:
            return f"the text says that {told.figure} is provisional; it is not said to be now."
        return _changes_differ(told.beside, now.beside)
    if told.when.casefold() == f"from {quarter.start:%B} to {quarter.end:%B} {quarter.end.year}".casefold():
        own = amount_of(measure, statement)
        figure = as_told(measure, own) if own is not None and not statement.period_to else told.figure
        return "" if _same(told.figure, figure) else f"the text says {told.figure}; the figure is {figure} now."
    longer = all(one.when.casefold().startswith("in the year to") for one in (told, now))
    if told.beside and (longer or measure.window is Window.SNAPSHOT):
        return f"the text says {told.figure} {told.when}; the figure is {now.figure} {now.when} now."
    return ""


def _changes_differ(told: str, now: str) -> str:
    """Another change beside the same comparator."""
    then, here = _CHANGE.match(told), _CHANGE.match(now)
    if then is None or here is None or then["against"].casefold() != here["against"].casefold():
        return ""
    way = (bool(then["number"]), bool(then["up"])) == (bool(here["number"]), bool(here["up"]))
    near = all(_near(then[name], here[name]) for name in ("number", "percent") if then[name] and here[name])
    if way and near:
        return ""
    return f"the text says {then['change']} the {then['against']}; it is {here['change']} that now."


def _same(written: str, true: str) -> bool:
    """Whether two figures are one, with what they were made of where both say so; an exact one may be called about."""
    told, now = re.findall(_NUMBER, written), re.findall(_NUMBER, true)
    bounds = _bound(written), _bound(true)
    alike = bounds[0] == bounds[1] or bounds == ("about", "")
    return alike and _near(told[0], now[0]) and (len(told) != len(now) or told[1:] == now[1:])


def _bound(figure: str) -> str:
    """The words before a number that is not exact."""
    return re.split(r"\d", figure, maxsplit=1)[0].strip("\u00a3 ")


def _near(written: str, true: str) -> bool:
    """Whether a number is another one, or that rounded as it is written."""
    told, now = (Decimal(text.replace(",", "")) for text in (written, true))
    exponent = told.as_tuple().exponent
    return told == now or (isinstance(exponent, int) and rounded(Fraction(now), -exponent) == told)


def _of_quarter(when: str, quarter: Quarter) -> bool:
    """Whether a period ends within a quarter."""
    words = when.casefold().rpartition(" to ")[2].split()
    month = next(number for number in range(12, 0, -1) if calendar.month_name[number].casefold() in words)
    year = words[-1] if len(words[-1]) == len("2026") else str(quarter.end.year)
    return year == str(quarter.end.year) and quarter.start.month <= month <= quarter.end.month
