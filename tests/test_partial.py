"""A file that grows beside its name: what is kept of it, and when it gets the name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import InputError
from glossary.formats.decoding import UTF_8, Spelling
from glossary.partial import Partial, kept_records, kept_rows

RUN = {"to": "en"}
LINES = ['{"a": 1}\n', "\n", '{"长": 2}\r\n', '{"a": 3}\n']


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@given(cut=st.integers(0, 40))
def test_the_last_whole_line_is_done_again(mark: bytes, cut: int) -> None:
    data = (mark + "".join(LINES).encode())[:cut]
    file = io.BytesIO(data)
    done, size = kept_records(file, "jsonl", Spelling("utf-8", mark))
    whole = [line for line in data.removeprefix(mark).split(b"\n")[:-1] if line.strip()]
    assert done == max(len(whole) - 1, 0)
    assert data[:size].count(b"{") == done


@pytest.mark.parametrize("cut", range(38))
def test_of_a_table_what_is_cut_inside_quotes_is_done_again(cut: int) -> None:
    text = b'id,text\n1,"a\nb"\n2,"c\n\nd"\n3,e\n4,f\n'[:cut]
    done, size = kept_records(io.BytesIO(text), "csv", UTF_8)
    ends = [8, 16, 25, 29, 33]
    assert size in (0, *ends)
    assert done <= max(sum(end <= cut for end in ends) - 2, 0)
    assert done == (ends.index(size) if size else 0)


def test_rows_of_mentions_are_kept_up_to_the_last_record() -> None:
    rows = b'{"doc": 3, "text": "a"}\n{"doc": 7}\n{"doc": 7}\n{"do'
    assert kept_rows(io.BytesIO(rows), "jsonl") == (7, 24)
    assert kept_rows(io.BytesIO(b"doc,text\n3,a\n7,b\n7,\n"), "csv") == (7, 13)
    assert kept_rows(io.BytesIO(b""), "csv") == (0, 0)


def test_the_name_comes_last(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    partial = Partial(path, RUN, None)
    partial.file.write(b"new")
    assert path.read_text() == "old"
    partial.finish()
    assert path.read_text() == "new"
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_what_was_done_is_kept_or_discarded(tmp_path: Path) -> None:
    partial = Partial(tmp_path / "out", RUN, None)
    partial.file.write("".join(LINES).encode())
    partial.stop()
    again = Partial(tmp_path / "out", RUN, lambda file: kept_records(file, "jsonl", UTF_8))
    assert again.done == 2
    assert again.path.stat().st_size == len("".join(LINES[:3]).encode())
    again.stop(discard=True)
    assert list(tmp_path.iterdir()) == []


def test_another_run_is_not_resumed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is nothing to resume"):
        Partial(tmp_path / "out", RUN, lambda file: (0, 0))
    partial = Partial(tmp_path / "out", RUN, None)
    partial.file.write(b"{}\n")
    partial.stop()
    with pytest.raises(InputError, match="was made by another run"):
        Partial(tmp_path / "out", {"to": "zh-Hans"}, lambda file: (0, 0))
    assert (tmp_path / "out.partial").read_bytes() == b"{}\n"
