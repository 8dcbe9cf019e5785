"""Unknown names a second: a batch against one by one with every proposed key compared and searched in numpy, and by two processes."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from glossary.builtin import batch as builtin
from glossary.commands.many import Asked, Names, work
from glossary.commands.printing import Form
from glossary.compiler import compile_index
from glossary.engines import LoadedIndex
from glossary.fuzzy import Fuzzy
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.nearby import Nearby
from glossary.text.fold import key
from glossary.text.tables import fold_version
from glossary.workers import Source, spread
from tests.bench.fuzzy import _is_han, misspelt
from tests.bench.rows import Figure, large_table

_STAMP = Stamp(fold_version(), "", 0, "")
_WARM = 200  # names that fill the caches of parts and weights


def _unknown(loaded: LoadedIndex, count: int, rng: random.Random) -> list[str]:
    """Half of them names of the index with one or two slips, half names of the large table that it does not hold, if there are any."""
    keys = loaded.index.keys()
    some = [name for name in (keys[rng.randrange(len(keys))] for _ in range(4000)) if len(name) > 3]
    letters = {script: "".join(name for name in some if _is_han(name) is script).replace(" ", "") for script in (True, False)}
    others = [row[1] for row in large_table()] if len(keys) < 100_000 else some
    found: dict[str, None] = {}
    while len(found) < count:
        slipped = rng.choice(some)
        for name in (misspelt(slipped, 1 + rng.randrange(2), letters[_is_han(slipped)], rng), rng.choice(others)):
            if loaded.index.owners_of_key(key(name)) is None:
                found[name] = None
    return list(found)[:count]


def _slowly(loaded: LoadedIndex) -> Nearby:
    """As it was before: numpy's searches, and all that they propose compared."""
    near = Nearby(loaded.index)
    near.__dict__["_fuzzy"] = Fuzzy(loaded.index, compiled=False)
    return near


def _measured(loaded: LoadedIndex, what: str, counts: tuple[int, int], goal: float) -> Iterator[Figure]:
    names, before = _unknown(loaded, _WARM + counts[0], random.Random(31)), _slowly(loaded)
    start = time.process_time()
    loaded.lookup(names[0])
    first = time.process_time() - start
    list(loaded.lookup_many(names[:_WARM]))
    before.answer_slowly(names[0])
    asked, ours, theirs, same = names[_WARM:], 0.0, 0.0, 0
    for place in range(0, len(asked), 10):  # in turn, so that both meet the same noise
        some = asked[place : place + 10]
        start = time.process_time()
        answers = list(loaded.lookup_many(some))
        ours += time.process_time() - start
        if place < counts[1]:
            start = time.process_time()
            slow = [before.answer_slowly(name) for name in some]
            theirs += time.process_time() - start
            same += slow == answers
    fast, was = len(asked) / ours, counts[1] / theirs
    how = f"CPU; before {was:.0f} a second, {fast / was:.1f}× it, same answers {10 * same} of {counts[1]}; the first look-up {first:.1f} s"
    yield Figure(f"unknown names a second, {what}", f"{fast:.0f}", f"≥ {goal:.0f}", fast >= goal and 10 * same == counts[1], how)
    yield _by_jobs(loaded, what, asked)


def _by_jobs(loaded: LoadedIndex, what: str, asked: Sequence[str]) -> Figure:
    """Elapsed time of one process, whose caches are full by now, and of two that fill theirs with these names."""
    order = Asked(10, False, Form.jsonl)
    fresh = LoadedIndex(loaded.index)  # which remembers no answers
    list(fresh.lookup_many(asked[:5]))
    batches = [Names(number, asked[first : first + 20]) for number, first in enumerate(range(0, len(asked), 20))]
    start = time.perf_counter()
    alone = [work(fresh, order, batch).text for batch in batches]
    one = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.index"
        loaded.index.save(path)
        first = [Names(number, asked[:5]) for number in range(4)]
        made = spread(work, order, Source(loaded, path), iter([*first, *(Names(n + 4, b.names) for n, b in enumerate(batches))]), 2)
        texts = [next(made).text for _ in range(4)]  # these start the workers and make what they need
        start = time.perf_counter()
        texts = [looked.text for looked in made]
        two = time.perf_counter() - start
    how = f"{len(asked) / two:.0f} against {len(asked) / one:.0f} a second, elapsed; same bytes: {texts == alone}; start-up not counted"
    return Figure(f"the same, two jobs, {what}", f"{one / two:.2f}×", "≥ 1.5×", one / two >= 1.5 and texts == alone, how)


def batches() -> Iterator[Figure]:
    """Unknown names against the built-in table and against the large one."""
    small = LoadedIndex(compile_index((alias for _, alias in builtin().aliases), {}, _STAMP))
    yield from _measured(small, f"{len(small.index.keys()):,} keys", (1000, 200), 1000)
    large = LoadedIndex(compile_index((Alias(entity, name) for entity, name, *_ in large_table()), {}, _STAMP))
    yield from _measured(large, f"{len(large.index.keys()):,} keys", (200, 40), 100)
