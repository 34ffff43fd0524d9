"""What files of earlier versions lack, brought in one by one: the rungs of the ladder in `migrations`.

The versions 0.1.0 to 0.5.0 all called their format 1; which of their shapes a file has is told by its tables.
"""

# ruff: noqa: S608  # only the names of tables and columns are joined into SQL

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, inspect, select
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from csp_tui.storage.contents import CONTENT_COLUMNS, content_of, id_of_said, said_hash
from csp_tui.storage.inserting import insert_all
from csp_tui.storage.ledger import Ledger
from csp_tui.storage.records import Subject
from csp_tui.storage.tables import Tables
from csp_tui.storage.within import rows_within, seal_what_is_new

_TABLE = Tables.metadata.tables
_AN_ID = re.compile(r"\b[0-9a-f]{64}\b")
_ASIDE = "before_"  # begins the name of a table that is being replaced


def complete_and_seal(connection: Connection) -> None:
    """From any shape of format 1 to format 2: all tables in their present shape, and everything on record sealed."""
    replaced = _set_aside(connection)
    Tables.metadata.create_all(connection)
    for table in Tables.metadata.sorted_tables:
        if table.name in replaced:
            _take_over(connection, table)
    for name in reversed(replaced):
        connection.exec_driver_sql(f"DROP TABLE {_ASIDE}{name}")
    if "revision" in replaced:
        partnerships = connection.execute(select(_TABLE["revision"].c.partnership).distinct()).scalars().all()
        for partnership in partnerships:
            Ledger(connection, partnership).rebuild()
    seal_what_is_new(connection)


def _set_aside(connection: Connection) -> Sequence[str]:
    """Where one table has other columns than now, rename all, and drop their indexes, whose names are needed.

    All, since those that stay would refer to the renamed ones.
    """
    looked = inspect(connection)
    held = [table for table in Tables.metadata.sorted_tables if looked.has_table(table.name)]
    if all({column["name"] for column in looked.get_columns(table.name)} == set(table.c.keys()) for table in held):
        return ()
    for table in held:
        for index in looked.get_indexes(table.name):
            connection.exec_driver_sql(f'DROP INDEX "{index["name"]}"')
        connection.exec_driver_sql(f"ALTER TABLE {table.name} RENAME TO {_ASIDE}{table.name}")
    return tuple(table.name for table in held)


def _take_over(connection: Connection, table: Table) -> None:
    """Fill a table from the one that it replaces; what is new in it has its default, or follows from the rest."""
    if table.name == "revision":
        _take_over_revisions(connection)
        return
    held = {column["name"] for column in inspect(connection).get_columns(f"{_ASIDE}{table.name}")}
    columns = [column.name for column in table.c if column.name in held]
    new = {
        column.name: column.default.arg
        for column in table.c
        if column.name not in held and isinstance(column.default, ScalarElementColumnDefault)
    }
    rows = rows_within(connection)(f"SELECT {', '.join(columns)} FROM {_ASIDE}{table.name}")
    insert_all(connection, table, (*columns, *new), ((*row, *new.values()) for row in rows))


def _take_over_revisions(connection: Connection) -> None:
    """The revisions of 0.1.0, which had no hash of what they say, and whose ids were made of it in another way."""
    rows = rows_within(connection)
    columns = [column.name for column in _TABLE["revision"].c if column.name != "said"]
    bases: dict[int, list[str]] = {}
    for number, base in rows(f"SELECT revision, base FROM {_ASIDE}basis"):
        bases.setdefault(number, []).append(base)
    renamed: dict[str, str] = {}
    new: list[tuple[Any, ...]] = []
    for row in rows(f"SELECT {', '.join(columns)} FROM {_ASIDE}revision ORDER BY number"):
        one = dict(zip(columns, row, strict=True))
        if one["text"] is not None:  # a judgement names the revision that it was made of
            one["text"] = _AN_ID.sub(lambda found: renamed.get(found[0], found[0]), one["text"])
        subject = Subject(one["about"], one["quarter"], one["partner"], one["field"])
        said = said_hash(content_of(subject.field, tuple(one[name] for name in CONTENT_COLUMNS)))
        based_on = [renamed.get(base, base) for base in bases.get(one["number"], ())]
        renamed[one["id"]] = id_of_said(one["sender"], one["partnership"], subject, said, based_on)
        new.append((*(one | {"id": renamed[one["id"]]}).values(), said))
    insert_all(connection, _TABLE["revision"], (*columns, "said"), new)
    for before, now in renamed.items():
        connection.exec_driver_sql(f"UPDATE {_ASIDE}basis SET base = ? WHERE base = ?", (now, before))
