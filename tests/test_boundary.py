"""Where a name may begin and end."""

from __future__ import annotations

import pytest

from glossary.text.boundary import is_word_character, may_be_name, words


@pytest.mark.parametrize(
    ("characters", "expected"),
    [
        pytest.param("azé7ñøß", True, id="Latin letters and digits"),
        pytest.param("жωאا", True, id="Cyrillic, Greek, Hebrew, Arabic"),
        pytest.param("कि", True, id="Devanagari letter and vowel sign"),
        pytest.param("\u0301\u0338", True, id="combining marks"),
        pytest.param("٣𐐀𞤀", True, id="other digits, Deseret, Adlam"),
        pytest.param("长𠮷〇㐀﨑", False, id="Han, in every block"),
        pytest.param("かカーヽ", False, id="kana and the long vowel mark"),
        pytest.param("한\u1112\u3131", False, id="Hangul syllables and jamo"),
        pytest.param("ㄅㆠ", False, id="bopomofo"),
        pytest.param(" .-_'\"(&@/", False, id="ASCII punctuation"),
        pytest.param("。、·—…🚀©", False, id="other punctuation and signs"),
        pytest.param("\ue000\ufffd\uffff\ud800", False, id="no characters at all"),
    ],
)
def test_letters_of_scripts_with_spaces_are_word_characters(characters: str, expected: bool) -> None:
    assert [is_word_character(c) for c in characters] == [expected] * len(characters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a b", "x x", id="a space parts words"),
        pytest.param("cxmt.com", "xxxxxxxx", id="a full stop joins them"),
        pytest.param("688012.sh", "xxxxxxxxx", id="a ticker"),
        pytest.param("inc. x", "xxx  x", id="a full stop at the end of a word"),
        pytest.param(".a", " x", id="a full stop at the beginning"),
        pytest.param("a..b", "x  x", id="two full stops"),
        pytest.param("a.长", "x  ", id="a full stop before Han"),
        pytest.param("长.a", "  x", id="a full stop after Han"),
        pytest.param("1.5", "xxx", id="a decimal point"),
        pytest.param("a-b's", "x x x", id="hyphen and apostrophe part"),
        pytest.param("与cxmt合作", " xxxx  ", id="Han and Latin"),
        pytest.param("", "", id="nothing"),
        pytest.param(".", " ", id="a full stop alone"),
    ],
)
def test_words_are_runs_of_word_characters(text: str, expected: str) -> None:
    assert "".join("x" if word else " " for word in words(text)) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("phase", "ase", False),
        ("ase said", "ase", True),
        ("asexual", "ase", False),
        ("(ase)", "ase", True),
        ("与cxmt合作", "cxmt", True),
        ("cxmt.com", "cxmt", False),
        ("cxmt. com", "cxmt", True),
        ("sk hynix inc.", "sk hynix inc.", True),
        ("sk hynix inc.x", "sk hynix inc.", False),
        ("x(株)y", "(株)", True),
        ("在华为难", "华为", True),
        ("삼성전자가", "삼성전자", True),
    ],
)
def test_a_name_may_not_cut_a_word(text: str, name: str, expected: bool) -> None:
    start = text.index(name)
    assert may_be_name(words(text), start, start + len(name)) == expected
