"""Stating again: what is given replaces, the rest stays, and what cannot stand together goes."""

from __future__ import annotations

from datetime import date

from csp_tui.domain.numbers import read_figure
from csp_tui.domain.statements import Blank, Choice, Statement
from tests.domain.books import ratio, value


def test_given_fields_replace_and_the_others_stay() -> None:
    first = Statement(value=read_figure("5"), area="Medway", provisional=True, period_to=date(2026, 8, 31))
    again = first.restated(value("7"))
    assert again == Statement(value=read_figure("7"), area="Medway", provisional=True, period_to=date(2026, 8, 31))


def test_final_replaces_provisional() -> None:
    assert (
        Statement(value=read_figure("5"), provisional=True).restated(Statement(provisional=False)).provisional is False
    )


def test_a_value_clears_numerator_and_denominator() -> None:
    assert ratio("51", "80").restated(value("63.8")) == value("63.8")


def test_numerator_and_denominator_clear_a_value() -> None:
    assert value("63.8").restated(ratio("51", "80")) == ratio("51", "80")


def test_a_value_given_together_with_its_parts_stays_beside_them() -> None:
    both = Statement(value=read_figure("63.8"), numerator=read_figure("51"), denominator=read_figure("80"))
    assert Statement().restated(both) == both


def test_a_corrected_numerator_keeps_its_denominator() -> None:
    assert ratio("51", "80").restated(Statement(numerator=read_figure("52"))) == ratio("52", "80")


def test_a_blank_reason_clears_every_figure_and_keeps_the_circumstances() -> None:
    stated = Statement(
        value=read_figure("5"),
        rolling_year=read_figure("20"),
        rolling_year_prior=read_figure("30"),
        prior=read_figure("6"),
        provisional=True,
        area="Medway",
    )
    assert stated.restated(Statement(blank=Blank.LATE)) == Statement(blank=Blank.LATE, area="Medway")


def test_a_blank_reason_clears_an_answer_too() -> None:
    assert Statement(choice=Choice.YES).restated(Statement(blank=Blank.NOT_DUE)) == Statement(blank=Blank.NOT_DUE)


def test_a_figure_clears_the_blank_reason_and_its_promised_date() -> None:
    promised = Statement(blank=Blank.LATE, date=date(2026, 11, 1))
    assert promised.restated(value("5")) == value("5")


def test_a_reason_belongs_to_one_stating_only() -> None:
    corrected = value("5").restated(Statement(value=read_figure("6"), reason="late records"))
    assert corrected.reason == "late records"
    assert corrected.restated(value("7")).reason is None
