"""Files of records: cut into batches, texts of fields, and records as they were but for those."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import FormatError, InputError
from glossary.formats.records import Shape, Texts, form_of_records, open_records, put_together, respelt, taken_apart, texts_of


def read(path: Path, *fields: str, done: int = 0, size: int = 2) -> tuple[list[Texts], str]:
    """The texts of all records, and the file put together again, batch by batch."""
    texts: list[Texts] = []
    with open_records(str(path), fields) as records:
        whole = records.prelude
        for batch in records.batches(done, size):
            apart = taken_apart(batch, records.shape)
            texts += [found for _, _, found in texts_of(apart, batch, records.shape)]
            whole += put_together(apart, records.shape)
    return texts, whole


def made(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


CSV = '# by hand\n\nid,"te\nxt",n\r\n\n1,"a ""q"" 长鑫,\nx",2\r\n\r\n2,5" 长鑫,3\n\n,,\n3,"",x'


def test_a_table_is_cut_as_the_csv_reader_does(tmp_path: Path) -> None:
    texts, whole = read(made(tmp_path, "a.csv", CSV), "te\nxt", "n")
    assert texts == [('a "q" 长鑫,\nx', "2"), ('5" 长鑫', "3"), ("", ""), ("", "x")]
    assert whole == CSV


def test_lines_that_are_blank_stay_and_are_no_records(tmp_path: Path) -> None:
    text = '\n{"text": "a\\u2028b\u2028c"}\r\n\n  \n{"text": null}\n{}'
    path = made(tmp_path, "a.jsonl", text)
    assert read(path, "text") == ([("a\u2028b\u2028c",), (None,), (None,)], text)
    assert read(path, "text", done=1)[0] == [(None,), (None,)]
    assert read(path, "text", done=5)[0] == []


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["text", "a"]), inner, max_size=2),
    max_leaves=4,
)
records = st.dictionaries(st.sampled_from(["a", "b", 'q"', "长"]), values, max_size=3)
texts = st.text(st.sampled_from('长鑫 a"\\,\r\n\t{}\ud800é'), max_size=6)


@given(records, texts, texts, st.booleans(), st.sampled_from([None, 2]), st.data())
def test_a_json_record_changes_in_its_field_alone(
    record: dict[str, object], old: str, new: str, ascii_: bool, indent: int | None, data: st.DataObject
) -> None:
    items = list(record.items())
    items.insert(data.draw(st.integers(0, len(items))), ("text", old))
    raw = json.dumps(dict(items), ensure_ascii=ascii_, indent=indent) + " \r\n"
    changed = respelt(raw, {0: new}, Shape("a", "jsonl", ("text",)))
    assert json.loads(changed) == {**dict(items), "text": new}
    assert list(json.loads(changed)) == [name for name, _ in items]
    again = respelt(changed, {0: old}, Shape("a", "jsonl", ("text",)))
    assert again.replace(" ", "") == raw.replace(" ", "") or json.loads(again) == json.loads(raw)


def test_numbers_and_spaces_and_escapes_stay() -> None:
    raw = '{ "n":1.50 , "text" :"\\u957f", "big": 12345678901234567890123, "text2":"长"}\n'
    assert respelt(raw, {0: "鑫"}, Shape("a", "jsonl", ("text",))) == raw.replace("\\u957f", "\\u946b")
    assert respelt(raw, {0: "鑫"}, Shape("a", "jsonl", ("text2",))) == raw.replace("长", "鑫")
    assert respelt(raw, {}, Shape("a", "jsonl", ("text",))) == raw


cells = st.text(st.sampled_from('长a ",\t\r\n'), max_size=5)


@given(
    st.lists(cells, min_size=2, max_size=4), st.data(), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["csv", "tsv"])
)
def test_a_row_changes_in_its_field_alone(row: list[str], data: st.DataObject, quoting: int, form: str) -> None:
    delimiter = "," if form == "csv" else "\t"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerow(row)  # type: ignore[arg-type]
    column, new = data.draw(st.integers(0, len(row) - 1)), data.draw(cells)
    shape = Shape("a", form, ("text",), "utf-8", len(row), (column,))
    changed = respelt(out.getvalue() + "\n", {0: new}, shape)
    (parsed, *blank) = csv.reader(io.StringIO(changed, newline=""), delimiter=delimiter, strict=True)
    assert parsed == [*row[:column], new, *row[column + 1 :]]
    assert blank == [[]]
    assert respelt(out.getvalue(), {0: row[column]}, shape) == out.getvalue()


FAULTS = {
    "no JSON": ("a.jsonl", '{"text": "a"}\n\n{"text": "b"\n', r"a\.jsonl:3:\d+: not a JSON object: "),
    "no object": ("a.jsonl", "[1]\n", r"a\.jsonl:1: not a JSON object: \[1\]"),
    "no string": ("a.jsonl", '{"text": 5}\n', r"a\.jsonl:1: text is not a string: 5"),
    "deep": ("a.jsonl", '{"text": ' + "[" * 100_000 + "\n", r"a\.jsonl:1: not a JSON object"),
    "long number": ("a.jsonl", '{"n": ' + "1" * 5000 + "}\n", r"a\.jsonl:1: not a JSON object"),
    "ragged": ("a.csv", "id,text\n1,a\n\n2\n", r"a\.csv:4: 1 cells, where the header has 2"),
    "open quote": ("a.csv", 'id,text\n1,a\n2,"b\n', r"a\.csv:3: a quote is opened and never closed"),
    "NUL": ("a.jsonl", '{"text": "a"}\n{"text": "\0"}\n', r"a\.jsonl:2: NUL character"),
    "no such field": ("a.csv", "id,txt\n1,a\n", r"a\.csv: no field 'text' among id, txt"),
    "empty table": ("a.csv", "", r"a\.csv: no field 'text' among none: the file has no header"),
    "contract only": ("a.csv", "# x\n", r"a\.csv: no field 'text' among none"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_says_where_it_is(tmp_path: Path, what: str) -> None:
    name, text, why = FAULTS[what]
    with pytest.raises(InputError, match=why):
        read(made(tmp_path, name, text), "text", size=1000)


def test_bytes_that_are_no_text_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text": "\xff"}\n')
    with pytest.raises(FormatError, match=r"a\.jsonl:2: not utf-8: byte 0xff"):
        read(path, "text")
    path.write_bytes("{}\n".encode("utf-16"))
    with pytest.raises(InputError, match="records in utf-16-le are not read"):
        read(path, "text")


@pytest.mark.parametrize("name", ["a.txt", "a", "a.xlsx", "jsonl"])
def test_a_file_that_has_no_records_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="--field reads records, from a jsonl, csv, tsv or parquet file"):
        form_of_records(name)
