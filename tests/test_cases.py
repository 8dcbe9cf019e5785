"""The case files themselves: a malformed one must not pass for a file without failures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import cases

GOOD = "# One row a case.\nid,text,expect\na,C\\u200bXMT,pass\nb,x,fail\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    return tmp_path


def test_there_are_case_files_and_each_has_its_shape() -> None:
    files = sorted(cases.FOLDER.glob("*.csv"))
    assert len(files) >= 5
    for file in files:
        contract, records = cases.rows(file)
        assert contract
        assert len(set(records[0])) == len(records[0])


def test_loads_cases_and_reads_escapes(folder: Path) -> None:
    (folder / "a.csv").write_text(GOOD, encoding="utf-8")
    assert cases.load("a.csv", ("id", "text", "expect")) == [
        {"id": "a", "text": "C\u200bXMT", "expect": "pass"},
        {"id": "b", "text": "x", "expect": "fail"},
    ]


def test_a_known_failure_is_a_strict_xfail(folder: Path) -> None:
    (folder / "a.csv").write_text(GOOD, encoding="utf-8")
    good, bad = cases.parameters("a.csv", ("id", "text", "expect"))
    assert (good.id, [mark.name for mark in good.marks]) == ("a", [])
    assert (bad.id, [(mark.name, mark.kwargs) for mark in bad.marks]) == ("b", [("xfail", {"strict": True})])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("id,text,expect\na,x,pass\n", "opens with its contract", id="no contract"),
        pytest.param("# c\nid,text,expect\n", "has no rows", id="no rows"),
        pytest.param("# c\nid,text,expect\na,x\n", "has 2 cells", id="a cell is missing"),
        pytest.param("# c\nid,text,expect\na,x,pass\na,y,pass\n", "stands twice", id="an id stands twice"),
        pytest.param("# c\nid,text,expect\n,x,pass\n", "is empty", id="an id is empty"),
        pytest.param("# c\nid,text,expect\na,x,maybe\n", "pass or fail", id="expect is neither"),
        pytest.param("# c\nid,expect,text\na,pass,x\n", "has the columns", id="other columns"),
        pytest.param("# c\r\nid,text,expect\r\na,x,pass\r\n", "end with LF", id="CRLF"),
        pytest.param("# c\nid,text,expect\na,x,pass", "end with LF", id="no last LF"),
    ],
)
def test_refuses_a_malformed_file(folder: Path, text: str, reason: str) -> None:
    (folder / "a.csv").write_bytes(text.encode())
    with pytest.raises(ValueError, match=reason):
        cases.load("a.csv", ("id", "text", "expect"))
