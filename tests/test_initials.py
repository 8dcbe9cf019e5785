"""Initialisms: what spells which name, and that the search finds all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.engines import LoadedIndex
from glossary.initials import Initials
from glossary.model import Alias
from glossary.text.fold import key
from glossary.text.initials import is_initialism, spells
from tests.making import compiled

NAMES = {
    "CXMT": "长鑫存储技术有限公司",
    "JCET": "江苏长电科技股份有限公司",
    "SMEE": "上海微电子装备（集团）股份有限公司",
    "YMTC": "Yangtze Memory Technologies Co., Ltd.",
    "SMIC": "Semiconductor Manufacturing International Corporation",
    "PLA": "People's Liberation Army",
}
INDEX = compiled([Alias(letters.lower(), name, "und") for letters, name in NAMES.items()])


@pytest.mark.parametrize(("letters", "name"), NAMES.items())
def test_an_initialism_proposes_its_name_and_does_not_decide(letters: str, name: str) -> None:
    answer = LoadedIndex(INDEX).lookup(letters)
    assert (answer.verdict, answer.candidates[0].id) == ("possible", letters.lower())
    assert "initialism" in {feature.name for feature in answer.candidates[0].features}


@pytest.mark.parametrize(
    ("letters", "name"), [("CXT", "长鑫存储技术有限公司"), ("CMXT", "长鑫存储技术有限公司"), ("SMC", "中芯国际"), ("IBM", "Intel")]
)
def test_every_letter_and_all_of_the_name_is_accounted_for(letters: str, name: str) -> None:
    assert not spells(key(letters), key(name))


@given(st.text("abcdefjlmstxy", min_size=1, max_size=7))
def test_the_search_passes_over_nothing(query: str) -> None:
    keys = INDEX.keys()
    slowly = [number for number in range(len(keys)) if is_initialism(query) and spells(query, keys[number])]
    assert Initials(INDEX).spelt_by(query) == slowly
