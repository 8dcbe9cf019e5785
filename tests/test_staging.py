"""Imports: whole or not at all, each row counted once, what is there already left alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from glossary.errors import FormatError, StoreError
from glossary.formats.tables import Reading, read_aliases
from glossary.model import Alias, Loaded, Profile, Relation
from glossary.staging import Batch, load
from glossary.store import Store
from tests.stores import BY, CXMT, SAMPLE, dump, failures, fingerprint, live, make_store, open_store, raw

HEADER = "id,name,lang,kind,status,source,note\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "companies.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = make_store(path)
    yield store
    store.database.close()


def read(store: Store, text: str, source: str = "given") -> Loaded:
    """Import a table written out in the test."""
    file = store.path.with_name("names.csv")
    file.write_text(text, encoding="utf-8")
    return load(store, Batch(str(file), read_aliases(str(file), Reading(source)), digest="of the file"), BY)


def many(count: int) -> list[tuple[int, Alias]]:
    return [(number + 2, Alias(f"company-{number // 2}", f"第{number}号", "zh-Hans", source="s")) for number in range(count)]


def left_overs(store: Store) -> list[tuple[object, ...]]:
    return store.rows("SELECT name FROM sqlite_temp_master")


# -- what lands ---------------------------------------------------------------------------------------------------


def test_rows_land_as_they_are_written_each_with_its_source(store: Store) -> None:
    loaded = read(store, HEADER + "huawei,华为,zh-Hans,short,preferred,press,a note\nhuawei,Huawei,en,brand,admitted,,\n")
    assert loaded == Loaded(rows=2, added=2, replaced=0, unchanged=0, entities=1)
    assert set(store.entity("huawei").aliases) == {
        Alias("huawei", "华为", "zh-Hans", "short", "preferred", "press", "a note"),
        Alias("huawei", "Huawei", "en", "brand", "admitted", "given", ""),
    }


def test_id_and_name_are_enough(store: Store) -> None:
    read(store, "name,id\n华为,huawei\n")
    assert store.entity("huawei").aliases == (Alias("huawei", "华为", "und", "short", "admitted", "given", ""),)


def test_an_import_is_one_event_that_says_what_it_did(store: Store, path: Path) -> None:
    before, _ = fingerprint(path)
    read(
        store,
        HEADER
        + "huawei,华为,zh-Hans,short,preferred,press,\ncxmt,CXMT,en,abbreviation,admitted,press,\njcet,JCET,en,abbreviation,preferred,,\n",
    )
    events = store.events()
    assert (events[0].number, events[0].action, events[0].actor, events[0].why) == (before + 1, "import", BY.actor, BY.why)
    assert events[0].subject.endswith("names.csv")
    assert json.loads(events[0].detail) == {"rows": 3, "added": 1, "replaced": 1, "entities": 1, "sha256": "of the file"}


def test_a_repeated_row_counts_once(store: Store, path: Path) -> None:
    row = "huawei,华为,zh-Hans,short,preferred,{},\n"
    loaded = read(store, HEADER + row.format("first") + row.format("second") + "huawei,Huawei,en,brand,admitted,,\n" + row.format("first"))
    assert loaded == Loaded(rows=4, added=2, replaced=0, unchanged=2, entities=1)
    assert [alias.source for alias in store.entity("huawei").aliases if alias.name == "华为"] == ["first"]
    assert not failures(store)


def test_an_import_again_changes_nothing(store: Store, path: Path) -> None:
    text = HEADER + "huawei,华为,zh-Hans,short,preferred,press,\nhuawei,Huawei,en,brand,admitted,,\n"
    read(store, text)
    content, (_, digest) = live(path), fingerprint(path)
    tables = {table: rows for table, rows in dump(path).items() if table != "event"}
    assert read(store, text) == Loaded(rows=2, added=0, replaced=0, unchanged=2, entities=0)
    assert {table: rows for table, rows in dump(path).items() if table != "event"} == tables
    assert live(path) == content
    assert fingerprint(path)[1] == digest


def test_another_source_alone_is_no_change(store: Store, path: Path) -> None:
    before = live(path)["alias"]
    assert read(store, HEADER + "cxmt,CXMT,en,abbreviation,preferred,elsewhere,\n").unchanged == 1
    assert live(path)["alias"] == before


@pytest.mark.parametrize(("status", "note"), [("deprecated", ""), ("preferred", "ordinary word: of a note")])
def test_another_status_or_note_takes_the_place_of_the_row(store: Store, path: Path, status: str, note: str) -> None:
    before = len(dump(path)["alias"])
    assert read(store, HEADER + f"cxmt,长鑫存储,zh-Hans,short,{status},press,{note}\n") == Loaded(1, 0, 1, 0, 0)
    found = [alias for alias in store.entity("cxmt").aliases if alias.name == "长鑫存储"]
    assert found == [replace(CXMT, status=status, source="press", note=note)]
    assert len(dump(path)["alias"]) == before + 1
    assert not failures(store)


def test_names_that_the_file_does_not_have_stay(store: Store) -> None:
    read(store, HEADER + "cxmt,长鑫,zh-Hans,short,admitted,press,\n")
    assert {alias.name for alias in store.entity("cxmt").aliases} == {"长鑫存储", "CXMT", "ChangXin Memory Technologies", "长鑫"}


def test_a_table_without_rows_changes_nothing(store: Store, path: Path) -> None:
    before = live(path)
    assert read(store, HEADER) == Loaded(0, 0, 0, 0, 0)
    assert live(path) == before


def test_names_of_a_merged_id_come_to_the_one_it_leads_to(store: Store) -> None:
    store.merge("innotron", "cxmt", BY)
    read(store, "id,name\ninnotron,Innotron Memory\n")
    assert "Innotron Memory" in {alias.name for alias in store.entity("cxmt").aliases}


def test_an_import_is_undone_whole(store: Store, path: Path) -> None:
    before = live(path)
    read(store, HEADER + "huawei,华为,zh-Hans,short,preferred,press,\ncxmt,长鑫存储,zh-Hans,short,deprecated,press,\n")
    store.undo(None, BY)
    assert live(path) == before
    assert store.resolve("huawei") == "huawei"
    assert not failures(store)


def test_profiles_and_relations_come_along(store: Store, path: Path) -> None:
    relation = Relation("cxmt", "subsidiary_of", "innotron", "press", "a note")
    load(store, Batch("built-in", [], [Profile("cxmt", "CN", "memory", "a note"), Profile("innotron", "CN")], [relation]), BY)
    shown = store.entity("cxmt")
    assert (shown.profile, shown.relations) == (Profile("cxmt", "CN", "memory", "a note"), (relation,))
    assert store.entity("innotron").relations == (relation,)
    load(store, Batch("built-in", [], [Profile("cxmt", "CN", "fab"), Profile("innotron", "CN")], [relation]), BY)
    assert store.entity("cxmt").profile == Profile("cxmt", "CN", "fab")
    assert (len(dump(path)["profile"]), len(dump(path)["relation"])) == (3, 1)
    store.undo(None, BY)
    assert store.entity("cxmt").profile == Profile("cxmt", "CN", "memory", "a note")
    assert not failures(store)


# -- what does not ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [3, 45_000])  # 45,000 rows are staged in several pieces
def test_a_bad_row_at_the_end_undoes_all(store: Store, path: Path, count: int) -> None:
    before = dump(path)
    rows = "".join(f"company-{number},第{number}号,zh-Hans,short,admitted,s,\n" for number in range(count))
    with pytest.raises(FormatError) as caught:
        read(store, HEADER + rows + "company-x,——,zh-Hans,short,admitted,s,\n")
    assert (caught.value.line, caught.value.column) == (count + 2, 2)
    assert dump(path) == before
    assert left_overs(store) == []
    assert read(store, HEADER + rows).added == count


STATUSES = {"p": "preferred", "a": "admitted", "d": "deprecated"}


@pytest.mark.parametrize("statuses", ["pa", "ppa", "apa", "aap", "pad", "paap"])
def test_rows_that_contradict_each_other_are_named_both(store: Store, path: Path, statuses: str) -> None:
    before = dump(path)
    rows = [f"huawei,华为,zh-Hans,short,{STATUSES[status]},s,\n" for status in statuses]
    with pytest.raises(FormatError) as caught:
        read(store, HEADER + "huawei,Huawei,en,brand,admitted,s,\n" + "".join(rows))
    line = caught.value.line
    assert line is not None
    (other,) = re.findall(r"line (\d+)", caught.value.reason)
    assert statuses[line - 3] != statuses[int(other) - 3]
    assert line > int(other)
    assert "华为" in caught.value.reason
    assert "huawei" in caught.value.reason
    assert dump(path) == before
    assert left_overs(store) == []


@pytest.mark.parametrize(
    "second", ["huawei,华为,zh-Hant,short,deprecated", "huawei,华为,zh-Hans,brand,deprecated", "other,华为,zh-Hans,short,deprecated"]
)
def test_another_language_kind_or_id_is_no_contradiction(store: Store, second: str) -> None:
    assert read(store, HEADER + f"huawei,华为,zh-Hans,short,preferred,s,\n{second},s,\n").added == 2


def test_an_import_interrupted_leaves_nothing(store: Store, path: Path) -> None:
    before = dump(path)

    def stop(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(store, Batch("a.csv", many(10)), BY, stop)
    assert dump(path) == before
    assert left_overs(store) == []
    assert load(store, Batch("a.csv", many(10)), BY).added == 10


def test_an_import_that_cannot_land_leaves_nothing(store: Store, path: Path) -> None:
    before = dump(path)
    relations = [Relation("cxmt", "subsidiary_of", "an ID that nobody issued", "s")]
    with pytest.raises(StoreError, match=re.escape(str(path))):
        load(store, Batch("a.csv", many(10), relations=relations), BY)
    assert dump(path) == before
    assert left_overs(store) == []


def test_nothing_stays_in_the_temporary_tables(store: Store) -> None:
    load(store, Batch("a.csv", many(10)), BY)
    assert left_overs(store) == []


# -- how it goes --------------------------------------------------------------------------------------------------


def test_progress_counts_the_rows(store: Store) -> None:
    told: list[int] = []
    load(store, Batch("a.csv", many(45_000)), BY, told.append)
    assert told == sorted(set(told))
    assert len(told) > 1
    assert told[-1] == 45_000


def test_others_may_write_while_rows_are_read(store: Store, path: Path) -> None:
    other = open_store(path, wait=0.01)

    def meanwhile() -> Iterator[tuple[int, Alias]]:
        yield 2, Alias("huawei", "华为", "zh-Hans", source="s")
        other.add(Alias("huawei", "华为", "zh-Hans", status="deprecated", source="other"), BY)
        other.add(Alias("zte", "中兴", "zh-Hans", source="other"), BY)
        yield 3, Alias("zte", "中兴", "zh-Hans", source="s")

    assert load(store, Batch("a.csv", meanwhile()), BY) == Loaded(rows=2, added=0, replaced=1, unchanged=1, entities=0)
    assert [alias.status for alias in store.entity("huawei").aliases] == ["admitted"]
    assert not failures(store)


def test_a_small_import_into_a_large_table_does_not_read_the_table(store: Store, path: Path) -> None:
    """Counted in steps of SQLite's machine: thirty times the table must not be several times the work."""
    small = [(2, CXMT), (3, replace(CXMT, name="长鑫")), (4, Alias("jcet", "JCET", "en", "abbreviation", "deprecated", "s"))]
    steps = []
    for rows in (1_000, 30_000):
        load(store, Batch("many.csv", many(rows)), BY)
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return 0

        store.connection().set_progress_handler(step, 10)
        load(store, Batch("small.csv", small), BY)
        store.connection().set_progress_handler(None, 0)
        steps.append(count)
        store.undo(None, BY)
    assert steps[1] < 3 * steps[0]


def test_the_lock_is_held_only_to_land(store: Store, path: Path) -> None:
    """While rows are read and staged, the database is free: another connection could write at once."""
    free: list[bool] = []

    def look(_: int) -> None:
        with raw(path) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            free.append(True)

    load(store, Batch("a.csv", many(45_000)), BY, look)
    assert len(free) > 1


def test_a_large_import_is_what_many_small_changes_would_be(tmp_path: Path) -> None:
    one, other = make_store(tmp_path / "one.db", ()), make_store(tmp_path / "other.db", ())
    load(one, Batch("a.csv", list(enumerate(SAMPLE, 2))), BY)
    for alias in SAMPLE:
        other.add(alias, BY)
    assert list(one.aliases()) == list(other.aliases())
