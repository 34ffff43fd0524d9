"""Row 15 of the faults: while another program holds the file no key waits; what could not be read is shown later."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, Popen
from typing import TypeVar

import pytest

from csp_tui import screens
from csp_tui.desk.benchmarking import Said, take_table
from csp_tui.domain.book import Book
from csp_tui.domain.entries import Entry
from csp_tui.domain.pasting import Pasted
from csp_tui.screens import waiting as screens_waiting
from csp_tui.screens.base import CspScreen
from csp_tui.screens.benchmarking import BenchmarkPreview
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.measure import MeasureScreen
from csp_tui.screens.pasting import PastingScreen
from csp_tui.screens.priority import PriorityScreen
from csp_tui.screens.session import Session, Subject
from csp_tui.storage import guards, waiting
from csp_tui.storage.errors import Held, Locked
from csp_tui.storage.restoring import Copy
from csp_tui.storage.store import Store, open_store
from csp_tui.storage.waiting import Turn
from tests.faults.in_a_terminal import OPENED, RealProgram
from tests.faults.test_saving import HOLD
from tests.screens.conftest import _no_needless_waits  # noqa: F401 - as the tests of the screens wait
from tests.screens.driving import LARGE, QUARTER, Driver, press, running, screen_text, session_of, wait_for

T = TypeVar("T")
WAITS = "shown as soon as it is free"
WRITTEN = "The file is being written by another program"
AREAS = "Area\tYear to March 2025\nMedway\t1.5\nKent\t2.5\n"
F_KEYS, CONTROLS = ("\x1b[19~", "\x1b[20~", "\x1b[17~", "\x1b[18~"), ("\x04", "\x0b", "\x05", "\x01", "\x18")
SCREENS = (*F_KEYS, *CONTROLS, "h", "b")  # F8, F9, F6, F7; Ctrl+D, K, E, A, X
AT_ONCE = 2.0  # seconds: of the 5 that a patient program waits, and more than a busy computer takes


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Another program's connection is in the middle of a change that keeps readers out too."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def preview(session: Session) -> BenchmarkPreview:
    said = Said(title="Recorded crime per 1,000")
    found = take_table(session.desk, AREAS, said, dry_run=True)
    return BenchmarkPreview(session, found, lambda said, dry: found, said, lambda imported: None)


OF_SOMETHING: Mapping[type[CspScreen], Callable[[Session], CspScreen]] = {
    PriorityScreen: lambda session: PriorityScreen(session, 1),
    MeasureScreen: lambda session: MeasureScreen(session, Subject(session.book.plan.by_id["P1-01.fires"], "KFRS")),
    PastingScreen: lambda session: PastingScreen(session, "Paste", Pasted(()), "pasted", keeps_refused=False),
    BenchmarkPreview: preview,
}
"""The screens that are opened on something; every other one takes the session alone."""


def every_screen() -> list[type[CspScreen]]:
    """All that the program has, found among its modules: a new one is tried without being named here."""
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    found = dict.fromkeys(_below(CspScreen))
    return [kind for kind in found if not kind.__subclasses__() and kind is not HomeScreen]


def _below(kind: type[CspScreen]) -> Iterator[type[CspScreen]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("csp_tui"):
            yield one
            yield from _below(one)


def opened_of(kind: type[CspScreen], session: Session) -> CspScreen:
    return OF_SOMETHING[kind](session) if kind in OF_SOMETHING else kind(session)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was held up is tried again sooner than anybody would see it."""
    monkeypatch.setattr(screens_waiting, "AGAIN", 0.1)
    monkeypatch.setattr(waiting, "_STILL", 0.01)


@contextmanager
def at_once(what: object) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < AT_ONCE, what


async def show(pilot: Driver, screen: CspScreen) -> str:
    home = pilot.app.screen_stack[0]
    assert isinstance(home, HomeScreen)
    home.open_screen(screen)
    await pilot.pause()
    assert pilot.app.screen is screen
    return screen_text(pilot)


@pytest.mark.usefixtures("soon")
async def test_every_screen_opens_at_once_while_the_file_is_held_and_is_filled_by_itself_afterwards(
    database: Path,
) -> None:
    async with running(database, LARGE) as pilot:
        session, kinds, said = session_of(pilot), every_screen(), set()
        for kind in kinds:
            screen = opened_of(kind, session)
            with held(database), at_once(kind):
                seen = await show(pilot, screen)
            if WAITS in seen:
                said.add(kind)
                await wait_for(pilot, lambda: WAITS not in screen_text(pilot))
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            filled = screen_text(pilot)
            while len(pilot.app.screen_stack) > 1:
                pilot.app.pop_screen()
            await show(pilot, opened_of(kind, session))
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            assert filled == screen_text(pilot), kind
            while len(pilot.app.screen_stack) > 1:
                pilot.app.pop_screen()
            await pilot.pause()
        assert len(said) > len(kinds) / 2  # some show what is in memory, or read beside the screen


def settings_of(pilot: Driver) -> Collection[str] | None:
    """The names of what is set; None while it is not noticed yet that the file is free again."""
    try:
        return session_of(pilot).desk.store.settings().keys()
    except Held:
        return None


@pytest.mark.usefixtures("soon")
async def test_what_a_key_cannot_do_while_the_file_is_held_is_told_and_done_when_it_is_pressed_again(
    database: Path,
) -> None:
    async with running(database, LARGE) as pilot:
        with held(database):
            for key in ("ctrl+z", "f10", "ctrl+l"):
                with at_once(key):
                    await press(pilot, key)
                assert "being written by another program" in " ".join(screen_text(pilot).split()), key
            await press(pilot, "escape", "f4", "down", "enter")
            assert "try again once it is free" in screen_text(pilot)
            assert str(session_of(pilot).quarter) == QUARTER
        await wait_for(pilot, lambda: settings_of(pilot) is not None)
        assert "theme" not in (settings_of(pilot) or ())
        await press(pilot, "f10")
        assert "theme" in (settings_of(pilot) or ())


@pytest.mark.parametrize(
    ("keys", "stored"),
    [
        (("ctrl+l", *"Calm"), lambda book: any(one.text == "Calm" for one in book.headlines.values())),
        (("enter", "f5", "6"), lambda book: bool(book.figures)),
        (("enter", "ctrl+t", *"Calm"), lambda book: any("Calm" in one.values() for one in book.commentary.values())),
    ],
    ids=["headline", "form", "commentary"],
)
@pytest.mark.usefixtures("soon")
async def test_a_window_opens_while_the_file_is_held_and_stores_by_itself_afterwards(
    keys: Sequence[str], stored: Callable[[Book], bool], database: Path
) -> None:
    async with running(database, LARGE) as pilot:
        with held(database):
            await press(pilot, *keys)
            await press(pilot, "ctrl+s")
            seen = " ".join(screen_text(pilot).split())
            assert f"Not stored yet. {WRITTEN}; it is tried again by itself." in seen
        await wait_for(pilot, lambda: stored(session_of(pilot).book))
        assert "tried again" not in screen_text(pilot)
        assert WAITS not in screen_text(pilot)


@pytest.mark.parametrize("stays", [True, False], ids=["in the priority", "at home"])
async def test_each_figure_typed_while_the_file_is_held_is_stored_in_its_own_row_afterwards(
    database: Path, stays: bool
) -> None:
    typed: dict[str, str] = {}
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, PriorityScreen)
        with held(database):
            for text in ("11", "12", "13"):
                assert screen.grid.row_id is not None
                typed[screen.grid.row_id] = text
                await press(pilot, *text, "enter")
                assert "tried again by itself" in screen_text(pilot)
            assert len(typed) == session_of(pilot).unstored == 3
            if not stays:
                with at_once("leaving"):
                    await press(pilot, "escape")
                assert isinstance(pilot.app.screen, HomeScreen)
        await wait_for(pilot, lambda: not session_of(pilot).unstored)
        await pilot.pause()
        assert "draft" not in screen_text(pilot)
        book = session_of(pilot).book
    for row, text in typed.items():
        measure, partner = row.split("|")
        stated = book.stated(book.plan.by_id[measure], partner)
        assert stated is not None
        assert str(stated.statement.value) == text


@pytest.mark.usefixtures("soon")
async def test_what_was_stored_just_before_another_program_took_the_file_is_told_as_stored(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:

        def then_taken(store: Callable[..., T]) -> Callable[..., T]:
            def stored(*given: object, **named: object) -> T:
                found = store(*given, **named)
                other.execute("BEGIN EXCLUSIVE")
                return found

            return stored

        async def taken_after(pilot: Driver, *keys: str) -> None:
            await press(pilot, *keys)
            assert f"It is stored. {WRITTEN}: {WAITS}" in " ".join(screen_text(pilot).split()), keys
            other.execute("ROLLBACK")
            await wait_for(pilot, lambda: WAITS not in screen_text(pilot))

        async with running(database, LARGE) as pilot:
            session = session_of(pilot)
            figure = Subject(session.book.plan.by_id["P1-01.fires"], "KFRS")
            session.enter(figure, Entry(value="66"))
            for name in ("set_setting", "undo"):
                monkeypatch.setattr(Store, name, then_taken(getattr(Store, name)))
            await taken_after(pilot, "ctrl+z")
            assert session.statement(figure) is None
            await taken_after(pilot, "f10")
            await press(pilot, "ctrl+o")
            await taken_after(pilot, "enter", *"Jo", "enter")
            assert "Saved here." in screen_text(pilot)
            assert session.desk.store.settings().keys() >= {"by", "theme"}


def test_whoever_draws_is_told_at_once_what_others_and_what_our_own_threads_are_doing() -> None:
    turn, working, done = Turn(), threading.Event(), threading.Event()
    turn.never_wait_here()

    def work() -> None:
        with turn:
            working.set()
            done.wait(10)

    def refused() -> None:
        raise Locked("held")

    with pytest.raises(Held, match=WRITTEN):
        turn.patiently(refused)
    time.sleep(waiting._STILL)
    thread = threading.Thread(target=work)
    thread.start()
    working.wait(10)
    with at_once("our own"), pytest.raises(Held, match="in use by what was begun here before"):
        turn.patiently(lambda: None)
    done.set()
    thread.join()
    turn.patiently(lambda: None)


def compare(store: Store, elsewhere: Path) -> None:
    with Copy(elsewhere.with_name("before.db"), "medway") as copy:
        store.copies.change(copy)


def go_back(store: Store, elsewhere: Path) -> None:
    with Copy(elsewhere.with_name("before.db"), "medway") as copy:
        store.copies.go_back_to(copy, datetime.now(UTC))


@pytest.mark.parametrize(
    "work",
    [
        lambda store, _: store.back_up("when asked", datetime.now(UTC)),
        lambda store, elsewhere: store.copies.make(elsewhere, replace=False),
        lambda store, elsewhere: store.copies.make(elsewhere, replace=True),
        lambda store, elsewhere: store.around.save_as(elsewhere),
        compare,
        go_back,
    ],
    ids=["backup", "backup --out", "backup --out over", "save-as", "what a restore changes", "restore"],
)
def test_whoever_waits_for_another_program_gives_up_when_the_file_is_let_go_of(
    work: Callable[[Store, Path], None], database: Path, tmp_path: Path
) -> None:
    refused: list[Locked] = []
    elsewhere = tmp_path / "elsewhere.db"
    shutil.copy(database, elsewhere.with_name("before.db"))
    store = open_store(database)

    def copy() -> None:
        try:
            work(store, elsewhere)
        except Locked as error:
            refused.append(error)

    with held(database):
        thread = threading.Thread(target=copy)
        thread.start()
        time.sleep(0.1)
        with at_once("closing"):
            store._turn.never_wait_here()
            store.close()
            thread.join()
    assert refused
    assert not elsewhere.exists()
    assert not list((database.parent / "backups").glob("*"))


def test_a_file_that_is_held_is_not_taken_for_an_altered_one(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "PATIENCE", 0.1)
    with open_store(database) as store, held(database), pytest.raises(Locked, match="being written by another program"):
        store.copies.altered()


@pytest.mark.long
def test_no_key_waits_in_the_real_program_and_neither_does_leaving(database: Path) -> None:
    with RealProgram(database) as program:
        program.until_text(OPENED)
        program.settle(2.5)  # what the first save needs is loaded
        with Popen([sys.executable, "-c", HOLD, str(database), "EXCLUSIVE", "30"], stdout=PIPE, text=True) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            slowest = 0.0
            for key in SCREENS:
                slowest = max(slowest, program.press(key)[0])
                program.settle(0.1)
                slowest = max(slowest, program.press("escape")[0])
                program.until_text(WRITTEN)
            program.settle(0.5)
            began = time.monotonic()
            program.type("\x11")
            assert program.status() == 0
            assert time.monotonic() - began < AT_ONCE
            assert slowest < AT_ONCE * 1000
            holder.kill()
