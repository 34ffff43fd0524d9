"""A desk on a scratch database, at a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csp_tui.desk.contacts import import_contacts
from csp_tui.desk.opening import Desk, open_desk

TODAY = date(2026, 11, 21)


@pytest.fixture
def desk(database: Path) -> Iterator[Desk]:
    with open_desk(str(database), by="Ann", today=TODAY) as opened:
        yield opened


@pytest.fixture
def contact(desk: Desk, tmp_path: Path) -> str:
    """A contact at the Council who answers for P1-02 alone."""
    sheet = tmp_path / "contacts.csv"
    sheet.write_text("name,partner,team,email,rows\nJo Brook,Medway Council,Street Scene,jo@example.org,P1-02\n")
    import_contacts(desk, sheet)
    return "Jo Brook"
