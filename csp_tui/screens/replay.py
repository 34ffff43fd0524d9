"""Another rule tried on the last quarters: which ratings would have been others, and why; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.replaying import replay
from csp_tui.domain.measures import Measure
from csp_tui.domain.replaying import Replay, Replayed, Rule, read_rule
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.rating import rating_mark
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_PROMPT = "Another rule: a band such as 10; prior-quarter, same-quarter or rolling-year; target 1400"


class ReplayScreen(ListScreen):
    """A row for each rating that would have been another; of one measure where it is named."""

    OPENS: ClassVar[str] = ""
    HELP_TEXT: ClassVar[str] = (
        "How the last eight quarters would have been rated under another rule. F2 asks for it: an amber band in per"
        " cent, what figures stand against (prior-quarter, same-quarter, rolling-year), or for one measure a target."
        " Closed quarters are replayed from what their packs told. Nothing is changed by looking; to change a rule for"
        " good, set it on the screen of rules."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "rule", "another rule", id="rules.try", tooltip="Try another band or comparator"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session, measure: Measure | None = None) -> None:
        super().__init__(session)
        self._measure = measure
        self._rule = Rule(measure="" if measure is None else measure.uid)
        self._replay: Replay | None = None
        self._rows: dict[str, Replayed] = {}

    @property
    def _is_tried(self) -> bool:
        return self._rule != Rule(measure=self._rule.measure)

    def begin(self) -> None:
        """Ask for the rule at once."""
        self.action_rule()

    def read(self) -> None:
        """Rate them again."""
        self._replay = replay(self.session.desk, self.session.quarter, self._rule) if self._is_tried else None
        told = self._replay.told() if self._replay is not None else ()
        self._rows = {f"{one.was.quarter} {one.was.measure.id} {one.was.partner}": one for one in told}

    def heading(self) -> Content:
        """The rule, and how much it would change."""
        of = "all measures" if self._measure is None else f"{self._measure.id} {self._measure.title}"
        if self._replay is None:
            return headed("Replay", of, self.in_own_keys("no rule is tried yet (F2)"))
        return headed("Replay", of, self._rule.words, f"{len(self._rows)} would have been different")

    def columns(self) -> Sequence[Column]:
        """When, which, and both ratings."""
        return (
            Column("quarter", "Quarter", 11),
            Column("measure", "Measure", 30, flexible=True, by_ends=True),
            Column("was", "Was", 11),
            Column("would", "Would be", 11),
        )

    def rows(self) -> Iterable[Row]:
        """A row a rating."""
        for row, one in self._rows.items():
            measure = one.was.measure
            cells = {
                "quarter": Cell(one.was.quarter.short),
                "measure": Cell(one_line(f"{measure.id}  {measure.title}")),
                "was": Cell(*rating_mark(one.was.rating)),
                "would": Cell(*rating_mark(one.would_be.rating)),
            }
            yield Row(row, cells)

    def told(self) -> Content:
        """Both sentences, and the totals of the quarter as they were and as they would be."""
        if self._replay is None:
            return Content(self.in_own_keys("F2 asks for a rule to try."))
        return in_lines(self._told(self._replay))

    def _told(self, found: Replay) -> Iterator[Content]:
        one = self._rows.get(self.grid.row_id or "")
        if one is None:
            yield toned(one_line(found.sentence), "muted")
            return
        yield labelled("As it was", one_line(one.was.reason))
        yield labelled("It would be", one_line(one.would_be.reason))
        quarter = next(q for q in found.quarters if q.quarter == one.was.quarter)
        was, would = quarter.was.totals, quarter.would_be.totals
        told = ", as its pack told" if quarter.told else ""
        yield toned(
            f"{one.was.quarter.short}{told}: {was.red} red, {was.amber} amber, {was.green} green;"
            f" it would be {would.red} red, {would.amber} amber, {would.green} green.",
            "muted",
        )

    def action_rule(self) -> None:
        """Ask for a rule."""
        self.ask(_PROMPT, self._try)

    def _try(self, typed: str) -> None:
        self._rule = read_rule(typed, self._rule.measure)
        self.show_session()
        self.say("Nothing is changed by looking.")
