"""One measure by itself: its rule in words, its series as a plot and in figures, and who said what when."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csp_tui.desk.reading import Remark, Said, Story
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.measures import Window
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import ComparedWith
from csp_tui.domain.sentences import display, with_unit
from csp_tui.plans.rules import measure_rule
from csp_tui.screens.base import BACK, COMMON, CspScreen
from csp_tui.screens.detail import trend_words
from csp_tui.screens.figures import figure_text
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets.key_line import KeyLine
from csp_tui.widgets.plot import plot_lines
from csp_tui.widgets.rating import mark_of
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import cut, lines_of, one_line

_PLOT_HEIGHT = 10


class MeasureScreen(CspScreen):
    """All that is known of one measure; nothing is typed here."""

    CSS_PATH = "measure.tcss"
    HELP_TEXT: ClassVar[str] = (
        "One measure: how its benchmark is read, all its stored quarters as a plot and as figures, breaks in recording,"
        " and everything that was said of it, by whom and when. The dashed line is what this quarter is compared with."
        "\n\nUp and Down scroll. Esc goes back to the grid."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", id="measure.up", show=False, tooltip="Scroll up"),
        Binding("down", "scroll(1)", "down", id="measure.down", show=False, tooltip="Scroll down"),
        BACK,
        *COMMON,
    ]

    def __init__(self, session: Session, subject: Subject) -> None:
        super().__init__(session)
        self._subject = subject

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        yield Static(id="top", markup=False)
        with VerticalScroll(id="story"):
            yield Static(id="body", markup=False)
        yield Static(id="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Tell the story."""
        self.query_one("#story").focus()
        self.show_session()

    def on_resize(self) -> None:
        """The plot takes the room there is."""
        self.show_session()

    def show_session(self) -> None:
        """Tell it as it is now."""
        subject, session = self._subject, self.session
        measure = subject.measure
        story = session.story(subject)
        title = Content.assemble((measure.id, "bold"), f"  {measure.title}   {session.quarter.label}")
        self.query_one("#top", Static).update(title)
        width = max(self.size.width - 4, 20)
        parts = [
            *_standing(story),
            Content(""),
            *_rule(story),
            *_series(story, width),
            *_history(story),
            *_remarks(session.remarks(subject)),
        ]
        self.query_one("#body", Static).update(Content("\n").join(parts))

    def subject_here(self) -> Subject | None:
        """This measure's figure."""
        return self._subject

    def action_scroll(self, step: int) -> None:
        """Scroll the story."""
        self.query_one("#story").scroll_relative(y=step, animate=False)


def _standing(story: Story) -> Iterator[Content]:
    status = story.status
    mark, tone = mark_of(status)
    yield Content.assemble(toned(mark, tone), "   ", one_line(status.reason))
    trend = trend_words(status)
    if trend:
        yield Content(trend)


def _rule(story: Story) -> Iterator[Content]:
    yield Content.styled("How it is judged", "bold")
    yield Content(measure_rule(story.status.measure))


def _series(story: Story, width: int) -> Iterator[Content]:
    measure = story.status.measure
    yield Content("")
    yield Content.styled("Its figures", "bold")
    if not story.quarters:
        yield toned("No figure is stored yet, so there is nothing to draw.", "muted")
        return
    points = [(f"Q{quarter.number} {quarter.year % 100:02d}", number) for quarter, number in story.status.series]
    level = _level(story)
    for line in plot_lines(points, height=_PLOT_HEIGHT, width=width, level=level):
        yield Content(line)
    yield Content("")
    for status in reversed(story.quarters):
        mark, tone = mark_of(status)
        now, against = status.comparison.compared, status.comparison.comparator
        pair = [with_unit(measure, display(number)) for number in (now, against) if number is not None]
        versus = " against ".join(pair) if against is not None else ""
        text = figure_text(measure, status.statement)
        yield Content.assemble(f"{status.quarter.short}  {text:>14}  {versus:<24} ", toned(mark, tone))
    for broken in story.breaks:
        yield toned(f"Recording changed from {broken.quarter.short}: {one_line(broken.text)}", "amber")


def _level(story: Story) -> Fraction | None:
    """The comparator, where it is of the same size as the points: a year is not drawn among quarters."""
    status = story.status
    yearly = status.comparison.comparator_kind is ComparedWith.ROLLING_YEAR
    if yearly and status.measure.window is Window.QUARTER and not status.measure.is_ratio:
        return None
    return status.comparison.comparator


def _history(story: Story) -> Iterator[Content]:
    yield Content("")
    yield Content.styled("Who said what", "bold")
    if not story.said:
        yield toned("Nobody has said anything of it yet.", "muted")
    for said in reversed(story.said):
        yield _told(story, said)


def _remarks(remarks: tuple[Remark, ...]) -> Iterator[Content]:
    yield Content("")
    yield Content.styled("Commentary", "bold")
    if not remarks:
        yield toned("No commentary yet.", "muted")
    for remark in remarks:
        title = FIELD_TITLES.get(remark.field, "Nothing to report")
        text = f": {lines_of(remark.text)}" if remark.field in FIELD_TITLES else ""
        who = f"   {cut(one_line(remark.by), 30)}, {printed_date(remark.at.date())}"
        yield Content.assemble((title, "bold"), text, (who, "$text-muted"))


def _told(story: Story, said: Said) -> Content:
    text = figure_text(story.status.measure, said.statement) if said.statement is not None else "taken back"
    state = f" ({said.fate})" if said.fate else ""
    decided = f"; {one_line(said.decided)}" if said.decided else ""
    day = printed_date(said.at.date())
    words = (
        f"{day}  {said.quarter.short}  {text}  {cut(one_line(said.by), 30)}, {one_line(said.source)}{state}{decided}"
    )
    return toned(words, "" if said.counts else "muted")
