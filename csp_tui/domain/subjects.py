"""Which known figure a part of a sentence is about, if it is about one and nothing narrows that."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from msgspec import Struct

from csp_tui.domain import sentence_words as words
from csp_tui.domain.claims import Part, Sentence
from csp_tui.domain.known_figures import Known, written_out
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.reading_words import Span, Token


class Sure(IntEnum):
    """How surely a part is about a figure.

    Named in part or taken on from afar; by its unit, in a text about many; by its unit or pronoun, in one about its
    row; in full.
    """

    WEAK = 1
    FAIR = 2
    OWN = 3
    FULL = 4


class About(Struct, frozen=True):
    """What a part is about. Without `known` it is about something else where it is `other`, else about nothing."""

    known: Known | None = None
    sure: Sure = Sure.FAIR
    other: bool = False


NOTHING: Final = About()
SOMETHING_ELSE: Final = About(other=True)


class Subjects:
    """The figures that a text may be about. `sole` is the one that it is written about, where there is but one.

    `leading` are those that come first in their rows, which their unit alone may mean, and `opening` is the one that
    a text speaks of that has named nothing yet; `own` is how surely it does, and how surely a unit means its figure.
    `many` tells that the text may be about more than is known here, so that one telling word is not enough.
    """

    def __init__(
        self,
        known: Sequence[Known],
        home: str = "",
        sole: Known | None = None,
        *,
        opening: Known | None = None,
        leading: Sequence[Known] = (),
        own: Sure = Sure.OWN,
        many: bool = False,
    ) -> None:
        self._known = known
        self._home = home
        self._sole = sole
        self._opening = sole or opening
        self._leading = leading
        self._own = Sure.FAIR if many else own
        self._many = many
        self._beside_rates = any(one.percentage for one in known)

    def at_the_start(self) -> About:
        """What a text is about before it has named anything."""
        return About(self._opening, self._own) if self._opening is not None else NOTHING

    def of_sentence(self, sentence: Sentence, carried: About) -> tuple[About, ...]:
        """What each part of a sentence is about; `carried` is what the sentence before was about."""
        found: list[About] = []
        blocked = False
        for part in sentence.parts:
            about, before = self._named(part), found[-1] if found else carried
            if about is NOTHING:
                about = self._taken_on(before)
            elif about.known is not None and about.sure < Sure.FULL and before.known not in (None, about.known):
                about = SOMETHING_ELSE  # fires fell, with fewer incidents: of them, or of all?
            elif about.known is not None and about.sure < Sure.FULL and not found and carried.other:
                about = About(about.known, Sure.WEAK)
            if self._of_a_rate(part, about):
                about = SOMETHING_ELSE
            if blocked and not (part.link in words.STRONG and about.sure is Sure.FULL):
                about = SOMETHING_ELSE
            if about.other and part.opening not in words.EXPLAINING and part.link not in words.EXPLAINING:
                blocked = True
            found.append(about)
        return tuple(
            SOMETHING_ELSE
            if about.known is not None and self._narrowed(sentence.parts[at + 1 :], about.known)
            else about
            for at, about in enumerate(found)
        )

    def _taken_on(self, before: About) -> About:
        if before.other:
            return About(self._sole, Sure.WEAK) if self._sole is not None else SOMETHING_ELSE
        return before

    def _of_a_rate(self, part: Part, about: About) -> bool:
        """Whether a part speaks of a rate, and may mean another figure of the row than this count."""
        known = about.known
        if known is None or known is self._sole or known.percentage or words.OF_A_RATE.isdisjoint(part.raw):
            return False
        return self._beside_rates or about.sure is not Sure.FULL

    def _named(self, part: Part) -> About:
        """The figure that the words of a part name; NOTHING where it has no such words."""
        content = frozenset(part.words)
        if self._home in content:  # across Medway
            content -= {self._home, *words.EVERYWHERE}
        if not content:
            return NOTHING
        full, partly = [], []
        for known in self._known:
            found = _matched(known, content, part.raw)
            if found is None:
                continue
            telling, full_name = found
            if full_name and (not self._many or len(content) > 1 or telling & known.naming.acronyms):
                full.append((len(known.naming.telling), known))
            else:
                partly.append((telling, known))
        if full:
            most = max(number for number, _ in full)
            best = [known for number, known in full if number == most]
            return About(best[0], Sure.FULL) if len(best) == 1 else SOMETHING_ELSE
        for telling, known in partly:
            if known is self._sole:
                return About(known, Sure.WEAK if telling else self._own)
        by_unit = [known for telling, known in partly if not telling]
        leading = [known for known in by_unit if any(known is one for one in self._leading)]
        if len(leading) == 1:
            return About(leading[0], self._own)
        return self._by_number(part, [known for _, known in partly])

    @staticmethod
    def _by_number(part: Part, candidates: Sequence[Known]) -> About:
        """Of several figures with one unit the one whose figure a part gives."""
        told = {number.value for number in part.numbers if number.value >= 100}
        told |= {n.value for c in part.claims for n in (c.number, c.earlier) if n is not None and n.value >= 100}
        found = [k for k in candidates if told & (k.figures | {abs(pair.change) for pair in k.pairs})]
        return About(found[0], Sure.FAIR) if len(found) == 1 else SOMETHING_ELSE

    def _narrowed(self, after: Sequence[Part], known: Known) -> bool:
        """Whether the next part says of where or when a part was: `..., in Chatham`, `..., compared with 2019`."""
        if not after or after[0].link != "," or after[0].opening not in words.NARROWING_TAILS:
            return False
        following = after[0]
        about = _matched(known, frozenset(following.words) - {self._home}, following.raw)
        unknown = any(spans_of(time, known) is None for time in following.times)
        strange = any(n.value not in known.figures for n in following.numbers)
        return (bool(following.words) and about is None) or unknown or strange


def _matched(known: Known, content: frozenset[str], raw: Sequence[str]) -> tuple[frozenset[str], bool] | None:
    """The telling words of a figure that words name, and whether they name it in full; None where others stand by."""
    naming, said = known.naming, content
    telling = said & naming.telling
    for short, spelt in written_out(naming, raw).items():
        telling |= {short}
        said -= spelt
    for word in said & frozenset(naming.short):
        telling |= naming.short[word] & naming.telling
        said -= {word}
    named = content & (naming.telling | naming.units)
    left_out = words.LEFT_OUT if len(named) > 1 else frozenset()
    full = bool(telling) and naming.telling <= telling | left_out
    rest = said - naming.telling - naming.units
    if full:
        rest -= frozenset(words.stem(word) for word in words.NARROWING)
        rest -= {words.CALLED.get(unit, "") for unit in naming.units}
    return None if rest else (telling, full)


def spans_of(time: Token, known: Known) -> frozenset[Span] | None:
    """The earlier figures that a time may mean; None where it is no time of this figure."""
    quarter, last = known.quarter, known.year_to
    elsewhere = bool(time.quarter) and quarter is not None and not _is_quarter(time, quarter)
    if (time.earlier or elsewhere) and not time.compared:
        return None  # it says when something was, not what it is beside
    if time.quarter and quarter is not None:
        for span, one in ((None, quarter), (Span.BEFORE, quarter.previous), (Span.SAME, quarter.same_last_year)):
            if _is_quarter(time, one):
                return frozenset({span} if span else {Span.BEFORE, Span.SAME})
        return None
    if time.starts and quarter is not None:
        of_it = (time.starts, time.ends) == (quarter.start.month, quarter.end.month)
        return frozenset({Span.BEFORE, Span.SAME}) if of_it and time.year in (None, quarter.end.year) else None
    if time.ends:
        ends = last is not None and time.ends == last.month and time.year in (None, last.year)
        return frozenset(time.spans) if ends else None
    return frozenset(time.spans) if time.spans else None


def _is_quarter(time: Token, quarter: Quarter) -> bool:
    return time.quarter == quarter.number and time.year in (None, quarter.year)
