"""Workbooks of names: text stays text, people can filter, and what a cell cannot be taken for is refused with its place."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from glossary.errors import FormatError
from glossary.formats.namesheets import read_workbook, write_workbook
from glossary.formats.tables import COLUMNS, Shape
from glossary.formats.termbases import Notices
from glossary.model import Alias

FORMULAS = ("=1+1", "+1x", "-1x", "@SUM(A1)", '=HYPERLINK("http://a","b")', "#REF!", "#N/A", "＝1a", "TRUE", "1e5", "007", "2026-01-01")


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def rows_of(path: Path) -> list[tuple[int, dict[str, str]]]:
    return list(read_workbook(str(path), Shape()))


def refusal(path: Path) -> str:
    with pytest.raises(FormatError) as caught:
        rows_of(path)
    message = str(caught.value)
    assert message.isprintable()
    return message.removeprefix(f"{path}:").strip()


def test_nothing_that_is_written_is_a_formula() -> None:
    data = write_workbook([Alias("a", f"{text} x", note=text) for text in FORMULAS], Notices()).data
    cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {str(cell.value) for cell in cells} >= set(FORMULAS)
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+-@")


def test_a_person_can_filter_and_sees_the_header() -> None:
    sheet = load_workbook(io.BytesIO(write_workbook([Alias("a", "A1")], Notices()).data)).worksheets[0]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:G2", "A2")
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert all(cell.font.bold for cell in sheet[1])


def test_what_a_person_typed_is_read_as_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", ("id", "name", None), (None, None), ("tsmc", 2330), ("x", 2330.0), ("y", True), ("z", date(2026, 1, 2))
    )
    assert [(line, row["name"]) for line, row in rows_of(path)] == [(3, "2330"), (4, "2330"), (5, "True"), (6, "2026-01-02 00:00:00")]


def test_what_looks_like_a_character_by_number_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_workbook([Alias("_x0041_", "_x0042_ x", note="_x005F_")], Notices()).data)
    assert [tuple(row.values()) for _, row in rows_of(path)] == [("_x0041_", "_x0042_ x", "und", "short", "admitted", "", "_x005F_")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param((("id", "name"), ("a", "=1+1")), "2:2: is a formula; paste its value", id="a formula"),
        pytest.param((("id", "name"), ("a", "#N/A")), "2:2: is an error, #N/A", id="an error"),
        pytest.param((("id", "name"), ("a", "b", "c")), "2:3: a cell without a heading", id="beyond the header"),
        pytest.param((("id", "title"),), "1: no column 'name' among id, title", id="no name"),
        pytest.param((("id", "name", "id"),), "1:3: column 'id' stands twice", id="twice"),
        pytest.param((), "no header row: the columns are id,name", id="empty"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_row_and_column(tmp_path: Path, rows: tuple[tuple[object, ...], ...], said: str) -> None:
    assert refusal(workbook(tmp_path / "a.xlsx", *rows)).startswith(said)


def test_a_declaration_of_entities_is_refused(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", ("id", "name"), ("a", "A1"))
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = b'<!DOCTYPE a [<!ENTITY b "c">]>' + part
            target.writestr(name, part)
    assert "DOCTYPE" in refusal(bad)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("xl/workbook.xml", b"0" * (100 << 20))
    assert "refused" in refusal(path)


@pytest.mark.parametrize("data", [b"", b"id,name\na,b\n", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_workbook_is_said_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert "xlsx" in refusal(path)
