"""Arguments and options that several commands share, with the help that each of them prints."""

from typing import Annotated

import typer


def whole_number(typed: str) -> int:
    """A number such as a priority's or a merge's; refused in plain words where it is none."""
    try:
        return int(typed)
    except ValueError:
        raise typer.BadParameter(f'"{typed[:40]}" is not a whole number.') from None


MeasureId = Annotated[
    str, typer.Argument(metavar="MEASURE", help="P1-01.fires, or P1-01 alone for its headline.", show_default=False)
]
IndicatorCode = Annotated[str, typer.Argument(metavar="INDICATOR", help="A code such as P1-01.", show_default=False)]
Partner = Annotated[
    str | None,
    typer.Option(
        "--partner", metavar="P", help="Who says it; else the sole supplier, else the partner in the settings."
    ),
]
OnlyPartner = Annotated[str | None, typer.Option("--partner", metavar="P", help="Only what concerns this partner.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept beside it.")]

# What can be stated of a figure, by `enter` and, where figures differ, by `resolve`.
Numerator = Annotated[str | None, typer.Option(metavar="N", help="With --denominator, instead of a value.")]
Denominator = Annotated[str | None, typer.Option(metavar="D")]
RollingYear = Annotated[str | None, typer.Option(metavar="V", help="The year that ends with the period.")]
RollingYearPrior = Annotated[str | None, typer.Option(metavar="V", help="The year before that.")]
Prior = Annotated[str | None, typer.Option(metavar="V", help="The figure of the same window a year before.")]
Change = Annotated[str | None, typer.Option(metavar="C", help="Up or down, +406 or -3, instead of the earlier figure.")]
PeriodFrom = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First day counted, where it is not the quarter's.")
]
PeriodTo = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Last day counted, where it is not the quarter's.")
]
Extracted = Annotated[str | None, typer.Option(metavar="DATE", help="When it was taken from its system.")]
Provisional = Annotated[
    bool | None, typer.Option("--provisional/--final", help="Whether it may still change.", show_default=False)
]
Area = Annotated[str | None, typer.Option(metavar="A", help="The area, where it is another than the plan's.")]
Day = Annotated[str | None, typer.Option(metavar="DATE", help="A milestone's date, or when a late figure comes.")]
BlankReason = Annotated[
    str | None,
    typer.Option(
        metavar="REASON",
        help="Why there is none: late (--date says by when), not-published, not-applicable, not-collected, restricted,"
        " not-due.",
    ),
]
CsvBeside = Annotated[bool, typer.Option("--csv", help="The figures and the commentary as .csv files too.")]
BriefingBeside = Annotated[bool, typer.Option("--briefing", help="Two pages for members, as a Word document, too.")]
