"""Keys near a key, exactly: what brute force over all keys would answer, by a bound that drops most of them unread.

Likeness is rapidfuzz's `fuzz.ratio` from 0 to 1: twice the longest common subsequence over both lengths.

1. Keys lie in order of length, and no more can be shared than the shorter of two has: whole lengths drop out.
2. Signatures bound what two strings share (signatures.py): each length asks for its own number of differing bits.
3. A few keys of nearby length and high bound are compared first: the likeness they reach is the mark for all others.
4. What may still reach the mark is compared, highest bounds first, thousands of keys at once.

The searches themselves are in _search.c, or in numpy here where no compiler was at hand (or GLOSSARY_PURE=1 wants it): same answers.
The twins with `_slowly` say the same in plain code; they are what the tests compare with. Import this module only where
something fuzzy is asked: it loads numpy. It knows keys and not names: what a verdict is, what a legal form is and that a
lone Han character means nothing is for the resolver to know.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.index import Index
from glossary.signatures import WORDS, Arranged, Band, Numbers, Query, Words, arrange, common_subsequences, query_of

Scores = NDArray[np.float64]

#: Of _search.c; one of another contract (built in place, long ago) is not used.
_CONTRACT = 1


def _compiled() -> Any:  # noqa: ANN401 (a module, or None)
    if os.environ.get("GLOSSARY_PURE") != "1":
        with suppress(ImportError):
            module = import_module("glossary._search")
            return module if module.CONTRACT == _CONTRACT else None
    return None


_search = _compiled()
#: Whether the searches are compiled.
COMPILED = _search is not None

#: The shorter of two names, one within the other, has so many characters: a lone one is in thousands of names.
SHORTEST = 2

_BLOCK = 8192  # keys compared at once: their states stay in the cache
_SEEDS = 1024  # keys that set the mark,
_NEARBY = 50_000  # the best of so many of nearby length
_FIRST = 2048  # keys of highest bound that go before the others
_SLAB = 32_768  # keys asked at once whether they may contain another
_ENOUGH = 1024  # keys that may, before it is seen whether they do


@dataclass(frozen=True, slots=True)
class _Top:
    """The best so far: likest first, then by number."""

    limit: int
    cutoff: float
    scores: Scores
    numbers: Numbers

    @property
    def mark(self) -> float:
        """The likeness that a key must reach to be of interest."""
        return float(self.scores[-1]) if len(self.scores) == self.limit else self.cutoff

    def may_enter(self, scores: Scores, numbers: Numbers) -> NDArray[np.bool_]:
        """Which would be among the best: one that only equals the last must have a lower number."""
        if len(self.scores) < self.limit:
            return scores >= self.cutoff
        entering: NDArray[np.bool_] = (scores > self.scores[-1]) | ((scores == self.scores[-1]) & (numbers < self.numbers[-1]))
        return entering

    def joined(self, scores: Scores, numbers: Numbers) -> _Top:
        """The best of these and those."""
        entering = self.may_enter(scores, numbers)
        scores = np.concatenate([self.scores, scores[entering]])
        numbers = np.concatenate([self.numbers, numbers[entering]])
        order = np.lexsort((numbers, -scores))[: self.limit]
        return replace(self, scores=scores[order], numbers=numbers[order])


class Fuzzy:
    """Fuzzy search among the keys of an index. What it needs is made when first asked, and kept: 90 bytes a key.

    `compiled`: whether by _search.c or by numpy.
    """

    def __init__(self, index: Index, *, compiled: bool = COMPILED) -> None:
        self._strings = index.file.strings("keys")
        self._search = _search if compiled else None

    @cached_property
    def _keys(self) -> Arranged:
        return arrange(self._strings)

    @cached_property
    def _buffers(self) -> tuple[NDArray[Any], ...]:
        """The keys as _search.c takes them."""
        keys = self._keys
        bands = np.array([(band.length, band.first, band.last) for band in keys.bands], np.int64).reshape(-1, 3)
        return keys.numbers, keys.lengths, keys.starts, bands, keys.codes, keys.alphabet, keys.bits, keys.signatures

    def nearest(self, key: str, limit: int = 10, cutoff: float = 0.0) -> list[tuple[int, float]]:
        """The numbers of the keys most like `key` and their likeness from 0 to 1, none below `cutoff`; equals go by number.

        The answers of `rapidfuzz.process.extract(key, keys, scorer=fuzz.ratio, limit=limit, score_cutoff=100 * cutoff)`.

        >>> from glossary.compiler import compile_index
        >>> from glossary.indexfile import Stamp
        >>> from glossary.model import Alias
        >>> from glossary.text.tables import fold_version
        >>> names = ["长鑫存储", "长江存储", "CXMT"]
        >>> index = compile_index([Alias(name, name) for name in names], {}, Stamp(fold_version(), "", 0, ""))
        >>> [(index.owners(number).name, likeness) for number, likeness in Fuzzy(index).nearest("长鑫储存", limit=2)]
        [('长鑫存储', 0.75), ('长江存储', 0.5)]
        """
        limit = min(limit, len(self._strings))
        if limit <= 0:
            return []
        found: list[tuple[int, float]]
        if self._search is not None:
            found = self._search.nearest(self._buffers, key, limit, max(cutoff, 0.0))
        else:
            top = _searched(self._keys, query_of(self._keys, key), limit, max(cutoff, 0.0))
            found = [pair for pair in zip(top.numbers.tolist(), top.scores.tolist(), strict=True) if pair[1] > 0]
        return found + [pair for pair in self._unlike(key, found, limit) if pair[1] >= cutoff]

    def _unlike(self, key: str, found: Sequence[tuple[int, float]], limit: int) -> list[tuple[int, float]]:
        """What brute force fills its list with: the first keys that share nothing with the query. (Empty ones are alike.)"""
        have = {number for number, _ in found}
        others = [number for number in range(limit) if number not in have]
        return [(number, float(self._strings[number] == key)) for number in others[: limit - len(found)]]

    def containing(self, key: str, limit: int = 50) -> list[int]:
        """The numbers of the keys that have all characters of `key`, in its order: 长电科技 → 江苏长电科技股份有限公司.

        Shortest first, then those that begin with the same character, then by number. One character is contained in none.

        >>> from glossary.compiler import compile_index
        >>> from glossary.indexfile import Stamp
        >>> from glossary.model import Alias
        >>> from glossary.text.tables import fold_version
        >>> names = ["中芯国际集成电路制造", "中国芯片", "芯中"]
        >>> index = compile_index([Alias(name, name) for name in names], {}, Stamp(fold_version(), "", 0, ""))
        >>> [index.owners(number).name for number in Fuzzy(index).containing("中芯")]
        ['中国芯片', '中芯国际集成电路制造']
        """
        if self._search is not None:
            return list(self._search.containing(self._buffers, key, limit))
        query = query_of(self._keys, key)
        if query.known < query.length or query.length < SHORTEST:
            return []
        bands = [band for band in self._keys.bands if band.length >= query.length]
        return _subsequences(self._keys, query, bands, limit)

    def contained(self, key: str, limit: int = 50) -> list[int]:
        """The numbers of the keys, of two characters at least, that `key` has all of, in order: 江苏长电科技股份有限公司 → 长电科技.

        Longest first, then those that begin with the same character, then by number.

        >>> from glossary.compiler import compile_index
        >>> from glossary.indexfile import Stamp
        >>> from glossary.model import Alias
        >>> from glossary.text.tables import fold_version
        >>> index = compile_index([Alias(name, name) for name in ["中芯", "国中"]], {}, Stamp(fold_version(), "", 0, ""))
        >>> [index.owners(number).name for number in Fuzzy(index).contained("中芯国际集成电路制造")]
        ['中芯']
        """
        if self._search is not None:
            return list(self._search.contained(self._buffers, key, limit))
        query = query_of(self._keys, key)
        bands = [band for band in reversed(self._keys.bands) if SHORTEST <= band.length <= query.length]
        return _subsequences(self._keys, query, bands, limit)


# -- the bound -----------------------------------------------------------------------------------------------


def _likeness(common: Any, total: Any) -> Any:  # noqa: ANN401 (numbers, or arrays of them)
    """As rapidfuzz reckons it, to the last bit: what is equal there must be equal here."""
    return 1.0 - (total - 2 * common) / total


def _sharing(keys: Arranged, query: Query, band: Band, least: int) -> tuple[Numbers, Numbers]:
    """The rows of a band that may share `least` characters with the query, and how many they may share."""
    shares = query.known + band.length
    spare = shares - 2 * least  # bits that may differ
    differing = np.bitwise_count(keys.signatures[0, band.first : band.last] ^ query.signature[0])
    for word in range(1, WORDS):
        differing += np.bitwise_count(keys.signatures[word, band.first : band.last] ^ query.signature[word])
    rows = np.flatnonzero(differing <= spare)
    return rows + band.first, np.minimum((shares - differing[rows].astype(np.int64)) >> 1, min(query.known, band.length))


def _passing(keys: Arranged, query: Query, bands: Iterable[Band], mark: float) -> tuple[Numbers, Scores]:
    """The rows that share a character with the query and may reach the mark, in order, with the likeness they may have."""
    rows, scores = [keys.numbers[:0]], [np.empty(0)]
    for band in bands:
        total = query.length + band.length
        least = max(1, ceil(mark * total / 2 - 1e-6))
        if least <= min(query.known, band.length):
            passing, common = _sharing(keys, query, band, least)
            rows.append(passing)
            scores.append(_likeness(common, total))
    return np.concatenate(rows), np.concatenate(scores)


def _nearby(keys: Arranged, query: Query) -> list[Band]:
    """The bands nearest in length until they have enough keys, in order."""
    bands, count = [], 0
    for band in sorted(keys.bands, key=lambda band: abs(band.length - query.length)):
        if count >= _NEARBY:
            break
        bands.append(band)
        count += band.last - band.first
    return sorted(bands, key=lambda band: band.length)


# -- the search ----------------------------------------------------------------------------------------------


def _searched(keys: Arranged, query: Query, limit: int, cutoff: float) -> _Top:
    """The best of all keys that share a character with the query."""
    top = _Top(limit, cutoff, np.empty(0), keys.numbers[:0])
    rows, bounds = _passing(keys, query, _nearby(keys, query), cutoff)
    seeds = _highest(bounds, _SEEDS + limit)
    top = replace(top, cutoff=_compared(keys, query, rows[seeds], bounds[seeds], top).mark)
    rows, bounds = _passing(keys, query, keys.bands, top.cutoff)
    chosen = _highest(bounds, _FIRST)
    top = _compared(keys, query, rows[chosen], bounds[chosen], top)
    bounds[chosen] = -1.0  # done: below any mark
    hopeful = np.flatnonzero(bounds >= top.mark)
    return _compared(keys, query, rows[hopeful], bounds[hopeful], top)


def _highest(scores: Scores, count: int) -> Numbers:
    """The places of the `count` highest, in order."""
    if count >= len(scores):
        return np.arange(len(scores))
    least = np.partition(scores, -count)[-count]
    above, at = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
    return np.sort(np.concatenate([above, at[: count - len(above)]]))


def _compared(keys: Arranged, query: Query, rows: Numbers, bounds: Scores, top: _Top) -> _Top:
    """The best after these rows, which are in order, have been compared too: those whose bounds still allow them in."""
    for first in range(0, len(rows), _BLOCK):
        block = slice(first, first + _BLOCK)
        some = rows[block][top.may_enter(bounds[block], keys.numbers[rows[block]])]
        common = common_subsequences(keys, query, some)
        top = top.joined(_likeness(common, query.length + keys.lengths[some]), keys.numbers[some])
    return top


# -- one within the other ------------------------------------------------------------------------------------


def _subsequences(keys: Arranged, query: Query, bands: Sequence[Band], limit: int) -> list[int]:
    """The keys that contain the query, or are contained in it, from bands in order of nearness until there are enough."""
    found: list[int] = []
    pending = [keys.numbers[:0]]
    for slab in _slabs(bands):
        pending.append(_covered(keys, query, slab))
        if slab[-1] is bands[-1] or sum(map(len, pending)) >= _ENOUGH:
            found += _ranked(keys, query, np.sort(np.concatenate(pending)))
            pending = [keys.numbers[:0]]
        if len(found) >= limit:
            break
    return found[: max(limit, 0)]


def _slabs(bands: Sequence[Band]) -> Iterator[list[Band]]:
    """Bands that lie side by side, together: hundreds of lengths have few keys each."""
    slab: list[Band] = []
    for band in bands:
        slab.append(band)
        if sum(part.last - part.first for part in slab) >= _SLAB:
            yield slab
            slab = []
    if slab:
        yield slab


def _covered(keys: Arranged, query: Query, slab: Sequence[Band]) -> Numbers:
    """The rows of a slab whose signatures cover the query's; or that are covered by it, where they are no longer than it."""
    first, last = min(band.first for band in slab), max(band.last for band in slab)
    longer = max(band.length for band in slab) > query.length
    telling, *others = np.argsort(-np.bitwise_count(query.signature).astype(np.int64), kind="stable").tolist()
    rows = np.flatnonzero(_missing(query.signature[telling], keys.signatures[telling, first:last], longer) == 0) + first
    for word in others:
        rows = rows[_missing(query.signature[word], keys.signatures[word].take(rows), longer) == 0]
    return rows


def _missing(query: np.uint64, signatures: Words, longer: bool) -> Words:
    """The bits that the shorter has and the longer has not. At equal length either is zero for equal keys alone."""
    return query & ~signatures if longer else signatures & ~query


def _ranked(keys: Arranged, query: Query, rows: Numbers) -> list[int]:
    """The numbers of those that do contain the query or are contained in it: nearest in length, same beginning, number."""
    blocks = [rows[first : first + _BLOCK] for first in range(0, len(rows), _BLOCK)]
    common = np.concatenate([keys.numbers[:0], *(common_subsequences(keys, query, block) for block in blocks)])
    rows = rows[common == np.minimum(keys.lengths[rows], query.length)]
    other = keys.codes[keys.starts[rows]] != query.first
    order = np.lexsort((keys.numbers[rows], other, np.abs(keys.lengths[rows] - query.length)))
    ranked: list[int] = keys.numbers[rows[order]].tolist()
    return ranked


# -- the plain twins -----------------------------------------------------------------------------------------


def nearest_slowly(keys: Sequence[str], key: str, limit: int = 10, cutoff: float = 0.0) -> list[tuple[int, float]]:
    """`Fuzzy.nearest` by brute force.

    >>> nearest_slowly(["ab", "bc"], "abc", limit=1)
    [(0, 0.8)]
    """
    from rapidfuzz.distance import Indel

    scored = [(number, Indel.normalized_similarity(key, other)) for number, other in enumerate(keys)]
    return sorted((pair for pair in scored if pair[1] >= cutoff), key=lambda pair: (-pair[1], pair[0]))[: max(limit, 0)]


def is_subsequence(short: str, long: str) -> bool:
    """Has `long` all characters of `short`, in their order?

    >>> is_subsequence("中芯", "中国芯片"), is_subsequence("芯中", "中国芯片")
    (True, False)
    """
    rest = iter(long)
    return all(character in rest for character in short)


def containing_slowly(keys: Sequence[str], key: str, limit: int = 50) -> list[int]:
    """`Fuzzy.containing` by brute force.

    >>> containing_slowly(["abc", "cab", "ba"], "ab")
    [0, 1]
    """
    found = [number for number, other in enumerate(keys) if len(key) >= SHORTEST and is_subsequence(key, other)]
    return sorted(found, key=lambda number: (len(keys[number]), keys[number][0] != key[0], number))[: max(limit, 0)]


def contained_slowly(keys: Sequence[str], key: str, limit: int = 50) -> list[int]:
    """`Fuzzy.contained` by brute force.

    >>> contained_slowly(["abc", "cab", "ba"], "xcxabc")
    [0, 1]
    """
    found = [number for number, other in enumerate(keys) if len(other) >= SHORTEST and is_subsequence(other, key)]
    return sorted(found, key=lambda number: (-len(keys[number]), keys[number][0] != key[0], number))[: max(limit, 0)]
