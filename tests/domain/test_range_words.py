"""The usual range as a councillor reads it, always with the figures that it was worked from."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from csp_tui.domain.quarters import Quarter
from csp_tui.domain.range_words import limits_in_words, range_sentence
from csp_tui.domain.results import Break
from tests.domain.books import QUARTER, assess, history, measure, ratio

ASB = ("1300", "1280", "1310", "1290", "1270", "1300", "1285", "1310", "1290", "1275", "1300")


@pytest.mark.parametrize(
    ("code", "texts", "sentence"),
    [
        (
            "P1-01",
            (*ASB, "1466"),
            "1,466 is unusually high: in the last 12 quarters it mostly lay between 1,210 and 1,400.",
        ),
        (
            "P1-01",
            (*ASB, "1312"),
            "1,312 is within the usual range: in the last 12 quarters it mostly lay between 1,240 and 1,350.",
        ),
        (
            "P1-02",
            ("12", "15", "12", "14", "12", "15", "12", "12"),
            "12 is within the usual range: in the last 8 quarters it mostly lay between 7 and 19.",
        ),
        ("P1-02", ("9",) * 8, "9 is within the usual range: in the last 8 quarters it was never anything else."),
        (
            "P1-01",
            ("9", None, None, None, "3"),
            "3 is within the usual range: 3 against 9 a year before could well be chance.",
        ),
        (
            "P1-01",
            ("20", None, None, None, "3"),
            "3 is unusually low: 3 against 20 a year before is more than chance alone would explain.",
        ),
        ("P1-01", ("1", None, None, None, "3"), "Too few to say: 4 in the two quarters together."),
        (
            "P1-01",
            ("5", "15"),
            (
                "Too few to say: without a break there are neither 8 quarters in a row nor a whole count of the same"
                " quarter last year."
            ),
        ),
        ("P4-01", ("140",) * 9, "Too few to say: rolling years overlap, so they show no usual range."),
    ],
)
def test_the_range_is_told_with_its_figures(code: str, texts: tuple[str | None, ...], sentence: str) -> None:
    assert range_sentence(assess(measure(code), history(texts))) == sentence


def test_a_share_has_its_sign_and_stays_below_all() -> None:
    shares = (61, 70, 62, 68, 63, 70, 60, 69)
    series = {QUARTER.shifted(-i): ratio(str(share), "72") for i, share in enumerate(shares)}
    said = range_sentence(assess(measure("P2-01.outcomes"), series))
    assert said == "84.7% is within the usual range: in the last 8 quarters it mostly lay between 62% and 100%."


def test_a_year_to_date_tells_of_what_the_quarter_added() -> None:
    totals = ("7", "14", "21", "29", "7", "15", "22", "29", "8", "40")
    status = assess(measure("P4-02"), history(totals))
    assert range_sentence(status).startswith("This quarter alone, 32, is unusually high: in the last 10 quarters")


def test_limits_start_anew_at_a_break() -> None:
    status = assess(measure("P1-01"), history((*ASB, "1466")), breaks=(Break(Quarter(2025, 4), "anew"),))
    assert (limits_in_words(status), range_sentence(status)[:15]) == ("", "Too few to say:")


def test_what_may_not_be_shown_is_not_said() -> None:
    status = assess(measure("P1-01"), history((*ASB, "1466")))
    assert range_sentence(replace(status, series=())) == ""
    assert range_sentence(assess(measure("P1-01"), {})) == ""
