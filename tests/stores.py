"""What the tests of the store and of the command line share: small databases, ways to look at them from outside, processes.

`dump` and `fingerprint` read a database with plain sqlite3, so that what they say does not come from the code under test.
`sha256` opens the file itself, which drops the locks that SQLite holds in this process (POSIX): call it only while nothing
here has the database open.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from glossary.database import Database
from glossary.doctor import examine
from glossary.model import Alias
from glossary.store import By, Store

ROOT = Path(__file__).resolve().parent.parent
BY = By("tester", "because")
#: Tables of the content, each with the life of a row; see DESIGN and issue 2, point 2.
CONTENT = ("profile", "alias", "relation", "redirect", "judgement", "fact")
TABLES = ("event", "book", "source", "entity", *CONTENT)

CXMT = Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred", "desk")
SAMPLE = (
    CXMT,
    Alias("cxmt", "CXMT", "en", "abbreviation", "preferred", "desk"),
    Alias("cxmt", "ChangXin Memory Technologies", "en", "legal", "admitted", "desk"),
    Alias("jcet", "长电科技", "zh-Hans", "short", "preferred", "desk"),
    Alias("jcet", "JCET", "en", "abbreviation", "preferred", "desk"),
    Alias("innotron", "睿力集成", "zh-Hans", "short", "preferred", "desk"),
    Alias("nanya", "NTC", "en", "abbreviation", "admitted", "desk"),
    Alias("nationz", "NTC", "en", "abbreviation", "admitted", "desk"),
)
TABLE = "id,name,lang,kind,status,source\n" + "".join(
    f"{alias.id},{alias.name},{alias.lang},{alias.kind},{alias.status},{alias.source}\n" for alias in SAMPLE
)

Dump = dict[str, list[tuple[object, ...]]]


def open_store(path: Path, *, wait: float = 10.0) -> Store:
    """The store of a database that is there."""
    return Store(Database(path, wait=wait))


def make_store(path: Path, aliases: Sequence[Alias] = SAMPLE, *, wait: float = 10.0) -> Store:
    """The store of a database made at a path where nothing is, with some names, each by an event of its own."""
    Store.create(path, BY)
    store = open_store(path, wait=wait)
    for alias in aliases:
        store.add(alias, BY)
    return store


def make_database(path: Path, aliases: Sequence[Alias] = SAMPLE) -> None:
    """The same, closed again."""
    make_store(path, aliases).database.close()


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection in autocommit, behind the program's back."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as connection:
        yield connection


def dump(path: Path) -> Dump:
    """Every row of every table."""
    with raw(path) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES}


def live(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """What the content says now: rows that are not withdrawn, without their numbers and events."""
    found = {}
    with raw(path) as connection:
        for table in CONTENT:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(column for column in columns if column not in ("number", "added", "withdrawn"))
            found[table] = set(connection.execute(f"SELECT {kept} FROM {table} WHERE withdrawn IS NULL"))
    return found


def fingerprint(path: Path) -> tuple[int, str]:
    """The revision and the digest that the journal ends with."""
    with raw(path) as connection:
        number, digest = connection.execute("SELECT number, digest FROM event ORDER BY number DESC LIMIT 1").fetchone()
    return int(number), str(digest)


def sha256(path: Path) -> str:
    """Of the bytes of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def failures(store: Store) -> dict[str, str]:
    """The checks of the doctor that fail, with what they say."""
    index = store.path.with_name(store.path.name + ".index")
    return {check.name: check.detail for check in examine(store, index) if check.result == "fail"}


@dataclass(frozen=True, slots=True)
class Ran:
    """How a process ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, object]]:
        """The objects of jsonl output."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def refusal(self) -> str:
        """The one line on stderr of a command that could not."""
        assert "Traceback" not in self.err, self.err
        assert (self.status, self.out) == (2, ""), self
        assert self.err.endswith("\n") and self.err.count("\n") == 1, self.err
        return self.err.removesuffix("\n")


@dataclass(frozen=True, slots=True)
class Desk:
    """A user's place: a home of its own, and a way to run the command line there in a process of its own."""

    home: Path
    database: Path | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the machine's but the path to Python."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
        named = {"GLOSSARY_DB": str(self.database)} if self.database else {}
        home = {"HOME": str(self.home), "XDG_DATA_HOME": str(self.home / "data"), "TMPDIR": str(self.home)}
        return {**kept, **home, **named, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **self.extra}

    def command(self, *arguments: str | Path | bytes) -> list[str | Path | bytes]:
        """The command line to start."""
        return [sys.executable, "-m", "glossary", *arguments]

    def run(self, *arguments: str | Path | bytes, stdin: str | bytes = b"") -> Ran:
        """Run a command to its end."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        ended = subprocess.run(
            self.command(*arguments), input=given, capture_output=True, env=self.environment, cwd=self.home, timeout=120, check=False
        )
        return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def run_python(code: str, *arguments: str | Path, timeout: float = 120) -> Ran:
    """Run Python code in a process of its own, with this working copy to import from."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, env=environment, timeout=timeout, check=False
    )
    return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that anybody may enter: those of pytest are for their owner alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


#: A program that gives up what lets root pass over permissions (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH), then runs a command:
#: it still owns its files, so that Python finds its library wherever that is, and their modes hold for it as for anybody.
AS_NOBODY = """
import ctypes, os, sys
if os.getuid() == 0:
    for capability in (1, 2):
        if ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP; the exec below draws the consequence
            sys.exit("prctl failed")
os.execv(sys.executable, [sys.executable, "-m", "glossary", *sys.argv[1:]])
"""
