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
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from glossary.glossary import make
from glossary.glossary import open as open_glossary
from tests.bench.rows import Figure, jsonl

_RECORDS = 200_000
_ROUNDS = 3


def _make(folder: Path) -> tuple[Path, Path]:
    """A database of the built-in names, compiled, and a file of records of real sentences."""
    database, records = folder / "glossary.db", folder / "records.jsonl"
    make(database, builtin=True)
    with open_glossary(database) as book:
        assert len(book.loaded.index) > 0
    texts = itertools.cycle(row["text"] for row in jsonl("mentions.jsonl"))
    with records.open("w", encoding="utf-8") as file:
        for number, text in zip(range(_RECORDS), texts, strict=False):
            file.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
    return database, records


def _start(database: Path, records: Path, output: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "glossary", "normalise", str(records), "--field", "text", "--to", "en", "--db", str(database)]
    return subprocess.Popen([*command, "-o", str(output), *more], stderr=subprocess.DEVNULL)


def _timed(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Seconds to the end, and the largest memory of the process in MB."""
    start = time.monotonic()
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1)
    return time.monotonic() - start, usage.ru_maxrss / 1000


def records() -> Iterator[Figure]:
    """`normalise --field` of 200,000 records, in turn by one job and by two; then one killed on its way and resumed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database, source = _make(folder)
        times: dict[str, list[float]] = {"1": [], "2": []}
        memory = 0.0
        for _ in range(_ROUNDS):
            for jobs, taken in times.items():
                seconds, megabytes = _timed(_start(database, source, folder / f"out{jobs}", "--jobs", jobs))
                taken.append(seconds)
                memory = max(memory, megabytes)
        one, two = median(times["1"]), median(times["2"])
        same = (folder / "out1").read_bytes() == (folder / "out2").read_bytes()
        how = f"{one:.1f} s against {two:.1f} s, medians of {_ROUNDS}; {source.stat().st_size / one / 1e6:.1f} MB/s by one"
        yield Figure("two jobs on 200,000 records, against one", f"{one / two:.2f}×", "≥ 1.8×", one / two >= 1.8 and same, how)
        yield Figure("memory of the process that reads and writes", f"{memory:.0f} MB", "≤ 300 MB", memory <= 300, "peak resident set")
        process = _start(database, source, folder / "out3", "--jobs", "2")
        time.sleep(two / 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        partial = (folder / "out3.partial").read_bytes().count(b"\n")
        _timed(_start(database, source, folder / "out3", "--jobs", "2", "--resume"))
        same = (folder / "out3").read_bytes() == (folder / "out1").read_bytes()
        yield Figure("killed half-way and resumed", "the same" if same else "DIFFERENT", "the same", same, f"{partial:,} records were kept")
