"""Commands about this copy of the program: its settings, and where its file lies."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that --help stays quick

from typing import TYPE_CHECKING, Annotated

import typer

from csp_tui.cli.session import answer, desk_of, options_of

if TYPE_CHECKING:
    from csp_tui.desk.configuring import Setting
    from csp_tui.plans.writing import Json


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
    from csp_tui.desk import configuring

    with desk_of(ctx) as desk:
        if key is None:
            found = configuring.settings(desk)
        elif value is None:
            found = (configuring.setting(desk, key),)
        else:
            found = (configuring.change_setting(desk, key, value),)
    answer(
        ctx,
        lambda: [_setting_json(setting) for setting in found] if key is None else _setting_json(found[0]),
        lambda: [line for setting in found for line in _setting_lines(setting)],
    )


def _setting_json(setting: "Setting") -> "dict[str, Json]":
    from csp_tui.cli.as_json import time

    return {
        "key": setting.key,
        "value": setting.value,
        "default": setting.default,
        "by": setting.by,
        "at": time(setting.at),
        "help": setting.help,
    }


def _setting_lines(setting: "Setting") -> list[str]:
    from csp_tui.cli.as_text import wrapped

    value = setting.value or "not set"
    whose = f" (set by {setting.by})" if setting.by else ""
    return [*wrapped(f"{setting.key} = {value}{whose}", 0, 4), *wrapped(setting.help, 4)]


def locate(ctx: typer.Context) -> None:
    """Tell where the database is; it is not opened."""
    from csp_tui.desk.opening import default_location

    database = options_of(ctx).database or str(default_location())
    answer(ctx, lambda: {"database": database}, lambda: [database])
