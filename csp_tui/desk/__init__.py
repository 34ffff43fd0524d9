"""The use cases: the only layer that joins storage with the domain."""
