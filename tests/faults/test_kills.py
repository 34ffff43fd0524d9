"""Rows 1, 3, 4 and 6 of the faults: kill -9 before every kind of call that changes a file, in every act.

`python -m tests.long kills` kills a thousand acknowledged saves' programs, and forty of each act.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.acts import ACTS
from tests.faults.killing import kill_everywhere
from tests.faults.saving import Saves
from tests.faults.tracing import Acting, needs_strace

KILLS = 2


@pytest.fixture(scope="module")
def acting() -> Iterator[Acting]:
    needs_strace()
    with Acting() as opened:
        yield opened


@pytest.mark.long
@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_is_killed_is_whole_or_not_there_and_can_be_done_again(
    acting: Acting, act: str, tmp_path: Path
) -> None:
    kill_everywhere(acting, act, tmp_path, KILLS)


@pytest.mark.long
def test_every_save_that_was_acknowledged_is_there_after_a_kill_at_any_moment(tmp_path: Path) -> None:
    saves = Saves(tmp_path / "saving")
    for after in (0, 25):
        saves.kill_one(after)
    assert len(saves.acknowledged) >= 25
    assert saves.lost() == []
