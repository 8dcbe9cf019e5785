"""What a termbase says beside the names is kept, shown, journalled and given out again; so it is from one command to the next."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.commands import main
from glossary.formats.exchange import Exchange
from glossary.glossary import Glossary
from glossary.glossary import open as open_glossary
from glossary.model import Fact
from tests.stores import failures

FILES = Path(__file__).parent / "files"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Glossary]:
    with open_glossary(tmp_path / "terms.db", actor="tester") as opened:
        yield opened


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = (FILES / "basic.tbx").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "changed.tbx"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def definitions(book: Glossary) -> list[str]:
    return [fact.value for fact in book.facts() if fact.category == "definition"]


def test_a_termbase_is_loaded_with_its_facts(book: Glossary) -> None:
    loaded = book.load(FILES / "basic.tbx", source="desk")
    assert (loaded.rows, loaded.added, loaded.entities, loaded.facts) == (6, 6, 1, 6)
    assert set(book.show("c1").facts) == set(book.facts())
    assert [fact.category for fact in book.show("c1").facts][:3] == ["subjectField", "transactionType", "definition"]  # the widest first
    assert Fact("c1", "en", "DRAM", "partOfSpeech", "noun") in book.show("c1").facts
    assert book.lookup("动态随机存取存储器").verdict == "exact"
    assert failures(book.store) == {}


def test_the_same_file_again_adds_nothing(book: Glossary) -> None:
    book.load(FILES / "basic.tbx", source="desk")
    again = book.load(FILES / "basic.tbx", source="desk")
    assert (again.added, again.replaced, again.entities, again.facts) == (0, 0, 0, 0)


def test_a_category_that_is_given_anew_takes_the_place_of_the_old(book: Glossary, tmp_path: Path) -> None:
    book.load(FILES / "basic.tbx", source="desk")
    loaded = book.load(changed(tmp_path, "a chip that forgets\n              without power", "volatile memory"), source="desk")
    assert loaded.facts == 1
    assert definitions(book) == ["volatile memory"]
    book.undo()
    assert definitions(book) == ["a chip that forgets without power"]
    assert failures(book.store) == {}


def test_a_category_that_a_file_does_not_give_stays(book: Glossary, tmp_path: Path) -> None:
    book.load(FILES / "basic.tbx", source="desk")
    book.load(changed(tmp_path, '<termNote type="partOfSpeech">noun</termNote>', ""), source="desk")
    assert Fact("c1", "en", "DRAM", "partOfSpeech", "noun") in set(book.facts())


def test_an_import_that_is_undone_takes_its_facts_with_it(book: Glossary) -> None:
    book.load(FILES / "basic.tbx", source="desk")
    book.undo()
    assert (list(book.facts()), list(book.aliases())) == ([], [])
    assert [event.action for event in book.log("c1")] == ["undo", "import"]


def test_facts_of_a_merged_entity_go_with_it(book: Glossary) -> None:
    book.load(FILES / "basic.tbx", source="desk")
    book.load(FILES / "basic-v4.tbx", source="desk")
    book.merge("c1", into="cxmt")
    assert {fact.id for fact in book.facts()} == {"cxmt"}
    assert Fact("cxmt", "", "", "subjectField", "memory") in book.show("cxmt").facts


def test_languages_and_kind_may_be_named_for_a_file(book: Glossary, tmp_path: Path) -> None:
    path = tmp_path / "terms.tab"
    path.write_text("cell\t细胞\n", encoding="utf-8")
    book.load(path, how=Exchange(kind="short", source_lang="en", target_lang="zh-Hans"))
    assert {(a.id, a.name, a.kind, a.source) for a in book.aliases()} == {
        ("en:cell", "cell", "short", "terms.tab"),
        ("en:cell", "细胞", "short", "terms.tab"),
    }


def test_a_database_of_the_version_before_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with open_glossary(path, actor="tester") as book:
        book.add("cxmt", "CXMT", lang="en", source="desk")
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE fact")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm002_facts'")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with open_glossary(path, actor="tester") as book:
        book.load(FILES / "basic.tbx", source="desk")
        assert {a.id for a in book.aliases()} == {"cxmt", "c1"}
        assert len(list(book.facts())) == 6
        assert failures(book.store) == {}


# -- by command ----------------------------------------------------------------------------------------------


def test_a_termbase_goes_in_and_out_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = str(tmp_path / "terms.db"), str(tmp_path / "out.tbx")
    assert main(["import", str(FILES / "martif.tbx"), "--source", "desk", "--db", path]) == 0
    said = capsys.readouterr().err
    assert "descrip 'Usage note' is no category of TBX-Basic: kept, and exported as a note (line 15)" in said
    assert "5 rows: 5 names added, 0 replaced, 0 there already; 1 new IDs; 7 facts" in said
    assert main(["export", out, "--db", path]) == 0
    assert main(["import", out, "--db", path]) == 0
    assert "0 names added, 0 replaced, 5 there already; 0 new IDs\n" in capsys.readouterr().err
    assert main(["show", "c_x0020_147", "--db", path]) == 0
    assert "definition: a program\n" in capsys.readouterr().out
    assert main(["show", "c_x0020_147", "--db", path, "-f", "json"]) == 0
    assert {fact["category"] for fact in json.loads(capsys.readouterr().out)[0]["facts"]} >= {"definition", "descrip:Usage note"}


@pytest.mark.parametrize("form", ["tbx", "tmx", "jsonl", "omegat", "deepl", "google"])
def test_every_format_of_text_goes_to_standard_output(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], form: str) -> None:
    path = str(tmp_path / "terms.db")
    assert main(["import", str(FILES / "basic.tbx"), "--db", path]) == 0
    langs = ["--source-lang", "en", "--target-lang", "zh-Hant"] if form in ("omegat", "deepl", "google") else []
    assert main(["export", "-", "-f", form, *langs, "--db", path]) == 0
    assert "動態隨機存取記憶體" in capsysbinary.readouterr().out.decode()


def test_kinds_may_be_chosen_for_an_export(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = str(tmp_path / "terms.db")
    assert main(["import", str(FILES / "basic.tbx"), "--db", path]) == 0
    assert main(["add", "cxmt", "CXMT", "--lang", "en", "--db", path]) == 0
    assert main(["export", "-", "--kind", "short", "--db", path]) == 0
    out = capsysbinary.readouterr().out.decode()
    assert "CXMT" in out and "DRAM" not in out


@pytest.mark.parametrize("lenient", [False, True])
def test_a_termbase_that_breaks_the_rules_is_imported_only_when_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lenient: bool
) -> None:
    bad, path = changed(tmp_path, 'type="context"', 'type="definition"'), tmp_path / "terms.db"
    status = main(["import", str(bad), "--db", str(path), *(["--lenient"] if lenient else [])])
    said = capsys.readouterr().err
    assert (status, path.exists()) == ((0, True) if lenient else (2, False)), said
    assert ("changed.tbx:30:25: TBX-Basic has no definition of a term" in said) is not lenient


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["import", "terms.txt"], "say which with --format"),
        (["import", "terms.tab"], "say --source-lang"),
        (["import", "terms.tab", "--source-lang", "en", "--target-lang", "klingon"], "unknown language 'klingon'"),
        (["import", "terms.tab", "--kind", "thing"], "unknown kind 'thing'"),
        (["export", "terms.xml"], "say which with --format"),
        (["export", "terms.csv", "-f", "deepl"], "say --source-lang"),
        (["export", "-", "--kind", "thing"], "unknown kind 'thing'"),
    ],
)
def test_what_is_not_said_is_asked_for_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--db", "terms.db"]) == 0
    capsys.readouterr()
    (tmp_path / "terms.tab").write_text("cell\t细胞\n", encoding="utf-8")
    (tmp_path / "terms.txt").write_text("cell\t细胞\n", encoding="utf-8")
    assert main([*arguments, "--db", "terms.db"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and why in said.err
