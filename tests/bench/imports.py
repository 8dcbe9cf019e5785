"""The import of the large table: time, memory, one transaction; and what kills do to it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from glossary.database import Database
from tests.bench.rows import Figure, large_table


def large_import() -> Iterator[Figure]:
    """`glossary import` of the large table as a process."""
    with tempfile.TemporaryDirectory() as folder:
        table, path = Path(folder) / "large.csv", Path(folder) / "large.db"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "name", "lang", "kind", "source"))
            writer.writerows(large_table())
        start = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "glossary", "import", str(table), "--db", str(path)], stderr=subprocess.PIPE)
        _, status, usage = os.wait4(process.pid, 0)
        seconds, gigabytes = time.monotonic() - start, usage.ru_maxrss / 1e6
        database = Database(path)
        events = [row[0] for row in database.rows("SELECT action FROM event ORDER BY number")]
        count = database.rows("SELECT count(*) FROM alias")[0][0]
    good = status == 0 and events == ["create", "import"]
    how = f"{count:,} names; events: {' '.join(map(str, events))}"
    yield Figure("import of 770,574 rows, time", f"{seconds:.0f} s", "≤ 90 s", good and seconds <= 90, how)
    yield Figure("import of 770,574 rows, memory", f"{gigabytes:.2f} GB", "≤ 1.5 GB", good and gigabytes <= 1.5, "peak resident set")


def kills() -> Iterator[Figure]:
    """kill -9 at random moments of an import."""
    from tests.crash import trials

    result = trials(100)
    measured = f"{result.partial} partial, {result.faults} faults"
    how = f"{result.count} trials, {result.landed} landed whole before the kill"
    yield Figure("kill -9 during an import", measured, "0, 0", result.partial == result.faults == 0, how)
