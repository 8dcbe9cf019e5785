"""Text → mentions. Every case of cases/scan.csv runs against the fast scanner and against its slow, clear twin.

The fast scanner is tried with what is compiled, if anything is, and without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.answers import Mention
from glossary.index import Index
from glossary.model import Alias
from glossary.scanner import Scanner, find_slowly
from glossary.text.addresses import Span
from glossary.text.compiled import mentions_in_python, spell_nothing
from tests.cases import Case, load, parameters
from tests.making import HARD, aliases_of, compiled

COLUMNS = ("id", "law", "aliases", "text", "expected", "expect", "comment")
LAWS = {
    "border", "longest", "script", "address", "ordinary word", "full stop", "offsets", "ambiguity", "what is searched", "no characters",
}  # fmt: skip
Find = Callable[[Index, str, Sequence[Span]], list[Mention]]


def find_fast(index: Index, text: str, skip: Sequence[Span] = ()) -> list[Mention]:
    """What a scanner finds, and finds again: it may remember names, and must not change its mind."""
    scanner = Scanner(index)
    first = scanner.find(text, skip)
    assert scanner.find(text, skip) == first
    return first


def find_in_python(index: Index, text: str, skip: Sequence[Span] = ()) -> list[Mention]:
    """The same without what is compiled."""
    with patch("glossary.text.haystack.spell", spell_nothing), patch("glossary.scanner.mentions", mentions_in_python):
        return find_fast(index, text, skip)


ALL = pytest.mark.parametrize("find", [find_fast, find_in_python, find_slowly], ids=["fast", "python", "slow"])


def aliases_in(cell: str) -> list[Alias]:
    """The aliases of a case: `id=name` or `id=name{note}`, separated by bars."""
    found = []
    for part in cell.split("|"):
        shape = re.fullmatch(r"([^=]+)=([^{]+)(?:\{(.*)\})?", part, re.DOTALL)
        assert shape is not None, part
        found.append(Alias(shape[1], shape[2], note=shape[3] or ""))
    return found


def told(mentions: Sequence[Mention]) -> str:
    return "|".join(f"{m.start}-{m.end}={m.id or '?'}" for m in mentions)


@ALL
@pytest.mark.parametrize("case", parameters("scan.csv", COLUMNS))
def test_mentions_are_found(case: Case, find: Find) -> None:
    assert told(find(compiled(aliases_in(case["aliases"])), case["text"], ())) == case["expected"]


def test_the_cases_cover_every_law_with_hits_and_misses() -> None:
    cases = load("scan.csv", COLUMNS)
    assert {case["law"] for case in cases} == LAWS
    assert {bool(case["expected"]) for case in cases} == {True, False}


# -- laws ----------------------------------------------------------------------------------------------------


def names_of(alphabet: Sequence[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(alphabet), min_size=1, max_size=6).map("".join)


@st.composite
def scenes(draw: st.DrawFn, alphabet: Sequence[str]) -> tuple[list[Alias], str, list[Span]]:
    """Aliases, a text made of the same few characters and of the names themselves, and spans to skip."""
    few = draw(st.lists(st.sampled_from(alphabet), min_size=1, max_size=6, unique=True))
    aliases = draw(aliases_of(names_of(few)))
    pieces = [*few, *(alias.name for alias in aliases), *(alias.name.upper() for alias in aliases)]
    text = "".join(draw(st.lists(st.sampled_from(pieces), max_size=20)))
    skip = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=2))
    return aliases, text, skip


def assert_fast_is_slow(scene: tuple[list[Alias], str, list[Span]]) -> None:
    aliases, text, skip = scene
    index = compiled(aliases)
    assert find_fast(index, text, skip) == find_in_python(index, text, skip) == find_slowly(index, text, skip)


@given(scenes("ab. c"))
def test_fast_is_slow_where_names_overlap(scene: tuple[list[Alias], str, list[Span]]) -> None:
    assert_fast_is_slow(scene)


@given(scenes("甲乙ab.\n"))
def test_fast_is_slow_where_scripts_mix(scene: tuple[list[Alias], str, list[Span]]) -> None:
    assert_fast_is_slow(scene)


@given(scenes([*"a1.é長长…½㈱カ゛吉\n", "\u0301", "ﾞ", "ｶ", "𠮷", "\u200b", "\U000e0100", "．"]))
@example(([Alias("p", "カ゛a")], "ガa", []))
@example(([Alias("p", "Foo…"), Alias("p", "foo..")], "foo...", []))
def test_fast_is_slow_where_characters_change_length(scene: tuple[list[Alias], str, list[Span]]) -> None:
    assert_fast_is_slow(scene)


@given(scenes([*HARD, "@", "//", "://", "http://", "www."]))
@example(([Alias("p", "\ue000公")], "\ue001公", []))
@example(([Alias("p", "\uffff公")], "x公", [(0, 1)]))
def test_fast_is_slow_on_anything(scene: tuple[list[Alias], str, list[Span]]) -> None:
    assert_fast_is_slow(scene)


@given(scenes([*HARD]))
def test_a_mention_is_the_text_at_its_place(scene: tuple[list[Alias], str, list[Span]]) -> None:
    aliases, text, skip = scene
    mentions = find_fast(compiled(aliases), text, skip)
    assert [text[m.start : m.end] for m in mentions] == [m.text for m in mentions]
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(before.end <= after.start for before, after in pairwise(mentions))
    assert all(m.end <= start or end <= m.start for m in mentions for start, end in skip if start < end)


@given(aliases_of(st.text(st.sampled_from("abc 甲乙长長.é㈱"), min_size=2, max_size=8).filter(lambda name: "  " not in name), max_size=4))
def test_a_name_on_its_own_is_found_as_it_is_written(aliases: list[Alias]) -> None:
    """A name of two characters or more that has a letter; an ordinary word may be passed over, that is another law."""
    index = compiled(aliases)
    for alias in aliases:
        mentions = find_fast(index, f"「{alias.name}」")
        if len(alias.name) >= 2 and not any(other.is_word for other in aliases):
            assert [(m.start, m.end) for m in mentions] == [(1, 1 + len(alias.name))]
            assert alias.id in mentions[0].ids


# -- what a mention says -------------------------------------------------------------------------------------


def test_a_mention_tells_what_it_names() -> None:
    index = compiled(
        [
            Alias("cxmt", "CXMT", "en", "abbreviation", "preferred"),
            Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred"),
            Alias("cxmt", "長鑫存儲", "zh-Hant", "short", "admitted"),
        ]
    )
    (mention,) = find_fast(index, "與長鑫存儲合作")
    assert (mention.start, mention.end, mention.text, mention.id, mention.ids) == (1, 5, "長鑫存儲", "cxmt", ("cxmt",))
    assert (mention.name, mention.alias, mention.kind, mention.verdict) == ("CXMT", "長鑫存儲", "short", "exact")


def test_an_ambiguous_mention_names_every_owner_and_decides_nothing() -> None:
    index = compiled([Alias("nanya", "NTC", kind="abbreviation"), Alias("nationz", "NTC", kind="ticker")])
    (mention,) = find_fast(index, "NTC")
    assert (mention.id, mention.name, mention.ids, mention.verdict) == (None, None, ("nanya", "nationz"), "ambiguous")
    assert mention.alias == "NTC"


def test_one_scanner_serves_many_texts() -> None:
    scanner = Scanner(compiled([Alias("cxmt", "CXMT"), Alias("micron", "Micron", note="ordinary word: unit")]))
    texts = ["CXMT", "no one", "Micron and micron", "", "½ CXMT"]
    assert [told(scanner.find(text)) for text in texts * 2] == ["0-4=cxmt", "", "0-6=micron", "", "2-6=cxmt"] * 2


@ALL
@pytest.mark.parametrize("text", ["", "CXMT", "\u200b"])
def test_an_empty_index_finds_nothing(find: Find, text: str) -> None:
    assert find(compiled([]), text, ()) == []


@ALL
def test_spans_to_skip_are_not_read(find: Find) -> None:
    index = compiled([Alias("cxmt", "CXMT")])
    assert told(find(index, "CXMT CXMT CXMT", [(5, 9)])) == "0-4=cxmt|10-14=cxmt"
    assert told(find(index, "㈱CXMT CXMT ½", [(1, 3)])) == "6-10=cxmt"
    assert told(find(index, "CXMT", [(0, 99)])) == ""


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("1-bit color", "a 1-bit color image"), (".iso", "the .iso file"), ("C++", "in C++, mostly"), ("/etc/fstab", "see /etc/fstab."),
        ("Ctrl+Alt+Del", "press Ctrl+Alt+Del"), ("TCP/IP", "over TCP/IP"), ("2.0", "version 2.0 is"),
        ("access control list", "an access control list"),
        ("应用程序", "打开应用程序并"), ("café", "un café"),
    ],
)  # fmt: skip
def test_terms_of_several_words_and_with_punctuation_are_found(term: str, text: str) -> None:
    (found,) = Scanner(compiled([Alias("t", term, "en", "term")])).find(text)
    assert found.text == term
