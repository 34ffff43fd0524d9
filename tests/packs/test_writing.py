"""Writing a pack to a folder: whole or not at all, and never over a file that is open elsewhere."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from csp_tui.packs.writing import write_pack
from csp_tui.storage.written import WrittenHere
from csp_tui.workbooks.errors import WorkbookError
from csp_tui.workbooks.filing import new_file, write_file
from tests.packs import building

NAME = "medway-2026-27-Q2-draft.xlsx"


def test_the_folder_is_created_and_the_pack_stands_in_it_under_a_plain_name(tmp_path: Path) -> None:
    content = building.almost_empty()
    written = write_pack(content, tmp_path / "exports" / "autumn")
    assert written.path == tmp_path / "exports" / "autumn" / NAME
    assert written.renamed_because is None
    assert written.path.read_bytes() == building.packed("almost_empty")


def test_a_pack_of_the_same_name_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_file(b"old", tmp_path, NAME)
    write_file(b"new", tmp_path, NAME)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(NAME, b"new")]


def test_a_copy_replaces_what_it_wrote_and_neither_anothers_file_nor_one_changed_by_hand(tmp_path: Path) -> None:
    ours, theirs = (WrittenHere(tmp_path / "written", sender) for sender in ("ours", "../theirs"))
    folder, left = tmp_path / "exports", f"{NAME} is there already and was left alone; this one is "
    second = NAME.replace(".xlsx", "-2.xlsx")
    write_file(b"theirs", folder, NAME, theirs)
    for packed in (b"ours", b"ours, newer"):
        assert write_file(packed, folder, NAME, ours) == (folder / second, f"{left}{second}.")
        assert [path.read_bytes() for path in sorted(folder.iterdir())] == [packed, b"theirs"]
    assert write_file(b"theirs, newer", folder, NAME, theirs) == (folder / NAME, None)
    (folder / second).write_bytes(b"ours, with a note")
    path, why = write_file(b"ours, newest", folder, NAME, ours)
    third = NAME.replace(".xlsx", "-3.xlsx")
    assert (path.name, why) == (third, f"{left}{third}.")
    assert (folder / second).read_bytes() == b"ours, with a note"
    assert len(list((tmp_path / "written").iterdir())) == 2  # by names that lead nowhere else


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives a file what its folder's rights say")
def test_a_pack_is_its_writers_alone_until_it_is_passed_on(tmp_path: Path) -> None:
    path, _ = write_file(b"new", tmp_path, NAME)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_pack_that_is_open_elsewhere_is_left_and_a_numbered_name_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NAME).write_bytes(b"open in Excel")
    (tmp_path / NAME.replace(".xlsx", "-2.xlsx")).write_bytes(b"an earlier one")
    replace = Path.replace

    def refused_where_open(self: Path, target: Path) -> Path:
        if target.name == NAME:
            raise PermissionError(errno.EACCES, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refused_where_open)
    path, why = write_file(b"new", tmp_path, NAME)
    assert path.name == "medway-2026-27-Q2-draft-3.xlsx"
    assert why == f"{NAME} is open in another program, so it was written as {path.name}."
    assert (tmp_path / NAME).read_bytes() == b"open in Excel"
    assert path.read_bytes() == b"new"


def test_a_full_disk_leaves_the_old_pack_and_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / NAME).write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkbookError, match="no space left on device"):
        write_file(b"new", tmp_path, NAME)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(NAME, b"old")]


def test_new_files_of_one_name_at_once_are_each_there_and_one_without_its_record_is_not(tmp_path: Path) -> None:
    def written(number: int) -> Path:
        with new_file(b"%d" % number, tmp_path, NAME) as (path, why):
            assert (why is None) == (path.name == NAME)
        return path

    with ThreadPoolExecutor(6) as together:
        paths = list(together.map(written, range(6)))
    assert [path.read_bytes() for path in paths] == [b"%d" % number for number in range(6)]
    with pytest.raises(ZeroDivisionError), new_file(b"new", tmp_path, NAME):
        raise ZeroDivisionError
    assert set(tmp_path.iterdir()) == set(paths)


def test_a_new_file_replaces_none_on_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    (tmp_path / NAME).write_bytes(b"filled in")
    with new_file(b"new", tmp_path, NAME) as (path, why):
        assert why == f"{NAME} is there already and was left alone; this one is {path.name}."
    assert sorted(one.read_bytes() for one in tmp_path.iterdir()) == [b"filled in", b"new"]


def test_what_an_interrupted_export_left_is_swept_and_other_files_are_not(tmp_path: Path) -> None:
    (tmp_path / ".csp-tui-pack-abc123.tmp").write_bytes(b"half")
    (tmp_path / "notes.tmp").write_bytes(b"somebody's")
    write_file(b"new", tmp_path, NAME)
    assert {path.name for path in tmp_path.iterdir()} == {NAME, "notes.tmp"}


def test_a_folder_that_is_a_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file")
    with pytest.raises(WorkbookError, match="could be written in"):
        write_file(b"new", tmp_path / "exports", NAME)


def test_the_workbook_library_loads_with_the_first_pack_and_the_interface_library_never() -> None:
    script = (
        "import sys; import csp_tui.packs.writing; assert 'openpyxl' not in sys.modules;"
        "import csp_tui.packs.workbook; import csp_tui.workbooks.reading_back;"
        "assert 'openpyxl' in sys.modules and 'textual' not in sys.modules;"
        "assert not sys.modules['openpyxl'].LXML"  # it looks for lxml, and must parse without it
    )
    subprocess.run([sys.executable, "-c", script], check=True)
