"""Planning a merge: what each statement of a batch of returns would do to what is stored; pure, it stores nothing.

The plan holds what is to be stored and the summary that people read, so that a dry run and the real run cannot differ.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from csp_tui.returns import keeping
from csp_tui.returns.batch import Batch, Waiting
from csp_tui.returns.checking import KEEPING_OUT, Doubt, Ground, Reason, doubt_of_closed, doubt_of_file
from csp_tui.returns.ended import Ended
from csp_tui.returns.left_empty import LeftEmpty, where_it_stood
from csp_tui.returns.listing import ItemResults, Placed, Portion
from csp_tui.returns.noting import note_on_known, notes_on, notes_on_version, question_on, question_which, sent_by
from csp_tui.returns.placing import Places
from csp_tui.returns.planned import MergePlan, Stored
from csp_tui.returns.records import Emptied, Return
from csp_tui.returns.summary import Counts, FileOutcome, FileResult, ItemResult, Outcome, as_looked_for, of_one_file
from csp_tui.returns.telling import conflict_id, in_words, typed_in_words
from csp_tui.returns.versions import Version, asking
from csp_tui.storage.records import Head, Intake, Item, Origin, Receipt, Subject
from csp_tui.storage.spooling import Flat


def plan_merge(batch: Batch, ground: Ground, stored: Stored) -> MergePlan:
    """What the merge of these files does, the same whatever their order; the batch is empty afterwards."""
    planning = _Planning(ground, stored, batch)
    by_file: dict[object, list[FileResult]] = defaultdict(list)
    whole: list[object] = []  # a database holds a return for each quarter, and is one file
    for waiting in batch.in_order():
        whole.append(waiting.whole)
        planning.take(waiting)
    planning.ask_which_count()
    planning.ask_what_is_left_empty()
    for of, result in zip(whole, planning.files, strict=True):
        by_file[of].append(result)
    files = [FileResult(read.file, FileOutcome.REFUSED, read.reason) for read in batch.refused]
    files += map(of_one_file, by_file.values())
    refused = [read.receipt for read in sorted(batch.refused, key=lambda read: (read.file, read.reason))]
    intake = planning.intake(refused) if planning.receipts else None
    return MergePlan(intake, tuple(sorted(files, key=as_looked_for)), planning.counts(), planning.told())


@dataclass
class _Planning:
    """The plan while it grows, file by file."""

    ground: Ground
    stored: Stored
    batch: Batch
    items: list[Item] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    files: list[FileResult] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._versions = self.batch.forms
        self._places = Places(self.stored.known, self.stored.slept, self.batch.heard_again)
        self._placed = Placed(self.batch.spool)
        self._ended = Ended(self.stored.current, self._placed, self._places.end)
        stands, labels = self._places.stands, self.ground.plan.labels
        self._left = LeftEmpty(self.stored.typed, stands, labels, replacing=self.ground.replace)
        self._told: list[ItemResult] = []
        self._beside: dict[str, list[Version]] = defaultdict(list)
        taken_in = [r for r in reversed(self.stored.receipts) if r.taken_in]
        self._in = {(r.form, r.sender, r.content_hash): r.file for r in taken_in}
        self._of_sender: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in self.stored.receipts:
            self._of_sender[receipt.sender].append(receipt)

    # One file

    def take(self, waiting: Waiting) -> None:
        """Plan one file, and note what became of it."""
        self.files.append(self._taken(waiting))

    def _taken(self, waiting: Waiting) -> FileResult:
        read, statements = waiting.read, self.batch.spool.get(waiting.portion)
        known_as = self._in.get((read.form, read.written_by, read.content_hash))
        if known_as is not None and not self._says_more(read, statements):
            beside = any(r.taken_in and r.content_hash == read.content_hash for r in self.receipts)
            return self._result(read, FileOutcome.DUPLICATE, (note_on_known(read, known_as, beside=beside),))
        notes, again = notes_on(read, self._of_sender[read.sender]), known_as is not None
        doubt = doubt_of_file(self.ground, read)
        checks, taken = len(self.items), len(self._placed)
        portion, corrected = self._take_statements(waiting, statements, doubt)
        self._take_rest(read, doubt)
        before = ""
        if doubt is None:
            before = self._left.take(read, statements)
        if read.typed and self._versions[read.form] > 1:  # asked about once all of them are placed
            said = {one.subject: one.id for _, one in self._placed.of(portion) if one.sender == read.speaker}
            places = len(self.files), len(self.receipts)
            self._beside[read.speaker].append(Version(read, portion, said, corrected, *places))
            corrected = {}
        elif (asks := self._corrects(read, corrected)) and self._ask(
            read, corrected, question := question_on(read, len(corrected), again=again, before=before)
        ):
            notes = (question, *notes)
        else:
            notes = (*notes_on_version(read, before, replaces=asks or read.speaker in self._places.replacing), *notes)
            corrected = {}
        if doubt is not None and checks == len(self.items):  # it has nothing in it, or nothing that we can read
            self._check(read, doubt, "file", Origin(read.file), "", "", "", "", keeping.keep_nothing())
        waits = any(item.id not in self.stored.settled for item in self.items[checks:])
        if doubt is not None:
            became = (FileOutcome.TO_CHECK, doubt.message) if waits else (FileOutcome.MERGED, _DECIDED[1])
            return self._result(read, became[0], (became[1], *notes))
        nothing = len(self._placed) == taken and waits
        result = self._result(read, FileOutcome.TO_CHECK if nothing else FileOutcome.MERGED, notes)
        return replace(result, corrected=len(corrected))

    def ask_which_count(self) -> None:
        """Ask of each form that came in several versions which of them counts: one question, told with the last."""
        for versions in self._beside.values():
            asked = list(asking(versions, self._places.differs))
            if asked:
                self._ask_of_each(asked)

    def _ask_of_each(self, asked: Sequence[tuple[Version, Mapping[Subject, str]]]) -> None:
        last, figures = asked[-1][0], len({subject for _, revisions in asked for subject in revisions})
        question = question_on(last.read, figures)
        if len(asked) > 1:
            says = [(version.read.file, self._words_of(version, revisions.values())) for version, revisions in asked]
            question = question_which(sent_by(last.read), figures, says)
        waits = [self._ask(version.read, revisions, question) for version, revisions in asked]
        if all(waits):
            told, receipt = self.files[last.file], self.receipts[last.receipt]
            reason = f"{question} {told.reason}".rstrip()
            self.files[last.file] = replace(told, reason=reason, corrected=figures, together=len(asked) > 1)
            self.receipts[last.receipt] = replace(receipt, note=reason)

    def ask_what_is_left_empty(self) -> None:
        """Ask of what earlier versions of a form gave and these leave empty, as of a cell that was prefilled."""
        for read, cell, head in self._left.asked():
            self._take_emptied(read, cell, None, (read.speaker, 0, read.author), head)

    def _words_of(self, version: Version, revisions: Collection[str]) -> list[str]:
        """What these revisions of a version say of which figure."""
        placed = (one for _, one in self._placed.of(version.portion) if one.id in revisions)
        said = {one.id: f"{one.label} {in_words(one.field, one.said_as)}" for one in placed}
        return [said[id] for id in revisions]

    def _corrects(self, read: Return, corrected: Mapping[Subject, str]) -> bool:
        """Whether a form came before with something else in it, so that one can ask which of the two counts.

        Where others only repeat what it once said, their figures and its own differ, and no more.
        """
        return bool(corrected) and any(
            form == read.form and content != read.content_hash for form, _, content in self._in
        )

    def _says_more(self, read: Return, statements: Iterable[Flat]) -> bool:
        """Whether sending a form again asks again, as a later one replaced it, or says yes to what it asked.

        Beside other versions of itself it says nothing: an inbox taken in once more holds them all.
        """
        if not read.typed or self._versions[read.form] > 1:
            return False
        if any((r.form, r.content_hash) == (read.form, read.content_hash) for r in self.receipts):
            return False
        return any(
            self._places.superseded_form(one) or (self.ground.replace and self._places.stands_against_its_form(one))
            for one in statements
        )

    def _result(self, read: Return, outcome: FileOutcome, notes: Iterable[str]) -> FileResult:
        reason = " ".join(notes)
        self._in.setdefault((read.form, read.written_by, read.content_hash), read.file)
        receipt = read.receipt(outcome, reason)
        self.receipts.append(receipt)
        self._of_sender[receipt.sender].append(receipt)
        return FileResult(read.file, outcome, reason)

    # Its statements

    def _take_statements(
        self, waiting: Waiting, statements: Iterable[Flat], doubt: Doubt | None
    ) -> tuple[Portion, dict[Subject, str]]:
        """Put each to its place, or to check; gives what was placed, and what of it corrects what came of its form."""
        read, first = waiting.read, len(self._places)
        typed_by = read.speaker if read.typed else None
        without: set[int] = set()
        raised: dict[int, int] = {}
        corrected = {}
        for place, one in enumerate(statements):
            subject, by_form = one.subject, one.sender == typed_by
            why = doubt or self._doubt_of(waiting.doubts.get(place), subject, one, by_form=by_form)
            if why is not None:
                self._check_statement(read, one, why)
                without.add(place)
            elif read.typed and not by_form and self._places.taken_back(subject, one):  # a cell nobody touched
                self._told.append(self._ended.result_of(one, *_TAKEN_BACK))
                without.add(place)
            else:
                up, corrects = self._places.place(subject, one, by_form=by_form, replacing=self.ground.replace)
                if up:
                    raised[place] = up
                if corrects:
                    corrected[subject] = one.id
        count = len(self._places) - first
        portion = Portion(waiting.portion, first, count, read.file, waiting.files, frozenset(without), raised or None)
        if count:
            self._placed.portions.append(portion)
        return portion, corrected

    def _doubt_of(self, doubt: Doubt | None, subject: Subject, one: Flat, *, by_form: bool) -> Doubt | None:
        """Why a statement is to check; what is in already is not asked about again, unless a form says it anew."""
        if self._places.is_in(subject, one):
            return self._doubt_of_closed(subject, one) if by_form else None
        return doubt or self._doubt_of_closed(subject, one)

    def _doubt_of_closed(self, subject: Subject, one: Flat) -> Doubt | None:
        if one.quarter not in self.ground.issued or not self._places.differs_from_standing(subject, one):
            return None
        return doubt_of_closed(self.ground, subject, one.label, self._ended.old(subject))

    def _ask(self, read: Return, revisions: Mapping[Subject, str], question: str) -> bool:
        """Ask whether a version of a form counts; False where it was answered before, and that counts again.

        An answer that another version was said to replace since counts no more: then it is asked anew. So it is where
        nobody answered, and other figures differ by now.
        """
        kept = keeping.keep_question(keeping.KeptQuestion(revisions))
        doubt, who = Doubt(Reason.CORRECTED, question), sent_by(read)
        key = "corrected"
        while (id := _item_id(read, key)) not in self.stored.settled and self.stored.questions.get(id, kept) != kept:
            key += " otherwise"
        while not self._check(read, doubt, key, Origin(read.file), "", "", who, str(read.quarter), kept):
            if not any(self._places.against_its_form(subject, id) for subject, id in revisions.items()):
                return False
            key += " again"
        return True

    # What is to check

    def _check(
        self,
        read: Return,
        doubt: Doubt,
        key: str,
        origin: Origin,
        measure: str,
        about: str,
        returned_for: str,
        quarter: str,
        kept: str,
    ) -> bool:
        """Add something to check, and say whether it waits: when sent again, what was decided of it counts again.

        Its id follows from the file's content, so that it is the same then.
        """
        id = _item_id(read, key)
        self.items.append(
            Item(
                id,
                doubt.reason,
                quarter or str(read.quarter),
                read.form,
                read.content_hash,
                origin,
                measure,
                about,
                returned_for,
                doubt.message,
                kept,
            )
        )
        for revision in self.stored.settled.get(id, ()):
            self._places.wake(*revision)
        return id not in self.stored.settled

    def _check_statement(self, read: Return, one: Flat, doubt: Doubt) -> None:
        waits = self._check(
            read,
            doubt,
            f"says {doubt.reason in KEEPING_OUT} {one.id}",
            Origin(one.file or "", one.sheet or "", one.cell or ""),
            one.label,
            one.about,
            one.returned_for,
            one.quarter,
            keeping.keep_statement(one.received),
        )
        outcome, message = (doubt.outcome, doubt.message) if waits else _DECIDED
        self._told.append(self._ended.result_of(one, outcome, message))

    def _take_rest(self, read: Return, doubt: Doubt | None) -> None:
        """Cells that could not be read, rows that the plan does not know, and cells that came back empty."""
        who = read.partner or ""
        author = read.author
        sender, sequence = read.speaker, 0 if read.typed else read.sequence
        for number, cell in enumerate(read.unread):
            why = doubt or Doubt(Reason.UNREADABLE, cell.reason)
            kept = keeping.keep_nothing(cell.text)
            key = f"cell {number} {cell.measure}"
            waits = self._check(read, why, key, cell.origin, cell.measure, "", who, "", kept)
            became = (Outcome.TO_CHECK, cell.reason) if waits else _DECIDED
            self._tell_loose(read, cell.origin, cell.measure, cell.text, *became)
        for number, row in enumerate(read.unknown):
            titled = f" ({title})" if (title := row.title.partition(".")[0][:_SHOWN]) else ""
            called = f'No measure is called "{row.label}"' if row.label else "This row has lost its id"
            why = doubt or Doubt(Reason.UNKNOWN_ROW, f"{called}{titled}; say which measure it means.")
            of = row.partner if row.partner in self.ground.plan.partners else who
            kept = keeping.keep_row(keeping.KeptRow(row.entry, str(read.quarter), of, sender, sequence, author))
            waits = self._check(read, why, f"row {number} {row.label}", row.origin, row.label, "", of, "", kept)
            became = (Outcome.TO_CHECK, why.message) if waits else _DECIDED
            self._tell_loose(read, row.origin, row.label, typed_in_words(row.entry), *became, of=of)
        for emptied in read.emptied:
            self._take_emptied(read, emptied, doubt, (sender, sequence, author))

    def _take_emptied(
        self,
        read: Return,
        cell: Emptied,
        doubt: Doubt | None,
        by: tuple[str, int, str],
        earlier: Head | None = None,
    ) -> None:
        """No deletion: whether the figure is to be withdrawn is asked, for as long as it stands.

        `earlier` is what an earlier version of the form gave, where the cell was not prefilled with it.
        """
        old = self._ended.old(cell.subject)
        who = earlier.returned_for if earlier else cell.subject.partner or read.partner or ""
        where = where_it_stood(earlier) if earlier else ""
        message = f"{cell.measure} came back empty, and {old or 'a figure'} was stated before{where}; withdraw it?"
        why = doubt or Doubt(Reason.WITHDRAW, message)
        withdrawal = keeping.KeptWithdrawal(cell.subject, cell.base, who, *by)
        kept = keeping.keep_withdrawal(withdrawal, of_version=earlier is not None)
        key = f"emptied {conflict_id(cell.subject)}{f' of {cell.base}' if earlier else ''}"
        about, quarter = cell.subject.about, cell.subject.quarter
        waits = self._check(read, why, key, cell.origin, cell.measure, about, who, quarter, kept)
        if self._places.stands(cell.subject, cell.base):
            became = (Outcome.WITHDRAW_ASKED, why.message) if waits else _DECIDED
            self._tell_loose(read, cell.origin, cell.measure, None, *became, old)

    # The summary

    def intake(self, refused: Iterable[Receipt]) -> Intake:
        """What is to be stored, with what will stand then."""
        receipts = (*self.receipts, *refused)
        stands = self._ended.endings.stands
        return Intake((), tuple(self.items), receipts, stands=stands, kept=self._placed)

    def counts(self) -> Counts:
        """How much ended where, once all files are planned: where a statement ends depends on all of them."""
        placed = range(len(self._placed))
        ended = Counter(map(self._ended.outcome, placed)) + Counter(one.outcome for one in self._told)
        repeated = sum(map(self._ended.repeats, placed))
        return Counts(**{one.value: ended[one] for one in Outcome}, repeated=repeated)

    def told(self) -> ItemResults:
        """What became of everything."""
        return ItemResults(self._told, self._placed, self._ended.outcome, self._ended.told)

    def _tell_loose(
        self,
        read: Return,
        origin: Origin,
        measure: str,
        new: str | None,
        outcome: Outcome,
        message: str,
        old: str | None = None,
        of: str = "",
    ) -> None:
        """Something that is no statement; `of` is the partner where the row names one."""
        place, who = (origin.file, origin.sheet, origin.cell), of or read.partner or ""
        self._told.append(ItemResult(*place, measure, str(read.quarter), who, old, new, outcome, message))


def _item_id(read: Return, key: str) -> str:
    """What something to check is known by, from file to file that says the same."""
    return hashlib.sha256(json.dumps([read.form, read.written_by, read.content_hash, key]).encode()).hexdigest()


_TAKEN_BACK = (
    Outcome.DECIDED,
    "It stood in the form when it was made, and was taken back here since; nobody typed it anew.",
)
_DECIDED = (Outcome.DECIDED, "It was decided before, and that counts again.")
_SHOWN = 80  # characters of a row's own title, in a sentence
