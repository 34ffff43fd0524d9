"""Whole ways through the program, walked by its commands."""

from tests.cli.conftest import csp, database

__all__ = ["csp", "database"]
