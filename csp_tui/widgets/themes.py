"""The application's grounds: dark, light and high contrast, each with colours of text that can be read on it.

Textual mixes the colours of text from a theme's own; here they are named, since a rating's colour must keep 4.5:1 on
every ground that text stands on, and what can be pressed must not look amber. In 16 colours each becomes the nearest,
so red, amber and green are strong enough to stay themselves there.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

_READABLE = {"text-muted": "auto 70%", "text-disabled": "auto 65%"}  # Textual's own are fainter than 4.5:1

DARK = Theme(
    name="csp-dark",
    dark=True,
    primary="#0178D4",
    secondary="#004578",
    accent="#6CB8F6",
    error="#E05267",
    warning="#FFB02E",
    success="#4EBF71",
    foreground="#E4E4E4",
    background="#121212",
    surface="#1E1E1E",
    panel="#242F38",
    variables={
        **_READABLE,
        "block-cursor-foreground": "#FFFFFF",
        "scrollbar": "#0178D4",
        "text-error": "#FF8A9A",
        "text-warning": "#FFC25C",
        "text-success": "#60D880",
        "text-accent": "#8CCBFF",
        "text-primary": "#8CB9E0",
    },
)
LIGHT = Theme(
    name="csp-light",
    dark=False,
    primary="#2A6FA6",
    secondary="#0178D4",
    accent="#0B4F8A",
    error="#A8001C",
    warning="#8A4B00",
    success="#0A5C1E",
    foreground="#121212",
    background="#FAFAFA",
    surface="#F1F1F1",
    panel="#DDE5EC",
    variables={
        **_READABLE,
        "block-cursor-foreground": "#FFFFFF",
        "scrollbar": "#2A6FA6",
        "text-error": "#98001A",
        "text-warning": "#6E3C00",
        "text-success": "#006B14",
        "text-accent": "#0050A0",
        "text-primary": "#1E4C74",
    },
)
CONTRAST = Theme(
    name="csp-contrast",
    dark=True,
    primary="#3D9BE9",
    secondary="#3D9BE9",
    accent="#7FDFFF",
    error="#FF5C5C",
    warning="#FFD000",
    success="#5CFF7A",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#3A3A3A",
    variables={
        "text-muted": "auto 90%",
        "text-disabled": "auto 80%",
        "scrollbar": "#3D9BE9",
        "text-error": "#FF7A7A",
        "text-warning": "#FFDC3D",
        "text-success": "#5CFF7A",
        "text-accent": "#9BE7FF",
        "text-primary": "#B5DAFF",
    },
)

THEMES: Mapping[str, Theme] = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}
"""By what a user calls them in the settings; the first is the one to start with."""
