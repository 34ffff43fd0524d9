from __future__ import annotations

import datetime
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.statements import Blank, Choice, Statement
from csp_tui.storage.records import Draft, Origin, Subject
from csp_tui.storage.store import Store, open_store
from tests.examples import examples
from tests.storage.saying import BURGLARY, FIRES, HERE, NOON, QUARTER, content, current, figure, say

FULL = Statement(
    value=Figure(Decimal("63.80"), Qualifier.ABOUT),
    choice=Choice.ON_TRACK,
    numerator=Figure(Decimal(51)),
    denominator=Figure(Decimal(80), Qualifier.AT_LEAST),
    rolling_year=Figure(Decimal(5208), Qualifier.BELOW),
    rolling_year_prior=Figure(Decimal(4802), Qualifier.ABOVE),
    prior=Figure(Decimal("-0.5")),
    period_from=datetime.date(2025, 9, 1),
    period_to=datetime.date(2026, 8, 31),
    extracted=datetime.date(2026, 9, 30),
    area="Medway; not the whole county = yes",
    provisional=False,
    date=datetime.date(2026, 10, 1),
    blank=Blank.LATE,
    reason="recounted",
)


def test_every_part_of_a_statement_comes_back_as_it_was_stated(file: Path) -> None:
    with open_store(file) as store:
        say(store, FULL)
    with open_store(file) as store:
        assert content(store) == FULL
        assert str(content(store)) == str(FULL)  # 63.80 keeps its last nought


def test_a_text_comes_back_whole_with_its_origin(store: Store) -> None:
    patterns = Subject("burglary", QUARTER, "Kent Police", "patterns")
    text = "[red]Mehr als\t genug[/]\n\u202eعدد 🚒"
    origin = Origin("return.xlsx", "Commentary", "C7")
    store.append(HERE, [Draft(patterns, text, "KFRS", origin)], kind="edit", author="Ann", at=NOON)
    found = current(store, patterns)
    assert found is not None
    assert found.head is not None
    assert (found.content, found.head.origin, found.head.returned_for) == (text, origin, "KFRS")
    assert (found.head.author, found.head.at, found.head.sender) == ("Ann", NOON, store.sender)


numbers = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal),
    st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-999_999, max_value=999_999),
    st.sampled_from([Decimal("1E-9"), Decimal("0.000000001"), Decimal("63.80"), Decimal("999999999999999")]),
)


@settings(max_examples=examples(15, long=300))
@given(st.lists(numbers, min_size=1, max_size=8))
def test_numbers_are_kept_digit_by_digit(
    tmp_path_factory: pytest.TempPathFactory, given_numbers: list[Decimal]
) -> None:
    file = tmp_path_factory.mktemp("numbers") / "csp.db"
    subjects = [Subject(f"m{i}", QUARTER) for i in range(len(given_numbers))]
    drafts = [
        Draft(subject, Statement(value=Figure(number))) for subject, number in zip(subjects, given_numbers, strict=True)
    ]
    with open_store(file) as store:
        store.append(HERE, drafts, kind="edit", author="Ann", at=NOON)
        kept = {one.subject: one.content for one in store.current(HERE, QUARTER, QUARTER)}
    for subject, number in zip(subjects, given_numbers, strict=True):
        stated = kept[subject]
        assert isinstance(stated, Statement)
        assert stated.value is not None
        assert f"{stated.value.number:f}" == f"{number:f}"


def test_numbers_lie_in_the_file_as_text(store: Store, file: Path) -> None:
    say(store, figure("63.80"))
    raw = sqlite3.connect(file)
    assert raw.execute("SELECT typeof(value), value FROM revision").fetchall() == [("text", "63.80")]
    raw.close()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_not_kept(store: Store, number: str) -> None:
    with pytest.raises(ValueError, match="not a number that can be kept"):
        say(store, figure(number))
    assert store.current(HERE, QUARTER, QUARTER) == []


def test_the_same_said_again_is_no_new_step(store: Store) -> None:
    assert say(store, figure("63.80")) is not None
    assert say(store, figure("63.8")) is None
    assert len(store.history(HERE, "burglary")) == 1


def test_withdrawing_what_was_never_said_is_no_step(store: Store) -> None:
    assert say(store, None) is None


def test_an_edit_replaces_and_the_history_keeps_both(store: Store) -> None:
    say(store, figure("1416"))
    say(store, figure("1390"), by="Bea")
    assert content(store) == figure("1390")
    assert [(head.content, head.author) for head in store.history(HERE, "burglary")] == [
        (figure("1416"), "Ann"),
        (figure("1390"), "Bea"),
    ]


def test_a_withdrawn_figure_stands_as_withdrawn(store: Store) -> None:
    say(store, figure("1416"))
    say(store, None)
    found = current(store)
    assert found is not None
    assert found.head is not None
    assert found.head.withdrawn
    assert not found.in_conflict


def test_a_step_stores_all_or_nothing(store: Store) -> None:
    broken = Draft(FIRES, figure("NaN"))
    with pytest.raises(ValueError, match="NaN"):
        store.append(HERE, [Draft(BURGLARY, figure("1")), broken], kind="edit", author="Ann", at=NOON)
    assert store.current(HERE, QUARTER, QUARTER) == []
    assert store.steps(HERE) == []
    say(store, figure("2"))
    assert content(store) == figure("2")


def test_two_statements_of_one_subject_in_one_step_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="same subject"):
        store.append(HERE, [Draft(FIRES, figure("1")), Draft(FIRES, figure("2"))], kind="edit", author="Ann", at=NOON)


def test_a_time_without_its_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        store.append(
            HERE,
            [Draft(FIRES, figure("1"))],
            kind="edit",
            author="Ann",
            at=NOON.replace(tzinfo=None),
        )


def test_only_the_quarters_asked_for_are_read(store: Store) -> None:
    for quarter in ("2025-26-Q4", "2026-27-Q1", QUARTER, ""):
        say(store, figure("1"), subject=Subject("m", quarter))
    say(store, "recorded differently", subject=Subject("m", "2024-25-Q3", field="break"))
    assert [one.subject.quarter for one in store.current(HERE, "2025-26-Q4", "2026-27-Q1")] == [
        "2025-26-Q4",
        "2026-27-Q1",
    ]
    assert [one.subject.quarter for one in store.standing(HERE)] == [""]
    assert [one.subject.quarter for one in store.of_field(HERE, "break")] == ["2024-25-Q3"]
    assert store.quarters_held(HERE) == ("2024-25-Q3", "2025-26-Q4", "2026-27-Q1", QUARTER)
    assert len(list(store.everything_current(HERE))) == 5


def test_partnerships_in_one_file_do_not_see_each_other(store: Store) -> None:
    say(store, figure("1"))
    store.append("Swale CSP", [Draft(BURGLARY, figure("2"))], kind="edit", author="Ann", at=NOON)
    assert content(store) == figure("1")
    assert store.undo("Swale CSP", "Ann", NOON) is not None
    assert content(store) == figure("1")


def test_many_statements_are_stored_as_one_step(store: Store) -> None:
    drafts = [Draft(Subject(f"m{i}", QUARTER), figure(str(i))) for i in range(950)]
    step = store.append(HERE, drafts, kind="history", author="Ann", at=NOON, note="nine quarters")
    assert step is not None
    assert len(step.revisions) == 950
    assert store.steps(HERE) == [step]
    assert len(store.current(HERE, QUARTER, QUARTER)) == 950
    changed = [Draft(draft.subject, figure("7")) for draft in drafts]
    again = store.append(HERE, changed, kind="history", author="Ann", at=NOON)
    assert again is not None
    assert len(again.revisions) == 949  # one said 7 already


def test_settings_of_this_copy_are_kept_and_can_be_cleared(file: Path) -> None:
    with open_store(file) as store:
        store.set_setting("partner", "KFRS", "Ann", NOON)
        store.set_setting("partner", "NHS", "Bea", NOON)
        store.set_setting("name", "Ann", "Ann", NOON)
    with open_store(file) as store:
        assert store.setting("partner") == "NHS"
        assert store.settings()["partner"].author == "Bea"
        store.set_setting("partner", None, "Ann", NOON)
        assert store.setting("partner") is None
        assert set(store.settings()) == {"name"}


def test_a_copy_keeps_its_sender_and_another_has_another(file: Path, tmp_path: Path) -> None:
    with open_store(file) as store:
        sender = store.sender
    with open_store(file) as again, open_store(tmp_path / "other.db") as other:
        assert again.sender == sender
        assert other.sender != sender


def test_another_programs_change_is_noticed_and_ones_own_is_not(store: Store, file: Path) -> None:
    before = store.change_token()
    say(store, figure("1"))
    assert store.change_token() == before
    with open_store(file) as other:
        say(other, figure("2"))
    assert store.change_token() != before
    assert content(store) == figure("2")
