"""What the file of a pack is called: whose, of which quarter and in which standing, and nothing of what is in it."""

from __future__ import annotations

from typing import Final

from csp_tui.domain.quarters import Quarter

DRAFT: Final = "draft"
MADE_UP: Final = "made-up"
DRAFTS: Final = (DRAFT, MADE_UP)


def pack_file(plan_id: str, quarter: Quarter, standing: str) -> str:
    """`medway-2026-27-Q2-draft.xlsx`."""
    return f"{plan_id.partition('/')[0]}-{quarter}-{standing}.xlsx"
