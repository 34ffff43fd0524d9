"""Working counts out: the search finds all that follows from what is told, and nothing that does not."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from csp_tui.domain.recovery import Bounds, Name, Relation, Told

SMALL = Bounds(1, 4)


def named(*texts: str) -> tuple[Name, ...]:
    return tuple((text,) for text in texts)


A, B, C, D = named("a", "b", "c", "d")


def recovered(told: Told, *names: Name) -> dict[Name, tuple[str, ...]]:
    return {one.name: one.told_by for one in told.recovered(names)}


def test_a_total_beside_its_other_part_gives_a_masked_part_away() -> None:
    told = Told({A: SMALL, B: Bounds(7, 7)}, (Relation(((A, 1), (B, 1)), 10, 10, "the total"),))
    assert recovered(told, A) == {A: ("the total",)}


def test_two_masked_parts_are_given_away_only_by_the_lowest_and_the_highest_total() -> None:
    def parts_of(total: int) -> set[Name]:
        told = Told({A: SMALL, B: SMALL}, (Relation(((A, 1), (B, 1)), total, total, "the total"),))
        return set(recovered(told, A, B))

    assert parts_of(2) == {A, B} == parts_of(8)
    assert not any(parts_of(total) for total in range(3, 8))


def test_successive_rolling_years_give_away_what_came_and_what_went() -> None:
    def years(*, differ_by: int) -> Told:
        one = Relation(((A, 1), (B, 1), (C, 1)), 12, 12, "one year")
        following = Relation(((B, 1), (C, 1), (D, 1)), 12 + differ_by, 12 + differ_by, "the next")
        return Told({A: SMALL, D: SMALL}, (one, following))

    both = ("one year", "the next")
    assert recovered(years(differ_by=3), A, D) == {A: both, D: both}
    assert recovered(years(differ_by=2), A, D) == {}


def test_a_percentage_of_a_known_number_gives_its_part_away_and_of_an_unknown_one_does_not() -> None:
    def told(known: Bounds) -> Told:
        above = Relation(((A, 2000), (B, -97)), 0, None, "4.9%")
        below = Relation(((A, 2000), (B, -99)), None, -1, "4.9%")
        return Told({A: SMALL, B: known}, (above, below))

    assert recovered(told(Bounds(41, 41)), A) == {A: ("4.9%",)}
    assert recovered(told(Bounds()), A) == {}


def test_what_is_not_needed_is_not_named() -> None:
    relations = (
        Relation(((A, 1), (B, 1)), 9, 9, "the total"),
        Relation(((B, 1), (C, 1)), 0, 90, "something else"),
    )
    assert recovered(Told({A: SMALL, B: Bounds(7, 7)}, relations), A) == {A: ("the total",)}


def test_of_what_contradicts_itself_what_agrees_is_believed() -> None:
    relations = (
        Relation(((A, 1), (B, 1)), 10, 10, "the total"),
        Relation(((A, 1), (B, 1)), 99, 99, "a slip"),
    )
    assert recovered(Told({A: SMALL, B: Bounds(7, 7)}, relations), A) == {A: ("the total",)}


def test_a_count_without_bounds_is_recovered_where_only_one_number_is_left() -> None:
    twice = Relation(((A, 2), (B, -1)), 0, 0, "twice")
    assert Told({B: Bounds(6, 7)}, (twice,)).recovered([A])[0].number == 3


NAMES = (A, B, C, D)
FACTORS = st.integers(-2, 3)


@given(
    st.lists(
        st.tuples(st.tuples(FACTORS, FACTORS, FACTORS, FACTORS), st.integers(-6, 14), st.integers(0, 4)),
        min_size=1,
        max_size=4,
    )
)
def test_the_search_finds_just_what_trying_all_numbers_finds(told: list[tuple[tuple[int, ...], int, int]]) -> None:
    bounds = {A: SMALL, B: SMALL, C: Bounds(0, 6), D: Bounds(5, 7)}
    relations = tuple(
        Relation(tuple((n, f) for n, f in zip(NAMES, factors, strict=True) if f), low, low + more, f"no. {number}")
        for number, (factors, low, more) in enumerate(told)
    )
    ranges = [range(bounds[name].low, bounds[name].high + 1) for name in NAMES]
    possible = [
        numbers
        for numbers in product(*ranges)
        if all(low <= sum(f * n for f, n in zip(fs, numbers, strict=True)) <= low + more for fs, low, more in told)
    ]
    if not possible:
        return
    single = {name for at, name in enumerate(NAMES[:2]) if len({numbers[at] for numbers in possible}) == 1}
    assert {one.name for one in Told(bounds, relations).recovered([A, B])} == single
