"""Keys arranged for fuzzy search (fuzzy.py): in order of length, their characters as small numbers, each with a signature.

A signature has one bit for each (character, k-th occurrence). Signatures that differ in d bits belong to strings that share
at most (length + length - d) / 2 characters, in whatever order, so no common subsequence of theirs is longer than that.

The commonest pairs have a bit of their own: Latin names all have the same letters, and a bit that two common letters share
tells nothing. Measured at 1M keys, for the ten nearest to "prairie hill bind project, llc ii": 161,000 keys pass 128 hashed
bits, 5,434 pass 128 bits given so, 5,148 pass 192; 5,107 do share enough characters.

Made at first use and not compiled: it takes 1.3 s for a million keys, 8 ms for 5,000, and would be 70 MB of the index file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.indexfile import Strings

Numbers = NDArray[np.signedinteger[Any]]
Codes = NDArray[np.unsignedinteger[Any]]
Words = NDArray[np.uint64]

WORDS = 3  # of 64 bits in a signature: with 2 a third more keys pass where nothing is near, 4 gain little more
_TIMES = 8  # occurrences of a character that are told apart
_OWN = 80  # bits that one item has for itself; the others are shared by all Han, and seldom set by Latin names
_CODE_BITS = 21  # of a character in 32; the others are for the key
_SAMPLE = 4096  # keys that characters are counted in, about


@dataclass(frozen=True, slots=True)
class Band:
    """The keys of one length: rows [first, last)."""

    length: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Arranged:
    """All keys in order of length, then of number; a row is a place in that order. A code is 1 + a place in the alphabet."""

    numbers: Numbers  # row → number of the key
    lengths: Numbers  # row → length of the key
    starts: Numbers  # row → where its characters begin
    codes: Codes  # the characters of all rows, one after the other
    bands: tuple[Band, ...]
    alphabet: Codes  # code points, in order
    bits: Words  # [word, code × _TIMES + occurrence]
    signatures: Words  # [word, row]


@dataclass(frozen=True, slots=True)
class Query:
    """A key to search for. `masks[word, code]`: the places where it has that character, 64 to a word; none for code 0."""

    length: int
    known: int  # how many of its characters any key has
    first: int  # code of its first character, 0 for one that no key has
    masks: Codes
    signature: Words


# -- arranging -----------------------------------------------------------------------------------------------


def arrange(strings: Strings) -> Arranged:
    """Arrange the keys of an index.

    >>> keys = arrange(Strings(memoryview(Strings.pack(["abc", "xy"]))))
    >>> keys.numbers.tolist(), keys.codes.tolist(), [band.length for band in keys.bands]
    ([1, 0], [4, 5, 1, 2, 3], [2, 3])
    """
    points, ends = _characters(strings)
    alphabet, codes = _encoded(points)
    lengths = np.diff(ends, prepend=0)
    starts = ends - lengths
    bits = _bits(codes, starts, lengths, len(alphabet) + 1)
    order = np.argsort(lengths, kind="stable")
    lengths = lengths[order]
    arranged, signatures = _signed(codes, starts[order], lengths, bits)
    return Arranged(order, lengths, np.cumsum(lengths) - lengths, arranged, _bands(lengths), alphabet, bits, signatures)


def _characters(strings: Strings) -> tuple[Codes, Numbers]:
    """The code points of all strings, one after the other, and where each string ends."""
    byte_ends, encoded = strings.packed()
    later = np.flatnonzero(np.frombuffer(encoded, np.uint8) & 0xC0 == 0x80)  # bytes that begin no character
    ends = np.frombuffer(byte_ends, np.uint64).astype(np.int64)
    points = np.frombuffer(encoded.tobytes().decode().encode("utf-32-le"), np.dtype("<u4"))
    return points, ends - np.searchsorted(later, ends)


def _encoded(points: Codes) -> tuple[Codes, Codes]:
    """The characters that occur, in order, and every character as its code."""
    seen = np.zeros(0x110000, np.bool_)
    seen[points] = True
    alphabet = np.flatnonzero(seen).astype(np.uint32)
    code_of: Codes = np.zeros(0x110000, np.dtype(np.uint16 if len(alphabet) < 0xFFFF else np.uint32))
    code_of[alphabet] = np.arange(1, len(alphabet) + 1)
    coded: Codes = code_of[points]
    return alphabet, coded


def _bands(lengths: Numbers) -> tuple[Band, ...]:
    firsts = np.flatnonzero(np.diff(lengths, prepend=-1))
    lasts = [*firsts[1:].tolist(), len(lengths)]
    return tuple(map(Band, lengths[firsts].tolist(), firsts.tolist(), lasts))


def _gathered(codes: Codes, starts: Numbers, lengths: Numbers) -> Codes:
    """The characters of some keys, one after the other."""
    shifts = starts - (np.cumsum(lengths) - lengths)
    gathered: Codes = codes[np.repeat(shifts, lengths) + np.arange(lengths.sum())]
    return gathered


def _items(codes: Codes, lengths: Numbers) -> Numbers:
    """For each character of each key, sorted in the key: code × _TIMES + how often the key has had it before.

    Of so few keys that their numbers have room beside a character (`_blocks`), for 32 bits are sorted in half the time.
    """
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint32) << _CODE_BITS, lengths)
    placed = np.sort(rows | codes)
    here = np.arange(len(placed), dtype=np.int32)
    begins = np.zeros(len(placed), np.int32)
    np.multiply(here[1:], placed[1:] != placed[:-1], out=begins[1:])
    before = here - np.maximum.accumulate(begins)
    return (placed & ((1 << _CODE_BITS) - 1)) * np.int64(_TIMES) + np.minimum(before, _TIMES - 1)


def _bits(codes: Codes, starts: Numbers, lengths: Numbers, size: int) -> Words:
    """[word, item] → its bit: the commonest items have one each, rarer ones share them in turn. All words have common ones."""
    counts = np.zeros(size * _TIMES, np.int64)
    for block in _blocks(len(lengths), len(lengths) // _SAMPLE + 1):
        counts += np.bincount(_items(_gathered(codes, starts[block], lengths[block]), lengths[block]), minlength=len(counts))
    turns = np.empty(len(counts), np.int64)
    shared = 64 * WORDS - _OWN
    places = np.arange(len(counts))
    turns[np.argsort(-counts, kind="stable")] = np.where(places < _OWN, places, _OWN + (places - _OWN) % shared)
    bits = np.zeros((WORDS, len(counts)), np.uint64)
    bits[turns % WORDS, np.arange(len(counts))] = np.uint64(1) << (turns // WORDS).astype(np.uint64)
    return bits


def _blocks(count: int, step: int = 1) -> Iterator[slice]:
    """Slices of so many keys, or every so many, as can be sorted together in 32 bits."""
    width = step << (32 - _CODE_BITS)
    return (slice(first, min(first + width, count), step) for first in range(0, count, width))


def _signed(codes: Codes, starts: Numbers, lengths: Numbers, bits: Words) -> tuple[Codes, Words]:
    """The characters of the keys in the order given, and their signatures. An empty key, the first if any, has no bits."""
    signatures = np.zeros((WORDS, len(lengths)), np.uint64)
    gathered = [codes[:0]]
    for block in _blocks(len(lengths)):
        gathered.append(_gathered(codes, starts[block], lengths[block]))
        items = _items(gathered[-1], lengths[block])
        begins = np.cumsum(lengths[block]) - lengths[block]
        filled = lengths[block] > 0
        for word in range(WORDS):
            signatures[word, block][filled] = np.bitwise_or.reduceat(bits[word].take(items), begins[filled])
    return np.concatenate(gathered), signatures


# -- the query -----------------------------------------------------------------------------------------------


def query_of(keys: Arranged, key: str) -> Query:
    """A key, known to the arranged keys or not, as something to search them for.

    >>> keys = arrange(Strings(memoryview(Strings.pack(["abc", "xy"]))))
    >>> query = query_of(keys, "ybyz")
    >>> query.length, query.known, query.first, query.masks.tolist()
    (4, 3, 5, [[0, 0, 2, 0, 0, 5]])
    """
    codes = _codes_of(keys.alphabet, key)
    known = np.flatnonzero(codes)
    masks = np.zeros((max(1, -(-len(key) // 64)), len(keys.alphabet) + 1), _narrowest(len(key)))
    places = (np.uint64(1) << (known & 63).astype(np.uint64)).astype(masks.dtype)
    np.bitwise_or.at(masks, (known >> 6, codes[known]), places)
    items = _items(codes[known].astype(np.uint32), np.array([len(known)]))
    signature = np.bitwise_or.reduce(keys.bits[:, items], axis=1)
    return Query(len(key), len(known), int(codes[0]) if key else 0, masks, signature)


def _narrowest(size: int) -> np.dtype[Any]:
    """The smallest word of so many bits: of a short query, four or eight keys go where one of a long query does."""
    return np.dtype(next((word for word in (np.uint8, np.uint16, np.uint32) if size <= np.iinfo(word).bits), np.uint64))


def _codes_of(alphabet: Codes, key: str) -> Numbers:
    """Its characters as codes, 0 for one that the alphabet has not."""
    points = np.fromiter(map(ord, key), np.int64, len(key))
    places = np.searchsorted(alphabet, points)
    padded = np.append(alphabet, 0xFFFFFFFF)
    return np.where(padded[places] == points, places + 1, 0)


# -- common subsequences -------------------------------------------------------------------------------------


def common_subsequences(keys: Arranged, query: Query, rows: Numbers) -> Numbers:
    """The length of the longest common subsequence of the query with each of these rows, which are in order.

    >>> keys = arrange(Strings(memoryview(Strings.pack(["abc", "xy"]))))
    >>> common_subsequences(keys, query_of(keys, "acy"), np.array([0, 1])).tolist()
    [1, 2]
    """
    columns = np.ascontiguousarray(_padded(keys, rows).T)
    common = np.zeros(len(rows), np.int64)
    carries = np.zeros(columns.shape, np.uint64) if len(query.masks) > 1 else None
    for masks in query.masks:
        common += _advanced(masks.take(columns), carries)
    return common


def _padded(keys: Arranged, rows: Numbers) -> Codes:
    """The characters of rows in order, one row a key, with zeros behind the shorter ones."""
    lengths, begins = np.unique(keys.lengths[rows], return_index=True)
    block = np.zeros((len(rows), lengths[-1] if len(rows) else 0), keys.codes.dtype)
    for length, begin, end in zip(lengths.tolist(), begins.tolist(), [*begins[1:].tolist(), len(rows)], strict=False):
        first, last = rows[begin], rows[end - 1]
        every = keys.codes[keys.starts[first] : keys.starts[last] + length].reshape(-1, length)
        block[begin:end, :length] = every.take(rows[begin:end] - first, axis=0)
    return block


def _advanced(columns: Codes, carries: Words | None) -> Numbers:
    """Hyyrö's bit-parallel common subsequence for one word of the query: column after column of masks, a key in each place.

    A zero bit of the state is a character of the query that lengthens the subsequence. `carries` come from the word before
    and become those for the word behind.
    """
    state = np.full(columns.shape[1], np.iinfo(columns.dtype).max, columns.dtype)
    met, moved = np.empty_like(state), np.empty_like(state)
    for number, column in enumerate(columns):
        np.bitwise_and(state, column, out=met)
        np.add(state, met, out=moved)
        if carries is not None:
            over = moved < met
            moved += carries[number]
            carries[number] = over | (moved < carries[number])
        np.bitwise_xor(state, met, out=state)
        np.bitwise_or(state, moved, out=state)
    return np.bitwise_count(~state).astype(np.int64)
