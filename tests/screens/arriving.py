"""Files as they arrive at a coordinator's: returns of two teams' own programs, and a form filled in Excel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from csp_tui.desk import entering
from csp_tui.desk.contacts import import_contacts
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.desk.submitting import submit
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.returns.reading import read_returns
from tests.returns.building import with_figures
from tests.screens.driving import QUARTER, TODAY

Q2 = Quarter.parse(QUARTER)
COUNCIL = "Medway Council"


def desk_on(database: Path, by: str = "Ann") -> Desk:
    """A desk on a file, on the fixed day."""
    return open_desk(str(database), by=by, today=TODAY)


def say(desk: Desk, measure: str, typed: str, partner: str | None = None) -> None:
    """Enter a figure."""
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure(measure), partner, Entry(value=typed))


def stated_before(database: Path, measure: str, entry: Entry, quarter: str = QUARTER) -> None:
    """Store a figure as somebody did earlier."""
    with desk_on(database) as desk:
        found = desk.plan.by_id[measure]
        entering.enter(desk, open_book(desk, Quarter.parse(quarter)), found, found.suppliers[0], entry)


def sent_by(folder: Path, team: str, partner: str, figures: Mapping[str, str]) -> Path:
    """The return that a team's own copy of the program writes."""
    with desk_on(folder / f"{team}.db", team) as desk:
        for measure, typed in figures.items():
            say(desk, measure, typed, partner)
        written = submit(desk, Q2, folder / "sent", partner=partner).path
    named = folder / "in" / f"{team}.xlsx"
    named.parent.mkdir(exist_ok=True)
    return written.rename(named)


def two_teams(folder: Path) -> Path:
    """A folder with the returns of two teams of the Council, who answer P1-02 differently."""
    sent_by(folder, "housing", COUNCIL, {"P1-02": "14", "P1-16": "4"})
    sent_by(folder, "community", COUNCIL, {"P1-02": "11", "P1-05": "61"})
    return folder / "in"


def issue_form(database: Path, folder: Path) -> bytes:
    """The form of a contact at KFRS, as it goes out."""
    sheet = folder / "contacts.csv"
    sheet.write_text("name,partner,team,email,rows\nJo Brook,KFRS,Fire Safety,jo@example.org,P1-01\n")
    with desk_on(database) as desk:
        import_contacts(desk, sheet)
        return issue_forms(desk, Q2, folder / "out", contact="Jo Brook").forms[0].path.read_bytes()


def filled(folder: Path, name: str, form: bytes, figures: Mapping[str, object]) -> Path:
    """A form that came back from Excel."""
    path = folder / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(with_figures(form, {measure: {"Figure": figure} for measure, figure in figures.items()}))
    return path


def take_in(database: Path, *paths: Path) -> None:
    """Merge files, without the screen."""
    with desk_on(database) as desk:
        merge(desk, read_returns(paths, desk.plan, Q2))
