"""Files of many records (jsonl, csv, tsv), read in batches: the texts of some fields, and the records with those rewritten.

A record stays as its file spells it but for the fields that change: order of keys, spaces, quotes and numbers are those of the
file. The reader only cuts a file into batches, for one process has to do that for all the workers: of jsonl it hands on bytes
that end with a line, and of a table it lets the csv reader look for the ends of records. The worker does the rest
(`taken_apart`, `texts_of`, `respelt`, `put_together`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import IO, TextIO, cast

from glossary.errors import FormatError, InputError
from glossary.formats.decoding import STDIN, UTF_8, Spelling, open_text

Texts = tuple[str | None, ...]
#: Records in a batch: some tens of milliseconds of work, so that handing it to another process costs little.
SIZE = 1000
BETWEEN = "\0"  # which is in no text that was opened
_RECORD = 256  # bytes that a line may have, to read about SIZE of them
LONGEST_CELL = 1 << 24
_DELIMITERS = {"csv": ",", "tsv": "\t"}


def form_of_records(path: str) -> str:
    """jsonl, csv, tsv or parquet, by suffix; standard input is jsonl. Raises InputError.

    >>> form_of_records("news.csv.gz")
    'csv'
    """
    suffix = Path(path.removesuffix(".gz")).suffix.removeprefix(".").lower()
    form = "jsonl" if path == STDIN or suffix == "ndjson" else suffix
    if form not in ("jsonl", "csv", "tsv", "parquet"):
        raise InputError(f"{path}: --field reads records, from a jsonl, csv, tsv or parquet file")
    return form


@dataclass(frozen=True, slots=True)
class Shape:
    """What it takes to read a record of a file: its form, the fields to read, and in a table where they stand."""

    path: str
    form: str
    fields: tuple[str, ...]
    encoding: str = "utf-8"
    width: int = 0
    columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Records as their file spells them: bytes of whole lines, or text with a NUL between two records.

    `lines`: the line (from 1) that each begins in; where there are none, lines are counted from the first of the batch,
    above which `skipped` were passed over.
    A file that does not spell records (parquet) has the `texts` of their fields instead, and counts records for lines.
    """

    number: int
    body: bytes | str = ""
    lines: Sequence[int] = ()
    skipped: int = 0
    texts: Sequence[Texts] = ()


@dataclass(frozen=True, slots=True)
class RecordFile:
    """An open file of records: what stands before the first record, the shape of all, and how to read them."""

    shape: Shape
    spelling: Spelling
    prelude: str
    #: Of jsonl, the bytes after the mark.
    lines: IO[bytes] | None = None
    #: Of a table, each record with its line.
    records: Iterable[tuple[int, str]] = ()

    def batches(self, done: int = 0, size: int = SIZE) -> Iterator[Batch]:
        """The records in batches, those after the first `done`."""
        if self.lines is not None:
            yield from _batches_of_lines(self.lines, done, size)
            return
        records = islice(self.records, done, None)
        for number in count():
            some = list(islice(records, size))
            if not some:
                return
            yield Batch(number, BETWEEN.join(raw for _, raw in some), array("Q", (line for line, _ in some)))


def _batches_of_lines(file: IO[bytes], done: int, size: int) -> Iterator[Batch]:
    skipped = 0
    while done and (line := file.readline()):
        done -= not line.isspace()
        skipped += 1
    number = 0
    while block := file.read(size * _RECORD):
        yield Batch(number, block + file.readline(), skipped=0 if number else skipped)
        number += 1


@contextmanager
def open_records(path: str, fields: Sequence[str], encoding: str | None = None) -> Iterator[RecordFile]:
    """A file of records to read. Raises FormatError, NotFoundError, InputError (a table without such a field)."""
    form = form_of_records(path)
    with open_text(path, encoding) as text:
        file = cast(IO[bytes], cast(io.TextIOWrapper, text).buffer)
        spelling = Spelling.of(file.read(4), encoding)
        file.seek(0)
        if spelling.encoding.startswith(("utf-16", "utf-32")):
            raise InputError(f"{path}: records in {spelling.encoding} are not read; convert the file to UTF-8 first")
        shape = Shape(path, form, tuple(fields), spelling.encoding)
        if form == "jsonl":
            file.seek(len(spelling.mark))
            yield RecordFile(shape, spelling, "", file)
        else:
            yield cut(text, shape, spelling)


def cut(text: TextIO, shape: Shape, spelling: Spelling = UTF_8) -> RecordFile:
    """The records of a table. Raises InputError, FormatError."""
    table = _Table(text, shape.path, _DELIMITERS[shape.form])
    names = table.header()
    if missing := [name for name in shape.fields if name not in names]:
        raise InputError(f"{shape.path}: no field {missing[0]!r} among {', '.join(names) or 'none: the file has no header'}")
    columns = tuple(names.index(name) for name in shape.fields)
    return RecordFile(replace(shape, width=len(names), columns=columns), spelling, table.prelude, records=table.records())


class _Table:
    """A table, cut into records by the csv reader; the lines it reads are kept on their way, for it does not say which it read."""

    def __init__(self, file: TextIO, path: str, delimiter: str) -> None:
        self._path = path
        self._line = 0  # lines read so far
        self._read: list[str] = []
        self._first = (1, "")
        self.prelude = ""
        self._reader = csv.reader(self._kept(file), delimiter=delimiter, strict=True)

    def _kept(self, file: TextIO) -> Iterator[str]:
        is_contract = True
        for line in file:
            is_contract = is_contract and line.startswith("#")
            if is_contract:
                self.prelude += line
                self._line += 1
            else:
                self._read.append(line)
                yield line

    def _next(self) -> tuple[list[str] | None, int, str]:
        """The next cells (none: a blank line; None: the end), the line they begin in, and their text."""
        first = self._line + 1
        try:
            cells = _next_row(self._reader)
        except csv.Error as error:
            why = "a quote is opened and never closed" if "end of data" in str(error) else str(error)
            raise FormatError(self._path, self._line + 1, None, why) from None
        if first == 1:
            first = self._line + 1  # below the contract
        self._line += len(self._read)
        text = "".join(self._read)
        self._read.clear()
        return cells, first, text

    def header(self) -> list[str]:
        """The names of the columns; after it `prelude` is all that stands before the first record."""
        names: list[str] | None = []
        while names == []:
            names, _, text = self._next()
            self.prelude += text
        cells, line, text = self._next()
        while cells == []:
            self.prelude += text
            cells, line, text = self._next()
        self._first = (line, text)
        return names or []

    def records(self) -> Iterator[tuple[int, str]]:
        """After `header`: each record with the line it begins in, as it stands in the file, and the blank lines after it."""
        record = self._first
        while record[1]:
            cells, line, text = self._next()
            if cells == []:
                record = (record[0], record[1] + text)
            else:
                yield record
                record = (line, text)


def _next_row(reader: Iterator[list[str]]) -> list[str] | None:
    """The next row, None at the end; texts are longer than the cells that the csv module takes by default."""
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(limit)


def taken_apart(batch: Batch, shape: Shape) -> list[str]:
    """The records of a batch; of jsonl the lines, blank ones too."""
    if isinstance(batch.body, bytes):
        return batch.body.decode(shape.encoding).split("\n")
    return batch.body.split(BETWEEN)


def put_together(records: Sequence[str], shape: Shape) -> str:
    """The text of a batch again."""
    return ("\n" if shape.form == "jsonl" else "").join(records)


def texts_of(records: Sequence[str], batch: Batch, shape: Shape) -> Iterator[tuple[int, int, Texts]]:
    """The place and the line of each record, and the texts of its fields, None where it has none. Raises FormatError."""
    if shape.form == "parquet":
        yield from ((place, batch.lines[place], texts) for place, texts in enumerate(batch.texts))
        return
    if shape.form == "jsonl":
        for place, raw in enumerate(records):
            if raw and not raw.isspace():
                line = batch.skipped + place + 1
                yield place, line, _texts(raw, line, shape)
        return
    reader = csv.reader(io.StringIO("".join(records), newline=""), delimiter=_DELIMITERS[shape.form], strict=True)
    for place, (cells, line) in enumerate(zip(filter(None, iter(partial(_next_row, reader), None)), batch.lines, strict=True)):
        if len(cells) != shape.width:
            raise FormatError(shape.path, line, None, f"{len(cells)} cells, where the header has {shape.width}")
        yield place, line, tuple(cells[column] for column in shape.columns)


def _texts(raw: str, line: int, shape: Shape) -> Texts:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise FormatError(shape.path, line, getattr(error, "colno", None), f"not a JSON object: {getattr(error, 'msg', error)}") from None
    if not isinstance(record, dict):
        raise FormatError(shape.path, line, None, f"not a JSON object: {raw.strip()[:40]}")
    texts = tuple(record.get(field) for field in shape.fields)
    for field, text in zip(shape.fields, texts, strict=True):
        if text is not None and not isinstance(text, str):
            raise FormatError(shape.path, line, None, f"{field} is not a string: {json.dumps(text)[:40]}")
    return texts


def respelt(raw: str, new: Mapping[int, str], shape: Shape) -> str:
    """A record with the fields of these numbers rewritten, all else as the file spells it.

    >>> respelt('{"n": 1.50, "text": "长鑫"}', {0: "CXMT"}, Shape("a.jsonl", "jsonl", ("text",)))
    '{"n": 1.50, "text": "CXMT"}'
    """
    if not new:
        return raw
    if shape.form == "jsonl":
        spans = _members(raw)
        edits = [(*spans[shape.fields[number]], text) for number, text in new.items()]
        # Who writes 长 as \u957f wants a file of ASCII.
        edits = [(start, end, json.dumps(text, ensure_ascii="\\u" in raw[start:end])) for start, end, text in edits]
    else:
        delimiter = _DELIMITERS[shape.form]
        cells = _cells(raw, delimiter)
        edits = [(*cells[shape.columns[number]], text) for number, text in new.items()]
        edits = [(start, end, _cell(text, delimiter, quoted=raw[start : start + 1] == '"')) for start, end, text in edits]
    for start, end, text in sorted(edits, reverse=True):
        raw = raw[:start] + text + raw[end:]
    return raw


_SPACE = re.compile(r"[ \t\r\n]*")


def _members(raw: str) -> dict[str, tuple[int, int]]:
    """Where the value of each member of a JSON object stands."""
    decoder = json.JSONDecoder()
    spans: dict[str, tuple[int, int]] = {}
    at = raw.index("{") + 1
    while raw[(at := _skipped(raw, at))] != "}":
        name, at = decoder.raw_decode(raw, _skipped(raw, at + (raw[at] == ",")))
        start = _skipped(raw, _skipped(raw, at) + 1)
        _, at = decoder.raw_decode(raw, start)
        spans[name] = (start, at)
    return spans


def _skipped(raw: str, at: int) -> int:
    space = _SPACE.match(raw, at)
    return space.end() if space else at


def _cells(raw: str, delimiter: str) -> list[tuple[int, int]]:
    """Where each cell of a row stands, its quotes included."""
    cell = re.compile(rf'"(?:[^"]++|"")*+"|[^{delimiter}\r\n]*+')
    spans: list[tuple[int, int]] = []
    at = 0
    while found := cell.match(raw, at):
        spans.append(found.span())
        at = found.end() + 1
        if raw[found.end() : at] != delimiter:
            break
    return spans


def _cell(text: str, delimiter: str, *, quoted: bool) -> str:
    quoted = quoted or any(sign in text for sign in (delimiter, '"', "\r", "\n"))
    return '"' + text.replace('"', '""') + '"' if quoted else text
