"""What the workbook of a year is made of: its quarters as they stand and as they were told, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from csp_tui.domain.measures import Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, Rating, State
from csp_tui.packs.content import PackContent


class RatingAsTold(Struct, frozen=True):
    """A rating as an issued pack told it."""

    rating: Rating
    state: State


class YearQuarter(Struct, frozen=True):
    """One quarter of a year. `content` is what stands of it now; None while it is not due and nothing is in.

    `told` are the ratings of its latest pack, by a measure's uid and who answers for it, None where none was issued.
    """

    quarter: Quarter
    content: PackContent | None = None
    pack: str = ""
    issued: date | None = None
    told: Mapping[tuple[str, str], RatingAsTold] | None = None


class YearContent(Struct, frozen=True):
    """All that the workbook of a year prints. The same content gives the same bytes.

    `latest` is the content of the last quarter of which anything is known, with the changes of the whole year.
    `breaks` are by a measure's uid.
    """

    plan: Plan
    quarters: tuple[YearQuarter, ...]
    latest: PackContent
    breaks: Mapping[str, tuple[Break, ...]]

    @property
    def title(self) -> str:
        """The workbook's title."""
        return f"{self.plan.partnership}, the year {self.plan.year}"

    @property
    def filename(self) -> str:
        """`medway-2026-27-year.xlsx`; a made-up year bears another name."""
        made_up = "-made-up" if self.latest.made_up else ""
        return f"{self.plan.id.partition('/')[0]}-{self.plan.year}-year{made_up}.xlsx"
