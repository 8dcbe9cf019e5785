"""Subtitles: what is on the screen, and that nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.formats.subtitles import read_ass, read_srt, read_vtt
from glossary.formats.views import BREAK, View, is_in_order

SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,000 X1:1\r\n<i>长鑫</i>存储 {\\an8}CXMT\r\n- JCET\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:04,000\r\nASE &amp; <3\r\n"
)
VTT = """WEBVTT CXMT

NOTE CXMT
CXMT

STYLE
::cue(CXMT) {}

CXMT
00:01.000 --> 00:02.000 line:0
<v CXMT>长<c.x>鑫</c><00:01.500>存储 AT&amp;T

00:00:03.000 --> 00:00:04.000
JCET"""
ASS = """[Script Info]
Title: CXMT
[V4+ Styles]
Style: CXMT,Arial,20
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:01.00,0:00:02.00,CXMT,,0,0,0,,CXMT
Dialogue: 0,0:00:01.00,0:00:02.00,CXMT,CXMT,0,0,0,,{\\i1}长鑫{\\i0}存储, ok\\NASE\\hJCET
Dialogue: 0,0:00:01.00,0:00:02.00,CXMT,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}UMC
"""


@pytest.mark.parametrize(
    ("read", "file", "text"),
    [
        (read_srt, SRT, f"长鑫存储 CXMT\n- JCET{BREAK}ASE &amp; <3"),
        (read_vtt, VTT, f"长鑫存储 AT&T{BREAK}JCET"),
        (read_ass, ASS, f"长鑫存储, ok\nASE JCET{BREAK}UMC"),
        (read_srt, "", ""),
        (read_vtt, "WEBVTT", ""),
        (read_ass, "[Events]\nDialogue: too few", ""),
        (read_srt, "CXMT\nno times", ""),
    ],
)
def test_what_subtitles_say(read: Callable[[str], View], file: str, text: str) -> None:
    view = read(file)
    assert view.text == text
    assert is_in_order(view)


@pytest.mark.parametrize(("read", "file"), [(read_srt, SRT), (read_vtt, VTT), (read_ass, ASS)])
def test_a_change_leaves_tags_and_times(read: Callable[[str], View], file: str) -> None:
    view = read(file)
    at = view.text.index("长鑫存储")
    changed = view.changed([(at, at + 4, "A&B")])
    name = "A&amp;B" if read is read_vtt else "A&B"
    assert name in changed
    assert changed.replace(name, "") == file.replace("长", "", 1).replace("鑫", "", 1).replace("存储", "", 1)
    assert view.changed([]) == file


LINES = ["1", "00:00:01,000 --> 00:00:02,000", "00:01.000 --> 00:02.000", "长鑫", "<i>CXMT</i>", "{\\i1}a\\Nb", "&amp;", "", "[Events]",
         "Format: Text", "Dialogue: a,b,c", "WEBVTT", "NOTE", "{", "<", "\\"]  # fmt: skip


@given(
    st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([read_srt, read_vtt, read_ass])
)
def test_any_file_is_read_in_order_and_written_back(lines: list[str], end: str, read: Callable[[str], View]) -> None:
    file = end.join(lines)
    view = read(file)
    assert is_in_order(view)
    assert view.changed([]) == file
