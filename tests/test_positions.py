"""Patterns as tables of positions say what `re` says; what cannot be said that way is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text.positions import matches, positions, tables
from glossary.weighing import PATTERNS

SNIPPETS = [
    "股价", "公司", "(300024.SZ)", "（688012）", "的", "近日", "收购", "、", "“", "与", "记者从", "市", "在", "12日", " ", "x",
    "长鑫", "\n", "!",
]  # fmt: skip
texts = st.lists(st.sampled_from(SNIPPETS) | st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40), max_size=6).map("".join)


@pytest.mark.parametrize("name", PATTERNS)
@given(text=texts)
def test_a_pattern_matches_where_re_does(name: str, text: str) -> None:
    pattern, backwards = PATTERNS[name]
    if backwards:
        assert matches(positions(pattern.pattern, backwards=True), text[::-1]) == (pattern.search(text) is not None)
    else:
        assert matches(positions(pattern.pattern), text) == (pattern.match(text) is not None)


@pytest.mark.parametrize("pattern", ["a|bc?", "(?:ab|c){2,3}d", "x*y", "[^ab]+z", r"\d{1,2}\s?日", "a(?:b|)c"])
@given(text=st.text("abcdxyz1 日", max_size=7))
def test_all_that_is_taken(pattern: str, text: str) -> None:
    assert matches(positions(pattern), text) == (re.match(pattern, text) is not None)


@pytest.mark.parametrize("pattern", ["(a)", "a(?=b)", "^a", "a$", ".", "a*", "", r"\w", "(?:a", "a)", "?"])
def test_what_is_not_taken(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        positions(pattern)


def test_characters_that_no_pattern_tells_apart_are_one_class() -> None:
    found = tables([positions("ab|[0-9]"), positions("b")])
    kinds = [found.classes[ord(character)] for character in "ab07x长"]
    assert kinds[2] == kinds[3] and kinds[4] == kinds[5] and len(set(kinds)) == 4
    assert found.layout.shape == (2, 3)
