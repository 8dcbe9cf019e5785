"""A view: what of a text is read, and where each character of it stands in the text.

Markup is left out of a view and references are decoded, so that the name in `<b>长鑫</b>存储` is one name; what is found in
the view is then reported, or changed, in the text as it was. Only characters that are part of a change are touched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from glossary.text.fold import fold

Span = tuple[int, int]
#: Piece of a view: where it begins in the view, and its span in the source. As long as its span: the same characters.
Piece = tuple[int, int, int]
#: What comes in the place of a span of the source.
Rewrite = tuple[int, int, str]
#: Spells text as the source must, at a place in it. Raises InputError where that cannot be.
Escape = Callable[[str, int], str]
#: Stands in a view for what is there and not read: an image, code in a line.
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
#: Stands in a view between two paragraphs.
BREAK = "\n\n"


def _unchanged(text: str, at: int) -> str:
    return text


def escaped_for_markup(text: str, at: int) -> str:
    """Text as HTML and XML spell it between tags.

    >>> escaped_for_markup("A&B", 0)
    'A&amp;B'
    """
    return escape(text, quote=False)


@dataclass(frozen=True, slots=True)
class View:
    """Text that is read, made of pieces of a source; offsets are code points, `escape` spells text as the source must there."""

    source: str
    text: str
    pieces: tuple[Piece, ...]
    escape: Escape = _unchanged

    def place(self, start: int, end: int) -> Span:
        """The span of the source from the first to the last character of a span of the view; markup between is in it.

        What the source does not have (the end of a paragraph) has an empty span there.

        >>> view = Viewer("<b>长鑫</b>存储").add(3, 5).add(9, 11).view()
        >>> view.text, view.place(0, 4)
        ('长鑫存储', (3, 11))
        """
        spans = self._spans(start, end)
        if spans or not self.pieces:
            return (spans[0][0], spans[-1][1]) if spans else (0, 0)
        _, at, _ = self.pieces[max(bisect_right(self.pieces, (start, len(self.source) + 1, 0)) - 1, 0)]
        return at, at

    def changed(self, changes: Iterable[tuple[int, int, str]]) -> str:
        """The source with spans of the view rewritten, in order; what stands between their pieces stays.

        >>> Viewer("<b>长鑫</b>存储").add(3, 5).add(9, 11).view().changed([(0, 4, "CXMT")])
        '<b>CXMT</b>'
        >>> Viewer("<b>長鑫</b>存儲").add(3, 5).add(9, 11).view().changed([(0, 4, "长鑫存储")])
        '<b>长鑫</b>存储'
        """
        return rewritten(self.source, self.rewrites(changes))

    def rewrites(self, changes: Iterable[tuple[int, int, str]]) -> list[Rewrite]:
        """What comes in the place of which spans of the source, where spans of the view are rewritten.

        Of several spans (长<b>鑫</b>) each keeps its characters if they are written in another script alone; else the first gets all.
        """
        found: list[Rewrite] = []
        for start, end, text in changes:
            spans = self._spans(start, end)
            is_shared = len(spans) > 1 and sum(size for _, _, size in spans) == len(text) and fold(self.text[start:end]) == fold(text)
            done = 0
            for number, (first, last, size) in enumerate(spans):
                share = text[done : done + size] if is_shared else text
                found.append((first, last, self.escape(share, first) if is_shared or not number else ""))
                done += size
        return found

    def _spans(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """The spans of the source that a span of the view consists of, and how many characters of the view each is."""
        found: list[tuple[int, int, int]] = []
        number = bisect_right(self.pieces, (start, len(self.source) + 1, 0)) - 1
        while number < len(self.pieces) and self.pieces[number][0] < end:
            at, first, last = self.pieces[number]
            number += 1
            size = (self.pieces[number][0] if number < len(self.pieces) else len(self.text)) - at
            if size == last - first:  # the same characters, which may be taken apart
                first, last = first + max(start - at, 0), last - max(at + size - end, 0)
            size = min(at + size, end) - max(at, start)
            if found and found[-1][1] == first:
                found[-1] = (found[-1][0], last, found[-1][2] + size)
            elif first < last:
                found.append((first, last, size))
        return found


def rewritten(source: str, rewrites: Iterable[Rewrite]) -> str:
    """A text with spans of it rewritten, in order.

    >>> rewritten("与长鑫合作", [(1, 3, "CXMT")])
    '与CXMT合作'
    """
    out: list[str] = []
    done = 0
    for first, last, text in rewrites:
        out += [source[done:first], text]
        done = last
    return "".join([*out, source[done:]])


class Viewer:
    """Builds a view from the beginning of a source to its end."""

    def __init__(self, source: str, escape: Escape = _unchanged) -> None:
        self.source = source
        self._escape = escape
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._size = 0
        self._last = BREAK
        self._plain = False  # is the last piece its span as it stands?

    def add(self, start: int, end: int, text: str | None = None) -> Viewer:
        """Read a span, as it stands or as `text`. An empty span is text that the source does not have."""
        read = self.source[start:end] if text is None else text
        if read:
            if self._pieces and self._pieces[-1][2] == start and self._plain and text is None:
                self._pieces[-1] = (*self._pieces[-1][:2], end)
            else:
                self._pieces.append((self._size, start, end))
            self._plain = text is None
            self._texts.append(read)
            self._size += len(read)
            self._last = (self._last + read)[-2:]
        return self

    def add_break(self, at: int) -> None:
        """End a paragraph; not twice, and not before the first."""
        if self._last != BREAK:
            self.add(at, at, BREAK)

    def add_object(self, at: int) -> None:
        """Something that is not read, and that no name reaches over."""
        self.add(at, at, OBJECT)

    @property
    def size(self) -> int:
        """How many characters the view has so far."""
        return self._size

    @property
    def last(self) -> str:
        """The last character of the view so far; a line end before the first."""
        return self._last[-1]

    def view(self) -> View:
        return View(self.source, "".join(self._texts), tuple(self._pieces), self._escape)


def is_in_order(view: View) -> bool:
    """Do the pieces cover the view, in the order of the source? (What every format promises; the tests ask.)"""
    starts = [at for at, _, _ in view.pieces]
    ordered = all(one[2] <= other[1] for one, other in pairwise(view.pieces))
    return ordered and (not view.text or starts[0] == 0) and all(one < other for one, other in pairwise([*starts, len(view.text)]))
