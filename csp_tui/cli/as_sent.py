"""Contacts, forms and filled returns as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from csp_tui.cli.as_asked import BETWEEN_LETTERS
from csp_tui.cli.as_json import queries_json, time
from csp_tui.cli.as_text import query_lines, wrapped
from csp_tui.desk.contacts import Contact
from csp_tui.desk.form_letters import FormLetter
from csp_tui.desk.forms import IssuedForm, WrittenForm
from csp_tui.desk.looking_over import Review, TextTold, Told, agreed_words
from csp_tui.desk.opening import moment_words
from csp_tui.desk.sent_before import LastWritten
from csp_tui.desk.submitting import Submitted
from csp_tui.domain.sentences import RATING_WORDS
from csp_tui.plans.writing import Json
from csp_tui.returns.summary import FILE_WORDS, FileOutcome
from csp_tui.storage.records import Receipt


def contact_json(contact: Contact) -> dict[str, Json]:
    """A contact; no rows means all that its partner supplies."""
    return {
        "name": contact.name,
        "partner": contact.partner,
        "team": contact.team or None,
        "email": contact.email or None,
        "rows": list(contact.rows),
    }


def contact_lines(contact: Contact) -> Iterator[str]:
    """A contact with its address and rows."""
    address = f", {contact.email}" if contact.email else ""
    rows = ", ".join(contact.rows) or f"all rows of {contact.partner}"
    yield from wrapped(f"{contact.label}{address}: {rows}", 0, 2)


def written_form_json(written: WrittenForm) -> dict[str, Json]:
    """A form that was written: for whom, where, with which rows."""
    scope = written.scope
    return {
        "for": scope.words,
        "partner": scope.partner or None,
        "contact": scope.contact or None,
        "form": written.form,
        "file": str(written.path),
        "measures": [measure.id for measure, _ in scope.rows],
    }


def issued_form_json(issued: IssuedForm) -> dict[str, Json]:
    """A form on record, with every file that came back of it."""
    return {
        "for": issued.words,
        "partner": issued.partner or None,
        "contact": issued.contact or None,
        "form": issued.form,
        "file": issued.file,
        "by": issued.by,
        "at": time(issued.at),
        "came_back": [_receipt_json(receipt) for receipt in issued.came_back],
    }


def _receipt_json(receipt: Receipt) -> dict[str, Json]:
    return {"file": receipt.file, "at": time(receipt.at), "outcome": receipt.outcome, "note": receipt.note or None}


def issued_form_lines(issued: IssuedForm) -> Iterator[str]:
    """A form, and below it what came back of it."""
    yield from wrapped(f"{issued.words}: {issued.file}, {moment_words(issued.at)}, by {issued.by}", 0, 2)
    if not issued.came_back:
        yield "  written again since" if issued.replaced else "  not back yet"
    for receipt in issued.came_back:
        yield from wrapped(f"back: {receipt.file}{_when(receipt)}, {FILE_WORDS[FileOutcome(receipt.outcome)]}", 2, 2)


def form_letter_json(letter: FormLetter) -> dict[str, Json]:
    """An e-mail to send a form with: to whom."""
    return {
        "for": letter.form.words,
        "form": letter.form.form,
        "file": letter.form.file,
        "email": None if letter.contact is None else letter.contact.email or None,
        "text": letter.text,
    }


def form_letter_lines(letters: Sequence[FormLetter]) -> Iterator[str]:
    """E-mails to copy, exactly as they are to be sent, with a line between them."""
    if not letters:
        yield "No form waits to be sent."
    for number, letter in enumerate(letters):
        if number:
            yield BETWEEN_LETTERS
        yield letter.text


def _when(receipt: Receipt) -> str:
    return "" if receipt.at is None else f", {moment_words(receipt.at)}"


def review_json(review: Review) -> dict[str, Json]:
    """What a return holds, what it leaves blank and why, and what waits."""
    return {
        "for": review.scope.words,
        "quarter": str(review.quarter),
        "answered": _told_json(review.answered),
        "blank": _told_json(review.blank),
        "missing": _told_json(review.missing),
        "differ": _told_json(review.differ),
        "errors": queries_json(review.errors),
        "unexplained": queries_json(review.unexplained),
        "waiting": list(review.waiting),
        "texts": [_text_json(text) for text in review.texts],
        "written_before": _before_json(review.last),
    }


def _before_json(last: LastWritten | None) -> Json:
    if last is None:
        return None
    one = last.submission
    return {"sequence": one.sequence, "file": one.file, "at": time(one.at), "changed_since": list(last.changed)}


def _text_json(text: TextTold) -> dict[str, Json]:
    about = {"kind": text.kind.value, "about": text.about, "partner": text.partner or None}
    return {**about, "says": text.words if text.there else None}


def _told_json(rows: Iterable[Told]) -> list[Json]:
    return [
        {
            "measure": row.measure,
            "partner": row.partner,
            "title": row.title,
            "says": row.words,
            "rating": None if row.rating is None else row.rating.value,
        }
        for row in rows
    ]


def review_lines(review: Review) -> Iterator[str]:
    """What a return holds, row by row, and what waits."""
    yield from wrapped(review.summary)
    if review.last is not None:
        yield from wrapped(review.last.sentence)
    for row in (*review.answered, *review.blank):
        rating = "" if row.rating is None else f" ({RATING_WORDS[row.rating].lower()})"
        yield from wrapped(f"{row.measure}  {row.title}: {row.words}{rating}", 2, 2)
    for text in review.texts:
        yield from wrapped(f"{text.label}: {text.words}", 2, 2)
    yield from query_lines(review.errors)
    yield from _waiting_lines(review)


def _waiting_lines(review: Review) -> Iterator[str]:
    for text in review.waiting:
        yield from wrapped(f"Waiting: {text}", 0, 2)


def submitted_json(sent: Submitted) -> dict[str, Json]:
    """A return that was written, with what is in it and the e-mail to send it with."""
    return {
        **review_json(sent.review),
        "file": str(sent.path),
        "sequence": sent.sequence,
        "agreed_by": sent.agreed_by or None,
        "mail": sent.mail,
        "warnings": [sent.renamed_because] if sent.renamed_because else [],
    }


def submitted_lines(sent: Submitted) -> Iterator[str]:
    """What is saved and that nothing is sent, what waits, and the e-mail to copy."""
    yield sent.sentence
    if sent.renamed_because:
        yield from wrapped(f"Note: {sent.renamed_because}", 0, 2)
    yield from wrapped(sent.review.summary)
    yield from _waiting_lines(sent.review)
    yield from wrapped(f"Note: {agreed_words(sent.agreed_by)}", 0, 2)
    yield ""
    yield "The e-mail, to copy:"
    yield ""
    yield sent.mail
