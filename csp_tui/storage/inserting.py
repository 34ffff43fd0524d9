"""Inserting many rows, or one soon: SQLAlchemy writes the statement, once, and the driver is handed the values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert

_AT_ONCE = 1000  # rows made and handed to the driver at once


def insert_all(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[object, ...]], instead: str = ""
) -> None:
    """Insert rows of these columns, all that have defaults among them; only so many are made at once.

    SQLAlchemy writes the statement and the driver is handed the values: SQLAlchemy's own handling of each takes longer
    than storing it.
    """
    waiting = iter(rows)
    some = list(islice(waiting, _AT_ONCE))
    if not some:
        return
    statement, order = _insertion(table, tuple(columns), connection.dialect)
    in_order = itemgetter(*map(columns.index, order)) if order else None
    store = _driver(connection)
    while some:
        given = list(map(in_order, some)) if in_order else [dict(zip(columns, row, strict=True)) for row in some]
        store(f"{statement}{instead}", given)
        some = list(islice(waiting, _AT_ONCE))


def _driver(connection: Connection) -> Callable[[str, Sequence[Any]], object]:
    """What takes a statement and its rows; on a file the driver itself, whose errors the file explains."""
    if connection.dialect.name == "sqlite":
        return connection.connection.cursor().executemany
    return connection.exec_driver_sql


@lru_cache(maxsize=32)
def _insertion(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[str, list[str] | None]:
    """An insert in words, and the order of its values where the driver wants them in order instead of by name.

    Kept, since writing it takes longer than storing a figure.
    """
    statement = insert(table).inline().compile(dialect=dialect, column_keys=list(columns))
    return str(statement), statement.positiontup
