"""Fuzzy search: what brute force answers, equals included, and which keys lie within which."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from glossary import fuzzy, signatures
from glossary.fuzzy import COMPILED, Fuzzy, contained_slowly, containing_slowly, is_subsequence, nearest_slowly
from glossary.index import Index
from glossary.indexfile import IndexFile, Stamp, Strings, pack
from glossary.model import Alias
from glossary.text.fold import key
from glossary.text.tables import fold_version
from tests.making import compiled

NAMES = [
    "长鑫存储",
    "长江存储",
    "长电科技",
    "江苏长电科技股份有限公司",
    "中芯国际集成电路制造",
    "中国芯片",
    "JCET",
    "CXMT",
    "Changdian",
    "台積電",
]

#: By numpy, and by _search.c where that is compiled.
ways = pytest.mark.parametrize("way", [False, *([True] if COMPILED else [])], ids=lambda way: "compiled" if way else "numpy")

#: Few letters of each script, astral ones too, so that keys are near each other and letters come again.
letters = st.sampled_from("ab长江𠮷🚀")
keys_of = st.lists(st.text(letters, max_size=9), max_size=30, unique=True)
queries = st.text(st.sampled_from("ab长江𠮷🚀z鑫\ud800"), max_size=12)


def searching(keys: Sequence[str], *, compiled: bool = COMPILED) -> Fuzzy:
    """Of keys just as they are: a name's key cannot be empty, an index file's might."""
    sections = {"keys": Strings.pack(keys)}
    return Fuzzy(Index(IndexFile(pack(sections, Stamp(fold_version(), "", 0, "")), "keys")), compiled=compiled)


def keys_within(index: Index) -> list[str]:
    return list(index.file.strings("keys"))


def found(search: str, names: Sequence[str], query: str) -> list[str]:
    """The names that a search finds, by their keys."""
    index = compiled(Alias(name, name) for name in names)
    numbers = getattr(Fuzzy(index), search)(key(query))
    return [index.owners(number).name for number in numbers]


# -- nearest -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("长鑫储存", "长鑫存储", id="characters exchanged"),
        pytest.param("長鑫存儲", "长鑫存储", id="the key itself"),
        pytest.param("常江存储", "长江存储", id="a wrong character"),
        pytest.param("长电科", "长电科技", id="a missing one"),
        pytest.param("JECT", "JCET", id="a Latin acronym"),
        pytest.param("Chang dian", "Changdian", id="a space too many"),
        pytest.param("江苏长电科技公司", "江苏长电科技股份有限公司", id="a shortened legal form"),
    ],
)
def test_the_nearest_name_comes_first(query: str, expected: str) -> None:
    index = compiled(Alias(name, name) for name in NAMES)
    assert index.owners(Fuzzy(index).nearest(key(query))[0][0]).name == expected


def test_likeness_is_that_of_rapidfuzz() -> None:
    index = compiled(Alias(name, name) for name in NAMES)
    keys = keys_within(index)
    for query in ("长鑫储存", "jcet group", "江苏", "z"):
        expected = [(number, score) for _, score, number in process.extract(query, keys, scorer=fuzz.ratio, limit=10)]
        assert [(number, 100 * likeness) for number, likeness in Fuzzy(index).nearest(query)] == expected


def test_an_empty_index_has_nothing_near() -> None:
    empty = Fuzzy(compiled([]))
    assert (empty.nearest("长鑫"), empty.nearest(""), empty.containing("长鑫"), empty.contained("长鑫")) == ([], [], [], [])


@pytest.mark.parametrize("limit", [0, -1])
def test_nothing_is_asked_nothing_is_answered(limit: int) -> None:
    search = searching(["ab", "abc"])
    assert (search.nearest("ab", limit), search.containing("ab", limit), search.contained("abc", limit)) == ([], [], [])


@ways
def test_equals_come_by_number(way: bool) -> None:
    """Brute force keeps the first of equals, whatever their lengths."""
    keys = ["aab", "ab", "abbbb", "ax", "bab", "bc", "cab", "cb"]
    assert searching(keys, compiled=way).nearest("abc", 5) == nearest_slowly(keys, "abc", 5)
    assert [number for number, _ in searching(keys, compiled=way).nearest("abc", 5)] == [1, 5, 0, 4, 6]


@ways
def test_what_shares_nothing_fills_the_list_as_in_brute_force(way: bool) -> None:
    keys = ["ab", "cd", "ef", "gh"]
    assert searching(keys, compiled=way).nearest("ef", 3) == [(2, 1.0), (0, 0.0), (1, 0.0)]
    assert searching(keys, compiled=way).nearest("ef", 3, cutoff=0.1) == [(2, 1.0)]


@ways
@given(keys_of, queries, st.integers(-1, 40), st.sampled_from([-1.0, 0.0, 0.0, 0.2, 0.5, 2 / 3, 0.8, 1.0, 1.1]))
@example(["", "a"], "", 2, 0.0)
@example([""], "", 2, 1.0)
@example(["", "a"], "a", 2, 0.0)
@settings(max_examples=400)
def test_nearest_is_brute_force(way: bool, keys: list[str], query: str, limit: int, cutoff: float) -> None:
    keys.sort()
    assert searching(keys, compiled=way).nearest(query, limit, cutoff) == nearest_slowly(keys, query, limit, cutoff)


@ways
@given(st.lists(st.text(st.sampled_from("abcdefgh ij"), min_size=1, max_size=90), max_size=25, unique=True), st.data())
def test_nearest_is_brute_force_for_long_queries(way: bool, keys: list[str], data: st.DataObject) -> None:
    """Queries of more than one and of more than two machine words, some near a key."""
    keys.sort()
    part = st.one_of(st.sampled_from(keys), st.text("abcdefgh ij", max_size=70)) if keys else st.text("ab", max_size=70)
    query = "".join(data.draw(st.lists(part, max_size=3)))
    assert searching(keys, compiled=way).nearest(query, 5) == nearest_slowly(keys, query, 5)


@ways
@pytest.mark.parametrize("length", [7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 500])
def test_words_of_every_width_are_counted_right(way: bool, length: int) -> None:
    """A query's places fill a word of 8, 16, 32 or 64 bits or several; sums carry over their borders."""
    rng = random.Random(length)
    keys = sorted({"".join(rng.choices("abc", k=rng.randint(1, 2 * length))) for _ in range(60)})
    for query in ("a" * length, "".join(rng.choices("abc", k=length)), "ab" * (length // 2) + "c"):
        assert searching(keys, compiled=way).nearest(query, 20) == nearest_slowly(keys, query, 20)


@ways
def test_a_query_longer_than_any_key_is_answered(way: bool) -> None:
    keys = ["a", "长鑫", "长鑫存储"]
    query = "长鑫存储" * 300
    assert searching(keys, compiled=way).nearest(query, 3) == nearest_slowly(keys, query, 3)


def some_names(count: int) -> list[str]:
    """Names of both scripts with many near and equal neighbours."""
    rng = random.Random(count)
    words = ["group", "holdings", "bank", "capital", "asia", "ltd", "co", "trust", "fund"]
    han = "华中国电科长江信安新"
    names = {"".join(rng.choices(han, k=rng.randint(1, 5))) for _ in range(count)}
    return sorted(names | {" ".join(rng.choices(words, k=rng.randint(1, 6))) for _ in range(count)})


@pytest.mark.parametrize("small", [True, False], ids=["in many blocks", "in one"])
def test_nearest_is_brute_force_among_many(small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks, so that every stage has something to leave for the next."""
    if small:
        sizes = {"_BLOCK": 7, "_SEEDS": 2, "_NEARBY": 50, "_FIRST": 10, "_SLAB": 20, "_ENOUGH": 3}
        for name, size in sizes.items():
            monkeypatch.setattr(fuzzy, name, size)
        monkeypatch.setattr(signatures, "_SAMPLE", 100)
    keys = some_names(1500)
    search = searching(keys, compiled=COMPILED and not small)
    for query in [*random.Random(1).sample(keys, 25), "华", "华夏", "x", "bank asia", "holdigns gruop", "trust " * 12]:
        assert search.nearest(query) == nearest_slowly(keys, query)
        assert search.nearest(query, 100, 0.5) == nearest_slowly(keys, query, 100, 0.5)
        assert search.containing(query, 20) == containing_slowly(keys, query, 20)
        assert search.contained(query, 20) == contained_slowly(keys, query, 20)


# -- one within the other ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("长电科技", ["长电科技", "江苏长电科技股份有限公司"]),
        ("長電", ["长电科技", "江苏长电科技股份有限公司"]),
        ("中芯", ["中国芯片", "中芯国际集成电路制造"]),
        ("江苏长电", ["江苏长电科技股份有限公司"]),
        ("cxt", ["CXMT"]),
        ("芯中", []),
        ("鑫", []),
        ("", []),
        ("长電z", []),
    ],
)
def test_a_short_name_is_found_in_full_ones(query: str, expected: list[str]) -> None:
    assert found("containing", NAMES, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("江苏长电科技股份有限公司", ["江苏长电科技股份有限公司", "长电科技"]),
        ("长鑫存储技术有限公司", ["长鑫存储"]),
        ("台湾积体电路制造", ["台積電"]),
        ("制造台湾", []),
        ("🚀长鑫存储", ["长鑫存储"]),
        ("Chang Dian Group", ["Changdian"]),
        ("鑫", []),
        ("", []),
    ],
)
def test_a_full_name_finds_the_short_ones_in_it(query: str, expected: list[str]) -> None:
    assert found("contained", NAMES, query) == expected


def test_of_equal_lengths_the_same_beginning_comes_first() -> None:
    assert found("containing", ["xabb", "aabb", "zabb", "abbbb"], "ab") == ["aabb", "xabb", "zabb", "abbbb"]
    assert found("contained", ["bbc", "abb", "ab"], "abbc") == ["abb", "bbc", "ab"]


@ways
def test_a_lone_character_is_within_nothing(way: bool) -> None:
    search = searching(["a", "ab", "华", "华为"], compiled=way)
    assert (search.containing("华"), search.contained("华为"), search.contained("a")) == ([], [3], [])


@ways
@given(keys_of, queries, st.integers(-1, 40))
@settings(max_examples=400)
def test_containing_is_brute_force(way: bool, keys: list[str], query: str, limit: int) -> None:
    keys.sort()
    assert searching(keys, compiled=way).containing(query, limit) == containing_slowly(keys, query, limit)


@ways
@given(keys_of, queries, st.integers(-1, 40))
@settings(max_examples=400)
def test_contained_is_brute_force(way: bool, keys: list[str], query: str, limit: int) -> None:
    keys.sort()
    assert searching(keys, compiled=way).contained(query, limit) == contained_slowly(keys, query, limit)


@given(st.text("abc", max_size=4), st.text("abc", max_size=8))
def test_a_subsequence_is_what_is_left_after_deletions(short: str, long: str) -> None:
    left = {""}
    for character in long:
        left |= {some + character for some in left}
    assert is_subsequence(short, long) == (short in left)


# -- the arrangement -----------------------------------------------------------------------------------------


@given(keys_of)
def test_signatures_never_differ_by_more_than_the_characters_do(keys: list[str]) -> None:
    """What the bound rests on: one bit a character at most, and the same for the same characters in any order."""
    keys.sort()
    arranged = signatures.arrange(Strings(memoryview(Strings.pack(keys))))
    by_number = dict(zip(arranged.numbers.tolist(), arranged.signatures.T, strict=True))
    for number, some in enumerate(keys):
        query = signatures.query_of(arranged, some[::-1])
        assert query.signature.tolist() == by_number[number].tolist()
        for other, text in enumerate(keys):
            apart = sum(abs(some.count(character) - text.count(character)) for character in {*some, *text})
            assert int(np.bitwise_count(by_number[number] ^ by_number[other]).sum()) <= apart


def test_it_is_compiled_where_it_must_be() -> None:
    assert COMPILED or os.environ.get("GLOSSARY_EXTENSION") != "required"


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")
def test_what_is_compiled_takes_only_what_is_arranged() -> None:
    search = searching(["ab", "长鑫"], compiled=True)
    whole = search._buffers
    for keys in (whole[:7], (*whole[:7], whole[7][:2]), (*whole[:6], whole[6][:, 1:].copy(), whole[7])):
        with pytest.raises(ValueError, match="keys are"):
            fuzzy._search.nearest(keys, "ab", 3, 0.0)
    with pytest.raises(TypeError):
        fuzzy._search.nearest(list(whole), "ab", 3, 0.0)
    with pytest.raises(TypeError):
        fuzzy._search.containing(whole, b"ab", 3)


def test_the_arrangement_is_always_the_same() -> None:
    names = some_names(300)
    first, second = (signatures.arrange(compiled(Alias(name, name) for name in names).file.strings("keys")) for _ in range(2))
    for slot in ("numbers", "lengths", "starts", "codes", "alphabet", "bits", "signatures"):
        assert np.array_equal(getattr(first, slot), getattr(second, slot))
    assert first.bands == second.bands


def test_more_characters_than_16_bits_can_number() -> None:
    keys = sorted(chr(point) * 2 for point in range(0x20000, 0x20000 + 70_000))
    search = searching(keys)
    assert search.nearest(keys[66_000] + "x", 2) == [(66_000, 0.8), (0, 0.0)]
    assert search.containing(keys[69_999]) == [69_999]
