"""How well names are found: the figures of issue 4 beside public baselines, on the development part of ../shared/eval."""

from __future__ import annotations

import csv
import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from glossary.answers import Answer
from glossary.compiler import compile_index
from glossary.engines import LoadedIndex
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.score import compare
from glossary.text.fold import key
from glossary.text.romanise import romanise
from glossary.text.tables import fold_version
from tests.bench.rows import SHARED, Figure, jsonl

_STAMP = Stamp(fold_version(), "", 0, "")
_QUERIES = 1000
_CALLED = 80  # of 100: from this score on rapidfuzz is taken to say "match"
Scorer = Callable[..., Any]


def _loaded(aliases: Sequence[Alias]) -> LoadedIndex:
    return LoadedIndex(compile_index(aliases, {}, _STAMP))


@cache
def _pairs() -> list[Mapping[str, str]]:
    return list(jsonl("zh_en_pairs.jsonl"))


def _chinese(row: Mapping[str, str]) -> list[str]:
    return [row[name] for name in ("zh_hans", "zh_hant", "zh_full_hans", "zh_full_hant") if row.get(name)]


def _rank(answer: Answer, wanted: Collection[str]) -> int:
    return next((place for place, candidate in enumerate(answer.candidates) if candidate.id in wanted), 999)


def _share(ranks: Sequence[int], within: int) -> str:
    """A share of queries, with its counts."""
    found = sum(rank < within for rank in ranks)
    return f"{found / max(1, len(ranks)):.3f} ({found}/{len(ranks)})"


def _reached(ranks: Sequence[int], within: int, goal: float) -> bool:
    return sum(rank < within for rank in ranks) >= goal * len(ranks)


def _halves(ranks: Sequence[int], ids: Sequence[str]) -> str:
    """Top 1 of each half of the companies: what was tuned to some of them would show."""
    halves: tuple[list[int], list[int]] = ([], [])
    for rank, entity in zip(ranks, ids, strict=True):
        halves[crc32(entity.encode()) % 2].append(rank)
    return "halves " + " and ".join(f"{sum(rank < 1 for rank in half) / max(1, len(half)):.3f}" for half in halves)


# -- baselines ---------------------------------------------------------------------------------------------------


class Theirs(NamedTuple):
    """What rapidfuzz finds for a query: the places in the table by score, best first, five of them; and the best score."""

    places: list[int]
    score: float


def _brute(queries: Sequence[str], table: Sequence[str], scorer: Scorer) -> list[Theirs]:
    """Every query against every name, folded as ours are."""
    from rapidfuzz import process

    found = []
    for first in range(0, len(queries), 200):
        scores = process.cdist(queries[first : first + 200], table, scorer=scorer, workers=1)
        for row in scores:
            best = np.argsort(-row, kind="stable")[:5].tolist()
            found.append(Theirs(best, float(row[best[0]])))
    return found


def _ranks_of(found: Sequence[Theirs], owners: Sequence[str], wanted: Sequence[Collection[str]]) -> list[int]:
    return [
        next((rank for rank, place in enumerate(theirs.places) if owners[place] in those), 999)
        for theirs, those in zip(found, wanted, strict=True)
    ]


def _beside(ranks: Mapping[str, Sequence[int]], within: int) -> str:
    return "; ".join(f"{name} {_share(found, within)}" for name, found in ranks.items())


# -- short and full ----------------------------------------------------------------------------------------------


def short_full() -> Iterator[Figure]:
    """Official short name → full legal name, top 1. Two listings of one company have one full name: either ID is right."""
    from rapidfuzz import fuzz

    rows = [row for row in jsonl("short_full.jsonl") if row.get("kind") != "extended_short"]
    loaded = _loaded([Alias(row["id"], row["full"], "und") for row in rows])
    owners: dict[str, set[str]] = {}
    for row in rows:
        owners.setdefault(key(row["full"]), set()).add(row["id"])
    wanted = [owners[key(row["full"])] for row in rows]
    answers = [loaded.lookup(row["short"]) for row in rows]
    ranks = [_rank(answer, those) for answer, those in zip(answers, wanted, strict=True)]
    queries, table, ids = [key(row["short"]) for row in rows], [key(row["full"]) for row in rows], [row["id"] for row in rows]
    theirs = {
        "rapidfuzz ratio": _ranks_of(_brute(queries, table, fuzz.ratio), ids, wanted),
        "WRatio": _ranks_of(_brute(queries, table, fuzz.WRatio), ids, wanted),
    }
    how = f"{_beside(theirs, 1)}; {_halves(ranks, ids)}; top 5 {_share(ranks, 5)}"
    yield Figure("short → full, Chinese, top 1", _share(ranks, 1), "≥ 0.97", _reached(ranks, 1, 0.97), how)


# -- across scripts ----------------------------------------------------------------------------------------------


class Crossed(NamedTuple):
    """The queries of one tier with the ranks of the company meant, ours and theirs, and how often a `match` is right."""

    rows: list[Mapping[str, str]]
    ranks: list[int]
    theirs: dict[str, list[int]]
    matches: Counter[bool]
    their_matches: Counter[bool]


def _crossed(loaded: LoadedIndex, tier: str) -> Crossed:
    from rapidfuzz import fuzz

    rows = [row for row in _pairs() if row["en_tier"] == tier]
    asked = random.Random(12).sample(rows, min(_QUERIES, len(rows)))
    answers = [loaded.lookup(row["en"]) for row in asked]
    ranks = [_rank(answer, {row["id"]}) for answer, row in zip(answers, asked, strict=True)]
    sure = [rank for rank, answer in zip(ranks, answers, strict=True) if answer.verdict in ("match", "exact")]
    queries, table, ids = [key(row["en"]) for row in asked], _spelt(), [row["id"] for row in _pairs()]
    wanted = [{row["id"]} for row in asked]
    best = _brute(queries, table, fuzz.WRatio)
    theirs = {
        "pinyin + ratio": _ranks_of(_brute(queries, table, fuzz.ratio), ids, wanted),
        "pinyin + WRatio": _ranks_of(best, ids, wanted),
    }
    of_theirs = Counter(rank == 0 for rank, found in zip(theirs["pinyin + WRatio"], best, strict=True) if found.score >= _CALLED)
    return Crossed(asked, ranks, theirs, Counter(rank == 0 for rank in sure), of_theirs)


@cache
def _spelt() -> list[str]:
    """The full Chinese names in pinyin, as a user of rapidfuzz would have them."""
    return [romanise(key(_chinese(row)[-1])).replace(" ", "") for row in _pairs()]


def across() -> Iterator[Figure]:
    """English name → entity known only by Chinese names: ranks, and how often a `match` is wrong."""
    loaded = _loaded([Alias(row["id"], name, "und") for row in _pairs() for name in _chinese(row)])
    matches: Counter[bool] = Counter()
    their_matches: Counter[bool] = Counter()
    for tier, goals in (("official", {1: 0.58, 5: 0.70}), ("prospectus", {1: 0.38})):
        found = _crossed(loaded, tier)
        matches += found.matches
        their_matches += found.their_matches
        for within, goal in goals.items():
            how = (
                f"of {len(_pairs())} candidates; {_beside(found.theirs, within)}; {_halves(found.ranks, [row['id'] for row in found.rows])}"
            )
            what = f"English → Chinese, {tier}, top {within}"
            yield Figure(what, _share(found.ranks, within), f"≥ {goal}", _reached(found.ranks, within, goal), how)
    how = f"{matches[False]} of {matches.total()} `match` answers; pinyin + WRatio from {_CALLED} up: {_wrong(their_matches)}"
    yield Figure("of these, wrong matches", _wrong(matches), "≤ 1 %", matches[False] <= 0.01 * matches.total(), how)


def _wrong(matches: Counter[bool]) -> str:
    return f"{matches[False] / max(1, matches.total()):.2%} ({matches[False]}/{matches.total()})"


# -- pairs -------------------------------------------------------------------------------------------------------


def _scorers() -> dict[str, Callable[[str, str], float]]:
    from rapidfuzz import fuzz

    return {"rapidfuzz ratio": fuzz.ratio, "WRatio": fuzz.WRatio}


def negatives() -> Iterator[Figure]:
    """Pairs of different companies that `compare` calls a match."""
    pairs = [(row["a_zh"], row["b_zh"]) for row in jsonl("hard_negatives.jsonl") if row["b"] is not None]
    called = sum(compare(*pair).match for pair in pairs)
    share = called / len(pairs)
    yield Figure("hard negatives called match", f"{share:.2%} ({called}/{len(pairs)})", "≤ 0.5 %", share <= 0.005, _called(pairs))
    with (SHARED / "eval/hard_cases.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    apart = [(row["name1"], row["name2"]) for row in rows if row["expected"] in ("no", "related")]
    called = sum(compare(*pair).match for pair in apart)
    yield Figure("hard cases `no` and `related` called match", f"{called} of {len(apart)}", "0", called == 0, _called(apart))


def _called(pairs: Sequence[tuple[str, str]]) -> str:
    """How many pairs the baselines call a match."""
    folded = [(key(one), key(other)) for one, other in pairs]
    counts = {name: sum(scorer(*pair) >= _CALLED for pair in folded) for name, scorer in _scorers().items()}
    return f"from {_CALLED} up: " + "; ".join(f"{name} {count} of {len(pairs)}" for name, count in counts.items())


def name_bench() -> Iterator[Figure]:
    """nomenklatura's organisation pairs, F1 by compare(...).match, beside its own frozen scores and rapidfuzz at its best threshold."""
    folder = SHARED / "referees/name-bench"
    kinds = ("Company", "Organization", "LegalEntity")
    with (folder / "cases.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] in kinds]
    with (folder / "logic-v2-frozen.csv").open(encoding="utf-8") as file:
        frozen = [row for row in csv.DictReader(file) if row["schema"] in kinds]
    ours = [(row["is_match"] == "true", compare(row["name1"], row["name2"]).match) for row in rows]
    theirs = [(row["is_match"] == "true", row["predicted_match"] == "true") for row in frozen]
    fuzzy = "; ".join(f"{name} {_best_f1(rows, scorer)}" for name, scorer in _scorers().items())
    how = f"{_counts(ours)}; logic-v2 frozen {_f1(theirs):.3f} on {len(frozen)}: {_counts(theirs)}; 0.872 on 266 by the notes; {fuzzy}"
    yield Figure("name-bench, organisations, F1", f"{_f1(ours):.3f} ({len(rows)} rows)", "≥ 0.88", _f1(ours) >= 0.88, how)


def _best_f1(rows: Sequence[Mapping[str, str]], scorer: Callable[[str, str], float]) -> str:
    scored = [(row["is_match"] == "true", scorer(key(row["name1"]), key(row["name2"]))) for row in rows]
    best, threshold = max((_f1([(wanted, score >= mark) for wanted, score in scored]), mark) for mark in range(50, 100))
    return f"{best:.3f} (from {threshold} up)"


def _f1(results: Sequence[tuple[bool, bool]]) -> float:
    right = sum(wanted and said for wanted, said in results)
    return 2 * right / max(1, 2 * right + sum(wanted != said for wanted, said in results))


def _counts(results: Sequence[tuple[bool, bool]]) -> str:
    counted = Counter(results)
    names = {(True, True): "TP", (False, True): "FP", (True, False): "FN", (False, False): "TN"}
    return " ".join(f"{name}{counted[case]}" for case, name in names.items())


def comparing() -> Iterator[Figure]:
    """The time of one `compare`, every name for the first time, over both referees."""
    with (SHARED / "referees/name-bench/cases.csv").open(encoding="utf-8") as file:
        pairs = [(row["name1"], row["name2"]) for row in csv.DictReader(file) if row["schema"] != "Person"]
    pairs += [(row["a_zh"], row["b_zh"]) for row in jsonl("hard_negatives.jsonl") if row["b"] is not None][:2000]
    compare("长电科技", "Changdian Technology")
    taken = _microseconds(lambda one, other: compare(one, other).score, pairs)
    theirs = _microseconds(_scorers()["WRatio"], pairs)
    how = f"{len(pairs)} pairs, caches cold at the start; rapidfuzz WRatio {theirs:.1f} µs; logic-v2 100–150 µs by the notes"
    yield Figure("compare, a pair", f"{taken:.0f} µs", "≤ 100 µs", taken <= 100, how)


def _microseconds(scorer: Callable[[str, str], float], pairs: Sequence[tuple[str, str]]) -> float:
    start = time.process_time()
    for first, second in pairs:
        scorer(first, second)
    return (time.process_time() - start) / len(pairs) * 1e6
