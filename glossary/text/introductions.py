"""How texts introduce names: X (Y, Z), X（英文，以下简称“Z”）, X, formerly Y, X 更名为 Y. What is found is spans, and no decision.

`brackets` gives what stands in brackets, cut into names with the word that introduces each; `renamings` gives pairs of places, behind
an old name and before a new one. `name_before` and `name_after` tell which span beside a place may be a name: words with capitals, or
Han characters in quotation marks, or up to a legal form. Where a Han name without either begins nobody can tell from its characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from glossary.text.fold import key
from glossary.text.grammar import grammar
from glossary.text.longer import _forms as legal_forms
from glossary.text.names import core, parse
from glossary.text.segmentation import read, words
from glossary.text.words import is_word

Span = tuple[int, int]
#: plain: nothing introduces it · short: 简称, also known as · formerly: 原名, formerly · now: 现名, now known as.
How = Literal["plain", "short", "formerly", "now"]

_BRACKETS = re.compile(r"[ \t]?[(（]([^()（）\n]{2,90})[)）]")
_CUT = re.compile(r"[;；，、|]|,(?!\s*(?:Ltd|Inc|LLC|Limited|Corp|L\.P)\b)|\s/\s|\bor\b|(?<=[”\"])或")
_QUOTES = " \t“”\"'‘’「」『』《》:："
_FORMER = r"原名|曾用名|前[称稱]|[旧舊][称稱]|(?:formerly|previously)(?: known as| called| named)?|f/?k/?a"
_NOW = r"[现現](?:已)?(?:更)?名|now(?: known as| called| named)?|since renamed"
_SHORT = r"(?:以下|下)?(?:统|統)?[简簡][称稱]|下[称稱]|[又也亦][称稱]|also (?:known as|called)|known as|a\.?k\.?a\.?|hereinafter|short for"
_ENGLISH = r"英文(?:名|名[称稱]|[简簡][称稱]|全[称稱])?|中文(?:名|名[称稱])?|Chinese(?: name)?|in Chinese"
_HOWS: tuple[tuple[How, re.Pattern[str]], ...] = (
    ("formerly", re.compile(f"(?:{_FORMER})[为為是]?", re.IGNORECASE)),
    ("now", re.compile(f"(?:{_NOW})[为為]?", re.IGNORECASE)),
    ("short", re.compile(f"(?:{_SHORT})[为為]?", re.IGNORECASE)),
    ("plain", re.compile(f"(?:{_ENGLISH})[为為]?[:： ]", re.IGNORECASE)),
)
_EXCHANGES = "NASDAQ|NYSE|SEHK|HKEX|TWSE|TPEX|SSE|SZSE|TSE|KRX"
_NO_NAME = re.compile(rf"[\d\s.%:：年月日-]+|.*(?:股票|[证證]券)?代[码碼號号].*|(?:{_EXCHANGES})\b.*|.*\d{{4,}}.*", re.IGNORECASE)
_CAPITALS = re.compile(r"(?:(?:[A-Z][\w&.’'-]*|&)(?:,?[ \t]|\Z)|(?:of|and|de|for)[ \t](?=[A-Z])){1,8}\Z")
_NEXT = re.compile(r"[“\"‘']?((?:[A-Z][\w&’'-]*\.?)(?:(?:,?[ \t])(?:[A-Z][\w&’'-]*\.?|&|of(?=[ \t][A-Z])))*)")
_OPENING_WORDS = "the a an in on at by for from with but and as when while after before its this that their our chipmaker rival"
_OPENERS = frozenset(_OPENING_WORDS.split(" "))
_MORE_FORM = re.compile(r"\.?,?[ \t]*(?:Ltd|Limited|Inc|LLC)\b")
_FORM = re.compile(r"\b(?:Inc|Co|Corp|Corporation|Incorporated|Ltd|Limited|GmbH|AG|LLC|PLC|plc|B\.V|N\.V|S\.A|SE|Oyj|AB)\b\.?")
_FORMERLY = re.compile(r",[ \t]*(?:formerly|previously)(?: known as| called| named)?[ \t]+")
_RENAMED = re.compile(
    r"[ \t]+(?:(?:was|has been|is being|will be|had been)[ \t]+renamed(?: as| to)?|renamed itself(?: as| to)?|changed its name to|"
    r"(?:has )?rebranded(?: itself)?(?: as| to))[ \t]+"
)
_GENGMING = re.compile(r"(?:已|正式|现|現|后|後|将|將|宣布|年|月|日|[，,])*(?:更名|改名)(?:[为為]|成)")
_STOPPED = ("Inc.", "Ltd.", "Co.", "Corp.")
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"\n]{2,24})[”」』\"]")
_HAN_RUN = re.compile(r"[㐀-鿿A-Za-z0-9（）()·]+\Z")
_STOPS = """
收购 收購 入股 成立 设立 設立 控股股东 控股股東 子公司 孙公司 股东 股東 客户 客戶 昨天 昨日 今天 今日 日前 近日 供应商 供應商
旗下 名为 名為 委托 委託 以及 其中 通过 通過 起诉 起訴 转让 轉讓 实控人 前身 关联方 關聯方 披露 据 據 一家 这家 這家 两家 兩家 多家 某某
"""
_STOP = re.compile(
    '[与與和及由对對向是为為在的了被将將从從至给給把并並、，,。：；“”"《》]|'
    + "|".join(_STOPS.split())
    + r"|\d[年月日]|(?:企业|公司)(?=[㐀-鿿]{4})"
)
_ENDINGS = ("有限公司", "有限责任公司", "有限責任公司")
_LONGEST = 30
_WORDY = 22.0


class Introduced(NamedTuple):
    """One name in brackets: where it stands, and how it is introduced."""

    start: int
    end: int
    how: How


class Bracket(NamedTuple):
    """Brackets that may explain what stands before them: `start` is where that ends."""

    start: int
    end: int
    names: tuple[Introduced, ...]


class Renaming(NamedTuple):
    """A renaming: the old name ends at one place, the new one begins at the other (`formerly`: the other way round)."""

    left: int
    right: int
    formerly: bool


def brackets(text: str) -> Iterator[Bracket]:
    """The brackets of a text with the names in them.

    >>> text = "长鑫存储（ChangXin Memory，以下简称“CXMT”）"
    >>> [(text[n.start:n.end], n.how) for bracket in brackets(text) for n in bracket.names]
    [('ChangXin Memory', 'plain'), ('CXMT', 'short')]
    """
    for match in _BRACKETS.finditer(text):
        names = tuple(_names(text, match.start(1), match.end(1)))
        if names:
            yield Bracket(match.start(), match.end(), names)


def _names(text: str, start: int, end: int) -> Iterator[Introduced]:
    cuts = [start, *(place for match in _CUT.finditer(text, start, end) for place in match.span()), end]
    for first, last in zip(cuts[::2], cuts[1::2], strict=True):
        how: How = "plain"
        first, last = _trimmed(text, first, last)
        for named, pattern in _HOWS:
            match = pattern.match(text, first, last)
            if match and match.end() < last:
                how, first = named, match.end()
                break
        first, last = _trimmed(text, first, last)
        if last - first > 1 and not _NO_NAME.fullmatch(text, first, last):
            yield Introduced(first, last, how)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _QUOTES:
        start += 1
    while start < end and text[end - 1] in _QUOTES:
        end -= 1
    return start, end


def renamings(text: str) -> Iterator[Renaming]:
    """The places where a text says that a name was another one.

    >>> text = "NAURA, formerly Sevenstar Electronics"
    >>> [(text[:r.left], text[r.right:], r.formerly) for r in renamings(text)]
    [('NAURA', 'Sevenstar Electronics', True)]
    """
    for pattern, formerly in ((_FORMERLY, True), (_RENAMED, False), (_GENGMING, False)):
        for match in pattern.finditer(text):
            yield Renaming(match.start(), match.end(), formerly)


def name_before(text: str, end: int) -> Span | None:
    """The span that ends at a place and may be a name: quoted, of words with capitals, or a Han name with a legal form.

    >>> text = "昨天宁波南大光电材料有限公司"
    >>> text[slice(*name_before(text, len(text)))], name_before("昨天", 2)
    ('宁波南大光电材料有限公司', None)
    """
    while end and text[end - 1] in " \t":
        end -= 1
    if end and text[end - 1] in '”」』"':
        quoted = [match for match in _QUOTED.finditer(text, max(0, end - 30), end) if match.end() == end]
        return quoted[-1].span(1) if quoted else None
    if end and text[end - 1] >= "㐀":
        return full_name(text, end)
    return _capitals(text, end)


def _capitals(text: str, end: int) -> Span | None:
    match = _CAPITALS.search(text, max(0, end - 80), end)
    if match is None:
        return None
    found = list(re.finditer(r"\S+", match[0]))
    for place in range(len(found) - 2, 0, -1):
        if _ends_another([word[0] for word in found[: place + 1]]):
            found = found[place + (found[place][0] == "and") :]
            break
    while found and (found[0][0].lower() in _OPENERS or found[0][0] in ("&", "of", "and", "de", "for")):
        found.pop(0)
    return (match.start() + found[0].start(), end) if found else None


def _ends_another(words: list[str]) -> bool:
    """Is the last word the first of another name: behind Korea's, a legal form (SK Hynix Inc. and), a sentence (in May. The)?

    >>> [_ends_another(words.split()) for words in ("Quuxtel Inc., Barbaz", "Quuxtel Co., Ltd.", "May. The", "St. Gobain", "AB Volvo")]
    [True, False, True, False, False]
    """
    *others, before, word = words
    if before.endswith(("’s", "'s", "-based")):
        return True
    if _FORM.fullmatch(before.rstrip(",")) and others:
        return not _FORM.fullmatch(word.rstrip(","))
    return before[-1] == "." and before[:-1].isalpha() and len(before) > 3 and not _FORM.fullmatch(before)


def name_after(text: str, start: int) -> Span | None:
    """The span that begins at a place and may be a name: quoted, or of words with capitals.

    >>> text = "renamed to Tongfu Microelectronics in 2016"
    >>> text[slice(*name_after(text, 11))]
    'Tongfu Microelectronics'
    """
    quoted = _QUOTED.match(text, start)
    if quoted:
        return quoted.span(1)
    run = _NEXT.match(text, start)
    if run:
        bare = run[1] if run[1].endswith(_STOPPED) else run[1].rstrip(".")
        return run.start(1), run.start(1) + len(bare)
    for end in range(start + 4, min(len(text), start + _LONGEST) + 1):
        if text[start:end].endswith(_ENDINGS):
            return start, end
        if not text[end - 1] >= "㐀" and text[end - 1] not in "（）()":
            return None
    return None


def full_names(text: str) -> Iterator[Span]:
    """All names in a text that end in a legal form, as far as it can be told where they begin.

    >>> text = "公司与宁波南大光电材料有限公司签约"
    >>> [text[start:end] for start, end in full_names(text)]
    ['宁波南大光电材料有限公司']
    """
    for match in _FORM.finditer(text):
        end = match.end() - 1 if match[0][-1] == "." and match[0] not in ("Inc.", "Ltd.", "Corp.") else match.end()
        latin = None if _MORE_FORM.match(text, match.end()) else _capitals(text, end)
        if latin and len(core(key(text[slice(*latin)]))) > 3 and core(key(text[slice(*latin)])) != key(text[slice(*latin)]):
            yield latin
    for match in re.finditer("(?:股份|责任|責任)?有限公司|有限责任公司|有限責任公司", text):
        if text[match.end() : match.end() + 1] in ("）", ")"):
            continue
        span = full_name(text, match.end())
        if span:
            yield span


def full_name(text: str, end: int) -> Span | None:
    """The Han name with a legal form that ends at a place; None where it cannot be told where it begins."""
    form = next((size for size in range(8, 3, -1) if text[end - size : end] in legal_forms()), 0)
    run = _HAN_RUN.search(text, max(0, end - _LONGEST), end)
    if not form or run is None:
        return None
    whole = run[0]
    begins = 0
    for stop in _STOP.finditer(whole, 0, len(whole) - form - 1):
        if stop.start() > 0 or len(stop[0]) > 1:
            begins = stop.end()
    begins = _at_place(whole, begins, len(whole) - form)
    is_cut = begins > 0 or len(whole) < _LONGEST
    # A preposition that opens the run may be of the name or not: 由上海…, 和邦….
    names = [whole[begins:].lstrip("（）()"), *([whole[1:]] if begins == 0 and _STOP.match(whole) else ())]
    return next(((end - len(name), end) for name in names if _is_full(name, cut=is_cut)), None)


def _at_place(whole: str, begins: int, end: int) -> int:
    """Where a place behind a word of the language begins, 还有|杭州, else where it began."""
    places, table = grammar().places.entries, words()
    for start in range(begins + 2, end - 3):
        before = whole[max(begins, start - 3) : start]
        is_word = any(before[-size:] in table.costs and before[-size:] not in table.names for size in (2, 3) if size <= len(before))
        if is_word and any(whole[start : start + size] in places for size in (2, 3, 4)) and before[-2:] not in places:
            return start
    return begins


def _is_full(name: str, *, cut: bool) -> bool:
    """Is it a whole name: opened by a place, or by a trade name that is no words of the language or of two characters?"""
    if not cut or not 6 <= len(name) <= 26 or name.count("（") + name.count("(") != name.count("）") + name.count(")"):
        return False
    parts = parse(key(name))
    first = parts.pieces[0] if parts.pieces else None
    if not parts.trade_name or len(parts.trade_name) > 8 or first is None:
        return False
    if first.part == "place" and first.start == 0:
        return True
    trade = parts.trade_name
    if first.part != "trade name" or not 2 <= len(trade) <= 4:
        return False
    return read("", trade, "").parts >= _WORDY or (len(trade) == 2 and bool(parts.industry))


def is_company(text: str) -> bool:
    """Does a name say by itself that it is a company's: by what it does, a legal form, a group?

    >>> is_company("荣芯半导体"), is_company("Rongxin Semiconductor"), is_company("张文"), is_company("Ningbo")
    (True, True, False, False)
    """
    parts = parse(key(text))
    return bool(parts.trade_name) and bool(parts.industry or parts.legal_form or parts.group)


def looks_like_name(text: str) -> bool:
    """May a span without a known name in it be one: words with capitals that are no plain words, or Han characters of a company?

    >>> looks_like_name("Rongxin Semiconductor"), looks_like_name("the parent"), looks_like_name("昕原半导体"), looks_like_name("美国")
    (True, False, True, False)
    """
    if text.isascii():
        parts = text.split()
        return 1 <= len(parts) <= 8 and parts[0][0].isupper() and not all(is_word(word.lower().strip(".,")) for word in parts)
    if not re.fullmatch("[㐀-鿿（）()·]{3,26}", text) or _STOP.search(text[1:]):
        return False
    return is_company(text) and text not in grammar().places.entries
