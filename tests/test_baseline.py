"""The baseline: accepted findings stay quiet while their words do, wherever they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glossary.errors import FormatError, NotFoundError
from glossary.reports.baseline import COLUMNS, CONTRACT, Baseline, read_baseline
from glossary.reports.located import Located
from tests.reporting import found


def standing(sifted: list[Located]) -> list[str]:
    return [one.standing for one in sifted]


@pytest.fixture
def baseline(tmp_path: Path) -> Baseline:
    """One that accepts the three findings of tmp_path/sub/a.xlf."""
    here = named(tmp_path)
    return Baseline(tmp_path).renewed(here, [here[0].file])


def named(folder: Path, name: str = "sub/a.xlf") -> list[Located]:
    return [replace(one, file=str(folder / name)) for one in found()]


def test_what_was_accepted_is_quiet_and_what_is_new_is_not(baseline: Baseline, tmp_path: Path) -> None:
    here = named(tmp_path)
    new = replace(here[0], finding=replace(here[0].finding, text="Innotron"))
    assert standing(baseline.sift([*here, new])) == ["accepted"] * 3 + ["new"]
    assert standing(baseline.sift(named(tmp_path, "b.xlf"))) == ["new"] * 3, "another file"


def test_lines_do_not_matter_and_words_do(baseline: Baseline, tmp_path: Path) -> None:
    one = named(tmp_path)[1]
    assert one.start
    moved = replace(one, start=one.start._replace(line=99))
    assert standing(baseline.sift([moved])) == ["accepted"]
    elsewhere = replace(one, unit=replace(one.unit, target="與𠮷野家、長鑫存储說"))
    assert standing(baseline.sift([elsewhere])) == ["new"]


def test_as_many_as_were_accepted(baseline: Baseline, tmp_path: Path) -> None:
    one = named(tmp_path)[0]
    assert standing(baseline.sift([one, one])) == ["accepted", "new"]


def test_an_ignored_finding_uses_nothing_up(baseline: Baseline, tmp_path: Path) -> None:
    one = named(tmp_path)[0]
    assert standing(baseline.sift([replace(one, standing="ignored"), one])) == ["ignored", "accepted"]


def test_a_file_reads_as_it_was_written(baseline: Baseline, tmp_path: Path) -> None:
    hostile = replace(named(tmp_path)[0], unit=replace(found()[0].unit, source='Chang"Xin",\r\n x'), file=str(tmp_path / "甲,1.xlf"))
    whole = baseline.renewed([hostile, *named(tmp_path)], [str(tmp_path / "甲,1.xlf"), str(tmp_path / "sub/a.xlf")])
    path = tmp_path / "baseline.csv"
    path.write_text(whole.text(), encoding="utf-8")
    again = read_baseline(path)
    assert (again.counts, again.folder) == (whole.counts, tmp_path)
    assert again.text() == whole.text()


def test_it_is_sorted_for_diffs(baseline: Baseline) -> None:
    first, second, header, *rows = baseline.text().splitlines()
    assert (first, second, header) == (*CONTRACT, ",".join(COLUMNS))
    assert rows == sorted(rows)
    assert rows[1] == "sub/a.xlf,T003,,&,與𠮷野家、長鑫存储 & 合肥,1," or rows[0].startswith("sub/a.xlf,T001,cxmt,ChangXin,")


def test_unused_rows_are_told_of_checked_files_only(baseline: Baseline, tmp_path: Path) -> None:
    here = named(tmp_path)
    file = here[0].file
    assert baseline.unused(here, [file]) == []
    assert [key[1].rule for key in baseline.unused(here[:1], [file])] == ["T003", "T005"]
    assert baseline.unused([], [str(tmp_path / "other.xlf")]) == []


def test_writing_anew_keeps_notes_and_other_files(baseline: Baseline, tmp_path: Path) -> None:
    path = tmp_path / "baseline.csv"
    path.write_text(baseline.text().replace(",1,\n", ",1,house style\n"), encoding="utf-8")
    noted = read_baseline(path)
    other = named(tmp_path, "b.xlf")
    again = noted.renewed(other, [other[0].file])
    assert sorted({key[0] for key in again.counts}) == ["b.xlf", "sub/a.xlf"]
    assert set(again.notes.values()) == {"house style"}
    assert baseline.renewed([], [named(tmp_path)[0].file]).counts == {}
    assert [one.reason for one in noted.sift(named(tmp_path))] == ["house style"] * 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("file,rule\n", 1),
        ("# a\n# b\nfile,rule,ids,text,context,count,note\na,T1,,x,y,0,\n", 4),
        ("file,rule,ids,text,context,count,note\na,T1,,x,y,one,\n", 2),
        ("file,rule,ids,text,context,count,note\na,T1\n", 2),
        ('file,rule,ids,text,context,count,note\na,T1,,"x,y,1,\n', 2),
        ("", 1),
    ],
)
def test_what_is_no_baseline(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "baseline.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError) as raised:
        read_baseline(path)
    assert raised.value.line == line
    with pytest.raises(NotFoundError):
        read_baseline(tmp_path / "none.csv")
