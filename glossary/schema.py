"""The database: its tables, what each column means, and how a file of an older version becomes one of this.

Every table but `event` and `entity` has the same life: a row is added by one event and may be withdrawn by a later one; it is
never changed otherwise and never deleted. So the journal and the rows account for each other: undoing an event withdraws
what it added and adds again what it withdrew. Derived data (keys, automata) is not kept here but in the index.

`event.digest` is the digest of all content after the event, `event.chain` that of the journal so far; `doctor` recomputes
both. application_id marks the file as ours ("zhmg"), user_version counts the migrations below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

APPLICATION_ID = 0x7A686D67  # "zhmg"
VERSION = 2

#: Tables whose rows are added and withdrawn, with the columns that say what a row means.
CONTENT = {
    "profile": ("entity", "country", "role", "note"),
    "alias": ("entity", "name", "lang", "kind", "status", "source", "note"),
    "relation": ("entity", "relation", "other", "source", "note"),
    "redirect": ("entity", "target"),
    "judgement": ("entity", "other", "verdict"),
    "fact": ("entity", "lang", "name", "category", "value", "extra"),
}

_LIFE = """
    added INTEGER NOT NULL REFERENCES event(number) DEFERRABLE INITIALLY DEFERRED,
    withdrawn INTEGER REFERENCES event(number) DEFERRABLE INITIALLY DEFERRED CHECK (withdrawn > added)"""

M001 = (
    # Who did what, when and why. Append-only: the triggers refuse changes.
    """CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,             -- UTC, ISO 8601; for people: order goes by number, which no clock can disturb
    actor TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('create', 'builtin', 'import', 'add', 'withdraw', 'merge', 'distinguish', 'undo')),
    subject TEXT NOT NULL,        -- the ID or the file it was about
    why TEXT NOT NULL,
    detail TEXT NOT NULL,         -- JSON: what the action was given
    undoes INTEGER REFERENCES event(number),
    digest TEXT NOT NULL,         -- of all content after this event
    chain TEXT NOT NULL           -- SHA-256 over the previous chain and this row
) STRICT""",
    "CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    # The name of this database for ever, so that an index of another one is never taken for its own.
    "CREATE TABLE book (uuid TEXT NOT NULL) STRICT",
    # Where rows come from: the name a user gave, and what was read.
    """CREATE TABLE source (
    name TEXT PRIMARY KEY CHECK (name <> '' AND instr(name, char(0)) = 0),
    added INTEGER NOT NULL REFERENCES event(number) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    # Every ID ever issued. Never withdrawn, never reused.
    """CREATE TABLE entity (
    id TEXT PRIMARY KEY CHECK (id <> '' AND instr(id, char(0)) = 0),
    added INTEGER NOT NULL REFERENCES event(number) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX entity_added ON entity(added)",
    f"""CREATE TABLE profile (
    number INTEGER PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity(id),
    country TEXT NOT NULL, role TEXT NOT NULL, note TEXT NOT NULL,{_LIFE}
) STRICT""",
    "CREATE UNIQUE INDEX profile_live ON profile(entity) WHERE withdrawn IS NULL",
    # One written name, exactly as its source wrote it.
    f"""CREATE TABLE alias (
    number INTEGER PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity(id),
    name TEXT NOT NULL CHECK (name <> '' AND length(name) <= 1000 AND instr(name, char(0)) = 0),
    lang TEXT NOT NULL CHECK (lang <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('legal', 'short', 'abbreviation', 'brand', 'former', 'transliteration',
                                       'translation', 'ticker', 'misspelling', 'term')),
    status TEXT NOT NULL CHECK (status IN ('preferred', 'admitted', 'deprecated', 'superseded')),
    source TEXT NOT NULL REFERENCES source(name),
    note TEXT NOT NULL,{_LIFE}
) STRICT""",
    # an entity has a name once for each language and kind; also finds the aliases of an entity
    "CREATE UNIQUE INDEX alias_live ON alias(entity, name, lang, kind) WHERE withdrawn IS NULL",
    "CREATE INDEX alias_added ON alias(added)",  # what an event did: undo, log, digest
    "CREATE INDEX alias_withdrawn ON alias(withdrawn) WHERE withdrawn IS NOT NULL",
    f"""CREATE TABLE relation (
    number INTEGER PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity(id),
    relation TEXT NOT NULL CHECK (relation IN ('subsidiary_of', 'renamed_to', 'related')),
    other TEXT NOT NULL REFERENCES entity(id) CHECK (other <> entity),
    source TEXT NOT NULL REFERENCES source(name),
    note TEXT NOT NULL,{_LIFE}
) STRICT""",
    "CREATE UNIQUE INDEX relation_live ON relation(entity, relation, other) WHERE withdrawn IS NULL",
    "CREATE INDEX relation_other ON relation(other)",  # show: relations from the other end
    # A merged ID and where it leads. Its aliases stay where they are, so that undo gives them back.
    f"""CREATE TABLE redirect (
    number INTEGER PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity(id),
    target TEXT NOT NULL REFERENCES entity(id) CHECK (target <> entity),{_LIFE}
) STRICT""",
    "CREATE UNIQUE INDEX redirect_live ON redirect(entity) WHERE withdrawn IS NULL",
    # What a person decided about two IDs; entity < other.
    f"""CREATE TABLE judgement (
    number INTEGER PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity(id),
    other TEXT NOT NULL REFERENCES entity(id) CHECK (entity < other),
    verdict TEXT NOT NULL CHECK (verdict = 'distinct'),{_LIFE}
) STRICT""",
    "CREATE UNIQUE INDEX judgement_live ON judgement(entity, other) WHERE withdrawn IS NULL",
)

M002 = (
    # What a termbase says beside the names: of an entity (no lang, no name), of its language, or of one name.
    f"""CREATE TABLE fact (
    number INTEGER PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity(id),
    lang TEXT NOT NULL, name TEXT NOT NULL CHECK (lang <> '' OR name = ''),
    category TEXT NOT NULL CHECK (category <> ''),
    value TEXT NOT NULL CHECK (instr(value, char(0)) = 0),
    extra TEXT NOT NULL,          -- JSON: pairs of category and value that stand in a group with it; '' for none
    {_LIFE.strip()}
) STRICT""",
    "CREATE UNIQUE INDEX fact_live ON fact(entity, lang, name, category, value, extra) WHERE withdrawn IS NULL",
    "CREATE INDEX fact_added ON fact(added)",
    "CREATE INDEX fact_withdrawn ON fact(withdrawn) WHERE withdrawn IS NOT NULL",
)


def migrations() -> Migrations:
    """All migrations, in order. Run them inside one transaction of the caller, with foreign keys checked after."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("glossary")

    @steps(name="m001_initial")
    def m001_initial(db: Database) -> None:
        for statement in M001:
            db.execute(statement)

    @steps(name="m002_facts")
    def m002_facts(db: Database) -> None:
        for statement in M002:
            db.execute(statement)

    return steps
