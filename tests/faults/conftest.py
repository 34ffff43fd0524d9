"""The program as a command, as the tests of the commands run it."""

from tests.cli.conftest import csp, database

__all__ = ["csp", "database"]
