"""Monthly figures make their quarters, in whatever shape spreadsheets write them, and a step can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_tui.desk import entering
from csp_tui.desk.deciding import conflicts, resolve
from csp_tui.desk.history import import_history, plan_pasted, store_history
from csp_tui.desk.history_export import export_history
from csp_tui.desk.history_planning import Became
from csp_tui.desk.merging import merge, merges, undo_merge, what_sleeps
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import digest, open_book, status
from csp_tui.domain.entries import Entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.monthly import monthly_words
from csp_tui.domain.months import Month, months_between, months_of
from csp_tui.domain.numbers import plain
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Query
from csp_tui.domain.statements import Statement
from csp_tui.returns.reading import read_returns
from tests.desk.conftest import TODAY

Q2 = Quarter.parse("2026-27-Q2")
Q1_2021 = Quarter(2021, 1)
APRIL_TO_JUNE = ("600", "650", "650")


def value_of(desk: Desk, quarter: Quarter, measure: str = "P1-01") -> str | None:
    wanted = desk.plan.measure(measure)
    stated = open_book(desk, quarter).stated(wanted, wanted.suppliers[0])
    figure = stated.statement.value if stated is not None else None
    return None if figure is None else plain(figure.number)


def written(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "past.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def by_month(values: tuple[str, ...] = APRIL_TO_JUNE, separator: str = ",", extra: str = "") -> str:
    heading = f"measure{separator}month{separator}value" + (f"{separator}extracted" if extra else "")
    rows = [
        separator.join(["P1-01", month.short, said, *([extra] if extra else [])])
        for month, said in zip(months_of(Q1_2021), values, strict=False)
    ]
    return "\n".join([heading, *rows, ""])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (by_month(), "utf-8-sig"),
        (by_month(separator=";"), "utf-8"),
        (by_month(separator="\t"), "utf-16"),
        (f"sep=;\n{by_month(separator=';')}", "cp1252"),
        (by_month().replace("measure,month,value", "measure,month,value,area").replace("600", "600,Café"), "cp1252"),
        ("Measure,Apr-21,May-21,30/06/2021\nASB incidents (all),600,650,650\n", "utf-8"),
        ('measure,quarter,value\nP1-01,2021-04,600\nP1-01,01/05/2021,650\nP1-01,June 2021,"650"\n', "utf-8"),
    ],
    ids=["byte order mark", "semicolons", "Unicode text", "sep=", "western", "a column a month", "dates"],
)
def test_months_are_read_from_what_spreadsheets_write(desk: Desk, tmp_path: Path, text: str, encoding: str) -> None:
    title = desk.plan.measure("P1-01").title
    taken = import_history(desk, written(tmp_path, text.replace("ASB incidents (all)", title), encoding))
    assert (taken.rows, taken.months, taken.made) == (3, 3, 1)
    assert value_of(desk, Q1_2021) == "1900"
    held = open_book(desk, Q1_2021).monthly[desk.plan.measure("P1-01").uid][""]
    assert [monthly_words(held[month]) for month in months_of(Q1_2021)] == ["600", "650", "650"]


def workbook(tmp_path: Path, rows: list[list[object]], formats: dict[str, str]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "About"
    sheet.append(["Figures by the month"])
    sheet = book.create_sheet("History")
    for row in rows:
        sheet.append(row)
    for cell, code in formats.items():
        sheet[cell].number_format = code
    book.save(tmp_path / "past.xlsx")
    return tmp_path / "past.xlsx"


def test_a_workbook_gives_real_dates_and_percentages_by_their_format(desk: Desk, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["measure", "month", "value", "extracted"],
        ["P1-01", date(2021, 4, 1), 600, date(2026, 10, 3)],
        ["P1-01", date(2021, 5, 1), 650, date(2026, 10, 3)],
        ["P1-01", date(2021, 6, 30), 650, date(2026, 10, 3)],
        ["P4-02", "2021-22-Q1", 0.635, None],
    ]
    percent = next(m for m in desk.plan.measures if m.is_ratio and m.per is None and len(m.suppliers) == 1)
    rows[-1][0] = percent.id
    file = workbook(tmp_path, rows, {"B2": "mmm-yy", "C5": "0.0%"})
    assert import_history(desk, file).made == 1
    assert value_of(desk, Q1_2021) == "1900"
    assert value_of(desk, Q1_2021, percent.id) == "63.5"
    stated = open_book(desk, Q1_2021).stated(desk.plan.measure("P1-01"), "Kent Police")
    assert stated is not None
    assert stated.statement.extracted == date(2026, 10, 3)


def test_a_cell_of_a_workbook_is_named_as_it_is_found(desk: Desk, tmp_path: Path) -> None:
    file = workbook(tmp_path, [["measure", "Apr-21", "May-21"], ["P1-01", 600, "many"]], {})
    with pytest.raises(UserError, match=r'past.xlsx, History!C2: "many" is not a number'):
        import_history(desk, file)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("measure,month,value\nP1-01,12 April 2021,600\n", "row 2, column month: 12 April 2021 is a day, not a month"),
        ("measure,quarter,value\nP1-01,Spring,600\n", "row 2, column quarter: .* A quarter is typed like 2026-27-Q2"),
        ("measure,month,value,prior\nP1-01,2021-04,600,550\n", "row 2, column prior: A month has a value"),
        ("measure,month,value\nP1-21.included,2021-04,yes\n", "is no number, so it has no figures by the month"),
        ("measure,quarter,Apr-21\nP1-01,2021-22-Q1,5\n", "beside columns for quarters or months"),
        ("measure,Apr-21,2021-04\nP1-01,5,5\n", 'two columns "April 2021"'),
        ("measure,quarter,month,value\nP1-01,2021-22-Q1,2021-04,5\n", "2021-22-Q1 and 2021-04 are given; give one"),
        ("measure,month,value\nP1-01,2029-04,5\n", "April 2029 is after the 2026-27 plan"),
        (
            "measure,month,value\nP1-01,2021-04,x\nP1-01,2021-05,y\nP1-01,2021-06,7\n",
            "1 more cannot be taken in: row 3",
        ),
        ("measure,month,value\nP1-01,2021-04,5\nP1-01.total,Apr-21,6\n", "stands in row 2 already; keep one"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_nothing_is_stored(
    desk: Desk, tmp_path: Path, text: str, says: str
) -> None:
    before = digest(desk)
    with pytest.raises(UserError, match=says):
        import_history(desk, written(tmp_path, text))
    assert digest(desk) == before


def test_a_missing_or_inexact_month_makes_no_quarter_and_is_named(desk: Desk, tmp_path: Path) -> None:
    taken = import_history(desk, written(tmp_path, by_month(("600", "650"))))
    assert value_of(desk, Q1_2021) is None
    assert taken.remarks == ("P1-01.total: Q1 2021-22 is not stated by its months: there is no figure for June 2021.",)
    later = import_history(desk, written(tmp_path, "measure,month,value\nP1-01,2021-06,650\n"))
    assert (later.made, value_of(desk, Q1_2021)) == (1, "1900")


def test_a_typed_quarter_counts_beside_months_that_say_otherwise(desk: Desk, tmp_path: Path) -> None:
    import_history(desk, written(tmp_path, "measure,quarter,value\nP1-01,2021-22-Q1,1,200\n".replace("1,200", "1200")))
    taken = import_history(desk, written(tmp_path, by_month(("400", "400", "410"))))
    assert value_of(desk, Q1_2021) == "1200"
    assert taken.remarks == (
        "P1-01.total: 1,200 is stated for Q1 2021-22; its months add up to 1,210. The stated figure counts.",
    )


def test_a_quarter_that_its_months_made_follows_them(desk: Desk, tmp_path: Path) -> None:
    import_history(desk, written(tmp_path, by_month(("600", "640", "660"))))
    import_history(desk, written(tmp_path, by_month(("610", "640", "650"), extra="2026-10-03")))
    import_history(desk, written(tmp_path, "measure,month,value\nP1-01,2021-05,700\n"))
    assert value_of(desk, Q1_2021) == "1960"
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P1-01"), None, Entry(value="1466"))
    import_history(desk, written(tmp_path, "measure,month,value\nP1-01,2026-07,1\nP1-01,2026-08,1\nP1-01,2026-09,1\n"))
    assert value_of(desk, Q2) == "1466"


def test_a_dry_run_says_what_the_real_one_does(desk: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, by_month())
    before = digest(desk)
    dry, real = import_history(desk, file, dry_run=True), import_history(desk, file)
    assert dry.sentence.removeprefix("Dry run: ").split(". ")[0] == real.sentence.split(". ")[0].replace(
        " taken in", ""
    )
    assert (dry.new, dry.made, dry.remarks) == (real.new, real.made, real.remarks)
    assert digest(desk) != before
    assert import_history(desk, file).stored is False


def test_an_import_is_listed_and_taken_back_by_its_number_after_a_restart(
    desk: Desk, tmp_path: Path, database: Path
) -> None:
    before = digest(desk)
    taken = import_history(desk, written(tmp_path, by_month()))
    after = digest(desk)
    number = taken.step
    assert number is not None
    with open_desk(str(database), by="Ben", today=TODAY) as other:
        (listed,) = merges(other)
        assert (listed.number, listed.kind, listed.active) == (number, "history", True)
        assert listed.note == "3 figures of earlier quarters from past.csv"
        book = open_book(other, Q2)
        measure = other.plan.measure("P1-01")
        assert what_sleeps(other, number) == ()
        undo_merge(other, number)
        assert digest(other) == before
        assert not merges(other)[0].active
        assert book.stated(measure, "Kent Police") is None
    assert digest(desk) == before
    import_history(desk, written(tmp_path, by_month()))
    assert digest(desk) == after
    assert desk.store.current_is_sound(desk.partnership)


def asked(desk: Desk) -> list[Query]:
    found = status(desk, Q2).indicators
    return [q for i in found for m in i.measures for q in m.queries if q.code == "revised"]


def test_a_newer_extraction_is_one_step_with_one_question(desk: Desk, tmp_path: Path) -> None:
    past = [Q2.shifted(-back) for back in range(7, 0, -1)]

    def rows(extracted: str, more: int) -> str:
        lines = [f"{m},{q},{1300 + i + more},{extracted}" for m in ("P1-01", "P3-01") for i, q in enumerate(past)]
        return "\n".join(["measure,quarter,value,extracted", *lines])

    import_history(desk, written(tmp_path, rows("2026-07-01", 0)))
    assert asked(desk) == []
    taken = import_history(desk, written(tmp_path, rows("2026-10-03", 9)))
    (query,) = asked(desk)
    assert query.message == (
        "Kent Police replaced 14 quarters of 2 measures with figures extracted 3 October 2026: P1-01.total"
        " Q3 2024-25 1,300 to 1,309; P1-01.total Q4 2024-25 1,301 to 1,310; P1-01.total Q1 2025-26 1,302 to 1,311;"
        " and 11 more. Why?"
    )
    assert query.explained is None
    assert taken.remarks[-1].startswith("Kent Police replaced 14 quarters of 2 measures")
    with pytest.raises(UserError, match="later than this one"):
        import_history(desk, written(tmp_path, rows("2026-07-01", 0)))
    measure = desk.plan.measure("P1-01")
    entering.explain(desk, open_book(desk, Q2), measure, None, "revised", "Crimes were recorded late")
    entering.enter(desk, open_book(desk, Q2), measure, None, Entry(value="1466"))
    assert [query.explained for query in asked(desk)] == ["Crimes were recorded late"]
    entering.explain(desk, open_book(desk, Q2), measure, None, "revised", "")
    assert taken.step is not None
    undo_merge(desk, taken.step)
    assert asked(desk) == []
    import_history(desk, written(tmp_path, rows("2026-10-03", 9)), reason="Crimes recorded late")
    assert [query.explained for query in asked(desk)] == ["Crimes recorded late"]


def test_months_travel_in_a_database_and_in_the_exported_history(desk: Desk, tmp_path: Path, database: Path) -> None:
    import_history(desk, written(tmp_path, by_month(("600", "650"))))
    uid = desk.plan.measure("P1-01").uid
    ours = open_book(desk, Q1_2021).monthly
    out = tmp_path / "out" / "history.csv"
    assert export_history(desk, out).rows == 2
    with open_desk(str(tmp_path / "second.db"), by="Ben", today=TODAY) as second:
        merge(second, read_returns([database], second.plan))
        assert open_book(second, Q1_2021).monthly == ours
    with open_desk(str(tmp_path / "third.db"), by="Cat", today=TODAY) as third:
        import_history(third, out)
        assert open_book(third, Q1_2021).monthly[uid] == ours[uid]


def test_pasted_cells_are_planned_row_by_row_and_stored_like_a_file(desk: Desk) -> None:
    text = "measure\tApr-21\tMay-21\tJun-21\r\nP1-01\t600\t650\t650\r\nP3-05\t10\t1,20\t12\r\n"
    plan = plan_pasted(desk, text)
    assert [(one.says, one.became) for one in plan.figures][:3] == [
        ("600", Became.NEW),
        ("650", Became.NEW),
        ("650", Became.NEW),
    ]
    (refused,) = plan.refused
    assert refused.place == "row 3, column May-21"
    with pytest.raises(UserError, match=r"^In what was pasted, row 3, column May-21: .* Nothing was stored"):
        store_history(desk, plan)
    assert store_history(desk, plan_pasted(desk, text.replace("1,20", "11"))).made == 2


def test_a_year_to_august_is_checked_once_its_months_are_known(desk: Desk, tmp_path: Path) -> None:
    months = months_between(Month(2025, 9), Month(2026, 8))
    lines = "\n".join(f"P1-01,{month},434" for month in months)
    import_history(desk, written(tmp_path, f"measure,month,value\n{lines}\n"))
    measure = desk.plan.measure("P1-01")
    typed = Entry(rolling_year="5,208", change="406", period_to="2026-08-31")
    entering.enter(desk, open_book(desk, Q2), measure, None, typed)
    found = next(m for i in status(desk, Q2).indicators for m in i.measures if m.measure == measure)
    assert found.compared_made is not None
    assert found.compared_made.stored == 5208
    assert isinstance(found.statement, Statement)
    assert "rolling-year-differs" not in {query.code for query in found.queries}


def test_what_was_typed_upon_an_import_sleeps_while_it_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    text = "measure,quarter,value\nP1-01,2026-27-Q1,1310\n"
    before, q1 = digest(desk), Q2.previous
    taken = import_history(desk, written(tmp_path, text))
    entering.enter(desk, open_book(desk, q1), desk.plan.measure("P1-01"), None, Entry(value="1311"))
    after = digest(desk)
    assert taken.step is not None
    (sleeper,) = what_sleeps(desk, taken.step)
    assert sleeper.says == "1,311"
    undo_merge(desk, taken.step)
    assert digest(desk) == before
    import_history(desk, written(tmp_path, text))
    assert value_of(desk, q1) == "1311"
    assert digest(desk) == after
    assert desk.store.current_is_sound(desk.partnership)


def test_months_that_two_copies_say_otherwise_differ_until_somebody_decides(desk: Desk, tmp_path: Path) -> None:
    import_history(desk, written(tmp_path, "measure,month,value\nP1-01,2021-04,600\n"))
    with open_desk(str(tmp_path / "second.db"), by="Ben", today=TODAY) as second:
        import_history(second, written(tmp_path, "measure,month,value\nP1-01,2021-04,610\n"))
    merge(desk, read_returns([tmp_path / "second.db"], desk.plan))
    (found,) = conflicts(desk)
    assert [side.value for side in found.sides] == ["April 2021 600", "April 2021 610"]
    assert open_book(desk, Q1_2021).monthly == {}
    resolve(desk, found.id, take="B", reason="counted again")
    held = open_book(desk, Q1_2021).monthly[desk.plan.measure("P1-01").uid][""]
    assert [monthly_words(said) for said in held.values()] == ["610"]
