"""Reading one record of a plan file strictly, field by field; what the fields mean is left to `reading`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from csp_tui.domain.measures import PlanError
from csp_tui.domain.numbers import NumberError, read_number

_Named = TypeVar("_Named", bound=StrEnum)

# A plan file may come from anyone: what would move a terminal's cursor or cannot be written down is refused.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def refuse(place: str, what: str) -> PlanError:
    """The error that names the place in the file and what is wrong there."""
    return PlanError(_UNPRINTABLE.sub("?", f"The plan file cannot be used: {place} {what}."))


class Record:
    """One JSON object of a plan file, read once: as a `with` block, which refuses the fields that nobody asked for."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise refuse(place, "is not an object with named fields")
        self.place = place
        self._unread = dict(value)

    def __enter__(self) -> Record:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None and self._unread:
            fields = ", ".join(f'"{name[:40]!s}"' for name in self._unread)
            raise refuse(self.place, f"has fields that are not known here: {fields}")

    def text(self, name: str) -> str:
        """A text that must be there, on one line."""
        return self._checked(name, self.item(name))

    def name_place(self, name: str, what: str) -> str:
        """The text by which people know this record; errors from here on name the record by it."""
        found = self.text(name)
        self.place = f"{what} {found[:40]}"
        return found

    def item(self, name: str) -> object:
        """A field that must be there, whatever it holds."""
        if name not in self._unread:
            raise refuse(self.place, f'lacks "{name}"')
        return self._unread.pop(name)

    def maybe_text(self, name: str) -> str | None:
        """A text that may be left out."""
        return self.text(name) if self._given(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty when left out, in which none stands twice."""
        found = tuple(self._checked(name, item) for item in self.items(name))
        if len(set(found)) != len(found):
            raise refuse(self.place, f'names something twice in "{name}"')
        return found

    def items(self, name: str) -> list[object]:
        """A list of anything, empty when left out."""
        found = self._unread.pop(name, [])
        if not isinstance(found, list):
            raise refuse(self.place, f'needs a list as "{name}"')
        return found

    def whole(self, name: str) -> int:
        """A small whole number that must be there."""
        found = self.item(name)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 1000:
            raise refuse(self.place, f'needs a whole number as "{name}"')
        return found

    def flag(self, name: str, otherwise: bool) -> bool:
        """True or false."""
        found = self._unread.pop(name, otherwise)
        if not isinstance(found, bool):
            raise refuse(self.place, f'needs true or false as "{name}"')
        return found

    def number(self, name: str) -> Decimal | None:
        """An exact number, written as a text so that nothing rounds it."""
        if not self._given(name):
            return None
        return self._number(name, self._unread.pop(name))

    def numbers_by_quarter(self, name: str) -> Mapping[int, Decimal]:
        """Numbers by quarter number 1 to 4."""
        found = self._unread.pop(name, {})
        if not isinstance(found, dict) or not set(found) <= {"1", "2", "3", "4"}:
            raise refuse(self.place, f'needs numbers by quarter, "1" to "4", as "{name}"')
        return {int(quarter): self._number(name, found[quarter]) for quarter in sorted(found)}

    def day(self, name: str) -> date | None:
        """A date such as 2026-10-31."""
        typed = self.maybe_text(name)
        if typed is None:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise refuse(self.place, f'has no date in "{name}": "{typed[:40]}"; write it like 2026-10-31') from None

    def choice(self, name: str, among: type[_Named]) -> _Named:
        """One of a set of names."""
        return self._chosen(name, self.text(name), among)

    def maybe_choice(self, name: str, among: type[_Named]) -> _Named | None:
        """One of a set of names, or None when left out."""
        return self.choice(name, among) if self._given(name) else None

    def choices(self, name: str, among: type[_Named]) -> tuple[_Named, ...]:
        """Several of a set of names."""
        return tuple(self._chosen(name, text, among) for text in self.texts(name))

    def _given(self, name: str) -> bool:
        if self._unread.get(name) is None:
            self._unread.pop(name, None)
            return False
        return True

    def _checked(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise refuse(self.place, f'needs a text in "{name}"')
        if _UNPRINTABLE.search(value):
            raise refuse(self.place, f'has a character in "{name}" that cannot be printed')
        if value != value.strip():
            raise refuse(self.place, f'has a space too many at an end of "{name}"')
        return value

    def _number(self, name: str, value: object) -> Decimal:
        try:
            return read_number(self._checked(name, value))
        except NumberError as error:
            raise refuse(self.place, f'has no number in "{name}" ({str(error).rstrip(".")})') from None

    def _chosen(self, name: str, text: str, among: type[_Named]) -> _Named:
        try:
            return among(text)
        except ValueError:
            known = ", ".join(among)
            raise refuse(self.place, f'has "{text[:40]}" as "{name}", which is none of {known}') from None
