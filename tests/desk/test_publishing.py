"""The public copy from the desk: written, kept, tried against those before it, refused in one line with the way out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from csp_tui.desk import entering
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.history import import_history
from csp_tui.desk.issuing import IssueError, issue, reopen, write_again
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.publishing import public_copies, publish
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.domain.publication import PublicCopyError
from csp_tui.domain.quarters import Quarter
from tests.packs.attacking import recovered, unzipped

Q2 = Quarter.parse("2026-27-Q2")
REFERRALS = "P2-05.referrals"


def tell(desk: Desk, id: str, figures: Mapping[Quarter, tuple[str, str | None]]) -> None:
    """What a partner states for quarters: a value and the rolling year with it."""
    for quarter, (value, year) in figures.items():
        entry = Entry(value=value, rolling_year=year)
        entering.enter(desk, open_book(desk, quarter), desk.plan.measure(id), None, entry)


def comment(desk: Desk, code: str, text: str, partner: str | None = None) -> None:
    entering.comment(desk, open_book(desk, Q2), desk.plan.indicator(code), partner, {"patterns": text})


def earlier(desk: Desk, folder: Path, id: str, values: Mapping[Quarter, str]) -> None:
    """Figures of quarters before the plan, taken in from a file."""
    file = folder / "history.csv"
    rows = "".join(f"{id},{quarter},{value}\n" for quarter, value in values.items())
    file.write_text(f"measure,quarter,value\n{rows}", encoding="utf-8")
    import_history(desk, file)


def test_a_copy_is_written_and_kept_byte_for_byte(desk: Desk, tmp_path: Path) -> None:
    tell(desk, "P1-06.cases", {Q2: ("3", None)})
    done = publish(desk, Q2, tmp_path / "out")
    assert done.path.name == "medway-2026-27-Q2-public.xlsx"
    assert done.pack == "2026-27-Q2-public-1"
    (kept,) = public_copies(desk)
    assert kept.pack.marking == "PUBLIC COPY"
    assert hashlib.sha256(done.path.read_bytes()).hexdigest() == kept.pack.sha256
    again = write_again(desk, "2026-27-q2-public-1", tmp_path / "again")
    assert again.path.read_bytes() == done.path.read_bytes()


def test_a_quarter_of_which_nothing_is_in_has_no_public_copy(desk: Desk, tmp_path: Path) -> None:
    entering.enter(desk, open_book(desk, Q2.previous), desk.plan.measure("P1-07"), None, Entry(value="48"))
    with pytest.raises(PublicCopyError, match=r"Nothing is in for Q2 2026-27, so there is no public copy to write\."):
        publish(desk, Q2, tmp_path)
    change_setting(desk, "role", "lead")
    with pytest.raises(IssueError, match="Only the coordinator makes public copies"):
        publish(desk, Q2, tmp_path)
    assert not public_copies(desk)


def test_the_same_copy_is_kept_once_and_a_changed_one_beside_it(desk: Desk, tmp_path: Path) -> None:
    tell(desk, "P1-07.engaged", {Q2: ("48", None)})
    assert [publish(desk, Q2, tmp_path).pack for _ in "12"] == ["2026-27-Q2-public-1"] * 2
    tell(desk, "P1-07.engaged", {Q2: ("61", None)})
    assert publish(desk, Q2, tmp_path).pack == "2026-27-Q2-public-2"


def test_rolling_years_that_tell_a_count_are_refused_until_they_are_left_out(desk: Desk, tmp_path: Path) -> None:
    earlier(desk, tmp_path, REFERRALS, {Quarter(2025, 3): "0", Quarter(2025, 4): "0"})
    tell(desk, REFERRALS, {Quarter(2026, 1): ("4", None), Q2: ("4", "8")})
    with pytest.raises(PublicCopyError) as refused:
        publish(desk, Q2, tmp_path)
    said = str(refused.value)
    assert said == (
        "The public copy is not written: P2-05.referrals of The Probation Service for Q1 2026-27 could be worked out"
        " from the rolling years of P2-05.referrals (1 more count could be too). Leave out what tells it:"
        " --leave-out P2-05.referrals/rolling-year"
    )
    assert not list(tmp_path.glob("*.xlsx"))
    assert not public_copies(desk)
    done = publish(desk, Q2, tmp_path, ["P2-05.referrals/rolling-year"])
    copy = unzipped(done.path.read_bytes())
    assert not recovered([copy])
    named = "the rolling years of P2-05, Women referred"
    assert f"Left out, so that no small count can be worked out: {named}." in copy.texts


def test_a_copy_is_tried_beside_those_already_public(desk: Desk, tmp_path: Path) -> None:
    """The first copy tells a rolling year while a quarter is awaited; the next leaves it out: too late."""
    earlier(desk, tmp_path, REFERRALS, {Quarter(2025, 3): "0", Quarter(2025, 4): "0"})
    tell(desk, REFERRALS, {Q2: ("4", "8")})
    first = publish(desk, Q2, tmp_path / "first")
    tell(desk, REFERRALS, {Q2.previous: ("4", None)})
    with pytest.raises(
        PublicCopyError, match=r"P2-05\.referrals and an earlier public copy .*: --leave-out P2-05\.referrals$"
    ):
        publish(desk, Q2, tmp_path / "second", ["P2-05.referrals/rolling-year"])
    second = publish(desk, Q2, tmp_path / "second", ["P2-05.referrals"])
    assert not recovered([unzipped(copy.path.read_bytes()) for copy in (first, second)])
    rows = [row for row in unzipped(second.path.read_bytes()).data if row["Measure"] == REFERRALS]
    assert {(row["State"], row["Blank reason"]) for row in rows} == {("received", "none")}


def test_the_count_that_a_text_most_likely_means_is_named_and_always_the_same(desk: Desk, tmp_path: Path) -> None:
    """A headline may be of any indicator of its priority and of any quarter that it is like."""
    earlier(desk, tmp_path, "P1-18.referrals", {Quarter(2025, 3): "3", Quarter(2025, 4): "3"})
    tell(desk, "P1-18.referrals", {Q2: ("3", None)})
    tell(desk, "P1-06.cases", {Q2.previous: ("3", None), Q2: ("3", None)})
    entering.headline(desk, open_book(desk, Q2), 1, "Three were helped.")
    with pytest.raises(PublicCopyError, match=r"P1-06\.cases of .* for Q2 2026-27 is told by the headline paragraph"):
        publish(desk, Q2, tmp_path)


def test_a_text_that_tells_a_count_is_refused_and_may_be_changed_or_left_out(desk: Desk, tmp_path: Path) -> None:
    tell(desk, "P1-06.cases", {Q2: ("3", None)})
    comment(desk, "P1-06", "A third of the nine that were referred were adopted.")
    with pytest.raises(PublicCopyError) as refused:
        publish(desk, Q2, tmp_path)
    assert str(refused.value) == (
        "The public copy is not written: P1-06.cases of Kent and Medway Channel Panel for Q2 2026-27 is told by what"
        " Kent and Medway Channel Panel says of P1-06 under Patterns and context. Change that text, or leave it out:"
        " --leave-out P1-06/commentary"
    )
    comment(desk, "P4-03", "The review is under way.")
    entering.comment(desk, open_book(desk, Q2), desk.plan.indicator("P1-12"), None, {"ask": "More visits."})
    without = publish(desk, Q2, tmp_path / "without", ["P1-06/commentary", "P4-03/commentary"])
    told = unzipped(without.path.read_bytes())
    assert not any("referred were adopted" in text or "under way" in text for text in told.texts)
    left_out = [(row["Indicator"], row["Heading"], row["Text"]) for row in told.commentary if "not in this" in str(row)]
    assert left_out == [(code, "Left out", "What the partner says is not in this copy.") for code in ("P1-06", "P4-03")]
    assert any("3 received, 26 awaited" in text for text in told.texts)  # what is asked of the group is no gap either
    comment(desk, "P1-06", "Some of those that were referred were adopted.")
    changed = publish(desk, Q2, tmp_path / "changed")
    assert any("Some of those" in text for text in unzipped(changed.path.read_bytes()).texts)


def test_a_text_of_another_row_that_speaks_of_a_count_is_refused(desk: Desk, tmp_path: Path) -> None:
    tell(desk, "P1-06.cases", {Q2: ("3", None)})
    comment(desk, "P1-01", "Patrols went on. The Channel panel adopted three.", "Kent Police")
    with pytest.raises(PublicCopyError, match=r"P1-06\.cases .* --leave-out P1-01/commentary"):
        publish(desk, Q2, tmp_path)
    comment(desk, "P1-01", "Patrols went on around three parks.", "Kent Police")
    publish(desk, Q2, tmp_path)


def test_an_unrounded_number_in_a_text_is_refused_and_a_round_one_is_not(desk: Desk, tmp_path: Path) -> None:
    tell(desk, "P1-07.engaged", {Q2: ("1,204", None)})
    comment(desk, "P1-07", "We reached 1,204 of them.")
    with pytest.raises(PublicCopyError, match=r"P1-07\.engaged"):
        publish(desk, Q2, tmp_path)
    comment(desk, "P1-07", "We reached about 1,200 of them.")
    publish(desk, Q2, tmp_path)


def test_addresses_numbers_names_and_files_are_taken_out_of_texts(desk: Desk, tmp_path: Path) -> None:
    from csp_tui.desk.contacts import import_contacts  # noqa: PLC0415

    people = tmp_path / "contacts.csv"
    people.write_text("name,partner,email\nMaria Quill,Kent Police,maria.quill@kent.police.uk\n", encoding="utf-8")
    import_contacts(desk, people)
    tell(desk, "P1-01.fires", {Q2: ("63", None)})
    text = "Ask Maria Quill (maria.quill@kent.police.uk, 01634 555019); see asb-list.xlsx for more."
    comment(desk, "P1-01", text, "Kent Police")
    done = publish(desk, Q2, tmp_path)
    everything = "".join(unzipped(done.path.read_bytes()).parts.values())
    assert not re.search(r"Quill|kent\.police|555019|asb-list", everything)
    assert "[removed]" in everything


def test_the_copy_of_an_issued_quarter_is_made_of_what_was_issued(desk: Desk, tmp_path: Path, undrawn: None) -> None:
    tell(desk, "P1-07.engaged", {Q2: ("48", None)})
    issue(desk, Q2, tmp_path)
    done = publish(desk, Q2, tmp_path / "public")
    assert not done.draft
    worksheet = load_workbook(done.path)["Cover"]
    assert worksheet["A1"].value == "Medway Community Safety Partnership quarterly report, public copy, " + Q2.label
    assert public_copies(desk)[0].pack.at <= now()
    assert done.warnings == ()

    reopen(desk, Q2, "one came late")
    tell(desk, "P1-07.engaged", {Q2: ("52", None)})
    later = publish(desk, Q2, tmp_path / "public")
    assert later.warnings[-1].startswith("1 figure or text came or changed since 2026-27-Q2-1 was issued, and no pack")
    told = [str(row[0].value) for row in load_workbook(later.path)["Cover"].iter_rows(max_col=1)]
    assert any("Some of them came or changed after the group's own report of" in line for line in told)
