"""No test is timed, since a busy machine would fail what is right; none writes into the folders of its user."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def _reports_of_mistakes_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A program that a test runs and that fails leaves its report with the test."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield
