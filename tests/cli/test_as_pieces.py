"""A JSON document written in pieces is the document that would have been written at once."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from csp_tui.cli.as_pieces import Made, in_pieces
from csp_tui.plans.writing import Json

plain = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
documents = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)


@given(document=documents)
def test_the_pieces_are_the_text_of_the_whole(document: Json) -> None:
    assert "".join(in_pieces(document)) == json.dumps(document, ensure_ascii=False, indent=1)


def test_members_are_made_only_as_they_are_written() -> None:
    made = []

    def make(number: int) -> Json:
        made.append(number)
        return {"number": number}

    pieces = in_pieces({"items": Made(range(5000), make)})
    assert not made
    first = next(pieces)
    assert 0 < len(made) < 1000
    assert len(json.loads(first + "".join(pieces))["items"]) == 5000
