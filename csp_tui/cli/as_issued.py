"""Packs on record, and what writing one gave, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csp_tui.cli.as_json import time
from csp_tui.cli.as_text import wrapped
from csp_tui.desk.exporting import Exported
from csp_tui.desk.issuing import OnRecord
from csp_tui.desk.opening import moment_words
from csp_tui.desk.previewing import Preview
from csp_tui.domain.members import MembersQuestion
from csp_tui.domain.quarters import Quarter
from csp_tui.plans.writing import Json


def exported_json(pack: Exported) -> dict[str, Json]:
    """A pack that was written, draft or issued."""
    return {
        "file": str(pack.path),
        "files": [str(file) for file in pack.files],
        "pack": pack.pack,
        "draft": pack.draft,
        "digest": pack.digest,
        "warnings": list(pack.warnings),
        "waiting": list(pack.waiting),
        "members_will_ask": _asked_json(pack.asked),
    }


def _asked_json(asked: Iterable[MembersQuestion]) -> list[Json]:
    return [
        {
            "code": question.code.value,
            "about": question.about,
            "priority": question.priority,
            "sentence": question.sentence,
            "known": question.known or None,
        }
        for question in asked
    ]


def exported_lines(pack: Exported) -> Iterator[str]:
    """The same in words."""
    yield pack.sentence
    if pack.files[1:]:
        yield from wrapped(f"Beside it: {', '.join(file.name for file in pack.files[1:])}.", 0, 2)
    yield from _to_look_at(pack.warnings, pack.waiting, pack.asked)


def issued_lines(pack: Exported, quarter: Quarter) -> Iterator[str]:
    """A pack that was issued, with what is kept of it and the way back."""
    yield from exported_lines(pack)
    yield f"To open the quarter again: csp-tui reopen --quarter {quarter} --reason TEXT"


def preview_json(preview: Preview) -> dict[str, Json]:
    """What issuing a quarter would leave waiting."""
    return {
        "quarter": str(preview.quarter),
        "warnings": list(preview.warnings),
        "waiting": list(preview.waiting),
        "members_will_ask": _asked_json(preview.asked),
    }


def preview_lines(preview: Preview) -> Iterator[str]:
    """The same in words."""
    yield f"This is a dry run, and nothing is issued of {preview.quarter.label}."
    yield from _to_look_at(preview.warnings, preview.waiting, preview.asked)
    if not preview.waiting:
        yield "Nothing waits."


def _to_look_at(warnings: Iterable[str], waiting: Iterable[str], asked: Iterable[MembersQuestion]) -> Iterator[str]:
    for text in warnings:
        yield from wrapped(f"Note: {text}", 0, 2)
    for text in waiting:
        yield from wrapped(f"Waiting: {text}", 0, 2)
    for question in asked:
        yield from wrapped(f"Members will ask: {question.sentence}", 0, 2)
        if question.known:
            yield from wrapped(f"On record: {question.known}", 2, 2)


def pack_json(one: OnRecord) -> dict[str, Json]:
    """A pack on record."""
    pack, again = one.pack, one.reopened
    return {
        "pack": pack.id,
        "quarter": pack.quarter,
        "kind": pack.kind,
        "number": pack.number,
        "at": time(pack.at),
        "by": pack.author,
        "marking": pack.marking,
        "exact": pack.exact,
        "closes": one.closes,
        "replaces": pack.replaces or None,
        "because": pack.because or None,
        "replaced_by": one.replaced_by,
        "reopened": None if again is None else {"at": time(again.at), "by": again.author, "reason": again.reason},
        "plan_version": pack.plan_version,
        "digest": pack.digest,
        "sha256": pack.sha256,
        "file": pack.filename,
        "size": pack.size,
    }


def pack_lines(one: OnRecord) -> Iterator[str]:
    """The same in words, on a few lines."""
    pack = one.pack
    quarter = Quarter.parse(pack.quarter).short
    exact = ", with exact small counts" if pack.exact else ""
    if pack.kind == "public":
        yield from wrapped(f"{pack.id}: public copy of {quarter}, {moment_words(pack.at)}, by {pack.author}", 0, 2)
        return
    yield from wrapped(
        f"{pack.id}: {quarter}, issued {moment_words(pack.at)} by {pack.author}, {pack.marking}{exact}", 0, 2
    )
    if pack.replaces:
        yield from wrapped(f"replaces {pack.replaces}: {pack.because}", 2, 4)
    if one.reopened is not None:
        again = one.reopened
        yield from wrapped(f"opened again {moment_words(again.at)} by {again.author}: {again.reason}", 2, 4)
    if one.replaced_by is not None:
        yield f"  replaced by {one.replaced_by}"
    elif one.closes:
        yield f"  {quarter} is closed by it"
