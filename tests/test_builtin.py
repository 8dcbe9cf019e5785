"""The built-in data as the program carries it: found, whole, sound, and a database made of it says what the files say."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary import builtin
from glossary.commands import main
from glossary.errors import FormatError, StoreError
from glossary.glossary import Glossary, make
from glossary.glossary import open as open_glossary
from glossary.rules import fault
from tests.stores import ROOT, failures, live

DATA = ROOT / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file, read plainly."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader([line for line in lines if not line.startswith("#")], strict=True))


def test_the_folder_of_a_working_copy_is_found() -> None:
    assert builtin.folder() == DATA


def test_the_digest_is_that_of_the_files() -> None:
    together = b"".join((DATA / name).read_bytes() for name in ("entities.csv", "aliases.csv", "relations.csv"))
    assert builtin.digest() == hashlib.sha256(together).hexdigest()


def test_a_database_of_it_says_what_the_files_say(book: Glossary) -> None:
    found = live(book.database.path)
    columns = ("id", "name", "lang", "kind", "status", "source", "note")
    assert found["alias"] == {tuple(row[column] for column in columns) for row in rows("aliases.csv")}
    assert found["profile"] == {tuple(row[column] for column in ("id", "country", "role", "note")) for row in rows("entities.csv")}
    assert found["relation"] == {
        tuple(row[column] for column in ("id", "relation", "other", "source", "note")) for row in rows("relations.csv")
    }


def test_a_database_of_it_is_two_events_and_well(book: Glossary) -> None:
    events = book.log()
    assert [event.action for event in events] == ["builtin", "create"]
    assert builtin.digest() in events[0].detail
    assert not failures(book.store)


def test_the_batch_counts_every_row_once() -> None:
    batch = builtin.batch()
    assert len(list(batch.aliases)) == len(rows("aliases.csv"))
    assert (len(batch.profiles), len(batch.relations)) == (len(rows("entities.csv")), len(rows("relations.csv")))


def test_every_alias_may_be_stored() -> None:
    assert [(line, fault(alias)) for line, alias in builtin.batch().aliases if fault(alias)] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [("entities.csv", ("id",)), ("aliases.csv", ("id", "lang", "kind", "name")), ("relations.csv", ("id", "relation", "other"))],
)
def test_the_files_are_sorted_and_say_nothing_twice(name: str, key: tuple[str, ...]) -> None:
    keys = [tuple(row[column] for column in key) for row in rows(name)]
    assert keys == sorted(set(keys))


def test_the_files_belong_together() -> None:
    known = {row["id"] for row in rows("entities.csv")}
    assert {row["id"] for row in rows("aliases.csv")} == known
    assert {row[end] for row in rows("relations.csv") for end in ("id", "other")} <= known
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entity) for entity in known)
    assert all(re.fullmatch(r"[A-Z]{2}|", row["country"]) for row in rows("entities.csv"))


def test_every_row_says_where_it_comes_from() -> None:
    assert {row["source"] for row in rows("aliases.csv")} <= {"company", "exchange", "press", "seeds", "editor"}


def test_each_company_has_one_english_name_to_be_shown_by() -> None:
    preferred = Counter((row["id"], row["lang"]) for row in rows("aliases.csv") if row["status"] == "preferred")
    assert set(preferred.values()) == {1}
    assert {entity for entity, lang in preferred if lang == "en"} == {row["id"] for row in rows("entities.csv")}


@pytest.mark.parametrize(("kind", "status"), [("misspelling", "deprecated"), ("former", "superseded")])
def test_what_is_not_to_be_written_is_marked(kind: str, status: str) -> None:
    assert {row["status"] for row in rows("aliases.csv") if row["kind"] == kind} == {status}


# Issue 2, point 7: the traps of the articles, and who is who in them.
WHO = {
    "長鑫存儲": "cxmt",
    "长鑫存储": "cxmt",
    "CXMT": "cxmt",
    "ChangXin Memory": "cxmt",
    "JECT": "jcet",
    "Changdian": "jcet",
    "長電科技": "jcet",
    "Innotron": "innotron",
    "Jingfang": "china-wafer-level-csp",
    "晶方科技": "china-wafer-level-csp",
    "GigaDevice": "gigadevice",
    "Pico": "pico",
    "ASE": "ase",
    "ASR": "asr",
    "臺積電": "tsmc",
    "台积电": "tsmc",
}


@pytest.mark.parametrize("name", WHO)
def test_who_is_who(book: Glossary, name: str) -> None:
    answer = book.lookup(name)
    assert (answer.verdict, [candidate.id for candidate in answer.candidates]) == ("exact", [WHO[name]])


def test_companies_that_are_easily_mixed_up_are_kept_apart(book: Glossary) -> None:
    """ASE, ASR and ISE; Innotron, CXMT, Xinqiao and InnoStar; Pico and Picoheart; Huahong's several companies."""
    for names in (("ASE", "ASR", "ISE Labs"), ("Innotron", "CXMT", "Changxin Xinqiao"), ("JCET", "CXMT"), ("Pico", "Picoheart")):
        found = [book.lookup(name) for name in names]
        owners = [candidate.id for answer in found for candidate in answer.candidates]
        assert len(owners) == len(set(owners)) >= len(names) - 1  # one that the data does not have is nobody


def test_a_missing_file_is_our_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtin, "_HERE", tmp_path / "glossary")
    with pytest.raises(StoreError, match="install"):
        builtin.folder()


def test_a_relation_that_is_none_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in builtin.FILES:
        text = (DATA / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(",subsidiary_of,", ",owned_by,", 1), encoding="utf-8")
    monkeypatch.setattr(builtin, "folder", lambda: tmp_path)
    with pytest.raises(FormatError, match="owned_by") as caught:
        builtin.batch()
    line = (tmp_path / "relations.csv").read_text(encoding="utf-8").splitlines()[(caught.value.line or 0) - 1]
    assert "owned_by" in line


# -- a database made from the data of an older version --------------------------------------------------------------


def _write(folder: Path, name: str, table: list[dict[str, str]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Glossary]:
    """A database made from older data (without tsmc; CXMT had a name and a status it lost since), then changed by its user."""
    folder = tmp_path / "older"
    folder.mkdir()
    names = [row for row in rows("aliases.csv") if row["id"] != "tsmc"]
    for row in names:
        row["status"] = "admitted" if (row["id"], row["name"], row["lang"]) == ("cxmt", "CXMT", "en") else row["status"]
    gone = {
        "id": "cxmt",
        "name": "A name since removed",
        "lang": "en",
        "kind": "short",
        "status": "admitted",
        "source": "press",
        "note": "",
    }
    profiles = [row for row in rows("entities.csv") if row["id"] != "tsmc"]
    profiles[0]["role"] = "a role since corrected"
    relations = [row for row in rows("relations.csv") if "tsmc" not in (row["id"], row["other"])]
    relations[0]["note"] = "a note since corrected"
    wrong = {"id": "cxmt", "relation": "related", "other": "jcet", "source": "editor", "note": "since removed"}
    for name, table in (("entities.csv", profiles), ("aliases.csv", [*names, gone]), ("relations.csv", [*relations, wrong])):
        _write(folder, name, table)
    path = tmp_path / "companies.db"
    with monkeypatch.context() as patch:
        patch.setattr(builtin, "folder", lambda: folder)
        make(path, builtin=True, actor="an older version")
    with open_glossary(path, actor="user") as book:
        yield book


def test_a_database_of_older_data_is_brought_up_to_date(older: Glossary) -> None:
    assert older.lookup("tsmc").verdict not in ("exact", "ambiguous")
    assert older.update_builtin()
    found, columns = live(older.database.path), ("id", "name", "lang", "kind", "status", "source", "note")
    assert found["alias"] == {tuple(row[column] for column in columns) for row in rows("aliases.csv")}
    assert found["profile"] == {tuple(row[column] for column in ("id", "country", "role", "note")) for row in rows("entities.csv")}
    assert older.lookup("tsmc").verdict == "exact"
    assert not failures(older.store)


def test_its_relations_are_brought_up_to_date_too(older: Glossary) -> None:
    older.update_builtin()
    columns = ("id", "relation", "other", "source", "note")
    assert live(older.database.path)["relation"] == {tuple(row[column] for column in columns) for row in rows("relations.csv")}


def test_a_database_of_this_data_is_left_alone(older: Glossary) -> None:
    assert older.update_builtin()
    revision = older.log()[0].number
    assert not older.update_builtin()
    assert older.log()[0].number == revision


def test_what_the_user_changed_stays_as_the_user_has_it(older: Glossary) -> None:
    older.withdraw("jcet", "JECT", why="not here")
    older.add("jcet", "Changdian", lang="en", kind="transliteration", status="preferred", source="user")
    older.add("jcet", "A name of the user", lang="en", source="user")
    older.merge("pico", into="bytedance")
    theirs = {alias for alias in older.show("jcet").aliases if alias.source == "user"}
    assert len(theirs) == 2
    assert older.update_builtin()
    assert older.lookup("JECT").verdict not in ("exact", "ambiguous")
    assert {alias for alias in older.show("jcet").aliases if alias.source == "user"} == theirs
    assert older.show("pico").id == "bytedance"
    assert older.lookup("tsmc").verdict == "exact"
    assert not failures(older.store)


def test_an_update_is_an_event_that_can_be_undone(older: Glossary) -> None:
    before = live(older.database.path)
    assert older.update_builtin()
    assert older.log()[0].action == "builtin"
    older.undo()
    assert live(older.database.path) == before
    assert not failures(older.store)


def test_a_database_without_the_data_does_not_get_it(tmp_path: Path) -> None:
    with open_glossary(tmp_path / "companies.db") as book:
        book.add("cxmt", "CXMT", lang="en")
        assert not book.update_builtin()
        assert [alias.name for alias in book.aliases()] == ["CXMT"]


def test_a_file_of_the_user_by_the_name_of_the_data_is_the_users(older: Glossary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older.update_builtin()
    monkeypatch.chdir(tmp_path)
    Path("built-in").write_text("id,name\nmine,My own company\n", encoding="utf-8")
    assert main(["import", "built-in", "--format", "csv", "--source", "built-in", "--db", str(older.database.path)]) == 0
    older.update_builtin()
    assert older.lookup("My own company").verdict == "exact"
