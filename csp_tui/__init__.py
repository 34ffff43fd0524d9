"""csp-tui: the quarterly return of a community safety partnership, from entry to the pack for its executive group."""

__version__ = "0.6.0"
