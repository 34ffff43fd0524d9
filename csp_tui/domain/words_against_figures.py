"""Words against figures: what a text claims of a figure that the figures contradict, and where the slip may lie.

Rather silent than wrong: a claim is only held against a figure that its sentence is about, with no word beside it that
narrows it, and any stored window that bears it out ends the matter. What it takes to say so is in `judging`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from csp_tui.domain import finding_words as say
from csp_tui.domain import judging, standing
from csp_tui.domain.claims import Part, Sentence, sentences_in
from csp_tui.domain.groups import Finding, Group
from csp_tui.domain.known_figures import Beside, Known
from csp_tui.domain.reading_words import Span, Token
from csp_tui.domain.said import Claim, ClaimKind, Number
from csp_tui.domain.sentence_words import NARROWING, OVER_TIME, PEERS, SOME, STRONG
from csp_tui.domain.subjects import SOMETHING_ELSE, About, Subjects, Sure, spans_of

_ANCHORING = 100  # a number from here on that is one of a figure's is no coincidence


def held_against(
    text: str, subjects: Subjects, groups: Mapping[str, Sequence[Group]] | None = None
) -> tuple[Finding, ...]:
    """What a text says that the figures contradict, in its order.

    `groups` are what `all areas` and `all parts` may mean.
    """
    found: list[Finding] = []
    carried, told = subjects.at_the_start(), _Told(set(), set())
    for sentence in sentences_in(text):
        abouts = subjects.of_sentence(sentence, carried)
        told.hear(sentence)
        if sentence.certain:
            for at, part in enumerate(sentence.parts):
                found += _of_groups(sentence, part, groups or {})
                found += standing.findings(sentence, part, groups.get("area", ()) if groups else ())
                found += _of_part(sentence, at, abouts, told, subjects.at_the_start().known)
        carried = abouts[-1] if not any(about.other for about in abouts) else SOMETHING_ELSE
    return tuple(dict.fromkeys(found))


def _of_groups(sentence: Sentence, part: Part, groups: Mapping[str, Sequence[Group]]) -> Iterator[Finding]:
    """`all areas have seen a decrease` where some rose or stayed; silent while it is true of one that it may mean."""
    for claim in part.claims:
        if claim.kind is not ClaimKind.ALL or any(t.earlier if not t.compared else not t.spans for t in part.times):
            continue  # since 2019; last year
        said = set(part.words) - PEERS
        spans = {None, *(span for time in part.times for span in time.spans)}
        meant = [
            group
            for group in groups.get(claim.group, ())
            if group.moved and said <= group.words and (group.span in spans or len(spans) == 1)
        ]
        if meant and all(any(one.way != claim.way for one in group.moved) for group in meant):
            message = say.of_all(claim.written, claim.way, [(one.name, one.way) for one in meant[0].moved])
            yield Finding(claim.kind, claim.group, sentence.text, message)


def _of_part(
    sentence: Sentence, at: int, abouts: Sequence[About], heard: _Told, opening: Known | None
) -> Iterator[Finding]:
    part, about = sentence.parts[at], abouts[at]
    if not part.claims and not part.numbers:
        return
    own = _own_figures(sentence, at)
    known = about.known
    if known is None:
        yield from _against_itself(sentence, part, own)
        return
    spans = _spans(sentence, at, known)
    if spans is None:
        return
    slips = [(n, meant) for n in part.numbers if (meant := judging.slip(n, known)) is not None]
    for number, meant in slips if about.sure is not Sure.WEAK else ():
        yield Finding("figure", known.name, sentence.text, say.slipped(number.text, known.shown(meant)))
    beside = [p for p, other in zip(sentence.parts, abouts, strict=True) if p is part or other.known is known]
    if slips:
        return
    yield from _of_value(sentence, at, about, heard, yearly=Span.YEAR in spans)
    if any(judging.foreign(n, known) for p in beside for n in p.numbers):
        return
    if any(judging.of_another(claim, known) for claim in part.claims):
        yield from _against_itself(sentence, part, own)
        return
    anchored = any(judging.anchors(n, known, _ANCHORING) for p in beside for n in _numbers(p))
    elsewhere = _may_be_elsewhere(sentence, at, known, heard)
    named = bool(part.words) or known is opening
    coloured = named and (about.sure >= Sure.OWN or _gives_target(beside, known))
    coloured = coloured and not any(time.compared for time in part.times)  # green beside last year
    held = _Held(known, spans, about.sure, anchored, own, elsewhere, coloured)
    for claim in part.claims:
        message = held.contradiction(claim)
        if message:
            yield Finding(claim.kind, known.name, sentence.text, message)


def _is_stated(sentence: Sentence, at: int, about: About, known: Known, heard: _Told) -> bool:
    """Whether a part gives one number as the figure itself: not as one of another time, nor of some of those counted.

    What follows may only say how it lies to another figure: `1,450 adults are in treatment and ...` may count some.
    """
    part = sentence.parts[at]
    if [claim.kind for claim in part.claims] != [ClaimKind.VALUE] or len(part.numbers) != 1:
        return False
    if about.sure < Sure.OWN or (at and part.link not in STRONG) or heard.of_another_period(known):
        return False
    over_time = bool(part.times) or not OVER_TIME.isdisjoint(part.raw)
    if over_time and Span.YEAR not in known.spans:
        return False  # of a day's figure: those who came and went are more
    of_it = about.sure is Sure.FULL or any(number.unit in known.naming.units for number in part.numbers)
    if not of_it or not (NARROWING | SOME).isdisjoint(part.raw):
        return False
    after = sentence.parts[at + 1] if at + 1 < len(sentence.parts) else None
    return after is None or after.link in STRONG or (after.link == "," and bool(after.claims))


def _of_value(sentence: Sentence, at: int, about: About, heard: _Told, *, yearly: bool) -> Iterator[Finding]:
    """A number that is given as the figure, and is none of those that are known of it."""
    known = about.known
    if known is None or not _is_stated(sentence, at, about, known, heard):
        return
    (number,) = sentence.parts[at].numbers
    figure = judging.other_value(number, known, yearly=yearly)
    if figure is not None:
        yield Finding(ClaimKind.VALUE, known.name, sentence.text, say.other_value(number, figure, known))


def _own_figures(sentence: Sentence, at: int) -> Beside | None:
    """The two figures that a part itself gives with its change: `from 4,802 to 5,208`, `5,208, up 406`."""
    parts = sentence.parts[max(0, at - 1) : at + 1]
    for claim in (c for part in reversed(parts) for c in part.claims):
        if claim.kind is ClaimKind.FROM_TO and claim.number is not None and claim.earlier is not None:
            return Beside(Span.OTHER, claim.number.value, claim.earlier.value, "the figures that you give")
    changes = [c for c in sentence.parts[at].claims if c.kind is ClaimKind.CHANGE and c.way and c.number is not None]
    wholes = [n for part in parts for n in part.numbers if not n.percent and not n.bound]
    if len(changes) != 1 or len(wholes) != 1 or changes[0].number is None:
        return None
    now, change = wholes[0].value, changes[0].number.value
    return Beside(Span.OTHER, now, now - changes[0].way * change, "the figure before") if now > change else None


def _against_itself(sentence: Sentence, part: Part, own: Beside | None) -> Iterator[Finding]:
    """A sentence about something that is not known here, beside the figures that it gives itself."""
    if own is None:
        return
    for claim in part.claims:
        if claim.kind is ClaimKind.FROM_TO and claim.way and own.way and claim.way != own.way:
            yield Finding(claim.kind, "", sentence.text, say.against_itself(claim, own))
        number = claim.number if claim.kind is ClaimKind.PERCENT else None
        if number is not None and judging.on_later(number, own) and not judging.percent_true(number, own):
            yield Finding(claim.kind, "", sentence.text, say.wrong_base(number.text, own))


def _spans(sentence: Sentence, at: int, known: Known) -> frozenset[Span] | None:
    """The earlier figures that a part says it is against, empty where it says none; None for another time."""
    times = list(sentence.parts[at].times)
    for beside in (at - 1, at + 1):
        part = sentence.parts[beside] if 0 <= beside < len(sentence.parts) else None
        if part is not None and not part.words and not part.claims and not part.numbers:
            times += part.times
    named: frozenset[Span] | None = frozenset()
    for time in times:
        meant = spans_of(time, known)
        if meant is None:
            return None
        named = meant if not named else named & meant
        if not named:
            return None
    return named


def _may_be_elsewhere(sentence: Sentence, at: int, known: Known, heard: _Told) -> bool:
    """Whether a part that names no period may be of one that is not known: of the night, `after the pubs closed`."""
    after = sentence.parts[at + 1].link if at + 1 < len(sentence.parts) else ""
    return after == "after" or not known.clear or heard.of_another_period(known)


def _gives_target(parts: Sequence[Part], known: Known) -> bool:
    """Whether parts name the number of a figure's target, so that they are about no other."""
    target = known.target.then if known.target is not None else None
    return any(claim.number is not None and claim.number.value == target for part in parts for claim in part.claims)


def _numbers(part: Part) -> Iterator[Number]:
    """Every number of a part, those of its claims too."""
    yield from part.numbers
    yield from (number for claim in part.claims for number in (claim.number, claim.earlier) if number is not None)


class _Told(Struct, frozen=True):
    """The times and the numbers of a text, as far as it is read."""

    times: set[Token]
    numbers: set[Fraction]

    def hear(self, sentence: Sentence) -> None:
        for part in sentence.parts:
            self.times.update(part.times)
            self.numbers.update(number.value for number in _numbers(part))

    def of_another_period(self, known: Known) -> bool:
        """Whether it may speak of a quarter, month or year of a figure for which nothing earlier is known."""
        paired = {pair.span for pair in known.pairs}
        if any(paired.isdisjoint(spans_of(time, known) or ()) for time in self.times):
            return True
        return not self.numbers.isdisjoint(known.figures - known.paired)


class _Held(Struct, frozen=True):
    """What a part's claims are held against; `coloured` where a colour can be of no other figure."""

    known: Known
    spans: frozenset[Span]
    sure: Sure
    anchored: bool
    own: Beside | None
    elsewhere: bool
    coloured: bool

    def contradiction(self, claim: Claim) -> str:
        """What the figures say against a claim; empty where nothing does."""
        match claim.kind:
            case ClaimKind.PERCENT | ClaimKind.POINTS | ClaimKind.CHANGE:
                return self._of_change(claim)
            case ClaimKind.FROM_TO:
                return self._of_two(claim)
            case ClaimKind.DIRECTION | ClaimKind.BETTER:
                return self._of_direction(claim)
            case ClaimKind.TIMES:
                return self._of_times(claim)
            case ClaimKind.EXTREME:
                return self._of_extreme(claim)
            case ClaimKind.UNCHANGED:
                return self._of_no_change(claim)
            case ClaimKind.TARGET:
                return self._of_target(claim)
            case ClaimKind.RATING:
                return self._of_rating(claim)
            case _:
                return ""

    @property
    def _pairs(self) -> tuple[Beside, ...]:
        """The pairs that are meant: those of the period that is named, else all, the rated one first."""
        return tuple(pair for pair in self.known.pairs if not self.spans or pair.span in self.spans)

    @property
    def _settled(self) -> bool:
        """Whether everything is known that a change could be against, so that what fits none of it is wrong."""
        if self.sure is Sure.WEAK:
            return False
        if self.anchored or self.known.complete:
            return True
        meant = self.spans & self.known.spans
        return bool(meant) and meant <= {pair.span for pair in self.known.pairs}

    @property
    def _stored(self) -> tuple[Beside, ...]:
        return (*self.known.pairs, *self.known.sums, *self.known.more)

    def _sure_of_pairs(self, claim: Claim) -> bool:
        """Whether it is sure enough which figures a way is said of; of no change and of better, in full words."""
        if not self._pairs or self.sure is Sure.WEAK:
            return False
        if self._settled:
            return True
        if claim.kind in (ClaimKind.UNCHANGED, ClaimKind.BETTER) and self.sure is not Sure.FULL:
            return False
        return bool(self.spans) or (self.sure is not Sure.FAIR and not self.elsewhere)

    @property
    def _may_be_meant(self) -> tuple[Beside, ...]:
        return (*self._pairs, *(self.known.sums if not self.spans else ()))

    def _of_change(self, claim: Claim) -> str:
        number, known = claim.number, self.known
        own = (self.own,) if self.own is not None and claim.kind is ClaimKind.PERCENT else ()
        may = self._stored if not self.spans else (*known.pairs, *known.sums)  # a period that is named is no other
        if number is None or any(judging.true_of(claim, pair, known) for pair in (*may, *own)):
            return ""
        sure = self.sure is not Sure.WEAK
        for pair in self._pairs:
            if judging.size_true(claim, pair) and (number.places or self._settled):
                return say.no_change_fits(claim, pair, known)
        for pair in (pair for pair in self._pairs if claim.way in (0, pair.way)):
            if claim.kind is ClaimKind.PERCENT and judging.on_later(number, pair) and (number.places or sure):
                return say.wrong_base(number.text, pair, known)
            if sure and judging.points_for_percent(claim, pair, known):
                return say.points_or_percent(claim, pair, known)
            if sure and claim.kind is ClaimKind.CHANGE and judging.swapped(number, abs(pair.change)):
                return say.no_change_fits(claim, pair, known, ": have two digits changed places?")
        if self._settled and self._pairs:
            return say.no_change_fits(claim, self._pairs[0], known)
        return self._of_direction(claim)  # whatever it is against, it did not go that way

    def _of_two(self, claim: Claim) -> str:
        """Two figures beside each other: in the order that is said, and each as it is known."""
        later, earlier = claim.number, claim.earlier
        if later is None or earlier is None:
            return ""
        written = Beside(Span.OTHER, later.value, earlier.value, "")
        if claim.way and written.way and claim.way != written.way:
            return say.against_itself(claim, written)
        if any(judging.near(later, pair.now) and judging.near(earlier, pair.then) for pair in self._stored):
            return ""
        for pair in self._pairs:
            if (later.value, earlier.value) == (pair.then, pair.now) and pair.way:
                return say.changed_places(claim, pair, self.known)
        return self._one_of_two(later, earlier) if self._settled else ""

    def _one_of_two(self, later: Number, earlier: Number) -> str:
        """Where one of two figures is known, and the other is none of the figure's."""
        for pair in self._pairs:
            if earlier.value == pair.then and later.value not in self.known.figures:
                return say.other_figure(later.text, pair.now, pair, self.known)
            if later.value == pair.now and earlier.value not in self.known.figures:
                return say.other_figure(earlier.text, pair.then, pair, self.known)
        return ""

    def _of_direction(self, claim: Claim) -> str:
        """Up or down; better or worse where the plan says which way is good."""
        way = claim.way * self.known.good if claim.kind is ClaimKind.BETTER else claim.way
        if not way or not self._sure_of_pairs(claim) or any(judging.may_go(pair, way) for pair in self._may_be_meant):
            return ""
        return say.no_change_fits(claim, self._pairs[0], self.known)

    def _of_no_change(self, claim: Claim) -> str:
        if not self._sure_of_pairs(claim) or any(
            judging.may_be_unchanged(pair, self.known) for pair in self._may_be_meant
        ):
            return ""
        return say.no_change_fits(claim, self._pairs[0], self.known)

    def _of_target(self, claim: Claim) -> str:
        target, number = self.known.target, claim.number
        if target is None:
            return ""
        other = number is not None and number.value != target.then
        if self.sure is Sure.WEAK and (number is None or (other and not judging.swapped(number, target.then))):
            return ""
        if number is not None and other:
            return say.other_target(number, target, self.known)
        if claim.gap is not None and not judging.may_be_gap(claim.gap, target):
            return ""
        true = judging.target_true(claim, target, self.known) and judging.gap_true(claim, target)
        return "" if true else say.no_change_fits(claim, target, self.known)

    def _of_rating(self, claim: Claim) -> str:
        ratings = self.known.ratings
        if not ratings or claim.rating in ratings or not self.coloured:
            return ""
        return say.other_rating(claim, self.known)

    def _of_times(self, claim: Claim) -> str:
        pairs = self._pairs
        if claim.times is None or not pairs or not self._settled:
            return ""
        if any(judging.times_true(claim, pair) for pair in self._stored):
            return ""
        return say.wrong_times(claim, pairs[0], self.known)

    def _of_extreme(self, claim: Claim) -> str:
        if self.sure is Sure.WEAK or Span.YEAR in self.spans:
            return ""
        beaten = judging.beaten(claim, self.known)
        return say.not_extreme(claim, beaten, self.known) if beaten is not None else ""
