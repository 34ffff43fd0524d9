"""The base of every error whose message is the sentence a user reads."""

from __future__ import annotations


class UserError(Exception):
    """Something a person can put right; its message says what, where, and what to do."""


def system_sentence(error: OSError) -> str:
    """What the system refused, of which file; the system's own words say why."""
    why = error.strerror or str(error) or type(error).__name__
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{why}. Check that the path is right, that you may read and write it, and that there is room."


class BusyError(UserError):
    """What is asked for is in use just now: told at once to whoever is never to be kept waiting."""

    def __init__(self, state: str, *, stored: bool = False) -> None:
        """`state` says by whom, as a sentence begins; what is `stored` could only not be read after that."""
        told = f"It is stored. {state}: shown as soon as it is free."
        super().__init__(told if stored else f"{state}; try again once it is free.")
        self.state, self.stored = state, stored


def cited(text: str, most: int = 40) -> str:
    """What somebody typed as a message quotes it: whole, or cut with a mark that it goes on."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
