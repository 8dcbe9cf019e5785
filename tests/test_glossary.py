"""The Python interface as DESIGN, section 6, has it, and the index that keeps up with the database by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import glossary
from glossary.checker import select
from glossary.errors import FormatError, IndexFileError, InputError, NotFoundError
from glossary.glossary import Glossary
from tests.stores import SAMPLE, TABLE, Ran, dump, live, make_database, run_python

TEXT = "長鑫存儲（CXMT）與JCET，還有NTC。"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "companies.db"
    make_database(path)
    return path


@pytest.fixture
def book(path: Path) -> Iterator[Glossary]:
    with glossary.open(path, actor="tester") as book:
        yield book


def ids(book: Glossary, name: str) -> list[str]:
    """Whom a name denotes for sure; what is only near is not asked here."""
    answer = book.lookup(name)
    return [candidate.id for candidate in answer.candidates] if answer.verdict in ("exact", "ambiguous") else []


# -- the contract -------------------------------------------------------------------------------------------------


def test_the_example_of_the_design_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DESIGN, section 6, word for word, for what there is so far."""
    monkeypatch.chdir(tmp_path)
    Path("aliases.csv").write_text(TABLE, encoding="utf-8")
    names, text = ["長鑫存儲", "JCET", "nobody at all"], TEXT

    with glossary.open("companies.db") as book:
        book.load("aliases.csv", source="hkex-2026-08")
        book.add("cxmt", "长鑫存储", lang="zh-Hans", kind="short", status="preferred", source="desk")

        answer = book.lookup("長鑫存儲")
        for candidate in answer.candidates:
            assert (candidate.id, candidate.name, candidate.score, candidate.match) == ("cxmt", "CXMT", 1.0, True)
            assert (candidate.alias, len(candidate.features)) == ("长鑫存储", 1)
        assert (answer.verdict, len(answer.candidates)) == ("exact", 1)
        for name, answer in zip(names, book.lookup_many(names), strict=True):
            assert answer == book.lookup(name)

        for m in book.find(text):
            assert text[m.start : m.end] == m.text
            assert isinstance((m.id, m.name, m.alias, m.kind, m.verdict, m.ids), tuple)
        assert [m.id for m in book.find(text)] == ["cxmt", "cxmt", "jcet", None]
        assert book.normalise(text, to="zh-Hant") == "长鑫存储（长鑫存储）與长电科技，還有NTC。"
        book.compile("companies.index")

    index = glossary.load_index("companies.index")
    assert index.lookup("JCET").verdict == "exact"
    assert [m.text for m in index.find(text)] == ["長鑫存儲", "CXMT", "JCET", "NTC"]


def test_every_public_name_is_there_and_no_other() -> None:
    assert {name for name in dir(glossary) if not name.startswith("_")} == set(glossary.__all__)
    for name in glossary.__all__:
        assert getattr(glossary, name) is not None
    assert {"open", "load_index", "Glossary", "GlossaryError", "NotFoundError", "StoreError", "SchemaError", "FormatError"} <= set(
        glossary.__all__
    )
    with pytest.raises(AttributeError, match="nothing"):
        glossary.nothing  # noqa: B018


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = {"typer", "sqlite3", "sqlite_utils", "opencc", "pypinyin", "numpy", "pandas", "rich"}
    assert run_python(f"import glossary, sys; print(sorted({heavy!r} & set(sys.modules)))").out == "[]\n"


def test_an_unknown_name_is_no_error(book: Glossary) -> None:
    for name in ("nobody at all", "", " ", "——", "\0", "x" * 100_000, "\ud800", "a\udcffb", "𠮷", "\u200b"):
        assert (book.lookup(name).verdict, book.lookup(name).candidates) == ("none", ())
        assert list(book.lookup_many([name])) == [book.lookup(name)]


def test_an_ambiguous_name_has_all_its_owners(book: Glossary) -> None:
    answer = book.lookup("ntc")
    assert (answer.query, answer.verdict) == ("ntc", "ambiguous")
    assert [(candidate.id, candidate.match) for candidate in answer.candidates] == [("nanya", False), ("nationz", False)]
    (mention,) = book.find("NTC")
    assert (mention.id, mention.name, mention.ids, mention.verdict) == (None, None, ("nanya", "nationz"), "ambiguous")


@pytest.mark.parametrize("text", ["", "\ud800 CXMT \udcff", "CXMT\0JCET", "CXMT" * 10_000, "\r\n\u2028CXMT"])
def test_any_text_can_be_searched(book: Glossary, text: str) -> None:
    for mention in book.find(text):
        assert text[mention.start : mention.end] == mention.text
    assert isinstance(book.normalise(text, to="en"), str)


def test_a_language_that_is_none_is_refused(book: Glossary) -> None:
    with pytest.raises(InputError, match="klingon"):
        book.normalise(TEXT, to="klingon")


def test_changes_are_in_the_next_answer(book: Glossary) -> None:
    assert ids(book, "长鑫") == []
    event = book.add("cxmt", "长鑫", lang="zh-Hans", source="desk", why="seen in print")
    assert event is not None
    assert (event.action, event.actor, event.why) == ("add", "tester", "seen in print")
    assert ids(book, "長鑫") == ["cxmt"]
    book.withdraw("cxmt", "长鑫")
    assert ids(book, "長鑫") == []
    book.undo()
    assert ids(book, "長鑫") == ["cxmt"]
    book.merge("innotron", into="cxmt")
    assert ids(book, "睿力集成") == ["cxmt"]
    assert [mention.id for mention in book.find("睿力集成")] == ["cxmt"]
    book.undo()
    assert ids(book, "睿力集成") == ["innotron"]
    book.distinguish("innotron", "cxmt")
    with pytest.raises(InputError):
        book.merge("innotron", into="cxmt")
    assert [event.action for event in book.log(limit=3)] == ["distinguish", "undo", "merge"]


def test_a_name_is_taken_with_the_spaces_around_it_left_out(book: Glossary) -> None:
    book.add(" acme ", "  Acme\u3000", lang="en")
    assert [alias.name for alias in book.show("acme").aliases] == ["Acme"]


def test_loading_says_what_it_did(book: Glossary, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("id,name,lang\nhuawei,华为,zh-Hans\ncxmt,CXMT,und\n", encoding="utf-8")
    loaded = book.load(file, source="desk", why="a list")
    assert (loaded.rows, loaded.added, loaded.replaced, loaded.unchanged, loaded.entities) == (2, 2, 0, 0, 1)
    assert {alias.source for alias in book.show("huawei").aliases} == {"desk"}
    assert book.log("huawei")[0].why == "a list"
    assert ids(book, "華為") == ["huawei"]


def test_loading_a_bad_table_raises_with_its_place(book: Glossary, tmp_path: Path, path: Path) -> None:
    before = dump(path)
    file = tmp_path / "names.csv"
    file.write_text("id,name\nhuawei,华为\nx,——\n", encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        book.load(file, source="desk")
    assert (caught.value.path, caught.value.line, caught.value.column) == (str(file), 3, 2)
    with pytest.raises(NotFoundError):
        book.load(tmp_path / "nothing.csv")
    assert dump(path) == before


def test_the_names_come_out_under_the_ids_they_lead_to(book: Glossary) -> None:
    assert {(alias.id, alias.name) for alias in book.aliases()} == {(alias.id, alias.name) for alias in SAMPLE}
    book.merge("innotron", into="cxmt")
    assert ("cxmt", "睿力集成") in {(alias.id, alias.name) for alias in book.aliases()}
    assert "innotron" not in {alias.id for alias in book.aliases()}


def test_after_a_merge_no_name_comes_out_twice(book: Glossary) -> None:
    """A table has a name once for each ID, language and kind: what both owned, in two statuses or notes, is one row."""
    book.add("jcet2", "JCET", lang="en", kind="abbreviation", status="deprecated", source="press")
    book.merge("jcet2", into="jcet")
    keys = [(alias.id, alias.name, alias.lang, alias.kind) for alias in book.aliases()]
    assert len(keys) == len(set(keys))


def test_without_a_path_it_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with glossary.open() as book:
        assert ids(book, "長鑫存儲") == ["cxmt"]
    assert list(tmp_path.rglob("glossary.db"))


def test_threads_share_a_book(book: Glossary) -> None:
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(20):
                assert ids(book, "長鑫存儲") == ["cxmt"]
                assert [mention.id for mention in book.find("與CXMT合作")] == ["cxmt"]
        except BaseException as error:
            faults.append(error)
        finally:
            book.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


# -- the index keeps up -------------------------------------------------------------------------------------------


def _index(path: Path) -> Path:
    return path.with_name(path.name + ".index")


def _compiled(path: Path) -> bytes:
    """Have the index compiled, and kept beside the database."""
    with glossary.open(path) as book:
        assert ids(book, "長鑫存儲") == ["cxmt"]
    return _index(path).read_bytes()


def _compilations(path: Path, name: str = "長鑫存儲") -> int:
    """How often the index is compiled to answer once."""
    told: list[int] = []
    with glossary.open(path) as book:
        book.on_compile = told.append
        assert ids(book, name) == ["cxmt"]
        assert ids(book, name) == ["cxmt"]
    return len(told)


def test_the_index_is_kept_and_used_again(path: Path) -> None:
    assert _compilations(path) == 1
    before = _index(path).read_bytes()
    assert _compilations(path) == 0
    assert _index(path).read_bytes() == before


def test_the_same_names_give_the_same_index(path: Path) -> None:
    before = _compiled(path)
    _index(path).unlink()
    assert _compiled(path) == before


def test_another_process_changes_the_database_and_the_answers_follow(book: Glossary, path: Path) -> None:
    assert ids(book, "长鑫") == []
    code = "import sys, glossary\nwith glossary.open(sys.argv[1]) as book:\n    book.add('cxmt', '长鑫', lang='zh-Hans')\n"
    assert run_python(code, path) == Ran(0, "", "")
    assert ids(book, "長鑫") == ["cxmt"]
    assert [mention.text for mention in book.find("與長鑫合作")] == ["長鑫"]


def test_another_process_may_change_it_between_two_uses(path: Path) -> None:
    _compiled(path)
    code = "import sys, glossary\nwith glossary.open(sys.argv[1]) as book:\n    book.add('cxmt', '长鑫', lang='zh-Hans')\n"
    assert run_python(code, path) == Ran(0, "", "")
    assert _compilations(path, "長鑫") == 1
    assert _compilations(path, "長鑫") == 0


def _cut_short(path: Path, data: bytes) -> bytes:
    return data[: len(data) // 2]


def _emptied(path: Path, data: bytes) -> bytes:
    return b""


def _one_byte(path: Path, data: bytes) -> bytes:
    return data[:1]


def _in_the_header(path: Path, data: bytes) -> bytes:
    return data[:100] + bytes([data[100] ^ 1]) + data[101:]


def _garbage(path: Path, data: bytes) -> bytes:
    return b"not an index at all" * 1000


def _of_another_database(path: Path, data: bytes) -> bytes:
    other = path.with_name("other.db")
    make_database(other, [alias for alias in SAMPLE if alias.id != "cxmt"])
    with glossary.open(other) as book:
        for number in range(3):  # as many events as the first
            book.add("wrong", f"长鑫存储{number or ''}", lang="zh-Hans")
        assert ids(book, "長鑫存儲") == ["wrong"]
    return _index(other).read_bytes()


def _of_a_copy_that_went_another_way(path: Path, data: bytes) -> bytes:
    copy, here = path.with_name("copy.db"), path
    shutil.copyfile(path, copy)
    with glossary.open(copy) as book:
        book.withdraw("cxmt", "长鑫存储")
        book.add("wrong", "长鑫存储", lang="zh-Hans")
        assert ids(book, "長鑫存儲") == ["wrong"]
    with glossary.open(here) as book:
        book.add("cxmt", "长鑫一", lang="zh-Hans")
        book.add("cxmt", "长鑫二", lang="zh-Hans")
    return _index(copy).read_bytes()


def _of_another_fold(path: Path, data: bytes) -> bytes:
    """Compiled by a program whose fold had another version: its stamp says so."""
    code = """
import sys
import glossary.text.tables as tables
tables.fold_version.cache_clear() if hasattr(tables.fold_version, "cache_clear") else None
import glossary.text.tables, glossary.index, glossary.glossary
for module in (glossary.text.tables, glossary.index, glossary.glossary):
    module.fold_version = lambda: "of another day"
with glossary.glossary.open(sys.argv[1]) as book:
    print(book.lookup("CXMT").verdict)
"""
    _index(path).unlink()
    assert run_python(code, path) == Ran(0, "exact\n", "")
    assert b"of another day" in _index(path).read_bytes()
    return _index(path).read_bytes()


REPLACED = [
    _cut_short,
    _emptied,
    _one_byte,
    _in_the_header,
    _garbage,
    _of_another_database,
    _of_a_copy_that_went_another_way,
    _of_another_fold,
]


@pytest.mark.parametrize("other", REPLACED)
def test_an_index_that_is_not_of_this_database_is_compiled_anew(path: Path, other: Callable[[Path, bytes], bytes]) -> None:
    data = _compiled(path)
    _index(path).write_bytes(other(path, data))
    assert _compilations(path) == 1
    assert _compilations(path) == 0


def test_a_flipped_byte_never_gives_a_wrong_answer_and_mends_itself(path: Path) -> None:
    """The index is derived: where its cached file is damaged, it is made again, wherever the damage is."""
    data = _compiled(path)
    faults = []
    for place in range(0, len(data), max(1, len(data) // 60)):
        damaged = bytearray(data)
        damaged[place] ^= 0x40
        _index(path).write_bytes(damaged)
        try:
            with glossary.open(path) as book:
                assert ids(book, "長鑫存儲") == ["cxmt"]
                assert [mention.id for mention in book.find(TEXT)] == ["cxmt", "cxmt", "jcet", None]
        except IndexFileError as error:
            faults.append((place, str(error)))
    assert faults == []


def test_damage_is_not_handed_on_in_a_file_compiled_from_it(path: Path, tmp_path: Path) -> None:
    data = _compiled(path)
    for place in range(len(data) // 3, len(data), len(data) // 10):
        damaged = bytearray(data)
        damaged[place] ^= 0x40
        _index(path).write_bytes(damaged)
        with glossary.open(path) as book:
            book.compile(tmp_path / "companies.index")
        assert glossary.load_index(tmp_path / "companies.index").find("與CXMT合作")[0].id == "cxmt"
        assert (tmp_path / "companies.index").read_bytes() == data


def test_a_folder_that_cannot_be_written_costs_only_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    assert _compilations(path) == 1
    assert not _index(path).exists()


def test_no_temporary_file_is_left(path: Path) -> None:
    _compiled(path)
    assert sorted(file.name for file in path.parent.iterdir()) == ["companies.db", "companies.db.index"]


def test_compiling_an_index_leaves_the_database_alone(path: Path) -> None:
    before = live(path), dump(path)
    _compiled(path)
    assert (live(path), dump(path)) == before


# -- the index as a file ------------------------------------------------------------------------------------------

WITHOUT_SQLITE = """
import sys
sys.modules["sqlite3"] = sys.modules["_sqlite3"] = sys.modules["sqlite_utils"] = None
import glossary
index = glossary.load_index(sys.argv[1])
print(index.lookup("長鑫存儲").candidates[0].id, index.lookup("NTC").verdict, index.lookup("nobody").verdict)
print([answer.verdict for answer in index.lookup_many(["CXMT", "nobody"])])
print([(m.start, m.end, m.text, m.id) for m in index.find("與CXMT合作")])
print(index.normalise("與長鑫存儲合作", to="en"))
"""


def test_an_index_file_works_where_there_is_no_sqlite(book: Glossary, tmp_path: Path) -> None:
    book.compile(tmp_path / "companies.index")
    expected = "cxmt ambiguous none\n['exact', 'none']\n[(1, 5, 'CXMT', 'cxmt')]\n與CXMT合作\n"
    assert run_python(WITHOUT_SQLITE, tmp_path / "companies.index") == Ran(0, expected, "")


def test_an_index_file_answers_as_the_database_does(book: Glossary, tmp_path: Path) -> None:
    book.merge("innotron", into="cxmt")
    book.compile(tmp_path / "companies.index")
    index = glossary.load_index(tmp_path / "companies.index")
    for name in [*(alias.name for alias in SAMPLE), "長鑫存儲", "ntc", "nobody at all", "睿力集成"]:
        assert index.lookup(name) == book.lookup(name)
    assert index.find(TEXT) == book.find(TEXT)
    assert index.normalise(TEXT, to="en") == book.normalise(TEXT, to="en")


@pytest.mark.parametrize("damage", [_cut_short, _emptied, _one_byte, _in_the_header, _garbage])
def test_a_damaged_index_file_is_our_error(path: Path, tmp_path: Path, damage: Callable[[Path, bytes], bytes]) -> None:
    file = tmp_path / "companies.index"
    file.write_bytes(damage(path, _compiled(path)))
    with pytest.raises(IndexFileError) as caught:
        glossary.load_index(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


def test_an_index_file_of_another_fold_is_refused(path: Path, tmp_path: Path) -> None:
    _compiled(path)
    file = tmp_path / "companies.index"
    file.write_bytes(_of_another_fold(path, b""))
    with pytest.raises(IndexFileError, match="of another day"):
        glossary.load_index(file)


def test_a_missing_index_file_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises((FileNotFoundError, NotFoundError)):
        glossary.load_index(tmp_path / "nothing.index")


def test_an_index_may_be_replaced_while_it_is_used(book: Glossary, tmp_path: Path) -> None:
    file = tmp_path / "companies.index"
    book.compile(file)
    index = glossary.load_index(file)
    book.add("cxmt", "长鑫", lang="zh-Hans")
    book.compile(file)
    assert index.lookup("长鑫").verdict != "exact"
    assert index.lookup("CXMT").verdict == "exact"
    assert glossary.load_index(file).lookup("长鑫").verdict == "exact"


def test_a_lookup_loads_neither_opencc_nor_pypinyin_nor_numpy(path: Path) -> None:
    _compiled(path)
    code = """
import sys
from glossary.commands import main
status = main(["lookup", "長鑫存儲", "--db", sys.argv[1]])
heavy = {"opencc", "pypinyin", "pandas", "rapidfuzz", "numpy", "sqlite_utils", "rich", "charset_normalizer"}
print(status, sorted(heavy & set(sys.modules)))
"""
    assert run_python(code, path).out.splitlines()[-1] == "0 []"


def test_the_interpreter_of_the_tests_is_that_of_the_processes() -> None:
    ended = subprocess.run([sys.executable, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == sys.version


# -- checking translations ----------------------------------------------------------------------------------------


def test_a_file_and_pairs_are_checked(book: Glossary, tmp_path: Path) -> None:
    for entity, name, lang in [
        ("cxmt", "CXMT", "en"),
        ("cxmt", "長鑫存儲", "zh-Hant"),
        ("acme", "ACME", "en"),
        ("acme", "艾克米", "zh-Hant"),
    ]:
        book.add(entity, name, lang=lang, status="preferred", source="desk")
    path = tmp_path / "report.csv"
    path.write_text("en,zh-TW\nCXMT grows,長鑫存储成長\nACME waits,公司等待\n", encoding="utf-8")
    in_file = [(f.unit, f.rule, f.text, f.fix) for f in book.check(path)]
    assert in_file == [(0, "T005", "長鑫存储", "長鑫存儲"), (1, "T001", "ACME", None)]
    pairs = [("CXMT grows", "長鑫存储成長"), ("ACME waits", "公司等待")]
    assert [(f.unit, f.rule, f.text, f.fix) for f in book.check_units(pairs, source_lang="en", target_lang="zh-TW")] == in_file
    alone = list(book.loaded.check_units([(None, "長鑫存储")], target_lang="zh-TW", rules=select(["T005"])))
    assert [(f.rule, f.fix) for f in alone] == [("T005", "長鑫存儲")]
    with pytest.raises(InputError, match="klingon"):
        list(book.check(path, target_lang="klingon"))
