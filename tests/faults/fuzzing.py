"""What anything from outside must come to, whatever is in it: an answer or a sentence, soon, and within the limits.

Each property is run briefly by the suite and at length by `python -m tests.long fuzz`.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from csp_tui.desk.contacts import import_contacts
from csp_tui.desk.history import import_history
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.domain.dates import read_date
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Plan
from csp_tui.domain.numbers import read_figure, read_number
from csp_tui.plans.loading import load_plan, plan_as_json, plan_from_text
from csp_tui.returns.reading import read_return
from csp_tui.returns.records import Refused, Return
from tests.returns.building import the_plan, three_filled

SECONDS: Final = 2.0  # of work, for one file: twice what a hostile file may take, on a busy machine
LONGEST_SENTENCE: Final = 1_200

_HOSTILE: Final = (
    "", "0", "-1", "1", "99999999999999999999", "1e400", "NaN", "A1", "A1048576", "XFD1", "A0", "ZZZZZZ9", "true", "s",
    "str", "e", "inlineStr", "b", "d", "n", "9", "14", "../../../etc/passwd", "/xl/workbook.xml", "xl", "rId1", "rId99",
    "veryHidden", "=1+1", "[$-409]", "0%", "_x0000_", "\u202e1", "\u0661\u0662", "P1-01.total", "2026-27-Q2", "&#0;",
    "&#x110000;", "&lt;", "]]>", "x" * 40_000, "9" * 400,
)  # fmt: skip
_ATTRIBUTE: Final = re.compile(rb'="([^"]*)"')
_TEXT: Final = re.compile(rb">([^<>]+)<")
_ELEMENT: Final = re.compile(
    rb"<(c|row|si|sheet|xf|numFmt|Relationship|Override|property|table|t|v|f)\b[^>]*?(?:/>|>.*?</\1>)"
)


@contextmanager
def soon() -> Iterator[None]:
    """Hold that what is done within is done in time."""
    began = time.process_time()
    yield
    taken = time.process_time() - began
    assert taken < SECONDS, f"it took {taken:.1f} s of work"


def answers(read: Callable[[], object]) -> None:
    """Hold that reading gives something or a sentence that a person can read, and gives it soon."""
    with soon():
        try:
            read()
        except UserError as error:
            sentence = str(error)
            assert sentence.strip(), "no sentence"
            assert len(sentence) < LONGEST_SENTENCE, sentence[:200]


# -- workbooks ---------------------------------------------------------------------------------------------------------


@cache
def _parts() -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(three_filled())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """A filled form in which attributes, texts and elements of its parts are changed, moved, doubled or gone."""
    parts = dict(_parts())
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(parts)))
        match draw(st.sampled_from(("attribute", "text", "element", "gone", "other", "cut"))):
            case "attribute":
                parts[name] = _replaced(draw, parts[name], _ATTRIBUTE, 1)
            case "text":
                parts[name] = _replaced(draw, parts[name], _TEXT, 1)
            case "element":
                parts[name] = _moved(draw, parts[name])
            case "gone" if len(parts) > 1:
                del parts[name]
            case "other":
                parts[name] = parts[draw(st.sampled_from(sorted(parts)))]
            case _:
                parts[name] = parts[name][: draw(st.integers(0, len(parts[name])))]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def _replaced(draw: st.DrawFn, part: bytes, places: re.Pattern[bytes], group: int) -> bytes:
    found = list(places.finditer(part))
    if not found:
        return part
    at = draw(st.sampled_from(found))
    other = draw(st.one_of(st.sampled_from(_HOSTILE), st.text(max_size=20))).encode("utf-8", "replace")
    return part[: at.start(group)] + other + part[at.end(group) :]


def _moved(draw: st.DrawFn, part: bytes) -> bytes:
    """An element doubled, taken out, put within itself, or put where another stands."""
    found = list(_ELEMENT.finditer(part))
    if not found:
        return part
    one, other = draw(st.sampled_from(found)), draw(st.sampled_from(found))
    instead = draw(st.sampled_from((b"", one[0] * 2, one[0] * 50, b"<x>" * 50 + one[0] + b"</x>" * 50, other[0])))
    return part[: one.start()] + instead + part[one.end() :]


def workbook_answers(packed: bytes) -> None:
    """A workbook is a return or is refused by its name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(packed)
        with soon():
            read = read_return(path, the_plan())
        assert isinstance(read, Return) or (isinstance(read, Refused) and "form.xlsx" in read.reason)


# -- numbers, dates, plans ---------------------------------------------------------------------------------------------

figures = st.one_of(
    st.text(max_size=300),
    st.text("0123456789,. %<>~-+()/\u00a3\u0661\uff11eEabout", max_size=40),
    st.sampled_from(_HOSTILE),
)


def figure_answers(typed: str) -> None:
    """A text is a number or is refused."""
    answers(lambda: read_number(typed))
    answers(lambda: read_figure(typed, percent=True))
    answers(lambda: read_figure(typed, money=True))


dates = st.one_of(st.text(max_size=60), st.text("0123456789/-. JanuarySeptmbr", max_size=24), st.sampled_from(_HOSTILE))


def date_answers(typed: str) -> None:
    """A text is a day or is refused."""
    answers(lambda: read_date(typed))


@cache
def _plan() -> str:
    return plan_as_json(load_plan())


_ODD: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    10**30,
    1e300,
    "",
    "x" * 5_000,
    "\x1b[2J",
    "P9-99",
    "P1-01.total",
    [],
    {},
    [[]],
    [None],
)


@st.composite
def plans(draw: st.DrawFn) -> str:
    """The plan with things in it changed to others, doubled or gone."""
    content: Any = json.loads(_plan())
    for _ in range(draw(st.integers(1, 3))):
        inner, depth = content, draw(st.integers(1, 6))
        for _ in range(depth):
            keys: list[Any] = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(inner[key], (dict, list)) or draw(st.booleans()):
                _change(draw, inner, key)
                break
            inner = inner[key]
    text = json.dumps(content, ensure_ascii=draw(st.booleans()))
    return text if draw(st.integers(0, 9)) else text[: draw(st.integers(0, len(text)))]


def _change(draw: st.DrawFn, inner: Any, key: Any) -> None:
    how = draw(st.sampled_from(("odd", "text", "gone", "double")))
    if how == "gone":
        del inner[key]
    elif how == "double" and isinstance(inner, list):
        inner.append(deepcopy(inner[key]))
    else:
        inner[key] = deepcopy(draw(st.sampled_from(_ODD))) if how == "odd" else draw(st.text(max_size=30))


def plan_answers(text: str) -> None:
    """A text is a plan that can be written and read again, or is refused."""

    def read() -> None:
        found: Plan = plan_from_text(text)
        assert plan_from_text(plan_as_json(found)) == found

    answers(read)


# -- lists -------------------------------------------------------------------------------------------------------------

_CELLS: Final = st.one_of(
    st.sampled_from((*_HOSTILE[:20], "P1-01.fires", "KFRS", "2025-26-Q2", "2025-06", "61", "Ann", "a@b.c", "measure")),
    st.text(max_size=12),
)
_HEADS: Final = st.sampled_from(
    (
        ("measure", "partner", "quarter", "value"),
        ("measure", "partner", "month", "value"),
        ("name", "partner", "team", "email", "rows"),
        ("measure", "measure", "quarter"),
        (),
    )
)


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """A table as .csv: some headings, some rows, in some encoding."""
    between = draw(st.sampled_from((",", ";", "\t")))
    rows = [draw(_HEADS), *draw(st.lists(st.lists(_CELLS, max_size=6), max_size=6))]
    quote = draw(st.sampled_from(('"{}"', "{}")))
    text = draw(st.sampled_from(("\n", "\r\n", "\r"))).join(between.join(map(quote.format, row)) for row in rows)
    encoded = text.encode(draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16"))), "replace")
    return encoded if draw(st.integers(0, 9)) else encoded + draw(st.binary(max_size=20))


@contextmanager
def scratch_desk() -> Iterator[Desk]:
    """A desk on a database that is thrown away."""
    with tempfile.TemporaryDirectory() as folder, open_desk(str(Path(folder) / "csp.db"), by="Ann") as desk:
        yield desk


def list_answers(desk: Desk, packed: bytes) -> None:
    """A table is taken in as past figures, as contacts, or is refused."""
    path = Path(desk.location).with_name("list.csv")
    path.write_bytes(packed)
    answers(lambda: import_history(desk, path, dry_run=True))
    answers(lambda: import_contacts(desk, path))
