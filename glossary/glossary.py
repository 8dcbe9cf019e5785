"""The glossary as programs use it: store, index and engines (engines.py) behind one object.

`open` gives a Glossary over a database. It compiles its index when it is first asked, keeps it in a file beside the database, and
compiles anew when the database has changed, whoever changed it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from glossary.answers import Answer, Mention
from glossary.engines import LoadedIndex, Span
from glossary.errors import IndexFileError
from glossary.index import Index, load_index
from glossary.indexfile import Stamp
from glossary.text.tables import fold_version
from glossary.vocabulary import STATUSES

if TYPE_CHECKING:
    from glossary.checker import Rule as CheckRule
    from glossary.database import Database
    from glossary.findings import Finding
    from glossary.formats.exchange import Exchange
    from glossary.linter import Remark, Rule
    from glossary.model import Alias, Entity, Event, Fact, Loaded, Relation
    from glossary.normaliser import Style
    from glossary.store import Store


class Glossary:
    """A glossary database, open. A context manager; one object serves many threads.

    >>> import tempfile, pathlib
    >>> with open(pathlib.Path(tempfile.mkdtemp()) / "companies.db") as book:
    ...     _ = book.add("cxmt", "长鑫存储", lang="zh-Hans", source="desk")
    ...     book.lookup("長鑫存儲").candidates[0].id
    'cxmt'
    """

    def __init__(self, database: Database, *, actor: str | None = None) -> None:
        self.database = database
        #: Whom the journal names.
        self.actor = actor or _user()
        self._loaded: LoadedIndex | None = None
        #: Told the number of aliases before an index is compiled, which takes a while for many.
        self.on_compile: Callable[[int], None] | None = None

    def __enter__(self) -> Glossary:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the database (this thread's connection)."""
        self.database.close()

    @cached_property
    def store(self) -> Store:
        """What the database holds."""
        from glossary.store import Store

        return Store(self.database)

    # -- asking ----------------------------------------------------------------------------------------------

    @property
    def index_path(self) -> Path:
        """Where the compiled index is kept: beside the database."""
        return self.database.path.with_name(self.database.path.name + ".index")

    @property
    def loaded(self) -> LoadedIndex:
        """The index of the database as it is now."""
        stamp = Stamp(fold_version(), *self.database.fingerprint())
        if self._loaded is None or self._loaded.index.stamp != stamp:
            self._loaded = LoadedIndex(self._cached(stamp) or self._compiled())
        return self._loaded

    def _cached(self, stamp: Stamp) -> Index | None:
        with suppress(IndexFileError, OSError):
            index = load_index(self.index_path)
            if index.stamp == stamp:
                index.file.check()
                return index
        return None

    def _compiled(self) -> Index:
        from glossary.compiler import compile_index

        if self.on_compile is not None:
            self.on_compile(self.store.count())
        with self.database.snapshot():
            stamp = Stamp(fold_version(), *self.database.fingerprint())
            index = compile_index(self.store.aliases(), self.store.redirects(), stamp)
        with suppress(OSError):  # a folder that cannot be written: the index is compiled again next time
            index.save(self.index_path)
        return index

    def lookup(self, name: str, limit: int = 10) -> Answer:
        """What a name denotes; never an error for an unknown one."""
        return self.loaded.lookup(name, limit)

    def lookup_many(self, names: Iterable[str], limit: int = 10) -> Iterator[Answer]:
        """The answers for many names, in order, all from one state of the database."""
        return self.loaded.lookup_many(names, limit)

    def find(self, text: str, skip: Iterable[Span] = (), *, decide: bool = True) -> list[Mention]:
        """The mentions in a text that are meant, in order; spans of `skip` (code points) are not read. Without `decide` every spelling."""
        return self.loaded.find(text, skip, decide=decide)

    def normalise(self, text: str, to: str, style: Style = "replace") -> str:
        """The text with every sure mention written in a language (or as `id`). Raises InputError for an unknown language."""
        return self.loaded.normalise(text, to, style)

    def check(
        self, path: str | Path, *, source_lang: str = "", target_lang: str = "", rules: Sequence[CheckRule] | None = None
    ) -> Iterator[Finding]:
        """What a translator should look at in a bilingual file, or in a text alone: see LoadedIndex.check."""
        return self.loaded.check(path, source_lang=source_lang, target_lang=target_lang, rules=rules)

    def check_units(
        self, pairs: Iterable[tuple[str | None, str]], *, target_lang: str, source_lang: str = "", rules: Sequence[CheckRule] | None = None
    ) -> Iterator[Finding]:
        """The same of texts with their translations: see LoadedIndex.check_units."""
        return self.loaded.check_units(pairs, target_lang=target_lang, source_lang=source_lang, rules=rules)

    def show(self, entity: str) -> Entity:
        """Everything known of an ID. Raises NotFoundError."""
        return self.store.entity(entity)

    def name_of(self, entity: str) -> str:
        """The name an entity is shown by, the ID itself where it has no names left."""
        return self.loaded.index.display(entity) or entity

    def aliases(self) -> Iterator[Alias]:
        """All aliases, sorted; those of a merged ID under the one it leads to, each name once with its best status."""
        from glossary.model import Alias

        redirects = self.store.redirects()
        if not redirects:
            return self.store.aliases()
        best: dict[tuple[str, str, str, str], Alias] = {}
        for a in sorted(self.store.aliases(), key=lambda a: STATUSES.index(a.status)):
            moved = Alias(redirects.get(a.id, a.id), a.name, a.lang, a.kind, a.status, a.source, a.note)
            best.setdefault((moved.id, moved.lang, moved.kind, moved.name), moved)
        return iter(best[where] for where in sorted(best))

    def facts(self) -> Iterator[Fact]:
        """What termbases say beside the names; of a merged ID as of the one it leads to."""
        from dataclasses import replace

        redirects = self.store.redirects()
        return (replace(fact, id=redirects.get(fact.id, fact.id)) if fact.id in redirects else fact for fact in self.store.facts())

    def relations(self) -> Iterator[Relation]:
        """All relations, sorted; those of a merged ID as of the one it leads to."""
        from dataclasses import replace

        redirects = self.store.redirects()
        return (replace(r, id=redirects.get(r.id, r.id), other=redirects.get(r.other, r.other)) for r in self.store.relations())

    def lint(self, rules: Sequence[Rule] | None = None) -> Iterator[Remark]:
        """What is doubtful about the names and relations, errors first; `rules`: a choice of linter.RULES."""
        from glossary.linter import RULES, lint

        with self.database.snapshot():
            aliases, relations = list(self.aliases()), list(self.relations())
        return lint(aliases, relations, rules=RULES if rules is None else rules)

    def log(self, entity: str | None = None, limit: int = -1) -> list[Event]:
        """The journal, latest first. Raises NotFoundError."""
        return self.store.events(entity, limit)

    def compile(self, path: str | Path) -> None:
        """Write the index to a file that `load_index` reads. Raises OSError."""
        self.loaded.index.save(path)

    # -- changing --------------------------------------------------------------------------------------------

    def add(
        self, entity: str, name: str, *, lang: str = "und", kind: str = "short", status: str = "admitted", source: str = "", why: str = ""
    ) -> Event | None:
        """Add a name to an ID, which is issued if it is new; None where it is there already. Raises InputError."""
        from glossary.model import Alias
        from glossary.rules import checked
        from glossary.store import By

        alias = checked(Alias(entity.strip(), name.strip(), lang, kind, status, source.strip() or self.actor))
        return self.store.add(alias, By(self.actor, why))

    def withdraw(self, entity: str, name: str, *, why: str = "") -> Event:
        """Withdraw a name of an entity. Raises NotFoundError."""
        from glossary.store import By

        return self.store.withdraw(entity, name, By(self.actor, why))

    def load(
        self, path: str | Path, *, source: str = "", encoding: str | None = None, why: str = "", how: Exchange | None = None
    ) -> Loaded:
        """Import a table or termbase by its suffix or as `how` says, whole or not at all. Raises FormatError, NotFoundError, StoreError."""
        from dataclasses import replace

        from glossary.formats.exchange import Exchange, read
        from glossary.staging import Batch, load
        from glossary.store import By

        exchange = how or Exchange()
        exchange = replace(exchange, source=source or exchange.source or Path(path).name, encoding=encoding or exchange.encoding)
        termbase = read(str(path), exchange)
        return load(self.store, Batch(str(path), termbase.aliases, facts=termbase.facts), By(self.actor, why))

    def update_builtin(self) -> bool:
        """Bring the built-in data of a database up to date with this version, keeping what was changed; was there need?"""
        from glossary import builtin
        from glossary.store import By

        if builtin.is_current(self.database.last_detail("builtin")):
            return False
        builtin.update(self.store, By(self.actor, "newer built-in data"))
        return True

    def merge(self, old: str, *, into: str, why: str = "") -> Event:
        """Let an ID lead to another from now on. Raises NotFoundError, InputError."""
        from glossary.store import By

        return self.store.merge(old, into, By(self.actor, why))

    def distinguish(self, one: str, other: str, *, why: str = "") -> Event:
        """Record that two IDs are different entities. Raises NotFoundError, InputError."""
        from glossary.store import By

        return self.store.distinguish(one, other, By(self.actor, why))

    def undo(self, number: int | None = None, *, why: str = "") -> Event:
        """Undo an event of the journal, by default the latest. Raises NotFoundError."""
        from glossary.store import By

        return self.store.undo(number, By(self.actor, why))


def default_path() -> Path:
    """Where the database of a user is that names none."""
    from platformdirs import user_data_path

    return user_data_path("glossary", appauthor=False) / "glossary.db"


def open(path: str | Path | None = None, *, wait: float = 30.0, actor: str | None = None) -> Glossary:
    """Open a database, made if there is none; without a path, the user's own, made from the built-in data.

    `wait`: seconds to wait for another writer. `actor`: whom the journal names, by default the user.
    Raises SchemaError (not ours, empty, newer), StoreError.
    """
    from glossary.database import Database

    place = Path(path) if path is not None else default_path()
    if not place.exists():
        make(place, builtin=path is None, actor=actor)
    book = Glossary(Database(place, wait=wait), actor=actor)
    if path is None:
        book.update_builtin()
    return book


def make(path: Path, *, builtin: bool, actor: str | None = None) -> None:
    """Make a database, with or without the built-in data, whole or not at all. Raises StoreError."""
    from glossary.store import By, Store

    by = By(actor or _user())
    if not builtin:
        Store.create(path, by)
        return
    from glossary.builtin import batch
    from glossary.staging import load

    Store.create(path, by, lambda store: load(store, batch(), by))


def _user() -> str:
    """Who makes changes: the login name where there is one."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container without an account for its user
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
