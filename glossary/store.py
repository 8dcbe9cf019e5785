"""The store: where truth lives. With database.py, staging.py and doctor.py the only modules that speak SQL.

Every write is one `BEGIN IMMEDIATE` transaction that ends with its event in the journal: a deferred transaction that
turns into a write fails at once with "database is locked", however long it was told to wait (notes: reliability 0.3).
Rows are withdrawn, never deleted; merging adds a redirect and moves nothing; undo is an event of its own.
One connection a thread, none carried across a fork.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from glossary import database, schema
from glossary.database import Database
from glossary.errors import InputError, NotFoundError, StoreError
from glossary.model import Alias, Entity, Event, Fact, Profile, Relation

_EVENT = "number, at, actor, action, subject, why, detail, undoes"
_ALIAS = "entity, name, lang, kind, status, source, note"
_FACT = "entity, lang, name, category, value, extra"
#: Tables and the columns that the digest covers.
_DIGESTED: Mapping[str, str] = {
    "entity": "id, added, NULL",
    "source": "name, added, NULL",
    **{table: f"{', '.join(columns)}, added, withdrawn" for table, columns in schema.CONTENT.items()},
}


@dataclass(frozen=True, slots=True)
class By:
    """Who makes a change, and why: what the journal keeps beside it."""

    actor: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """An event in the making: its number, and what it is about."""

    number: int
    action: str
    subject: str
    detail: Mapping[str, object]
    undoes: int | None = None


def row_digest(table: str, row: Sequence[object]) -> int:
    """The digest of one row; the content's digest is the sum of those of its rows, modulo 2**256, in any order."""
    text = "\x1f".join([table, *("" if cell is None else str(cell) for cell in row)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def chain_digest(before: str, row: Sequence[object]) -> str:
    """The digest of the journal up to an event, from the one before and the event's row."""
    return hashlib.sha256(json.dumps([before, *row], ensure_ascii=False).encode()).hexdigest()


class Store:
    """What a glossary database holds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.path = database.path
        self.connection = database.connection
        self.rows = database.rows

    @classmethod
    def create(cls, path: Path, by: By, fill: Callable[[Store], object] = lambda store: None) -> None:
        """Make a database and `fill` it, whole or not at all; where another process was first, its database stays."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.new")
        try:
            database.create(temporary)
            store = cls(Database(temporary))
            with store.change("create", path.name, by, {}):
                pass
            fill(store)
            store.database.close()
            database.publish(temporary, path)
        except BaseException:
            database.discard(temporary)
            raise

    # -- reading ---------------------------------------------------------------------------------------------

    def aliases(self) -> Iterator[Alias]:
        """All aliases, sorted by ID, language, kind and name, with their IDs as issued (see redirects)."""
        sql = f"SELECT {_ALIAS} FROM alias WHERE withdrawn IS NULL ORDER BY entity, lang, kind, name"
        with database.reraised(self.path):
            for row in self.connection().execute(sql):
                yield Alias(*row)

    def relations(self) -> list[Relation]:
        """All relations, sorted, with their IDs as issued (see redirects)."""
        sql = "SELECT entity, relation, other, source, note FROM relation WHERE withdrawn IS NULL ORDER BY entity, relation, other"
        return [Relation(*map(str, row)) for row in self.rows(sql)]

    def facts(self) -> Iterator[Fact]:
        """All facts, by ID in the order they came, with their IDs as issued (see redirects)."""
        with database.reraised(self.path):
            for row in self.connection().execute(f"SELECT {_FACT} FROM fact WHERE withdrawn IS NULL ORDER BY entity, number"):
                yield _fact(row)

    def count(self) -> int:
        """The number of aliases."""
        return int(str(self.rows("SELECT count(*) FROM alias WHERE withdrawn IS NULL")[0][0]))

    def redirects(self) -> dict[str, str]:
        """Every merged ID and the one it leads to in the end. Raises StoreError on a cycle."""
        direct = {str(a): str(b) for a, b in self.rows("SELECT entity, target FROM redirect WHERE withdrawn IS NULL")}
        return {entity: follow(direct, entity) for entity in direct}

    def resolve(self, entity: str) -> str:
        """The ID that an ID leads to: itself, unless it was merged. Raises NotFoundError."""
        if not self.rows("SELECT 1 FROM entity WHERE id = ?", [entity]):
            raise NotFoundError(f"unknown ID {entity!r}; `glossary lookup NAME` finds the ID of a name")
        return self.redirects().get(entity, entity)

    def entity(self, asked: str) -> Entity:
        """Everything known of an entity. Raises NotFoundError."""
        entity = self.resolve(asked)
        merged = tuple(sorted(old for old, new in self.redirects().items() if new == entity))
        here = [entity, *merged]
        marks = ", ".join("?" * len(here))
        aliases = [
            Alias(*row)  # type: ignore[arg-type]
            for row in self.rows(
                f"SELECT ?, name, lang, kind, status, source, note FROM alias WHERE withdrawn IS NULL AND entity IN ({marks}) "
                "ORDER BY lang, kind, name",
                [entity, *here],
            )
        ]
        relations = [
            Relation(*row)  # type: ignore[arg-type]
            for row in self.rows(
                "SELECT entity, relation, other, source, note FROM relation WHERE withdrawn IS NULL "
                f"AND (entity IN ({marks}) OR other IN ({marks})) ORDER BY entity, relation, other",
                [*here, *here],
            )
        ]
        facts = self.rows(
            f"SELECT {_FACT} FROM fact WHERE withdrawn IS NULL AND entity IN ({marks}) ORDER BY name <> '', lang <> '', number", here
        )
        profile = self.rows("SELECT entity, country, role, note FROM profile WHERE withdrawn IS NULL AND entity = ?", [entity])
        return Entity(
            id=entity,
            asked=asked,
            profile=Profile(*profile[0]) if profile else Profile(entity),  # type: ignore[arg-type]
            aliases=tuple(aliases),
            relations=tuple(relations),
            merged=merged,
            distinct=tuple(sorted(other for pair in self.judged() if entity in pair for other in pair - {entity})),
            facts=tuple(_fact((entity, *row[1:])) for row in facts),
        )

    def events(self, entity: str | None = None, limit: int = -1) -> list[Event]:
        """The journal, latest first; of one entity, or whole. Raises NotFoundError."""
        if entity is None:
            rows = self.rows(f"SELECT {_EVENT} FROM event ORDER BY number DESC LIMIT ?", [limit])
        else:
            self.resolve(entity)
            touched = " UNION ".join(
                f"SELECT {life} FROM {table} WHERE {end} = :id"
                for table, columns in schema.CONTENT.items()
                for end in {"entity", "other", "target"} & set(columns)
                for life in ("added", "withdrawn")
            )
            sql = f"SELECT {_EVENT} FROM event WHERE subject = :id OR number IN ({touched}) ORDER BY number DESC LIMIT :limit"
            with database.reraised(self.path):
                rows = self.connection().execute(sql, {"id": entity, "limit": limit}).fetchall()
        return [Event(*row) for row in rows]  # type: ignore[arg-type]

    def _event(self, number: int) -> Event:
        ((*row,),) = self.rows(f"SELECT {_EVENT} FROM event WHERE number = ?", [number])
        return Event(*row)  # type: ignore[arg-type]

    # -- writing ---------------------------------------------------------------------------------------------

    @contextmanager
    def change(self, action: str, subject: str, by: By, detail: Mapping[str, object], undoes: int | None = None) -> Iterator[Change]:
        """One write transaction that ends with its event; `detail` may still be filled inside."""
        connection = self.connection()
        with database.reraised(self.path), database.transaction(connection, "IMMEDIATE"):
            last = connection.execute("SELECT number, digest, chain FROM event ORDER BY number DESC LIMIT 1").fetchone()
            number, digest, chain = last or (0, "0" * 64, "")
            change = Change(number + 1, action, subject, detail, undoes)
            yield change
            content = (int(digest, 16) + self._digest_of(change.number)) % 2**256
            from datetime import UTC, datetime

            at = datetime.now(UTC).isoformat(timespec="seconds")
            told = json.dumps(detail, ensure_ascii=False, sort_keys=True)
            row = (change.number, at, by.actor, action, subject, by.why, told, undoes, f"{content:064x}")
            connection.execute(
                f"INSERT INTO event ({_EVENT}, digest, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, chain_digest(chain, row)]
            )

    def _digest_of(self, number: int) -> int:
        """By how much an event changes the digest of the content."""
        total = 0
        connection = self.connection()
        for table, columns in _DIGESTED.items():
            for row in connection.execute(f"SELECT {columns} FROM {table} WHERE added = ?", [number]):
                total += row_digest(table, row)
            if table in schema.CONTENT:
                for row in connection.execute(f"SELECT {columns} FROM {table} WHERE withdrawn = ?", [number]):
                    total += row_digest(table, row) - row_digest(table, (*row[:-1], None))
        return total

    def digest(self) -> str:
        """The digest of the content, computed from every row."""
        total = 0
        for table, columns in _DIGESTED.items():
            for row in self.connection().execute(f"SELECT {columns} FROM {table}"):
                total += row_digest(table, row)
        return f"{total % 2**256:064x}"

    def insert(self, change: Change, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Add rows to a content table as part of a change."""
        columns = schema.CONTENT[table]
        sql = f"INSERT INTO {table} ({', '.join(columns)}, added) VALUES ({', '.join('?' * len(columns))}, {change.number})"
        self.connection().executemany(sql, rows)

    def issue(self, change: Change, entities: Iterable[str], sources: Iterable[str] = ()) -> None:
        """Make sure that IDs and sources are known."""
        connection = self.connection()
        for table, names in (("entity", entities), ("source", sources)):
            connection.executemany(
                f"INSERT INTO {table} VALUES (?, {change.number}) ON CONFLICT DO NOTHING", ([name] for name in sorted(set(names)))
            )

    def add(self, alias: Alias, by: By) -> Event | None:
        """Add an alias, and its ID if it is new; one of another status is replaced, its note kept; None where it is there just so."""
        row = (alias.id, alias.name, alias.lang, alias.kind)
        found = self.rows("SELECT status, note FROM alias WHERE withdrawn IS NULL AND (entity, name, lang, kind) = (?, ?, ?, ?)", row)
        note = alias.note or (str(found[0][1]) if found else "")
        if found == [(alias.status, note)]:
            return None
        told = {"name": alias.name, "lang": alias.lang, "kind": alias.kind, "status": alias.status}
        with self.change("add", alias.id, by, told) as change:
            self.issue(change, [alias.id], [alias.source])
            self._withdraw(change, alias.id, alias.name, alias.lang, alias.kind)
            self.insert(change, "alias", [(*row, alias.status, alias.source, note)])
        return self._event(change.number)

    def withdraw(self, entity: str, name: str, by: By) -> Event:
        """Withdraw a name of an entity, in all languages and kinds. Raises NotFoundError."""
        found = self.entity(entity)
        with self.change("withdraw", found.id, by, {"name": name}) as change:
            if not sum(self._withdraw(change, owner, name, None, None) for owner in (found.id, *found.merged)):
                raise NotFoundError(f"{entity!r} has no alias {name!r}; `glossary show {entity}` lists them")
        return self._event(change.number)

    def _withdraw(self, change: Change, entity: str, name: str, lang: str | None, kind: str | None) -> int:
        done = self.connection().execute(
            "UPDATE alias SET withdrawn = ?1 WHERE withdrawn IS NULL AND entity = ?2 AND name = ?3 "
            "AND (?4 IS NULL OR lang = ?4) AND (?5 IS NULL OR kind = ?5)",
            [change.number, entity, name, lang, kind],
        )
        return done.rowcount

    def merge(self, old: str, into: str, by: By) -> Event:
        """Let `old` lead to `into` from now on. Raises InputError where it leads there already or a person judged them distinct."""
        with self.change("merge", old, by, {"into": into}) as change:
            if self.resolve(old) != old:
                raise InputError(f"{old!r} was merged already and leads to {self.resolve(old)!r}")
            if self.resolve(into) == old:
                raise InputError(f"{into!r} is or leads to {old!r}: a redirect back would be a cycle")
            if frozenset((old, self.resolve(into))) in self.judged():
                raise InputError(f"{old!r} and {into!r} were judged to be distinct; undo that first (`glossary log {old}`)")
            self.insert(change, "redirect", [(old, into)])
        return self._event(change.number)

    def distinguish(self, one: str, other: str, by: By) -> Event:
        """Record that two IDs are different entities. Raises InputError where they were merged."""
        with self.change("distinguish", one, by, {"other": other}) as change:
            pair = sorted((self.resolve(one), self.resolve(other)))
            if pair[0] == pair[1]:
                raise InputError(f"{one!r} and {other!r} are one entity; undo the merge first (`glossary log {one}`)")
            if frozenset(pair) in self.judged():
                raise InputError(f"{pair[0]!r} and {pair[1]!r} were judged to be distinct already")
            self.insert(change, "judgement", [(*pair, "distinct")])
        return self._event(change.number)

    def undo(self, number: int | None, by: By) -> Event:
        """Undo an event (the latest that is not an undo, nor undone): withdraw what it added, add again what it withdrew."""
        if number is not None and not 0 < number < 2**63:
            raise NotFoundError(f"event {number} is not there; `glossary log` lists the events")
        sql = "SELECT number, action, subject FROM event WHERE number NOT IN (SELECT undoes FROM event WHERE undoes IS NOT NULL)"
        if number is None:
            found = self.rows(f"{sql} AND action NOT IN ('undo', 'create') ORDER BY number DESC LIMIT 1")
        else:
            found = self.rows(f"{sql} AND number = ? AND action <> 'create'", [number])
        if not found:
            what = "nothing to undo" if number is None else f"event {number} is not there, was undone, or cannot be"
            raise NotFoundError(f"{what}; `glossary log` lists the events")
        event, action, subject = found[0]
        with self.change("undo", str(subject), by, {"event": event, "action": action}, int(str(event))) as change:
            if self.rows("SELECT 1 FROM event WHERE undoes = ?", [event]):
                raise NotFoundError(f"event {event} was undone meanwhile; `glossary log` lists the events")
            self._refuse_later_change(int(str(event)))
            for table, columns in schema.CONTENT.items():
                self._reverse(change, table, ", ".join(columns))
            self._refuse_contradiction()
        return self._event(change.number)

    def _refuse_later_change(self, number: int) -> None:
        """Raise where a later event replaced or withdrew what this one added: undoing that one would bring it back."""
        standing = "SELECT number FROM event WHERE action <> 'undo' AND number NOT IN (SELECT undoes FROM event WHERE undoes IS NOT NULL)"
        changed = " UNION ".join(
            f"SELECT withdrawn FROM {table} WHERE added = :n AND withdrawn IN ({standing})" for table in schema.CONTENT
        )
        for (later,) in self.connection().execute(f"{changed} LIMIT 1", {"n": number}):
            raise InputError(f"event {later} changed what event {number} added; undo event {later} first")

    def _reverse(self, change: Change, table: str, columns: str) -> None:
        """Withdraw what an event added, or what undoing another brought back of it; bring back what it withdrew."""
        connection = self.connection()
        brought_back = (
            f"added IN (SELECT number FROM event WHERE action = 'undo') AND ({columns}) IN (SELECT {columns} FROM {table} WHERE added = ?2)"
        )
        connection.execute(
            f"UPDATE {table} SET withdrawn = ?1 WHERE withdrawn IS NULL AND (added = ?2 OR {brought_back})", [change.number, change.undoes]
        )
        connection.execute(
            f"INSERT INTO {table} ({columns}, added) SELECT {columns}, ? FROM {table} WHERE withdrawn = ? ON CONFLICT DO NOTHING",
            [change.number, change.undoes],
        )

    def _refuse_contradiction(self) -> None:
        """Raise where redirects go round, or lead two IDs together that were judged to be distinct."""
        for pair in self.judged():
            if len(pair) == 1:
                raise InputError(f"{min(pair)!r} would be one with an entity that it was judged to be distinct from; undo that first")

    def judged(self) -> set[frozenset[str]]:
        """The pairs of IDs judged to be distinct, as they resolve now."""
        redirects = self.redirects()
        pairs = self.rows("SELECT entity, other FROM judgement WHERE withdrawn IS NULL")
        return {frozenset(redirects.get(str(entity), str(entity)) for entity in pair) for pair in pairs}


def _fact(row: Sequence[object]) -> Fact:
    entity, lang, name, category, value, extra = map(str, row)
    return Fact(entity, lang, name, category, value, tuple((beside, text) for beside, text in json.loads(extra)) if extra else ())


def follow(redirects: Mapping[str, str], entity: str) -> str:
    """Where a chain of redirects ends. Raises StoreError on a cycle.

    >>> follow({"a": "b", "b": "c"}, "a")
    'c'
    """
    seen = [entity]
    while entity in redirects:
        entity = redirects[entity]
        if entity in seen:
            raise StoreError(f"redirects go round in a cycle: {' → '.join([*seen, entity])}; undo one of these merges (`glossary log`)")
        seen.append(entity)
    return entity
