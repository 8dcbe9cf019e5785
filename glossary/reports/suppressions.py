"""Findings that the file itself says to ignore, in a comment: `glossary: ignore T003`, or without codes for every rule.

    md, html, txt      <!-- glossary: ignore T003 -->       its own line; alone on a line: the next one
    csv, tsv           a cell that says so                  its line
    PO                 # glossary: ignore T003              its entry
    XLIFF, TMX         <note> or a comment in the unit      its unit (trans-unit, unit, tu)

`glossary: ignore-file` is for the whole file, wherever it stands. Containers (xlsx, docx) have no comments to read: keep a baseline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from glossary.text.columns import Ruler

Span = tuple[int, int]
_COMMENT = re.compile(r"\bglossary:[ \t]*ignore(?P<file>-file)?(?P<codes>(?:[ \t,]+[A-Za-z]\d{3})*)(?![\w-])")
_ALONE = re.compile(r"\s*(?:<!--|[#;%/*]+)?\s*\Z"), re.compile(r"\s*(?:-->|\*/)?\s*\Z")
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

    >>> [one.covers(50, "T003") for one in ignored("<!-- glossary: ignore T003, T011 -->\\n合肥長鑫\\n台積電\\n", "a.md")]
    [False]
    """
    if "glossary:" not in text:
        return []
    suffix = PurePath(name.removesuffix(".gz")).suffix.lower()
    scope = _unit if suffix in _XML else _entry if suffix in _PO else _line
    return list(_ignored(text, scope))


def _ignored(text: str, scope: Callable[[Ruler, Span], Span]) -> Iterator[Ignored]:
    ruler = Ruler(text)
    for match in _COMMENT.finditer(text):
        start, end = (0, len(text) + 1) if match["file"] else scope(ruler, match.span())
        yield Ignored(start, end, frozenset(code.upper() for code in re.findall(r"[A-Za-z]\d{3}", match["codes"])))


def _line(ruler: Ruler, comment: Span) -> Span:
    """The line of a comment, or the one after it where it stands alone; blank lines between do not count."""
    start, end = ruler.line_of(comment[0])
    text = ruler.text
    before, after = _ALONE
    if not (before.match(text[start : comment[0]]) and after.match(text[comment[1] : end])):
        return start, end
    following = re.compile(r"\s*").match(text, end)
    return ruler.line_of(following.end() if following else end)


def _entry(ruler: Ruler, comment: Span) -> Span:
    """The entry of a PO file: the lines around that are not blank."""
    blank = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
    text = ruler.text
    start = max((match.end() for match in blank.finditer(text, 0, comment[0])), default=0)
    end = blank.search(text, comment[1])
    return start, end.start() + 1 if end else len(text) + 1


def _unit(ruler: Ruler, comment: Span) -> Span:
    """The unit that a comment or note stands in; outside of all: nothing."""
    opened = None
    for tag in _UNIT.finditer(ruler.text):
        if not tag[1]:
            if tag.start() > comment[0]:
                return 0, 0
            opened = tag.start()
        elif tag.end() > comment[0]:
            return (0, 0) if opened is None else (opened, tag.end())
        else:
            opened = None
    return 0, 0
