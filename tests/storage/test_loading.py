from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from csp_tui.storage.store import open_store
from tests.storage.saying import HERE, figure, say

READING = f"""
import sys
from csp_tui.storage.store import open_store
with open_store(sys.argv[1]) as store:
    assert len(store.current("{HERE}", "2020-21-Q1", "2030-31-Q4")) == 1
    store.standing("{HERE}"), store.of_field("{HERE}", "break"), store.quarters_held("{HERE}")
    store.history("{HERE}", "burglary"), store.settings(), store.steps("{HERE}"), store.change_token()
heavy = {{"sqlalchemy", "sqlmodel", "pydantic", "openpyxl", "textual"}}
print(sorted(heavy & set(sys.modules)))
"""


def test_opening_and_reading_load_neither_sqlmodel_nor_sqlalchemy(file: Path) -> None:
    with open_store(file) as store:
        say(store, figure("1"))
    done = subprocess.run([sys.executable, "-c", READING, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
