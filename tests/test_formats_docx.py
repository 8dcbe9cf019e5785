"""Word documents: their text, changes to it, and files made to harm. python-docx is the referee."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import FormatError
from glossary.formats.docx import read_docx
from glossary.formats.packages import MOST_PARTS
from glossary.formats.views import BREAK

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Any) -> bytes:  # noqa: ANN401 (python-docx has no name for it)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def of_runs(*paragraphs: list[str]) -> bytes:
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for run in runs:
            paragraph.add_run(run)
    return saved(document)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            part = source.read(info)
            target.writestr(info.filename, change(part) if info.filename == name else part)
    return out.getvalue()


def with_body(xml: str) -> bytes:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {_W}>{xml}</w:p>"))
    return saved(document)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_text_is_that_of_the_paragraphs() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("与长").bold = True
    document.paragraphs[0].add_run("鑫存储 & Co")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "JCET", "a\tb"
    document.sections[0].header.paragraphs[0].text = "CXMT"
    assert read_docx(saved(document), "a.docx").view.text == BREAK.join(["与长鑫存储 & Co", "JCET", "a\tb", "CXMT", ""])


runs = st.lists(st.lists(st.text(st.sampled_from("长鑫 a&<>\"'\t"), max_size=4), max_size=4), max_size=4)


@given(runs, st.data())
def test_a_change_is_what_python_docx_reads_and_all_else_is_the_same(paragraphs: list[list[str]], data: st.DataObject) -> None:
    file = of_runs(*paragraphs)
    word = read_docx(file, "a.docx")
    assert word.changed([]) == file
    place = data.draw(st.integers(0, max(len(word.view.text) - 1, 0)))
    if not word.view.text or word.view.text[place] in "\t\n":
        return
    changed = word.changed([(place, place + 1, " A&B ")])
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(changed)).paragraphs if paragraph.text]
    expected = (word.view.text[:place] + " A&B " + word.view.text[place + 1 :]).split(BREAK)
    assert texts == [text for text in expected if text]
    before, after = parts_of(file), parts_of(changed)
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]
    assert list(before) == list(after)


def test_a_name_over_several_runs_is_written_in_the_first() -> None:
    file = of_runs(["与长", "鑫", "存储合作"])
    word = read_docx(file, "a.docx")
    changed = docx.Document(io.BytesIO(word.changed([(1, 5, "CXMT")])))
    assert [run.text for run in changed.paragraphs[0].runs] == ["与CXMT", "", "合作"]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        pytest.param(
            "<w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>CXMT</w:delText></w:r></w:del><w:r><w:t>b</w:t></w:r>", "ab", id="deleted"
        ),
        pytest.param(
            "<w:moveFrom><w:r><w:t>CXMT</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>b</w:t></w:r></w:ins>", "\ufffcb", id="moved, inserted"
        ),
        pytest.param('<w:r><w:rPr><w:rStyle w:val="HTMLCode"/></w:rPr><w:t>CXMT</w:t></w:r><w:r><w:t>b</w:t></w:r>', "\ufffcb", id="code"),
        pytest.param('<w:pPr><w:pStyle w:val="SourceCode"/></w:pPr><w:r><w:t>CXMT</w:t></w:r>', "\ufffc", id="code paragraph"),
        pytest.param('<w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r>', "a", id="tabulator stops"),
        pytest.param('<w:hyperlink w:anchor="CXMT"><w:r><w:t>长</w:t></w:r></w:hyperlink><w:r><w:t>鑫</w:t></w:r>', "长鑫", id="link"),
        pytest.param("<w:r><w:instrText>CXMT</w:instrText></w:r><w:r><w:t><![CDATA[a&b]]></w:t></w:r>", "a&b", id="field, CDATA"),
        pytest.param("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>", "a\nb-c", id="breaks"),
    ],
)
def test_what_of_a_paragraph_is_read(xml: str, text: str) -> None:
    assert read_docx(with_body(xml), "a.docx").view.text.removesuffix(BREAK) == text


def test_a_part_with_a_byte_order_mark_is_changed_in_place() -> None:
    file = with_part(of_runs(["长鑫"]), "word/document.xml", lambda part: b"\xef\xbb\xbf" + part)
    changed = read_docx(file, "a.docx").changed([(0, 2, "CXMT")])
    assert docx.Document(io.BytesIO(changed)).paragraphs[0].text == "CXMT"


def entities(part: bytes) -> bytes:
    return part.replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<w:document', 1)


def types(part: bytes) -> bytes:
    return part.replace(b"<Types", b'<!DOCTYPE a [<!ENTITY a "">]><Types', 1)


def deep(part: bytes) -> bytes:
    return part.replace(b"<w:p>", b"<w:p>" + b"<w:a>" * 300 + b"</w:a>" * 300, 1)


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for number in range(MOST_PARTS + 1):
            file.writestr(str(number), b"")
    return out.getvalue()


def with_named(name: str) -> bytes:
    out = io.BytesIO(DOCUMENT)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr(name, b"")
    return out.getvalue()


def packed() -> bytes:
    out = io.BytesIO(DOCUMENT)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/media/a.png", bytes(10 << 20))
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO(of_runs(["a"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/media/a.xml", bytes(70 << 20))
    return out.getvalue()


DOCUMENT = of_runs(["长鑫"])
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut short": (lambda: DOCUMENT[: len(DOCUMENT) // 2], "not a whole docx file"),
    "nothing": (lambda: b"", "not a whole docx file"),
    "text": (lambda: "长鑫存储".encode(), "not a whole docx file"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "not a whole docx file"),
    "damaged": (lambda: DOCUMENT[:60] + bytes(40) + DOCUMENT[100:], "not a whole docx file"),
    "entities": (lambda: with_part(DOCUMENT, "word/document.xml", entities), "declares entities, which is refused"),
    "entities in types": (lambda: with_part(DOCUMENT, "[Content_Types].xml", types), "declares entities"),
    "deep": (lambda: with_part(DOCUMENT, "word/document.xml", deep), "nested deeper than 256"),
    "no XML": (lambda: with_part(DOCUMENT, "word/document.xml", lambda part: part[:-20]), r"word/document\.xml: "),
    "UTF-16": (lambda: with_part(DOCUMENT, "word/document.xml", lambda part: part.decode().encode("utf-16")), "UTF-16"),
    "name": (lambda: with_named("../a.xml"), "a part is called '../a.xml', refused"),
    "packed": (packed, "packed more than 400 times, refused"),
    "another zip": (lambda: with_part(DOCUMENT, "[Content_Types].xml", lambda part: b"<Types/>"), "not a Word document"),
    "many parts": (many_parts, "more than a document has, refused"),
    "bomb": (bomb, "bytes of XML unpacked, refused"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_document_or_made_to_harm_is_refused_in_one_line_and_at_once(what: str) -> None:
    make, why = HOSTILE[what]
    data = make()
    start = time.process_time()
    with pytest.raises(FormatError, match=why) as caught:
        read_docx(data, "a.docx")
    assert time.process_time() - start < 1
    assert str(caught.value).startswith("a.docx: ") and "\n" not in str(caught.value)
