"""Company names taken apart: place, trade name, industry, group, legal form (企业名称登记管理规定, article 6, and group besides).

    江苏 | 长电 | 科技 | 股份有限公司        place, trade name (字号), industry, legal form
    阿里巴巴 (中国) 网络技术 有限公司         a place in brackets stands anywhere
    shenzhen | zhenye | (group) | co., ltd.   English names keep the order

Works on keys (glossary.text.fold.key): every span is one of the key, and what no piece covers is punctuation or "the".
The invariants, held by tests: a name with a letter in it has a trade name; pieces are in order and apart; `core` is idempotent.

Decisions, each with the name that breaks otherwise:
* 集团, 控股, Holdings are a part of their own, "group": only legal forms may be dropped from a name (华为投资控股 is not 华为).
* A name of nothing but words of the tables is a trade name as a whole: 北京银行, 中国石油化工, 第一医药, Taiwan Semiconductor
  Manufacturing. Its place and industry are what tells it from others.
* A Chinese trade name has two characters at least, as the law says: 深科技 is not 深 in technology.
* 国际 and International belong to the trade name (中芯国际), but alone they are none (国际实业).
What it does not know: streets and most counties, people's names, and where a trade name begins with the name of a place
(海南岛, 宁德时代: the law itself reads 宁德 as the place). Forms without a space behind a Latin name, except those marked glued.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from glossary.text.fold import key as key_of
from glossary.text.fold import squeeze, unspaced
from glossary.text.grammar import EDGES, Entry, Frame, Hit, Part, Table, entry_key, grammar, is_han, words

_BRACKETS = re.compile(r"\(([^()]*)\)")
_BEFORE_A_NAME = frozenset({"of", "for", "in", "at", "de", "the"})  # bank of china: china is not where the company is
#: What follows the name of a place and belongs to it, the longest first.
_OF_PLACES = (
    *("高新技术产业开发区", "经济技术开发区", "经济特区", "工业园区", "高新区", "开发区", "自治区", "自治州", "新区"),
    *("省", "市", "县", "区"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a name: `key[start:end] == text`, and what a table says that it means.

    `means`: the canonical legal form (ltd), the place in simplified characters (several for Suzhou: 苏州, 宿州), or the concept of
    an industry (technology: 科技, 技术). Empty for a trade name.
    """

    part: Part
    start: int
    end: int
    text: str
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart: `pieces` of `key` in order, apart from each other."""

    key: str
    pieces: tuple[Piece, ...]

    def text(self, part: Part) -> str:
        """What is written for a part; "" where the name has none.

        >>> split("中芯国际集成电路制造（北京）有限公司").text("industry")
        '集成电路制造'
        """
        return unspaced(" ".join([piece.text for piece in _joined(self.key, self.pieces, part)]))

    def means(self, part: Part) -> frozenset[str]:
        """All that the pieces of a part may mean.

        >>> sorted(split("Suzhou Everbright Technology Ltd").means("place"))
        ['宿州', '苏州']
        """
        return frozenset(meaning for piece in self.pieces if piece.part == part for meaning in piece.means)

    @property
    def place(self) -> str:
        """Where the company is registered or active (行政区划), as written."""
        return self.text("place")

    @property
    def trade_name(self) -> str:
        """The name proper (字号), as written; empty for a name without letters only."""
        return self.text("trade name")

    @property
    def industry(self) -> str:
        """What it does (行业), as written."""
        return self.text("industry")

    @property
    def group(self) -> str:
        """What it is in a group of companies, in canonical form: group, holding, branch."""
        return _canonical(self.pieces, "group")

    @property
    def legal_form(self) -> str:
        """What it is in law (组织形式), in canonical form: Limited and Co., Ltd. are ltd.

        >>> split("Siemens AG").legal_form == split("Siemens Aktiengesellschaft").legal_form == "ag"
        True
        """
        return _canonical(self.pieces, "legal form")


def _canonical(pieces: Sequence[Piece], part: Part) -> str:
    return " ".join(dict.fromkeys(piece.means[0] for piece in pieces if piece.part == part))


def _joined(key: str, pieces: Sequence[Piece], part: Part) -> list[Piece]:
    """The pieces of a part, neighbours with nothing but a space or "and" between them as one: 存储技术, electronics & technology."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.part != part:
            continue
        last = found[-1] if found else None
        if last is not None and key[last.end : piece.start] in ("", " ", "&", " & ", " and "):
            found[-1] = Piece(part, last.start, piece.end, key[last.start : piece.end], ())
        else:
            found.append(piece)
    return found


def _piece(frame: Frame, entry: Entry, start: int, end: int) -> Piece:
    return Piece(entry[0], start, end, frame.key[start:end], entry[1])


def _place(content: str) -> Entry | None:
    """The place that all of a Chinese text names: 深圳市, 中国香港."""
    places = grammar().places.entries
    suffix = next((suffix for suffix in _OF_PLACES if content.endswith(suffix)), "")
    for bare in (content, content.removesuffix(suffix)):
        if bare in places:
            return places[bare]
        for at in range(2, len(bare) - 1):
            if bare[:at] in places and bare[at:] in places:
                return places[bare[at:]]
    return None


def _in_brackets(content: str) -> Entry | None:
    """What brackets hold, if it is known: (北京), (集团), (有限合伙), (株), (h.k.)."""
    content = content.strip()
    if not content:
        return None
    tables, spelling = grammar(), entry_key(content)
    known = tables.bracketed.get(spelling) or tables.endings.entries.get(spelling) or tables.places.entries.get(spelling)
    return known or (_place(content) if is_han(content[0]) else None)


def _framed(key: str) -> tuple[Frame, list[Piece]]:
    """The frame of a key and the pieces that stand in brackets; none where there is nothing else."""
    latin = words(key)
    frame = Frame(key, key, latin)
    if "(" not in key:
        return frame, []
    text = key
    found: list[Piece] = []
    for m in _BRACKETS.finditer(key):
        entry = _in_brackets(m[1])
        if entry is not None:
            found.append(_piece(frame, entry, *frame.trim(m.start(1), m.end(1))))
            text = text[: m.start()] + " " * len(m[0]) + text[m.end() :]
    if not found or not any(map(str.isalnum, text)):
        return frame, []
    outside = [word for word in latin if text[word[1]] != " "]
    return Frame(key, text, outside), found


_Stripped = tuple[int, int, list[Piece]]


def _strip_forms(frame: Frame, table: Table) -> _Stripped:
    """What is left of a name without the forms of the table at its end and the legal forms at its start."""
    start, end = frame.trim(0, len(frame.text))
    found = []
    if (place := frame.ending(start, end, grammar().backs)) and frame.ending(*frame.trim(start, place[0]), table):
        found.append(_piece(frame, place[1], place[0], end))  # rayitek film company ltd., shenzhen
        start, end = frame.trim(start, place[0])
    while (hit := frame.ending(start, end, table) or _glued(frame, start, end)) and frame.letters(start, hit[0]):
        found.append(_piece(frame, hit[1], hit[0], end))
        start, end = frame.trim(start, hit[0])
    while (hit := frame.opening(start, end, grammar().openings)) and frame.letters(hit[0], end):
        found.append(_piece(frame, hit[1], start, hit[0]))
        start, end = frame.trim(hit[0], end)
    return start, end, found


def _glued(frame: Frame, start: int, end: int) -> Hit | None:
    """A Latin form at the end of a word of which three letters are left: libgasltd."""
    text, glued = frame.text, grammar().glued
    if text.endswith(glued, start, end):
        form = next(form for form in glued if text.endswith(form, start, end))
        at = end - len(form)
        if at - start >= 3 and text[at - 3 : at].isalpha():
            return at, grammar().endings.entries[form]
    return None


def _strip_fronts(frame: Frame, start: int, end: int) -> _Stripped:
    """What is left without the places that open a name: 江苏省, 广东省深圳市, jiangsu; not of "hong kong and china gas"."""
    found: list[Piece] = []
    while len(found) < 3:
        hit = frame.opening(start, end, grammar().fronts)
        to = _end_of_place(frame, hit[0], end) if hit else 0
        if hit is None:  # 大同市: only what follows makes it a place
            hit = frame.opening(start, end, grammar().places)
            to = _end_of_place(frame, hit[0], end) if hit else 0
            if hit is None or to == hit[0]:
                break
        after = next((word for word, at, _ in frame.words if at >= to), "")
        if frame.letters(to, end) < 2 or (not is_han(frame.text[start]) and (after == "and" or after in _BEFORE_A_NAME)):
            break
        found.append(_piece(frame, hit[1], start, to))
        start, end = frame.trim(to, end)
    return start, end, found


def _end_of_place(frame: Frame, at: int, end: int) -> int:
    """Where a place ends that has its name up to `at`: after 市, but not after the 市 of 上海市政工程."""
    if not is_han(frame.text[at - 1]):
        return at
    suffix = next((suffix for suffix in _OF_PLACES if frame.text.startswith(suffix, at, end)), "")
    return at if len(suffix) == 1 and frame.text[at : at + 2] in grammar().tails.entries else at + len(suffix)


def _strip_back(frame: Frame, start: int, end: int) -> _Stripped:
    """What is left without the place that closes a name: siemens china, 3m中国; not of "bank of china" and 索尼中国."""
    if start < end and is_han(frame.text[end - 1]):
        hit = frame.ending(start, end, grammar().fronts)
        closes = hit is not None and hit[0] > start and not is_han(frame.text[hit[0] - 1])
    else:
        hit = frame.ending(start, end, grammar().backs)
        closes = hit is not None and _before(frame, hit[0]) not in _BEFORE_A_NAME | {"and", ""}
    if hit is None or not closes or frame.letters(start, hit[0]) < 2:
        return start, end, []
    start, to = frame.trim(start, hit[0])
    return start, to, [_piece(frame, hit[1], hit[0], end)]


def _before(frame: Frame, at: int) -> str:
    """The Latin word before a place in the text, "" if there is none."""
    return next((word for word, _, to in reversed(frame.words) if to <= at), "")


def _strip_tails(frame: Frame, start: int, end: int) -> _Stripped:
    """What is left without industries at the end, and groups among them: 存储技术, 集团, science & technology."""
    found: list[Piece] = []
    while (hit := _tail(frame, start, end)) and frame.letters(start, hit[0]) >= 2:
        found.append(_piece(frame, hit[1], hit[0], end))
        start, end = frame.trim(start, hit[0])
        if frame.text.endswith(" and", start, end):
            start, end = frame.trim(start, end - 4)
    return start, end, found


def _tail(frame: Frame, start: int, end: int) -> Hit | None:
    """The industry or group that ends at `end`, if it may be taken off."""
    tails = grammar().tails
    hit = frame.ending(start, end, tails)
    if hit is None:
        return None
    at = hit[0]
    if is_han(frame.text[at]):
        # a single character only behind another industry: 纺织厂 is industry, 珠海港 is not 珠海 in ports
        return hit if end - at > 1 or frame.ending(start, at, tails) else None
    before = _before(frame, at)
    if before == "and":
        # road and bridge; but johnson and electronics, procter & gamble
        _, to = frame.trim(start, at)
        to -= 4 if frame.text.endswith(" and", start, to) else 0
        return hit if frame.ending(*frame.trim(start, to), tails) else None
    return None if before in _BEFORE_A_NAME else hit


def _is_plain(frame: Frame, start: int, end: int) -> bool:
    """Is a span made of words that distinguish nobody?"""
    tables = grammar()
    while start < end:
        hits = [hit for table in (tables.tails, tables.plain, tables.fronts) if (hit := frame.ending(start, end, table))]
        at = min((at for at, _ in hits), default=end)
        if at == end and not is_han(frame.text[end - 1]):
            joiner = next((word for word in frame.words if word[2] == end and word[0] in _BEFORE_A_NAME | {"and"}), None)
            at = joiner[1] if joiner else end
        if at == end or (is_han(frame.text[at]) and end - at == 1):
            return False
        start, end = frame.trim(start, at)
    return True


def _without_article(frame: Frame, start: int, end: int) -> int:
    if frame.text.startswith("the ", start, end) and frame.letters(start + 4, end):
        return frame.trim(start + 4, end)[0]
    return start


def _trade_pieces(frame: Frame, start: int, end: int, inside: Sequence[Piece]) -> list[Piece]:
    """The trade name, in several pieces where known brackets stand inside it."""
    found: list[Piece] = []
    for stop in [*(piece.start - 1 for piece in inside if start < piece.start < end), end]:
        first, last = frame.trim(start, stop)
        if frame.letters(first, last):
            found.append(Piece("trade name", first, last, frame.key[first:last], ()))
        start = max(start, frame.key.find(")", stop) + 1)
    return found


def parse(key: str) -> Parts:
    """The parts of a folded name.

    >>> [(piece.part, piece.text) for piece in parse("jcet group co., ltd.").pieces]
    [('trade name', 'jcet'), ('group', 'group'), ('legal form', 'co., ltd')]
    """
    if not any(map(str.isalnum, key)):
        return Parts(key, (Piece("trade name", 0, len(key), key, ()),) if key else ())
    frame, bracketed = _framed(key)
    start, end, pieces = _strip_forms(frame, grammar().endings)
    start = whole_start = _without_article(frame, start, end)
    whole_end = end
    taken: list[Piece] = []
    for strip in (_strip_back, _strip_fronts, _strip_tails):
        start, end, found = strip(frame, start, end)
        taken += found
    if taken and _is_plain(frame, start, end):
        start, end, taken = whole_start, whole_end, []
    pieces += [*bracketed, *taken, *_trade_pieces(frame, start, end, bracketed)]
    return Parts(key, tuple(sorted(pieces, key=lambda piece: piece.start)))


def split(name: str) -> Parts:
    """The parts of a name as it is written, in either script.

    >>> parts = split("江蘇長電科技股份有限公司")
    >>> parts.place, parts.trade_name, parts.industry, parts.legal_form
    ('江苏', '长电', '科技', 'jsc')
    """
    return parse(key_of(name))


def core(key: str) -> str:
    """A folded name without its legal form, and without "the"; never empty unless it was. 集团 comes out of its brackets.

    >>> core("siemens ag"), core("上海华虹(集团)有限公司"), core("有限公司")
    ('siemens', '上海华虹集团', '有限公司')
    """
    while _may_have_form(key) and (shorter := _long_way(key)) != key:
        key = shorter
    return key


def _may_have_form(key: str) -> bool:
    """Quick, for most short names: does a key end or begin with a character or word that a legal form ends or begins with?"""
    if not key or "(" in key or key[-1] in EDGES or key[0] in EDGES:
        return key != ""
    tables = grammar()
    last = key[-1] if is_han(key[-1]) else key[key.rfind(" ") + 1 :]
    first = key[0] if is_han(key[0]) else key.partition(" ")[0]
    if last in tables.legal_endings.last or last in tables.backs.last or first in tables.openings.first or first == "the":
        return True
    if last.endswith(tables.glued):
        return True
    return not all(len(word) == 1 or (word.isascii() and word.isalpha()) for word in (last, first))  # s.p.a., 长ooo


def _long_way(key: str) -> str:
    """A key without the legal forms at its ends and in brackets, if there are any."""
    frame, bracketed = _framed(key)
    cut = [piece for piece in (*_strip_forms(frame, grammar().legal_endings)[2], *bracketed) if piece.part == "legal form"]
    groups = [piece for piece in bracketed if piece.part == "group"]
    if not cut and not groups and not key.startswith("the "):
        return key
    left = list(key)
    for piece in cut:
        end = piece.end + len(key[piece.end :]) - len(key[piece.end :].lstrip(".,"))  # the point of Ltd. goes with it
        left[piece.start : end] = " " * (end - piece.start)
    for piece in bracketed:
        if piece.part != "place":
            left[key.rindex("(", 0, piece.start)] = left[key.index(")", piece.end)] = " "
    text = unspaced(squeeze("".join(left)))
    frame = Frame(text, text, [])
    first, last = frame.trim(0, len(text))
    return text[_without_article(frame, first, last) : last]


def distinctive(key: str) -> str:
    """The trade name of a folded name: without place, industry, group and legal form. Never empty unless the key is.

    >>> distinctive("长鑫存储技术有限公司"), distinctive("北京银行股份有限公司")
    ('长鑫', '北京银行')
    """
    return parse(key).trade_name
