"""Paths, files, identifiers and handles: what a name may stand in, in a document, without being a mention."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.formats.documents import read_document
from glossary.formats.paths import paths


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("見./CXMT/readme檔案", ["./CXMT/readme"]),
        ("../CXMT ~/CXMT/a.b /srv/CXMT", ["../CXMT", "~/CXMT/a.b", "/srv/CXMT"]),
        ("data/CXMT/2026.csv、src/CXMT.py。", ["data/CXMT/2026.csv", "src/CXMT.py"]),
        (r"D:\CXMT\file 與 CXMT\a", [r"D:\CXMT\file", r"CXMT\a"]),
        ("CXMT_report.pdf CXMT_DATA my_CXMT_x", ["CXMT_report.pdf", "CXMT_DATA", "my_CXMT_x"]),
        ("@CXMT, (@CXMT) and ir@cxmt.com", ["@CXMT", "@CXMT"]),
        ("tsmc.com/zh/台積電", ["tsmc.com/zh/台積電"]),
        ("SMIC/CXMT, SK hynix/Samsung，中芯国际/长鑫存储", []),
        ("688981.SH/0981.HK 2024/01/02 A/S and/or CXMT/DRAM.", []),
        ("_CXMT_ __CXMT__ @ / \\ _", []),
        ("", []),
    ],
)
def test_paths_are_told_from_language(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in paths(text)] == expected


@given(st.text(st.sampled_from("ab1/\\_@.~:, 长（\n"), max_size=60))
def test_paths_lie_in_order_and_inside_the_text(text: str) -> None:
    spans = paths(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert not any(text[start:end].isspace() for start, end in spans)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.log"])
def test_texts_of_any_kind_have_them(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("見 @CXMT", encoding="utf-8")
    assert read_document(str(tmp_path / name)).skip == ((2, 7),)
