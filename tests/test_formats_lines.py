"""Lines as they come: what a whole file would give, whatever pieces it comes in, and errors that say where."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.errors import FormatError
from glossary.formats.lines import LONGEST_LINE, count_of_lines, lines_as_they_come

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "big5"]


class Pieces(io.BytesIO):
    """A stream that gives so many bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self.size = size

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(self.size)


def lines(data: bytes, size: int = 7, encoding: str | None = None) -> list[str]:
    return list(chain.from_iterable(lines_as_they_come(Pieces(data, size), encoding)))


@given(st.lists(st.text(st.sampled_from("ab長鑫𠮷 \u2028\x85"), max_size=6), max_size=8), st.integers(1, 9), st.sampled_from(ENCODINGS[:4]))
@example(["", ""], 1, "utf-16")
@example(["a"], 1, "utf-8-sig")
def test_lines_are_those_of_the_whole_text(texts: list[str], size: int, encoding: str) -> None:
    assert lines("".join(f"{text}\n" for text in texts).encode(encoding), size) == texts


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_an_encoding_without_a_mark_is_named(encoding: str, size: int) -> None:
    assert lines("長鑫\r\n\r\n存儲".encode(encoding), size, encoding) == ["長鑫", "", "存儲"]


@pytest.mark.parametrize(("data", "expected"), [(b"", []), (b"\n", [""]), (b"a", ["a"]), (b"a\n", ["a"]), (b"a\rb\r\n", ["a\rb"])])
def test_the_last_line_may_lack_its_end(data: bytes, expected: list[str]) -> None:
    assert lines(data) == expected


def test_a_line_is_given_out_before_the_next_is_there() -> None:
    def typed() -> Iterator[bytes]:
        yield b"CXMT\n"
        assert seen == [["CXMT"]]
        yield b"JC"
        yield b"ET\nNTC"
        assert seen[1:] == [["JCET"]]

    class Typing(io.BytesIO):
        pieces = typed()

        def read1(self, size: int | None = -1, /) -> bytes:
            return next(self.pieces, b"")

    seen: list[list[str]] = []
    waited: list[int] = []
    for some in lines_as_they_come(Typing(), None, lambda: waited.append(len(seen))):
        seen.append(some)
    assert seen == [["CXMT"], ["JCET"], ["NTC"]]
    assert waited[:2] == [0, 1]


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        pytest.param(b"a\nb\xff\nc", 2, "not utf-8: byte 0xff at offset 3", id="no UTF-8"),
        pytest.param(
            "a\n長鑫存儲技術\n".encode() + "長鑫存储有限公司\n长鑫存储技术有限公司".encode("gb18030"), 3, "--encoding", id="another"
        ),
        pytest.param(b"a\nb\0\n", 2, "NUL character", id="NUL"),
        pytest.param("長".encode()[:2], 1, "not utf-8: byte 0xe9 at offset 0", id="cut short"),
    ],
)
def test_what_is_no_text_is_an_error_that_says_where(data: bytes, line: int, words: str, size: int) -> None:
    with pytest.raises(FormatError, match=words) as raised:
        lines(data, size)
    assert raised.value.line == line


def test_a_line_without_end_is_not_kept_for_ever() -> None:
    class Endless(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return b"a" * 65536

    with pytest.raises(FormatError, match=f"more than {LONGEST_LINE:,} characters"):
        list(lines_as_they_come(Endless()))


@pytest.mark.parametrize(("text", "count"), [("", 0), ("a", 1), ("a\n", 1), ("a\n\nb", 3)])
def test_the_lines_of_a_file_are_counted_from_where_it_is_read(tmp_path: Path, text: str, count: int) -> None:
    (tmp_path / "names").write_text("first\n" + text, encoding="utf-8")
    with (tmp_path / "names").open("rb", buffering=0) as file:
        file.seek(6)
        assert count_of_lines(file.fileno()) == count
        assert file.read() == text.encode()


def test_nobody_counts_the_lines_of_a_pipe() -> None:
    ours, theirs = os.pipe()
    assert count_of_lines(ours) is None
    os.close(ours)
    os.close(theirs)
