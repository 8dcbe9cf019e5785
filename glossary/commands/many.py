"""`lookup -`: names on standard input, as many as there are, looked up as they come by one process or several.

Rows are printed batch by batch in the order of the names; nothing is kept of those that were printed. By one process or several,
the same function does the work and so the bytes are the same.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from glossary.commands.lookup import columns_of, rows_of
from glossary.commands.options import on_terminal, progress_bar
from glossary.commands.printing import Form, Row, print_rows
from glossary.commands.sources import source_of
from glossary.engines import LoadedIndex
from glossary.errors import InputError
from glossary.formats.decoding import STDIN
from glossary.formats.lines import count_of_lines, lines_as_they_come
from glossary.workers import spread

_BATCH = 100  # names: a second's work at most
_MANY = 1000  # names, from which on a bar is shown
_STREAMED = (Form.jsonl, Form.csv, Form.tsv)  # forms whose rows do not depend on each other


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say."""

    limit: int
    explain: bool
    form: Form


@dataclass(frozen=True, slots=True)
class Names:
    """Some of the names."""

    number: int
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of them: how many, how many of them sure, and rows, printed already where these stand for themselves."""

    number: int
    names: int
    sure: int
    text: str = ""
    rows: list[Row] = field(default_factory=list)


def work(loaded: LoadedIndex, asked: Asked, batch: Names) -> Looked:
    """Look a batch of names up."""
    answers = list(loaded.lookup_many(batch.names, asked.limit))
    rows = list(rows_of(answers, asked.explain, asked.form))
    sure = sum(answer.verdict in ("exact", "match") for answer in answers)
    if asked.form not in _STREAMED:
        return Looked(batch.number, len(answers), sure, rows=rows)
    printed = io.StringIO()
    print_rows(rows, columns_of(asked.explain, asked.form), asked.form, printed, headed=True)
    return Looked(batch.number, len(answers), sure, printed.getvalue())


def look_up_many(names: Sequence[str], asked: Asked, jobs: int, db: str, encoding: str) -> bool:
    """Print what the names denote, `-` standing for those of standard input; were all of them sure, and any there?"""
    count = sure = 0

    def done() -> Iterator[Looked]:
        nonlocal count, sure
        with source_of(db, jobs) as source, _bar(names) as progress:
            batches = _batches(names, encoding)
            made = (work(source.loaded, asked, batch) for batch in batches) if jobs == 1 else spread(work, asked, source, batches, jobs)
            for looked in made:
                yield looked
                count, sure = count + looked.names, sure + looked.sure
                progress(count)

    if asked.form in _STREAMED:
        print_rows((), columns_of(asked.explain, asked.form), asked.form)
        for looked in done():
            sys.stdout.write(looked.text)
    else:
        print_rows((row for looked in done() for row in looked.rows), columns_of(asked.explain, asked.form), asked.form)
    return 0 < count == sure


def _batches(names: Sequence[str], encoding: str) -> Iterator[Names]:
    number = 0
    for name in names:
        for lines in _of_stdin(encoding) if name == STDIN else [[name]]:
            for first in range(0, len(lines), _BATCH):
                yield Names(number, lines[first : first + _BATCH])
                number += 1


def _of_stdin(encoding: str) -> Iterator[list[str]]:
    """The lines, blank ones too, so that answers and lines go together; what is printed is shown before more is waited for."""
    if sys.stdin is None:
        raise InputError("standard input is closed")
    return lines_as_they_come(cast(io.BufferedReader, sys.stdin.buffer), encoding or None, sys.stdout.flush)


@contextmanager
def _bar(names: Sequence[str]) -> Iterator[Callable[[int], object]]:
    """A progress bar, where the rows do not go to the same terminal and there may be many names."""
    seen = on_terminal() and not sys.stdout.isatty() and STDIN in names and sys.stdin is not None
    total = count_of_lines(sys.stdin.fileno()) if seen else None
    if not seen or (total is not None and total < _MANY):
        yield lambda count: None
        return
    with progress_bar("names", total) as progress:
        yield progress or (lambda count: None)
