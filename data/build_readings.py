"""Build glossary/text/readings.tsv, how Han characters are read, from pypinyin and the CSV files beside this script.

Run `python data/build_readings.py` after changing one of those files or the fold (it needs `pip install pypinyin`); a
test compares the committed table with what this script makes. Rules:

1. a character stands for its class of the fold: what folds together (发 發 髮) has all readings of all members;
2. readings keep the order of pypinyin, which is the order of likelihood: first the first reading of every member, the
   representative's before the others', then the second readings, and so on (干: gan of 干 乾 幹, then qian of 乾);
3. a row of one character in name_readings.csv puts its reading first (长: chang, for names are not prose);
4. characters are those of GB 2312, Big5 and hongkong.csv and those the fold joins; a company's name has no others in practice.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from unicodedata import name, normalize

from glossary.text.fold import fold
from glossary.text.tables import tables

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "glossary" / "text" / "readings.tsv"
_TONES = "\u0300\u0301\u0304\u030c"  # grave, acute, macron, caron; not the dots of ü
CONTRACT = """\
# readings.tsv: how Han characters are read (glossary/text/readings.py). Made by data/build_readings.py; do not edit by hand.
# One row, tab-separated; sorted. Characters and names are folded (fold.tsv); spellings are lower-case a-z, ü and apostrophe.
# hong-kong: spellings, most usual first; the characters that are spelt so (data/hongkong.csv).
# name: system; name; its reading, one syllable a character (pinyin), or its spellings as a whole and commas (data/name_readings.csv).
# pinyin: toneless readings, most likely first; the characters that have exactly these (pypinyin {version}, MIT).
# syllable: pinyin; its Wade-Giles, Tongyong, postal and other spellings, four columns (data/syllables.csv).
"""


def rows(file: str) -> list[list[str]]:
    """The rows of one hand-edited CSV file, without contract and header."""
    with (HERE / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(line for line in lines if not line.startswith("#")))[1:]


def encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def toneless(reading: str) -> str:
    """cháng → chang, lǜ → lü."""
    return normalize("NFC", "".join(c for c in normalize("NFD", reading) if c not in _TONES))


def spoken() -> dict[str, list[str]]:
    """The toneless readings of every character that pypinyin knows, most likely first."""
    from pypinyin.constants import PINYIN_DICT

    known = {row[0] for row in rows("syllables.csv")}
    return {chr(code): [r for r in map(toneless, readings.split(",")) if r in known] for code, readings in PINYIN_DICT.items()}


def members(characters: Iterable[str]) -> dict[str, list[str]]:
    """The class of each representative: itself first, then the others by code point."""
    found: dict[str, list[str]] = defaultdict(list)
    for character in sorted(characters):
        if len(folded := fold(character)) == 1:
            found[folded].append(character)
    return {head: [head, *(c for c in group if c != head)] for head, group in found.items()}


def is_wanted(character: str) -> bool:
    """Is this a Han character of a national set, or one that the fold changes?"""
    if not name(character, "").startswith("CJK"):
        return False
    return encodes(character, "gb2312") or encodes(character, "big5") or ord(character) in tables().han


def usual() -> dict[str, str]:
    """The reading that goes first, by character: the rows of one character in name_readings.csv."""
    return {fold(written): reading for written, system, reading, _ in rows("name_readings.csv") if len(written) == 1 and system == "pinyin"}


def pinyin() -> dict[str, list[str]]:
    """Every wanted character (folded) with its readings in order."""
    by_character, first, spelt = spoken(), usual(), hong_kong()
    table = {}
    for head, group in members(by_character).items():
        if head not in spelt and not any(map(is_wanted, group)):
            continue
        rounds = zip_longest(*(by_character.get(character, []) for character in group))
        readings = dict.fromkeys(r for one in rounds for r in one if r)
        if head in first:
            readings = {first[head]: None} | readings
        if readings:
            table[head] = list(readings)
    return table


def hong_kong() -> dict[str, list[str]]:
    """The Hong Kong spellings of every character that has one (folded)."""
    table: dict[str, dict[str, None]] = defaultdict(dict)
    for character, spellings in rows("hongkong.csv"):
        table[fold(character)] |= dict.fromkeys(spellings.split())
    return {character: list(spellings) for character, spellings in table.items()}


def grouped(label: str, table: Mapping[str, list[str]]) -> Iterator[str]:
    """A line for each list of readings, with all characters that have it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for character, readings in table.items():
        groups[" ".join(readings)].append(character)
    for spelt in sorted(groups):
        yield f"{label}\t{spelt}\t{''.join(sorted(groups[spelt]))}\n"


def names() -> Iterator[str]:
    """A line for each name of several characters and system."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for written, system, reading, _ in rows("name_readings.csv"):
        if len(written) > 1:
            found[system, fold(written)].append(reading)
    for (system, folded), readings in sorted(found.items()):
        yield f"name\t{system}\t{folded}\t{','.join(readings)}\n"


def build() -> str:
    """The text of readings.tsv."""
    import pypinyin

    syllables = ["\t".join(["syllable", *row[:5]]) + "\n" for row in rows("syllables.csv")]
    lines = [*grouped("hong-kong", hong_kong()), *names(), *grouped("pinyin", pinyin()), *syllables]
    return CONTRACT.format(version=pypinyin.__version__) + "".join(lines)


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {TARGET}\n")
