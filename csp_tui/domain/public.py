"""The figures of a public copy: counts of people suppressed from one to four, all others of them rounded to five.

What is worked from a book that went through `public_book` (totals, changes, percentages, ratings, trends) is worked
from rounded figures, since it knows no others. Whether what is shown gives a count away is left to `attack`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.adding_up import Tie, ties
from csp_tui.domain.amounts import scale
from csp_tui.domain.book import Book, Explained, Stated
from csp_tui.domain.checks import OVER_DENOMINATOR
from csp_tui.domain.commentary import FOR_THE_GROUP, LEFT_OUT, NOT_IN_THIS_COPY, NOTHING_TO_REPORT, said
from csp_tui.domain.disclosure import CONFIDENTIAL, SMALL
from csp_tui.domain.leaving_out import LeftOut
from csp_tui.domain.measures import Indicator, Measure
from csp_tui.domain.numbers import Figure, NumberError, Qualifier, grouped, plain, read_figure, rounded
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.recovery import Name
from csp_tui.domain.results import Break, Headline, OtherFigure
from csp_tui.domain.statements import FIGURE_FIELDS, Blank, Statement

PUBLIC_FIELDS: Final = ("patterns", "activity", "outcomes", "exceptions", "action")
ROUNDED_TO: Final = 5
STATED_AGAIN: Final = "stated again"
OTHER: Final = "other: "  # what the name of another figure begins with
_PARTS: Final = ("numerator", "denominator")

Series = Mapping[Quarter, Stated]


class Cell(Struct, frozen=True):
    """One figure about people as a public copy shows it: `[c]`, a count rounded to 5, or a whole percentage.

    `about` is a measure's uid (an indicator's for another figure), `partner` who answers. `per` is what a ratio is
    multiplied by, empty for a count. `whole` says that its period ends with its quarter. `exact` says that a text
    of the copy names the number too, and so that it is not a rounded one.
    """

    about: str
    partner: str
    quarter: str
    field: str
    shown: str
    window: str = ""
    per: str = ""
    whole: bool = True
    exact: bool = False

    @property
    def name(self) -> Name:
        """What the count is known by."""
        return self.about, self.partner, self.quarter, self.field

    @property
    def suppressed(self) -> bool:
        """Whether it is shown as `[c]`."""
        return self.shown == CONFIDENTIAL


class Published(Struct, frozen=True):
    """All that a public copy tells of people: what an attacker reads, and what the next copy is tried against."""

    quarter: str
    cells: tuple[Cell, ...]
    ties: tuple[Tie, ...] = ()
    left_out: tuple[str, ...] = ()


class PublicBook(Struct, frozen=True):
    """A book as the public may know it. `hidden` names suppressed fields by measure uid, who answers, and quarter.

    `unsaid` names, by the same, answers of which nothing is left, because their figures are left out on purpose.
    """

    book: Book
    hidden: Mapping[tuple[str, str, Quarter], frozenset[str]]
    published: Published
    unsaid: frozenset[tuple[str, str, Quarter]] = frozenset()


def counts_people(measure: Measure) -> bool:
    """Whether its figures are counts of people, or ratios of them."""
    return measure.is_figure and (measure.people or measure.sensitive)


def of_people(indicator: Indicator) -> bool:
    """Whether any of its measures asks about people."""
    return any(measure.people or measure.sensitive for measure in indicator.measures)


def is_suppressed(figure: Figure) -> bool:
    """Whether a count is one of 1 to 4, or stands for some of them: "<5", "about 3"."""
    number = Fraction(figure.number)
    if figure.qualifier is Qualifier.BELOW:
        return number <= SMALL
    return 0 < number < SMALL


def rounded_count(figure: Figure) -> Figure:
    """A count rounded to 5; "under 12" stays true as "under 15", "over 12" as "over 10"."""
    fives = Fraction(figure.number) / ROUNDED_TO
    down, up = fives.numerator // fives.denominator, -(-fives.numerator // fives.denominator)
    match figure.qualifier:
        case Qualifier.BELOW:
            whole = up
        case Qualifier.ABOVE | Qualifier.AT_LEAST:
            whole = down
        case _:
            whole = int(rounded(fives, 0))
    return Figure(Decimal(whole * ROUNDED_TO), figure.qualifier)


def public_book(book: Book, left_out: LeftOut) -> PublicBook:
    """The book with all figures about people as the public may know them, and without who said what.

    What is asked of the group, judgements and explanations are not for the public; that there is an explanation is,
    where a share has no colour without one. Other texts are taken over as they
    are; see `public_texts`.
    """
    cells: list[Cell] = []
    hidden: dict[tuple[str, str, Quarter], frozenset[str]] = {}
    figures: dict[str, dict[str, dict[Quarter, Stated]]] = {}
    unsaid: set[tuple[str, str, Quarter]] = set()
    for measure in book.plan.measures:
        figures[measure.uid] = {}
        for answerer, series in book.figures.get(measure.uid, {}).items():
            shown = figures[measure.uid][answerer] = {}
            for quarter, stated in series.items():
                one = _public_statement(measure, answerer, quarter, stated.statement, left_out)
                shown[quarter] = Stated(one.statement)
                cells += one.cells
                if one.hidden:
                    hidden[measure.uid, answerer, quarter] = one.hidden
                elif stated.statement.has_answer and not one.statement.has_answer:
                    unsaid.add((measure.uid, answerer, quarter))
    others = {key: tuple(_public_others(book, key, left_out, cells)) for key in book.other_figures}
    public = replace(
        book,
        figures=figures,
        breaks={about: _without_words(breaks) for about, breaks in book.breaks.items()},
        other_figures={key: listed for key, listed in others.items() if listed},
        commentary={key: _public_texts(texts) for key, texts in book.commentary.items() if key[1] == book.quarter},
        headlines={number: Headline(headline.text) for number, headline in book.headlines.items()},
        judgements={},
        explanations=dict(_believed(book)),
        to_check={},
        revised={},
        monthly={uid: of for uid, of in book.monthly.items() if not counts_people(book.plan.by_uid[uid])},
        restated={},
    )
    shown_names = {cell.name for cell in cells}
    known = tuple(tie for tie in _ties(book) if any(name in shown_names for name, _ in tie))
    published = Published(str(book.quarter), tuple(cells), known, left_out.asked)
    return PublicBook(public, hidden, published, frozenset(unsaid))


def _believed(book: Book) -> Iterator[tuple[tuple[str, str, str], Explained]]:
    """The shares of more than all that somebody has explained, without the words."""
    for (uid, answerer, code), one in book.explanations.items():
        stated = book.figures.get(uid, {}).get(answerer, {}).get(book.quarter)
        if code == OVER_DENOMINATOR and stated is not None and one.of == stated.revision:
            yield (uid, answerer, code), Explained("", None)


def _public_texts(texts: Mapping[str, str]) -> Mapping[str, str]:
    kept = {field: text for field, text in texts.items() if field in (*PUBLIC_FIELDS, NOTHING_TO_REPORT)}
    return kept if said(kept) or not said(texts) else {NOT_IN_THIS_COPY: FOR_THE_GROUP}


def without_words(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Public texts that are left out: that something was said is no secret, and nobody awaits it."""
    return {NOT_IN_THIS_COPY: LEFT_OUT} if said(texts) and NOT_IN_THIS_COPY not in texts else texts


def _without_words(breaks: tuple[Break, ...]) -> tuple[Break, ...]:
    """That recording changed, without what was typed of it."""
    return tuple(Break(one.quarter, "details on request") for one in breaks)


# -- one statement -----------------------------------------------------------------------------------------------------


class _Shown(Struct, frozen=True):
    statement: Statement
    hidden: frozenset[str] = frozenset()
    cells: tuple[Cell, ...] = ()


def _public_statement(
    measure: Measure, answerer: str, quarter: Quarter, statement: Statement, left_out: LeftOut
) -> _Shown:
    kept = replace(statement, reason=STATED_AGAIN if statement.reason else None, area=None)
    if not counts_people(measure):
        return _Shown(kept)
    cleared: dict[str, None] = dict.fromkeys(FIGURE_FIELDS)
    if left_out.measure(measure) and kept.has_answer:
        return _Shown(replace(kept, **cleared, blank=Blank.NOT_PUBLISHED))
    if left_out.rolling_years(measure):
        kept = replace(kept, rolling_year=None, rolling_year_prior=None)
    if kept.numerator is not None and kept.denominator is not None:
        kept = replace(kept, value=None)  # the ratio is worked from its rounded parts
    given = {name: figure for name in FIGURE_FIELDS if (figure := getattr(kept, name)) is not None}
    hidden = _hidden(measure, given)
    shown = {name: _shown_figure(measure, name, figure) for name, figure in given.items() if name not in hidden}
    cells = tuple(
        Cell(
            measure.uid,
            answerer,
            str(quarter),
            name,
            CONFIDENTIAL if name in hidden else plain(shown[name].number),
            str(measure.window or ""),
            plain(scale(measure)) if _is_ratio(measure, name) else "",
            kept.period_to in (None, quarter.end),
        )
        for name, figure in given.items()
        if _tells(measure, name, figure, hidden)
    )
    kept = replace(kept, **cleared)
    kept = replace(kept, **shown)  # the names are those of its figure fields
    if not kept.has_answer and kept.blank is None:
        kept = replace(kept, blank=Blank.RESTRICTED if hidden else Blank.NOT_PUBLISHED)
    return _Shown(kept, frozenset(hidden), cells)


def _is_ratio(measure: Measure, name: str) -> bool:
    """Whether a field holds a percentage or a rate, and not a count."""
    return measure.is_ratio and name not in _PARTS


def _hidden(measure: Measure, given: Mapping[str, Figure]) -> set[str]:
    """The fields that are not shown: small counts, and a ratio with all its parts where either is small."""
    small = {name for name, figure in given.items() if not _is_ratio(measure, name) and is_suppressed(figure)}
    if measure.is_ratio and small:
        return {"value", *(name for name in _PARTS if name in given)}
    return small


def _tells(measure: Measure, name: str, figure: Figure, hidden: Collection[str]) -> bool:
    """Whether a field of a statement tells an attacker anything that bounds a count."""
    if name in hidden:
        return not _is_ratio(measure, name) and is_suppressed(figure)
    return figure.exact


def _shown_figure(measure: Measure, name: str, figure: Figure) -> Figure:
    if _is_ratio(measure, name):
        return Figure(rounded(figure.number, 0), figure.qualifier)
    return rounded_count(figure)


# -- other figures -----------------------------------------------------------------------------------------------------


def _public_others(
    book: Book, key: tuple[str, Quarter, str], left_out: LeftOut, cells: list[Cell]
) -> Iterator[OtherFigure]:
    """A partner's other figures of an indicator; where it asks about people, as their counts are shown."""
    uid, quarter, partner = key
    indicator = book.plan.indicators_by_uid[uid]
    if left_out.commentary(indicator):
        return
    for figure in book.other_figures[key]:
        if not of_people(indicator):
            yield figure
            continue
        fields = ((figure.value, quarter), (figure.prior, quarter.same_last_year))
        for text, when in fields:
            count = None if text is None else other_count(text)
            if count is not None and count.exact:
                shown = CONFIDENTIAL if is_suppressed(count) else plain(rounded_count(count).number)
                cells.append(Cell(uid, partner, str(when), f"{OTHER}{figure.label}", shown))
        yield replace(
            figure, value=_public_text(figure.value), prior=None if figure.prior is None else _public_text(figure.prior)
        )


def other_count(text: str) -> Figure | None:
    """The count that another figure states; None where it is no plain number."""
    try:
        return read_figure(text)
    except NumberError:
        return None


def _public_text(text: str) -> str:
    """Another figure's number as the public may know it: a percentage whole, what is no number not at all."""
    count = other_count(text)
    if count is not None:
        return CONFIDENTIAL if is_suppressed(count) else str(rounded_count(count))
    try:
        percentage = read_figure(text, percent=True)
    except NumberError:
        return CONFIDENTIAL
    return f"{grouped(rounded(percentage.number, 0))}%"


# -- what adds up ------------------------------------------------------------------------------------------------------


def true_counts(book: Book) -> dict[Name, Figure]:
    """Every exact count of people that the book holds, by the name that its cell bears."""
    found: dict[Name, Figure] = {}
    for measure in filter(counts_people, book.plan.measures):
        for answerer, series in book.figures.get(measure.uid, {}).items():
            for quarter, stated in series.items():
                for name in FIGURE_FIELDS:
                    figure = getattr(stated.statement, name)
                    if figure is not None and figure.exact and not _is_ratio(measure, name):
                        found[measure.uid, answerer, str(quarter), name] = figure
    for (uid, quarter, partner), listed in book.other_figures.items():
        for other in listed if of_people(book.plan.indicators_by_uid[uid]) else ():
            count = other_count(other.value)
            if count is not None and count.exact:
                found[uid, partner, str(quarter), f"{OTHER}{other.label}"] = count
    return found


def _ties(book: Book) -> Iterator[Tie]:
    """What adds up among the counts of each indicator: who reads them may know it."""
    indicator_of = {measure.uid: measure.indicator for measure in book.plan.measures}
    indicator_of |= {indicator.uid: indicator.code for indicator in book.plan.indicators}
    units = {measure.uid: measure.unit for measure in book.plan.measures}
    counts: dict[str, dict[Name, int]] = defaultdict(dict)
    for name, figure in true_counts(book).items():
        is_told = name[3] in ("value", *_PARTS) or name[3].startswith(OTHER)
        if is_told and figure.number == int(figure.number):
            counts[indicator_of[name[0]]][name] = int(figure.number)
    for own in counts.values():
        yield from ties(own, units)
