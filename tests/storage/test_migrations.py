from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from csp_tui.storage.errors import MigrationFailed
from csp_tui.storage.migrations import LADDER, migrate
from csp_tui.storage.sqlite import SCHEMA_VERSION
from csp_tui.storage.store import open_store
from tests.storage.saying import BURGLARY, HERE, figure, say


def add_a_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE revision ADD COLUMN seen_by VARCHAR")


def lose_the_steps(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM step")


def stumble(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TABLE setting")
    connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")


@pytest.fixture
def filled(file: Path) -> Path:
    with open_store(file) as store:
        say(store, figure("63.80"))
    return file


def test_the_ladder_ends_at_the_version_that_this_program_reads() -> None:
    assert len(LADDER) == SCHEMA_VERSION


def test_an_older_file_is_brought_up_with_equal_values_after_a_backup(filled: Path) -> None:
    before = filled.read_bytes()
    backup = migrate(filled, [*LADDER, add_a_column])
    with open_store(filled) as newer, open_store(backup) as older:
        assert newer.schema_version == SCHEMA_VERSION + 1
        assert older.schema_version == SCHEMA_VERSION
        assert newer.history(HERE, BURGLARY) == older.history(HERE, BURGLARY)
    assert len(backup.read_bytes()) == len(before)
    assert backup.parent.stat().st_mode & 0o777 == 0o700
    assert backup.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("rung", [stumble, lose_the_steps])
def test_a_rung_that_fails_leaves_the_file_as_it_was(filled: Path, rung: object) -> None:
    before = filled.read_bytes()
    with pytest.raises(MigrationFailed, match=r"as it was, a copy is .*backups") as failure:
        migrate(filled, [*LADDER, add_a_column, rung])  # type: ignore[list-item]
    assert str(filled) in str(failure.value)
    assert filled.read_bytes() == before
    with open_store(filled) as store:
        assert len(store.history(HERE, BURGLARY)) == 1


def test_a_failure_is_told_without_what_the_file_holds(filled: Path) -> None:
    def repeat_a_setting(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES (?, ?)", ("sender", "a secret"))

    with pytest.raises(MigrationFailed, match="UNIQUE") as failure:
        migrate(filled, [*LADDER, repeat_a_setting])
    assert "secret" not in str(failure.value)
    assert "INSERT" not in str(failure.value)


def test_a_file_of_a_newer_version_is_read_and_not_written(filled: Path) -> None:
    migrate(filled, [*LADDER, add_a_column])
    before = filled.read_bytes()
    with open_store(filled) as store:
        assert store.read_only_because is not None
        assert f"format {SCHEMA_VERSION + 1}" in store.read_only_because
        assert len(store.history(HERE, BURGLARY)) == 1
        with pytest.raises(Exception, match="newer csp-tui"):
            say(store, figure("1"))
    assert filled.read_bytes() == before
