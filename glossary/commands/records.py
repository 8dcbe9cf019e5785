"""`find` and `normalise` on files of records (`--field`): each field of a record is a text of its own."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import typer

from glossary.commands.options import progress_bar
from glossary.commands.printing import Form, print_rows, warn
from glossary.commands.sources import source_of
from glossary.errors import GlossaryError, InputError
from glossary.formats.decoding import STDIN
from glossary.formats.records import RecordFile, form_of_records, open_records
from glossary.partial import Partial, kept_records, kept_rows
from glossary.runs import COLUMNS, Done, Job, run
from glossary.workers import Source

if TYPE_CHECKING:
    from glossary.formats.parquet import ParquetRecords
    from glossary.normaliser import Style


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say that both commands share."""

    file: str
    fields: tuple[str, ...]
    jobs: int
    output: str
    resume: bool
    db: str
    encoding: str
    decide: bool = True

    @classmethod
    def of(cls, file: str, fields: list[str], jobs: int, output: str, resume: bool, db: str, encoding: str) -> Asked:
        """Raises BadParameter for what does not go together."""
        if resume and (not output or output == STDIN):
            raise typer.BadParameter("goes on with a file: say --output FILE too", param_hint="--resume")
        if output.endswith(".gz"):
            raise typer.BadParameter("records are written unpacked", param_hint="--output")
        if len(set(fields)) < len(fields):
            raise typer.BadParameter("names one field twice", param_hint="--field")
        return cls(file, tuple(fields), jobs, "" if output == STDIN else output, resume, db, encoding)


def refuse_without_fields(jobs: int, resume: bool, output: str = "") -> None:
    """Options that are for records only. Raises BadParameter."""
    for given, option in ((resume, "--resume"), (jobs != 1, "--jobs"), (output, "--output")):
        if given:
            raise typer.BadParameter("is for files of records: name their --field", param_hint=option)


def _opened_records(asked: Asked) -> AbstractContextManager[RecordFile | ParquetRecords]:
    if form_of_records(asked.file) != "parquet":
        return open_records(asked.file, asked.fields, asked.encoding or None)
    if asked.resume:
        raise InputError(f"{asked.output}: a parquet file cannot be resumed; run it again without --resume")
    from glossary.formats.parquet import open_parquet

    return open_parquet(asked.file, asked.fields)


class _Counted:
    """Counts what is done, for the bar and for a field that nothing has."""

    def __init__(self, asked: Asked, done: int = 0) -> None:
        self._asked = asked
        self.records, self.texts, self.earlier = done, 0, done

    def each(self, results: Iterator[Done]) -> Iterator[Done]:
        with progress_bar(self._asked.file) as progress:
            for done in results:
                yield done
                self.records += done.records
                self.texts += done.texts
                if progress is not None:
                    progress(self.records)
        if self.records > self.earlier and not self.texts and not self.earlier:
            raise _NoTextError(f"{self._asked.file}: no record has a text in {' or '.join(map(repr, self._asked.fields))}")


class _NoTextError(InputError):
    """No record has the fields that were asked for: nothing to go on with."""


@contextmanager
def _growing(asked: Asked, run: Mapping[str, object], form: str, records: RecordFile | None) -> Iterator[Partial]:
    """The output as it grows; what ends it too early says in one line how to go on."""

    def kept(file: BinaryIO) -> tuple[int, int]:
        return kept_records(file, form, records.spelling) if records else kept_rows(file, form)

    try:
        partial = Partial(Path(asked.output), {"file": asked.file, "fields": asked.fields, **run}, kept if asked.resume else None)
    except OSError as error:
        raise InputError(f"{asked.output}: could not be written: {error.strerror}") from error
    try:
        yield partial
        partial.finish()
    except _NoTextError:
        partial.stop(discard=True)
        raise
    except GlossaryError as error:
        partial.stop()
        raise InputError(f"{error} (what was done is in {partial.path}; --resume goes on)") from error
    except OSError as error:
        partial.stop()
        raise InputError(f"{partial.path}: could not be written: {error.strerror}; --resume goes on") from error
    except BaseException:
        partial.stop()
        raise


def find_in_records(asked: Asked, form: Form) -> int:
    """Print the mentions in the fields of a file's records; returns how many there are."""
    if asked.output and form is Form.table:
        suffix = Path(asked.output).suffix.removeprefix(".")
        form = Form(suffix) if suffix in list(Form) else form
    if asked.output and form not in (Form.jsonl, Form.csv, Form.tsv):
        raise typer.BadParameter("a file of mentions is jsonl, csv or tsv: say which with --format", param_hint="--output")
    columns = (*COLUMNS, "field") if len(asked.fields) > 1 else COLUMNS
    with source_of(asked.db, asked.jobs) as source, _opened_records(asked) as records:
        job = Job(records.shape, decide=asked.decide)
        if not asked.output:
            counted = _Counted(asked)
            results = counted.each(run(job, source, records.batches(), asked.jobs))
            return _print(results, columns, form, sys.stdout)
        run_ = {"find": form, "decide": asked.decide, "index": source.loaded.index.stamp.digest}
        with _growing(asked, run_, form, None) as partial:
            counted = _Counted(asked, partial.done)
            text = io.TextIOWrapper(partial.file, encoding="utf-8", errors="backslashreplace", newline="", write_through=True)
            results = counted.each(run(job, source, records.batches(partial.done), asked.jobs, partial.done))
            try:
                return _print(results, columns, form, text, headed=partial.done > 0) + partial.done  # which stands below a mention
            finally:
                text.detach()


def _print(results: Iterator[Done], columns: tuple[str, ...], form: Form, file: TextIO, *, headed: bool = False) -> int:
    count = 0

    def rows() -> Iterator[Mapping[str, object]]:
        nonlocal count
        for done in results:
            count += len(done.rows)
            yield from done.rows

    print_rows(rows(), columns, form, file, headed=headed)
    return count


def normalise_records(asked: Asked, to: str, style: Style) -> int:
    """Write the records with the mentions in their fields rewritten; returns how many were left alone."""
    with source_of(asked.db, asked.jobs) as source, _opened_records(asked) as records:
        source.loaded.rewrite("", to, style)  # an unknown language is said before anything is written
        job = Job(records.shape, to, style, records.shape.encoding if asked.output else "utf-8", asked.decide)
        run_ = {"to": to, "style": style, "decide": asked.decide, "index": source.loaded.index.stamp.digest}
        if not isinstance(records, RecordFile):
            return _normalise_parquet(asked, job, source, records)
        if not asked.output:
            sys.stdout.write(records.prelude)
            sys.stdout.flush()
            return _write(asked, _Counted(asked).each(run(job, source, records.batches(), asked.jobs)), sys.stdout.buffer)
        with _growing(asked, run_, job.shape.form, records) as partial:
            if not partial.done:
                partial.file.write(records.spelling.encoded(records.prelude))
            batches = records.batches(partial.done)
            results = _Counted(asked, partial.done).each(run(job, source, batches, asked.jobs, partial.done))
            return _write(asked, results, partial.file)


def _write(asked: Asked, results: Iterator[Done], out: BinaryIO) -> int:
    left = 0
    for done in results:
        out.write(done.rewritten)
        out.flush()
        left += _say_left(asked, done)
    return left


def _say_left(asked: Asked, done: Done) -> int:
    for line, text, why in done.left:
        warn(f"{'<stdin>' if asked.file == STDIN else asked.file}:{line}: left {text}: {why}")
    return len(done.left)


def _normalise_parquet(asked: Asked, job: Job, source: Source, records: ParquetRecords) -> int:
    from glossary.formats.parquet import ParquetWriter

    if not asked.output:
        raise typer.BadParameter("a parquet file goes to a file", param_hint="--output")
    target = Path(asked.output)
    partial = target.with_name(f"{target.name}.partial")
    left, done_ = 0, False
    try:
        writer = ParquetWriter(partial, records)
        try:
            for done in _Counted(asked).each(run(job, source, records.batches(), asked.jobs)):
                writer.write(records.rewritten(done.number, done.changes))
                left += _say_left(asked, done)
        finally:
            writer.close()
        partial.replace(target)
        done_ = True
    except OSError as error:
        raise InputError(f"{asked.output}: could not be written: {error.strerror or error}") from error
    finally:
        if not done_:
            partial.unlink(missing_ok=True)
    return left
