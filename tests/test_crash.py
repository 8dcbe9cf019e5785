"""An import that is killed leaves the database before it or the one after it (see crash.py)."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.crash import make_table, state_of, trials
from tests.stores import BY, SAMPLE, Desk, failures, make_database, open_store, raw


@pytest.mark.slow
def test_an_import_killed_at_any_moment_is_whole_or_not_there() -> None:
    result = trials(int(os.environ.get("GLOSSARY_CRASH_TRIALS", "10")))
    assert (result.partial, result.faults) == (0, 0), result.details
    assert result.landed < result.count  # else no kill came in time to mean anything


@pytest.mark.slow
def test_a_first_use_killed_at_any_moment_is_no_hindrance_to_the_next(tmp_path: Path) -> None:
    moments, landed = random.Random(0), []
    began = time.monotonic()
    (tmp_path / "whole").mkdir()
    assert Desk(tmp_path / "whole").run("lookup", "JCET").status == 0
    duration = time.monotonic() - began
    for number in range(6):
        user = Desk(tmp_path / str(number))
        user.home.mkdir()
        with subprocess.Popen(
            user.command("lookup", "JCET"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=user.environment, cwd=user.home
        ) as process:
            time.sleep(moments.uniform(0, duration))
            process.kill()
        path = user.home / "data" / "glossary" / "glossary.db"
        landed.append(path.exists())
        ran = user.run("lookup", "JCET", "-f", "csv")
        assert (ran.status, ran.out.splitlines()[1].split(",")[:3]) == (0, ["JCET", "exact", "jcet"])
        assert ran.err.count("\n") <= 1
        assert not failures(open_store(path))
    assert not all(landed)  # else no kill came in time to mean anything


def test_half_an_import_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    assert state_of(path, len(SAMPLE)) == "before"
    with raw(path) as connection:
        connection.execute("INSERT INTO entity VALUES ('company-0', 2)")
        row = "('company-0', 'A', 'en', 'short', 'admitted', 'desk', '', 2)"
        connection.execute(f"INSERT INTO alias (entity, name, lang, kind, status, source, note, added) VALUES {row}")
    assert "1 names and 1 IDs" in state_of(path, len(SAMPLE))


def test_an_import_that_the_journal_does_not_tell_of_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    store = open_store(path)
    with store.change("add", "a.csv", BY, {}) as change:
        store.issue(change, ["company-0"], ["crash"])
        store.insert(change, "alias", [("company-0", f"A{number}", "en", "short", "admitted", "crash", "") for number in range(2)])
    assert state_of(path, len(SAMPLE), 2) not in ("before", "after")
    assert len(make_table(tmp_path / "two.csv", 2).read_text(encoding="utf-8").splitlines()) == 3
