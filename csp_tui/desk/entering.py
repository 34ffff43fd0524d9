"""Saying something: figures, commentary, headlines, judgements, explanations, breaks; and taking it back.

Each use case is one transaction. It returns the book with what was said in it, so that a screen need not read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, structs

from csp_tui.desk.closing import refuse_closed
from csp_tui.desk.deciding import resolve
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.overtaken import overtaken_in_words, seen, still_so
from csp_tui.desk.reading import open_book
from csp_tui.domain import fields
from csp_tui.domain.book import COMMENTARY_FIELDS, Book, Explained, Judged, Stated
from csp_tui.domain.commentary import NOTHING_TO_REPORT, clean_text
from csp_tui.domain.entries import Entry, EntryError, read_entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Combine, Indicator, Kind, Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, Headline, Judgement, OtherFigure, Rating
from csp_tui.domain.statements import Statement
from csp_tui.returns.telling import conflict_id, source
from csp_tui.storage.records import Content, Draft, Head, Step, Subject
from csp_tui.storage.view import Guard

EDIT = "edit"
_MERGE_STAYS: Final = "To take back merge {0}: csp-tui undo-merge {0}, or F6 and then Del."


class EnteringError(UserError):
    """Something that cannot be entered so; the message says what, and what to do."""


def supplier_of(desk: Desk, measure: Measure, partner: str | None) -> str:
    """Who states a measure: the partner named, else its sole supplier, else the partner in the settings.

    Raises EnteringError when the partner named does not supply it, or when there is a choice to make.
    """
    if partner is not None:
        name = desk.plan.partner(partner)
        if name not in measure.suppliers:
            raise EnteringError(
                f"{name} does not supply {measure.id}; {' and '.join(measure.suppliers)} does."
                f"{_may_comment(desk, measure, name)}"
            )
        return name
    if len(measure.suppliers) == 1:
        return measure.suppliers[0]
    if desk.partner in measure.suppliers:
        return str(desk.partner)
    raise EnteringError(f"{measure.id} is supplied by {', '.join(measure.suppliers)}; say for whom, with --partner.")


def _may_comment(desk: Desk, measure: Measure, name: str) -> str:
    code = measure.indicator
    return f" {name} can comment on {code}." if name in voices(desk.plan.indicator(code)) else ""


def voices(indicator: Indicator) -> tuple[str, ...]:
    """All who may comment on an indicator: those responsible, and suppliers that the user has set."""
    return tuple(dict.fromkeys((*indicator.partners, *(s for m in indicator.measures for s in m.suppliers))))


def voice_of(desk: Desk, indicator: Indicator, partner: str | None) -> str:
    """Who comments on an indicator: the partner named, else the only one, else the partner in the settings."""
    known = voices(indicator)
    if partner is not None:
        name = desk.plan.partner(partner)
        if name not in known:
            raise EnteringError(f"{name} is not responsible for {indicator.code}; {', '.join(known)} may comment.")
        return name
    if len(known) == 1:
        return known[0]
    if desk.partner in known:
        return str(desk.partner)
    raise EnteringError(f"{indicator.code} is answered by {', '.join(known)}; say for whom, with --partner.")


def enter(desk: Desk, book: Book, measure: Measure, partner: str | None, entry: Entry) -> Book:
    """Store what was typed of a measure; raises EntryError, naming the field, and then nothing is stored.

    Over figures that differ it is a decision, and wants its reason. Raises OvertakenError where the book does not show
    what stands.
    """
    supplier = supplier_of(desk, measure, partner)
    subject = Subject(measure.uid, str(book.quarter), measure.answerer(supplier))
    statement = read_entry(measure, entry, book.quarter, _stated(book, measure, supplier), today=desk.today)
    return _state(desk, book, measure, supplier, subject, statement)


def state(desk: Desk, book: Book, measure: Measure, partner: str | None, statement: Statement) -> Book:
    """Store a whole statement in place of the one before, as a form does that shows every field."""
    supplier = supplier_of(desk, measure, partner)
    return _state(
        desk, book, measure, supplier, Subject(measure.uid, str(book.quarter), measure.answerer(supplier)), statement
    )


def enter_many(desk: Desk, book: Book, entries: Sequence[tuple[Measure, str, Entry]], note: str) -> Book:
    """Store what was typed of several figures in one step, to be undone together; `note` says of it what it was.

    Raises EntryError where one of them is refused, and then nothing is stored.
    """
    book.plan.require_quarter(book.quarter)
    given: dict[Subject, tuple[Measure, str]] = {}
    drafts = []
    for measure, partner, entry in entries:
        supplier = supplier_of(desk, measure, partner)
        subject = Subject(measure.uid, str(book.quarter), measure.answerer(supplier))
        try:
            statement = read_entry(measure, entry, book.quarter, _stated(book, measure, supplier), today=desk.today)
        except EntryError as error:
            raise EntryError(error.field, f"{measure.id}: {error} Nothing was stored of any.") from error
        given[subject] = measure, supplier
        drafts.append(Draft(subject, statement, supplier, over=seen(book, measure, supplier)))
    step = _append(desk, *drafts, note=note)
    for head in step.revisions if step is not None else ():
        book = _with_head(book, *given[head.subject], head)
    return book


def _stated(book: Book, measure: Measure, supplier: str) -> Statement | None:
    """What a partner states, as the book shows it; None where figures differ. What it misses, storing refuses."""
    stated = book.stated(measure, supplier)
    differs = (measure.uid, measure.answerer(supplier)) in book.conflicts
    return None if stated is None or differs else stated.statement


def _state(desk: Desk, book: Book, measure: Measure, supplier: str, subject: Subject, statement: Statement) -> Book:
    book.plan.require_quarter(book.quarter)
    if statement.reason and (measure.uid, subject.partner) in book.conflicts:
        why, said = statement.reason, structs.replace(statement, reason=None)  # whoever says the same agrees with it
        resolve(desk, conflict_id(subject), reason=why, state=said)
        return open_book(desk, book.quarter)
    draft = Draft(subject, statement, supplier, over=seen(book, measure, supplier))
    step = _append(desk, draft, note=f"{measure.id} for {book.quarter.short}")
    if step is None:
        return book
    return _with_head(book, measure, supplier, step.revisions[0])


def _with_head(book: Book, measure: Measure, supplier: str, head: Head) -> Book:
    """The book with what was just stored, which leaves nothing of the figure to differ."""
    assert isinstance(head.content, Statement)
    stated = Stated(head.content, head.revision, head.author, head.at, (source(head),))
    conflicts = book.conflicts - {(measure.uid, head.subject.partner)}
    return structs.replace(book.with_statement(measure, supplier, stated), conflicts=conflicts)


def withdraw(desk: Desk, book: Book, measure: Measure, partner: str | None, reason: str = "") -> Book:
    """Take a statement back, for a reason that is kept: the figure is awaited again.

    Raises EnteringError where nothing is stated.
    """
    supplier = supplier_of(desk, measure, partner)
    subject = Subject(measure.uid, str(book.quarter), measure.answerer(supplier))
    if _stated(book, measure, supplier) is None:
        raise EnteringError(
            f"Nothing is stated of {measure.id} for {book.quarter.short}, so there is nothing to withdraw."
        )
    why = clean_text(reason)
    note = f"{measure.id} for {book.quarter.short} withdrawn" + (f": {why}" if why else "")
    _append(desk, Draft(subject, None, supplier, over=seen(book, measure, supplier)), note=note)
    return book.with_statement(measure, supplier, None)


def comment(desk: Desk, book: Book, indicator: Indicator, partner: str | None, texts: Mapping[str, str]) -> Book:
    """Store commentary fields of an indicator; an empty text takes the field back."""
    unknown = [name for name in texts if name not in COMMENTARY_FIELDS]
    if unknown:
        raise EnteringError(f'There is no commentary field "{unknown[0]}"; there are {", ".join(COMMENTARY_FIELDS)}.')
    if not texts:
        raise EnteringError(f"No commentary is given for {indicator.code}; give at least one of its fields.")
    book.plan.require_quarter(book.quarter)
    voice = voice_of(desk, indicator, partner)
    key = (indicator.uid, book.quarter, voice)
    held = dict(book.commentary.get(key, {}))
    drafts = []
    for name, text in texts.items():
        cleaned = clean_text(text)
        if not cleaned and name not in held:
            continue
        over = frozenset[Content]([held[name]] if name in held else [])
        if cleaned:
            held[name] = cleaned
        else:
            held.pop(name)
        subject = Subject(indicator.uid, str(book.quarter), voice, name)
        drafts.append(Draft(subject, cleaned or None, voice, over=over))
    _append(desk, *drafts, note=f"commentary on {indicator.code} for {book.quarter.short}")
    return structs.replace(book, commentary={**book.commentary, key: held})


def nothing_to_report(desk: Desk, book: Book, indicator: Indicator, partner: str | None, yes: bool = True) -> Book:
    """Say, or no longer say, that there is nothing to report on a row that asks for words."""
    if not any(m.kind is Kind.REPORT for m in indicator.measures):
        raise EnteringError(f"{indicator.code} asks for figures; leave them blank with a reason instead.")
    return comment(desk, book, indicator, partner, {NOTHING_TO_REPORT: "yes" if yes else ""})


def figure(
    desk: Desk, book: Book, indicator: Indicator, partner: str | None, label: str, value: str, prior: str | None = None
) -> Book:
    """Store another figure that a partner wants shown; the same label again replaces it, an empty value removes it."""
    name, shown = clean_text(label), clean_text(value)
    before = clean_text(prior) if prior is not None else None
    if not name or len(name) > fields.LONGEST_LABEL or "\n" in name:
        raise EnteringError(f"Another figure needs a label of one line, at most {fields.LONGEST_LABEL} characters.")
    book.plan.require_quarter(book.quarter)
    voice = voice_of(desk, indicator, partner)
    subject = Subject(indicator.uid, str(book.quarter), voice, f"{fields.FIGURE}{name}")
    key = (indicator.uid, book.quarter, voice)
    stood = [f for f in book.other_figures.get(key, ()) if f.label == name]
    others = tuple(f for f in book.other_figures.get(key, ()) if f.label != name)
    if not shown and not stood:
        raise EnteringError(f'{indicator.code} has no other figure "{name}"; give its value.')
    content = fields.write_object({"label": name, "value": shown, "prior": before}) if shown else None
    over = [fields.write_object({"label": name, "value": f.value, "prior": f.prior}) for f in stood]
    _append(desk, Draft(subject, content, voice, over=frozenset(over)), note=f"{indicator.code}: {name}")
    kept = (*others, OtherFigure(name, shown, before)) if shown else others
    return structs.replace(book, other_figures={**book.other_figures, key: kept})


def headline(desk: Desk, book: Book, priority: int, text: str, agreed_by: str | None = None) -> Book:
    """Store a priority's headline paragraph and who agreed it; an empty text takes it back."""
    book.plan.require_quarter(book.quarter)
    known = book.plan.priority(priority)
    cleaned = clean_text(text)
    agreed = clean_text(agreed_by) if agreed_by is not None else None
    content = fields.write_object({"text": cleaned, "agreed_by": agreed}) if cleaned else None
    subject = Subject(known.uid, str(book.quarter), "", fields.HEADLINE)
    stood = book.headlines.get(priority)
    over = [fields.write_object({"text": stood.text, "agreed_by": stood.agreed_by})] if stood is not None else []
    draft = Draft(subject, content, over=frozenset(over))
    _append(desk, draft, note=f"headline of priority {priority} for {book.quarter.short}")
    kept = {n: h for n, h in book.headlines.items() if n != priority}
    if cleaned:
        kept[priority] = Headline(cleaned, agreed, desk.by)
    return structs.replace(book, headlines=kept)


def judge(desk: Desk, book: Book, measure: Measure, partner: str | None, rating: Rating | None, reason: str) -> Book:
    """Set a lead's own rating beside the calculated one, with a reason; None takes it back.

    It is made of the figure as it stands and lapses when that changes. Suppliers cannot judge their own figures.
    """
    supplier = supplier_of(desk, measure, partner)
    stated = to_judge(desk, book, measure, supplier)
    why = clean_text(reason)
    if rating is not None and not why:
        raise EnteringError(f"Say why {measure.id} should be rated otherwise: a reason is kept and shown beside it.")
    answerer = measure.answerer(supplier)
    kept = dict(book.judgements)
    stood = kept.pop((measure.uid, answerer), None)
    over = frozenset[Content]() if stood is None else frozenset[Content]([fields.write_judged(stood)])
    content = None
    if rating is not None:
        kept[measure.uid, answerer] = judged = Judged(Judgement(rating, why, desk.by), stated.revision)
        content = fields.write_judged(judged)
    subject = Subject(measure.uid, str(book.quarter), answerer, fields.JUDGEMENT)
    guard = still_so(book, measure, supplier)
    _append(desk, Draft(subject, content, over=over), note=f"judgement of {measure.id}", guard=guard)
    return structs.replace(book, judgements=kept)


def to_judge(desk: Desk, book: Book, measure: Measure, supplier: str) -> Stated:
    """What a judgement would be made of. Raises EnteringError where nobody, or not this user, can judge it."""
    led = book.plan.indicator(measure.indicator).priority
    if measure.kind is Kind.REPORT or measure.combine is Combine.SUM:
        what = "asks for words" if measure.kind is Kind.REPORT else "is the sum of what several give"
        raise EnteringError(f"{measure.id} {what}, so it is not judged by hand.")
    if desk.role == "supplier":
        raise EnteringError("The coordinator or the priority's lead judges a rating, not who supplies the figure.")
    if desk.role == "lead" and desk.priority not in (None, led):
        raise EnteringError(
            f"{measure.id} belongs to priority {led}; its lead or the coordinator judges it. You lead {desk.priority}."
        )
    stated = book.stated(measure, supplier)
    if stated is None:
        raise EnteringError(
            f"Nothing is stated of {measure.id} for {book.quarter.short}, so there is nothing to judge."
        )
    return stated


def explain(desk: Desk, book: Book, measure: Measure, partner: str | None, code: str, text: str) -> Book:
    """Explain a query in a sentence that is kept; it holds for the figure as it stands. An empty text takes it back."""
    supplier = partner if partner is not None else measure.suppliers[0]
    answerer = measure.answerer(supplier) if supplier in measure.suppliers else supplier
    stated = book.stated(measure, supplier)
    cleaned = clean_text(text)
    of, guard = stated.revision if stated is not None else None, still_so(book, measure, supplier)
    if code == "revised" and (asked := book.revised.get((measure.uid, answerer))) is not None:
        of, guard = asked.asked, refuse_closed  # it is of earlier quarters, and holds when this one's figure comes in
    kept = dict(book.explanations)
    stood = kept.pop((measure.uid, answerer, code), None)
    over = frozenset[Content]() if stood is None else frozenset[Content]([fields.write_explained(stood)])
    content = None
    if cleaned:
        kept[measure.uid, answerer, code] = explained = Explained(cleaned, of, desk.by)
        content = fields.write_explained(explained)
    subject = Subject(measure.uid, str(book.quarter), answerer, f"{fields.EXPLAINED}{code}")
    _append(desk, Draft(subject, content, supplier, over=over), note=f"explanation of {measure.id}/{code}", guard=guard)
    return structs.replace(book, explanations=kept)


def mark_break(desk: Desk, measure: Measure, quarter: Quarter, text: str) -> Break | None:
    """Mark a change of recording or definition from the start of a quarter; an empty text takes the mark back."""
    cleaned = clean_text(text)
    subject = Subject(measure.uid, str(quarter), "", fields.BREAK)
    _append(desk, Draft(subject, cleaned or None), note=f"break of {measure.id} in {quarter.short}")
    return Break(quarter, cleaned) if cleaned else None


def _append(desk: Desk, *drafts: Draft, note: str, guard: Guard = refuse_closed) -> Step | None:
    with overtaken_in_words(desk):
        return desk.store.append(
            desk.partnership,
            drafts,
            kind=EDIT,
            author=desk.by,
            at=now(),
            note=note,
            plan_version=desk.plan.version,
            guard=guard,
        )


class Undone(Struct, frozen=True):
    """A step that was taken back or made again, as a sentence, and the quarters that it touched."""

    sentence: str
    quarters: tuple[str, ...]
    revisions: tuple[Head, ...]


def undo(desk: Desk) -> Undone | None:
    """Take back this user's last step, also one of an earlier session; None where there is none.

    Raises ClosedError where it would change a quarter whose pack is issued.
    """
    step = desk.store.undo(desk.partnership, desk.by, now(), guard=refuse_closed)
    desk.refresh()
    undone = _undone(desk, step, "Undone")
    merge = _last_merge(desk)
    if step is None or undone is None or merge is None or merge < step.number:
        return undone
    return structs.replace(undone, sentence=f"{undone.sentence} The merge after it stays. {_MERGE_STAYS.format(merge)}")


def not_by_undo(desk: Desk) -> str | None:
    """How to take back the returns that this user took in last, which undo leaves alone; None where there are none."""
    merge = _last_merge(desk)
    return None if merge is None else _MERGE_STAYS.format(merge)


def _last_merge(desk: Desk) -> int | None:
    """The last merge of this user that stands and brought something."""
    known = desk.store.view(desk.partnership).merges()
    mine = (merge for merge in known if merge.active and merge.statements and merge.author == desk.by)
    return next((merge.number for merge in mine), None)


def redo(desk: Desk) -> Undone | None:
    """Make the step again that this user took back last; None where there is none. Raises as `undo` does."""
    step = desk.store.redo(desk.partnership, desk.by, now(), guard=refuse_closed)
    desk.refresh()
    return _undone(desk, step, "Done again")


def _undone(desk: Desk, step: Step | None, verb: str) -> Undone | None:
    if step is None:
        return None
    from csp_tui.desk.changed_back import stands_now  # noqa: PLC0415 - the first undo loads it

    quarters = tuple(dict.fromkeys(h.subject.quarter for h in step.revisions if h.subject.quarter))
    return Undone(f"{verb}: {step.note}{stands_now(desk, step)}.", quarters, step.revisions)
