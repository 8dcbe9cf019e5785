"""Names that an initialism may stand for: every key that text/initials.py says it spells.

Most keys lack one of its letters, and a mask of letters for each says so; the rest are tried. Made when first asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.index import Index
from glossary.text.grammar import is_han, words
from glossary.text.initials import is_initialism, letters_of, spells


class Initials:
    """The letters that the keys of an index can give; immutable once made."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def _masks(self) -> NDArray[Any]:
        keys = self._index.keys()
        return np.array([_mask(key) for key in keys], np.int64)

    def spelt_by(self, query: str) -> list[int]:
        """The numbers of the keys that a folded query spells by initials, in order; none for what is no initialism."""
        if not is_initialism(query):
            return []
        wanted = 0
        for letter in query:
            wanted |= 1 << (ord(letter) - 97)
        keys = self._index.keys()
        return [number for number in np.flatnonzero((self._masks & wanted) == wanted).tolist() if spells(query, keys[number])]


def _mask(key: str) -> int:
    """The letters that a key can give, one bit each; more than it gives, never less."""
    found = 0
    if any(map(is_han, key)):
        for character in key:
            found |= letters_of(character) if is_han(character) else 0
        return found
    for word, _, _ in words(key):
        found |= 1 << (ord(word[0]) - 97) if "a" <= word[0] <= "z" else 0
    return found
