"""Bulk import into the store: validated rows are staged in a temporary table, then land in one short transaction.

The write lock is held only for INSERT … SELECT from the staged rows, sorted, so that a million rows take seconds and
readers never wait. A name that the store has already, with the same status and note, is left as it stands; with another, the
new row takes its place. Names that the file does not have stay: an import adds and corrects, it does not remove.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from glossary import database
from glossary.errors import FormatError
from glossary.model import Alias, Fact, Loaded, Profile, Relation
from glossary.store import By, Change, Store

_KEY = "entity, name, lang, kind"
_BATCH = 20_000
_SAME_KEY = "a.entity = s.entity AND a.name = s.name AND a.lang = s.lang AND a.kind = s.kind AND a.withdrawn IS NULL"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one import brings: aliases with the line each stands in; profiles and relations (built-in data), facts (a termbase)."""

    path: str
    aliases: Iterable[tuple[int, Alias]]
    profiles: Sequence[Profile] = ()
    relations: Sequence[Relation] = ()
    facts: Sequence[Fact] = ()
    digest: str = ""
    action: str = "import"


def load(store: Store, batch: Batch, by: By, progress: Callable[[int], None] | None = None) -> Loaded:
    """Import a batch, whole or not at all; `progress` is told how many rows were read. Raises FormatError, StoreError."""
    return _import(store, batch, by, progress, before=_keep_notes)


def update(store: Store, batch: Batch, by: By) -> Loaded:
    """Import a newer version of a batch over an older one of the same action, keeping what others changed meanwhile."""
    return _import(store, batch, by, None, before=_keep_changes)


def _import(
    store: Store,
    batch: Batch,
    by: By,
    progress: Callable[[int], None] | None,
    before: Callable[[Store, Change, Batch], None],
) -> Loaded:
    with database.reraised(store.path):
        connection = store.connection()
        connection.execute("DROP TABLE IF EXISTS temp.staged")
        connection.execute(f"CREATE TEMP TABLE staged (line INTEGER, {_KEY}, status, source, note)")
        try:
            rows = _stage(store, batch, progress)
            _refuse_contradictions(store, batch.path)
            detail: dict[str, object] = {"rows": rows, "sha256": batch.digest}
            with store.change(batch.action, batch.path, by, detail) as change:
                before(store, change, batch)
                loaded = _land(store, change, rows)
                _land_others(store, change, batch)
                if batch.facts:
                    loaded = replace(loaded, facts=_land_facts(store, change, batch.facts))
                    detail["facts"] = loaded.facts
                detail |= {"added": loaded.added, "replaced": loaded.replaced, "entities": loaded.entities}
        finally:
            connection.execute("DROP TABLE IF EXISTS temp.staged")
    return loaded


def _stage(store: Store, batch: Batch, progress: Callable[[int], None] | None) -> int:
    rows = ((line, a.id, a.name, a.lang, a.kind, a.status, a.source, a.note) for line, a in batch.aliases)
    count = 0
    connection = store.connection()
    with database.transaction(connection, "DEFERRED"):  # of the temporary database alone: it locks nothing of ours
        for chunk in _chunks(rows):
            connection.executemany("INSERT INTO temp.staged VALUES (?, ?, ?, ?, ?, ?, ?, ?)", chunk)
            count += len(chunk)
            if progress is not None:
                progress(count)
        connection.execute(f"CREATE INDEX temp.staged_key ON staged ({_KEY}, line)")
    return count


def _chunks(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    while chunk := list(islice(rows, _BATCH)):
        yield chunk


def _refuse_contradictions(store: Store, path: str) -> None:
    """Drop rows that repeat an earlier one; refuse one that gives it another status."""
    sql = f"SELECT {_KEY} FROM temp.staged GROUP BY {_KEY} HAVING count(DISTINCT status) > 1 ORDER BY min(line) LIMIT 1"
    for row in store.rows(sql):
        (before, status), *others = store.rows(
            "SELECT line, status FROM temp.staged WHERE (entity, name, lang, kind) = (?, ?, ?, ?) ORDER BY rowid", row
        )
        line = next(line for line, other in others if other != status)
        raise FormatError(path, int(str(line)), None, f"{row[1]!r} of {row[0]!r} stands in line {before} already, with another status")
    repeated = f"SELECT min(rowid) FROM temp.staged GROUP BY {_KEY}"
    store.connection().execute(f"DELETE FROM temp.staged WHERE rowid NOT IN ({repeated})")


def _land(store: Store, change: Change, rows: int) -> Loaded:
    """Move the staged aliases into the store as part of a change."""
    connection, number = store.connection(), change.number
    for table, column in (("entity", "entity"), ("source", "source")):
        connection.execute(
            f"INSERT INTO {table} SELECT DISTINCT {column}, {number} FROM temp.staged WHERE true ORDER BY 1 ON CONFLICT DO NOTHING"
        )
    entities = connection.execute("SELECT count(*) FROM entity WHERE added = ?", [number]).fetchone()[0]
    # CROSS JOIN keeps the staged rows on the outside: a small import into a large table must not scan the table
    changed = f"SELECT a.number FROM temp.staged s CROSS JOIN alias a ON {_SAME_KEY} WHERE a.status <> s.status OR a.note <> s.note"
    replaced = connection.execute(f"UPDATE alias SET withdrawn = {number} WHERE number IN ({changed})").rowcount
    added = connection.execute(
        f"INSERT INTO alias ({_KEY}, status, source, note, added) SELECT {_KEY}, status, source, note, {number} FROM temp.staged s "
        f"WHERE NOT EXISTS (SELECT 1 FROM alias a WHERE {_SAME_KEY}) ORDER BY entity, name"
    ).rowcount
    return Loaded(rows, added - replaced, replaced, rows - added, entities)


def _keep_notes(store: Store, change: Change, batch: Batch) -> None:
    """A row without a note leaves the note as it is: a table that has no such column must not blank what editors wrote."""
    noted = f"SELECT a.note FROM alias a WHERE {_SAME_KEY}"
    store.connection().execute(f"UPDATE temp.staged AS s SET note = coalesce(({noted}), '') WHERE note = ''")


def _keep_changes(store: Store, change: Change, batch: Batch) -> None:
    """Drop staged rows that others changed or withdrew; withdraw rows of earlier versions that are staged no more."""
    connection = store.connection()
    ours = f"SELECT number FROM event WHERE action = '{change.action}'"
    same = "a.entity = s.entity AND a.name = s.name AND a.lang = s.lang AND a.kind = s.kind"
    theirs = f"(a.withdrawn IS NULL AND a.added NOT IN ({ours})) OR (a.withdrawn IS NOT NULL AND a.withdrawn NOT IN ({ours}))"
    connection.execute(f"DELETE FROM temp.staged AS s WHERE EXISTS (SELECT 1 FROM alias a WHERE {same} AND ({theirs}))")
    connection.execute(
        f"UPDATE alias AS a SET withdrawn = {change.number} WHERE withdrawn IS NULL AND added IN ({ours}) "
        f"AND NOT EXISTS (SELECT 1 FROM temp.staged s WHERE {same})"
    )

    stay = {(r.id, r.relation, r.other) for r in batch.relations}
    for number, *row in store.rows(f"SELECT number, entity, relation, other FROM relation WHERE withdrawn IS NULL AND added IN ({ours})"):
        if tuple(row) not in stay:
            connection.execute("UPDATE relation SET withdrawn = ? WHERE number = ?", [change.number, number])


def _land_others(store: Store, change: Change, batch: Batch) -> None:
    """Profiles and relations; those that differ from what is there take its place."""
    connection = store.connection()
    store.issue(change, [p.id for p in batch.profiles], [r.source for r in batch.relations])
    for p in batch.profiles:
        row = (p.id, p.country, p.role, p.note)
        if not store.rows("SELECT 1 FROM profile WHERE withdrawn IS NULL AND (entity, country, role, note) = (?, ?, ?, ?)", row):
            connection.execute("UPDATE profile SET withdrawn = ? WHERE withdrawn IS NULL AND entity = ?", [change.number, p.id])
            store.insert(change, "profile", [row])
    for r in batch.relations:
        told = (r.id, r.relation, r.other, r.source, r.note)
        same = "withdrawn IS NULL AND (entity, relation, other) = (?, ?, ?)"
        if not store.rows(f"SELECT 1 FROM relation WHERE {same} AND (source, note) = (?, ?)", told):
            connection.execute(f"UPDATE relation SET withdrawn = ? WHERE {same}", [change.number, *told[:3]])
            store.insert(change, "relation", [told])


def _land_facts(store: Store, change: Change, facts: Sequence[Fact]) -> int:
    """Facts as part of a change; those of a category take the place of what was said there in that category."""
    connection = store.connection()
    place, whole = "entity, lang, name, category", "entity, lang, name, category, value, extra"
    connection.execute("DROP TABLE IF EXISTS temp.staged_fact")
    connection.execute(f"CREATE TEMP TABLE staged_fact ({whole}, UNIQUE ({whole}) ON CONFLICT IGNORE)")
    rows = ((f.id, f.lang, f.name, f.category, f.value, json.dumps(f.extra, ensure_ascii=False) if f.extra else "") for f in facts)
    connection.executemany("INSERT INTO temp.staged_fact VALUES (?, ?, ?, ?, ?, ?)", rows)
    # CROSS JOIN keeps the staged rows on the outside, as above
    gone = (
        f"SELECT f.number FROM (SELECT DISTINCT {place} FROM temp.staged_fact) s CROSS JOIN fact f ON f.withdrawn IS NULL "
        f"AND (f.entity, f.lang, f.name, f.category) = (s.entity, s.lang, s.name, s.category) "
        f"WHERE (f.entity, f.lang, f.name, f.category, f.value, f.extra) NOT IN (SELECT {whole} FROM temp.staged_fact)"
    )
    connection.execute(f"UPDATE fact SET withdrawn = {change.number} WHERE number IN ({gone})")
    added = connection.execute(
        f"INSERT INTO fact ({whole}, added) SELECT {whole}, {change.number} FROM temp.staged_fact WHERE true ORDER BY rowid "
        "ON CONFLICT DO NOTHING"
    ).rowcount
    connection.execute("DROP TABLE temp.staged_fact")
    return added
