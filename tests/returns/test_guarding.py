"""What is said of a file that is no return, before any reader of workbooks sees it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from csp_tui.desk.demonstrating import demonstrate
from csp_tui.returns.guarding import UnreadableFile, guarded
from csp_tui.returns.reading import files_in, read_return, read_returns
from csp_tui.returns.records import Refused, Return
from tests.returns.building import empty_form, the_plan, with_parts
from tests.returns.harming import hostile, with_far_cell, with_part, with_sheet

HOSTILE = hostile()


@pytest.mark.parametrize("name", HOSTILE)
def test_each_kind_of_file_that_is_no_return_has_its_own_sentence(name: str, tmp_path: Path) -> None:
    packed, expected = HOSTILE[name]
    (tmp_path / name).write_bytes(packed)
    refused = read_return(tmp_path / name, the_plan())
    assert isinstance(refused, Refused)
    assert expected in refused.reason
    assert refused.reason.startswith(name)
    assert refused.reason.endswith(".")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has pipes with names")
def test_a_folder_a_pipe_and_a_missing_file_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    for name, expected in ((".", "is a folder"), ("pipe.xlsx", "is no file"), ("gone.xlsx", "There is no file")):
        with pytest.raises(UnreadableFile, match=expected):
            guarded(tmp_path / name)


def test_a_part_with_a_sensitivity_label_that_encrypts_nothing_is_let_pass(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(with_part("docMetadata/LabelInfo.xml", b"<clbl:labelList/>"))
    assert isinstance(read_return(tmp_path / "form.xlsx", the_plan()), Return)


def test_an_empty_cell_far_off_harms_nobody(tmp_path: Path) -> None:
    filled, empty = b'"A1048576"><v>1</v></c>', b'"A1048576" s="1"/>'
    far = with_parts(with_far_cell("A1048576"), lambda _, part: part.replace(filled, empty))
    (tmp_path / "form.xlsx").write_bytes(far)
    assert isinstance(read_return(tmp_path / "form.xlsx", the_plan()), Return)


def test_a_sheet_in_another_spelling_of_the_same_xml_is_read_alike(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(empty_form())
    (tmp_path / "b.xlsx").write_bytes(with_sheet(lambda part: part.replace(b'<c r="', b'<c\n  r = "')))
    one, other = (read_return(tmp_path / name, the_plan()) for name in ("a.xlsx", "b.xlsx"))
    assert isinstance(one, Return)
    assert isinstance(other, Return)
    assert one.content_hash == other.content_hash


def test_a_folder_is_read_by_its_files_and_what_programs_leave_in_it_is_passed_over(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.xlsx", "~$a.xlsx", ".hidden", "desktop.ini", "Thumbs.db"):
        (tmp_path / name).write_bytes(empty_form() if name.endswith(("a.xlsx", "b.xlsx")) else b"x")
    assert [read.file for read in read_returns([tmp_path], the_plan())] == ["a.xlsx", "b.xlsx"]


def test_a_folder_that_may_not_be_looked_into_says_so_and_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: object) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "closed").mkdir()
    (tmp_path / "a.xlsx").write_bytes(empty_form())
    monkeypatch.setattr(Path, "iterdir", refused)
    monkeypatch.setattr(os, "scandir", refused)
    closed, form = read_returns([tmp_path / "closed", tmp_path / "a.xlsx"], the_plan())
    assert isinstance(closed, Refused)
    assert closed.reason.startswith("closed cannot be read (permission denied)")
    assert isinstance(form, Return)


def test_a_folder_of_databases_is_taken_without_their_backups(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "csp before a merge.db").write_bytes(b"x")
    (tmp_path / "csp.xlsx").write_bytes(b"x")
    assert [path.name for path in files_in([tmp_path])] == ["csp.xlsx"]
    assert [path.name for path in files_in([tmp_path / "backups"])] == ["csp before a merge.db"]


def test_a_pack_is_no_return_although_its_tables_have_the_same_headings(tmp_path: Path) -> None:
    refused = read_return(demonstrate(tmp_path).path, the_plan())
    assert isinstance(refused, Refused)
    assert "is a pack" in refused.reason
