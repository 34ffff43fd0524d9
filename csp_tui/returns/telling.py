"""What a return says, and what became of it, in the words of a merge's summary."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from csp_tui.domain.benchmark_kept import in_one_line
from csp_tui.domain.commentary import NOTHING_TO_REPORT
from csp_tui.domain.entries import Entry
from csp_tui.domain.fields import BENCHMARKING, EXPLAINED, FIGURE, HEADLINE, JUDGEMENT, MONTHS, read_judged, read_object
from csp_tui.domain.monthly import monthly_words, read_monthly
from csp_tui.domain.numbers import Figure, Qualifier, grouped
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.statements import Statement
from csp_tui.storage.records import Content, Current, Head, Subject

DIFFER = "figures differ"
WITHDRAWN = "withdrawn"
_SIGNS = {Qualifier.BELOW: "<", Qualifier.ABOVE: ">", Qualifier.AT_LEAST: ">=", Qualifier.ABOUT: "about "}
_OTHERS = {
    "rolling_year": "rolling year",
    "rolling_year_prior": "rolling year before",
    "prior": "same period last year",
    "period_from": "from",
    "period_to": "to",
    "extracted": "extracted",
    "area": "area",
    "date": "date",
    "reason": "because",
}


def in_words(field: str, content: Content) -> str:
    """A content on one line, every field of a statement that is given named."""
    if content is None:
        return WITHDRAWN
    if isinstance(content, Statement):
        return "; ".join(_parts(content)) or "nothing"
    if field.startswith((FIGURE, EXPLAINED, HEADLINE)):
        held = read_object(content)
        return held.get("value") or held.get("text") or ""
    if field == JUDGEMENT:
        judged = read_judged(content).judgement
        return f"{judged.rating.replace('_', ' ')}, because {judged.reason}"
    if field == BENCHMARKING:
        return in_one_line(content)
    if field == NOTHING_TO_REPORT:
        return "nothing to report"  # a bare "yes" would not tell in which column it stands
    if field == MONTHS:
        return "; ".join(f"{month.short} {monthly_words(said)}" for month, said in read_monthly(content).items())
    return content


def _parts(said: Statement) -> Iterator[str]:
    if said.value is not None:
        yield _figure(said.value)
    if said.choice is not None:
        yield str(said.choice)
    if said.numerator is not None or said.denominator is not None:
        yield f"{_figure(said.numerator)} of {_figure(said.denominator)}"
    if said.blank is not None:
        yield f"blank: {said.blank}"
    for name, words in _OTHERS.items():
        given = getattr(said, name)
        if given is not None:
            yield f"{words} {_figure(given) if isinstance(given, Figure) else _plain(given)}"
    if said.provisional:
        yield "provisional"


def typed_in_words(entry: Entry) -> str:
    """What was typed into the cells of a row that is not understood yet: `value 4; provisional`."""
    typed = ((name.replace("_", " "), getattr(entry, name)) for name in entry.__struct_fields__)
    return "; ".join(
        name if value is True else f"{name} {value}" for name, value in typed if value not in (None, False)
    )


def _figure(figure: Figure | None) -> str:
    return "?" if figure is None else f"{_SIGNS[figure.qualifier] if figure.qualifier else ''}{grouped(figure.number)}"


def _plain(given: date | str) -> str:
    return given if isinstance(given, str) else printed_date(given)


def what_stood(current: Current | None) -> str | None:
    """What stood of a subject, in words; None where nothing did."""
    if current is None:
        return None
    return DIFFER if current.in_conflict else in_words(current.subject.field, current.content)


def source(head: Head) -> str:
    """Where a statement came from, as people are told: a file with sheet and cell, or an entry by hand."""
    if head.origin is None:
        return f"entered by {head.author}"
    cell = "!".join(part for part in (head.origin.sheet, head.origin.cell) if part)
    return f"{head.origin.file}, {cell}" if cell else head.origin.file


def conflict_id(subject: Subject) -> str:
    """The short name under which a conflict is settled; the same on every copy."""
    named = json.dumps([subject.about, subject.quarter, subject.partner, subject.field])
    return hashlib.sha256(named.encode()).hexdigest()[:8]
