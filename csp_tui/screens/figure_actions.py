# ruff: noqa: PLC0415 - a window is imported when it is opened
"""What can be said of a figure beside its value, from the grid and from its own screen, and what follows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from csp_tui.desk.entering import voices
from csp_tui.desk.reading import queries_of
from csp_tui.domain.results import Level, Query
from csp_tui.screens.base import CspScreen
from csp_tui.screens.figures import Line, lines_of
from csp_tui.screens.session import Subject

DEEDS: Mapping[str, str] = {
    "judge": "judge its rating beside the calculated one",
    "explain": "explain what the check asks",
    "other_figures": "keep other figures beside it",
    "mark_break": "mark that recording changed",
    "ask_about": "ask a question about it",
}
"""The actions below in words, for the palette."""
_WHERE = "Of the figure under the cursor; its own screen (F6) has keys for it"


class FigureActions(CspScreen):
    """A screen that stands on a figure; `subject_here` says on which."""

    def action_measure(self) -> None:
        """The screen of this measure's own."""
        from csp_tui.screens.measure import MeasureScreen

        subject = self.subject_here()
        if subject is not None:
            self.open_screen(MeasureScreen(self.session, subject))

    def action_judge(self) -> None:
        """Set a rating beside the calculated one."""
        from csp_tui.screens.about_a_figure import JudgeForm

        subject = self._subject_to_tell_of()
        if subject is not None and self.attempt(lambda: self.session.require_judgeable(subject)):
            self._open(JudgeForm(self.session, subject))

    def action_explain(self) -> None:
        """Explain what the check asks about the figure."""
        from csp_tui.screens.about_a_figure import ExplainForm

        subject = self._subject_to_tell_of()
        if subject is None:
            return
        found = list(self._queries(subject))
        queries = [query for query in found if query.level is Level.QUERY]
        if queries:
            self._open(ExplainForm(self.session, subject, queries))
        elif found:
            self.say(f"An error cannot be explained away; put it right: {found[0].message}", "refused")
        else:
            self.say(f"The check asks nothing about {subject.measure.id}.")

    def action_other_figures(self) -> None:
        """Keep other figures beside the plan's own."""
        from csp_tui.screens.about_a_figure import OtherFigureForm

        subject = self._subject_to_tell_of()
        if subject is not None and self._may_speak_of(subject):
            self._open(OtherFigureForm(self.session, subject))

    def action_mark_break(self) -> None:
        """Mark that recording or a definition changed."""
        from csp_tui.screens.about_a_figure import BreakForm, breaks_of

        subject = self._subject_to_tell_of()
        if subject is None:
            return
        if subject.measure.is_figure:
            self._open(BreakForm(self.session, subject, breaks_of(self.session, subject)))
        else:
            self.say(f"{subject.measure.id} is no number, so no change of recording touches it.")

    def action_ask_about(self) -> None:
        """Ask whoever gives the figure about it."""
        from csp_tui.screens.about_a_figure import QuestionForm

        subject = self._subject_to_tell_of()
        if subject is not None:
            self._open(QuestionForm(self.session, subject))

    def action_commentary(self, typed: str = "", below: Line | None = None) -> None:
        """Write the commentary of the figure's row, from what was typed there, which may be the figure `below`."""
        from csp_tui.screens.commentary import CommentaryScreen

        subject = self._subject_to_tell_of()
        if subject is None or not self._may_speak_of(subject):
            return
        plan = self.session.book.plan
        priority = plan.indicator(subject.measure.id).priority
        lines = {line.id: line for line in lines_of(plan, priority, None)}
        window = CommentaryScreen(self.session, lines[subject.id], typed=typed, below=below)
        self.app.push_screen(window, self._commentary_closed)

    def _commentary_closed(self, closed: bool | str | None) -> None:
        subject = self.subject_here()
        self.show_session()
        if isinstance(closed, str):
            self.take_below(closed)
        elif closed and subject is not None:
            self._say_stored(f"{subject.measure.indicator}: commentary")

    def take_below(self, figure: str) -> None:
        """Take a figure that was typed at a row of words to the row below; there is one where it is typed into."""

    def _say_stored(self, what: str) -> None:
        from csp_tui.screens.base import SAVED_HERE

        self.say(f"{what}. {SAVED_HERE}")

    def _subject_to_tell_of(self) -> Subject | None:
        """The figure that the screen stands on, once its cell is left."""
        self.leave_cell()
        subject = self.subject_here()
        if subject is None:
            self.say("There is no figure here.")
        return subject

    def _may_speak_of(self, subject: Subject) -> bool:
        """Whether whom is worked for may comment on a figure; another's that was looked for is only read."""
        working_for, known = self.session.partner, voices(self.session.book.plan.indicator(subject.measure.id))
        if working_for is None or working_for in known:
            return True
        self.say(f"{' and '.join(known)} can write about this; you work for {working_for} (F3).")
        return False

    def _queries(self, subject: Subject) -> Iterator[Query]:
        """What the check asks about a figure: also of headline paragraphs and notes, which need the whole quarter."""
        found = (one for one in self.session.assess().indicators if one.indicator.code == subject.measure.indicator)
        for query in chain.from_iterable(queries_of(one, self.session.partner) for one in found):
            if query.measure == subject.measure.id and subject.partner in (None, query.partner or subject.partner):
                yield query

    def _open(self, window: Screen[str | None]) -> None:
        self.app.push_screen(window, self._told)

    def _told(self, sentence: str | None) -> None:
        """Show what was stored, and say so."""
        if sentence is not None:
            self.show_session()
            self.say(sentence)


class FigureDeeds(Provider):
    """The same in the palette of a screen on which they have no keys of their own."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for words, do in self._found():
            yield DiscoveryHit(words, do, help=_WHERE)

    async def search(self, query: str) -> Hits:
        """Those that fit what is typed."""
        matcher = self.matcher(query)
        for words, do in self._found():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), do, help=_WHERE)

    def _found(self) -> Iterator[tuple[str, Callable[[], None]]]:
        for action, words in DEEDS.items():
            yield f"figure: {words}", partial(self.screen.call_next, getattr(self.screen, f"action_{action}"))
