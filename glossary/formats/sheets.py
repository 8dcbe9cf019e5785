"""Excel workbooks (xlsx): the texts of their cells, and changes to them that touch nothing but the cells concerned.

Read: shared and inline strings (of rich text all runs, of furigana none), results of formulas and numbers as they are stored; hidden
sheets are passed over. Only strings can be changed: a changed cell gets its string inline, runs and their formats kept, for a shared
string may stand in other cells too. All other bytes of its sheet, and all other parts, are copied. That is why openpyxl, the referee of the
tests, is not used: it writes a workbook anew, without what it does not know.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from glossary.errors import FormatError
from glossary.formats.packages import opened
from glossary.formats.xml import TAG, Handlers, RefusedError, parse_part, parser

_MAIN = frozenset(("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"))
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MOST_CELLS = 5_000_000


@dataclass(frozen=True, slots=True)
class Text:
    """A string: the bytes of its element's content, its texts and where in these bytes each stands (with its tag), and its namespace
    prefix, as written, with the namespace."""

    raw: bytes
    texts: tuple[str, ...]
    spans: tuple[tuple[int, int, int], ...]
    prefix: bytes = b""
    space: str = ""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell with a text: numbers of its row and column from 0, its name, where it stands in the bytes of its sheet, and whether its
    text can be changed (a formula's result or a number cannot)."""

    part: str
    sheet: str
    row: int
    column: int
    start: int
    end: int
    text: Text
    is_string: bool

    @property
    def label(self) -> str:
        """Its name in formulas: Sheet1!B12."""
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.sheet}!{letters}{self.row + 1}"


def read_cells(data: bytes, path: str) -> tuple[dict[str, bytes], list[SheetCell]]:
    """The sheets of a workbook by the names of their parts, and their cells in order. Raises FormatError."""
    name = ""
    with opened(data, path, "xlsx") as file:
        try:
            name = "xl/workbook.xml"
            name = _workbook(file)
            sheets, strings_name = _sheets(file, name)
            name = strings_name
            strings = _Strings(file.read(name)).read() if name else []
            parts: dict[str, bytes] = {}
            cells: list[SheetCell] = []
            for title, name in sheets:
                parts[name] = file.read(name)
                cells += _Sheet(parts[name], name, title, strings).read()
                if len(cells) > MOST_CELLS:
                    raise RefusedError(f"more than {MOST_CELLS:,} cells, refused")
        except RefusedError as error:
            raise FormatError(path, None, None, f"{name}: {error}") from None
    return parts, cells


def _local(name: str) -> str:
    space, _, local = name.rpartition("|")
    return local if space in _MAIN else ""


def _workbook(file: zipfile.ZipFile) -> str:
    """The name of the part that is the workbook."""
    for target, kind in _relations(file, "_rels/.rels", "").values():
        if kind.endswith("/officeDocument") and target in file.namelist():
            return target
    raise RefusedError("not a workbook")


def _relations(file: zipfile.ZipFile, name: str, folder: str) -> dict[str, tuple[str, str]]:
    """(part, kind) by ID."""
    found: dict[str, tuple[str, str]] = {}

    def enter(element: str, attributes: Mapping[str, str]) -> None:
        if element.rpartition("|")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (part, attributes.get("Type", ""))

    if name in file.namelist():
        parse_part(file.read(name), parser(), Handlers(enter, lambda element: None))
    return found


def _sheets(file: zipfile.ZipFile, workbook: str) -> tuple[list[tuple[str, str]], str]:
    """(title, part) of each sheet that is to be seen, and the part of the shared strings, "" for none."""
    folder, _, base = workbook.rpartition("/")
    relations = _relations(file, f"{folder}/_rels/{base}.rels".removeprefix("/"), folder)
    names = set(file.namelist())
    found: list[tuple[str, str]] = []

    def enter(element: str, attributes: Mapping[str, str]) -> None:
        if _local(element) == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next((value for key, value in attributes.items() if key.endswith("|id")), "")
            part, kind = relations.get(relation, ("", ""))
            if part in names and kind.endswith("/worksheet"):
                found.append((attributes.get("name", ""), part))

    parse_part(file.read(workbook), parser(), Handlers(enter, lambda element: None))
    strings = next((part for part, kind in relations.values() if kind.endswith("/sharedStrings") and part in names), "")
    return found, strings


class _Runs:
    """The `<t>` elements of a string, those of phonetic guides aside."""

    def __init__(self, data: bytes, reading: Any) -> None:  # noqa: ANN401 (expat's parser type has no public name)
        self._data, self._parser = data, reading
        self.begin(0)

    def begin(self, start: int, space: str = "") -> None:
        self._start, self._space = start, space
        self._texts: list[str] = []
        self._spans: list[tuple[int, int, int]] = []
        self._phonetic = 0
        self._open: list[str] | None = None
        self._tag = 0

    def enter(self, local: str) -> None:
        self._phonetic += local == "rPh"
        if local == "t" and not self._phonetic:
            self._open, self._tag = [], self._parser.CurrentByteIndex

    def characters(self, text: str) -> None:
        if self._open is not None:
            self._open.append(text)

    def leave(self, local: str) -> None:
        self._phonetic -= local == "rPh"
        if local == "t" and self._open is not None:
            text, self._open = "".join(self._open), None
            tag = TAG.match(self._data, self._tag)
            if text and tag:
                begin = self._start
                self._texts.append(text)
                self._spans.append((self._tag - begin, tag.end() - begin, self._parser.CurrentByteIndex - begin))

    def text(self, end: int, prefix: bytes) -> Text:
        return Text(self._data[self._start : end], tuple(self._texts), tuple(self._spans), prefix, self._space)


def _tag_of(data: bytes, at: int) -> tuple[int, bytes, bool]:
    """Where a tag ends, its prefix (b"x:"), and whether its element is empty."""
    tag = TAG.match(data, at)
    assert tag is not None, "expat has found a tag here"
    name = tag["name"][1:]
    return tag.end(), name[: name.find(b":") + 1], tag[0].endswith(b"/>")


class _Strings:
    """Reads the shared strings."""

    def __init__(self, data: bytes) -> None:
        self._data, self._parser = data, parser()
        self._runs = _Runs(data, self._parser)
        self._found: list[Text] = []
        self._prefix = b""

    def read(self) -> list[Text]:
        parse_part(self._data, self._parser, Handlers(self._enter, self._leave, self._runs.characters))
        return self._found

    def _enter(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        if local == "si":
            start, self._prefix, _ = _tag_of(self._data, self._parser.CurrentByteIndex)
            self._runs.begin(start, name.rpartition("|")[0])
        self._runs.enter(local)

    def _leave(self, name: str) -> None:
        local = _local(name)
        self._runs.leave(local)
        if local == "si":
            self._found.append(self._runs.text(self._parser.CurrentByteIndex, self._prefix))


class _Sheet:
    """Reads the cells of a sheet."""

    def __init__(self, data: bytes, part: str, title: str, strings: list[Text]) -> None:
        self._data, self._part, self._title, self._strings = data, part, title, strings
        self._parser = parser()
        self._runs = _Runs(data, self._parser)
        self._cells: list[SheetCell] = []
        self._row, self._column = -1, -1
        self._start = 0
        self._kind = ""
        self._formula = False
        self._value: list[str] | None = None
        self._said = ""
        self._inline: Text | None = None
        self._prefix = b""

    def read(self) -> list[SheetCell]:
        parse_part(self._data, self._parser, Handlers(self._enter, self._leave, self._characters))
        return self._cells

    def _characters(self, text: str) -> None:
        self._runs.characters(text)
        if self._value is not None:
            self._value.append(text)

    def _enter(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        if local == "row":
            said = attributes.get("r", "")
            self._row = int(said) - 1 if said.isdecimal() and len(said) < 8 else self._row + 1
            self._column = -1
        elif local == "c":
            self._start, self._kind = self._parser.CurrentByteIndex, attributes.get("t", "n")
            self._formula, self._inline, self._said = False, None, ""
            self._column = _column(attributes.get("r", ""), self._column + 1)
        elif local == "f":
            self._formula = True
        elif local == "v":
            self._value = []
        elif local == "is":
            start, self._prefix, _ = _tag_of(self._data, self._parser.CurrentByteIndex)
            self._runs.begin(start, name.rpartition("|")[0])
        self._runs.enter(local)

    def _leave(self, name: str) -> None:
        local = _local(name)
        self._runs.leave(local)
        if local == "v" and self._value is not None:
            self._said, self._value = "".join(self._value), None
        elif local == "is":
            self._inline = self._runs.text(self._parser.CurrentByteIndex, self._prefix)
        elif local == "c":
            self._cell()

    def _cell(self) -> None:
        text, is_string = self._text()
        if text is None or not text.texts:
            return
        end = self._data.index(b">", self._parser.CurrentByteIndex) + 1
        where = (self._part, self._title, self._row, self._column, self._start, end)
        self._cells.append(SheetCell(*where, text, is_string and not self._formula))

    def _text(self) -> tuple[Text | None, bool]:
        if self._kind == "s":
            if not self._said.strip().isdecimal() or int(self._said) >= len(self._strings):
                raise RefusedError(f"a cell has the string {self._said[:20]!r}, and there are {len(self._strings)}")
            return self._strings[int(self._said)], True
        if self._kind == "inlineStr":
            return self._inline, True
        if self._kind in ("str", "n") and self._said:
            return Text(b"", (self._said,), ()), False
        return None, False


def _column(reference: str, otherwise: int) -> int:
    """The number of a column, from 0, by the name of a cell."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return otherwise
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1
