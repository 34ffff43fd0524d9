"""Opening the desk: one database, one partnership, one plan, and who is working; everything is handed in."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from csp_tui.desk.facts import apply_facts
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.measures import Plan
from csp_tui.domain.quarters import Quarter, last_completed
from csp_tui.plans.loading import load_plan
from csp_tui.storage.choices import Choices
from csp_tui.storage.store import Store, open_store

_PLACE = ZoneInfo("Europe/London")  # quarters go by dates here, wherever the laptop is


def default_location() -> Path:
    """The database in the user's own data folder; neither is made by asking."""
    from platformdirs import user_data_path  # noqa: PLC0415 - a database named by the user needs no look-up

    return user_data_path("csp-tui", appauthor=False) / "csp.db"


def state_folder() -> Path:
    """Where this computer's user remembers what is no part of any database; not made by asking."""
    from platformdirs import user_state_path  # noqa: PLC0415 - as above

    return user_state_path("csp-tui", appauthor=False)


def choices() -> Choices:
    """What this computer's user chose for databases in shared places."""
    return Choices(state_folder() / "places")


def now() -> datetime:
    """This moment, aware and in UTC, as every revision records it."""
    return datetime.now(UTC)


def day_of(at: datetime) -> date:
    """The day on which a moment fell here."""
    return at.astimezone(_PLACE).date()


def moment_words(at: datetime) -> str:
    """A moment as a clock on the wall showed it here: `21 Nov 2026 16:02`."""
    return f"{at.astimezone(_PLACE):%d %b %Y %H:%M}"


@dataclass
class Desk:
    """What every use case works on: the open store, the plan with the user's own facts, and who is working.

    `partnership` is the id under which everything is stored (`medway`). `role`, `partner` and `priority` come from
    this copy's settings and say for whom its user works. `original` is the file that was named,
    where a copy of it on this computer is worked on. `at_the_end` is done before the database is let go of.
    """

    store: Store
    built_in: Plan
    plan: Plan
    partnership: str
    by: str
    today: date
    role: str = ""
    partner: str | None = None
    priority: int | None = None
    original: Path | None = None
    at_the_end: list[Callable[[], None]] = field(default_factory=list)

    @property
    def location(self) -> str:
        """The file or address of the database, as a person can find it."""
        return self.store.location

    @property
    def read_only_because(self) -> str | None:
        """Why nothing can be saved, as a sentence; None where it can."""
        return self.store.read_only_because

    @property
    def works_for(self) -> str | None:
        """The partner whose part is shown first; none for a coordinator, who looks after all of them."""
        return None if self.role == "coordinator" else self.partner

    def quarter(self, text: str | None = None) -> Quarter:
        """The quarter that a text names, which the plan must cover; without one the last completed, within the plan."""
        if text is None:
            return self.plan.clamp(last_completed(self.today))
        return self.plan.require_quarter(Quarter.parse(text))

    def refresh(self) -> None:
        """Read again what the plan and the settings say, after one of them was changed."""
        self.store.know_itself()
        self.plan = apply_facts(self.built_in, self.store.standing(self.partnership))
        held = self.store.settings()
        named = held["partner"].value if "partner" in held else ""
        self.partner = named if named in self.plan.partners else None
        self.role = held["role"].value if "role" in held else ""
        self.priority = int(held["priority"].value) if "priority" in held and held["priority"].value else None

    def never_wait_here(self) -> None:
        """Let this thread, which draws the screen, be told at once that another program is writing."""
        self.store.never_wait_here()

    def change_token(self) -> tuple[int, ...]:
        """Something that differs once another program has stored something in the same file."""
        return self.store.change_token()

    def look_around(self) -> None:
        """Look who else has the file open, and whether it is in its place; why nothing can be saved may change."""
        self.store.remember_what_is_stored()
        self.store.around.look()

    def take_over(self) -> None:
        """Take the file over from the program that has it open elsewhere."""
        self.store.around.take_over()

    def warm_up(self) -> None:
        """Load what saving needs, and sweep what killed exports left; for a worker after the first paint."""
        from csp_tui.desk.folders import sweep_folders  # noqa: PLC0415 - folders are set in a desk, which is made here

        self.store.warm_up()
        sweep_folders(self)

    def close(self) -> None:
        """Let go of the database."""
        while self.at_the_end:
            self.at_the_end.pop()()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_desk(
    database: str | None = None,
    *,
    partnership: str | None = None,
    plan: str | None = None,
    by: str | None = None,
    today: date | None = None,
    read_only: bool = False,
    stays: bool = False,
    take_over: bool = False,
    patience: float | None = None,
) -> Desk:
    """Open a database (the user's own when none is named) at a plan; a database that does not exist is created.

    A door that `stays` open holds the lease on the file, so that a second one only reads it; `take_over` takes it from
    who holds it. Raises a UserError with the sentence that says why it cannot be opened: where another program writes
    it, after this `patience` (in seconds), else the store's own.
    """
    chosen = load_plan(partnership, plan)
    place = database or str(default_location())
    copy = None if "://" in place else choices().copy_of(Path(place))
    store = open_store(
        copy or place,
        read_only=read_only,
        make_folder=database is None,
        stays=stays,
        take_over=take_over,
        remembered_in=state_folder() / "ledgers",
        patience=patience,
    )
    try:
        who = " ".join(clean_text(by or "").split()) or known_user(store)
        day = today or datetime.now(_PLACE).date()
        desk = Desk(store, chosen, chosen, chosen.id.partition("/")[0], who, day)
        desk.original = Path(place).absolute() if copy is not None else None
        desk.refresh()
    except BaseException:
        store.close()
        raise
    return desk


def known_user(store: Store) -> str:
    """Who works here where nobody says so: the name in the settings, else the login name."""
    named = store.setting("by")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no login name is known, as in a container
        return os.environ.get("USER", "someone")
