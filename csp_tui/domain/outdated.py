"""Sentences that were drafted from an answer and stand in a text though the answer is another now.

`drafts_in_texts` knows them by the form that `drafted` gives them; what a writer has put otherwise is left to
`words_against_figures`. What is told of another period, or less exactly than it is known, may be true and is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from csp_tui.domain.amounts import Amount, amount_of, from_figure
from csp_tui.domain.comparison import period_of
from csp_tui.domain.dates import DateError, read_date
from csp_tui.domain.drafted import drafted_sentence, group_of, period_words, title_of
from csp_tui.domain.drafts_in_texts import CHANGE, SO_FAR, WHY_BLANK, Told, numbers_of, read_draft, told_in
from csp_tui.domain.groups import Finding
from csp_tui.domain.judging import near
from csp_tui.domain.measures import Indicator, Measure
from csp_tui.domain.numbers import rounded
from csp_tui.domain.numbers_in_texts import plain_letters
from csp_tui.domain.results import MeasureStatus
from csp_tui.domain.said import Number
from csp_tui.domain.sentences import as_told
from csp_tui.domain.statements import Choice, Statement

OUTDATED: Final = "outdated"  # the kind of these findings

_PARTS: Final = 2  # numbers of `14 of 20`
_ABOUT: Final = Fraction(1, 10)  # how far "about" reaches, of the number, where it is not rounded further


def outdated(text: str, rows: Sequence[tuple[Indicator, Sequence[MeasureStatus]]]) -> tuple[Finding, ...]:
    """The drafted sentences of a text that tell another answer than the one that stands.

    A sentence that may be of several figures is left alone.
    """
    found, group = list[Finding](), ""
    for told in told_in(text):
        meant = [(status, row) for row, some in rows for status in some if _names(told, status.measure, row, group)]
        group = next((group_of(status.measure) for status, _ in meant), group)
        if len(meant) == 1:
            (status, indicator), measure = meant[0], meant[0][0].measure
            message = _differs(told, status, indicator)
            found += [Finding(OUTDATED, measure.id, plain_letters(told.text), message)] if message else []
    return tuple(found)


def _names(told: Told, measure: Measure, indicator: Indicator, group: str) -> bool:
    """Whether a sentence calls its figure what a draft does; after another of its group by its own name alone."""
    title, full, unit = told.title.casefold(), title_of(measure).casefold(), told.unit.casefold()
    if title:
        of_group = bool(group) and group == group_of(measure) and f"{group.casefold()}, {title}" == full
        return (title in (full, measure.title.casefold()) or of_group) and unit in ("", measure.unit.casefold())
    return measure.id == indicator.headline and unit == measure.unit.casefold()


def _differs(told: Told, status: MeasureStatus, indicator: Indicator) -> str:
    """What a sentence tells and what stands; empty where they agree, or nothing stands to hold it against."""
    statement = status.statement
    if statement is None or (told.quarter and told.quarter.casefold() != status.quarter.short.casefold()):
        return ""
    sentence = drafted_sentence(status, indicator)
    now = read_draft(sentence) if sentence != told.text else None
    if now is None:
        return ""
    if told.quarter:
        return _reason_differs(told, now)
    if now.quarter:
        same_time = _of_the_day(told, status, statement) if told.answer else _of_the_quarter(told, status)
        return f"the text says {told.said}; there is no figure now ({now.answer})." if same_time else ""
    if told.answer and now.answer:
        return _choice_differs(told, now, status, statement)
    return _figure_differs(told, now, status, statement) if told.figure and now.figure else ""


def _reason_differs(told: Told, now: Told) -> str:
    """Why there was no figure: there is one now, or another of the program's own reasons; other words may be beside."""
    if not now.quarter:
        return f"the text says that there is no figure ({told.answer}); it is {now.said} now."
    if not WHY_BLANK.fullmatch(told.answer) or now.answer.casefold().startswith(told.answer.casefold()):
        return ""
    return f'the text says that there is no figure, "{told.answer}"; the reason is "{now.answer}" now.'


def _choice_differs(told: Told, now: Told, status: MeasureStatus, statement: Statement) -> str:
    """Another choice for the day that now stands, or another day on which it was done."""
    both_on = all(one.when.casefold().startswith("on ") for one in (told, now))
    same = told.answer == now.answer and not (both_on and _day(told.when, status.quarter.end) != statement.date)
    if same or not _of_the_day(told, status, statement):
        return ""
    return f"the text says {told.said}; it is {now.said} now."


def _of_the_day(told: Told, status: MeasureStatus, statement: Statement) -> bool:
    """Whether a choice is told of the day that now stands; what is told as done before then is still told as done."""
    here = statement.period_to or status.quarter.end
    then = _day(told.when, here) if told.when else here
    return then is not None and (then == here or (then < here and told.answer == Choice.DONE))


def _day(when: str, near_to: date) -> date | None:
    """The day of `on 3 August 2026`, in the year of another where it names none; None for a month."""
    text = when.partition(" ")[2]
    try:
        return read_date(text if text[-1].isdigit() else f"{text} {near_to.year}")
    except DateError:
        return None


def _figure_differs(told: Told, now: Told, status: MeasureStatus, statement: Statement) -> str:
    """Another figure for the very period that is told, or the same beside another change."""
    if _same_period(told.when, now.when):
        if not _holds(told.figure, now.figure, _exact(status, statement)):
            return f"the text says {told.figure}; the figure is {now.figure} now."
        if told.provisional and not now.provisional:
            return f"the text says that {told.figure} is provisional; it is not said to be now."
        return _change_differs(told.beside, now.beside)
    own = amount_of(status.measure, statement) if not statement.period_from and not statement.period_to else None
    if own is None or not _same_period(told.when, _own_period(status)):
        return ""
    figure = as_told(status.measure, own)
    return "" if _holds(told.figure, figure, own) else f"the text says {told.figure}; the figure is {figure} now."


def _of_the_quarter(told: Told, status: MeasureStatus) -> bool:
    """Whether a figure is told of a period that a draft tells of a whole quarter."""
    return any(
        _same_period(told.when, one) for one in (_own_period(status), f"in the year to {status.quarter.end:%B %Y}")
    )


def _own_period(status: MeasureStatus) -> str:
    """The period of a quarter's own figure whose days were not typed."""
    return period_words(status.measure, *period_of(status.measure, status.quarter, Statement()))


def _same_period(told: str, period: str) -> bool:
    """Whether a text tells a period, with or without its year."""
    return period.casefold().startswith(told.casefold())


def _change_differs(told: str, now: str) -> str:
    """Another change beside the same comparator, or another target of the year."""
    then, here = SO_FAR.match(told), SO_FAR.match(now)
    if then is not None and here is not None and numbers_of(then["said"]) != numbers_of(here["said"]):
        return f"the text says {then['said']}; it is {here['said']} now."
    then, here = CHANGE.match(told), CHANGE.match(now)
    if then is None or here is None or then["against"].casefold() != here["against"].casefold():
        return ""
    way = (bool(then["number"]), bool(then["up"])) == (bool(here["number"]), bool(here["up"]))
    if way and all(_alike(then[name], here[name]) for name in ("number", "percent") if then[name] and here[name]):
        return ""
    return f"the text says {then['change']} the {then['against']}; it is {here['change']} that now."


def _exact(status: MeasureStatus, statement: Statement) -> Amount | None:
    """The amount behind the figure that a draft tells."""
    compared, stated = status.comparison.compared, statement.rolling_year or statement.value
    if compared is not None:
        return Amount(compared)
    return from_figure(stated) if stated is not None else amount_of(status.measure, statement)


def _holds(written: str, shown: str, amount: Amount | None) -> bool:
    """Whether a written figure is true of one that is shown so, with what they were made of where both say so.

    An exact one may be told rounded, called about, or bounded; one that is not is told as it is.
    """
    told, now = numbers_of(written), numbers_of(shown)
    if len(told) == _PARTS and len(now) != _PARTS:  # `14 of 20` alone, where `70% (14 of 20)` is shown
        return told == now[1:] or len(now) == 1
    if len(told) == len(now) and told[1:] != now[1:]:
        return False
    if amount is None or not amount.exact:
        return _bound(written) == _bound(shown) and told[0] == now[0]
    number, places = Fraction(told[0]), len(told[0].partition(".")[2])
    match _bound(written):
        case "about":
            close = abs(amount.number - number) <= number * _ABOUT
            return close or near(Number(number, places, told[0]), amount.number)
        case "over":
            return amount.number > number
        case "at least":
            return amount.number >= number
        case "under":
            return amount.number < number
    return rounded(amount.number, places) == number


def _bound(figure: str) -> str:
    """The words before a number that is not exact."""
    return re.split(r"\d", figure, maxsplit=1)[0].strip("\u00a3 ")


def _alike(one: str, other: str) -> bool:
    """Whether two shown numbers may be one, rounded as the shorter of them."""
    numbers = [*numbers_of(one), *numbers_of(other)]
    places = min(len(number.partition(".")[2]) for number in numbers)
    return len({rounded(Fraction(number), places) for number in numbers}) == 1
