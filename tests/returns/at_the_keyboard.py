"""Works in a real LibreOffice as a person at its keyboard: told what to do line by line, and answering line by line.

It is a program of its own, run by whichever Python has LibreOffice's bridge, which is rarely the one of the tests;
so it imports nothing of theirs. `libreoffice.Office` starts it and talks to it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found] # it comes with LibreOffice

_RETURN_KEY = 1280  # com.sun.star.awt.Key.RETURN
_STARTED_WITHIN = 60.0  # seconds
_BRITISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>en-GB</value></prop></item>
</oor:items>
"""


class Person:
    """Somebody with one workbook open."""

    def __init__(self, soffice: str, profile: Path) -> None:
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_BRITISH)
        pipe = f"csp-tui-{os.getpid()}"
        options = ("--headless", "--norestore", "--nodefault", "--nologo", f"--accept=pipe,name={pipe};urp")
        self.program = subprocess.Popen(
            [soffice, f"-env:UserInstallation={profile.as_uri()}", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        services = self._connected(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext").ServiceManager
        self.desktop = services.createInstance("com.sun.star.frame.Desktop")
        self.dispatcher = services.createInstance("com.sun.star.frame.DispatchHelper")
        self.toolkit = services.createInstance("com.sun.star.awt.Toolkit")
        self.book: Any = None

    def _connected(self, address: str) -> Any:
        context = uno.getComponentContext()
        resolver = context.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        until = time.monotonic() + _STARTED_WITHIN
        while True:
            try:
                return resolver.resolve(address)
            except uno.getClass("com.sun.star.connection.NoConnectException"):
                if time.monotonic() > until or self.program.poll() is not None:
                    raise
                time.sleep(0.05)

    def open(self, path: str, password: str = "") -> None:
        """Open a workbook, as double-clicking it does; one that a test has left open is closed unsaved."""
        if self.book is not None:
            self.book.close(True)
        self.book = self.desktop.loadComponentFromURL(
            Path(path).as_uri(), "_blank", 0, (_named("Password", password),) if password else ()
        )

    def type(self, sheet: str, id: str, heading: str, text: str) -> None:
        """Select a cell, press the keys of a text, and press Enter: what the cell's rule refuses is not taken."""
        window = self._select(sheet, id, heading)
        for char in text:
            self._press(window, char)
        self._press(window, "\r", _RETURN_KEY)
        self.toolkit.processEventsToIdle()

    def paste(self, sheet: str, id: str, heading: str, text: str) -> None:
        """Put a text into a cell past its rule, which spreadsheets do not ask when something is pasted."""
        self._select(sheet, id, heading)
        self._do(".uno:EnterString", StringName=text)

    def show_as_per_cent(self, sheet: str, id: str, heading: str) -> None:
        """Give a cell a percentage's format, as the button for it does."""
        self._select(sheet, id, heading)
        self._do(".uno:NumberFormatPercent")

    def show_as(self, sheet: str, id: str, heading: str, code: str) -> None:
        """Give a cell a number format by its code."""
        locale, formats = uno.createUnoStruct("com.sun.star.lang.Locale"), self.book.NumberFormats
        known = formats.queryKey(code, locale, False)
        cell = self._sheet(sheet).getCellRangeByName(self._at(sheet, id, heading))
        cell.NumberFormat = formats.addNew(code, locale) if known < 0 else known

    def strike(self, sheet: str, id: str, heading: str) -> None:
        """Strike a cell out; the whole row of an id where no heading is named, the whole column of a heading."""
        rows, whole = self._rows(sheet), self._sheet(sheet)
        if id and heading:
            struck = whole.getCellRangeByName(self._at(sheet, id, heading))
        else:
            struck = whole.Rows.getByIndex(_place_of(rows, id)[0]) if id else None
            struck = struck or whole.Columns.getByIndex(_place_of(rows, heading)[1])
        struck.CharStrikeout = uno.getConstantByName("com.sun.star.awt.FontStrikeout.SINGLE")

    def take_strike_off(self, sheet: str, id: str, heading: str) -> None:
        """Let a cell stand as it was before it was struck out."""
        cell = self._sheet(sheet).getCellRangeByName(self._at(sheet, id, heading))
        cell.CharStrikeout = uno.getConstantByName("com.sun.star.awt.FontStrikeout.NONE")

    def shown(self, sheet: str, id: str, heading: str) -> str:
        """What a cell shows."""
        return str(self._sheet(sheet).getCellRangeByName(self._at(sheet, id, heading)).String)

    def height(self, sheet: str, id: str) -> float:
        """The height of the row of an id, in points."""
        row = self._sheet(sheet).Rows.getByIndex(_place_of(self._rows(sheet), id)[0])
        return float(row.Height) * 72 / 2540

    def first_column(self, sheet: str) -> list[str]:
        """All that stands in a sheet's first column: its title and lines, and the ids of its rows."""
        return [row[0] for row in self._rows(sheet)]

    def unprotect(self, sheet: str) -> None:
        """Take a sheet's protection away, which has no password."""
        self._sheet(sheet).unprotect("")

    def sort(self, sheet: str, heading: str) -> None:
        """Sort the rows of a sheet's table by a column, from Z to A."""
        rows = self._rows(sheet)
        top, column = _place_of(rows, heading)
        table = self._sheet(sheet).getCellRangeByPosition(0, top, len(rows[top]) - 1, len(rows) - 1)
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        uno.invoke(table, "sort", ((_named("SortFields", fields), _named("ContainsHeader", True)),))

    def delete_row(self, sheet: str, id: str) -> None:
        """Delete the row of an id."""
        self._sheet(sheet).Rows.removeByIndex(_place_of(self._rows(sheet), id)[0], 1)

    def save(self, path: str) -> None:
        """Save the workbook as .xlsx under a name, and close it."""
        excel = _named("FilterName", "Calc MS Excel 2007 XML")
        self.book.storeToURL(Path(path).as_uri(), (excel,))
        self.book.close(True)
        self.book = None

    def leave(self) -> None:
        """End LibreOffice; whoever started this program ends what does not go."""
        self.desktop.terminate()
        self.program.wait(10)

    def _sheet(self, name: str) -> Any:
        return self.book.Sheets.getByName(name)

    def _rows(self, sheet: str) -> tuple[tuple[Any, ...], ...]:
        cursor = self._sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(True)
        rows: tuple[tuple[Any, ...], ...] = cursor.DataArray
        return rows

    def _at(self, sheet: str, id: str, heading: str) -> str:
        rows = self._rows(sheet)
        cell = self._sheet(sheet).getCellByPosition(_place_of(rows, heading)[1], _place_of(rows, id)[0])
        name: str = cell.AbsoluteName
        return name.rpartition(".")[2].replace("$", "")

    def _select(self, sheet: str, id: str, heading: str) -> Any:
        """Go to a cell; gives the window that takes the keys."""
        self.book.CurrentController.setActiveSheet(self._sheet(sheet))
        frame = self.book.CurrentController.Frame
        frame.ContainerWindow.setVisible(True)
        frame.ComponentWindow.setFocus()
        self._do(".uno:GoToCell", ToPoint=self._at(sheet, id, heading))
        return frame.ComponentWindow

    def _do(self, command: str, **arguments: str) -> None:
        named = tuple(_named(name, value) for name, value in arguments.items())
        self.dispatcher.executeDispatch(self.book.CurrentController.Frame, command, "", 0, named)

    def _press(self, window: Any, char: str, code: int = 0) -> None:
        key = uno.createUnoStruct("com.sun.star.awt.KeyEvent")
        key.KeyChar, key.KeyCode, key.Source = uno.Char(char), code, window
        self.toolkit.keyPress(key)


def _named(name: str, value: Any) -> Any:
    found = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    found.Name, found.Value = name, value
    return found


def _place_of(rows: tuple[tuple[Any, ...], ...], text: str) -> tuple[int, int]:
    """The row and column of the first cell that holds a text."""
    return next((r, row.index(text)) for r, row in enumerate(rows) if text in row)


def main() -> None:
    """Do what each line of the input says, and answer each with a line."""
    person = Person(sys.argv[1], Path(sys.argv[2]))
    try:
        for line in sys.stdin:
            what, *words = json.loads(line)
            do: Callable[..., Any] = getattr(person, what)
            try:
                answer = {"answer": do(*words)}
            except Exception:  # noqa: BLE001 - whatever it is, the test that asked for it tells it
                answer = {"fault": traceback.format_exc()}
            print(json.dumps(answer), flush=True)
    finally:
        person.leave()


if __name__ == "__main__":
    main()
