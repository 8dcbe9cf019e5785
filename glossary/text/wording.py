"""Is a name in a text, when spacing, punctuation and the endings of English words do not count? 10 年 for 10年, inter-bank for interbanks.

A text is read as its letters and digits, folded, each English word without the ending of a plural or a possessive and without
articles. What is left is one string, in which a name may begin and end only where a word does; Han characters are words of their own.
For asking whether something was said at all. Where it stands and how it is spelt, the scanner says.

`is_shortened` and `is_apart` know what else translators write for a term that they have rendered in full: a short form of it (金管局,
the HKMA), and its words with others between them (汇率于年内保持稳定 for 汇率稳定). Both are looser, and for the caller to allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from glossary.text.boundary import is_word_character
from glossary.text.fold import fold

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile("[㐀-鿿]+")
_LONG_HAN = re.compile("[㐀-鿿]{4,}")
_POSSESSIVE = re.compile(r"(?<=\w)'s?(?!\w)")
_ARTICLE = re.compile(r"(?<!\w)(?:the|an) +(?=[a-z])")
_CLAUSE = re.compile("[,.;:!?。、]")
_BRACKETS = re.compile(r"(.*\S)\s*[(（](.{2,}?)[)）]\s*(.*)")
_SMALL = frozenset(("the", "a", "an", "of", "for", "and", "to", "in", "on", "with", "by", "at", "from"))
_POINTING = frozenset(("the", "this", "these", "that", "those", "such", "its", "their"))
_HISSING = ("ses", "xes", "zes", "ches", "shes")
_NO_PLURAL = ("ss", "us", "is", "as", "os")
_NO_PLURAL_OF_THREE = ("ss", "us", "as")  # gas, bus, but AIs
#: How many characters, or words, may stand between two parts of a term, and how much of it a short form has at least.
_BETWEEN_HAN, _BETWEEN_WORDS, _SHARE = 10, 4, 0.3


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """An English word without the ending of a plural, as far as spelling tells.

    >>> [singular(word) for word in ("banks", "authorities", "losses", "basis", "ais")]
    ['bank', 'authority', 'loss', 'basis', 'ai']
    """
    if len(word) < 3 or word[-1] != "s" or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_HISSING) and len(word) > 4:
        return word[:-2]
    return word if word.endswith(_NO_PLURAL if len(word) > 3 else _NO_PLURAL_OF_THREE) else word[:-1]


@dataclass(frozen=True, slots=True)
class Wording:
    """The letters of a text; `edges`: for each place between two of them, and both ends, whether a word begins or ends there."""

    letters: str
    edges: frozenset[int]

    def says(self, other: Wording) -> bool:
        """Is the other in it, from the beginning of a word to the end of one?

        >>> wording("Inter-bank market’s risks").says(wording("the interbank market")), wording("phase").says(wording("ase"))
        (True, False)
        """
        if not other.letters:
            return False
        size = len(other.letters)
        at = self.letters.find(other.letters)
        while at >= 0 and not (at in self.edges and at + size in self.edges):
            at = self.letters.find(other.letters, at + 1)
        return at >= 0


@lru_cache(maxsize=16_384)
def wording(text: str) -> Wording:
    """What a text says.

    >>> wording("10 年Plus（同心展關懷）").letters
    '10年plus同心展关怀'
    """
    letters: list[str] = []
    edges = {0}
    size = 0
    for word in _words(fold(text)):
        letters.append(word)
        size += len(word)
        edges.add(size)
    return Wording("".join(letters), frozenset(edges))


def _words(folded: str) -> Iterator[str]:
    if "'" in folded:
        folded = _POSSESSIVE.sub(" ", folded)
    for match in _WORD.finditer(_ARTICLE.sub(" ", folded)):
        run = match[0]
        if run.isascii():
            yield singular(run)
        else:
            yield from _parted(run)


def _parted(run: str) -> Iterator[str]:
    """A run of letters as words: Latin ones, and each character of a script without spaces."""
    word = ""
    for character in run:
        if is_word_character(character):
            word += character
            continue
        if word:
            yield singular(word)
            word = ""
        yield character
    if word:
        yield singular(word)


@lru_cache(maxsize=65_536)
def ways_to_say(name: str) -> tuple[Wording, ...]:
    """A name as it may be written: whole, without 的 between its words, and of two names in one either: 聯繫匯率制度（聯匯制度）.

    >>> [way.letters for way in ways_to_say("联系汇率制度（联汇制度）")]
    ['联系汇率制度联汇制度', '联系汇率制度', '联汇制度']
    """
    found = [name]
    brackets = _BRACKETS.fullmatch(name)
    if brackets is not None:
        found += [brackets[1] + brackets[3], brackets[2]]
    ways = [wording(way) for way in found]
    ways += [wording(way.letters.replace("的", "")) for way in ways if "的" in way.letters[1:-1] and len(way.letters) > 4]
    return tuple(way for way in dict.fromkeys(ways) if way.letters)


def is_shortened(name: str, text: str, of: str = "") -> bool:
    """May a text have a short form of a name: its beginning, its end behind "the", its initials; of Han, some characters in order?

    `of`: characters of which a short form of Han has one, for 国际 alone is not 中芯国际.

    >>> is_shortened("香港金融管理局", "金管局表示"), is_shortened("Hong Kong Monetary Authority", "the HKMA said")
    (True, True)
    >>> is_shortened("香港金融管理局", "政府表示"), is_shortened("Hong Kong Monetary Authority", "the government of Hong Kong")
    (False, False)
    >>> is_shortened("中芯国际", "国际市场", "中芯"), is_shortened("长江存储", "长储表示", "长江")
    (False, True)
    """
    folded = fold(name)
    han = "".join(_HAN.findall(folded))
    if han:
        return len(han) >= 4 and any(_has_short_han(han, run, of or han) for run in _HAN.findall(fold(text)))
    words = _WORD.findall(name)
    return len(words) > 1 and _has_short_latin(words, text)


def is_short_for(short: str, name: str) -> bool:
    """Is a whole name a short form of another: some of its characters in order, some of its words, its initials?

    >>> is_short_for("台积电", "台湾积体电路"), is_short_for("HKMA", "Hong Kong Monetary Authority"), is_short_for("上海中微", "中微半导体")
    (True, True, False)
    """
    one, other = fold(short), fold(name)
    if _HAN.search(one) or _HAN.search(other):
        rest = iter(other)
        return len(one) < len(other) and all(character in rest for character in one)
    every = _WORD.findall(other)
    words = [word for word in every if word not in _SMALL]
    own = _WORD.findall(one)
    is_initials = "".join(own) in ("".join(word[0] for word in every), "".join(word[0] for word in words))
    return is_initials or (len(own) < len(words) and set(own) <= set(words))


def _has_short_han(name: str, run: str, of: str) -> bool:
    """Has a run some characters of a name in order, one of `of` among them, up to its last, or more than half of it from its first on?"""
    least = max(2, round(len(name) * _SHARE))
    for start in range(len(run) - least + 1):
        if run[start] not in name:
            continue
        at = name.index(run[start])
        end = start + 1
        while end < len(run) and (following := name.find(run[end], at + 1)) >= 0:
            at, end = following, end + 1
            is_beginning = end - start > len(name) // 2 and name.startswith(run[start:end])
            if (is_beginning or (end - start >= least and at == len(name) - 1)) and not set(of).isdisjoint(run[start:end]):
                return True
    return False


def _has_short_latin(words: list[str], text: str) -> bool:
    every = "".join(word[0] for word in words).upper()
    large = "".join(word[0] for word in words if word.lower() not in _SMALL).upper()
    for initials in {every, large}:
        if len(initials) > 1 and re.search(rf"(?<!\w){re.escape(initials)}s?(?!\w)", text):
            return True
    own = [singular(word.lower()) for word in words]
    others = [singular(word) for word in _WORD.findall(fold(text))]
    size = len(own) - 1
    for at, other in enumerate(others):
        if other == own[-1] and at and others[at - 1] in _POINTING:
            return True
        if size > 1 and other == own[0] and others[at : at + size] == own[:size]:
            return True
    return False


def is_apart(name: str, text: str) -> bool:
    """Has a text all of a term, in one clause, with something between: 匯率於年內保持穩定, stability of the exchange rate?

    >>> is_apart("汇率稳定", "汇率于年内保持稳定"), is_apart("exchange-rate stability", "the stability of exchange rates")
    (True, True)
    >>> is_apart("汇率稳定", "汇率上升，物价稳定"), is_apart("interest rate", "interest in the rate")
    (False, True)
    """
    folded = fold(name)
    if _LONG_HAN.fullmatch(folded):
        line = fold(text)
        return any(_are_near(folded[:at], folded[at:], line) for at in range(2, len(folded) - 1))
    own = [singular(word) for word in _WORD.findall(folded) if word not in _SMALL]
    if len(own) < 2 or _HAN.search(folded):
        return False
    clauses = _CLAUSE.split(fold(text))
    return any(_has_all(own, [singular(word) for word in _WORD.findall(clause) if word not in _SMALL]) for clause in clauses)


def _are_near(first: str, second: str, line: str) -> bool:
    at = line.find(first)
    while at >= 0:
        end = at + len(first)
        between = line.find(second, end, end + _BETWEEN_HAN + len(second))
        if between >= 0 and not _CLAUSE.search(line, end, between):
            return True
        at = line.find(first, at + 1)
    return False


def _has_all(own: list[str], words: list[str]) -> bool:
    wanted, reach = set(own), len(own) + _BETWEEN_WORDS
    return any(word in wanted and wanted.issubset(words[at : at + reach]) for at, word in enumerate(words))
