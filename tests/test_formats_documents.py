"""Documents: their text, and what of it is not language."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import FormatError, NotFoundError
from glossary.formats.documents import Document, markup, read_document
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


@pytest.mark.parametrize("name", ["a.txt", "a", "a.html", "md"])
def test_any_other_file_is_text_throughout(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("\ufeff`CXMT` 长鑫存储\r\n".encode())
    assert read_document(str(path)) == Document(str(path), "`CXMT` 长鑫存储\r\n", ())


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
