"""Haystacks say what boundary.py says: fold_with_offsets and words are the slow, clear oracle of the fast encodings.

There are two: the compiled one (test_compiled.py has more of it), which leaves to numpy what it cannot say, and numpy alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.text.boundary import is_word_character, words
from glossary.text.codes import FINAL, INITIAL, UNMET, Table, code
from glossary.text.fold import fold_with_offsets
from glossary.text.haystack import Haystack, haystack
from glossary.text.haystack_in_numpy import haystack_in_numpy
from tests.making import HARD, texts

Make = Callable[..., Haystack]
BOTH = pytest.mark.parametrize("make", [haystack, haystack_in_numpy])
UNREADABLE = 0xFFFD
DOT_IN_WORD = 0x2E


def is_no_character(codepoint: int) -> bool:
    """Surrogates, private use, the planes that Unicode does not use, and of plane 0 the noncharacters and U+FFFC (an object)."""
    return 0xD800 <= codepoint <= 0xF8FF or 0x40000 <= codepoint <= 0xBFFFF or codepoint in (0xFFFC, 0xFFFE, 0xFFFF)


def spelt(text: str, skip: Iterable[tuple[int, int]] = ()) -> tuple[str, list[int], list[int]]:
    """What `haystack` should say: every folded character in its form, and where it comes from."""
    folded = fold_with_offsets(text)
    readable = list(folded.text)
    for start, end in skip:
        first, last = folded.folded_span(start, end)
        readable[first:last] = [chr(UNREADABLE)] * (last - first)
    word = [False, *words("".join(readable)), False]
    out = []
    for place, character in enumerate(readable, 1):
        form = DOT_IN_WORD if character == "." and word[place] else code(ord(character))
        if word[place]:
            form += (0 if word[place - 1] else INITIAL) + (0 if word[place + 1] else FINAL)
        out.append(chr(form))
    return "".join(out), list(folded.starts), list(folded.ends)


def told(make: Make, text: str, skip: Iterable[tuple[int, int]] = ()) -> tuple[str, list[int], list[int]]:
    hay = make(text, skip)
    if hay.starts is None or hay.ends is None:
        assert hay.starts is hay.ends is None
        return hay.text, list(range(len(text))), list(range(1, len(text) + 1))
    return hay.text, list(hay.starts), list(hay.ends)


@pytest.mark.slow
def test_no_two_letters_in_any_form_have_one_code() -> None:
    """Over all of Unicode: a border or a letter that two spellings shared would be a false mention."""
    forms = [DOT_IN_WORD, DOT_IN_WORD + INITIAL, DOT_IN_WORD + FINAL, DOT_IN_WORD + INITIAL + FINAL]
    for codepoint in range(sys.maxunicode + 1):
        medial = code(codepoint)
        if is_word_character(chr(codepoint)):
            forms += [medial, medial + INITIAL, medial + FINAL, medial + INITIAL + FINAL]
        elif is_no_character(codepoint) or codepoint == UNREADABLE:
            assert medial == UNREADABLE, hex(codepoint)
        else:
            forms.append(medial)
    assert len(set(forms)) == len(forms)
    assert UNREADABLE not in forms
    assert not any(0xD800 <= form <= 0xDFFF or form > sys.maxunicode for form in forms)


@BOTH
@given(texts)
@example("")
@example("\u200b")
@example("a.b. .c")
@example("½a½")
@example("é.ж.कि.𐐀")
@example("\ud83d\ude00")
@example("𠮷a")
@example("\uffff\u0301")
@example("a\u200b\u0301\u200bb")
def test_a_haystack_is_the_folded_text_with_its_borders(make: Make, text: str) -> None:
    assert told(make, text) == spelt(text)


@BOTH
@given(st.text(st.sampled_from("ab.é 长𠮷½\u200b\u0301"), max_size=24))
def test_borders_are_right_in_crowded_texts(make: Make, text: str) -> None:
    assert told(make, text) == spelt(text)


spans = st.tuples(st.integers(0, 20), st.integers(0, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@BOTH
@given(st.text(st.sampled_from(HARD), max_size=20), st.lists(spans, max_size=3))
@example("a½b", [(1, 2)])
@example("葛\U000e0100城", [(1, 2)])
@example("abc", [(1, 99)])
@example("a\u200bb", [(1, 2)])
def test_spans_to_skip_cannot_be_read(make: Make, text: str, skip: list[tuple[int, int]]) -> None:
    assert told(make, text, skip) == spelt(text, skip)


@BOTH
def test_a_span_to_skip_is_a_border(make: Make) -> None:
    """After an address that is skipped a word begins: the letter has its initial form."""
    assert make("xxcxmt", [(0, 2)]).text[2:] == make("cxmt").text


@BOTH
@given(texts)
def test_every_character_of_a_haystack_is_one_that_a_matcher_takes(make: Make, text: str) -> None:
    encoded = make(text).text
    assert not any("\ud800" <= character <= "\udfff" for character in encoded)  # a matcher takes UTF-8


@BOTH
def test_text_that_folds_one_to_one_needs_no_offset_map(make: Make) -> None:
    assert [make(text).starts is None for text in ("CXMT 长鑫", "ＣＸＭＴ", "𠮷野", "…")] == [True] * 4
    assert [make(text).starts is None for text in ("½", "e\u0301", "a\u200b")] == [False] * 3


@BOTH
@given(texts)
def test_offsets_rise(make: Make, text: str) -> None:
    _, starts, ends = told(make, text)
    assert all(a <= b for a, b in pairwise(starts))
    assert all(a <= b for a, b in pairwise(ends))


def test_ideographs_are_known_as_they_would_be_learnt() -> None:
    fresh, learnt = Table(), Table()
    for character in range(0x4E00, 0xA000):
        learnt.entries[character] = UNMET
    assert learnt.learn(range(0x4E00, 0xA000))
    assert not learnt.learn(range(0x4E00, 0xA000))
    assert fresh.entries == learnt.entries
