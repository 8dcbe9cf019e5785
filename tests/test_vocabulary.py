"""Language tags, and which language stands in for which; the fixed words of statuses, kinds and relations."""

from __future__ import annotations

from itertools import pairwise

import pytest

from glossary.vocabulary import KINDS, ORDINARY_WORD, RELATIONS, STATUSES, fallback, is_lang

NAMED = ("en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "ja", "ko", "und")  # DESIGN §4


@pytest.mark.parametrize("tag", [*NAMED, "zh", "de", "en-GB", "yue-Hant-HK", "sr-Latn", "es-419", "zh-TW"])
def test_a_tag_in_canonical_case_is_a_language(tag: str) -> None:
    assert is_lang(tag)


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param("", id="nothing"),
        pytest.param("EN", id="capitals"),
        pytest.param("zh-tw", id="region in small letters"),
        pytest.param("zh-hant", id="script in small letters"),
        pytest.param("zh_Hant", id="underscore"),
        pytest.param("zh-TW-Hant", id="wrong order"),
        pytest.param("english", id="a word"),
        pytest.param("xx", id="no such language"),
        pytest.param("cn", id="a country"),
        pytest.param("jp", id="another country"),
        pytest.param("id-", id="hyphen at the end"),
        pytest.param("en\n", id="line end"),
        pytest.param("zh-Hant-TW-x", id="more than region"),
        pytest.param("ｅｎ", id="full width"),
    ],
)
def test_anything_else_is_not(tag: str) -> None:
    assert not is_lang(tag)


def test_the_languages_are_those_of_iso_639_1() -> None:
    """183 two-letter codes (Library of Congress, without the withdrawn sh); of three letters only what has no code of two."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert len([a + b for a in letters for b in letters if is_lang(a + b)]) == 183
    three = [a + b + c for a in letters for b in letters for c in letters if is_lang(a + b + c)]
    assert {"und", "yue", "fil", "haw", "ckb", "nds"} <= set(three)  # Filipino and Hawaiian stand in every second termbase
    assert not {"eng", "zho", "chi", "deu", "ger", "fra", "jpn", "kor", "rus", "spa"} & set(three)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        pytest.param("zh-Hant-HK", ["zh-Hant-HK", "zh-Hant", "zh-Hans"], id="DESIGN 4: Hong Kong, traditional, simplified"),
        pytest.param("zh-Hant-TW", ["zh-Hant-TW", "zh-Hant", "zh-Hans"], id="Taiwan, traditional, simplified"),
        pytest.param("zh-Hant", ["zh-Hant", "zh-Hans"], id="traditional, simplified"),
        pytest.param("en-GB", ["en-GB", "en"], id="shorter and shorter"),
        pytest.param("en", ["en"], id="itself"),
    ],
)
def test_these_stand_in_in_this_order(tag: str, expected: list[str]) -> None:
    found = fallback(tag)
    assert found[0] == tag
    assert [lang for lang in found if lang in expected] == expected


@pytest.mark.parametrize("tag", NAMED)
def test_no_language_stands_in_twice_and_none_of_another_language(tag: str) -> None:
    found = fallback(tag)
    assert len(set(found)) == len(found)
    assert {lang.split("-")[0] for lang in found} == {tag.split("-")[0]}
    assert all(is_lang(lang) for lang in found)


def test_simplified_is_not_replaced_by_traditional() -> None:
    assert not any("Hant" in lang for lang in fallback("zh-Hans"))


def test_the_words_are_those_of_the_design() -> None:
    names = {"legal", "short", "abbreviation", "brand", "former", "transliteration", "translation", "ticker", "misspelling"}
    assert set(KINDS) == names | {"term"}
    assert set(STATUSES) == {"preferred", "admitted", "deprecated", "superseded"}
    assert set(RELATIONS) == {"subsidiary_of", "renamed_to", "related"}
    assert ORDINARY_WORD == "ordinary word"


def test_merit_falls_from_what_is_written_to_what_is_wrong() -> None:
    places = {word: place for words in (KINDS, STATUSES) for place, word in enumerate(words)}
    for better, worse in pairwise(["short", "legal", "former", "ticker", "misspelling"]):
        assert places[better] < places[worse]
    for better, worse in pairwise(["preferred", "admitted", "deprecated"]):
        assert places[better] < places[worse]
