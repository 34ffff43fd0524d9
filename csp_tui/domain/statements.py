"""Statements: what a partner says of a measure for a quarter, all fields together, and how one is stated again."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.numbers import Figure


class Blank(StrEnum):
    """Why a figure is not given."""

    LATE = "late"
    NOT_PUBLISHED = "not-published"
    NOT_APPLICABLE = "not-applicable"
    NOT_COLLECTED = "not-collected"
    RESTRICTED = "restricted"
    NOT_DUE = "not-due"


class Choice(StrEnum):
    """The answers to a yes/no and to a milestone."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    NOT_STARTED = "not started"
    ON_TRACK = "on track"
    AT_RISK = "at risk"
    DONE = "done"


YES_NO: Final = (Choice.YES, Choice.NO, Choice.PARTLY)
MILESTONE: Final = (Choice.NOT_STARTED, Choice.ON_TRACK, Choice.AT_RISK, Choice.DONE)
FIGURE_FIELDS: Final = ("value", "numerator", "denominator", "rolling_year", "rolling_year_prior", "prior")


class Statement(Struct, frozen=True):
    """All that one partner states of one measure for one quarter; None is "not stated".

    Figures are exact and may carry a qualifier. `prior` is the figure of the same window a year before, where it is
    typed. `date` is a milestone's date, or for the blank reason `late` the promised one. `reason` says why a figure was
    stated again.
    """

    value: Figure | None = None
    choice: Choice | None = None
    numerator: Figure | None = None
    denominator: Figure | None = None
    rolling_year: Figure | None = None
    rolling_year_prior: Figure | None = None
    prior: Figure | None = None
    period_from: datetime.date | None = None
    period_to: datetime.date | None = None
    extracted: datetime.date | None = None
    area: str | None = None
    provisional: bool | None = None
    date: datetime.date | None = None
    blank: Blank | None = None
    reason: str | None = None

    @property
    def has_answer(self) -> bool:
        """Whether anything but circumstances is stated."""
        return (
            self.value is not None
            or self.choice is not None
            or (self.numerator is not None and self.denominator is not None)
            or self.rolling_year is not None
        )

    @property
    def state_is_blank(self) -> bool:
        """Whether it says only why there is no figure."""
        return self.blank is not None and not self.has_answer

    def restated(self, new: Statement) -> Statement:
        """This statement stated again: given fields replace, the others stay.

        A value clears numerator and denominator and the other way round; a blank reason clears the figures, and a
        figure clears the blank reason.
        """
        given = {name: getattr(new, name) for name in new.__struct_fields__ if getattr(new, name) is not None}
        merged = replace(self, **given)
        if new.reason is None:
            merged = replace(merged, reason=None)
        if new.value is not None and new.numerator is None and new.denominator is None:
            merged = replace(merged, numerator=None, denominator=None)
        if (new.numerator is not None or new.denominator is not None) and new.value is None:
            merged = replace(merged, value=None)
        if new.blank is not None and not new.has_answer:
            cleared: dict[str, None] = dict.fromkeys((*FIGURE_FIELDS, "choice"))
            merged = replace(merged, **cleared, provisional=new.provisional)
            return merged if new.date is not None else replace(merged, date=None)
        if new.has_answer or any(getattr(new, name) is not None for name in FIGURE_FIELDS):
            merged = replace(merged, blank=None)
            if self.blank is not None and new.date is None:
                merged = replace(merged, date=None)
        return merged
