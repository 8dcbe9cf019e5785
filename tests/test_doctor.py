"""The doctor: a sound database is well, and each kind of damage is found by the check that is for it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import glossary
from glossary.commands import main
from glossary.doctor import examine
from glossary.model import Alias
from glossary.staging import Batch, load
from tests.stores import BY, SAMPLE, failures, make_store, open_store, raw

NAMES = ["sqlite", "integrity", "foreign keys", "redirects", "content digest", "journal", "index"]


def _index(path: Path) -> Path:
    return path.with_name(path.name + ".index")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with some of everything, compiled and closed."""
    path = tmp_path / "companies.db"
    store = make_store(path)
    store.merge("innotron", "cxmt", BY)
    store.distinguish("cxmt", "jcet", BY)
    store.withdraw("cxmt", "ChangXin Memory Technologies", BY)
    load(store, Batch("a.csv", [(number, Alias(f"c-{number}", f"第{number}号", source="s")) for number in range(2, 500)]), BY)
    store.undo(None, BY)
    store.add(Alias("cxmt", "长鑫", "zh-Hans", source="desk"), BY)
    store.database.close()
    with glossary.open(path) as book:
        assert book.lookup("長鑫").verdict == "exact"
    return path


def results(path: Path) -> dict[str, str]:
    return {check.name: check.result for check in examine(open_store(path), _index(path))}


def behind_our_back(path: Path, *statements: str) -> None:
    with raw(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)


def test_a_sound_database_is_well(path: Path) -> None:
    found = results(path)
    assert list(found) == NAMES
    assert {name: result for name, result in found.items() if name != "sqlite"} == dict.fromkeys(NAMES[1:], "ok")
    assert found["sqlite"] in ("ok", "warn")


def test_a_new_database_is_well(tmp_path: Path) -> None:
    glossary.open(tmp_path / "new.db").close()
    assert not failures(open_store(tmp_path / "new.db"))


ROWS_CHANGED = {
    "a name": "UPDATE alias SET name = '长鑫储存' WHERE name = '长鑫存储'",
    "one character of a name": "UPDATE alias SET name = 'CXMT ' WHERE name = 'CXMT'",
    "a status": "UPDATE alias SET status = 'deprecated' WHERE name = 'CXMT'",
    "a source": "UPDATE alias SET source = 's' WHERE name = 'CXMT'",
    "a note": "UPDATE alias SET note = 'ordinary word: no' WHERE name = 'CXMT'",
    "an owner": "UPDATE alias SET entity = 'jcet' WHERE name = 'CXMT'",
    "two owners the other way round": "UPDATE alias SET entity = CASE entity WHEN 'nanya' THEN 'jcet' ELSE 'nanya' END "
    "WHERE name IN ('NTC', 'JCET')",
    "a name deleted": "DELETE FROM alias WHERE name = 'CXMT'",
    "a withdrawn name deleted": "DELETE FROM alias WHERE name = 'ChangXin Memory Technologies'",
    "a name withdrawn": "UPDATE alias SET withdrawn = 5 WHERE name = 'CXMT'",
    "a name brought back": "UPDATE alias SET withdrawn = NULL WHERE name = 'ChangXin Memory Technologies'",
    "a name added": "INSERT INTO alias (entity, name, lang, kind, status, source, note, added) "
    "VALUES ('cxmt', 'X', 'en', 'short', 'admitted', 's', '', 3)",
    "a name added twice": "INSERT INTO alias (entity, name, lang, kind, status, source, note, added, withdrawn) "
    "SELECT entity, name, lang, kind, status, source, note, added, withdrawn FROM alias WHERE withdrawn IS NOT NULL LIMIT 1",
    "a redirect": "UPDATE redirect SET target = 'jcet'",
    "a redirect deleted": "DELETE FROM redirect",
    "a judgement": "UPDATE judgement SET other = 'nanya'",
    "an ID issued": "INSERT INTO entity VALUES ('new', 3)",
    "an ID issued at another time": "UPDATE entity SET added = 3 WHERE id = 'nanya'",
    "a source added": "INSERT INTO source VALUES ('hearsay', 3)",
}


@pytest.mark.parametrize("change", ROWS_CHANGED)
def test_a_row_changed_behind_our_back_is_found(path: Path, change: str) -> None:
    behind_our_back(path, ROWS_CHANGED[change])
    assert results(path)["content digest"] == "fail"


def test_a_flipped_bit_of_a_name_is_found(path: Path) -> None:
    """A change that SQLite itself takes for sound (notes, reliability: its check misses 15 of 99)."""
    data, name = path.read_bytes(), "长电科技".encode()
    expected, found = _rows(path), list[set[str]]()
    places = [place for place in range(len(data)) if data.startswith(name, place)]
    for place in places:
        path.write_bytes(data[: place + 2] + bytes([data[place + 2] ^ 1]) + data[place + 3 :])
        if _rows(path) != expected:  # else it is the copy in SQLite's own index
            found.append({check for check, result in results(path).items() if result == "fail"})
    assert any("content digest" in checks for checks in found)  # the name itself
    assert any("journal" in checks for checks in found)  # and the event that tells of it
    assert set() not in found


@pytest.mark.slow
def test_bits_flipped_anywhere_are_found_or_do_not_matter(path: Path, tmp_path: Path) -> None:
    """Every 97th byte in turn: either something fails, or every row reads as it was written."""
    data = path.read_bytes()
    expected = _rows(path)
    missed, noticed = [], 0
    victim = tmp_path / "victim.db"
    for place in range(100, len(data), max(1, len(data) // 150)):
        victim.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        try:
            store = open_store(victim)
            bad = bool(failures(store))
            store.database.close()
        except glossary.GlossaryError:
            bad = True
        noticed += bad
        if not bad and _rows(victim) != expected:
            missed.append(place)
        for suffix in ("-wal", "-shm"):
            victim.with_name(victim.name + suffix).unlink(missing_ok=True)
    assert missed == []
    assert noticed > 5


def _rows(path: Path) -> object:
    try:
        with raw(path) as connection:
            tables = ("event", "source", "entity", "profile", "alias", "relation", "redirect", "judgement")
            return {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables}
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)


EVENTS_CHANGED = {
    "one in the middle deleted": "DELETE FROM event WHERE number = 4",
    "the first deleted": "DELETE FROM event WHERE number = 1",
    "an actor": "UPDATE event SET actor = 'somebody else' WHERE number = 3",
    "a time": "UPDATE event SET at = '2020-01-01T00:00:00+00:00' WHERE number = 3",
    "a reason": "UPDATE event SET why = '' WHERE number = 3",
    "an action": "UPDATE event SET action = 'withdraw' WHERE number = 3",
    "a subject": "UPDATE event SET subject = 'nanya' WHERE number = 3",
    "a detail": "UPDATE event SET detail = '{}' WHERE number = 3",
    "what was undone": "UPDATE event SET undoes = 3 WHERE undoes IS NOT NULL",
    "a digest": "UPDATE event SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE number = 3",
    "a link of the chain": "UPDATE event SET chain = 'x' WHERE number = 3",
    "the last link of the chain": "UPDATE event SET chain = 'x' WHERE number = (SELECT max(number) FROM event)",
}
WITHOUT_TRIGGERS = ("DROP TRIGGER event_is_never_changed", "DROP TRIGGER event_is_never_deleted")


@pytest.mark.parametrize("change", EVENTS_CHANGED)
def test_an_event_changed_behind_our_back_is_found(path: Path, change: str) -> None:
    behind_our_back(path, *WITHOUT_TRIGGERS, EVENTS_CHANGED[change])
    assert results(path)["journal"] == "fail"


def test_a_journal_cut_short_is_found(path: Path) -> None:
    behind_our_back(path, *WITHOUT_TRIGGERS, "DELETE FROM event WHERE number = (SELECT max(number) FROM event)")
    assert "fail" in (results(path)["journal"], results(path)["content digest"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alias SET entity = 'nobody' WHERE name = 'CXMT'",
        "UPDATE alias SET source = 'hearsay' WHERE name = 'CXMT'",
        "UPDATE redirect SET target = 'nobody'",
        "DELETE FROM entity WHERE id = 'nanya'",
        "UPDATE alias SET added = 999 WHERE name = 'CXMT'",
    ],
)
def test_a_reference_to_nothing_is_found(path: Path, statement: str) -> None:
    behind_our_back(path, statement)
    assert results(path)["foreign keys"] == "fail"


def test_a_cycle_of_redirects_is_found(path: Path) -> None:
    behind_our_back(path, "INSERT INTO redirect (entity, target, added) VALUES ('cxmt', 'jcet', 3), ('jcet', 'innotron', 3)")
    found = failures(open_store(path))
    assert "cycle" in found["redirects"]


def test_an_index_of_the_database_that_sqlite_keeps_is_checked(path: Path) -> None:
    """A row that its index does not have: `integrity_check` is for that."""
    with raw(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, '(added)', '(withdrawn)') WHERE name = 'alias_added'")
        connection.execute("PRAGMA writable_schema = RESET")
    assert results(path)["integrity"] == "fail"


def test_a_database_without_its_name_is_found_and_not_a_crash(path: Path) -> None:
    behind_our_back(path, "DELETE FROM book")
    assert failures(open_store(path))


def _flipped(path: Path) -> None:
    data = _index(path).read_bytes()
    _index(path).write_bytes(data[:-20] + bytes(byte ^ 1 for byte in data[-20:]))


def _cut(path: Path) -> None:
    data = _index(path).read_bytes()
    _index(path).write_bytes(data[: len(data) // 2])


def _empty(path: Path) -> None:
    _index(path).write_bytes(b"")


def _something_else(path: Path) -> None:
    _index(path).write_bytes(b"something else" * 100)


def _of_a_copy_that_went_another_way(path: Path) -> None:
    """The same database by name and revision, and other rows."""
    copy = path.with_name("copy.db")
    shutil.copyfile(path, copy)
    with glossary.open(copy) as book:
        book.withdraw("cxmt", "CXMT")
        assert book.lookup("CXMT").verdict == "none"
    with glossary.open(path) as book:
        book.withdraw("jcet", "JCET")
    shutil.copyfile(_index(copy), _index(path))


@pytest.mark.parametrize("damage", [_flipped, _cut, _empty, _something_else, _of_a_copy_that_went_another_way])
def test_a_damaged_or_swapped_index_is_found(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path)
    assert results(path)["index"] == "fail"


def test_an_index_of_another_database_is_not_taken_for_its_own(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    make_store(other, SAMPLE[:3]).database.close()
    with glossary.open(other) as book:
        assert book.lookup("CXMT").verdict == "exact"
    shutil.copyfile(_index(other), _index(path))
    (check,) = [check for check in examine(open_store(path), _index(path)) if check.name == "index"]
    assert check.result == "fail" or "compiled anew" in check.detail


def test_an_index_that_lags_behind_is_no_damage(path: Path) -> None:
    with glossary.open(path) as book:
        book.add("cxmt", "长鑫科技", lang="zh-Hans")
    (check,) = [check for check in examine(open_store(path), _index(path)) if check.name == "index"]
    assert check.result == "ok"
    assert "anew" in check.detail


def test_no_index_is_no_damage(path: Path) -> None:
    _index(path).unlink()
    assert results(path)["index"] == "ok"


def test_the_command_says_no_when_something_fails(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--db", str(path), "-f", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows] == NAMES
    assert all(list(row) == ["name", "result", "detail"] and row["detail"] for row in rows)
    behind_our_back(path, ROWS_CHANGED["a name"])
    assert main(["doctor", "--db", str(path)]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert "fail" in out


def test_the_doctor_changes_nothing(path: Path) -> None:
    before, index = path.read_bytes(), _index(path).read_bytes()
    store = open_store(path)
    examine(store, _index(path))
    store.database.close()
    assert (path.read_bytes(), _index(path).read_bytes()) == (before, index)
