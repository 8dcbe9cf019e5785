"""What is compiled says what numpy and Python say, takes whatever it is given, and is in use where it must be."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.answers import Mention
from glossary.text.codes import table
from glossary.text.compiled import COMPILED, HIT, mentions, mentions_in_python, search, spell
from glossary.text.fold import fold_character, is_selector
from glossary.text.haystack import Haystack, document, haystack
from glossary.text.haystack_in_numpy import document_in_numpy, haystack_in_numpy
from glossary.text.matcher import Matcher, packed
from tests.making import HARD

compiled = pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")
TABLE = np.full(0x110000, ord("x"), np.uint32)
LONG = 10_000_000
Fault = type[Exception] | tuple[type[Exception], ...]


def same(one: Haystack, other: Haystack) -> bool:
    maps = [[None if places is None else places.tolist() for places in (hay.starts, hay.ends)] for hay in (one, other)]
    return one.text == other.text and maps[0] == maps[1]


def test_it_is_in_use_where_it_must_be() -> None:
    """`.ci/run` sets the variable, for the build and for this."""
    assert COMPILED or os.environ.get("GLOSSARY_EXTENSION") != "required"


# -- spelling ------------------------------------------------------------------------------------------------

numbers = st.integers(-3, 40)
pieces = [*HARD, "@", "//", "://", "http://", "www.", "w.", "W.", "ir@jcet.com", "\0"]


@given(st.lists(st.sampled_from(pieces), max_size=30).map("".join), st.lists(st.tuples(numbers, numbers), max_size=3))
@example("½www.a.com½", [(0, 2)])
@example("\u0301½ Ｂａｎｋwww.", [])
@example("Ｂａｎｋwww.", [])
def test_it_spells_what_numpy_spells(text: str, skip: list[tuple[int, int]]) -> None:
    assert same(haystack(text, skip), haystack_in_numpy(text, skip))
    assert same(document(text, skip), document_in_numpy(text, skip))


@pytest.mark.slow
def test_every_character_is_spelt_as_numpy_spells_it() -> None:
    """But for those that depend on their neighbours: for them, all is left to numpy."""
    alone = [code for code in range(sys.maxunicode + 1) if fold_character(code) is not None and not is_selector(chr(code))]
    assert len(alone) > 1_100_000
    for first in range(0, len(alone), 500):
        text = "".join(f"a{chr(code)}b " for code in alone[first : first + 500])
        assert same(haystack(text), haystack_in_numpy(text)), hex(alone[first])


@compiled
def test_what_numpy_learnt_is_spelt_without_it() -> None:
    text = "CXMT 长鑫…½㈱\u200b𠮷\0"
    haystack_in_numpy(text)
    assert spell(text, table().entries, []) is not None
    assert spell("e\u0301", table().entries, []) is None  # depends on its neighbour


@pytest.mark.parametrize(
    "text", ["", "\0", "\0" * 9, "\ud800", "a\udfffb\ud83d\ude00", "🚀𠮷", "\ufeff", "½", "½" * 9, "\u200b", "\u200b" * 9]
)
def test_odd_texts(text: str) -> None:
    assert same(haystack(text), haystack_in_numpy(text))
    assert same(haystack(text, [(0, len(text))]), haystack_in_numpy(text, [(0, len(text))]))


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["phase 长鑫. ", "½㈱a.b"])
def test_a_long_text(piece: str) -> None:
    times = LONG // len(piece)
    few = haystack_in_numpy(piece * 3).text
    period = len(few) // 3
    hay = haystack(piece * times, [(9, 9), (LONG, 2 * LONG)])
    assert hay.text == few[:period] + few[period : 2 * period] * (times - 2) + few[2 * period :]
    assert hay.ends is None or hay.ends[-1] == len(piece) * times


def test_threads_learn_together() -> None:
    """Characters that nobody met before, many of which fold to several, in an order of its own for each thread."""
    characters = [chr(code) for code in range(0x3200, 0x3400)]
    texts = ["".join(characters[shift:] + characters[:shift]) for shift in range(0, 512, 16)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(haystack, texts))
    assert all(same(one, haystack_in_numpy(text)) for one, text in zip(told, texts, strict=True))


@compiled
@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((b"", TABLE, []), TypeError),
        (("", TABLE), TypeError),
        (("", TABLE, ()), TypeError),
        (("", None, []), TypeError),
        (("", TABLE[:-1], []), ValueError),
        (("", TABLE.view(np.uint8)[1:], []), ValueError),
        (("", TABLE[::2], []), (BufferError, ValueError)),
        (("", TABLE, [1]), TypeError),
        (("", TABLE, [(1,)]), TypeError),
        (("", TABLE, [(1, "2")]), TypeError),
        (("", TABLE, [[1, 2]]), TypeError),
        (("", TABLE, [(1, 2.0)]), TypeError),
        (("x", np.full(0x110000, 0x7FFFFFFF, np.uint32), []), ValueError),
    ],
)
def test_what_spell_does_not_take(arguments: tuple[object, ...], fault: Fault) -> None:
    call: Callable[..., object] = spell
    with pytest.raises(fault):
        call(*arguments)


def test_spans_may_reach_beyond_all_places() -> None:
    for span in ((1, 2**99), (-(2**99), 1), (-(2**99), 2**99)):
        for text in ("cxmt", "½a"):
            assert same(haystack(text, [span]), haystack(text, [(max(span[0], 0), min(span[1], 9))]))
            assert same(haystack_in_numpy(text, [span]), haystack(text, [span]))


@compiled
@pytest.mark.parametrize("entry", [0xFFFFFFFF, 0xFFFFFFFE, 0x80000000 | 1 << 24 | 0x110000, 0x80000000 | 2 << 24 | 0x10FFFF])
def test_an_entry_that_points_outside_the_table_is_no_answer(entry: int) -> None:
    assert spell("x", np.full(0x110000, entry, np.uint32), []) is None


@compiled
def test_nothing_is_kept() -> None:
    """Objects that live on after a call would show as references to what was passed."""
    text, table, hidden, owner = "长鑫" * 9, TABLE.copy(), [(0, 1000)], object()
    hits = HIT.pack(0, 2, 300) * 2
    owners, met = [owner] * 301, bytearray(b"\2" * 301)
    codes, ends = packed(["xx", "xxx"])
    capsule = Matcher(codes, ends)._prepared
    calls: list[Callable[[], object]] = [
        lambda: spell(text, table, hidden),
        lambda: spell(text, np.full(0x110000, 0xFFFFFFFF, np.uint32), hidden),
        lambda: mentions(Mention, text, hits, owners, met),
        lambda: search(text, table, [], capsule, True),
        lambda: search(text + "@", table, [], capsule, True),
        lambda: search(text, np.full(0x110000, 0xFFFFFFFF, np.uint32), hidden, capsule, False),
        lambda: Matcher(codes, ends).match("xxx"),
    ]
    watched = [text, table, hidden, hidden[0], hidden[0][1], owner, hits, owners, met, codes, ends, capsule, None, Mention]
    for call in calls:
        call()
        before = [sys.getrefcount(each) for each in watched]
        for _ in range(1000):
            call()
        after = [sys.getrefcount(each) for each in watched]
        assert all(abs(b - a) < 100 for a, b in zip(before, after, strict=True)), (before, after)


# -- mentions ------------------------------------------------------------------------------------------------


@given(st.text(max_size=9), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 3)), max_size=9))
def test_mentions_are_those_of_python(text: str, hits: list[tuple[int, int, int]]) -> None:
    owners, met = [*"abcd"], bytes([1, 1, 3, 1])
    given_hits = b"".join(HIT.pack(*hit) for hit in hits)
    made, places = mentions(Mention, text, given_hits, owners, met)
    assert (made, places) == mentions_in_python(Mention, text, given_hits, owners, met)
    assert all(type(mention) is Mention and hash(mention) == hash(tuple(mention)) for mention in made)
    assert places == [place for place, hit in enumerate(hits) if hit[2] == 2]


@pytest.mark.parametrize("make", [mentions, mentions_in_python])
def test_an_unknown_pattern_is_told(make: Callable[..., object]) -> None:
    with pytest.raises(KeyError, match="7"):
        make(Mention, "CXMT", HIT.pack(0, 4, 1) + HIT.pack(0, 4, 7), [None] * 9, b"\0\1" + bytes(7))
    for pattern in (-1, 9):
        with pytest.raises(KeyError, match=str(pattern)):
            make(Mention, "CXMT", HIT.pack(0, 4, pattern), [None] * 9, b"\1" * 9)


@compiled
@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((Mention, "a", HIT.pack(0, 1, 1)[:-1], [1, 1], b"\1\1"), TypeError),
        ((Mention, "a", [(0, 1, 1)], [1, 1], b"\1\1"), TypeError),
        ((Mention, "a", HIT.pack(-1, 1, 1), [1, 1], b"\1\1"), IndexError),
        ((Mention, "a", HIT.pack(0, 1, 1), [1], b"\1\1"), IndexError),
        ((Mention, b"a", HIT.pack(0, 1, 1), [1, 1], b"\1\1"), TypeError),
        ((dict, "a", HIT.pack(0, 1, 1), [1, 1], b"\1\1"), TypeError),
        ((Mention, "a", HIT.pack(0, 1, 1), {1: 1}, b"\1\1"), TypeError),
        ((Mention, "a", HIT.pack(0, 1, 1), [1, 1], [1, 1]), TypeError),
        ((Mention, "a", HIT.pack(0, 1, 1), [1, 1]), TypeError),
    ],
)
def test_what_mentions_does_not_take(arguments: tuple[object, ...], fault: Fault) -> None:
    call: Callable[..., object] = mentions
    with pytest.raises(fault):
        call(*arguments)
