"""Arguments and options that several commands share, with the help that each of them prints."""

from typing import Annotated

import typer

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
