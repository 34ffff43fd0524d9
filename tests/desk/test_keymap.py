"""Keys of a user's own, as they are typed into the settings."""

from __future__ import annotations

import pytest

from csp_tui.desk.keymap import TAKEN, KeymapError, keymap_of


def test_keys_are_read_by_the_names_of_their_actions() -> None:
    assert keymap_of(" Go.Deliverables = Ctrl+Y, show.theme=f9 ,") == {"go.deliverables": "ctrl+y", "show.theme": "f9"}
    assert keymap_of("") == {}


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("show.theme", "no action with its key"),
        ("F9=show.theme", "no action with its key"),
        ("show.theme=q", "what prints is typed"),
        ("show.theme=ctrl+shift+y", "Windows Terminal"),
        ("show.theme=alt+f4", "Windows Terminal"),
        ("show.theme=f9, go.find=f9", "given twice"),
        *((f"show.theme={key}", because) for key, because in TAKEN.items()),
    ],
)
def test_keys_that_cannot_be_are_refused_with_the_reason(text: str, because: str) -> None:
    with pytest.raises(KeymapError) as refused:
        keymap_of(text)
    assert because in str(refused.value)
