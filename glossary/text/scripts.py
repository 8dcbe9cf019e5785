"""Which Chinese script a name is written in, by characters that only one of them has.

Read from scripts.tsv beside this module (data/build_scripts.py): 長 is traditional, 长 simplified, and 台 里 峰 are both and tell nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from itertools import repeat
from pathlib import Path

FILE = Path(__file__).with_name("scripts.tsv")


@cache
def _table() -> Mapping[str, frozenset[str]]:
    found = {"simplified": "", "traditional": ""}
    for line in FILE.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("# "):
            script, characters = line.split("\t")
            found[script] += characters
    return {script: frozenset(characters) for script, characters in found.items()}


@cache
def _leanings() -> Mapping[str, int]:
    """1 for a character that only the simplified script has, -1 for the others; none of the rare ones beyond the first 65,536."""
    table = _table()
    both = {**dict.fromkeys(table["simplified"], 1), **dict.fromkeys(table["traditional"], -1)}
    return {character: leaning for character, leaning in both.items() if character <= "\uffff"}


def simplified_in(name: str) -> str:
    """The characters of a name that only the simplified script has, in order.

    >>> simplified_in("長鑫存储"), simplified_in("台積電")
    ('储', '')
    """
    only = _table()["simplified"]
    return "".join(character for character in name if character in only)


def traditional_in(name: str) -> str:
    """The characters of a name that only the traditional script has, in order.

    >>> traditional_in("長鑫存储")
    '長'
    """
    only = _table()["traditional"]
    return "".join(character for character in name if character in only)


def leaning(text: str, first: int = 0, end: int = sys.maxsize) -> int:
    """How many more characters of a stretch of text only the simplified script has than only the traditional.

    >>> leaning("长鑫存储"), leaning("長鑫存储"), leaning("长鑫存储", 0, 1)
    (2, 0, 1)
    """
    return sum(map(_leanings().get, text[first:end], repeat(0)))


def script(name: str) -> str:
    """Simplified or traditional, "" where the characters do not say.

    >>> script("華東"), script("华东"), script("台中"), script("Huadong")
    ('traditional', 'simplified', '', '')
    """
    if name.isascii():
        return ""
    kinds = bool(simplified_in(name)), bool(traditional_in(name))
    return {(True, False): "simplified", (False, True): "traditional"}.get(kinds, "")


def scripts_of(lang: str, name: str) -> tuple[str, ...]:
    """The Chinese scripts that an alias is in, by its language or else by its characters: Hans, Hant, both or none.

    >>> scripts_of("zh-Hant-TW", "台積電"), scripts_of("und", "长鑫"), scripts_of("en", "CXMT"), scripts_of("und", "台中")
    (('Hant',), ('Hans',), (), ())
    """
    if lang.startswith("zh-"):
        return (lang[3:7],)
    if lang not in ("und", "zh"):
        return ()
    return ("Hans",) * bool(simplified_in(name)) + ("Hant",) * bool(traditional_in(name))
