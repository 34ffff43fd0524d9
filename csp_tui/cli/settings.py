"""The command about the settings of this copy of the program."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from typing import Annotated

import typer

from csp_tui.cli.session import answer, desk_of


def settings(
    ctx: typer.Context,
    key: Annotated[
        str | None, typer.Argument(metavar="KEY", help="One setting; none lists them all.", show_default=False)
    ] = None,
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="Its new value.", show_default=False)] = None,
) -> None:
    """Tell the settings, or change one.

    They say who you are, and what the plan leaves open; an empty value ("") goes back to the default.
    """
    from csp_tui.cli.as_settings import setting_json, setting_lines
    from csp_tui.desk import configuring

    with desk_of(ctx) as desk:
        if key is None:
            found = configuring.settings(desk)
        elif value is None:
            found = (configuring.setting(desk, key),)
        else:
            _require_free(key, value)
            found = (configuring.change_setting(desk, key, value),)
    answer(
        ctx,
        lambda: [setting_json(setting) for setting in found] if key is None else setting_json(found[0]),
        lambda: [line for setting in found for line in setting_lines(setting)],
        done=value is not None,
    )


def _require_free(key: str, value: str) -> None:
    """Refuse keys that other actions of the screens have; only for this the screens are loaded."""
    from csp_tui.desk.keymap import KEYS, keymap_of

    if key == KEYS:
        from csp_tui.screens.own_keys import require_free

        require_free(keymap_of(value))
