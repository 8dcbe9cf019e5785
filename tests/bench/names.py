"""How well names are found: the figures of issue 4 beside public baselines, on the development part of ../shared/eval."""

from __future__ import annotations

import csv
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from glossary.answers import Answer
from glossary.compiler import compile_index
from glossary.glossary import LoadedIndex
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.score import compare
from glossary.text.fold import key
from glossary.text.romanise import romanise
from glossary.text.tables import fold_version
from tests.bench.rows import SHARED, Figure, jsonl

_STAMP = Stamp(fold_version(), "", 0, "")
_QUERIES = 1000


def _loaded(aliases: Sequence[Alias]) -> LoadedIndex:
    return LoadedIndex(compile_index(aliases, {}, _STAMP))


@cache
def _pairs() -> list[Mapping[str, str]]:
    return list(jsonl("zh_en_pairs.jsonl"))


def _chinese(row: Mapping[str, str]) -> list[str]:
    return [row[name] for name in ("zh_hans", "zh_hant", "zh_full_hans", "zh_full_hant") if row.get(name)]


def _rank(answer: Answer, wanted: str) -> int:
    return next((place for place, candidate in enumerate(answer.candidates) if candidate.id == wanted), 999)


def _share(ranks: Sequence[int], within: int) -> float:
    return sum(rank < within for rank in ranks) / max(1, len(ranks))


def short_full() -> Iterator[Figure]:
    """Official short name → full legal name, top 1."""
    rows = [row for row in jsonl("short_full.jsonl") if row.get("kind") != "extended_short"]
    loaded = _loaded([Alias(row["id"], row["full"], "und") for row in rows])
    owner = {key(row["full"]): row["id"] for row in rows}
    asked = random.Random(11).sample(rows, min(_QUERIES, len(rows)))
    ranks = [_rank(loaded.lookup(row["short"]), owner[key(row["full"])]) for row in asked]
    theirs = _brute([(row["short"], row["full"]) for row in asked], [row["full"] for row in rows])
    how = f"{len(asked)} names against {len(rows)}; rapidfuzz WRatio {theirs:.3f}; top 5 {_share(ranks, 5):.3f}"
    yield Figure("short → full, Chinese, top 1", f"{_share(ranks, 1):.3f}", "≥ 0.97", _share(ranks, 1) >= 0.97, how)


def _brute(asked: Sequence[tuple[str, str]], table: Sequence[str], prepare: Callable[[str], str] = key) -> float:
    """Top 1 of rapidfuzz WRatio over all names."""
    from rapidfuzz import fuzz, process

    folded = [prepare(name) for name in table]
    right = 0
    for query, wanted in asked[:200]:
        best = process.extractOne(prepare(query), folded, scorer=fuzz.WRatio)
        right += best is not None and table[best[2]] == wanted
    return right / max(1, len(asked[:200]))


def across() -> Iterator[Figure]:
    """English name → entity known only by Chinese names: ranks, and how often a `match` is wrong."""
    loaded = _loaded([Alias(row["id"], name, "und") for row in _pairs() for name in _chinese(row)])
    matches: Counter[bool] = Counter()
    for tier, first, five in (("official", 0.58, 0.70), ("prospectus", 0.38, None)):
        rows = [row for row in _pairs() if row["en_tier"] == tier]
        asked = random.Random(12).sample(rows, min(_QUERIES, len(rows)))
        answers = [loaded.lookup(row["en"]) for row in asked]
        ranks = [_rank(answer, row["id"]) for answer, row in zip(answers, asked, strict=True)]
        for answer, row in zip(answers, asked, strict=True):
            if answer.verdict in ("match", "exact"):
                matches[answer.candidates[0].id == row["id"]] += 1
        theirs = _pinyin_baseline(asked)
        how = f"{len(asked)} names, {len(_pairs())} candidates; pinyin + WRatio {theirs:.3f}"
        yield Figure(f"English → Chinese, {tier}, top 1", f"{_share(ranks, 1):.3f}", f"≥ {first}", _share(ranks, 1) >= first, how)
        if five:
            yield Figure(f"English → Chinese, {tier}, top 5", f"{_share(ranks, 5):.3f}", f"≥ {five}", _share(ranks, 5) >= five, how)
    wrong = matches[False] / max(1, matches.total())
    yield Figure(
        "of these, wrong matches", f"{wrong:.2%}", "≤ 1 %", wrong <= 0.01, f"{matches[False]} of {matches.total()} `match` answers"
    )


def _pinyin_baseline(asked: Sequence[Mapping[str, str]]) -> float:
    table = [_chinese(row)[-1] for row in _pairs()]
    return _brute([(row["en"], _chinese(row)[-1]) for row in asked], table, lambda name: romanise(key(name)).replace(" ", ""))


def negatives() -> Iterator[Figure]:
    """Pairs of different companies that `compare` calls a match."""
    found: Counter[bool] = Counter()
    for row in jsonl("hard_negatives.jsonl"):
        if row["b"] is not None:
            found[compare(row["a_zh"], row["b_zh"]).match] += 1
    share = found[True] / found.total()
    yield Figure("hard negatives called match", f"{share:.2%}", "≤ 0.5 %", share <= 0.005, f"{found[True]} of {found.total()}")
    with (SHARED / "eval/hard_cases.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    apart = [row for row in rows if row["expected"] in ("no", "related")]
    called = sum(compare(row["name1"], row["name2"]).match for row in apart)
    yield Figure("hard cases `no` and `related` called match", str(called), "0", called == 0, f"of {len(apart)}; rapidfuzz 11")


def name_bench() -> Iterator[Figure]:
    """nomenklatura's organisation pairs, F1 by compare(...).match, beside its own frozen scores."""
    folder = SHARED / "referees/name-bench"
    kinds = ("Company", "Organization", "LegalEntity")
    with (folder / "cases.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] in kinds]
    with (folder / "logic-v2-frozen.csv").open(encoding="utf-8") as file:
        frozen = [row for row in csv.DictReader(file) if row["schema"] in kinds]
    ours = [(row["is_match"] == "true", compare(row["name1"], row["name2"]).match) for row in rows]
    theirs = [(row["is_match"] == "true", row["predicted_match"] == "true") for row in frozen]
    how = f"{len(rows)} rows; logic-v2 frozen {_f1(theirs):.3f} on {len(frozen)}, 0.872 on 266 by the notes; {_counts(ours)}"
    yield Figure("name-bench, organisations, F1", f"{_f1(ours):.3f}", "≥ 0.88", _f1(ours) >= 0.88, how)


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
    start = time.process_time()
    for first, second in pairs:
        compare(first, second)
    taken = (time.process_time() - start) / len(pairs) * 1e6
    yield Figure("compare, a pair", f"{taken:.0f} µs", "≤ 100 µs", taken <= 100, f"{len(pairs)} pairs, caches cold at the start")
