"""Haystacks by numpy, without what is compiled: the twin of `_haystack.c`, which leaves to it texts with characters that fold with
their neighbours, and serves everywhere where nothing was compiled.

Nearly all text goes by a table of 16-bit units, made from the one of codes.py; the rest by that one itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.text.addresses import addresses
from glossary.text.codes import FAR, FINAL, IDEOGRAPHS, INITIAL, OTHER_LENGTH, PRIVATE, REPLACEMENT, UNMET, WORDS_END, alone, table
from glossary.text.fold import fold_with_offsets
from glossary.text.haystack import Haystack

Codes = NDArray[Any]

_DOT, _DOT_IN_WORD = PRIVATE + ord("."), ord(".") | INITIAL | FINAL
_W = ord("w") | INITIAL | FINAL
#: In the 16-bit table: not met yet; does not fold to one character; the code of what it folds to has more bits.
_UNKNOWN, _SEVERAL, _ASTRAL = 0xFFFF, 0xFFFE, 0xFFFC


class _Tables:
    """The table of codes.py, and what it says in 16 bits."""

    def __init__(self) -> None:
        self.wide = np.frombuffer(table().entries, np.uint32)
        self.narrow = np.full(0x10000, _UNKNOWN, np.uint16)
        self._narrow(np.arange(IDEOGRAPHS.start, IDEOGRAPHS.stop))

    def learn(self, characters: Codes) -> None:
        """Know these code points."""
        several = np.unique(characters)
        table().learn(several.tolist())
        self._narrow(several[several < 0x10000])

    def _narrow(self, characters: Codes) -> None:
        entries = self.wide[characters]
        narrow = np.where(entries < 0x10000, entries, np.where(entries >= OTHER_LENGTH, _SEVERAL, _ASTRAL))
        self.narrow[characters] = narrow


@cache
def _tables() -> _Tables:
    return _Tables()


def _encode(text: str) -> tuple[Codes, Codes | None, Codes | None]:
    """The codes of a text, in 16 bits if that will do, with source spans where it does not fold character by character."""
    source: Codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(source) != len(text) or not len(source):
        return _encode_wide(text)
    codes: Codes = _tables().narrow.take(source)
    if codes.max() < _ASTRAL:
        return codes, None, None
    unknown = codes == _UNKNOWN
    if unknown.any():
        _tables().learn(source[unknown])
        codes = _tables().narrow.take(source)
    if (codes == _ASTRAL).any():
        return _encode_wide(text)
    several = (codes == _SEVERAL).nonzero()[0]
    return _pieces(text, codes, several) if len(several) else (codes, None, None)


def _encode_wide(text: str) -> tuple[Codes, Codes | None, Codes | None]:
    source: Codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes: Codes = _tables().wide.take(source)
    unmet = codes == UNMET
    if unmet.any():
        _tables().learn(source[unmet])
        codes = _tables().wide.take(source)
    several = (codes >= OTHER_LENGTH).nonzero()[0]
    return _pieces(text, codes, several) if len(several) else (codes, None, None)


def _pieces(text: str, codes: Codes, several: Codes) -> tuple[Codes, Codes, Codes]:
    """Codes with every run of characters that fold to several, and the one before it, folded by fold_with_offsets."""
    places: Codes = np.arange(len(codes) + 1, dtype=np.int64)
    out: list[Codes] = []
    starts: list[Codes] = []
    ends: list[Codes] = []
    done = 0
    for run in np.split(several, np.flatnonzero(np.diff(several) > 1) + 1):
        first, last = max(int(run[0]) - 1, done), int(run[-1]) + 1
        folded = fold_with_offsets(text[first:last])
        out += [codes[done:first], np.array([alone(ord(c)) for c in folded.text], np.uint32)]
        starts += [places[done:first], np.array(folded.starts, np.int64) + first]
        ends += [places[done + 1 : first + 1], np.array(folded.ends, np.int64) + first]
        done = last
    out.append(codes[done:])
    starts.append(places[done:-1])
    ends.append(places[done + 1 :])
    whole = np.concatenate(out)
    if codes.dtype == np.uint16 and (whole < 0x10000).all():
        whole = whole.astype(np.uint16)
    return whole, np.concatenate(starts), np.concatenate(ends)


def _hide(codes: Codes, starts: Codes | None, ends: Codes | None, skip: Iterable[tuple[int, int]]) -> None:
    """Make the spans of the source that nothing may match unreadable."""
    for start, end in skip:
        if starts is not None and ends is not None:
            start, end = int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left"))
        codes[max(start, 0) : max(end, 0)] = REPLACEMENT


def _dots(codes: Codes) -> Codes:
    """Where the full stops are, but for one at either end of the text."""
    dots: Codes = (codes[1:-1] == _DOT).nonzero()[0]
    dots += 1
    return dots


def _shape(codes: Codes, dots: Codes) -> None:
    """Join the characters of a word: whoever stands after one loses INITIAL, whoever stands before one loses FINAL."""
    word = codes < WORDS_END
    if codes.dtype == np.uint32:
        word |= (codes >= FAR) & (codes < 0xC0000)
    if len(dots):
        dots = dots[word[dots - 1] & word[dots + 1]]
        codes[dots] = _DOT_IN_WORD
        word[dots] = True
    joined = np.multiply(word[1:] & word[:-1], codes.dtype.type(INITIAL), dtype=codes.dtype)
    codes[1:] -= joined
    joined >>= 1
    codes[:-1] -= joined


def haystack_in_numpy(text: str, skip: Iterable[tuple[int, int]] = ()) -> Haystack:
    """What `haystack` says, without what is compiled."""
    codes, starts, ends = _encode(text)
    _hide(codes, starts, ends, skip)
    return _finish(codes, starts, ends, _dots(codes))


def document_in_numpy(text: str, skip: Iterable[tuple[int, int]] = ()) -> Haystack:
    """What `document` says, likewise. (The full stops but for the last are at hand here: a `www.` is looked for at them.)"""
    codes, starts, ends = _encode(text)
    dots = _dots(codes)
    if "@" in text or ("/" in text and "//" in text) or (codes[dots - 1] == _W).any() or text[-4:].lower() == "www.":
        skip = [*skip, *addresses(text)]
    if skip:
        _hide(codes, starts, ends, skip)
        dots = _dots(codes)
    return _finish(codes, starts, ends, dots)


def _finish(codes: Codes, starts: Codes | None, ends: Codes | None, dots: Codes) -> Haystack:
    if len(codes):
        _shape(codes, dots)
    encoding = "utf-16-le" if codes.dtype == np.uint16 else "utf-32-le"
    return Haystack(codes.tobytes().decode(encoding), starts, ends)
