"""Which hits in real news are mentions: plain scanner and decider side by side, on newspaper and finance sentences with marked names.

The alias table is made of all names of zh_en_pairs.jsonl. CLUENER and MSRA mark every company or organisation, so that a hit outside
all marks is false (a few are companies that the annotators missed); FewFC and FinRE mark some, and count for recall alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from glossary.answers import Mention
from glossary.compiler import compile_index
from glossary.decider import Decider
from glossary.index import Index
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.scanner import Scanner
from glossary.text.tables import fold_version
from tests.bench.rows import Figure, jsonl

_HANS = ("zh_hans", "zh_short_raw", "zh_ext_short", "zh_hans_st", "zh_full_hans")
_HANT = ("zh_hant", "zh_full_hant")
_TAIWAN = frozenset(["TWSE", "TPEX"])
Row = dict[str, Any]


def aliases(pairs: Sequence[Row]) -> Iterator[Alias]:
    """All names of the table, each in its language."""
    for row in pairs:
        hant = "zh-Hant-TW" if row["market"] in _TAIWAN else "zh-Hant"
        for columns, lang in ((_HANS, "zh-Hans"), (_HANT, hant), (("en", "en_short"), "en")):
            for column in columns:
                if row.get(column):
                    yield Alias(row["id"], row[column], lang, "legal" if "full" in column else "short")
        for former in row.get("former_zh") or ():
            yield Alias(row["id"], former, "zh-Hans", "former")


def index_of(pairs: Sequence[Row]) -> Index:
    """The index of the table."""
    return compile_index(aliases(pairs), {}, Stamp(fold_version(), "", 0, ""))


def mentions() -> Iterator[Figure]:
    """All figures of both, in one run."""
    pairs, rows = jsonl("zh_en_pairs.jsonl"), jsonl("mentions.jsonl")
    index = index_of(pairs)
    scanner = Scanner(index)
    decider = Decider(index, scanner.find)
    plain = [scanner.find(row["text"]) for row in rows]
    decided = [decider.decide(row["text"], found) for row, found in zip(rows, plain, strict=True)]
    known = {row["id"] for row in pairs}
    for corpus, goal in (("cluener", 3), ("msra", 5)):
        yield _outside(rows, plain, decided, corpus, goal)
    for corpora, at_least in ((("cluener", "msra"), 0.95), (("fewfc",), 0.90), (("finre",), 0.90)):
        yield _recall(rows, plain, decided, (corpora, at_least, known))
    yield _inside(rows, plain, decided)


def _outside(rows: list[Row], plain: list[list[Mention]], decided: list[list[Mention]], corpus: str, goal: int) -> Figure:
    """Hits that touch no marked name, per 1,000 sentences."""

    def rate(found: list[list[Mention]]) -> float:
        chosen = [(row, hits) for row, hits in zip(rows, found, strict=True) if row["corpus"].startswith(corpus)]
        false = sum(not any(hit.start < m["end"] and m["start"] < hit.end for m in row["mentions"]) for row, hits in chosen for hit in hits)
        return 1000 * false / len(chosen)

    before, after = rate(plain), rate(decided)
    return Figure(f"{corpus}: hits outside marks per 1,000 sentences", f"{after:.2f}", f"≤ {goal}", after <= goal, f"plain {before:.0f}")


def _recall(
    rows: list[Row], plain: list[list[Mention]], decided: list[list[Mention]], what: tuple[tuple[str, ...], float, set[str]]
) -> Figure:
    """Marked names linked to a company of the table that are found, span and company."""
    corpora, goal, known = what

    def share(found: list[list[Mention]]) -> tuple[float, int]:
        hits = [
            any((hit.start, hit.end) == (m["start"], m["end"]) and m["entity"] in hit.ids for hit in here)
            for row, here in zip(rows, found, strict=True)
            if row["corpus"].startswith(corpora)
            for m in row["mentions"]
            if m.get("entity") in known
        ]
        return sum(hits) / len(hits), len(hits)

    (before, count), (after, _) = share(plain), share(decided)
    how = f"plain {before:.3f}; {count} marked names of companies in the table, exact span"
    return Figure(f"{' + '.join(corpora)}: recall of linked names", f"{after:.3f}", f"≥ {goal:.2f}", after >= goal, how)


def _inside(rows: list[Row], plain: list[list[Mention]], decided: list[list[Mention]]) -> Figure:
    """Hits inside a longer marked name, as a share of all hits."""

    def share(found: list[list[Mention]]) -> tuple[float, int]:
        inside = [
            any(m["start"] <= hit.start and hit.end <= m["end"] and hit.end - hit.start < m["end"] - m["start"] for m in row["mentions"])
            for row, hits in zip(rows, found, strict=True)
            for hit in hits
        ]
        return sum(inside) / len(inside), sum(inside)

    (before, many), (after, few) = share(plain), share(decided)
    how = f"plain {before:.1%} ({many}), decided {few} hits; a bank's branch counts, though it is the bank"
    return Figure("hits inside a longer marked name, all corpora", f"{after:.1%}", "halved", after <= before / 2, how)
