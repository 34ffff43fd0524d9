"""Counts in words agree with their number."""

from __future__ import annotations

from csp_tui.domain.counting import counted


def test_one_thing_is_never_told_as_several() -> None:
    assert [counted(number, "figure") for number in (0, 1, 1204)] == ["0 figures", "1 figure", "1,204 figures"]
    assert [counted(number, "query is", "queries are") for number in (1, 3)] == ["1 query is", "3 queries are"]
