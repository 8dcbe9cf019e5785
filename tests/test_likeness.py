"""Two names of one script laid beside each other: what they share, and which words are nearly the same."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.text import likeness
from glossary.text.fold import key
from glossary.text.likeness import is_slip, parts_of, share_han, share_latin
from glossary.text.names import parse
from tests.making import texts

han_names = st.one_of(
    st.lists(
        st.sampled_from(
            ["长电", "长鑫", "江苏", "（北京）", "科技", "半导体", "有限公司", "股份有限公司", "集团", "控股", "第一", "a", "-ky"]
        ),
        max_size=5,
    ).map("".join),
    st.text(st.sampled_from("长电江鑫科技()a "), max_size=10),
)
latin_names = st.one_of(
    st.lists(
        st.sampled_from(
            ["good", "will", "goodwill", "forty", "four", "44", "ltd", "ag", "a.b.c.", "walmart", "wallmart", "xi", "ix", "é", "and"]
        ),
        max_size=6,
    ).map(" ".join),
    st.text(st.sampled_from("abcé '-.&1 "), max_size=14),
)


# -- slips ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("walmart", "wallmart", id="a letter twice"),
        pytest.param("toyota", "tayota", id="another letter"),
        pytest.param("jcet", "ject", id="two letters changed about"),
        pytest.param("semiconductor", "semiconducter", id="a vowel"),
        pytest.param("manufacturing", "manufactoringg", id="two letters of a long word"),
    ],
)
def test_a_slip_of_the_hand_is_one(one: str, other: str) -> None:
    assert is_slip(one, other) and is_slip(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("ase", "asr", id="three letters"),
        pytest.param("smic", "psmc", id="two letters of four"),
        pytest.param("2020", "2021", id="figures"),
        pytest.param("4th", "5th", id="ordinals"),
        pytest.param("xii", "xiii", id="Roman numerals"),
        pytest.param("vii", "viii", id="Roman numerals of one stem"),
        pytest.param("toyota", "tayoto", id="two letters of six"),
        pytest.param("huawei", "samsung", id="other words"),
        pytest.param("", "a", id="nothing"),
        pytest.param("", "", id="nothing at all"),
    ],
)
def test_what_is_no_slip(one: str, other: str) -> None:
    assert not is_slip(one, other)
    assert not is_slip(other, one)


def test_beside_a_word_that_is_the_same_a_slip_may_be_larger() -> None:
    assert is_slip("motors", "mortars", in_context=True)
    assert not is_slip("motors", "mortars")
    assert not is_slip("motors", "rotary", in_context=True)


@given(st.text(max_size=10), st.text(max_size=10), st.booleans())
def test_a_slip_goes_both_ways(one: str, other: str, in_context: bool) -> None:
    assert is_slip(one, other, in_context=in_context) == is_slip(other, one, in_context=in_context)


# -- Latin ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Good Will Instrument", "Goodwill Instrument"),
        ("Goodwill Instrument", "Good Will Instrument"),
        ("STATS ChipPAC", "STATSChipPAC"),
        ("A.B.C. Steel", "ABC Steel"),
        ("Route Forty-Four", "Route 44"),
        ("Unit Seven", "Unit 7"),
        ("Société Générale", "Societe Generale"),
        ("Memory Changxin", "Changxin Memory"),
        ("Procter and Gamble", "Procter & Gamble"),
        ("X Mfg", "X Manufacturing"),
        ("International Labour Organisation", "International Labor Organization"),
        ("Siemens AG", "Siemens GmbH"),
    ],
)
def test_spellings_of_one_name_share_everything(first: str, second: str) -> None:
    found = share_latin(key(first), key(second))
    assert (found.first, found.second, found.first_left, found.second_left, found.near) == (1.0, 1.0, (), (), ())


@pytest.mark.parametrize(
    ("first", "second", "first_left", "second_left"),
    [
        ("Changxin Memory", "Changxin Xinqiao Memory", (), ("xinqiao",)),
        ("Sequoia Fund XI", "Sequoia Fund XII", ("xi",), ("xii",)),
        ("21st Century Fox", "20th Century Fox", ("21st",), ("20th",)),
        ("Arm Holdings", "Arm", ("holdings",), ()),
        ("Huawei", "Samsung", ("huawei",), ("samsung",)),
        ("Fund Two", "Fund Three", ("2",), ("3",)),
    ],
)
def test_a_word_that_the_other_lacks_is_left(first: str, second: str, first_left: tuple[str, ...], second_left: tuple[str, ...]) -> None:
    found = share_latin(key(first), key(second))
    assert (found.first_left, found.second_left) == (first_left, second_left)


def test_a_slip_is_named_and_costs() -> None:
    found = share_latin("wallmart stores", "walmart stores")
    assert found.near == (("wallmart", "walmart"),)
    assert 0.8 < found.first < 1 and 0.8 < found.second < 1


def test_words_of_a_legal_form_may_have_a_slip() -> None:
    assert share_latin("baikal joynt stock company", "baikal").first_left == ()


@given(latin_names, latin_names)
@example("andrang heta", "'ndrangheta")
@example("a a b", "a b b")
@example("forty", "40")
@example("ltd", "company")
def test_what_latin_names_share_is_the_same_in_both_orders(first: str, second: str) -> None:
    one, other = share_latin(key(first), key(second)), share_latin(key(second), key(first))
    assert (one.first, one.second) == pytest.approx((other.second, other.first))
    assert (sorted(one.first_left), sorted(one.second_left)) == (sorted(other.second_left), sorted(other.first_left))


@given(st.one_of(latin_names, texts), st.one_of(latin_names, texts))
def test_latin_shares_are_shares(first: str, second: str) -> None:
    found = share_latin(key(first), key(second))
    assert 0 <= found.first <= 1 and 0 <= found.second <= 1


@given(latin_names)
def test_a_latin_name_shares_all_with_itself(name: str) -> None:
    found = share_latin(key(name), key(name))
    assert (found.first, found.second, found.first_left, found.second_left) == (1.0, 1.0, (), ())


# -- Han -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("长电科技", "江苏长电科技股份有限公司"),
        ("士兰微电子", "杭州士兰微电子股份有限公司"),
        ("台灣積體電路製造", "台湾集成电路制造股份有限公司"),
        ("万科A", "万科企业股份有限公司"),
        pytest.param("*ST中天", "中天科技股份有限公司", marks=pytest.mark.xfail(strict=True)),
        ("中天", "中天科技股份有限公司"),
        ("矽力-KY", "矽力杰股份有限公司"),
        ("中芯国际", "中芯国际集成电路制造有限公司"),
    ],
)
def test_the_full_name_explains_the_short_one(short: str, full: str) -> None:
    found = share_han(key(short), key(full))
    assert (found.first, found.first_left) == (1.0, ())


@pytest.mark.parametrize(
    ("first", "second", "first_left", "second_left"),
    [
        ("华虹", "华为", "虹", "为"),
        ("长鑫存储", "长江存储", "鑫", "江"),
        ("长鑫新桥", "长鑫", "新桥", ""),
        ("中芯国际", "中信国际", "芯", "信"),
    ],
)
def test_a_character_that_the_other_lacks_is_left(first: str, second: str, first_left: str, second_left: str) -> None:
    found = share_han(key(first), key(second))
    assert ("".join(found.first_left), "".join(found.second_left)) == (first_left, second_left)


def test_characters_far_apart_cost() -> None:
    assert share_han("长电", "长江电力").first < share_han("长电", "长电科技").first


def test_characters_count_in_order_only() -> None:
    assert share_han("芯中", "中芯").first < 1


@given(han_names, han_names)
def test_han_shares_are_shares(first: str, second: str) -> None:
    found = share_han(key(first), key(second))
    assert 0 <= found.first <= 1 and 0 <= found.second <= 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("江苏长电科技有限公司", "江苏长电科技股份有限公司", id="the 有 of two forms"),
        pytest.param("上海华虹（集团）有限公司", "上海华虹集团有限公司", id="brackets"),
        pytest.param("华大九天", "华天科技", id="equals"),
    ],
)
def test_what_han_names_share_is_the_same_in_both_orders(first: str, second: str) -> None:
    """Of several heaviest paths the one with fewest breaks is meant, whichever name comes first."""
    one, other = share_han(key(first), key(second)), share_han(key(second), key(first))
    assert (one.first, one.second) == pytest.approx((other.second, other.first))


def heaviest(first: str, second: str, one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The weight of the heaviest common subsequence, by trying all."""
    places = [(i, j) for i, a in enumerate(first) for j, b in enumerate(second) if a == b]
    best = 0.0
    for size in range(1, min(len(first), len(second)) + 1):
        for chosen in combinations(places, size):
            if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chosen)):
                best = max(best, sum(one[i] + other[j] for i, j in chosen))
    return best


@given(st.text(st.sampled_from("长电江科技"), max_size=5), st.text(st.sampled_from("长电江科技"), max_size=5))
@example("长长长长长", "长长长长长")
def test_the_common_characters_are_the_heaviest(first: str, second: str) -> None:
    """Oracle: every common subsequence. Runs and single characters are worth hundredths, which may part equals only."""
    one, other = likeness._han_weights(first), likeness._han_weights(second)
    pairs = likeness._common(first, second, one, other)
    assert all(first[i] == second[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))
    found = sum(one[i] + other[j] for i, j in pairs)
    assert found == pytest.approx(heaviest(first, second, one, other), abs=0.16)


@given(texts)
def test_parts_are_those_of_the_parser(name: str) -> None:
    assert parts_of(key(name)) == parse(key(name))
