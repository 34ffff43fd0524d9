"""The built-in plans and how they are read."""
