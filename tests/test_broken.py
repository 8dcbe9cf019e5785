"""Names that a line end or spaces part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.broken import Joints, across, breaks
from glossary.model import Alias
from glossary.scanner import Scanner
from tests.making import compiled

NAMES = [
    Alias("skh", "SK hynix"),
    Alias("cxmt", "长鑫存储"),
    Alias("hw", "Huawei Technologies Co., Ltd."),
    Alias("mmm", "3 M"),
    Alias("tsmc", "台積電"),
]
INDEX = compiled(NAMES)
SCANNER = Scanner(INDEX)
JOINTS = Joints(INDEX.keys().packed()[1].tobytes())


def found(text: str, skip: list[tuple[int, int]] | None = None) -> list[tuple[str, str | None]]:
    mentions = across(text, SCANNER.find, JOINTS, skip or [])
    assert all(text[m.start : m.end] == m.text for m in mentions)
    return [(m.text, m.id) for m in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by SK\nHynix and", [("SK\nHynix", "skh")]),
        ("by SK \r\n  Hynix and", [("SK \r\n  Hynix", "skh")]),
        ("by SK   hynix and", [("SK   hynix", "skh")]),
        ("买了长鑫\n存储的", [("长鑫\n存储", "cxmt")]),
        ("台\n積電與台\n积电", [("台\n積電", "tsmc"), ("台\n积电", "tsmc")]),
        ("by Huawei\nTechnologies Co., Ltd. in", [("Huawei\nTechnologies Co., Ltd.", "hw")]),
        pytest.param(
            *("by Huawei\nTechnologies Co.,\nLtd. in", [("Huawei\nTechnologies Co.,\nLtd.", "hw")]),
            marks=pytest.mark.xfail(strict=True, reason="each copy mends one break"),
        ),
        ("a 3\nM tape", [("3\nM", "mmm")]),
        ("by SK\n\nHynix", []),
        ("by SK hynix", []),
        ("risk\nHynix", []),
        ("- SK\n- Hynix", []),
        ("长鑫。\n存储", []),
        ("", []),
    ],
)
def test_a_name_goes_on_behind_a_line_end(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_span_to_skip_holds_no_name() -> None:
    assert found("by SK\nHynix and", [(6, 11)]) == []


@given(
    st.lists(st.sampled_from(["SK", "hynix", " ", "  ", "\n", "\r\n", "长鑫", "存储", "。", "x", "Co.,", "Ltd."]), max_size=20).map("".join)
)
def test_any_text_can_be_mended(text: str) -> None:
    for start, end in breaks(text):
        assert text[start:end].strip() == "" and 0 < start < end < len(text)
    found(text)
