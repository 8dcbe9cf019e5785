"""Opening a database file, safely: what may be opened, how it is locked, and what its errors mean to a user.

A file that is not ours, is empty or was made by a later version is refused before SQLite may touch it. sqlite-utils is
imported only to create or migrate: it takes longer to load than a look-up takes in all.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from glossary import schema
from glossary.errors import GlossaryError, InputError, NotFoundError, SchemaError, StoreError

_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_inspecting = threading.Lock()
_connected: Counter[tuple[int, int]] = Counter()  # connections of this process, by device and inode
#: From 3.7.0 on, two connections that write and checkpoint at once could lose commits in WAL mode, until these releases.
WAL_FAULT_FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
_SAID = {
    "SQLITE_READONLY": "is read-only: check who may write the file and its folder",
    "SQLITE_FULL": "could not be written: the disk is full; free some space and try again",
    "SQLITE_IOERR": "could not be read or written: the disk reports an error or is full",
    "SQLITE_CORRUPT": "is damaged; run `glossary doctor` on it, and restore a copy",
    "SQLITE_NOTADB": "is not a database of this program",
    "SQLITE_CANTOPEN": "could not be opened: check the path and who may read it",
}


def has_wal_fault(version: tuple[int, ...]) -> bool:
    """Does this SQLite version have the WAL-reset fault (fixed in 3.51.3, and in 3.50.7 and 3.44.6 of their branches)?

    >>> has_wal_fault((3, 40, 1)), has_wal_fault((3, 44, 6)), has_wal_fault((3, 53, 4))
    (True, False, False)
    """
    if version >= WAL_FAULT_FIXED[-1]:
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in WAL_FAULT_FIXED)


def inspect(path: Path) -> None:
    """Refuse what is not a glossary database of this or an earlier version, without opening it. Raises SchemaError, StoreError.

    A file is read here only before this process connects to it for the first time: closing a file drops all locks that the
    process holds on it, those of its SQLite connections too, and another writer could then corrupt the database.
    """
    if path.is_dir():
        raise SchemaError(f"{path}: is a folder, not a database")
    try:
        if _connected[_identity(path)]:
            return
        header = _header_of(path)
    except OSError as error:
        raise StoreError(f"{path}: could not be opened: {error.strerror}") from error
    if not header:
        raise SchemaError(f"{path}: is empty, not a database; remove it or name another")
    if not header.startswith(_MAGIC) or len(header) < _HEADER:
        raise SchemaError(f"{path}: is not a database of this program")
    _refuse_others(path, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))


def _identity(path: Path) -> tuple[int, int]:
    file = path.stat()
    return file.st_dev, file.st_ino


def _header_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER)


def _refuse_others(path: Path, application: int, version: int) -> None:
    if application != schema.APPLICATION_ID:
        raise SchemaError(f"{path}: is a SQLite database, but not one of this program")
    if version > schema.VERSION:
        raise SchemaError(f"{path}: was made by a later version (schema {version}, this program knows {schema.VERSION}); upgrade zhengming")


def connect(path: Path, wait: float) -> sqlite3.Connection:
    """Open an existing database that `inspect` accepts; `wait` seconds for locks. Raises NotFoundError, StoreError."""
    if not path.exists():
        raise NotFoundError(f"{path}: no such database; make one with `glossary init --db {path}`")
    with _inspecting:
        inspect(path)
        _connected[_identity(path)] += 1
    try:
        with reraised(path):
            return _connection(path, wait)
    except BaseException:
        with _inspecting:
            _connected[_identity(path)] -= 1
        raise


def _connection(path: Path, wait: float) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=wait, isolation_level=None)
    try:
        for pragma in ("foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        application, version = (connection.execute(f"PRAGMA {mark}").fetchone()[0] for mark in ("application_id", "user_version"))
        _refuse_others(path, application, version)
        if version < schema.VERSION:
            _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def create(path: Path) -> None:
    """Make an empty database at a path where nothing is. Raises StoreError."""
    with reraised(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.open("xb").close()
        except OSError as error:
            raise StoreError(f"{path}: could not be made: {error.strerror}; name another place with --db or GLOSSARY_DB") from error
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            _migrate(connection)
        finally:
            connection.close()


def publish(temporary: Path, path: Path) -> None:
    """Give a finished, closed database its name; where another process was first, its database stays. Raises StoreError."""
    try:
        os.link(temporary, path)  # unlike a rename, never takes the place of a file that is there
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not path.exists():
            temporary.rename(path)
    finally:
        discard(temporary)


def is_unused(path: Path) -> bool:
    """Has a database no event but the first?"""
    database = Database(path)
    revision = database.fingerprint()[1]
    database.close()
    return revision <= 1


def discard(path: Path) -> None:
    """Remove an unfinished database with all its files."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending, all in one transaction that ends with a check of every foreign key."""
    import uuid

    from sqlite_utils import Database

    connection.execute("PRAGMA foreign_keys = OFF")  # takes no effect inside a transaction
    with transaction(connection, "IMMEDIATE"):
        schema.migrations().apply(Database(connection))
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        connection.execute("INSERT INTO book SELECT ? WHERE NOT EXISTS (SELECT 1 FROM book)", [str(uuid.uuid4())])
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise SchemaError("the database could not be migrated: a row refers to one that is not there")
    connection.execute("PRAGMA foreign_keys = ON")


class Database:
    """An open database file: one connection a thread, none carried across a fork. `wait`: seconds to wait for a lock."""

    def __init__(self, path: Path, *, wait: float = 30.0) -> None:
        self.path = path
        self._wait = wait
        self._local = threading.local()
        self.connection()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        if getattr(self._local, "process", None) != os.getpid():
            self._local.connection = connect(self.path, self._wait)
            self._local.process = os.getpid()
        return self._local.connection  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close this thread's connection; it is opened again if it is used."""
        if getattr(self._local, "process", None) == os.getpid():
            self._local.connection.close()
            self._local.process = None
            with _inspecting, suppress(OSError):  # the file may be gone
                _connected[_identity(self.path)] -= 1

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a query."""
        with reraised(self.path):
            return self.connection().execute(sql, values).fetchall()

    def fingerprint(self) -> tuple[str, int, str]:
        """(uuid of the database, its revision, digest of its content)."""
        found = self.rows(
            "SELECT book.uuid, coalesce(number, 0), coalesce(digest, '') FROM book LEFT JOIN event ON true ORDER BY number DESC LIMIT 1"
        )
        if not found:
            raise StoreError(f"{self.path}: is damaged: it has lost its name (table book); restore a copy")
        uuid, revision, digest = found[0]
        return str(uuid), int(str(revision)), str(digest)

    def last_detail(self, action: str) -> str | None:
        """The detail (JSON) of the latest event of an action, None if there is none."""
        found = self.rows("SELECT detail FROM event WHERE action = ? ORDER BY number DESC LIMIT 1", [action])
        return str(found[0][0]) if found else None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside comes from one state of the database."""
        with reraised(self.path), transaction(self.connection(), "DEFERRED"):
            yield


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    """One transaction, DEFERRED to read or IMMEDIATE to write; rolled back on any exception, KeyboardInterrupt too."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk rolls back by itself
            connection.execute("ROLLBACK")
        raise


@contextmanager
def reraised(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours: one line that says what to do."""
    try:
        yield
    except GlossaryError:
        raise
    except UnicodeEncodeError as error:
        raise InputError(f"a lone surrogate, U+{ord(error.object[error.start]):04X}, is not text") from error
    except OverflowError as error:
        raise InputError("a number is too large for the database") from error
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreError(f"{path}: is locked by {_holders(path)}; try again when it is done") from error
        said = next((said for prefix, said in _SAID.items() if name.startswith(prefix)), f"failed: {error}")
        raise StoreError(f"{path}: {said}") from error


def _holders(path: Path) -> str:
    """Who holds a lock on the database, as far as this system tells (Linux lists the locks of files)."""
    found: list[int] = []
    with suppress(OSError, ValueError, IndexError):
        inodes = {file.stat().st_ino for file in (path, path.with_name(path.name + "-shm")) if file.exists()}
        for line in Path("/proc/locks").read_text().splitlines():
            fields = line.split()
            process, inode = int(fields[-4]), int(fields[-3].split(":")[-1])
            if inode in inodes and "WRITE" in fields and process not in (os.getpid(), *found):
                found.append(process)
    if not found:
        return "another program (look for a running import, or a database browser that has it open)"
    return ", ".join(f"process {process} ({_command(process)})" for process in found)


def _command(process: int) -> str:
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").split()
    except OSError:
        return "?"
    return " ".join(words)[:80] or "?"
