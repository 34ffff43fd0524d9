"""Rows 23 and 24 of the faults: what nobody thought of, a little of it each time; `tests.long fuzz` tries much more."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.faults import fuzzing

FEW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@settings(FEW, max_examples=60)
@given(fuzzing.workbooks())
def test_a_workbook_changed_in_its_parts_is_a_return_or_is_refused_by_its_name(packed: bytes) -> None:
    fuzzing.workbook_answers(packed)


@settings(FEW, max_examples=200)
@given(fuzzing.figures)
def test_any_text_is_a_number_or_a_sentence(typed: str) -> None:
    fuzzing.figure_answers(typed)


@settings(FEW, max_examples=200)
@given(fuzzing.dates)
def test_any_text_is_a_day_or_a_sentence(typed: str) -> None:
    fuzzing.date_answers(typed)


@settings(FEW, max_examples=60)
@given(fuzzing.plans())
def test_any_plan_can_be_read_again_or_is_a_sentence(text: str) -> None:
    fuzzing.plan_answers(text)


def test_any_table_is_taken_in_or_is_a_sentence() -> None:
    with fuzzing.scratch_desk() as desk:

        @settings(FEW, max_examples=60)
        @given(fuzzing.lists())
        def any_table(packed: bytes) -> None:
            fuzzing.list_answers(desk, packed)

        any_table()
