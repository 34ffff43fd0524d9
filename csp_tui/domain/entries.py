"""Entries: what a person types for a measure, read by the one validator that grid, form, command and import share."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.amounts import amount_of
from csp_tui.domain.commentary import TextError, clean_text
from csp_tui.domain.dates import DateError, read_coming, read_date
from csp_tui.domain.errors import UserError
from csp_tui.domain.faults import faults
from csp_tui.domain.measures import Kind, Measure, Window
from csp_tui.domain.no_figure import reason_meant
from csp_tui.domain.numbers import Figure, NumberError, plain, read_figure, read_number
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.statements import FIGURE_FIELDS, MILESTONE, YES_NO, Blank, Choice, Statement

_LONGEST_AREA = 200
_PARTS = re.compile(r"\s*(\S.*?)\s*(?:\b(?:out\s+)?of\b|/)\s*(\S.*?)\s*", re.IGNORECASE)
_SUCH_AS = "1,416"
_SHARE_SUCH_AS = "12.5"
_EITHER_SUCH_AS = "12.5 or 51 of 80"


class EntryError(UserError):
    """A typed entry that cannot be stored; `field` names what has to be put right."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Entry(Struct, frozen=True):
    """Everything a person may type for a measure, as typed; None is "not typed"."""

    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    rolling_year: str | None = None
    rolling_year_prior: str | None = None
    prior: str | None = None
    change: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    extracted: str | None = None
    date: str | None = None
    area: str | None = None
    provisional: bool | None = None
    blank: str | None = None
    reason: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is typed."""
        return self == _NOTHING_TYPED


_NOTHING_TYPED = Entry()


def entry_of(measure: Measure, column: str, text: str) -> Entry:
    """A cell's text as the entry of its field; for a ratio, `51 of 80` and `51/80` are its two parts."""
    parts = two_parts(text) if measure.is_ratio and column == "value" else None
    if parts is not None and any(map(str.isdigit, parts[0])):  # else words, such as n/a
        return Entry(numerator=parts[0], denominator=parts[1])
    return Entry(rolling_year=text) if column == "rolling_year" else Entry(value=text)


def two_parts(text: str) -> tuple[str, str] | None:
    """The two texts of `51 of 80`, `51 out of 80` and `51/80`; None where there are not two, or they are a day's."""
    parts = _PARTS.fullmatch(text)
    return None if parts is None or reason_meant(text) is not None else (parts[1], parts[2])


def with_parts(measure: Measure, entry: Entry) -> Entry:
    """An entry whose value was typed as two parts, `51 of 80`, with the parts in their fields."""
    if entry.value is None or entry.numerator is not None or entry.denominator is not None:
        return entry
    typed = entry_of(measure, "value", entry.value)
    return replace(entry, value=typed.value, numerator=typed.numerator, denominator=typed.denominator)


def read_entry(
    measure: Measure, entry: Entry, quarter: Quarter, before: Statement | None, *, today: date | None = None
) -> Statement:
    """The statement that a typed entry makes of what was stated before.

    Given fields replace, the others stay. Raises EntryError, naming the field, with the sentence that says what to
    type instead; nothing half read is ever returned. A figure cannot be promised for a day before `today`, which is
    given where somebody types now: what was promised in time stays so when it is read later. A promise typed now may
    leave the year out, and means the next such day.
    """
    if entry.empty:
        raise EntryError("value", f"Nothing is typed for {measure.id}; type a value, or a blank reason.")
    entry = _in_window(measure, entry)
    _refuse_misplaced(measure, entry)
    stated = Statement(
        value=None if _is_choice(measure) else _figure(measure, entry, "value"),
        choice=_choice(measure, entry.value) if _is_choice(measure) else None,
        numerator=_figure(measure, entry, "numerator"),
        denominator=_figure(measure, entry, "denominator"),
        rolling_year=_figure(measure, entry, "rolling_year"),
        rolling_year_prior=_figure(measure, entry, "rolling_year_prior"),
        prior=_figure(measure, entry, "prior"),
        period_from=_date(entry.period_from, "period_from"),
        period_to=_date(entry.period_to, "period_to"),
        extracted=_date(entry.extracted, "extracted"),
        area=_text(entry.area, "area", _LONGEST_AREA),
        provisional=entry.provisional,
        date=_date(entry.date, "date", today if _promises(entry, before) else None),
        blank=_blank(entry.blank),
        reason=_text(entry.reason, "reason"),
    )
    if stated.blank is not None and any(getattr(stated, name) is not None for name in (*FIGURE_FIELDS, "choice")):
        raise EntryError(
            "blank", "Give a figure or a blank reason, not both. Empty the figure first, or leave the reason out."
        )
    result = stated if before is None and stated.blank is None else (before or Statement()).restated(stated)
    if entry.change is not None:
        result = _with_change(measure, entry, result)
    if not result.has_answer and result.blank is None and result.numerator is None and result.denominator is None:
        raise EntryError("value", f"There is no figure for {measure.id} yet; type a value, or a blank reason.")
    for fault in faults(measure, quarter, result):
        raise EntryError(fault.field, fault.message)
    if today is not None and stated.date is not None:
        _refuse_past_promise(result, before, today)
    return result


def _refuse_past_promise(said: Statement, before: Statement | None, today: date) -> None:
    """A figure that is late comes today or later; what was promised before may be said again."""
    day = said.date
    if said.blank is not Blank.LATE or day is None or day >= today or (before is not None and before.date == day):
        return
    raise EntryError(
        "date",
        f"{printed_date(day)} is past: promise the figure for today ({printed_date(today)}) or a later day, or leave"
        " the date out.",
    )


def _is_choice(measure: Measure) -> bool:
    return measure.kind in (Kind.YES_NO, Kind.MILESTONE)


def _in_window(measure: Measure, entry: Entry) -> Entry:
    """A rolling year typed for a measure whose figure is a rolling year is that figure."""
    if measure.window is not Window.ROLLING_YEAR:
        return entry
    if entry.rolling_year is not None and entry.value is None:
        entry = replace(entry, value=entry.rolling_year, rolling_year=None)
    if entry.rolling_year_prior is not None and entry.prior is None:
        entry = replace(entry, prior=entry.rolling_year_prior, rolling_year_prior=None)
    return entry


def _refuse_misplaced(measure: Measure, entry: Entry) -> None:
    """Fields that this kind of measure does not have."""
    figures = ("value", "numerator", "denominator", "rolling_year", "rolling_year_prior", "prior", "change")
    given = [name for name in figures if getattr(entry, name) is not None]
    if measure.kind is Kind.REPORT and given:
        raise EntryError(given[0], f"{measure.id} asks for words, not for a figure: write its commentary.")
    if _is_choice(measure):
        misplaced = next((name for name in given if name != "value"), None)
        if misplaced is not None:
            raise EntryError(misplaced, f"{measure.id} is answered by {_answers(measure)}, not by figures.")
    for name in ("numerator", "denominator"):
        if name in given and not measure.is_ratio:
            raise EntryError(name, f"{measure.id} is a count; a numerator and a denominator belong to a percentage.")
    for name in ("rolling_year", "rolling_year_prior"):
        if name in given and measure.window is not Window.QUARTER:
            kinds = {Window.SNAPSHOT: "a count at the quarter's end", Window.YEAR_TO_DATE: "a year to date"}
            what = kinds.get(measure.window or Window.QUARTER, "not a count by quarter")
            raise EntryError(name, f"{measure.id} is {what}, so it has no rolling year; give its value.")


def _answers(measure: Measure) -> str:
    names = [str(c) for c in (YES_NO if measure.kind is Kind.YES_NO else MILESTONE)]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _choice(measure: Measure, typed: str | None) -> Choice | None:
    if typed is None:
        return None
    wanted = " ".join(typed.replace("-", " ").replace("_", " ").split()).casefold()
    options = YES_NO if measure.kind is Kind.YES_NO else MILESTONE
    found = [c for c in options if str(c).startswith(wanted)] if wanted else []
    if len(found) != 1:
        raise EntryError("value", f'"{typed.strip()[:40]}" is no answer to {measure.id}; type {_answers(measure)}.')
    return found[0]


def _figure(measure: Measure, entry: Entry, name: str) -> Figure | None:
    typed: str | None = getattr(entry, name)
    if typed is None:
        return None
    percent = measure.kind is Kind.PERCENTAGE and name not in ("numerator", "denominator")
    parts = None if measure.is_ratio else two_parts(typed)
    if parts is not None and all(any(map(str.isdigit, part)) for part in parts):
        raise EntryError(name, _two_for_one(measure, typed))
    such_as = _SUCH_AS if not percent else _EITHER_SUCH_AS if name == "value" else _SHARE_SUCH_AS
    try:
        return read_figure(typed, percent=percent, money=measure.money, such_as=such_as)
    except NumberError as error:
        raise EntryError(name, _with_reason_meant(typed) or str(error)) from error


def _with_reason_meant(typed: str) -> str:
    """What to do with a text that says why there is no figure; empty for any other."""
    meant = reason_meant(typed)
    if meant is None:
        return ""
    day = f", promised by {meant.day}" if meant.day else ""
    why = meant.blank.value.replace("-", " ")
    return f'"{typed.strip()[:40]}" is not a number; leave it blank with a reason: {why}{day}.'


def _promises(entry: Entry, before: Statement | None) -> bool:
    """Whether the date is that by which a late figure comes; a milestone's is the day on which it was done."""
    if entry.value is not None:
        return False
    return entry.blank is not None or (before is not None and before.blank is Blank.LATE)


def _date(typed: str | None, name: str, coming_after: date | None = None) -> date | None:
    """A typed day; one that is to come, from a certain day on, may leave its year out."""
    if typed is None:
        return None
    try:
        return read_date(typed) if coming_after is None else read_coming(typed, coming_after)
    except DateError as error:
        raise EntryError(name, str(error)) from error


def _two_for_one(measure: Measure, typed: str) -> str:
    what = f"counts {measure.unit}" if measure.kind is Kind.COUNT and measure.unit else "takes one number"
    cited = typed.strip()[:40]
    return f'"{cited}" is not a number: this row {what}, and two parts are for percentages; type the number alone.'


def _text(typed: str | None, name: str, longest: int | None = None) -> str | None:
    if typed is None:
        return None
    try:
        cleaned = clean_text(typed)
    except TextError as error:
        raise EntryError(name, str(error)) from error
    if longest is not None and len(cleaned) > longest:
        raise EntryError(name, f"{len(cleaned):,} characters are too many here; at most {longest}.")
    return cleaned or None


def _blank(typed: str | None) -> Blank | None:
    if typed is None:
        return None
    wanted = re.sub(r"[\s_]+", "-", typed.strip().casefold())
    try:
        return Blank(wanted)
    except ValueError:
        raise EntryError(
            "blank", f'"{typed.strip()[:40]}" is no blank reason; choose one of {", ".join(Blank)}.'
        ) from None


def _with_change(measure: Measure, entry: Entry, stated: Statement) -> Statement:
    """The earlier figure that a typed change gives: with the rolling year where one is stated, else with the value."""
    try:
        change = read_number((entry.change or "").strip(), percent=measure.kind is Kind.PERCENTAGE, money=measure.money)
    except NumberError as error:
        raise EntryError("change", str(error)) from error
    quarter_typed = entry.value is not None or entry.numerator is not None or entry.denominator is not None
    yearly = entry.rolling_year is not None or (not quarter_typed and stated.rolling_year is not None)
    name = "rolling_year_prior" if yearly else "prior"
    now = stated.rolling_year if yearly else None
    number = Fraction(now.number) if now is not None and now.exact else None
    if not yearly:
        amount = amount_of(measure, stated)
        number = amount.number if amount is not None and amount.exact else None
    if number is None:
        raise EntryError(
            "change", "A change needs an exact figure beside it; give the figure, or the earlier one itself."
        )
    earlier = number - Fraction(change)
    if earlier < 0:
        raise EntryError(
            "change", f"A change of {entry.change} would make the earlier figure {plain(earlier)}, below 0."
        )
    figure = Figure(Decimal(plain(earlier)))
    typed = entry.rolling_year_prior if yearly else entry.prior
    if typed is not None and getattr(stated, name) != figure:
        raise EntryError(
            "change",
            f"A change of {entry.change} makes the earlier figure {plain(earlier)}, not {typed.strip()};"
            " give one or put the other right.",
        )
    return replace(stated, rolling_year_prior=figure) if name == "rolling_year_prior" else replace(stated, prior=figure)
