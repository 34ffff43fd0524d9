"""What the tests of the ledger say: short words for drafts and times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from csp_tui.domain.numbers import Figure
from csp_tui.domain.statements import Statement
from csp_tui.storage.records import Content, Current, Draft, Step, Subject
from csp_tui.storage.store import Store

HERE = "Medway CSP"
QUARTER = "2026-27-Q2"
NOON = datetime(2026, 10, 3, 12, tzinfo=UTC)
BURGLARY = Subject("burglary", QUARTER, "Kent Police")
FIRES = Subject("fires", QUARTER, "KFRS")


def figure(number: str) -> Statement:
    return Statement(value=Figure(Decimal(number)))


def say(
    store: Store, content: Content, *, by: str = "Ann", subject: Subject = BURGLARY, minute: int = 0
) -> Step | None:
    return store.append(HERE, [Draft(subject, content)], kind="edit", author=by, at=NOON + timedelta(minutes=minute))


def current(store: Store, subject: Subject = BURGLARY) -> Current | None:
    found = [one for one in store.current(HERE, QUARTER, QUARTER) if one.subject == subject]
    return found[0] if found else None


def content(store: Store, subject: Subject = BURGLARY) -> Content:
    found = current(store, subject)
    return found.content if found else None
