from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_tui.storage.drafts import Key, SideFile, Typed

CELL: Key = ("medway", "2026-27-Q2", "cell", "P1-01.total", "Kent Police", "value")
OTHER: Key = ("medway", "2026-27-Q2", "cell", "P1-01.fires", "KFRS", "value")


def side_file(folder: Path) -> SideFile:
    return SideFile(folder, "csp.db")


def survives(file: SideFile) -> bool:
    return file.keeps


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_text_is_there_again_with_its_reason_and_what_stood_before(tmp_path: Path) -> None:
    first = side_file(tmp_path)
    typed = Typed("1,20", "Did you mean 120 or 1,200?", "1,390", "2026-11-20T10:00:00")
    first.keep(CELL, Typed("1,2", at="2026-11-20T09:59:59"))
    first.keep(CELL, typed)
    first.close()
    again = side_file(tmp_path)
    assert again.texts == {CELL: typed}
    assert again.trouble == []
    again.close()


def test_the_file_is_its_users_alone_and_is_gone_when_nothing_is_left_to_keep(tmp_path: Path) -> None:
    file = side_file(tmp_path)
    assert names(tmp_path) == []
    file.keep(CELL, Typed("7"))
    (name,) = names(tmp_path)
    assert name.startswith("csp.db-drafts-")
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    file.forget(CELL)
    file.close()
    assert names(tmp_path) == []


def test_a_program_that_runs_keeps_its_texts_to_itself_until_it_ends(tmp_path: Path) -> None:
    one, two = side_file(tmp_path), side_file(tmp_path)
    one.keep(CELL, Typed("1", at="1"))
    two.keep(CELL, Typed("2", at="2"))
    three = side_file(tmp_path)
    assert three.texts == {}
    one.close()
    two.close()
    three.close()
    after = side_file(tmp_path)
    assert after.texts == {CELL: Typed("2", at="2", also=("1",))}
    after.close()
    assert side_file(tmp_path).texts == {CELL: Typed("2", at="2", also=("1",))}


def test_another_database_beside_it_has_its_own(tmp_path: Path) -> None:
    file = side_file(tmp_path)
    file.keep(CELL, Typed("7"))
    file.close()
    assert SideFile(tmp_path, "csp.db-2").texts == {}
    assert SideFile(tmp_path, "other.db").texts == {}


KILLED = """
import os, sys
from pathlib import Path
from csp_tui.storage.drafts import SideFile, Typed
from tests.storage.test_drafts import CELL
file = SideFile(Path(sys.argv[1]), "csp.db")
for typed in ("1", "12", "1", "14", "146"):
    file.keep(CELL, Typed(typed))
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_killed_program_leaves_what_was_typed_last(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert side_file(tmp_path).texts == {CELL: Typed("146")}


def left_by_a_killed_one(folder: Path) -> Path:
    """A file with two texts, the first changed once, as a program leaves it that could not close it."""
    file = side_file(folder)
    file.keep(CELL, Typed("1"))
    file.keep(OTHER, Typed("71"))
    file.keep(CELL, Typed("14"))
    (name,) = names(folder)
    content = (folder / name).read_bytes()
    file.forget(CELL)
    file.forget(OTHER)
    file.close()
    (folder / name).write_bytes(content)
    return folder / name


@given(cut=st.integers(min_value=0, max_value=600))
def test_however_much_of_the_end_is_missing_the_texts_before_are_there_and_nobody_is_troubled(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = left_by_a_killed_one(tmp_path_factory.mktemp("cut"))
    content = path.read_bytes()
    header = content.index(b"\n") + 1
    kept = max(len(content) - cut, header)
    os.truncate(path, kept)
    again = side_file(path.parent)
    assert again.trouble == []
    whole = content[header:kept].count(b"\n")
    assert {key: typed.text for key, typed in again.texts.items()} == (
        {},
        {CELL: "1"},
        {CELL: "1", OTHER: "71"},
        {CELL: "14", OTHER: "71"},
    )[whole]
    again.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"csp-tui',
        b"PK\x03\x04 not ours",
        b"[" * 100_000,
        b'{"csp-tui": "typed texts that are not stored", "format": 2}\n{"of": ["a"], "same": 0, "text": "x"}\n',
        bytes(range(256)) * 40,
    ],
)
def test_a_foreign_file_is_set_aside_as_it_is_and_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "csp.db-drafts-0a").write_bytes(content)
    file = side_file(tmp_path)
    assert file.texts == {}
    if content:
        assert "csp.db-unreadable-drafts-0a" in file.trouble[0]
        assert (tmp_path / "csp.db-unreadable-drafts-0a").read_bytes() == content
    else:
        assert names(tmp_path) == file.trouble == []
    file.keep(CELL, Typed("7"))
    file.close()
    assert side_file(tmp_path).texts == {CELL: Typed("7")}


@pytest.mark.parametrize(
    "damage",
    [
        b"garbage\n",
        b'{"of": 7}\n',
        b'{"of": ["a"], "same": 9, "text": "x"}\n',
        b'{"of": ["a"], "same": 0, "text": 1}\n',
    ],
)
def test_of_a_damaged_file_what_can_be_read_is_there_and_the_file_is_kept(tmp_path: Path, damage: bytes) -> None:
    path = left_by_a_killed_one(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], damage, *lines[2:]]))
    file = side_file(tmp_path)
    assert {typed.text for typed in file.texts.values()} == {"14", "71"}
    assert "is damaged, what could be read is back in its place" in file.trouble[0]
    file.close()
    again = side_file(tmp_path)
    assert {typed.text for typed in again.texts.values()} == {"14", "71"}
    assert again.trouble == []
    again.close()


def test_a_folder_or_a_link_of_such_a_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "csp.db-drafts-folder").mkdir()
    (tmp_path / "secret").write_text("not ours")
    (tmp_path / "csp.db-drafts-link").symlink_to(tmp_path / "secret")
    assert side_file(tmp_path).trouble == []
    assert (tmp_path / "secret").read_text() == "not ours"


def test_where_nothing_can_be_written_it_says_so_once_and_works_until_the_program_ends(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    file = side_file(gone)
    file.keep(CELL, Typed("7"))
    file.keep(CELL, Typed("71"))
    assert not survives(file)
    assert len(file.trouble) == 1
    assert str(gone) in file.trouble[0]
    assert file.texts == {CELL: Typed("71")}
    gone.mkdir()
    file.keep(OTHER, Typed("1"))
    assert survives(file)
    file.close()
    assert side_file(gone).texts == {CELL: Typed("71"), OTHER: Typed("1")}


def test_on_a_full_disk_a_text_is_kept_again_whole_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = side_file(tmp_path)
    file.keep(CELL, Typed("14"))
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda handle, content: write(handle, content[:9]))  # as much as there is room for
        file.keep(CELL, Typed("146"))
        file.forget(CELL)
        file.keep(OTHER, Typed("71"))
    assert not survives(file)
    file.keep(OTHER, Typed("713"))
    assert survives(file)
    file.close()
    again = side_file(tmp_path)
    assert again.texts == {OTHER: Typed("713")}
    assert again.trouble == []


@given(
    st.lists(
        st.tuples(st.sampled_from([CELL, OTHER]), st.one_of(st.none(), st.text(max_size=30))), min_size=1, max_size=30
    )
)
def test_whatever_is_typed_and_given_up_the_next_program_has_the_same_texts(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Key, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("steps")
    file = side_file(folder)
    for key, text in steps:
        if text is None:
            file.forget(key)
        else:
            file.keep(key, Typed(text))
    before = dict(file.texts)
    file.close()
    again = side_file(folder)
    assert again.texts == before
    again.close()
