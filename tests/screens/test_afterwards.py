from __future__ import annotations

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from csp_tui.widgets.afterwards import Afterwards


class Watched(Screen[None]):
    """A screen whose work needs what is on it."""

    def __init__(self, done: list[str]) -> None:
        super().__init__()
        self.done = done
        self.afterwards = Afterwards(self, self._work)

    def compose(self) -> ComposeResult:
        yield Static("12", id="figure")

    def _work(self) -> None:
        self.done.append(str(self.query_one("#figure", Static).content))


async def test_what_many_keys_ask_for_is_done_once_and_again_for_the_next() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        screen = Watched([])
        await app.push_screen(screen)
        for _key in range(3):
            screen.afterwards.soon()
        await pilot.pause(0.05)
        assert screen.done == ["12"]
        screen.afterwards.soon()
        await pilot.pause(0.05)
        assert screen.done == ["12", "12"]


async def test_nothing_is_done_on_a_screen_that_was_left() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        done: list[str] = []
        for _time in range(20):
            screen = Watched(done)
            await app.push_screen(screen)
            screen.afterwards.soon()
            app.pop_screen()
        await pilot.pause(0.05)
        assert app.is_running
        assert app.return_code is None
