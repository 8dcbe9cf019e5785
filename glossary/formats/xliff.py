"""XLIFF 1.1, 1.2 and 2.x, with the dialects of SDL, memoQ and others: units with their places in the file.

    1.x   a trans-unit is a unit; seg-source and alt-trans are passed over; what `file` calls its original is the document
    2.x   a segment is a unit (u1::s1), in the order that its target has; ignorables and what modules hold are passed over

What is marked translate="no" is left out where it is a unit, and is skipped where it is a span (mrk, sm). A target that does not exist,
or repeats its source and says that it is new, is "". Native code is seen through where it stands for formatting (g, pc, bpt, it, sc …); a
thing (ph, x, cp) ends a name; line breaks are read. The whole is not validated: what makes pairs wrong is refused, with its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from glossary.formats.languages import Wanted, canonical
from glossary.formats.pairs import Pair, Pairs, TextFile
from glossary.formats.views import Span, View
from glossary.formats.xml import Contents, Elements, Inline

_SPACE_1 = re.compile(r"(?:urn:oasis:names:tc:xliff:document:1\.[0-9])?")
_SPACE_2 = "urn:oasis:names:tc:xliff:document:2."
_BREAK = re.compile(r"""\b(?:ctype|subType|equiv-text|equiv)\s*=\s*["'](?:(?:x-|xlf:)?lb|\\n)["']""")
_PROTECTED = re.compile(r"""\s(?:mtype\s*=\s*["']protected|translate\s*=\s*["']no)["']""")
INLINE = Inline(
    code=frozenset(("bpt", "ept", "it")),
    objects=frozenset(("ph", "x", "cp")),
    apart=frozenset(("sub",)),
    is_break=lambda tag: _BREAK.search(tag) is not None,
    is_protected=lambda tag: _PROTECTED.search(tag) is not None,
)
#: States of a target that nobody has translated yet.
_NEW = frozenset(("new", "needs-translation", "initial"))
_UNTIL = {"file": "file", "group": "group", "trans-unit": "unit", "unit": "unit"}


@dataclass(slots=True)
class _Segment:
    """Source and target of a trans-unit or segment: where their contents lie; `order` of its target, from 0."""

    id: str
    order: int
    state: str = ""
    source: Span | None = None
    target: Span | None = None


@dataclass(slots=True)
class _Unit:
    id: str
    document: str
    segments: list[_Segment] = field(default_factory=list)
    ids: set[str] = field(default_factory=lambda: {""})
    parts: int = 0


def read_xliff(file: TextFile, wanted: Wanted) -> Pairs:
    """The units of a file. Raises FormatError with line and column."""
    reader = _Reader(file)
    units = reader.read()
    contents = Contents(file.text, file.path, INLINE, file.encoding)
    pairs = [_pair(unit, segment, contents) for unit in units for segment in sorted(unit.segments, key=lambda one: one.order)]
    return Pairs(tuple(pairs), canonical(reader.source_lang), canonical(reader.target_lang))


def _pair(unit: _Unit, segment: _Segment, contents: Contents) -> Pair:
    source, source_skip = contents.read(segment.source) if segment.source else (None, ())
    target, target_skip = contents.read(segment.target) if segment.target else (View(contents.text, "", ()), ())
    if segment.state in _NEW and source is not None and target.text == source.text:
        target, target_skip = View(contents.text, "", ()), ()
    name = f"{unit.id}::{segment.id}" if segment.id else unit.id
    return Pair(name, source, target, unit.document, source_skip, target_skip)


class _Reader:
    """Finds the units of a file. A name in `_path` is that of an element of XLIFF itself, "" that of another."""

    def __init__(self, file: TextFile) -> None:
        self._elements = Elements(file.text, file.path)
        self._space = ""
        self._is_2 = False
        self._path: list[str] = []
        self._translated = [True]
        self._units: list[_Unit] = []
        self._unit: _Unit | None = None
        self._document = ""
        self._documents = {""}  # what has been used, and the empty name, which is none
        self._ids = {""}
        self._start = 0
        self.source_lang = self.target_lang = ""

    def read(self) -> list[_Unit]:
        self._elements.parse(self._enter, self._leave)
        return self._units

    def _enter(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, local = name.rpartition("|")
        if not self._path:
            self._root(space, local, attributes)
        local = local if space == self._space else ""
        parent = self._path[-1] if self._path else ""
        self._path.append(local)
        if local in _UNTIL:
            self._translated.append(attributes.get("translate", "yes" if self._translated[-1] else "no") != "no")
            if local == "file":
                self._file(attributes)
            elif local != "group":
                self._begin(local, attributes)
        elif local in ("segment", "ignorable"):
            if parent != "unit" or self._unit is None:
                raise self._elements.refuse(f"a {local} stands where none may")
            self._segment(local, attributes)
        elif local in ("source", "target") and parent in ("trans-unit", "segment") and self._unit:
            self._content(local, attributes)

    def _root(self, space: str, local: str, attributes: Mapping[str, str]) -> None:
        self._space, self._is_2 = space, space.startswith(_SPACE_2)
        if local != "xliff" or not (self._is_2 or _SPACE_1.fullmatch(space)):
            raise self._elements.refuse(f"not an XLIFF file of version 1 or 2: its root is <{local}> in {space or 'no namespace'}")
        if self._is_2:
            self.source_lang, self.target_lang = attributes.get("srcLang", ""), attributes.get("trgLang", "")
            if not self.source_lang:
                raise self._elements.refuse("does not say its source language (srcLang)")

    def _file(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("original") or attributes.get("id", "")
        if self._is_2:
            name = attributes.get("id", "")
            if name in self._documents:
                raise self._elements.refuse("a file needs an id, and each its own")
        elif name in self._documents:
            name = f"{name}#{len(self._documents)}"
        self._document, self._ids = name, {""}
        self._documents.add(name)
        if not self._is_2:
            self.source_lang = self.source_lang or attributes.get("source-language", "")
            self.target_lang = self.target_lang or attributes.get("target-language", "")

    def _begin(self, local: str, attributes: Mapping[str, str]) -> None:
        if self._unit is not None or not self._document:
            raise self._elements.refuse(f"a {local} stands where none may")
        name = attributes.get("id", "")
        if self._is_2 and name in self._ids:  # 1.x promises the same, and many tools break it
            raise self._elements.refuse(f"the id {name!r} stands twice in a file" if name else f"a {local} needs an id")
        self._ids.add(name)
        self._unit = _Unit(name, self._document)
        if local == "trans-unit":
            self._unit.segments.append(_Segment("", 0))

    def _segment(self, local: str, attributes: Mapping[str, str]) -> None:
        assert self._unit is not None
        if local == "segment":
            name = attributes.get("id", "")
            if name and name in self._unit.ids:
                raise self._elements.refuse(f"the id {name!r} stands twice in a unit")
            self._unit.ids.add(name)
            self._unit.segments.append(_Segment(name, self._unit.parts, attributes.get("state", "initial")))
        self._unit.parts += 1

    def _content(self, local: str, attributes: Mapping[str, str]) -> None:
        assert self._unit is not None
        segment = self._unit.segments[-1]
        if (segment.source if local == "source" else segment.target) is not None:
            raise self._elements.refuse(f"a second {local}")
        self._start = self._elements.tag_end
        if local == "target":
            segment.state = attributes.get("state", segment.state)
            order = attributes.get("order", "")
            if order.isdecimal() and len(order) < 10:
                segment.order = int(order) - 1

    def _leave(self, name: str) -> None:
        local = self._path.pop()
        parent = self._path[-1] if self._path else ""
        if local in ("source", "target") and parent in ("trans-unit", "segment") and self._unit:
            span = (self._start, self._elements.before)
            segment = self._unit.segments[-1]
            segment.source, segment.target = (span, segment.target) if local == "source" else (segment.source, span)
        elif local in ("segment", "trans-unit") and self._unit and self._unit.segments[-1].source is None:
            raise self._elements.refuse(f"a {local} without source")
        if local in _UNTIL:
            translated = self._translated.pop()
            if local in ("unit", "trans-unit") and self._unit:
                if self._is_2 and not self._unit.segments:
                    raise self._elements.refuse("a unit without segment")
                if len(self._unit.segments) > 1:
                    for number, segment in enumerate(self._unit.segments, 1):
                        segment.id = segment.id or str(number)
                self._units += [self._unit] if translated else []
                self._unit = None
