"""What can go wrong with a workbook or another file that is written."""

from __future__ import annotations

from csp_tui.domain.errors import UserError


class WorkbookError(UserError):
    """A file that cannot be written as it should be; the message is the sentence a user reads."""
