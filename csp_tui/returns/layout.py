"""What a return's workbook is made of, shared by the form's writer and its reader: sheets, headings, keys, names.

Rows are found by the ids in their first columns and columns by these headings, never by position. A heading that is
changed here is a new format: raise `FORMAT` and let the reader know both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from csp_tui.domain.commentary import FIELD_TITLES, NOTHING_TO_REPORT

FORMAT: Final = 1

INSTRUCTIONS: Final = "Instructions"
RETURN: Final = "Return"
COMMENTARY: Final = "Commentary"
FIGURES: Final = "Other figures"
QUESTIONS: Final = "Questions"
CHECKS: Final = "Checks"
LED: Final = "Headline and progress"  # of the priority that the form's reader leads
SIGN_OFF: Final = "Sign-off"
META: Final = "_meta"

NOT_APPLICABLE: Final = "[z]"
"""Stands in a locked cell that this measure does not have; the reader passes over it."""

PER_CENT_FORMAT: Final = '0.0" per cent"'
"""In such a cell 63 means 63 per cent; 63% and 0.63 are both stored as 0.63 there."""

DATE_FORMAT: Final = "dd mmm yyyy"
TEXT_FORMAT: Final = "@"
YES: Final = "yes"
NO: Final = "no"

PARTNER: Final = "Partner"
"""The heading of the column that says for whom a row answers; in every table but the lead's and the sign-off."""


class Grid(Struct, frozen=True):
    """One table to fill: its sheet, the headings of its id columns, and the fields of its entry columns by heading.

    `shown` are the headings of its other columns, which only tell; what stands under any further one was put there. A
    row's key is the text of its id columns in this order; in `_meta` and in the canonical content too.
    """

    sheet: str
    table: str
    ids: tuple[str, ...]
    entries: Mapping[str, str]
    shown: tuple[str, ...] = ()

    def heading(self, field: str) -> str:
        """The heading of an entry field."""
        return next(heading for heading, name in self.entries.items() if name == field)


LABEL: Final = "What is counted"
STATE: Final = "Still to do"
MEASURE: Final = "Measure"
INDICATOR: Final = "Indicator"

RETURN_GRID: Final = Grid(
    RETURN,
    "Return_figures",
    (MEASURE, PARTNER),
    {
        "Figure": "value",
        "Numerator": "numerator",
        "Denominator": "denominator",
        "Rolling year": "rolling_year",
        "Rolling year before": "rolling_year_prior",
        "Same period last year": "prior",
        "Period from": "period_from",
        "Period to": "period_to",
        "Extracted on": "extracted",
        "Area": "area",
        "Provisional": "provisional",
        "Blank reason": "blank",
        "Date promised or milestone date": "date",
        "Why it was changed": "reason",
    },
    (LABEL, "Benchmark", STATE, "Last quarter", "Rating last quarter", "Questions and actions"),
)
"""Fields are those of `csp_tui.domain.entries.Entry`; a yes/no or a milestone is answered under `Figure`."""

COMMENTARY_GRID: Final = Grid(
    COMMENTARY,
    "Commentary_by_indicator",
    (INDICATOR, PARTNER),
    {**{title: field for field, title in FIELD_TITLES.items()}, "Nothing to report": NOTHING_TO_REPORT},
    ("What the plan asks", STATE, "Said last quarter"),
)
"""Fields are the commentary's; `Nothing to report` holds yes or no."""

FIGURES_GRID: Final = Grid(
    FIGURES,
    "Figures_beside_the_plan",
    (INDICATOR, PARTNER, LABEL),
    {"Figure": "value", "Same period last year": "prior"},
    ("Line",),
)
"""The ids are entry cells here too, in lines left free for more figures; a line without indicator and label is free."""

REFERENCE: Final = "Reference"
QUESTIONS_GRID: Final = Grid(
    QUESTIONS,
    "Questions_and_actions",
    (REFERENCE, PARTNER),
    {"Your answer": "answer"},
    ("Concerns", "Question or action", "Asked by or due"),
)
"""`Reference` is the question's or action's own id (`Q-3f2a9c`, `A-81b04d`)."""

CHECK: Final = "Check"
CHECKS_GRID: Final = Grid(
    CHECKS, "Checks_to_explain", (MEASURE, PARTNER, CHECK), {"Your explanation": "explanation"}, ("What was found",)
)
"""`Check` is the code of a query, as in `Query.code`; for commentary's queries `Measure` holds the indicator."""

ITEM: Final = "Item"
LED_GRID: Final = Grid(
    LED,
    "Headline_and_progress",
    (ITEM,),
    {"Your text": "text", "Agreed by (role, date)": "agreed_by"},
    ("What it is", "Said last"),
)
"""`Item` is `Priority 1` for its headline paragraph, or the id of a deliverable; only the former is agreed."""

SIGN_OFF_GRID: Final = Grid(SIGN_OFF, "Sign_off", ("Who",), {"Name and role": "name"})
FILLED_IN_BY: Final = "Filled in by"
AGREED_BY: Final = "Agreed by"

GRIDS: Final = (RETURN_GRID, COMMENTARY_GRID, FIGURES_GRID, QUESTIONS_GRID, CHECKS_GRID, LED_GRID, SIGN_OFF_GRID)

# The `_meta` sheet: a record a row, its kind in column A. All cells are texts.
#   <key>        text                                           one of META_KEYS
#   definition   uid, measure id, hash, words                   each measure on the form, as it was defined
#   indicator    uid, code                                      each indicator on the form
#   columns      sheet, fields                                  the entry columns that a table has, joined by a space
#   row          sheet, key parts joined by `KEY_JOIN`, about, quarter, partner, field, of
#                each row's subject; the field is '' where the entry column decides it (commentary), `of` is the
#                revision that an explanation was asked for. A row of `Other figures` that was left free has no record.
#   base         sheet, key parts joined, field, revisions      each prefilled cell; revisions joined by a space
#   cleared      sheet, key parts joined, field, revisions      each empty cell of which something withdrawn was said
#   revision     id, sender, bases, author, at                  each revision named above; bases joined by a space
DEFINITION: Final = "definition"
ABOUT_INDICATOR: Final = "indicator"
COLUMNS: Final = "columns"
ROW: Final = "row"
BASE: Final = "base"
CLEARED: Final = "cleared"
REVISION: Final = "revision"
KEY_JOIN: Final = " | "

META_KEYS: Final = (
    "program",  # "csp-tui": the marker of ours
    "format",  # FORMAT
    "kind",  # FORM_KIND or PROGRAM_KIND
    "partnership",  # its id, as everything is stored under: medway
    "plan",  # its id: medway/2026-27
    "plan_version",
    "quarter",  # 2026-27-Q2
    "partner",  # the one partner, empty for several
    "contact",  # the contact's name, empty for none
    "scope",  # for what it was made, in words: "contact Street Scene", "priority 1", "partner KFRS"
    "form",  # UUID
    "sender",  # the store's sender of a program return, empty in a form
    "sequence",  # counted per partnership, partner and quarter from 1; 0 in a form
    "content",  # SHA-256 over the canonical content as it was written
)
PROGRAM: Final = "csp-tui"
FORM_KIND: Final = "form"
PROGRAM_KIND: Final = "program"

PROPERTY: Final = "csp-tui "
"""Custom document properties bear the name `csp-tui <key>` for every key of META_KEYS."""


def property_name(key: str) -> str:
    """The custom document property of a `_meta` key."""
    return f"{PROPERTY}{key}"
