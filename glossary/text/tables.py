"""The tables of the fold, read from fold.tsv beside this module the first time one is asked for.

Kept apart from the fold so that folding an ASCII name reads no file at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import unidata_version

FILE = Path(__file__).with_name("fold.tsv")
#: Counts changes to the algorithm; changes to the tables and to Unicode show in the rest of the version.
ALGORITHM = 2


@dataclass(frozen=True, slots=True)
class Tables:
    """Three translation tables for `str.translate`, each from one code point to one, and the set to delete."""

    han: Mapping[int, int]
    width: Mapping[int, str]
    punctuation: Mapping[int, str]
    invisible: frozenset[int]


def plain(cell: str) -> str:
    """The character that a cell of fold.tsv stands for.

    >>> plain("U+00B7"), plain("長")
    ('·', '長')
    """
    return chr(int(cell[2:], 16)) if cell.startswith("U+") and len(cell) > 2 else cell


@cache
def tables() -> Tables:
    """All tables.

    >>> "長鑫".translate(tables().han)
    '长鑫'
    """
    text = FILE.read_text(encoding="utf-8")
    first, last = text.index("han\t"), text.index("invisible\t")
    # five thousand rows of one shape, "han<tab>x<tab>y<newline>": sliced, for splitting them would double a look-up's start
    han = str.maketrans(text[first + 4 : last : 8], text[first + 6 : last : 8])
    maps: dict[str, dict[int, str]] = {"punctuation": {}, "width": {}}
    invisible: list[int] = []
    for line in text[last:].splitlines():
        table, left, right = line.split("\t")
        if table == "invisible":
            invisible += range(ord(plain(left)), ord(plain(right)) + 1)
        else:
            maps[table][ord(plain(left))] = plain(right)
    return Tables(han=han, invisible=frozenset(invisible), **maps)


@cache
def fold_version() -> str:
    """Names the fold that made a key: algorithm, tables and Unicode version. Keys of two versions do not compare."""
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]
    return f"{ALGORITHM}-{digest}-unicode{unidata_version}"
