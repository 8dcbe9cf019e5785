"""Word documents (docx): the text of their paragraphs, which can be changed without touching anything else.

What is read: the paragraphs of the body, headers, footers, foot- and endnotes, tables and text boxes, in the order of the
file, parts in the order of their names after the body, with a blank line between two paragraphs. That is the text that
offsets count into. Not read: code (by the name of its style), deleted and moved text, fields' instructions, comments, drawings.

A change rewrites the characters of the `<w:t>` elements that it lies in, in the bytes of their part; all other bytes of the part,
and all other parts, are copied. That is why neither python-docx nor lxml is used: both write a part anew. python-docx is the
referee of the tests.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from glossary.errors import FormatError, InputError
from glossary.formats.packages import opened, with_parts
from glossary.formats.views import BREAK, OBJECT, View, Viewer, escaped_for_markup
from glossary.formats.xml import TAG, UNWRITABLE, Handlers, RefusedError, parse_part, parser

_READ = re.compile(
    r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\."
    r"(?:(?:document|template)\.main|header|footer|footnotes|endnotes)\+xml"
)
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_WORDS = frozenset(
    f"{space}|"
    for space in ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
)
_CODE = re.compile(r"code|verbatim|preformatted|macrotext", re.IGNORECASE)
#: Elements whose text is not there any more, or is there twice.
_UNREAD = frozenset(("del", "moveFrom", "rPrChange", "pPrChange"))
_BETWEEN = "\0"  # stands between the texts of two elements; XML has no such character


@dataclass(frozen=True, slots=True)
class _Node:
    """A `<w:t>` element of a part: where its tag begins and where its content lies, in bytes."""

    part: str
    tag: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table that lies in no other table, numbers from 0, and the view of its text."""

    table: int
    row: int
    column: int
    view: View


@dataclass(frozen=True, slots=True)
class WordFile:
    """A document: its parts, and the view of its text; the view's source is the texts of all nodes, NULs between."""

    path: str
    data: bytes
    view: View
    nodes: tuple[_Node, ...]
    cells: tuple[Cell, ...] = ()

    def changed(self, changes: Iterable[tuple[int, int, str]]) -> bytes:
        """The file with spans of its text rewritten."""
        return self.saying(self.view.changed(changes))

    def saying(self, texts: str) -> bytes:
        """The file with other texts in its nodes, put together as the source of the view is. Raises InputError."""
        if bad := UNWRITABLE.search(texts.replace(_BETWEEN, "")):
            raise InputError(f"{self.path}: XML has no character U+{ord(bad[0]):04X}")
        edits: dict[str, list[tuple[_Node, str]]] = {}
        old, new = self.view.source.split(_BETWEEN), texts.split(_BETWEEN)
        if len(old) != len(new):
            raise InputError(f"{self.path}: XML has no character U+0000")
        for node, before, after in zip(self.nodes, old, new, strict=bool(self.nodes)):
            if before != after:
                edits.setdefault(node.part, []).append((node, after))
        if not edits:
            return self.data
        with zipfile.ZipFile(io.BytesIO(self.data)) as source:
            return with_parts(self.data, self.path, {name: _edited(source.read(name), those) for name, those in edits.items()})


def _edited(part: bytes, edits: list[tuple[_Node, str]]) -> bytes:
    out: list[bytes] = []
    done = 0
    for node, text in edits:
        tag = part[node.tag : node.start]
        name = TAG.match(tag)
        if text != text.strip() and b"xml:space" not in tag and name:
            tag = tag[: name.end("name")] + b' xml:space="preserve"' + tag[name.end("name") :]
        out += [part[done : node.tag], tag, escaped_for_markup(text, 0).encode()]
        done = node.end
    return b"".join([*out, part[done:]])


def read_docx(data: bytes, path: str) -> WordFile:
    """The text of a Word document. Raises FormatError where it is none, or is made to harm."""
    with opened(data, path, "docx") as file:
        parts = {name: file.read(name) for name in _names(file, path)}
    found = _Found()
    for name, part in parts.items():
        try:
            _Reader(name, part, found).parse()
        except RefusedError as error:
            raise FormatError(path, None, None, f"{name}: {error}") from None
    view, cells = found.views()
    return WordFile(path, data, view, tuple(found.nodes), cells)


def _names(file: zipfile.ZipFile, path: str) -> list[str]:
    """The parts that hold text, the body first."""
    types: dict[str, str] = {}

    def enter(name: str, attributes: Mapping[str, str]) -> None:
        if name.rpartition("|")[2] == "Override":
            types[attributes.get("PartName", "").removeprefix("/")] = attributes.get("ContentType", "")

    try:
        parse_part(file.read("[Content_Types].xml"), parser(), Handlers(enter, lambda name: None))
    except RefusedError as error:
        raise FormatError(path, None, None, f"[Content_Types].xml: {error}") from None
    present = set(file.namelist())
    found = sorted((("main" not in kind, name) for name, kind in types.items() if _READ.fullmatch(kind) or kind == _MACROS))
    names = [name for _, name in found if name in present]
    if not names:
        raise FormatError(path, None, None, "not a Word document: no part of it holds text")
    return names


@dataclass(slots=True)
class _Found:
    """What has been read: nodes with their texts, what stands between them (`layout`: the number of texts before it, and what it is),
    and cells (table, row, column, and where in the layout they begin and end)."""

    texts: list[str] = field(default_factory=list)
    nodes: list[_Node] = field(default_factory=list)
    layout: list[tuple[int, str]] = field(default_factory=list)
    cells: list[tuple[tuple[int, int, int], int, int]] = field(default_factory=list)

    def views(self) -> tuple[View, tuple[Cell, ...]]:
        """Of the whole, and of each cell."""
        source = _BETWEEN.join(self.texts)
        begins = list(accumulate((len(text) + 1 for text in self.texts), initial=0))
        cells = [Cell(*place, _without_end(self._view(source, begins, self.layout[first:last]))) for place, first, last in self.cells]
        return self._view(source, begins, [(0, ""), *self.layout, (len(self.texts), "")]), tuple(cells)

    def _view(self, source: str, begins: list[int], layout: list[tuple[int, str]]) -> View:
        viewer = Viewer(source)
        for number, (before, what) in enumerate(layout):
            end = max(begins[before] - 1, 0)
            if what == "paragraph":
                viewer.add_break(end)
            elif what:
                viewer.add(end, end, what)
            after = layout[number + 1][0] if number + 1 < len(layout) else before
            for text, place in zip(self.texts[before:after], begins[before:after], strict=True):
                viewer.add(place, place + len(text))
        return viewer.view()


def _without_end(view: View) -> View:
    """A view without the end of its last paragraph."""
    if not view.text.endswith(BREAK):
        return view
    return View(view.source, view.text.removesuffix(BREAK), view.pieces[:-1], view.escape)


class _Reader:
    """Reads one part."""

    def __init__(self, part: str, data: bytes, found: _Found) -> None:
        self._part, self._data, self._found = part, data, found
        self._parser = parser()
        self._unread = 0
        self._codes = [False]  # is the paragraph code? One for each that is open, for text boxes lie inside paragraphs
        self._code = False  # is the run?
        self._node: list[str] | None = None
        self._tag = 0
        self._in_stops = False
        self._tables = 0  # how many tables are open, one inside the other
        self._place = [-1 if not found.cells else found.cells[-1][0][0], -1, -1]
        self._begin = 0

    def parse(self) -> None:
        parse_part(self._data, self._parser, Handlers(self._enter, self._leave, self._characters))

    def _local(self, name: str) -> str:
        space, _, local = name.rpartition("|")
        return local if f"{space}|" in _WORDS else ""

    def _between(self, what: str) -> None:
        self._found.layout.append((len(self._found.texts), what))

    def _enter(self, name: str, attributes: Mapping[str, str]) -> None:
        local = self._local(name)
        if local in _UNREAD:
            self._unread += 1
        elif local == "p":
            self._codes.append(False)
            self._between("paragraph")
        elif local == "r":
            self._code = False
        elif local in ("pStyle", "rStyle") and not self._unread:
            value = next((value for key, value in attributes.items() if self._local(key) == "val"), "")
            if _CODE.search(value):
                self._codes[-1] = self._codes[-1] or local == "pStyle"
                self._code = self._code or local == "rStyle"
        elif local == "tabs":
            self._in_stops = True  # where tabulators stop is set by elements called tab, too
        elif local in _MARKS and not self._in_stops:
            self._between(_MARKS[local])
        elif local == "t":
            self._node, self._tag = [], self._parser.CurrentByteIndex
        elif local in ("tbl", "tr", "tc"):
            self._enter_table(local)

    def _enter_table(self, local: str) -> None:
        self._tables += local == "tbl"
        if self._tables == 1:
            level = ("tbl", "tr", "tc").index(local)
            self._place = [*self._place[:level], self._place[level] + 1, *[-1] * (2 - level)]
            self._begin = len(self._found.layout)

    def _leave_table(self, local: str) -> None:
        if self._tables == 1 and local == "tc":
            table, row, column = self._place
            self._found.cells.append(((table, row, column), self._begin, len(self._found.layout)))
        self._tables -= local == "tbl"

    def _characters(self, text: str) -> None:
        if self._node is not None:
            self._node.append(text)

    def _leave(self, name: str) -> None:
        local = self._local(name)
        if local in _UNREAD:
            self._unread -= 1
        elif local == "p":
            self._codes.pop()
            self._between("paragraph")
        elif local == "tabs":
            self._in_stops = False
        elif local in ("tbl", "tc"):
            self._leave_table(local)
        elif local == "t" and self._node is not None:
            text, self._node = "".join(self._node), None
            if self._unread or self._codes[-1] or self._code:
                self._between(OBJECT)
            elif text and (tag := TAG.match(self._data, self._tag)):
                self._found.texts.append(text)
                self._found.nodes.append(_Node(self._part, self._tag, tag.end(), self._parser.CurrentByteIndex))


#: Elements of a run that are to be seen, and what they look like.
_MARKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "drawing": OBJECT, "pict": OBJECT, "object": OBJECT, "sym": OBJECT,
          "footnoteReference": OBJECT, "endnoteReference": OBJECT}  # fmt: skip
