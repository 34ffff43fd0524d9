"""Rows 22 to 24 of the faults: hostile workbooks and values, within a second and 100 MB each, and never a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csp_tui.returns.reading import read_return, read_returns
from csp_tui.returns.records import Refused, Return
from tests.examples import examples
from tests.returns.building import empty_form, the_plan, with_parts
from tests.returns.harming import hostile

MEASURED = """
import json, resource, sys, time
from pathlib import Path
from csp_tui.plans.loading import load_plan
from csp_tui.returns.reading import read_return
plan, folder = load_plan("medway", "2026-27"), Path(sys.argv[1])
read_return(folder / "a good one.xlsx", plan)
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seconds = {}
for path in sorted(folder.iterdir()):
    began = time.process_time()
    read_return(path, plan)
    seconds[path.name] = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": seconds, "megabytes": (peak - start) / 1024}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in the unit that Linux uses")
def test_no_hostile_file_takes_a_second_or_100_megabytes(tmp_path: Path) -> None:
    for name, (packed, _) in hostile().items():
        (tmp_path / name).write_bytes(packed)
    (tmp_path / "a good one.xlsx").write_bytes(empty_form())
    command = [sys.executable, "-c", MEASURED, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."})
    told = json.loads(run.stdout)
    assert {name: seconds for name, seconds in told["seconds"].items() if seconds >= 1} == {}
    assert told["megabytes"] < 100


def test_one_bad_file_among_many_is_set_aside_and_the_others_are_read(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.xlsx").write_bytes(empty_form())
    (tmp_path / "07.xlsx").write_bytes(empty_form()[:3000])
    reads = list(read_returns([tmp_path], the_plan()))
    assert [read.file for read in reads if isinstance(read, Refused)] == ["07.xlsx"]
    assert sum(isinstance(read, Return) for read in reads) == 29


@settings(max_examples=examples(60, long=1500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_bytes_changed_anywhere_in_a_form_end_in_a_return_or_a_sentence(tmp_path: Path, data: st.DataObject) -> None:
    packed = bytearray(empty_form())
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "form.xlsx").write_bytes(packed)
    read = read_return(tmp_path / "form.xlsx", the_plan())
    assert isinstance(read, Return) or "form.xlsx" in read.reason


PARTS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "docProps/custom.xml",
    "[Content_Types].xml",
)
SHEETS = tuple(f"xl/worksheets/sheet{number}.xml" for number in range(1, 7))


@settings(max_examples=examples(60, long=1500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from((*PARTS, *SHEETS, "xl/sharedStrings.xml")),
    st.integers(0, 10**6),
    st.binary(min_size=1, max_size=12),
)
def test_a_part_changed_anywhere_ends_in_a_return_or_a_sentence(
    tmp_path: Path, part: str, at: int, other: bytes
) -> None:
    def change(name: str, held: bytes) -> bytes:
        place = at % (len(held) or 1)
        return held[:place] + other + held[place + len(other) :] if name == part else held

    (tmp_path / "form.xlsx").write_bytes(with_parts(empty_form(), change))
    read = read_return(tmp_path / "form.xlsx", the_plan())
    assert isinstance(read, Return) or "form.xlsx" in read.reason
