"""The index: a pure function of the aliases, equal to a plain dictionary of keys."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.answers import Owners, Written
from glossary.compiler import is_searched, patterns_of
from glossary.index import Index
from glossary.model import Alias
from glossary.text.fold import key
from tests.cases import ROOT
from tests.making import aliases_of, compiled

CXMT = [
    Alias("cxmt", "CXMT", "en", "abbreviation", "preferred"),
    Alias("cxmt", "ChangXin Memory Technologies", "en", "legal", "admitted"),
    Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred"),
    Alias("cxmt", "長鑫存儲", "zh-Hant", "short", "preferred"),
    Alias("cxmt", "688825.SH", "und", "ticker", "admitted"),
    Alias("cxmt", "Innotron Memory", "en", "former", "superseded"),
    Alias("cxmt", "CMXT", "en", "misspelling", "deprecated"),
]
KIOXIA = [Alias("kioxia", "キオクシア", "ja", status="preferred"), Alias("kioxia", "Kioxia", "en")]
JCET = [Alias("jcet", "长电科技", "zh-Hans", "short", "preferred"), Alias("jcet", "长电", "zh-Hans", "abbreviation")]
POWER = [Alias("yangtze-power", "长电", "zh-Hans", "abbreviation"), Alias("yangtze-power", "长江电力", "zh-Hans", "short", "preferred")]


def written(alias: Alias, entity: str = "") -> Written:
    return Written(entity or alias.id, alias.name, alias.lang, alias.kind, alias.status, alias.is_word)


def ids_of(index: Index, name: str) -> tuple[str, ...]:
    owners = index.owners_of_key(key(name))
    return owners.ids if owners is not None else ()


# -- keys ----------------------------------------------------------------------------------------------------


def test_a_key_denotes_its_entity() -> None:
    index = compiled([*CXMT, *JCET])
    assert [ids_of(index, name) for name in ("長鑫存儲", "ＣＸＭＴ", "688825.sh", "长电科技")] == [("cxmt",)] * 3 + [("jcet",)]


@pytest.mark.parametrize("name", ["", "长江存储", "CXM", "CXMTX", "长鑫", "\0", "x" * 5000])
def test_an_unknown_key_denotes_nothing(name: str) -> None:
    assert compiled(CXMT).owners_of_key(key(name)) is None


def test_a_key_of_two_entities_denotes_both() -> None:
    assert ids_of(compiled([*JCET, *POWER]), "長電") == ("jcet", "yangtze-power")


def test_an_empty_index_knows_nothing() -> None:
    index = compiled([])
    assert (len(index), list(index.ids()), list(index.names()), index.owners_of_key("x"), index.matcher) == (0, [], [], None, None)
    assert index.aliases("x") == ()


@given(aliases_of(st.text(st.sampled_from("aAbB. 长長鑫é"), min_size=1, max_size=4), max_size=12), st.text("aAbB. 长長鑫é", max_size=4))
def test_look_up_is_that_of_a_plain_dictionary(aliases: list[Alias], other: str) -> None:
    owners: dict[str, set[str]] = {}
    for alias in aliases:
        owners.setdefault(key(alias.name), set()).add(alias.id)
    stored = set(owners)
    for alias in aliases:  # 长鑫A is a name of 长鑫, where nobody has that one
        if re.fullmatch("[长長鑫]{2,}[AB]", alias.name) and key(alias.name[:-1]) not in stored:
            owners.setdefault(key(alias.name[:-1]), set()).add(alias.id)
    index = compiled(aliases)
    for name in [*(alias.name for alias in aliases), other]:
        assert ids_of(index, name) == tuple(sorted(owners.get(key(name), ())))


def test_a_class_of_shares_is_no_part_of_the_name() -> None:
    index = compiled([Alias("vanke", "万科A", "zh-Hans"), Alias("csg", "南玻B", "zh-Hans"), Alias("csg", "南玻A", "zh-Hans")])
    assert [ids_of(index, name) for name in ("万科", "万科A", "南玻", "万")] == [("vanke",), ("vanke",), ("csg",), ()]
    assert index.name_in("vanke", "zh-Hans") == index.display("vanke") == "万科A"  # what nobody stored is not written


def test_a_stored_name_is_nobody_elses_without_its_class() -> None:
    index = compiled([Alias("vanke", "万科A"), Alias("other", "万科")])
    assert [ids_of(index, name) for name in ("万科", "万科A")] == [("other",), ("vanke",)]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 9, 1000])
def test_every_key_is_found_in_tables_of_any_size(count: int) -> None:
    """The hash table is at most half full; collisions and its borders are met by sheer number."""
    index = compiled(Alias(f"e{number:04}", f"name {number}") for number in range(count))
    assert [ids_of(index, f"name {number}") for number in range(count)] == [(f"e{number:04}",) for number in range(count)]
    assert [ids_of(index, f"no name {number}") for number in range(1000)] == [()] * 1000


@given(aliases_of(st.text(st.sampled_from("aAbB. 长長鑫é"), min_size=1, max_size=4), max_size=12))
def test_the_index_keeps_every_alias_just_so(aliases: list[Alias]) -> None:
    index = compiled(aliases)
    kept = [alias for entity in index.ids() for alias in index.aliases(entity)]
    assert {alias for alias in kept if not alias.derived} == {written(alias) for alias in aliases}
    assert len(kept) == len(index) == len(set(kept))
    assert list(index.ids()) == sorted({alias.id for alias in aliases})


# -- order ---------------------------------------------------------------------------------------------------


def test_aliases_come_best_first() -> None:
    """Status, then kind, then name: what `show` lists first and what a spelling is chosen by."""
    assert [alias.name for alias in compiled(random.Random(1).sample(CXMT, len(CXMT))).aliases("cxmt")] == [
        "長鑫存儲",
        "长鑫存储",
        "CXMT",
        "ChangXin Memory Technologies",
        "688825.SH",
        "Innotron Memory",
        "CMXT",
    ]


def test_owners_list_their_aliases_best_first() -> None:
    aliases = [Alias("b", "NTC", kind="ticker"), Alias("a", "ntc", kind="brand"), Alias("c", "NTC", status="preferred", kind="legal")]
    owners = compiled(aliases).owners_of_key("ntc")
    assert owners == Owners(("a", "b", "c"), "ntc", (written(aliases[2]), written(aliases[1]), written(aliases[0])))


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        pytest.param(CXMT, "CXMT", id="preferred in English"),
        pytest.param(CXMT[2:], "长鑫存储", id="else preferred in simplified Chinese"),
        pytest.param(CXMT[3:], "長鑫存儲", id="else preferred in traditional Chinese"),
        pytest.param([CXMT[1], CXMT[4]], "ChangXin Memory Technologies", id="else what may be written"),
        pytest.param(CXMT[4:], "688825.SH", id="else what there is"),
        pytest.param(KIOXIA, "キオクシア", id="preferred in another language"),
    ],
)
def test_an_entity_is_shown_by_its_best_name(aliases: Sequence[Alias], expected: str) -> None:
    assert compiled(aliases).display(aliases[0].id) == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "CXMT"),
        ("zh-Hans", "长鑫存储"),
        ("zh-Hant", "長鑫存儲"),
        ("zh-Hant-TW", "長鑫存儲"),
        ("zh-Hant-HK", "長鑫存儲"),
        ("en-GB", "CXMT"),
        ("ja", None),
        ("und", None),
    ],
)
def test_a_name_is_written_in_the_language_or_what_stands_in_for_it(lang: str, expected: str | None) -> None:
    assert compiled(CXMT).name_in("cxmt", lang) == expected


def test_simplified_stands_in_for_traditional_and_not_the_other_way() -> None:
    index = compiled([Alias("a", "长", "zh-Hans"), Alias("b", "長", "zh-Hant-TW")])
    assert (index.name_in("a", "zh-Hant-HK"), index.name_in("b", "zh-Hans"), index.name_in("b", "zh-Hant-HK")) == ("长", None, "長")


@pytest.mark.parametrize("kind", ["ticker", "misspelling", "former"])
def test_some_kinds_find_an_entity_and_are_never_written(kind: str) -> None:
    index = compiled([Alias("a", "AAA", "en", kind)])
    assert (index.name_in("a", "en"), ids_of(index, "aaa")) == (None, ("a",))


@pytest.mark.parametrize("status", ["superseded", "deprecated"])
def test_a_name_that_is_no_longer_right_is_not_written(status: str) -> None:
    assert compiled([Alias("a", "AAA", "en", "short", status)]).name_in("a", "en") is None


def test_an_unknown_entity_has_no_name_to_write() -> None:
    assert compiled(CXMT).name_in("nobody", "en") is None


# -- redirects -----------------------------------------------------------------------------------------------


def test_a_merged_entity_counts_for_the_one_it_leads_to() -> None:
    index = compiled([*JCET, *POWER], {"yangtze-power": "jcet"})
    assert (list(index.ids()), ids_of(index, "长江电力"), ids_of(index, "长电")) == (["jcet"], ("jcet",), ("jcet",))
    assert len(index) == 3  # 长电 of both became one


# -- patterns ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("cxmt", True), ("3m", True), ("2330.tw", True), ("长鑫", True), ("华", False), ("x", False), ("2330", False), ("", False)],
)
def test_a_lone_character_or_a_bare_number_is_not_searched(pattern: str, expected: bool) -> None:
    assert is_searched(pattern) == expected


def patterns_found(*aliases: Alias) -> dict[str, tuple[str, ...]]:
    """Every spelling that text is searched for, with its owners."""
    index = compiled(aliases)
    assert len(index.pattern_keys) == len(patterns_of(index))
    return {pattern: index.owners(number).ids for pattern, number in patterns_of(index).items()}


def test_a_name_is_searched_with_its_spaces_and_without() -> None:
    assert patterns_found(Alias("cnpc", "中国 石油")) == {"中国石油": ("cnpc",), "中国 石油": ("cnpc",)}
    assert patterns_found(Alias("hh", "Hua Hong")) == {"hua hong": ("hh",)}
    assert patterns_found(Alias("hua", "华"), Alias("n", "2330")) == {}


def test_a_pattern_leads_to_every_owner_of_its_key() -> None:
    assert patterns_found(Alias("a", "长 电"), Alias("b", "長電")) == {"长电": ("a", "b"), "长 电": ("a", "b")}


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["\ue000公司", "\ue001公司"], id="private use"),
        pytest.param(["か゛っき", "がっき"], id="a spacing voicing mark"),
        pytest.param(["\uffff公司", "\ufffe公司"], id="noncharacters"),
        pytest.param(["Åb", "A\u030ab"], id="composed or not"),
        pytest.param(["´ab", "\u0301ab"], id="a mark at the beginning"),
    ],
)
def test_names_that_look_alike_to_the_matcher_compile(names: list[str]) -> None:
    index = compiled(Alias(f"e{number}", name) for number, name in enumerate(names))
    assert [f"e{number}" in ids_of(index, name) for number, name in enumerate(names)] == [True, True]


@given(aliases_of(st.text(st.sampled_from("aAbB. 长長鑫éか"), min_size=1, max_size=4), max_size=12))
def test_every_pattern_leads_to_the_key_of_its_name(aliases: list[Alias]) -> None:
    for pattern, ids in patterns_found(*aliases).items():
        assert ids == tuple(sorted({alias.id for alias in aliases if key(alias.name) == key(pattern)}))


# -- determinism ---------------------------------------------------------------------------------------------

COMPILE = """
import hashlib, sys
from glossary.compiler import compile_index
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.text.tables import fold_version
names = ["CXMT", "长鑫存储", "長鑫存儲", "ChangXin", "NTC", "NTC ", "ソニー"]
aliases = {Alias(f"e{n % 3}", name, lang) for n, name in enumerate(names) for lang in ("en", "zh-Hans")}
print(hashlib.sha256(compile_index(aliases, {}, Stamp(fold_version(), "", 0, "")).file.tobytes()).hexdigest())
"""


@given(st.randoms(use_true_random=False))
def test_the_order_of_aliases_makes_no_difference(order: random.Random) -> None:
    aliases = [*CXMT, *JCET, *POWER]
    assert compiled(order.sample(aliases, len(aliases))).file.tobytes() == compiled(aliases).file.tobytes()


def test_the_bytes_do_not_depend_on_the_process() -> None:
    """Sets are iterated in the order of hashes, and string hashes differ from process to process."""
    digests = set()
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ran = subprocess.run([sys.executable, "-c", COMPILE], env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
        digests.add(ran.stdout)
    assert len(digests) == 1 and len(digests.pop()) == 65


def test_a_termbase_that_has_regions_alone_is_written_and_shown_by_them() -> None:
    """SUSE's has en-US and no en: its entries are shown in English, and English text is written with it."""
    rows = [Alias("c1", "应用程序", "zh-Hans", "term", "preferred"), Alias("c1", "application", "en-US", "term", "preferred")]
    index = compiled(rows)
    assert index.display("c1") == "application"
    assert index.name_in("c1", "en") == "application"
    assert index.name_in("c1", "en-US") == "application"
    assert index.name_in("c1", "en-GB") is None
    assert compiled([*rows, Alias("c1", "program", "en", "term")]).name_in("c1", "en") == "program"


def test_what_the_names_of_an_entity_are_like() -> None:
    """How long the longest is, is one traditional, is one in another script: by language, or else by the characters."""
    aliases = [
        Alias("a", "CXMT"), Alias("a", "長鑫存儲", "zh-Hant"), Alias("b", "长鑫", "zh-Hans"), Alias("b", "長鑫", "zh-Hant-TW"),
        Alias("c", "华为技术", "und"), Alias("d", "台中", "und"), Alias("e", "長榮", "und"),
    ]  # fmt: skip
    index = compiled(aliases)
    told = {entity: tuple(index.named(entity)) for entity in (*"abcde", "nobody")}
    assert told == {
        "a": (4, True, False), "b": (2, True, True), "c": (4, False, True), "d": (2, False, False), "e": (2, True, False),
        "nobody": (0, False, False),
    }  # fmt: skip
