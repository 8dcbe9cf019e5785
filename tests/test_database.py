"""Opening a database: what is refused and left alone, how it is locked, and what a full, read-only or damaged disk gives."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glossary.commands import main
from glossary.database import has_wal_fault
from glossary.doctor import sqlite_version
from glossary.errors import GlossaryError, NotFoundError, SchemaError, StoreError
from glossary.glossary import open as open_glossary
from glossary.schema import VERSION
from glossary.store import Store
from tests.stores import (
    AS_NOBODY,
    BY,
    ROOT,
    TABLE,
    Desk,
    Ran,
    dump,
    failures,
    make_database,
    open_folder,
    open_store,
    raw,
    run_python,
    sha256,
)

# -- files that are not ours --------------------------------------------------------------------------------------


def _empty(path: Path) -> None:
    path.touch()


def _garbage(path: Path) -> None:
    path.write_bytes(b"id,name\ncxmt,CXMT\n" * 500)


def _short_garbage(path: Path) -> None:
    path.write_bytes(b"x")


def _only_magic(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def _other_database(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("CREATE TABLE alias (id TEXT, name TEXT)")


def _other_application(path: Path) -> None:
    _other_database(path)
    with raw(path) as connection:
        connection.execute("PRAGMA application_id = 252006673")  # a Fossil checkout, from SQLite's list of magic numbers


def _newer(path: Path) -> None:
    make_database(path)
    with raw(path) as connection:
        connection.execute("PRAGMA user_version = 99")


FOREIGN: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty": (_empty, "empty"),
    "garbage": (_garbage, "not a database"),
    "short garbage": (_short_garbage, "not a database"),
    "only the magic": (_only_magic, "not a database"),
    "another SQLite database": (_other_database, "not one of this program"),
    "another application's": (_other_application, "not one of this program"),
    "newer": (_newer, "later version"),
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "lookup": ("lookup", "CXMT"),
    "find": ("find", "{file}"),
    "normalise": ("normalise", "{file}", "--to", "en"),
    "show": ("show", "cxmt"),
    "add": ("add", "cxmt", "长鑫", "--lang", "zh-Hans"),
    "withdraw": ("withdraw", "cxmt", "CXMT"),
    "merge": ("merge", "cxmt", "jcet"),
    "distinguish": ("distinguish", "cxmt", "jcet"),
    "log": ("log",),
    "undo": ("undo",),
    "import": ("import", "{file}"),
    "export": ("export", "-"),
    "init": ("init",),
    "compile": ("compile", "{folder}/new.index"),
    "doctor": ("doctor",),
}


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line of a command that could not, run in this process."""
    capsys.readouterr()
    status = main(arguments)
    out, err = capsys.readouterr()
    return Ran(status, out, err).refusal


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_not_ours_is_refused_and_not_touched(tmp_path: Path, kind: str) -> None:
    make, says = FOREIGN[kind]
    path = tmp_path / "companies.db"
    make(path)
    before, names = sha256(path), sorted(tmp_path.iterdir())
    with pytest.raises(SchemaError) as caught:
        open_store(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert says in message
    assert "\n" not in message
    assert (sha256(path), sorted(tmp_path.iterdir())) == (before, names)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", FOREIGN)
def test_every_command_refuses_it_in_one_line(tmp_path: Path, kind: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    path, file = tmp_path / "companies.db", tmp_path / "names.csv"
    file.write_text(TABLE, encoding="utf-8")
    FOREIGN[kind][0](path)
    before, names = sha256(path), sorted(tmp_path.iterdir())
    arguments = [part.format(file=file, folder=tmp_path) for part in COMMANDS[command]]
    assert str(path) in _refused(capsys, *arguments, "--db", str(path))
    assert (sha256(path), sorted(tmp_path.iterdir())) == (before, names)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_folder_in_one_line(tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    path, file = tmp_path / "companies.db", tmp_path / "names.csv"
    file.write_text(TABLE, encoding="utf-8")
    path.mkdir()
    arguments = [part.format(file=file, folder=tmp_path) for part in COMMANDS[command]]
    assert str(path) in _refused(capsys, *arguments, "--db", str(path))
    assert not list(path.iterdir())


def test_a_folder_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="is a folder"):
        open_store(tmp_path)


def test_a_later_version_is_seen_while_it_is_still_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    with raw(path) as connection:  # kept open: the number stays in the write-ahead log, the file itself has the old one
        connection.execute("PRAGMA user_version = 99")
        with pytest.raises(SchemaError, match="later version"):
            open_store(path)


def test_a_missing_database_is_not_made_by_opening_the_store(tmp_path: Path) -> None:
    path = tmp_path / "companies.db"
    with pytest.raises(NotFoundError, match=re.escape(f"glossary init --db {path}")):
        open_store(path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("add", "import", "init")])
def test_a_missing_database_is_not_made_by_a_command_that_only_asks(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, file = tmp_path / "companies.db", tmp_path / "names.csv"
    file.write_text(TABLE, encoding="utf-8")
    arguments = [part.format(file=file, folder=tmp_path) for part in COMMANDS[command]]
    refusal = _refused(capsys, *arguments, "--db", str(path))
    assert str(path) in refusal
    assert "glossary init" in refusal
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_too_long_for_the_system_is_one_line(tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "names.csv"
    file.write_text(TABLE, encoding="utf-8")
    arguments = [part.format(file=file, folder=tmp_path) for part in COMMANDS[command]]
    assert "too long" in _refused(capsys, *arguments, "--db", str(tmp_path / ("x" * 300)))
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["a b.db", "a?mode=ro.db", "a#b.db", "a%20b.db", "长鑫存储.db", "it's.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    make_database(path)
    assert path.is_file()
    assert open_store(path).resolve("cxmt") == "cxmt"


@pytest.mark.parametrize("command", ["lookup", "add", "import", "export", "doctor"])
@pytest.mark.parametrize("keep", [100, 4096, 10_000])
def test_a_file_cut_short_is_one_line_and_no_answer(tmp_path: Path, command: str, keep: int, capsys: pytest.CaptureFixture[str]) -> None:
    path, file = tmp_path / "companies.db", tmp_path / "names.csv"
    file.write_text(TABLE, encoding="utf-8")
    make_database(path)
    path.write_bytes(path.read_bytes()[:keep])
    before = sha256(path)
    arguments = [part.format(file=file) for part in COMMANDS[command]]
    status = main([*arguments, "--db", str(path)])
    out, err = capsys.readouterr()
    if command == "doctor" and status == 1:
        assert re.search(r"^integrity +fail ", out, re.MULTILINE)
    else:
        assert str(path) in Ran(status, out, err).refusal
    assert sha256(path) == before


# -- making one ---------------------------------------------------------------------------------------------------


def test_making_a_database_is_whole_or_not_at_all(tmp_path: Path) -> None:
    def fill(store: Store) -> None:
        store.add_nothing_of_the_kind()  # type: ignore[attr-defined]

    with pytest.raises(AttributeError):
        Store.create(tmp_path / "companies.db", BY, fill)
    assert not list(tmp_path.iterdir())


def test_a_database_made_by_another_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "companies.db"
    Store.create(path, BY, lambda _: run_python("import sys, glossary\nglossary.open(sys.argv[1]).add('cxmt', 'CXMT')", path))
    store = open_store(path)
    assert store.resolve("cxmt") == "cxmt"
    store.database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["companies.db"]


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "companies.db"
    make_database(path)
    assert [file.name for file in tmp_path.iterdir()] == ["companies.db"]
    assert open_store(path).resolve("cxmt") == "cxmt"


def test_threads_may_make_one_database_at_once(tmp_path: Path) -> None:
    path, faults = tmp_path / "companies.db", list[str]()
    barrier = threading.Barrier(4)

    def first_use() -> None:
        barrier.wait()
        try:
            open_glossary(path).close()
        except GlossaryError as error:
            faults.append(str(error))

    threads = [threading.Thread(target=first_use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert [file.name for file in tmp_path.iterdir()] == ["companies.db"]
    assert not failures(open_store(path))


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    make_database(tmp_path / "a" / "b" / "companies.db")
    assert (tmp_path / "a" / "b" / "companies.db").is_file()


# -- how it is opened ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("application_id", int.from_bytes(b"zhmg", "big")),
        ("user_version", VERSION),
        ("busy_timeout", 7000),
    ],
)
def test_a_connection_is_set_up_to_be_safe(tmp_path: Path, pragma: str, value: object) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    assert open_store(path, wait=7).rows(f"PRAGMA {pragma}") == [(value,)]


def test_thirty_seconds_is_how_long_others_are_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    assert open_glossary(path).store.rows("PRAGMA busy_timeout") == [(30_000,)]


def test_every_table_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    with raw(path) as connection:
        tables = connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    ours = {name: strict for name, strict in tables if name != "_sqlite_migrations"}  # which sqlite-utils makes
    assert len(ours) >= 8
    assert set(ours.values()) == {1}


BAD_ROWS = {
    "kind": ("cxmt", "A", "en", "nickname", "admitted", "desk", "", 2, None),
    "status": ("cxmt", "A", "en", "short", "best", "desk", "", 2, None),
    "empty name": ("cxmt", "", "en", "short", "admitted", "desk", "", 2, None),
    "long name": ("cxmt", "x" * 1001, "en", "short", "admitted", "desk", "", 2, None),
    "NUL in name": ("cxmt", "a\0b", "en", "short", "admitted", "desk", "", 2, None),
    "unknown ID": ("nobody", "A", "en", "short", "admitted", "desk", "", 2, None),
    "unknown source": ("cxmt", "A", "en", "short", "admitted", "hearsay", "", 2, None),
    "unknown event": ("cxmt", "A", "en", "short", "admitted", "desk", "", 999, None),
    "withdrawn before it was added": ("cxmt", "A", "en", "short", "admitted", "desk", "", 2, 1),
    "bytes": ("cxmt", b"A", "en", "short", "admitted", "desk", "", 2, None),
    "twice": ("cxmt", "CXMT", "en", "abbreviation", "admitted", "desk", "", 2, None),
}


@pytest.mark.parametrize("fault", BAD_ROWS)
def test_the_tables_themselves_refuse_a_row_that_cannot_be(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    sql = "INSERT INTO alias (entity, name, lang, kind, status, source, note, added, withdrawn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    with raw(path) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(sql, ("cxmt", "a row that can be", "en", "short", "admitted", "desk", "", 2, None))
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(sql, BAD_ROWS[fault])


# -- SQLite's WAL fault -------------------------------------------------------------------------------------------

# notes/reliability.md, finding 1: 3.7.0 … 3.51.2 have it; fixed in 3.51.3 and in the branches of 3.50.7 and 3.44.6.
WAL_FAULT = {
    (3, 7, 0): True,
    (3, 40, 1): True,
    (3, 44, 5): True,
    (3, 44, 6): False,
    (3, 44, 7): False,
    (3, 45, 0): True,
    (3, 49, 9): True,
    (3, 50, 6): True,
    (3, 50, 7): False,
    (3, 51, 0): True,
    (3, 51, 2): True,
    (3, 51, 3): False,
    (3, 52, 0): False,
    (4, 0, 0): False,
}


@pytest.mark.parametrize("version", WAL_FAULT)
def test_the_wal_fault_is_known_by_version(version: tuple[int, int, int]) -> None:
    assert has_wal_fault(version) is WAL_FAULT[version]


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 3)])
def test_the_doctor_names_the_version_and_its_fault(version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    said = ".".join(map(str, version))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(sqlite3, "sqlite_version", said)
    check = sqlite_version()
    assert said in check.detail
    assert check.result == ("warn" if WAL_FAULT[version] else "ok")
    assert ("3.51.3" in check.detail and "WAL" in check.detail) is WAL_FAULT[version] or version == (3, 51, 3)


# -- a lock, a full disk, a disk that may not be written ----------------------------------------------------------

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A database that another process is writing to, and that process."""
    path = tmp_path / "companies.db"
    make_database(path)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield path, process.pid
        process.communicate()


def test_a_locked_database_names_the_process_that_holds_it(held: tuple[Path, int]) -> None:
    path, holder = held
    if not Path("/proc/locks").exists():
        pytest.skip("this system does not list the locks of files")
    store = open_store(path, wait=0.05)
    with pytest.raises(StoreError) as caught:
        store.withdraw("cxmt", "CXMT", BY)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "locked" in message
    assert re.search(rf"\b{holder}\b", message)
    assert "\n" not in message


def test_a_locked_database_can_be_read(held: tuple[Path, int]) -> None:
    with open_glossary(held[0], wait=0.05) as book:
        assert [candidate.id for candidate in book.lookup("長鑫存儲").candidates] == ["cxmt"]


def test_a_locked_database_is_waited_for(held: tuple[Path, int]) -> None:
    path, holder = held
    store = open_store(path, wait=30)
    threading.Timer(0.3, os.kill, (holder, 15)).start()
    assert store.withdraw("cxmt", "CXMT", BY).action == "withdraw"


def _large_table(folder: Path, rows: int = 20_000) -> Path:
    file = folder / "large.csv"
    lines = (f"company-{number},长鑫存储科技第{number}号,zh-Hans\n" for number in range(rows))
    file.write_text("id,name,lang\n" + "".join(lines), encoding="utf-8")
    return file


UNDER_A_LIMIT = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from glossary.commands import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("room", [0, 100_000, 1_500_000])
def test_no_room_for_an_import_is_one_line_and_nothing_is_written(tmp_path: Path, room: int) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    before = dump(path)
    refusal = run_python(UNDER_A_LIMIT, str(path.stat().st_size + room), "import", _large_table(tmp_path), "--db", path).refusal
    assert str(path) in refusal
    assert dump(path) == before
    assert not failures(open_store(path))


@pytest.mark.parametrize("room", [0, 20_000, 60_000])
def test_no_room_for_a_new_database_is_one_line_and_nothing_is_left(tmp_path: Path, room: int) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    refusal = run_python(UNDER_A_LIMIT, str(room), "init", "--builtin", "--db", folder / "companies.db").refusal
    assert str(folder) in refusal
    assert not list(folder.iterdir())


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of one megabyte, where this user may mount one."""
    folder = Path(tempfile.mkdtemp())
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        folder.rmdir()
        pytest.skip("only a user who may mount file systems can try this")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_is_named_and_nothing_is_written(small_disk: Path, tmp_path: Path) -> None:
    path = small_disk / "companies.db"
    make_database(path)
    before = dump(path)
    refusal = Desk(tmp_path, path).run("import", _large_table(tmp_path)).refusal
    assert str(path) in refusal
    assert "full" in refusal
    assert dump(path) == before
    assert not failures(open_store(path))


@pytest.fixture
def public() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


WRITES = ("add", "withdraw", "merge", "distinguish", "undo", "import")


@pytest.mark.parametrize("command", WRITES)
@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_read_only_database_is_one_line_and_not_touched(public: Path, command: str, what: str) -> None:
    path, file = public / "companies.db", public / "names.csv"
    file.write_text("id,name\nnew,New company\n", encoding="utf-8")
    make_database(path)
    path.chmod(0o444 if what != "folder" else 0o666)
    public.chmod(0o555 if what != "file" else 0o777)
    before, names = sha256(path), sorted(public.iterdir())
    arguments = [part.format(file=file) for part in COMMANDS[command]]
    refusal = run_python(AS_NOBODY, *arguments, "--db", path).refusal
    assert str(path) in refusal
    assert re.search("read-only|may (read|write)", refusal)
    assert sha256(path) == before
    assert [name for name in sorted(public.iterdir()) if name.suffix not in (".db-wal", ".db-shm")] == names


@pytest.mark.parametrize("command", ["lookup", "import", "doctor", "init"])
def test_a_database_in_a_folder_one_may_not_enter_is_one_line(public: Path, command: str) -> None:
    inner = public / "private"
    inner.mkdir()
    make_database(inner / "companies.db")
    file = public / "names.csv"
    file.write_text(TABLE, encoding="utf-8")
    inner.chmod(0o000)
    arguments = [part.format(file=file) for part in COMMANDS[command]]
    try:
        refusal = run_python(AS_NOBODY, *arguments, "--db", inner / "companies.db").refusal
    finally:
        inner.chmod(0o755)
    assert str(inner) in refusal


def test_a_place_where_nothing_may_be_made_is_one_line(public: Path) -> None:
    public.chmod(0o555)
    refusal = run_python(AS_NOBODY, "init", "--db", public / "companies.db").refusal
    assert str(public) in refusal
    assert not list(public.iterdir())


def test_permissions_hold_in_these_tests_for_root_too(public: Path) -> None:
    secret = public / "secret"
    secret.write_text("secret")
    secret.chmod(0o000)
    ran = run_python(AS_NOBODY.replace('"-m", "glossary"', f'"-c", "open({str(secret)!r})"'), "--help")
    assert "PermissionError" in ran.err


# -- locks of several connections in one process ------------------------------------------------------------------

ANOTHER = "import sys, glossary\nwith glossary.open(sys.argv[1]) as book:\n    book.add(sys.argv[2], sys.argv[2] + ' Corporation')\n"


@pytest.mark.parametrize("how", ["a thread", "another object"])
def test_a_second_connection_does_not_drop_the_locks_of_the_first(tmp_path: Path, how: str) -> None:
    """POSIX locks belong to the process: closing any handle of a file drops them all (sqlite.org/howtocorrupt.html, 2.2).

    Without its lock, the first connection's log is deleted under it by the next process that closes the database, and what
    it commits from then on is lost or overwrites what others committed.
    """
    path = tmp_path / "companies.db"
    first = open_glossary(path)
    first.add("one", "One Corporation")
    if how == "a thread":

        def use() -> None:
            first.show("one")
            first.close()  # this thread's connection

        second = threading.Thread(target=use)
        second.start()
        second.join()
    else:
        open_glossary(path).close()
    assert run_python(ANOTHER, path, "two") == Ran(0, "", "")
    first.add("three", "Three Corporation")
    assert run_python(ANOTHER, path, "four") == Ran(0, "", "")
    first.close()
    assert {row[0] for row in dump(path)["entity"]} == {"one", "two", "three", "four"}
    assert not failures(open_store(path))


def test_the_working_copy_is_what_the_processes_run() -> None:
    assert run_python("import glossary; print(glossary.__file__)").out.strip() == str(ROOT / "glossary" / "__init__.py")
