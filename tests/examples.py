"""With how many examples a property is tried: few in the suite, many in the long run (`python -m tests.long`)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

LONG = "long"

# A machine that does other work beside it would fail what is right; so nothing has a deadline.
settings.register_profile("few", deadline=None, max_examples=40)
settings.register_profile(
    LONG, deadline=None, max_examples=2000, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("few")


def examples(few: int, *, long: int) -> int:
    """The number where one example costs so much that the profile's is too large."""
    return long if settings.get_current_profile_name() == LONG else few
