"""Spellings near a known name: letters exchanged, one wrong, one too many or too few. JECT is nearly JCET, 长江储存 nearly 长江存储.

Two ways to ask. `nearest_in` looks for names that are known to be wanted, and may be generous. `Slips` looks for all names of an index
in a text of which nothing is known, and is strict: four letters at least, and for short ones only letters that changed places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from glossary.answers import Written
from glossary.index import NOT_WRITTEN, Index
from glossary.text.fold import fold, key
from glossary.text.romanise import segment
from glossary.text.scripts import simplified_in, traditional_in
from glossary.text.tables import tables
from glossary.text.words import is_word

#: Han characters are no letters of a word that they stand beside: JECT投资.
_LATIN_WORD = re.compile(r"(?<![^\W_㐀-鿿])[A-Za-z][A-Za-z0-9&'-]*(?![^\W_㐀-鿿])")
_HAN = re.compile("[㐀-鿿]+")
#: A Latin name of so many letters is near others by chance; the first characters of a Chinese one are, exchanged, another's: 东华, 华东.
_SHORT, _TRADE_NAME = 6, 2


class Near(NamedTuple):
    """A span of a text and the name it nearly is; `sure`: is it hardly another name: no acronym, and no pinyin, of which all are near?"""

    start: int
    end: int
    name: str
    sure: bool = True


def is_near(text: str, name: str) -> bool:
    """Could a folded text be a slip for a folded name: letters exchanged, or one in six other ones?

    >>> is_near("ject", "jcet"), is_near("qualcom", "qualcomm"), is_near("asr", "ase"), is_near("长江储存", "长江存储")
    (True, True, False, True)
    """
    if text == name or not text or abs(len(text) - len(name)) > 2:
        return False
    if len(text) == len(name) and len(name) >= 3 and is_exchanged(text, name):
        return len(name) > 3 or name[0] >= "㐀"
    from rapidfuzz.distance import OSA

    most = 0 if len(name) < (3 if name[0] >= "㐀" else 6) else 1 if len(name) < 12 else 2
    return most > 0 and OSA.distance(text, name, score_cutoff=most) <= most


def is_exchanged(text: str, name: str) -> bool:
    """Have two neighbours changed places?

    >>> is_exchanged("ject", "jcet"), is_exchanged("jcet", "jcet")
    (True, False)
    """
    apart = [at for at in range(len(name)) if text[at] != name[at]]
    return len(apart) == 2 and apart[1] == apart[0] + 1 and text[apart[0]] == name[apart[1]] and text[apart[1]] == name[apart[0]]


def nearest_in(text: str, names: Iterable[str]) -> Near | None:
    """The first span of a text that is nearly one of some names, the longest name first."""
    han = text.translate(tables().han)
    words = [(match.start(), match.end(), fold(match[0])) for match in _LATIN_WORD.finditer(text)]
    spelt: dict[str, list[str]] = {}
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        spelt.setdefault(key(name), []).append(name)
    for folded, spellings in spelt.items():
        name = spellings[0]
        spans = _han_spans(han, folded) if _HAN.fullmatch(folded) else _latin_spans(words, folded, len(name.split()))
        found = next(spans, None)
        if found is not None:
            return Near(*found, _in_script_of(text[slice(*found)], spellings))
    return None


def _han_spans(text: str, name: str) -> Iterator[tuple[int, int]]:
    """The spans of a text that are nearly a name of Han characters: all but one of its characters are there at least."""
    size = len(name)
    places = [at for at in range(len(text)) if text[at] in name]
    for length in (size,) if size < 4 else (size, size - 1, size + 1):
        starts = dict.fromkeys(start for at in places for start in (at - 1, at) if 0 <= start <= len(text) - length)
        for start in starts:
            part = text[start : start + length]
            if sum(character in name for character in part) >= size - 1 and _HAN.fullmatch(part) and is_near(part, name):
                yield start, start + length


def _latin_spans(words: list[tuple[int, int, str]], name: str, size: int) -> Iterator[tuple[int, int]]:
    for count in (size, size + 1, size - 1):
        for at in range(len(words) - count + 1 if count else 0):
            part = " ".join(word for _, _, word in words[at : at + count])
            if part[0] == name[0] and abs(len(part) - len(name)) < 3 and is_near(part, name):
                yield words[at][0], words[at + count - 1][1]


class Slips:
    """The slips of the names of an index, made once.

    For each Latin name of one word its near spellings, for each Han one of four characters or more those with two neighbours
    exchanged behind the trade name.
    """

    def __init__(self, index: Index) -> None:
        self._known = frozenset(index.keys())
        self._latin: dict[str, str] = {}
        self._han: dict[str, list[str]] = {}  # the name in either script; _sizes: by the first two characters, how long slips are
        for written in (written for entity in index.ids() for written in index.aliases(entity)):
            self._add(written)
        sizes: dict[str, set[int]] = {}
        for slip in self._han:
            sizes.setdefault(slip[:2], set()).add(len(slip))
        self._sizes = {start: tuple(sorted(found)) for start, found in sizes.items()}

    def _add(self, written: Written) -> None:
        name = key(written.name)
        if written.kind in NOT_WRITTEN or written.kind in ("legal", "term") or written.status not in ("preferred", "admitted"):
            return
        if name.isascii() and name.isalpha() and 4 <= len(name) <= 20:
            for slip in _exchanges(name) if len(name) <= _SHORT else _shorter(name):
                self._latin.setdefault(slip, written.name)
        elif _HAN.fullmatch(name) and 4 <= len(name) <= 8:
            for slip in _exchanges(name, _TRADE_NAME):
                if slip not in self._known:
                    self._han.setdefault(slip, []).append(written.name)

    def find(self, text: str) -> Iterator[Near]:
        """The slips in a text, in order for each script."""
        for match in _LATIN_WORD.finditer(text):
            name = self._slip_for(match[0])
            if name is not None:
                yield Near(*match.span(), name, len(name) > _SHORT and not segment(match[0]))
        if self._han:
            folded = text.translate(tables().han)
            if len(folded) == len(text):
                yield from self._in_han(text, folded)

    def _slip_for(self, word: str) -> str | None:
        """The name that a word is a slip for: written as a name is, no word of the language and no name itself."""
        if len(word) < 4 or not word[0].isupper() or not word.isalpha():
            return None
        folded = fold(word)
        if folded in self._known or is_word(folded) or (folded[-1] == "s" and (folded[:-1] in self._known or is_word(folded[:-1]))):
            return None
        if len(folded) <= _SHORT:
            name = self._latin.get(folded)
            return name if name is not None and (word.isupper() == name.isupper()) else None
        for slip in (folded, *_shorter(folded)):
            name = self._latin.get(slip)
            if name is not None and len(fold(name)) > _SHORT and _is_one_off(folded, key(name)):
                return name
        return None

    def _in_han(self, text: str, folded: str) -> Iterator[Near]:
        sizes = self._sizes
        for at in range(len(folded) - 3):
            for size in sizes.get(folded[at : at + 2], ()):
                names = self._han.get(folded[at : at + size])
                if names is not None:
                    yield Near(at, at + size, _in_script_of(text[at : at + size], names))


def _in_script_of(text: str, names: list[str]) -> str:
    """Of the spellings of a name the one in the script of a text."""
    other = traditional_in if simplified_in(text) else simplified_in
    return min(names, key=lambda name: len(other(name)))


def _exchanges(name: str, first: int = 0) -> Iterator[str]:
    """A name with two neighbours exchanged, from a place on, in all ways that change it."""
    for at in range(first, len(name) - 1):
        if name[at] != name[at + 1]:
            yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _shorter(name: str) -> Iterator[str]:
    """A name without one of its characters, in all ways, and whole."""
    yield name
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]


def _is_one_off(text: str, name: str) -> bool:
    """Are a word and a name one letter apart, or two that changed places, and not by a plural or another first letter?"""
    if text[0] != name[0] or text.rstrip("s") == name.rstrip("s"):
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(text, name, score_cutoff=1) <= 1
