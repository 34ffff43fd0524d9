"""Sending: what is in a return is said before it is written, it is numbered, and it arrives as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from csp_tui.desk import entering, forms, sent_before, submitting
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.deliverables import note
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.outgoing import submissions
from csp_tui.desk.reading import digest, open_book
from csp_tui.desk.submitting import SubmitError, Submitted, review, submit
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Rating
from csp_tui.returns.reading import read_return
from csp_tui.returns.records import Return
from csp_tui.storage.contents import revision_id
from csp_tui.storage.errors import DiskFull, ReadOnly

Q2 = Quarter.parse("2026-27-Q2")


def said(desk: Desk, measure: str, entry: Entry) -> None:
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure(measure), None, entry)


def test_a_review_says_what_is_answered_blank_and_missing(desk: Desk) -> None:
    said(desk, "P1-01.fires", Entry(value="61"))
    said(desk, "P1-01.derelict", Entry(blank="late", date="2026-12-01"))
    found = review(desk, Q2, partner="KFRS")
    assert [(t.measure, t.words) for t in found.answered] == [("P1-01.fires", "61")]
    assert [t.words for t in found.blank] == ["blank: late, promised by 1 December 2026"]
    assert [t.measure for t in found.missing] == ["P1-12.report", "P1-13.report"]
    assert found.waiting == ("Not answered yet: P1-12.report, P1-13.report.",)


def test_a_return_is_saved_and_says_that_nothing_is_sent(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P1-01.fires", Entry(value="61"))
    said(desk, "P1-01.derelict", Entry(blank="not-published"))
    entering.comment(desk, open_book(desk, Q2), desk.plan.indicator("P1-12"), "KFRS", {"activity": "Two visits."})
    written = submit(desk, Q2, tmp_path, partner="KFRS")
    first = load_workbook(written.path).worksheets[0]
    told = [str(cell.value) for row in first.iter_rows() for cell in row if cell.value is not None]
    assert f"{written.review.counts};" in told
    assert written.review.counts == "2 answered, 1 blank with a reason, 1 not answered yet"
    assert "has not been sent" in written.sentence
    assert "P1-01.derelict  blank: not published" in written.mail
    assert written.path.name in written.mail


def test_a_return_arrives_as_the_revisions_that_it_was_made_of(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P2-01.outcomes", Entry(numerator="204", denominator="318"))
    said(desk, "P1-01.total", Entry(value="1,300"))
    said(desk, "P1-01.total", Entry(value="1,204", reason="late records"))
    entering.comment(desk, open_book(desk, Q2), desk.plan.indicator("P1-01"), "Kent Police", {"action": "Patrols."})
    written = submit(desk, Q2, tmp_path, partner="Kent Police")
    read = read_return(written.path, desk.plan)
    assert isinstance(read, Return)
    assert not read.edited
    assert read.sender == desk.store.sender
    assert len(read.items) == 3
    for item in read.items:
        (head,) = desk.store.heads(desk.partnership, item.subject)
        made_of = revision_id(item.sender, desk.partnership, item.subject, item.content, item.bases or ())
        assert made_of == head.revision


def test_returns_are_counted_by_partner_and_quarter(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P1-01.fires", Entry(value="61"))
    said(desk, "P1-01.total", Entry(value="1,204"))
    numbers = [submit(desk, Q2, tmp_path, partner=p).sequence for p in ("KFRS", "KFRS", "Kent Police")]
    assert numbers == [1, 2, 1]
    assert submit(desk, Q2, tmp_path, priority=1).sequence == 3
    assert submit(desk, Q2, tmp_path, partner="Kent Police").sequence == 4
    assert [s.sequence for s in submissions(desk, Q2)] == [1, 2, 1, 3, 4]
    assert submissions(desk, Q2.next) == ()


def test_undo_after_sending_takes_back_the_last_edit_and_not_the_number(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P1-01.fires", Entry(value="61"))
    said(desk, "P1-01.derelict", Entry(value="7"))
    submit(desk, Q2, tmp_path, partner="KFRS")
    undone = entering.undo(desk)
    assert undone is not None
    assert "P1-01.derelict" in undone.sentence
    assert submit(desk, Q2, tmp_path, partner="KFRS").sequence == 2


def test_a_query_that_is_not_explained_waits_and_travels_once_it_is(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P1-01.total", Entry(value="1,204", rolling_year="5,208", rolling_year_prior="4,802"))
    written = submit(desk, Q2, tmp_path, partner="Kent Police")
    query = written.review.unexplained[0]
    assert any(query.message in sentence for sentence in written.review.waiting)
    book = open_book(desk, Q2)
    entering.explain(desk, book, desk.plan.measure("P1-01.total"), None, query.code, "A known backlog.")
    again = submit(desk, Q2, tmp_path, partner="Kent Police")
    assert query.code not in [q.code for q in again.review.unexplained]
    read = read_return(again.path, desk.plan)
    assert isinstance(read, Return)
    (explained,) = [i for i in read.items if i.subject.field.startswith("explained:")]
    assert "A known backlog." in str(explained.content)


def test_a_return_without_a_partner_is_of_the_one_in_the_settings(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(SubmitError, match="For whom"):
        submit(desk, Q2, tmp_path)
    change_setting(desk, "partner", "KFRS")
    with pytest.raises(SubmitError, match="Nothing is stated"):
        submit(desk, Q2, tmp_path)
    assert not list(tmp_path.glob("*.xlsx"))
    said(desk, "P1-01.fires", Entry(value="61"))
    assert submitting.submit(desk, Q2, tmp_path).review.scope.partner == "KFRS"


def test_what_cannot_be_put_on_record_leaves_no_file_and_a_number_that_was_taken_meanwhile_is_counted_on(
    desk: Desk, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(desk, "P1-01.fires", Entry(value="61"))
    out = tmp_path / "out"

    def disk_fills(*_: object) -> Mapping[str, str]:
        raise DiskFull("no room")

    with monkeypatch.context() as full:
        full.setattr(submitting, "what_it_tells", disk_fills)
        full.setattr(forms, "write_object", disk_fills)
        for write in (submit, issue_forms):
            with pytest.raises(DiskFull):
                write(desk, Q2, out, partner="KFRS")
    assert list(out.iterdir()) == []

    def meanwhile(other: Desk) -> Submitted:
        """A return that is written while another program writes the same."""

        def another_submits(*of: Any) -> Mapping[str, str]:
            monkeypatch.setattr(submitting, "what_it_tells", sent_before.what_it_tells)
            submit(other, Q2, out, partner="KFRS")
            return sent_before.what_it_tells(*of)

        monkeypatch.setattr(submitting, "what_it_tells", another_submits)
        return submit(desk, Q2, out, partner="KFRS")

    def written() -> list[str]:
        assert {path.name for path in out.iterdir()} == {one.file for one in submissions(desk, Q2)}
        return sorted(path.name.rpartition("return-")[2] for path in out.iterdir())

    assert (meanwhile(replace(desk, by="Bob")).sequence, written()) == (2, ["1.xlsx", "2.xlsx"])
    same = meanwhile(desk)
    assert (same.sequence, written()) == (3, ["1.xlsx", "2.xlsx", "3.xlsx"])
    assert (
        same.renamed_because
        == f"{same.path.name} was written by another program at the same moment, with the same in it."
    )
    assert "replaces return 3" not in same.mail
    (out / same.path.name.replace("-3", "-4")).write_bytes(b"of another copy")
    assert submit(desk, Q2, out, partner="KFRS").path.name.endswith("return-4-2.xlsx")
    (out / same.path.name.replace("-3", "-4")).unlink()
    with open_desk(str(database), by="Ann", read_only=True) as looked:
        for write in (submit, issue_forms):
            with pytest.raises(ReadOnly):
                write(looked, Q2, tmp_path / "more", partner="KFRS")
    assert not (tmp_path / "more").exists()


def test_what_is_sent_out_changes_nothing_of_what_is_stated(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P1-01.fires", Entry(value="66"))
    before = digest(desk)
    issue_forms(desk, Q2, tmp_path, partner="KFRS")
    submit(desk, Q2, tmp_path, partner="KFRS")
    assert digest(desk) == before


def test_a_return_is_told_as_changed_whatever_in_it_stands_otherwise_since(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P2-07.ksip", Entry(numerator="5", denominator="6"))
    said(desk, "P2-07.ksip", Entry(numerator="7", denominator="6"))
    assert review(desk, Q2, priority=2).last is None
    submit(desk, Q2, tmp_path, priority=2)

    def changed() -> tuple[str, ...]:
        found = review(desk, Q2, priority=2).last
        assert found is not None
        return found.changed

    assert changed() == ()
    undone = entering.undo(desk)
    assert undone is not None
    assert undone.sentence == "Undone: P2-07.ksip for Q2 2026-27: now 5 of 6 (83.3%) again."
    assert changed() == ("P2-07.ksip",)
    assert {one.measure: one.was for one in review(desk, Q2, priority=2).answered} == {"P2-07.ksip": "7 of 6 (116.7%)"}
    entering.redo(desk)
    assert changed() == ()
    entering.comment(desk, open_book(desk, Q2), desk.plan.indicator("P2-01"), "Kent Police", {"action": "Patrols."})
    entering.headline(desk, open_book(desk, Q2), 2, "A better quarter.")
    note(desk, Q2, "P2-D01", "Begun.")
    said(desk, "P2-01.offences", Entry(blank="not-published"))
    said(desk, "P1-01.fires", Entry(value="61"))
    said(desk, "P1-01.fires", Entry(rolling_year="271", rolling_year_prior="306"))
    undone = entering.undo(desk)
    assert undone is not None
    told = "Undone: P1-01.fires for Q2 2026-27: 61 stays, no longer rolling year 271; the year before 306."
    assert undone.sentence == told
    assert changed() == ("P2-01.offences", "commentary of P2-01", "headline", "progress on P2-D01")
    again = submit(desk, Q2, tmp_path, priority=2)
    assert changed() == ()
    assert "It replaces return 1 of " in again.mail
    entering.withdraw(desk, open_book(desk, Q2), desk.plan.measure("P2-07.ksip"), None)
    found = review(desk, Q2, priority=2).last
    assert found is not None
    assert found.sentence == "Changed since return 2, so write it again: P2-07.ksip."


def test_a_return_is_looked_over_word_by_word(desk: Desk, tmp_path: Path) -> None:
    said(
        desk,
        "P2-01.offences",
        Entry(value="1,204", rolling_year="5,208", rolling_year_prior="4,802", provisional=True),
    )
    found = review(desk, Q2, priority=2)
    (told,) = found.answered
    assert told.words == "1,204; provisional; rolling year 5,208; the year before 4,802"
    assert told.rating is Rating.RED
    assert [(text.label, text.there) for text in found.texts] == [("Headline", False), ("Progress", False)]
    entering.headline(desk, open_book(desk, Q2), 2, "A better quarter.", "Head of Service, 20 November")
    entering.comment(desk, open_book(desk, Q2), desk.plan.indicator("P2-08"), "Medway Council", {"action": "Patrols."})
    headline, progress, commentary = review(desk, Q2, priority=2).texts
    assert headline.words == "A better quarter.\nAgreed by Head of Service, 20 November"
    assert progress.words.startswith("On none of ")
    assert (commentary.label, commentary.words) == ("P2-08", "Action: Patrols.")
    mail = submit(desk, Q2, tmp_path, priority=2).mail
    assert "\n\nDear coordinator,\n\nAttached is return 1 for " in mail
    assert "Provisional:\n  P2-01.offences  VAWG offences" in mail
    assert "replaces" not in mail
    assert mail.count("priority 2") == 1
