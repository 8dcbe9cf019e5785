"""Tables of aliases, one row an alias: csv, tsv and jsonl, packed (.gz) or not. Columns id, name, lang, kind, status, source, note.

Only id and name are required; what is missing has the defaults of `Alias`. Lines that begin with # before the header are
the file's contract, and skipped. Reading is lazy and strict: the first cell that cannot be taken ends it, with its place.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from itertools import chain
from pathlib import Path
from typing import TextIO

from glossary.errors import FormatError, InputError
from glossary.formats.decoding import open_text
from glossary.model import Alias
from glossary.rules import fault

COLUMNS = tuple(column.name for column in fields(Alias))
REQUIRED = ("id", "name")
_DEFAULTS = {column.name: column.default for column in fields(Alias) if isinstance(column.default, str)}
_DELIMITERS = {"csv": ",", "tsv": "\t"}
_MEANT = {"canonical_id": "id", "entity_id": "id", "type": "kind", "language": "lang", "alias": "name"}

Row = tuple[int, dict[str, str]]


def format_of(path: str, named: str | None = None) -> str:
    """csv, tsv or jsonl, by name or by suffix. Raises InputError.

    >>> format_of("names.tsv.gz")
    'tsv'
    """
    suffix = named or Path(path.removesuffix(".gz")).suffix.removeprefix(".").lower()
    suffix = "jsonl" if suffix == "ndjson" else suffix
    if suffix not in ("csv", "tsv", "jsonl"):
        raise InputError(f"{path}: a table is csv, tsv or jsonl; say which with --format")
    return suffix


@dataclass(frozen=True, slots=True)
class Shape:
    """How columns are named: `names` renames them, `required` must be there."""

    names: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = REQUIRED


def read_rows(file: Iterable[str], path: str, form: str, shape: Shape) -> Iterator[Row]:
    """(line, cells by column) of each row of a table with a header, or of JSON objects. Raises FormatError."""
    return _read_json(file, path, shape) if form == "jsonl" else _read_delimited(file, path, _DELIMITERS[form], shape)


def _read_delimited(file: Iterable[str], path: str, delimiter: str, shape: Shape) -> Iterator[Row]:
    lines = iter(file)
    contract = 0
    for line in lines:
        if not line.startswith("#"):
            lines = chain([line], lines)
            break
        contract += 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header: list[str] = []
    for first, cells in _records(reader, path, contract):
        if not header:
            header = [shape.names.get(cell.strip(), cell.strip()) for cell in cells]
            check_header(path, first, header, shape.required)
        elif len(cells) != len(header):
            raise FormatError(path, first, None, f"{len(cells)} cells, where the header has {len(header)}")
        else:
            yield first, dict(zip(header, cells, strict=True))
    if not header:
        raise FormatError(path, None, None, "no header row: the columns are " + ",".join(COLUMNS))


def _records(reader: Iterator[list[str]], path: str, contract: int) -> Iterator[tuple[int, list[str]]]:
    """(line it begins in, cells) of each record that is not blank."""
    while True:
        first = reader.line_num + contract + 1  # type: ignore[attr-defined]
        try:
            cells = next(reader, None)
        except csv.Error as error:
            why = "a quote is opened and never closed" if "end of data" in str(error) else str(error)
            raise FormatError(path, first, None, why) from None
        if cells is None:
            return
        if any(cells):
            yield first, cells


def check_header(path: str, line: int, header: Sequence[str], required: Sequence[str]) -> None:
    """Raises FormatError where a column stands twice, or one that must be there does not."""
    for number, column in enumerate(header, 1):
        if column in header[: number - 1]:
            raise FormatError(path, line, number, f"column {column!r} stands twice")
    for column in required:
        if column not in header:
            meant = next((f"; is it {c!r}? then --rename {c}={column}" for c in header if _MEANT.get(c.lower()) == column), "")
            among = ", ".join(cell if cell.isprintable() else repr(cell) for cell in header)
            raise FormatError(path, line, None, f"no column {column!r} among {among}{meant}")


def _read_json(file: Iterable[str], path: str, shape: Shape) -> Iterator[Row]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line.rstrip("\r\n"), object_pairs_hook=_object)
        except (ValueError, RecursionError) as error:
            raise FormatError(path, number, getattr(error, "colno", None), f"not a JSON object: {error}") from None
        if not isinstance(value, dict):
            raise FormatError(path, number, None, f"not a JSON object: {line.strip()[:40]}")
        named = {shape.names.get(column, column): cell for column, cell in value.items()}
        if len(named) < len(value):
            raise FormatError(path, number, None, "a column stands twice after renaming")
        value = named
        for column, cell in value.items():
            if cell is not None and not isinstance(cell, str):
                raise FormatError(path, number, None, f"{column} is not a string: {json.dumps(cell)[:40]}")
        for column in shape.required:
            if column not in value:
                raise FormatError(path, number, None, f"no {column!r} in the object")
        yield number, {column: cell or "" for column, cell in value.items()}


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a column stands twice")
    return found


def to_aliases(
    rows: Iterable[Row], path: str, source: str, ignored: Callable[[list[str]], None], kind: str = ""
) -> Iterator[tuple[int, Alias]]:
    """Validated aliases with their lines; `source` and `kind` serve rows that name none, `ignored` is told unknown columns once."""
    defaults = {"id": "", "name": "", **_DEFAULTS, "source": source, **({"kind": kind} if kind else {})}
    columns: list[str] = []
    for line, cells in rows:
        if not columns:
            columns = list(cells)
            if unknown := [column for column in columns if column not in COLUMNS]:
                ignored(unknown)
        given = {column: cell.strip() for column, cell in cells.items() if column in COLUMNS and cell.strip()}
        alias = Alias(**{**defaults, **given})
        found = fault(alias)
        if found is not None:
            column, why = found
            place = list(cells).index(column) + 1 if column in cells else None
            raise FormatError(path, line, place, why)
        yield line, alias


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is to be read: what the caller says that the file does not."""

    source: str
    form: str | None = None
    encoding: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


def read_aliases(path: str, reading: Reading, ignored: Callable[[list[str]], None] = lambda columns: None) -> Iterator[tuple[int, Alias]]:
    """The aliases of a table file, each with its line. Raises FormatError, NotFoundError, InputError."""
    form = format_of(path, reading.form)
    with open_text(path, reading.encoding) as file:
        yield from to_aliases(read_rows(file, path, form, Shape(reading.names)), path, reading.source, ignored, reading.kind)


def write_aliases(file: TextIO, aliases: Iterable[Alias], form: str) -> None:
    """Write aliases as a table that `read_aliases` reads back to the same aliases."""
    if form == "jsonl":
        for alias in aliases:
            file.write(json.dumps(dict(zip(COLUMNS, astuple(alias), strict=True)), ensure_ascii=False) + "\n")
        return
    writer = csv.writer(file, delimiter=_DELIMITERS[form], lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(alias) for alias in aliases)
