"""Protected files: written so that only their password opens them, read with it, and never a danger or a trace."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from csp_tui.returns.guarding import UnreadableFile
from csp_tui.returns.reading import read_return, read_returns
from csp_tui.returns.records import Refused, Return
from csp_tui.returns.unlocking import bytes_to_read
from csp_tui.workbooks.passwords import Password, PasswordError, is_locked, locked, new_password
from tests.cli.conftest import Csp, csp, database
from tests.returns.building import empty_form, the_plan, with_figures, with_parts
from tests.returns.harming import BOMB, STRINGS, zip_bomb

__all__ = ["csp", "database"]

SECRET, OTHER = Password("Zebra-crossing 42"), Password("not the one at all")
FILLED = {"P1-01.total": {"Figure": 1204}}


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return locked(with_figures(empty_form(), FILLED), SECRET)


def read(folder: Path, packed: bytes, *passwords: Password) -> Return | Refused:
    (folder / "form.xlsx").write_bytes(packed)
    return read_return(folder / "form.xlsx", the_plan(), passwords=passwords)


def test_a_protected_return_is_read_with_its_password_as_without_protection(tmp_path: Path, sealed: bytes) -> None:
    open_one = read(tmp_path, with_figures(empty_form(), FILLED))
    assert read(tmp_path, sealed, OTHER, SECRET) == open_one
    assert isinstance(open_one, Return)


def test_another_reader_of_protected_files_opens_it_and_finds_a_whole_workbook(sealed: bytes) -> None:
    opened = io.BytesIO()
    file = OOXMLFile(io.BytesIO(sealed))
    file.load_key(password=SECRET.text, verify_password=True)
    file.decrypt(opened, verify_integrity=True)
    assert zipfile.ZipFile(opened).testzip() is None


def test_without_a_password_and_with_a_wrong_one_each_file_says_so_and_the_rest_is_read(
    tmp_path: Path, sealed: bytes
) -> None:
    for name, packed in (("a.xlsx", empty_form()), ("b.xlsx", sealed), ("c.xlsx", empty_form())):
        (tmp_path / name).write_bytes(packed)
    for passwords, says in (((), "P on the screen, or merge --password"), ((OTHER,), "the password is not its own")):
        first, refused, last = read_returns([tmp_path], the_plan(), passwords=passwords)
        assert isinstance(first, Return)
        assert isinstance(last, Return)
        assert isinstance(refused, Refused)
        assert refused.protected
        assert refused.reason.startswith("b.xlsx is protected")
        assert says in refused.reason


@pytest.mark.parametrize(
    "bomb",
    [zip_bomb(), with_parts(empty_form(), lambda n, p: BOMB if n == STRINGS else p)],
    ids=["zip", "entities"],
)
def test_what_a_password_opens_is_looked_at_as_any_file_is(tmp_path: Path, bomb: bytes) -> None:
    refused = read(tmp_path, locked(bomb, SECRET), SECRET)
    assert isinstance(refused, Refused)
    assert "do not open it" in refused.reason
    assert not refused.protected


def test_a_file_that_would_take_without_end_to_open_is_refused_before_it_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: bytes
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(ECMA376Agile, "makekey_from_password", lambda *given: asked.append(given))
    refused = read(tmp_path, sealed.replace(b'spinCount="100000"', b'spinCount="999999"'), SECRET)
    assert isinstance(refused, Refused)
    assert "cannot be opened here" in refused.reason
    assert asked == []


def test_a_document_that_defines_its_own_words_for_its_protection_is_refused(tmp_path: Path, sealed: bytes) -> None:
    start, declared = sealed.index(b"<?xml"), b'<!DOCTYPE encryption [<!ENTITY a "b">]>'
    harmed = sealed[:start] + declared + sealed[start + len(declared) :]
    refused = read(tmp_path, harmed, SECRET)
    assert isinstance(refused, Refused)
    assert "cannot be opened here" in refused.reason


def test_a_protected_file_that_was_changed_on_the_way_is_refused(tmp_path: Path, sealed: bytes) -> None:
    harmed = bytearray(sealed)
    harmed[len(harmed) // 2] ^= 1
    refused = read(tmp_path, bytes(harmed), SECRET)
    assert isinstance(refused, Refused)
    assert "damaged" in refused.reason
    assert isinstance(read(tmp_path, sealed[: len(sealed) // 2], SECRET), Refused)


@pytest.mark.parametrize("instead", [b"<encryption ", b"\xff\xfe\x00", b"<a></b>", b"spinCount=", b'saltSize="-1"'])
def test_a_description_of_the_protection_that_makes_no_sense_is_refused(
    tmp_path: Path, sealed: bytes, instead: bytes
) -> None:
    for before in (b"<keyData ", b"<encryption ", b"spinCount=", b'saltSize="16"', b"encryptedKeyValue="):
        refused = read(tmp_path, sealed.replace(before, instead[: len(before)].ljust(len(before))), SECRET)
        assert isinstance(refused, Refused | Return)
        assert isinstance(refused, Return) or refused.reason.startswith("form.xlsx")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_bytes_changed_in_how_a_file_is_protected_end_in_a_return_or_a_sentence(
    tmp_path: Path, sealed: bytes, data: st.DataObject
) -> None:
    """The first kilobytes and the last hold the tables that a reader follows; the middle is only ciphertext."""
    harmed = bytearray(sealed)
    places = st.one_of(st.integers(0, 4_095), st.integers(len(harmed) - 4_096, len(harmed) - 1))
    for _ in range(data.draw(st.integers(1, 6))):
        harmed[data.draw(places)] = data.draw(st.integers(0, 255))
    found = read(tmp_path, bytes(harmed), SECRET)
    assert isinstance(found, Return) or "form.xlsx" in found.reason


@pytest.mark.parametrize("typed", ["", "short", "x" * 256, "tab\tinside it", "half \ud800 a pair"])
def test_what_protects_nothing_or_nobody_can_type_is_no_password(typed: str) -> None:
    with pytest.raises(PasswordError) as refused:
        new_password(typed)
    assert not typed or typed not in str(refused.value)


def test_a_password_is_shown_nowhere() -> None:
    assert SECRET.text not in f"{SECRET!r} {SECRET}"


# -- the real commands -------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(csp: Csp) -> None:
    assert csp("enter", "P1-01.fires", "61").status == 0


def test_a_return_goes_out_and_comes_in_with_a_password_from_a_file(csp: Csp, filled: None, tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    key.write_text(f"{OTHER.text}\n{SECRET.text}\n", encoding="utf-8")
    one = tmp_path / "one.txt"
    one.write_text(SECRET.text, encoding="utf-8")
    sent = csp("submit", "--partner", "KFRS", "--password-file", str(one), "--json")
    path = Path(sent.document["file"])
    assert is_locked(path.read_bytes())
    with pytest.raises(UnreadableFile, match="is protected"):
        bytes_to_read(path, ())
    assert "is protected" in csp("--db", "other.db", "merge", str(path)).err
    taken = csp("--db", "other.db", "merge", str(path), "--password-file", str(key), "--json")
    assert taken.document["files"][0]["outcome"] == "merged"


def test_a_form_the_year_a_pack_its_briefing_and_an_issued_one_are_protected_and_what_is_kept_is_not(
    csp: Csp, filled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSP_TUI_PASSWORD", SECRET.text)
    written = csp("export", "--briefing", "--password", "--json").document["files"]
    assert [is_locked(Path(file).read_bytes()) for file in written] == [True, True]
    Document(io.BytesIO(bytes_to_read(Path(written[1]), [SECRET])))
    forms = csp("form", "--partner", "KFRS", "--password", "--json").document["files"]
    forms += csp("year", "--password", "--json").document["files"]
    assert [is_locked(Path(file).read_bytes()) for file in forms] == [True, True]
    assert "kept nowhere" in csp("form", "--partner", "KFRS", "--password").out
    issued = csp("issue", "--password", "--json").document
    assert is_locked(Path(issued["file"]).read_bytes())
    again = csp("pack", issued["pack"], "--out", "again", "--json").document
    assert Path(again["file"]).read_bytes() == bytes_to_read(Path(issued["file"]), [SECRET])
    assert "takes no password" in csp("export", "--public", "--password").err
    assert ".csv file cannot be protected" in csp("export", "--csv", "--password").err


def test_a_password_is_asked_for_twice_unseen_and_differing_ones_write_nothing(
    csp: Csp, filled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([SECRET.text, SECRET.text, SECRET.text, OTHER.text])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("csp_tui.cli.passwords.getpass", lambda _: next(answers))
    ran = csp("export", "--password")
    assert ran.status in (0, 3)
    assert SECRET.text not in ran.out + ran.err
    refused = csp("export", "--password", "--out", "nothing")
    assert (refused.status, "differ" in refused.err) == (1, True)
    assert not (tmp_path / "nothing").exists()


def test_where_there_is_no_terminal_the_other_ways_are_named(csp: Csp, filled: None) -> None:
    refused = csp("export", "--password")
    assert (refused.status, "--password-file" in refused.err) == (1, True)


def test_no_password_is_ever_kept(csp: Csp, filled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSP_TUI_PASSWORD", SECRET.text)
    sent = csp("submit", "--partner", "KFRS", "--password", "--json")
    csp("export", "--password")
    csp("merge", sent.document["file"], "--password")
    for file in tmp_path.rglob("*"):
        held = file.read_bytes() if file.is_file() else b""
        assert SECRET.text.encode() not in held, file
        assert SECRET.text.encode("utf-16-le") not in held, file
