"""The top line of a priority: its title, whose rows are shown, the quarter, and how many indicators are in."""

from __future__ import annotations

from textual.content import Content

from csp_tui.domain.promising import HowMany
from csp_tui.screens.session import Session
from csp_tui.widgets.wording import cut


def top_line(session: Session, priority: int, given: HowMany, narrowed: str, others: str, width: int) -> Content:
    """The line in its width: the quarter gives way to its short name, then the names are cut.

    Rows that were `narrowed` down say to what, in place of the partner; `others` follows whoever is worked for.
    """
    in_short = f"{session.quarter.short} (F4) {given.stated}/{given.whole} in{given.later}"
    title = cut(f"{priority} {session.book.plan.priority(priority).title}", max(width - len(in_short) - 8, 0))
    key = "" if narrowed else " (F3)"
    who = (narrowed or f"{session.partner or 'all partners'}{key}") + others
    room = width - 2 - len(title) - 6
    long = f"{session.quarter.label} (F4)   {given.stated} of {given.whole} in{given.later}"
    right = long if len(long) + len(who) <= room else in_short
    if len(who) > (left := max(room - len(right), 0)):
        who = cut(cut(narrowed or session.partner or "all", max(left - len(key), 0)) + key, left)
    gap = " " * max(room - len(right) - len(who), 0)
    return Content.assemble((title, "bold"), f"   {who}   {gap}{right}")
