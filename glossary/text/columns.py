"""Where a character stands: line and column, in the code units that the reader of a report counts by.

Programs count columns in code points (Python, checkstyle), in UTF-16 (editors, SARIF) or in bytes of UTF-8 (reviewdog). The names
of the three are those of the Language Server Protocol. A line ends after LF, CR LF or CR, as it does for editors.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal, NamedTuple

Encoding = Literal["utf-8", "utf-16", "utf-32"]
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}
_BLOCK = 4096
_LINE_END = re.compile(r"\r\n|\n|\r")


def width(text: str, encoding: Encoding) -> int:
    """How many code units a text has.

    >>> [width("𠮷野家", encoding) for encoding in ("utf-32", "utf-16", "utf-8")]
    [3, 4, 10]
    """
    if encoding == "utf-32":
        return len(text)
    codec, size = _CODECS[encoding]
    return len(text.encode(codec, "surrogatepass")) // size


class Place(NamedTuple):
    """A place in a text: its line, and its column in code points, UTF-16 and UTF-8; all from 1."""

    line: int
    column: int
    utf16: int
    utf8: int


class Ruler:
    """Measures one text; a place costs the same wherever it is, in a file of a single line too (TMX often is one).

    >>> Ruler("台\\n𠮷CXMT").place(3)
    Place(line=2, column=2, utf16=3, utf8=5)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._marks: dict[Encoding, list[int]] = {}

    def place(self, offset: int) -> Place:
        """The place of the character at an offset in code points, or of the end of the text."""
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        return Place(line, offset - start + 1, self._width(start, offset, "utf-16") + 1, self._width(start, offset, "utf-8") + 1)

    def offset(self, line: int, column: int, encoding: Encoding) -> int:
        """The offset of a line and a column, both from 0 as in the Language Server Protocol; past the end of a line: its end.

        >>> Ruler("台\\n𠮷CXMT").offset(1, 2, "utf-16")
        3
        """
        if line >= len(self._starts):
            return len(self.text)
        start = self._starts[line]
        text = self.text[start : self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)].rstrip("\r\n")
        if encoding == "utf-32":
            return start + min(column, len(text))
        codec, size = _CODECS[encoding]
        return start + len(text.encode(codec, "surrogatepass")[: column * size].decode(codec, "ignore"))

    def line_of(self, offset: int) -> tuple[int, int]:
        """The span of the line that an offset lies in, its end included."""
        line = bisect_right(self._starts, offset)
        return self._starts[line - 1], self._starts[line] if line < len(self._starts) else len(self.text)

    def _width(self, start: int, end: int, encoding: Encoding) -> int:
        if end - start <= _BLOCK:
            return width(self.text[start:end], encoding)
        return self._before(end, encoding) - self._before(start, encoding)

    def _before(self, offset: int, encoding: Encoding) -> int:
        """The code units before an offset, counted by blocks once."""
        if encoding not in self._marks:
            marks = self._marks[encoding] = [0]
            for at in range(0, len(self.text), _BLOCK):
                marks.append(marks[-1] + width(self.text[at : at + _BLOCK], encoding))
        block = offset // _BLOCK
        return self._marks[encoding][block] + width(self.text[block * _BLOCK : offset], encoding)
