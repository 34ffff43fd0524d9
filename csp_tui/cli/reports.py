"""Commands that tell: the quarter, the checks, one measure's story, the plan, and the calculator; nothing is stored."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csp_tui.cli.arguments import MeasureId, OnlyPartner, Partner, whole_number
from csp_tui.cli.session import WAITING, answer, desk_of, options_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csp_tui.domain.numbers import Figure
    from csp_tui.domain.results import QuarterStatus


def status(
    ctx: typer.Context,
    priority: Annotated[int | None, typer.Option(metavar="N", parser=whole_number, help="Only this priority.")] = None,
    partner: OnlyPartner = None,
) -> None:
    """Tell the quarter: figures, ratings and why, who is awaited."""
    from csp_tui.cli.as_json import quarter_json
    from csp_tui.cli.as_text import quarter_lines
    from csp_tui.desk import reading
    from csp_tui.desk.waiting import to_check_by_indicator

    with desk_of(ctx) as desk:
        quarter = desk.quarter(options_of(ctx).quarter)
        found = _narrowed(reading.status(desk, quarter), priority, partner, to_check_by_indicator(desk, quarter))
        digest = reading.digest(desk)
    answer(ctx, lambda: quarter_json(found, digest), lambda: quarter_lines(found))


def _narrowed(
    whole: "QuarterStatus", priority: int | None, partner: str | None, to_check: "Mapping[str, int]"
) -> "QuarterStatus":
    """The part of a quarter that is asked for, with its own totals."""
    from msgspec.structs import replace

    from csp_tui.domain.overview import total, totals_sentence

    if priority is None and partner is None:
        return whole
    number = None if priority is None else whole.plan.priority(priority).number
    name = None if partner is None else whole.plan.partner(partner)
    kept = tuple(
        status
        for status in whole.indicators
        if number in (None, status.indicator.priority)
        and (
            name is None
            or name in status.indicator.partners
            or any(name in measure.suppliers for measure in status.indicator.measures)
        )
    )
    waiting = sum(to_check.get(status.indicator.code, 0) for status in kept)
    return replace(whole, indicators=kept, totals=total(kept, waiting), sentence=totals_sentence(kept))


def check(ctx: typer.Context, partner: OnlyPartner = None) -> None:
    """Tell what must be put right or explained.

    The exit status is 3 when there is any.
    """
    from csp_tui.cli.as_json import queries_json
    from csp_tui.cli.as_text import check_lines
    from csp_tui.desk import reading
    from csp_tui.desk.freezing import pack_closing
    from csp_tui.domain.results import Level

    with desk_of(ctx) as desk:
        quarter = desk.quarter(options_of(ctx).quarter)
        found = reading.queries(desk, quarter, None if partner is None else desk.plan.partner(partner))
        closed = pack_closing(desk, quarter) is not None
    answer(ctx, lambda: queries_json(found), lambda: check_lines(found, quarter, closed=closed))
    if any(query.level is Level.ERROR or query.explained is None for query in found):
        raise typer.Exit(WAITING)


def show(ctx: typer.Context, measure: MeasureId, partner: Partner = None) -> None:
    """Tell one measure: its rule, series, and who said what when."""
    from csp_tui.cli.as_story import story_json, story_lines
    from csp_tui.desk import reading
    from csp_tui.desk.entering import supplier_of
    from csp_tui.desk.retelling import retold_of
    from csp_tui.desk.superseding import unread_cells

    with desk_of(ctx) as desk:
        asked = desk.plan.measure(measure)
        name = None if partner is None else supplier_of(desk, asked, partner)
        quarter = desk.quarter(options_of(ctx).quarter)
        story = reading.story(desk, quarter, asked, name)
        retold = [one for one in retold_of(desk, quarter, asked) if one.partner == story.status.partner]
        unread = unread_cells(desk, quarter, asked, name)
        indicator = desk.plan.indicator(asked.indicator)
    answer(
        ctx,
        lambda: story_json(indicator, story, retold, unread),
        lambda: story_lines(indicator, story, retold, unread=unread),
    )


def rate(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    ctx: typer.Context,
    value: Annotated[str | None, typer.Option(metavar="V", help="The figure.")] = None,
    numerator: Annotated[str | None, typer.Option(metavar="N", help="With --denominator, instead of a value.")] = None,
    denominator: Annotated[str | None, typer.Option(metavar="D")] = None,
    comparator: Annotated[str | None, typer.Option(metavar="C", help="What it stands against.")] = None,
    change: Annotated[str | None, typer.Option(metavar="C", help="Up or down, instead of the comparator.")] = None,
    polarity: Annotated[
        Literal["lower", "higher", "none"], typer.Option(help="Which direction is good; none is never rated.")
    ] = "none",
    band: Annotated[str, typer.Option(metavar="PERCENT", help="How far amber reaches.")] = "5",
    strict: Annotated[bool, typer.Option("--strict", help="The comparator itself is not enough.")] = False,
    unit: Annotated[
        Literal["count", "percent", "rate", "score"] | None,
        typer.Option(help="What is counted; without it a ratio is a percentage, a value a count."),
    ] = None,
    against: Annotated[
        Literal["earlier", "target"], typer.Option(help="What the comparator is: an earlier figure, or a target.")
    ] = "earlier",
) -> None:
    """Work out one rating and its sentence.

    This is a calculator; it opens no database.
    """
    from csp_tui.cli.as_json import calculated_json
    from csp_tui.cli.as_text import wrapped
    from csp_tui.domain.calculator import Against, Unit, calculate
    from csp_tui.domain.measures import Polarity
    from csp_tui.domain.numbers import read_number

    known = Unit(unit or ("percent" if numerator is not None else "count"))
    percent = known is Unit.PERCENT
    calculated = calculate(
        value=_figure(value, percent),
        numerator=_figure(numerator),
        denominator=_figure(denominator),
        comparator=_figure(comparator, percent),
        change=None if change is None else read_number(change, percent=percent),
        polarity=Polarity(polarity),
        band=read_number(band, percent=True),
        strict=strict,
        unit=known,
        against=Against(against),
    )
    answer(ctx, lambda: calculated_json(calculated), lambda: wrapped(calculated.reason))


def _figure(typed: str | None, percent: bool = False) -> "Figure | None":
    from csp_tui.domain.numbers import read_figure

    return None if typed is None else read_figure(typed, percent=percent)


def list_plans(ctx: typer.Context) -> None:
    """List the plans there are."""
    from csp_tui.plans.loading import built_in_plans, load_plan
    from csp_tui.plans.words import plans_as_object, plans_as_text

    plans = [load_plan(*plan_id.split("/")) for plan_id in built_in_plans()]
    answer(ctx, lambda: plans_as_object(plans), lambda: plans_as_text(plans))


def show_plan(
    ctx: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="An indicator or a measure; none tells the whole plan.", show_default=False),
    ] = None,
) -> None:
    """Tell the plan, or one indicator of it with its rule in words."""
    from csp_tui.plans.words import plan_as_object, plan_as_text

    with desk_of(ctx) as desk:
        plan = desk.plan
    answer(ctx, lambda: plan_as_object(plan, code), lambda: plan_as_text(plan, code))
