"""What takes too long for the suite: the same rules tried on far more; run by hand, and for a while on each change."""
