"""The store: names come and go, IDs stay, the journal accounts for everything, and nobody's write is lost."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from glossary.errors import GlossaryError, InputError, NotFoundError, StoreError
from glossary.glossary import open as open_glossary
from glossary.model import Alias, Event, Profile, Relation
from glossary.staging import Batch, load
from glossary.store import By, Store
from tests.stores import (
    BY,
    CONTENT,
    CXMT,
    ROOT,
    SAMPLE,
    TABLES,
    dump,
    failures,
    fingerprint,
    live,
    make_database,
    make_store,
    open_store,
    raw,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "companies.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = make_store(path)
    yield store
    store.database.close()


def names(store: Store, entity: str) -> set[str]:
    return {alias.name for alias in store.entity(entity).aliases}


# -- adding -------------------------------------------------------------------------------------------------------


def test_a_name_is_kept_exactly_as_written_with_its_source(store: Store) -> None:
    alias = Alias("huawei-ascend", "昇騰 Ａscend（Atlas）", "zh-Hant", "brand", "admitted", "an article of 2026", "ordinary word: no")
    store.add(alias, BY)
    assert store.entity("huawei-ascend").aliases == (alias,)


def test_adding_says_in_the_journal_who_did_what_when_and_why(store: Store) -> None:
    event = store.add(Alias("cxmt", "长鑫", "zh-Hans", source="desk"), By("chen", "seen in print"))
    assert event is not None
    assert (event.action, event.subject, event.actor, event.why, event.undoes) == ("add", "cxmt", "chen", "seen in print", None)
    assert json.loads(event.detail)["name"] == "长鑫"
    age = datetime.now(UTC) - datetime.fromisoformat(event.at)
    assert timedelta(seconds=-1) <= age < timedelta(minutes=5)
    assert store.events()[0] == event


def test_adding_what_is_there_changes_nothing(store: Store, path: Path) -> None:
    before = dump(path)
    assert store.add(CXMT, BY) is None
    assert dump(path) == before


def test_a_name_added_with_another_status_takes_the_place_of_the_old_row(store: Store, path: Path) -> None:
    store.add(Alias("cxmt", "长鑫存储", "zh-Hans", "short", "deprecated", "desk"), BY)
    assert [alias.status for alias in store.entity("cxmt").aliases if alias.name == "长鑫存储"] == ["deprecated"]
    rows = [row for row in dump(path)["alias"] if row[2] == "长鑫存储"]
    assert [(row[5], row[-1] is None) for row in rows] == [("preferred", False), ("deprecated", True)]


def test_one_name_may_have_two_owners(store: Store) -> None:
    assert [alias.id for alias in store.aliases() if alias.name == "NTC"] == ["nanya", "nationz"]


def test_the_same_name_in_another_language_or_kind_is_another_row(store: Store) -> None:
    store.add(Alias("cxmt", "CXMT", "zh-Hans", "abbreviation", "preferred", "desk"), BY)
    store.add(Alias("cxmt", "CXMT", "en", "brand", "preferred", "desk"), BY)
    found = {(alias.lang, alias.kind) for alias in store.entity("cxmt").aliases if alias.name == "CXMT"}
    assert found == {("en", "abbreviation"), ("zh-Hans", "abbreviation"), ("en", "brand")}


def test_what_was_told_is_what_this_change_did_and_not_what_another_did_meanwhile(store: Store, path: Path) -> None:
    """The event that a change returns is its own, however soon after its commit another process writes."""
    other = open_store(path)
    seen: list[str] = []

    def meanwhile(statement: str) -> None:
        if seen and seen[-1] == "COMMIT" and len(seen) == 1:
            seen.append("another wrote")
            other.add(Alias("jcet", "长电", "zh-Hans", source="desk"), By("other"))
        elif statement == "COMMIT":
            seen.append(statement)

    store.connection().set_trace_callback(meanwhile)
    event = store.add(Alias("cxmt", "长鑫", "zh-Hans", source="desk"), BY)
    store.connection().set_trace_callback(None)
    if len(seen) == 1:  # nothing was asked of the database after the commit
        other.add(Alias("jcet", "长电", "zh-Hans", source="desk"), By("other"))
    assert event is not None
    assert (event.subject, event.actor) == ("cxmt", BY.actor)


# -- withdrawing --------------------------------------------------------------------------------------------------


def test_a_withdrawn_name_is_gone_from_the_answers_and_kept_in_the_table(store: Store, path: Path) -> None:
    before = len(dump(path)["alias"])
    event = store.withdraw("cxmt", "CXMT", BY)
    assert event.action == "withdraw"
    assert names(store, "cxmt") == {"长鑫存储", "ChangXin Memory Technologies"}
    assert "CXMT" not in {alias.name for alias in store.aliases()}
    rows = dump(path)["alias"]
    assert len(rows) == before
    assert [row[-1] for row in rows if row[2] == "CXMT"] == [event.number]


@pytest.mark.parametrize(("entity", "name"), [("cxmt", "no such name"), ("nobody", "CXMT"), ("jcet", "CXMT"), ("cxmt", "cxmt")])
def test_withdrawing_what_is_not_there_is_refused_and_writes_nothing(store: Store, path: Path, entity: str, name: str) -> None:
    before = dump(path)
    with pytest.raises(NotFoundError):
        store.withdraw(entity, name, BY)
    assert dump(path) == before


def test_an_entity_without_names_is_still_known(store: Store) -> None:
    store.withdraw("innotron", "睿力集成", BY)
    assert store.resolve("innotron") == "innotron"
    assert store.entity("innotron").aliases == ()


def test_a_withdrawn_name_may_be_added_again(store: Store) -> None:
    store.withdraw("cxmt", "长鑫存储", BY)
    store.add(CXMT, BY)
    assert "长鑫存储" in names(store, "cxmt")


def test_a_name_that_is_shown_under_an_id_can_be_withdrawn_under_it(store: Store) -> None:
    store.merge("innotron", "cxmt", BY)
    assert "睿力集成" in names(store, "cxmt")
    store.withdraw("cxmt", "睿力集成", BY)
    assert "睿力集成" not in names(store, "cxmt")


# -- merging and telling apart ------------------------------------------------------------------------------------


def test_a_merged_id_leads_to_the_other_and_brings_its_names(store: Store) -> None:
    store.merge("innotron", "cxmt", BY)
    shown = store.entity("innotron")
    assert (shown.id, shown.asked, shown.merged) == ("cxmt", "innotron", ("innotron",))
    assert {alias.name for alias in shown.aliases} == {"长鑫存储", "CXMT", "ChangXin Memory Technologies", "睿力集成"}
    assert {alias.id for alias in shown.aliases} == {"cxmt"}
    assert store.resolve("innotron") == "cxmt"


def test_merges_may_follow_one_another(store: Store) -> None:
    store.merge("nanya", "nationz", BY)
    store.merge("nationz", "jcet", BY)
    store.merge("jcet", "cxmt", BY)
    assert {store.resolve(entity) for entity in ("nanya", "nationz", "jcet", "cxmt")} == {"cxmt"}
    assert set(store.entity("cxmt").merged) == {"nanya", "nationz", "jcet"}


@pytest.mark.parametrize(
    ("old", "into", "says"),
    [
        ("cxmt", "cxmt", "cycle"),
        ("cxmt", "jcet", "cycle"),  # which leads to cxmt
        ("cxmt", "innotron", "cycle"),  # which leads to cxmt by way of jcet
        ("jcet", "innotron", "merged already"),
        ("innotron", "nanya", "merged already"),
        ("innotron", "jcet", "merged already"),
    ],
)
def test_a_merge_that_cannot_be_is_refused_and_writes_nothing(store: Store, path: Path, old: str, into: str, says: str) -> None:
    store.merge("innotron", "jcet", BY)
    store.merge("jcet", "cxmt", BY)
    before = dump(path)
    with pytest.raises(InputError, match=says):
        store.merge(old, into, BY)
    assert dump(path) == before


@pytest.mark.parametrize(("old", "into"), [("nobody", "cxmt"), ("cxmt", "nobody")])
def test_an_unknown_id_is_neither_merged_nor_told_apart(store: Store, path: Path, old: str, into: str) -> None:
    before = dump(path)
    for change in (store.merge, store.distinguish):
        with pytest.raises(NotFoundError, match="nobody"):
            change(old, into, BY)
    assert dump(path) == before


@pytest.mark.parametrize(("old", "into"), [("cxmt", "innotron"), ("innotron", "cxmt"), ("jcet", "innotron")])
def test_what_a_person_told_apart_is_not_merged(store: Store, path: Path, old: str, into: str) -> None:
    store.merge("jcet", "cxmt", BY) if old == "jcet" else None
    store.distinguish("cxmt", "innotron", BY)
    assert (store.entity("cxmt").distinct, store.entity("innotron").distinct) == (("innotron",), ("cxmt",))
    before = dump(path)
    with pytest.raises(InputError):
        store.merge(old, into, BY)
    assert dump(path) == before


def test_what_was_told_apart_stays_apart_when_one_of_the_two_is_merged(store: Store) -> None:
    store.distinguish("cxmt", "innotron", BY)
    store.merge("innotron", "jcet", BY)
    with pytest.raises(InputError, match="distinct"):
        store.merge("cxmt", "jcet", BY)
    with pytest.raises(InputError, match="distinct"):
        store.merge("jcet", "cxmt", BY)
    assert store.entity("jcet").distinct == ("cxmt",)
    assert store.entity("cxmt").distinct == ("jcet",)


@pytest.mark.parametrize(("one", "other"), [("cxmt", "innotron"), ("innotron", "cxmt")])
def test_telling_apart_twice_is_refused(store: Store, one: str, other: str) -> None:
    store.distinguish("cxmt", "innotron", BY)
    with pytest.raises(InputError, match="already"):
        store.distinguish(one, other, BY)


def test_what_is_merged_is_not_told_apart(store: Store) -> None:
    store.merge("cxmt", "innotron", BY)
    with pytest.raises(InputError, match="one entity"):
        store.distinguish("cxmt", "innotron", BY)
    with pytest.raises(InputError, match="one entity"):
        store.distinguish("jcet", "jcet", BY)


def test_a_cycle_written_behind_our_back_is_reported_and_not_followed(store: Store, path: Path) -> None:
    with raw(path) as connection:
        connection.execute("INSERT INTO redirect (entity, target, added) VALUES ('cxmt', 'jcet', 2), ('jcet', 'cxmt', 2)")
    assert "cycle" in failures(store)["redirects"]
    with open_glossary(path) as book:
        for ask in (lambda: book.lookup("CXMT"), lambda: book.find("CXMT"), lambda: book.show("cxmt"), lambda: list(book.aliases())):
            with pytest.raises(StoreError, match="cycle"):
                ask()


# -- undoing ------------------------------------------------------------------------------------------------------

Action = Callable[[Store], object]
ACTIONS: dict[str, Action] = {
    "add": lambda store: store.add(Alias("cxmt", "长鑫", "zh-Hans", source="desk"), BY),
    "add of a new ID": lambda store: store.add(Alias("new", "New", "en", source="a new source"), BY),
    "add of another status": lambda store: store.add(Alias("cxmt", "CXMT", "en", "abbreviation", "deprecated", "desk"), BY),
    "withdraw": lambda store: store.withdraw("cxmt", "CXMT", BY),
    "merge": lambda store: store.merge("innotron", "cxmt", BY),
    "distinguish": lambda store: store.distinguish("jcet", "cxmt", BY),
    "import": lambda store: load(store, Batch("a.csv", [(2, Alias("x", "X", source="s")), (3, Alias("jcet", "JCET2", source="s"))]), BY),
    "import of another status": lambda store: load(
        store, Batch("a.csv", [(2, Alias("jcet", "JCET", "en", "abbreviation", "deprecated", "s"))]), BY
    ),
    "import of profiles and relations": lambda store: load(
        store, Batch("b", [], [Profile("cxmt", "CN")], [Relation("cxmt", "subsidiary_of", "innotron", "desk")]), BY
    ),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_undoing_gives_back_what_was_there(store: Store, path: Path, action: str) -> None:
    before = live(path)
    ACTIONS[action](store)
    changed = live(path)
    assert changed != before
    number = store.events()[0].number
    event = store.undo(None, BY)
    assert (event.action, event.undoes, event.number) == ("undo", number, number + 1)
    assert live(path) == before
    assert not failures(store)


@pytest.mark.parametrize("action", ACTIONS)
def test_undoing_an_undo_does_it_again(store: Store, path: Path, action: str) -> None:
    ACTIONS[action](store)
    changed = live(path)
    store.undo(None, BY)
    store.undo(store.events()[0].number, BY)
    assert live(path) == changed
    assert not failures(store)


@pytest.mark.parametrize(("first", "second"), list(permutations(ACTIONS, 2)))
def test_undoing_twice_goes_back_two_steps(store: Store, path: Path, first: str, second: str) -> None:
    states = [live(path)]
    for action in (first, second):
        ACTIONS[action](store)
        states.append(live(path))
    assert states[0] != states[1] != states[2]
    store.undo(None, BY)
    assert live(path) == states[1]
    store.undo(None, BY)
    assert live(path) == states[0]
    assert not failures(store)


def test_a_name_added_and_withdrawn_is_gone_when_both_are_undone(store: Store, path: Path) -> None:
    before = live(path)
    store.add(Alias("cxmt", "长鑫", "zh-Hans", source="desk"), BY)
    store.withdraw("cxmt", "长鑫", BY)
    store.undo(None, BY)
    store.undo(None, BY)
    assert live(path) == before


def test_an_earlier_event_may_be_undone(store: Store) -> None:
    event = store.merge("innotron", "cxmt", BY)
    store.add(Alias("cxmt", "长鑫", "zh-Hans", source="desk"), BY)
    store.undo(event.number, BY)
    assert store.resolve("innotron") == "innotron"
    assert "长鑫" in names(store, "cxmt")


def test_an_undo_that_would_close_a_cycle_is_refused(store: Store, path: Path) -> None:
    event = store.merge("innotron", "cxmt", BY)
    undone = store.undo(event.number, BY)
    store.merge("cxmt", "innotron", BY)
    before = dump(path)
    with pytest.raises(StoreError, match="cycle"):
        store.undo(undone.number, BY)
    assert dump(path) == before


def test_an_undo_does_not_merge_what_was_told_apart_since(store: Store, path: Path) -> None:
    event = store.merge("innotron", "cxmt", BY)
    undone = store.undo(event.number, BY)
    store.distinguish("innotron", "cxmt", BY)
    before = dump(path)
    with pytest.raises(GlossaryError):
        store.undo(undone.number, BY)
    assert dump(path) == before


@pytest.mark.parametrize("number", [0, 1, 999, -1, 2**63, -(2**70)])
def test_what_cannot_be_undone_is_refused_and_writes_nothing(store: Store, path: Path, number: int) -> None:
    before = dump(path)
    with pytest.raises(NotFoundError):  # 1 made the database; the others are not there
        store.undo(number, BY)
    assert dump(path) == before


def test_an_event_is_undone_once(store: Store) -> None:
    number = store.withdraw("cxmt", "CXMT", BY).number
    store.undo(number, BY)
    with pytest.raises(NotFoundError, match=str(number)):
        store.undo(number, BY)


@pytest.mark.parametrize("number", [None, len(SAMPLE) + 1])
def test_two_who_undo_at_once_do_not_undo_one_event_twice(store: Store, path: Path, number: int | None) -> None:
    other, seen = open_store(path), list[str]()

    def meanwhile(statement: str) -> None:
        if statement.startswith("BEGIN") and not seen:
            seen.append(statement)
            other.undo(number, BY)

    store.connection().set_trace_callback(meanwhile)
    try:
        store.undo(number, BY)
    except NotFoundError:
        pass  # that it was undone meanwhile is an answer too
    finally:
        store.connection().set_trace_callback(None)
    assert seen
    undone = [event.undoes for event in store.events() if event.action == "undo"]
    assert len(undone) == len(set(undone))


def test_everything_can_be_undone_and_then_nothing(store: Store, path: Path) -> None:
    for _ in SAMPLE:
        store.undo(None, BY)
    assert live(path) == {table: set() for table in CONTENT}
    with pytest.raises(NotFoundError, match="nothing to undo"):
        store.undo(None, BY)
    assert {store.resolve(alias.id) for alias in SAMPLE} == {alias.id for alias in SAMPLE}


def test_an_id_is_issued_once_for_ever(store: Store, path: Path) -> None:
    event = store.add(Alias("new", "New", "en", source="desk"), BY)
    assert event is not None
    store.undo(None, BY)
    assert store.resolve("new") == "new"
    assert store.entity("new").aliases == ()
    store.add(Alias("new", "New again", "en", source="desk"), BY)
    assert [row for row in dump(path)["entity"] if row[0] == "new"] == [("new", event.number)]


# -- the journal --------------------------------------------------------------------------------------------------


def test_the_journal_lists_the_latest_first(store: Store) -> None:
    events = store.events()
    assert [event.number for event in events] == list(range(len(SAMPLE) + 1, 0, -1))
    assert [event.action for event in events] == ["add"] * len(SAMPLE) + ["create"]
    assert store.events(limit=3) == events[:3]


def test_the_journal_of_an_id_holds_what_touched_it(store: Store) -> None:
    store.withdraw("jcet", "JCET", BY)
    load(store, Batch("a.csv", [(2, Alias("jcet", "长电", "zh-Hans", source="s")), (3, Alias("x", "X", source="s"))]), BY)
    store.undo(None, BY)
    assert [event.action for event in store.events("jcet")] == ["undo", "import", "withdraw", "add", "add"]
    assert [event.action for event in store.events("cxmt")] == ["add", "add", "add"]


@pytest.mark.parametrize("one", ["cxmt", "innotron"])
def test_the_journal_of_either_id_holds_what_was_said_of_both(store: Store, one: str) -> None:
    store.distinguish("innotron", "cxmt", BY)
    assert store.events(one)[0].action == "distinguish"
    store.undo(None, BY)
    assert [event.action for event in store.events(one)[:2]] == ["undo", "distinguish"]
    store.merge("innotron", "cxmt", BY)
    assert store.events(one)[0].action == "merge"


def test_the_journal_of_an_unknown_id_is_refused(store: Store) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        store.events("nobody")


@pytest.mark.parametrize(
    "statement", ["UPDATE event SET actor = 'nobody' WHERE number = 2", "DELETE FROM event", "DELETE FROM event WHERE number = 2"]
)
def test_the_journal_is_append_only(store: Store, path: Path, statement: str) -> None:
    before = dump(path)
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.connection().execute(statement)
    assert dump(path) == before


def test_rows_are_withdrawn_and_never_deleted_nor_changed(store: Store) -> None:
    touched: list[tuple[str, str, str]] = []

    def watch(action: int, table: str | None, column: str | None, base: str | None, _: str | None) -> int:
        if base == "main" and action in (sqlite3.SQLITE_DELETE, sqlite3.SQLITE_UPDATE):
            touched.append(("delete" if action == sqlite3.SQLITE_DELETE else "update", str(table), str(column)))
        return sqlite3.SQLITE_OK

    store.connection().set_authorizer(watch)
    for action in ACTIONS.values():
        action(store)
        store.undo(None, BY)
    store.connection().set_authorizer(None)
    assert {table for _, table, _ in touched} >= {"alias", "redirect", "judgement"}
    assert {(what, column) for what, _, column in touched} == {("update", "withdrawn")}


def test_no_table_ever_gets_shorter(store: Store, path: Path) -> None:
    before = {table: len(rows) for table, rows in dump(path).items()}
    for action in ACTIONS.values():
        action(store)
        store.undo(None, BY)
        after = {table: len(rows) for table, rows in dump(path).items()}
        assert all(after[table] >= before[table] for table in TABLES)
        before = after


@pytest.mark.parametrize("action", ACTIONS)
def test_the_digest_is_that_of_all_rows_after_every_change(store: Store, path: Path, action: str) -> None:
    undo: Action = lambda store: store.undo(None, BY)  # noqa: E731
    redo: Action = lambda store: store.undo(store.events()[0].number, BY)  # noqa: E731
    changes: list[Action] = [ACTIONS[action], undo, redo]
    for change in changes:
        revision, before = fingerprint(path)
        change(store)
        assert fingerprint(path)[0] == revision + 1
        assert fingerprint(path)[1] not in (before, "")
        assert fingerprint(path)[1] == store.digest()


def test_a_change_that_fails_leaves_nothing(store: Store, path: Path) -> None:
    before = dump(path)
    with pytest.raises(KeyboardInterrupt), store.change("add", "cxmt", BY, {}) as change:
        store.insert(change, "alias", [("cxmt", "half a change", "en", "short", "admitted", "desk", "")])
        raise KeyboardInterrupt
    assert dump(path) == before
    assert store.add(Alias("cxmt", "长鑫", "zh-Hans", source="desk"), BY) is not None


@pytest.mark.parametrize("text", ["\ud800", "a\udcffb"])
@pytest.mark.parametrize("what", ["show", "log", "withdraw", "merge", "distinguish", "add", "undo"])
def test_a_lone_surrogate_is_our_error_wherever_it_stands(path: Path, what: str, text: str) -> None:
    make_database(path)
    with open_glossary(path) as book:
        before = dump(path)
        asks: dict[str, Callable[[], object]] = {
            "show": lambda: book.show(text),
            "log": lambda: book.log(text),
            "withdraw": lambda: book.withdraw("cxmt", text),
            "merge": lambda: book.merge("cxmt", into=text),
            "distinguish": lambda: book.distinguish("cxmt", text),
            "add": lambda: book.add("cxmt", "长鑫", why=text),
            "undo": lambda: book.undo(why=text),
        }
        with pytest.raises(GlossaryError):
            asks[what]()
        assert dump(path) == before


# -- others at work -----------------------------------------------------------------------------------------------


@contextmanager
def _locked(path: Path, how: str) -> Iterator[None]:
    with raw(path) as connection:
        connection.execute(f"BEGIN {how}")
        yield
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
@pytest.mark.parametrize("action", [*ACTIONS, "undo"])
def test_no_write_gets_past_the_lock_of_another(path: Path, action: str, how: str) -> None:
    make_database(path)
    store = open_store(path, wait=0.01)
    before = dump(path)
    with _locked(path, how), pytest.raises(StoreError, match="locked"):
        store.undo(None, BY) if action == "undo" else ACTIONS[action](store)
    assert dump(path) == before
    store.undo(None, BY) if action == "undo" else ACTIONS[action](store)
    assert dump(path) != before


def test_readers_do_not_wait_for_a_writer(store: Store, path: Path) -> None:
    reader = open_store(path, wait=0.01)
    with _locked(path, "EXCLUSIVE"):
        assert len(list(reader.aliases())) == len(SAMPLE)
        assert reader.entity("cxmt").id == "cxmt"
        assert len(reader.events()) == len(SAMPLE) + 1


def test_a_writer_does_not_wait_for_readers(store: Store, path: Path) -> None:
    reading = open_store(path)
    aliases = reading.aliases()
    next(aliases)
    quick = open_store(path, wait=0.01)
    assert quick.withdraw("cxmt", "CXMT", BY).action == "withdraw"
    assert len(list(aliases)) == len(SAMPLE) - 1  # what it began with


def test_a_snapshot_is_one_state_of_the_database(store: Store, path: Path) -> None:
    reader = open_store(path)
    with reader.database.snapshot():
        before = reader.database.fingerprint()
        store.withdraw("cxmt", "CXMT", BY)
        assert reader.database.fingerprint() == before
        assert len(list(reader.aliases())) == len(SAMPLE)
    assert reader.database.fingerprint() != before


WRITER = """
import sys
from pathlib import Path
from glossary.model import Alias
from glossary.store import By
from tests.stores import open_store
store, name, count = open_store(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    event = store.add(Alias(f"{name}-{number}", f"{name} {number}", source=name), By(name))
    assert event is not None
    if number % 3 == 1:
        store.merge(f"{name}-{number}", f"{name}-{number - 1}", By(name))
    if number % 10 == 9:
        store.undo(event.number, By(name))
"""
READER = """
import sys
from pathlib import Path
from tests.stores import open_store
path, writes = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
store, last, rounds = open_store(path), 0, 0
while last < writes:
    with store.database.snapshot():
        revision = store.database.fingerprint()[1]
        events, names, redirects = len(store.events()), store.count(), len(store.redirects())
    assert revision == events >= last, (revision, events, last)
    assert redirects <= names <= events
    last, rounds = revision, rounds + 1
    if rounds % 20 == 0:
        store.database.close()
print(rounds)
"""


@pytest.mark.slow
def test_two_writers_and_their_readers_lose_nothing_and_are_never_refused(path: Path) -> None:
    count = 60
    each = count + len(range(1, count, 3)) + len(range(9, count, 10))
    make_database(path, ())
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def start(code: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", code, str(path), *arguments]
        return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    processes = [start(WRITER, name, str(count)) for name in ("left", "right")]
    processes += [start(READER, str(1 + 2 * each)) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in processes:
        _, err = process.communicate(timeout=100)
        assert (process.returncode, err.decode()) == (0, "")
    rows = dump(path)
    assert {row[0] for row in rows["entity"]} == {f"{name}-{number}" for name in ("left", "right") for number in range(count)}
    assert [row[0] for row in rows["event"]] == list(range(1, 2 + 2 * each))
    assert not failures(open_store(path))


def test_threads_share_a_store(store: Store, path: Path) -> None:
    faults: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(15):
                store.add(Alias(f"{name}-{number}", f"{name} {number}", source=name), By(name))
                store.entity(f"{name}-{number}")
        except BaseException as error:
            faults.append(error)
        finally:
            store.database.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(list(store.aliases())) == len(SAMPLE) + 45
    assert not failures(store)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_uses_a_connection_of_its_own(store: Store, path: Path) -> None:
    child = os.fork()
    if child == 0:
        try:
            for number in range(10):
                store.add(Alias(f"child-{number}", f"Child {number}", source="child"), By("child"))
            os._exit(0)
        finally:
            os._exit(1)
    for number in range(10):
        store.add(Alias(f"parent-{number}", f"Parent {number}", source="parent"), BY)
    assert os.waitpid(child, 0)[1] == 0
    store.add(Alias("after", "After", source="parent"), BY)
    assert len(list(store.aliases())) == len(SAMPLE) + 21
    assert not failures(store)


def test_a_closed_store_opens_again_when_it_is_used(store: Store) -> None:
    store.database.close()
    assert store.resolve("cxmt") == "cxmt"
    store.database.close()
    store.database.close()


def test_events_and_entities_are_plain_values(store: Store) -> None:
    assert isinstance(store.events()[0], Event)
    with pytest.raises(AttributeError):
        store.entity("cxmt").id = "other"  # type: ignore[misc]


def test_an_unknown_id_says_how_to_find_one(store: Store) -> None:
    with pytest.raises(NotFoundError, match=re.escape("unknown ID 'nobody'")) as caught:
        store.resolve("nobody")
    assert "glossary lookup" in str(caught.value)


def test_what_a_later_event_replaced_is_not_undone_behind_its_back(store: Store, path: Path) -> None:
    first = store.add(Alias("acme", "Foo", "en", source="desk"), BY)
    second = store.add(Alias("acme", "Foo", "en", status="preferred", source="desk"), BY)
    assert first is not None and second is not None
    before = dump(path)
    with pytest.raises(InputError, match=f"undo event {second.number} first"):
        store.undo(first.number, BY)
    assert dump(path) == before
    store.undo(second.number, BY)
    store.undo(first.number, BY)
    assert names(store, "acme") == set() or "Foo" not in names(store, "acme")


def test_a_name_added_without_a_note_keeps_the_note_it_has(store: Store, path: Path) -> None:
    store.add(Alias("acme", "Foo", "en", source="desk", note="ordinary word: foo"), BY)
    store.add(Alias("acme", "Foo", "en", status="preferred", source="desk"), BY)
    assert [(alias.status, alias.note) for alias in store.entity("acme").aliases] == [("preferred", "ordinary word: foo")]
