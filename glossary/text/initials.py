"""Initialisms: does a word of three to six letters stand for a name, letter by letter?

    cxmt   长 鑫 存储 技术         chang, xin, memory, technology
    jcet   江苏 长 电 科技          jiangsu, chang, electronics, technology
    ymtc   yangtze memory technologies co.

A character gives the first letter of a reading, a word of the lexicon those of its translations; legal forms and 集团 may be left out.
Each letter is accounted for and so is the whole name; still, initials propose and never decide.
"""

from __future__ import annotations

from functools import cache, lru_cache

from glossary.text.grammar import is_han, words
from glossary.text.lexicon import lexicon
from glossary.text.names import parse
from glossary.text.readings import tables

FEWEST, MOST = 3, 6
_FEWEST_HAN = 4  # of a full name without its legal form; three characters give any three letters
_LONGEST_WORD = 4
_LEFT_OUT = frozenset({"legal form", "group"})
_SMALL = frozenset({"and", "of", "the", "for"})


def is_initialism(key: str) -> bool:
    """May a folded name be an initialism?

    >>> is_initialism("cxmt"), is_initialism("changxin"), is_initialism("3m")
    (True, False, False)
    """
    return FEWEST <= len(key) <= MOST and key.isascii() and key.isalpha()


def spells(initialism: str, key: str) -> bool:
    """Do the letters stand for this folded name?

    >>> spells("cxmt", "长鑫存储技术有限公司"), spells("smic", "semiconductor manufacturing international corp"), spells("ase", "长鑫存储")
    (True, True, False)
    """
    if any(map(is_han, key)):
        text = "".join(piece.text for piece in parse(key).pieces if piece.part not in _LEFT_OUT)
        return len(text) >= _FEWEST_HAN and all(map(is_han, text)) and _reaches(initialism, text)
    return initialism in _of_latin(key)


def _reaches(letters: str, text: str) -> bool:
    """Can the text be cut into words that give the letters in order?"""
    if not letters or not text:
        return letters == text
    return any(
        letters.startswith(given) and _reaches(letters[len(given) :], text[end:])
        for end in range(1, min(_LONGEST_WORD, len(text)) + 1)
        for given in _given(text[:end])
    )


@lru_cache(maxsize=65536)
def _given(word: str) -> frozenset[str]:
    """The letters that a character or a word may give."""
    readings = tables().pinyin.get(word, "").split() if len(word) == 1 else []
    return frozenset(reading[0] for reading in readings) | _translated().get(word, frozenset())


@cache
def _translated() -> dict[str, frozenset[str]]:
    """Han word → the initials of its translations."""
    found: dict[str, set[str]] = {}
    for latin, meanings in lexicon().han_of.items():
        initials = "".join(word[0] for word in latin.split(" ") if word not in _SMALL)
        for meaning in meanings:
            found.setdefault(meaning, set()).add(initials)
    return {word: frozenset(filter(None, initials)) for word, initials in found.items()}


@lru_cache(maxsize=4096)
def _of_latin(key: str) -> frozenset[str]:
    """The initials of the words of a Latin name: with its legal form, its first word, or without."""
    pieces = parse(key).pieces
    left_out = [(piece.start, piece.end) for piece in pieces if piece.part == "legal form"]
    found = [(word, any(start <= at < end for start, end in left_out)) for word, at, _ in words(key) if word not in _SMALL]
    bare = "".join(word[0] for word, is_form in found if not is_form)
    form = next((word[0] for word, is_form in found if is_form), "")
    return frozenset({bare, bare + form}) if len(bare) > 1 else frozenset()


@lru_cache(maxsize=65536)
def letters_of(character: str) -> int:
    """The letters that a Han character may open a word with, one bit each: what a search may pass over names by."""
    given = set(_given(character)) | _opened().get(character, set())
    return sum(1 << (ord(letter) - 97) for letter in {letter for letters in given for letter in letters} if "a" <= letter <= "z")


@cache
def _opened() -> dict[str, set[str]]:
    """First character of a Han word → the initials of the word's translations."""
    found: dict[str, set[str]] = {}
    for word, initials in _translated().items():
        found.setdefault(word[0], set()).update(initials)
    return found
