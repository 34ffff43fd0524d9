"""The notes of a pack: numbered as the other sheets use them, and the Notes sheet that holds those that were used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from csp_tui.workbooks.layout import Column, Paper, Sheet, Table


class Note(Enum):
    """What a note says. Each is used by a heading or a line of another sheet."""

    RATING = (
        "Ratings follow the performance key that Medway Council publishes. Green: equal to or better than the"
        " benchmark; where the plan asks for a reduction, better than it. Amber: worse by no more than 5% of the"
        " benchmark, or by the measure's own band where it has one. Red: worse by more. Not rated: there is no good"
        " direction or nothing to compare with, or the figure is awaited, in part, not yet due, qualified, too small,"
        " or across a break. Thresholds use unrounded figures. An indicator takes the rating of its first measure,"
        " unless the plan asks all."
    )
    COMPARED = (
        "The figure compared is the one that is rated: for quarterly counts the rolling year, that is this quarter"
        " and the three before it. The figure stated is what the partner gave for the measure's own period. Where the"
        " plan is silent on the direction, the supplier or the period, the pack follows a choice of the partnership's"
        " own, which its settings show and can change."
    )
    CHANGE = (
        "Change is the figure compared less what it is compared with; for percentages it is in points. The change in"
        " per cent is always on the earlier figure or the target, to one decimal. The Data sheet holds it unrounded."
    )
    JUDGEMENT = (
        "A lead may set another rating beside the calculated one, with a reason, which stands on the"
        " Commentary sheet of the priority. Totals count the calculated rating."
    )
    TREND = (
        "Improved and worsened mean better and worse, whichever way the number moved; higher and lower are used where"
        " no direction is good; little change is less than 2%. The quarter it is compared with is named: the same"
        " quarter last year where it is known, since crime has seasons, else the quarter before."
        " Over the year means against the average of the four quarters before."
    )
    RANGE = (
        "The usual range is worked out from eight or more quarters in a row without a break: their average, and to"
        " either side 2.66 times the usual step from one quarter to the next. With fewer, this quarter's count is held"
        " against that of the same quarter last year, and it is said whether chance alone could make such a difference,"
        " at 95%; under six in the two together are too few to say. It never changes a rating."
    )
    PERIOD = (
        "The period is the latest the partner had when the figure was stated. It may end before the quarter does. [p]"
        " behind a figure marks a provisional one, [r] a revised one; [b] behind a period marks a break in recording."
    )
    SMALL = (
        "Counts of one to four people in sensitive matters are shown as <5. Figures that would give such a count away"
        " are shown as [c], and their ratings stand without arithmetic."
    )
    YEAR = (
        "The figure of the year is, for counts by quarter, the sum of the four quarters, or the rolling year that was"
        " stated for the last of them; for percentages and rates the four numerators over the four denominators; for"
        " counts on a day and years to date the last one. There is none where a quarter is missing, or where recording"
        " changed within the year."
    )
    TO_CHECK = (
        "This text holds a small number, or its word, while a figure of the same indicator is masked. Read it before"
        " the pack is sent on, and ask its author to change it where it gives the figure away."
    )


class Notebook:
    """Numbers the notes in the order in which the sheets first use them."""

    def __init__(self, instead: Mapping[Note, str] | None = None) -> None:
        """`instead` holds what a note says in this workbook, where that is not what it says in every other."""
        self._used: list[Note] = []
        self._instead = instead or {}

    def tag(self, note: Note) -> str:
        """`[note 3]`, to be put behind what the note explains."""
        if note not in self._used:
            self._used.append(note)
        return f"[note {self._used.index(note) + 1}]"

    def sheet(self, breaks: Iterable[str] = ()) -> Sheet:
        """The Notes sheet, with the notes that the other sheets use, then every marked change of recording."""
        rows = (
            *((f"[note {number}]", self._instead.get(note, note.value)) for number, note in enumerate(self._used, 1)),
            *(("[b]", sentence) for sentence in breaks),
        )
        return Sheet(
            name="Notes",
            title="Notes",
            holds="This sheet contains one table: the notes that the other sheets refer to.",
            paper=Paper.A4_PORTRAIT,
            table=Table("Notes", (Column("Note", 11), Column("What it says", 78)), rows),
        )
