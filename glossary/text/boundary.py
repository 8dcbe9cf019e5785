"""Where a name may begin and end in folded text, said once, slowly and clearly.

A *word character* is a letter, digit or mark of a script that puts spaces between words (Latin, Greek, Cyrillic …); Han,
kana, bopomofo and Hangul are not, for their words touch each other and Latin ones: 与CXMT合作. A full stop between
two word characters is one too, so that `cxmt.com` and `688012.SH` are words of their own.

A span may be a name if neither edge has word characters on both sides: ASE is in "ASE said" and not in "phase".
`haystack.py` spells the same rule into the text itself; this is its oracle.
"""

from __future__ import annotations

from unicodedata import category

# East Asian blocks whose letters touch: jamo, kana to Hangul, compatibility ideographs, all beyond plane 1.
_TOUCHING = (
    (0x1100, 0x11FF),
    (0x2E80, 0xA4CF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0x16F00, 0x18CFF),
    (0x1AFF0, 0x1B2FF),
    (0x20000, 0x10FFFF),
)


def is_word_character(character: str) -> bool:
    """Does the character belong to a script with spaces between its words?

    >>> [is_word_character(c) for c in "aé7長カ한-."]
    [True, True, True, False, False, False, False, False]
    """
    if character.isascii():
        return character.isalnum()
    code = ord(character)
    if any(first <= code <= last for first, last in _TOUCHING):
        return False
    return character.isalnum() or category(character)[0] == "M"


def words(folded: str) -> list[bool]:
    """For each character of the text: is it part of a word?

    >>> words("a.b.")
    [True, True, True, False]
    """
    plain = [is_word_character(character) for character in folded]
    return [
        here or (character == "." and 0 < i < len(plain) - 1 and plain[i - 1] and plain[i + 1])
        for i, (character, here) in enumerate(zip(folded, plain, strict=True))
    ]


def may_be_name(word: list[bool], start: int, end: int) -> bool:
    """May `[start, end)` be a name? `word` is `words(text)`.

    >>> word = words("phase ase")
    >>> may_be_name(word, 2, 5), may_be_name(word, 6, 9)
    (False, True)
    """
    cuts_left = start > 0 and word[start - 1] and word[start]
    cuts_right = end < len(word) and word[end - 1] and word[end]
    return not cuts_left and not cuts_right
