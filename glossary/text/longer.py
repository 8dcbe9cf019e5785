"""Is a name a part of a longer one? 华为 in 华为投资控股有限公司 is not 华为, and 長電科技股份有限公司 is 長電科技.

`tail` reads what follows a name in a text: nothing of a name, a pure legal form (which belongs to the name), or the words of
companies' names (glossary.text.grammar) up to a legal form, a group, a university: then another one is meant.
`head` reads what stands before it: 宜昌 in 宜昌兴发集团有限责任公司. Both read folded characters.

Between the name and the end of the longer one there may be industries, places, brackets with places, and up to three characters
that no table knows (碳鑫), but no word of the language and no particle: 华为收购荣耀有限公司 ends nothing at 华为.
What it does not know: longer names that end in a brand of their own (网易考拉), but for industries, that tell it (太平洋证券).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from glossary.text.cues import STREETS
from glossary.text.grammar import grammar
from glossary.text.segmentation import words

Kind = Literal["legal form", "company", "group", "organisation", "industry"]
#: How many characters after a name are read, and before it.
AHEAD, BEHIND = 24, 12
_UNKNOWN = 3
_LONGEST = 10
#: No company of their own, by law (公司法, article 13): 招商银行上海分行 is 招商银行, and they end no longer name.
_BRANCHES = frozenset(("分公司", "支公司", "分行", "支行", "营业部", "办事处", "分部", "分店", "代表处", "分厂", "总行"))
_ENDS_OF_OTHERS = """
大学 学院 中学 小学 学校 医院 研究院 研究所 设计院 设计学院 实验室 博物馆 美术馆 图书馆 体育馆 纪念馆 委员会 协会 学会 商会
联合会 基金会 理事会 俱乐部 交易所 事务所 出版社 杂志社 电视台 电台 报社 日报 晚报 时报 商报 法院 检察院 人大 政协 大会 代表大会
合组织 舰队 球队 车队 乐队 足球队 集团军
"""
_ENDS = frozenset(_ENDS_OF_OTHERS.split())
#: 控股 is a verb before these, and 公司 no legal form behind those.
_NOT_A_GROUP = tuple("控股" + word for word in ("股东", "子公司", "孙公司", "的", "权", "方", "人", "公司的", "比例", "地位", "后", "了"))
_NOT_A_FORM = re.compile("(?:上市|子|母|旗下|下属|本|该|某|两家|各|家|等|自)\\Z")
#: Industries that are frequent as nouns and verbs of the sentence: 网易代理了, 李宁管理层, 华为技术.
_LOOSE_INDUSTRIES = """
代理 管理 发展 建设 开发 创业 文化 服务 检测 检验 测试 设计 控制 制造 生产 加工 贸易 广告 教育 健康 安全 旅游 技术 科技 工程
支付 存储 数据 信息 产业 企业 市场 城市 事业 治疗 护理 回收 循环 再生 养老 工业 商业 材料 包装 显示 中心 工厂 股份 担保 体育
公益 展览 传播 出版 投资 互动 娱乐 上市 应用 合作 创意 媒体 智能 数字 组件 产品
"""
_LOOSE = frozenset(_LOOSE_INDUSTRIES.split())
_PARTICLES = frozenset(
    "自的与和在是了将对为于以向被从及或等把并由其该这那也都已曾拟有个不而则称说让使到给还就又再后前中上下内外各每某此、，。"
)
_NO_WORDS = _PARTICLES - frozenset("上下内外中前后")  # 外包, 中国
_WHOLE = re.compile("公司$|会社$|企业$|合作社$")
_AFTER_COMPANY = tuple("债法制化章")  # 公司债, 公司法, 公司章程: a law or a bond, and no legal form
#: What a place may have behind it.
REGIONS = "省市县区"
_LIMITED = re.compile("((?:[㐀-鿿]|[(（][一-鿿]{2,6}[)）]){2,14}?)((?:股份)?有限(?:责任)?公司)")
_VERBS = re.compile(
    "收购|入股|成立|设立|投资(?!控股|管理|发展|集团|有限)|参股|持有|控股(?!集团|有限|股份)|携手|联手|联合|起诉|状告|出资|增持|减持|转让|委托|合作|采购|"
    "签约|供货|子公司|孙公司|股东|供应商|客户|宣布|公告|代工|表示|旗下|合资|拿下|中标|重组|更名|改名|通过|出售|获得|董事|总经理"
)
_BRACKET = re.compile("[(（]([一-鿿]{2,8})[)）]")


class Tail(NamedTuple):
    """What follows a name: the kind of end, how many characters it takes, and the words that end it."""

    kind: Kind
    length: int
    end: str


@cache
def _forms() -> frozenset[str]:
    """Legal forms that nothing else is meant by: 股份 alone is shares, 商行 a shop."""
    return frozenset(form for form in grammar().legal_endings.entries if form[0] > "⺀" and _WHOLE.search(form))


@cache
def _inner() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Industries, groups and places that may stand inside a longer name."""
    tables = grammar()
    industries = {word for word, (part, _) in tables.tails.entries.items() if part == "industry" and len(word) > 1}
    groups = {word for word, (part, _) in tables.endings.entries.items() if part == "group"} - _BRANCHES
    return frozenset(industries), frozenset(groups), frozenset(tables.places.entries)


@cache
def places() -> frozenset[str]:
    """All places that may stand inside a longer name."""
    return _inner()[2] | words().places


@cache
def parts() -> Mapping[str, frozenset[str]]:
    """All that a longer name may go on with, by kind; `place of names`: those that brackets in a name may hold."""
    industries, groups, in_names = _inner()
    found = {"legal form": _forms(), "organisation": _ENDS, "group": groups, "industry": industries, "loose": _LOOSE}
    return {**found, "place": places(), "place of names": in_names}


@cache
def openings() -> frozenset[str]:
    """The first two characters of all that a longer name may go on with."""
    return frozenset(word[:2] for table in (*parts().values(), STREETS) for word in table)


def _form_at(right: str, at: int) -> str:
    """The longest legal form that begins at a place, "" for none; 公司 is none in 公司债 and 上市公司."""
    forms = _forms()
    for length in range(min(_LONGEST, len(right) - at), 1, -1):
        form = right[at : at + length]
        if form in forms:
            bare = form == "公司" and (right[at + 2 : at + 3] in _AFTER_COMPANY or _NOT_A_FORM.search(right, 0, at))
            return "" if bare else form
    return ""


def _known_at(right: str, at: int) -> tuple[str, Kind | Literal["place"]] | None:
    """The longest word of companies' names that begins at a place, and its kind."""
    industries, groups, places = _inner()
    for length in range(min(6, len(right) - at), 1, -1):
        word = right[at : at + length]
        if word in _ENDS:
            return word, "organisation"
        if word in groups and not (word.endswith("控股") and right.startswith(_NOT_A_GROUP, at + length - 2)):
            return word, "group"
        if word in industries:
            return word, "industry"
        if word in places or word in words().places:
            following = right[at + length : at + length + 1]
            return word + (following if following in tuple(REGIONS) and following else ""), "place"
    return None


@lru_cache(maxsize=65_536)
def tail(right: str) -> Tail | None:
    """What the characters after a name make of it, None where the name ends as it stands.

    >>> tail("股份有限公司今天宣布"), tail("投资控股有限公司"), tail("宣布")
    (Tail(kind='legal form', length=6, end='股份有限公司'), Tail(kind='company', length=8, end='有限公司'), None)
    """
    form = _form_at(right, 0)
    return Tail("legal form", len(form), form) if form else _walk(right) or _up_to_form(right)


def _up_to_form(right: str) -> Tail | None:
    """The words up to a legal form, whatever they are, if none is a verb or a particle: 服务外包（深圳）有限公司."""
    found = _LIMITED.match(right)
    if found is None or _VERBS.search(found[1]) or not _NO_WORDS.isdisjoint(found[1]):
        return None
    return Tail("company", found.end(), found[2])


def _walk(right: str) -> Tail | None:
    """The furthest end of a longer name, over words that names are made of."""
    at = unknown = 0
    found = None
    while at < len(right):
        form = _form_at(right, at)
        if form:
            return Tail("company", at + len(form), form) if not unknown or "有限" in form else found
        bracket = _BRACKET.match(right, at)
        known = _known_at(right, at)
        if bracket and bracket[1] in _inner()[2]:
            at = bracket.end()
        elif known is not None:
            word, kind = known
            at += len(word)
            if kind != "place" and not unknown:
                if kind == "organisation":
                    return Tail(kind, at, word)
                if kind == "group" or (found is None and word not in _LOOSE):
                    found = Tail(kind, at, word)
        elif unknown < _UNKNOWN and _may_be_inside(right, at):
            unknown += 1
            at += 1
        else:
            break
    return found


def _may_be_inside(right: str, at: int) -> bool:
    """May the character at a place belong to a trade name: no particle, and no word begins with it?"""
    character = right[at]
    if character in _PARTICLES or not "㐀" <= character <= "鿿":
        return False
    table = words()
    return not any(right[at : at + n] in table.costs and right[at : at + n] not in table.names for n in (2, 3) if at + n <= len(right))


def _is_word(text: str) -> bool:
    """Is a text of two characters or more a word of the language, and no name?"""
    return len(text) > 1 and text in words().costs and text not in words().names


@lru_cache(maxsize=65_536)
def head(left: str) -> int:
    """How many characters before a name belong to a longer one that ends in a legal form: those of a place, and up to three between.

    >>> head("控股股东宜昌"), head("与"), head("广东博智林")
    (2, 0, 5)
    """
    places = _inner()[2]
    for gap in range(_UNKNOWN + 1):
        end = len(left) - gap
        if gap and (end < 0 or not _may_be_inside(left, end) or _is_word(left[end:])):
            break
        for length in (5, 4, 3, 2):
            place = left[end - length : end] if end >= length else ""
            if place in places or (place and place[-1] in REGIONS and place[:-1] in places):
                return gap + length
    return 0


#: For who reads a whole text at once (glossary/weighing.py).
MAYBE_VERBS = re.compile(re.sub(r"\(\?![^)]*\)", "", _VERBS.pattern))  # they may be words of a name, by what follows
NOT_A_GROUP, NOT_A_FORM, PARTICLES, NO_WORDS, NO_FORM_BEFORE = _NOT_A_GROUP, _NOT_A_FORM, _PARTICLES, _NO_WORDS, _AFTER_COMPANY
