"""A disk whose power goes: what was written and not synced is lost, or not, and nobody can say which of it."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from tests.faults.tracing import Call


@dataclass
class File:
    """The bytes that are safe, and what was written since: (where, bytes), or (length, None) where it was cut."""

    safe: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def with_some(self, some: Iterable[tuple[int, bytes | None]]) -> bytes:
        """The bytes when of what is not safe only some has reached the disk."""
        content = bytearray(self.safe)
        for place, written in some:
            if written is None:
                del content[place:]
                continue
            content.extend(bytes(max(0, place + len(written) - len(content))))
            content[place : place + len(written)] = written
        return bytes(content)

    def sync(self) -> None:
        """All of it is safe now."""
        self.safe, self.since = self.with_some(self.since), []


class Disk:
    """A folder of files as the calls of a program change it; of their names too, some are safe and some are not."""

    def __init__(self, before: Path, folder: Path) -> None:
        """`before` is as the folder was before the calls."""
        self.folder = folder
        self.files = {path.name: File(path.read_bytes()) for path in before.iterdir() if path.is_file()}
        self.safe_names = dict(self.files)

    def carry_out(self, call: Call) -> None:
        """Change the disk as a call does."""
        name = Path(call.file).name if call.file else _name(call.strings[0])
        if call.name in {"fsync", "fdatasync"}:
            if call.file == str(self.folder):
                self.safe_names = dict(self.files)
            else:
                self.files[name].sync()
        elif call.name == "openat":
            self.files.setdefault(name, File())
        elif call.name in {"unlink", "unlinkat"}:
            self.files.pop(name, None)
        elif call.name == "ftruncate":
            self.files[name].since.append((_number(call.words), None))
        elif call.name == "pwrite64":
            self.files[name].since.append((call.numbers[-1], call.strings[0]))
        else:
            raise AssertionError(f"{call.name} is not modelled")

    def after_a_cut(self, target: Path, chance: random.Random | None) -> None:
        """Put into a folder what is there when the power comes back: without chance, all that is not safe is lost."""
        names = self.safe_names if chance is None or chance.random() < 0.5 else self.files
        for name, file in names.items():
            some = [] if chance is None else [one for one in file.since if chance.random() < 0.5]
            (target / name).write_bytes(file.with_some(some))


def cuts(disk: Disk, calls: Sequence[Call], target: Path, times: int) -> Iterator[tuple[Call, list[Path]]]:
    """Carry calls out one after the other; after each turn to another file or kind of call, and in the middle of it,
    give folders as power cuts at that moment may leave them: one without all that is not safe, others with some of it.
    """
    chance = random.Random(len(calls))
    for number, (_, turn) in enumerate(groupby(calls, key=lambda call: (call.name, call.file))):
        same = list(turn)
        for place, call in enumerate(same):
            if call.done and call.is_in(disk.folder):
                disk.carry_out(call)
            if place in {len(same) // 2, len(same) - 1}:
                yield call, [_left(disk, target / f"{number} {place} {time}", chance, time) for time in range(times)]


def _left(disk: Disk, target: Path, chance: random.Random, time: int) -> Path:
    target.mkdir()
    disk.after_a_cut(target, chance if time else None)
    return target


def _name(path: bytes) -> str:
    return Path(os.fsdecode(path)).name


def _number(words: str) -> int:
    return int(words.rpartition(", ")[2])
