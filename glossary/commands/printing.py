"""What commands print: rows in the five formats on stdout, everything else on stderr.

The table is drawn here because the libraries that do it take longer to load than a look-up takes (rich 60 ms of CPU,
tabulate 70, beside 15 for the whole search).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TextIO
from unicodedata import combining, east_asian_width

Row = Mapping[str, object]


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
        out.write(json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n")
    elif form is Form.table:
        _print_table([[_cell(row.get(column)) for column in columns] for row in rows], columns, out)
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


def _print_table(cells: list[list[str]], columns: Sequence[str], out: TextIO) -> None:
    if not cells:
        return
    cells = [[_visible(cell) for cell in row] for row in cells]
    shown = [number for number in range(len(columns)) if any(row[number] for row in cells)]
    widths = {number: max(width(row[number]) for row in [list(columns), *cells]) for number in shown}
    for row in [[column.upper() for column in columns], *cells]:
        line = "  ".join(row[number] + " " * (widths[number] - width(row[number])) for number in shown)
        out.write(line.rstrip() + "\n")


def _visible(cell: str) -> str:
    """A cell on one line, without characters that could drive a terminal."""
    return cell if cell.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in cell)
