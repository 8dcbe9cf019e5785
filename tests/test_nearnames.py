"""Misspelt names in text: proposed as possible, no word and no other company's name among them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.engines import LoadedIndex
from glossary.model import Alias
from tests.making import compiled

ALIASES = [
    Alias("jcet", "JCET", "en"),
    Alias("jcet", "长电科技", "zh-Hans"),
    Alias("cxmt", "ChangXin Memory", "en"),
    Alias("cxmt", "长鑫存储", "zh-Hans"),
    Alias("smic", "中芯国际", "zh-Hans"),
    Alias("smic", "SMIC", "en"),
    Alias("ase", "ASE", "en"),
    Alias("gigadevice", "GigaDevice", "en"),
    Alias("nexperia", "Nexperia", "en"),
    Alias("tel", "Tokyo Electron", "en"),
    Alias("applied", "Applied Materials", "en"),
]


@pytest.fixture(scope="module")
def index() -> LoadedIndex:
    return LoadedIndex(compiled(ALIASES))


def proposed(index: LoadedIndex, text: str) -> list[tuple[str, str]]:
    mentions = index.find(text, decide=True)
    near = index.near(text, mentions)
    assert all(text[m.start : m.end] == m.text and m.id is None and m.verdict == "possible" for m in near)
    return [(mention.text, mention.ids[0]) for mention in near]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JECT packages chips.", [("JECT", "jcet")]),
        ("It was made by Chang Xin Memory in Hefei.", [("Chang Xin Memory", "cxmt")]),
        ("Giga Device's chips", [("Giga Device", "gigadevice")]),
        ("GigaDevices and Nexpreia", [("GigaDevices", "gigadevice"), ("Nexpreia", "nexperia")]),
        ("與長鑫儲存簽約", [("長鑫儲存", "cxmt")]),
        ("由中芯国计代工", [("中芯国计", "smic")]),
        ("长店科技的股价", [("长店科技", "jcet")]),
        ("The Tokyo Electro plant", [("Tokyo Electro", "tel")]),
    ],
)
def test_slips_are_proposed(index: LoadedIndex, text: str, expected: list[tuple[str, str]]) -> None:
    assert proposed(index, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ASR and AES are no company of ours",
        "SICC, SMIE",
        "以金融中心国际化为目标",  # words of the language
        "the applied material of this course",
        "Marie Perrin and Tokyo Rose met Elena.",
        "长江存储、长信科技、中信国际",  # other companies
        "see https://www.gigadevices.example/JECT",
        "jcet, CXMT",
    ],
)
def test_other_names_and_words_are_not(index: LoadedIndex, text: str) -> None:
    assert proposed(index, text) == []


def test_what_is_spelt_right_is_no_misspelling(index: LoadedIndex) -> None:
    assert proposed(index, "JCET, ChangXin Memory, 长鑫存储, 長鑫存儲, Tokyo Electron's") == []


def test_misspelt_names_are_never_written(index: LoadedIndex) -> None:
    assert index.normalise("JECT and 长鑫储存", "en") == "JECT and 长鑫储存"


@given(st.text(st.sampled_from("长鑫存储村电店科技中芯国计际JECTet 。"), max_size=30))
def test_proposals_are_in_order_and_touch_no_mention(text: str) -> None:
    index = LoadedIndex(compiled(ALIASES))
    mentions = index.find(text, decide=True)
    spans = [(m.start, m.end) for m in index.near(text, mentions)]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert not any(start < m.end and m.start < end for start, end in spans for m in mentions)
