"""Many records through one index: batches in, what became of them out, in order, by one process or several (workers.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from glossary.answers import Mention
from glossary.engines import LoadedIndex
from glossary.errors import FormatError
from glossary.formats.records import Batch, Shape, put_together, respelt, taken_apart, texts_of
from glossary.workers import Source, spread

if TYPE_CHECKING:
    from glossary.normaliser import Style

COLUMNS = ("doc", "start", "end", "text", "id", "name", "alias", "kind", "verdict", "ids")

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


def run(job: Job, source: Source, batches: Iterator[Batch], jobs: int = 1, done: int = 0) -> Iterator[Done]:
    """What became of each batch, in order; `done` records come before the first.

    Raises FormatError at the first record that has a fault, InputError where a worker died.
    """
    alone = (work(source.loaded, job, batch) for batch in batches)
    first, above = done, 0
    for result in alone if jobs == 1 else spread(work, job, source, batches, jobs):
        if result.fault:
            line, column, reason = result.fault
            raise FormatError(job.shape.path, line and line + above, column, reason)
        for row in result.rows:
            row["doc"] = first + cast(int, row["doc"])
        yield replace(result, left=[(line + above, text, why) for line, text, why in result.left]) if above else result
        first, above = first + result.records, above + result.lines
