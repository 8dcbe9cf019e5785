"""What the other names of a company say against a candidate: each feature where it is right, and where it must be silent."""

from __future__ import annotations

from itertools import product

import pytest

from glossary.answers import Answer
from glossary.engines import LoadedIndex
from glossary.model import Alias
from glossary.text.scripts import script
from tests.making import compiled

BOOK = LoadedIndex(
    compiled(
        [
            Alias("samsung", "Samsung Electronics", "en", "short"),
            Alias("samsung", "Samsung Electronics Co., Ltd.", "en", "legal"),
            Alias("samsung", "三星电子", "zh-Hans", "short"),
            Alias("samsung", "三星电子株式会社", "zh-Hans", "legal"),
            Alias("intel", "Intel", "en", "short"),
            Alias("intel", "Intel Corporation", "en", "legal"),
            Alias("intel", "英特尔", "zh-Hans", "short"),
            Alias("intel", "英特尔公司", "zh-Hans", "legal"),
            Alias("bosch", "Bosch", "en", "brand"),
            Alias("bosch", "Robert Bosch GmbH", "en", "legal"),
            Alias("unknown", "Zorgwell", "en", "brand"),
            Alias("pte", "Kwangtong Pte. Ltd.", "en", "legal"),
            Alias("nova", "Nova Ltd.", "en", "legal"),
            Alias("edwards", "Edwards Ltd", "en", "legal"),
            Alias("edwards", "Edwards Vacuum", "en", "short"),
            Alias("wolfspeed", "Wolfspeed Inc.", "en", "legal"),
            Alias("unisplendour", "紫光股份有限公司", "zh-Hans", "legal"),
            Alias("unisplendour", "紫光股份", "zh-Hans", "short"),
            Alias("cec", "China Electronics Corp", "en", "legal"),
            Alias("zte", "中兴", "zh-Hans", "short"),
            Alias("zte", "中兴通讯股份有限公司", "zh-Hans", "legal"),
            Alias("umbrella", "成都华微", "zh-Hans", "short"),
        ]
    )
)


def features(answer: Answer, entity: str) -> set[str]:
    return next({feature.name for feature in c.features} for c in answer.candidates if c.id == entity)


@pytest.mark.parametrize(
    ("query", "entity", "feature"),
    [
        ("Samsung Electronics GmbH", "samsung", "form_unsupported"),
        ("Samsung Electronics Pte Ltd", "samsung", "form_unsupported"),
        ("Intel Ltd", "intel", "form_unsupported"),
        ("英特尔有限公司", "intel", "form_unsupported"),
        ("Bosch Inc", "bosch", "form_unsupported"),
        ("Zorgwell GmbH", "unknown", "form_unsupported"),
        ("中兴股份有限公司", "zte", "industry_missing"),  # its legal name is nearer
        ("Nova", "nova", "bare_word"),
        ("Edwards", "edwards", "bare_word"),
        ("紫光", "unisplendour", "industry_missing"),
        ("China Electronics", "cec", "bare_word"),
        ("三星电子技术", "samsung", "own_names_differ"),
        ("台湾成都华微", "umbrella", "place_unsupported"),
    ],
)
def test_what_its_own_names_deny_is_no_match(query: str, entity: str, feature: str) -> None:
    answer = BOOK.lookup(query)
    assert answer.verdict == "possible"
    assert feature in features(answer, entity)


@pytest.mark.parametrize(
    ("query", "entity"),
    [
        ("Samsung Electronics Corp.", "samsung"),  # English forms of Asian companies vary
        ("三星电子股份有限公司", "samsung"),  # as 株式会社 is translated
        ("Intel Inc.", "intel"),
        ("英特尔公司", "intel"),
        ("Bosch GmbH", "bosch"),
        ("Zorgwell AG", "unknown"),  # nothing is known of its form, and an AG is nobody's branch
        ("Zorgwell Inc.", "unknown"),
        ("Kwangtong Private Limited", "pte"),
        ("Wolfspeed", "wolfspeed"),
        ("紫光股份公司", "unisplendour"),
    ],
)
def test_what_its_own_names_allow_is_one(query: str, entity: str) -> None:
    answer = BOOK.lookup(query)
    assert (answer.verdict in ("match", "exact"), answer.candidates[0].id) == (True, entity)


# -- rivals --------------------------------------------------------------------------------------------------


def listed(*names: str) -> LoadedIndex:
    return LoadedIndex(compiled([Alias(f"listing-{number}", name, "und") for number, name in enumerate(names)]))


def test_two_listings_of_one_company_are_rivals() -> None:
    """赤峰黄金 in Shanghai, 赤峰吉隆黃金礦業 in Hong Kong: the English name does not say which."""
    alone, both = listed("赤峰吉隆黃金礦業股份有限公司"), listed("赤峰吉隆黃金礦業股份有限公司", "赤峰黄金")
    assert alone.lookup("Chifeng Jilong Gold Mining Co.,Ltd.").verdict == "match"
    answer = both.lookup("Chifeng Jilong Gold Mining Co.,Ltd.")
    assert answer.verdict == "possible"
    assert "rival" in features(answer, "listing-0")


def test_a_bare_trade_name_is_no_rival() -> None:
    assert listed("赤峰吉隆黃金礦業股份有限公司", "吉隆").lookup("Chifeng Jilong Gold Mining Co.,Ltd.").verdict == "match"


def test_a_rival_does_not_depend_on_how_many_are_asked_for() -> None:
    both = listed("赤峰吉隆黃金礦業股份有限公司", "赤峰黄金")
    few, many = both.lookup("Chifeng Jilong Gold Mining", 1), both.lookup("Chifeng Jilong Gold Mining", 10)
    assert few.candidates == many.candidates[:1]
    assert few.verdict == many.verdict


# -- scripts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "first"), [("華東", "華東科技股份有限公司"), ("华东", "华东医药股份有限公司")])
def test_names_in_the_script_asked_for_come_first(query: str, first: str) -> None:
    assert listed("华东医药股份有限公司", "華東科技股份有限公司").lookup(query).candidates[0].alias == first


def test_a_name_in_either_script_is_shown_as_it_was_asked_for() -> None:
    book = LoadedIndex(compiled([Alias("jcet", "長電科技", "zh-Hant"), Alias("jcet", "长电科技", "zh-Hans")]))
    asked = [book.lookup(query).candidates[0] for query in ("长电科技公司", "長電科技公司")]
    assert [candidate.alias for candidate in asked] == ["长电科技", "長電科技"]
    assert all(feature.name != "other_script" for candidate in asked for feature in candidate.features)


def test_the_script_of_a_name_is_that_of_the_characters_of_one_script_only() -> None:
    assert [script(one + other) for one, other in product("长長台", repeat=2)] == [
        *("simplified", "", "simplified"),
        *("", "traditional", "traditional"),
        *("simplified", "traditional", ""),
    ]
