"""How a run of Chinese characters falls into words, and whether that leaves a name whole: 转变|长方|形 but 增长|方式.

A word costs -ln of its share of all words, read from segmentation.tsv beside this module when first asked for; a reading of a
run costs the sum of its words, and the cheapest is the best (a unigram model). A name that a glossary brings along is no word
of the table: it costs NAME, as a word does that comes some twenty times in the sixty million of the table's source. Only the few
characters around a name are read, never a text: what stands five characters away changes nothing.

What it does not know: the grammar of the language. 在|华为|难的 costs as much as 在华|为难|的, so that evidence.py weighs how close
it is; 和科 in 文化和科学 is cut because 科学 is frequent, not because 和 is "and".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import repeat
from math import inf
from pathlib import Path

FILE = Path(__file__).with_name("segmentation.tsv")
LONGEST = 4
STEPS = 4
#: Nats: what a name of the glossary costs, and a character that the table has not.
NAME, UNKNOWN = 15.0, 17.0
#: How many characters on either side of a name are read.
AROUND = 4


@dataclass(frozen=True, slots=True)
class Words:
    """`costs`: nats by folded word; `places` and `names`: those of them that are names of places, and of people and things."""

    costs: Mapping[str, float]
    places: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words around a name make of it, in nats.

    `whole`: by how much the best reading that keeps the name in one piece is better than the best that cuts through one of its
    edges; infinite where none does. `cut`: the word that cuts, "" for none. `parts`: what the name costs as words of the table.
    """

    whole: float
    cut: str
    parts: float


def rows() -> Iterator[tuple[str, int, int, str]]:
    """The rows of the table: kind, cost in STEPS of a nat, length, and all words of that length one after another."""
    for line in FILE.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("# "):
            kind, cost, size, run = line.split("\t")
            yield kind, int(cost), int(size), run


@cache
def words() -> Words:
    """The whole table.

    >>> "机器人" in words().costs, "上海" in words().places, "长鑫存储" in words().costs
    (True, True, False)
    """
    costs: dict[str, float] = {}
    kinds: dict[str, set[str]] = {"word": set(), "place": set(), "name": set()}
    for kind, cost, size, run in rows():
        found = [run[at : at + size] for at in range(0, len(run), size)]
        costs.update(zip(found, repeat(cost / STEPS), strict=False))
        kinds[kind].update(found)
    return Words(costs, frozenset(kinds["place"]), frozenset(kinds["name"]))


@cache
def pairs() -> frozenset[str]:
    """All pairs of neighbours inside words of two characters or more: where none stands, no word reaches over.

    >>> "华为" in pairs(), "为发" in pairs()
    (True, False)
    """
    costs = words().costs
    return frozenset(word[at : at + 2] for word in costs for at in range(len(word) - 1))


def cost_of(word: str) -> float | None:
    """What a folded word costs, None for one that the table has not.

    >>> cost_of("的") < cost_of("机器人"), cost_of("长鑫存储")
    (True, None)
    """
    return words().costs.get(word)


def parts_cost(run: str) -> float:
    """What a run costs as words of the table: `Reading.parts`.

    >>> parts_cost("长鑫") == read("记者从", "长鑫", "获悉").parts
    True
    """
    return _forward(run)[-1]


def _forward(run: str) -> list[float]:
    """For each place of a run, the cost of the best reading up to it."""
    get = words().costs.get
    best = [0.0] + [inf] * len(run)
    for end in range(1, len(run) + 1):
        best[end] = best[end - 1] + get(run[end - 1], UNKNOWN)
        for start in range(max(0, end - LONGEST), end - 1):
            word = get(run[start:end])
            if word is not None and best[start] + word < best[end]:
                best[end] = best[start] + word
    return best


def _backward(run: str) -> list[float]:
    """For each place of a run, the cost of the best reading from it on."""
    get = words().costs.get
    size = len(run)
    best = [inf] * size + [0.0]
    for start in range(size - 1, -1, -1):
        best[start] = best[start + 1] + get(run[start], UNKNOWN)
        for end in range(start + 2, min(size, start + LONGEST) + 1):
            word = get(run[start:end])
            if word is not None and best[end] + word < best[start]:
                best[start] = best[end] + word
    return best


@lru_cache(maxsize=65_536)
def read(left: str, name: str, right: str) -> Reading:
    """How the characters around a name are read; all folded, `left` and `right` the run of Han characters at its sides.

    >>> read("转变经济增", "长方", "式").cut, read("记者从", "华为", "获悉").cut
    ('增长', '')
    """
    run = left + name + right
    start, end = len(left), len(left) + len(name)
    before, after = _forward(run), _backward(run)
    inside = _forward(name)[-1]
    kept = before[start] + min(NAME, inside) + after[end]
    cheapest, cutter = inf, ""
    get = words().costs.get
    for edge in (start, end):
        for first in range(max(0, edge - LONGEST + 1), edge):
            for last in range(edge + 1, min(len(run), first + LONGEST) + 1):
                if first <= start and last >= end:
                    continue  # a longer word around the name cuts nothing: 联合国
                cost = get(run[first:last])
                if cost is not None and before[first] + cost + after[last] < cheapest:
                    cheapest, cutter = before[first] + cost + after[last], run[first:last]
    return Reading(cheapest - kept, cutter if cheapest < kept else "", inside)


def around(left: str, name: str, right: str) -> tuple[str, float]:
    """The cheapest word of the table that holds a name and more, and what it costs; "" if there is none.

    >>> around("", "联合", "国军司令")[0], around("", "华为", "宣布")[0]
    ('联合国', '')
    """
    get = words().costs.get
    run, start, end = left + name + right, len(left), len(left) + len(name)
    best, cheapest = "", inf
    for first in range(max(0, end - LONGEST), start + 1):
        for last in range(end, min(len(run), first + LONGEST) + 1):
            cost = get(run[first:last]) if last - first > len(name) else None
            if cost is not None and cost < cheapest:
                best, cheapest = run[first:last], cost
    return best, cheapest
