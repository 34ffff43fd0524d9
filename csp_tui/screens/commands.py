"""The palette's commands: every action of the open screen as `group: verb`, from the bindings' ids and tooltips."""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from csp_tui.widgets.key_line import key_name

_MOVING = ("grid", "detail")  # nobody looks for the way up and down in a list of commands


class EveryAction(Provider):
    """Finds actions by their words; choosing one does what its key does."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for words, binding in self._actions():
            yield DiscoveryHit(words, lambda b=binding: self._do(b), help=_told(binding))

    async def search(self, query: str) -> Hits:
        """Those that fit what is typed."""
        matcher = self.matcher(query)
        for words, binding in self._actions():
            score = max(matcher.match(words), matcher.match(f"{binding.description} {binding.id}"))
            if score > 0:
                yield Hit(score, matcher.highlight(words), lambda b=binding: self._do(b), help=_told(binding))

    def _actions(self) -> Iterator[tuple[str, Binding]]:
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id is None or not binding.tooltip or not active.enabled or seen & {binding.id, binding.action}:
                continue
            seen |= {binding.id, binding.action}
            group = binding.id.partition(".")[0]
            if group not in _MOVING:
                yield f"{group}: {binding.tooltip[0].lower()}{binding.tooltip[1:]}", binding

    def _do(self, binding: Binding) -> None:
        self.app.simulate_key(binding.key.partition(",")[0])


def _told(binding: Binding) -> str:
    """Its key, and what it is called where it gets another one: in the setting *Keys of your own*."""
    return f"{key_name(binding.key)}   its name for keys of your own: {binding.id}"
