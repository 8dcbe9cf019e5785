"""Candidates across scripts: what a Latin name may mean, and how a Han name may be written."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.crossing import _OPENINGS, _PAIR, _READINGS, _SYLLABLE, _WEIGHTS, _WORD, Crossing, _asked, _Vocabulary
from glossary.index import Index
from glossary.model import Alias
from glossary.text.fold import key
from glossary.text.grammar import is_han
from glossary.text.readings import tables
from tests.making import compiled, texts

NAMES = [
    *(
        "长鑫存储",
        "长江存储",
        "昶昕实业",
        "中芯国际集成电路制造",
        "华虹半导体",
        "华为技术",
        "台達電子",
        "鴻海精密",
        "红星美凯龙",
        "翰宇生物",
    ),
    *("TCL科技", "SK海力士", "西安银行", "銀行", "𠮷野家", "東京エレクトロン", "삼성전자"),
    *(
        "ChangXin Memory",
        "Yangtze Memory",
        "Hua Hong Semiconductor",
        "Huawei",
        "Hon Hai Precision",
        "TCL Technology",
        "SK hynix",
        "Bank of Xi'an",
    ),
]
INDEX = compiled(Alias(f"e{number}", name) for number, name in enumerate(NAMES))
CROSSING = Crossing(INDEX)
latin_names = st.one_of(
    st.lists(
        st.sampled_from(["chang", "xin", "memory", "hua", "hong", "sk", "bank", "redstar", "hybio", "hai", "3m", "-", "&", "1"]), max_size=5
    ).map(" ".join),
    texts,
)
han_names = st.one_of(st.text(st.sampled_from("长鑫存储华虹半导体西安银行a科技𠮷の한"), max_size=8), texts)


def shown(found: dict[int, float], index: Index = INDEX) -> list[str]:
    """The names of what was found, in order."""
    return [index.owners(number).name for number in found]


@pytest.mark.parametrize(
    ("latin", "expected"),
    [
        ("ChangXin Memory Technologies", "长鑫存储"),
        ("changxin", "长鑫存储"),
        ("Chang Xin", "长鑫存储"),
        ("Yangtze Memory", "长江存储"),
        ("Changjiang Storage", "长江存储"),
        ("Hua Hong Grace", "华虹半导体"),
        ("Honghai", "鴻海精密"),
        ("Hon Hai", "鴻海精密"),
        ("Redstar Macalline", "红星美凯龙"),
        ("Xian Bank", "西安银行"),
    ],
)
def test_a_latin_name_finds_the_han_name_that_it_means_among_the_first(latin: str, expected: str) -> None:
    assert expected in shown(CROSSING.han_for(key(latin), 3))


@pytest.mark.parametrize(
    ("han", "expected"),
    [
        ("长鑫科技", "ChangXin Memory"),
        ("長鑫記憶體", "ChangXin Memory"),
        ("长江存储", "Yangtze Memory"),
        ("华虹半导体", "Hua Hong Semiconductor"),
        ("鴻海精密工業", "Hon Hai Precision"),
        ("华为", "Huawei"),
    ],
)
def test_a_han_name_finds_the_latin_name_that_spells_it_among_the_first(han: str, expected: str) -> None:
    assert expected in shown(CROSSING.latin_for(key(han), 3))


def test_a_homophone_is_proposed_too() -> None:
    """Proposing decides nothing: 昶昕 and 长鑫 are both Changxin."""
    assert {"长鑫存储", "昶昕实业"} <= set(shown(CROSSING.han_for("changxin", 5)))


def test_a_latin_search_finds_han_names_only_and_the_other_way_round() -> None:
    assert all(any(map(is_han, key(name))) for name in shown(CROSSING.han_for("changxin memory huawei bank", 100)))
    assert not any(any(map(is_han, key(name))) for name in shown(CROSSING.latin_for("长鑫存储华为银行", 100)))


@pytest.mark.parametrize("names", [[], ["CXMT"], ["长鑫"]])
def test_an_index_without_names_of_a_script_has_none_to_propose(names: list[str]) -> None:
    crossing = Crossing(compiled(Alias("x", name) for name in names))
    assert crossing.latin_for("华为", 10) == {}
    assert crossing.han_for("huawei", 10) == {}


@pytest.mark.parametrize("query", ["", " ", "-", "&", "3", "\ud800", "\0", "ltd", "有限公司", "𠮷"])
def test_a_name_of_nothing_that_can_be_read_is_no_error(query: str) -> None:
    assert all(0 < rarity <= 1 for rarity in CROSSING.han_for(query, 10).values())
    assert all(0 < rarity <= 1 for rarity in CROSSING.latin_for(query, 10).values())


# -- laws ----------------------------------------------------------------------------------------------------


@given(latin_names, st.integers(1, 12))
def test_the_most_promising_han_names_come_first(latin: str, limit: int) -> None:
    found = CROSSING.han_for(key(latin), limit)
    assert len(found) <= limit
    assert all(0 < rarity <= 1 for rarity in found.values())
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert not found or next(iter(found.values())) == 1


@given(han_names, st.integers(1, 12))
def test_the_most_promising_latin_names_come_first(han: str, limit: int) -> None:
    found = CROSSING.latin_for(key(han), limit)
    assert len(found) <= limit
    assert all(0 < rarity <= 1 for rarity in found.values())
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert not found or next(iter(found.values())) == 1


@given(st.one_of(latin_names, han_names))
def test_a_second_search_says_the_same(query: str) -> None:
    again = Crossing(INDEX)
    assert again.han_for(key(query), 5) == CROSSING.han_for(key(query), 5)
    assert again.latin_for(key(query), 5) == CROSSING.latin_for(key(query), 5)


@given(han_names)
def test_a_smaller_limit_is_a_beginning(han: str) -> None:
    few, many = CROSSING.latin_for(key(han), 3), CROSSING.latin_for(key(han), 100)
    assert list(few.items()) == list(many.items())[:3]


@given(latin_names)
def test_a_smaller_limit_is_a_beginning_of_han_names_too(latin: str) -> None:
    few, many = CROSSING.han_for(key(latin), 3), CROSSING.han_for(key(latin), 100)
    assert list(few.values()) == pytest.approx(list(many.values())[:3])


# -- the slow twin -------------------------------------------------------------------------------------------

VOCABULARY = _Vocabulary()


def bag(name: str) -> set[int]:
    """The features of a Han key, one character after the other."""
    read = [[VOCABULARY.syllables[s] for s in tables().pinyin.get(c, "").split()[:_READINGS] if s in VOCABULARY.syllables] for c in name]
    found = {_SYLLABLE + syllable for syllables in read for syllable in syllables}
    for firsts, seconds in pairwise(read):
        for one in firsts:
            for other in seconds:
                found.add(_PAIR + one * 512 + other)
                found.add(_OPENINGS + int(VOCABULARY.opening[one]) * 16 + int(VOCABULARY.opening[other]))
    return found | {_WORD + number for word, number in VOCABULARY.words.items() if word in name}


def han_for_slowly(index: Index, latin: str) -> dict[str, float]:
    """What `han_for` should say of every Han key: shared features by their weight and rarity, less for a name of many."""
    bags = {k: bag(k) for k in index.keys() if any(map(is_han, k))}  # noqa: SIM118
    scores = dict.fromkeys(bags, 0.0)
    for feature in _asked(latin, VOCABULARY):
        holders = [k for k, features in bags.items() if feature in features]
        weight = _WEIGHTS[max(start for start in _WEIGHTS if start <= feature)]
        for k in holders:
            scores[k] += weight * math.log(len(bags) / len(holders) + 0.01)
    scores = {k: score / max(1, len(bags[k])) ** 0.25 for k, score in scores.items() if score > 0}
    return {k: score / max(scores.values()) for k, score in scores.items()}


@given(latin_names)
def test_bags_are_what_counting_by_hand_says(latin: str) -> None:
    found = {INDEX.keys()[number]: rarity for number, rarity in CROSSING.han_for(key(latin), 100).items()}
    assert found == pytest.approx(han_for_slowly(INDEX, key(latin)))
