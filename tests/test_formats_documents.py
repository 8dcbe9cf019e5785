"""Documents: their text, and what of it is not language."""

from __future__ import annotations

import codecs
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import FormatError, InputError, NotFoundError
from glossary.formats.decoding import Spelling
from glossary.formats.documents import Document, read_document
from glossary.formats.markdown import markup
from glossary.glossary import Glossary
from tests.cases import Case, parameters


@pytest.mark.parametrize("case", parameters("markup.csv", ("id", "label", "text", "hidden", "expect", "comment")))
def test_markup_is_told_from_language(case: Case) -> None:
    text = case["text"]
    assert "|".join(text[start:end] for start, end in markup(text)) == case["hidden"]


@given(st.text(st.sampled_from("`~<>!-[]()^:#\n aC长"), max_size=30))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    spans = markup(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.text(st.characters(exclude_characters="`~<[("), max_size=40))
def test_text_without_signs_of_markup_is_all_language(text: str) -> None:
    assert markup(text) == ()


@pytest.mark.parametrize("name", ["a.md", "a.MD", "a.markdown"])
def test_a_markdown_file_has_its_markup_skipped(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("`CXMT` 长鑫存储\r\n".encode())
    assert read_document(str(path)) == Document(str(path), "`CXMT` 长鑫存储\r\n", ((0, 6),))


@pytest.mark.parametrize("name", ["a.txt", "a", "a.rst", "md"])
def test_any_other_file_is_text_throughout(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("\ufeff`CXMT` 长鑫存储\r\n".encode())
    assert read_document(str(path)) == Document(str(path), "`CXMT` 长鑫存储\r\n", (), Spelling("utf-8", codecs.BOM_UTF8))


def test_a_document_in_another_encoding_is_read_when_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("長鑫存儲".encode("big5"))
    assert read_document(str(path), "big5").text == "長鑫存儲"
    with pytest.raises(FormatError):
        read_document(str(path))


def test_a_document_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"nothing\.txt: no such file"):
        read_document(str(tmp_path / "nothing.txt"))


def test_offsets_count_into_the_file_as_decoded(tmp_path: Path, book: Glossary) -> None:
    """With CRLF, a byte order mark that is no part of the text, and code that is passed over."""
    path = tmp_path / "a.md"
    path.write_bytes("\ufeff# 題\r\n`CXMT` [長鑫存儲](CXMT.html)\r\n".encode())
    document = read_document(str(path))
    (mention,) = book.find(document.text, document.skip)
    decoded = path.read_bytes().decode("utf-8-sig")
    assert (mention.id, decoded[mention.start : mention.end]) == ("cxmt", "長鑫存儲")


PAGES = {
    "a.html": "\ufeff<p>与<b>长鑫</b>存储&amp;JCET合作</p>\r\n<pre>CXMT</pre>",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n<i>长鑫</i>存储与JCET\n",
    "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v CXMT>长<c>鑫</c>存储与JCET\n",
    "a.ass": "[Events]\nFormat: Start, Text\nDialogue: 0:00:01.00,{\\i1}长鑫{\\i0}存储与JCET\n",
    "a.md": "# 长鑫存储与JCET\n\n`CXMT` [x](CXMT)\n",
    "a.txt": "\t长鑫存储与JCET\r\n",
}


@pytest.mark.parametrize("name", PAGES)
def test_places_count_into_the_file_and_changes_touch_nothing_else(tmp_path: Path, book: Glossary, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PAGES[name].encode())
    document = read_document(str(path))
    decoded = PAGES[name].removeprefix("\ufeff")
    mentions = book.find(document.text, document.skip)
    assert [mention.text for mention in mentions] == ["长鑫存储", "JCET"]
    for mention in mentions:
        start, end = document.place(mention.start, mention.end)
        assert (decoded[start], decoded[end - 1]) == (mention.text[0], mention.text[-1])
    for style in ("replace", "introduce"):
        result = book.loaded.rewrite(document.text, "zh-Hant", style, document.skip)
        changed = document.encoded(document.changed(result.changes))
        for piece in (PAGES[name][: PAGES[name].index("长")], PAGES[name][PAGES[name].rindex("JCET") + 4 :]):
            assert piece.encode() in changed
        path.write_bytes(changed)
        document = read_document(str(path))
        again = book.loaded.rewrite(document.text, "zh-Hant", style, document.skip)
        assert document.encoded(document.changed(again.changes)) == changed
        path.write_bytes(PAGES[name].encode())
        document = read_document(str(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_a_file_keeps_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    data = "\r\n與長鑫\n".encode(encoding)
    path.write_bytes(data)
    document = read_document(str(path), encoding if encoding in ("gb18030", "big5") else None)
    assert document.encoded(document.text) == data
    assert document.encoded(document.changed([(3, 5, "CXMT")])) == "\r\n與CXMT\n".encode(encoding)


def test_a_name_that_an_encoding_does_not_have_is_refused_in_text_and_a_reference_in_a_page(tmp_path: Path) -> None:
    text, page = tmp_path / "a.txt", tmp_path / "a.html"
    text.write_bytes("長".encode("big5"))
    with pytest.raises(InputError, match=r"a\.txt: big5 has no 长; convert the file to UTF-8 first$"):
        read_document(str(text), "big5").encoded("长")
    page.write_bytes('<meta charset="big5">長'.encode("big5"))
    document = read_document(str(page))
    assert document.encoded(document.changed([(len(document.text) - 1, len(document.text), "长")])).endswith(b">&#38271;")


@pytest.mark.parametrize(("declared", "encoding"), [("gb2312", "gb18030"), ("GBK", "gb18030"), ("Big5", "big5"), ("utf-8", "utf-8")])
def test_a_page_says_its_encoding(tmp_path: Path, declared: str, encoding: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f"<META http-equiv=content-type content='text/html; charset={declared}'>長".encode(encoding))
    assert read_document(str(path)).text.endswith("長")


def test_an_encoding_with_two_spellings_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x1b$B9q\x1b(B\x1b$B9q\x1b(B")
    document = read_document(str(path), "iso2022_jp")
    assert document.text == "国国"
    with pytest.raises(InputError, match="cannot be written back as it is"):
        document.encoded(document.text)
