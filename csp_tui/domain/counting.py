"""How many of something there are, in words that agree with the number; used wherever people read a count."""


def counted(number: int, one: str, more: str = "") -> str:
    """`1 figure`, `3 figures`, `1,204 figures`; `more` is given where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"
