"""The text being typed into one cell: characters, caret and deletions; what the text means is the screen's business."""

from __future__ import annotations

from msgspec import Struct

from csp_tui.widgets.wording import without_controls

LONGEST = 400  # more than any figure; long enough that a text pasted by mistake is seen and refused, not lost


class CellEditor(Struct):
    """Text and caret of a cell, and the text that it had `before`.

    `in_place` (F2) gives the arrow keys to the caret instead of to the grid. What is typed or deleted next while all
    of it is `marked` takes its place.
    """

    before: str
    text: str
    caret: int
    in_place: bool = False
    choices: tuple[str, ...] = ()
    marked: bool = False

    @property
    def completed(self) -> str:
        """The one choice that the typed letters begin, else the text as typed."""
        typed = self.text.strip().casefold()
        fitting = [choice for choice in self.choices if typed and choice.startswith(typed)]
        return fitting[0] if len(fitting) == 1 else self.text

    def press(self, key: str, character: str | None) -> bool:
        """Take a key, or leave it to the grid (False)."""
        if character is not None and character.isprintable():
            self.insert(character)
            return True
        match key:
            case "ctrl+a":
                self.caret = len(self.text)
            case "backspace" | "ctrl+h":
                self._delete(self.caret - 1)
            case "delete":
                self._delete(self.caret)
            case "ctrl+u":
                self.text, self.caret = self.text[self.caret :], 0
            case "left" if self.in_place:
                self.caret = max(self.caret - 1, 0)
            case "right" if self.in_place:
                self.caret = min(self.caret + 1, len(self.text))
            case "home" if self.in_place:
                self.caret = 0
            case "end" if self.in_place:
                self.caret = len(self.text)
            case _:
                return False
        self.marked = key == "ctrl+a"
        return True

    def insert(self, text: str) -> None:
        """Put typed or pasted text at the caret: one line, no control characters."""
        if self.marked:
            self.text, self.caret, self.marked = "", 0, False
        cleaned = " ".join(without_controls(text).split("\n")).rstrip("\n")
        room = LONGEST - len(self.text)
        cleaned = cleaned[:room] if room > 0 else ""
        self.text = self.text[: self.caret] + cleaned + self.text[self.caret :]
        self.caret += len(cleaned)

    def _delete(self, at: int) -> None:
        if self.marked:
            self.text, self.caret = "", 0
        elif 0 <= at < len(self.text):
            self.text = self.text[:at] + self.text[at + 1 :]
            self.caret = at
