"""Network drives and synchronised folders: what is told of them, and working on a copy on this computer."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from csp_tui.desk.configuring import change_setting
from csp_tui.desk.local_copies import offer
from csp_tui.desk.opening import open_desk
from csp_tui.storage.places import on_network_by, shared_place
from tests.cli.conftest import Csp
from tests.screens.driving import LARGE, TODAY, Driver, go_to, press, running, screen_text, session_of, type_text

STATE = ("enter", "P1-01", "--partner", "Kent Police")
MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
//server/share /mnt/the\\040share cifs rw 0 0
server:/home /home/far nfs4 rw 0 0
/dev/sdb1 /home/far/usb ext4 rw 0 0
gvfsd-fuse /run/user/0/gvfs fuse.gvfsd-fuse rw 0 0
/dev/sdc1 /media/windows fuseblk rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("OneDrive - Medway Council", "a OneDrive folder"),
        ("OneDrive", "a OneDrive folder"),
        ("Dropbox (Council)", "a Dropbox folder"),
        ("Google Drive", "a Google Drive folder"),
        ("iCloud Drive", "an iCloud folder"),
        ("Nextcloud", "a Nextcloud folder"),
        ("Library/CloudStorage/Box-Box", "a synchronised folder"),
        ("Documents", None),
        ("One drive for all", None),
        ("cloudy", None),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(tmp_path: Path, folder: str, kind: str | None) -> None:
    assert shared_place(tmp_path / folder / "csp" / "csp.db", {}) == kind


@pytest.mark.parametrize(
    ("marker", "kind"),
    [
        (".stfolder", "a Syncthing folder"),
        (".dropbox.cache", "a Dropbox folder"),
        (".nextcloudsync.log", "a Nextcloud folder"),
    ],
)
def test_a_synchronised_folder_is_known_by_what_its_client_leaves_in_it(tmp_path: Path, marker: str, kind: str) -> None:
    (tmp_path / "Work" / "csp").mkdir(parents=True)
    (tmp_path / "Work" / marker).mkdir()
    assert shared_place(tmp_path / "Work" / "csp" / "csp.db", {}) == kind
    assert shared_place(tmp_path / "csp.db", {}) is None


def test_a_synchronised_folder_is_known_by_what_windows_says_and_behind_a_link(tmp_path: Path) -> None:
    assert shared_place(tmp_path / "Files" / "csp.db", {"OneDriveCommercial": str(tmp_path / "Files")}) is not None
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox")
    assert shared_place(tmp_path / "plain" / "csp.db", {}) == "a Dropbox folder"


@pytest.mark.parametrize(
    ("path", "far"),
    [
        ("/mnt/the share/csp.db", True),
        ("/mnt/the sharebox/csp.db", False),
        ("/home/far/csp.db", True),
        ("/home/far/usb/csp.db", False),
        ("/run/user/0/gvfs/smb-share/csp.db", True),
        ("/media/windows/csp.db", False),
        ("/home/ann/csp.db", False),
    ],
)
def test_a_network_drive_is_known_by_the_table_of_mounts(path: str, far: bool) -> None:
    assert on_network_by(Path(path), MOUNTS) == far


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database in a synchronised folder, whose user has answered who they are."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "OneDrive - Medway Council"
    folder.mkdir()
    with open_desk(str(folder / "csp.db"), by="Ann", today=TODAY) as desk:
        change_setting(desk, "role", "coordinator")
    return folder / "csp.db"


def test_commands_tell_it_once_and_work_where_the_file_is(csp: Csp, shared: Path) -> None:
    first, second = csp("--db", str(shared), *STATE, "1"), csp("--db", str(shared), "status")
    assert f"{shared} lies in a OneDrive folder" in first.err
    assert "csp-tui local-copy" in first.err
    assert (first.status, second.status, second.err) == (0, 0, "")


def test_a_copy_is_worked_on_until_it_is_put_back(csp: Csp, shared: Path) -> None:
    db = ("--db", str(shared))
    csp(*db, *STATE, "1")
    made = csp(*db, "local-copy", "--json").document
    copy = Path(made["copy"])
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    before = shared.read_bytes()
    worked = csp(*db, *STATE, "2")
    assert f"You work on a copy on this computer, {copy}; {shared} stays as it was" in worked.err
    assert shared.read_bytes() == before
    put = csp(*db, "local-copy", "--back")
    assert put.status == 0, put.err
    assert stat.S_IMODE(shared.stat().st_mode) == 0o600
    after = csp(*db, "show", "P1-01", "--partner", "Kent Police", "--json")
    assert after.err == ""
    assert '"2"' in after.out
    assert len(list((shared.parent / "backups").glob("*.db"))) == 1
    assert copy.exists()


def test_nothing_stored_meanwhile_in_the_shared_place_is_lost_by_putting_back(csp: Csp, shared: Path) -> None:
    db = ("--db", str(shared))
    csp(*db, "local-copy")
    csp(*db, *STATE, "2")
    # On a colleague's computer nothing is known of our copy.
    colleague = str(shutil.copy(shared, shared.with_name("theirs.db")))
    csp("--db", colleague, "enter", "P1-16", "3")
    Path(colleague).replace(shared)
    before = shared.read_bytes()
    refused = csp(*db, "local-copy", "--back")
    assert refused.status == 1
    assert f'csp-tui merge "{shared}"' in refused.err
    assert shared.read_bytes() == before
    assert csp(*db, "merge", str(shared)).status == 0
    assert csp(*db, "local-copy", "--back").status == 0
    assert '"3"' in csp(*db, "show", "P1-16", "--json").out
    assert '"2"' in csp(*db, "show", "P1-01", "--partner", "Kent Police", "--json").out


def test_there_is_nothing_to_put_back_without_a_copy(csp: Csp, shared: Path) -> None:
    refused = csp("--db", str(shared), "local-copy", "--back")
    assert (refused.status, refused.out) == (1, "")
    assert "there is nothing to put back" in refused.err


async def until(pilot: Driver, text: str) -> None:
    for _ in range(200):
        await pilot.pause(0.05)
        if text in screen_text(pilot):
            return
    raise AssertionError(f"{text!r} is not on the screen:\n{screen_text(pilot)}")


async def test_the_application_asks_once_and_goes_on_in_the_copy(shared: Path) -> None:
    before = shared.read_bytes()
    async with running(shared, LARGE) as pilot:
        await until(pilot, "Work on a copy on this computer")
        await press(pilot, "down", "enter")
        await until(pilot, "you work there now")
        desk = session_of(pilot).desk
        assert desk.store.path != shared
        assert desk.original == shared
        await go_to(pilot, "P1-01.total|Kent Police")
        await type_text(pilot, "12")
        await press(pilot, "enter")
    assert shared.read_bytes() == before
    async with running(shared, LARGE) as pilot:
        await until(pilot, "Local copy")
        assert "Go on where it is" not in screen_text(pilot)
        assert session_of(pilot).desk.original == shared


async def test_a_no_is_remembered(shared: Path) -> None:
    async with running(shared, LARGE) as pilot:
        await until(pilot, "Work on a copy on this computer")
        await press(pilot, "enter")
    with open_desk(str(shared), by="Ann", today=TODAY) as desk:
        assert offer(desk) is None
        assert desk.original is None
