"""Parquet files of records: the texts of some columns, and the file with those columns rewritten.

Needs pyarrow (the extra `parquet`). Every other column, the types, the metadata and the compression stay; row groups are written
anew, of 65,536 rows. A parquet file is whole only when its end is written, so that none can be resumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.errors import FormatError, InputError, MissingExtraError, NotFoundError
from glossary.formats.records import SIZE, Batch, Shape

if TYPE_CHECKING:
    import pyarrow

_GROUP = 65_536


def _pyarrow() -> Any:  # noqa: ANN401 (a module without types)
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("parquet needs pyarrow: pip install 'zhengming[parquet]'") from None
    return pyarrow


@dataclass(frozen=True, slots=True)
class ParquetRecords:
    """An open parquet file; `held` keeps the rows of batches that are being worked on."""

    shape: Shape
    file: Any
    held: dict[int, Any]

    def batches(self, done: int = 0, size: int = SIZE) -> Iterator[Batch]:
        """The rows in batches. Raises FormatError where the file is damaged."""
        pa, first = _pyarrow(), 0
        rows = self.file.iter_batches(batch_size=size)
        while True:
            try:
                batch = next(rows, None)
            except (pa.ArrowException, OSError) as error:
                raise FormatError(self.shape.path, None, None, f"damaged after row {first:,}: {_said(error)}") from None
            if batch is None:
                return
            number = first // size
            self.held[number] = batch
            columns = [batch.column(batch.schema.get_field_index(field)).to_pylist() for field in self.shape.fields]
            numbers = range(first, first + batch.num_rows)
            yield Batch(number, lines=numbers, texts=list(zip(*columns, strict=True)))
            first += size

    def rewritten(self, number: int, changes: Sequence[tuple[int, int, str]]) -> pyarrow.RecordBatch:
        """The rows of a batch with texts changed: (row of the batch, number of the field, text)."""
        pa, batch = _pyarrow(), self.held.pop(number)
        for place, field in enumerate(self.shape.fields):
            if mine := {row: text for row, column, text in changes if column == place}:
                at = batch.schema.get_field_index(field)
                batch = batch.set_column(at, batch.schema.field(at), _changed(pa, batch.column(at), mine))
        return batch


def _changed(pa: Any, column: Any, new: Mapping[int, str]) -> Any:  # noqa: ANN401
    texts = [new.get(row, text) for row, text in enumerate(column.to_pylist())]
    if pa.types.is_dictionary(column.type):
        return pa.array(texts, column.type.value_type).dictionary_encode().cast(column.type)
    return pa.array(texts, column.type)


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


@contextmanager
def open_parquet(path: str, fields: Sequence[str]) -> Iterator[ParquetRecords]:
    """A parquet file to read. Raises MissingExtraError, NotFoundError, FormatError, InputError (no such column of text)."""
    pa = _pyarrow()
    if not Path(path).is_file():
        raise NotFoundError(f"{path}: no such file")
    try:
        file = pa.parquet.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise FormatError(path, None, None, f"not a whole parquet file: {_said(error)}") from None
    with file:
        schema = file.schema_arrow
        for field in fields:
            if field not in schema.names:
                raise InputError(f"{path}: no field {field!r} among {', '.join(schema.names)}")
            if not _is_text(pa, schema.field(field).type):
                raise InputError(f"{path}: field {field!r} is {schema.field(field).type}, not text")
        yield ParquetRecords(Shape(path, "parquet", tuple(fields)), file, {})


def _is_text(pa: Any, kind: Any) -> bool:  # noqa: ANN401
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


class ParquetWriter:
    """Writes batches of rows to a file like another."""

    def __init__(self, path: Path, like: ParquetRecords) -> None:
        pa = _pyarrow()
        metadata = like.file.metadata
        codec = metadata.row_group(0).column(0).compression.lower() if metadata.num_row_groups and metadata.num_columns else "snappy"
        self._from_batches = pa.Table.from_batches
        self._writer = pa.parquet.ParquetWriter(path, like.file.schema_arrow, compression="none" if codec == "uncompressed" else codec)
        self._waiting: list[Any] = []
        self._rows = 0

    def write(self, batch: pyarrow.RecordBatch) -> None:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(self._from_batches(self._waiting))
        self._waiting, self._rows = [], 0

    def close(self) -> None:
        """Write what waits, and the end of the file."""
        self._flush()
        self._writer.close()
