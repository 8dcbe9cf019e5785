"""Misspelt names in running text: spans that are nearly a name of the table. Proposed as `possible`, and never written anew.

Latin: one to four words with capitals, none a mention, that spell a name but for spaces (Chang Xin Memory), for two letters that
changed places (JECT), or for one or two letters of a long name. Short names are compared for changed places alone, for one letter
makes another company of them (ASE, ASR), and words of the language are no misspellings of a name.

Han: three to eight characters that are a name but for two neighbours that changed places (长鑫储存), or for one character that
sounds alike (中芯国计). What the words of the language make of a span as cheaply (中心国际) is no misspelling.

What it does not know: names with a character too many or too few, and sounds that are only close (zhang, chang).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from glossary.answers import Mention, Owners
from glossary.fuzzy import Fuzzy
from glossary.index import Index
from glossary.text.addresses import addresses
from glossary.text.fold import fold
from glossary.text.readings import tables as reading_tables
from glossary.text.segmentation import cost_of, read
from glossary.text.tables import tables
from glossary.text.words import is_word

Span = tuple[int, int]
_Numbers = NDArray[np.uint64]

#: Lengths of the Han names that are compared, in characters.
LENGTHS = range(3, 9)
_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF
_LIKE = 0.75  # what a Latin name must be to be looked at
_SHORTEST, _ONE_LETTER, _TWO_LETTERS = 4, 7, 11
_LONGEST = 40
_MOST_WORDS = 4
#: Nats: a span that words of the language make as cheaply is theirs.
_WORDY = 24.0
_WORD = r"[A-Z][\w&’'-]*"
_WORDS = re.compile(rf"(?<![\w.@/-]){_WORD}(?:[ \t]{_WORD}){{0,7}}(?![\w@])")
_END = re.compile(r"[’']s?\Z")


class NearNames:
    """The search over one index; keeps nothing of a text. What it needs is made when first asked."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._fuzzy = Fuzzy(index)
        self._nearest = lru_cache(maxsize=65_536)(self._nearest_key)

    def near(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span] = ()) -> list[Mention]:
        """Spans that are nearly a name, in order, none touching a mention, an address or a span of `skip`."""
        taken = sorted([*((m.start, m.end) for m in mentions), *skip, *addresses(text)])
        found: list[Mention] = []
        for mention in sorted([*self._latin(text), *self._han(text)], key=lambda m: (m.start, -m.end)):
            span = mention.start, mention.end
            if not any(_touch(span, other) for other in taken) and not (found and mention.start < found[-1].end):
                found.append(mention)
        return found

    # -- Latin -------------------------------------------------------------------------------------------------

    def _latin(self, text: str) -> Iterator[Mention]:
        for run in _WORDS.finditer(text):
            words = [(match.start(), match.end()) for match in re.finditer(r"\S+", run[0])]
            for first in range(len(words)):
                for last in range(min(len(words), first + _MOST_WORDS), first, -1):
                    start, end = run.start() + words[first][0], run.start() + words[last - 1][1]
                    surface = _END.sub("", text[start:end])
                    number = self._nearest(surface) if _SHORTEST <= len(surface) <= _LONGEST else None
                    if number is not None:
                        yield self._mention(text, start, start + len(surface), number)
                        break

    def _nearest_key(self, surface: str) -> int | None:
        """The number of the key that a Latin span misspells, if it is one."""
        query = fold(surface)
        words = query.split(" ")
        if all(is_word(word) or word.isdigit() for word in words):
            return None
        numbers = self._anagrams.get("".join(sorted(query)), []) if len(query) < _ONE_LETTER else []
        for number in [*numbers, *(near for near, _ in self._fuzzy.nearest(query, 3, _LIKE))]:
            aliases = self._index.owners(number).aliases
            if _is_slip(query, self._index.keys()[number]) and not all(alias.kind in ("ticker", "misspelling") for alias in aliases):
                return number
        return None

    @cached_property
    def _anagrams(self) -> dict[str, list[int]]:
        """Acronyms by their letters: many more are as near to a short name as the one whose letters changed places."""
        found: dict[str, list[int]] = {}
        for number, key in enumerate(self._index.keys()):
            if _SHORTEST <= len(key) < _ONE_LETTER and key.isascii() and key.isalpha():
                found.setdefault("".join(sorted(key)), []).append(number)
        return found

    # -- Han ---------------------------------------------------------------------------------------------------

    def _han(self, text: str) -> Iterator[Mention]:
        folded = text.translate(tables().han)
        if len(folded) != len(text):
            return
        codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        is_han = (codes >= _FIRST_HAN) & (codes <= _LAST_HAN)
        for length in reversed(LENGTHS):
            table = self._tables[length]
            if table is None or len(codes) < length:
                continue
            starts = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(is_han, length).all(axis=1))
            for start, number in table.slips(codes, starts):
                end = start + length
                if self._is_likely(folded, start, end, number):
                    yield self._mention(text, start, end, number)

    def _is_likely(self, folded: str, start: int, end: int, number: int) -> bool:
        """Is a span a slip of that key, and nothing that the language would say by itself?"""
        span, key = folded[start:end], self._index.keys()[number]
        differ = [place for place in range(len(key)) if span[place] != key[place]]
        if len(differ) == 1 and not _sound_alike(span[differ[0]], key[differ[0]]):
            return False
        if not differ or cost_of(span) is not None:
            return False
        reading = read(_run_before(folded, start), span, _run_after(folded, end))
        return reading.whole >= 0 and reading.parts >= _WORDY

    @cached_property
    def _tables(self) -> dict[int, _Slips | None]:
        """By length, the Han names of that length, ready to be compared."""
        keys: dict[int, list[tuple[str, int]]] = {length: [] for length in LENGTHS}
        for number, key in enumerate(self._index.keys()):
            if len(key) in keys and all(_FIRST_HAN <= ord(character) <= _LAST_HAN for character in key):
                keys[len(key)].append((key, number))
        return {length: _Slips(found, length) if found else None for length, found in keys.items()}

    def _mention(self, text: str, start: int, end: int, number: int) -> Mention:
        owners: Owners = replace(self._index.owners(number), doubtful=True)
        return Mention(start, end, text[start:end], owners)


class _Slips:
    """Names of one length by the sums of their characters, each times a number of its place: one sum for each slip."""

    def __init__(self, names: Sequence[tuple[str, int]], length: int) -> None:
        self._places = np.random.default_rng(length).integers(1 << 62, size=length, dtype=np.uint64) | np.uint64(1)
        codes = np.array([[ord(character) for character in name] for name, _ in names], np.uint64)
        numbers = np.array([number for _, number in names], np.int64)
        weighed = codes * self._places
        sums = weighed.sum(axis=1, dtype=np.uint64)
        self._whole = _Sorted(sums, numbers)
        self._without = [_Sorted(sums - weighed[:, place], numbers) for place in range(length)]

    def slips(self, codes: _Numbers, starts: NDArray[Any]) -> Iterator[tuple[int, int]]:
        """(start, number of the name) for each window that is a name but for one character or for two that changed places."""
        if not len(starts):
            return
        length = len(self._places)
        windows = np.lib.stride_tricks.sliding_window_view(codes, length)[starts]
        weighed = windows * self._places
        sums = weighed.sum(axis=1, dtype=np.uint64)
        for place in range(length):
            yield from self._without[place].at(sums - weighed[:, place], starts)
        for place in range(length - 1):
            apart = windows[:, place + 1] - windows[:, place]
            swapped = sums + apart * self._places[place] - apart * self._places[place + 1]
            differ = apart != 0
            yield from self._whole.at(swapped[differ], starts[differ])


class _Sorted:
    """Sums in order, with the names they are of."""

    def __init__(self, sums: _Numbers, numbers: NDArray[np.int64]) -> None:
        order = np.argsort(sums, kind="stable")
        self._sums, self._numbers = sums[order], numbers[order]

    def at(self, sums: _Numbers, starts: NDArray[Any]) -> Iterator[tuple[int, int]]:
        first, last = np.searchsorted(self._sums, sums), np.searchsorted(self._sums, sums, "right")
        for window in np.flatnonzero(first < last).tolist():
            for place in range(int(first[window]), int(last[window])):
                yield int(starts[window]), int(self._numbers[place])


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _run_before(folded: str, start: int) -> str:
    at = start
    while at > max(0, start - 4) and "㐀" <= folded[at - 1] <= "鿿":
        at -= 1
    return folded[at:start]


def _run_after(folded: str, end: int) -> str:
    at = end
    while at < min(len(folded), end + 4) and "㐀" <= folded[at] <= "鿿":
        at += 1
    return folded[end:at]


def _sound_alike(one: str, other: str) -> bool:
    """Have two characters a reading in common?

    >>> _sound_alike("存", "村"), _sound_alike("存", "储")
    (True, False)
    """
    pinyin = reading_tables().pinyin
    return not {*pinyin.get(one, "").split()}.isdisjoint(pinyin.get(other, "").split())


def _is_slip(query: str, key: str) -> bool:
    """Does a span misspell a key, both folded?

    >>> _is_slip("ject", "jcet"), _is_slip("asr", "ase"), _is_slip("chang xin memory", "changxin memory")
    (True, False, True)
    """
    one, other = (re.sub(r"[\s'’&.-]", "", name) for name in (query, key))
    if one == other:
        return len(one) > _ONE_LETTER - 2 and query != key
    if one.isdigit() or other.isdigit() or not other.isascii():
        return False
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance == 1 and sorted(one) == sorted(other):
        return len(other) >= _SHORTEST
    allowed = 2 if len(other) >= _TWO_LETTERS else 1 if len(other) >= _ONE_LETTER else 0
    return distance <= allowed and one[0] == other[0]
