"""The tables of the fold, read from fold.tsv beside this module the first time one is asked for.

Kept apart from the fold so that folding an ASCII name reads no file at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from unicodedata import unidata_version

FILE = Path(__file__).with_name("fold.tsv")
#: Counts changes to the algorithm; changes to the tables and to Unicode show in the rest of the version.
ALGORITHM = 2


@dataclass(frozen=True, slots=True)
class Tables:
    """Translation tables for `str.translate`: each maps code points to one character; `invisible` to None."""

    han: Mapping[int, str]
    radical: Mapping[int, str]
    punctuation: Mapping[int, str]
    invisible: Mapping[int, None]


def plain(cell: str) -> str:
    """The character that a cell of fold.tsv stands for.

    >>> plain("U+00B7"), plain("長")
    ('·', '長')
    """
    return chr(int(cell[2:], 16)) if cell.startswith("U+") and len(cell) > 2 else cell


@cache
def tables() -> Tables:
    """All tables.

    >>> tables().han[ord("長")]
    '长'
    """
    maps: dict[str, dict[int, str]] = {"han": {}, "radical": {}, "punctuation": {}}
    invisible: dict[int, None] = {}
    for line in FILE.read_text(encoding="utf-8").split("\n"):
        if not line or line.startswith("#"):
            continue
        table, left, right = line.split("\t")
        if table == "invisible":
            invisible.update(dict.fromkeys(range(ord(plain(left)), ord(plain(right)) + 1)))
        else:
            maps[table][ord(plain(left))] = plain(right)
    return Tables(**{name: MappingProxyType(rows) for name, rows in maps.items()}, invisible=MappingProxyType(invisible))


@cache
def fold_version() -> str:
    """Names the fold that made a key: algorithm, tables and Unicode version. Keys of two versions do not compare."""
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]
    return f"{ALGORITHM}-{digest}-unicode{unidata_version}"
