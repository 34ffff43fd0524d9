"""What may be typed into each cell of a form: its rule with prompt and error text, its number format, or nothing.

The rules stop slips while someone types; what a cell means is decided by `csp_tui.domain.entries` when it is read.
In a rule's formula `[this]` stands for the cell itself.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from msgspec import Struct

from csp_tui.domain.assessment import BLANK_WORDS
from csp_tui.domain.commentary import LONGEST
from csp_tui.domain.measures import Comparator, Kind, Measure, Window
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.statements import MILESTONE, YES_NO
from csp_tui.returns.layout import DATE_FORMAT, NO, PER_CENT_FORMAT, TEXT_FORMAT, YES

_EPOCH: Final = date(1899, 12, 30)  # day 0 of a workbook
_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(2049, 12, 31)
LONGEST_LINE: Final = 200
_QUALIFIED: Final = (  # words or a sign before, a digit last: <5, about 1,400; "63 approx" is stopped
    'AND(ISNUMBER(VALUE(RIGHT(SUBSTITUTE(TRIM([this]),"%",""),1))),ISERROR(VALUE(LEFT(TRIM([this]),1))))'
)
_QUALIFIED_HELP: Final = "If it is not exact: <5, over 2,000, at least 40, about 1,400."


class EntryRule(Struct, frozen=True):
    """What a cell takes. `formula` is a list's choices, a formula that must be true, or the lowest value allowed."""

    kind: Literal["list", "custom", "date", "textLength"]
    formula: str
    title: str
    prompt: str
    error: str
    number_format: str = TEXT_FORMAT
    upto: str | None = None


def rule_of(measure: Measure, field: str, quarter: Quarter) -> EntryRule | None:
    """The rule of one field of a measure's row; None where the measure has no such field."""
    if field in _ANY_MEASURE:
        return _beside_the_answer(measure, field)
    if measure.kind in (Kind.YES_NO, Kind.MILESTONE):
        return _choice(measure) if field == "value" else None
    if not measure.is_figure:
        return None
    if field in ("numerator", "denominator"):
        return _part(measure, field) if measure.is_ratio else None
    if field in ("rolling_year", "rolling_year_prior") and measure.window is not Window.QUARTER:
        return None
    return _figure(measure, field, quarter) if field in _FIGURES else _circumstance(measure, field, quarter)


_ANY_MEASURE: Final = ("blank", "date", "reason")
_FIGURES: Final = ("value", "rolling_year", "rolling_year_prior", "prior")


def _figure(measure: Measure, field: str, quarter: Quarter) -> EntryRule:
    advice = _figure_help(measure, field, quarter)
    if measure.kind is Kind.PERCENTAGE:
        return EntryRule(
            "custom",
            f"IF(ISNUMBER([this]),OR([this]=0,AND([this]>=1,[this]<=100)),{_QUALIFIED})",
            "A percentage",
            f"{advice} Type 63 or 63.4 for 63 or 63.4 per cent, without the % sign. {_QUALIFIED_HELP}",
            "Type 63 for 63 per cent: not 63%, not 0.63, at most 100. Below 1 per cent give the numerator and the"
            " denominator instead. Words go before the number: under 5, about 8.",
            PER_CENT_FORMAT,
        )
    if measure.kind is Kind.RATE or measure.may_be_decimal:
        return EntryRule(
            "custom",
            f"IF(ISNUMBER([this]),[this]>=0,{_QUALIFIED})",
            "A figure",
            f"{advice} Type the number alone, such as 1204.5. {_QUALIFIED_HELP}",
            "Type a number of 0 or more, such as 1204.5, without its unit. Words go before the number: under 5, about"
            " 1,400. If there is no figure, leave this empty and choose a blank reason.",
            "#,##0.0##",
        )
    return EntryRule(
        "custom",
        f"IF(ISNUMBER([this]),AND([this]>=0,[this]=INT([this])),{_QUALIFIED})",
        "A count",
        f"{advice} Type a whole number, such as 1204; 0 means none. {_QUALIFIED_HELP}",
        "Type a whole number of 0 or more, such as 1204. Words go before the number: under 5, about 1,400. If there is"
        " no figure, leave this empty and choose a blank reason.",
        "#,##0",
    )


def _figure_help(measure: Measure, field: str, quarter: Quarter) -> str:
    """Which time the figure is of, in few words: a prompt holds 255 characters."""
    end = printed_date(quarter.end)
    match field, measure.window:
        case "rolling_year", _:
            return f"The 12 months to {end}, {_rated(measure)}."
        case "rolling_year_prior", _:
            return f"The 12 months to {printed_date(quarter.same_last_year.end)}, {_rated(measure)}."
        case "prior", Window.SNAPSHOT:
            return f"The same on {printed_date(quarter.same_last_year.end)}, if you have it."
        case "prior", _:
            return "The same figure a year earlier, if you have it."
        case _, Window.SNAPSHOT:
            return f"As it stood on {end}."
        case _, Window.ROLLING_YEAR:
            return f"The 12 months to {end}."
        case _, Window.YEAR_TO_DATE:
            return f"From 1 April to {end}."
        case _:
            return f"{quarter.months}."


def rated_by_rolling_year(measure: Measure) -> bool:
    """Whether a row has cells for its rolling year and the one before, and is rated by the two."""
    return measure.is_figure and measure.window is Window.QUARTER and measure.rated_by is Comparator.ROLLING_YEAR


def _rated(measure: Measure) -> str:
    return "which the rating goes by" if rated_by_rolling_year(measure) else "if you have them"


def _part(measure: Measure, field: str) -> EntryRule:
    counted = getattr(measure, field) or field
    return EntryRule(
        "custom",
        f"IF(ISNUMBER([this]),[this]>=0,{_QUALIFIED})",
        field.capitalize(),
        f"How many: {counted[:120]}. Give numerator and denominator together and leave the figure empty.",
        "Type a number of 0 or more, such as 204: a count, not a percentage. Give numerator and denominator together.",
        "#,##0.###" if measure.kind is Kind.RATE else "#,##0",
    )


def _choice(measure: Measure) -> EntryRule:
    answers = YES_NO if measure.kind is Kind.YES_NO else MILESTONE
    listed = ",".join(answers)
    return EntryRule(
        "list",
        f'"{listed}"',
        "Choose an answer",
        f"Choose from the list: {listed.replace(',', ', ')}. Say more on the sheet Commentary.",
        f"Choose one of: {listed.replace(',', ', ')}.",
    )


def _circumstance(measure: Measure, field: str, quarter: Quarter) -> EntryRule:
    """What is said of a figure beside the figure itself."""
    match field:
        case "period_from":
            return _day("First day counted", f"Leave empty if it is {printed_date(quarter.start)}.", quarter.end)
        case "period_to":
            return _day(
                "Last day counted",
                f"Leave empty if it is {printed_date(quarter.end)}. If your latest figures end earlier, say when.",
                quarter.end,
            )
        case "extracted":
            return _day("Day of the extract", "When the figure was taken from your system, if you know.", _LAST_DAY)
        case "area":
            return line_rule("Area", f"Only if it is not {measure.area or 'Medway'}: say which area it is for.")
        case _:
            return list_rule(
                "Provisional?", (YES, NO), "Choose yes if you expect the figure to change; or leave empty."
            )


def _beside_the_answer(measure: Measure, field: str) -> EntryRule:
    """What any row may say, whatever its answer is."""
    match field:
        case "blank":
            return list_rule(
                "No answer? Say why",
                tuple(BLANK_WORDS.values()),
                "Only when there is no answer: choose why. For late, add the date it is promised by.",
            )
        case "date" if measure.kind is Kind.MILESTONE:
            return _day(
                "Date", "The day it was done, or is planned for; for late, the day it is promised by.", _LAST_DAY
            )
        case "date":
            return _day("Promised by", "Only for the blank reason late: the day it is promised by.", _LAST_DAY)
        case _:
            return line_rule("Why it was changed", "Only if you change a figure given before: say why, in a sentence.")


def _day(title: str, advice: str, last: date) -> EntryRule:
    return EntryRule(
        "date",
        str((_FIRST_DAY - _EPOCH).days),
        title,
        f"{advice} Type a date such as 31/08/2026.",
        f"Type a date such as 31/08/2026, not after {printed_date(last)}.",
        DATE_FORMAT,
        str((last - _EPOCH).days),
    )


def list_rule(title: str, choices: tuple[str, ...], advice: str) -> EntryRule:
    """One of a few words from a drop-down, which holds 255 characters of them."""
    return EntryRule("list", f'"{",".join(choices)}"', title, advice, f"Choose one of: {', '.join(choices)}.")


def line_rule(title: str, advice: str) -> EntryRule:
    """A text of one line."""
    return EntryRule(
        "textLength",
        "0",
        title,
        f"{advice} At most {LONGEST_LINE} characters.",
        f"At most {LONGEST_LINE} characters fit here; please shorten it, or use the sheet Commentary.",
        upto=str(LONGEST_LINE),
    )


def text_rule(title: str, advice: str) -> EntryRule:
    """A text as long as a cell holds."""
    return EntryRule(
        "textLength",
        "0",
        title,
        advice,
        f"A cell holds {LONGEST:,} characters; please shorten the text.",
        upto=str(LONGEST),
    )


def figure_beside_the_plan_rule(title: str, advice: str) -> EntryRule:
    """A figure that is shown as it is typed and not rated: any number or short words."""
    return EntryRule(
        "textLength",
        "0",
        title,
        f"{advice} Type it as it should be shown: 1,204 or under 5 or 8%.",
        "At most 200 characters fit here; type it as it should be shown, such as 1,204.",
        upto=str(LONGEST_LINE),
    )
