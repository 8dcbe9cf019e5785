"""Does the fold join what it should and keep apart what it should; are the seeds read right?"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from glossary.compiler import compile_index
from glossary.glossary import make
from glossary.glossary import open as open_glossary
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.resolver import resolve
from glossary.text.fold import key
from glossary.text.tables import fold_version
from tests.bench.rows import SHARED, Figure, jsonl


def simplified_traditional() -> Iterator[Figure]:
    """Simplified names as aliases, traditional ones as queries; baseline: OpenCC t2s as the key."""
    import opencc

    rows = jsonl("simp_trad.jsonl")
    index = compile_index((Alias(row["id"], row["zh_hans"]) for row in rows), {}, Stamp(fold_version(), "", 0, ""))
    answers = [(row, resolve(index, row["zh_hant"])) for row in rows]
    right = sum(answer.verdict == "exact" and answer.candidates[0].id == row["id"] for row, answer in answers)
    convert = opencc.OpenCC("t2s").convert
    baseline = sum(convert(row["zh_hant"]) == row["zh_hans"] for row in rows)
    for row, answer in answers:
        if answer.verdict != "exact":
            print(f"    {answer.verdict}: {row['zh_hans']} / {row['zh_hant']} {[c.id for c in answer.candidates]}")
    share = right / len(rows)
    how = f"{right} of {len(rows)} exact and right; OpenCC t2s as key: {baseline / len(rows):.2%}"
    yield Figure("simplified alias, traditional query: exact", f"{share:.2%}", "≥ 99.5 %", share >= 0.995, how)


def collisions() -> Iterator[Figure]:
    """Different companies whose names fold together though OpenCC does not call their characters variants."""
    import opencc

    owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
    names = 0
    for row in jsonl("zh_en_pairs.jsonl"):
        for column in ("zh_hans", "zh_hant", "zh_full_hans", "zh_full_hant"):
            if row.get(column):
                names += 1
                owners[key(row[column])].add((row["id"], row[column]))
    to_simple = [opencc.OpenCC(config).convert for config in ("t2s", "tw2s", "hk2s")]
    shared = wrong = 0
    for named in owners.values():
        for (one, left), (other, right) in combinations(sorted(named), 2):
            if one == other:
                continue
            shared += 1
            same = left.casefold() == right.casefold() or any(f(left).casefold() == f(right).casefold() for f in to_simple)
            if not same:
                wrong += 1
                print(f"    {left} ({one}) = {right} ({other})")
    how = f"{names} names; {shared} pairs of companies share a key because they share the name"
    yield Figure("companies that fold together without being variants", str(wrong), "0", wrong == 0, how)


def seeds() -> Iterator[Figure]:
    """The five seed articles against the gold of tests/cases/seeds.csv."""
    gold: dict[str, set[tuple[int, int, str | None]]] = defaultdict(set)
    with (Path(__file__).parents[1] / "cases" / "seeds.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            gold[row["file"]].add((int(row["start"]), int(row["end"]), row["id"]))
    right = found = wanted = 0
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "g.db", builtin=True)
        with open_glossary(Path(folder) / "g.db") as book:
            for name, mentions in gold.items():
                with (SHARED / "seeds" / name).open(encoding="utf-8", newline="") as article:
                    got = {(m.start, m.end, m.id) for m in book.find(article.read(), decide=True)}
                right, found, wanted = right + len(got & mentions), found + len(got), wanted + len(mentions)
    measured = f"{right}/{wanted}, {found - right} false"
    yield Figure("seed articles: mentions with the right ID", measured, "all, 0 false", right == wanted == found, "gold by reading")
