"""Name → candidates, the exact part."""

from __future__ import annotations

import pytest
from hypothesis import given

from glossary.answers import Answer, Candidate, Feature
from glossary.glossary import Glossary
from glossary.model import Alias
from glossary.resolver import resolve
from tests.making import compiled, texts

INDEX = compiled(
    [
        Alias("cxmt", "CXMT", "en", "abbreviation", "preferred"),
        Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred"),
        Alias("cxmt", "長鑫存儲", "zh-Hant", "short", "admitted"),
        Alias("jcet", "JCET", "en", "abbreviation", "preferred"),
        Alias("jcet", "JECT", "en", "misspelling", "deprecated"),
        Alias("jcet", "长电", "zh-Hans", "abbreviation", "admitted"),
        Alias("aaa-power", "長電", "zh-Hant", "abbreviation", "admitted"),
        Alias("bionet", "訊聯", "zh-Hant"),
        Alias("micron", "Micron", "en", note="ordinary word: unit"),
    ]
)


def test_a_name_just_as_stored_is_exact() -> None:
    assert resolve(INDEX, "长鑫存储") == Answer(
        "长鑫存储",
        "exact",
        (Candidate("cxmt", "CXMT", 1.0, True, "长鑫存储", (Feature("same_spelling", 1.0, "short name, zh-Hans, preferred"),)),),
    )


def test_a_name_that_folds_alike_is_exact_and_says_what_it_folds_like() -> None:
    assert resolve(INDEX, "ｃｘｍｔ") == Answer(
        "ｃｘｍｔ",
        "exact",
        (Candidate("cxmt", "CXMT", 1.0, True, "CXMT", (Feature("same_key", 1.0, "folds like CXMT: abbreviation name, en, preferred"),)),),
    )


def test_the_alias_of_the_very_spelling_is_named() -> None:
    asked = {name: resolve(INDEX, name).candidates[0].alias for name in ("長鑫存儲", "长鑫存储", "長鑫存储")}
    assert asked == {"長鑫存儲": "長鑫存儲", "长鑫存储": "长鑫存储", "長鑫存储": "长鑫存储"}


@pytest.mark.parametrize("name", ["长江存储", "CXM", "訊連", "", " ", "——", "\0", "x" * 100_000, "\ue000", "🚀"])
def test_an_unknown_name_is_no_error(name: str) -> None:
    assert resolve(INDEX, name) == Answer(name, "none", ())


@pytest.mark.parametrize("name", ["\ud800", "CXMT\udcff"])
def test_a_lone_surrogate_is_no_name_and_no_error(name: str) -> None:
    """A shell argument that is not UTF-8 comes as surrogates."""
    assert resolve(INDEX, name) == Answer(name, "none", ())


@given(texts)
def test_no_name_is_an_error(name: str) -> None:
    assert resolve(INDEX, name).query == name


def test_a_misspelling_finds_its_entity() -> None:
    (candidate,) = resolve(INDEX, "ject").candidates
    assert (candidate.id, candidate.name, candidate.alias) == ("jcet", "JCET", "JECT")


def test_an_ordinary_word_is_a_name_when_it_is_looked_up() -> None:
    assert resolve(INDEX, "micron").verdict == "exact"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("长电", ["jcet", "aaa-power"], id="the owner of the very spelling first"),
        pytest.param("長電", ["aaa-power", "jcet"], id="and the other way round"),
        pytest.param(" 長 電 ", ["aaa-power", "jcet"], id="else by ID"),
    ],
)
def test_a_name_of_two_entities_is_ambiguous(name: str, expected: list[str]) -> None:
    answer = resolve(INDEX, name)
    assert (answer.verdict, [candidate.id for candidate in answer.candidates]) == ("ambiguous", expected)
    assert [candidate.match for candidate in answer.candidates] == [False, False]


def test_a_limit_cuts_the_candidates_and_not_the_verdict() -> None:
    answer = resolve(INDEX, "长电", limit=1)
    assert (answer.verdict, [candidate.id for candidate in answer.candidates]) == ("ambiguous", ["jcet"])


def test_every_builtin_name_resolves_to_its_own_entity(book: Glossary) -> None:
    """Unless its note says that it is ambiguous."""
    for alias in book.aliases():
        answer = book.lookup(alias.name)
        ids = [candidate.id for candidate in answer.candidates]
        if alias.note.startswith("ambiguous:"):
            assert (answer.verdict, alias.id in ids) == ("ambiguous", True), alias
        else:
            assert (answer.verdict, ids, answer.candidates[0].match) == ("exact", [alias.id], True), alias


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CXMT", "cxmt"),
        ("長鑫存儲", "cxmt"),
        ("长鑫存储", "cxmt"),
        ("ChangXin Memory", "cxmt"),
        ("長電科技", "jcet"),
        ("长电科技", "jcet"),
        ("Changdian", "jcet"),
        ("JCET", "jcet"),
        ("JECT", "jcet"),
        ("Jingfang", "china-wafer-level-csp"),
        ("晶方科技", "china-wafer-level-csp"),
        ("China Wafer Level CSP", "china-wafer-level-csp"),
        ("Huahong", "hua-hong-semiconductor"),
        ("Hua Hong", "hua-hong-semiconductor"),
        ("GigaDevices", "gigadevice"),
        ("Innotron", "innotron"),
        ("InnoStar", "innostar"),
        ("Pico", "pico"),
        ("Picoheart", "picoheart"),
        ("ASE", "ase"),
        ("ASR", "asr"),
        ("ISE Labs", "ise-labs"),
    ],
)
def test_the_traps_of_the_issue_resolve_rightly(book: Glossary, name: str, expected: str) -> None:
    assert [candidate.id for candidate in book.lookup(name).candidates] == [expected]


def test_of_two_owners_that_of_the_script_asked_for_comes_first() -> None:
    """万润科技 is a company of Shenzhen, 萬潤科技 one of Taiwan."""
    index = compiled([Alias("hubei", "万润科技", "zh-Hans"), Alias("all-ring", "萬潤科技", "zh-Hant")])
    asked = [
        [candidate.id for candidate in resolve(index, query).candidates] for query in ("万润科技", "万润科技 ", "萬潤科技", "萬潤 科技")
    ]
    assert asked[0] == asked[1] == ["hubei", "all-ring"]
    assert asked[2] == ["all-ring", "hubei"]
