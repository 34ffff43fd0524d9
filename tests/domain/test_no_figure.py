"""What is written into a cell where there is no figure is understood, so that saying so is only to be confirmed."""

from __future__ import annotations

import pytest

from csp_tui.domain.no_figure import Meant, reason_meant
from csp_tui.domain.statements import Blank


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("late until 5 December", Meant(Blank.LATE, "5 December")),
        ("Late, promised by 5/12/2026", Meant(Blank.LATE, "5/12/2026")),
        ("late: 5 Dec", Meant(Blank.LATE, "5 Dec")),
        ("due on 5 December", Meant(Blank.LATE, "5 December")),
        ("late", Meant(Blank.LATE)),
        ("to follow.", Meant(Blank.LATE)),
        ("n/a", Meant(Blank.NOT_APPLICABLE)),
        ("N/A", Meant(Blank.NOT_APPLICABLE)),
        ("not published yet", Meant(Blank.NOT_PUBLISHED)),
        ("not yet due", Meant(Blank.NOT_DUE)),
        ("not collected any more", Meant(Blank.NOT_COLLECTED)),
        ("No longer recorded.", Meant(Blank.NOT_COLLECTED)),
        ("not collected since April", Meant(Blank.NOT_COLLECTED)),
    ],
)
def test_a_reason_for_no_figure_is_understood_with_the_day_that_it_names(text: str, meant: Meant) -> None:
    assert reason_meant(text) == meant


@pytest.mark.parametrize(
    "text", ["", "1,20", "late because of leave", "latest 12", "none", "not 12", "not collected: 12", "x"]
)
def test_what_may_mean_something_else_is_left_to_whoever_typed_it(text: str) -> None:
    assert reason_meant(text) is None
