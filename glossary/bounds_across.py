"""Bounds across scripts: the most that laying a Latin name beside a Han name (text/alignment.py) could give.

A link adds to the score what its word weighs in the one name and its characters in the other, times its value, and a word is in one
link at most. So the sum, over words, of the most that any link of theirs adds bounds the score of whatever links are chosen.
Links are looked for in many names at once. Who changes alignment.py so that it finds more changes this with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from glossary.score import FEATURES
from glossary.text import alignment
from glossary.text.lexicon import LONGEST_LATIN, translations

_LATIN, _HAN = FEATURES["latin_explained"].weight, FEATURES["han_explained"].weight
_VOWELS = "AEIOUHW"
_LONGEST_SOUND = 4

#: Where in a page (see _Page) a link may lie: first character, how many, value.
_Link = tuple[int, int, float]
#: By place in a page's texts: the most value of a link there, and the most of the Han name, times value, that one takes.
_Most = dict[int, tuple[float, float]]


# -- names, prepared and remembered ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """A Latin name: its words, each with its share of the name, and what they mean: (Han word, first word, last word)."""

    words: tuple[str, ...]
    shares: tuple[float, ...]
    generic: tuple[bool, ...]
    terms: tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=32768)
def _words(key: str) -> _Words:
    latin = alignment._latin(key)
    whole, count = sum(latin.weights) or 1.0, len(latin.words)
    spans = ((first, last) for first in range(count) for last in range(first + 1, min(count, first + LONGEST_LATIN) + 1))
    terms = tuple((han, first, last) for first, last in spans for han in translations(" ".join(latin.words[first:last])))
    return _Words(latin.words, tuple(weight / whole for weight in latin.weights), latin.generic, terms)


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Stretches of a Han trade name that a word may sound like: where, how long, first sound, sound with vowels and without."""

    places: tuple[tuple[int, int], ...]
    openings: tuple[str, ...]
    sounds: tuple[str, ...]
    bones: tuple[str, ...]


@lru_cache(maxsize=32768)
def _shares(key: str) -> tuple[float, ...]:
    """How much of a Han name stands before each of its characters, and after the last."""
    weights = alignment._han(key).weights
    whole = sum(weights) or 1.0
    return tuple(accumulate((weight / whole for weight in weights), initial=0.0))


@lru_cache(maxsize=32768)
def _stretches(key: str) -> _Stretches:
    han = alignment._han(key)
    places = tuple(
        (start, end - start)
        for first, last in han.trade
        for start in range(first, last)
        for end in range(start + 1, min(last, start + _LONGEST_SOUND) + 1)
    )
    sounds = [alignment._sound_of_han(han.syllables[start : start + size]) for start, size in places]
    return _Stretches(places, tuple(_opening(s[:1]) for s, _ in sounds), tuple(s for s, _ in sounds), tuple(b for _, b in sounds))


def _opening(sound: str) -> str:
    """The first sound as it is compared: one vowel is as good as another."""
    return "A" if sound and sound in _VOWELS else sound


@lru_cache(maxsize=65536)
def _first_characters(word: str) -> frozenset[str]:
    """The characters that a spelling of a word may begin with."""
    return frozenset().union(*(way[0] for way in alignment._ways(word)))


@lru_cache(maxsize=65536)
def _cuts(word: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The beginnings of a word that mean something together with its end, and what the end means: hy, bio."""
    cuts = ((word[:cut], translations(word[cut:])) for cut in range(2, len(word) - 2)) if len(word) > 4 else ()
    return tuple((front, meanings) for front, meanings in cuts if meanings)


# -- many Han names at once ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Page:
    """Han names, one below the other: what one search finds in all of them."""

    text: str  # with a line end behind each
    characters: frozenset[str]
    owners: list[int]  # for each character of the text, the place of its name
    before: list[float]  # for each, how much of its name stands before it
    stretches: list[tuple[int, int]] = field(default_factory=list)
    openings: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    bones: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, keys: Sequence[str]) -> _Page:
        text = "".join([f"{key}\n" for key in keys])
        page = cls(text, frozenset(text), [], [])
        for place, key in enumerate(keys):
            start, found = len(page.owners), _stretches(key)
            page.stretches += [(start + at, size) for at, size in found.places]
            page.openings += found.openings
            page.sounds += found.sounds
            page.bones += found.bones
            page.before += _shares(key)
            page.owners += [place] * (len(key) + 1)
        return page

    def taken(self, at: int, size: int) -> float:
        """How much of its name a stretch is."""
        return self.before[at + size] - self.before[at]

    def places(self, part: str) -> Iterator[int]:
        """Where a text stands."""
        at = self.text.find(part)
        while at >= 0:
            yield at
            at = self.text.find(part, at + 1)


def _readings(word: str, page: _Page) -> Iterator[_Link]:
    if page.characters.isdisjoint(_first_characters(word)):
        return
    for way in alignment._ways(word):
        size = len(way)
        for character in page.characters & way[0].keys():
            for at in page.places(character):
                stretch = page.text[at : at + size]
                if all([c in spelt for c, spelt in zip(stretch, way, strict=False)]):  # a line end is in none
                    cost = sum([spelt[c] for c, spelt in zip(stretch, way, strict=False)])
                    yield at, size, 1 - cost / size - (0.25 if size == 1 and len(word) < 3 else 0)


def _initials(word: str, page: _Page) -> Iterator[_Link]:
    value = 0.75 if len(word) > 2 else 0.5
    first = [character for character in page.characters if word[0] in alignment._initials(character)]
    for character in first:
        for at in page.places(character):
            if all([letter in alignment._initials(page.text[at + n]) for n, letter in enumerate(word) if at + n < len(page.text)]):
                yield at, len(word), value


def _sounds(words: Sequence[str], page: _Page) -> Iterator[tuple[str, _Link]]:
    """Each word with the stretches it may sound like."""
    wanted = [(word, *alignment._sound_of_word(word)) for word in words]
    if not page.sounds or not wanted:
        return
    own = np.array([_opening(sound[:1]) for _, sound, _ in wanted])[:, None]
    pairs = own == np.array(page.openings)[None, :]
    rows, columns = np.flatnonzero(pairs.any(axis=1)), np.flatnonzero(pairs.any(axis=0))
    if not len(rows):
        return
    chosen, stretches = [wanted[row] for row in rows.tolist()], [page.stretches[column] for column in columns.tolist()]
    alike = 0.55 * _alike([sound for _, sound, _ in chosen], page.sounds, columns)
    alike += 0.45 * _alike([bones for _, _, bones in chosen], page.bones, columns)
    alike *= np.where(np.array([size for _, size in stretches]) > 1, 0.85, 0.6)
    for row, column in np.argwhere((alike > 0.499) & pairs[np.ix_(rows, columns)]).tolist():
        at, size = stretches[column]
        yield chosen[row][0], (at, size, float(alike[row, column]) + 1e-6)


def _alike(words: Sequence[str], stretches: Sequence[str], columns: NDArray[Any]) -> NDArray[Any]:
    found: NDArray[Any] = cdist(words, [stretches[column] for column in columns.tolist()], scorer=Indel.normalized_similarity)
    return found.astype(np.float64)


def _note(most: _Most, page: _Page, links: Iterable[_Link]) -> None:
    for at, size, value in links:
        owner = page.owners[at]
        best, taken = most.get(owner, (0.0, 0.0))
        most[owner] = max(best, value), max(taken, value * page.taken(at, size))


def _plainly(word: str, page: _Page) -> _Most:
    """By letters and readings: what any word may be linked by."""
    most: _Most = {}
    if word.isascii():
        if word.isalpha():
            _note(most, page, _readings(word, page))
        _note(most, page, ((at, len(word), 1.0) for at in page.places(word)))
    return most


def _freely(words: Sequence[str], page: _Page) -> dict[str, _Most]:
    """By sound, initials and in two parts: what only distinctive words may be linked by."""
    asked = [word for word in words if word.isalpha() and word.isascii() and len(word) > 1]
    fronts = {front for word in asked for front, _ in _cuts(word)}
    sounding: dict[str, list[_Link]] = {}
    for word, link in _sounds(sorted({*(word for word in asked if len(word) > 2), *fronts}), page):
        sounding.setdefault(word, []).append(link)
    found: dict[str, _Most] = {}
    for word in asked:
        most = found[word] = {}
        if len(word) > 2:
            _note(most, page, sounding.get(word, ()))
        if len(word) < 5:
            _note(most, page, _initials(word, page))
        for front, meanings in _cuts(word):
            _note_compound(most, page, (front, meanings), sounding)
    return found


def _note_compound(most: _Most, page: _Page, cut: tuple[str, frozenset[str]], sounding: dict[str, list[_Link]]) -> None:
    """A word of two: its beginning is linked by reading, sound or meaning, and 0.15 more where its end has a meaning there."""
    front, meanings = cut
    begins: _Most = {}
    _note(begins, page, _readings(front, page))
    _note(begins, page, sounding.get(front, ()))
    _note(begins, page, ((at, len(term), 0.7) for term in translations(front) for at in page.places(term)))
    ends: _Most = {}
    _note(ends, page, ((at, len(term), 1.0) for term in meanings for at in page.places(term)))
    for owner, (value, taken) in begins.items():
        best, most_taken = most.get(owner, (0.0, 0.0))
        end = ends.get(owner, (0.0, 0.0))
        whole = 0.8 * value + 0.15 * end[0]
        share = (taken / value if value else 0.0) + end[1]
        most[owner] = max(best, whole), max(most_taken, whole * share)


# -- the bounds ------------------------------------------------------------------------------------------------


def most_of_han(latin: str, keys: Sequence[str]) -> list[float]:
    """For a Latin name, the most that each of these Han names may share with it, from 0.

    >>> [round(bound, 2) for bound in most_of_han("changxin memory", ["长鑫存储", "华润医药"])]
    [1.0, 0.0]
    """
    page, query = _Page.of(keys), _words(latin)
    value = [[0.0] * len(query.words) for _ in keys]
    taken = [[0.0] * len(query.words) for _ in keys]

    def note(first: int, last: int, most: _Most) -> None:
        for owner, (best, share) in most.items():
            for word in range(first, last):
                value[owner][word] = max(value[owner][word], best)
            taken[owner][first] = max(taken[owner][first], share)

    free = _freely([word for word, generic in zip(query.words, query.generic, strict=True) if not generic], page)
    for place, word in enumerate(query.words):
        note(place, place + 1, _plainly(word, page))
        if not query.generic[place]:
            note(place, place + 1, free.get(word, {}))
    for term, first, last in query.terms:
        most: _Most = {}
        _note(most, page, ((at, len(term), 1.0 if len(term) > 1 else 0.7) for at in page.places(term)))
        note(first, last, most)
    return [_sum(query.shares, *sides) for sides in zip(value, taken, strict=True)]


def most_of_latin(han: str, keys: Sequence[str]) -> list[float]:
    """For a Han name, the most that each of these Latin names may share with it, likewise.

    >>> [round(bound, 2) for bound in most_of_latin("长鑫存储", ["changxin memory", "zoo"])]
    [1.0, 0.0]
    """
    page, names = _Page.of([han]), list(map(_words, keys))
    plain = {word: _plainly(word, page).get(0, (0.0, 0.0)) for word in {word for name in names for word in name.words}}
    asked = {word for name in names for word, generic in zip(name.words, name.generic, strict=True) if not generic}
    free = {word: most.get(0, (0.0, 0.0)) for word, most in _freely(sorted(asked), page).items()}
    found = []
    for name in names:
        value, taken = [], []
        for word, generic in zip(name.words, name.generic, strict=True):
            one, other = plain[word], (0.0, 0.0) if generic else free.get(word, (0.0, 0.0))
            value.append(max(one[0], other[0]))
            taken.append(max(one[1], other[1]))
        for term, first, last in name.terms:
            at = han.find(term)
            if at >= 0:
                best = 1.0 if len(term) > 1 else 0.7
                value[first:last] = [max(best, v) for v in value[first:last]]
                taken[first] = max(taken[first], *(best * page.taken(at, len(term)) for at in page.places(term)))
        found.append(_sum(name.shares, value, taken))
    return found


def _sum(shares: Sequence[float], value: Sequence[float], taken: Sequence[float]) -> float:
    latin = sum([share * best for share, best in zip(shares, value, strict=True)])
    return _LATIN * latin + _HAN * min(1.0, sum(taken))
