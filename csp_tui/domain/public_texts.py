"""The texts of a public copy: cleaned of people's names and addresses, and checked for protected numbers.

A text gives a count away where it tells one of 1 to 4, a number that is shown rounded, or what follows from one (a
percentage, a difference, a year's sum), in figures or in words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Final

from msgspec import Struct

from csp_tui.domain.amounts import scale
from csp_tui.domain.book import Book
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.leaving_out import LeftOut, commentary_of, headline_of
from csp_tui.domain.measures import Indicator, Measure, Plan, Window
from csp_tui.domain.numbers import Figure, rounded
from csp_tui.domain.numbers_in_texts import Told, numbers_in, plain_letters
from csp_tui.domain.public import (
    OTHER,
    PUBLIC_FIELDS,
    ROUNDED_TO,
    PublicBook,
    counts_people,
    is_suppressed,
    of_people,
    true_counts,
)
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.recovery import Name

REMOVED: Final = "[removed]"
_SHORTEST_NAME: Final = 4
_SHORTEST_WORD: Final = 5  # of a title, by which a text names what it speaks of
_MOST_TITLES: Final = 2  # that a telling word stands in
_PRIVATE: Final = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+"  # addresses
    r"|(?<![\w.,])(?:\+44|\(?0\d{2,4}\)?)[\d ()-]{6,12}\d"  # telephone numbers
    r"|\S+\.(?:xlsx?|docx?|pptx?|pdf|csv|msg|eml|zip|db)\b",  # file names
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_CHANGE: Final = re.compile(
    r"\b(?:up|down|rose|risen|rise|rising|fell|fall|fallen|falling|drop|dropped|fewer|less|more|extra|additional|another"
    r"|increas\w*|decreas\w*|reduc\w*|grew|growth|by|difference|change\w*|above|below|higher|lower)\b"
)


class PublicText(Struct, frozen=True):
    """A text that the copy would hold: where it stands in words, what leaves it out, and what it speaks of."""

    where: str
    text: str
    leave_out: str
    priority: int
    indicator: Indicator | None = None


class Betrayed(Struct, frozen=True):
    """A protected count that a text tells."""

    name: Name
    text: PublicText


class _Watched(Struct, frozen=True):
    """A number that no text may tell. `places` is None for a count; a percentage is told to any decimals.

    `shown` is the percentage that the copy itself shows, `of_change` is only told where a text speaks of a change.
    """

    name: Name
    number: Fraction
    percentage: bool = False
    shown: Fraction | None = None
    of_change: bool = False

    def told_by(self, told: Told, *, of_change: bool) -> bool:
        """Whether a number in a text tells this one."""
        if self.of_change and not of_change:
            return False
        if not self.percentage:
            return told.places is None and told.number == self.number
        if told.places is None or rounded(self.number, told.places) != told.number:
            return False
        return self.shown is None or rounded(self.shown, told.places) != told.number


def cleaned_of_people(text: str, names: Collection[str]) -> str:
    """A text without addresses, telephone numbers, file names and the names of contacts."""
    found = _PRIVATE.sub(REMOVED, text)
    for name in sorted((n for n in names if len(n) >= _SHORTEST_NAME), key=len, reverse=True):
        found = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", REMOVED, found, flags=re.IGNORECASE)
    return found


def texts_of(book: Book, left_out: LeftOut) -> Iterator[PublicText]:
    """Every text of this quarter that a public copy holds unless it is left out; what is asked of the SEG is not."""
    for number, headline in book.headlines.items():
        if headline.text.strip() and not left_out.headline(number):
            yield PublicText(f"the headline paragraph of priority {number}", headline.text, headline_of(number), number)
    for (uid, quarter, partner), texts in book.commentary.items():
        indicator = book.plan.indicators_by_uid.get(uid)
        if indicator is None or quarter != book.quarter or left_out.commentary(indicator):
            continue
        for field in PUBLIC_FIELDS:
            if texts.get(field, "").strip():
                where = f"what {partner} says of {indicator.code} under {FIELD_TITLES[field]}"
                yield _of_indicator(indicator, where, texts[field])
    for (uid, _, partner), figures in book.other_figures.items():
        indicator = book.plan.indicators_by_uid[uid]
        for figure in figures if not left_out.commentary(indicator) else ():
            # where people are counted, its numbers are rounded as the plan's own are
            words = figure.label if of_people(indicator) else f"{figure.label}: {figure.value}; {figure.prior or ''}"
            yield _of_indicator(indicator, f"an other figure of {partner} for {indicator.code}", words)


def _of_indicator(indicator: Indicator, where: str, text: str) -> PublicText:
    return PublicText(where, text, commentary_of(indicator.code), indicator.priority, indicator)


class Texts:
    """What texts tell of the counts that a public copy protects."""

    def __init__(self, book: Book, public: PublicBook) -> None:
        self._book = book
        self._public = public
        self._counts = true_counts(book)

    def betrayed(self, texts: Collection[PublicText]) -> Iterator[Betrayed]:
        """Every protected count that a text of the public copy tells, once for each text; the latest count first."""
        for text in texts:
            found = {
                watched.name
                for told, of_change, codes in self._told(text)
                for watched in self._hit(told, of_change, codes)
            }
            in_order = sorted(found, key=lambda name: (self._indicator_of[name[0]], name))
            yield from (Betrayed(name, text) for name in sorted(in_order, key=lambda name: name[2], reverse=True))

    def exact(self, texts: Collection[PublicText]) -> frozenset[Name]:
        """The counts that are shown as they are because they end in 0 or 5, and that a text tells as such."""
        told = [(one.number, codes) for text in texts for one, _, codes in self._told(text) if one.places is None]
        return frozenset(
            name
            for name, figure in self._counts.items()
            if any(figure.number == number and self._indicator_of[name[0]] in codes for number, codes in told)
        )

    def _hit(self, told: Told, of_change: bool, codes: Collection[str]) -> Iterator[_Watched]:
        for code in codes:
            for watched in self._watched.get(code, ()):
                if watched.told_by(told, of_change=of_change):
                    yield watched

    def _told(self, text: PublicText) -> Iterator[tuple[Told, bool, frozenset[str]]]:
        """Each number of a text, whether it is said of a change, and the indicators that it may be of."""
        plan = self._book.plan
        always = {text.indicator.code} if text.indicator is not None else _of_priority(plan, text.priority)
        for sentence in _SENTENCE.split(text.text):
            numbers = list(numbers_in(sentence))
            if numbers:
                folded = plain_letters(sentence)
                named = {code for code, words in self._telling_words.items() if words.search(folded)}
                for told in numbers:
                    yield told, _CHANGE.search(folded) is not None, frozenset(always | named)

    @cached_property
    def _indicator_of(self) -> Mapping[str, str]:
        """The code of the indicator that a measure or an other figure belongs to."""
        plan = self._book.plan
        return {m.uid: m.indicator for m in plan.measures} | {i.uid: i.code for i in plan.indicators}

    @cached_property
    def _telling_words(self) -> Mapping[str, re.Pattern[str]]:
        """By which words a text speaks of an indicator: its code, and words that few other titles hold."""
        words = {
            indicator.code: {
                word
                for title in (indicator.title, *(measure.title for measure in indicator.measures))
                for word in re.findall(rf"[a-z]{{{_SHORTEST_WORD},}}", plain_letters(title))
            }
            for indicator in self._book.plan.indicators
        }
        common = Counter(word for found in words.values() for word in found)
        return {
            code: re.compile(
                rf"\b(?:{'|'.join((re.escape(code.lower()), *sorted(w for w in found if common[w] <= _MOST_TITLES)))})"
            )
            for code, found in words.items()
        }

    @cached_property
    def _watched(self) -> Mapping[str, tuple[_Watched, ...]]:
        found: dict[str, list[_Watched]] = defaultdict(list)
        for name, figure in self._counts.items():
            if is_suppressed(figure) or (name[2] in self._recent and figure.number % ROUNDED_TO):
                found[self._indicator_of[name[0]]].append(_Watched(name, Fraction(figure.number)))
        for measure in filter(counts_people, self._book.plan.measures):
            for answerer in self._book.figures.get(measure.uid, {}):
                found[measure.indicator] += self._of_ratios(measure, answerer)
                if not measure.is_ratio:
                    found[measure.indicator] += self._of_changes(measure, answerer)
                    found[measure.indicator] += self._of_years(measure, answerer)
        return {code: tuple(watched) for code, watched in found.items()}

    @cached_property
    def _recent(self) -> Collection[str]:
        """The quarters that a text is likely to speak of."""
        quarter = self._book.quarter
        return [str(each) for each in (quarter, quarter.previous, quarter.same_last_year)]

    def _count(self, measure: Measure, answerer: str, quarter: str, field: str = "value") -> Figure | None:
        return self._counts.get((measure.uid, answerer, quarter, field))

    def _shown(self, measure: Measure, answerer: str, quarter: str, field: str = "value") -> Fraction | None:
        """What the copy shows of a figure, None where it shows none."""
        stated = self._public.book.figures[measure.uid].get(answerer, {}).get(Quarter.parse(quarter))
        figure: Figure | None = getattr(stated.statement, field) if stated is not None else None
        return None if figure is None else Fraction(figure.number)

    def _of_ratios(self, measure: Measure, answerer: str) -> Iterator[_Watched]:
        """Percentages of counts that are not shown as they are, and how many are left of a whole."""
        for quarter, stated in self._book.figures[measure.uid][answerer].items():
            at = str(quarter)
            typed = stated.statement.value
            if measure.is_ratio and typed is not None:
                shown = self._shown(measure, answerer, at)
                yield _Watched((measure.uid, answerer, at, "value"), Fraction(typed.number), True, shown)
            part, whole = (self._count(measure, answerer, at, name) for name in ("numerator", "denominator"))
            if part is None or whole is None or not whole.number:
                continue
            name = (measure.uid, answerer, at, "numerator")
            shown_part, shown_whole = (self._shown(measure, answerer, at, n) for n in ("numerator", "denominator"))
            ratio = shown_part / shown_whole * scale(measure) if shown_part is not None and shown_whole else None
            yield _Watched(name, Fraction(part.number) / Fraction(whole.number) * scale(measure), True, ratio)
            if is_suppressed(part) or is_suppressed(whole):
                yield _Watched(name, Fraction(whole.number - part.number))

    def _of_changes(self, measure: Measure, answerer: str) -> Iterator[_Watched]:
        """Differences to and from a suppressed count, and changes in per cent that are not those of shown counts."""
        now, *before = self._recent
        figure = self._count(measure, answerer, now)
        for earlier in before if figure is not None else ():
            then = self._count(measure, answerer, earlier)
            if figure is None or then is None:
                continue
            small = [(n, f) for n, f in ((now, figure), (earlier, then)) if is_suppressed(f)]
            name = (measure.uid, answerer, small[0][0] if small else now, "value")
            change = Fraction(figure.number - then.number)
            if small and change:
                yield _Watched(name, abs(change), of_change=True)
            if then.number:
                shown, was = self._shown(measure, answerer, now), self._shown(measure, answerer, earlier)
                known = abs(shown - was) * 100 / was if shown is not None and was else None
                yield _Watched(name, abs(change) * 100 / Fraction(then.number), True, known)

    def _of_years(self, measure: Measure, answerer: str) -> Iterator[_Watched]:
        """Sums of four quarters with a suppressed one among them, or that are not round."""
        if measure.window is not Window.QUARTER:
            return
        for at in self._recent:
            year = [str(Quarter.parse(at).shifted(-back)) for back in range(4)]
            parts = [figure for each in year if (figure := self._count(measure, answerer, each)) is not None]
            total = sum((Fraction(figure.number) for figure in parts), Fraction())
            if len(parts) == len(year) and (any(map(is_suppressed, parts)) or total % ROUNDED_TO):
                small = next((each for each, f in zip(year, parts, strict=True) if is_suppressed(f)), at)
                yield _Watched((measure.uid, answerer, small, "value"), total)


def _of_priority(plan: Plan, number: int) -> set[str]:
    return {indicator.code for indicator in plan.indicators if indicator.priority == number}


def other_label(name: Name) -> str | None:
    """The label of another figure, None for the name of a measure's count."""
    return name[3].removeprefix(OTHER) if name[3].startswith(OTHER) else None
