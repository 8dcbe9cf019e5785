"""What a name, an ID and the other cells of an alias must be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import InputError
from glossary.model import Alias
from glossary.rules import LONGEST, checked, fault, fault_of_id, fault_of_lang, fault_of_name, fault_of_text
from glossary.vocabulary import KINDS, STATUSES
from tests.making import texts

GOOD = Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred", "desk", "a note")


@pytest.mark.parametrize(
    "name",
    ["长鑫存储", "CXMT", "3M", "华", "AT&T", "Yahoo!", "C\u200bXMT", "葛\U000e0100城", "𠮷野家", "🍎 Apple", "=SUM(A1)", "#1", "x" * 1000],
    ids=lambda name: ascii(name[:20]),
)
def test_a_name_is_any_text_with_a_letter_or_a_digit(name: str) -> None:
    assert fault_of_name(name) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("", "name is empty", id="empty"),
        pytest.param("——（）", "name has no letter or digit", id="all punctuation"),
        pytest.param("\u200b\ufeff", "name has no letter or digit", id="all invisible"),
        pytest.param(" ", "name has no letter or digit", id="a space"),
        pytest.param("™", "name has no letter or digit", id="a trade mark sign: NFKC would make letters of it"),
        pytest.param("🚀", "name has no letter or digit", id="a rocket"),
        pytest.param("x" * 1001, "name has 1001 characters; the longest allowed is 1000", id="too long"),
        pytest.param("a\0b", "NUL character at position 2", id="NUL"),
        pytest.param("\0", "NUL character at position 1", id="NUL alone"),
        pytest.param("ab\ud800", "lone surrogate U+D800 at position 3", id="lone surrogate"),
        pytest.param("\udfffab", "lone surrogate U+DFFF at position 1", id="low surrogate"),
        pytest.param("a\nb", "control character U+000A at position 2", id="line end"),
        pytest.param("a\tb", "control character U+0009 at position 2", id="tab"),
        pytest.param("a\x1b[31mb", "control character U+001B at position 2", id="escape"),
        pytest.param("a\x85b", "control character U+0085 at position 2", id="next line"),
        pytest.param("ab\x7f", "control character U+007F at position 3", id="delete"),
    ],
)
def test_a_name_that_cannot_be_taken_is_told_why(name: str, why: str) -> None:
    assert fault_of_name(name) == why


def test_the_longest_name_is_as_the_issue_says() -> None:
    assert LONGEST == 1000


@given(texts)
def test_a_text_without_controls_and_surrogates_can_be_stored(text: str) -> None:
    expected = any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) <= 0xDFFF for c in text)
    assert (fault_of_text(text) is not None) == expected


@pytest.mark.parametrize("entity", ["cxmt", "LEI:549300571PK2HZDLW578", "Q1234", "x" * 200, "长鑫", "#1", "a,b", "a/b", "0"])
def test_an_id_is_one_word(entity: str) -> None:
    assert fault_of_id(entity) is None


@pytest.mark.parametrize(
    ("entity", "why"),
    [
        ("", "id is empty"),
        ("a b", "id 'a b' has a space: an ID is one word"),
        ("a\u3000b", "id 'a\\u3000b' has a space: an ID is one word"),
        ("a\nb", "id: control character U+000A at position 2"),
        ("a\0", "id: NUL character at position 2"),
        ("x" * 201, "id has 201 characters; the longest allowed is 200"),
    ],
)
def test_an_id_that_cannot_be_taken_is_told_why(entity: str, why: str) -> None:
    assert fault_of_id(entity) == why


@pytest.mark.parametrize("entity", ["\u200b", "c\u200bxmt", "\ufeffcxmt", "cxmt\u00ad"])
def test_an_id_is_visible(entity: str) -> None:
    """Two IDs that look alike on every screen would be two entities; the docstring says: visible characters."""
    assert fault_of_id(entity) is not None


@pytest.mark.parametrize("lang", ["", "zh-tw", "english", "xx", "en "])
def test_an_unknown_language_is_told_what_to_use(lang: str) -> None:
    assert fault_of_lang(lang) == f"unknown lang {lang!r}; use a BCP 47 tag such as en zh-Hans zh-Hant zh-Hant-TW zh-Hant-HK ja ko und"


def test_a_good_alias_has_no_fault() -> None:
    assert fault(GOOD) is None
    assert checked(GOOD) is GOOD


@pytest.mark.parametrize("column", ["kind", "status"])
def test_every_word_of_the_design_is_taken(column: str) -> None:
    for word in {"kind": KINDS, "status": STATUSES}[column]:
        assert fault(replace(GOOD, **{column: word})) is None


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"id": ""}, "id", "id is empty"),
        ({"name": "—"}, "name", "name has no letter or digit"),
        ({"lang": "zh-tw"}, "lang", "unknown lang 'zh-tw'"),
        ({"kind": "nickname"}, "kind", "unknown kind 'nickname'; known: abbreviation brand former legal misspelling short term ticker"),
        ({"status": "best"}, "status", "unknown status 'best'; known: admitted deprecated preferred superseded"),
        ({"source": "a\0"}, "source", "NUL character at position 2"),
        ({"note": "a\ud800"}, "note", "lone surrogate U+D800 at position 2"),
        ({"name": "", "lang": "??"}, "name", "name is empty"),
    ],
)
def test_the_first_cell_that_cannot_be_taken_is_named(change: dict[str, str], column: str, why: str) -> None:
    found = fault(replace(GOOD, **change))
    assert found is not None
    assert (found[0], found[1][: len(why)]) == (column, why)
    with pytest.raises(InputError) as caught:
        checked(replace(GOOD, **change))
    assert str(caught.value) == found[1]


@given(st.builds(Alias, texts, texts, texts, texts, texts, texts, texts))
def test_a_fault_is_one_printable_line(alias: Alias) -> None:
    found = fault(alias)
    assert found is None or (found[1].isprintable() and found[0] in ("id", "name", "lang", "kind", "status", "source", "note"))
