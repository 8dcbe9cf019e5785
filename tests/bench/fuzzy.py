"""Fuzzy search: the same answers as brute force, how much sooner, and whether a misspelt name still finds its entity."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median, quantiles
from typing import TypeVar

from glossary.fuzzy import Fuzzy
from glossary.index import Index
from glossary.indexfile import IndexFile, Stamp, Strings, pack
from glossary.text.fold import key
from glossary.text.tables import fold_version
from tests.bench.rows import Figure, large_table

Answer = TypeVar("Answer")

_MILLION = 1_000_000
_QUERIES = 240
_ENDINGS = {True: ("股份", "集团", "科技", "控股", "电子", "国际", "实业"), False: (" group", " holdings", " ii", " asia", " trading")}
#: A name is misspelt once for so many characters: with one of two wrong, nobody could say which name was meant.
_AN_EDIT = 4


def _is_han(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _owners() -> dict[str, set[str]]:
    """The keys of the large table and whose they are."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entity, name, *_ in large_table():
        owners[key(name)].add(entity)
    return dict(sorted(owners.items()))


def _searching(keys: Sequence[str]) -> Fuzzy:
    """Fuzzy search of keys in order, without the automaton and all that an index has besides."""
    return Fuzzy(Index(IndexFile(pack({"keys": Strings.pack(keys)}, Stamp(fold_version(), "", 0, "")), "keys")))


def _a_million(keys: Sequence[str], rng: random.Random) -> list[str]:
    """The keys, and made-up longer ones."""
    more = set(keys)
    while len(more) < _MILLION:
        name = rng.choice(keys)
        more.add(name + rng.choice(_ENDINGS[_is_han(name)]))
    return sorted(more)


def misspelt(name: str, edits: int, characters: str, rng: random.Random) -> str:
    """A name with characters left out, put in, replaced or exchanged with the next."""
    text = list(name)
    for _ in range(edits):
        place = rng.randrange(len(text))
        match rng.choice(("out", "in", "replaced", "exchanged")):
            case "out" if len(text) > 1:
                del text[place]
            case "in":
                text.insert(place, rng.choice(characters))
            case "exchanged" if place + 1 < len(text):
                text[place : place + 2] = text[place + 1], text[place]
            case _:
                text[place] = rng.choice(characters)
    return "".join(text)


class _Names:
    """Keys by script, and the characters of each script as often as they occur."""

    def __init__(self, keys: Sequence[str], rng: random.Random) -> None:
        self.rng = rng
        self.of = {True: [name for name in keys if _is_han(name)], False: [name for name in keys if not _is_han(name) and len(name) > 1]}
        self.characters = {script: "".join(rng.sample(names, 20_000)).replace(" ", "") for script, names in self.of.items()}

    def query(self, name: str, edits: int) -> str:
        return misspelt(name, edits, self.characters[_is_han(name)], self.rng)


def _timed(search: Callable[[str], Answer], query: str) -> tuple[Answer, float]:
    """What is found, and the milliseconds of CPU that it took."""
    start = time.process_time()
    found = search(query)
    return found, (time.process_time() - start) * 1e3


def _shown(times: Sequence[float]) -> str:
    return f"p50 {median(times):.1f}, p99 {quantiles(times, n=100)[98]:.1f} ms"


def _against_brute_force(keys: list[str], rng: random.Random) -> Iterator[Figure]:
    from rapidfuzz import fuzz, process

    start = time.process_time()
    search = _searching(keys)
    search.nearest("长鑫存储")
    first = time.process_time() - start
    names = _Names(keys, rng)
    queries = [names.query(rng.choice(names.of[number % 2 == 0]), number // 2 % 3) for number in range(_QUERIES)]
    ours: list[float] = []
    theirs: list[float] = []
    same = 0
    for query in queries:  # in turn, so that both meet the same noise
        near, milliseconds = _timed(search.nearest, query)
        ours.append(milliseconds)
        expected, milliseconds = _timed(partial(process.extract, choices=keys, scorer=fuzz.ratio, limit=10), query)
        theirs.append(milliseconds)
        same += [(100 * likeness, number) for number, likeness in near] == [(score, number) for _, score, number in expected]
    brute, p50, p99 = median(theirs), median(ours), quantiles(ours, n=100)[98]
    what = f"fuzzy top 10 at {len(keys):,} aliases"
    kind = "0, 1, 2 edits, half Han, half Latin"
    yield Figure(f"{what}: same answers", f"{same}/{len(queries)}", "all", same == len(queries), f"equals and their order too; {kind}")
    how = f"{p50:.1f} against {brute:.0f} ms, CPU, in turn; Han {_shown(ours[::2])}; Latin {_shown(ours[1::2])}"
    yield Figure(f"{what}: p50 against brute force", f"1/{brute / p50:.0f}", "≤ 1/15", p50 <= brute / 15, how)
    how = f"{p99:.1f} ms against the p50 of brute force; the first query, {first:.1f} s, not counted"
    yield Figure(f"{what}: p99 against brute force", f"1/{brute / p99:.1f}", "≤ 1/2", p99 <= brute / 2, how)


def _typos(owners: dict[str, set[str]], names: _Names, search: Fuzzy) -> Figure:
    keys = list(owners)
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for script, edits in ((script, edits) for script in (True, False) for edits in (1, 2)):
        label = f"{'Han' if script else 'Latin'} {edits}"
        pool = [name for name in names.of[script] if len(name) >= _AN_EDIT * edits and any(map(str.isalpha, name))]
        for name in names.rng.sample(pool, 500):
            near = search.nearest(names.query(name, edits))
            asked[label] += 1
            found[label] += any(owners[keys[number]] & owners[name] for number, _ in near)
    share = found.total() / asked.total()
    parts = ", ".join(f"{label} {found[label]}/{asked[label]}" for label in asked)
    how = f"edits of names of {_AN_EDIT} characters an edit and more: {parts}"
    return Figure(f"typos at {len(owners):,} keys: intended entity in the top 10", f"{share:.3f}", "≥ 0.97", share >= 0.97, how)


def _within(names: _Names, search: Fuzzy, count: int) -> Iterator[Figure]:
    """Half of a name in its order, and a name with something around it."""
    rng = names.rng
    some = [rng.choice(names.of[number % 2 == 0]) for number in range(_QUERIES)]
    shorter = [
        "".join(name[place] for place in sorted(rng.sample(range(len(name)), max(2, len(name) // 2)))) for name in some if len(name) > 1
    ]
    longer = [f"上海{name}股份有限公司" if _is_han(name) else f"the {name} company limited" for name in some]
    for what, run, queries in (("containing", search.containing, shorter), ("contained in", search.contained, longer)):
        times = [_timed(run, query)[1] for query in queries]
        half = median(times)
        yield Figure(
            f"names {what} a name at {count:,} keys, p50",
            f"{half:.1f} ms",
            "≤ 10 ms",
            half <= 10,
            f"{len(queries)} queries: {_shown(times)}",
        )


def fuzzy() -> Iterator[Figure]:
    """Nearest keys, misspelt names, names within names."""
    rng = random.Random(11)
    owners = _owners()
    keys = list(owners)
    yield from _against_brute_force(_a_million(keys, rng), rng)
    search = _searching(keys)
    search.nearest("长鑫存储")
    names = _Names(keys, rng)
    yield _typos(owners, names, search)
    yield from _within(names, search, len(keys))
