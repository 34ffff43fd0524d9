"""Inside a transaction of the store's: reading what it has just written, and sealing it before it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, text

from csp_tui.storage.inserting import insert_all
from csp_tui.storage.reading import Rows
from csp_tui.storage.sealing import FACTS, Seal, facts_seal, layout, new_seals
from csp_tui.storage.tables import Tables

_SEAL = Tables.metadata.tables["seal"]
_parsed = lru_cache(maxsize=256)(text)  # finding the parameters in a long query takes longer than running it


def rows_within(connection: Connection) -> Rows:
    """Runs queries inside this transaction."""

    def rows(sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        if connection.dialect.name == "sqlite":  # understands `:name` itself, and a merge names thousands
            cursor = connection.connection.cursor()  # what SQLAlchemy makes of each row is not asked for
            try:
                cursor.execute(sql, params)
                return list(cursor.fetchall())
            finally:
                cursor.close()
        return [tuple(row) for row in connection.execute(_parsed(sql), params)]

    return rows


def seal_what_is_new(connection: Connection) -> None:
    """Seal all that this transaction has stored, so that nothing is ever committed without."""
    insert_all(connection, _SEAL, Seal._fields, new_seals(rows_within(connection)))


def seal_facts(connection: Connection) -> None:
    """Seal anew the facts of this copy and how its tables are laid out, after either was changed."""
    rows = rows_within(connection)
    connection.execute(delete(_SEAL).where(_SEAL.c.of == FACTS))
    laid_out = layout(rows) if connection.dialect.name == "sqlite" else ()
    insert_all(connection, _SEAL, Seal._fields, [facts_seal(rows, laid_out)])
