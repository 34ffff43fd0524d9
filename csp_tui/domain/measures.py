"""What a plan says: priorities, partners, indicators and measures as frozen facts, without any figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from msgspec import Struct, field

from csp_tui.domain.errors import UserError
from csp_tui.domain.marking import OFFICIAL
from csp_tui.domain.quarters import Quarter


class Kind(StrEnum):
    """What sort of thing is stated."""

    COUNT = "count"
    PERCENTAGE = "percentage"
    RATE = "rate"
    YES_NO = "yes-no"
    MILESTONE = "milestone"
    REPORT = "report"


class Window(StrEnum):
    """The time that a typed value covers."""

    QUARTER = "quarter"
    ROLLING_YEAR = "rolling-year"
    SNAPSHOT = "snapshot"
    YEAR_TO_DATE = "year-to-date"


class Polarity(StrEnum):
    """Which direction is good."""

    LOWER = "lower"
    HIGHER = "higher"
    NONE = "none"


class Combine(StrEnum):
    """How the parts of several suppliers make one answer."""

    SINGLE = "single"
    SUM = "sum"
    EACH = "each"


class Comparator(StrEnum):
    """What a measure is compared with, as its plan (or our marked choice) says."""

    TARGET = "target"
    BASELINE = "baseline"
    ROLLING_YEAR = "rolling-year"
    ROLLING_QUARTER = "rolling-quarter"
    PRIOR = "prior"


class Measure(Struct, frozen=True):
    """One thing counted or stated for an indicator.

    `uid` is the stable identity that outlives a plan year; `id` (`P1-01.total`) is its label in this version of the
    plan. `band` is the amber band in per cent of the comparator. `profile` holds the lead's expected year-to-date
    value by quarter number. `ours` names the fields where the plan is silent and the value is the project's choice.
    """

    uid: str
    id: str
    indicator: str
    title: str
    kind: Kind
    window: Window | None
    unit: str
    polarity: Polarity
    suppliers: tuple[str, ...]
    per: Decimal | None = None
    comparators: tuple[Comparator, ...] = ()
    rated_by: Comparator | None = None
    target: Decimal | None = None
    strict: bool = False
    due: date | None = None
    combine: Combine = Combine.SINGLE
    required: bool = True
    people: bool = False
    sensitive: bool = False
    numerator: str | None = None
    denominator: str | None = None
    area: str | None = None
    band: Decimal = Decimal(5)
    profile: Mapping[int, Decimal] = field(default_factory=dict)
    ours: tuple[str, ...] = ()
    note: str | None = None

    @property
    def is_figure(self) -> bool:
        """Whether a number is stated for it."""
        return self.kind in (Kind.COUNT, Kind.PERCENTAGE, Kind.RATE)

    @property
    def is_ratio(self) -> bool:
        """Whether it may be stated as a numerator over a denominator."""
        return self.kind in (Kind.PERCENTAGE, Kind.RATE)

    @property
    def rateable(self) -> bool:
        """Whether it can be rated at all: a good direction and a comparator, or a yes/no or milestone."""
        if self.kind in (Kind.YES_NO, Kind.MILESTONE):
            return True
        return self.is_figure and self.polarity is not Polarity.NONE and self.rated_by is not None

    def answerer(self, partner: str) -> str:
        """The partner part of this measure's subject: none for `single`, where whoever answers answers for all."""
        return "" if self.combine is Combine.SINGLE else partner

    @property
    def may_be_decimal(self) -> bool:
        """Whether a count of it need not be whole (hours, pounds)."""
        return self.unit == "hours" or self.money

    @property
    def money(self) -> bool:
        """Whether it counts pounds."""
        return "£" in self.unit


class Indicator(Struct, frozen=True):
    """A row of the plan's table, with its benchmark exactly as printed.

    `headline` is the id of the measure that the bare code means; None where the plan asks all (`needs_all`) or
    names several without a first. `partners` are the responsible bodies in the plan's order. `printed_note` says
    what is odd in the printed row, which is kept as it is.
    """

    uid: str
    code: str
    priority: int
    title: str
    official_text: str
    benchmark: str
    responsible: str
    partners: tuple[str, ...]
    measures: tuple[Measure, ...]
    headline: str | None = None
    needs_all: bool = False
    printed_note: str | None = None

    @property
    def rateable(self) -> bool:
        """Whether a colour can be given: by its headline, or for `needs_all` by every required figure part."""
        return bool(self.deciding) and all(m.rateable for m in self.deciding)

    @property
    def deciding(self) -> tuple[Measure, ...]:
        """The measures that decide its rating."""
        if self.needs_all:
            return tuple(m for m in self.measures if m.required and m.kind is not Kind.REPORT)
        return tuple(m for m in self.measures if m.id == self.headline)

    @property
    def benchmark_words(self) -> str:
        """The benchmark on one line, as it stands beside figures: a whole number has its commas, as they have."""
        words = " ".join(self.benchmark.split())
        return f"{int(words):,}" if words.isdecimal() else words

    @property
    def is_report(self) -> bool:
        """Whether the row asks only for commentary."""
        return all(m.kind is Kind.REPORT for m in self.measures)


class Deliverable(Struct, frozen=True):
    """Something a priority undertakes to do."""

    id: str
    priority: int
    text: str


class Priority(Struct, frozen=True):
    """One of the plan's priorities; `heading` is the plan's wording, `title` our short one.

    A theme that the plan prints as a nested bullet keeps its "- " and belongs to the theme before it.
    """

    uid: str
    number: int
    title: str
    heading: str
    board: str | None = None
    themes: tuple[str, ...] = ()
    printed_note: str | None = None


class PlanError(UserError, ValueError):
    """Something asked of the plan that it does not hold; the message is the sentence a user reads."""


class Plan(Struct, frozen=True, dict=True):
    """The action plan of one financial year, in one version.

    `id` is `medway/2026-27`; `version` is the hash of its content. `marking` is that of all that is made from it.
    """

    id: str
    partnership: str
    year: str
    version: str
    priorities: tuple[Priority, ...]
    partners: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    deliverables: tuple[Deliverable, ...] = ()
    known_as: Mapping[str, str] = field(default_factory=dict)
    marking: str = OFFICIAL

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """All measures in the plan's order."""
        return tuple(m for i in self.indicators for m in i.measures)

    @cached_property
    def by_uid(self) -> Mapping[str, Measure]:
        """Measures by their stable identity."""
        return {m.uid: m for m in self.measures}

    @cached_property
    def by_id(self) -> Mapping[str, Measure]:
        """Measures by their label in this plan."""
        return {m.id: m for m in self.measures}

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        """Indicators by their code."""
        return {i.code: i for i in self.indicators}

    @cached_property
    def indicators_by_uid(self) -> Mapping[str, Indicator]:
        """Indicators by their stable identity."""
        return {i.uid: i for i in self.indicators}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What people call a measure, an indicator and a priority, by stable identity."""
        return {
            **{m.uid: m.id for m in self.measures},
            **{i.uid: i.code for i in self.indicators},
            **{p.uid: f"Priority {p.number}" for p in self.priorities},
        }

    @property
    def first_quarter(self) -> Quarter:
        """Q1 of the plan's year."""
        return Quarter(int(self.year[:4]), 1)

    @property
    def last_quarter(self) -> Quarter:
        """Q4 of the plan's year."""
        return Quarter(int(self.year[:4]), 4)

    def clamp(self, quarter: Quarter) -> Quarter:
        """The nearest quarter that the plan covers."""
        return min(max(quarter, self.first_quarter), self.last_quarter)

    def require_quarter(self, quarter: Quarter) -> Quarter:
        """The quarter, or a PlanError when the plan does not cover it."""
        if not self.first_quarter <= quarter <= self.last_quarter:
            raise PlanError(
                f"{quarter} is outside the {self.year} plan, which runs from {self.first_quarter}"
                f" to {self.last_quarter}."
            )
        return quarter

    def indicator(self, text: str) -> Indicator:
        """The indicator of a code in any case, or of one of its measures."""
        code = text.strip().upper().partition(".")[0]
        if code not in self.by_code:
            runs = [[i.code for i in self.indicators if i.priority == p.number] for p in self.priorities]
            known = ", ".join(f"{codes[0]} to {codes[-1]}" for codes in runs if codes)
            raise PlanError(f'There is no indicator "{text.strip()}" in the {self.year} plan; it has {known}.')
        return self.by_code[code]

    def measure(self, text: str) -> Measure:
        """The measure of an id (`P1-01.fires`) or of a bare code, which means the headline measure."""
        indicator = self.indicator(text)
        _, dot, part = text.strip().partition(".")
        if dot:
            for measure in indicator.measures:
                if measure.id.partition(".")[2] == part.strip().lower():
                    return measure
            ids = ", ".join(m.id for m in indicator.measures)
            raise PlanError(f'{indicator.code} has no measure "{text.strip()}"; it has {ids}.')
        if indicator.headline is None:
            ids = ", ".join(m.id for m in indicator.measures)
            raise PlanError(f"{indicator.code} has several measures and none is its headline; say which: {ids}.")
        return self.by_id[indicator.headline]

    def priority(self, number: int) -> Priority:
        """The priority of a number."""
        for priority in self.priorities:
            if priority.number == number:
                return priority
        raise PlanError(f"There is no priority {number}; the plan has 1 to {len(self.priorities)}.")

    def deliverable(self, text: str) -> Deliverable:
        """The deliverable of an id in any case."""
        wanted = text.strip().upper()
        for deliverable in self.deliverables:
            if deliverable.id == wanted:
                return deliverable
        first = self.deliverables[0].id if self.deliverables else "P1-D01"
        raise PlanError(
            f'There is no deliverable "{text.strip()[:40]}" in the {self.year} plan; ids run like {first}'
            " (csp-tui deliverable lists them)."
        )

    def partner(self, text: str) -> str:
        """A partner's name as the plan prints it, from any case or a name it is also known by."""
        if text in self.partners:
            return text
        wanted = " ".join(text.split()).casefold()
        for name in self.partners:
            if name.casefold() == wanted:
                return name
        for alias, name in self.known_as.items():
            if alias.casefold() == wanted:
                return name
        starts = [name for name in self.partners if name.casefold().startswith(wanted)]
        if wanted and len(starts) == 1:
            return starts[0]
        if wanted and starts:
            raise PlanError(f'"{text.strip()}" may be {", ".join(starts[:-1])} or {starts[-1]}; type more of its name.')
        named = f'"{text.strip()}" is not a partner of the {self.year} plan' if wanted else "No partner is named"
        raise PlanError(f"{named}; partners are {', '.join(self.partners)}.")
