"""How wide the columns of a grid are: room that one does not need goes to those whose texts would be cut."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from csp_tui.widgets.cells import Column, Row
from csp_tui.widgets.wording import one_line

_LEAST = 6  # cells of a flexible column, where there is hardly any room
_ROOMY = 100  # cells of a grid in which a number and the words after it stand further apart
_FAR = 150  # cells over which the eye loses a row whose texts are pushed apart
_AIR = 12  # cells beside the longest text of a column that has more room than it needs


def gaps(columns: Sequence[Column], width: int) -> list[int]:
    """The empty cells after each column; more where words follow numbers, so that `3` and `2 queries` are two."""
    following = [*columns[1:], None][: len(columns)]
    apart = [one.right and after is not None and not after.right for one, after in zip(columns, following, strict=True)]
    return [1 + (far and width >= _ROOMY) for far in apart]


def widths(columns: Sequence[Column], rows: Sequence[Row], room: int) -> list[int]:
    """The cells of each column, of `room` for all of them.

    The flexible ones share what the others leave; where that is too little they give way, not the last, and names
    by their ends are made whole before longer texts. Where cells are typed into, their texts change under one's hands,
    and the columns stay as they are. In a very wide grid what stands in a row stays together, and the rest of it empty.
    """
    flexible = sum(column.flexible for column in columns)
    spare = room - sum(column.width for column in columns)
    own = [
        max(column.width + spare // flexible, min(column.width, _LEAST)) if column.flexible else column.width
        for column in columns
    ]
    if any(cell.open for row in rows for cell in row.cells.values()):
        return own
    needed = _needed(columns, rows)
    shared = _names_first(columns, _shared(own, needed), needed)
    return _kept_together(columns, shared, needed) if room > _FAR else shared


def _needed(columns: Sequence[Column], rows: Sequence[Row]) -> list[int]:
    """The cells that the longest text of each column takes."""
    needed = [cell_len(column.title) for column in columns]
    for row in rows:
        for place, column in enumerate(columns):
            cell = row.cell(column.id)
            if cell.runs_on:
                break
            text, _ = cell.drawn
            if 2 * len(text) > needed[place]:  # no letter takes more than two cells
                needed[place] = max(needed[place], cell_len(one_line(text)))
    return needed


def _shared(own: Sequence[int], needed: Sequence[int]) -> list[int]:
    """The widths after room has gone from where most is left to where least is lacking."""
    shared = list(own)
    for place in sorted(range(len(own)), key=lambda place: needed[place] - own[place]):
        while (lacking := needed[place] - shared[place]) > 0:
            giver = max(range(len(own)), key=lambda place: shared[place] - needed[place])
            spare = shared[giver] - needed[giver]
            # What gives stands apart from what follows, unless its last cell makes the other text whole.
            given = min(lacking, spare - 1) if spare > 1 else int(spare == lacking == 1)
            if given <= 0:
                return shared
            shared[giver] -= given
            shared[place] += given
    return shared


def _names_first(columns: Sequence[Column], shared: Sequence[int], needed: Sequence[int]) -> list[int]:
    """The widths after names that would be cut have taken what longer texts have beyond their least."""
    named = list(shared)
    longer = [place for place, column in enumerate(columns) if column.flexible and not column.by_ends]
    least = [min(column.width, cells) for column, cells in zip(columns, needed, strict=True)]
    for place in sorted(range(len(columns)), key=lambda place: needed[place] - shared[place]):
        while columns[place].by_ends and longer and named[place] < needed[place]:
            giver = max(longer, key=lambda other: named[other] - least[other])
            if named[giver] <= least[giver]:
                return named
            named[giver] -= 1
            named[place] += 1
    return named


def _kept_together(columns: Sequence[Column], shared: Sequence[int], needed: Sequence[int]) -> list[int]:
    """The widths without what the flexible columns have far beyond their needs."""
    return [
        min(width, max(column.width, cells + _AIR)) if column.flexible else width
        for column, width, cells in zip(columns, shared, needed, strict=True)
    ]
