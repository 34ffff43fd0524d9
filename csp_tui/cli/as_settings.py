"""Settings as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.cli.as_json import time
from csp_tui.cli.as_text import wrapped
from csp_tui.desk.configuring import Setting
from csp_tui.plans.writing import Json


def setting_json(setting: Setting) -> dict[str, Json]:
    """A setting with who set it, and when."""
    return {
        "key": setting.key,
        "value": setting.value,
        "default": setting.default,
        "by": setting.by,
        "at": time(setting.at),
        "help": setting.help,
    }


def setting_lines(setting: Setting) -> Iterator[str]:
    """The same in words."""
    value = setting.value or "not set"
    whose = f" (set by {setting.by})" if setting.by else " (default)" if setting.value else ""
    yield from wrapped(f"{setting.key} = {value}{whose}", 0, 4)
    yield from wrapped(setting.help, 4)
