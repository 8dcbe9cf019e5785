"""kill -9 at random moments of an import: is what is left the database before, or the one after, and nothing between?

    python -m tests.crash 100

runs so many trials and prints one line. The child says "started" when it begins to import and "landed" when the import has
returned, so that the moments spread over the import itself, and one that was acknowledged must be there.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from glossary.errors import GlossaryError
from tests.stores import ROOT, failures, make_database, open_store, raw

ROWS = 50_000
CHILD = """
import sys
from pathlib import Path
import glossary, glossary.staging, glossary.formats.tables
book = glossary.open(sys.argv[1])
book.store
print("started", flush=True)
book.load(sys.argv[2])
print("landed", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Trials:
    """What was left: `landed` imports are wholly there, `partial` ones in part or against the journal, `faults` are damage."""

    count: int
    landed: int
    partial: int
    faults: int
    details: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.count} trials, {self.landed} landed whole before the kill, "
            f"{self.partial} partial imports, {self.faults} integrity failures"
        )


def make_table(path: Path, rows: int = ROWS) -> Path:
    """A table of as many names as rows, two to an ID."""
    lines = (f"company-{number // 2},长鑫存储科技第{number}号有限公司,zh-Hans,short,admitted,crash\n" for number in range(rows))
    path.write_text("id,name,lang,kind,status,source\n" + "".join(lines), encoding="utf-8")
    return path


def state_of(path: Path, names_before: int, rows: int = ROWS) -> str:
    """`before`, `after`, or how the rows and the journal differ from both."""
    with raw(path) as connection:
        (names,) = connection.execute("SELECT count(*) FROM alias").fetchone()
        (ids,) = connection.execute("SELECT count(*) FROM entity WHERE id LIKE 'company-%'").fetchone()
        imports = [json.loads(detail) for (detail,) in connection.execute("SELECT detail FROM event WHERE action = 'import'")]
        (last,) = connection.execute("SELECT max(number) FROM event").fetchone()
        (strays,) = connection.execute("SELECT count(*) FROM alias WHERE added > ?", [last]).fetchone()
    told = [(detail["rows"], detail["added"]) for detail in imports]
    if (names, ids, told, strays) == (names_before, 0, [], 0):
        return "before"
    if (names, ids, told, strays) == (names_before + rows, rows // 2, [(rows, rows)], 0):
        return "after"
    return f"{names - names_before} names and {ids} IDs of {rows} rows are there; the journal tells of {told}"


def trials(count: int, *, seed: int = 0) -> Trials:
    """Kill as many imports as asked, each at another moment."""
    moments = random.Random(seed)
    states, faults = list[str](), list[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base, table = folder / "base.db", make_table(folder / "names.csv")
        make_database(base)
        with raw(base) as connection:
            (names_before,) = connection.execute("SELECT count(*) FROM alias").fetchone()
        path = _copy(base, folder / "whole.db")
        duration, acknowledged = _run(path, table, None)
        if not acknowledged or state_of(path, names_before) != "after":
            raise RuntimeError("an import that nobody kills did not land")
        for number in range(count):
            path = _copy(base, folder / f"{number}.db")
            _, acknowledged = _run(path, table, moments.uniform(0, duration))
            states.append(_state_after(path, names_before, acknowledged))
            faults += _faults(path)
            for file in folder.glob(f"{number}.db*"):
                file.unlink()
    partial = [state for state in states if state not in ("before", "after")]
    return Trials(count, states.count("after"), len(partial), len(faults), (*partial, *faults))


def _copy(base: Path, path: Path) -> Path:
    shutil.copyfile(base, path)
    return path


def _run(path: Path, table: Path, moment: float | None) -> tuple[float, bool]:
    """Import in a child, killed so many seconds after it began, or not: how long it took, and whether it said that it landed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", CHILD, str(path), str(table)], stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        if child.stdout.readline() != b"started\n":
            raise RuntimeError("the import did not start")
        began = time.monotonic()
        if moment is not None:
            time.sleep(moment)
            child.kill()
        said = child.stdout.read()
        return time.monotonic() - began, said == b"landed\n"


def _state_after(path: Path, names_before: int, acknowledged: bool) -> str:
    state = state_of(path, names_before)
    return "an import that was acknowledged is gone" if acknowledged and state == "before" else state


def _faults(path: Path) -> list[str]:
    """Does the database open, and does the doctor find anything?"""
    try:
        store = open_store(path)
        found = [f"{name}: {detail}" for name, detail in failures(store).items()]
        store.database.close()
    except GlossaryError as error:
        return [str(error)]
    return found


if __name__ == "__main__":
    result = trials(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    print(result, *result.details, sep="\n")
    sys.exit(1 if result.partial or result.faults else 0)
