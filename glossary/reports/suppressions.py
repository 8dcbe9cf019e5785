"""Findings that the file itself says to ignore, in a comment: `glossary: ignore T003`, or without codes for every rule.

    md, html, txt      <!-- glossary: ignore T003 -->       its own line; alone on a line: the next one
    csv, tsv           a cell that says so                  its line
    PO                 # glossary: ignore T003              its entry
    XLIFF, TMX         <note> or a comment in the unit      its unit (trans-unit, unit, tu)

`glossary: ignore-file` is for the whole file, wherever it stands. Containers (xlsx, docx) have no comments to read: keep a baseline.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from glossary.text.columns import Ruler

Span = tuple[int, int]
_COMMENT = re.compile(r"\bglossary:[ \t]*ignore(?P<file>-file)?(?P<codes>(?:[ \t,]+[A-Za-z]\d{3})*)(?![\w-])")
_BEFORE, _AFTER = re.compile(r"\s*(?:<!--|[#;%/*]+)?\s*"), re.compile(r"\s*(?:-->|\*/)?\s*")
_BLANK = re.compile(r"\s*")
_BETWEEN = re.compile(r"(?:\r\n|\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r(?!\n))")
_UNIT = re.compile(r"<(/?)(?:\w+:)?(trans-unit|unit|tu)\b[^>]*>")
_XML = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".tmx")
_PO = (".po", ".pot")


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of a file, code points, and the rules that are silent in it; none: all."""

    start: int
    end: int
    codes: frozenset[str]

    def covers(self, offset: int, code: str) -> bool:
        """Is a finding of this rule at this place to be ignored?"""
        return self.start <= offset < self.end and (not self.codes or code in self.codes)


def ignored(text: str, name: str) -> list[Ignored]:
    """The parts of a file that its comments speak of; `name` tells the format.

    >>> [(one.start, one.end, sorted(one.codes)) for one in ignored("台積電 <!-- glossary: ignore T003, T011 -->", "a.md")]
    [(0, 40, ['T003', 'T011'])]
    """
    if "glossary:" not in text:
        return []
    suffix = PurePath(name.removesuffix(".gz")).suffix.lower()
    scope = _scope(_units(text)) if suffix in _XML else _scope(_entries(text)) if suffix in _PO else _line(Ruler(text))
    return list(_ignored(text, scope))


def _ignored(text: str, scope: Callable[[Span], Span]) -> Iterator[Ignored]:
    for match in _COMMENT.finditer(text):
        start, end = (0, len(text) + 1) if match["file"] else scope(match.span())
        yield Ignored(start, end, frozenset(code.upper() for code in re.findall(r"[A-Za-z]\d{3}", match["codes"])))


def _line(ruler: Ruler) -> Callable[[Span], Span]:
    """The line of a comment, or the one after it where it stands alone; blank lines between do not count."""

    def line(comment: Span) -> Span:
        start, end = ruler.line_of(comment[0])
        text = ruler.text
        if not (_BEFORE.fullmatch(text[start : comment[0]]) and _AFTER.fullmatch(text[comment[1] : end])):
            return start, end
        return ruler.line_of(_BLANK.match(text, end).end())  # type: ignore[union-attr]  # it matches the empty string too

    return line


def _scope(parts: list[Span]) -> Callable[[Span], Span]:
    """The part of a file that a comment stands in; outside of all: nothing."""

    def scope(comment: Span) -> Span:
        number = bisect_right(parts, (comment[0], comment[1])) - 1
        return parts[number] if number >= 0 and comment[1] <= parts[number][1] else (0, 0)

    return scope


def _entries(text: str) -> list[Span]:
    """The entries of a PO file: what stands between blank lines."""
    edges = [0, *(match.end() for match in _BETWEEN.finditer(text)), len(text) + 1]
    return list(pairwise(edges))


def _units(text: str) -> list[Span]:
    """The units of XLIFF and TMX, tags included."""
    found: list[Span] = []
    opened = 0
    for tag in _UNIT.finditer(text):
        if tag[1]:
            found.append((opened, tag.end()))
        else:
            opened = tag.start()
    return found
