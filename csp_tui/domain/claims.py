"""What sentences claim of figures: changes, two figures beside each other, directions, multiples, extremes.

A sentence is read part by part into claims with every word that could narrow what they are about; whether they are
about a known figure, and true of it, is left to `words_against_figures`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain import phrases
from csp_tui.domain import sentence_words as words
from csp_tui.domain.numbers_in_texts import plain_letters
from csp_tui.domain.reading_words import FROM_NUMBERS, Token, TokenKind, tokens_of
from csp_tui.domain.said import Claim, ClaimKind, Number, Standing

SENTENCE_END: Final = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!approx\.)(?<! vs\.)(?<! no\.)[\"')\]]*\s+")
_MOST_PARTS: Final = 40  # of a sentence that somebody reads; a list of numbers is none
_WITHIN: Final = 5  # words between more and than
_BESIDE: Final = tuple(FROM_NUMBERS)


class Placing(Struct, frozen=True):
    """Where a part says that an area stands, with the words and numbers beside that."""

    said: tuple[Standing, ...]
    words: frozenset[str]
    numbers: tuple[Number, ...]


class Part(Struct, frozen=True):
    """A part of a sentence: its claims, the words that say what it is about, its times and its other numbers.

    `link` is the comma or word before it, `opening` its first word; `certain` is False where a word of it leaves open
    whether it is so.
    """

    link: str
    opening: str
    words: tuple[str, ...]
    raw: tuple[str, ...]
    times: tuple[Token, ...]
    claims: tuple[Claim, ...]
    numbers: tuple[Number, ...]
    placing: Placing
    certain: bool


class Sentence(Struct, frozen=True):
    """A sentence in its parts."""

    text: str
    parts: tuple[Part, ...]

    @property
    def certain(self) -> bool:
        """Whether it says that something is so."""
        return all(part.certain for part in self.parts)


@lru_cache(maxsize=512)  # the same texts are held against the figures whenever a quarter is assessed
def sentences_in(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, those without a word left out."""
    found = []
    for line in text.splitlines():
        for sentence in SENTENCE_END.split(plain_letters(line)):
            tokens = tokens_of(sentence)
            parts = tuple(_part(part) for part in _parts(tokens))
            if 0 < len(parts) <= _MOST_PARTS:
                found.append(Sentence(sentence, parts))
    return tuple(found)


def claims_anything(text: str) -> bool:
    """Whether a text claims or gives any number, so that figures need to be looked up for it at all."""
    return any(
        part.claims or part.numbers or part.placing.said for sentence in sentences_in(text) for part in sentence.parts
    )


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The parts with what links them; `and` parts only what has said something from what comes after."""
    link, part = "", list[Token]()
    for at, token in enumerate(tokens):
        stops = token.kind is TokenKind.STOP
        if stops and part and _goes_on(tokens, at):
            continue
        splits = token.kind is TokenKind.WORD and token.text in words.SPLITTING
        if token.text == "as" and any(t.text.startswith("twice as ") for t in part):
            splits = False  # twice as many as last year
        if splits and token.text == "and":
            splits = any(t.kind is TokenKind.NUMBER or t.text in words.UP | words.DOWN for t in part)
            splits = splits and tuple(t.text for t in tokens[at - 1 : at + 2 : 2]) not in words.TOGETHER
        if stops or splits:
            if part:
                yield link, part
                part = []
            link = token.text if stops or not (link == ";" and not part) else link
        if not stops and not (splits and token.text in ("and", "but")):
            part.append(token)
    if part:
        yield link, part


def _goes_on(tokens: Sequence[Token], comma: int) -> bool:
    """Whether a comma parts nothing: `by 406, or 7.8%`, `5,208, up from 4,802`, `5,208, compared with 4,802`."""
    after = [t.text if t.kind is TokenKind.WORD else t.kind.value for t in tokens[comma + 1 : comma + 5]]
    if after[:2] in (["or", "number"], ["number", ")"]):
        return True
    return any(" ".join(after).startswith(f"{words_} number") for words_ in FROM_NUMBERS)


class _Reader:
    """One part while its claims are found; what a claim has used speaks no more for itself."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.used: set[int] = set()
        self.numbers = {i: _number(tokens, i) for i, t in enumerate(tokens) if t.kind is TokenKind.NUMBER}
        self.ways = {i: way for i in range(len(tokens)) if (way := self._way(i))}

    @property
    def way(self) -> int:
        """Which way the part says that a figure went; 0 where it says none, or both."""
        return sum(set(self.ways.values()))

    @property
    def contradictory(self) -> bool:
        """Whether it says that a figure went up and down."""
        return len(set(self.ways.values())) > 1

    def take(self, places: Set[int]) -> None:
        """Words that a phrase has read say nothing more."""
        self.used |= places
        self.ways = {at: way for at, way in self.ways.items() if at not in places}

    def word(self, at: int) -> str:
        """The word at a place, empty where there is none."""
        if not 0 <= at < len(self.tokens) or self.tokens[at].kind is not TokenKind.WORD:
            return ""
        return self.tokens[at].text

    def _way(self, at: int) -> int:
        """Which way a word says that a figure went."""
        text = self.word(at)
        if text not in words.UP and text not in words.DOWN:
            return 0
        if text in words.BARE_VERBS and self.word(at - 1) == "to" and not self.word(at - 2).startswith("continu"):
            return 0
        if text in words.NEED_A_NUMBER and not self._is_change(at, text):
            return 0
        return 1 if text in words.UP else -1

    def _is_change(self, at: int, text: str) -> bool:
        """Whether `up`, `more`, `lower` and the like say a change: beside a number, or after a verb of being."""
        after = self.word(at + 1)
        if text in ("more", "less", "fewer") and after == "than":
            return at - 1 in self.numbers
        if at - 1 in self.numbers or (text in ("up", "down") and after == "from") or self._than_then(at):
            return True
        if text in ("up", "down", "higher", "lower"):
            ahead = at + 1 if after not in ("by", "about", "nearly", "almost", "around", "over") else at + 2
            return ahead in self.numbers or self.word(at - 1) in words.BEING or after == "on"
        return False

    def _than_then(self, at: int) -> bool:
        """Whether a time follows that something is compared with: fewer referrals than in the quarter before."""
        than = next((to for to in range(at + 1, at + _WITHIN) if self.word(to) == "than"), None)
        if than is None or self.tokens[at].text not in ("more", "fewer", "less", "higher", "lower"):
            return False
        return any(t.kind is TokenKind.TIME and self.compares(to) for to, t in enumerate(self.tokens) if to > than)

    def before(self, at: int) -> int:
        """The place before a number, its article and the words that bound it."""
        at -= 1
        skipped = words.ABOUT | words.NEARLY | words.OVER | {"a", "an", "the", "just", "only", "than"}
        while self.word(at) in skipped or (self.word(at) in ("more", "less", "fewer") and self.word(at + 1) == "than"):
            at -= 1
        return at

    def compares(self, at: int) -> bool:
        """Whether the time at a place is what something is compared with, and not when it was."""
        before = at - 1 - (self.word(at - 1) == "the")
        if before in self.numbers and not self.numbers[before].percent:
            return True  # compared with 4,802 the year before
        at -= 1
        while self.word(at) in words.LEADING_UP:
            at -= 1
        return self.word(at) in words.COMPARING

    def changes(self, at: int) -> bool:
        """Whether the number at a place is said to be a change."""
        before, text = self.before(at), self.word(self.before(at))
        after = self.word(at + 1)
        if text == "per":
            return False  # per 1,000
        if text == "by" or before in self.ways or at + 1 in self.ways:
            return bool(self.ways) or self.word(before - 1) in phrases.BETTER
        if text == "of":
            return any(i < at for i in self.ways)
        if after in ("percentage", "point") and at + 2 in self.ways:
            return True
        signed = self.tokens[at].text[:1] in "+-"
        bracketed = self.tokens[before].text == "(" and before - 1 in self.used if before > 0 else False
        joined = text == "or" and before - 1 in self.used
        if bracketed and after == "to" and at + 2 in self.numbers:
            return False  # (71 to 64)
        return signed or bracketed or joined


def _part(linked: tuple[str, Sequence[Token]]) -> Part:
    link, tokens = linked
    seen = _Reader(tokens)
    read = phrases.read(tokens, seen.numbers)
    seen.take(read.used)
    claims = [] if seen.contradictory else [*_claims(seen), *(c for c in read.claims if not _told_by_ways(c, seen))]
    left = tuple(n for i, n in seen.numbers.items() if i not in seen.used)
    said = [(i, t) for i, t in enumerate(tokens) if i not in seen.used]
    about = tuple(_content(seen, i, t) for i, t in said if _content(seen, i, t))
    if seen.contradictory:
        about = (*about, "?")
    times = tuple(replace(t, compared=seen.compares(i)) for i, t in said if t.kind is TokenKind.TIME)
    raw = tuple(t.text for t in tokens if t.kind is TokenKind.WORD)
    certain = not any(t.text in words.UNCERTAIN or t.text.endswith("n't") for _, t in said)
    certain = certain and not any(seen.word(at - 1) == "had" for at in seen.ways)  # had fallen, until something
    return Part(link, raw[0] if raw else "", about, raw, times, tuple(claims), left, _placing(seen, read), certain)


def _placing(seen: _Reader, read: phrases.Phrases) -> Placing:
    """Where a part says that an area stands; nothing where it speaks of changes, which have ranks of their own."""
    if not read.standing or any(at not in read.placed for at in seen.ways):
        return Placing((), frozenset(), ())
    beside = [(at, token) for at, token in enumerate(seen.tokens) if at not in read.placed]
    numbers = (n for at, n in seen.numbers.items() if at not in read.placed and seen.word(at - 1) != "per")
    return Placing(read.standing, frozenset(_content(seen, at, token) for at, token in beside) - {""}, tuple(numbers))


def _told_by_ways(claim: Claim, seen: _Reader) -> bool:
    """Whether better or worse, or no change, stands beside a word that says which way: rose, an improvement."""
    return claim.kind in (ClaimKind.BETTER, ClaimKind.UNCHANGED) and bool(seen.ways)


def _content(seen: _Reader, at: int, token: Token) -> str:
    """A word that says what a part is about; `?` for what could be anything."""
    if token.kind is TokenKind.OTHER:
        return "?"
    if token.kind is not TokenKind.WORD:
        return ""
    text = token.text
    if at in seen.ways or words.PLAIN & {text, words.stem(text)} or text in words.TIMES or text in words.SPLITTING:
        return ""
    if text in "()" or text in words.ALL:
        return ""
    after = at + 1 + (seen.word(at + 1) == "the")
    if text == "since" and after < len(seen.tokens) and seen.tokens[after].kind is TokenKind.TIME:
        return ""  # what follows says since when
    if seen.word(at + 1) == "than" and text in words.NEED_A_NUMBER:
        return ""  # more than 5,200
    return words.stem(text)


def _claims(seen: _Reader) -> Iterator[Claim]:
    whole = [*_extremes(seen), *_of_all(seen)]
    yield from whole
    if whole:
        return
    read = frozenset(seen.used)
    yield from _from_to(seen)
    for at, number in seen.numbers.items():
        if at in seen.used or not seen.changes(at):
            continue
        seen.used.add(at)
        kind = ClaimKind.PERCENT if number.percent else ClaimKind.CHANGE
        if number.points:
            kind = ClaimKind.POINTS
        signed = {"+": 1, "-": -1}.get(seen.tokens[at].text[:1], 0)
        yield Claim(kind, signed or seen.way, number.text, number)
    for at in range(len(seen.tokens)):
        times = words.TIMES.get(seen.word(at))
        if times is not None:
            seen.used.add(at)
            bound = next((w for w in (seen.word(at - 1), seen.word(at - 2)) if w in ("nearly", "almost", "more")), "")
            yield Claim(ClaimKind.TIMES, 0, f"{bound} {seen.word(at)}".strip(), times=times)
    if seen.ways and seen.used == read:
        first = min(seen.ways)
        yield Claim(ClaimKind.DIRECTION, seen.way, seen.word(first))


def _from_to(seen: _Reader) -> Iterator[Claim]:
    """`from 4,802 to 5,208`, `to 5,208 from 4,802`, `5,208 compared with 4,802`, `5,208, up from 4,802`."""
    places = [i for i in seen.numbers if not seen.numbers[i].points]
    for first, second in pairwise(places):
        between = " ".join(seen.word(i) or "?" for i in range(first + 1, second))
        lead = seen.word(first - 1)
        if lead == "from" and between == "to":
            then, now = first, second
        elif between.endswith(_BESIDE) or (lead == "to" and between == "from"):
            then, now = second, first
        else:
            continue
        earlier, later = seen.numbers[then], seen.numbers[now]
        if earlier.percent != later.percent and not earlier.percent:
            earlier = replace(earlier, percent=True)
        seen.used |= {first, second}
        yield Claim(ClaimKind.FROM_TO, seen.way, f"from {earlier.text} to {later.text}", later, earlier)
        return


def _extremes(seen: _Reader) -> Iterator[Claim]:
    """`the highest since Q3 2024-25`, `the lowest in two years`, `for eight quarters`."""
    for at in range(len(seen.tokens)):
        if seen.word(at) not in ("highest", "lowest"):
            continue
        for to in range(at + 1, min(at + 6, len(seen.tokens))):
            text, after = seen.word(to), seen.tokens[to + 1] if to + 1 < len(seen.tokens) else None
            back: int | Token | None = None
            if text == "since" and after is not None and after.kind is TokenKind.TIME and after.quarter:
                back = after
            elif text in ("in", "for") and to + 1 in seen.numbers and seen.word(to + 2) in ("quarters", "years"):
                many = seen.numbers[to + 1].value
                back = int(many) * (4 if seen.word(to + 2) == "years" else 1) if many <= 40 else None
            if back is None:
                continue
            high = seen.word(at) == "highest"
            written = " ".join(t.text for t in seen.tokens[at : to + 3 if isinstance(back, int) else to + 2])
            seen.used |= set(range(at, to + 3))
            yield Claim(ClaimKind.EXTREME, 1 if high else -1, written, back=back)
            return


def _of_all(seen: _Reader) -> Iterator[Claim]:
    """`all areas have seen a decrease`, `every part fell`."""
    for at in range(len(seen.tokens)):
        if seen.word(at) not in words.ALL or not seen.ways:
            continue
        for to in range(at + 1, min(at + 5, len(seen.tokens))):
            group = words.GROUPS.get(seen.word(to))
            if group is None:
                continue
            last = max(seen.ways)
            written = " ".join(t.text for t in seen.tokens[at : max(last, to) + 1])
            seen.used |= set(range(at, to + 1))
            yield Claim(ClaimKind.ALL, seen.way, written, group=group)
            return


def _number(tokens: Sequence[Token], at: int) -> Number:
    token = tokens[at]
    before = [t.text for t in tokens[max(0, at - 2) : at]]
    bound = ""
    if before[-1:] and before[-1] in words.ABOUT:
        bound = "about"
    elif before[-1:] and before[-1] in words.NEARLY:
        bound = "under" if before[-1] == "under" else "nearly"
    elif (before[-1:] and before[-1] in words.OVER) or before == ["more", "than"]:
        bound = "over"
    elif before in (["less", "than"], ["fewer", "than"]):
        bound = "under"
    digits = Decimal(token.number)
    after = (t.text for t in tokens[at + 1 : at + 3] if t.kind is TokenKind.WORD)
    unit = next((text for text in after if text not in words.UP | words.DOWN), "")
    text = token.text.strip().lstrip("+-")
    value = abs(Fraction(digits))
    places = len(token.number.partition(".")[2])
    return Number(value, places, text, token.percent, token.points, bound, words.stem(unit))
