"""One measure by itself: its series as a plot and in figures, its rule in words, and who said what when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csp_tui.desk.asking import Question, questions
from csp_tui.desk.opening import day_of
from csp_tui.desk.reading import Remark, Said, Story
from csp_tui.desk.retelling import retold_of
from csp_tui.desk.superseding import UnreadCell, unread_cells
from csp_tui.domain.benchmark_words import sentences
from csp_tui.domain.benchmarking import BenchmarkTable, editions_of
from csp_tui.domain.checks import WITHOUT_ACTION
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.course import level_among_quarters
from csp_tui.domain.making import made_sentence
from csp_tui.domain.monthly import monthly_words
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.range_words import limits_in_words, limits_to_show
from csp_tui.domain.restated_words import restated_words
from csp_tui.domain.results import MeasureStatus, OtherFigure, State
from csp_tui.domain.retold import Retold, retold_words
from csp_tui.domain.sentences import beside_quarters, shown_pair, with_unit
from csp_tui.plans.rules import measure_rule
from csp_tui.screens.detail import judged_words, trend_words
from csp_tui.screens.figure_actions import FigureActions
from csp_tui.screens.figures import figure_text
from csp_tui.screens.keys import BACK, COMMON, COMPARE, RETURN
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets import plot
from csp_tui.widgets.cells import fitted
from csp_tui.widgets.cut_text import kept_whole
from csp_tui.widgets.key_line import KeyLine, explained, keys_that_fit
from csp_tui.widgets.plot import Plot, label_of, plot_lines
from csp_tui.widgets.rating import mark_of
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import cut, lines_of, one_line

_AROUND = 5  # lines of titles, a message and the keys at the bottom
_LOW, _HIGH = 10, 16  # lines of the plot in a small window and in a large one
_TABLE = 60  # columns that the figures take beside the plot
_NOT_DRAWN: Mapping[State, str] = {  # why this quarter has no point
    State.AWAITED: "not in yet",
    State.PART: "only part is in yet",
    State.RECEIVED: "no exact figure",
    State.BLANK: "no figure is given",
    State.CONFLICT: "figures differ",
}


class MeasureScreen(FigureActions):
    """All that is known of one measure, and what can be said of it beside its figure."""

    CSS_PATH = "measure.tcss"
    RETURNS = True
    HELP_TEXT: ClassVar[str] = (
        "One measure: all its stored quarters as a plot and as figures, how its benchmark is read, breaks in recording,"
        " and all that was said of it, by whom and when, with file and cell. The dashed line is what this quarter is"
        " compared with, the dotted lines its usual range.\n\n"
        "J judges its rating beside the calculated one, X explains what the check asks, O keeps other figures beside"
        " it, B marks that recording changed, N asks a question about it, T tries another rule"
        " on its last quarters, C shows how areas compare, Ctrl+T writes its commentary. Up, Down, Page"
        " Up and Page Down scroll. Esc goes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "judge", "judge", id="figure.judge", tooltip="Set a rating of your own beside the calculated one"),
        Binding(
            "x", "explain", "explain", id="figure.explain", tooltip="Say why a figure that is asked about is right"
        ),
        Binding("o", "other_figures", "other figures", id="figure.others", tooltip="Other figures to show beside it"),
        Binding("b", "mark_break", "break", id="figure.break", tooltip="Mark that recording or a definition changed"),
        Binding("n", "ask_about", "ask", id="question.ask", tooltip="Ask whoever gives the figure about it"),
        Binding("t", "replay", "try a rule", id="rules.replay", tooltip="Replay the last quarters under another rule"),
        Binding(
            "ctrl+t", "commentary", "commentary", id="figure.commentary", tooltip="Write the commentary of its row"
        ),
        Binding("up", "scroll(-1)", "up", id="measure.up", show=False, tooltip="Scroll up"),
        Binding("down", "scroll(1)", "down", id="measure.down", show=False, tooltip="Scroll down"),
        COMPARE,
        RETURN,
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

    def say(self, text: str, tone: str = "") -> None:
        """Tell what happened, on two lines where one is too short."""
        super().say(text, tone)
        self.query_one("#message").refresh(layout=True)

    def fill(self) -> None:
        """Tell it as it is now."""
        subject, session = self._subject, self.session
        measure = subject.measure
        title = Content.assemble((measure.id, "bold"), f"  {measure.title}   {session.quarter.label}")
        self.query_one("#top", Static).update(Content("\n").join(kept_whole(title, max(self.size.width - 2, 1))))
        story, width = session.story(subject), max(self.size.width - 4, 20)
        remarks = session.remarks(subject)
        unread = unread_cells(session.desk, session.quarter, measure, subject.partner)
        parts = [
            *_standing(story.status, self.in_own_keys),
            *_series(story, width, self.size.height),
            *_rule(story),
            *_made(story.status),
            *_by_month(story),
            *_others(session.other_figures(subject)),
            *_areas(session.book.tables, measure.uid),
            *_revised(story, retold_of(session.desk, session.quarter, measure, subject.partner)),
            *_history(story, unread, in_words=bool(remarks)),
            *_remarks(remarks),
            *_asked(self._questions()),
        ]
        told = Content("\n").join(parts)
        high, room = told.get_height({}, width), self.size.height
        keys = keys_that_fit(self, room - high - _AROUND) if 2 * high < room else []
        self.query_one("#body", Static).update(Content("\n").join([told, *_keys(keys)]))

    def _questions(self) -> list[Question]:
        """What was asked about the figure in this quarter and those before, oldest first."""
        asked = questions(self.session.desk, self.session.quarter)
        subject = self._subject
        return [one for one in asked if one.measure == subject.measure and subject.partner in (None, one.partner)]

    def subject_here(self) -> Subject | None:
        """This measure's figure."""
        return self._subject

    def priority_here(self) -> int | None:
        """The one of this measure."""
        return self.session.book.plan.indicator(self._subject.measure.id).priority

    def action_replay(self) -> None:
        """Try another rule on the last quarters of this measure."""
        from csp_tui.screens.replay import ReplayScreen  # noqa: PLC0415 - a screen is imported when it is opened

        self.open_screen(ReplayScreen(self.session, self._subject.measure))

    def action_scroll(self, step: int) -> None:
        """Scroll the story."""
        self.query_one("#story").scroll_relative(y=step, animate=False)


def _standing(status: MeasureStatus, in_own_keys: Callable[[str], str]) -> Iterator[Content]:
    mark, tone = mark_of(status)
    yield Content.assemble(toned(mark, tone), "   ", one_line(status.reason))
    if status.judgement is not None:
        yield Content(judged_words(status.judgement))
    for query in status.queries:
        key = in_own_keys("Ctrl+T writes it." if query.code == WITHOUT_ACTION else "X explains it.")
        by = f" by {query.explained_by}" if query.explained_by else ""
        said = one_line(f"Explained{by}: {query.explained}") if query.explained is not None else key
        yield toned(f"? {one_line(query.message)} {said}", "muted" if query.explained is not None else "amber")
    trend = trend_words(status)
    if trend:
        yield Content(trend)
    yield from (Content(one_line(f"This quarter: {sentence}")) for sentence in beside_quarters(status))


def _headed(words: str) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(words, "bold")


def _made(status: MeasureStatus) -> Iterator[Content]:
    """What the figure and its comparator were made of, stored and typed."""
    found = [("The figure", status.compared_made), ("Compared with", status.comparator_made)]
    if any(made is not None for _, made in found):
        yield from _headed("How the figures were made")
    for name, made in found:
        if made is not None:
            sentence = one_line(made_sentence(status.measure, made))
            yield Content.assemble(
                (f"{name}: ", "$text-muted"), toned(sentence, "amber" if made.stored is None else "")
            )


def _by_month(story: Story) -> Iterator[Content]:
    """What was counted in each month, the latest first."""
    if story.monthly:
        yield from _headed("By the month")
        latest = sorted(story.monthly.items(), reverse=True)
        yield Content(one_line("; ".join(f"{month.short} {monthly_words(said)}" for month, said in latest)))


def _keys(keys: Sequence[Binding]) -> Iterator[Content]:
    """What the keys do, where half of a screen would stay empty: little is known of a measure without figures."""
    if keys:
        yield from _headed("Its keys")
        yield explained(keys)


def _rule(story: Story) -> Iterator[Content]:
    yield from _headed("How it is judged")
    yield Content(measure_rule(story.status.measure))


def _series(story: Story, width: int, height: int) -> Iterator[Content]:
    """The plot and what its signs mean beside the figures, or above them where there is no room beside."""
    yield from _headed("Its figures")
    if not story.quarters:
        yield toned("No figure is stored yet, so there is nothing to draw.", "muted")
        return
    figures = list(_figures(story))
    beside = width >= 104
    room = width - _TABLE - 3 if beside else width
    high = min(max(len(figures), _LOW), _HIGH) if beside else _LOW
    if not beside and height < 30:
        high -= 1
    drawn = list(_drawn(story, room, high))
    if not beside or not drawn[2:]:
        yield from drawn
        yield from figures
        return
    for place in range(max(len(drawn), len(figures))):
        left = drawn[place] if place < len(drawn) else Content("")
        right = figures[place] if place < len(figures) else Content("")
        yield left.pad_right(max(room + 3 - left.cell_length, 0)) + right


def _drawn(story: Story, room: int, height: int) -> Iterator[Content]:
    """The plot with what its signs mean; a line that says so where there are too few figures for one."""
    status = story.status
    level, limits = level_among_quarters(status), limits_to_show(status)
    breaks = frozenset(broken.quarter for broken in story.breaks)
    picture = Plot(
        status.series,
        status.quarter,
        level[0] if level else None,
        limits,
        breaks,
        frozenset(one.quarter for one in status.restated),
        status.quarter.shifted(1 - status.usual.quarters) if status.usual is not None else None,
        mark_of(status)[1],
    )
    lines = plot_lines(picture, height=height, width=room)
    if not lines:
        yield toned("A plot is drawn from three figures on.", "muted")
        yield Content("")
        return
    yield from lines
    is_in = status.quarter in dict(status.series)
    drawn = f"{plot.NOW} {status.quarter.short}{', revised' if status.quarter in picture.revised else ''}"
    signs = [drawn if is_in else f"{status.quarter.short}: {_NOT_DRAWN[status.state]}"]
    signs.append(f"{plot.POINT} earlier")
    if level is not None:
        signs.append(f"{plot.LEVEL * 2} {with_unit(status.measure, label_of(level[0]))}, {level[1]}")
    if limits is not None:
        signs.append(f"{plot.USUAL * 2} usual range, {limits_in_words(status)}")
    if picture.revised - {status.quarter}:
        signs.append(f"{plot.REVISED} revised since it was told")
    if breaks:
        signs.append(f"{plot.BREAK} recording changed: {', '.join(quarter.short for quarter in sorted(breaks))}")
    for line in _in_lines(signs, room):
        yield from toned(line, "muted").wrap(room)
    yield Content("")


def _in_lines(signs: Iterable[str], room: int) -> Iterator[str]:
    """Signs with their meanings, as many in a line as fit, so that no sign ends a line without its own."""
    line = ""
    for sign in signs:
        longer = f"{line}   {sign}" if line else sign
        if line and len(longer) > room:
            yield line
            longer = sign
        line = longer
    yield line


def _figures(story: Story) -> Iterator[Content]:
    """A row for each stored quarter, the latest first, with what it was compared with and how it was rated."""
    measure = story.status.measure
    yield toned(f"{'Quarter':<11}{'Stated':>14} {'Compared':>10} {'Against':>10}  Rating", "muted")
    breaks = {broken.quarter: broken.text for broken in story.breaks}
    for status in reversed(story.quarters):
        mark, tone = mark_of(status)
        now, against = shown_pair(measure, status.comparison)
        stated = fitted(figure_text(measure, status.statement), 14, right=True)
        row = f"{status.quarter.short:<11}{stated} {now:>10} {against:>10}  "
        yield Content.assemble(row, toned(mark, tone))
        if status.quarter in breaks:
            yield toned(f"{plot.BREAK} Recording changed: {one_line(breaks.pop(status.quarter))}", "amber")
    for quarter, text in breaks.items():
        yield toned(f"{plot.BREAK} Recording changed from {quarter.short}: {one_line(text)}", "amber")


def _others(figures: tuple[OtherFigure, ...]) -> Iterator[Content]:
    if figures:
        yield from _headed("Other figures beside it")
    for figure in figures:
        before = f"   before: {one_line(figure.prior)}" if figure.prior else ""
        yield Content(f"{one_line(figure.label)}: {one_line(figure.value)}{before}")


def _revised(story: Story, retold: tuple[Retold, ...]) -> Iterator[Content]:
    """What was told otherwise, who put it right and when; and what a pack compared that comes to something else."""
    if story.status.restated or retold:
        yield from _headed("Told otherwise by issued packs")
    for one in story.status.restated:
        by = [said for said in story.said if said.quarter == one.quarter and said.counts and said.statement == one.now]
        who = f"   {cut(one_line(by[-1].by), 30)}, {printed_date(day_of(by[-1].at))}" if by else ""
        yield Content.assemble(one_line(restated_words(story.status.measure, one)), (who, "$text-muted"))
    for told in retold:
        yield Content(one_line(retold_words(told)))


def _areas(tables: tuple[BenchmarkTable, ...], about: str) -> Iterator[Content]:
    """What a table of areas says of the measure, where there is one."""
    edition = next((one for one in editions_of(tables) if one.table.about == about), None)
    if edition is not None:
        yield from _headed(f"Beside other areas, {one_line(edition.table.period)} (C)")
        yield from (Content(one_line(sentence)) for sentence in sentences(edition))


def _history(story: Story, unread: Iterable[UnreadCell], *, in_words: bool) -> Iterator[Content]:
    """Who stated what; nothing where it is only `in_words` that somebody has said something."""
    received = [toned(one_line(cell.sentence), "amber") for cell in unread]
    if in_words and not story.said and not received:
        return
    yield from _headed("Who said what")
    yield from received
    if not story.said and not received:
        yield toned("Nobody has said anything of it yet.", "muted")
    for said in reversed(story.said):
        yield _told(story, said)


def _remarks(remarks: tuple[Remark, ...]) -> Iterator[Content]:
    yield from _headed("Commentary")
    if not remarks:
        yield toned("No commentary yet.", "muted")
    for remark in remarks:
        title = FIELD_TITLES.get(remark.field, "Nothing to report")
        text = f": {lines_of(remark.text)}" if remark.field in FIELD_TITLES else ""
        who = f"   {cut(one_line(remark.by), 30)}, {printed_date(day_of(remark.at))}"
        yield Content.assemble((title, "bold"), text, (who, "$text-muted"))


def _asked(asked: list[Question]) -> Iterator[Content]:
    if asked:
        yield from _headed("Questions")
    for one in asked:
        yield Content(one_line(f"{one.quarter.short}  {one.by} asks {one.partner}: {one.text}"))
        answer = f"{one.answered_by}: {one.answer}" if one.answer else f"closed: {one.closed}"
        yield toned(f"   {one_line('not answered yet' if one.open else answer)}", "amber" if one.open else "")


def _told(story: Story, said: Said) -> Content:
    text = figure_text(story.status.measure, said.statement) if said.statement is not None else "taken back"
    if not text and said.statement is not None and said.statement.rolling_year is not None:
        text = f"year {said.statement.rolling_year}"
    reason = f"; {one_line(said.statement.reason)}" if said.statement is not None and said.statement.reason else ""
    state = f" ({said.fate})" if said.fate else ""
    decided = f"; {one_line(said.decided)}" if said.decided else ""
    where = said.source if said.source == f"entered by {said.by}" else f"{cut(said.by, 30)}, {said.source}"
    when = f"{said.quarter.short}  {fitted(text, 14, right=True)}  {printed_date(day_of(said.at))}"
    words = f"{when}, {one_line(where)}{state}{reason}{decided}"
    return toned(words, "" if said.counts else "muted")
