"""Loose reading of texts: what a text says whatever its spacing, punctuation and endings; and what it says of a term in short, or apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.checking.reading import in_singular
from glossary.checking.skips import skips
from glossary.text.wording import is_apart, is_short_for, is_shortened, singular, ways_to_say, wording
from tests.making import texts


@given(texts, texts, texts)
def test_a_text_says_what_stands_in_it_between_spaces(before: str, name: str, after: str) -> None:
    said = wording(name)
    if said.letters:
        assert wording(name).says(said)
        assert wording(f"{before} | {name} | {after}").says(said)


@given(texts)
def test_edges_part_the_letters_and_nothing_else(text: str) -> None:
    read = wording(text)
    assert min(read.edges) == 0 and max(read.edges) == len(read.letters)
    assert all(letter.isalnum() for letter in read.letters) or not read.letters.isascii()


@given(st.text("abcehiosuxyz' ", max_size=20))
def test_the_singular_keeps_every_letter_in_its_place(text: str) -> None:
    """What is found in it stands at the same place of the text."""
    short = in_singular(text)
    assert len(short) == len(text)
    assert all(new in (old, "'", "y") for old, new in zip(text, short, strict=True))


@given(texts)
def test_skips_lie_in_the_text_in_order(text: str) -> None:
    spans = skips(text)
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        pytest.param("10 年 Plus 標誌", "10年Plus", True, id="spaces"),
        pytest.param("risk-based rules", "risk based", True, id="hyphens"),
        pytest.param("the bank’s policies", "bank policy", True, id="possessive and plural"),
        pytest.param("phase", "ase", False, id="inside a word"),
        pytest.param("A 股", "A股", True, id="a letter is no article"),
        pytest.param("股市", "A股", False, id="half of a mixed name"),
        pytest.param("basis points", "basi point", False, id="no plural"),
        pytest.param("", "", False, id="nothing is not said"),
    ],
)
def test_what_a_text_says(text: str, name: str, said: bool) -> None:
    assert wording(text).says(wording(name)) is said


def test_a_particle_may_be_left_out_of_a_long_name_only() -> None:
    assert wording("香港公认会计准则").says(ways_to_say("香港公认的会计准则")[-1])
    assert [way.letters for way in ways_to_say("美的")] == ["美的"]  # or 美 would do for the company
    assert [way.letters for way in ways_to_say("买的好")] == ["买的好"]


def test_short_forms() -> None:
    assert is_shortened("Linked Exchange Rate System", "under the system")
    assert is_shortened("Linked Exchange Rate System", "the Linked Exchange Rate regime")
    assert not is_shortened("Linked Exchange Rate System", "a system of rates")
    assert not is_shortened("外汇基金", "外汇市场")  # too short to be shortened so far: 外汇 alone
    assert not is_shortened("CXMT", "C")
    assert is_short_for("联电", "联华电子") and not is_short_for("联华电子", "联电")
    assert is_short_for("MOU", "Memorandum of Understanding") and not is_short_for("MOU", "Ministry of Unity and X")


def test_words_apart_stand_near_and_in_one_clause() -> None:
    assert is_apart("資金流動", "資金大量流動")
    assert not is_apart("資金流動", "資金在本年第一季及第二季持續大量流動")
    assert not is_apart("資金流動", "資金充裕，流動")
    assert not is_apart("rate", "a rate")  # one word cannot be apart
    assert not is_apart("exchange rate", "the exchange was closed. Rates rose")


def test_singulars_that_are_none() -> None:
    """What comes of "series" is no word, but the same in the name and in the text."""
    assert [singular(word) for word in ("us", "gas", "bus", "process", "analysis", "ss")] == [
        "us",
        "gas",
        "bus",
        "process",
        "analysis",
        "ss",
    ]
    assert [singular(word) for word in ("boxes", "wishes", "series")] == ["box", "wish", "sery"]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("run `cxmt` now", ["`cxmt`"]),
        ("%s of %(intel)d and 5 % of sales", ["%s", "%(intel)d"]),
        ("{intel} ${amd} {{ jcet }}", ["{intel}", "${amd}", "{{ jcet }}"]),
        ("<b class='x'>CXMT</b> 3 < 5 > 2", ["<b class='x'>", "</b>"]),
        ("AT&amp;T, S&P", ["&amp;"]),
        ("see intel.pdf and notes/amd.csv.", ["intel.pdf", "notes/amd.csv"]),
        ("Intel. Then AMD.", []),
        ("100% sure", []),
    ],
)
def test_what_is_no_language_is_skipped(text: str, hidden: list[str]) -> None:
    assert [text[start:end] for start, end in skips(text)] == hidden
