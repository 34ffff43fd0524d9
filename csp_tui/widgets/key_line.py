"""The last line of every screen: the keys that do something now, most needed first, each to be clicked as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from csp_tui.widgets.grid import OPENS, CellGrid

_SOME_KEYS = 5  # of more than those, fewer are not worth a title
_NAMES = {"escape": "Esc", "delete": "Del", "pageup": "PgUp", "pagedown": "PgDn"}


def key_name(key: str) -> str:
    """The first of a binding's keys as it is printed on a keyboard: `F5`, `Ctrl+T`, `Esc`."""
    first = key.partition(",")[0]
    return "+".join(_NAMES.get(part, part.capitalize()) for part in first.split("+"))


def _worded(node: DOMNode, binding: Binding) -> Binding:
    """A binding in the words of the row that its key would open, where they are not its own."""
    if binding.id != OPENS or not isinstance(node, CellGrid) or node.opens == binding.description:
        return binding
    return replace(binding, description=node.opens, tooltip=f"{node.opens.capitalize()}: the row under the cursor")


@cache
def _declared(node: type[DOMNode]) -> Mapping[str | None, int]:
    """The places of a screen's or widget's keys by their actions' names; a key of a user's own is at Textual's end."""
    names = [
        binding.id
        for one in reversed(node.__mro__)
        for binding in vars(one).get("BINDINGS", ())
        if isinstance(binding, Binding)
    ]
    return {name: place for place, name in enumerate(dict.fromkeys(names))}


def shown_keys(screen: Screen[Any]) -> list[Binding]:
    """The keys that do something on a screen now and that its last line tells, most needed first."""
    shown = [one for one in screen.active_bindings.values() if one.binding.show and one.enabled]
    nodes = list(dict.fromkeys(one.node for one in shown))
    shown.sort(key=lambda one: (nodes.index(one.node), _declared(one.node.__class__).get(one.binding.id, 0)))
    worded = [_worded(one.node, one.binding) for one in shown]
    return [binding for binding in worded if binding.description]


def all_keys(screen: Screen[Any]) -> list[Binding]:
    """Every key that does something on a screen now, those that its last line tells first."""
    told = [_worded(one.node, one.binding) for one in screen.active_bindings.values() if one.enabled]
    explained_ones = (one for one in told if one.tooltip and one.id and one.description)
    return sorted(explained_ones, key=lambda binding: not binding.show)


def keys_that_fit(screen: Screen[Any], room: int) -> list[Binding]:
    """Every key, or the most needed ones with help among them, for so many lines; none where too few would fit."""
    every, shown = all_keys(screen), shown_keys(screen)
    if room < min(len(shown), _SOME_KEYS):
        return []
    return every if len(every) <= room else shown if len(shown) <= room else [*shown[: room - 1], shown[-1]]


def explained(bindings: Iterable[Binding]) -> Content:
    """Keys below each other, each with the sentence on what it does."""
    names = {binding: key_name(binding.key) for binding in bindings}
    width = max((len(name) for name in names.values()), default=0) + 2
    return Content("\n").join(
        Content.assemble((f"{name:<{width}}", "$text-accent bold"), binding.tooltip) for binding, name in names.items()
    )


HELP = "help.show"  # the binding that never gives way to others


class KeyLine(Widget):
    """One line of keys; what has no room is left out, for F1 tells them all."""

    DEFAULT_CSS = """
    KeyLine {
        height: 1; dock: bottom; background: $panel; color: $foreground;
        link-style: none; link-color: $foreground; link-style-hover: bold; link-background-hover: $primary;
    }
    """
    ALLOW_SELECT = False

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """The shown bindings as far as the line reaches; help always has its place at the end."""
        shown = shown_keys(self.screen)
        last = [self._piece(binding) for binding in shown if binding.id == HELP]
        room = self.size.width - sum(piece.cell_length for piece in last)
        pieces: list[Content] = []
        for piece in (self._piece(binding) for binding in shown if binding.id != HELP):
            if piece.cell_length > room:
                break
            room -= piece.cell_length
            pieces.append(piece)
        return Content("").join([*pieces, *last])

    def _piece(self, binding: Binding) -> Content:
        key = binding.key.partition(",")[0]
        words = Content.assemble((key_name(key), "$text-accent bold"), f" {binding.description}")
        return Content(" ") + words.stylize(f"@click=app.simulate_key('{key}')") + Content(" ")
