"""Ordinary words: is a name a word of the language too? A name that is one hits text that means no company (机器人, Apple).

Read from words.tsv beside this module the first time it is asked: 36,000 words of Chinese and 40,000 of English, with names left out.
A word that the table lacks may still be one; the table is made so that what it has is one (data/build_words.py).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("words.tsv")


@cache
def words() -> frozenset[str]:
    """All words, folded.

    >>> {"机器人", "apple"} <= words(), words() & {"华为", "google"}
    (True, frozenset())
    """
    found: set[str] = set()
    for line in FILE.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("# "):
            found.update(line.split("\t")[2].split(" "))
    return frozenset(found)


def is_word(key: str) -> bool:
    """Is a key (glossary.text.fold.key) an ordinary word?

    >>> is_word("机器人"), is_word("长鑫")
    (True, False)
    """
    return key in words()
