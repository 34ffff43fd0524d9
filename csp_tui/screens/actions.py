"""Actions: what the Strategic Executive Group decided, by whom and by when, until it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.asking import Action, actions, add_action, finish_action
from csp_tui.domain.quarters import printed_date
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import lines_of, one_line


class ActionsScreen(ListScreen):
    """All actions, those that are not done first, by due date."""

    HELP_TEXT: ClassVar[str] = (
        "What the Strategic Executive Group decided: what is done, by whom, by when. An action stands on its owner's"
        " forms and in the packs until it is done; what its owner says of it comes back with the form.\n\n"
        "N records one after the meeting. X marks it as done, today; Ctrl+Z takes that back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "new action", id="action.add", tooltip="Record what the SEG decided"),
        Binding("x", "finish", "done", id="action.done", tooltip="It is done, today"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._actions: dict[str, Action] = {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is open can be done."""
        if action == "finish":
            return self.is_mounted and self._action is not None and self._action.done is None
        return super().check_action(action, parameters)

    @property
    def _action(self) -> Action | None:
        return self._actions.get(self.grid.row_id or "")

    # Showing

    def read(self) -> None:
        """The actions, those that are done last."""
        found = sorted(actions(self.session.desk), key=lambda one: one.done is not None)
        self._actions = {one.reference: one for one in found}

    def heading(self) -> Content:
        """How many are open, and how many of them late."""
        still = [one for one in self._actions.values() if one.done is None]
        late = sum(self._is_late(one) for one in still)
        return headed(
            "Actions of the SEG", f"{len(still)} of {len(self._actions)} to be done", f"{late} late" if late else ""
        )

    def _is_late(self, one: Action) -> bool:
        return one.done is None and one.due < self.session.desk.today

    def columns(self) -> Sequence[Column]:
        """By when, by whom, what."""
        return (
            Column("state", "", 10),
            Column("due", "Due", 17),
            Column("owner", "Who", 16, flexible=True),
            Column("text", "What", 22, flexible=True),
        )

    def rows(self) -> Iterable[Row]:
        """A row an action."""
        for one in self._actions.values():
            late = Cell("! late", "red") if self._is_late(one) else Cell("to be done", "amber")
            cells = {
                "state": late if one.done is None else Cell("done", "muted"),
                "due": Cell(printed_date(one.due)),
                "owner": Cell(one.owner),
                "text": Cell(one.text),
            }
            yield Row(one.reference, cells)

    def told(self) -> Content:
        """The action in full, with what its owner says of it."""
        one = self._action
        return in_lines(_told(one)) if one is not None else Content("There are no actions. N records one.")

    # Doing

    def action_add(self) -> None:
        """What, then who, then by when."""
        self.ask("What did the SEG decide that is done?", self._with_text)

    def _with_text(self, text: str) -> None:
        options = [Option(name, name) for name in self.session.book.plan.partners]
        self.app.push_screen(Choice("Who does it?", options), lambda owner: self._with_owner(text, owner))

    def _with_owner(self, text: str, owner: str | None) -> None:
        if owner is None:
            self.ask("What did the SEG decide that is done?", self._with_text, text)
        else:
            self.ask(f"{owner}: by when? A date like 2026-11-30", lambda due: self._keep(text, owner, due))

    def _keep(self, text: str, owner: str, due: str) -> None:
        added = add_action(self.session.desk, text, owner, due)
        self.read()
        self.show_rows(at=added.reference)
        self.say(f"Kept as {added.reference}; it stands on the forms of {owner} until it is done.")

    def action_finish(self) -> None:
        """It is done."""
        one = self._action
        if one is not None and self.attempt(lambda: self._finish(one)):
            self.show_session()
            self.say(f"{one.reference} is done. Ctrl+Z takes that back.")

    def _finish(self, one: Action) -> None:
        finish_action(self.session.desk, one.reference)


def _told(one: Action) -> Iterator[Content]:
    yield Content.assemble((one_line(one.owner), "bold"), f"   due {printed_date(one.due)}")
    yield Content(lines_of(one.text))
    yield toned(one_line(f"Recorded by {one.by} on {printed_date(one.at.date())}, reference {one.reference}"), "muted")
    if one.done is not None:
        yield Content(f"Done on {printed_date(one.done)}.")
    if one.progress:
        yield labelled(f"{one_line(one.owner)} says", one.progress)
