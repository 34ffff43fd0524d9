"""The keys that work on every full screen; what they do stands with the screens, in `base`."""

from __future__ import annotations

from dataclasses import replace

from textual.binding import Binding, BindingType

from csp_tui.widgets.key_line import HELP

LEAVE = Binding(
    "ctrl+q", "quit", "quit", id="go.quit", show=False, priority=True, tooltip="Save the open cell and leave"
)
BACK = Binding("escape", "back", "back", id="go.back", tooltip="Go to the screen before; what was typed is kept")
COMPARE = Binding(
    "c", "benchmarking", "compare areas", id="benchmarking.open", tooltip="Open how areas compare: averages and ranks"
)
PAST = Binding(
    "h", "history", "past figures", id="history.open", tooltip="Take in figures of earlier quarters and months"
)
RETURN = Binding(
    "f9", "send_this", "return", id="return.send", tooltip="Look the return over, and write its file to e-mail"
)
"""What F9 does where one stands in a priority, for all but the coordinator, in place of the pack."""
FILE = Binding(
    "b", "file", "back up", id="file.open", show=False, tooltip="Back up, restore, verify; see where things are"
)
COMMON: list[BindingType] = [
    Binding("f8", "check", "check", id="return.check", tooltip="See what must be put right or explained"),
    Binding("f9", "pack", "pack", id="pack.export", tooltip="Write the workbook for the Strategic Executive Group"),
    Binding(
        "f3", "partner", "partner", id="show.partner", tooltip="Choose whose rows are shown: one partner's, or all"
    ),
    Binding("f4", "quarter", "quarter", id="show.quarter", tooltip="Work on another quarter of the plan"),
    Binding(
        "ctrl+s",
        "send",
        "your return",
        id="return.send",
        show=False,
        tooltip="Look the return over and write the file to e-mail",
    ),
    Binding("ctrl+f", "find", "find", id="go.find", tooltip="Find a row by its code or a word of its title"),
    Binding("ctrl+z", "undo", "undo", id="edit.undo", tooltip="Take back the last change; also after a restart"),
    Binding("ctrl+y", "redo", "redo", id="edit.redo", show=False, tooltip="Make the change again that was undone"),
    Binding("ctrl+d", "differ", "what differs", id="go.differ", show=False, tooltip="Settle figures that differ"),
    Binding(
        "ctrl+k", "to_check", "to check", id="go.to-check", show=False, tooltip="Look at what came in and is to check"
    ),
    Binding(
        "ctrl+e",
        "questions",
        "questions",
        id="go.questions",
        show=False,
        tooltip="See the questions about figures, or ask one",
    ),
    Binding(
        "ctrl+a",
        "actions",
        "actions",
        id="go.actions",
        show=False,
        tooltip="See what the SEG decided, by whom, by when",
    ),
    Binding(
        "ctrl+x",
        "deliverables",
        "deliverables",
        id="go.deliverables",
        show=False,
        tooltip="Report the progress on deliverables",
    ),
    Binding(
        "ctrl+l", "headline", "headline", id="go.headline", show=False, tooltip="Write a priority's headline paragraph"
    ),
    Binding(
        "ctrl+o",
        "settings",
        "settings",
        id="go.settings",
        show=False,
        tooltip="Set who you are, dates, leads, contacts, rules",
    ),
    Binding("ctrl+g", "words", "words", id="help.words", show=False, tooltip="Look up what the abbreviations mean"),
    Binding(
        "f10", "theme", "colours", id="show.theme", show=False, tooltip="Change the colours: dark, light, high contrast"
    ),
    Binding("f1", "help", "help", id=HELP, tooltip="Explain this screen and its keys"),
]
LEADING: list[Binding] = [
    Binding("f6", "returns", "returns", id="go.returns", tooltip="Take returns in; see what came in and what went out"),
    Binding("f7", "chase", "chase", id="go.chase", tooltip="Copy texts to chase what is awaited"),
]
"""Keys of the screens that nothing is typed into, which keep F6 and F7 for those who bring the quarter together."""
LEADING_UNSEEN = [replace(binding, show=False) for binding in LEADING]
"""The same where the line of keys has no room for them."""
