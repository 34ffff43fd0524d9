"""What holds of all screens: text that can be read on every ground, room to live in, keys that reach the program."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.binding import Binding
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen

import csp_tui.screens
import csp_tui.widgets
from csp_tui.app import CspApp
from csp_tui.desk.configuring import THEMES as NAMES
from csp_tui.desk.keymap import TAKEN
from csp_tui.widgets.grid import CellGrid
from csp_tui.widgets.themes import THEMES
from tests.screens.driving import LARGE, SMALL, Driver, go_to, press, running, screen_text, type_text

READABLE = 4.5  # the least contrast that WCAG asks of text
BY_DESIGN = {"ctrl+t"}
"""A browser opens a tab with it. Enter on a row that asks for words, and the palette, write the commentary as well."""


def bindings() -> Iterator[tuple[str, Binding]]:
    """Every key of the program, with the class that has it."""
    modules = [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for package in (csp_tui.screens, csp_tui.widgets)
        for module in pkgutil.iter_modules(package.__path__)
    ]
    classes = {value for module in modules for value in vars(module).values() if isinstance(value, type)} | {CspApp}
    for owner in classes:
        if issubclass(owner, DOMNode) and owner.__module__.startswith("csp_tui"):
            for binding in owner.__dict__.get("BINDINGS", ()):
                assert isinstance(binding, Binding)
                yield owner.__name__, binding


def test_every_key_has_an_id_a_name_and_words_for_help_and_palette() -> None:
    found = list(bindings())
    assert len(found) > 100
    for owner, binding in found:
        assert "." in (binding.id or ""), (owner, binding)
        assert binding.description, (owner, binding)
        assert binding.tooltip[:1].isupper(), (owner, binding)
        assert len(binding.tooltip) <= 60, (owner, binding, "has no room beside its key at 80 columns")


def test_no_key_is_one_that_a_terminal_or_a_browser_keeps() -> None:
    for owner, binding in bindings():
        for key in binding.key.split(","):
            assert key not in TAKEN or key in BY_DESIGN, (owner, key, TAKEN[key])
            assert not key.startswith("alt+"), (owner, key)
            assert not {"ctrl", "shift"} <= set(key.split("+")), (owner, key)


async def test_a_key_of_ones_own_works_is_told_and_is_there_at_the_next_start(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "f2")
        await press(pilot, *["down"] * 5, "enter")
        assert "Keys of your own" in screen_text(pilot)
        await type_text(pilot, "go.questions=ctrl+t")
        await press(pilot, "enter")
        assert "browsers keep it" in screen_text(pilot)
        await press(pilot, *["backspace"] * len("ctrl+t"))
        await type_text(pilot, "ctrl+y, go.chase=ctrl+right, commentary.drafted=f9, choice.close=f7")
        await type_text(pilot, ", return.take-in=f2, question.ask=ctrl+u, help.words=ctrl+left")
        await press(pilot, "enter")
        told = " ".join(screen_text(pilot).split())
        assert "Ctrl+Y does redo (edit.redo) already; to give that another key too, type" in told
        assert '"go.questions=ctrl+y, edit.redo=ctrl+e".' in told
        await type_text(pilot, ", edit.redo=ctrl+e")
        await press(pilot, "enter")
        assert "Saved here." in screen_text(pilot)
        await press(pilot, "ctrl+y")
        assert "Questions" in screen_text(pilot)
    async with running(database) as pilot:
        assert re.search("Awaited .* Ctrl\\+Right\n", screen_text(pilot))
        await press(pilot, "f1")
        assert "what is awaited with Ctrl+Right" in " ".join(screen_text(pilot).replace("│", " ").split())
        assert "Ctrl+Left explains the abbreviations; Esc closes this" in screen_text(pilot)
        await press(pilot, "escape", "ctrl+y")
        assert "Nothing has been asked. Ctrl+U asks about a figure." in screen_text(pilot)
        assert "A question is kept with its figure" in " ".join(screen_text(pilot).split())
        await press(pilot, "escape", "f4")
        assert "Enter chooses, F7 closes" in screen_text(pilot)
        await press(pilot, "f7", "f6")
        assert "Nothing has come in yet. F2 takes in files" in screen_text(pilot)
        await press(pilot, "escape")
        await go_to(pilot, "P3-05.adults|Public Health")
        await press(pilot, "ctrl+t")
        assert "F9 sentence, F4 last quarter's" in screen_text(pilot)  # of the window, not the pack of other screens
        await press(pilot, "escape", "escape")
        await press(pilot, "ctrl+o", *["down"] * 5, "enter", "home")
        await type_text(pilot, "go.nowhere=f5,")
        await press(pilot, "enter")
        assert "No action is called go.nowhere" in screen_text(pilot)


async def test_a_screen_does_not_offer_the_key_that_opens_it(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "f7")
        keys = screen_text(pilot).splitlines()[-1]
        assert "F6 returns" in keys
        assert "F7" not in keys


def test_what_the_settings_offer_are_the_grounds_that_there_are() -> None:
    assert list(NAMES) == list(THEMES)


@pytest.mark.parametrize("name", THEMES)
def test_ratings_stay_red_amber_and_green_in_sixteen_colours(name: str) -> None:
    drawn = [
        Color.parse(THEMES[name].variables[f"text-{tone}"].lower()).downgrade(ColorSystem.STANDARD).number
        for tone in ("error", "warning", "success")
    ]
    assert [number % 8 for number in drawn if number is not None] == [1, 3, 2]


@pytest.mark.parametrize("name", THEMES)
async def test_all_text_can_be_read(database: Path, name: str) -> None:
    async with running(database, LARGE) as pilot:
        pilot.app.theme = THEMES[name].name
        await press(pilot)
        assert_readable(pilot)
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "900")
        await press(pilot, "enter")
        await type_text(pilot, "1,20")
        await press(pilot, "up")
        assert_readable(pilot)
        added_up = pilot.app.screen.query_one(CellGrid).style_of("muted", "cursor", "open")  # as a rolling year is
        assert_legible(added_up)
        for keys in (
            ["f5"],
            ["escape", "ctrl+t"],
            ["escape", "ctrl+f"],
            ["escape", "f4"],
            ["escape", "f1"],
            ["escape", "f8"],
            ["ctrl+o"],
        ):
            await press(pilot, *keys)
            assert_readable(pilot)


def assert_readable(pilot: Driver) -> None:
    """All letters and figures have contrast enough, but those that a window in front dims."""
    screen = pilot.app.screen
    front = screen.children[0].region if screen.is_modal else screen.region
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            start, x = x, x + segment.cell_length
            style = segment.style
            inside = front.x <= start < front.right and front.y <= y < front.bottom
            if not inside or style is None or not any(char.isalnum() for char in segment.text):
                continue
            assert_legible(style)


def assert_legible(style: Style) -> None:
    """The colour of a style has contrast enough on its ground."""
    assert style.color is not None
    assert style.bgcolor is not None
    found = contrast(style.color.get_truecolor(), style.bgcolor.get_truecolor())
    assert found >= READABLE, (style, found)


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """As WCAG 2 reckons it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: ColorTriplet) -> float:
    """Relative luminance, by the definition of WCAG 2."""
    parts = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour.normalized)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


@pytest.mark.parametrize("width", [60, 70, 80, 107])
async def test_the_rating_stands_whole_at_every_width_and_against_what_is_compared(database: Path, width: int) -> None:
    async with running(database, (width, 24)) as pilot:
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "900")
        await press(pilot, "enter")
        row = next(line for line in screen_text(pilot).splitlines() if "P3-05" in line)
        assert "■ RED" in row
        titles = screen_text(pilot).splitlines()[1]
        assert titles.rstrip(" ▁▂▃▄▅▆▇").endswith("Rating")
        assert ("Against" in titles) == ("Compared" in titles)


async def test_a_screen_made_tiny_is_not_laid_out_for_ever_and_comes_back_as_it_was(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[Screen[object]] = []
    lay_out = Screen._refresh_layout

    def counted(screen: Screen[object], size: Size | None = None, scroll: bool = False) -> None:
        laid_out.append(screen)
        lay_out(screen, size, scroll)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)
    async with running(database) as pilot:
        windows = (
            ("ctrl+t",),
            ("escape", "f5"),
            ("escape", "f7"),
            ("escape", "f6"),
            ("j",),
            ("escape", "escape", "f1"),
        )
        for keys in (
            (),
            ("enter",),
            ("4", "7"),
            *windows,
            ("escape", "f8"),
            ("f9",),
            ("ctrl+g",),
            ("escape", "ctrl+p"),
        ):
            await press(pilot, *keys)
            before = screen_text(pilot)
            for tiny in ((20, 5), (5, 5), (1, 1)):
                laid_out.clear()
                await pilot.resize_terminal(*tiny)
                await pilot.pause()
                assert len(laid_out) < 20, (keys, tiny)
            await pilot.resize_terminal(*SMALL)
            await pilot.pause()
            assert screen_text(pilot) == before
