"""Text made ready for a multi-pattern matcher: folded, with its word borders spelt into the letters.

As an Arabic letter has an initial, medial, final and isolated form, every word character here has four: the matcher then
meets a border as one more letter, and chooses the longest match among those that respect the borders. (Filtering afterwards
would lose names: of `arm` and `arm holdin` on "arm holdings" the longest match is `arm holdin`, and `arm` is never seen.)

The code of a folded character: word characters below U+0600 move to 0..0x17FF, in groups of 128 at a distance of 512, so
that adding 0x80 says "last of its word" and 0x100 "first"; other word characters move likewise above 0x40000 (unassigned
planes); characters that were there move to the private use area, whose own become U+FFFD. One table of 16-bit units does
fold and code in one step for nearly all text; the rest goes by a table of 32 bits, and what does not fold one to one goes
by `fold_with_offsets`, piece by piece, with an offset map.

`_haystack.c` does it all in one pass by the same table, three times as fast, unless a character is not in the table yet or
folds with its neighbours; numpy learns the former and serves for the rest, and everywhere where nothing was compiled.

`Haystack.text` has the length of the folded text. Nothing here knows of patterns. Tables fill as characters are met.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.text.addresses import addresses
from glossary.text.boundary import is_word_character
from glossary.text.compiled import Spelt, spell
from glossary.text.fold import fold_character, fold_with_offsets, is_selector
from glossary.text.tables import tables as fold_tables

Codes = NDArray[Any]

FINAL, INITIAL = 0x80, 0x100
_WORDS_END = 0x1800  # word characters below U+0600 lie in 0..0x17FF
_FAR = 0x40000  # the others lie from here to 0xBFFFF
_PRIVATE = 0xE000  # what stood in 0..0x17FF moves here
_DOT, _DOT_IN_WORD = _PRIVATE + ord("."), ord(".") | INITIAL | FINAL
_W = ord("w") | INITIAL | FINAL
_REPLACEMENT = 0xFFFD
#: In the 16-bit table: not met yet; does not fold to one character; the code of what it folds to has more bits.
_UNKNOWN, _SEVERAL, _ASTRAL = 0xFFFF, 0xFFFE, 0xFFFC
#: In the 32-bit table, where the highest bit says that a fold has another length than 1 (then seven bits of how many codes,
#: and the rest of where in the table they lie, behind the code points): not met yet; depends on its neighbours.
_OTHER_LENGTH, _UNMET, _CONTEXT = 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE
_IDEOGRAPHS = slice(0x4E00, 0xA000)
_CODE_POINTS, _ROOM = 0x110000, 0x2000  # for 5,208 codes that 3,194 characters fold to


@dataclass(frozen=True, slots=True)
class Haystack:
    """Encoded text; `starts` and `ends` give the source span of each character, None where it is the character itself."""

    text: str
    starts: Codes | None
    ends: Codes | None


def code(folded: int) -> int:
    """The code of one folded character, in the medial form if it is a word character.

    >>> hex(code(ord("a"))), hex(code(ord("é"))), hex(code(ord(" "))), hex(code(ord("长")))
    ('0x61', '0x269', '0xe020', '0x957f')
    """
    if is_word_character(chr(folded)):
        spread = (folded >> 7 << 9) | (folded & 0x7F)
        return spread if folded < 0x600 else _FAR + spread
    if folded < _WORDS_END:
        return _PRIVATE + folded
    taken = 0xD800 <= folded <= 0xF8FF or 0x40000 <= folded <= 0xBFFFF or folded in (_UNKNOWN, _SEVERAL, _ASTRAL)
    return _REPLACEMENT if taken else folded


def alone(folded: int) -> int:
    """The code of one folded character as it stands by itself: of a word character, first and last of its word."""
    medial = code(folded)
    return medial | INITIAL | FINAL if is_word_character(chr(folded)) else medial


class _Tables:
    """Code point → code of its fold, in 16 and in 32 bits; word characters as words of their own: see `_shape`."""

    def __init__(self) -> None:
        self.narrow = np.full(0x10000, _UNKNOWN, np.uint16)
        self.wide = np.full(_CODE_POINTS + _ROOM, _UNMET, np.uint32)
        self._end = _CODE_POINTS  # of the codes behind the code points
        self._learning = Lock()
        self._know_ideographs()

    def _know_ideographs(self) -> None:
        """Know the common ideographs from the start: nothing but the Han table folds them, and a text in Chinese has thousands."""
        self.wide[_IDEOGRAPHS] = np.arange(_IDEOGRAPHS.start, _IDEOGRAPHS.stop)
        table = fold_tables().han
        sources, targets = np.array([*table]), np.array([*table.values()])
        is_in = (sources >= _IDEOGRAPHS.start) & (sources < _IDEOGRAPHS.stop)
        self.wide[sources[is_in]] = targets[is_in]
        self.narrow[_IDEOGRAPHS] = np.where(self.wide[_IDEOGRAPHS] < 0x10000, self.wide[_IDEOGRAPHS], _ASTRAL)

    def learn(self, characters: Codes) -> None:
        with self._learning:  # two threads must not put codes in one place
            for character in np.unique(characters).tolist():
                if self.wide[character] == _UNMET:
                    self.wide[character] = single = self._entry(character)
                    if character < 0x10000:
                        self.narrow[character] = single if single < 0x10000 else _SEVERAL if single >= _OTHER_LENGTH else _ASTRAL

    def _entry(self, character: int) -> int:
        folded = fold_character(character)
        if folded is None or is_selector(chr(character)):
            return _CONTEXT
        codes = [alone(ord(c)) for c in folded]
        if len(codes) == 1:
            return codes[0]
        place, end = self._end, self._end + len(codes)
        if end > len(self.wide):
            return _CONTEXT
        self.wide[place:end], self._end = codes, end
        return _OTHER_LENGTH | len(codes) << 24 | place


@cache
def _tables() -> _Tables:
    return _Tables()


def table() -> Codes:
    """Code point → code of its fold, as `_haystack.c` reads it."""
    return _tables().wide


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
    unmet = codes == _UNMET
    if unmet.any():
        _tables().learn(source[unmet])
        codes = _tables().wide.take(source)
    several = (codes >= _OTHER_LENGTH).nonzero()[0]
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
        codes[max(start, 0) : max(end, 0)] = _REPLACEMENT


def _dots(codes: Codes) -> Codes:
    """Where the full stops are, but for one at either end of the text."""
    dots: Codes = (codes[1:-1] == _DOT).nonzero()[0]
    dots += 1
    return dots


def _shape(codes: Codes, dots: Codes) -> None:
    """Join the characters of a word: whoever stands after one loses INITIAL, whoever stands before one loses FINAL."""
    word = codes < _WORDS_END
    if codes.dtype == np.uint32:
        word |= (codes >= _FAR) & (codes < 0xC0000)
    if len(dots):
        dots = dots[word[dots - 1] & word[dots + 1]]
        codes[dots] = _DOT_IN_WORD
        word[dots] = True
    joined = np.multiply(word[1:] & word[:-1], codes.dtype.type(INITIAL), dtype=codes.dtype)
    codes[1:] -= joined
    joined >>= 1
    codes[:-1] -= joined


def haystack(text: str, skip: Iterable[tuple[int, int]] = ()) -> Haystack:
    """The text made ready; spans of `skip` (code points of the text) become unreadable.

    >>> haystack("ＡＳＥ").text == haystack("ase").text, haystack("ase").text == haystack("phase").text[2:]
    (True, False)
    """
    skip = [*skip]
    spelt = spell(text, table(), skip)
    return haystack_in_numpy(text, skip) if spelt is None else _as_haystack(spelt)


def document(text: str, skip: Iterable[tuple[int, int]] = ()) -> Haystack:
    """The same, with addresses unreadable too.

    >>> document("ir@jcet.com").text == haystack("ir@jcet.com", [(0, 11)]).text
    True
    """
    skip = [*skip]
    spelt = spell(text, table(), skip)
    if spelt is None:
        return document_in_numpy(text, skip)
    found = addresses(text) if spelt[2] else []
    return haystack(text, skip + found) if found else _as_haystack(spelt)


def _as_haystack(spelt: Spelt) -> Haystack:
    text, places, _ = spelt
    if places is None:
        return Haystack(text, None, None)
    starts = np.frombuffer(places, np.intp)
    return Haystack(text, starts, starts + 1)


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
