"""Bilingual workbooks (xlsx): a row of a sheet is a unit; sheets are documents. Cells are read, and written back, by sheets.py.

A sheet is bilingual by its header, or if one of its two columns is in Chinese and the other is not; sheets that are not are passed
over, but if no sheet is, that is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from glossary.errors import FormatError, InputError
from glossary.formats.grids import table_of
from glossary.formats.languages import Wanted
from glossary.formats.packages import with_parts
from glossary.formats.pairs import Pair, Pairs
from glossary.formats.sheets import SheetCell, read_cells
from glossary.formats.views import View, Viewer, escaped_for_markup
from glossary.formats.xml import UNWRITABLE

_BETWEEN = "\0"  # stands between the texts of two runs; XML has no such character
_KIND = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")
_OPENING = re.compile(rb"""(?P<name><(?P<prefix>[^\s/>:]+:)?c)(?P<rest>(?:[^>"']|"[^"]*"|'[^']*')*?)\s*/?>""")


#: How a string spells what XML cannot: _x000D_.
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _spelled(text: str, at: int) -> str:
    """Text that looks like such an escape is none."""
    return _ESCAPE.sub(r"_x005F_x\1_", text) if "_x" in text else text


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook: its sheets and cells. `said`: the texts of all runs of all cells, NULs between, which the views of `pairs` view."""

    path: str
    data: bytes
    sheets: dict[str, bytes]
    cells: tuple[SheetCell, ...]
    said: str
    pairs: Pairs

    def saying(self, texts: str) -> bytes:
        """The file with other texts in its cells, put together as `said` is. Raises InputError."""
        old, new = self.said.split(_BETWEEN), texts.split(_BETWEEN)
        if len(old) != len(new):
            raise InputError(f"{self.path}: XML has no character U+0000")
        edits: dict[str, list[tuple[SheetCell, list[str]]]] = {}
        at = 0
        for cell in self.cells:
            size = len(cell.text.texts)
            if old[at : at + size] != new[at : at + size]:
                edits.setdefault(cell.part, []).append((cell, self._checked(cell, new[at : at + size])))
            at += size
        return with_parts(self.data, self.path, {part: _edited(self.sheets[part], those) for part, those in edits.items()})

    def _checked(self, cell: SheetCell, texts: list[str]) -> list[str]:
        if not cell.is_string:
            raise InputError(f"{self.path}: {cell.label} is a formula or a number, which is not changed")
        if bad := UNWRITABLE.search("".join(texts)):
            raise InputError(f"{self.path}: {cell.label}: XML has no character U+{ord(bad[0]):04X}")
        return texts


def _edited(sheet: bytes, edits: Iterable[tuple[SheetCell, list[str]]]) -> bytes:
    out: list[bytes] = []
    done = 0
    for cell, texts in sorted(edits, key=lambda edit: edit[0].start):
        out += [sheet[done : cell.start], _inline(sheet, cell, texts)]
        done = cell.end
    return b"".join([*out, sheet[done:]])


def _inline(sheet: bytes, cell: SheetCell, texts: list[str]) -> bytes:
    """A cell with its string inline."""
    tag = _OPENING.match(sheet, cell.start)
    assert tag is not None, "expat has found a cell here"
    prefix = tag["prefix"] or b""
    declared = b""
    if cell.text.prefix != prefix:
        colon = b":" if cell.text.prefix else b""
        declared = b" xmlns" + colon + cell.text.prefix.rstrip(b":") + b'="' + cell.text.space.encode() + b'"'
    opening = tag["name"] + _KIND.sub(b"", tag["rest"]) + b' t="inlineStr">'
    return b"%s<%sis%s>%s</%sis></%sc>" % (opening, prefix, declared, _with_texts(cell, texts), prefix, prefix)


def _with_texts(cell: SheetCell, texts: list[str]) -> bytes:
    out: list[bytes] = []
    done = 0
    raw = cell.text.raw
    for (tag, start, end), before, text in zip(cell.text.spans, cell.text.texts, texts, strict=True):
        if before == text:
            continue
        opening = raw[tag:start]
        if text != text.strip() and b"xml:space" not in opening:
            opening = opening[:-1] + b' xml:space="preserve">'
        out += [raw[done:tag], opening, escaped_for_markup(text, 0).replace("\r", "&#13;").encode()]
        done = end
    return b"".join([*out, raw[done:]])


def read_workbook(data: bytes, path: str, wanted: Wanted) -> Workbook:
    """The units of a workbook. Raises FormatError."""
    sheets, cells = read_cells(data, path)
    said = _BETWEEN.join(text for cell in cells for text in cell.text.texts)
    views: list[View] = []
    at = 0
    for cell in cells:
        viewer = Viewer(said, _spelled)
        for text in cell.text.texts:
            begin = at
            for escape in _ESCAPE.finditer(text) if "_x" in text else ():
                viewer.add(at, begin + escape.start())
                at = begin + escape.end()
                viewer.add(begin + escape.start(), at, chr(int(escape[1], 16)))
            viewer.add(at, begin + len(text))
            at = begin + len(text) + 1
        views.append(viewer.view())
    return Workbook(path, data, sheets, tuple(cells), said, _pairs(path, list(zip(cells, views, strict=True)), said, wanted))


def _pairs(path: str, cells: list[tuple[SheetCell, View]], said: str, wanted: Wanted) -> Pairs:
    pairs: list[Pair] = []
    source_lang = target_lang = ""
    for (_, title), those in groupby(cells, key=lambda pair: (pair[0].part, pair[0].sheet)):
        grid: dict[int, dict[int, tuple[SheetCell, View]]] = {}
        for cell, view in those:
            grid.setdefault(cell.row, {})[cell.column] = (cell, view)
        rows = [grid[row] for row in sorted(grid)]
        try:
            found = table_of([{column: view.text for column, (_, view) in row.items()} for row in rows], wanted)
        except InputError as error:
            raise FormatError(path, None, None, f"sheet {title}: {error}") from None
        if found is None:
            continue
        columns, below = found
        source_lang, target_lang = source_lang or columns.source_lang, target_lang or columns.target_lang
        for at in below:
            row = {column: view for column, (_, view) in rows[at].items()}
            if columns.source in row or columns.target in row:
                empty = View(said, "", ())
                name = row[columns.id].text if columns.id is not None and columns.id in row else ""
                label = rows[at][columns.target if columns.target in row else columns.source][0].label
                pairs.append(Pair(name, row.get(columns.source, empty), row.get(columns.target, empty), title, label=label))
    if not pairs:
        why = "no sheet has a source and a target: head two columns with their languages, or with source and target"
        raise FormatError(path, None, None, why)
    return Pairs(tuple(pairs), source_lang, target_lang)
