"""A file that grows beside its name and gets it when it is whole: `OUT.partial`, with `OUT.partial.json` saying of which run it is.

Whatever ends a run, OUT is as it was or whole, and what was done is kept: a later run that asks for the same goes on after
the records that are whole there. The last of those is done again, for it may be cut short in a way that cannot be seen.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from glossary.errors import FormatError, InputError
from glossary.formats.decoding import UTF_8, Spelling
from glossary.formats.records import Shape, cut
from glossary.indexfile import write

#: How much of a partial file is kept: (records that need not be done again, bytes).
Kept = tuple[int, int]
_BLOCK = 1 << 16


class Partial:
    """The growing file. `done`: how many records an earlier run has left."""

    def __init__(self, path: Path, run: Mapping[str, object], kept: Callable[[BinaryIO], Kept] | None) -> None:
        """Begin, or go on where `kept` is given. Raises InputError (nothing to go on with, or of another run), OSError."""
        if path.is_dir():
            raise InputError(f"{path}: is a folder, not a file")
        self._path = path
        self.path, self._note = path.with_name(f"{path.name}.partial"), path.with_name(f"{path.name}.partial.json")
        self.done = 0
        said = json.dumps(run, ensure_ascii=False, sort_keys=True).encode()
        if kept is None:
            write(self._note, said)
            self.file: BinaryIO = self.path.open("wb")
            return
        if not self.path.exists() or not self._note.exists():
            raise InputError(f"{self.path}: no such file, so there is nothing to resume; leave --resume out")
        if self._note.read_bytes() != said:
            raise InputError(f"{self.path}: was made by another run (see {self._note.name}); delete it, or ask for the same")
        self.file = self.path.open("r+b")
        self.done, size = kept(self.file)
        self.file.seek(size)
        self.file.truncate()

    def finish(self) -> None:
        """Give the file its name."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self.path.replace(self._path)
        self._note.unlink(missing_ok=True)

    def stop(self, *, discard: bool = False) -> None:
        """Leave what there is for a later run, or nothing."""
        self.file.close()
        if discard or self.path.stat().st_size == 0:
            self.path.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)


def _cut_to_lines(file: BinaryIO) -> None:
    """Drop what stands after the last line end."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK)
        file.seek(start)
        line_end = file.read(end - start).rfind(b"\n")
        end = start + line_end + 1 if line_end >= 0 else start
        if line_end >= 0:
            break
    file.truncate(end)
    file.seek(0)


def kept_records(file: BinaryIO, form: str, spelling: Spelling) -> Kept:
    """Of records that were rewritten: all but the last."""
    return _counted(file, form, spelling, lambda number, raw: number)


def kept_rows(file: BinaryIO, form: str) -> Kept:
    """Of rows of mentions, which are in order of their records: those before the last record that has one."""

    def doc(number: int, raw: bytes) -> int:
        return int(json.loads(raw)["doc"] if form == "jsonl" else raw.partition(b"," if form == "csv" else b"\t")[0])

    return _counted(file, form, UTF_8, doc)


def _counted(file: BinaryIO, form: str, spelling: Spelling, record_of: Callable[[int, bytes], int]) -> Kept:
    """The last record that something there belongs to, and where that begins."""
    _cut_to_lines(file)
    done = kept = 0
    with suppress(FormatError):  # the last row of a table is cut inside quotes
        records = _lines(file, spelling) if form == "jsonl" else _rows(file, form, spelling)
        for number, (at, raw) in enumerate(records):
            if (record := record_of(number, raw)) != done:
                done, kept = record, at
    return done, kept


def _lines(file: BinaryIO, spelling: Spelling) -> Iterator[tuple[int, bytes]]:
    """Where each line that is not blank begins, and the line."""
    at = file.seek(len(spelling.mark))
    for line in file:
        if not line.isspace():
            yield at, line
        at += len(line)


def _rows(file: BinaryIO, form: str, spelling: Spelling) -> Iterator[tuple[int, bytes]]:
    """The same of the rows of a table."""
    file.seek(len(spelling.mark))
    text = io.TextIOWrapper(file, encoding=spelling.encoding, newline="")
    try:
        table = cut(text, Shape("", form, ()))
        at = len(spelling.encoded(table.prelude))
        for _, raw in table.records:
            row = raw.encode(spelling.encoding)
            yield at, row
            at += len(row)
    finally:
        text.detach()
