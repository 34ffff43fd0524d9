"""The commentary of one row: a text for each field, stored when its field is left; what may be kept is the domain's.

What stands beside the field, last quarter's text and the sentence drafted from the figures, is only read: it goes into
the text by a key of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Static, TextArea

from csp_tui.desk.drafting import Draft, Kind, Place
from csp_tui.domain.commentary import FIELD_TITLES, NOTHING_TO_REPORT, which_holds
from csp_tui.domain.drafted import drafted
from csp_tui.domain.errors import UserError
from csp_tui.domain.overview import assess_indicator
from csp_tui.domain.results import MeasureStatus, Rating
from csp_tui.domain.words_in_texts import words_in
from csp_tui.screens.base import SAVED_HERE, footer, in_own_keys
from csp_tui.screens.figures import Line
from csp_tui.screens.help import HelpScreen
from csp_tui.screens.session import Session
from csp_tui.screens.waiting import again_in
from csp_tui.screens.words_or_figure import FIGURE, WORDS, WhichIsIt, words_or_figure
from csp_tui.widgets.commentary_field import CommentaryField, FieldRow
from csp_tui.widgets.cut_text import CutText
from csp_tui.widgets.key_line import HELP
from csp_tui.widgets.length_meter import length_meter
from csp_tui.widgets.rating import mark_of
from csp_tui.widgets.tick import Tick
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import lines_of, one_line

_ASKED: Mapping[str, str] = {
    "patterns": "What lies behind the figure?",
    "activity": "What was done?",
    "outcomes": "What came of it?",
    "exceptions": "What is unusual, and what may go wrong?",
    "action": "What will be done, by which role, by when?",
    "ask": "What should the SEG decide?",
}
_NO_NAMES = "Name no person: a role, such as the town centre sergeant, is enough."
_ESC_AGAIN = " Esc again leaves; the text is kept here as a draft."
_HELD_WHILE_TYPED = 4_000  # characters that are held against the figures at each key


class CommentaryScreen(ModalScreen[bool | str | None]):
    """Gives True when something was stored; nothing typed in it can be lost by closing it.

    What was `typed` at a row of words and grew into a figure may be that of the row `below`; then it gives its text.
    """

    CSS_PATH = "commentary.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (108, "-wide")]  # noqa: RUF012 - the base class declares it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (40, "-tall")]  # noqa: RUF012 - as above
    HELP_TEXT: ClassVar[str] = (
        "What lies behind the figures, in the partner's own words. Fill in the fields that have something to say; each"
        " is stored when it is left. A red figure needs an action: what will be done, by which role, by when. Name"
        " no person. An emptied field is taken back.\n\n"
        "Beside it stand what was written last quarter and a sentence made from the figures. F5 puts the sentence into"
        " the text, F4 last quarter's text; Ctrl+Z takes either out again. Nothing is put in by itself."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="commentary.close", tooltip="Store and close"),
        Binding("ctrl+s", "save", "save", id="commentary.save", tooltip="Store everything and close"),
        Binding(
            "f5", "put_drafted", "sentence", id="commentary.drafted", tooltip="Put in the sentence from the figures"
        ),
        Binding("f4", "put_last", "last quarter's", id="commentary.last", tooltip="Put in last quarter's text"),
        Binding("f1", "help", "help", id=HELP, tooltip="Explain this window and its keys"),
    ]

    def __init__(
        self,
        session: Session,
        line: Line,
        *,
        voice: str | None = None,
        field: str = "",
        typed: str = "",
        below: Line | None = None,
    ) -> None:
        super().__init__()
        self._typed, self._below = typed, below
        self._which = WhichIsIt(asked=bool(typed) and line.is_report)
        self._starts_in = field
        self._session = session
        self._line = line
        self.set_class(line.is_report, "-report")
        self._has_stored = False
        self._partner = voice or session.voice(line.indicator, line.subject.partner)
        self._statuses = assess_indicator(session.book, line.indicator).measures
        self._refused: dict[str, str] | None = None
        self._told_needed = False

    @property
    def _texts(self) -> Mapping[str, str]:
        return self._session.commentary(self._line.indicator, self._partner)

    @property
    def _last(self) -> Mapping[str, str]:
        indicator, quarter = self._line.indicator, self._session.quarter.previous
        return self._session.book.commentary.get((indicator.uid, quarter, self._partner), {})

    @property
    def _drafted(self) -> str:
        """A sentence of the row's figure; for a row of words, of each of the partner's figures, else of all."""
        indicator = self._line.indicator
        own = [status for status in self._statuses if self._partner in status.measure.suppliers]
        row = () if self._line.is_report else (self._told_status,)
        return next(filter(None, (drafted(indicator, some) for some in (row, own, self._statuses))), "")

    def compose(self) -> ComposeResult:
        """A text area for each field, and what is to be read beside it."""
        indicator = self._line.indicator
        closed = self._session.desk.read_only_because or self._session.closed_because
        with Vertical(id="window"):
            yield Static(
                Content(one_line(f"Commentary of {self._partner}: {indicator.code} {indicator.title}")),
                classes="question",
            )
            yield CutText("the rest stands in the grid", id="row")
            with Container(id="sides"):
                with VerticalScroll(id="fields", can_focus=False):
                    yield from self._fields(read_only=closed is not None)
                with VerticalScroll(id="beside", can_focus=False):
                    yield Static(id="told", markup=False)
            yield Static(id="meter", markup=False)
            yield Static(id="words", markup=False)
            standing = toned(one_line(closed), "amber") if closed else toned(_NO_NAMES, "muted")
            yield Static(standing, id="standing", markup=False)
            yield footer(self, "Tab next field, stores this one; F5 sentence, F4 last quarter's, Esc closes")

    def _fields(self, *, read_only: bool) -> ComposeResult:
        texts = self._texts
        for name, title in FIELD_TITLES.items():
            field = CommentaryField(name, texts.get(name, ""), _ASKED[name], read_only=read_only)
            yield FieldRow(title, field)
        if self._line.is_report:
            yield Tick("Nothing to report this quarter", bool(texts.get(NOTHING_TO_REPORT)), id=NOTHING_TO_REPORT)

    def _place(self, name: str) -> Place:
        return self._session.place(Kind.COMMENTARY, self._line.indicator.code, self._partner, name)

    @property
    def _needs_action(self) -> bool:
        """Whether a figure is red and nothing is written, or being typed, of what will be done."""
        typed = self.query_one("#action", CommentaryField).text
        return not typed.strip() and any(status.rating is Rating.RED for status in self._statuses)

    def _show_needed(self) -> None:
        """Say above and beside its field that an action is needed, as long as none stands in it."""
        self._told_needed = self._needs_action
        self.query_one("#row", CutText).update(self._row())
        label = FIELD_TITLES["action"] + (" !" if self._told_needed else "")
        self.query_one("#action-label", Static).update(Content(label))

    def _row(self) -> Content:
        """Why the row stands as it does; for a row of words, its indicator's headline."""
        status = self._told_status
        mark, tone = mark_of(status)
        needed = toned("An action is needed. " if self._told_needed else "", "refused")
        return Content.assemble(needed, toned(mark[:2], tone), one_line(status.reason))

    @property
    def _told_status(self) -> MeasureStatus:
        if not self._line.is_report:
            return self._session.status(self._line.subject)
        headline = self._line.indicator.headline
        return next((s for s in self._statuses if s.measure.id == headline), self._statuses[0])

    def on_mount(self) -> None:
        """Start where it is asked for, else where a text is not stored yet, else in the first field."""
        self._show_needed()
        fields = list(self.query(CommentaryField))
        drafts = [field for field in fields if self._offer(field)]
        self._which.asked |= bool(drafts) and self._line.is_report  # a figure whose question was left
        asked_for = [field for field in fields if field.id == self._starts_in]
        start = (*asked_for, *drafts, *fields)[0]
        start.focus()
        if self._typed and not start.read_only:
            start.put_in(self._typed)

    def _offer(self, field: CommentaryField) -> bool:
        """Put a draft into its field, as a change that Ctrl+Z takes back, and say so; whether there is one."""
        draft = self._session.drafts.of(self._place(field.id or ""))
        if draft is None or draft.text == field.stored or field.read_only:
            return False
        field.replace(draft.text, field.document.start, field.document.end)
        reason = f" ({draft.refusal})" if draft.refusal else ""
        going_on = "Leaving the field stores it."
        if draft.stood != field.stored:
            field.waiting = draft.text
            going_on = "Something else was stored since. Ctrl+S stores this, Ctrl+Z shows that."
        self._say(f"{FIELD_TITLES[field.id or '']}: not stored yet{reason}. {going_on}", "draft")
        return True

    # Telling

    @property
    def _field(self) -> CommentaryField | None:
        focused = self.focused
        return focused if isinstance(focused, CommentaryField) else None

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """What stands beside a field is of that field."""
        field = self._field
        if field is None:
            return
        self.query_one("#told", Static).update(Content("\n").join(self._beside(field.id or "")))
        self.query_one("#beside").scroll_home(animate=False)
        self._measure(field)

    def _beside(self, name: str) -> list[Content]:
        session, drafted_text, last = self._session, self._drafted, self._last.get(name, "")
        lines = [
            toned(
                in_own_keys(self, "From the figures, F5 puts it in:")
                if drafted_text
                else "No figure is in to draft from.",
                "muted",
            )
        ]
        lines += [Content(drafted_text)] if drafted_text else []
        when = f"Last quarter ({session.quarter.previous.short})"
        if last:
            return [*lines, toned(in_own_keys(self, f"{when}, F4 puts it in:"), "muted"), Content(lines_of(last))]
        return [*lines, toned(f"{when}: nothing under {FIELD_TITLES[name]}.", "muted")]

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Measure what is typed, and note it in case that the program ends before the field is left."""
        field = event.text_area
        if not isinstance(field, CommentaryField) or field is not self._field:
            return
        self._measure(field)
        if field.id == "action" and self._needs_action is not self._told_needed:
            self._show_needed()
        place = self._place(field.id or "")
        if field.text != field.stored:
            before = self._session.drafts.of(place)
            stood = before.stood if before is not None else field.stored
            self._session.drafts.note_typing(place, Draft(field.text, stood=stood))
        else:
            self._session.drafts.forget(place)
        if field.text.endswith("\n"):
            self._ask_which(field)

    def _measure(self, field: CommentaryField) -> None:
        """How long the field's text is beside what the pack's first sheets show of it."""
        self.query_one("#meter", Static).update(length_meter(field.id or "", field.text))
        contradicted, line = self._contradicted(field), self.query_one("#words", Static)
        line.update(contradicted)
        line.display = bool(contradicted)

    def _contradicted(self, field: CommentaryField) -> Content:
        """What the text says that the figures contradict; a very long one is left to the check."""
        if len(field.text) > _HELD_WHILE_TYPED:
            return Content("")
        book, indicator = self._session.book, self._line.indicator
        found = words_in(book, indicator, self._statuses, self._partner, field.text, field.id or "")
        return Content("\n").join(toned(f"? {one_line(one.message)}", "amber") for one in found)

    def _say(self, text: str, tone: str = "") -> None:
        self.query_one("#standing", Static).update(toned(one_line(in_own_keys(self, text)), tone))

    # Putting in

    def action_put_drafted(self) -> None:
        """Put the sentence from the figures in where the cursor is."""
        self._put(self._drafted, "The sentence is in: change it as you like.", "No figure is in to draft from.")

    def action_put_last(self) -> None:
        """Put last quarter's text in; the check asks about one that is left as it was."""
        field = self._field
        last = self._last.get(field.id or "", "") if field is not None else ""
        put = "Last quarter's text is in: bring it up to date, or the check will ask why it is the same."
        self._put(last, put, "Nothing was written here last quarter.")

    def _put(self, text: str, put: str, nothing: str) -> None:
        field = self._field
        if field is None or field.read_only:
            self._say("There is no field here to put it in.")
        elif not text:
            self._say(nothing)
        else:
            field.put_in(text)
            self._say(f"{put} Ctrl+Z takes it out.")

    def _ask_which(self, field: CommentaryField) -> bool:
        """Ask of a figure that was typed at a row of words whether it is the next row's; whether that is open."""
        which = self._which
        if which.open or not (figure := which.figure(field.text, field.stored)):
            return which.open

        def take(chosen: str | None) -> None:
            which.answered(figure, chosen)
            place = self._place(field.id or "")
            if chosen is None:
                self._session.drafts.keep(place, Draft(field.text.rstrip(), stood=field.stored))
                self._say(
                    f'"{figure}" stays typed here, not stored. Ctrl+S asks again; Esc leaves it as a draft.', "draft"
                )
            elif chosen != WORDS:
                field.text = field.stored
                self._session.drafts.forget(place)
                self.dismiss(figure if chosen == FIGURE else self._has_stored)

        which.open = True
        self.app.push_screen(words_or_figure(self._session, figure, self._line, self._below), take)
        return True

    # Storing

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A field is stored when it is left, but never an older text over what was stored since."""
        field = event.widget
        if isinstance(field, CommentaryField) and field.text != field.waiting and not self._ask_which(field):
            self._store(field)

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Nothing to report is said, or taken back, at once."""
        self._say_nothing_to_report(event.checkbox)

    def _say_nothing_to_report(self, box: Checkbox) -> None:
        self._comment({NOTHING_TO_REPORT: "yes" if box.value else ""}, lambda: self._say_nothing_to_report(box))

    def _store(self, field: CommentaryField) -> bool:
        if field.text == field.stored or field.id is None or self._which.is_left(field.text, field.stored):
            return True
        text = field.text
        refusal = self._comment({field.id: text}, lambda: field.text != text or self._store(field))
        if refusal:
            self._session.drafts.keep(self._place(field.id), Draft(field.text, refusal, field.stored))
            return False
        self._session.drafts.forget(self._place(field.id))
        field.stored = field.text
        return True

    def _comment(self, texts: dict[str, str], again: Callable[[], object]) -> str:
        """Store fields, or do so `again` where the file is held; the sentence that refuses them, empty once stored."""
        try:
            self._session.comment(self._line.indicator, self._partner, texts)
        except UserError as error:
            refusal = one_line(self._session.worded(error))
            told = again_in(self, error, again) or f"Not stored: {refusal}"
            self._say(told + _ESC_AGAIN * bool(self._refused), "refused")
            return refusal
        self._has_stored, self._refused = True, None
        asked = which_holds(self._session.commentary(self._line.indicator, self._partner))
        self._say(f"{SAVED_HERE} {asked[:1].upper()}{asked[1:]}".rstrip(), "amber" if asked else "")
        return ""

    def action_close(self) -> None:
        """Store what is open and close; an older text over which something else was stored stays a draft."""
        self._close([field for field in self.query(CommentaryField) if field.text != field.waiting])

    def action_save(self) -> None:
        """Store everything and close."""
        self._which.ask_again()
        self._close(list(self.query(CommentaryField)))

    def _close(self, fields: list[CommentaryField]) -> None:
        """Store and close; a text that is refused keeps the editor open once, and is kept as a draft."""
        if any(map(self._ask_which, fields)):
            return
        refused = {field.id or "": field.text for field in fields if not self._store(field)}
        if not refused or refused == self._refused:
            self.dismiss(self._has_stored)
            return
        self._refused = refused
        self.query_one(f"#{next(iter(refused))}").focus()
        standing = self.query_one("#standing", Static)
        assert isinstance(standing.content, Content)
        standing.update(standing.content + toned(in_own_keys(self, _ESC_AGAIN), "refused"))

    def action_help(self) -> None:
        """Help for this window."""
        self.app.push_screen(HelpScreen(self, self.HELP_TEXT))
