"""Commands that state something, figures, commentary, judgements, explanations, breaks, and that take it back."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csp_tui.cli.arguments import (
    Area,
    BlankReason,
    Change,
    Day,
    Denominator,
    Extracted,
    IndicatorCode,
    MeasureId,
    Numerator,
    Partner,
    PeriodFrom,
    PeriodTo,
    Prior,
    Provisional,
    Reason,
    RollingYear,
    RollingYearPrior,
    whole_number,
)
from csp_tui.cli.session import answer, book_of, desk_of
from csp_tui.domain.errors import UserError

if TYPE_CHECKING:
    from csp_tui.desk.entering import Undone
    from csp_tui.desk.opening import Desk
    from csp_tui.domain.book import Book
    from csp_tui.domain.measures import Measure


class NothingToUndoError(UserError):
    """There is no edit to take back or to bring back."""


class UnknownQueryError(UserError):
    """An explanation for something that nobody asks."""


def enter(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    ctx: typer.Context,
    measure: MeasureId,
    value: Annotated[
        str | None,
        typer.Argument(metavar="VALUE", help="1,416, under 5, about 1,400, yes, done ...", show_default=False),
    ] = None,
    partner: Partner = None,
    numerator: Numerator = None,
    denominator: Denominator = None,
    rolling_year: RollingYear = None,
    rolling_year_prior: RollingYearPrior = None,
    prior: Prior = None,
    change: Change = None,
    period_from: PeriodFrom = None,
    period_to: PeriodTo = None,
    extracted: Extracted = None,
    provisional: Provisional = None,
    area: Area = None,
    date: Day = None,
    blank: BlankReason = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what was stated.")] = False,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why it is stated again, counts where figures differ, or goes.")
    ] = None,
) -> None:
    """State a figure for the quarter, or why there is none.

    What is stated again replaces the fields that are given and keeps the others.
    """
    from csp_tui.desk import entering
    from csp_tui.domain.entries import Entry, with_parts

    entry = Entry(
        value=value,
        numerator=numerator,
        denominator=denominator,
        rolling_year=rolling_year,
        rolling_year_prior=rolling_year_prior,
        prior=prior,
        change=change,
        period_from=period_from,
        period_to=period_to,
        extracted=extracted,
        date=date,
        area=area,
        provisional=provisional,
        blank=blank,
        reason=reason,
    )
    if withdraw and entry != Entry(reason=reason):
        ctx.fail("--withdraw takes the whole statement back; give no figure with it.")
    with desk_of(ctx) as desk:
        book, asked = book_of(ctx, desk), desk.plan.measure(measure)
        supplier = entering.supplier_of(desk, asked, partner)
        if withdraw:
            book = entering.withdraw(desk, book, asked, supplier, reason or "")
        else:
            book = entering.enter(desk, book, asked, supplier, with_parts(asked, entry))
        for_whom = _for_whom(desk, supplier) if partner is None else []
    more = [*for_whom, *_how_to_be_rated(book, asked, supplier), *_how_to_promise(book, asked, supplier)]
    _tell_measure(ctx, book, asked, supplier, more)


def comment(
    ctx: typer.Context,
    indicator: IndicatorCode,
    partner: Partner = None,
    patterns: Annotated[str | None, typer.Option(metavar="T", help="Patterns and context.")] = None,
    activity: Annotated[str | None, typer.Option(metavar="T", help="What was done.")] = None,
    outcomes: Annotated[str | None, typer.Option(metavar="T", help="What came of it.")] = None,
    exceptions: Annotated[str | None, typer.Option(metavar="T", help="Exceptions and risks.")] = None,
    action: Annotated[str | None, typer.Option(metavar="T", help="What will be done, by which role, by when.")] = None,
    ask: Annotated[
        str | None, typer.Option(metavar="T", help="What is asked of the Strategic Executive Group.")
    ] = None,
    nothing_to_report: Annotated[
        bool, typer.Option("--nothing-to-report", help="Say so, so that nobody waits.")
    ] = False,
) -> None:
    """Write the commentary of an indicator.

    An empty text ("") takes a field out.
    """
    from csp_tui.cli.as_json import indicator_json
    from csp_tui.cli.as_text import words_lines, wrapped
    from csp_tui.desk import entering
    from csp_tui.domain.commentary import FIELD_TITLES
    from csp_tui.domain.overview import assess_indicator

    fields = {
        "patterns": patterns,
        "activity": activity,
        "outcomes": outcomes,
        "exceptions": exceptions,
        "action": action,
        "ask": ask,
    }
    texts = {name: text for name, text in fields.items() if text is not None}
    if bool(texts) == nothing_to_report:
        ctx.fail("Give at least one text, such as --patterns TEXT, or --nothing-to-report by itself.")
    with desk_of(ctx) as desk:
        book, asked = book_of(ctx, desk), desk.plan.indicator(indicator)
        voice = entering.voice_of(desk, asked, partner)
        if nothing_to_report:
            book = entering.nothing_to_report(desk, book, asked, voice)
        else:
            book = entering.comment(desk, book, asked, voice, texts)
    kept = [FIELD_TITLES[name] for name, text in texts.items() if text.strip()]
    emptied = [FIELD_TITLES[name] for name, text in texts.items() if not text.strip()]
    if nothing_to_report:
        kept = ["that there is nothing to report"]
    said = "; ".join(f"{what} {', '.join(of)}" for what, of in (("kept", kept), ("taken out:", emptied)) if of)
    answer(
        ctx,
        lambda: indicator_json(assess_indicator(book, asked)),
        lambda: [
            *wrapped(f"{asked.code} {asked.title}, {voice}, {book.quarter.short}: {said}."),
            *words_lines(assess_indicator(book, asked).queries),
        ],
        done=True,
    )


def figure(
    ctx: typer.Context,
    indicator: IndicatorCode,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="What it counts.", show_default=False)],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="The figure, as it is to be shown.", show_default=False)
    ],
    partner: Partner = None,
    prior: Annotated[str | None, typer.Option(metavar="V", help="The figure of the year before.")] = None,
) -> None:
    """Show another figure beside the plan's own, never rated.

    The same label again replaces it; an empty value ("") takes it out.
    """
    from csp_tui.cli.as_json import indicator_json
    from csp_tui.cli.as_text import words_lines, wrapped
    from csp_tui.desk import entering
    from csp_tui.domain.overview import assess_indicator

    with desk_of(ctx) as desk:
        book, asked = book_of(ctx, desk), desk.plan.indicator(indicator)
        voice = entering.voice_of(desk, asked, partner)
        book = entering.figure(desk, book, asked, voice, label, value, prior)
    answer(
        ctx,
        lambda: indicator_json(assess_indicator(book, asked)),
        lambda: [
            *wrapped(
                f"{asked.code} {asked.title}, {voice}, {book.quarter.short}: "
                + (f"kept {label}: {value}." if value.strip() else f"{label} is taken out.")
            ),
            *words_lines(assess_indicator(book, asked).queries),
        ],
        done=True,
    )


def headline(
    ctx: typer.Context,
    priority: Annotated[
        int, typer.Argument(metavar="PRIORITY", parser=whole_number, help="1 to 4.", show_default=False)
    ],
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="The paragraph that opens the priority.", show_default=False)
    ],
    agreed_by: Annotated[str | None, typer.Option(metavar="ROLE", help="Who agreed it, and when.")] = None,
) -> None:
    """Write the headline paragraph of a priority.

    An empty text ("") takes it out.
    """
    from csp_tui.cli.as_json import headline_json
    from csp_tui.cli.as_text import words_lines
    from csp_tui.desk import entering
    from csp_tui.domain.overview import assess_quarter
    from csp_tui.domain.text_queries import of_headline

    with desk_of(ctx) as desk:
        book, asked = book_of(ctx, desk), desk.plan.priority(priority)
        book = entering.headline(desk, book, asked.number, text, agreed_by)
    fate = "kept" if text.strip() else "taken out"
    answer(
        ctx,
        lambda: {"priority": asked.number, "quarter": str(book.quarter), **headline_json(book.headlines, asked.number)},
        lambda: [
            f"Priority {asked.number}, {asked.title}, {book.quarter.short}: the headline paragraph is {fate}.",
            *words_lines(
                q for i in assess_quarter(book).of_priority(asked.number) for q in i.queries if of_headline(q)
            ),
        ],
        done=True,
    )


def judge(
    ctx: typer.Context,
    measure: MeasureId,
    rating: Annotated[
        Literal["green", "amber", "red", "not_rated"], typer.Argument(metavar="RATING", show_default=False)
    ],
    reason: Reason,
    partner: Partner = None,
) -> None:
    """Set the lead's own rating beside the calculated one.

    It lapses when the figure changes.
    """
    from csp_tui.desk import entering
    from csp_tui.domain.results import Rating

    with desk_of(ctx) as desk:
        book, asked = book_of(ctx, desk), desk.plan.measure(measure)
        supplier = entering.supplier_of(desk, asked, partner)
        book = entering.judge(desk, book, asked, supplier, Rating(rating), reason)
    _tell_measure(ctx, book, asked, supplier)


def explain(
    ctx: typer.Context,
    measure: MeasureId,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="Its code or id, as check lists it.", show_default=False)
    ],
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="One sentence; it travels with the figure.", show_default=False)
    ],
    partner: Partner = None,
) -> None:
    """Explain what a check asks about a figure."""
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk import entering
    from csp_tui.desk.reading import queries
    from csp_tui.domain.text_queries import of_words

    with desk_of(ctx) as desk:
        book, asked = book_of(ctx, desk), desk.plan.measure(measure)
        name = None if partner is None else desk.plan.partner(partner)
        found = [q for q in queries(desk, book.quarter, name) if q.measure == asked.id]
        meant = next((q for q in found if query in (q.id, q.code)), None)
        if meant is None:
            codes = ", ".join(q.code for q in found)
            raise UnknownQueryError(
                f'Nothing named "{query}" is asked about {asked.id} in {book.quarter.short}; '
                + (f"what is asked is {codes}." if codes else "nothing is.")
            )
        book = entering.explain(desk, book, asked, meant.partner, meant.code, text)
    told = [f"Asked: {meant.message}", f"Explained: {text}"] if of_words(meant) else []  # others stand in the figure's
    explained = [line for one in told for line in wrapped(one, 0, 2)]
    _tell_measure(ctx, book, asked, meant.partner if meant.partner in asked.suppliers else None, explained)


def mark_break(
    ctx: typer.Context,
    measure: MeasureId,
    quarter: Annotated[
        str, typer.Argument(metavar="QUARTER", help="The first quarter recorded the new way.", show_default=False)
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What changed.", show_default=False)],
) -> None:
    """Mark that recording or a definition changed.

    No rating and no trend reach across it. An empty text ("") takes the mark out.
    """
    from csp_tui.cli.as_text import wrapped
    from csp_tui.desk import entering
    from csp_tui.domain.quarters import Quarter

    with desk_of(ctx) as desk:
        marked = Quarter.parse(quarter)
        asked = desk.plan.measure(measure)
        mark = entering.mark_break(desk, asked, marked, text)
    kept = f"from {marked.short} on, nothing is compared with what was before ({text})"
    answer(
        ctx,
        lambda: {"measure": asked.id, "quarter": str(marked), "text": None if mark is None else mark.text},
        lambda: wrapped(f"{asked.id}: {kept if mark else f'the break at {marked.short} is taken out'}."),
        done=True,
    )


def undo(ctx: typer.Context) -> None:
    """Take back your last edit, also after a restart."""
    from csp_tui.desk import entering

    with desk_of(ctx) as desk:
        nothing = "There is nothing of yours to undo."
        _tell_undone(ctx, entering.undo(desk), " ".join(filter(None, (nothing, entering.not_by_undo(desk)))))


def redo(ctx: typer.Context) -> None:
    """Bring back the edit that was last undone."""
    from csp_tui.desk import entering

    with desk_of(ctx) as desk:
        _tell_undone(ctx, entering.redo(desk), "There is nothing of yours to redo.")


def _tell_undone(ctx: typer.Context, undone: "Undone | None", nothing: str) -> None:
    if undone is None:
        raise NothingToUndoError(nothing)
    answer(ctx, lambda: {"sentence": undone.sentence}, lambda: [undone.sentence], done=True)


def _for_whom(desk: "Desk", supplier: str) -> list[str]:
    """For whom a figure is stored that was given without a partner, where that is not whom the user works for."""
    from csp_tui.cli.as_text import wrapped

    if desk.works_for in (None, supplier):
        return []
    return list(wrapped(f"This is stored for {supplier}, who supplies it; you work for {desk.works_for}."))


def _how_to_be_rated(book: "Book", measure: "Measure", partner: str) -> list[str]:
    """For a figure without a colour for want of an earlier one, which options give that."""
    from csp_tui.cli.as_text import wrapped
    from csp_tui.domain.assessment import assess_measure
    from csp_tui.domain.unrated import fields_to_be_rated

    missing = fields_to_be_rated(assess_measure(book, measure, partner))
    given = " and ".join(f"--{name.replace('_', '-')} V" for name in missing)
    return list(wrapped(f"To have it rated: the same with {given}.", 0, 2)) if given else []


def _how_to_promise(book: "Book", measure: "Measure", partner: str) -> list[str]:
    """For a figure that is late, how to say by when it comes, which partners are asked for."""
    from csp_tui.cli.as_text import wrapped
    from csp_tui.domain.statements import Blank

    stated = book.stated(measure, partner)
    if stated is None or stated.statement.blank is not Blank.LATE or stated.statement.date is not None:
        return []
    day = (book.today or book.quarter.end) + timedelta(days=14)
    given = f'csp-tui enter {measure.id} --partner "{partner}" --quarter {book.quarter} --blank late --date {day}'
    return list(wrapped(f"No date is promised. To say by when it comes: {given}", 0, 2))


def _tell_measure(
    ctx: typer.Context, book: "Book", measure: "Measure", partner: str | None, more: Sequence[str] = ()
) -> None:
    from csp_tui.cli.as_json import measure_json
    from csp_tui.cli.as_text import measure_lines
    from csp_tui.domain.assessment import assess_measure

    status = assess_measure(book, measure, partner)
    answer(ctx, lambda: measure_json(status), lambda: [*measure_lines(status), *more], done=True)
