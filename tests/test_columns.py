"""Lines and columns: three ways to count, each against Python's own codecs on the line cut out."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from glossary.text.columns import Encoding, Ruler, width
from tests.making import HARD

ENCODINGS: tuple[Encoding, ...] = ("utf-32", "utf-16", "utf-8")
characters = [c for c in HARD if not "\ud800" <= c <= "\udfff"]
lines = st.lists(st.sampled_from([*characters, "\r\n", "\n", "\r", "𠮷", "a"]), max_size=30).map("".join)


def by_hand(text: str, offset: int) -> tuple[int, int, int, int]:
    """Line and columns from 1, by cutting the line out."""
    before = text[:offset]
    ends = [match.end() for match in re.finditer(r"\r\n|\r(?!\n)|(?<!\r)\n", text) if match.end() <= offset]
    line = before[ends[-1] if ends else 0 :]
    return len(ends) + 1, len(line) + 1, len(line.encode("utf-16-le")) // 2 + 1, len(line.encode("utf-8")) + 1


@given(lines, st.integers(0, 60))
def test_a_place_is_what_cutting_the_line_out_gives(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    assert tuple(Ruler(text).place(offset)) == by_hand(text, offset)


def test_the_three_counts_of_the_notes() -> None:
    """One line, three counts: what goes wrong where a program takes one for another."""
    assert [width("𠮷野家與長鑫存儲", encoding) for encoding in ENCODINGS] == [8, 9, 25]


@given(lines, st.integers(0, 60))
def test_an_offset_leads_to_its_place_and_back(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    ruler = Ruler(text)
    place = ruler.place(offset)
    if text[offset - 1 : offset + 1] == "\r\n":  # between the two the line has ended already
        return
    columns = {"utf-32": place.column, "utf-16": place.utf16, "utf-8": place.utf8}
    assert [ruler.offset(place.line - 1, columns[encoding] - 1, encoding) for encoding in ENCODINGS] == [offset] * 3


def test_a_place_past_the_end_is_the_end() -> None:
    ruler = Ruler("𠮷\r\nab")
    assert [ruler.offset(0, 99, "utf-16"), ruler.offset(9, 0, "utf-16"), ruler.offset(1, 99, "utf-32")] == [1, 5, 5]
    assert ruler.offset(0, 1, "utf-16") == 0, "between the halves of a pair: the character"


def test_one_long_line_is_counted_by_blocks() -> None:
    text = "𠮷a長" * 20_000
    ruler = Ruler(text)
    for offset in (0, 4095, 4096, 4097, 50_001, 60_000):
        assert tuple(ruler.place(offset)) == by_hand(text, offset)
