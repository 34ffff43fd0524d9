"""A program that stores one figure after the other and says of each that it is stored, until it is killed.

`python -m tests.faults.saving FOLDER FIRST` counts from FIRST. `Saves` starts it, kills it and looks what is there.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from csp_tui.domain.statements import Statement
from tests.faults.acts import FIGURES, enter, filled, opened
from tests.faults.killing import look_over
from tests.merge.building import Q2


class Saves:
    """Acknowledged saves of programs that were all killed."""

    def __init__(self, folder: Path) -> None:
        filled(folder)
        self._folder = folder
        self.acknowledged: list[int] = []
        self.kills = 0

    def kill_one(self, after: int) -> None:
        """Run the program until it has stored so many figures, and kill it at some moment of the next ones."""
        first = 1000 * (self.kills + 1)
        command = [sys.executable, "-m", "tests.faults.saving", str(self._folder), str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as saving:
            assert saving.stdout is not None
            for line in saving.stdout:
                self.acknowledged.append(int(line))
                if int(line) == first + after:
                    time.sleep(random.uniform(0, 0.03))  # a save takes about as long: any moment of it will do
                    saving.send_signal(signal.SIGKILL)
        assert saving.returncode == -signal.SIGKILL
        self.kills += 1

    def lost(self) -> list[int]:
        """Which of the acknowledged saves are not there; nothing else may be wrong either."""
        look_over(self._folder)
        with opened(self._folder) as desk:
            stored = {
                int(head.content.value.number)
                for measure in FIGURES
                for head in desk.store.history("medway", measure.uid, str(Q2))
                if isinstance(head.content, Statement) and head.content.value is not None
            }
        return [number for number in self.acknowledged if number not in stored]


def main() -> None:
    """Store figures until something ends this."""
    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    with opened(folder) as desk:
        while True:
            enter(desk, str(number), number % len(FIGURES))
            print(number, flush=True)
            number += 1


if __name__ == "__main__":
    main()
