"""The codes that haystacks are written in: of each character, the code of what it folds to. (haystack.py says what the codes are for.)

The code of a folded character: word characters below U+0600 move to 0..0x17FF, in groups of 128 at a distance of 512, so
that adding 0x80 says "last of its word" and 0x100 "first"; other word characters move likewise above 0x40000 (unassigned
planes); characters that were there move to the private use area, whose own become U+FFFD.

The table fills as characters are met; the common ideographs it knows from the start. `_haystack.c` reads it as it lies.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache
from threading import Lock

from glossary.text.boundary import is_word_character
from glossary.text.fold import fold_character, is_selector
from glossary.text.tables import tables as fold_tables

FINAL, INITIAL = 0x80, 0x100
WORDS_END = 0x1800  # word characters below U+0600 lie in 0..0x17FF
FAR = 0x40000  # the others lie from here to 0xBFFFF
PRIVATE = 0xE000  # what stood in 0..0x17FF moves here
REPLACEMENT = 0xFFFD
#: Codes that no character of the first 65,536 has, so that a table of 16 bits can say something by them.
NO_CODES = (0xFFFC, 0xFFFE, 0xFFFF)
#: The highest bit says that a fold has another length than 1 (then seven bits of how many codes, and the rest of where in the
#: table they lie, behind the code points): not met yet; depends on its neighbours.
OTHER_LENGTH, UNMET, CONTEXT = 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE
IDEOGRAPHS = range(0x4E00, 0xA000)
_CODE_POINTS, _ROOM = 0x110000, 0x2000  # for 5,208 codes that 3,194 characters fold to


def code(folded: int) -> int:
    """The code of one folded character, in the medial form if it is a word character.

    >>> hex(code(ord("a"))), hex(code(ord("é"))), hex(code(ord(" "))), hex(code(ord("长")))
    ('0x61', '0x269', '0xe020', '0x957f')
    """
    if is_word_character(chr(folded)):
        spread = (folded >> 7 << 9) | (folded & 0x7F)
        return spread if folded < 0x600 else FAR + spread
    if folded < WORDS_END:
        return PRIVATE + folded
    taken = 0xD800 <= folded <= 0xF8FF or 0x40000 <= folded <= 0xBFFFF or folded in NO_CODES
    return REPLACEMENT if taken else folded


def alone(folded: int) -> int:
    """The code of one folded character as it stands by itself: of a word character, first and last of its word."""
    medial = code(folded)
    return medial | INITIAL | FINAL if is_word_character(chr(folded)) else medial


class Table:
    """Code point → code of its fold, in 32 bits; word characters as words of their own."""

    def __init__(self) -> None:
        self.entries = memoryview(bytearray(b"\xff") * (4 * (_CODE_POINTS + _ROOM))).cast("I")  # which keeps its place
        self._end = _CODE_POINTS  # of the codes behind the code points
        self._learning = Lock()
        self._know_ideographs()

    def _know_ideographs(self) -> None:
        """Know them from the start: nothing but the Han table folds them, and a text in Chinese has thousands."""
        self.entries[IDEOGRAPHS.start : IDEOGRAPHS.stop] = array("I", IDEOGRAPHS)
        for source, target in fold_tables().han.items():
            if source in IDEOGRAPHS:
                self.entries[source] = target

    def learn(self, characters: Iterable[int]) -> bool:
        """Learn the code points that were not met; were there any?"""
        unmet = [character for character in characters if self.entries[character] == UNMET]
        with self._learning:  # two threads must not put codes in one place
            for character in unmet:
                if self.entries[character] == UNMET:
                    self.entries[character] = self._entry(character)
        return bool(unmet)

    def learn_all_of(self, text: str) -> bool:
        """The same of the characters of a text."""
        return self.learn(map(ord, set(text)))

    def _entry(self, character: int) -> int:
        folded = fold_character(character)
        if folded is None or is_selector(chr(character)):
            return CONTEXT
        codes = [alone(ord(c)) for c in folded]
        if len(codes) == 1:
            return codes[0]
        place, end = self._end, self._end + len(codes)
        if end > len(self.entries):
            return CONTEXT
        self.entries[place:end], self._end = array("I", codes), end
        return OTHER_LENGTH | len(codes) << 24 | place


@cache
def table() -> Table:
    """The table that this process fills."""
    return Table()
