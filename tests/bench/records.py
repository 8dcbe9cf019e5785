"""Files of records: two jobs against one, memory, and what an interrupted run leaves."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from glossary.glossary import make
from glossary.glossary import open as open_glossary
from tests.bench.rows import Figure, jsonl

_RECORDS = 200_000
_MANY = 1_000_000
_ROUNDS = 3


def _database(folder: Path) -> Path:
    """A database of the built-in names, compiled."""
    database = folder / "glossary.db"
    make(database, builtin=True)
    with open_glossary(database) as book:
        assert len(book.loaded.index) > 0
    return database


def _records(path: Path, count: int) -> Path:
    """A file of so many records of real sentences."""
    texts = itertools.cycle(row["text"] for row in jsonl("mentions.jsonl"))
    with path.open("w", encoding="utf-8") as file:
        for number, text in zip(range(count), texts, strict=False):
            file.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
    return path


def _start(database: Path, records: Path, output: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "glossary", "normalise", str(records), "--field", "text", "--to", "en", "--db", str(database)]
    return subprocess.Popen([*command, "-o", str(output), *more], stderr=subprocess.DEVNULL)


def _timed(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Seconds to the end, and the largest memory of the process in MB."""
    start = time.monotonic()
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1)
    return time.monotonic() - start, usage.ru_maxrss / 1000


def _by_jobs(database: Path, source: Path, count: int) -> Iterator[Figure]:
    """One job and two in turn, over files whose start-up weighs more and less; the outputs are left as out1 and out2.

    Beside them two processes of one job that know nothing of each other, on a half of the file each: what two cores give here.
    """
    folder, memory = source.parent, 0.0
    halves = _halves(source, count)
    times: dict[str, list[float]] = {"1": [], "2": []}
    apart: list[float] = []
    for _ in range(_ROUNDS):
        for jobs, taken in times.items():
            seconds, megabytes = _timed(_start(database, source, folder / f"out{jobs}", "--jobs", jobs))
            taken.append(seconds)
            memory = max(memory, megabytes)
        apart.append(_together([_start(database, half, half.with_suffix(".out")) for half in halves]))
    one, two = median(times["1"]), median(times["2"])
    same = (folder / "out1").read_bytes() == (folder / "out2").read_bytes()
    how = f"{one:.1f} s against {two:.1f} s, medians of {_ROUNDS}; two processes on a half each: {one / median(apart):.2f}×"
    how += f"; {source.stat().st_size / one / 1e6:.1f} MB/s by one"
    yield Figure(f"two jobs on {count:,} records, against one", f"{one / two:.2f}×", "≥ 1.8×", one / two >= 1.8 and same, how)
    yield Figure(f"memory of a process that reads and writes {count:,}", f"{memory:.0f} MB", "≤ 300 MB", memory <= 300, "peak resident set")


def records() -> Iterator[Figure]:
    """`normalise --field` of files of records, in turn by one job and by two; then one killed on its way and resumed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database, source = _database(folder), _records(folder / "records.jsonl", _RECORDS)
        yield from _by_jobs(database, source, _RECORDS)
        yield _resumed(database, source)
        yield from _by_jobs(database, _records(source, _MANY), _MANY)


def _together(processes: Sequence[subprocess.Popen[bytes]]) -> float:
    """Seconds until all have ended that were started just now."""
    start = time.monotonic()
    for process in processes:
        _timed(process)
    return time.monotonic() - start


def _halves(source: Path, count: int) -> list[Path]:
    """The lines of a file in two files."""
    halves = [source.with_name("half1.jsonl"), source.with_name("half2.jsonl")]
    with source.open("rb") as file:
        for half in halves:
            with half.open("wb") as out:
                out.writelines(itertools.islice(file, count // 2))
    return halves


def _resumed(database: Path, source: Path) -> Figure:
    """Two jobs killed on their way, and what they leave when they are resumed, against what they would have written."""
    folder = source.parent
    process = _start(database, source, folder / "out3", "--jobs", "2")
    while process.poll() is None and not _is_under_way(folder / "out3.partial", folder / "out1"):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    partial = (folder / "out3.partial").read_bytes().count(b"\n")
    _timed(_start(database, source, folder / "out3", "--jobs", "2", "--resume"))
    same = (folder / "out3").read_bytes() == (folder / "out1").read_bytes()
    return Figure("killed half-way and resumed", "the same" if same else "DIFFERENT", "the same", same, f"{partial:,} records were kept")


def _is_under_way(partial: Path, whole: Path) -> bool:
    return partial.exists() and partial.stat().st_size > whole.stat().st_size / 3
