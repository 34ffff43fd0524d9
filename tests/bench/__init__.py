"""Benchmarks: how near the program comes to what the machine allows; run by hand, never timed tests."""
