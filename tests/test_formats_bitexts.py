"""Bilingual files: one contract for all formats. Other people's writers make the files, and their readers read what we have changed."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from html import unescape
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from glossary.errors import FormatError, GlossaryError, InputError, NotFoundError
from glossary.findings import Unit
from glossary.formats.bitexts import Bitext, Edit, read_bitext
from glossary.formats.views import OBJECT, is_in_order
from tests import making_bitexts as making
from tests.cases import ROOT
from tests.making_bitexts import MAKERS, Texts

FILES = ROOT / "tests" / "files"
_STRINGS, _SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"


def read(folder: Path, name: str, data: bytes, texts: Texts = ()) -> Bitext:
    """A file of that name; of aligned texts the translation, with its source beside it."""
    path = folder / name
    path.write_bytes(data)
    if not name.endswith(".txt"):
        return read_bitext(str(path), target_lang="" if name.endswith((".po", ".txt")) else "zh-Hant")
    source = folder / f"source of {name}"
    if texts:
        source.write_text("".join(f"{one}\n" for one, _ in texts), encoding="utf-8", newline="")
    return read_bitext(str(source), target_path=str(path))


def sides(bitext: Bitext) -> list[tuple[str | None, str]]:
    return [(unit.source, unit.target) for unit in bitext.units]


# -- what is read --------------------------------------------------------------------------------------------

SAMPLES: list[tuple[str, dict[str, str], tuple[str, str], list[tuple[str, str | None, str]]]] = [
    ("memory.tmx", {"target_lang": "zh-Hant"}, ("en-US", "zh-TW"), [
        ("plain", "CXMT and JCET signed.", "長鑫存儲與長電科技簽約。"),
        ("tags", "CXMT & Co￼￼JCET logo￼", "長鑫存儲 & 公司￼￼長電科技￼"),
        ("section", "SMIC <R&D> site", "中芯 <R&D> 園區"),
        ("section", "SMIC <R&D> site", "中芯國際 研發 園區"),
        ("no source", None, "日月光"),
    ]),
    ("memory.tmx", {"source_lang": "zh-CN", "target_lang": "en"}, ("zh-CN", "en-US"), [
        ("plain", "长鑫存储与长电科技签约。", "CXMT and JCET signed."),
        ("tags", None, "CXMT & Co￼￼JCET logo￼"),
        ("section", None, "SMIC <R&D> site"),
        ("other way", None, "UMC"),
        ("no translation", None, "ASE"),
    ]),
    ("report.xlf", {}, ("en-US", "zh-TW"), [
        ("1", "CXMT works with ￼JCET.", "長鑫存儲與￼長電科技合作。"),
        ("3", 'Not yet: ASE <"Group">', ""),
        ("4", "SMIC", ""),
        ("5", "aUMC \nb", "甲聯電 \nUMC_1乙"),
        ("7", "empty", ""),
        ("1", "JCET", "長電科技"),
    ]),
    ("manual.xliff", {}, ("en", "zh-Hant-HK"), [
        ("u1::s2", "JCET fell￼!￼", "長電科技￼下跌￼！"),
        ("u1::s1", "CXMT X&Y grew.", "長鑫存儲 X&Y 增長。"),
        ("u3", "UMC-1 by UMC", "UMC-1，聯電"),
        ("u4", "ASE", ""),
        ("u5", "two\nlines", ""),
    ]),
    ("messages.po", {}, ("", "zh-TW"), [
        ("", '%s buys from "CXMT".\n', "%s 向「長鑫存儲」採購。\n"),
        ("menu", "JCET\tHome", "長電科技\t首頁"),
        ("[0]", "{count} orders from UMC", "聯電的 {count} 筆訂單"),
        ("", "ASE", ""),
    ]),
    ("table.csv", {"target_lang": "zh-Hant-HK"}, ("en", "zh-TW"), [
        ("k1", "CXMT and JCET", "長鑫存儲與長電科技"),
        ("k2", 'SMIC, "the" foundry', "中芯國際，「代工廠」"),
        ("k3", "UMC", "聯電"),
    ]),
    ("table.csv", {"source_lang": "zh-TW", "target_lang": "zh-CN"}, ("zh-TW", "zh-CN"), [
        ("k1", "長鑫存儲與長電科技", "长鑫存储与长电科技"),
        ("k2", "中芯國際，「代工廠」", "中芯国际，\r\n“代工厂”"),
        ("k3", "聯電", ""),
    ]),
    ("pairs.tsv", {}, ("", ""), [
        ("", "CXMT and JCET", "長鑫存儲與長電科技"),
        ("", '"SMIC" said', "「中芯國際」說"),
        ("", 'a "b"\tc', "UMC 聯電"),
    ]),
    ("lines.en.txt", {"target_path": str(FILES / "lines.zh-Hant.txt")}, ("en", "zh-Hant"), [
        ("1", "CXMT rose.", "長鑫存儲上漲。"),
        ("2", "JCET fell.", "長電科技下跌。"),
        ("4", "ASE", "日月光"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "languages", "units"), SAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_what_a_file_says(name: str, asked: dict[str, str], languages: tuple[str, str], units: list[tuple[str, str | None, str]]) -> None:
    bitext = read_bitext(str(FILES / name), **asked)
    assert [(unit.id, unit.source, unit.target) for unit in bitext.units] == units
    assert (bitext.source_lang, bitext.target_lang) == languages
    assert bitext.changed([]) == Path(bitext.name).read_bytes()


def test_a_file_element_is_a_document_and_what_is_protected_is_skipped() -> None:
    report = read_bitext(str(FILES / "report.xlf"))
    assert [unit.document for unit in report.units] == ["report.docx"] * 5 + ["report.docx#2"]
    assert [report.units[3].target[start:end] for start, end in report.units[3].target_skip] == ["UMC_1"]
    manual = read_bitext(str(FILES / "manual.xliff"))
    assert [[unit.target[start:end] for start, end in unit.target_skip] for unit in manual.units] == [[], ["X&Y"], ["UMC-1"], [], []]


def test_a_name_is_seen_through_inline_tags_and_changed_in_the_file() -> None:
    bitext = read_bitext(str(FILES / "report.xlf"))
    unit = bitext.units[0]
    at = unit.target.index("長鑫存儲")
    assert bitext.text is not None
    start, end = bitext.place(0, "target", at, at + 4)
    assert bitext.text[start:end] == "長鑫</g>存儲"
    before = Path(bitext.name).read_text(encoding="utf-8")
    after = bitext.changed([Edit(0, "target", at, at + 4, "A&B")]).decode()
    assert after == before.replace('<g id="1">長鑫</g>存儲', '<g id="1">A&amp;B</g>', 1)


def test_text_is_written_into_a_section_as_it_is_and_into_a_string_with_escapes() -> None:
    bitext = read_bitext(str(FILES / "memory.tmx"), target_lang="zh-TW")
    at = bitext.units[2].target.index("R&D")
    assert b"<![CDATA[<A&B]]]]><![CDATA[>>]]>" in bitext.changed([Edit(2, "target", at, at + 3, "A&B]]>")])
    messages = read_bitext(str(FILES / "messages.po"))
    at = messages.units[0].target.index("長鑫存儲")
    assert '"%s 向「\\"CXMT\\"\\n"\n"」採購。\\n"'.encode() in messages.changed([Edit(0, "target", at, at + 4, '"CXMT"\n')])


@pytest.mark.parametrize(("cell", "edit", "written"), [
    ("CXMT x", ("CXMT", "a,b"), '"a,b x"'),
    ("CXMT x", ("CXMT", '"'), '""" x"'),
    ("x CXMT", ("CXMT", '"a"'), 'x "a"'),
    ('"CXMT, x"', ("CXMT", '"a"'), '"""a"", x"'),
    ("CXMT x", ("CXMT", "a\nb"), '"a\nb x"'),
])  # fmt: skip
def test_a_cell_gets_quotes_when_it_needs_them(tmp_path: Path, cell: str, edit: tuple[str, str], written: str) -> None:
    bitext = read(tmp_path, "a.csv", f"en,zh-TW\r\nJCET,{cell}\r\nUMC,y\r\n".encode())
    at = bitext.units[0].target.index(edit[0])
    changed = bitext.changed([Edit(0, "target", at, at + 4, edit[1])])
    assert changed.decode() == f"en,zh-TW\r\nJCET,{written}\r\nUMC,y\r\n"
    assert list(csv.reader(io.StringIO(changed.decode(), newline=""), strict=True))[1][1] == bitext.units[0].target.replace(*edit)


@pytest.mark.parametrize("content", ['"a, b";長\n', 'a;"長; 鑫"\n', '"a";"b,c"\n', "a;b\nc,d;e\n"])
def test_semicolons_part_cells_where_the_first_line_has_no_comma_outside_quotes(tmp_path: Path, content: str) -> None:
    rows = list(csv.reader(io.StringIO(content), delimiter=";", strict=True))
    assert sides(read(tmp_path, "a.csv", content.encode())) == [(row[0], row[1]) for row in rows]


# -- made by others, read, changed, read again ----------------------------------------------------------------

#: What all formats can hold: no control characters, no text that is blank, begins or ends blank, or would be a header.
letters = st.text(st.sampled_from("長鑫存儲 CXMT&<>\"',;{}%é𠀀\\=-#"), min_size=1, max_size=9)
texts = st.lists(st.tuples(letters.map(lambda text: f"s{text}t"), letters.map(lambda text: f"儲{text}鑫")), min_size=1, max_size=4)


@pytest.mark.parametrize("name", MAKERS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=texts, data=st.data())
def test_what_others_write_is_read_and_a_change_changes_nothing_else(tmp_path: Path, name: str, texts: Texts, data: st.DataObject) -> None:
    file = MAKERS[name](texts)
    bitext = read(tmp_path, name, file, texts)
    assert sides(bitext) == list(texts)
    assert bitext.changed([]) == file
    assert all(is_in_order(view) for pair in bitext.views for view in pair if view)
    number = data.draw(st.integers(0, len(texts) - 1))
    side = data.draw(st.sampled_from(["source", "target"] if not name.endswith(".txt") else ["target"]))
    text = texts[number][side == "target"]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = data.draw(st.sampled_from(["CXMT", "A&B", '"<長>"', "a\\b, c;", "", "\t", "長"]))
    if (name.endswith(".docx") and "\t" in new) or not (text[:start] + new + text[end:]).strip():
        return
    changed = bitext.changed([Edit(number, side, start, end, new)])  # type: ignore[arg-type]
    again = read(tmp_path, name, changed)
    expected = [list(pair) for pair in texts]
    expected[number][side == "target"] = text[:start] + new + text[end:]
    assert [list(pair) for pair in sides(again)] == expected
    if bitext.text is not None and start < end and not name.endswith((".csv", ".tsv")):
        first, last = bitext.place(number, side, start, end)  # type: ignore[arg-type]
        assert again.text is not None
        assert again.text.startswith(bitext.text[:first]) and again.text.endswith(bitext.text[last:])


def as_text(raw: str, name: str) -> str:
    """What a stretch of a file says, by another way than ours."""
    if name.endswith((".tmx", ".xlf", ".xliff")):
        return unescape(raw)
    if name.endswith(".po"):
        return str(json.loads(f'"{raw}"')) if "\\" in raw else raw
    return raw.replace('""', '"') if name.endswith((".csv", ".tsv")) else raw


@pytest.mark.parametrize("name", [name for name in MAKERS if not name.endswith((".xlsx", ".docx", ".txt"))])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=texts)
def test_a_place_is_where_the_file_says_the_same(tmp_path: Path, name: str, texts: Texts) -> None:
    bitext = read(tmp_path, name, MAKERS[name](texts))
    assert bitext.text is not None
    for number, unit in enumerate(bitext.units):
        for side, text in (("source", unit.source or ""), ("target", unit.target)):
            for at in range(len(text)):
                start, end = bitext.place(number, side, at, at + 1)  # type: ignore[arg-type]
                assert as_text(bitext.text[start:end], name) == text[at]
            spans = [bitext.place(number, side, at, at + 1) for at in range(len(text))]  # type: ignore[arg-type]
            assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_changed_workbook_is_what_openpyxl_reads_and_no_other_part_is_touched(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tabelle 1"
    sheet.append(["Terms of 2026"])
    sheet.append(["ID", "Source", "Target", "Status"])
    sheet.append([1, "CXMT", "長鑫", "ok"])
    sheet.append([2, "CXMT", "長鑫", "ok"])
    sheet.append([3, "=1+1", "=B3", "ok"])
    sheet["C3"].font = openpyxl.styles.Font(bold=True)
    hidden = book.create_sheet("hidden")
    hidden.append(["Source", "Target"])
    hidden.append(["JCET", "長電"])
    hidden.sheet_state = "hidden"
    book.create_sheet("notes").append(["only one column"])
    out = io.BytesIO()
    book.save(out)
    bitext = read(tmp_path, "a.xlsx", out.getvalue())
    assert [(unit.id, unit.source, unit.target, unit.document) for unit in bitext.units] == [
        ("1", "CXMT", "長鑫", "Tabelle 1"),
        ("2", "CXMT", "長鑫", "Tabelle 1"),
    ]
    assert bitext.labels == ("Tabelle 1!C3", "Tabelle 1!C4")
    changed = bitext.changed([Edit(0, "target", 0, 2, " 長鑫存儲 & "), Edit(1, "source", 0, 0, "<")])
    after = openpyxl.load_workbook(io.BytesIO(changed))["Tabelle 1"]
    assert [after["B3"].value, after["C3"].value, after["B4"].value, after["C4"].value] == ["CXMT", " 長鑫存儲 & ", "<CXMT", "長鑫"]
    assert after["C3"].font.bold and after["C5"].value == "=B3"
    with zipfile.ZipFile(out) as one, zipfile.ZipFile(io.BytesIO(changed)) as other:
        assert [name for name in one.namelist() if one.read(name) != other.read(name)] == ["xl/worksheets/sheet1.xml"]
        assert one.namelist() == other.namelist()


def test_runs_of_a_rich_string_keep_their_formats(tmp_path: Path) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book = openpyxl.Workbook()
    book.active.append(["en", "zh"])
    book.active.append(["CXMT", CellRichText(TextBlock(InlineFont(b=True), "長鑫"), "存儲", TextBlock(InlineFont(i=True), "公司"))])
    out = io.BytesIO()
    book.save(out)
    bitext = read_bitext(str(_written(tmp_path / "a.xlsx", out.getvalue())))
    assert sides(bitext) == [("CXMT", "長鑫存儲公司")]
    changed = bitext.changed([Edit(0, "target", 0, 4, "CX")])
    cell = openpyxl.load_workbook(io.BytesIO(changed), rich_text=True).active["B2"].value
    assert [str(part) for part in cell if str(part)] == ["CX", "公司"] and cell[0].font.b and cell[-1].font.i


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("prefixed", [[_STRINGS], [_SHEET], [_STRINGS, _SHEET]], ids=len)
def test_parts_may_name_their_elements_with_a_prefix(tmp_path: Path, prefixed: list[str]) -> None:
    def named(part: str) -> str:
        return re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", part).replace("xmlns=", "xmlns:x=")

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(making.xlsx([("CXMT", "長鑫")]))) as source, zipfile.ZipFile(out, "w") as file:
        for name in source.namelist():
            part = source.read(name)
            file.writestr(name, named(part.decode()) if name in prefixed else part)
    bitext = read(tmp_path, "a.xlsx", out.getvalue())
    sheet = openpyxl.load_workbook(io.BytesIO(bitext.changed([Edit(0, "target", 2, 2, "存儲")]))).active
    assert [cell.value for cell in sheet[2][:2]] == ["CXMT", "長鑫存儲"]


def test_a_result_of_a_formula_is_read_and_not_changed(tmp_path: Path) -> None:
    data = making.xlsx([("CXMT", "長鑫")])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb'<c r="B2"[^>]*>.*?</c>', '<c r="B2" t="str"><f>A2</f><v>長鑫</v></c>'.encode(), sheet)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    bitext = read(tmp_path, "a.xlsx", out.getvalue())
    assert sides(bitext) == [("CXMT", "長鑫")]
    with pytest.raises(InputError, match=r"a\.xlsx: Sheet!B2 is a formula or a number"):
        bitext.changed([Edit(0, "target", 0, 1, "x")])


def test_a_changed_table_is_what_python_docx_reads(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("CXMT")
    table = document.add_table(2, 2)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), ["CXMT rose", "長鑫上漲", "JCET", "長電"], strict=True):
        cell.text = text
    table.cell(1, 1).add_paragraph("科技")
    table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "內"
    out = io.BytesIO()
    document.save(out)
    bitext = read(tmp_path, "a.docx", out.getvalue())
    assert sides(bitext) == [("CXMT rose", "長鑫上漲"), ("JCET", "長電\n\n科技\n\n內")]
    assert bitext.labels == ("table 1, row 1", "table 1, row 2")
    changed = docx.Document(io.BytesIO(bitext.changed([Edit(0, "target", 0, 2, "長鑫存儲")]))).tables[0]
    assert changed.cell(0, 1).text == "長鑫存儲上漲"


# -- texts alone ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content", "text"), [
    ("a.md", "`CXMT` 長鑫\r\n", "`CXMT` 長鑫\r\n"),
    ("a.html", "<p>長<b>鑫</b> &amp;</p>", "長鑫 &\n\n"),
    ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n<i>長</i>鑫\n", "長鑫"),
    ("a", "長鑫", "長鑫"),
])  # fmt: skip
def test_a_text_alone_is_one_unit_without_source(tmp_path: Path, name: str, content: str, text: str) -> None:
    path = _written(tmp_path / name, content.encode())
    bitext = read_bitext(str(path))
    (unit,) = bitext.units
    assert (unit.source, unit.target, unit.document) == (None, text, str(path))
    assert bitext.changed([]) == content.encode()
    at = text.index("鑫")
    assert bitext.text == content and content[slice(*bitext.place(0, "target", at, at + 1))] == "鑫"
    assert bitext.changed([Edit(0, "target", at, at + 1, "x")]) == content.replace("鑫", "x").encode()
    if name == "a.md":
        assert unit.target_skip == ((0, 6),)


def test_a_word_document_without_bilingual_table_is_a_text_alone(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("長鑫")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "a", "b"
    document.save(str(tmp_path / "a.docx"))
    bitext = read_bitext(str(tmp_path / "a.docx"), source_lang="en", target_lang="zh")
    assert bitext.units == (Unit("", None, "長鑫\n\na\n\nb\n\n", str(tmp_path / "a.docx")),)
    assert bitext.text is None and bitext.place(0, "target", 0, 2) == (0, 0)
    changed = bitext.changed([Edit(0, "target", 0, 2, "CXMT")])
    assert docx.Document(io.BytesIO(changed)).paragraphs[0].text == "CXMT"


# -- languages and columns ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "asked", "why"), [
    ("memory.tmx", {}, r"has translations into zh-TW, zh-CN, zh-Hant-TW, en-US; say which with --target-lang"),
    ("memory.tmx", {"target_lang": "ja"}, r"has no ja among en-US, zh-TW, zh-CN, zh-Hant-TW"),
    ("table.csv", {}, r":2: several columns could be the target: zh-CN, zh-TW; say which with --target-lang"),
    ("table.csv", {"target_lang": "ja"}, r":2: no column in ja among en, zh-CN, zh-TW"),
])  # fmt: skip
def test_a_language_that_is_not_there_or_one_of_several_is_asked_for(name: str, asked: dict[str, str], why: str) -> None:
    with pytest.raises(InputError, match=why):
        read_bitext(str(FILES / name), **asked)


@pytest.mark.parametrize("name", ["memory.tmx", "report.xlf"])
def test_xml_is_known_by_its_root_and_packed_files_are_unpacked(tmp_path: Path, name: str) -> None:
    data = (FILES / name).read_bytes()
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(data))
    bitext = read_bitext(str(tmp_path / "a.xml.gz"), target_lang="zh-TW")
    assert bitext.units == read_bitext(str(FILES / name), target_lang="zh-TW").units
    assert bitext.changed([]) == data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.integers(0, 6), min_size=1, max_size=8).map(sorted),
    new=st.lists(st.sampled_from(["x", "", "yz"]), min_size=8, max_size=8),
)
def test_changes_side_by_side_come_out_in_order(tmp_path: Path, cuts: list[int], new: list[str]) -> None:
    """Among them such as put in before, between and after others."""
    text = "長鑫存儲公司"
    bitext = read(tmp_path, "a.tmx", making.tmx([("a", text)]))
    spans = dict.fromkeys([*pairwise(cuts), (cuts[-1], cuts[-1])])
    edits = [Edit(0, "target", start, end, word) for (start, end), word in zip(spans, new, strict=False)]
    expected, done = "", 0
    for edit in sorted(edits):
        expected, done = expected + text[done : edit.start] + edit.text, edit.end
    assert read(tmp_path, "b.tmx", bitext.changed(edits)).units[0].target == expected + text[done:]


# -- changes that cannot be -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("edits", "why"), [
    ([Edit(0, "target", 0, 2, "a"), Edit(0, "target", 1, 3, "b")], "two changes overlap"),
    ([Edit(0, "target", 0, 99, "a")], "is outside the target of unit 0"),
    ([Edit(1, "target", 0, 0, "a")], "outside the target of unit 1"),
    ([Edit(0, "target", 0, 1, "\x00")], r"a text has no character U\+0000"),
    ([Edit(0, "target", 0, 1, "\ud800")], r"XML has no character U\+D800"),
    ([Edit(0, "target", 5, 6, "a")], "is not text that could be changed"),
])  # fmt: skip
def test_a_change_that_cannot_be_is_refused(edits: list[Edit], why: str) -> None:
    with pytest.raises(InputError, match=why):
        read_bitext(str(FILES / "report.xlf")).changed(edits)


def test_the_source_of_aligned_texts_is_another_file(tmp_path: Path) -> None:
    bitext = read_bitext(str(FILES / "lines.en.txt"), target_path=str(FILES / "lines.zh-Hant.txt"))
    with pytest.raises(InputError, match="has no source that could be changed in unit 0"):
        bitext.changed([Edit(0, "source", 0, 1, "x")])
    with pytest.raises(InputError, match="a line end cannot be put into a line"):
        bitext.changed([Edit(0, "target", 0, 1, "a\nb")])
    (tmp_path / "b.txt").write_text("one line\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"b\.txt: 1 lines, where .*lines\.en\.txt has 4"):
        read_bitext(str(FILES / "lines.en.txt"), target_path=str(tmp_path / "b.txt"))


@pytest.mark.parametrize(("name", "encoding"), [("a.csv", "big5"), ("a.txt", "gb18030")])
def test_an_encoding_is_kept_and_what_it_lacks_is_refused(tmp_path: Path, name: str, encoding: str) -> None:
    path = _written(tmp_path / name, "en,zh\nCXMT,長\n".encode(encoding))
    bitext = read_bitext(str(path), encoding=encoding)
    at = bitext.units[-1].target.index("長")
    assert bitext.changed([Edit(0, "target", at, at + 1, "電")]) == "en,zh\nCXMT,電\n".encode(encoding)
    if encoding == "big5":
        with pytest.raises(InputError, match=r"a\.csv: big5 has no '长'; convert the file to UTF-8 first"):
            bitext.changed([Edit(0, "target", at, at + 1, "长")])


def test_xml_spells_what_its_encoding_lacks_as_a_reference(tmp_path: Path) -> None:
    bitext = read(tmp_path, "a.tmx", making.tmx([("CXMT", "長")], "big5"))
    changed = bitext.changed([Edit(0, "target", 0, 1, "长A")])
    assert "<seg>&#38271;A</seg>".encode("big5") in changed
    assert sides(read(tmp_path, "b.tmx", changed)) == [("CXMT", "长A")]


# -- hostile ---------------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE tmx [\n<!ENTITY a "aaaaaaaaaa">\n<!ENTITY b "&a;&a;&a;">\n]>'


def in_tmx(segment: str, before: str = "") -> bytes:
    unit = f'<tu><tuv xml:lang="en"><seg>a</seg></tuv>\n<tuv xml:lang="zh"><seg>{segment}</seg></tuv></tu>'
    return f'<?xml version="1.0"?>\n{before}<tmx version="1.4"><header srclang="en"/><body>\n{unit}\n</body></tmx>'.encode()


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "entities": ("a.tmx", lambda: in_tmx("&b;", LAUGHS), r"a\.tmx:3:\d+: declares entities, which is refused"),
    "external entity": ("a.tmx", lambda: in_tmx("&a;", '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///a">]>'), r":2:\d+: declares entities"),
    "parameter entity": ("a.tmx", lambda: in_tmx("", '<!DOCTYPE t [<!ENTITY % a SYSTEM "a.dtd">%a;]>'), r":2:\d+: declares entities"),
    "unknown entity": ("a.tmx", lambda: in_tmx("&nbsp;"), r"a\.tmx:4:\d+: not well-formed XML: undefined entity"),
    "unknown entity with DTD": ("a.tmx", lambda: in_tmx("&nbsp;", '<!DOCTYPE tmx SYSTEM "a.dtd">'), r":4:\d+: .*entity"),
    "deep": ("a.tmx", lambda: in_tmx("<hi>" * 300 + "</hi>" * 300), r":4:\d+: is nested deeper than 256 elements, refused"),
    "ill-formed": ("a.tmx", lambda: in_tmx("<hi>長</it>"), r"a\.tmx:4:32: not well-formed XML: mismatched tag"),
    "cut short": ("a.xlf", lambda: making.xliff_1([("a", "b")])[:-20], r"a\.xlf:2:\d+: not well-formed XML"),
    "another root": ("a.xlf", lambda: b"<html/>", r"a\.xlf:1:1: not an XLIFF file of version 1 or 2: its root is <html>"),
    "XLIFF 3": ("a.xlf", lambda: b'<xliff xmlns="urn:oasis:names:tc:xliff:document:3.0"/>', "not an XLIFF file of version 1 or 2"),
    "no tmx": ("a.tmx", lambda: b"<a/>", r"a\.tmx:1:1: not a TMX file: its root is <a>"),
    "no language": ("a.tmx", lambda: in_tmx("").replace(b' xml:lang="zh"', b""), r"a\.tmx:4:1: a tuv does not say its language"),
    "empty": ("a.tmx", lambda: b"", r"a\.tmx:1:1: not well-formed XML: no element found"),
    "wrong encoding": ("a.tmx", lambda: in_tmx("é").replace("é".encode(), b"\xe9"), r"a\.tmx:4: not utf-8"),
    "unknown encoding": ("a.tmx", lambda: b'<?xml version="1.0" encoding="klingon"?><tmx/>', r"a\.tmx:1: unknown encoding 'klingon'"),
    "long segment": ("a.tmx", lambda: in_tmx("a" * (2 << 20)), r"a\.tmx:4: a segment of 2,097,152 characters, refused"),
    "NUL": ("a.po", lambda: b'msgid "\0"', r"a\.po:1: NUL character"),
    "no closing quote": ("a.po", lambda: b'msgid "a"\nmsgstr "b\n', r"a\.po:2:8: neither a comment nor a keyword with a string"),
    "no msgstr": ("a.po", lambda: b'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', r"a\.po:3: a second msgid in a message"),
    "no keyword": ("a.po", lambda: b'"a"\n', r"a\.po:1: a string without keyword"),
    "no translation": ("a.po", lambda: b'msgid "a"\n', r"a\.po:1: a message without msgstr"),
    "open quote": ("a.csv", lambda: b'en,zh\na,"b\nc,d\n', r"a\.csv:2: a quote is opened and never closed"),
    "text after quote": ("a.csv", lambda: b'en,zh\na,"b"c\n', r"a\.csv:2: text after a closing quote"),
    "three cells": ("a.csv", lambda: b"Hello, world,a\n", r"a\.csv:1: 3 cells, where 2 are expected: is a text with the delimiter"),
    "one cell": ("a.csv", lambda: b"a,b\nc\n", r"a\.csv:2: one cell: a bilingual table has two"),
    "no zip": ("a.xlsx", lambda: b"a,b", r"a\.xlsx: not a whole xlsx file"),
    "no workbook": ("a.xlsx", lambda: making.word([("a", "b")]), r"a\.xlsx: word/document\.xml: not a workbook|no sheet has a source"),
    "no table": ("a.xlsx", lambda: making.xlsx([]).replace(b"", b""), r"a\.xlsx: no sheet has a source and a target"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_broken_or_made_to_harm_is_refused_in_one_line_and_at_once(tmp_path: Path, what: str) -> None:
    name, make, why = HOSTILE[what]
    path = _written(tmp_path / name, make())
    start = time.process_time()
    with pytest.raises(FormatError, match=why) as caught:
        read_bitext(str(path))
    assert time.process_time() - start < 2
    assert "\n" not in str(caught.value)


MANY: dict[str, Callable[[int], str]] = {
    "units.xliff": lambda n: "<unit id='{}'><segment><source>a</source></segment></unit>" * n,
    "segments.xliff": lambda n: "<unit id='u'>" + "<segment id='{}'><source>a</source></segment>" * n + "</unit>",
    "tags.xliff": lambda n: "<unit id='u'><segment><source>" + "<pc id='{}'>a</pc>" * n + "</source></segment></unit>",
    "marks.xliff": lambda n: "<unit id='u'><segment><source>" + "<sm id='{}' translate='no'/>a" * n + "</source></segment></unit>",
    "files.xlf": lambda n: "<file original='a'><body><trans-unit id='{}'><source>a</source></trans-unit></body></file>" * n,
    "variants.tmx": lambda n: "<tu>" + "<tuv xml:lang='zh'><seg>{}</seg></tuv>" * n + "</tu>",
    "tus.tmx": lambda n: "<tu><tuv xml:lang='en'><seg>a</seg></tuv><tuv xml:lang='zh'><seg>{}&lt;a b=</seg></tuv></tu>" * n,
    "rows.tsv": lambda n: '""a\t"""{}\n' * n,
    "cells.csv": lambda n: "a,b\n" + "," * 5 * n + "\n" * n,
    "messages.po": lambda n: 'msgid "{}"\n"a"\nmsgstr "b\\n"\n\n' * n,
}
_AROUND = {
    ".xliff": '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"><file id="f">{}</file></xliff>',
    ".xlf": '<xliff version="1.2">{}</xliff>',
    ".tmx": '<tmx version="1.4"><header srclang="en"/><body>{}</body></tmx>',
}


@pytest.mark.parametrize("name", MANY)
def test_time_grows_with_the_size_of_a_file_and_no_faster(tmp_path: Path, name: str) -> None:
    taken = []
    for count in (4_000, 32_000):
        numbers = iter(range(count))
        content = re.sub(r"\{\}", lambda match: str(next(numbers)), MANY[name](count))  # noqa: B023
        path = _written(tmp_path / name, _AROUND.get(Path(name).suffix, "{}").replace("{}", content).encode())
        taken.append(min(_seconds(path) for _ in range(3)))  # a collection of garbage may fall into any one of them
    assert taken[1] < max(28 * taken[0], 0.5)  # in proportion 8, in proportion to the square 64


def _seconds(path: Path) -> float:
    start = time.process_time()
    with suppress(FormatError):
        read_bitext(str(path))
    return time.process_time() - start


def test_a_dtd_line_is_tolerated_and_not_fetched(tmp_path: Path) -> None:
    data = in_tmx("長鑫", '<!DOCTYPE tmx SYSTEM "http://localhost:1/tmx14.dtd" [<!ELEMENT tmx ANY><!-- "> -->]>')
    assert sides(read(tmp_path, "a.tmx", data)) == [("a", "長鑫")]


def test_a_file_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotFoundError, match=r"nothing\.tmx: no such file"):
        read_bitext("nothing.tmx")


_SIGNS = b"<>&\"'\\/;\0\xff,\n\t[]!-0A"


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file with a few stretches deleted, doubled or overwritten."""
    for _ in range(chance.randint(1, 2)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 1, 2, 8)))
        middle = chance.choice(
            (b"", data[start:end] * 2, "長".encode(), bytes(chance.choices(b"<>&\"'\\/;\0\xff,\n\t[]!-0A", k=2)), data[:20])
        )
        data = data[:start] + middle + data[end:]
    return data


def inside(data: bytes, chance: random.Random) -> bytes:
    """A package with one of its parts of XML mutated."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    parts[name] = mutated(parts[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


SEEDS = {path.name: path.read_bytes() for path in sorted(FILES.iterdir()) if path.is_file()} | {
    name: make([("CXMT", "長鑫存儲"), ("JCET & Co", "長電<科技>")]) for name, make in MAKERS.items() if name.endswith((".xlsx", ".docx"))
}


def fuzz(folder: Path, name: str, rounds: int, seed: int = 0) -> int:
    """Read mutated files, and change what is read; returns how many could be read. Anything but our errors is a defect."""
    chance = random.Random(f"{name}{seed}")
    done = 0
    for _ in range(rounds):
        data = SEEDS[name]
        packed = name.endswith((".xlsx", ".docx"))
        data = inside(data, chance) if packed and chance.random() < 0.8 else mutated(data, chance)
        path = _written(folder / name, data)
        try:
            bitext = read_bitext(str(path), target_lang=chance.choice(("", "zh-TW")))
            assert bitext.changed([]) == data
            edits = [Edit(n, "target", 0, len(unit.target), "A&B") for n, unit in enumerate(bitext.units) if unit.target]
            assert isinstance(bitext.changed(edits[:1]), bytes)
            done += 1
        except GlossaryError as error:
            assert "\n" not in str(error)
    return done


@pytest.mark.parametrize("name", SEEDS)
def test_mutated_files_are_read_or_refused(tmp_path: Path, name: str) -> None:
    assert fuzz(tmp_path, name, 60 if name.endswith((".xlsx", ".docx")) else 200) > 0


# -- other people's files --------------------------------------------------------------------------------------


def inner(element: etree._Element) -> str:
    """What an element says without native code, by lxml."""
    said = element.text or ""
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        said += OBJECT if name in ("ph", "cp") else inner(child) if name and name not in ("bpt", "ept", "it", "ut") else ""
        said += child.tail or ""
    return said


def bare(text: str) -> str:
    """Text without line ends and things, which lxml does not tell apart."""
    return re.sub(f"[\r\n{OBJECT}]", "", text)


def test_valid_files_of_the_oasis_suite_are_read_and_places_are_right(shared: Path) -> None:
    found = 0
    for path in sorted((shared / "referees/xliff/xliff-21/test-suite").glob("*/valid/*.xlf")):
        bitext = read_bitext(str(path))
        assert bitext.text is not None
        assert bitext.changed([]) == path.read_bytes()
        space = "{urn:oasis:names:tc:xliff:document:2.0}"
        tree = etree.fromstring(path.read_bytes())
        sources = [inner(source) for source in tree.iterfind(f".//{space}unit/{space}segment/{space}source")]
        assert {bare(unit.source or "") for unit in bitext.units} <= {bare(source) for source in sources}
        for number, unit in enumerate(bitext.units):
            for side, text in (("source", unit.source or ""), ("target", unit.target)):
                for at, sign in enumerate(text):
                    start, end = bitext.place(number, side, at, at + 1)  # type: ignore[arg-type]
                    assert start == end or unescape(bitext.text[start:end]).replace("\r\n", "\n") == sign
        found += 1
    assert found == 59


def test_import_files_of_the_tmx_kit_are_read(shared: Path) -> None:
    paths = sorted((shared / "referees/tmx").glob("ImportTest*.tmx"))
    for path in paths:
        parsed = etree.fromstring(path.read_bytes(), etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False))
        segments = {bare(inner(seg)) for seg in parsed.iter("seg")}
        targets = ["en-GB", "fr-CA"] if path.stem in ("ImportTest1C", "ImportTest1J_many", "ImportTest1L", "ImportTest2C") else [""]
        for target in targets:
            try:
                bitext = read_bitext(str(path), target_lang=target)
            except InputError as error:
                assert "has no fr-CA among" in str(error)
                continue
            assert bitext.changed([]) == path.read_bytes()
            assert {bare(unit.target) for unit in bitext.units} <= segments | {
                "Cliquez Commencez ici ! pour commencer.",
                "Click Start Here! to start.",
            }
    assert len(paths) == 17


# -- slow and clear twins --------------------------------------------------------------------------------------

CODE, THINGS, APART, THROUGH = ("bpt", "ept", "it"), ("ph", "x"), ("sub",), ("g", "mrk", "hi")
words = st.text(st.sampled_from("長CXMT &<>\n"), max_size=4)
contents = st.recursive(
    st.tuples(st.sampled_from(THROUGH + THINGS + CODE), words, words, st.just(())),
    lambda inside: st.tuples(st.sampled_from(THROUGH + CODE + THINGS + APART), words, words, st.lists(inside, max_size=3)),
    max_leaves=8,
)


def built(parent: etree._Element, parts: list[tuple[str, str, str, list[object]]]) -> None:
    for name, text, tail, inside in parts:
        child = etree.SubElement(parent, name)
        child.text, child.tail = text, tail
        built(child, inside)  # type: ignore[arg-type]


def said_by(element: etree._Element, reads: bool) -> str:
    """What the inside of an element says: a slow, clear twin of what the module does in one pass."""
    said = (element.text or "") if reads else ""
    for child in element:
        name = str(child.tag)
        if name in THINGS:
            said += (OBJECT if reads else "") + said_by(child, False)
        elif name in APART:
            said += OBJECT + said_by(child, True) + OBJECT
        else:
            said += said_by(child, reads and name not in CODE)
        said += (child.tail or "") if reads else ""
    return said


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=words, parts=st.lists(contents, max_size=4))
def test_content_is_read_as_by_a_walk_over_the_tree(tmp_path: Path, first: str, parts: list[tuple[str, str, str, list[object]]]) -> None:
    root = etree.Element("target")
    root.text = first
    built(root, parts)
    segment = etree.tostring(root, encoding="unicode").removeprefix("<target>").removesuffix("</target>").replace("<target/>", "")
    file = '<xliff version="1.2"><file original="a" source-language="en"><body><trans-unit id="1"><source>a</source>'
    data = f"{file}<target>{segment}</target></trans-unit></body></file></xliff>"
    bitext = read(tmp_path, "a.xlf", data.encode())
    assert bitext.units[0].target == said_by(root, True)
    assert is_in_order(bitext.views[0][1])
    etree.fromstring(bitext.changed([Edit(0, "source", 0, 1, "<&>")]))


@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from('ab",\r\n#'), max_size=16))
def test_csv_is_read_as_the_csv_module_reads_it_when_it_is_strict(tmp_path: Path, text: str) -> None:
    path = _written(tmp_path / "a.csv", text.encode())
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(row)]
    except csv.Error:
        with pytest.raises(FormatError):
            read_bitext(str(path))
        return
    if all(len(row) >= 2 and not any(row[2:]) for row in rows) and "," in re.split("[\r\n]", text)[0]:
        assert sides(read_bitext(str(path))) == [(row[0], row[1]) for row in rows]
    elif rows and "," in re.split("[\r\n]", text)[0]:
        with pytest.raises(FormatError, match="cell"):
            read_bitext(str(path))


def test_messages_are_those_that_polib_reads() -> None:
    entries = [entry for entry in polib.pofile(str(FILES / "messages.po")) if not entry.obsolete and not entry.fuzzy]
    expected = [(entry.msgid_plural or entry.msgid, entry.msgstr_plural.get(0, entry.msgstr)) for entry in entries]
    assert sides(read_bitext(str(FILES / "messages.po"))) == expected


def test_what_a_workbook_cannot_spell_is_read_and_kept(tmp_path: Path) -> None:
    bitext = read(tmp_path, "a.xlsx", making.xlsx([("CXMT_x000D_x", "長鑫_x000D_存儲")]))
    assert sides(bitext) == [("CXMT\rx", "長鑫\r存儲")]
    changed = bitext.changed([Edit(0, "target", 0, 2, "_x0041_"), Edit(0, "source", 5, 6, "y")])
    sheet = openpyxl.load_workbook(io.BytesIO(changed)).active
    assert [sheet["A2"].value, sheet["B2"].value] == ["CXMT_x000D_y", "_x005F_x0041__x000D_存儲"]
    assert sides(read(tmp_path, "b.xlsx", changed)) == [("CXMT\ry", "_x0041_\r存儲")]


def test_a_page_says_in_which_language_it_is(tmp_path: Path) -> None:
    page = _written(tmp_path / "page.html", '<!DOCTYPE html>\n<html class="a" lang="zh-tw"><p lang="en">長鑫存儲</p></html>'.encode())
    assert read_bitext(str(page)).target_lang == "zh-TW"
    silent = _written(tmp_path / "silent.html", '<p lang="en">長鑫存儲</p>'.encode())
    assert read_bitext(str(silent)).target_lang == ""
