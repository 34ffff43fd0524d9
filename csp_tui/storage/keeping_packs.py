"""Putting a pack on record within a transaction of the store's: its bytes, and the revisions that stood."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert

from csp_tui.storage.records import KeptPack, Volume
from csp_tui.storage.spooling import stored_time
from csp_tui.storage.tables import Tables

_PACK, _TOLD = Tables.metadata.tables["pack"], Tables.metadata.tables["told"]


def keep(connection: Connection, partnership: str, step: int, volumes: Iterable[Volume]) -> None:
    """Put a pack, and what goes beside it, on record beside the step that issued it."""
    for volume in volumes:
        _keep(connection, partnership, step, volume)


def _keep(connection: Connection, partnership: str, step: int, volume: Volume) -> None:
    pack = volume.pack
    row = {name: getattr(pack, name) for name in KeptPack.__struct_fields__ if name not in ("at", "key")}
    texts = {"plan": volume.plan, "ratings": volume.ratings, "published": volume.published}
    kept = insert(_PACK).values(
        **row, **texts, partnership=partnership, step=step, at=stored_time(pack.at), packed=volume.packed
    )
    key = int(connection.execute(kept.returning(_PACK.c.key)).scalar_one())
    if volume.told:
        told = [{"pack": key, "revision": number, "differs": differs} for number, differs in volume.told.items()]
        connection.execute(insert(_TOLD), told)
