"""What a command is given: the shared options, the desk when it asks for it, and one way to print its answer."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from csp_tui.cli.as_pieces import in_pieces
from csp_tui.cli.options import Options
from csp_tui.cli.unheard import write_no_more
from csp_tui.widgets.wording import cut, lines_of, one_line

if TYPE_CHECKING:
    from csp_tui.desk.opening import Desk
    from csp_tui.domain.book import Book
    from csp_tui.plans.writing import Json

WAITING = 3  # the exit status of "done, and something waits for a person"


@dataclass(frozen=True, slots=True)
class Given:
    """What a run of a command is given: the shared options, and the desk where one is open already.

    No Struct, so that `--help` need not load what makes them.
    """

    options: Options
    desk: Desk | None = None


def _given(ctx: typer.Context) -> Given:
    given = ctx.find_object(Given)
    return given if given is not None else Given(Options())


def options_of(ctx: typer.Context) -> Options:
    """The shared options of this run."""
    return _given(ctx).options


def open_already(ctx: typer.Context) -> Desk | None:
    """The desk that this run is given, where one is open."""
    return _given(ctx).desk


@contextmanager
def desk_of(ctx: typer.Context) -> Iterator[Desk]:
    """The desk on this run's database; says on standard error when nothing can be saved there.

    A desk that is open already stays open, and whoever opened it has said so.
    """
    if (desk := _given(ctx).desk) is not None:
        yield desk
        return
    from csp_tui.desk.local_copies import told_once  # noqa: PLC0415 - as above
    from csp_tui.desk.opening import open_desk  # noqa: PLC0415 - help and usage errors need no desk
    from csp_tui.desk.watching import notices  # noqa: PLC0415 - as above

    options = options_of(ctx)
    with open_desk(
        options.database,
        partnership=options.partnership,
        plan=options.plan,
        by=options.by,
        take_over=options.take_over,
    ) as desk:
        for sentence in filter(None, (told_once(desk), *(notice.sentence for notice in notices(desk)))):
            typer.echo(lines_of(sentence), err=True)
        yield desk
        if desk.read_only_because:  # not before: a command that fails for it says so itself
            typer.echo(lines_of(desk.read_only_because), err=True)


def book_of(ctx: typer.Context, desk: Desk) -> Book:
    """The quarter that this run is about, with everything stored that assessing it needs."""
    from csp_tui.desk.reading import open_book  # noqa: PLC0415 - as above

    return open_book(desk, desk.quarter(options_of(ctx).quarter))


def answer(
    ctx: typer.Context, document: Callable[[], Json], lines: Callable[[], Iterable[str]], *, done: bool = False
) -> None:
    """Print what a command found, or did: one JSON document where asked, else lines in which nothing is interpreted.

    What is `done` has not failed where only its answer cannot be written: that is said, and the status is as it was.
    """
    try:
        _print(ctx, document, lines)
    except OSError as error:
        if not done or open_already(ctx) is not None:
            raise
        write_no_more()
        why = (error.strerror or str(error)).lower()
        with suppress(OSError):  # where nobody is left to be told, the status says enough
            typer.echo(f"This was done, and is stored; only the answer could not be written ({why}).", err=True)


def _print(ctx: typer.Context, document: Callable[[], Json], lines: Callable[[], Iterable[str]]) -> None:
    if options_of(ctx).json:
        for piece in in_pieces(document()):
            typer.echo(piece, nl=False)
        typer.echo()
    else:
        for line in lines():
            typer.echo(lines_of(line).rstrip())


@contextmanager
def progress_line(ctx: typer.Context, files: int) -> Iterator[Callable[[str, int, int], None]]:
    """How far a long command is, on one line of a terminal that is gone afterwards; nothing where it is no terminal.

    At a desk that is open already nothing may move on the terminal, so nothing is shown there either. `files` is how
    many there are, for steps that do not know.
    """
    shown = sys.stderr.isatty() and _given(ctx).desk is None
    width = shutil.get_terminal_size().columns - 1

    def tell(text: str, done: int, steps: int) -> None:
        if shown:
            count = "" if steps else f" ({done + 1} of {files})"
            sys.stderr.write(f"\r\x1b[K{cut(one_line(text + count), width)}")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
