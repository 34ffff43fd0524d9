from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.storage.heads import Link, standing


def link(
    id: str, *bases: str, sender: str = "us", partner: str = "KFRS", sequence: int = 0, active: bool = True
) -> Link:
    return Link(id, frozenset(bases), sender, partner, sequence, active)


@st.composite
def histories(draw: st.DrawFn) -> list[Link]:
    """Revisions of one subject, each based on any earlier ones, from a few senders, some of them undone."""
    links: list[Link] = []
    for number in range(draw(st.integers(0, 9))):
        bases = draw(st.sets(st.sampled_from([one.id for one in links]), max_size=3)) if links else set()
        links.append(
            Link(
                f"r{number}",
                frozenset(bases),
                draw(st.sampled_from(["us", "them"])),
                draw(st.sampled_from(["KFRS", "NHS"])),
                draw(st.integers(0, 3)),
                draw(st.booleans()),
            )
        )
    return links


def based_on(later: Link, earlier: Link, links: dict[str, Link]) -> bool:
    return any(base == earlier.id or (base in links and based_on(links[base], earlier, links)) for base in later.bases)


@given(histories())
def test_heads_are_what_the_rule_of_replacing_leaves(history: list[Link]) -> None:
    links = {one.id: one for one in history}

    def replaces(b: Link, a: Link) -> bool:
        if based_on(b, a, links):
            return True
        same_source = (a.sender, a.partner) == (b.sender, b.partner)
        return not based_on(a, b, links) and same_source and b.sequence > a.sequence

    active = [one for one in history if one.active]
    assert standing(history) == {a.id for a in active if not any(replaces(b, a) for b in active if b is not a)}


def test_links_run_through_an_undone_edit_but_not_through_what_an_undone_merge_brought() -> None:
    first, last = link("first", sender="one"), link("last", "between", sender="three")
    edit = link("between", "first", sender="two", active=False)
    assert standing([first, edit, last]) == {"last"}
    said = replace(last, received=True, came=True)
    assert standing([first, replace(edit, came=True), said]) == {"first", "last"}


@given(histories(), st.randoms())
def test_heads_do_not_depend_on_the_order_of_arrival(history: list[Link], chance: random.Random) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert standing(shuffled) == standing(history)


@given(histories())
def test_what_is_received_twice_changes_nothing(history: list[Link]) -> None:
    assert standing(history + history) == standing(history)


@given(histories())
def test_something_stands_wherever_something_active_was_said(history: list[Link]) -> None:
    """Links between revisions of one form follow the sequence of its returns; then nothing is lost."""
    in_order = [replace(one, sequence=number) for number, one in enumerate(history)]
    assert bool(standing(in_order)) == any(one.active for one in in_order)


def test_an_edit_replaces_what_it_is_based_on() -> None:
    assert standing([link("a"), link("b", "a", sender="them")]) == {"b"}


def test_two_edits_of_the_same_base_both_stand() -> None:
    assert standing([link("a"), link("b", "a"), link("c", "a", sender="them")]) == {"b", "c"}


def test_a_later_return_of_the_same_sender_and_partner_replaces_an_earlier_one() -> None:
    assert standing([link("a", sequence=1), link("b", sequence=2)]) == {"b"}


def test_a_later_return_for_another_partner_stands_beside() -> None:
    assert standing([link("a", sequence=1), link("b", sequence=2, partner="NHS")]) == {"a", "b"}


def test_undoing_the_step_in_between_does_not_set_the_outer_two_against_each_other() -> None:
    assert standing([link("a"), link("b", "a", active=False), link("c", "b", sender="them")]) == {"c"}


def test_undoing_the_last_brings_back_the_one_before() -> None:
    assert standing([link("a"), link("b", "a", active=False)]) == {"a"}


def test_a_base_that_never_arrived_is_no_hindrance() -> None:
    assert standing([link("b", "unknown")]) == {"b"}


def test_a_ring_leaves_nothing_standing() -> None:
    assert standing([link("a", "b"), link("b", "a")]) == frozenset()
