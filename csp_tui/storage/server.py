"""The ledger on a database server, for a county's shared database: the same tables and queries through SQLAlchemy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from csp_tui.storage.errors import CannotOpen, NoSuchFile, ReadOnly, StorageError
from csp_tui.storage.migrations import create_tables
from csp_tui.storage.older import complete_and_seal
from csp_tui.storage.sqlite import SCHEMA_VERSION
from csp_tui.storage.within import seal_facts


class Server:
    """An open database on a PostgreSQL server; offers what SqliteFile offers."""

    path = None
    moved = held_elsewhere = False
    schema_version = SCHEMA_VERSION

    def __init__(self, url: str, *, create: bool, read_only: bool = False) -> None:
        self._engine = _engine(url)
        self.location = self._engine.url.render_as_string(hide_password=True)
        self.read_only_because = f"{self.location} was opened for reading only." if read_only else None
        try:
            self._prepare(create=create and not read_only)
        except SQLAlchemyError as error:
            raise self._explained(error) from error

    def _prepare(self, *, create: bool) -> None:
        looked = inspect(self._engine)
        if looked.has_table("seal"):
            return
        if not create:
            raise NoSuchFile(
                f"{self.location} holds no csp-tui database of this version; look at the name, or open it for writing."
            )
        with self._engine.begin() as connection:
            if not looked.has_table("meta"):
                create_tables(connection)
            complete_and_seal(connection)
            seal_facts(connection)

    def rows_at_once(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """The same as `rows`: readers of a server wait for nobody."""
        return self.rows(sql, **params)

    def rows(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """Run a query and give all its rows."""
        try:
            with self._engine.connect() as connection:
                return [tuple(row) for row in connection.execute(text(sql), params)]
        except SQLAlchemyError as error:
            raise self._explained(error) from error

    def check_before_writing(self) -> None:
        """Servers look after their own files; only the right to write is asked."""
        if self.read_only_because:
            raise ReadOnly(f"Nothing was stored: {self.read_only_because}")

    @contextmanager
    def writing(self, at_once: bool = False) -> Iterator[Connection]:  # noqa: ARG002 - a server lets readers read on
        """A transaction, one writer at a time as on SQLite: what a revision is based on must not change under it."""
        try:
            with self._engine.begin() as connection:
                connection.exec_driver_sql("LOCK TABLE step IN SHARE ROW EXCLUSIVE MODE")
                yield connection
        except SQLAlchemyError as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> StorageError:
        """The sentence for an error met on the server."""
        cause = " ".join(str(getattr(error, "orig", None) or error).split())
        if isinstance(error, OperationalError):
            return CannotOpen(f"{self.location} cannot be reached ({cause}); nothing was changed. Look at its address.")
        return StorageError(f"{self.location} could not be used ({cause}); nothing was changed.")

    def require_free(self) -> None:
        """Nothing to ask: a server lets everybody in."""

    def warm_up(self) -> None:
        """Nothing to do: opening has loaded everything."""

    def back_up(self, reason: str, at: datetime) -> None:
        """Servers are backed up by those who run them."""

    def copy_over(self, path: Path) -> None:
        """Refused, as `save_as` is."""
        self.save_as(path)

    def become(self, other: sqlite3.Connection) -> None:  # noqa: ARG002 - what a file would become
        """Refused: servers are restored by those who run them."""
        raise CannotOpen(f"{self.location} is on a server; ask those who run it to restore it.")

    def change_token(self) -> tuple[int, ...]:
        """Something that differs once anyone has changed the database."""
        latest = "SELECT coalesce((SELECT max(number) FROM {}), 0)"
        return tuple(int(self.rows(latest.format(table))[0][0]) for table in ("step", "turn", "setting"))

    def look_around(self) -> None:
        """Nothing to see: a server knows its users, and its database stays where it is."""

    def take_over(self) -> None:
        """Nothing to do: a server lets everybody write in turn."""

    def save_as(self, path: Path) -> None:
        """Refused: servers are copied by those who run them."""
        raise CannotOpen(f"{self.location} is on a server and cannot be written to {path}; ask those who run it.")

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()


def _engine(url: str) -> Engine:
    try:
        address = make_url(url)
        shown = address.render_as_string(hide_password=True)
    except ArgumentError:
        raise CannotOpen("The address of the database is not one; write postgresql://user@server/name.") from None
    if address.get_backend_name() != "postgresql":
        raise CannotOpen(f"{shown}: only SQLite files and PostgreSQL servers can hold the figures.")
    try:
        return create_engine(address)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise CannotOpen(
            f"{shown} needs a PostgreSQL driver that is not installed ({error}): pip install psycopg."
        ) from None
