"""Typed and pasted commentary: cleaned of what hides or harms, never of what was meant, and never cut."""

from __future__ import annotations

import pytest

from csp_tui.domain.commentary import LONGEST, TextError, clean_text, identical_to_last, said


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("  Quiet. \n", "Quiet."),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\tb", "a\tb"),
        ("bell\x07 null\x00 escape\x1b[31m", "bell null escape[31m"),
        ("\u202egnirts\u202c", "gnirts"),
        ("zero\u200bwidth soft\u00adhyphen \ufeffmark", "zerowidth softhyphen mark"),
        ("half \ud800 pair", "half  pair"),
        (b"na\xc3\xafve".decode("ascii", "surrogateescape"), "na\u00efve"),
        (b"na\xefve".decode("utf-8", "surrogateescape"), "na\ufffdve"),
        ("no character \ufffe\uffff", "no character"),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 caf\u00e9",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 caf\u00e9",
        ),
        ("=1+1 <b>[red]", "=1+1 <b>[red]"),
    ],
)
def test_text_keeps_what_was_meant(pasted: str, kept: str) -> None:
    assert clean_text(pasted) == kept


def test_text_that_a_cell_cannot_hold_is_refused_and_not_cut() -> None:
    assert len(clean_text("x" * LONGEST)) == LONGEST
    with pytest.raises(TextError, match="32,768 characters"):
        clean_text("x" * (LONGEST + 1))


def test_something_is_said_once_a_field_has_words() -> None:
    assert not said({})
    assert not said({"patterns": " \n"})
    assert said({"patterns": "Quiet."})
    assert said({"nothing_to_report": "yes"})


def test_two_empty_commentaries_do_not_repeat_each_other() -> None:
    assert not identical_to_last({}, {})
    assert not identical_to_last({"patterns": ""}, {"patterns": " "})
