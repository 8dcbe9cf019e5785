"""Texts that an editor has open: found in, named and corrected as files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.checker import select
from glossary.errors import FormatError
from glossary.formats.bitexts import read_bitext
from glossary.glossary import Glossary
from glossary.languageserver.buffers import Buffer
from glossary.reports.checked import Asked, checked, corrected
from glossary.text.columns import Place

ASKED = Asked(select(), "en", "zh-TW")
XML = '<?xml version="1.0" encoding="GB18030"?>\n'
TEXTS = {
    "a.md": "𠮷與長鑫存储，`英伟达`\n\n英伟达 <!-- glossary: ignore -->\n",
    "a.txt": "𠮷與長鑫存储\r\n",
    "a.html": "<p>𠮷與<b>長鑫</b>存储 &amp; 他</p>\n",
    "a.po": 'msgid "CXMT"\nmsgstr "𠮷與"\n"長鑫存储"\n',
    "a.csv": 'en,zh-TW\nCXMT,"𠮷""與""長鑫存储"\n',
    "a.tmx": f'{XML}<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>CXMT</seg></tuv>'
    '<tuv xml:lang="zh-TW"><seg>𠮷與<bpt i="1"/>長鑫<ept i="1"/>存储</seg></tuv></tu></body></tmx>\n',
    "a.xlf": f'{XML}<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="en" '
    'target-language="zh-TW"><body><trans-unit id="1"><source>CXMT</source><target>𠮷與<g id="1">長鑫</g>存储</target></trans-unit>'
    "</body></file></xliff>\n",
}


def offset(text: str, place: Place) -> int:
    """Where a place is, by lines cut at LF alone."""
    return sum(len(line) + 1 for line in text.split("\n")[: place.line - 1]) + place.column - 1


def written(text: str, edits: list[tuple[Place, Place, str]]) -> str:
    for start, end, new in reversed(edits):
        text = text[: offset(text, start)] + new + text[offset(text, end) :]
    return text


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_in_an_editor_is_what_it_is_in_a_file(book: Glossary, tmp_path: Path, name: str) -> None:
    text = TEXTS[name]
    index = book.loaded.index
    buffer = Buffer.of(f"/folder/{name}", 1, text, index, ASKED)
    assert buffer.fault is None
    assert [one.finding.rule for one in buffer.found] == ["T005"], "and what is ignored is not found"
    path = tmp_path / name
    path.write_text(text.replace(XML, XML.replace("GB18030", "UTF-8")), encoding="utf-8", newline="")
    bitext = read_bitext(str(path), source_lang="en", target_lang="zh-TW")
    found = checked(index, bitext, ASKED)
    assert [one.finding for one in found if one.standing == "new"] == [one.finding for one in buffer.found]
    fixed, count = corrected(bitext, found)
    assert count == 1
    after = written(text, buffer.corrections())
    assert after.replace("GB18030", "UTF-8").encode() == fixed
    assert Buffer.of(name, 2, after, index, ASKED).found == ()


@pytest.mark.parametrize("name", TEXTS)
def test_what_stands_at_a_place(book: Glossary, name: str) -> None:
    text = TEXTS[name]
    buffer = Buffer.of(name, 1, text, book.loaded.index, ASKED)
    start, end = text.index("長鑫"), text.index("存储") + 2
    for at in (start, start + 1, end):
        named = buffer.mention(at, book.loaded.find)
        assert named
        assert (named[0].id, named[1], named[2]) == ("cxmt", start, end)
        assert [one.finding.rule for one in buffer.at(at, at)] == ["T005"]
    assert buffer.mention(text.index("𠮷"), book.loaded.find) is None
    assert buffer.at(0, 1) == []
    if "CXMT" in text:
        source = buffer.mention(text.index("CXMT") + 1, book.loaded.find)
        assert source
        assert source[0].text == "CXMT"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [("a.xlf", "<xliff>\n<file>\n</xliff>", 3), ("a.po", 'msgid "a"\nmsgstr b\n', 2), ("a.md", "甲\n\0", 2)],
)
def test_why_a_text_cannot_be_read(book: Glossary, name: str, text: str, line: int) -> None:
    buffer = Buffer.of(f"/folder/{name}", 1, text, book.loaded.index, ASKED)
    assert isinstance(buffer.fault, FormatError)
    assert (buffer.fault.path, buffer.fault.line) == (f"/folder/{name}", line)
    assert (buffer.found, buffer.corrections(), buffer.mention(0, book.loaded.find)) == ((), [], None)
