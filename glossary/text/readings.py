"""The tables of readings, read from readings.tsv beside this module the first time one is asked for.

The table groups characters by what they have in common, so that reading it makes thirteen thousand entries of three
thousand lines. Kept apart from `romanise` so that a Latin name of which nobody asks the syllables reads no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

FILE = Path(__file__).with_name("readings.tsv")

#: pinyin: of the mainland, with ü. wade-giles, tongyong: of Taiwan, before and after 2002. hong-kong: of its government and companies.
#: postal: of the map of 1906 (Tsingtao). other: what single companies of Taiwan write (Tsann Kuen).
System = Literal["pinyin", "wade-giles", "tongyong", "hong-kong", "postal", "other"]
#: The systems that spell a syllable of pinyin, in the order of the columns of readings.tsv.
_COLUMNS: tuple[System, ...] = ("wade-giles", "tongyong", "postal", "other")


@dataclass(frozen=True, slots=True)
class Tables:
    """What readings.tsv says. Characters and names are folded; values hold spellings parted by spaces, most likely first.

    `names` has, by system, names of several characters: in pinyin their syllables, elsewhere whole spellings parted by commas.
    `syllables` has, by syllable of pinyin, its spellings in the other Mandarin systems.
    """

    pinyin: Mapping[str, str]
    hong_kong: Mapping[str, str]
    names: Mapping[System, Mapping[str, str]]
    syllables: Mapping[str, Mapping[System, str]]


@cache
def tables() -> Tables:
    """All tables.

    >>> tables().pinyin["长"], tables().hong_kong["长"], tables().names["pinyin"]["长鑫"]
    ('chang zhang', 'cheung cheong', 'chang xin')
    """
    characters: dict[str, dict[str, str]] = {"pinyin": {}, "hong-kong": {}}
    names: dict[System, dict[str, str]] = {}
    syllables: dict[str, Mapping[System, str]] = {}
    for line in FILE.read_text(encoding="utf-8").split("\n"):
        table, _, rest = line.partition("\t")
        if table in characters:
            spelt, _, who = rest.partition("\t")
            characters[table].update(dict.fromkeys(who, spelt))
        elif table == "name":
            system, name, spelt = rest.split("\t")
            names.setdefault(cast("System", system), {})[name] = spelt
        elif table == "syllable":
            syllable, *spellings = rest.split("\t")
            syllables[syllable] = dict(zip(_COLUMNS, spellings, strict=True))
    return Tables(characters["pinyin"], characters["hong-kong"], names, syllables)


@cache
def longest_name() -> int:
    """How many characters the longest name has that is read otherwise than its characters.

    >>> longest_name() >= len("石家庄")
    True
    """
    return max(len(name) for named in tables().names.values() for name in named)
