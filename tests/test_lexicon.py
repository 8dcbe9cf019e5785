"""data/lexicon.csv: words of Chinese names with the English words that companies use for them. Each rule of its contract."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from glossary.text.fold import key
from tests.cases import ROOT, rows

DATA = ROOT / "data"
CONTRACT, (HEADER, *BODY) = rows(DATA / "lexicon.csv")
WORDS = [dict(zip(HEADER, row, strict=True)) for row in BODY]
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*")


def cells(text: str) -> list[str]:
    return text.split("|") if text else []


def plain(text: str) -> str:
    return " ".join(re.findall("[a-z0-9]+", text.lower()))


def others(file: str, column: str) -> dict[str, set[str]]:
    """Chinese word, folded → its English words, of an older file."""
    _, (header, *body) = rows(DATA / file)
    found: dict[str, set[str]] = defaultdict(set)
    for row in body:
        cell = dict(zip(header, row, strict=True))
        for word in [cell[column], *cells(cell["also"])]:
            found[key(word)] |= {plain(latin) for latin in cells(cell["latin"])}
    return found


def test_it_opens_with_its_contract_and_header() -> None:
    assert CONTRACT[0].startswith("# lexicon.csv — ")
    assert any("One row a" in line for line in CONTRACT)
    assert any("Sorted by word" in line for line in CONTRACT)
    assert HEADER == ["word", "also", "latin", "part", "source"]
    assert len(WORDS) >= 1500


def test_it_is_utf_8_with_lf_and_without_quotation() -> None:
    text = (DATA / "lexicon.csv").read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert '"' not in text
    assert not text.startswith("\ufeff")


def test_words_are_sorted_and_unique() -> None:
    words = [row["word"] for row in WORDS]
    assert words == sorted(set(words))


def test_words_are_simplified_han_of_one_to_four_characters() -> None:
    assert [row["word"] for row in WORDS if not HAN.fullmatch(row["word"]) or len(row["word"]) > 4] == []
    assert [row["word"] for row in WORDS if key(row["word"]) != row["word"]] == []


def test_no_chinese_form_stands_in_two_rows_once_folded() -> None:
    seen = defaultdict(list)
    for row in WORDS:
        for form in [row["word"], *cells(row["also"])]:
            seen[key(form)].append(row["word"])
    assert {form: words for form, words in seen.items() if len(words) > 1} == {}


def test_also_is_han() -> None:
    assert [row["word"] for row in WORDS for form in cells(row["also"]) if not HAN.fullmatch(form)] == []


def test_latin_is_lower_case_ascii_and_said_once() -> None:
    for row in WORDS:
        latin = cells(row["latin"])
        assert latin, row["word"]
        assert [word for word in latin if not LATIN.fullmatch(word)] == [], row["word"]
        assert len({plain(word) for word in latin}) == len(latin), row["word"]


def test_a_plural_does_not_stand_beside_its_singular() -> None:
    for row in WORDS:
        latin = set(cells(row["latin"]))
        plural = {word + "s" for word in latin} | {word[:-1] + "ies" for word in latin if word.endswith("y")}
        assert latin.isdisjoint(plural), row["word"]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        pytest.param("part", {"industry", "name"}, id="part"),
        pytest.param("source", {"general", "names in use", "learned"}, id="source"),
    ],
)
def test_a_fixed_column_has_only_its_values(column: str, values: set[str]) -> None:
    assert {row[column] for row in WORDS} == values


@pytest.mark.parametrize(
    ("file", "column"),
    [pytest.param("industries.csv", "word", id="industries"), pytest.param("places.csv", "name", id="places")],
)
def test_no_pair_repeats_an_older_file(file: str, column: str) -> None:
    known = others(file, column)
    assert [(row["word"], latin) for row in WORDS for latin in cells(row["latin"]) if plain(latin) in known.get(key(row["word"]), ())] == []


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        pytest.param("金", "gold", id="Goldwind"),
        pytest.param("风", "wind", id="and its wind"),
        pytest.param("光大", "everbright", id="Everbright"),
        pytest.param("国", "nation", id="NationStar"),
        pytest.param("震", "quake", id="QuakeSafe"),
        pytest.param("招商", "merchants", id="Merchants"),
        pytest.param("中信", "citic", id="CITIC"),
        pytest.param("长江", "yangtze", id="Yangtze"),
        pytest.param("软件", "soft", id="a part that fuses"),
    ],
)
def test_these_are_there(word: str, latin: str) -> None:
    assert [row["word"] for row in WORDS if row["word"] == word and latin in cells(row["latin"])] == [word]
