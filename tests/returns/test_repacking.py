"""A package that is packed again without compression holds the same parts, for every reader of packages."""

from __future__ import annotations

import io
import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st

from csp_tui.returns.repacking import repacked

names = st.lists(st.text("abcé/.xml1", min_size=1, max_size=12), unique=True, max_size=6)


@given(names=names, data=st.data())
def test_the_parts_are_the_same_by_name_and_bytes(names: list[str], data: st.DataObject) -> None:
    parts = {name: data.draw(st.binary(max_size=40)) for name in names}
    packed = repacked((name, zlib.crc32(part), part) for name, part in parts.items())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts


def test_a_part_of_which_the_check_sum_is_wrong_is_seen_as_damaged() -> None:
    with zipfile.ZipFile(io.BytesIO(repacked([("a.xml", 1, b"<a/>")]))) as archive:
        assert archive.testzip() == "a.xml"
