"""What a public copy leaves out so that it can be written: read from what its user asks, and said back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Indicator, Measure, Plan

ROLLING_YEAR: Final = "/rolling-year"
COMMENTARY: Final = "/commentary"
HEADLINE: Final = "/headline"
_PRIORITY: Final = re.compile(r"P(\d)/headline", re.IGNORECASE)


class LeavingOutError(UserError, ValueError):
    """Something that cannot be left out; the message says what can."""


class LeftOut(Struct, frozen=True):
    """What is left out, in the form in which it is asked for.

    `P2-05.referrals` (all its figures), `P2-05.referrals/rolling-year`, `P2-05/commentary`, `P2/headline`.
    """

    asked: tuple[str, ...] = ()

    def measure(self, measure: Measure) -> bool:
        """Whether all figures of a measure are."""
        return measure.id in self.asked

    def rolling_years(self, measure: Measure) -> bool:
        """Whether the rolling years of a measure are."""
        return rolling_years_of(measure.id) in self.asked

    def commentary(self, indicator: Indicator) -> bool:
        """Whether what partners say of an indicator is, their other figures too."""
        return commentary_of(indicator.code) in self.asked

    def headline(self, priority: int) -> bool:
        """Whether the headline paragraph of a priority is."""
        return headline_of(priority) in self.asked

    def also(self, *asked: str) -> LeftOut:
        """The same and more."""
        return LeftOut(tuple(sorted({*self.asked, *asked})))


def rolling_years_of(measure_id: str) -> str:
    """How the rolling years of a measure are asked for."""
    return f"{measure_id}{ROLLING_YEAR}"


def commentary_of(code: str) -> str:
    """How what is said of an indicator is asked for."""
    return f"{code}{COMMENTARY}"


def headline_of(priority: int) -> str:
    """How the headline paragraph of a priority is asked for."""
    return f"P{priority}{HEADLINE}"


def in_words(plan: Plan, asked: str) -> str:
    """What is left out, for who reads the copy: `what is said of P1-06 Preventing terrorism and violent extremism`."""
    about = asked.partition("/")[0]
    if asked.endswith(HEADLINE):
        return f"the headline paragraph of priority {about.removeprefix('P')}"
    if asked.endswith(COMMENTARY):
        return f"what is said of {about} {plan.by_code[about].title}"
    measure = plan.by_id[about]
    figures = "the rolling years" if asked.endswith(ROLLING_YEAR) else "the figures"
    return f"{figures} of {measure.indicator}, {measure.title}"


def read_left_out(plan: Plan, texts: Iterable[str]) -> LeftOut:
    """What a user asks to leave out, in any case. Raises LeavingOutError, or PlanError where the plan has no such."""
    return LeftOut(tuple(sorted({_read(plan, text.strip()) for text in texts})))


def _read(plan: Plan, text: str) -> str:
    lowered = text.lower()
    headline = _PRIORITY.fullmatch(text)
    if headline is not None:
        return headline_of(plan.priority(int(headline[1])).number)
    if lowered.endswith(ROLLING_YEAR):
        return rolling_years_of(plan.measure(text[: -len(ROLLING_YEAR)]).id)
    if lowered.endswith(COMMENTARY):
        return commentary_of(plan.indicator(text[: -len(COMMENTARY)]).code)
    if "/" in text:
        raise LeavingOutError(
            f'"{text[:60]}" cannot be left out; say for example P2-05.referrals, P2-05.referrals{ROLLING_YEAR},'
            f" P2-05{COMMENTARY} or P2{HEADLINE}."
        )
    return plan.measure(text).id
