"""Bilingual files made for tests by other people's writers (csv, lxml, polib, openpyxl, python-docx), each from pairs of texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
import openpyxl
import polib
from lxml import etree

#: Source and target.
Texts = Sequence[tuple[str, str]]
_XML = "{http://www.w3.org/XML/1998/namespace}"


def delimited(texts: Texts, dialect: str, quoting: Any = csv.QUOTE_MINIMAL) -> bytes:  # noqa: ANN401 (an enum from Python 3.12 on)
    out = io.StringIO()
    csv.writer(out, dialect, quoting=quoting).writerows([("en", "zh-TW"), *texts])
    return out.getvalue().encode()


def _inline(parent: Any, text: str, name: str) -> None:  # noqa: ANN401 (lxml has no types)
    """Text with its middle third in an element."""
    third = len(text) // 3
    parent.text = text[:third]
    if third:
        child = etree.SubElement(parent, name, id="1")
        child.text, child.tail = text[third : 2 * third], text[2 * third :]
    else:
        parent.text = text


def tmx(texts: Texts, encoding: str = "utf-8") -> bytes:
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(root, "header", srclang="en", segtype="block")
    body = etree.SubElement(root, "body")
    for number, pair in enumerate(texts):
        unit = etree.SubElement(body, "tu", tuid=str(number))
        for lang, text in zip(("en", "zh-tw"), pair, strict=True):
            variant = etree.SubElement(unit, "tuv", {f"{_XML}lang": lang})
            _inline(etree.SubElement(variant, "seg"), text, "hi")
    return _saved(root, encoding)


def xliff_1(texts: Texts, encoding: str = "utf-8") -> bytes:
    space = "urn:oasis:names:tc:xliff:document:1.2"
    root = etree.Element(f"{{{space}}}xliff", version="1.2", nsmap={"x": space})
    file = etree.SubElement(root, f"{{{space}}}file", {"original": "a", "source-language": "en", "target-language": "zh-tw"})
    body = etree.SubElement(file, f"{{{space}}}body")
    for number, (source, target) in enumerate(texts):
        unit = etree.SubElement(body, f"{{{space}}}trans-unit", id=str(number))
        _inline(etree.SubElement(unit, f"{{{space}}}source"), source, f"{{{space}}}g")
        _inline(etree.SubElement(unit, f"{{{space}}}target"), target, f"{{{space}}}g")
    return _saved(root, encoding)


def xliff_2(texts: Texts, encoding: str = "utf-8") -> bytes:
    space = "urn:oasis:names:tc:xliff:document:2.0"
    root = etree.Element(f"{{{space}}}xliff", version="2.0", srcLang="en", trgLang="zh-TW", nsmap={None: space})
    unit = etree.SubElement(etree.SubElement(root, f"{{{space}}}file", id="f"), f"{{{space}}}unit", id="u")
    for source, target in texts:
        segment = etree.SubElement(unit, f"{{{space}}}segment", state="final")
        _inline(etree.SubElement(segment, f"{{{space}}}source"), source, f"{{{space}}}pc")
        _inline(etree.SubElement(segment, f"{{{space}}}target"), target, f"{{{space}}}pc")
    return _saved(root, encoding)


def _saved(root: Any, encoding: str) -> bytes:  # noqa: ANN401
    return bytes(etree.tostring(root, encoding=encoding, xml_declaration=True, pretty_print=False))


def po(texts: Texts, wrap: int = 20) -> bytes:
    file = polib.POFile(wrapwidth=wrap)
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "zh_TW"}
    for number, (source, target) in enumerate(texts):
        file.append(polib.POEntry(msgctxt=str(number), msgid=source, msgstr=target))
    return str(file).encode()


def xlsx(texts: Texts) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["English", "繁體中文", "note"])
    for row, pair in enumerate(texts, 2):
        for column, text in enumerate(pair, 1):
            cell = sheet.cell(row, column)
            cell.value = text
            cell.data_type = "s"  # what begins with = would be a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word(texts: Texts) -> bytes:
    document = docx.Document()
    document.add_paragraph("CXMT stands over the table")
    table = document.add_table(0, 2)
    for pair in [("Source (en)", "Target (zh-TW)"), *texts]:
        for cell, text in zip(table.add_row().cells, pair, strict=True):
            third = len(text) // 3
            cell.paragraphs[0].add_run(text[:third]).bold = True
            cell.paragraphs[0].add_run(text[third:])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lines(texts: Texts) -> bytes:
    return "".join(f"{target}\r\n" for _, target in texts).encode("utf-16")


#: By the name of a file: who makes it.
MAKERS: dict[str, Callable[[Texts], bytes]] = {
    "minimal.csv": lambda texts: delimited(texts, "excel"),
    "quoted.csv": lambda texts: delimited(texts, "excel", csv.QUOTE_ALL),
    "mark.csv": lambda texts: b"\xef\xbb\xbf" + delimited(texts, "unix", csv.QUOTE_MINIMAL),
    "a.tsv": lambda texts: delimited(texts, "excel-tab"),
    "a.tmx": tmx,
    "gb18030.tmx": lambda texts: tmx(texts, "gb18030"),
    "ascii.tmx": lambda texts: tmx(texts, "us-ascii"),
    "utf16.tmx": lambda texts: tmx(texts, "utf-16"),
    "a.xlf": xliff_1,
    "cp1254.xlf": lambda texts: xliff_1(texts, "windows-1254"),
    "a.xliff": xliff_2,
    "a.po": po,
    "a.xlsx": xlsx,
    "a.docx": word,
    "a.txt": lines,
}
