"""Names that an initialism may stand for: every key that text/initials.py says it spells.

Most keys lack one of its letters or begin with another, and a mask of letters for each says so; the rest are tried.
Made when first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.index import Index
from glossary.text.grammar import grammar, is_han
from glossary.text.initials import SMALL, is_initialism, letters_of, spells

_AT_ONCE = 100_000  # keys: their characters take some tens of megabytes
_ANY = (1 << 26) - 1  # letters
_FIRST = 1 << 26  # where the bits of the first letter begin


class Initials:
    """The letters that the keys of an index can give; immutable once made."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def _masks(self) -> NDArray[Any]:
        keys, whole = self._index.keys(), len(self._index.keys())
        stretches = [[keys[number] for number in range(first, min(whole, first + _AT_ONCE))] for first in range(0, whole, _AT_ONCE)]
        return np.concatenate([_masks(stretch) for stretch in stretches] or [np.zeros(0, np.int64)])

    def spelt_by(self, query: str) -> list[int]:
        """The numbers of the keys that a folded query spells by initials, in order; none for what is no initialism."""
        if not is_initialism(query):
            return []
        wanted = _FIRST << (ord(query[0]) - ord("a"))
        for letter in query:
            wanted |= 1 << (ord(letter) - ord("a"))
        keys = self._index.keys()
        return [number for number in np.flatnonzero((self._masks & wanted) == wanted).tolist() if spells(query, keys[number])]


def _masks(keys: Sequence[str]) -> NDArray[Any]:
    """The letters that each key can give, one bit each, and again those that it can begin with; more than it gives, never less.

    A Han character gives what it may open a word with, and a word its first letter.
    """
    text = "".join([f"{key}\n" for key in keys])
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    given = np.zeros(int(codes.max()) + 1, np.int64)
    for code in np.flatnonzero(np.bincount(codes)).tolist():
        if is_han(chr(code)):
            given[code] = letters_of(chr(code))
        elif ord("a") <= code <= ord("z"):
            given[code] = 1 << (code - ord("a"))
    is_letter = (codes >= ord("a")) & (codes <= ord("z"))
    found = given[codes]
    found[1:][is_letter[1:] & is_letter[:-1]] = 0  # within a word
    starts = np.flatnonzero(codes[:-1] == ord("\n")) + 1
    return np.bitwise_or.reduceat(found, np.append(0, starts)) | np.array([_first(key) for key in keys], np.int64) * _FIRST


def _first(key: str) -> int:
    """The letters that a key can begin with: any, where it begins with what is left out (株式会社, pt) or is not spelt."""
    head, skipped = key[:1], grammar().openings.first
    if is_han(head or " "):
        return _ANY if head in skipped else letters_of(head)
    word = key.partition(" ")[0].replace(".", "")
    return 1 << (ord(head) - ord("a")) if "a" <= head <= "z" and word not in skipped and word not in SMALL else _ANY
