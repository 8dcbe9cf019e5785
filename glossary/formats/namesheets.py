"""The plain table as a workbook (xlsx): the same columns, to be filtered and edited by people, and read back exactly.

Every cell that is written is text, so that no program takes "=1+1" or "-Mate" for a formula. A cell that is a formula is refused when
a sheet is read: what it shows depends on who computes it. The package is looked at before openpyxl sees it (see packages.py).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from typing import Any

from glossary.errors import FormatError, InputError
from glossary.formats.decoding import open_bytes
from glossary.formats.packages import opened
from glossary.formats.tables import COLUMNS, Row, Shape, check_header
from glossary.formats.termbases import Notices, Written
from glossary.formats.xml import UNWRITABLE
from glossary.model import Alias

#: Rows of a sheet, and characters of a cell, as Excel has them.
MOST_ROWS = 1 << 20
MOST_CHARACTERS = 32_767
_WIDTHS = {"id": 24, "name": 40, "lang": 10, "kind": 16, "status": 12, "source": 24, "note": 40}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def read_workbook(path: str, shape: Shape) -> Iterator[Row]:
    """(row number, cells by column) of the first sheet. Raises FormatError (row, column), NotFoundError."""
    with open_bytes(path) as file:
        data = file.read()
    _look_at(data, path)
    header: list[str] = []
    for number, cells in _cells(data, path):
        if not any(cells):
            continue
        if not header:
            header = [shape.names.get(cell.strip(), cell.strip()) for cell in cells]
            while header and not header[-1]:
                header.pop()
            check_header(path, number, header, shape.required)
        elif any(cells[len(header) :]):
            raise FormatError(path, number, len(header) + 1, "a cell without a heading")
        else:
            yield number, dict(zip(header, [*cells, *[""] * len(header)], strict=False))
    if not header:
        raise FormatError(path, None, None, "no header row: the columns are " + ",".join(COLUMNS))


def _look_at(data: bytes, path: str) -> None:
    """Refuse what is no workbook, or is made to harm: entity declarations among it."""
    with opened(data, path, "xlsx") as package:
        names = package.namelist()
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise FormatError(path, None, None, "not a workbook (xlsx)")
        for name in names:
            if name.endswith((".xml", ".rels")):
                part = package.read(name)
                if any(
                    f"<!{word}".encode(encoding) in part
                    for word in ("DOCTYPE", "ENTITY")
                    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
                ):
                    raise FormatError(path, None, None, f"{name}: has a DOCTYPE, which no workbook needs, refused")


def _cells(data: bytes, path: str) -> Iterator[tuple[int, list[str]]]:
    """The text of each row of the first sheet."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # which some programs state wrongly
        for number, row in enumerate(sheet.iter_rows(), 1):
            yield number, [_text(cell, path, number, column) for column, cell in enumerate(row, 1)]
    except (FormatError, InputError):
        raise
    except Exception as error:  # openpyxl raises what its parsers do, of many kinds, on sheets that it cannot read
        said = str(error).splitlines() or [type(error).__name__]
        raise FormatError(path, None, None, f"a workbook that cannot be read: {said[0][:100]}") from None


def _text(cell: Any, path: str, row: int, column: int) -> str:  # noqa: ANN401 (cells of several classes, by their content)
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise FormatError(path, row, column, "is a formula; paste its value")
    if cell.data_type == "e":
        raise FormatError(path, row, column, f"is an error, {value}")
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_workbook(aliases: Iterable[Alias], notices: Notices) -> Written:
    """A workbook of one sheet: a header that stays in sight, with filters, and a row a name. Raises InputError (too many rows)."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    rows = [row for row in map(astuple, aliases) if _can_be_written(row, notices)]
    if len(rows) >= MOST_ROWS:
        raise InputError(f"{len(rows):,} names are more than a sheet has rows ({MOST_ROWS:,}); export csv, or choose some with --kind")
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("names")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS[column]
    sheet.append(_bold(sheet, COLUMNS))
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return Written(out.getvalue(), notices.all())


def _can_be_written(row: Sequence[str], notices: Notices) -> bool:
    if any(map(UNWRITABLE.search, row)):
        notices.note("left out: a name with a character that a workbook does not have")
        return False
    if max(map(len, row)) > MOST_CHARACTERS:
        notices.note(f"left out: a name with a note longer than a cell, {MOST_CHARACTERS:,} characters")
        return False
    return True


def _bold(sheet: Any, texts: Iterable[str]) -> list[Any]:  # noqa: ANN401
    from openpyxl.styles import Font

    cells = [_held(sheet, text) for text in texts]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _cell(sheet: Any, text: str) -> Any:  # noqa: ANN401
    """A cell of text, whatever the text begins with; openpyxl would take =… for a formula and #N/A for an error."""
    if not text:
        return None
    text = _ESCAPE.sub("_x005F_", text)
    if text[0] not in "=#+-@":
        return text
    cell = _held(sheet, text)
    cell.quotePrefix = text[0] != "#"  # so that it stays text where a person edits it
    return cell


def _held(sheet: Any, text: str) -> Any:  # noqa: ANN401
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
