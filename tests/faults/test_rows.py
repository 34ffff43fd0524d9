"""Every row of the table of faults has tests here; this is the table, and it names tests that are there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent

ROWS: dict[int, tuple[str, Sequence[str]]] = {
    1: ("kill -9 while saving", ["faults/test_kills.py::every_save_that_was_acknowledged", "faults/saving.py::Saves"]),
    2: (
        "power loss",
        ["faults/test_power.py::a_power_cut_at_any_moment", "faults/test_power.py::a_save_is_said"],
    ),
    3: ("kill -9 during a merge", ["faults/test_kills.py::an_act_that_is_killed"]),
    4: (
        "kill -9 during migration, backup, restore",
        ["faults/test_kills.py::an_act_that_is_killed", "faults/test_going_back.py::killed_while_going_back"],
    ),
    5: ("disk full on save", ["faults/test_saving.py::a_full_disk", "faults/test_saving.py::on_a_full_disk"]),
    6: (
        "disk full or kill -9 during export",
        ["faults/test_packs.py::an_export_without_room", "faults/test_packs.py::what_killed_programs_left"],
    ),
    7: (
        "read-only file or folder",
        ["faults/test_opening.py::a_read_only_file", "faults/test_opening.py::a_file_in"],
    ),
    8: (
        "damaged file",
        ["faults/test_opening.py::a_damaged_file_is_named", "faults/test_going_back.py::a_copy_takes_the_place"],
    ),
    9: (
        "altered bytes",
        ["faults/test_verifying.py::the_cell_whose", "faults/test_verifying.py::a_flip"],
    ),
    10: ("something else given as the database", ["faults/test_opening.py::a_file_that_is_something_else"]),
    11: (
        "replaced or deleted while open",
        [
            "faults/test_moved.py::the_next_save_is_refused",
            "faults/test_moved.py::all_that_was_open_can_be_saved",
            "faults/test_moved.py::what_was_copied_over_it",
        ],
    ),
    12: ("older copy put back", ["faults/test_copies.py::an_older_copy_put_back"]),
    13: (
        "copies beside it",
        ["faults/test_copies.py::a_copy_beside_the_file", "faults/test_copies.py::the_copy"],
    ),
    14: (
        "opened twice, leases left and of others",
        [
            "faults/test_lease.py::a_second_window",
            "faults/test_lease.py::after_a_kill",
            "faults/test_lease.py::a_lease_from_another_computer",
        ],
    ),
    15: (
        "locked by another",
        [
            "faults/test_saving.py::while_another_program_holds_the_file",
            "faults/test_held.py::every_screen_opens_at_once",
            "faults/test_held.py::no_key_waits",
            "faults/test_held_at_work.py::returns_that_were_read",
        ],
    ),
    16: (
        "newer and older versions",
        [
            "storage/test_migrations.py::a_file_of_a_newer_version",
            "storage/test_released_versions.py::a_file_of_every_version",
        ],
    ),
    17: ("clock a year back", ["faults/test_copies.py::a_clock_a_year_back"]),
    18: (
        "the same returns three times, saved by LibreOffice",
        ["faults/test_merging.py::the_same_returns", "returns/test_libreoffice.py::the_same_form_saved_again"],
    ),
    19: ("later return first, gap", ["faults/test_merging.py::a_later_return_first"]),
    20: (
        "copies that differ, changed against withdrawn",
        ["faults/test_merging.py::two_copies_that_differ", "faults/test_merging.py::a_figure_changed_by_one"],
    ),
    21: ("rows that nobody can place", ["faults/test_merging.py::rows_that_nobody_can_place"]),
    22: ("one bad file among 300", ["faults/test_merging.py::one_bad_file", "faults/test_workbooks.py::one_bad_file"]),
    23: (
        "hostile workbooks",
        ["faults/test_workbooks.py::no_hostile_file", "returns/test_reading.py::what_people"],
    ),
    24: (
        "hostile values",
        [
            "faults/test_from_outside.py::what_is_no_figure",
            "faults/test_from_outside.py::figures_in_other_ways",
            "returns/test_formats.py::a_format_marks",
            "returns/test_formats.py::a_conditional_format",
        ],
    ),
    25: ("300 returns twice, then undo", ["faults/test_merging.py::three_hundred_returns"]),
    26: (
        "the terminal closed, signals",
        ["faults/test_drafts.py::killed_in_the_middle_of_typing", "faults/test_drafts.py::a_closed_terminal"],
    ),
    27: ("commentary with markup", ["faults/test_from_outside.py::a_hostile_commentary"]),
    28: (
        "20x5, not a terminal",
        [
            "screens/test_around_the_quarter.py::the_smallest_terminal_and_back",
            "cli/test_door.py::without_a_terminal_it_says_so",
        ],
    ),
}


def test_every_row_is_there() -> None:
    assert list(ROWS) == list(range(1, 29))


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_tests_that_are_there(row: int) -> None:
    for named in ROWS[row][1]:
        file, _, start = named.partition("::")
        source = (TESTS / file).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?(def test_|class ){start}", source, re.MULTILINE), named
