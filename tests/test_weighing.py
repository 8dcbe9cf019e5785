"""What is weighed in C is what the evidence says in Python: on any text, on newspaper sentences, row by row."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.answers import Mention
from glossary.context import Facts
from glossary.decider import Decider
from glossary.evidence import WEIGHTS
from glossary.model import Alias
from glossary.scanner import Scanner
from glossary.text import compiled
from glossary.text.scripts import leaning
from glossary.weighing import OF_DOCUMENT, OF_DOCUMENT_IN_PYTHON, OF_LATIN, OF_NAME, READ, TAIL, UNMET, Known, Weighed, Weigher, weigher_of
from tests.bench.rows import EVAL, jsonl
from tests.making import HARD
from tests.making import compiled as index_of

compiled_only = pytest.mark.skipif(not compiled.WEIGHS, reason="nothing is compiled here")
NAMES = [
    ("华为", "zh-Hans"), ("機器人", "zh-Hant-TW"), ("机器人", "zh-Hans"), ("长电科技", "zh-Hans"),
    ("江苏长电科技股份有限公司", "zh-Hans"), ("国银行", "und"), ("中石化", "zh-Hant-TW"), ("联合", "zh-Hans"),
    ("工商银行", "zh-Hans"), ("中工", "zh-Hans"), ("飞", "zh-Hans"), ("逸飞", "zh-Hans"), ("威尔", "zh-Hans"),
    ("上海复旦", "zh-Hans"), ("兴发集团", "zh-Hans"), ("Samsung", "en"), ("ASE", "en"), ("micron", "en"), ("SK Hynix", "en"),
    ("3M", "en"), ("TCL科技", "und"), ("Nova Global", "en"), ("长鑫存储技术有限公司", "zh-Hans"),
    ("Huawei Technologies Co., Ltd.", "en"), ("㑮科存储", "zh-Hans"), ("中国科学院上海微系统与信息技术研究所", "zh-Hans"),
    ("Groß Bank", "de"), ("M² Capital", "en"), ("½ Bank", "en"), ("日电", "zh-Hans"), ("日月光", "zh-Hant"),
]  # fmt: skip
PLACES = [
    "在", "难以", "为难", "增", "方式", "陈", "画家", "士州", "·", "《", "》", "“", "”", "，", "。", "\n", " ", "  ", " \r\n",
    "(300024)", "（688012.SH）", "股价", "涨停", "董事长", "收购", "记者从", "、", "与", "表示", "市", "沿岸", "公司",
    "股份有限公司", "集团", "控股", "控股股东", "投资控股有限公司", "科技", "证券", "发展", "大学", "（上海）",
    "(北京)有限公司", "宜昌", "碳鑫", "上市公司", "公司债", "國軍", "體育場", "中国", "上海市", "沪", "A股", " Inc", " Heavy",
    " Industries Co., Ltd", " & ", ", Ltd.", " The", "-based", "'s", "-3", "２", "é", "🚀", "𠮷", "𝟙日", "ａｓｅ", "fifteen",
    "13", "２", "日电", "月光", "Michael ", "Henry J. ", "René ", " (Wuxi)", " Taiwan", " Semiconductor", ", Power",
    "大道", "上", "里", "及", "服务外包（深圳）有限公司", "\n\n", "the ", " said", " shares", "Intel", "中芯国际", "\U00021ed5",
    "与SK\nHynix", "与SK  Hynix", "Groß\nBank", "GROẞ  Bank", "M²\nCapital", "½   Bank", "㑮\n科存储", "长电\n科技",
]  # fmt: skip
words = st.lists(st.sampled_from([*(name for name, _ in NAMES), *PLACES, *HARD]), max_size=30).map("".join)


def decider_of(names: Sequence[tuple[str, str]], notes: Sequence[str] = ()) -> Decider:
    aliases = [Alias(f"e{number}", name, lang) for number, (name, lang) in enumerate(names)]
    aliases += [Alias("e3", "长电", "zh-Hans"), Alias("e0", "华为技术有限公司", "zh-Hans")]
    index = index_of([*aliases, *(Alias("w", name, "zh-Hans", note="ordinary word") for name in notes)])
    scanner = Scanner(index)
    return Decider(index, scanner.find)


def in_both_ways(decider: Decider, text: str) -> tuple[list[Mention], list[Mention]]:
    """What is decided at once, and one after another; each finds by itself what breaks part."""
    raw = decider._find(text)
    return decider.decide(text, raw), decider.decide_slowly(text, decider._with_broken(text, raw, ()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("华为\U00021ed5的股价", []),  # which folds to 岁: a word goes on
        ("收购㑮\n科存储的股价", ["㑮\n科存储"]),  # 㑮 folds to a character beyond the first 65,536
        ("在长电\n科技中石化", ["长电\n科技"]),
        ("在长电  科技中石化", ["长电  科技"]),
        ("在中国科学院上海微系统与信息技术研究所中石化", ["中国科学院上海微系统与信息技术研究所"]),
        ("𝟙在长电科技中石化", ["长电科技"]),
        ("与SK\nHynix合作", ["SK\nHynix"]),
        ("与SK  Hynix合作", ["SK  Hynix"]),
        ("Groß\nBank said", ["Groß\nBank"]),
        ("M²\nCapital said", ["M²\nCapital"]),
        ("½   Bank said", ["½   Bank"]),
    ],
)
def test_texts_that_were_decided_in_two_ways(text: str, found: list[str]) -> None:
    for decided in in_both_ways(decider_of(NAMES), text):
        assert [mention.text for mention in decided] == found
    decider = decider_of(NAMES)
    explained = [decision.mention.text for decision in decider.explain(text, decider._find(text)) if decision.mention is not None]
    assert explained == found


@compiled_only
def test_what_is_forgotten_is_learnt_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two texts, and by another thread while a text is weighed."""
    monkeypatch.setattr("glossary.decider._MOST_FACTS", 3)
    text = "联合国和威尔士州，增长方式，中工作，逸飞，上海复旦大学，飞"
    decider, slow = decider_of(NAMES), decider_of(NAMES).decide_slowly
    raw = decider._find(text)
    wanted = slow(text, raw)
    for _ in range(3):
        assert decider.decide(text, raw) == wanted
    assert decider._weigher is not None
    weigh = decider._weigher.weigh
    forgets = iter([True, True])

    def forgetful(text: str, mentions: Sequence[Mention]) -> Weighed:
        if next(forgets, False):
            decider._forget()
        return weigh(text, mentions)

    monkeypatch.setattr(Weigher, "weigh", lambda _, text, mentions: forgetful(text, mentions))
    assert decider.decide(text, raw) == wanted


@compiled_only
def test_who_finds_facts_finds_them_in_the_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    decider = decider_of(NAMES)
    add = Known.add

    def watched(known: Known, facts: Facts) -> None:
        assert id(facts.owners) not in decider._facts
        add(known, facts)

    monkeypatch.setattr(Known, "add", watched)
    text = "在增长方式中威尔士州的联合国"
    assert decider.decide(text, decider._find(text)) == []
    assert decider._facts


@given(words)
def test_at_once_is_one_after_another(text: str) -> None:
    decider = decider_of(NAMES, ["动力"])
    fast, slow = in_both_ways(decider, text)
    assert fast == slow
    assert in_both_ways(decider, text)[0] == fast  # now that the names have been met


@pytest.mark.skipif(not EVAL.is_dir(), reason="the evaluation data is not beside this checkout")
def test_sentences_are_decided_alike() -> None:
    pairs = jsonl("zh_en_pairs.jsonl")[:6000]
    names = [(row["zh_hans"], "zh-Hans") for row in pairs if row.get("zh_hans")] + [(row["en"], "en") for row in pairs if row.get("en")]
    index = index_of([Alias(f"e{number}", name, lang) for number, (name, lang) in enumerate(names)])
    decider = Decider(index, Scanner(index).find)
    texts = [row["text"] for row in jsonl("mentions.jsonl")[:4000]]
    together = ["\n".join(texts[first : first + 20]) for first in range(0, len(texts), 20)]
    for text in (*texts, *together):
        fast, slow = in_both_ways(decider, text)
        assert fast == slow, text


def test_every_row_of_the_evidence_is_read() -> None:
    """A row that the extension does not know of would be left out of its sums without a word."""
    rows = [*READ, *TAIL, *OF_DOCUMENT, *OF_DOCUMENT_IN_PYTHON, *OF_NAME, *OF_LATIN]
    assert sorted(rows) == sorted(WEIGHTS)


def test_without_the_extension_names_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "WEIGHS", False)
    decider = decider_of(NAMES)
    assert weigher_of(decider._index) is None
    text = "收购华为\n和机器人(300024)"
    assert [m.text for m in decider.decide(text, decider._find(text))] == ["华为", "机器人"]


# -- what it takes -------------------------------------------------------------------------------------------


@compiled_only
@pytest.mark.parametrize(
    ("mentions", "fault"),
    [
        ([(0, 9, "", None)], ValueError),
        ([(-1, 1, "", None)], ValueError),
        ([(1, 1, "", None)], ValueError),
        ([(0, 1)], TypeError),
        ([None], TypeError),
        ([("0", 1, "", None)], TypeError),
        ([(0, 2**99, "", None)], OverflowError),
        (((0, 1, "", None),), TypeError),
    ],
)
def test_what_it_does_not_take(mentions: object, fault: type[Exception]) -> None:
    weigher = weigher_of(decider_of(NAMES)._index)
    assert weigher is not None
    call: Callable[..., object] = compiled.weigh
    with pytest.raises(fault):
        call("长鑫", mentions, compiled.facts(), *weigher[:3])
    right = [compiled.facts(), *weigher[:3]]
    for place in range(4):
        for wrong in (None, weigher.pairs if place < 2 else weigher.prepared):
            with pytest.raises(ValueError, match="PyCapsule"):
                call("长鑫", [], *right[:place], wrong, *right[place + 1 :])
    with pytest.raises(ValueError, match="packs them"):
        compiled.know(compiled.facts(), None, bytes(15))
    with pytest.raises(ValueError, match="PyCapsule"):
        compiled.know(weigher.pairs, None, bytes(16))


@compiled_only
def test_facts_are_known_by_who_owns_a_name() -> None:
    """More of them than the table has room for at first; of who is not there nothing is known."""
    weigher, decider = weigher_of(decider_of(NAMES)._index), decider_of(NAMES)
    assert weigher is not None
    owners = [replace(decider._find("华为")[0].owners) for _ in range(1000)]
    mentions = [Mention(0, 2, "华为", each) for each in owners]
    for each in owners[::2]:
        weigher.known.add(replace(decider.facts(decider._find("华为")[0].owners), owners=each))
    assert [outcome == UNMET for outcome in weigher.weigh("华为", mentions).outcomes] == [False, True] * 500


@compiled_only
def test_tables_of_another_size_are_refused() -> None:
    for parts in ([b""] * 13, [bytes(2 * 65536)] * 13):
        with pytest.raises(ValueError, match="size"):
            compiled.prepare(*parts)
    for keys in (bytes(8), memoryview(bytes(24))[1:17]):  # where a number of 64 bits cannot lie everywhere
        with pytest.raises(ValueError, match="as many"):
            compiled.pairs(keys, bytes(2))


@compiled_only
def test_nothing_is_kept() -> None:
    """Objects that live on after a call would show as references to what was passed."""
    decider = decider_of(NAMES)
    text = "与华为投资控股有限公司、机器人合作，\n长电科技股份有限公司ASE and more, SK\nHynix。" * 9
    mentions = decider._find(text)
    decider.decide(text, mentions)
    weigher = weigher_of(decider._index)
    assert weigher is not None
    watched = [text, mentions, mentions[0], mentions[0].owners, mentions[0].owners.ids, weigher.known, *weigher, None]
    compiled.weigh(text, mentions, weigher.known.capsule, *weigher[:3])
    before = [sys.getrefcount(each) for each in watched]
    for _ in range(1000):
        compiled.weigh(text, mentions, weigher.known.capsule, *weigher[:3])
    after = [sys.getrefcount(each) for each in watched]
    assert all(abs(b - a) < 100 for a, b in zip(before, after, strict=True)), (before, after)


@compiled_only
@given(words, st.integers(-3, 60), st.integers(-3, 60))
def test_a_stretch_leans_as_its_characters_do(text: str, first: int, end: int) -> None:
    weigher = weigher_of(index_of([]))
    assert weigher is not None
    assert weigher.leaning(text, first, end) == leaning(text, max(first, 0), max(end, 0))
    assert weigher.leaning("\U0002ccfd長长长𠮷", 0, 9) == leaning("\U0002ccfd長长长𠮷") == 1
    with pytest.raises(ValueError, match="PyCapsule"):
        compiled.leaning(text, 0, 1, weigher.pairs)
