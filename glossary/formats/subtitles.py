"""Subtitles (srt, vtt, ass and ssa): the words on the screen, with their places in the file.

Timings, cue settings, notes, styles, speaker names in tags and drawings are not read and stay as they are. Names are seen
through the tags that set them in italics; a line break inside a cue is one, and cues are apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from glossary.formats.views import Span, View, Viewer, escaped_for_markup

_ARROW = re.compile(r"[ \t]*(?:\d+:)?\d+:\d\d[.,]\d+[ \t]+-->[ \t]")
_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(r"\r\n?|\n")


def _lines(text: str) -> Iterator[Span]:
    """Where each line begins and ends, without its end; a blank last one too."""
    at = 0
    while True:
        line = _LINE.match(text, at)
        end = line.end() if line else len(text)
        yield at, end
        line_end = _LINE_END.match(text, end)
        if line_end is None:
            return
        at = line_end.end()


@cache
def _srt() -> re.Pattern[str]:
    return re.compile(r"</?(?:[ibus]|font)\b[^<>]*+> | \{(?:\\[^{}]*+ | /?[ibus])\}", re.VERBOSE | re.IGNORECASE)


@cache
def _vtt() -> re.Pattern[str]:
    return re.compile(r"</?(?:[a-z][^<>]*+)?> | <[0-9:.]++> | (?P<reference>&(?:\#\w++|\w++);)", re.VERBOSE)


def read_srt(text: str) -> View:
    r"""What SubRip subtitles say.

    >>> read_srt("1\n00:00:01,000 --> 00:00:02,000\n<i>长鑫</i>存储\n").text
    '长鑫存储'
    """
    return _read_cues(text, _srt(), Viewer(text))


def read_vtt(text: str) -> View:
    r"""What WebVTT subtitles say.

    >>> read_vtt("WEBVTT\n\n00:01.000 --> 00:02.000\n<v CXMT>AT&amp;T\n").text
    'AT&T'
    """
    return _read_cues(text, _vtt(), Viewer(text, escaped_for_markup))


def _read_cues(text: str, markup: re.Pattern[str], viewer: Viewer) -> View:
    """A cue is what stands under a line of times, to a blank line."""
    inside = False
    for start, end in _lines(text):
        if _ARROW.match(text, start, end):
            inside = True
            viewer.add_break(start)
        elif start == end:
            inside = False
        elif inside:
            if viewer.last != "\n":
                viewer.add(start, start, "\n")
            _read_line(start, end, markup, viewer)
    return viewer.view()


def _read_line(start: int, end: int, markup: re.Pattern[str], viewer: Viewer) -> None:
    for match in markup.finditer(viewer.source, start, end):
        viewer.add(start, match.start())
        start = match.end()
        if match.groupdict().get("reference"):
            viewer.add(*match.span(), unescape(match[0]))
    viewer.add(start, end)


_EVENTS = re.compile(r"\[(?P<section>[^\]]*)\]")
_DRAWING = re.compile(r"\\p(\d+)")
#: An override block, or one of the three escapes of the format.
_OVERRIDE = re.compile(r"\{(?P<tags>[^{}]*+)\}|\\(?P<escape>[Nnh])")


def read_ass(text: str) -> View:
    r"""What (Advanced) SubStation Alpha subtitles say.

    >>> read_ass("[Events]\nFormat: Start, Text\nDialogue: 0:00:01.00,{\\i1}长鑫{\\i0}存储\\NCXMT\n").text
    '长鑫存储\nCXMT'
    """
    viewer = Viewer(text)
    section, columns = "", 10
    for start, end in _lines(text):
        if header := _EVENTS.match(text, start, end):
            section = header["section"].strip().lower()
        elif section == "events":
            kind, _, rest = text[start:end].partition(":")
            if kind.strip().lower() == "format":
                columns = rest.count(",") + 1
            elif kind.strip().lower() == "dialogue" and rest.count(",") >= columns - 1:
                viewer.add_break(start)
                _read_event(end - len(rest.split(",", columns - 1)[-1]), end, viewer)
    return viewer.view()


def _read_event(start: int, end: int, viewer: Viewer) -> None:
    drawing = False
    for match in _OVERRIDE.finditer(viewer.source, start, end):
        if not drawing:
            viewer.add(start, match.start())
        start = match.end()
        if match["tags"] is not None:
            modes = _DRAWING.findall(match["tags"])
            drawing = modes[-1] != "0" if modes else drawing
        elif not drawing:
            viewer.add(match.start(), match.start(), " " if match["escape"] == "h" else "\n")
    if not drawing:
        viewer.add(start, end)
