"""What the open application works on: the desk, a quarter's book, the partner worked for, and drafts not yet stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk import entering
from csp_tui.desk.closing import ClosedError
from csp_tui.desk.configuring import QuarterDates, change_setting, quarter_dates, setting
from csp_tui.desk.drafting import Draft, Drafts, Kind, Place, read_entry_draft, written_entry
from csp_tui.desk.freezing import pack_closing
from csp_tui.desk.keymap import KEYS, KeymapError, keymap_of
from csp_tui.desk.opening import Desk, day_of
from csp_tui.desk.overtaken import OvertakenError
from csp_tui.desk.reading import Remark, Story, open_book, remarks, story
from csp_tui.desk.starting import is_first_start
from csp_tui.desk.watching import Notice
from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.book import Book, Stated
from csp_tui.domain.entries import Entry, EntryError, entry_of, read_entry
from csp_tui.domain.errors import BusyError, UserError
from csp_tui.domain.measures import Indicator, Measure
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, OtherFigure, QuarterStatus, Query, Rating
from csp_tui.domain.statements import Statement
from csp_tui.domain.trying import Tried, Typed, try_out
from csp_tui.screens.as_typed import entry_from, stored_text
from csp_tui.storage.records import KeptPack


class Subject(Struct, frozen=True):
    """A measure as one partner states it; no partner for the total that several make."""

    measure: Measure
    partner: str | None

    @property
    def id(self) -> str:
        """Names the row of this subject in a grid."""
        return f"{self.measure.id}|{self.partner or ''}"


@dataclass
class Session:
    """The state of the program between screens. What is stored, and what is kept of drafts, is the desk's."""

    desk: Desk
    quarter: Quarter
    book: Book
    drafts: Drafts
    partner: str | None = None
    broken_off: dict[str, dict[str, str]] = field(default_factory=dict)
    agreed: dict[tuple[Quarter, str], str] = field(default_factory=dict)
    """Who was typed to have agreed a return that is not written yet, by its quarter and whose it is."""
    notices: tuple[Notice, ...] = ()
    theme: str = ""  # the colours that this copy's user chose: dark, light, or empty for no choice
    is_first: bool = False  # whether nobody has said yet who works here
    seen: tuple[int, ...] = ()  # by which it is known whether another program stores something
    is_behind: bool = False  # whether it could not be read again when it was to be
    _keymap: Mapping[str, str] = field(default_factory=dict)
    _knows_keys: bool = False
    _issued: KeptPack | None = None

    @classmethod
    def open(cls, desk: Desk, quarter: str | None) -> Session:
        """Read the quarter asked for, or the desk's default; whom the user works for is shown from the start.

        All that is needed to show it is read here, in whatever thread opens it: whoever draws does not wait for a file.
        """
        chosen = desk.quarter(quarter)
        session = cls(desk, chosen, open_book(desk, chosen), Drafts(desk), desk.works_for)
        session._know_its_pack()
        session.theme, session.is_first = setting(desk, "theme").value, is_first_start(desk)
        session.keymap()
        session.seen = desk.change_token()
        session.forget_what_is_stored()
        return session

    def go_on_from(self, before: Session) -> None:
        """Go on with what another session had open: its partner, and what was typed and is not stored."""
        self.partner, self.agreed = before.partner, before.agreed
        before.drafts.keep_noted()
        for place, draft in before.drafts:
            self.drafts.keep(place, draft)
            before.drafts.forget(place)

    @property
    def refused(self) -> frozenset[tuple[Place, str]]:
        """The texts that could not be stored, each with its place."""
        return frozenset((place, draft.text) for place, draft in self.drafts if draft.refusal)

    def switch(self, quarter: Quarter) -> None:
        """Work on another quarter; drafts stay with theirs."""
        self._read(quarter)
        self.quarter = quarter
        self.forget_what_is_stored()

    def _read(self, quarter: Quarter) -> None:
        self.book = open_book(self.desk, quarter)
        self._know_its_pack()

    def _know_its_pack(self) -> None:
        self._issued = pack_closing(self.desk, self.book.quarter) if self.book.closed else None

    def read_again(self) -> None:
        """Read the quarter anew, with what another program has stored in the same file.

        Where that is held just now, and this thread draws the screen, what is shown next catches up first.
        """
        self.is_behind = True
        with suppress(BusyError):
            self.catch_up()

    def catch_up(self) -> None:
        """Read what could not be read when it was to be; raises BusyError as long as it cannot."""
        if self.is_behind:
            self.desk.refresh()
            self._read(self.quarter)
            self.is_behind = False

    @property
    def led(self) -> int | None:
        """The priority of the plan that the user answers for; none for anybody but its lead."""
        plan, led = self.book.plan, self.desk.priority
        return led if self.desk.role == "lead" and led in {p.number for p in plan.priorities} else None

    @property
    def chases(self) -> bool:
        """Whether others are asked for what is awaited: whoever gives one partner's figures has nobody to ask."""
        return self.led is not None or self.desk.partner is None or self.desk.role not in ("lead", "supplier")

    # Reading

    def assess(self, *, reads_texts: bool = True) -> QuarterStatus:
        """The whole quarter, assessed."""
        return assess_quarter(self.book, reads_texts=reads_texts)

    def concerned(self, status: QuarterStatus) -> tuple[IndicatorStatus, ...]:
        """Of an assessed quarter what concerns whoever works here: for its lead a priority, else all."""
        return status.indicators if self.led is None else status.of_priority(self.led)

    def status(self, subject: Subject) -> MeasureStatus:
        """One figure as it is stored, assessed."""
        return assess_measure(self.book, subject.measure, subject.partner)

    def statement(self, subject: Subject) -> Statement | None:
        """What is stored of a figure."""
        stated = self.book.stated(subject.measure, subject.partner) if subject.partner else None
        return stated.statement if stated is not None else None

    def commentary(self, indicator: Indicator, partner: str | None) -> Mapping[str, str]:
        """What a partner has written on an indicator, by field."""
        return self.book.commentary.get((indicator.uid, self.quarter, partner or ""), {})

    def voice(self, indicator: Indicator, partner: str | None) -> str:
        """Who comments on an indicator here: the partner that is worked for, where it may, else the row's own."""
        if self.partner in entering.voices(indicator):
            return str(self.partner)
        return partner or indicator.partners[0]

    def story(self, subject: Subject) -> Story:
        """Everything stored about one measure."""
        return story(self.desk, self.quarter, subject.measure, subject.partner)

    def breaks_since(self, measure: Measure) -> Quarter | None:
        """The first quarter that is recorded as this one is; None where recording never changed."""
        breaks = self.book.breaks.get(measure.uid, ())
        return max((broken.quarter for broken in breaks if broken.quarter <= self.quarter), default=None)

    def remarks(self, subject: Subject) -> tuple[Remark, ...]:
        """The commentary that stands beside a measure, with who wrote it."""
        indicator = self.book.plan.indicator(subject.measure.id)
        return remarks(self.desk, self.quarter, indicator, subject.partner or indicator.partners[0])

    def other_figures(self, subject: Subject) -> tuple[OtherFigure, ...]:
        """The other figures that stand beside a measure, as its row's partner keeps them."""
        indicator = self.book.plan.indicator(subject.measure.id)
        voice = self.voice(indicator, subject.partner)
        return self.book.other_figures.get((indicator.uid, self.quarter, voice), ())

    def supposing(self, subject: Subject, entry: Entry) -> MeasureStatus:
        """How the figure would stand if this were entered; raises EntryError like entering it. Nothing is stored."""
        held = self.statement(subject)
        statement = read_entry(subject.measure, entry, self.quarter, held, today=self.desk.today)
        return self.supposing_stated(subject, statement)

    def supposing_stated(self, subject: Subject, statement: Statement | None) -> MeasureStatus:
        """How the figure would stand with this statement, or none, in place of what is stored."""
        assert subject.partner is not None
        stated = Stated(statement, by=self.desk.by) if statement is not None else None
        book = self.book.with_statement(subject.measure, subject.partner, stated)
        return assess_measure(book, subject.measure, subject.partner)

    def trying(self, several: Iterable[Typed]) -> tuple[Tried, ...]:
        """How several figures would stand if all of it that can be stored were. Nothing is stored."""
        return try_out(self.book, several, self.desk.by, today=self.desk.today)

    @property
    def closed_because(self) -> str | None:
        """That the quarter's pack is issued, when, and the way out; None while the quarter is open."""
        if not self.book.closed:
            return None
        issued = f"on {printed_date(day_of(self._issued.at))}" if self._issued is not None else "by another copy"
        way_out = (
            "Send the coordinator what changed since: it is accepted as late."
            if self.desk.role in ("lead", "supplier")
            else "What came late is accepted with Ctrl+K; F9, then R opens the quarter again."
        )
        return f"{self.quarter.short} is closed: its pack was issued {issued}. {way_out}"

    def worded(self, error: UserError) -> str:
        """What was refused, in a sentence; of a closed quarter with the way out that is a key here."""
        return (isinstance(error, ClosedError) and self.closed_because) or str(error)

    def dates(self) -> QuarterDates:
        """When returns are due, papers go out and the SEG meets, as far as it is set."""
        return quarter_dates(self.desk, self.quarter)

    def keymap(self) -> Mapping[str, str]:
        """The keys that this copy's user chose, by the names of the actions; none if they cannot be read."""
        if not self._knows_keys:
            with suppress(BusyError):  # until then those that were known hold
                chosen = setting(self.desk, KEYS).value
                self._keymap, self._knows_keys = {}, True
                with suppress(KeymapError):  # of a later version, which knows more keys
                    self._keymap = keymap_of(chosen)
        return self._keymap

    # Storing: each of these raises a UserError, and then nothing is stored

    @contextmanager
    def _storing(self) -> Iterator[None]:
        """Read again what another program has stored instead, once it was refused: then it was seen."""
        self.desk.store.require_free()
        try:
            yield
        except OvertakenError:
            self.read_again()
            raise

    def enter(self, subject: Subject, entry: Entry) -> None:
        """Store what was typed of a figure; what was not typed stays."""
        with self._storing():
            self.book = entering.enter(self.desk, self.book, subject.measure, subject.partner, entry)

    def enter_many(self, tried: Iterable[Tried], note: str) -> None:
        """Store what was tried out of several figures in one step, which undo takes back as one."""
        with self._storing():
            entries = [(one.typed.measure, one.typed.partner, one.taken) for one in tried]
            self.book = entering.enter_many(self.desk, self.book, entries, note)

    def state(self, subject: Subject, statement: Statement) -> None:
        """Store a statement in place of the one before, with all that is not in it gone."""
        with self._storing():
            self.book = entering.state(self.desk, self.book, subject.measure, subject.partner, statement)

    def withdraw(self, subject: Subject) -> None:
        """Take a figure back: it is awaited again."""
        with self._storing():
            self.book = entering.withdraw(self.desk, self.book, subject.measure, subject.partner)

    def comment(self, indicator: Indicator, partner: str, texts: Mapping[str, str]) -> None:
        """Store fields of a commentary."""
        with self._storing():
            self.book = entering.comment(self.desk, self.book, indicator, partner, texts)

    def headline(self, priority: int, text: str, agreed_by: str) -> None:
        """Store a priority's headline paragraph and who agreed it."""
        with self._storing():
            self.book = entering.headline(self.desk, self.book, priority, text, agreed_by or None)

    def explain(self, query: Query, text: str) -> None:
        """Store why a queried figure is right."""
        measure = self.book.plan.by_id[query.measure]
        with self._storing():
            self.book = entering.explain(self.desk, self.book, measure, query.partner, query.code, text)

    def require_judgeable(self, subject: Subject) -> None:
        """Raise the sentence that says why a figure is not judged by hand, or not by this user."""
        entering.to_judge(self.desk, self.book, subject.measure, subject.partner or subject.measure.suppliers[0])

    def judge(self, subject: Subject, rating: Rating | None, reason: str) -> None:
        """Store a lead's own rating of a figure, or with None take it back."""
        with self._storing():
            self.book = entering.judge(self.desk, self.book, subject.measure, subject.partner, rating, reason)

    def other_figure(self, indicator: Indicator, partner: str, label: str, value: str, prior: str | None) -> None:
        """Store another figure to be shown beside an indicator's own; an empty value takes it out."""
        with self._storing():
            self.book = entering.figure(self.desk, self.book, indicator, partner, label, value, prior)

    def mark_break(self, measure: Measure, quarter: Quarter, text: str) -> None:
        """Store that recording changed from the start of a quarter; an empty text takes the mark out."""
        entering.mark_break(self.desk, measure, quarter, text)
        self.read_again()

    def keep_setting(self, key: str, value: str) -> None:
        """Remember something of this copy's user: role, theme."""
        self._knows_keys = False
        change_setting(self.desk, key, value)

    def undo(self) -> str | None:
        """Take back the last change; the sentence that says which, None where there is nothing."""
        return self._after(entering.undo(self.desk)) or entering.not_by_undo(self.desk)

    def redo(self) -> str | None:
        """Make the change again that was undone last."""
        return self._after(entering.redo(self.desk))

    def _after(self, undone: entering.Undone | None) -> str | None:
        self.read_again()
        return undone.sentence if undone is not None else None

    # Drafts

    @property
    def unstored(self) -> int:
        """How many texts are typed and not stored."""
        return len(self.drafts)

    def place(self, kind: Kind, about: str, partner: str | None = None, field: str = "") -> Place:
        """Where something is typed in the quarter that is shown."""
        return Place(self.quarter, kind, about, partner or "", field)

    def draft(self, subject: Subject, column: str) -> Draft | None:
        """What was typed in a cell and is not stored."""
        return self.drafts.of(self._cell(subject, column))

    def keep_draft(self, subject: Subject, column: str, draft: Draft | None) -> None:
        """Keep a draft, or with None forget it."""
        place = self._cell(subject, column)
        if draft is None:
            self.drafts.forget(place)
        else:
            self.drafts.keep(place, replace(draft, stood=self._stood(place, subject, column)))

    def note_typing(self, subject: Subject, column: str, text: str, refusal: str | None = None) -> None:
        """Note the text of the open cell, which is a draft if the program ends before the cell is left."""
        place = self._cell(subject, column)
        if text.strip():
            self.drafts.note_typing(place, Draft(text, refusal, self._stood(place, subject, column)))
        elif self.drafts.of(place) is None:
            self.drafts.forget(place)

    def stored_since(self, subject: Subject, column: str, draft: Draft) -> str:
        """What is stored of a cell now, if it is not what stood there when the draft was typed; else empty."""
        stands = stored_text(self.statement(subject), column)
        return stands if stands != draft.stood else ""

    def forget_what_is_stored(self) -> None:
        """Forget drafts of the quarter that say what is stored: the program ended just as it had stored them."""
        for place, draft in self.drafts:
            measure = self.book.plan.by_id.get(place.about)
            if place.quarter != self.quarter or place.kind is not Kind.CELL or measure is None:
                continue
            held = self.statement(Subject(measure, place.partner))
            with suppress(EntryError):
                said = entry_of(measure, place.field, draft.text)
                if held is not None and read_entry(measure, said, self.quarter, held) == held:
                    self.drafts.forget(place)

    def form(self, subject: Subject) -> Entry | None:
        """What was typed in a figure's form and is not stored."""
        draft = self.drafts.of(self._form(subject))
        return read_entry_draft(draft.text) if draft is not None else None

    def keep_form(self, subject: Subject, entry: Entry | None) -> None:
        """Keep a form as it is typed, or with None forget it."""
        if entry is None:
            self.drafts.forget(self._form(subject))
        else:
            before = self.drafts.of(self._form(subject))
            stood = before.stood if before is not None else written_entry(entry_from(self.statement(subject)))
            self.drafts.keep(self._form(subject), Draft(written_entry(entry), stood=stood))

    def form_overtaken(self, subject: Subject) -> bool:
        """Whether something else was stored of a figure since its form was typed."""
        draft = self.drafts.of(self._form(subject))
        return draft is not None and draft.stood != written_entry(entry_from(self.statement(subject)))

    def _cell(self, subject: Subject, column: str) -> Place:
        return self.place(Kind.CELL, subject.measure.id, subject.partner, column)

    def _form(self, subject: Subject) -> Place:
        return self.place(Kind.FORM, subject.measure.id, subject.partner)

    def _stood(self, place: Place, subject: Subject, column: str) -> str:
        """What stood in a cell when the text there was first typed."""
        before = self.drafts.of(place)
        return before.stood if before is not None else stored_text(self.statement(subject), column)
