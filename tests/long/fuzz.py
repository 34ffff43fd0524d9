"""The properties of `tests.faults.fuzzing`, in turn until the time is over, with a look at how much memory it took."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings

from tests.faults import fuzzing

MOST_GROWN: Final = 150  # MB, over everything: what one file may take at most, and what the readers keep
_AT_ONCE: Final = 200  # examples of one property, then of the next

_EACH: Final = settings(
    max_examples=_AT_ONCE,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
    print_blob=True,
)


def run(minutes: float) -> int:
    """Try for so many minutes; raises with the smallest example where one fails. Gives how many were tried."""
    until, tried = time.monotonic() + 60 * minutes, 0
    with fuzzing.scratch_desk() as desk:
        properties: Mapping[str, tuple[Any, Callable[..., None]]] = {
            "workbooks": (fuzzing.workbooks(), fuzzing.workbook_answers),
            "figures": (fuzzing.figures, fuzzing.figure_answers),
            "dates": (fuzzing.dates, fuzzing.date_answers),
            "plans": (fuzzing.plans(), fuzzing.plan_answers),
            "lists": (fuzzing.lists(), lambda packed: fuzzing.list_answers(desk, packed)),
        }
        start = _peak()
        while time.monotonic() < until:
            for name, (inputs, holds) in properties.items():
                try_them: Any = given(inputs)(_named(holds))  # type: ignore[no-untyped-call]  # the library knows no more of it
                _EACH(try_them)()
                tried += _AT_ONCE
                print(f"{tried:,} tried, {name} last, {_peak() - start} MB more than at first", flush=True)
                assert _peak() - start < MOST_GROWN, f"{name}: {_peak() - start} MB more than at first"
                if time.monotonic() >= until:
                    break
    return tried


def _named(holds: Callable[..., None]) -> Callable[[Any], None]:
    def one(example: Any) -> None:
        holds(example)

    return one


def _peak() -> int:
    """The most memory that was ever taken, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1_000_000 if sys.platform == "darwin" else 1_000)
