# ruff: noqa: PLC0415 - a screen is imported when it is opened: the first paint needs one of them only
"""What all screens share: the message line, and the way from one screen to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from csp_tui.domain.errors import UserError
from csp_tui.screens.waiting import WaitingScreen
from csp_tui.widgets.themes import THEMES
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

if TYPE_CHECKING:
    from csp_tui.screens.session import Session, Subject

SAVED_HERE = "Saved here, on this computer. Nothing has been sent."

_COLOURS = {"dark": "light on dark", "light": "dark on light", "contrast": "high contrast"}
COORDINATOR = "coordinator"  # the role of whoever brings the quarter together


def in_own_keys(screen: Screen[Any], text: str) -> str:
    """A sentence of a screen or window, with the keys of a user's own in place of those that it names."""
    lowest = screen.app.screen_stack[0]
    own = lowest._session.keymap() if isinstance(lowest, CspScreen) and lowest._session is not None else None
    if not own:
        return text
    from csp_tui.screens.own_keys import in_own_keys

    return in_own_keys(text, type(screen), own)


def footer(window: Screen[Any], text: str) -> Static:
    """The last line of a window, which names its keys."""
    return Static(Content(in_own_keys(window, text)), classes="keys")


class CspScreen(WaitingScreen):
    """A full screen of the application. `session` is None only until the first one has been opened."""

    HELP_TEXT: ClassVar[str] = ""
    OPENED_BY: ClassVar[str] = ""  # the action that opens this screen, which does nothing on it
    RETURNS: ClassVar[bool] = False  # whether F9 leads to the return here, for a coordinator to the pack
    WIDE = 108  # columns from which there is room for more than the least

    def __init__(self, session: Session | None) -> None:
        super().__init__()
        self._session = session

    @property
    def session(self) -> Session:
        """What the screen works on."""
        assert self._session is not None
        return self._session

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - the base class names it
        """Nothing but help, theme and leaving works before the store is open; a screen is not opened from itself."""
        if action == self.OPENED_BY or (action == "chase" and self._session is not None and not self._session.chases):
            return False
        if self.RETURNS and action in ("pack", "send_this") and self._session is not None:
            return (self._session.desk.role == COORDINATOR) is (action == "pack")
        return self._session is not None or action in ("help", "theme", "words", "back")

    def say(self, text: str, tone: str = "") -> None:
        """Tell what happened below the screen; it stays until the next message.

        Laid out anew only where it needs more or fewer lines than the one before: typing does not wait for that.
        """
        self._says_so, self._refuses = False, tone == "refused"
        message = self.query_one("#message", Static)
        told, (width, height) = toned(one_line(self.in_own_keys(text)), tone), message.size
        lines = told.get_height({}, width) if width and told.cell_length > width else 1
        message.update(told, layout=lines != height)

    def in_own_keys(self, text: str) -> str:
        """A sentence of ours, with the keys of a user's own in place of those that it names."""
        return in_own_keys(self, text)

    def show_banner(self) -> None:
        """Say at the top, as long as it is so, that nothing can be stored, or nothing in this quarter."""
        because, closed = self.session.desk.read_only_because, self.session.closed_because
        banner = self.query_one("#banner", Static)
        banner.set_class(because is not None or closed is not None, "told")
        banner.set_class(because is None, "closed")
        if because is not None:
            banner.update(Content.assemble(("Read only. ", "bold"), one_line(because)))
        else:
            banner.update(Content(one_line(self.in_own_keys(closed or ""))))

    @property
    def in_the_middle(self) -> bool:
        """Whether something is being typed that showing the session anew would break off."""
        return False

    def leave_cell(self) -> bool:
        """Store what is being typed; False where it was refused and stays as a draft."""
        return True

    def break_off(self) -> None:
        """Keep what is being typed as a draft, unstored: the program is being ended from outside."""

    def on_screen_resume(self) -> None:
        """What another screen changed is seen on coming back."""
        if self._session is not None and self.is_mounted:
            self.attempt(self.show_session)

    def on_screen_suspend(self) -> None:
        """A cell is left when its screen is."""
        self.leave_cell()

    def open_screen(self, screen: CspScreen) -> None:
        """Go to another screen, leaving the open cell first; its own key opens a screen no second time.

        One that is open behind this one gives way to it, so that going to and fro does not pile screens up.
        """
        self.leave_cell()
        if type(screen) is type(self):
            return
        before = [one for one in self.app.screen_stack if screen.OPENED_BY and type(one) is type(screen)]
        for old in before:
            screen.take_over(old)
            while old in self.app.screen_stack:
                self.app.pop_screen()
        self.app.push_screen(screen)

    def take_over(self, old: Screen[Any]) -> None:
        """Keep what was typed on the screen that this one stands in for."""

    def open_figure(self, priority: int, row: str | None = None, *, from_here: bool = False) -> None:
        """Go to a priority, to one of its rows where it is named; back leads home, or here where it is so asked."""
        from csp_tui.screens.priority import PriorityScreen

        self.leave_cell()
        while not from_here and len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        self.app.push_screen(PriorityScreen(self.session, priority, row))

    def attempt(self, work: Callable[[], None]) -> bool:
        """Do something that a person may have to put right; its sentence goes into the message line."""
        try:
            work()
        except UserError as error:
            self.refuse(error, self.session.worded(error))
            return False
        return True

    def action_back(self) -> None:
        """To the screen before."""
        self.leave_cell()
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
            if isinstance(self.app.screen, CspScreen):
                self.app.screen.say("")  # what was told before another screen was opened is no news any more

    def action_quarter(self) -> None:
        """Choose another quarter of the plan."""
        from csp_tui.domain.quarters import quarters_between
        from csp_tui.screens.choosing import Choice, Option

        self.leave_cell()
        plan = self.session.book.plan
        options = [
            Option(str(quarter), f"{quarter.short}   {quarter.months}")
            for quarter in quarters_between(plan.first_quarter, plan.last_quarter)
        ]
        self.app.push_screen(Choice("Which quarter?", options, str(self.session.quarter)), self._switch_quarter)

    def _switch_quarter(self, chosen: str | None) -> None:
        from csp_tui.domain.quarters import Quarter

        if chosen is not None and self.attempt(lambda: self.session.switch(Quarter.parse(chosen))):
            self.show_session()
            self.say(f"This is {self.session.quarter.label}.")

    def action_partner(self) -> None:
        """Choose whose rows are shown."""
        from csp_tui.screens.choosing import Choice, Option

        self.leave_cell()
        options = [Option("", "All partners"), *(Option(name, name) for name in self.session.book.plan.partners)]
        self.app.push_screen(Choice("Whose rows?", options, self.session.partner or ""), self._switch_partner)

    def _switch_partner(self, chosen: str | None) -> None:
        if chosen is not None:
            self.session.partner = chosen or None
            self.show_session()
            self.say(f"Rows for {chosen}." if chosen else "Rows for all partners.")

    def action_find(self) -> None:
        """Find a row of the whole plan."""
        from csp_tui.screens.choosing import Choice, Option
        from csp_tui.screens.figures import lines_of

        self.leave_cell()
        plan = self.session.book.plan
        lines = [line for priority in plan.priorities for line in lines_of(plan, priority.number, None)]
        options = [
            Option(
                f"{line.indicator.priority} {line.id}",
                f"{line.measure.id}  {line.measure.title}",
                f"{line.indicator.title} {line.indicator.official_text} {line.indicator.responsible}",
            )
            for line in lines
        ]
        self.app.push_screen(Choice("Find a row: type a code or a word", options, find=True), self._go_to_found)

    def _go_to_found(self, chosen: str | None) -> None:
        if chosen is not None:
            priority, _, row = chosen.partition(" ")
            self.open_figure(int(priority), row)

    def action_words(self) -> None:
        """Show what abbreviations mean, those of the row that the screen stands on first."""
        from csp_tui.screens.glossary import GlossaryScreen

        here = self.subject_here() if self._session is not None else None
        if here is None:
            self.app.push_screen(GlossaryScreen())
            return
        indicator = self.session.book.plan.indicator(here.measure.id)
        said = (indicator.title, indicator.official_text, indicator.benchmark, here.measure.title, here.measure.id)
        self.app.push_screen(GlossaryScreen(" ".join(said)))

    def action_settings(self) -> None:
        """Who works here, what the plan leaves open, contacts."""
        from csp_tui.screens.settings import SettingsScreen

        self.open_screen(SettingsScreen(self.session))

    def action_file(self) -> None:
        """The file and its copies."""
        from csp_tui.screens.backups import BackupsScreen

        self.open_screen(BackupsScreen(self.session))

    def action_check(self) -> None:
        """List what must be put right or explained: back in the list where it is open behind this screen."""
        from csp_tui.screens.check import CheckScreen

        if not any(isinstance(screen, CheckScreen) for screen in self.app.screen_stack):
            self.open_screen(CheckScreen(self.session, self.priority_here()))
            return
        self.leave_cell()
        while not isinstance(self.app.screen, CheckScreen):
            self.app.pop_screen()

    def action_pack(self) -> None:
        """Write the pack."""
        from csp_tui.screens.pack import PackScreen

        self.open_screen(PackScreen(self.session))

    def subject_here(self) -> Subject | None:
        """The figure that the screen stands on, to be asked about."""
        return None

    def priority_here(self) -> int | None:
        """The priority that the screen stands in, to be sent."""
        return None

    def priority_meant(self) -> int | None:
        """The priority that is written about from here: the screen's own, or the one that the cursor stands on."""
        return self.priority_here()

    def action_send(self) -> None:
        """Look the return over, and write it to be e-mailed."""
        from csp_tui.screens.review import ReviewScreen

        self.open_screen(ReviewScreen(self.session, self.priority_here()))

    def action_send_this(self) -> None:
        """The same by the key that makes the pack elsewhere."""
        self.action_send()

    def action_returns(self) -> None:
        """What came in, and what went out."""
        from csp_tui.screens.returns import ReturnsScreen

        self.open_screen(ReturnsScreen(self.session))

    def action_chase(self) -> None:
        """Texts to chase what is awaited."""
        from csp_tui.screens.chase import ChaseScreen

        self.open_screen(ChaseScreen(self.session))

    def action_differ(self) -> None:
        """Settle figures that differ."""
        from csp_tui.screens.differ import DifferScreen

        self.open_screen(DifferScreen(self.session, self.subject_here()))

    def action_to_check(self) -> None:
        """What came in and must be looked at."""
        from csp_tui.screens.to_check import ToCheckScreen

        self.open_screen(ToCheckScreen(self.session))

    def action_questions(self) -> None:
        """Questions, and one to ask about the figure that the screen stands on."""
        from csp_tui.screens.questions import QuestionsScreen

        self.open_screen(QuestionsScreen(self.session, self.subject_here()))

    def action_actions(self) -> None:
        """What the SEG decided."""
        from csp_tui.screens.actions import ActionsScreen

        self.open_screen(ActionsScreen(self.session))

    def action_deliverables(self) -> None:
        """Progress on the plan's deliverables, from the priority that the screen stands in."""
        from csp_tui.screens.deliverables import DeliverablesScreen

        self.open_screen(DeliverablesScreen(self.session, self.priority_meant() or self.session.desk.priority))

    def action_benchmarking(self) -> None:
        """How areas compare: the table of the figure that the screen stands on, where there is one."""
        from csp_tui.screens.benchmarking import BenchmarkingScreen

        here = self.subject_here()
        self.open_screen(BenchmarkingScreen(self.session, "" if here is None else here.measure.uid))

    def action_history(self) -> None:
        """Figures of earlier quarters and months."""
        from csp_tui.screens.history import HistoryScreen

        self.open_screen(HistoryScreen(self.session))

    def action_headline(self) -> None:
        """The headline paragraph of the priority that the screen stands in, else of one that is chosen."""
        from csp_tui.screens.choosing import Choice, Option

        self.leave_cell()
        if (number := self.priority_meant()) is not None:
            self.open_headline(number)
            return
        options = [Option(str(p.number), f"{p.number}  {p.title}") for p in self.session.book.plan.priorities]
        led = str(self.session.desk.priority or "")
        self.app.push_screen(
            Choice("The headline paragraph of which priority?", options, led),
            lambda chosen: self.open_headline(int(chosen)) if chosen else None,
        )

    def open_headline(self, number: int) -> None:
        """Write the headline paragraph of a priority."""
        from csp_tui.screens.headline import HeadlineScreen

        if self.session.closed_because is not None:
            self.say(f"{self.session.quarter.short} is closed; its headline paragraphs stand as they were issued.")
            return
        self.app.push_screen(HeadlineScreen(self.session, number), lambda stored: self._headline_kept(number, stored))

    def _headline_kept(self, number: int, stored: bool | None) -> None:
        self.show_session()
        if stored:
            self.say(f"Priority {number}: headline paragraph. {SAVED_HERE}")

    def action_help(self) -> None:
        """Help for this screen."""
        from csp_tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self, self.HELP_TEXT))

    def action_theme(self) -> None:
        """Go on to the next of dark, light and high contrast."""
        names = list(THEMES)
        now = next((place for place, name in enumerate(names) if THEMES[name].name == self.app.theme), 0)
        theme = names[(now + 1) % len(names)]
        self.app.theme = THEMES[theme].name
        self.say(f"Colours: {_COLOURS[theme]}.")
        if self._session is not None and self._session.desk.read_only_because is None:
            self._session.keep_setting("theme", theme)

    def action_undo(self) -> None:
        """Take back the last change."""
        self.leave_cell()
        self._step(self.session.undo, "There is nothing to undo.")

    def action_redo(self) -> None:
        """Make the change again that was undone."""
        self.leave_cell()
        self._step(self.session.redo, "There is nothing to make again.")

    def _step(self, work: Callable[[], str | None], nothing: str) -> None:
        try:
            sentence = work()
        except UserError as error:
            self.refuse(error, self.session.worded(error))
            return
        self.show_session()
        self.say(sentence or nothing)
