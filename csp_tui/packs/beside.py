"""The files that go beside a pack on request: the tidy data with the commentary, and the briefing."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.packs.content import PackContent
from csp_tui.packs.view import PackView
from csp_tui.workbooks.filing import Ours, write_file
from csp_tui.workbooks.passwords import Password, PasswordError, locked


class Beside(Struct, frozen=True):
    """Which files are wanted beside a pack."""

    csv: bool = False
    briefing: bool = False

    def turned(self, name: Literal["briefing", "csv"]) -> Beside:
        """With one of them wanted that was not, or not any more."""
        return replace(self, **{name: not getattr(self, name)})


NOTHING_BESIDE: Final = Beside()


class MadeBeside(Struct, frozen=True):
    """A file that is made and not written yet, as nobody has to have a password to read it."""

    filename: str
    packed: bytes

    @property
    def protectable(self) -> bool:
        """Whether a password can protect it."""
        return not self.filename.endswith(".csv")


class WrittenBeside(Struct, frozen=True):
    """Where the files are, and why one has not its own name."""

    files: tuple[Path, ...] = ()
    renamed_because: tuple[str, ...] = ()


def make_beside(content: PackContent, wanted: Beside, password: Password | None = None) -> tuple[MadeBeside, ...]:
    """The wanted files of a pack, all of them before any is written. The same content gives the same bytes.

    Raises PasswordError where a password is to protect what is wanted, and cannot.
    """
    if wanted.csv and password is not None:
        raise PasswordError("A .csv file cannot be protected by a password; leave out the tidy data, or the password.")
    view, stem = PackView(content), Path(content.filename).stem
    made = []
    if wanted.csv:
        # Here and not above, as the next: what is not asked for is not loaded, and python-docx takes its time.
        from csp_tui.packs.data import commentary_csv, data_csv  # noqa: PLC0415

        if content.shown_tables:
            made.append(MadeBeside(f"{stem}-benchmarking.csv", _benchmarking(content)))
        made += [
            MadeBeside(f"{stem}-data.csv", data_csv(view)),
            MadeBeside(f"{stem}-commentary.csv", commentary_csv(view)),
        ]
    if wanted.briefing:
        from csp_tui.packs.briefing_document import briefing_bytes  # noqa: PLC0415

        made.append(MadeBeside(f"{stem}-briefing.docx", briefing_bytes(view)))
    return tuple(made)


def _benchmarking(content: PackContent) -> bytes:
    from csp_tui.packs.benchmarking import benchmarking_csv  # noqa: PLC0415 - as above

    return benchmarking_csv(content.shown_tables, content.status.plan.by_uid)


def write_beside(
    made: tuple[MadeBeside, ...], folder: Path, password: Password | None = None, ours: Ours | None = None
) -> WrittenBeside:
    """Write them into the pack's folder, as the pack is: nothing is replaced but what is ours.

    A password protects the briefing; tidy data, which none can, is not written then.
    """
    wanted = [one for one in made if password is None or one.protectable]
    written = [write_file(locked(one.packed, password), folder, one.filename, ours) for one in wanted]
    return WrittenBeside(tuple(path for path, _ in written), tuple(why for _, why in written if why))
