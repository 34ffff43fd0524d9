"""The rules of the measures that a user may set: amber band, direction, supplier, profile, due date, added measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.added import ADDED
from csp_tui.desk.configuring import (
    ADDED_HELP,
    FACT_HELP,
    FACT_TITLES,
    Setting,
    facts_set,
    facts_to_set,
    setting,
    title_of,
)
from csp_tui.desk.facts import fact_text
from csp_tui.domain.measures import Measure
from csp_tui.plans.rules import measure_rule
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.configured import ConfiguredScreen, set_by, shown_value
from csp_tui.screens.listing import headed, in_lines, wide_enough
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line


class RulesScreen(ConfiguredScreen):
    """A row a measure, with what was changed of it by whom; Enter asks which of its rules to change."""

    HELP_TEXT: ClassVar[str] = (
        "How each measure is judged, as far as the plan leaves it to you: its amber band, its good direction, who"
        " supplies it, its due date, and for a year to date what is expected by each quarter's end. Each change is on"
        " record with your name, travels with returns, and is taken back by Ctrl+Z.\n\n"
        "Enter changes one of them; Ctrl+F finds a measure in its priority. Del takes back the change that was made"
        " last, so that the plan's own rule holds. T tries another band or comparator on the last quarters and changes"
        " nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "replay", "try another", id="rules.replay", tooltip="Replay the last quarters under another rule"),
        *ConfiguredScreen.CHANGING,
        *ConfiguredScreen.KEYS,
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._set: Mapping[str, tuple[Setting, ...]] = {}

    def read(self) -> None:
        """What is set of them."""
        self._set = facts_set(self.session.desk)

    @property
    def _measure(self) -> Measure | None:
        return self.session.desk.plan.by_id.get(self.grid.row_id or "")

    def setting_here(self) -> Setting | None:
        """What was set last of the measure under the cursor."""
        changed = self._set.get(self._measure.uid, ()) if self._measure is not None else ()
        return changed[0] if changed else None

    def title_of(self, kept: Setting) -> str:
        """The measure, or the indicator that one is added to, with what was changed of it."""
        return title_of(kept.key)

    def heading(self) -> Content:
        """How many there are, and how many are changed."""
        plan = self.session.desk.plan
        return headed("Rules of the measures", f"Plan {plan.year}", f"{len(self._set)} of {len(plan.measures)} changed")

    def columns(self) -> Sequence[Column]:
        """Direction, band and supplier; by whom changed, where anything is; the title where there is room."""
        columns = [
            Column("id", "Measure", wide_enough((measure.id for measure in self.session.desk.plan.measures), 17)),
            Column("direction", "Better", 7),
            Column("band", "Band", 5, right=True),
            Column("supplier", "Supplier", 16, flexible=True, by_ends=True),
            *([Column("by", "Changed by", 13)] if self._set else []),
        ]
        title = Column("title", "", 30, flexible=True)
        return [columns[0], title, *columns[1:]] if self.wide else columns

    def rows(self) -> Iterable[Row]:
        """A row a measure."""
        for measure in self.session.desk.plan.measures:
            changed = self._set.get(measure.uid, ())
            settable = facts_to_set(measure)
            cells = {
                "id": Cell(measure.id, "strong"),
                "title": Cell(measure.title),
                "direction": Cell(str(measure.polarity) if "polarity" in settable else "–"),
                "band": Cell(f"{fact_text(measure, 'band')}%" if "band" in settable else "–"),
                "supplier": Cell("; ".join(measure.suppliers)),
                "by": Cell(one_line(changed[0].by or ""), "accent") if changed else Cell("–", "muted"),
            }
            yield Row(measure.id, cells)

    def told(self) -> Content:
        """The rule in words, and every change on record that holds."""
        measure = self._measure
        return in_lines(self._told(measure)) if measure is not None else Content("This plan has no measures.")

    def _told(self, measure: Measure) -> Iterator[Content]:
        yield Content.assemble((f"{measure.id} {one_line(measure.title)}", "bold"))
        yield Content(one_line(measure_rule(measure)))
        for one in self._set.get(measure.uid, ()):
            name = one.key.rpartition(".")[2]
            yield Content(f"{FACT_TITLES[name]}: {shown_value(name, one.value)}, set by {set_by(one)}")
        if not self._set.get(measure.uid):
            yield toned("As the plan has it; nothing is changed.", "muted")

    def open_row(self) -> None:
        """Ask which of its rules to change."""
        measure = self._measure
        if measure is None:
            return
        options = [
            Option(
                f"{measure.id}.{name}", f"{FACT_TITLES[name]}: {shown_value(name, fact_text(measure, name)) or 'none'}"
            )
            for name in facts_to_set(measure)
        ]
        indicator = self.session.desk.plan.indicator(measure.id)
        if indicator.headline == measure.id and measure.is_figure:
            added = setting(self.session.desk, f"{indicator.code}.{ADDED}").value
            options.append(Option(f"{indicator.code}.{ADDED}", f"Measures added beside it, by name: {added or 'none'}"))
        self.app.push_screen(Choice(f"What to change of {measure.id}?", options), self._chosen)

    def action_replay(self) -> None:
        """Try another rule on the last quarters, of all measures."""
        from csp_tui.screens.replay import ReplayScreen  # noqa: PLC0415 - a screen is imported when it is opened

        self.open_screen(ReplayScreen(self.session))

    def _chosen(self, key: str | None) -> None:
        if key is not None:
            name = key.rpartition(".")[2]
            self.change(key, f"{key.rpartition('.')[0]}: {FACT_HELP.get(name, ADDED_HELP)}")
