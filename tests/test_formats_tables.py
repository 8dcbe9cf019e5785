"""Tables of aliases: csv, tsv and jsonl keep the same promises; a bad cell is named with its line and column."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.errors import FormatError, InputError
from glossary.formats.tables import COLUMNS, Reading, format_of, read_aliases, write_aliases
from glossary.model import Alias
from glossary.rules import fault, fault_of_id, fault_of_name, fault_of_text
from glossary.vocabulary import KINDS, STATUSES
from tests.making import texts

FORMS = ("csv", "tsv", "jsonl")


def table(form: str, rows: Sequence[Sequence[str]]) -> str:
    """A table written by plain means; the first row is the header."""
    if form == "jsonl":
        return "".join(json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) + "\n" for row in rows[1:])
    return "".join(("," if form == "csv" else "\t").join(row) + "\n" for row in rows)


def read(path: Path, text: str | bytes, reading: Reading | None = None) -> list[tuple[int, Alias]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_aliases(str(path), reading or Reading("a source")))


def refusal(path: Path, text: str | bytes, reading: Reading | None = None) -> str:
    """What is said of a table that cannot be taken, without the path: one printable line."""
    with pytest.raises(FormatError) as caught:
        read(path, text, reading)
    message = str(caught.value)
    assert message.startswith(f"{path}:") and message.isprintable()
    return message.removeprefix(f"{path}:").strip()


# -- what is read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_only_id_and_name_are_required(tmp_path: Path, form: str) -> None:
    first = 1 if form == "jsonl" else 2
    rows = [("id", "name"), ("cxmt", "长鑫存储"), ("jcet", "JCET")]
    assert read(tmp_path / f"a.{form}", table(form, rows)) == [
        (first, Alias("cxmt", "长鑫存储", "und", "short", "admitted", "a source", "")),
        (first + 1, Alias("jcet", "JCET", "und", "short", "admitted", "a source", "")),
    ]


@pytest.mark.parametrize("form", FORMS)
def test_all_columns_are_read_in_any_order_and_others_are_told(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"a.{form}"
    header = ("note", "name", "colour", "id", "status", "kind", "lang", "source", "size")
    path.write_text(table(form, [header, ("n", "CXMT", "red", "cxmt", "preferred", "brand", "en", "s", "9")]), encoding="utf-8")
    told: list[list[str]] = []
    found = [alias for _, alias in read_aliases(str(path), Reading("a source"), told.append)]
    assert found == [Alias("cxmt", "CXMT", "en", "brand", "preferred", "s", "n")]
    assert told == [["colour", "size"]]


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_cell_means_what_a_missing_column_means(tmp_path: Path, form: str) -> None:
    rows = [COLUMNS, ("cxmt", "CXMT", "", " ", "", "", "")]
    assert [alias for _, alias in read(tmp_path / f"a.{form}", table(form, rows))] == [Alias("cxmt", "CXMT", source="a source")]


@pytest.mark.parametrize("form", FORMS)
def test_white_space_around_a_cell_is_no_part_of_it(tmp_path: Path, form: str) -> None:
    rows = [("id", "name", "lang"), (" cxmt", "\u3000长鑫 存储 ", "zh-Hans ")]
    ((_, alias),) = read(tmp_path / f"a.{form}", table(form, rows))
    assert alias == Alias("cxmt", "长鑫 存储", "zh-Hans", source="a source")


@pytest.mark.parametrize("form", FORMS)
def test_columns_can_be_renamed(tmp_path: Path, form: str) -> None:
    reading = Reading("s", names={"canonical_id": "id", "alias": "name"})
    rows = [("canonical_id", "alias"), ("cxmt", "CXMT")]
    assert [alias for _, alias in read(tmp_path / f"a.{form}", table(form, rows), reading)] == [Alias("cxmt", "CXMT", source="s")]


def test_a_contract_before_the_header_is_skipped_and_lines_are_those_of_the_file(tmp_path: Path) -> None:
    text = '# one row a name\n# "quotes, commas\nid,name\n\ncxmt,CXMT\n'
    assert read(tmp_path / "a.csv", text) == [(5, Alias("cxmt", "CXMT", source="a source"))]


@pytest.mark.parametrize("form", FORMS)
def test_a_row_that_begins_with_a_hash_is_a_row(tmp_path: Path, form: str) -> None:
    """Only lines before the header are the contract: an ID may begin with #."""
    rows = [("id", "name"), ("#1", "First"), ("#", "Second"), ("x", "#CXMT")]
    assert [(alias.id, alias.name) for _, alias in read(tmp_path / f"a.{form}", table(form, rows))] == list(rows[1:])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(tmp_path: Path, form: str, newline: str) -> None:
    text = table(form, [("id", "name"), ("a", "AA"), ("b", "BB")]).replace("\n", newline)
    assert [alias.name for _, alias in read(tmp_path / f"a.{form}", text)] == ["AA", "BB"]


@pytest.mark.parametrize("form", FORMS)
def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path, form: str) -> None:
    text = table(form, [("id", "name"), ("a", "AA")])
    for encoded in (text.encode("utf-8-sig"), text.encode("utf-16")):
        assert [alias.id for _, alias in read(tmp_path / f"a.{form}", encoded)] == ["a"]


@pytest.mark.parametrize("form", FORMS)
def test_a_packed_table_is_read(tmp_path: Path, form: str) -> None:
    packed = gzip.compress(table(form, [("id", "name"), ("a", "AA")]).encode())
    assert [alias.id for _, alias in read(tmp_path / f"a.{form}.gz", packed)] == ["a"]


def test_quotes_are_those_of_csv(tmp_path: Path) -> None:
    text = 'id,name\na,"Amazon.com, Inc."\nb,"The ""Big"" Fund"\nc,O"Brien\n'
    assert [alias.name for _, alias in read(tmp_path / "a.csv", text)] == ["Amazon.com, Inc.", 'The "Big" Fund', 'O"Brien']


def test_null_in_json_is_an_empty_cell(tmp_path: Path) -> None:
    text = '\n{"id": "a", "name": "AA", "lang": null}\n\n'
    assert read(tmp_path / "a.jsonl", text) == [(2, Alias("a", "AA", source="a source"))]


def test_a_table_with_a_header_and_no_rows_is_empty(tmp_path: Path) -> None:
    assert (read(tmp_path / "a.csv", "id,name\n"), read(tmp_path / "a.jsonl", "")) == ([], [])


@pytest.mark.parametrize(
    ("path", "named", "expected"),
    [
        ("a.csv", None, "csv"),
        ("a.TSV", None, "tsv"),
        ("a.b.jsonl", None, "jsonl"),
        ("a.ndjson", None, "jsonl"),
        ("a.csv.gz", None, "csv"),
        ("-", "tsv", "tsv"),
        ("a.csv", "jsonl", "jsonl"),
    ],
)
def test_the_format_goes_by_name_then_by_suffix(path: str, named: str | None, expected: str) -> None:
    assert format_of(path, named) == expected


@pytest.mark.parametrize(("path", "named"), [("a.xls", None), ("a", None), ("-", None), ("a.gz", None), ("a.csv", "xml")])
def test_another_format_is_refused(path: str, named: str | None) -> None:
    with pytest.raises(InputError, match=f"{path}: a table is csv, tsv or jsonl; say which with --format"):
        format_of(path, named)


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "no header row: the columns are id,name,lang,kind,status,source,note", id="an empty file"),
        pytest.param("# only a contract\n", "no header row: the columns are id,name,lang,kind,status,source,note", id="no header"),
        pytest.param("id,lang\na,en\n", "1: no column 'name' among id, lang", id="a missing column"),
        pytest.param(
            "canonical_id,name\na,AA\n",
            "1: no column 'id' among canonical_id, name; is it 'canonical_id'? then --rename canonical_id=id",
            id="a column by another name",
        ),
        pytest.param("# c\nid,name,id\na,AA,b\n", "2:3: column 'id' stands twice", id="a column twice"),
        pytest.param("id,name\na\n", "2: 1 cells, where the header has 2", id="a cell too few"),
        pytest.param("id,name\na,AA\nb,Amazon.com, Inc.\n", "3: 3 cells, where the header has 2", id="a cell too many"),
        pytest.param('id,name\na,AA\nb,"BB\nc,CC\n', "3: a quote is opened and never closed", id="a quote left open"),
        pytest.param('id,name\na,"A"A\n', "2: ',' expected after '\"'", id="text after a quote"),
        pytest.param("id,name\na,AA\n,BB\n", "3:1: id is empty", id="no ID"),
        pytest.param("id,name\na,\n", "2:2: name is empty", id="no name"),
        pytest.param("id,name\na,——（）\n", "2:2: name has no letter or digit", id="all punctuation"),
        pytest.param("id,name\na b,AA\n", "2:1: id 'a b' has a space: an ID is one word", id="an ID of two words"),
        pytest.param(f"id,name\na,{'x' * 1001}\n", "2:2: name has 1001 characters; the longest allowed is 1000", id="too long"),
        pytest.param('id,name\na,AA\nb,"B\nB"\nc,\n', "3:2: control character U+000A at position 2", id="a line end in a name"),
        pytest.param("id,name\na,A\x1bA\n", "2:2: control character U+001B at position 2", id="an escape in a name"),
        pytest.param("note,name,id,kind\n,AA,a,nickname\n", "2:4: unknown kind 'nickname'; known: ", id="an unknown kind"),
        pytest.param("id,name,status\na,AA,best\n", "2:3: unknown status 'best'; known: admitted deprecated ", id="status"),
        pytest.param("id,name,lang\na,AA,zh-tw\n", "2:3: unknown lang 'zh-tw'; use a BCP 47 tag such as en ", id="an unknown language"),
        pytest.param(f"id,name\na,{'x' * 200_000}\n", "2: field larger than field limit (131072)", id="a cell without end"),
    ],
)
def test_a_bad_csv_table_is_refused_at_its_place(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path / "a.csv", text)[: len(message)] == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("id\tname\na,AA\n", "2: 1 cells, where the header has 2", id="commas in a tsv file"),
        pytest.param("id,name\na,AA\n", "1: no column 'id' among id,name", id="a csv file"),
    ],
)
def test_a_bad_tsv_table_is_refused_at_its_place(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path / "a.tsv", text)[: len(message)] == message


GOOD = '{"id": "a", "name": "AA"}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(GOOD + "{", "2:2: not a JSON object: ", id="cut"),
        pytest.param(GOOD + '{"id": "a", "name": "AA"} x', "2:27: not a JSON object: ", id="more after the object"),
        pytest.param("id,name\n", "1:1: not a JSON object: ", id="a csv file"),
        pytest.param('["a", "AA"]\n', '1: not a JSON object: ["a", "AA"]', id="a list"),
        pytest.param("[" * 100_000, "1", id="a list without end"),
        pytest.param("null\n", "1: not a JSON object: null", id="null"),
        pytest.param('{"id": "a"}\n', "1: no 'name' in the object", id="a missing column"),
        pytest.param('{"id": "a", "id": "b", "name": "AA"}\n', "1: not a JSON object: a column stands twice", id="a column twice"),
        pytest.param('{"id": 1, "name": "AA"}\n', "1: id is not a string: 1", id="a number"),
        pytest.param('{"id": "a", "name": ["AA"]}\n', '1: name is not a string: ["AA"]', id="a list in a cell"),
        pytest.param('{"id": "a", "name": "A\\u0000"}\n', "1:2: NUL character at position 2", id="an escaped NUL"),
        pytest.param('{"id": "a", "name": "A\\ud800"}\n', "1:2: lone surrogate U+D800 at position 2", id="a lone surrogate"),
        pytest.param('{"id": "a", "name": "A\\nA"}\n', "1:2: control character U+000A at position 2", id="an escaped line end"),
        pytest.param(GOOD + "\n" + '{"lang": "xx", "id": "a", "name": "AA"}\n', "3:1: unknown lang 'xx'", id="after a blank line"),
        pytest.param('{"id": "a", "name": NaN}\n', "1: name is not a string", id="no JSON at all"),
    ],
)
def test_a_bad_jsonl_table_is_refused_at_its_place(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path / "a.jsonl", text)[: len(message)] == message


@pytest.mark.parametrize("form", FORMS)
def test_a_table_in_another_encoding_is_refused_before_its_first_row(tmp_path: Path, form: str) -> None:
    rows = [("id", "name"), *((f"e{n}", "长鑫存储技术有限公司与长江存储科技") for n in range(20))]
    assert "say --encoding gb" in refusal(tmp_path / f"a.{form}", table(form, rows).encode("gb18030"))
    reading = Reading("s", encoding="gb18030")
    assert len(read(tmp_path / f"a.{form}", table(form, rows).encode("gb18030"), reading)) == 20


def test_nul_in_a_table_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.csv", b"id,name\na,A\0A\n").startswith("2: NUL character: not utf-8 text; ")


# -- there and back ------------------------------------------------------------------------------------------

hostile = st.one_of(
    st.text(st.sampled_from("a长,\t\"'=+-@#;|\\ \u3000\u00a0é𠮷\u200b\u2028\ufeff/{}[]:"), max_size=12),
    texts,
).map(str.strip)


def as_cell(check: object) -> st.SearchStrategy[str]:
    return hostile.filter(lambda text: callable(check) and check(text) is None)


aliases = st.builds(
    Alias,
    as_cell(fault_of_id),
    as_cell(fault_of_name),
    lang=st.sampled_from(["en", "zh-Hant-TW", "und"]),
    kind=st.sampled_from(KINDS),
    status=st.sampled_from(STATUSES),
    source=as_cell(fault_of_text),
    note=as_cell(fault_of_text),
)


@pytest.mark.parametrize("form", FORMS)
@given(rows=st.lists(aliases, max_size=5))
@example(rows=[Alias("#1", '"A"'), Alias("=1+1", "'=A"), Alias("a", "#A", note="# note"), Alias('"', "A,B\\")])
@example(rows=[Alias("\ufeffa", "\ufeffA")])
@example(rows=[Alias("a", "A\u2028B", source="s\u2028t", note="x\u2029y")])
@example(rows=[Alias("id", "name", source="source", note="note")])
def test_what_was_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, form: str, rows: list[Alias]) -> None:
    rows = [alias for alias in rows if fault(alias) is None]
    path = tmp_path_factory.getbasetemp() / f"back.{form}"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_aliases(file, rows, form)
    assert [alias for _, alias in read_aliases(str(path), Reading(""))] == rows


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_written_table_is_one_that_other_programs_read(form: str) -> None:
    rows = [Alias("a", 'Amazon.com, "Inc."', "en", "legal", "admitted", "s\\", "a\tb".replace("\t", " ")), Alias("#", "=A1")]
    file = io.StringIO(newline="")
    write_aliases(file, rows, form)
    read_back = list(csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter="," if form == "csv" else "\t"))
    assert read_back[0] == ["id", "name", "lang", "kind", "status", "source", "note"]
    assert [Alias(*row) for row in read_back[1:]] == rows


def test_written_json_is_unescaped_utf_8() -> None:
    file = io.StringIO()
    write_aliases(file, [Alias("cxmt", "长鑫存储")], "jsonl")
    assert file.getvalue() == (
        '{"id": "cxmt", "name": "长鑫存储", "lang": "und", "kind": "short", "status": "admitted", "source": "", "note": ""}\n'
    )
