"""No test is timed: a machine that does other work beside it would fail what is right."""

from hypothesis import settings

settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")
