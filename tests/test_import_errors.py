"""Bad tables: one clear line that says where, status 2, and a database that is as it was."""

from __future__ import annotations

import codecs
import gzip
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glossary.commands import main
from glossary.errors import FormatError, GlossaryError
from glossary.glossary import open as open_glossary
from tests import cases
from tests.stores import AS_NOBODY, SAMPLE, Desk, Ran, dump, live, make_database, open_folder, run_python

COLUMNS = ("id", "label", "suffix", "content", "line", "column", "message")
#: A table as a newsroom might keep it, which every legacy encoding below can hold.
NAMES = (
    ("cxmt", "長鑫存儲技術有限公司"),
    ("jcet", "江蘇長電科技股份有限公司"),
    ("tsmc", "台灣積體電路製造股份有限公司"),
    ("mediatek", "聯發科技股份有限公司"),
    ("umc", "聯華電子股份有限公司"),
    ("foxconn", "鴻海精密工業股份有限公司"),
    ("smic", "中芯國際集成電路製造有限公司"),
)
TABLE = "id,name,lang\n" + "".join(f"{entity},{name},zh-Hant\n" for entity, name in NAMES)


class Bench:
    """A database, and imports into it that run in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.database = folder / "companies.db"
        make_database(self.database)
        self.before = dump(self.database)

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def run(self, *arguments: str | Path) -> Ran:
        self._capsys.readouterr()
        status = main([*map(str, arguments), "--db", str(self.database)])
        out, err = self._capsys.readouterr()
        return Ran(status, out, err)

    def refused(self, *arguments: str | Path) -> str:
        """The one line of a refused import that left everything as it was."""
        refusal = self.run("import", *arguments).refusal
        assert dump(self.database) == self.before
        return refusal

    def imported(self, *arguments: str | Path) -> set[tuple[object, ...]]:
        """The (id, name) that a successful import brought."""
        ran = self.run("import", *arguments)
        assert (ran.status, ran.out, ran.err.count("\n")) == (0, "", 1), ran
        return {row[:2] for row in live(self.database)["alias"]} - {(alias.id, alias.name) for alias in SAMPLE}


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Bench]:
    yield Bench(tmp_path, capsys)


def _content(case: cases.Case) -> bytes:
    return case["content"].replace("{1001}", "長" * 1001).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("case", cases.parameters("bad_tables.csv", COLUMNS))
def test_a_bad_table_is_one_line_that_says_where(bench: Bench, case: cases.Case) -> None:
    file = bench.file(f"names.{case['suffix']}", _content(case))
    refusal = bench.refused(file, "--source", "test")
    place = ":".join(part for part in (str(file), case["line"], case["column"]) if part)
    assert refusal.startswith(f"glossary: {place}: ")
    assert case["message"] in refusal


@pytest.mark.parametrize("case", cases.parameters("bad_tables.csv", COLUMNS))
def test_a_program_gets_the_place_as_numbers(bench: Bench, case: cases.Case) -> None:
    file = bench.file(f"names.{case['suffix']}", _content(case))
    with open_glossary(bench.database) as book, pytest.raises(FormatError) as caught:
        book.load(file, source="test")
    error = caught.value
    told = (error.path, error.line, error.column)
    assert told == (str(file), *(int(case[place]) if case[place] else None for place in ("line", "column")))
    assert case["message"] in error.reason
    assert dump(bench.database) == bench.before


def test_a_name_of_1000_characters_is_taken(bench: Bench) -> None:
    file = bench.file("names.csv", f"id,name\nlong,{'長' * 1000}\n".encode())
    assert bench.imported(file) == {("long", "長" * 1000)}


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"id": ' * 50_000, '{"id": "a", "name": "A", "n": ' + "9" * 5000 + "}"],
    ids=["deep array", "deep object", "long number"],
)
def test_json_that_would_break_a_parser_is_one_line(bench: Bench, text: str) -> None:
    file = bench.file("names.jsonl", text.encode() + b"\n")
    assert bench.refused(file).startswith(f"glossary: {file}:1")


def test_a_renamed_column_may_not_stand_twice_either(bench: Bench) -> None:
    csv = bench.file("names.csv", b"id,name,title\ncxmt,CXMT,Other\n")
    assert "stands twice" in bench.refused(csv, "--rename", "title=name")
    jsonl = bench.file("names.jsonl", b'{"id": "cxmt", "name": "CXMT", "title": "Other"}\n')
    assert "stands twice" in bench.refused(jsonl, "--rename", "title=name")


@pytest.mark.parametrize("rename", ["title", "=name", "title=", ""])
def test_a_renaming_that_is_none_is_one_line(bench: Bench, rename: str) -> None:
    file = bench.file("names.csv", b"id,title\ncxmt,CXMT2\n")
    assert "OLD=NEW" in bench.refused(file, "--rename", rename)


def test_a_column_may_be_renamed(bench: Bench) -> None:
    file = bench.file("names.csv", b"canonical_id,title\nnew,New name\n")
    assert bench.imported(file, "--rename", "canonical_id=id", "--rename", "title=name") == {("new", "New name")}


def test_a_missing_column_suggests_the_one_that_was_meant(bench: Bench) -> None:
    file = bench.file("names.csv", b"canonical_id,name\nnew,New name\n")
    assert "--rename canonical_id=id" in bench.refused(file)


# -- encodings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_another_encoding_is_refused_with_advice_that_works(bench: Bench, encoding: str) -> None:
    file = bench.file("names.csv", TABLE.encode(encoding))
    refusal = bench.refused(file)
    assert refusal.startswith(f"glossary: {file}:")
    assert "not utf-8" in refusal
    advice = re.search(r"--encoding (\S+)", refusal)
    assert advice is not None
    assert codecs.lookup(advice[1]).name.startswith(codecs.lookup(encoding).name)  # big5hkscs is big5 and more
    assert bench.imported(file, "--encoding", advice[1]) == set(NAMES)


@pytest.mark.parametrize("encoding", ["gb18030", "GBK", "big5", "utf-16-le", "utf-16-be", "UTF-8"])
def test_a_file_is_read_in_the_encoding_that_is_named(bench: Bench, encoding: str) -> None:
    file = bench.file("names.csv", TABLE.encode(encoding))
    assert bench.imported(file, "--encoding", encoding) == set(NAMES)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("named", [(), ("--encoding", "gb18030")])
def test_a_byte_order_mark_decides(bench: Bench, encoding: str, named: tuple[str, ...]) -> None:
    file = bench.file("names.csv", TABLE.encode(encoding))
    assert bench.imported(file, *named) == set(NAMES)


def test_a_big_endian_mark_decides_too(bench: Bench) -> None:
    assert bench.imported(bench.file("names.csv", codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"))) == set(NAMES)


@pytest.mark.parametrize("wrong", ["utf-8", "ascii", "shift-jis"])
def test_the_wrong_encoding_is_refused(bench: Bench, wrong: str) -> None:
    file = bench.file("names.csv", "id,name\nnew,镕基科技电讯龙头\n".encode("gb18030"))
    assert f"not {wrong}" in bench.refused(file, "--encoding", wrong).replace("_", "-")


def test_the_place_of_the_first_byte_that_is_no_text_is_told(bench: Bench) -> None:
    good = "id,name\n" + "".join(f"good-{number},長鑫{number}\n" for number in range(200_000))  # several chunks of a reader
    file = bench.file("names.csv", good.encode() + b"bad,\xff\n")
    refusal = bench.refused(file)
    assert refusal.startswith(f"glossary: {file}:200002: ")
    assert "0xff" in refusal
    assert str(len(good.encode()) + len(b"bad,")) in refusal


def test_a_file_cut_inside_a_character_is_refused(bench: Bench) -> None:
    file = bench.file("names.csv", "id,name\nnew,長".encode()[:-1])
    assert bench.refused(file).startswith(f"glossary: {file}:2: ")


@pytest.mark.parametrize("encoding", ["klingon", "中文", "rot13", "hex", "base64", "zlib", "undefined", "", " ", "idna", "punycode"])
def test_what_is_no_encoding_of_texts_is_one_line(bench: Bench, encoding: str) -> None:
    file = bench.file("names.csv", TABLE.encode())
    if encoding == "":  # names none
        assert bench.imported(file, "--encoding", encoding) == set(NAMES)
    else:
        bench.refused(file, "--encoding", encoding)


# -- files --------------------------------------------------------------------------------------------------------


def test_a_packed_table_is_read(bench: Bench) -> None:
    assert bench.imported(bench.file("names.csv.gz", gzip.compress(TABLE.encode()))) == set(NAMES)


def test_a_packed_table_in_another_encoding_is_read(bench: Bench) -> None:
    file = bench.file("names.csv.gz", gzip.compress(TABLE.encode("gb18030")))
    assert "--encoding gb18030" in bench.refused(file)
    assert bench.imported(file, "--encoding", "gb18030") == set(NAMES)


def _cut(packed: bytes) -> bytes:
    return packed[: len(packed) // 2]


def _without_end(packed: bytes) -> bytes:
    return packed[:-3]


def _flipped(packed: bytes) -> bytes:
    middle = len(packed) // 2
    return packed[:middle] + bytes(byte ^ 0xFF for byte in packed[middle : middle + 4]) + packed[middle + 4 :]


def _wrong_sum(packed: bytes) -> bytes:
    return packed[:-8] + bytes(4) + packed[-4:]


def _not_packed(_: bytes) -> bytes:
    return TABLE.encode()


def _other_method(packed: bytes) -> bytes:
    return packed[:2] + b"\x07" + packed[3:]


def _bad_first_block(packed: bytes) -> bytes:
    return packed[:10] + b"\xff" * 8 + packed[18:]


@pytest.mark.parametrize("damage", [_cut, _without_end, _flipped, _wrong_sum, _not_packed, _other_method, _bad_first_block])
def test_a_damaged_packed_table_is_one_line(bench: Bench, damage: Callable[[bytes], bytes]) -> None:
    packed = gzip.compress(TABLE.encode(), mtime=0)
    file = bench.file("names.csv.gz", damage(packed))
    assert bench.refused(file).startswith(f"glossary: {file}")


def test_a_folder_is_one_line(bench: Bench) -> None:
    folder = bench.folder / "names.csv"
    folder.mkdir()
    assert "folder" in bench.refused(folder)


def test_a_missing_file_is_one_line(bench: Bench) -> None:
    assert "no such file" in bench.refused(bench.folder / "nothing.csv")


def test_a_name_too_long_for_the_system_is_one_line(bench: Bench) -> None:
    assert "too long" in bench.refused(bench.folder / ("x" * 300 + ".csv"))


@pytest.mark.parametrize("name", ["names.txt", "names", "names.xls", "names.gz"])
def test_a_file_of_no_known_format_asks_for_one(bench: Bench, name: str) -> None:
    file = bench.file(name, gzip.compress(TABLE.encode()) if name.endswith("gz") else TABLE.encode())
    assert "--format" in bench.refused(file)
    assert bench.imported(file, "--format", "csv") == set(NAMES)


def test_a_format_that_is_none_is_one_line(bench: Bench) -> None:
    assert "known: csv tsv jsonl xlsx tbx" in bench.refused(bench.file("names.csv", TABLE.encode()), "--format", "parquet")


def test_a_file_one_may_not_read_is_one_line() -> None:
    with open_folder() as folder:
        file, path = folder / "names.csv", folder / "companies.db"
        file.write_text(TABLE, encoding="utf-8")
        file.chmod(0o000)
        folder.chmod(0o777)
        refusal = run_python(AS_NOBODY, "import", file, "--db", path).refusal
    assert refusal.startswith(f"glossary: {file}: ")


def test_a_file_name_that_is_not_utf8_is_one_line_or_works(tmp_path: Path) -> None:
    desk = Desk(tmp_path, tmp_path / "companies.db")
    make_database(tmp_path / "companies.db")
    name = "名錄.csv".encode("gb18030")
    (tmp_path / name.decode("utf-8", "surrogateescape")).write_text(TABLE, encoding="utf-8")
    for arguments in (("import", name), ("import", name, "--source", "desk")):
        ran = desk.run(*arguments)
        assert "Traceback" not in ran.err
        assert ran.status == 0 or ran.refusal


def test_a_bad_table_for_a_new_database_leaves_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, path = tmp_path / "names.csv", tmp_path / "companies.db"
    file.write_text("id,name\ncxmt,\n", encoding="utf-8")
    status = main(["import", str(file), "--db", str(path)])
    out, err = capsys.readouterr()
    assert "name is empty" in Ran(status, out, err).refusal
    assert [found.name for found in tmp_path.iterdir()] == ["names.csv"]


def test_a_bad_table_for_a_new_database_does_not_take_the_work_of_others_with_it(tmp_path: Path) -> None:
    """While one process reads a table for a database it has just made, another adds a name there; then the table turns out bad."""
    path = tmp_path / "companies.db"
    desk = Desk(tmp_path, path)
    command = desk.command("import", "-", "--format", "csv")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=desk.environment, cwd=tmp_path) as process:
        assert process.stdin is not None
        for _ in range(200):  # some imports make the database before they read, some after
            if path.exists():
                break
            time.sleep(0.01)
        assert desk.run("add", "acme", "Acme", "--lang", "en").status == 0
        process.stdin.write(b"id,name\nbad,\n")
        process.stdin.close()
        assert process.wait(timeout=60) == 2
    assert desk.run("lookup", "Acme").status == 0


def test_a_bad_table_on_standard_input_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "companies.db"
    make_database(path)
    before = dump(path)
    desk = Desk(tmp_path, path)
    assert "--format" in desk.run("import", "-", stdin=TABLE).refusal
    assert ":3:2: name is empty" in desk.run("import", "-", "--format", "csv", stdin="id,name\na,A\nb,\n").refusal
    assert "--encoding gb18030" in desk.run("import", "-", "--format", "csv", stdin=TABLE.encode("gb18030")).refusal
    assert dump(path) == before
    assert desk.run("import", "-", "--format", "jsonl", stdin=json.dumps({"id": "new", "name": "New"})).status == 0
    assert ("new", "New") in {row[:2] for row in live(path)["alias"]}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *(("entity", entity) for entity in ("", "a b", "a\0b", "\ud800")),
        *(("name", name) for name in ("", "——", "a\0b", "\ud800", "x" * 1001)),
        *(("lang", lang) for lang in ("", "english", "zh-tw", "\ud800")),
        *(("kind", kind) for kind in ("", "nickname")),
        *(("status", status) for status in ("", "best")),
        *(("source", source) for source in ("a\0b", "\ud800")),
    ],
)
def test_adding_one_name_is_held_to_the_same_rules(bench: Bench, cell: str, value: str) -> None:
    cells = {"entity": "cxmt", "name": "长鑫", "lang": "zh-Hans", "kind": "short", "status": "admitted", "source": "desk"} | {cell: value}
    with open_glossary(bench.database) as book, pytest.raises(GlossaryError):
        book.add(cells.pop("entity"), cells.pop("name"), **cells)
    assert dump(bench.database) == bench.before
