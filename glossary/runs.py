"""Many records through one index: batches in, what became of them out, in order, by one process or several.

A worker is a process of its own that opens the index by its path (it is mapped, not copied) and knows nothing of the database.
It is given one batch at a time, so that neither side waits for the other to read, and at most a few batches wait to
be written. It ends when its pipe does, however its parent came to its end.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, cast

from glossary.answers import Mention
from glossary.errors import FormatError, GlossaryError, InputError
from glossary.formats.records import Batch, Shape, put_together, respelt, taken_apart, texts_of
from glossary.glossary import LoadedIndex, load_index
from glossary.indexfile import Stamp

if TYPE_CHECKING:
    from glossary.normaliser import Style

COLUMNS = ("doc", "start", "end", "text", "id", "name", "alias", "kind", "verdict", "ids")
#: How many batches a worker may be ahead of the one that is written next.
_AHEAD = 4

Row = dict[str, object]


def row_of(doc: str | int, mention: Mention) -> Row:
    """A mention as a row to print."""
    return {
        "doc": doc,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "id": mention.id,
        "name": mention.name,
        "alias": mention.alias,
        "kind": mention.kind,
        "verdict": mention.verdict,
        "ids": mention.ids,
    }


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with every record: mentions are found or, where there is a language to write them in, rewritten."""

    shape: Shape
    to: str = ""
    style: Style = "replace"
    encoding: str = "utf-8"  # of what is rewritten
    decide: bool = True  # see LoadedIndex


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a batch: rows of mentions; or text, changes (record, number of the field, text), and what was left.

    Records and lines are counted from the first of the batch until `run` gives them their numbers in the file.
    """

    number: int
    records: int = 0
    lines: int = 0
    texts: int = 0
    rows: list[Row] = field(default_factory=list)
    rewritten: bytes = b""
    changes: list[tuple[int, int, str]] = field(default_factory=list)
    left: list[tuple[int, str, str]] = field(default_factory=list)
    fault: tuple[int | None, int | None, str] | None = None


def work(loaded: LoadedIndex, job: Job, batch: Batch) -> Done:
    """Do the job for one batch; a record that cannot be read is its fault: line, column and reason.

    >>> from glossary.compiler import compile_index
    >>> from glossary.indexfile import Stamp
    >>> from glossary.model import Alias
    >>> from glossary.text.tables import fold_version
    >>> index = LoadedIndex(compile_index([Alias("cxmt", "CXMT")], {}, Stamp(fold_version(), "", 0, "")))
    >>> job = Job(Shape("a.jsonl", "jsonl", ("text",)))
    >>> [row["text"] for row in work(index, job, Batch(0, b'{"text": "CXMT"}')).rows]
    ['CXMT']
    """
    loaded.decides = job.decide
    records = taken_apart(batch, job.shape)
    # Tables and parquet say the line of each record themselves; jsonl is counted on by `run`.
    done = Done(batch.number, lines=0 if batch.lines else batch.skipped + len(records) - 1)
    count = read = 0
    try:
        for place, line, texts in texts_of(records, batch, job.shape):
            read += sum(text is not None for text in texts)
            if not job.to:
                _find(loaded, job, count, texts, done)
            elif new := _rewrite(loaded, job, (line, texts), done):
                _keep(job, records, place, new, done)
            count += 1
        rewritten = put_together(records, job.shape) if job.to and job.shape.form != "parquet" else ""
        return replace(done, records=count, texts=read, rewritten=rewritten.encode(job.encoding))
    except FormatError as error:
        return Done(batch.number, fault=(error.line, error.column, error.reason))
    except UnicodeEncodeError as error:
        return Done(batch.number, fault=(None, None, f"{job.encoding} has no {error.object[error.start]}; convert the file to UTF-8 first"))


def _keep(job: Job, records: list[str], place: int, new: dict[int, str], done: Done) -> None:
    if job.shape.form == "parquet":
        done.changes.extend((place, column, text) for column, text in new.items())
    else:
        records[place] = respelt(records[place], new, job.shape)


def _find(loaded: LoadedIndex, job: Job, doc: int, texts: Iterable[str | None], done: Done) -> None:
    for name, text in zip(job.shape.fields, texts, strict=True):
        for mention in loaded.find(text) if text else ():
            row = row_of(doc, mention)
            done.rows.append({**row, "field": name} if len(job.shape.fields) > 1 else row)


def _rewrite(loaded: LoadedIndex, job: Job, record: tuple[int, Iterable[str | None]], done: Done) -> dict[int, str]:
    """The texts of a record that change, by the number of their field."""
    line, texts = record
    new: dict[int, str] = {}
    for column, text in enumerate(texts):
        if text:
            result = loaded.rewrite(text, job.to, job.style)
            done.left.extend((line, mention.text, why) for mention, why in result.left)
            if result.text != text:
                new[column] = result.text
    return new


@dataclass(frozen=True, slots=True)
class Source:
    """Where the index is: open here, and the file that workers open."""

    loaded: LoadedIndex
    path: Path


def run(job: Job, source: Source, batches: Iterator[Batch], jobs: int = 1, done: int = 0) -> Iterator[Done]:
    """What became of each batch, in order; `done` records come before the first.

    Raises FormatError at the first record that has a fault, InputError where a worker died.
    """
    alone = (work(source.loaded, job, batch) for batch in batches)
    first, above = done, 0
    for result in alone if jobs == 1 else _spread(job, source, batches, jobs):
        if result.fault:
            line, column, reason = result.fault
            raise FormatError(job.shape.path, line and line + above, column, reason)
        for row in result.rows:
            row["doc"] = first + cast(int, row["doc"])
        yield replace(result, left=[(line + above, text, why) for line, text, why in result.left]) if above else result
        first, above = first + result.records, above + result.lines


class _Worker:
    """A process that works, and our end of the pipe to it."""

    def __init__(self, job: Job, source: Source) -> None:
        context = get_context("spawn")  # a fork would inherit the database connection
        self.connection, theirs = context.Pipe()
        arguments = (theirs, job, source.path, source.loaded.index.stamp)
        self.process: BaseProcess = context.Process(target=_serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


def _serve(connection: Connection, job: Job, path: Path, stamp: Stamp) -> None:
    """The life of a worker: batches come until the pipe ends. Ctrl-C is for the parent, which closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fault = ""
    try:
        loaded = load_index(path)
        fault = "" if loaded.index.stamp == stamp else "the database was changed meanwhile; run it again"
    except (GlossaryError, OSError) as error:
        fault = str(error)
    try:
        while True:
            batch = connection.recv()
            connection.send(Done(batch.number, fault=(None, None, fault)) if fault else work(loaded, job, batch))
    except (EOFError, OSError):
        return


def _spread(job: Job, source: Source, batches: Iterator[Batch], jobs: int) -> Iterator[Done]:
    workers: list[_Worker] = []
    try:
        workers += (_Worker(job, source) for _ in range(jobs))
        yield from _in_order([worker.connection for worker in workers], batches)
    except (EOFError, ConnectionError):
        raise InputError("a worker process died (out of memory?); try fewer --jobs") from None
    finally:
        for worker in workers:
            worker.stop()


def _in_order(workers: Sequence[Connection], batches: Iterator[Batch]) -> Iterator[Done]:
    idle, busy = list(workers), list[Connection]()
    ready: dict[int, Done] = {}
    wanted = 0
    upcoming = next(batches, None)
    while upcoming is not None or busy or ready:
        while idle and upcoming is not None and upcoming.number < wanted + _AHEAD * len(workers):
            busy.append(idle.pop())
            busy[-1].send(upcoming)
            upcoming = next(batches, None)
        while wanted in ready:  # after the workers have got something to do
            yield ready.pop(wanted)
            wanted += 1
        for connection in [c for c in wait(busy) if c in busy] if busy else ():
            done: Done = connection.recv()
            ready[done.number] = done
            busy.remove(connection)
            idle.append(connection)
