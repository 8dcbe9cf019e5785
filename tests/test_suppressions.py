"""Comments that make rules silent: what part of a file each speaks of, by format."""

from __future__ import annotations

import time

import pytest

from glossary.reports.suppressions import ignored


def silent(text: str, name: str, at: str, code: str = "T003") -> bool:
    """Is a rule silent where a word stands?"""
    return any(one.covers(text.index(at), code) for one in ignored(text, name))


MD = "一\n<!-- glossary: ignore T003, t011 -->\n\n二甲\n三\n四 <!-- glossary: ignore -->\n五\n"


@pytest.mark.parametrize(("word", "code", "expected"), [
    ("一", "T003", False), ("二", "T003", True), ("甲", "T011", True), ("二", "T005", False), ("三", "T003", False),
    ("四", "T003", True), ("四", "T005", True), ("五", "T003", False),
])  # fmt: skip
def test_a_comment_in_a_text_is_for_its_line_or_the_next(word: str, code: str, expected: bool) -> None:
    for name in ("a.md", "a.html", "a.txt", "a.md.gz"):
        assert silent(MD, name, word, code) is expected
    assert silent(MD.replace("\n", "\r\n"), "a.md", word, code) is expected


def test_a_cell_is_for_its_row() -> None:
    text = "CXMT,长鑫,\nJCET,长电,glossary: ignore T003\nASE,日月光,\n"
    assert [silent(text, "a.csv", word) for word in ("长鑫", "长电", "日月光")] == [False, True, False]


PO = '#: a.c:1\nmsgid "A"\nmsgstr "甲"\n\n# glossary: ignore T003\n#: b.c:2\nmsgid "B"\nmsgstr "乙"\n\nmsgid "C"\nmsgstr "丙"\n'


def test_a_comment_of_a_po_entry_is_for_the_entry() -> None:
    assert [silent(PO, "a.po", word) for word in "甲乙丙"] == [False, True, False]
    assert [silent(PO.replace("\n", "\r\n"), "a.po", word) for word in "甲乙丙"] == [False, True, False]


XLIFF = """<xliff><file><body>
<trans-unit id="1"><source>A</source><target>甲</target></trans-unit>
<trans-unit id="2"><source>B</source><target>乙</target><note>glossary: ignore T003</note></trans-unit>
<trans-unit id="3"><!-- glossary: ignore --><source>C</source><target>丙</target></trans-unit>
<x:unit id="4"><target>丁</target></x:unit><note>glossary: ignore</note>
</body></file></xliff>"""


def test_a_note_of_a_unit_is_for_the_unit() -> None:
    assert [silent(XLIFF, "a.xlf", word) for word in "甲乙丙丁"] == [False, True, True, False]
    assert [silent(XLIFF, "a.xlf", word, "T005") for word in "甲乙丙丁"] == [False, False, True, False]
    tmx = XLIFF.replace("trans-unit", "tu")
    assert [silent(tmx, "a.tmx", word) for word in "甲乙丙丁"] == [False, True, True, False]


def test_a_whole_file() -> None:
    text = "一\n二 <!-- glossary: ignore-file T003 -->\n三"
    assert [silent(text, "a.md", word) for word in "一二三"] == [True, True, True]
    assert not silent(text, "a.md", "一", "T005")
    assert silent("一 <!-- glossary: ignore-file -->", "a.md", "一", "G001")


@pytest.mark.parametrize("text", ["一 glossary: ignored", "一 glossary: ignore-files", "一 myglossary: ignore", "一 glossary ignore"])
def test_what_only_looks_like_it(text: str) -> None:
    assert not ignored(text, "a.md")


def test_many_comments_take_time_in_proportion() -> None:
    """Each looks at its own neighbourhood."""

    def seconds(units: int) -> float:
        text = PO * units
        taken = []
        for _ in range(3):
            start = time.process_time()
            assert len(ignored(text, "a.po")) == units
            taken.append(time.process_time() - start)
        return min(taken)

    seconds(10)
    assert seconds(4000) < 40 * max(seconds(400), 0.001)
