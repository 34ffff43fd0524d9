"""A day's use in fast motion: everything a coordinator does, at random, beside a model of it in plain dictionaries.

The model knows no ledger. It keeps what stands of each figure and text with a mark of who said it last, and what each
step changed; where undoing would have to look deeper than that, the day does something else
(`tests/properties/test_histories.py` looks there).
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from csp_tui.desk import entering
from csp_tui.desk.accepting import accept, to_check
from csp_tui.desk.closing import ClosedError
from csp_tui.desk.configuring import change_setting, leads
from csp_tui.desk.copying import back_up, restore
from csp_tui.desk.deciding import Conflict, conflicts, resolve
from csp_tui.desk.exporting import export_pack
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.issuing import issue, reopen
from csp_tui.desk.merging import merge, undo_merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.overtaken import OvertakenError
from csp_tui.desk.reading import open_book, status
from csp_tui.desk.submitting import submit
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import QuarterStatus, State
from csp_tui.domain.statements import Statement
from csp_tui.returns.reading import read_returns
from tests.faults.acts import whole
from tests.faults.day_model import Change, Form, Key, Model, Standing, marks_of, said_in
from tests.faults.killing import assert_sound
from tests.merge.building import PLAN
from tests.returns.building import with_figures

TODAY = date(2026, 11, 21)
QUARTERS = (Quarter(2026, 1), Quarter(2026, 2))
MEASURES = {
    "KFRS": ("P1-01.fires", "P1-01.derelict"),
    "Interventions Alliance": ("P2-04.referrals", "P4-07.referrals"),
}
TEXTS = {"KFRS": "P1-01", "Interventions Alliance": "P2-04"}
SUPPLIER = {measure: partner for partner, measures in MEASURES.items() for measure in measures}
WITHDRAWN, BLANK, LEAD = "withdrawn", "late", "lead"


class WrongError(AssertionError):
    """The program says something else than the model; the message has the way there."""


class Day:
    """One user's day on a database in a folder; the same seed does the same."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self.chance = random.Random(seed)
        self.model = Model()
        self.forms: list[Form] = []
        self.backups: list[tuple[Path, Model]] = []
        self.did: dict[str, int] = {}
        self.way: list[str] = []
        self.desk = self._opened()

    def _opened(self) -> Desk:
        return open_desk(str(self.folder / "csp.db"), by="Ann", today=TODAY)

    def close(self) -> None:
        self.desk.close()

    def run(self, edits: int, *, large: int, each: Callable[[int], None] = lambda _: None) -> None:
        """Do so many things; about one in `large` is a pack, an issue or a restore. Raises WrongError."""
        rare = [self.export, self.issue, self.reopen_quarter, self.back_up, self.restore, self.submit]
        often = [self.enter] * 9 + [self.blank, self.withdraw, self.comment, self.comment, self.name_lead]
        often += [self.undo] * 4 + [self.redo] * 3
        now_and_then = [self.write_form, self.merge, self.undo_merge, self.resolve, self.accept, self.open_again]
        for number in range(edits):
            kinds = rare if self.chance.random() * large < 1 else now_and_then if self.chance.random() < 0.1 else often
            one, quarter = self.chance.choice(kinds), self.chance.choice(QUARTERS)
            self.way.append(f"{one.__name__} {quarter}")
            try:
                one(quarter)
                self.compare(quarter)
            except Exception as error:
                way = "; ".join(self.way[-30:])
                raise WrongError(f"seed {self.seed}, step {number}: {error}\nthe way there: {way}") from error
            self.did[one.__name__] = self.did.get(one.__name__, 0) + 1
            each(number)

    # What is done

    def enter(self, quarter: Quarter) -> None:
        measure = self.chance.choice([*SUPPLIER])
        self._state(quarter, measure, Entry(value=(typed := str(self.chance.randrange(1, 60)))), typed)

    def blank(self, quarter: Quarter) -> None:
        self._state(quarter, self.chance.choice([*SUPPLIER]), Entry(blank=BLANK), BLANK)

    def _state(self, quarter: Quarter, measure: str, entry: Entry, said: str) -> None:
        if len(said_in(self.model.of((str(quarter), measure)))) > 1:
            if str(quarter) not in self.model.closed:
                with pytest.raises(OvertakenError):
                    entering.enter(self.desk, open_book(self.desk, quarter), PLAN.measure(measure), None, entry)
            entry = replace(entry, reason="rang them")

        def do() -> None:
            entering.enter(self.desk, open_book(self.desk, quarter), PLAN.measure(measure), None, entry)

        if self._allowed(quarter, do):
            self.model.say((str(quarter), measure), said)

    def withdraw(self, quarter: Quarter) -> None:
        key = str(quarter), self.chance.choice([*SUPPLIER])
        if len(said := said_in(self.model.of(key))) != 1 or WITHDRAWN in said:
            return

        def do() -> None:
            entering.withdraw(self.desk, open_book(self.desk, quarter), PLAN.measure(key[1]), None, "not ours")

        if self._allowed(quarter, do):
            self.model.say(key, WITHDRAWN)

    def comment(self, quarter: Quarter) -> None:
        partner, code = self.chance.choice([*TEXTS.items()])
        text = f"Seen {self.chance.randrange(1000)} times"

        def do() -> None:
            book = open_book(self.desk, quarter)
            entering.comment(self.desk, book, PLAN.indicator(code), partner, {"patterns": text})

        if self._allowed(quarter, do):
            self.model.say((str(quarter), code), text)

    def name_lead(self, _: Quarter) -> None:
        change_setting(self.desk, "lead.1", name := f"Lead {self.chance.randrange(100)}")
        self.model.say(("", LEAD), name)

    def _allowed(self, quarter: Quarter, do: Callable[[], object]) -> bool:
        """Do it; in a closed quarter it must be refused."""
        if str(quarter) not in self.model.closed:
            do()
            return True
        with pytest.raises(ClosedError):
            do()
        return False

    def undo(self, _: Quarter) -> None:
        self._turn(self.model.done, self.model.undone, entering.undo, back=True)

    def redo(self, _: Quarter) -> None:
        self._turn(self.model.undone, self.model.done, entering.redo, back=False)

    def _turn(self, turned: list[Change], other: list[Change], do: Callable[[Desk], object], *, back: bool) -> None:
        if not turned:
            assert do(self.desk) is None
            return
        change = turned[-1]
        start, end = (change.after, change.before) if back else (change.before, change.after)
        if not self.model.still(start) or self.model.went_out(change):
            return
        if self.model.is_closed(change):
            with pytest.raises(ClosedError):
                do(self.desk)
            return
        assert do(self.desk) is not None
        self.model.stands.update(end)
        other.append(turned.pop())

    def write_form(self, quarter: Quarter) -> None:
        partner, measures = self.chance.choice([*MEASURES.items()])
        standing = {measure: self.model.of((str(quarter), measure)) for measure in measures}
        if any(len(said_in(one)) > 1 for one in standing.values()):
            return  # a form holds no figure there, and does not say what it was made on
        path = issue_forms(self.desk, quarter, self.folder / "forms", partner=partner).forms[0].path
        filled = self.chance.sample(measures, self.chance.randint(1, len(measures)))
        says = {measure: str(self.chance.randrange(60, 99)) for measure in filled}
        says = {measure: said for measure, said in says.items() if said not in said_in(standing[measure])}
        if says:
            figures = {measure: {"Figure": int(said), "Blank reason": None} for measure, said in says.items()}
            path.write_bytes(with_figures(path.read_bytes(), figures))
            marks = {measure: marks_of(standing[measure]) for measure in says}
            self.model.sent |= marks_of(*standing.values(), self.model.of((str(quarter), TEXTS[partner])))
            self.forms.append(Form(path, str(quarter), says, marks))

    def merge(self, _: Quarter) -> None:
        if not self.forms:
            return
        form = self.forms.pop(self.chance.randrange(len(self.forms)))
        number = merge(self.desk, list(read_returns([form.path], self.desk.plan))).merge_id
        assert number is not None
        after: dict[Key, Standing] = {}
        for measure, said in form.says.items():
            key = form.quarter, measure
            if form.quarter not in self.model.closed:
                after[key] = self.model.beside(key, said, form.marks[measure])
            elif said_in(self.model.of(key)) != {said}:
                self.model.waiting.setdefault(key, []).append((said, form.marks[measure]))
        self.model.merged.append((number, self.model.change(after), form))

    def undo_merge(self, _: Quarter) -> None:
        if not self.model.merged:
            return
        number, change, form = self.model.merged[-1]
        came_late = not change.after
        if (
            came_late
            or not self.model.still(change.after)
            or self.model.went_out(change)
            or self.model.is_closed(change)
        ):
            return
        undo_merge(self.desk, number)
        self.model.stands.update(change.before)
        self.model.merged.pop()
        self.forms.append(form)

    def resolve(self, quarter: Quarter) -> None:
        found = conflicts(self.desk, quarter)
        if not found:
            return
        one = self.chance.choice(found)
        side = self.chance.choice(one.sides)
        if self._allowed(quarter, lambda: resolve(self.desk, one.id, take=side.side, reason="rang them")):
            self.model.say((str(quarter), one.measure), _said(side.content))

    def accept(self, quarter: Quarter) -> None:
        items = to_check(self.desk, quarter)
        if not items:
            return
        one = self.chance.choice(items)
        key = str(quarter), one.measure
        waiting = self.model.waiting[key]
        said, based_on = next(pair for pair in waiting if pair[0] == one.says.split()[0])
        accept(self.desk, one.id, "counted again")
        waiting.remove((said, based_on))
        is_closed = key[0] in self.model.closed
        standing = self.model.new(said) if is_closed else self.model.beside(key, said, based_on)
        self.model.change({key: standing})
        self.model.done.append(Change({}, {key: frozenset([("", -1)])}))  # nothing that the day undoes
        self.model.undone.clear()

    def export(self, quarter: Quarter) -> None:
        assert whole(export_pack(self.desk, quarter, self.folder / "out").path)

    def submit(self, quarter: Quarter) -> None:
        partner, measures = self.chance.choice([*MEASURES.items()])
        if any(len(said_in(self.model.of((str(quarter), one))) - {WITHDRAWN}) == 1 for one in measures):
            assert whole(submit(self.desk, quarter, self.folder / "out", partner=partner).path)

    def issue(self, quarter: Quarter) -> None:
        said = any(said_in(one) - {WITHDRAWN} for key, one in self.model.stands.items() if key[0] == str(quarter))
        if said and str(quarter) not in self.model.closed:
            issue(self.desk, quarter, self.folder / "out")
            self.model.closed.add(str(quarter))

    def reopen_quarter(self, quarter: Quarter) -> None:
        if str(quarter) in self.model.closed:
            reopen(self.desk, quarter, "the police counted again")
            self.model.closed.discard(str(quarter))

    def back_up(self, _: Quarter) -> None:
        self.backups.append((back_up(self.desk).path, copy.deepcopy(self.model)))

    def restore(self, _: Quarter) -> None:
        if self.backups:
            path, model = self.backups.pop()
            restore(self.desk, path)
            mark, self.model = self.model.mark, model
            self.model.mark = mark  # so that no mark is given twice
            self.forms.clear()

    def open_again(self, _: Quarter) -> None:
        self.desk.close()
        self.desk = self._opened()

    # What must be true of it

    def compare(self, quarter: Quarter) -> None:
        """What the program says of a quarter is what the model says."""
        told = status(self.desk, quarter)
        ours = {key: standing for key, standing in self.model.stands.items() if key[0] == str(quarter)}
        expected = {name: shown for (_, name), one in ours.items() if (shown := _shown(one))}
        found = dict(_seen(told, conflicts(self.desk, quarter)))
        book = open_book(self.desk, quarter)
        for partner, code in TEXTS.items():
            if text := book.commentary.get((PLAN.indicator(code).uid, quarter, partner), {}).get("patterns"):
                found[code] = frozenset([text])
        assert found == expected, f"{quarter}: the program says {found}, the model {expected}"
        assert told.closed == (str(quarter) in self.model.closed)
        assert len(to_check(self.desk, quarter)) == sum(
            len(all_of) for (of, _), all_of in self.model.waiting.items() if of == str(quarter)
        )
        lead = leads(self.desk).get(1, "")
        assert {lead} - {""} == said_in(self.model.of(("", LEAD))), lead

    def look_over(self) -> None:
        """All quarters, the database and its backups to the last byte."""
        for quarter in QUARTERS:
            self.compare(quarter)
        assert self.desk.store.current_is_sound("medway")
        assert_sound(self.folder / "csp.db")

    @property
    def size(self) -> int:
        """The bytes of the database."""
        return (self.folder / "csp.db").stat().st_size


def _seen(told: QuarterStatus, differing: tuple[Conflict, ...]) -> Iterator[tuple[str, frozenset[str]]]:
    """What the program says stands of our measures."""
    for indicator in told.indicators:
        for one in indicator.measures:
            if one.measure.id not in SUPPLIER:
                continue
            if one.state is State.CONFLICT:
                found = next(each for each in differing if each.measure == one.measure.id)
                yield one.measure.id, frozenset(_said(side.content) for side in found.sides)
            elif one.statement is not None:
                yield one.measure.id, frozenset([_said(one.statement)])


def _said(content: object) -> str:
    """A statement in one word, as the model has it."""
    if not isinstance(content, Statement):
        return WITHDRAWN
    return str(content.value.number) if content.value is not None else str(content.blank)


def _shown(standing: Standing) -> frozenset[str]:
    """What is withdrawn, and by nobody stated otherwise, is awaited again."""
    said = said_in(standing)
    return frozenset() if said == {WITHDRAWN} else said
