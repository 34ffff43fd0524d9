"""A whole quarter with a figure, a name and a sentence that must not be told: where they are, and where not."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.in_a_terminal import QUARTER, RealProgram
from tests.plain.running import ROOT

FIGURE, NAME, SENTENCE = "48713", "Zebedee Quill", "Lantern parade was cancelled"
SECRETS = (FIGURE, "48,713", NAME, "Zebedee", "Quill", SENTENCE, "Lantern")
MEANT_TO_HOLD_THEM = ("forms", "returns", "exports", "backups")
TITLE = re.compile(rb"\x1b\][012];([^\x07\x1b]*)")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.name == "nt", reason="file modes and terminals are those of POSIX"),
]


@dataclass
class Office:
    """A computer of its own: a home, a folder for temporary files, and all that its programs printed on errors."""

    folder: Path
    errors: list[str] = field(default_factory=list)

    @property
    def surroundings(self) -> dict[str, str]:
        home, temporary = self.folder / "home", self.folder / "tmp"
        for made in (home, temporary):
            made.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "CSP_TUI"))}
        return {
            **kept,
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def csp(self, *words: str, db: str = "kfrs.db") -> str:
        """A command of the real program; what it says of errors is kept."""
        run = subprocess.run(
            [sys.executable, "-m", "csp_tui", "--db", db, "--quarter", QUARTER, "--by", NAME, *words],
            cwd=self.folder,
            env=self.surroundings,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in run.stderr
        self.errors.append(run.stderr)
        return run.stdout

    def files(self) -> Iterator[Path]:
        return (path for path in self.folder.rglob("*") if path.is_file())

    def told_elsewhere(self) -> list[tuple[str, str]]:
        """Each file that is not meant to hold a secret and does, with the secret."""
        found = []
        for path in self.files():
            inside = path.relative_to(self.folder)
            if path.suffix == ".db" or inside.parts[0] in MEANT_TO_HOLD_THEM:
                continue
            held = path.read_bytes()
            found += [(str(inside), secret) for secret in SECRETS if secret.encode() in held]
        return found


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A quarter from the contact to the issued pack, through the commands of the real program."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.csp("contacts", "add", NAME, "--partner", "KFRS", "--email", "z.quill@example.org")
    office.csp("form", "--all", "--out", "forms")
    office.csp("enter", "P1-01.fires", FIGURE)
    office.csp("enter", "P1-01.fires", "so many", "--json")
    office.csp("comment", "P1-01", "--partner", "KFRS", "--action", SENTENCE)
    office.csp("check", "--json")
    office.csp("submit", "--partner", "KFRS", "--out", "returns")
    office.csp("merge", "returns", db="seg.db")
    office.csp("status", "--json", db="seg.db")
    office.csp("question", "P1-01", SENTENCE, db="seg.db")
    office.csp("chase", db="seg.db")
    office.csp("export", "--csv", "--briefing", "--out", "exports", db="seg.db")
    office.csp("issue", "--out", "exports", db="seg.db")
    office.csp("enter", "P1-01.fires", "1", db="seg.db")
    office.csp("merge", "nothing-here.xlsx", db="seg.db")
    return office


def test_the_quarter_really_held_what_is_looked_for(quarter: Office) -> None:
    assert SENTENCE.encode() in (quarter.folder / "seg.db").read_bytes()
    assert FIGURE in quarter.csp("show", "P1-01.fires", "--json", db="seg.db")
    assert len(list((quarter.folder / "exports").iterdir())) >= 4


def test_no_file_but_databases_forms_returns_and_packs_holds_a_figure_a_name_or_a_sentence(quarter: Office) -> None:
    assert quarter.told_elsewhere() == []


def test_no_file_is_called_by_a_figure_a_name_or_a_sentence(quarter: Office) -> None:
    names = " ".join(str(path.relative_to(quarter.folder)).casefold() for path in quarter.files())
    assert [secret for secret in SECRETS if secret.casefold() in names] == []


def test_no_error_of_a_command_tells_what_is_stored(quarter: Office) -> None:
    told = "\n".join(quarter.errors)
    assert "is not a number" in told or "so many" in told  # errors there were
    assert [secret for secret in SECRETS if secret in told] == []


def test_every_file_is_its_users_alone_and_no_temporary_one_is_left(quarter: Office) -> None:
    open_to_others = [path.name for path in quarter.files() if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []
    assert list((quarter.folder / "tmp").rglob("*")) == []
    assert [path.name for path in quarter.files() if path.name.endswith(".tmp")] == []


def test_the_application_keeps_the_terminals_title_and_leaves_nothing_behind(
    quarter: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in quarter.surroundings.items():
        monkeypatch.setenv(name, value)
    with RealProgram(quarter.folder / "kfrs.db") as program:
        program.open_first_priority()
        program.type(f"{FIGURE}\r")
        program.until_text("48,713")
        title = f"{program.screen.title} {program.screen.icon_name}"
        program.type("\x11")
        program.status()
        title += " ".join(map(str, TITLE.findall(program.last_bytes())))
    assert [secret for secret in SECRETS if secret in title] == []
    assert quarter.told_elsewhere() == []
