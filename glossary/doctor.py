"""Is the database what its journal says it is, and the index what the database says? Each check is one row of a report."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from glossary import database, indexfile
from glossary.errors import GlossaryError
from glossary.index import Index
from glossary.store import Store, chain_digest
from glossary.text.tables import fold_version


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `fail` means that answers may be wrong, `warn` that something is worth doing."""

    name: str
    result: Literal["ok", "warn", "fail"]
    detail: str


def examine(store: Store, index_path: Path) -> list[Check]:
    """All checks, in order; a check that cannot be made fails with its reason."""
    checks: list[tuple[str, Callable[[], Check]]] = [
        ("sqlite", sqlite_version),
        ("integrity", lambda: _integrity(store)),
        ("foreign keys", lambda: _foreign_keys(store)),
        ("redirects", lambda: _redirects(store)),
        ("content digest", lambda: _content(store)),
        ("journal", lambda: _journal(store)),
        ("index", lambda: _index(store, index_path)),
    ]
    return [_made(name, check) for name, check in checks]


def _made(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (GlossaryError, sqlite3.Error, UnicodeDecodeError) as error:
        return Check(name, "fail", str(error))


def sqlite_version() -> Check:
    """Does the SQLite in use have the WAL-reset fault?"""
    version = sqlite3.sqlite_version
    if not database.has_wal_fault(sqlite3.sqlite_version_info):
        return Check("sqlite", "ok", f"SQLite {version}")
    fixed = ", ".join(".".join(map(str, release)) for release in database.WAL_FAULT_FIXED)
    return Check("sqlite", "warn", f"SQLite {version} has the WAL-reset fault (fixed in {fixed}): let one process write at a time")


def _integrity(store: Store) -> Check:
    found = [str(row[0]) for row in store.rows("PRAGMA integrity_check(3)")]
    return Check("integrity", "ok" if found == ["ok"] else "fail", "; ".join(found))


def _foreign_keys(store: Store) -> Check:
    broken = store.rows("PRAGMA foreign_key_check")
    if not broken:
        return Check("foreign keys", "ok", "every row refers to rows that are there")
    return Check("foreign keys", "fail", f"{len(broken)} rows refer to rows that are not there, the first in table {broken[0][0]}")


def _redirects(store: Store) -> Check:
    return Check("redirects", "ok", f"{len(store.redirects())} merged IDs, each leads to one that is not")


def _content(store: Store) -> Check:
    _, revision, noted = store.database.fingerprint()
    if revision and store.digest() != noted:
        return Check("content digest", "fail", f"the rows are not what event {revision} left: changed by a fault or another program")
    return Check("content digest", "ok", f"the rows are what event {revision} left ({noted[:12]})")


def _journal(store: Store) -> Check:
    chain, expected = "", 1
    for row in _journal_rows(store):
        chain = chain_digest(chain, row[:-1])
        if row[0] != expected or row[-1] != chain:
            return Check("journal", "fail", f"event {expected} is missing or not what was written")
        expected += 1
    return Check("journal", "ok", f"{expected - 1} events, unbroken")


def _journal_rows(store: Store) -> Iterator[tuple[object, ...]]:
    yield from store.rows("SELECT number, at, actor, action, subject, why, detail, undoes, digest, chain FROM event ORDER BY number")


def _index(store: Store, path: Path) -> Check:
    if not path.exists():
        return Check("index", "ok", "not compiled yet; it is when it is first used")
    file = indexfile.read(path)
    file.check()
    uuid, revision, _ = store.database.fingerprint()
    if file.stamp.fold != fold_version():
        return Check("index", "ok", f"of fold {file.stamp.fold}; compiled anew when it is next used")
    if (file.stamp.book, file.stamp.revision) != (uuid, revision):
        return Check("index", "ok", f"of revision {file.stamp.revision}; compiled anew when it is next used")
    if Index(file).stamp.digest != store.database.fingerprint()[2]:
        return Check("index", "fail", f"{path} claims this revision and was made from other rows; remove it")
    return Check("index", "ok", f"of revision {revision}, undamaged")
