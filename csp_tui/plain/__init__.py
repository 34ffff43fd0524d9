"""The linear mode: the same work as lines of text and questions, for screen readers and terminals that only print."""
