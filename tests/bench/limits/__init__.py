"""The limit programs: the least that does the same kind of work."""
