"""Bounds across scripts: the most that laying a Latin name beside a Han name (text/alignment.py) could give.

A link adds to the score what its word weighs in the one name and its characters in the other, times its value, and a word is in one
link at most. So the sum, over words, of the most that any link of theirs adds bounds the score of whatever links are chosen.
Links are looked for in many names at once. Who changes alignment.py so that it finds more changes this with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from glossary.score import FEATURES
from glossary.text import alignment
from glossary.text.lexicon import LONGEST_LATIN, translations

_LATIN, _HAN, _BY_SOUND = (FEATURES[name].weight for name in ("latin_explained", "han_explained", "by_sound"))
_VOWELS = frozenset("AEIOUHW")
_LONGEST_SOUND = 4  # characters
_LONE = 0.7  # a term of one character
_CLEAR = 0.6  # a reading of less value is doubtful
_LIKE = 0.5  # sounds that are less alike are no link
_LEAST = 0.49  # value of a link of the first of two
_SINGLE = 1e-5  # what single precision may be wrong by

#: A link, sure or by sound, and where in a page (see _Page): first character, how many, value, whether a doubt takes nothing.
_Link = tuple[int, int, float, bool]


@dataclass(slots=True)
class _Most:
    """The most that a word can be linked by in one Han name: value; share of the name, times value; characters, as bits; any sure?"""

    value: float = 0.0
    taken: float = 0.0
    characters: int = 0
    sure: bool = False


_NONE = _Most()


# -- names, prepared and remembered ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """A Latin name: its words, each with its share of the name, and what they mean: (Han word, first word, last word)."""

    words: tuple[str, ...]
    shares: tuple[float, ...]
    generic: tuple[bool, ...]
    free: tuple[str, ...]  # the words that are not generic
    terms: tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=32768)
def _words(key: str) -> _Words:
    latin = alignment._latin(key)
    whole, count = sum(latin.weights) or 1.0, len(latin.words)
    spans = ((first, last) for first in range(count) for last in range(first + 1, min(count, first + LONGEST_LATIN) + 1))
    terms = tuple((han, first, last) for first, last in spans for han in translations(" ".join(latin.words[first:last])))
    free = tuple(word for word, generic in zip(latin.words, latin.generic, strict=True) if not generic)
    return _Words(latin.words, tuple(weight / whole for weight in latin.weights), latin.generic, free, terms)


#: A stretch of a Han trade name: where it begins, how many characters, its sounds with vowels and without.
_Stretch = tuple[int, int, str, str]


@lru_cache(maxsize=32768)
def _shares(key: str) -> tuple[float, ...]:
    """How much of a Han name stands before each of its characters, and after the last."""
    weights = alignment._han(key).weights
    whole = sum(weights) or 1.0
    return tuple(accumulate((weight / whole for weight in weights), initial=0.0))


@lru_cache(maxsize=32768)
def _stretches(key: str) -> Mapping[str, tuple[_Stretch, ...]]:
    """First sound → the stretches of a Han trade name that begin with it."""
    han, found = alignment._han(key), dict[str, list[_Stretch]]()
    for first, last in han.trade:
        for start in range(first, last):
            for end in range(start + 1, min(last, start + _LONGEST_SOUND) + 1):
                sound, bones = alignment._sound_of_han(han.syllables[start:end])
                found.setdefault(_opening(sound), []).append((start, end - start, sound, bones))
    return {opening: tuple(stretches) for opening, stretches in found.items()}


def _opening(sound: str) -> str:
    """The first sound as it is compared: one vowel is as good as another."""
    return "A" if sound[:1] in _VOWELS else sound[:1]


@lru_cache(maxsize=65536)
def _first_characters(word: str) -> frozenset[str]:
    """The characters that a spelling of a word may begin with."""
    return frozenset().union(*(way[0] for way in alignment._ways(word)))


@lru_cache(maxsize=65536)
def _cuts(word: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The beginnings of a word whose end means something, and what it means: hy, bio."""
    cuts = ((word[:cut], translations(word[cut:])) for cut in range(2, len(word) - 2)) if len(word) > 4 else ()
    return tuple((front, meanings) for front, meanings in cuts if meanings)


# -- many Han names at once ------------------------------------------------------------------------------------


class _Page:
    """Han names, one below the other: what one search finds in all of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.text = "".join([f"{key}\n" for key in keys])
        self.characters = frozenset(self.text) - {"\n"}
        self.letters = frozenset(filter(str.isascii, self.characters))
        self.starts = list(accumulate([len(key) + 1 for key in keys], initial=0))
        self.shares = [_shares(key) for key in keys]

    def owner(self, at: int) -> int:
        """Whose name stands at a place of the text."""
        return bisect_right(self.starts, at) - 1

    def places(self, part: str) -> Iterator[int]:
        """Where a text stands."""
        at = self.text.find(part)
        while at >= 0:
            yield at
            at = self.text.find(part, at + 1)

    def note(self, links: Iterable[_Link], found: dict[int, _Most]) -> None:
        """Add links to what was found in each name."""
        for at, size, value, sure in links:
            owner = self.owner(at)
            first, shares = at - self.starts[owner], self.shares[owner]
            taken = value * (shares[first + size] - shares[first])
            most = found.get(owner)
            if most is None:
                found[owner] = _Most(value, taken, ((1 << size) - 1) << first, sure)
                continue
            if value > most.value:
                most.value = value
            if taken > most.taken:
                most.taken = taken
            most.characters |= ((1 << size) - 1) << first
            most.sure = most.sure or sure


def _terms(words: Iterable[str], page: _Page) -> Iterator[_Link]:
    return ((at, len(word), 1.0 if len(word) > 1 else _LONE, True) for word in words for at in page.places(word))


def _readings(word: str, page: _Page) -> Iterator[_Link]:
    if page.characters.isdisjoint(_first_characters(word)):
        return
    for way in alignment._ways(word):
        size = len(way)
        for character in page.characters & way[0].keys():
            for at in page.places(character):
                stretch = page.text[at : at + size]
                if len(stretch) == size and all(c in spelt for c, spelt in zip(stretch, way, strict=True)):  # a line end is in none
                    value = 1 - sum([spelt[c] for c, spelt in zip(stretch, way, strict=True)]) / size
                    value -= 0.25 if size == 1 and len(word) < 3 else 0
                    yield at, size, value, value >= _CLEAR


def _initials(word: str, page: _Page) -> Iterator[_Link]:
    for character in page.characters:
        if word[0] in alignment._initials(character):
            for at in page.places(character):
                stretch = page.text[at : at + len(word)]
                if len(stretch) == len(word) and all(a in alignment._initials(c) for a, c in zip(word, stretch, strict=True)):
                    yield at, len(word), 0.75 if len(word) > 2 else 0.5, False


def _sounding(words: Iterable[str], page: _Page) -> dict[str, list[_Link]]:
    """Each word with the stretches it may sound like."""
    by_opening: dict[str, list[str]] = {}
    for word in words:
        by_opening.setdefault(_opening(alignment._sound_of_word(word)[0]), []).append(word)
    found: dict[str, list[_Link]] = {}
    for opening, some in by_opening.items():
        stretches = [
            (start + first, size, sound, bones)
            for start, key in zip(page.starts, page.keys, strict=False)
            for first, size, sound, bones in _stretches(key).get(opening, ())
        ]
        if stretches and opening:
            for word, place, value in _alike(some, stretches):
                found.setdefault(word, []).append((stretches[place][0], stretches[place][1], value, False))
    return found


def _alike(words: Sequence[str], stretches: Sequence[_Stretch]) -> Iterator[tuple[str, int, float]]:
    """The words, and places of the stretches that sound like them, with how much."""
    spoken = [alignment._sound_of_word(word) for word in words]
    sounds = cdist([sound for sound, _ in spoken], [sound for _, _, sound, _ in stretches], scorer=Indel.normalized_similarity)
    bones = cdist([bones for _, bones in spoken], [bones for _, _, _, bones in stretches], scorer=Indel.normalized_similarity)
    alike = (0.55 * sounds + 0.45 * bones) * np.array([0.85 if size > 1 else 0.6 for _, size, _, _ in stretches])
    for row, column in zip(*np.nonzero(alike > _LIKE - _SINGLE), strict=True):
        yield words[row], int(column), float(alike[row, column]) + _SINGLE


# -- words -----------------------------------------------------------------------------------------------------


def _plainly(word: str, page: _Page) -> dict[int, _Most]:
    """By letters and readings: what any word may be linked by."""
    found: dict[int, _Most] = {}
    if word.isascii():
        if word.isalpha():
            page.note(_readings(word, page), found)
        if not page.letters.isdisjoint(word):
            page.note(((at, len(word), 1.0, True) for at in page.places(word)), found)
    return found


def _freely(words: Mapping[str, dict[int, _Most]], page: _Page) -> None:
    """By sound, initials and in two parts: what only distinctive words may be linked by, noted beside what is known of each."""
    asked = [word for word in words if word.isalpha() and word.isascii() and len(word) > 1]
    sounding = _sounding(sorted({word for word in asked if len(word) > 2} | {front for word in asked for front, _ in _cuts(word)}), page)
    for word in asked:
        if len(word) > 2:
            page.note(sounding.get(word, ()), words[word])
        if len(word) < 5:
            page.note(_initials(word, page), words[word])
        for front, meanings in _cuts(word):
            begins: dict[int, _Most] = {}
            ends: dict[int, _Most] = {}
            page.note((*_readings(front, page), *sounding.get(front, ()), *_terms(translations(front), page)), begins)
            page.note(_terms(meanings, page), ends)
            _note_compound(words[word], begins, ends)


def _note_compound(most: dict[int, _Most], begins: dict[int, _Most], ends: dict[int, _Most]) -> None:
    """A word of two: its beginning is linked by reading, sound or meaning, and it counts for more where its end has a meaning."""
    for owner, begin in begins.items():
        end, whole = ends.get(owner, _NONE), most.setdefault(owner, _Most())
        value = 0.8 * begin.value + (0.15 if end.value else 0.0)
        whole.value = max(whole.value, value)
        whole.taken = max(whole.taken, (0.8 + 0.15 / _LEAST) * begin.taken + end.taken)
        whole.characters |= begin.characters | end.characters


# -- the bounds ------------------------------------------------------------------------------------------------


class _Sum:
    """What the links found in one pair of names could add, at most; less where all are doubtful."""

    __slots__ = ("characters", "latin", "sure", "taken")

    def __init__(self) -> None:
        self.latin = self.taken = 0.0
        self.characters, self.sure = 0, False

    def add(self, share: float, most: _Most) -> None:
        """A word that is this share of its name."""
        self.latin += share * most.value
        self.taken += most.taken
        self.characters |= most.characters
        self.sure = self.sure or most.sure

    def points(self, han: str) -> float:
        found = _LATIN * min(1.0, self.latin) + _HAN * min(self.taken, _covered(han, self.characters))
        return found if self.sure else found + _BY_SOUND


@lru_cache(maxsize=65536)
def _covered(han: str, characters: int) -> float:
    """How much of a Han name these characters are."""
    shares = _shares(han)
    return sum(shares[place + 1] - shares[place] for place in range(len(han)) if characters >> place & 1)


def most_of_han(latin: str, keys: Sequence[str]) -> list[float]:
    """For a Latin name, the most that each of these Han names may share with it.

    >>> [round(bound, 2) for bound in most_of_han("changxin memory", ["长鑫存储", "华润医药"])]
    [1.0, -0.1]
    """
    page, query = _Page(keys), _words(latin)
    found = [_plainly(word, page) for word in query.words]
    for place, (word, generic) in enumerate(zip(query.words, query.generic, strict=True)):
        if not generic:
            _freely({word: found[place]}, page)
    further = []
    for term, first, last in query.terms:
        page.note(_terms([term], page), found[first])
        for place in range(first + 1, last):
            further.append((query.shares[place], {page.owner(at) for at in page.places(term)}))
    sums = [_Sum() for _ in keys]
    for share, links in zip(query.shares, found, strict=True):
        for owner, most in links.items():
            sums[owner].add(share, most)
    for share, owners in further:  # the other words of a term of several
        for owner in owners:
            sums[owner].latin += share
    return [total.points(key) for total, key in zip(sums, keys, strict=True)]


def most_of_latin(han: str, keys: Sequence[str]) -> list[float]:
    """For a Han name, the most that each of these Latin names may share with it, likewise.

    >>> [round(bound, 2) for bound in most_of_latin("长鑫存储", ["changxin memory", "zoo"])]
    [1.0, -0.1]
    """
    page, names = _Page([han]), list(map(_words, keys))
    plain = {word: _plainly(word, page) for word in {word for name in names for word in name.words}}
    for word, links in plain.items():
        page.note(_terms(translations(word), page), links)
    both = {word: {owner: replace(most) for owner, most in plain[word].items()} for word in {w for name in names for w in name.free}}
    _freely(both, page)
    sums = []
    for name in names:
        total = _Sum()
        for share, word, generic in zip(name.shares, name.words, name.generic, strict=True):
            most = (plain if generic else both)[word].get(0)
            if most is not None:
                total.add(share, most)
        for term, first, last in name.terms:
            if last > first + 1 and term in han:
                together: dict[int, _Most] = {}
                page.note(_terms([term], page), together)
                total.add(sum(name.shares[first:last]), together[0])
        sums.append(total.points(han))
    return sums
