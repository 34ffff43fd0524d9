"""The ladder that brings a database file of any earlier version to this one, or leaves it as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError

from csp_tui.storage.backups import back_up
from csp_tui.storage.errors import MigrationFailed
from csp_tui.storage.guards import APPLICATION_ID, check_whole, connect
from csp_tui.storage.older import complete_and_seal
from csp_tui.storage.sqlite import engine_over, explaining, make_durable
from csp_tui.storage.tables import Tables
from csp_tui.storage.within import seal_facts

Rung = Callable[[Connection], None]


def create_tables(connection: Connection) -> None:
    """The first rung: all tables, and who this copy is when it sends something."""
    Tables.metadata.create_all(connection)
    facts = {"sender": str(uuid4()), "created": datetime.now(UTC).isoformat(timespec="seconds")}
    connection.execute(insert(Tables.metadata.tables["meta"]), [{"key": k, "value": v} for k, v in facts.items()])


LADDER: Sequence[Rung] = (create_tables, complete_and_seal)


def build(path: Path, ladder: Sequence[Rung] = LADDER) -> None:
    """Fill an empty file with a database of the newest version."""
    with explaining(path), closing(connect(path, mode="rw")) as connection:
        make_durable(connection)
        try:
            climb(connection, ladder)
        except DBAPIError as error:
            raise error.orig or error from error


def migrate(path: Path, ladder: Sequence[Rung] = LADDER) -> Path:
    """Bring an older file to the newest version in one transaction and give the backup made before.

    Raises MigrationFailed, with the file as it was.
    """
    check_whole(path)
    with explaining(path), closing(connect(path, mode="rw")) as connection:
        make_durable(connection)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        backup = back_up(connection, path, f"of format {version}", datetime.now(UTC))
        try:
            climb(connection, ladder)
        except Exception as error:
            why = error.orig if isinstance(error, DBAPIError) else error  # without the statement and its values
            raise MigrationFailed(
                f"{path} could not be brought to format {len(ladder)} ({why}); it is as it was, a copy is {backup}."
            ) from error
    return backup


def climb(connection: sqlite3.Connection, ladder: Sequence[Rung] = LADDER) -> None:
    """Run the rungs above the file's version.

    Foreign keys are off meanwhile, since a rung may replace a table, and that switch has no effect inside a
    transaction; they are checked before it ends.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    engine = engine_over(connection)
    with engine.begin() as transaction:
        version = int(transaction.exec_driver_sql("PRAGMA user_version").scalar_one())
        for rung in ladder[version:]:
            rung(transaction)
        if broken := transaction.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise ValueError(f"{len(broken)} rows would have lost what they refer to")
        seal_facts(transaction)
        transaction.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        transaction.exec_driver_sql(f"PRAGMA user_version = {max(version, len(ladder))}")
