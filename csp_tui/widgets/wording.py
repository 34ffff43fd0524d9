"""Makes stored text safe to show: nothing in it is interpreted, nothing moves the terminal; colours are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

_REORDERING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # can make a line read as another
_CONTROLS: Mapping[int, str | None] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **dict.fromkeys(_REORDERING, "\ufffd"),
}
_KEEPING_LINES: Mapping[int, str | None] = {**_CONTROLS, 0x09: "    ", 0x0A: "\n", 0x0D: None}
_PASTED: Mapping[int, str | None] = {
    **dict.fromkeys(_CONTROLS, None),
    0x09: " ",
    0x0A: "\n",
    0x0D: None,
}


def one_line(text: str) -> str:
    """Text as typed on one line, control characters shown as pictures (␛ for escape)."""
    return " ".join(text.split("\n")).translate(_CONTROLS) if not text.isprintable() else text


def lines_of(text: str) -> str:
    """Text as typed with its line ends, control characters shown as pictures."""
    return text if text.isprintable() else text.translate(_KEEPING_LINES)


def without_controls(text: str) -> str:
    """Pasted text without control characters; line ends stay as line feeds, a tab becomes a space."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_PASTED)


def cut(text: str, width: int) -> str:
    """Text shortened to a width, with an ellipsis where something is left out."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "\u2026"[:width]


def in_bytes(size: int) -> str:
    """The size of a file as people read it: `412 KB`, `3.1 MB`."""
    return f"{max(size, 1000) / 1000:.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
