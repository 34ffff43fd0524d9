from __future__ import annotations

import pytest
from sqlalchemy.dialects import registry
from sqlalchemy.schema import CreateTable

from csp_tui.storage.tables import Tables


@pytest.mark.parametrize(("database", "type_"), [("sqlite", "TEXT"), ("postgresql", "NUMERIC")])
def test_numbers_have_an_exact_type_on_every_database(database: str, type_: str) -> None:
    dialect = registry.load(database)()
    created = str(CreateTable(Tables.metadata.tables["revision"]).compile(dialect=dialect))
    columns = dict(line.split(maxsplit=1) for line in created.splitlines() if line.startswith("\t"))
    for name in ("value", "numerator", "denominator", "rolling_year", "rolling_year_prior", "prior"):
        assert columns[name].rstrip(", ") == type_


def test_nothing_is_ever_deleted_along_with_something_else() -> None:
    keys = [key for table in Tables.metadata.tables.values() for key in table.foreign_keys]
    assert keys
    assert [key for key in keys if key.ondelete] == []
