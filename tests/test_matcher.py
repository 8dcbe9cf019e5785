"""The matcher finds what an automaton of other people's finds, and says when it is given what is no set of patterns."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.text import compiled
from glossary.text.compiled import HIT
from glossary.text.fold import fold
from glossary.text.haystack import document, haystack
from glossary.text.matcher import Matcher, packed, spelt
from tests.making import HARD

needs_c = pytest.mark.skipif(not compiled.COMPILED, reason="nothing is compiled here")


def matcher_of(patterns: set[str]) -> Matcher:
    return Matcher(*packed(sorted(patterns)))


def triples(hits: bytes | None) -> list[tuple[int, int, int]] | None:
    return None if hits is None else [(start, end, pattern) for start, end, pattern in HIT.iter_unpack(hits)]


letters = st.text("ab长", min_size=2, max_size=20)


@given(st.sets(letters), st.text("ab长c", max_size=60))
@example({"a" * size for size in range(2, 40)}, "a" * 100)
@example({"ab", "abab长", "ababab"}, "ababa ababab长")
@example({"\U000e1234a" * 2, "\U000e1234\U0010ffff"}, "\U000e1234a\U000e1234a\U000e1234\U0010ffff")
def test_it_finds_what_the_automaton_finds(patterns: set[str], text: str) -> None:
    matcher = matcher_of(patterns)
    assert matcher.match(text) == matcher.match_by_automaton(text)


@given(st.sets(letters), st.text("ab长c", max_size=40))
def test_it_finds_the_longest_of_the_leftmost(patterns: set[str], text: str) -> None:
    """Said without any automaton."""
    ordered, at = sorted(patterns), 0
    found: list[tuple[int, int, int]] = []
    while at < len(text):
        longest = max((p for p in ordered if text.startswith(p, at)), key=len, default="")
        if longest:
            found.append((at, at + len(longest), ordered.index(longest)))
        at += len(longest) or 1
    assert triples(matcher_of(patterns).match(text)) == found


@given(
    st.lists(st.sampled_from([*HARD, "a½", "ir@jcet.com"]), max_size=12).map("".join),
    st.lists(st.tuples(st.integers(-2, 9), st.integers(-2, 9)), max_size=2),
)
@example("a½ ½a", [])
def test_a_text_is_searched_as_its_haystack_is(text: str, skip: list[tuple[int, int]]) -> None:
    matcher = matcher_of({*spelt([fold(part) for part in ("CXMT", "长鑫", "a1", "1⁄2", "2 1", "arm", "jcet.com", "é长")])})
    hay = document(text, skip)
    hits = triples(matcher.match_by_automaton(hay.text)) or []
    if hay.starts is not None and hay.ends is not None:
        starts, ends = hay.starts.tolist(), hay.ends.tolist()
        inside = {place for place, (one, other) in enumerate(pairwise(starts), 1) if one == other}
        placed = None if any({start, end} & inside for start, end, _ in hits) else [(starts[s], ends[e - 1], p) for s, e, p in hits]
    else:
        placed = list(hits)
    assert triples(matcher.search(text, skip)) == placed


@pytest.mark.slow
def test_many_patterns() -> None:
    """As many as fill its tables as a large index does, most of them with a common beginning."""
    rng = random.Random(3)
    words = ["".join(rng.choices("abcdefgh长鑫存储科技", k=rng.randint(1, 5))) for _ in range(2_000)]
    patterns = {"".join(rng.choices(words, k=rng.randint(1, 4))) for _ in range(200_000)}
    matcher = matcher_of({pattern for pattern in patterns if len(pattern) > 1})
    text = "".join(rng.choices(words, k=20_000))
    assert len(matcher.match(text)) > 100_000
    assert matcher.match(text) == matcher.match_by_automaton(text)


def test_no_patterns() -> None:
    assert Matcher(b"", b"").match("cxmt") == Matcher(b"", b"").match_by_automaton("cxmt") == b""


def test_spelt_patterns_stand_alone() -> None:
    assert spelt(["arm", "长鑫"]) == [haystack("arm").text, haystack("长鑫").text]


@needs_c
@pytest.mark.parametrize(
    ("codes", "ends"),
    [
        ([], [1]),
        ([5], [1]),
        ([5, 0], [2]),
        ([5, 6], [3]),
        ([5, 6, 5, 6], [2, 4]),
        ([5, 7, 5, 6], [2, 4]),
        ([5, 6, 7, 5, 6], [3, 5]),
        ([5, 6, 7, 8], [4, 2]),
        ([5, 6, 7, 8], [2, 2]),
    ],
)
def test_what_is_no_set_of_patterns(codes: list[int], ends: list[int]) -> None:
    with pytest.raises(ValueError, match="in order, each once"):
        Matcher(np.array(codes, np.uint32).tobytes(), np.array(ends, np.uint32).tobytes())


@needs_c
def test_patterns_are_numbers_of_four_bytes() -> None:
    for codes, ends in ((b"abc", b""), (b"", b"abcde"), (memoryview(bytes(9))[1:], bytes(4))):
        with pytest.raises(ValueError, match="four bytes"):
            Matcher(codes, ends)
    with pytest.raises(TypeError):
        compiled.matcher("ab", b"")
    with pytest.raises(ValueError, match="PyCapsule"):
        compiled.match("ab", object())
