"""Texts that are typed and not stored, named for a person: in which row, and why; keeping them is the session's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csp_tui.domain.quarters import Quarter
from csp_tui.screens.session import Session
from csp_tui.widgets.wording import cut, one_line

_LONGEST = 30
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Unstored:
    """A text in a cell, or a form that was closed over what stands in it: of which figure, and why it is not stored."""

    quarter: Quarter
    measure: str
    partner: str
    place: str
    text: str
    why: str

    @property
    def sentence(self) -> str:
        """The text and why it is not stored; most refusals begin with the text themselves."""
        return self.why if self.why.startswith(self.text) else f"{self.text}: {self.why}"


def unstored_texts(session: Session) -> Iterator[Unstored]:
    """All of them, of all quarters, in the order in which they were typed."""
    for (quarter, row, column), draft in session.drafts.items():
        measure, _, partner = row.partition("|")
        text = f'"{cut(one_line(draft.text.strip()), _LONGEST)}"'
        yield Unstored(quarter, measure, partner, column, text, draft.refusal or "Enter in its cell stores it.")
    for quarter, row in session.forms:
        measure, _, partner = row.partition("|")
        yield Unstored(quarter, measure, partner, "form", "its form (F5)", "Ctrl+S in the form stores it.")


def unstored_here(session: Session) -> tuple[Unstored, ...]:
    """Those of the quarter that is shown."""
    return tuple(one for one in unstored_texts(session) if one.quarter == session.quarter)


def counted(number: int) -> str:
    """`1 typed text is not stored`."""
    return "1 typed text is not stored" if number == 1 else f"{number} typed texts are not stored"


def not_in_the_pack(session: Session) -> str:
    """How many texts of the quarter its pack does not hold, as they are not stored; empty where there are none."""
    number = len(unstored_here(session))
    return f"{counted(number)}, and so not in the pack. F8 names {'it' if number == 1 else 'them'}." if number else ""


def lost_by_leaving(session: Session) -> str:
    """What would be lost if the program ended now, row by row, as the question before leaving tells it."""
    texts = tuple(unstored_texts(session))
    named = [
        f"  {one.measure}{'' if one.quarter == session.quarter else f' in {one.quarter.short}'}: {one.text}"
        for one in texts[:_MOST_NAMED]
    ]
    if len(texts) > _MOST_NAMED:
        named.append(f"  and {len(texts) - _MOST_NAMED} more")
    it = "it" if len(texts) == 1 else "them"
    return "\n".join([f"{counted(len(texts))}:", *named, f"Leaving loses {it} for good."])
