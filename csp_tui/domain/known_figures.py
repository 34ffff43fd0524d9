"""What is known of a figure that a sentence may be about: how it is named, and every figure beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from msgspec import Struct

from csp_tui.domain import sentence_words as words
from csp_tui.domain.measures import Combine, Kind, Measure, Polarity, Window
from csp_tui.domain.numbers import Figure, NumberError, read_figure
from csp_tui.domain.numbers_in_texts import plain_letters
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.reading_words import Span
from csp_tui.domain.results import ComparedWith, Comparison, MeasureStatus, OtherFigure, Rating
from csp_tui.domain.sentences import display

_WORD: Final = re.compile(r"\b(?:under|over)-\d{1,2}s\b|[a-z]+(?:'s)?")
_ACRONYM: Final = re.compile(r"\b[A-Z]{2,6}\b")
_FEWEST_LETTERS: Final = 3  # of an acronym that a text makes of a title
_TELLING_NOTHING: Final = frozenset(words.stem(w) for w in words.NARROWING) | {"people", "?"}
_GOOD: Final = {Polarity.HIGHER: 1, Polarity.LOWER: -1, Polarity.NONE: 0}
_CONFIRMING: Final = (ComparedWith.TARGET, ComparedWith.BASELINE, ComparedWith.PROFILE)


class Beside(Struct, frozen=True):
    """A figure beside an earlier one. `slack` is how far each may be off because it was stated rounded."""

    span: Span
    now: Fraction
    then: Fraction
    against: str
    slack: Fraction = Fraction()

    @property
    def change(self) -> Fraction:
        """By how much the later figure is above the earlier one."""
        return self.now - self.then

    @property
    def way(self) -> int:
        """1 for up, -1 for down, 0 for the same."""
        return (self.now > self.then) - (self.now < self.then)


class Naming(Struct, frozen=True):
    """By which words a sentence names a figure.

    They are the words that tell it, its unit's, the acronyms in its title, and those that a text may make of it.
    """

    telling: frozenset[str]
    units: frozenset[str]
    acronyms: frozenset[str]
    short: Mapping[str, frozenset[str]]


class Known(Struct, frozen=True):
    """A figure that sentences may be about.

    `pairs` begin with the one that is rated; `sums` and `more` only confirm, `sums` directions too. `spans` are the
    earlier figures that a sentence could mean, known or not; `series` are the quarters' own figures.
    `year_to` is the last day of the year that is compared; `good` is 1 where higher is better, -1 where lower is.
    It is `unrated` where it is rated beside no earlier figure, so that `pairs` begin with the quarter before.
    `ratings` are the colours that it may be said to have, none where that cannot be told; `reason` tells its own.
    """

    name: str
    naming: Naming
    pairs: tuple[Beside, ...]
    sums: tuple[Beside, ...] = ()
    more: tuple[Beside, ...] = ()
    figures: frozenset[Fraction] = frozenset()
    spans: frozenset[Span] = frozenset()
    percentage: bool = False
    sign: str = ""
    quarter: Quarter | None = None
    year_to: date | None = None
    series: tuple[tuple[Quarter, Fraction], ...] = ()
    target: Beside | None = None
    good: int = 0
    unrated: bool = False
    ratings: frozenset[Rating] = frozenset()
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Whether everything is known that a change without a word of its period could be against."""
        return self.spans <= {pair.span for pair in self.pairs}

    @property
    def clear(self) -> bool:
        """Whether enough is known to tell that a figure did not go a way, where no period is named."""
        return not self.unrated or {Span.BEFORE, Span.SAME} <= {pair.span for pair in self.pairs}

    @property
    def paired(self) -> frozenset[Fraction]:
        """Every figure that stands beside an earlier one, with that and the change."""
        return frozenset(n for pair in self.pairs for n in (pair.now, pair.then, abs(pair.change)))

    def shown(self, number: Fraction, places: int = 1) -> str:
        """A figure of it as sentences show it."""
        return f"{display(number, places)}{self.sign}"


@lru_cache(maxsize=1024)  # the titles of a plan are read again for every text
def naming_of(title: str, unit: str = "", home: str = "") -> Naming:
    """The words that name a figure; `home`, where all figures are of, names none."""
    units = frozenset(_words(unit))
    idle = units | words.ALL | _TELLING_NOTHING | {home}
    telling = frozenset(w for w in _words(title) if w not in idle)
    acronyms = frozenset(short.lower() for short in _ACRONYM.findall(title))
    return Naming(telling, units, acronyms, _short_forms(title))


def _words(text: str) -> list[str]:
    found = (words.stem(w) for w in _WORD.findall(plain_letters(text)))
    return [w for w in found if w not in words.SPLITTING and w not in words.PLAIN]


def _short_forms(title: str) -> dict[str, frozenset[str]]:
    """The initials of a title's words one after another, by which texts shorten it, with the words that they mean."""
    found: dict[str, frozenset[str]] = {}
    every = _WORD.findall(plain_letters(title))
    for some in (every, [w for w in every if w not in words.PLAIN and w not in words.SPLITTING]):
        for first in range(len(some)):
            for last in range(first + _FEWEST_LETTERS, len(some) + 1):
                meant = frozenset(words.stem(w) for w in some[first:last])
                found.setdefault("".join(w[0] for w in some[first:last]), meant)
    return found


def written_out(naming: Naming, raw: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The title's own acronyms that a text writes out, with its words: `asb` for anti social behaviour."""
    found = {}
    for spelt in (raw, [word for word in raw if word != "and"]):  # VAWG: violence against women and girls
        initials = "".join(word[:1] for word in spelt)
        for short in naming.telling:
            at = initials.find(short) if len(short) >= _FEWEST_LETTERS else -1
            if at >= 0:
                found[short] = frozenset(words.stem(word) for word in spelt[at : at + len(short)])
    return found


def known_of(status: MeasureStatus, home: str = "") -> Known | None:
    """What is known of a measure's figure; None where no number is, or nothing may be compared."""
    measure, statement = status.measure, status.statement
    if not measure.is_figure or statement is None or not statement.has_answer:
        return None
    pairs = tuple(_pairs(status)) if status.break_ is None else ()
    stated = [statement.value, statement.numerator, statement.denominator]
    stated += [statement.rolling_year, statement.rolling_year_prior, statement.prior]
    figures = {Fraction(figure.number) for figure in stated if figure is not None}
    figures |= {n for pair in pairs for n in (pair.now, pair.then)} | {n for _, n in status.series}
    figures |= {Fraction(p.statement.value.number) for p in status.parts if p.statement and p.statement.value}
    return Known(
        measure.id,
        naming_of(measure.title, "" if measure.kind is Kind.PERCENTAGE else measure.unit, home),
        pairs,
        tuple(_sums(status)),
        tuple(_more(status)),
        frozenset(figures),
        _spans(measure),
        measure.kind is Kind.PERCENTAGE,
        "%" if measure.kind is Kind.PERCENTAGE else "",
        status.quarter,
        status.period_to or status.quarter.end,
        status.series,
        _target(status),
        _GOOD[measure.polarity],
        not _rated_beside_an_earlier(status.comparison),
        _ratings(status),
        status.reason,
    )


def _ratings(status: MeasureStatus) -> frozenset[Rating]:
    """Its colour and the one that is judged beside it; of a part of several partners' none, whose row has its own."""
    if status.rating is Rating.NOT_RATED or status.measure.combine is Combine.EACH:
        return frozenset()
    judged = status.judgement.rating if status.judgement is not None else status.rating
    return frozenset({status.rating, judged})


def _target(status: MeasureStatus) -> Beside | None:
    """The figure beside the target that it is rated by."""
    found = status.comparison
    if found.comparator_kind is not ComparedWith.TARGET or found.compared is None or found.comparator is None:
        return None
    return Beside(Span.OTHER, found.compared, found.comparator, status.against, _slack(status))


def _spans(measure: Measure) -> frozenset[Span]:
    """The earlier figures that a change of it without a word of its period could be against."""
    if measure.window is Window.ROLLING_YEAR:
        return frozenset({Span.YEAR})
    if measure.window is Window.QUARTER and measure.kind is Kind.COUNT:
        return frozenset({Span.YEAR, Span.BEFORE, Span.SAME})
    return frozenset({Span.BEFORE, Span.SAME})


def _rated_beside_an_earlier(comparison: Comparison) -> bool:
    """Whether the comparator is an earlier figure, and not a target or baseline."""
    known = comparison.compared is not None and comparison.comparator is not None
    return known and comparison.comparator_kind not in _CONFIRMING


def _pairs(status: MeasureStatus) -> Iterator[Beside]:
    comparison, measure, quarter = status.comparison, status.measure, status.quarter
    slack = _slack(status)
    now, then = comparison.compared, comparison.comparator
    if now is not None and then is not None and _rated_beside_an_earlier(comparison):
        yearly = comparison.comparator_kind is ComparedWith.ROLLING_YEAR and measure.window is not Window.SNAPSHOT
        span = Span.YEAR if yearly or measure.window is Window.ROLLING_YEAR else Span.SAME
        yield Beside(span, now, then, status.against, slack)
    series = dict(status.series)
    if (here := series.get(quarter)) is None:
        return
    for span, earlier, against in (
        (Span.BEFORE, status.rolling_quarter, "the quarter before"),
        (Span.SAME, status.same_quarter_last_year, "the same quarter last year"),
    ):
        if earlier is not None and (span, here, earlier) != (Span.SAME, now, then):
            yield Beside(span, here, earlier, against, slack)


def _more(status: MeasureStatus) -> Iterator[Beside]:
    """Every earlier quarter that is stored, beside which a change may be true too."""
    series, slack = dict(status.series), _slack(status)
    here, quarter = series.get(status.quarter), status.quarter
    for earlier, figure in series.items():
        if here is not None and earlier < quarter:
            yield Beside(Span.OTHER, here, figure, earlier.short, slack)


def _sums(status: MeasureStatus) -> Iterator[Beside]:
    """What else a change may be against: a target, half a year, the year to date, the year."""
    comparison, series, quarter = status.comparison, dict(status.series), status.quarter
    if comparison.compared is not None and comparison.comparator is not None:
        yield Beside(Span.OTHER, comparison.compared, comparison.comparator, status.against, _slack(status))
    if status.measure.kind is Kind.COUNT:
        for quarters in (2, 3, 4):
            now, then = (_sum(series, last, quarters) for last in (quarter, quarter.same_last_year))
            if now is not None and then is not None:
                yield Beside(Span.OTHER, now, then, "the same quarters last year")
            before = _sum(series, quarter.shifted(-quarters), quarters)
            if now is not None and before is not None:
                yield Beside(Span.OTHER, now, before, "the quarters before")


def _sum(series: Mapping[Quarter, Fraction], last: Quarter, many: int) -> Fraction | None:
    found = [series.get(last.shifted(-back)) for back in range(many)]
    return sum((f for f in found if f is not None), Fraction()) if None not in found else None


def _slack(status: MeasureStatus) -> Fraction:
    """Half of the last digit of a rate or percentage that is stated rounded; counts and ratios are exact."""
    statement = status.statement
    if not status.measure.is_ratio or statement is None or statement.value is None or statement.numerator is not None:
        return Fraction()
    return Fraction(1, 2 * 10**statement.value.decimals)


def known_of_other(figure: OtherFigure) -> Known | None:
    """What is known of another figure that a partner wants shown; None where it is no number."""
    value, percent = _read(figure.value)
    if value is None or not value.exact:
        return None
    prior, _ = _read(figure.prior or "")
    now = Fraction(value.number)
    pairs: tuple[Beside, ...] = ()
    if prior is not None and prior.exact:
        pairs = (Beside(Span.SAME, now, Fraction(prior.number), "the figure before"),)
    figures = frozenset({now, *(pair.then for pair in pairs)})
    sign = "%" if percent else ""
    return Known(figure.label, naming_of(figure.label), pairs, (), (), figures, frozenset(), percent, sign)


def _read(text: str) -> tuple[Figure | None, bool]:
    percent = text.rstrip().endswith("%")
    try:
        return read_figure(text, percent=percent, money="\u00a3" in text), percent
    except NumberError:
        return None, percent
