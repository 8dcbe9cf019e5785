"""Bilingual tables in Word documents: a row is a unit, its text over all runs of a cell; what stands outside of such tables is not read.

A table is bilingual by its header, or if one of its two columns is in Chinese and the other is not. Tables in cells belong to the cell.
"""

from __future__ import annotations

from itertools import groupby

from glossary.errors import FormatError, InputError
from glossary.formats.docx import WordFile
from glossary.formats.grids import table_of
from glossary.formats.languages import Wanted
from glossary.formats.pairs import Pair, Pairs
from glossary.formats.views import View


def read_tables(word: WordFile, wanted: Wanted) -> Pairs:
    """The units of the bilingual tables of a document, none if it has no such table. Raises FormatError."""
    pairs: list[Pair] = []
    source_lang = target_lang = ""
    for number, cells in groupby(word.cells, key=lambda cell: cell.table):
        grid: dict[int, dict[int, View]] = {}
        for cell in cells:
            grid.setdefault(cell.row, {})[cell.column] = cell.view
        rows = [grid[row] for row in sorted(grid)]
        try:
            found = table_of([{column: view.text for column, view in row.items()} for row in rows], wanted)
        except InputError as error:
            raise FormatError(word.path, None, None, f"table {number + 1}: {error}") from None
        if found is None:
            continue
        columns, below = found
        source_lang, target_lang = source_lang or columns.source_lang, target_lang or columns.target_lang
        empty = View(word.view.source, "", ())
        for at in below:
            row = rows[at]
            name = row[columns.id].text if columns.id is not None and columns.id in row else ""
            source, target = row.get(columns.source, empty), row.get(columns.target, empty)
            if source.text.strip() or target.text.strip():
                pairs.append(Pair(name, source, target, label=f"table {number + 1}, row {at + 1}"))
    return Pairs(tuple(pairs), source_lang, target_lang)
