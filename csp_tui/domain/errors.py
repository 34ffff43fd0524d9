"""The base of every error whose message is the sentence a user reads."""

from __future__ import annotations


class UserError(Exception):
    """Something a person can put right; its message says what, where, and what to do."""
