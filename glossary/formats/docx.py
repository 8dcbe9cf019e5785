"""Word documents (docx): the text of their paragraphs, which can be changed without touching anything else.

What is read: the paragraphs of the body, headers, footers, foot- and endnotes, tables and text boxes, in the order of the
file, parts in the order of their names after the body, with a blank line between two paragraphs. That is the text that
offsets count into. Not read: code (by the name of its style), deleted and moved text, fields' instructions, comments, drawings.

A change rewrites the characters of the `<w:t>` elements that it lies in, in the bytes of their part; all other bytes of the part,
and all other parts, are copied. That is why neither python-docx nor lxml is used: both write a part anew. Parts are parsed
by expat, which tells where each event lies in the bytes; entity declarations, depth and size are refused before anything is
expanded. python-docx is the referee of the tests.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any
from xml.parsers import expat

from glossary.errors import FormatError
from glossary.formats.views import OBJECT, View, Viewer

MOST_PARTS = 10_000
#: Bytes of all parts unpacked: a document with its pictures, but no bomb.
MOST_BYTES = 512 << 20
#: Bytes of one part that is parsed.
MOST_TEXT = 64 << 20
DEEPEST = 256
_READ = re.compile(
    r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\."
    r"(?:(?:document|template)\.main|header|footer|footnotes|endnotes)\+xml"
)
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_WORDS = frozenset(
    f"{space}|"
    for space in ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
)
_TAG = re.compile(rb"""(?P<name><[^\s/>]+)(?:[^>"']|"[^"]*"|'[^']*')*>""")
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


class _RefusedError(Exception):
    """Why a part is not parsed."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """A document: its parts, and the view of its text; the view's source is the texts of all nodes, NULs between."""

    path: str
    data: bytes
    view: View
    nodes: tuple[_Node, ...]

    def changed(self, changes: Iterable[tuple[int, int, str]]) -> bytes:
        """The file with spans of its text rewritten."""
        if not self.nodes:
            return self.data
        old, new = self.view.source.split(_BETWEEN), self.view.changed(changes).split(_BETWEEN)
        edits: dict[str, list[tuple[_Node, str]]] = {}
        for node, before, after in zip(self.nodes, old, new, strict=True):
            if before != after:
                edits.setdefault(node.part, []).append((node, after))
        if not edits:
            return self.data
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.data)) as source, zipfile.ZipFile(out, "w") as target:
            target.comment = source.comment
            for info in source.infolist():
                part = source.read(info)
                target.writestr(_copied(info), _edited(part, edits[info.filename]) if info.filename in edits else part)
        return out.getvalue()


def _copied(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(info.filename, info.date_time)
    copy.compress_type, copy.external_attr, copy.create_system = info.compress_type, info.external_attr, info.create_system
    copy.comment, copy.extra = info.comment, info.extra
    return copy


def _edited(part: bytes, edits: list[tuple[_Node, str]]) -> bytes:
    out: list[bytes] = []
    done = 0
    for node, text in edits:
        tag = part[node.tag : node.start]
        name = _TAG.match(tag)
        if text != text.strip() and b"xml:space" not in tag and name:
            tag = tag[: name.end("name")] + b' xml:space="preserve"' + tag[name.end("name") :]
        out += [part[done : node.tag], tag, escape(text, quote=False).encode()]
        done = node.end
    return b"".join([*out, part[done:]])


def read_docx(data: bytes, path: str) -> WordFile:
    """The text of a Word document. Raises FormatError where it is none, or is made to harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _check(file, path)
            parts = {name: file.read(name) for name in _names(file, path)}
    # zipfile raises NotImplementedError for a compression it lacks, and RuntimeError for a password
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, OSError) as error:
        why = str(error.args[0]) if error.args else str(error)
        advice = "is it cut short, or does it have a password?"
        raise FormatError(path, None, None, f"not a whole docx file ({why.splitlines()[0]}); {advice}") from None
    texts: list[str] = []
    nodes: list[_Node] = []
    layout: list[tuple[int, str]] = []
    for name, part in parts.items():
        reader = _Reader(name, part, texts, nodes, layout)
        try:
            reader.parse()
        except (_RefusedError, expat.ExpatError) as error:
            raise FormatError(path, None, None, f"{name}: {error}") from None
    return WordFile(path, data, _view(texts, layout), tuple(nodes))


def _check(file: zipfile.ZipFile, path: str) -> None:
    """Refuse what could not be a document before anything is unpacked."""
    infos = file.infolist()
    names = {info.filename for info in infos}
    size = sum(info.file_size for info in infos)
    if len(infos) > MOST_PARTS or size > MOST_BYTES:
        raise FormatError(path, None, None, f"{len(infos):,} parts of {size:,} bytes unpacked: more than a document has, refused")
    if len(names) < len(infos):
        raise FormatError(path, None, None, "two parts have the same name, refused")
    if any(info.file_size > MOST_TEXT for info in infos if info.filename.endswith((".xml", ".rels"))):
        raise FormatError(path, None, None, f"a part has more than {MOST_TEXT:,} bytes of XML unpacked, refused")


def _names(file: zipfile.ZipFile, path: str) -> list[str]:
    """The parts that hold text, the body first."""
    types: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition("|")[2] == "Override":
            types[attributes.get("PartName", "").removeprefix("/")] = attributes.get("ContentType", "")

    try:
        _parse(file.read("[Content_Types].xml"), _parser(), start, lambda name: None)
    except (_RefusedError, expat.ExpatError) as error:
        raise FormatError(path, None, None, f"[Content_Types].xml: {error}") from None
    present = set(file.namelist())
    found = sorted((("main" not in kind, name) for name, kind in types.items() if _READ.fullmatch(kind) or kind == _MACROS))
    names = [name for _, name in found if name in present]
    if not names:
        raise FormatError(path, None, None, "not a Word document: no part of it holds text")
    return names


def _parser() -> Any:  # noqa: ANN401 (expat's parser type has no public name)
    return expat.ParserCreate(namespace_separator="|")


def _parse(data: bytes, parser: Any, start: Any, end: Any) -> None:  # noqa: ANN401
    """Parse XML; raises _RefusedError for entity declarations, other encodings than UTF-8, and great depth."""
    depth = 0

    def refuse(*_: object) -> None:
        raise _RefusedError("declares entities, which is refused")

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii", "ascii"):
            raise _RefusedError(f"is in {encoding}, and only UTF-8 is read")

    def enter(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _RefusedError(f"is nested deeper than {DEEPEST} elements, refused")
        start(name, attributes)

    def leave(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _RefusedError("is in UTF-16, and only UTF-8 is read")
    parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.XmlDeclHandler = declared
    parser.StartElementHandler, parser.EndElementHandler = enter, leave
    parser.Parse(data, True)


class _Reader:
    """Reads one part: its nodes, and what stands between them (`layout`: the number of texts before it, and what it is)."""

    def __init__(self, part: str, data: bytes, texts: list[str], nodes: list[_Node], layout: list[tuple[int, str]]) -> None:
        self._part, self._data = part, data
        self._texts, self._nodes, self._layout = texts, nodes, layout
        self._parser = _parser()
        self._unread = 0
        self._codes = [False]  # is the paragraph code? One for each that is open, for text boxes lie inside paragraphs
        self._code = False  # is the run?
        self._node: list[str] | None = None
        self._tag = 0
        self._in_stops = False

    def parse(self) -> None:
        self._parser.CharacterDataHandler = self._characters
        _parse(self._data, self._parser, self._enter, self._leave)

    def _local(self, name: str) -> str:
        space, _, local = name.rpartition("|")
        return local if f"{space}|" in _WORDS else ""

    def _between(self, what: str) -> None:
        self._layout.append((len(self._texts), what))

    def _enter(self, name: str, attributes: dict[str, str]) -> None:
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
        elif local == "t" and self._node is not None:
            text, self._node = "".join(self._node), None
            if self._unread or self._codes[-1] or self._code:
                self._between(OBJECT)
            elif text and (tag := _TAG.match(self._data, self._tag)):
                self._texts.append(text)
                self._nodes.append(_Node(self._part, self._tag, tag.end(), self._parser.CurrentByteIndex))


#: Elements of a run that are to be seen, and what they look like.
_MARKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "drawing": OBJECT, "pict": OBJECT, "object": OBJECT, "sym": OBJECT,
          "footnoteReference": OBJECT, "endnoteReference": OBJECT}  # fmt: skip


def _view(texts: list[str], layout: list[tuple[int, str]]) -> View:
    source = _BETWEEN.join(texts)
    viewer = Viewer(source)
    place = 0
    for (before, what), (after, _) in pairwise([(0, ""), *layout, (len(texts), "")]):
        end = max(place - 1, 0)
        if what == "paragraph":
            viewer.add_break(end)
        elif what:
            viewer.add(end, end, what)
        for text in texts[before:after]:
            viewer.add(place, place + len(text))
            place += len(text) + 1
    return viewer.view()
