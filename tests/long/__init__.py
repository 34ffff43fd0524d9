"""Tests that take minutes: thousands of kills, edits and examples; the suite runs the same ones in a bounded form."""
