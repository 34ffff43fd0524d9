"""Contacts: taken in from a sheet whole or not at all, found by name, and every row of the plan in one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from csp_tui.desk import chasing, contacts, entering, forms
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.contacts import ContactError, contact_named, import_contacts, keep_contact, rows_of
from csp_tui.desk.form_letters import form_letters
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.quarters import Quarter
from csp_tui.plans.loading import load_plan
from csp_tui.returns.reading import read_return
from csp_tui.returns.records import Return, Unread
from csp_tui.storage.records import Origin
from tests.merge.building import item, made

Q2 = Quarter.parse("2026-27-Q2")
TEAMS = (
    ("Jo Brook", "Housing Enforcement", "jo@medway.example", "Medway Council", "P1-02 P1-16"),
    ("Kim Ash", "Street Scene", "kim@medway.example", "council", "P1-05, P1-15"),
    ("Lee Fox", "Road Safety", "", "Medway Council", "P1-14.ksi"),
    ("Mo Day", "Youth Justice", "", "Medway Council", "P4-01;P4-02"),
    ("Nia Hill", "Community Safety", "", "Medway Council", "P1-11 P2-08"),
)


def sheet(folder: Path, rows: tuple[tuple[str, ...], ...] = TEAMS) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    for row in (("Name", "Team", "E-mail", "Partner", "Rows"), *rows):
        page.append(row)
    book.save(folder / "contacts.xlsx")
    return folder / "contacts.xlsx"


def test_five_teams_of_the_council_share_its_nine_rows(desk: Desk, tmp_path: Path) -> None:
    assert import_contacts(desk, sheet(tmp_path)).new == 5
    known = contacts.contacts(desk)
    assert {c.team for c in known} == {row[1] for row in TEAMS}
    indicators = {m.indicator for c in known for m, _ in rows_of(desk, c)}
    council = {m.indicator for m in desk.plan.measures if "Medway Council" in m.suppliers}
    assert indicators == council
    assert len(council) == 9


def test_a_sheet_read_again_changes_nothing_and_keeps_who_is_not_named(desk: Desk, tmp_path: Path) -> None:
    import_contacts(desk, sheet(tmp_path))
    assert import_contacts(desk, sheet(tmp_path)).unchanged == 5
    moved = (("Kim Ash", "Street Scene", "kim.ash@medway.example", "Medway Council", "P1-05"),)
    again = import_contacts(desk, sheet(tmp_path, moved))
    assert again.changed == 1
    assert len(again.left) == 4
    assert contact_named(desk, "kim").email == "kim.ash@medway.example"


def test_a_csv_is_read_as_a_sheet_is(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name;partner;rows\nAda;KFRS;P1-01.fires, P1-12\nBo;Police;\nCy;KFRS;p1\n", encoding="utf-8-sig")
    import_contacts(desk, file)
    assert [m.id for m, _ in rows_of(desk, contact_named(desk, "Ada"))] == ["P1-01.fires", "P1-12.report"]
    assert contact_named(desk, "Cy").rows == ("P1-01", "P1-02", "P1-12", "P1-13")
    assert len(rows_of(desk, contact_named(desk, "Bo"))) == len(forms.partner_rows(desk, "Kent Police"))


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (("", "T", "", "KFRS", ""), "row 3, column name"),
        (("Ada", "T", "", "Nobody", ""), '"Nobody" is not a partner'),
        (("Ada", "T", "ada", "KFRS", ""), "is not an e-mail address"),
        (("Ada", "T", "", "medway", ""), '"medway" may be Medway Council, Medway CSU or Medway Combatting Drugs'),
        (("Ada", "T", "", "KFRS", "P9-99"), "it has P1-01 to P1-"),
        (("Ada", "T", "", "KFRS", "P9"), "There is no priority 9; the plan has 1 to 4"),
        (("Ada", "T", "", "KFRS", "P4"), "KFRS supplies nothing of priority 4"),
        (("Ada", "T", "", "KFRS", "P1-05"), "KFRS does not supply P1-05"),
        (("Jo  brook", "", "", "Medway Council", ""), "stands in row 2 already"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken_in(
    desk: Desk, tmp_path: Path, row: tuple[str, ...], part: str
) -> None:
    with pytest.raises(ContactError) as refused:
        import_contacts(desk, sheet(tmp_path, (TEAMS[0], row)))
    assert part in str(refused.value)
    assert not contacts.contacts(desk)


def test_all_that_is_wrong_in_a_sheet_is_told_at_once(desk: Desk, tmp_path: Path) -> None:
    wrong = (("", "", "ada", "Nobody", ""), TEAMS[0], ("Bo", "", "bo", "KFRS", "P1-05"))
    with pytest.raises(ContactError) as refused:
        import_contacts(desk, sheet(tmp_path, wrong))
    named = re.findall(r"[Rr]ow (\d), column (\w+)", str(refused.value))
    assert named == [("2", "name"), ("2", "partner"), ("2", "email"), ("4", "email"), ("4", "rows")]
    assert not contacts.contacts(desk)


def test_what_is_wrong_in_many_rows_is_told_once_and_in_a_sentence_that_can_be_read(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(ContactError) as same:
        import_contacts(desk, sheet(tmp_path, tuple(("", "KFRS", "", "", "") for _ in range(9))))
    assert "rows 2, 3, 4, 5, 6 and 4 more, column name" in str(same.value)
    with pytest.raises(ContactError, match=r"And \d+ mistakes more\.$") as other:
        import_contacts(desk, sheet(tmp_path, tuple(("Ann", "", "", f"nobody {row}", "") for row in range(90))))
    assert len(str(other.value)) < 1200


def test_a_file_that_is_no_sheet_is_refused_with_its_sentence(desk: Desk, tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"name,partner"), ("b.csv", b"\xff\xfe\x00"), ("c.csv", b"team\nx\n")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError, match=name.replace(".", r"\.")):
            import_contacts(desk, tmp_path / name)


def test_what_is_no_list_is_not_spoken_of_as_a_return(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "people.ods").write_text("Name,Partner\nAnalysts,KFRS\n")
    with pytest.raises(ContactError, match=r"people\.ods is not a list of contacts .* in UTF-8\."):
        import_contacts(desk, tmp_path / "people.ods")
    for missing in (tmp_path, tmp_path / "none.xlsx"):
        with pytest.raises(ContactError, match="is not there, or is no file"):
            import_contacts(desk, missing)


def test_a_contact_is_found_by_name_team_or_mail_and_a_choice_is_said(desk: Desk, tmp_path: Path) -> None:
    import_contacts(desk, sheet(tmp_path))
    assert contact_named(desk, "street scene").name == "Kim Ash"
    assert contact_named(desk, "JO@medway.example").name == "Jo Brook"
    with pytest.raises(ContactError, match="There is no contact"):
        contact_named(desk, "Zed")
    contacts.remove_contact(desk, contact_named(desk, "Kim Ash"))
    with pytest.raises(ContactError, match="Kim"):
        contact_named(desk, "Kim")


def test_forms_for_everybody_ask_for_each_row_once(desk: Desk, tmp_path: Path) -> None:
    import_contacts(desk, sheet(tmp_path))
    issued = forms.issue_forms(desk, Q2, tmp_path / "forms")
    rows = [(m.uid, partner) for form in issued.forms for m, partner in form.scope.rows]
    assert sorted(rows) == sorted((m.uid, s) for m in desk.plan.measures for s in m.suppliers)
    assert len({form.path for form in issued.forms}) == len(issued.forms) == 16
    assert "Nothing has been sent" in issued.sentence
    on_record = forms.issued_forms(desk, Q2)
    assert {f.file for f in on_record} == {f.path.name for f in issued.forms}
    assert not any(f.came_back for f in on_record)
    read = read_return(issued.forms[0].path, load_plan())
    assert isinstance(read, Return)
    assert read.contact == issued.forms[0].scope.contact
    asked = [m.id for m in desk.plan.measures if "KFRS" in m.suppliers and m.required]
    contacts.keep_contact(desk, {"name": "Pat", "partner": "KFRS", "rows": " ".join(asked)})
    again = forms.issue_forms(desk, Q2, tmp_path / "again")
    assert [form.scope.contact for form in again.forms if form.scope.partner == "KFRS"] == ["Pat"]


def test_no_form_takes_the_place_of_another_whoever_is_called_alike(desk: Desk, tmp_path: Path) -> None:
    alike = (("Ann", "Analysts", "", "Kent Police", "P1-01"), ("Bea", "Analysts", "", "Kent Police", "P2-01"))
    import_contacts(desk, sheet(tmp_path, alike))
    issued = forms.issue_forms(desk, Q2, tmp_path / "forms")
    assert len({form.path for form in issued.forms}) == len(issued.forms)
    assert len(issued.warnings) == 1
    first = issued.forms[0].path
    first.write_bytes(b"filled in by now")
    again = forms.issue_forms(desk, Q2, tmp_path / "forms", contact="Ann")
    assert first.read_bytes() == b"filled in by now"
    assert again.warnings[0].startswith(f"{first.name} is there already and was left alone")
    assert forms.issued_forms(desk, Q2)[-1].file == again.forms[0].path.name


def test_a_form_is_called_by_its_team_and_not_by_a_person(desk: Desk, tmp_path: Path) -> None:
    people = (("Zoë Ångström", "Équipe 7", "", "KFRS", ""), ("Übersicht", "", "", "Kent Police", "P1-01 P2-01"))
    import_contacts(desk, sheet(tmp_path, people))
    names = {form.path.name for form in forms.issue_forms(desk, Q2, tmp_path / "forms").forms}
    assert {"2026-27-Q2-kfrs-equipe-7.xlsx", "2026-27-Q2-kent-police-p1-01-p2-01.xlsx"} <= names
    assert not any("zoe" in name or "bersicht" in name for name in names)


def test_a_form_that_is_overdue_says_so_and_whoever_writes_it_is_told(desk: Desk, tmp_path: Path) -> None:
    change_setting(desk, "due.2026-27-Q2", "2026-11-20")
    issued = forms.issue_forms(desk, Q2, tmp_path / "forms", partner="KFRS")
    assert issued.warnings[0].startswith("Returns were due on 20 November 2026, which forms and their e-mails say.")
    (letter,) = form_letters(desk, Q2)
    said = "as soon as you can, as it was due on 20 November 2026"
    assert f"in answer to this e-mail {said}. Its first sheet" in letter.text
    page = load_workbook(issued.forms[0].path).worksheets[0]
    words = " ".join(str(cell.value) for row in page.iter_rows() for cell in row)
    assert f"send it to Ann {said}, in answer" in words
    change_setting(desk, "due.2026-27-Q2", "2026-11-21")
    assert "in answer to this e-mail by 21 November 2026. Its" in form_letters(desk, Q2)[0].text
    assert forms.issue_forms(desk, Q2, tmp_path / "again", partner="KFRS").warnings == ()


def test_a_choice_among_contacts_of_one_name_can_be_typed(desk: Desk, tmp_path: Path) -> None:
    import_contacts(
        desk, sheet(tmp_path, (("Analysts", "", "", "Kent Police", "P1-01"), ("Analysts", "", "", "KFRS", "")))
    )
    with pytest.raises(ContactError, match=r"may be Analysts \(Kent Police\) or Analysts \(KFRS\)"):
        contact_named(desk, "Analysts")
    assert contact_named(desk, "analysts (kfrs)").partner == "KFRS"


def test_a_letter_names_what_is_awaited_of_each_contact(desk: Desk, tmp_path: Path) -> None:
    import_contacts(desk, sheet(tmp_path))
    change_setting(desk, "due.2026-27-Q2", "2026-11-20")
    letters = {c.contact.name: c.text for c in chasing.chase(desk, Q2) if c.contact is not None}
    assert "P1-05.notices" in letters["Kim Ash"]
    assert "To: kim@medway.example" in letters["Kim Ash"]
    assert "were due on 20 November 2026" in letters["Kim Ash"]
    assert "P1-02" not in letters["Kim Ash"]
    assert "\n\nFor Quarter 2, " in letters["Kim Ash"]
    assert "Please answer this e-mail with the figures, or ask me for a form to fill in." in letters["Kim Ash"]
    merge(desk, [made(item("P1-15", 9), contact="Kim Ash", partner="Medway Council")])
    late = Entry(blank="late", date="2026-12-15")
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P1-15"), None, late)
    (letter,) = (c for c in chasing.chase(desk, Q2) if c.contact is not None and c.contact.name == "Kim Ash")
    assert [measure.id for measure, _ in letter.rows] == ["P1-05.notices"]
    assert "we are still waiting for this answer. It was due" in letter.text
    assert "To come later, as you told us:" in letter.text
    assert re.search(r"Your form came on .*, thank you; this one is missing in it\. Please add it", letter.text)
    assert "that you were sent" not in letter.text
    why = '"1,20" is not a number. Did you mean 120 or 1,200?'
    unread = Unread(Origin("b.xlsx", "Return", "G6"), "P1-05.notices", "1,20", why)
    merge(desk, [made(unread=[unread], contact="Kim Ash", partner="Medway Council", form="other", file="b.xlsx")])
    (letter,) = (c for c in chasing.chase(desk, Q2) if c.contact is not None and c.contact.name == "Kim Ash")
    assert f"\n    It came, but could not be read: {why}\n" in letter.text
    assert re.search(r"thank you; this one could not be read in it\. Please put it right and send", letter.text)
    assert "(promised by 15 December 2026)" in letter.text
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P1-05"), None, Entry(value="80"))
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P1-15"), None, Entry(blank="not-published"))
    assert "Kim Ash" not in {c.contact.name for c in chasing.chase(desk, Q2) if c.contact is not None}
    assert any(c.partner == "KFRS" and c.contact is None for c in chasing.chase(desk, Q2))


def test_a_contact_that_is_renamed_takes_the_place_of_the_old_one_in_one_step(desk: Desk) -> None:
    old = keep_contact(desk, {"name": "Jo", "partner": "KFRS", "rows": "P1-12"})
    keep_contact(desk, {"name": "Jo Brook", "partner": "KFRS", "rows": "P1-12"}, old)
    assert [c.name for c in contacts.contacts(desk)] == ["Jo Brook"]
    entering.undo(desk)
    assert contacts.contacts(desk) == (old,)


def test_a_contact_cannot_be_renamed_over_another(desk: Desk) -> None:
    keep_contact(desk, {"name": "Jo", "partner": "KFRS"})
    other = keep_contact(desk, {"name": "Bo", "partner": "KFRS"})
    with pytest.raises(ContactError, match="already") as refused:
        keep_contact(desk, {"name": "JO", "partner": "KFRS"}, other)
    assert refused.value.column == "name"
    assert [c.name for c in contacts.contacts(desk)] == ["Bo", "Jo"]
