"""XML, read with care: elements with their places in the text, and what of an element's content is language.

expat says what is an element and where it stands; lxml and ElementTree do not tell places. It is given the text as decoded,
so that places are code points whatever the file's encoding. Entity declarations are refused where they stand, before anything
is expanded; a DOCTYPE line without them is tolerated, and nothing that it names is ever fetched; so is nesting deeper than 256.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from xml.parsers import expat

from glossary.errors import FormatError, InputError
from glossary.formats.decoding import known_encoding
from glossary.formats.views import OBJECT, Escape, Span, View, Viewer, escaped_for_markup

DEEPEST = 256
#: Characters of one segment; a text that a person translates has none so long.
LONGEST = 1 << 20
Enter = Callable[[str, Mapping[str, str]], None]
Leave = Callable[[str], None]


class RefusedError(Exception):
    """Why something is not parsed."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """Who is told that an element begins (its name, `space|local`, and attributes) and ends, and of characters."""

    enter: Enter
    leave: Leave
    characters: Callable[[str], None] | None = None


def parser() -> Any:  # noqa: ANN401 (expat's parser type has no public name)
    """A parser for `parse`; its CurrentByteIndex tells where an event lies, in UTF-8."""
    return expat.ParserCreate("utf-8", "|")


def parse(data: bytes, reading: Any, handlers: Handlers) -> None:  # noqa: ANN401
    """Parse UTF-8, whatever it declares. Raises RefusedError (entities, depth), expat.ExpatError (not well-formed)."""
    depth = 0

    def refuse(*_: object) -> None:
        raise RefusedError("declares entities, which is refused")

    def skip(name: str, is_parameter: bool) -> None:
        raise RefusedError(f"has an entity that XML does not know, {name[:40]}, which is refused")

    def enter(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise RefusedError(f"is nested deeper than {DEEPEST} elements, refused")
        handlers.enter(name, attributes)

    def leave(name: str) -> None:
        nonlocal depth
        depth -= 1
        handlers.leave(name)

    reading.EntityDeclHandler = reading.ExternalEntityRefHandler = refuse
    reading.SkippedEntityHandler = skip
    reading.StartElementHandler, reading.EndElementHandler = enter, leave
    if handlers.characters:
        reading.buffer_text = True
        reading.CharacterDataHandler = handlers.characters
    reading.Parse(data, True)


#: A tag in the bytes of a part.
TAG = re.compile(rb"""(?P<name><[^\s/>]++)(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")


def parse_part(data: bytes, reading: Any, handlers: Handlers) -> None:  # noqa: ANN401
    """Parse a part of a package, in UTF-8 as all programs write them. Raises RefusedError with what is wrong."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise RefusedError("is in UTF-16, and only UTF-8 is read")
    declared = declared_encoding(data[:200])
    if declared not in (None, "utf-8", "ascii"):
        raise RefusedError(f"is in {declared}, and only UTF-8 is read")
    try:
        parse(data, reading, handlers)
    except (expat.ExpatError, InputError) as error:
        raise RefusedError(str(error)) from None


_DECLARED = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']""")


def declared_encoding(start: bytes) -> str | None:
    """The encoding that a file without byte order mark declares, or shows by its first two bytes. Raises InputError.

    >>> declared_encoding(b'<?xml version="1.0" encoding="windows-1254"?>')
    'cp1254'
    """
    if start[:2] == b"<\0":
        return "utf-16-le"
    if start[:2] == b"\0<":
        return "utf-16-be"
    found = _DECLARED.match(start.removeprefix(codecs.BOM_UTF8))
    if not found:
        return None
    encoding = known_encoding(found[1].decode("ascii"))
    return "utf-8" if encoding.startswith("utf-16") else encoding


class Elements:
    """Parses a text; `enter` and `leave` are told of elements, `tag_end` and `before` say where in the text we are, in code points."""

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path = text, path
        self._data = b"" if text.isascii() else text.encode()
        self._at, self._byte = 0, 0
        self._parser = parser()

    def parse(self, enter: Enter, leave: Leave) -> None:
        """Raises FormatError with line and column."""
        try:
            parse(self._data or self._text.encode(), self._parser, Handlers(enter, leave))
        except RefusedError as error:
            raise self._fault(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber, str(error)) from None
        except expat.ExpatError as error:
            why = expat.ErrorString(error.code)
            raise self._fault(error.lineno, error.offset, f"not well-formed XML: {why}") from None

    def refuse(self, why: str) -> FormatError:
        """An error at the element that was told of last."""
        return self._fault(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber, why)

    def _fault(self, line: int, column: int, why: str) -> FormatError:
        return FormatError(self._path, line, column + 1, why)

    @property
    def before(self) -> int:
        """Where the tag of the element that was told of last begins; of an element without content that ends, where its tag ends."""
        byte = self._parser.CurrentByteIndex
        if not self._data:
            return int(byte)
        if byte < self._byte:
            self._at, self._byte = 0, 0
        self._at += len(self._data[self._byte : byte].decode())
        self._byte = byte
        return self._at

    @property
    def tag_end(self) -> int:
        """Where the tag of the element that begins ends."""
        tag = _TAG.match(self._text, self.before)
        assert tag is not None, "expat has found a tag here"
        return tag.end()


_TAG = re.compile(r"""<[^\s/>"']++(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
_TOKEN = re.compile(
    r"""(?xs)
    <!--.*?--> | <\?.*?\?>
    | <!\[CDATA\[(?P<cdata>.*?)\]\]>
    | <(?P<end>/)?(?P<name>[^\s/>]++)(?P<rest>(?:[^>"']|"[^"]*+"|'[^']*+')*+)>
    | &(?P<reference>[^;]++);
    | (?P<line>\r\n?)
    | (?P<text>[^<&\r]++)
    """
)
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
#: Characters that XML has no way to write.
UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of a tag by local name, references left as they are.

    >>> attributes_of('<mrk its:type="a" translate="no">')
    {'type': 'a', 'translate': 'no'}
    """
    return {name.rpartition(":")[2]: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def _spelled(text: str, at: int, sections: tuple[Span, ...], encoding: str) -> str:
    """Text in element content, or inside a CDATA section, where references are none."""
    if bad := UNWRITABLE.search(text):
        raise InputError(f"XML has no character U+{ord(bad[0]):04X}")
    if any(start <= at < end for start, end in sections):
        return text.replace("]]>", "]]]]><![CDATA[>")
    spelled = escaped_for_markup(text, at).replace("\r", "&#13;")
    return spelled if encoding.startswith("utf-") else spelled.encode(encoding, "xmlcharrefreplace").decode(encoding)


@lru_cache(64)
def _escape(sections: tuple[Span, ...], encoding: str) -> Escape:
    """How text is spelled in a file; most segments have no sections, and share one."""
    return partial(_spelled, sections=sections, encoding=encoding)


@dataclass(frozen=True, slots=True)
class Inline:
    """What inline elements are, by local name: `code` has content that is no language and is seen through, `objects` are things
    that no name reaches over, `apart` is language of its own inside of code. All others are seen through."""

    code: frozenset[str]
    objects: frozenset[str]
    apart: frozenset[str]
    is_break: Callable[[str], bool] = lambda tag: False
    is_protected: Callable[[str], bool] = lambda tag: False


Content = tuple[View, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Contents:
    """Reads what the content of elements of a file says. `encoding`: in which the file has to be written again."""

    text: str
    path: str
    inline: Inline
    encoding: str = "utf-8"

    def read(self, span: Span) -> Content:
        """The view of the content between two tags, and the spans of that which are protected. Raises FormatError (too long)."""
        start, end = span
        if end - start > LONGEST:
            raise FormatError(self.path, self.text.count("\n", 0, start) + 1, None, f"a segment of {end - start:,} characters, refused")
        raw = self.text[start:end]
        if "<" not in raw and "&" not in raw and "\r" not in raw:
            return View(self.text, raw, ((0, start, end),) if raw else (), _escape((), self.encoding)), ()
        return _Segment(self.text, self.inline, self.encoding).read(start, end)


class _Segment:
    """Reads the content of one element, which expat has found to be well-formed."""

    def __init__(self, text: str, inline: Inline, encoding: str) -> None:
        self._sections: list[Span] = []
        self._text, self._inline, self._encoding = text, inline, encoding
        self._viewer = Viewer(text)
        self._unread = inline.code | inline.objects
        self._open: list[str] = []  # elements whose content is not read, and language apart inside of them
        self._marks: list[int | None] = []  # of each other element that is open, where protected text began
        self._starts: dict[str, int] = {}  # the same of marks that begin and end in elements of their own, by id
        self._protected: list[Span] = []

    def read(self, start: int, end: int) -> Content:
        at = start
        while at < end and (match := _TOKEN.match(self._text, at, end)):
            at = match.end()
            if match["name"]:
                self._tag(match)
            elif not self._open or self._open[-1] in self._inline.apart:
                self._read(match)
        for first in self._starts.values():
            self._protect(first)
        view = self._viewer.view()
        escape = _escape(tuple(self._sections), self._encoding)
        return View(view.source, view.text, view.pieces, escape), tuple(sorted(self._protected))

    def _read(self, match: re.Match[str]) -> None:
        kind = match.lastgroup
        if kind == "text":
            self._viewer.add(*match.span())
        elif kind == "cdata":
            self._sections.append(match.span("cdata"))
            self._lines(*match.span("cdata"))
        elif kind == "line":
            self._viewer.add(*match.span(), "\n")
        elif kind == "reference":
            self._viewer.add(*match.span(), _decoded(match["reference"]))

    def _lines(self, start: int, end: int) -> None:
        for line in re.finditer(r"\r\n?|[^\r]+", self._text[start:end]):
            self._viewer.add(start + line.start(), start + line.end(), "\n" if line[0][0] == "\r" else None)

    def _tag(self, match: re.Match[str]) -> None:
        name = match["name"].rpartition(":")[2]
        closed = match["rest"].endswith("/")
        if match["end"]:
            self._leave(name, match.start())
        elif name in self._unread:
            if name in self._inline.objects and (not self._open or self._open[-1] in self._inline.apart):
                self._viewer.add(match.start(), match.start(), "\n" if self._inline.is_break(match[0]) else OBJECT)
            if not closed:
                self._open.append(name)
        elif name in self._inline.apart:
            if not closed:
                self._viewer.add(match.start(), match.start(), OBJECT)
                self._open.append(name)
        elif not self._open or self._open[-1] in self._inline.apart:
            self._mark(name, match[0], closed)

    def _mark(self, name: str, tag: str, closed: bool) -> None:
        """An element that is seen through, or protects its content; XLIFF 2 has marks that begin and end apart (sm, em)."""
        protected = self._viewer.size if self._inline.is_protected(tag) else None
        if name == "em":
            self._protect(self._starts.pop(attributes_of(tag).get("startRef", ""), None))
        elif name == "sm" and protected is not None:
            self._starts[attributes_of(tag).get("id", "")] = protected
        if not closed:
            self._marks.append(None if name in ("sm", "em") else protected)

    def _leave(self, name: str, at: int) -> None:
        if self._open and self._open[-1] == name:
            self._open.pop()
            if name in self._inline.apart:
                self._viewer.add(at, at, OBJECT)
        elif (not self._open or self._open[-1] in self._inline.apart) and self._marks:
            self._protect(self._marks.pop())

    def _protect(self, start: int | None) -> None:
        if start is not None and start < self._viewer.size:
            self._protected.append((start, self._viewer.size))


def _decoded(reference: str) -> str:
    if reference[0] != "#":
        return _NAMED.get(reference, OBJECT)
    return chr(int(reference[2:], 16) if reference[1] in "xX" else int(reference[1:]))
