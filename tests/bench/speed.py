"""How fast: scanning, exact look-up, the cold start. Ratios to a baseline that runs in turn with ours, medians of CPU time."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from glossary.compiler import compile_index
from glossary.engines import LoadedIndex
from glossary.glossary import make
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.text import longer, segmentation
from glossary.text.fold import fold
from glossary.text.tables import fold_version
from tests.bench.rows import SHARED, Figure, jsonl, large_table

_DOCUMENT = 4096
_STAMP = Stamp(fold_version(), "", 0, "")
_GOALS = {("zh", 10_000): 10.0, ("en", 10_000): 5.0, ("zh", 100_000): 8.0, ("en", 100_000): 3.5}
_DECIDED = {("zh", 10_000): 8.0, ("en", 10_000): 4.5, ("zh", 100_000): 6.0, ("en", 100_000): 3.0}


def _in_turn(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int, before: Callable[[], None] = lambda: None
) -> tuple[float, float]:
    """Median CPU seconds of each, run alternately; `before` each time something that does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for run, taken in ((ours, times[0]), (theirs, times[1])):
            before()
            start = time.process_time()
            run()
            taken.append(time.process_time() - start)
    return median(times[0]), median(times[1])


def _sentences(lang: str, rng: random.Random) -> list[str]:
    if lang == "zh":
        sentences = [row["text"] for row in jsonl("mentions.jsonl")]
    else:
        reports = [line for path in sorted(SHARED.glob("referees/wmt25/full_data_*.jsonl")) for line in path.open(encoding="utf-8")]
        sentences = [line for report in reports for line in json.loads(report)["en"].split("\n") if len(line) > 40]
    rng.shuffle(sentences)
    return sentences


def _documents(lang: str, names: Sequence[str], loaded: LoadedIndex, rng: random.Random) -> list[str]:
    """Real text with names of the table put in, so that one comes in 71 (zh) or 114 (en) characters; zh is 30 % traditional.

    These are the densities of notes/performance.md. Names that the sentences hold by themselves count.
    """
    import opencc

    traditional = opencc.OpenCC("s2t").convert
    sentences = _sentences(lang, rng)[: 6_000 if lang == "zh" else 2_000]
    size = sum(map(len, sentences))
    own = sum(len(loaded.find(sentence, decide=False)) for sentence in sentences)
    wanted = size / (71 if lang == "zh" else 114) - own
    chance = max(0.0, wanted / sum(len(sentence) // 20 + 1 for sentence in sentences))
    space = " " if lang == "en" else ""
    out: list[str] = []
    for sentence in sentences:
        pieces = [sentence[first : first + 20] for first in range(0, len(sentence), 20)]
        out.append("".join(piece + space + rng.choice(names) + space if rng.random() < chance else piece for piece in pieces))
    text = "\n".join(traditional(piece) if lang == "zh" and rng.random() < 0.3 else piece for piece in out)[: 270 * _DOCUMENT]
    return [text[first : first + _DOCUMENT] for first in range(0, len(text) - _DOCUMENT, _DOCUMENT)]


def scan() -> Iterator[Figure]:
    """Raw text to mentions against opencc + casefold + flashtext, which finds no border between Han and knows no offsets."""
    import flashtext
    import opencc

    rng = random.Random(5)
    pool: dict[str, list[tuple[str, str]]] = {"zh": [], "en": []}
    for entity, name, lang, _, _ in large_table():
        if lang in ("zh-Hans", "zh-Hant", "en") and len(name) > 1:
            pool[lang[:2]].append((entity, name))
    for lang in pool:
        rng.shuffle(pool[lang])
    for size in (10_000, 100_000):
        table = [*pool["zh"][: size * 54 // 100], *pool["en"][: size * 46 // 100]]
        loaded = LoadedIndex(compile_index((Alias(entity, name) for entity, name in table), {}, _STAMP))
        theirs = flashtext.KeywordProcessor(case_sensitive=True)
        for entity, name in table:
            theirs.add_keyword(fold(name), entity)
        convert = opencc.OpenCC("t2s").convert
        for lang in ("zh", "en"):
            documents = _documents(
                lang, [name for _, name in (table[: size * 54 // 100] if lang == "zh" else table[size * 54 // 100 :])], loaded, rng
            )
            yield from _scanned(lang, size, documents, loaded, _extracting(theirs, convert))


def _extracting(keywords: Any, convert: Callable[[str], str]) -> Callable[[str], object]:  # noqa: ANN401 (flashtext has no types)
    return lambda text: keywords.extract_keywords(convert(text).casefold(), span_info=True)


def _scanned(lang: str, size: int, documents: list[str], loaded: LoadedIndex, theirs: Callable[[str], object]) -> Iterator[Figure]:
    """The mentions decided upon, then the scanner by itself, each in turn with the baseline.

    As in a process that has been at work for a while: names have been met before (`_meet`), so that what is known of each is there,
    but nothing that was read is remembered: the decider keeps nothing of a text, and `_forget` empties what Python keeps of the few
    characters around names.
    """

    def run(find: Callable[[str], object]) -> Callable[[], None]:
        def all_documents() -> None:
            for text in documents:
                find(text)

        return all_documents

    megabytes = sum(len(text.encode()) for text in documents) / 1e6
    found = _meet(documents, loaded)
    for what, find, goals in (("decided", loaded.find, _DECIDED), ("scan", partial(loaded.find, decide=False), _GOALS)):
        taken, baseline = _in_turn(run(find), run(theirs), 7, before=_forget)
        ratio, goal = baseline / taken, goals[lang, size]
        speeds = f"{megabytes / taken:.0f} against {megabytes / baseline:.1f} MB/s"
        how = f"{speeds}; {len(documents)} documents, a name in {sum(map(len, documents)) / found:.0f} characters"
        yield Figure(f"{what}, {lang}, {size:,} aliases, against flashtext", f"{ratio:.1f}×", f"≥ {goal:g}×", ratio >= goal, how)


def _meet(documents: list[str], loaded: LoadedIndex) -> int:
    """Meet the names of the documents in another text: alone, each on a line. How many there are."""
    found = [loaded.find(text, decide=False) for text in documents]
    for mentions in found:
        loaded.find(" .\n".join(mention.text for mention in mentions))
    return sum(map(len, found))


def _forget() -> None:
    for cached in (segmentation.read, longer.tail, longer.head):
        cached.cache_clear()


def lookup() -> Iterator[Figure]:
    """Exact look-up through lookup_many among a million aliases."""
    rows = list(large_table())
    rng = random.Random(7)
    more = rng.sample(rows, 1_000_000 - len(rows))
    aliases = [Alias(entity, name) for entity, name, _, _, _ in rows]
    aliases += [Alias(f"{entity}#2", f"{name} {number}") for number, (entity, name, _, _, _) in enumerate(more)]
    loaded = LoadedIndex(compile_index(aliases, {}, _STAMP))
    names = [name for _, name, _, _, _ in rng.sample(rows, 100_000)]
    table = {name: entity for entity, name, _, _, _ in rows}

    def ours() -> None:
        for _ in loaded.lookup_many(names):
            pass

    def baseline() -> None:
        for name in names:
            table.get(name)

    ours()
    taken, least = _in_turn(ours, baseline, 5)
    none = sum(answer.verdict == "none" for answer in loaded.lookup_many(names))
    microseconds = taken / len(names) * 1e6
    how = f"{len(loaded.index):,} aliases, 100,000 names, {none} unknown; a dict of unfolded names {least / len(names) * 1e6:.2f} µs"
    yield Figure("exact look-up at 1M aliases, lookup_many", f"{microseconds:.1f} µs", "≤ 25 µs", microseconds <= 25, how)


def cold() -> Iterator[Figure]:
    """`glossary lookup NAME` as a process against `python -c "import sqlite3"`, CPU time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "g.db"
        make(path, builtin=True)
        environment = {**os.environ, "GLOSSARY_DB": str(path)}
        ours = [sys.executable, "-m", "glossary", "lookup", "長鑫存儲"]
        theirs = [sys.executable, "-c", "import sqlite3"]
        subprocess.run(ours, env=environment, stdout=subprocess.DEVNULL, check=True)
        ratios = [_cpu(ours, environment) / _cpu(theirs, environment) for _ in range(25)]
        loads = "import sys; from glossary.commands import main; main(['lookup', 'CXMT']); print(*sys.modules)"
        printed = subprocess.run([sys.executable, "-c", loads], env=environment, capture_output=True, text=True, check=True).stdout.split()
    heavy = sorted({"opencc", "pypinyin", "pandas", "rapidfuzz", "numpy", "rich", "sqlite_utils"} & set(printed))
    how = f"25 pairs, {min(ratios):.1f} to {max(ratios):.1f}; heavy modules loaded: {' '.join(heavy) or 'none'}"
    yield Figure("cold look-up against import sqlite3, CPU", f"{median(ratios):.1f}×", "≤ 8×", median(ratios) <= 8 and not heavy, how)


def _cpu(command: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
