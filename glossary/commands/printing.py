"""What commands print: rows in the five formats on stdout, everything else on stderr.

The table is drawn here because the libraries that do it take longer to load than a look-up takes (rich 60 ms of CPU,
tabulate 70, beside 15 for the whole search).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import TextIO
from unicodedata import combining, east_asian_width

Row = Mapping[str, object]

_TOGETHER = 1000  # rows of a table that are laid out together


class Form(StrEnum):
    """How rows are printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"


def warn(message: str) -> None:
    """One line on stderr."""
    print(f"glossary: {_visible(message)}", file=sys.stderr)


def width(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> width("長鑫 CXMT")
    9
    """
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def print_rows(rows: Iterable[Row], columns: Sequence[str], form: Form, file: TextIO | None = None, *, headed: bool = False) -> None:
    """Print rows; a cell that is a list or a mapping stays one in JSON, and is joined by spaces elsewhere.

    `headed`: rows of csv or tsv that go on below a header.
    """
    out = file or sys.stdout
    if form is Form.jsonl:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    elif form is Form.json:
        _print_json(rows, out)
    elif form is Form.table:
        _print_table(([_cell(row.get(column)) for column in columns] for row in rows), columns, out)
    else:
        import csv

        writer = csv.writer(out, delimiter="," if form is Form.csv else "\t", lineterminator="\n")
        if not headed:
            writer.writerow(columns)
        writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, (list, tuple)):
        return " ".join(_cell(part) for part in value)
    if isinstance(value, dict):
        return " ".join(f"{name}={_cell(part)}" for name, part in value.items())
    return str(value)


def _print_json(rows: Iterable[Row], out: TextIO) -> None:
    """One list, written row by row; whole wherever it is interrupted."""
    before = "["
    try:
        for row in rows:
            out.write(f"{before}\n  " + json.dumps(row, ensure_ascii=False, indent=2).replace("\n", "\n  "))
            before = ","
    finally:
        out.write("[]\n" if before == "[" else "\n]\n")


class _Widths:
    """How wide the columns of a table are that have been shown so far."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._heads = [column.upper() for column in columns]
        self._widths: dict[int, int] = {}

    def lines(self, cells: list[list[str]]) -> Iterator[str]:
        """Some rows, with a header where a column is new. Columns never become narrower."""
        shown = [number for number in range(len(self._heads)) if number in self._widths or any(row[number] for row in cells)]
        rows = [self._heads, *cells]
        widths = {number: max(self._widths.get(number, 0), *(width(row[number]) for row in rows)) for number in shown}
        for row in rows if widths.keys() != self._widths.keys() else cells:
            yield "  ".join(row[number] + " " * (widths[number] - width(row[number])) for number in shown).rstrip() + "\n"
        self._widths = widths


def _print_table(rows: Iterable[list[str]], columns: Sequence[str], out: TextIO) -> None:
    """A table, a thousand rows at a time: of a million, nobody waits for the widest."""
    widths, rest = _Widths(columns), iter(rows)
    while cells := [[_visible(cell) for cell in row] for row in islice(rest, _TOGETHER)]:
        out.writelines(widths.lines(cells))


def _visible(cell: str) -> str:
    """A cell on one line, without characters that could drive a terminal."""
    return cell if cell.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in cell)
