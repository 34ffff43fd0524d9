"""Claims that a phrase makes: no change, better and worse, a target, a rating, a figure itself, a rank, an average.

What a phrase has read, `not` and `target` among it, narrows nothing and leaves nothing open; all other words still do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

from msgspec import Struct

from csp_tui.domain.benchmarking import ORDINALS
from csp_tui.domain.reading_words import Token, TokenKind
from csp_tui.domain.results import Rating
from csp_tui.domain.said import AverageSaid, Claim, ClaimKind, Number, RankSaid, Reached, Standing

BETTER: Final = {
    **dict.fromkeys(("improved", "improving", "improvement"), 1),
    **dict.fromkeys(("worsened", "worsening", "deteriorated", "deteriorating", "deterioration"), -1),
}
_REACHED: Final = {
    **dict.fromkeys(("met", "achieved", "reached", "meeting"), Reached.MET),
    **dict.fromkeys(("exceeded", "exceeding", "surpassed"), Reached.EXCEEDED),
    **dict.fromkeys(
        ("missed", "missing", "short of", "fell short of", "falls short of", "failed to meet"), Reached.MISSED
    ),
    **dict.fromkeys(("did not meet", "not met", "not achieved", "not reached", "not been met"), Reached.MISSED),
    **dict.fromkeys(("above", "over", "higher than", "more"), Reached.ABOVE),
    **dict.fromkeys(("below", "under", "lower than", "fewer", "less"), Reached.BELOW),
}
_COLOURS: Final = {"green": Rating.GREEN, "amber": Rating.AMBER, "red": Rating.RED}
_SIDES: Final = {"above": 1, "higher than": 1, "over": 1, "below": -1, "lower than": -1, "under": -1}
_ENDS: Final = {"highest": (1, 0), "lowest": (-1, 0), "best": (0, 1), "worst": (0, -1)}

_THE: Final = r"(?:(?:the|our|its|their) )?"
_TARGET: Final = r"(?:(?P<ahead>#) )?target(?: (?:of|is) (?P<of>#))?"
_OR: Final = "|".join(sorted(_REACHED.keys() - {"more", "fewer", "less"}, key=len, reverse=True))
_COLOUR: Final = "|".join(_COLOURS)
_BY_HOW_MUCH: Final = (
    r"(?:(?:well|just|slightly|far|comfortably|narrowly|significantly|marginally"
    r"|currently|still|now|already|again) ){0,3}"
)
_GROUP: Final = (
    r"(?:most|similar|group|peer|family|msg|other|neighbouring|comparable|areas?|authorit(?:y|ies)|districts?|boroughs?"
    r"|councils?|neighbours)(?:'s?)?"
)
_ORDINAL: Final = rf"(?:{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_END: Final = "highest|lowest|best|worst"
_UNCHANGED: Final = re.compile(
    r"\b(?P<hedge>(?:largely|mainly|partly|mostly|almost|nearly|about|around|roughly|approximately|slightly) )?"
    r"(?:unchanged|(?:remain(?:s|ed)|stayed) the same|not changed"
    r"|no (?:overall )?change(?= (?:in|since|from|over|compared|on|against|~)|$))(?= |$)"
)
_BETTER: Final = re.compile(rf"\b(?:(?:an?|some) )?(?P<word>{'|'.join(BETTER)})\b")
_TELLING: Final = frozenset(
    {*BETTER, "unchanged", "same", "change", "changed", "target", "average", "mean", "median"}
    | {*_COLOURS, "highest", "lowest", "best", "worst", "rank", "ranks", "ranked", "placed"}
)
"""Words of which every phrase holds one."""
_FORMER: Final = re.compile(r"\b(?:previous|prior|last|former|old|original)\b")
_SAID_OF_TARGET: Final = re.compile(rf"\b{_BY_HOW_MUCH}(?P<said>{_OR}) {_THE}{_TARGET}(?= |$)")
_AWAY_FROM_TARGET: Final = re.compile(
    r"(?P<gap>#)(?P<skipped_unit>(?: (?!is|are|was|were|remain|stand|stay|now|still|well|just)[a-z]+)?)"
    r" (?:(?P<side>above|below|over|under|short of|higher than|lower than)"
    rf"|(?P<more>more|fewer|less)(?P<skipped>(?: [^ #]+){{0,5}}?) than) {_THE}{_TARGET}(?= |$)"
)
_ROW: Final = (
    r"(?:\b(?:(?:the|this|our|its|overall|current) ){0,3}"
    r"(?:indicator|measure|performance|(?:rag )?(?:rating|status)|rag|colour) )?"
)
_NOT_A_PERIOD: Final = "".join(
    rf"(?<!{word} )"
    for word in ("~", "quarter", "year", "period", "end", "change", "rate", "data", "point", "percentage", "results")
)
"""Not `the quarter is amber`, of a figure that is rated by its year, nor what else may have a colour of its own."""
_RATED: Final = re.compile(
    rf"{_ROW}(?:{_NOT_A_PERIOD}\b(?:is|are|remains?|stays?)"
    r"(?: (?:now|still|currently|again|also|therefore|overall)){0,3}"
    r"(?: (?:rag )?(?:rated|coloured|shown))?(?: (?:as|at))?"
    r"|^(?:currently |now |still )?(?:rag )?rated(?: as)?"
    r"|\b(?:has|have) (?:now |also )?(?:moved|gone|turned|improved|slipped|fallen|risen|dropped)"
    rf"(?: from (?P<former>{_COLOUR}))?(?: to)?) (?P<said>{_COLOUR})(?= |$)"
)
_ANY_COLOUR: Final = re.compile(rf"\b(?:{_COLOUR})\b")
_MANY: Final = re.compile(r"\b(?:all|both|each|every|some|most|or)\b")
_LEAST_VALUE: Final = 100  # a smaller number beside a figure's unit counts some of them as often as all
_STATED: Final = re.compile(
    r"^(?:(?:there (?:are|were)|we (?:have|had|saw|recorded)|a total of|in total|now|currently) ){0,3}"
    r"(?P<first>#) (?!of )[a-z]"
    r"|\b(?:number|total|figure)\b[^#]{0,80} (?:is|was|stands at|stood at)(?: now| currently)? (?P<last>#)$"
)
_TARGET_SAID: Final = re.compile(
    rf"{_TARGET}(?P<skipped>(?: [^ #]+){{0,8}}?) (?:is|was|were|has been|have been|had been)(?: also| again| now)?"
    rf" (?P<said>(?:not (?:been )?)?(?:met|achieved|reached|exceeded|surpassed|missed))\b"
)
_RANK: Final = re.compile(
    r"(?:\b(?P<then>from|than|formerly|previously) )?(?:\b(?P<ranked>rank(?:s|ed)?|placed) )?"
    r"(?P<joint>\b(?:joint|equal) )?"
    rf"(?:\b(?P<place>{_ORDINAL}) (?P<low>{_END})|\b(?P<end>{_END})|(?(ranked)\b(?P<bare>{_ORDINAL})|(?!)))\b(?! since)"
    rf"(?:(?P<skipped>(?: [^ #]+){{0,6}}?) (?:out of|of|in|among|amongst|across) {_THE}(?P<among>#))?"
)
_AVERAGE: Final = re.compile(
    rf"(?:(?:(?P<gap>#) )?\b(?P<side>above|below|higher than|lower than|over|under|in line with|equal to) )?{_THE}"
    rf"(?:(?P<among>#) )?(?:{_GROUP} )*\b(?P<kind>average|mean|median)\b"
    rf"(?: (?:for|of|across|in|among|amongst) {_THE}(?:most similar )?(?:other )?(?:(?P<many>#) )?"
    rf"{_GROUP}(?: {_GROUP})*)?"
    r"(?:(?: \(| at| of| is| was| stood at| stands at| which is| which was)? (?P<mean>#))?"
)


class Phrases(Struct, frozen=True):
    """What phrases claim, and the places of the words that they have read; those of `standing` in `placed`.

    A figure's claims still see the words of standing, as a sentence with an average in it may speak of more.
    """

    claims: tuple[Claim, ...]
    used: frozenset[int]
    standing: tuple[Standing, ...]
    placed: frozenset[int]


_NONE: Final = Phrases((), frozenset(), (), frozenset())


class _Line:
    """A part as one line of words, `#` for a number and `~` for a time, with the way back to its places."""

    def __init__(self, tokens: Sequence[Token], numbers: Mapping[int, Number]) -> None:
        written = [self._as_word(token) for token in tokens]
        self._starts = [0, *accumulate(len(word) + 1 for word in written)]
        self.text = " ".join(written)
        self.numbers = numbers

    @staticmethod
    def _as_word(token: Token) -> str:
        if token.kind is TokenKind.NUMBER:
            return "#"
        if token.kind is TokenKind.TIME and not re.fullmatch(r"\d+(?:st|nd|rd|th)", token.text):
            return "~"
        return token.text if token.kind in (TokenKind.WORD, TokenKind.TIME) else "?"

    def number(self, found: re.Match[str], *names: str) -> Number | None:
        """The number that a group of a phrase stands for."""
        at = next((found.start(name) for name in names if found[name] is not None), None)
        return None if at is None else self.numbers.get(self._starts.index(at))

    def places(self, found: re.Match[str]) -> frozenset[int]:
        """The places of a phrase's words, but not of those that it skipped."""
        skipped = [found.span(name) for name in found.re.groupindex if name.startswith("skipped")]
        within = (start for start in self._starts[:-1] if found.start() <= start < found.end())
        return frozenset(
            self._starts.index(start)
            for start in within
            if not any(first <= start - 1 < last for first, last in skipped)
        )


def read(tokens: Sequence[Token], numbers: Mapping[int, Number]) -> Phrases:
    """What the phrases of a part claim."""
    telling = not _TELLING.isdisjoint(token.text for token in tokens)
    if not telling and not any(number.value >= _LEAST_VALUE for number in numbers.values()):
        return _NONE  # as of most parts, which then need no closer look
    line = _Line(tokens, numbers)
    claims = [*_of_targets(line), *_of_no_change(line), *_of_better(line), *_of_ratings(line), *_of_values(line)]
    standing: list[tuple[Standing, frozenset[int]]] = [*_of_averages(line), *_of_ranks(line)]
    return Phrases(
        tuple(claim for claim, _ in claims),
        frozenset().union(*(places for _, places in claims)),
        tuple(one for one, _ in standing),
        frozenset().union(*(places for _, places in standing)),
    )


def _of_no_change(line: _Line) -> Iterator[tuple[Claim, frozenset[int]]]:
    found = _UNCHANGED.search(line.text)
    if found is not None and found["hedge"] is None:
        yield Claim(ClaimKind.UNCHANGED, 0, found[0]), line.places(found)


def _of_better(line: _Line) -> Iterator[tuple[Claim, frozenset[int]]]:
    found = list(_BETTER.finditer(line.text))
    if len({BETTER[one["word"]] for one in found}) == 1:
        for one in found:
            yield Claim(ClaimKind.BETTER, BETTER[one["word"]], one["word"]), line.places(one)


def _of_targets(line: _Line) -> Iterator[tuple[Claim, frozenset[int]]]:
    if _FORMER.search(line.text):
        return
    away = _AWAY_FROM_TARGET.search(line.text)
    gap = line.number(away, "gap") if away is not None else None
    if away is not None and gap is not None:
        side = away["side"] or f"{away['more']} than"
        reached = _REACHED[away["side"] or away["more"]]
        target = line.number(away, "ahead", "of")
        written = f"{gap.text} {side} the target"
        yield Claim(ClaimKind.TARGET, 0, written, target, reached=reached, gap=gap), line.places(away)
        return
    for pattern in (_SAID_OF_TARGET, _TARGET_SAID):
        found = pattern.search(line.text)
        if found is not None:
            said = found["said"]
            written = f"{said} the target" if pattern is _SAID_OF_TARGET else f"target {said}"
            reached = Reached.MISSED if said.startswith("not ") else _REACHED[said]
            target = line.number(found, "ahead", "of")
            yield Claim(ClaimKind.TARGET, 0, written, target, reached=reached), line.places(found)
            return


def _of_ratings(line: _Line) -> Iterator[tuple[Claim, frozenset[int]]]:
    """The colour that something is said to have; none where a part names another too, but that it had before."""
    found = _RATED.search(line.text)
    if found is None or _MANY.search(line.text):
        return
    if len(_ANY_COLOUR.findall(line.text)) == 1 + (found["former"] is not None):
        yield Claim(ClaimKind.RATING, 0, found["said"], rating=_COLOURS[found["said"]]), line.places(found)


def _of_values(line: _Line) -> Iterator[tuple[Claim, frozenset[int]]]:
    """A number that is given as the figure itself; its words are left to say of which."""
    found = _STATED.search(line.text)
    number = line.number(found, "first", "last") if found is not None else None
    if number is not None and not (number.percent or number.points or number.bound or number.places):
        yield Claim(ClaimKind.VALUE, 0, number.text, number), frozenset()


def _of_ranks(line: _Line) -> Iterator[tuple[RankSaid, frozenset[int]]]:
    for found in _RANK.finditer(line.text):
        place, end = found["place"] or found["bare"], found["low"] or found["end"]
        among = line.number(found, "among")
        written = " ".join(filter(None, [(found["joint"] or "").strip(), place, end]))
        many = int(among.value) if among is not None else None
        way, good = _ENDS.get(end or "", (0, 0))
        said = RankSaid(written, _place(place), way, good, bool(found["joint"]), bool(found["then"]), many)
        yield said, line.places(found)


def _place(text: str | None) -> int:
    if text is None:
        return 1
    return ORDINALS.index(text) + 1 if text in ORDINALS else int(text[:-2])


def _of_averages(line: _Line) -> Iterator[tuple[AverageSaid, frozenset[int]]]:
    for found in _AVERAGE.finditer(line.text):
        among, side, kind = line.number(found, "among", "many"), found["side"], found["kind"]
        mean, gap = line.number(found, "mean"), line.number(found, "gap")
        many = int(among.value) if among is not None else None
        written = f"{side} the {kind}" if side else f"the {kind}"
        yield AverageSaid(written, _SIDES.get(side or "", 0), kind == "median", mean, gap, many), line.places(found)
