"""The ledger on a database server, for a county's shared database: the same tables and queries through SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from csp_tui.storage.errors import CannotOpen, NoSuchFile, ReadOnly, StorageError
from csp_tui.storage.migrations import create_tables
from csp_tui.storage.sqlite import SCHEMA_VERSION


class Server:
    """An open database on a PostgreSQL server; offers what SqliteFile offers."""

    path = None
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
        if inspect(self._engine).has_table("meta"):
            return
        if not create:
            raise NoSuchFile(f"{self.location} holds no csp-tui database; look at the name, or open it for writing.")
        with self._engine.begin() as connection:
            create_tables(connection)

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
    def writing(self) -> Iterator[Connection]:
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

    def warm_up(self) -> None:
        """Nothing to do: opening has loaded everything."""

    def back_up(self, reason: str, at: datetime) -> None:
        """Servers are backed up by those who run them."""

    def change_token(self) -> tuple[int, ...]:
        """Something that differs once anyone has changed the database."""
        latest = "SELECT coalesce((SELECT max(number) FROM {}), 0)"
        return tuple(int(self.rows(latest.format(table))[0][0]) for table in ("step", "turn", "setting"))

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
