"""The shared options, wherever they stand on the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_tui.cli.options import GLOBALS, CommandLineError, options_help, split_options

WORDS = st.lists(st.sampled_from(["enter", "P3-05", "-3", "--change", "+406", "", "a text", "--bogus"]), max_size=6)


@given(WORDS, WORDS)
def test_options_mean_the_same_before_and_after_a_command(before: list[str], after: list[str]) -> None:
    options, rest = split_options([*before, "--db", "my.db", "--json", "--by=Ann", *after], {})
    assert (options.database, options.json, options.by, options.quarter) == ("my.db", True, "Ann", None)
    assert rest == [*before, *after]


def test_of_an_option_given_twice_the_last_counts() -> None:
    assert split_options(["--quarter", "2026-27-Q1", "--quarter", "2026-27-Q2"], {})[0].quarter == "2026-27-Q2"


def test_nothing_is_taken_after_two_dashes() -> None:
    options, rest = split_options(["headline", "1", "--", "--json"], {})
    assert not options.json
    assert rest == ["headline", "1", "--", "--json"]


def test_the_environment_names_the_database_where_the_line_does_not() -> None:
    assert split_options([], {"CSP_TUI_DB": "theirs.db"})[0].database == "theirs.db"
    assert split_options(["--db", "mine.db"], {"CSP_TUI_DB": "theirs.db"})[0].database == "mine.db"
    assert split_options([], {"CSP_TUI_DB": ""})[0].database is None


@pytest.mark.parametrize("line", [["--db"], ["status", "--quarter"], ["--by", "--json"], ["--json=yes"]])
def test_an_option_with_a_missing_or_needless_value_is_refused(line: list[str]) -> None:
    with pytest.raises(CommandLineError, match=line[-1].partition("=")[0] if len(line) < 2 else "needs a value"):
        split_options(line, {})


def test_help_tells_every_shared_option() -> None:
    assert all(f"{option.flag} " in options_help() for option in GLOBALS)
