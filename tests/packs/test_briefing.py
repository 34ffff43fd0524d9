"""The briefing: its figures are the store's, it keeps to two pages, and its bytes and structure are as they must be."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.disclosure import gives_away
from csp_tui.domain.numbers import grouped, rounded, shown
from csp_tui.domain.results import Headline, Rating
from csp_tui.packs.briefing import PAGES, briefing
from csp_tui.packs.briefing_document import briefing_bytes
from csp_tui.packs.briefing_pages import CELL_MARGIN, SIZE, Bullets, Grid, pages_of
from csp_tui.packs.content import PackContent
from csp_tui.packs.highlights import asks, decider
from csp_tui.packs.view import PackView
from csp_tui.workbooks.measuring import width_of
from tests.examples import examples
from tests.packs import building
from tests.returns.libreoffice import pages_of as libreoffice_pages

NAMES = ("full", "issued", "almost_empty", "without_indicators", "hostile")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SUMMARY = "Priority"
EXCEPTIONS = "Indicator"


@dataclass(frozen=True)
class Read:
    """A document as another program reads it."""

    parts: dict[str, bytes]

    @property
    def body(self) -> Element:
        found = fromstring(self.parts["word/document.xml"]).find(f"{W}body")
        assert found is not None
        return found

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """Style and text of each paragraph outside tables."""
        return [(style_of(p), text_of(p)) for p in self.body.findall(f"{W}p")]

    def table(self, first: str) -> list[list[str]]:
        """The table whose first heading is this, with its headings."""
        for table in self.body.findall(f"{W}tbl"):
            rows = [
                ["\n".join(map(text_of, c.findall(f"{W}p"))) for c in r.findall(f"{W}tc")]
                for r in table.findall(f"{W}tr")
            ]
            if rows[0][0] == first:
                return rows
        return []


def style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else str(style.get(f"{W}val"))


def text_of(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def full() -> PackContent:
    return building.full()


def with_ratings(content: PackContent, *, red: Collection[str]) -> PackContent:
    """The content with these indicators red, whatever their figures say."""
    indicators = (
        replace(one, rating=Rating.RED) if one.indicator.code in red else one for one in content.status.indicators
    )
    return replace(content, status=replace(content.status, indicators=tuple(indicators)))


def read(content: PackContent) -> Read:
    with zipfile.ZipFile(io.BytesIO(briefing_bytes(PackView(content)))) as archive:
        assert archive.testzip() is None
        return Read({name: archive.read(name) for name in archive.namelist()})


@cache
def read_full() -> Read:
    """The document of the full pack, which many tests look at."""
    return read(full())


def all_words(document: Read) -> str:
    return " ".join([*(text for _, text in document.paragraphs), *map(text_of, document.body.iter(f"{W}tc"))])


def test_the_summary_counts_what_the_quarter_counts() -> None:
    content = full()
    headings, *rows = read_full().table(SUMMARY)
    totals, counted = content.status.totals, dict(zip(headings, rows[-1], strict=True))
    assert counted["Priority"] == "All priorities"
    for heading, count in (
        ("Can be rated", totals.rateable),
        ("For information", totals.indicators - totals.rateable),
        ("Red", totals.red),
        ("Amber", totals.amber),
        ("Green", totals.green),
    ):
        assert counted[heading] == str(count)
    stands = ("Red", "Amber", "Green", "Not rated", "Awaited")
    assert all(sum(int(row[headings.index(name)]) for name in stands) == int(row[2]) for row in rows)
    assert int(counted["Awaited"]) + int(counted["Of these awaited"]) == totals.awaited
    assert content.status.sentence in all_words(read_full())


def test_every_red_and_amber_indicator_stands_with_the_stores_figures() -> None:
    content = full()
    _, *rows = read_full().table(EXCEPTIONS)
    view = PackView(content)
    off = [one for colour in (Rating.RED, Rating.AMBER) for one in view.indicators if one.status.rating is colour]
    assert [row[0].split()[0] for row in rows] == [one.indicator.code for one in off]
    compared = 0
    for row, one in zip(rows, off, strict=True):
        assert row[1].split(";")[0] == one.status.rating.value.capitalize()
        comparison = decider(one).status.comparison
        if comparison.compared is None or comparison.comparator is None or comparison.change is None:
            continue
        assert row[2].removesuffix("%").split()[0] == shown(comparison.compared)
        assert row[3].removesuffix("%") == shown(comparison.comparator)
        assert row[4].split()[0].lstrip("+") == shown(comparison.change)
        if comparison.percent_change is not None:
            assert grouped(rounded(comparison.percent_change, 1)) in row[4]
        compared += 1
    assert compared > 5
    (first,) = [row for row in rows if row[0].startswith("P1-01")]
    assert first[1:5] == ["Red", "5,208 incidents", "4,802", "+406 (+8.5%)"]


def test_an_indicator_of_an_answer_shows_the_answer() -> None:
    _, *rows = read_full().table(EXCEPTIONS)
    (answered,) = [row for row in rows if row[0].startswith("P2-08")]
    assert answered[1:4] == ["Amber", "At risk", "[z]"]


def test_what_is_asked_done_and_awaited_stands_in_it() -> None:
    content = full()
    document = read(content)
    words = all_words(document)
    for ask in asks(PackView(content)):
        assert f"{ask.indicator.indicator.code}, {ask.partner}: " in words
    assert "3 actions: 1 overdue, 1 open, 1 done." in words
    assert "Indicators awaited: " in words
    headings = [text for style, text in document.paragraphs if style == "Heading1"]
    assert headings == [
        "Summary",
        "Exceptions: what is red or amber",
        "Decisions asked of the group",
        "Actions from last time",
        "Awaited",
    ]


def test_it_says_whether_it_is_a_draft_or_issued_and_how_far_it_may_go() -> None:
    assert "OFFICIAL, draft of 18 November 2026: the figures may still change." in all_words(read_full())
    issued = read(building.issued())
    assert "OFFICIAL, issued 25 Nov 2026, issue 2." in all_words(issued)
    footer = next(data for name, data in issued.parts.items() if name.startswith("word/footer"))
    assert "OFFICIAL, issued 25 Nov 2026, issue 2, page " in text_of(fromstring(footer))
    exact = replace(full(), marking="OFFICIAL-SENSITIVE", exact_small_numbers=True)
    assert "do not send this on" in all_words(read(exact))


def test_small_counts_are_masked_as_in_the_pack() -> None:
    document = read(with_ratings(full(), red={"P1-06"}))
    _, *rows = document.table(EXCEPTIONS)
    (channel,) = [row for row in rows if row[0].startswith("P1-06")]
    assert channel[2] == "<5"
    assert not gives_away(" ".join(channel[1:5]), frozenset({3}))
    exact = replace(with_ratings(full(), red={"P1-06"}), exact_small_numbers=True)
    (channel,) = [row for row in read(exact).table(EXCEPTIONS) if row[0].startswith("P1-06")]
    assert channel[2].startswith("3 ")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_content_gives_the_same_bytes_without_a_time_of_writing(name: str) -> None:
    first, second = (briefing_bytes(PackView(building.named(name))) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
    assert "python-docx" not in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {f"{building.named(name).produced}T00:00:00Z"}
    assert "<dc:language>en-GB</dc:language>" in core
    assert "<dc:creator>Medway Community Safety Partnership</dc:creator>" in core
    assert "<dc:title>Briefing, Quarter" in core


def test_headings_of_tables_are_marked_and_repeated_and_no_cell_is_merged() -> None:
    document = read_full()
    tables = document.body.findall(f"{W}tbl")
    assert len(tables) == 2
    for table in tables:
        first, *others = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (first, *others))
        columns = len(first.findall(f"{W}tc"))
        assert all(len(row.findall(f"{W}tc")) == columns for row in others)
        assert not [e for e in table.iter() if e.tag in (f"{W}gridSpan", f"{W}vMerge")]
        assert all(text_of(cell) for cell in table.iter(f"{W}tc"))


def test_its_language_and_letters_are_those_of_the_pack() -> None:
    styles = fromstring(read_full().parts["word/styles.xml"])
    assert {lang.get(f"{W}val") for lang in styles.iter(f"{W}lang")} == {"en-GB"}
    sizes = {}
    for style in styles.iter(f"{W}style"):
        size, fonts = style.find(f"{W}rPr/{W}sz"), style.find(f"{W}rPr/{W}rFonts")
        sizes[str(style.get(f"{W}styleId"))] = None if size is None else int(size.get(f"{W}val", "0")) / 2
        if style.get(f"{W}styleId") in ("Normal", "Heading1", "Title", "Tabletext"):
            assert fonts is not None
            assert set(fonts.attrib.values()) == {"Arial"}
    assert (sizes["Normal"], sizes["Tabletext"], sizes["Tableheading"], sizes["ListBullet"]) == (11, 11, 11, 11)


def test_nothing_hostile_reaches_the_document() -> None:
    document = read(building.hostile())
    for name, data in document.parts.items():
        if name.endswith(".xml"):
            fromstring(data)
    words = all_words(document)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", words)
    assert not [e for e in document.body.iter() if e.tag in (f"{W}hyperlink", f"{W}instrText", f"{W}object")]
    assert "<script>" in words


def test_a_long_text_is_shortened_and_the_reader_told_where_the_rest_is() -> None:
    document = read(building.hostile())
    assert len(all_words(document)) < 9000
    assert "A text that ends in … stands in full in the pack, medway-2026-27-Q2-draft.xlsx." in all_words(document)


def test_a_text_that_may_give_a_masked_figure_away_is_marked_in_a_draft_and_not_in_an_issued_one() -> None:
    base = building.full_book()
    uid = building.plan().by_code["P1-06"].uid
    key = (uid, building.QUARTER, "Kent and Medway Channel Panel")
    told = building.content_of(replace(base, commentary={**base.commentary, key: {"ask": "Help the 3 families."}}))
    assert "Help the 3 families. (to be read before it is sent: it holds a small number)" in all_words(read(told))
    issued = replace(told, issue=building.issued().issue)
    assert "to be read before it is sent" not in all_words(read(issued))


texts = st.text(min_size=1, max_size=400) | st.sampled_from(
    [
        *building.HOSTILE,
        "W" * 3000,
        "\u4e2d" * 900,
        "i" * 5000,
        "e\u0301\u0301" * 900,
        "\u0301" * 5000,
        "Mmm " * 700,
        "\n\n" * 50 + "a",
    ]
)


@given(st.lists(texts, min_size=4, max_size=9), st.integers(0, 44))
@settings(max_examples=examples(15, long=300))
def test_whatever_was_written_it_takes_no_more_than_two_pages(words: list[str], many: int) -> None:
    typed = cycle(words)
    content = with_ratings(full(), red=[one.indicator.code for one in full().status.indicators[:many]])
    fields = ("patterns", "exceptions", "action", "ask")
    status = replace(
        content.status,
        headlines={n: Headline(next(typed), next(typed)) for n in (1, 2, 3, 4)},
        indicators=tuple(
            replace(one, commentary={one.indicator.partners[0]: {field: next(typed) for field in fields}})
            for one in content.status.indicators
        ),
    )
    actions = tuple(replace(action, text=next(typed), owner=next(typed)) for action in content.actions * 9)
    leads = {n: next(typed) for n in (1, 2, 3, 4)}
    told = briefing(PackView(replace(content, status=status, actions=actions, leads=leads)))
    assert pages_of(told.title, told.blocks) <= PAGES
    grids = [block for block in told.blocks if isinstance(block, Grid)]
    assert many == 0 or len(grids[1].rows) >= min(many, 4)


def crowded(sentence: str) -> PackContent:
    """Every indicator red with long texts, an ask of each of twenty, and twenty actions."""
    content = full()
    fields = ("patterns", "exceptions", "action")
    indicators = tuple(
        replace(
            one,
            rating=Rating.RED,
            commentary={one.indicator.partners[0]: dict.fromkeys((*fields, *(["ask"] * (i < 20))), sentence)},
        )
        for i, one in enumerate(content.status.indicators)
    )
    status = replace(
        content.status, indicators=indicators, headlines={n: Headline(sentence, "Lead") for n in (1, 2, 3, 4)}
    )
    actions = tuple(replace(one, text=sentence, owner=sentence) for one in (content.actions * 7)[:20])
    return replace(content, status=status, actions=actions)


LONG = (
    "The rise follows the opening of the second retail park and a longer summer, with better recording since July. " * 4
)
CROWDED = {"crowded": LONG, "in capitals": LONG.upper(), "short": "Yes."}


@pytest.mark.parametrize("name", CROWDED)
def test_a_crowded_quarter_fills_both_its_pages(name: str) -> None:
    told = briefing(PackView(crowded(CROWDED[name])))
    grid = next(block for block in told.blocks if isinstance(block, Grid) and block.headings[0] == EXCEPTIONS)
    asked = next(block for block in told.blocks if isinstance(block, Bullets))
    assert pages_of(told.title, told.blocks) == PAGES
    assert len(grid.rows) >= 6
    assert len(asked.items) >= 4


@pytest.mark.long
def test_a_real_word_processor_sets_it_on_two_pages(tmp_path: Path) -> None:
    contents = {name: building.named(name) for name in NAMES} | {n: crowded(text) for n, text in CROWDED.items()}
    for name, content in contents.items():
        (tmp_path / f"{name}.docx").write_bytes(briefing_bytes(PackView(content)))
    pages = libreoffice_pages(tmp_path.glob("*.docx"), tmp_path / "profile")
    assert pages == dict.fromkeys(contents, PAGES) | dict.fromkeys(("almost_empty", "without_indicators"), 1)


def test_every_cut_list_says_how_much_more_there_is() -> None:
    every = [one.indicator.code for one in full().status.indicators]
    document = read(with_ratings(full(), red=every))
    _, *rows = document.table(EXCEPTIONS)
    assert f"And {len(every) - len(rows)} more, on Exceptions in the pack." in all_words(document)


def test_no_word_of_a_heading_is_broken() -> None:
    grids = [block for block in briefing(PackView(full())).blocks if isinstance(block, Grid)]
    assert len(grids) == 2
    for grid in grids:
        for heading, width in zip(grid.headings, grid.widths, strict=True):
            # A digit of its size, set bold as a word processor sets it.
            widest = max(map(width_of, heading.split())) * SIZE * 0.556 / 0.905
            assert widest + 2 * CELL_MARGIN <= width, heading
