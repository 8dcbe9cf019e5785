"""Bounds: never less than what a comparison gives, and tight enough to be of use."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.bounds import most
from glossary.engines import LoadedIndex, load_index
from glossary.nearby import Nearby
from glossary.score import balance, compare_keys
from glossary.text.fold import key
from tests.cases import load
from tests.making import texts

HAN = [
    "长鑫",
    "存储",
    "昶昕",
    "半导体",
    "有限公司",
    "集团",
    "上海",
    "(北京)",
    "科技",
    "埃斯顿",
    "生物",
    "翰宇",
    "华",
    "tcl",
    "a",
    "*st",
    "台湾积体电路",
]
LATIN = ["changxin", "memory", "hua", "hong", "semiconductor", "ltd", "co.", "inc", "limitde", "hybio", "estun", "shanghai", "technologies"]
LATIN += [
    "good",
    "will",
    "goodwill",
    "tcl",
    "jcet",
    "jcte",
    "ag",
    "aktiengeselschaft",
    "of",
    "the",
    "bio",
    "bank",
    "44",
    "forty-four",
    "a.b.c.",
]
han_names = st.lists(st.sampled_from(HAN), min_size=1, max_size=4).map("".join)
latin_names = st.lists(st.sampled_from(LATIN), min_size=1, max_size=5).map(" ".join)
names = st.one_of(han_names, latin_names, texts).map(key).filter(bool)


def exceeding(query: str, aliases: Sequence[str]) -> list[tuple[str, str, float, float]]:
    """The pairs whose balance is above their bound."""
    reached = [balance(compare_keys(query, alias, strict=True).features) for alias in aliases]
    found = zip(aliases, most(query, aliases), reached, strict=True)
    return [(query, alias, bound, balanced) for alias, bound, balanced in found if balanced > bound]


@pytest.fixture(scope="module")
def builtin_index(builtin_database: Path) -> LoadedIndex:
    return load_index(builtin_database.with_name(builtin_database.name + ".index"))


@given(names, st.lists(names, max_size=6))
@example("ferrotec holdngs", ["赛默飞世尔科技"])  # a word of two, the second of which is a term
@example("good will", ["goodwill", "will good"])
@example("华", ["华", "华为"])
def test_a_bound_is_never_less_than_the_balance(query: str, aliases: list[str]) -> None:
    assert exceeding(query, aliases) == []


def test_nor_for_what_is_proposed_for_the_names_of_the_cases(builtin_index: LoadedIndex) -> None:
    near, keys, found = Nearby(builtin_index.index), builtin_index.index.keys(), []
    for case in load("lookup.csv", ("id", "law", "query", "verdict", "first", "expect", "note"))[::2]:
        if query := key(case["query"]):
            found += exceeding(query, [keys[number] for number in {**near._alike(query), **near._across(query)}])
    assert found == []


@pytest.mark.slow
def test_nor_for_names_taken_at_random(builtin_index: LoadedIndex) -> None:
    keys, rng = list(builtin_index.index.keys()), random.Random(5)
    found = []
    for query in rng.sample(keys, 120):
        found += exceeding(query, rng.sample(keys, 60))
    assert found == []


@pytest.mark.parametrize(
    ("query", "alias", "below"),
    [
        pytest.param("华润医药", "华能科技", 0.3, id="a lone character"),
        pytest.param("aurelius medical gmbh", "arteris, inc.", 0.0, id="nothing, and another legal form"),
        pytest.param("frits van deest", "fiti", 0.3, id="letters of one word in another"),
        pytest.param("changxin memory", "华润医药", 0.1, id="other scripts, nothing said"),
        pytest.param("shree sai construction", "长江存储", 0.3, id="nothing sounds alike"),
    ],
)
def test_what_has_little_in_common_has_a_low_bound(query: str, alias: str, below: float) -> None:
    assert most(query, [alias])[0] < below


def test_few_of_the_proposed_are_compared(builtin_index: LoadedIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this is for: of a hundred and more, a handful."""
    compared: list[str] = []

    def counting(query: str, alias: str, *, strict: bool) -> object:
        compared.append(alias)
        return compare_keys(query, alias, strict=strict)

    near = Nearby(builtin_index.index)
    near.answer("Changxin Memry")
    monkeypatch.setattr("glossary.nearby.compare_keys", counting)
    queries = ["Zhejiang Bird Feed Trading", "海奕闻斯伟", "Frits van Deest Holding B.V.", "庄周梦蝶文化传媒", "Aurelius Medical GmbH"]
    for query in queries:
        near.answer(query)
    few = len(compared)
    for query in queries:
        near.answer_slowly(query)
    assert few * 4 < len(compared) - few
