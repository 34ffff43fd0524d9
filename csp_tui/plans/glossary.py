"""What every abbreviation of the plans and the program stands for; where it is shown is left to the callers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType


@lru_cache
def glossary() -> Mapping[str, str]:
    """Abbreviations and terms with their meaning, in alphabetical order whatever their case."""
    entries: dict[str, str] = json.loads(Path(__file__).with_name("glossary.json").read_text(encoding="utf-8"))
    return MappingProxyType({term: entries[term] for term in sorted(entries, key=str.casefold)})
