"""Two names of one script laid beside each other: which parts they share, and what is left over.

    长电科技                                江苏 | 长电 | 科技 | 股份有限公司       all of the first stands in the second, in order
    cristalord limited                      crystalord ltd                  cristalord is nearly crystalord; ltd is ltd

Han names share characters in order (a weighted longest common subsequence), Latin names share words: the same, nearly the same
(a slip of the hand), joined (good will, goodwill) or the same number (44, forty-four is not). Weights are those of alignment.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA

from glossary.text.alignment import SMALL_WORDS, WEIGHTS
from glossary.text.grammar import grammar, is_han, words
from glossary.text.lexicon import lexicon
from glossary.text.names import Parts, parse

#: Marks of an exchange around a short name: 万科a is the A shares of 万科, *st a warning, -ky a company of the Caymans.
_MARKS = re.compile(r"^\*?st(?=[^a-z])|^(?:xd|xr|dr|n|c)(?=[\u2e80-\U0003ffff])|(?<=[\u2e80-\U0003ffff])(?:[ab]|-[a-z]{1,3})$")
_STOCK = ("股份", "公司", "企业", "实业")
_STOCK_WEIGHT = 0.1
#: Legal forms that are written for one another.
_SAME_FORMS = ({"co", "corp", "inc"}, {"ltd", "co", "llc"}, {"jsc", "ojsc", "pjsc", "oao", "ao"})
_GAP = 0.04  # for each break in a run of shared characters: 长电 stands in 长城电子 too
_STEP = 0.01  # for a break after which a word begins: 中钢 is 中国钢铁


@dataclass(frozen=True, slots=True)
class Shared:
    """What two names have in common: shares of their weight from 0 to 1, and what is left of their trade names."""

    first: float
    second: float
    first_left: tuple[str, ...]
    second_left: tuple[str, ...]
    near: tuple[tuple[str, str], ...] = ()  # words that are nearly the same
    lone: str = ""  # the one Han character that is all they share


@lru_cache(maxsize=65536)
def parts_of(key: str) -> Parts:
    """`names.parse`, remembered."""
    return parse(key)


def same_form(one: str, other: str) -> bool:
    """May two canonical legal forms be of one company? None says nothing.

    >>> same_form("corp", "inc"), same_form("ag", ""), same_form("ag", "gmbh")
    (True, True, False)
    """
    forms, others = set(one.split()), set(other.split())
    return not forms or not others or bool(forms & others) or any(forms & same and others & same for same in _SAME_FORMS)


# -- Han -------------------------------------------------------------------------------------------------------


@cache
def _regional() -> tuple[re.Pattern[str], dict[str, str]]:
    """Words that another region uses for an industry, and the word that the table names it by: 积体电路, 集成电路."""
    entries = grammar().tails.entries
    words = {word: means[0] for word, (part, means) in entries.items() if part == "industry" and is_han(word[0]) and len(word) > 1}
    regional = {word: mean for word, mean in words.items() if word != mean and len(words) > 1}
    return re.compile("|".join(map(re.escape, sorted(regional, key=len, reverse=True)))), regional


@lru_cache(maxsize=65536)
def _one_word_each(key: str) -> str:
    """A Han name with one word for one industry: 台湾积体电路制造 is 台湾集成电路制造."""
    pattern, regional = _regional()
    return pattern.sub(lambda match: regional[match[0]], key)


@lru_cache(maxsize=65536)
def _han_weights(key: str) -> tuple[float, ...]:
    weights = [0.0] * len(key)
    for piece in parts_of(key).pieces:
        weights[piece.start : piece.end] = [WEIGHTS[piece.part]] * (piece.end - piece.start)
    for word in _STOCK:
        if key.endswith(word) and len(key) > len(word):
            weights[-len(word) :] = [min(weight, _STOCK_WEIGHT) for weight in weights[-len(word) :]]
    for mark in _MARKS.finditer(key):
        weights[mark.start() : mark.end()] = [0.0] * (mark.end() - mark.start())
    return tuple(0.0 if character in " ()-·" else weight for character, weight in zip(key, weights, strict=True))


def share_han(first: str, second: str) -> Shared:
    """What two folded Han names share.

    >>> found = share_han("长电科技", "江苏长电科技股份有限公司")
    >>> found.first, found.first_left, found.second_left
    (1.0, (), ())
    """
    if (len(first), first) > (len(second), second):  # of two paths of one weight the same is taken, whichever name comes first
        found = share_han(second, first)
        return replace(found, first=found.second, second=found.first, first_left=found.second_left, second_left=found.first_left)
    first, second = _one_word_each(first), _one_word_each(second)
    one, other = _han_weights(first), _han_weights(second)
    pairs = _common(first, second, one, other)
    gaps = sum(_STEP if b[1] in _starts(second) else _GAP for a, b in pairwise(pairs) if b[1] != a[1] + 1)
    if pairs and not (_begins(first, pairs[0][0]) and _begins(second, pairs[0][1])):
        gaps += _GAP
    cost = 1 - min(0.5, gaps)
    mine, its = {place for place, _ in pairs}, {place for _, place in pairs}
    if 0 not in mine and (stands := _place_of(first[:1], second)):
        mine.add(0)
        its.update(stands)
    return Shared(
        cost * sum(one[place] for place in mine) / (sum(one) or 1.0),
        cost * sum(other[place] for place in its) / (sum(other) or 1.0),
        tuple(c for place, c in enumerate(first) if place not in mine and one[place] == 1.0),
        tuple(c for place, c in enumerate(second) if place not in its and other[place] == 1.0),
        lone=first[pairs[0][0]] if len(pairs) == 1 else "",
    )


@cache
def _short_for() -> dict[str, frozenset[str]]:
    """Character → the places that it is short for, by the lexicon: 粤 is Guangdong, 广东."""
    places = grammar().places.entries
    found: dict[str, set[str]] = {}
    for latin, words_of in lexicon().han_of.items():
        if latin in places:
            for word in words_of:
                if len(word) == 1:
                    found.setdefault(word, set()).update(places[latin][1])
    return {character: frozenset(meant) for character, meant in found.items()}


def _place_of(character: str, key: str) -> range:
    """Where a name has the place that its short form writes with one character: 渝三峡, 重庆三峡油漆."""
    meant = _short_for().get(character, frozenset())
    piece = next((piece for piece in parts_of(key).pieces if piece.part == "place" and not meant.isdisjoint(piece.means)), None)
    return range(piece.start, piece.end) if piece else range(0)


@lru_cache(maxsize=65536)
def _starts(key: str) -> frozenset[int]:
    """Where a word of the lexicon begins: 中钢 is 中国 钢铁, each word by its first character."""
    known = lexicon().words
    return frozenset(at for at in range(len(key) - 1) if any(key[at:end] in known for end in range(at + 2, at + 5)))


def _begins(key: str, place: int) -> bool:
    """Does a part of the name begin here? 全國 is 全國加油站 rather than 宏全國際."""
    return any(piece.start == place for piece in parts_of(key).pieces)


def _common(first: str, second: str, one: Sequence[float], other: Sequence[float]) -> list[tuple[int, int]]:
    """The places of the heaviest common subsequence; of equal ones, that with the longer runs."""
    rows = [[0.0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) - 1, -1, -1):
        row, below, character, weight = rows[i], rows[i + 1], first[i], one[i]
        for j in range(len(second) - 1, -1, -1):
            best = below[j] if below[j] >= row[j + 1] else row[j + 1]
            if character == second[j]:
                run = 0.02 if i + 1 < len(first) and j + 1 < len(second) and first[i + 1] == second[j + 1] else 0.0
                best = max(best, below[j + 1] + weight + other[j] + 0.01 + run)
            row[j] = best
    return _path(first, second, rows)


def _path(first: str, second: str, rows: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    pairs, i, j = [], 0, 0
    while i < len(first) and j < len(second):
        if rows[i][j] == rows[i + 1][j]:
            i += 1
        elif rows[i][j] == rows[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


# -- Latin -----------------------------------------------------------------------------------------------------

_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINALS = {"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th"}
_SPELLINGS = {
    **{word: str(number) for number, word in enumerate(_DIGITS)},
    **_ORDINALS,
    "intl": "international",
    "int'l": "international",
    "organisation": "organization",
    "labour": "labor",
    "centre": "center",
    "mfg": "manufacturing",
    "tech": "technology",
    "technologies": "technology",
    "semi": "semiconductor",
    "us": "unitedstates",
}
_ROMAN = re.compile("[ivxlc]+")
#: The words of legal forms that are long enough to be known with a slip in them: joynt stock company, aktiengeselschaft.
_FORM_WORDS = ("aktiengesellschaft", "company", "joint", "stock", "limited", "corporation", "incorporated", "gesellschaft", "liability")


def without_accents(word: str) -> str:
    """A word without accents: société is societe in half of all lists."""
    return word if word.isascii() else "".join(c for c in normalize("NFD", word) if not combining(c))


@lru_cache(maxsize=65536)
def _latin_words(key: str) -> tuple[tuple[str, float], ...]:
    """The words of a Latin name that weigh anything, with their weights; A.B.C. and abc are one word, forty-four is 44."""
    pieces = parts_of(key).pieces
    found: list[tuple[str, float]] = []
    tens = 0
    for word, start, end in words(key):
        part = next((piece.part for piece in pieces if piece.start <= start and end <= piece.end), None)
        for small in without_accents(word).replace("'", "").split("-"):
            if small in _TENS:
                tens = _TENS[small]
            elif small and small not in SMALL_WORDS and part is not None and part != "legal form":
                small = _SPELLINGS.get(small, small) if " " in key else small  # SEMI is no semiconductor
                if tens and small.isdecimal():
                    small = str(tens + int(small))
                found.append((small, WEIGHTS[part]))
                tens = 0
    return tuple([*found, (str(tens), 1.0)] if tens else found)


def is_slip(one: str, other: str, *, in_context: bool = False) -> bool:
    """May one word be the other with a slip of the hand? One letter, two in a word of eight; no figures, no Roman ones either.

    In context, beside a word that is the same, two letters in a word of six with the same first letter: general mortars.

    >>> is_slip("walmart", "wallmart"), is_slip("toyota", "tayota"), is_slip("jcet", "ject"), is_slip("bwi", "bae")
    (True, True, True, False)
    """
    length = min(len(one), len(other))
    allowed = 0 if length < 4 else 1 if length < (6 if in_context and one[0] == other[0] else 8) else 2
    if not allowed or not (one.isalpha() and other.isalpha()) or (_ROMAN.fullmatch(one) and _ROMAN.fullmatch(other)):
        return False
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def share_latin(first: str, second: str) -> Shared:
    """What two folded Latin names share: words, in any order.

    >>> found = share_latin("good will company", "goodwill company")
    >>> found.first, found.second, found.first_left
    (1.0, 1.0, ())
    """
    if first == second or (_letters(first) == _letters(second) != "" and _same_signs(first, second)):
        return Shared(1.0, 1.0, (), ())
    one, other = list(_latin_words(first)), list(_latin_words(second))
    if len(one) != len(other) and not {*one} & {*other} and _slipped(_letters(first), _letters(second)):
        return Shared(0.95, 0.95, (), (), ((first, second),))  # andrang heta, 'ndrangheta
    got = [0.0, 0.0]
    near: list[tuple[str, str]] = []
    for rule in (_equal, _joined_left, _joined_right, _near, _forms_with_slips):
        rule(one, other, got, near)
    total = got[0] + sum(weight for _, weight in one), got[1] + sum(weight for _, weight in other)
    left = tuple(tuple(word for word, _ in words) for words in (one, other))
    slips = 0.1 * len(near)
    return Shared(max(0.0, got[0] - slips) / (total[0] or 1.0), max(0.0, got[1] - slips) / (total[1] or 1.0), left[0], left[1], tuple(near))


def _same_signs(one: str, other: str) -> bool:
    """Do short names have the same & and +? IC is not IC Plus's IC+, nor ATS AT&S."""
    return len(_letters(one)) > 4 or [c for c in one if c in "&+"] == [c for c in other if c in "&+"]


def _slipped(one: str, other: str) -> bool:
    """Are two long names the same letters but for one?"""
    return min(len(one), len(other)) > 7 and is_slip(one, other) and OSA.distance(one, other) == 1


@lru_cache(maxsize=65536)
def _letters(key: str) -> str:
    """A name without its spaces and points: siemensag."""
    return without_accents("".join(character for character in key if character.isalnum()))


_Words = list[tuple[str, float]]
_Near = list[tuple[str, str]]


def _equal(one: _Words, other: _Words, got: list[float], near: _Near) -> None:
    for entry in tuple(one):
        found = next((candidate for candidate in other if candidate[0] == entry[0]), None)
        if found:
            _take(one, other, (entry,), (found,), got)


def _take(one: _Words, other: _Words, mine: Sequence[tuple[str, float]], its: Sequence[tuple[str, float]], got: list[float]) -> None:
    for entry in mine:
        one.remove(entry)
        got[0] += entry[1]
    for entry in its:
        other.remove(entry)
        got[1] += entry[1]


def _joined_left(one: _Words, other: _Words, got: list[float], near: _Near) -> None:
    """Two to four neighbours of the first that the second writes as one word."""
    for size in (4, 3, 2):
        for start in range(len(one) - size + 1):
            mine = one[start : start + size]
            whole = "".join(word for word, _ in mine)
            found = next((candidate for candidate in other if candidate[0] == whole), None)
            if found and len(mine) == size:
                _take(one, other, mine, (found,), got)


def _joined_right(one: _Words, other: _Words, got: list[float], near: _Near) -> None:
    got.reverse()
    _joined_left(other, one, got, near)
    got.reverse()


def _near(one: _Words, other: _Words, got: list[float], near: _Near) -> None:
    for entry in tuple(one):
        found = next((candidate for candidate in other if is_slip(entry[0], candidate[0], in_context=got[0] >= 1)), None)
        if found:
            near.append((entry[0], found[0]))
            _take(one, other, (entry,), (found,), got)


def _forms_with_slips(one: _Words, other: _Words, got: list[float], near: _Near) -> None:
    """Words of a legal form that only a slip kept from being read as one weigh nothing."""
    for left in (one, other):
        left[:] = [entry for entry in left if not any(is_slip(entry[0], word) or entry[0] == word for word in _FORM_WORDS)]
