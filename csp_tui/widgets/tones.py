"""The few styles of the application by what they mean, in the theme's own variables; loads nothing of the domain."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

TONES: Mapping[str, str] = {
    "": "",
    "strong": "bold",
    "muted": "$foreground 65%",
    "accent": "$text-accent bold",
    "red": "$text-error bold",
    "amber": "$text-warning bold",
    "green": "$text-success bold",
    "refused": "$text-error bold",
    "draft": "$text-warning italic",
    "busy": "$text-primary",
}
"""Styles by what they mean, in the theme's own variables: legible in light, dark and 16 colours."""


def toned(text: str, tone: str = "") -> Content:
    """Plain text in the style of a tone; nothing in the text is read as markup."""
    return Content.styled(text, TONES[tone]) if tone else Content(text)
