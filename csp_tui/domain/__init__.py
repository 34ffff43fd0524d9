"""What the program knows: pure functions over frozen facts."""
