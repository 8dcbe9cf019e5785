"""A Latin name laid beside a Han name: which word stands for which characters, and what is left over."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.text.alignment import align
from glossary.text.fold import key
from glossary.text.grammar import is_han
from tests.making import texts

LATIN = [
    *("ChangXin Memory Technologies, Inc.", "Hua Hong Semiconductor Limited", "TCL Technology Group Corporation", "Estun", "ZJLD Group"),
    *(
        "Bank of China (Hong Kong)",
        "Xi'an Bank",
        "Er-Kang Pharmaceutical",
        "ESTUN Automation",
        "Hybio",
        "Redstar Macalline",
        "3M",
        "C&S Paper",
    ),
]
HAN = [
    *("长鑫存储技术有限公司", "華虹半導體有限公司", "TCL科技集团股份有限公司", "埃斯顿自动化", "珍酒李渡集团", "中国银行（香港）有限公司"),
    *("西安银行", "尔康制药", "翰宇生物", "红星美凯龙", "3M中国", "中顺洁柔纸业", "SK海力士", "東京エレクトロン", "삼성전자", "长"),
]
latin_names = st.one_of(st.sampled_from(LATIN), st.text(st.sampled_from("abchngxiu '-&.3("), max_size=20))
han_names = st.one_of(st.sampled_from(HAN), st.text(st.sampled_from("长鑫存储中国银行（）abc 3・のハ한"), max_size=12))
both = st.one_of(st.tuples(latin_names, han_names), st.tuples(texts, texts))


def links(latin: str, han: str) -> set[tuple[str, str, str]]:
    return {(link.latin, link.han, link.how) for link in align(key(latin), key(han)).links}


@pytest.mark.parametrize(
    ("latin", "han", "expected"),
    [
        ("ChangXin Memory", "長鑫存儲", {("changxin", "长鑫", "reading"), ("memory", "存储", "term")}),
        (
            "Hua Hong Semiconductor",
            "华虹半导体",
            {("hua", "华", "reading"), ("hong", "虹", "reading"), ("semiconductor", "半导体", "term")},
        ),
        ("Tsingtao Brewery", "青岛啤酒", {("tsingtao", "青岛", "term"), ("brewery", "啤酒", "term")}),
        ("TCL Technology", "TCL科技", {("tcl", "tcl", "letters"), ("technology", "科技", "term")}),
        ("Chow Tai Fook", "周大福", {("chow", "周", "reading"), ("tai", "大", "reading"), ("fook", "福", "reading")}),
        ("Chang Hwa Bank", "彰化銀行", {("chang", "彰", "reading"), ("hwa", "化", "reading"), ("bank", "银行", "term")}),
        ("Estun", "埃斯顿", {("estun", "埃斯顿", "sound")}),
        ("ZJLD", "珍酒李渡", {("zjld", "珍酒李渡", "initials")}),
        ("Er-Kang", "尔康", {("er", "尔", "reading"), ("kang", "康", "reading")}),
        ("Chongqing Changan", "重庆长安", {("chongqing", "重庆", "term"), ("changan", "长安", "reading")}),
        ("Boeing", "长鑫", set()),
        ("", "长鑫", set()),
        ("changxin", "", set()),
    ],
)
def test_words_stand_for_characters(latin: str, han: str, expected: set[tuple[str, str, str]]) -> None:
    assert links(latin, han) == expected


@pytest.mark.parametrize(("latin", "han"), [("Xi'an Bank", "西安银行"), ("Chang'an Automobile", "长安汽车")])
def test_an_apostrophe_parts_two_syllables_of_a_word(latin: str, han: str) -> None:
    assert align(key(latin), key(han)).latin_left == ()


@pytest.mark.xfail(strict=True, reason="hang takes 行, and bank the 银 before it")
def test_the_links_are_the_ones_that_explain_most() -> None:
    """行 is read hang too, and one character of it for bank is all that the greedy choice leaves."""
    assert links("Hang Seng Bank", "恒生银行") == {("hang", "恒", "reading"), ("seng", "生", "reading"), ("bank", "银行", "term")}


@pytest.mark.parametrize(
    ("latin", "han", "latin_left", "han_left"),
    [
        ("ChangXin Memory", "长鑫存储", (), ""),
        ("Changxin Xinqiao Memory", "长鑫存储", ("xinqiao",), ""),
        ("Changxin Memory", "长鑫新桥存储", (), "新桥"),
        ("TCL Technology", "TCL中环", (), "中环"),
        ("Huawei", "华虹", ("huawei",), "华虹"),
    ],
)
def test_what_is_distinctive_and_not_explained_is_left(latin: str, han: str, latin_left: tuple[str, ...], han_left: str) -> None:
    found = align(key(latin), key(han))
    assert (found.latin_left, found.han_left) == (latin_left, han_left)


def test_industries_that_the_other_does_not_say_are_left() -> None:
    found = align("changjiang electronics", "长江存储")
    assert found.industries_left == ("electronics", "存储")
    assert not found.industry_linked
    assert align("changjiang memory", "长江存储").industry_linked


def test_a_legal_form_weighs_nothing() -> None:
    long, short = align("changxin memory technologies, inc.", "长鑫存储技术有限公司"), align("changxin memory technologies", "长鑫存储技术")
    assert (long.score, long.links) == (short.score, short.links)


def test_readings_of_every_system_are_read() -> None:
    for latin, han in [("moutai", "茅台"), ("hon hai", "鸿海"), ("ta-i", "大毅"), ("sun hung kai", "新鸿基"), ("cheung kong", "长江")]:
        found = align(latin, han)
        assert (found.latin_left, found.han_left) == ((), ""), latin
        assert {link.how for link in found.links} == {"reading"}, latin


# -- laws ----------------------------------------------------------------------------------------------------


@given(both)
@example(("changxin\ud800", "长鑫\udfff"))
@example(("a" * 30, "长" * 30))
@example(("&", "&"))
@example(("tcl tcl", "tcl科技"))
@example(("3m 3m", "3m中国3m"))
def test_each_word_and_each_character_is_in_one_link_at_most(pair: tuple[str, str]) -> None:
    latin, han = key(pair[0]), key(pair[1])
    found = align(latin, han)
    assert not Counter("".join(link.han for link in found.links)) - Counter(han)
    assert all(link.han in han for link in found.links)
    words = Counter(word for link in found.links for word in link.latin.split())
    assert sum(words.values()) <= len(latin)
    assert all(0 <= link.value <= 1 for link in found.links)


@given(both)
def test_shares_are_shares(pair: tuple[str, str]) -> None:
    found = align(key(pair[0]), key(pair[1]))
    assert 0 <= found.latin_share <= 1 + 1e-9
    assert 0 <= found.han_share <= 1 + 1e-9
    assert found.score == pytest.approx((found.latin_share + found.han_share) / 2)
    assert (found.score == 0) == (not any(link.value for link in found.links)) or found.links


@given(both)
def test_what_is_left_is_in_no_link(pair: tuple[str, str]) -> None:
    latin, han = key(pair[0]), key(pair[1])
    found = align(latin, han)
    assert not Counter("".join(link.han for link in found.links) + found.han_left) - Counter(han)
    assert set(found.industries_left[1]) <= set(han)


@given(both)
def test_one_pair_has_one_alignment(pair: tuple[str, str]) -> None:
    latin, han = key(pair[0]), key(pair[1])
    assert align(latin, han) == align(latin, han)


@given(han_names)
def test_nothing_explains_nothing(han: str) -> None:
    found = align("", key(han))
    assert (found.links, found.latin_share, found.han_share) == ((), 0, 0)
    assert not any(map(is_han, found.industries_left[0]))
