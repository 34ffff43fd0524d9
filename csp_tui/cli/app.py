"""The table of commands and how their lines are read; what a command does stands in its own module."""

import difflib
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from csp_tui.cli import (
    asking,
    benchmarking,
    deciding,
    delivering,
    figures,
    issuing,
    keeping,
    merging,
    output,
    placing,
    replaying,
    reports,
    sending,
    settings,
    yearly,
)
from csp_tui.cli.options import CommandLineError, Options, options_help
from csp_tui.cli.session import Given

if TYPE_CHECKING:
    from csp_tui.desk.opening import Desk

# Annotations here and in the modules of the commands are not postponed (`from __future__`): typer would evaluate
# each from its text, which takes longer than building all commands.

_LIKE_AN_OPTION: Final = re.compile(r"--?[^\W\d_][\w-]*(=.*)?", re.DOTALL)


class Command(TyperCommand):
    """A command whose values may begin with a minus sign: `-3` and `- first point` are values, `--typo` is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Both off in the parser, so that `-3` gets through; both checked below.
        self.ignore_unknown_options = True
        self.allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the line as usual, then refuse options that nobody knows and values that nobody takes."""
        literal = args[args.index("--") + 1 :] if "--" in args else []
        extra = super().parse_args(ctx, args)
        given = [ctx.params.get(p.name) for p in self.params if p.param_type_name == "argument"]
        arguments = [v for several in given for v in (several if isinstance(several, (list, tuple)) else (several,))]
        for value in [str(v) for v in (*arguments, *extra) if v is not None]:
            if _LIKE_AN_OPTION.fullmatch(value) and value not in literal:
                known = [flag for parameter in self.params for flag in parameter.opts]
                near = difflib.get_close_matches(value.partition("=")[0], known, n=1)
                ctx.fail(f"No such option: {value}." + (f" Did you mean {near[0]}?" if near else ""))
        if extra:
            ctx.fail(f'"{" ".join(extra)}" is more than this command takes; put a text with spaces into quotes.')
        return extra


COMMANDS: Final[tuple[tuple[str, Callable[..., None]], ...]] = (
    ("status", reports.status),
    ("enter", figures.enter),
    ("comment", figures.comment),
    ("figure", figures.figure),
    ("headline", figures.headline),
    ("deliverable", delivering.deliverable),
    ("rate", reports.rate),
    ("check", reports.check),
    ("explain", figures.explain),
    ("judge", figures.judge),
    ("show", reports.show),
    ("undo", figures.undo),
    ("redo", figures.redo),
    ("contacts", sending.contacts),
    ("contacts add", sending.add_contact),
    ("contacts import", sending.import_contacts),
    ("contacts remove", sending.remove_contact),
    ("form", sending.form),
    ("forms", sending.forms),
    ("submit", sending.submit),
    ("merge", merging.merge),
    ("merges", merging.merges),
    ("undo-merge", merging.undo_merge),
    ("conflicts", deciding.conflicts),
    ("resolve", deciding.resolve),
    ("to-check", deciding.to_check),
    ("accept", deciding.accept),
    ("map", deciding.map_row),
    ("question", asking.question),
    ("questions", asking.questions),
    ("answer", asking.answer_question),
    ("action add", asking.add_action),
    ("action done", asking.finish_action),
    ("actions", asking.actions),
    ("chase", asking.chase),
    ("export", output.export),
    ("issue", issuing.issue),
    ("reopen", issuing.reopen),
    ("packs", issuing.packs),
    ("pack", issuing.pack),
    ("year", yearly.year),
    ("history import", output.import_history),
    ("history export", output.export_history),
    ("break", figures.mark_break),
    ("benchmarking import", benchmarking.import_table),
    ("benchmarking show", benchmarking.show),
    ("benchmarking note", benchmarking.note),
    ("replay", replaying.replay),
    ("plan list", reports.list_plans),
    ("plan show", reports.show_plan),
    ("settings", settings.settings),
    ("backup", keeping.backup),
    ("restore", keeping.restore),
    ("verify", keeping.verify),
    ("locate", keeping.locate),
    ("local-copy", placing.local_copy),
    ("demo", output.demo),
)
GROUPS: Final = {
    "contacts": "Who supplies which rows: listed, added, taken in from a sheet, forgotten.",
    "action": "What the Strategic Executive Group decided, until it is done.",
    "history": "Take in earlier quarters, or give them out.",
    "benchmarking": "How areas compare: tables of them taken in, and what they say.",
    "plan": "The action plan: its indicators, measures and rules.",
}
ROOT_HELP: Final = (
    "The quarterly return of a community safety partnership: figures, ratings, and the pack."
    " Without a command it opens the application; with --plain the same work as lines of text."
)


def build() -> typer.Typer:
    """All commands, in the order in which help lists them."""
    epilog = options_help()
    root = _group(ROOT_HELP, epilog)
    groups = {name: _group(text, epilog) for name, text in GROUPS.items()}
    for path, function in COMMANDS:
        group, _, name = path.rpartition(" ")
        if path in groups:  # a group that does something by itself
            root.add_typer(groups[path], name=path, callback=function, invoke_without_command=True)
            continue
        if group and not any(info.name == group for info in root.registered_groups):
            root.add_typer(groups[group], name=group)
        (groups[group] if group else root).command(name, cls=Command, epilog=epilog)(function)
    return root


def _group(text: str, epilog: str) -> typer.Typer:
    return typer.Typer(
        help=text,
        epilog=epilog,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )


@cache
def _root() -> TyperGroup:
    return get_group(build())


def run(words: Sequence[str], options: Options, desk: "Desk | None" = None) -> int:
    """Run one command, at a desk where one is open already, and return its exit status.

    Errors with a sentence for the user pass through.

    Raises CommandLineError for a line that is not understood, with the command whose help tells more.
    """
    try:
        given = Given(options, desk)
        status = _root().main(args=list(words), prog_name="csp-tui", obj=given, standalone_mode=False)
    except typer.TyperException as error:
        context: typer.Context | None = getattr(error, "ctx", None)
        raise CommandLineError(error.format_message(), context.command_path if context else "csp-tui") from error
    return status if isinstance(status, int) else 0
