"""The front door: opens the application, or hands a command to `cli`, and turns every failure into one line."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType

from csp_tui import __version__
from csp_tui.cli.options import CommandLineError, Options, split_options
from csp_tui.cli.unheard import write_no_more
from csp_tui.domain.errors import UserError, system_sentence
from csp_tui.widgets.wording import one_line

COULD_NOT, USAGE, HUNG_UP, INTERRUPTED = 1, 2, 129, 130
PLAIN = "--plain"
_TURN = 0.0005  # seconds that one thread may keep the others from: the one that draws and the one that writes it out
NO_TERMINAL = (
    "csp-tui needs a terminal for its screens, and this is none; open one, work in lines of text with csp-tui --plain,"
    " or give a command: csp-tui status (the figures), csp-tui demo (a made-up quarter to look at), csp-tui --help"
    " (all of them)."
)


class NoTerminalError(UserError):
    """The application was asked for where it cannot be shown."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0 done, 1 could not be done, 2 usage, 3 done and something waits."""
    if argv is None:
        argv = sys.argv[1:]
        sys.excepthook, threading.excepthook = _say_unforeseen, _say_unforeseen_beside
    _write_somewhere()
    try:
        return _run(argv)
    except CommandLineError as error:
        return _say(str(error), USAGE)
    except UserError as error:
        return _say(str(error), COULD_NOT)
    except BrokenPipeError:
        return _reader_gone(COULD_NOT)
    except OSError as error:
        if error.errno == errno.EIO and error.filename is None:  # no file, but the terminal: it is gone
            return _reader_gone(HUNG_UP)
        return _say(system_sentence(error), COULD_NOT)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(argv: Sequence[str]) -> int:
    options, rest = split_options(argv)
    if options.version:
        sys.stdout.write(f"csp-tui {__version__}\n")
        return 0
    if not rest:
        return _open_application(options)
    _write_any_text(options)
    if PLAIN in rest:
        return _open_plain(options, rest)
    from csp_tui.cli.app import run  # noqa: PLC0415 - the application opens without the commands

    status = run(rest, options)
    sys.stdout.flush()
    return status


def _open_application(options: Options) -> int:
    shown = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if not shown or os.environ.get("TERM") == "dumb":  # which can only print
        raise NoTerminalError(NO_TERMINAL)
    sys.setswitchinterval(_TURN)
    gc.disable()  # starting makes hardly any garbage; the application collects again once it has loaded all
    from csp_tui.app import CspApp  # noqa: PLC0415 - commands run without the screens

    app = CspApp(
        database=options.database,
        quarter=options.quarter,
        partnership=options.partnership,
        plan=options.plan,
        by=options.by,
        take_over=options.take_over,
    )
    app.run()
    if app.mistake is not None:
        _say_unforeseen(type(app.mistake), app.mistake, app.mistake.__traceback__)
    return app.return_code or 0


def _open_plain(options: Options, rest: Sequence[str]) -> int:
    if len(rest) > 1 or options.json:
        raise CommandLineError(f"{PLAIN} opens the linear mode; it takes no command beside it, and no --json.")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # the validator says what cannot be read
    from csp_tui.plain.door import run  # noqa: PLC0415 - neither commands nor screens need the linear mode

    return run(options, sys.stdin, sys.stdout)


def _write_somewhere() -> None:
    """Without an output (`>&-`, or a program without a console on Windows) a command still does its work."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open until the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _write_any_text(options: Options) -> None:
    """Let no character that a terminal lacks end a command; JSON is UTF-8 whatever the terminal is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if options.json and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # as JSON escapes it too


def _say(sentence: str, status: int) -> int:
    """One line on standard error, whatever is in it; where nobody is left to read it, the status says enough."""
    with suppress(OSError):
        sys.stderr.write(one_line(" ".join(sentence.split())) + "\n")
    return status


def _reader_gone(status: int) -> int:
    """Whoever read our output has stopped (`csp-tui status | head`): no more is written, not even at exit."""
    write_no_more()
    return status


def _say_unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A mistake of ours in one line without figures or names; the whole of it when a developer asks."""
    from csp_tui.desk.mistakes import DEBUG, tell_mistake  # noqa: PLC0415 - a mistake is rare

    if os.environ.get(DEBUG):
        sys.__excepthook__(kind, error, trace)
    else:
        _say(tell_mistake(error), COULD_NOT)


def _say_unforeseen_beside(hooked: threading.ExceptHookArgs) -> None:
    """A mistake in a thread; that a terminal which is gone cannot be written to is none."""
    if hooked.exc_value is not None and not isinstance(hooked.exc_value, OSError):
        _say_unforeseen(hooked.exc_type, hooked.exc_value, hooked.exc_traceback)


if __name__ == "__main__":
    sys.exit(main())
