"""Candidates across scripts: which Han names may an English name mean, and which Latin names a Chinese one.

A Han name is a bag of what its characters can be read as (syllables of pinyin, pairs of neighbours, pairs of their first
consonants) and of what its words mean (lexicon). The words of an English name give features of the same kinds, and rare ones
count for more. Latin names are found by their words: spellings of the query's characters, and translations of its words.
What is proposed here is scored by score.py; nothing here decides. Made when first asked for, from the index's keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.index import Index
from glossary.text.grammar import is_han, words
from glossary.text.lexicon import LONGEST_LATIN, lexicon, translations
from glossary.text.readings import tables
from glossary.text.romanise import letters, pinyin_behind, segment, skeleton, spelt

_Numbers = NDArray[Any]

_READINGS = 3  # of a character that count
_LAST_HAN = 0x33FFF  # code points beyond are no Han characters
_SYLLABLE, _PAIR, _OPENINGS, _WORD = 0, 512, 512 + 512 * 512, 512 + 512 * 512 + 256  # where the numbers of each kind begin
#: What a feature of each kind counts, times the rarity of the feature.
_WEIGHTS = {_SYLLABLE: 1.0, _PAIR: 0.8, _OPENINGS: 0.35, _WORD: 0.8}
_CLASSES = "PTKFSRLMN"


class _Vocabulary:
    """Numbers for syllables, their opening consonants, and the words of the lexicon."""

    def __init__(self) -> None:
        self.syllables = {syllable: number for number, syllable in enumerate(sorted(tables().syllables), 1)}
        self.words = {word: number for number, word in enumerate(sorted(lexicon().words))}
        self.opening = np.zeros(512, np.int64)  # of a syllable: number of its class, 0 for none
        for syllable, number in self.syllables.items():
            self.opening[number] = _CLASSES.find(skeleton(syllable)[:1] or "?") + 1

    @cached_property
    def readings(self) -> _Numbers:
        """Code point → the numbers of its first readings, 0 for none."""
        table = np.zeros((_LAST_HAN + 1, _READINGS), np.int64)
        for character, readings in tables().pinyin.items():
            for place, syllable in enumerate(readings.split()[:_READINGS]):
                table[ord(character), place] = self.syllables.get(syllable, 0)
        return table


class Crossing:
    """The bags of an index's names; immutable once made."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._vocabulary = _Vocabulary()

    # -- English to Chinese ------------------------------------------------------------------------------------

    @cached_property
    def _han(self) -> _Numbers:
        """The numbers of the keys that hold a Han character."""
        return np.array([number for number, key in enumerate(self._index.keys()) if any(map(is_han, key))], np.int64)

    @cached_property
    def _postings(self) -> tuple[_Numbers, _Numbers, _Numbers, _Numbers]:
        """Features; where the names of each begin; the names (places in `_han`); how many features each name has, to the 1/4."""
        count = max(1, len(self._han))
        pairs = np.unique(np.concatenate([features * count + names for features, names in self._features()] or [np.zeros(0, np.int64)]))
        features, starts = np.unique(pairs // count, return_index=True)
        names = pairs % count
        return features, np.append(starts, len(pairs)), names, np.maximum(np.bincount(names, minlength=count), 1) ** 0.25

    def _features(self) -> Iterator[tuple[_Numbers, _Numbers]]:
        """(features, names) in stretches of equal length."""
        keys = self._index.keys()
        text = "\n".join([keys[number] for number in self._han.tolist()])
        codes = np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32), _LAST_HAN)
        names = np.cumsum(codes == ord("\n"))
        readings = self._vocabulary.readings[codes]
        for reading in readings.T:
            yield from _present(_SYLLABLE + reading, reading, names)
        for first, second in product(readings[:-1].T, readings[1:].T):
            both = first * second
            yield from _present(_PAIR + first * 512 + second, both, names[:-1])
            openings = self._vocabulary.opening[first] * 16 + self._vocabulary.opening[second]
            yield from _present(_OPENINGS + openings, both, names[:-1])
        yield from self._words_in(text, names)

    def _words_in(self, text: str, names: _Numbers) -> Iterator[tuple[_Numbers, _Numbers]]:
        from daachorse import CharwiseDoubleArrayAhoCorasick

        found = CharwiseDoubleArrayAhoCorasick(list(self._vocabulary.words)).find_overlapping(text)
        if found:
            hits = np.array(found, np.int64)
            yield _WORD + hits[:, 2], names[hits[:, 0]]

    def han_for(self, latin: str, limit: int) -> dict[int, float]:
        """The Han keys that a folded Latin name may mean, by number, the most promising first, with how rare what they share is.

        From 1 for the rarest down to 0.
        """
        if not len(self._han):
            return {}
        features, starts, names, sizes = self._postings
        scores = np.zeros(len(self._han))
        for feature in _asked(latin, self._vocabulary):
            place = int(np.searchsorted(features, feature))
            if place < len(features) and features[place] == feature:
                first, end = starts[place], starts[place + 1]
                kind = max(start for start in _WEIGHTS if start <= feature)
                scores[names[first:end]] += _WEIGHTS[kind] * np.log(len(scores) / (end - first) + 0.01)
        scores /= sizes
        best = np.argpartition(-scores, limit)[:limit] if limit < len(scores) else np.arange(len(scores))
        best = best[np.lexsort((best, -scores[best]))]
        most = float(scores[best[0]]) or 1.0
        return {int(self._han[name]): float(scores[name]) / most for name in best.tolist() if scores[name] > 0}

    # -- Chinese to English ------------------------------------------------------------------------------------

    @cached_property
    def _latin(self) -> dict[str, list[int]]:
        """Word → the numbers of the Latin keys that hold it."""
        found: dict[str, list[int]] = {}
        for number, key in enumerate(self._index.keys()):
            if not any(map(is_han, key)):
                for word in {letters(word) for word, _, _ in words(key)}:
                    found.setdefault(word, []).append(number)
        return found

    def latin_for(self, han: str, limit: int) -> dict[int, float]:
        """The Latin keys that a folded Han name may mean, likewise."""
        scores: dict[int, float] = {}
        whole = max(2, sum(map(len, self._latin.values())))
        for word in _spellings(han) | _translated(han):
            names = self._latin.get(word, ())
            for number in names:
                scores[number] = scores.get(number, 0.0) + float(np.log(whole / len(names)))
        best = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
        return {number: scores[number] / scores[best[0]] for number in best}


def _present(features: _Numbers, present: _Numbers, names: _Numbers) -> Iterator[tuple[_Numbers, _Numbers]]:
    kept = present > 0
    yield features[kept], names[kept]


def _asked(latin: str, vocabulary: _Vocabulary) -> set[int]:
    """The features of a folded Latin name."""
    asked = [letters(part) for word, _, _ in words(latin) for part in word.split("-")]
    found = {number for word in asked for number in _of_word(word, vocabulary)}
    for first in range(len(asked)):
        for last in range(first + 1, min(len(asked), first + LONGEST_LATIN) + 1):
            found.update(_WORD + vocabulary.words[word] for word in translations(" ".join(asked[first:last])))
    for first_word, second_word in pairwise(asked):
        if len(first_word) < 7 and len(second_word) < 7:
            found.update(number for number in _of_word(first_word + second_word, vocabulary) if _PAIR <= number < _OPENINGS)
    return found


@lru_cache(maxsize=16384)
def _of_word(word: str, vocabulary: _Vocabulary) -> frozenset[int]:
    syllables = vocabulary.syllables
    found = {_SYLLABLE + syllables[syllable] for syllable in pinyin_behind(word)}
    for way in segment(word):
        found.update(_PAIR + syllables[a] * 512 + syllables[b] for a, b in pairwise(way) if a in syllables and b in syllables)
    openings = [_CLASSES.find(opening) + 1 for opening in skeleton(word)]
    found.update(_OPENINGS + a * 16 + b for a, b in pairwise(openings))
    for cut in range(2, len(word) - 2):  # hybio, redstar
        found.update(_WORD + vocabulary.words[meaning] for part in (word[:cut], word[cut:]) for meaning in translations(part))
    return frozenset(found)


def _spellings(han: str) -> set[str]:
    """The words that two to four neighbouring characters may be spelt as, by their likelier spellings."""
    found: set[str] = set()
    spelt_as = [sorted(spelt(character), key=lambda s: spelt(character)[s])[:5] for character in han]
    for start in range(len(han)):
        for end in range(start + 1, min(len(han), start + 4) + 1):
            if all(spelt_as[start:end]):
                ways: Iterable[tuple[str, ...]] = product(*(spelt_as[place][: 5 if end - start < 3 else 2] for place in range(start, end)))
                found.update("".join(way) for way in ways)
    return found


@lru_cache(maxsize=1)
def _english() -> dict[str, set[str]]:
    """Han word → the Latin words that stand in its translations."""
    found: dict[str, set[str]] = {}
    for latin, meanings in lexicon().han_of.items():
        for meaning in meanings:
            found.setdefault(meaning, set()).update(latin.split(" "))
    return found


def _translated(han: str) -> set[str]:
    english = _english()
    spans = (han[start:end] for start in range(len(han)) for end in range(start + 1, min(len(han), start + 6) + 1))
    return {word for span in spans for word in english.get(span, ())}
