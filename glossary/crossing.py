"""Candidates across scripts: which Han names may an English name mean, and which Latin names a Chinese one.

A Han name is a bag of what its characters can be read as (syllables of pinyin, pairs of neighbours, pairs of their first
consonants) and of what its words mean (lexicon). The words of an English name give features of the same kinds, and rare ones
count for more. Latin names are found by their words: spellings of the query's characters, and translations of its words.
What is proposed here is scored by score.py; nothing here decides. Made when first asked for, from the index's keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.index import Index
from glossary.indexfile import Strings
from glossary.text.grammar import HAN, WORD, words
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
_WORD_OR_END = re.compile(f"{WORD.pattern}|\n")


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
        encoded, ends = _bytes(self._index.keys())
        # of UTF-8: what begins a character from HAN on, U+2E80, which is E2 BA 80
        begins = encoded > 0xE2
        begins[:-1] |= (encoded[:-1] == 0xE2) & (encoded[1:] >= HAN.encode()[1])
        return np.flatnonzero(np.diff(np.searchsorted(np.flatnonzero(begins), ends), prepend=0))

    @cached_property
    def _postings(self) -> tuple[_Numbers, _Numbers, _Numbers, _Numbers]:
        """Features; where the names of each begin; the names (places in `_han`); how many features each name has, to the 1/4."""
        count = max(1, len(self._han))
        pairs = _once(np.concatenate([features * count + names for features, names in self._features()] or [np.zeros(0, np.int64)]))
        features, names = pairs // count, pairs % count
        starts = np.flatnonzero(np.diff(features, prepend=-1))
        return features[starts], np.append(starts, len(pairs)), names, np.maximum(np.bincount(names, minlength=count), 1) ** 0.25

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
        met, counting = [names[:0]], [sizes[:0]]
        for feature in _asked(latin, self._vocabulary):
            place = int(np.searchsorted(features, feature))
            if place < len(features) and features[place] == feature:
                met.append(names[starts[place] : starts[place + 1]])
                kind = max(start for start in _WEIGHTS if start <= feature)
                counting.append(np.full(len(met[-1]), _WEIGHTS[kind] * np.log(len(sizes) / len(met[-1]) + 0.01)))
        scores = np.bincount(np.concatenate(met), np.concatenate(counting), len(sizes)) / sizes
        return {int(self._han[name]): rarity for name, rarity in _rarest(scores, limit)}

    # -- Chinese to English ------------------------------------------------------------------------------------

    @cached_property
    def _latin(self) -> tuple[dict[str, int], _Numbers, _Numbers]:
        """Words of Latin keys, numbered; where the keys of each begin; the numbers of the keys."""
        encoded, ends = _bytes(self._index.keys())
        is_latin = np.ones(len(ends), np.bool_)
        is_latin[self._han] = False
        lengths = np.diff(ends, prepend=0)
        text = np.insert(encoded[np.repeat(is_latin, lengths)], np.cumsum(lengths[is_latin]), ord("\n"))
        found = _WORD_OR_END.findall(text.tobytes().decode())
        numbers = _Numbered()
        numbers["\n"] = -1
        words = np.fromiter(map(numbers.__getitem__, found), np.int64, len(found))
        keys = np.flatnonzero(is_latin)[np.cumsum(words < 0)[words >= 0]]
        pairs = _once(words[words >= 0] * max(1, len(ends)) + keys)
        starts = np.searchsorted(pairs, np.arange(len(numbers.words) + 1) * max(1, len(ends)))
        return numbers.words, starts, pairs % max(1, len(ends))

    def latin_for(self, han: str, limit: int) -> dict[int, float]:
        """The Latin keys that a folded Han name may mean, likewise."""
        numbers, starts, keys = self._latin
        whole, met, counting = max(2, len(keys)), [keys[:0]], [np.zeros(0)]
        for number in sorted(numbers[word] for word in _spellings(han) | _translated(han) if word in numbers):
            met.append(keys[starts[number] : starts[number + 1]])
            counting.append(np.full(len(met[-1]), np.log(whole / len(met[-1]))))
        return dict(_rarest(np.bincount(np.concatenate(met), np.concatenate(counting)), limit))


def _bytes(strings: Strings) -> tuple[_Numbers, _Numbers]:
    """The UTF-8 bytes of all strings, and where each ends."""
    ends, encoded = strings.packed()
    return np.frombuffer(encoded, np.uint8), np.frombuffer(ends, np.uint64).astype(np.int64)


class _Numbered(dict[str, int]):
    """Word as it is written → the number of its letters, given as words come."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        (spelt, *_) = (letters(plain) for plain, _, _ in words(word))
        self[word] = number = self.words.setdefault(spelt, len(self.words))
        return number


def _once(pairs: _Numbers) -> _Numbers:
    """Numbers in order, each once. (numpy's own `unique` takes twenty times as long over some millions.)"""
    ordered: _Numbers = np.sort(pairs)
    return np.compress(np.diff(ordered, prepend=-1) != 0, ordered)


def _rarest(scores: _Numbers, limit: int) -> Iterator[tuple[int, float]]:
    """The places of the highest scores above 0, highest first, then in order, and their share of the highest."""
    places = np.flatnonzero(scores > 0)
    scores = scores[places]
    if len(places) > limit:
        least = np.partition(scores, -limit)[-limit]
        above, at = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
        chosen = np.sort(np.concatenate([above, at[: limit - len(above)]]))
        places, scores = places[chosen], scores[chosen]
    order = np.argsort(-scores, kind="stable")
    return ((int(places[n]), float(scores[n] / scores[order[0]])) for n in order)


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
