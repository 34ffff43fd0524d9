"""The packs on record: which were issued when and by whom, which counts, and writing one again as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.exporting import told_protected
from csp_tui.desk.folders import EXPORTS, folder_for
from csp_tui.desk.freezing import ISSUED_KIND
from csp_tui.desk.issuing import OnRecord, packs, write_again
from csp_tui.desk.opening import day_of
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.password import PasswordWindow
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line
from csp_tui.workbooks.passwords import Password

_ASKED: Final = "A password for the pack. It is kept nowhere; nobody can tell it to you again:"


class PacksScreen(ListScreen):
    """Every pack that was issued and every public copy, the latest first."""

    HELP_TEXT: ClassVar[str] = (
        "The packs that were issued, and the public copies, each kept as it went out. W writes one again, exactly as it"
        " was, into exports; P does so with a password, which is kept nowhere. A pack that another has replaced stays"
        " here: what members were told then can be shown."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "w", "write", "write it again", id="pack.write-again", tooltip="Write the file exactly as it was issued"
        ),
        Binding(
            "p", "protect", "with password", id="pack.write-protected", tooltip="Write the same file with a password"
        ),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session, folder: Path | None = None) -> None:
        super().__init__(session)
        self._named = folder
        self._packs: dict[str, OnRecord] = {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is there can be written; a public copy is for anyone, and takes no password."""
        if action in ("write", "protect"):
            here = self._here if self.is_mounted else None
            return here is not None and (action == "write" or here.pack.kind == ISSUED_KIND)
        return super().check_action(action, parameters)

    @property
    def _here(self) -> OnRecord | None:
        return self._packs.get(self.grid.row_id or "")

    # Showing

    def read(self) -> None:
        """What is on record."""
        self._packs = {one.pack.id: one for one in reversed(packs(self.session.desk))}

    def heading(self) -> Content:
        """How many there are."""
        return headed("Packs on record", f"{len(self._packs)} kept" if self._packs else "none is issued yet")

    def columns(self) -> Sequence[Column]:
        """Which, for which quarter, when, and how it stands."""
        columns = [
            Column("pack", "Pack", 22),
            Column("on", "Issued", 17),
            Column("stands", "", 20, flexible=True),
        ]
        return (
            [*columns, Column("by", "By", 14, flexible=True), Column("marking", "Marking", 18)]
            if self.wide
            else columns
        )

    def rows(self) -> Iterable[Row]:
        """A row a pack."""
        for id, one in self._packs.items():
            cells = {
                "pack": Cell(id),
                "on": Cell(printed_date(day_of(one.pack.at))),
                "stands": _stands(one),
                "by": Cell(one.pack.author),
                "marking": Cell(one.pack.marking),
            }
            yield Row(id, cells)

    def told(self) -> Content:
        """The whole of it."""
        if self._here is None:
            return Content(self.in_own_keys("No pack is issued yet. On the pack screen (F9), I issues one."))
        return in_lines(_told(self._here))

    # Doing

    def open_row(self) -> None:
        """Say which key writes it."""
        if self._here is not None:
            self.say("W writes it again, exactly as it was issued.")

    def action_write(self) -> None:
        """Write it again."""
        one = self._here
        if one is not None:
            self.attempt(lambda: self._write(one))

    def action_protect(self) -> None:
        """Write it again with a password, which is asked for first."""
        if (one := self._here) is not None:

            def write(password: Password | None) -> None:
                if password is not None:
                    self.attempt(lambda: self._write(one, password))

            self.app.push_screen(PasswordWindow(_ASKED, new=True), write)

    def _write(self, one: OnRecord, password: Password | None = None) -> None:
        folder = self._named or folder_for(self.session.desk, EXPORTS)
        again = write_again(self.session.desk, one.pack.id, folder, password)
        beside = f"; beside it: {', '.join(file.name for file in again.files[1:])}." if again.files[1:] else ""
        notes = "".join(f" {note}" for note in again.notes)
        told = f"{one.pack.id} is written, as it was issued: {again.path.resolve()}{beside}{notes}"
        self.say(f"{told}{told_protected(password)}", "green")


def _stands(one: OnRecord) -> Cell:
    if one.pack.kind != ISSUED_KIND:
        return Cell("public copy")
    if one.closes:
        return Cell("stands; closed", "green")
    if one.replaced_by is not None:
        return Cell(f"replaced by {one.replaced_by}", "muted")
    return Cell("opened again", "amber")


def _told(one: OnRecord) -> Iterator[Content]:
    pack = one.pack
    yield Content.assemble((pack.id, "bold"), f"   {Quarter.parse(pack.quarter).label}")
    day = printed_date(day_of(pack.at))
    yield labelled("Issued", f"{day} by {one_line(pack.author)}, marked {pack.marking}; {pack.filename}")
    if pack.exact:
        yield toned("It holds small counts of people exactly.", "amber")
    if pack.replaces:
        yield labelled("Replaces", f"{pack.replaces}: {pack.because}" if pack.because else pack.replaces)
    if one.replaced_by is not None:
        yield labelled("Replaced by", one.replaced_by)
    if one.reopened is not None:
        again = one.reopened
        yield labelled("Opened again", f"{printed_date(day_of(again.at))} by {one_line(again.author)}: {again.reason}")
