"""Bilingual csv and tsv: a row is a unit. Cells keep their quotes, and each character its place in the file.

csv is read as the csv module does when it is strict, which is the referee of the tests; commas or, where the first line has none,
semicolons or tabulators part the cells. In tsv a cell is quoted only if its closing quote ends it: `"Hello" he said` is text.
A cell without quotes gets them when what is written into it needs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.errors import FormatError, InputError
from glossary.formats.columns import Columns, columns_of
from glossary.formats.languages import Wanted
from glossary.formats.pairs import Pair, Pairs, TextFile
from glossary.formats.views import Rewrite, Span, View, Viewer

#: A row: where its cells stand, quotes included.
_Row = list[Span]
#: The line it begins in, and a row.
_Numbered = tuple[int, _Row]
_LINE_END = re.compile(r"\r\n?|\n")
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')


def read_delimited(file: TextFile, wanted: Wanted, delimiter: str) -> Pairs:
    """The units of a table. Raises FormatError with line and column (the number of the cell)."""
    delimiter = _delimiter(file.text) if delimiter == "," else delimiter
    columns, width, rows = _under_header(file, _rows(file, delimiter), wanted)
    pairs = [_pair(file, line, row, columns, width) for line, row in rows]
    return Pairs(tuple(pairs), columns.source_lang, columns.target_lang, lambda view, rewrites: _fit(view, rewrites, delimiter))


def _under_header(file: TextFile, rows: list[_Numbered], wanted: Wanted) -> tuple[Columns, int, list[_Numbered]]:
    """The columns, how many there are, and the rows below the header; lines that begin with # may stand over it."""
    contract = next((number for number, (_, row) in enumerate(rows) if not file.text.startswith("#", row[0][0])), 0)
    for skipped in (contract, 0):
        for line, header in rows[skipped : skipped + 1]:
            try:
                columns = columns_of([_view(file.text, cell).text for cell in header], wanted)
            except InputError as error:
                raise FormatError(file.path, line, None, str(error)) from None
            if columns is not None:
                return columns, len(header), rows[skipped + 1 :]
    return Columns(0, 1), 2, rows


def _delimiter(text: str) -> str:
    """The sign that parts the cells of the first line; what stands in quotes does not count."""
    line = _QUOTED.sub("", _LINE_END.split(text, 1)[0])
    return next((sign for sign in ",;\t" if sign in line), ",")


def _rows(file: TextFile, delimiter: str) -> list[_Numbered]:
    """Each row that is not blank."""
    rows: list[_Numbered] = []
    line = 1
    for row in _cut(file, delimiter):
        if any(end > start for start, end in row):
            rows.append((line, row))
        line += 1 + len(_LINE_END.findall(file.text, row[0][0], row[-1][1]))
    return rows


def _cut(file: TextFile, delimiter: str) -> Iterator[_Row]:
    text, at, row = file.text, 0, list[Span]()
    quoted, plain = _quoted(delimiter), re.compile(rf"[^{re.escape(delimiter)}\r\n]*+")
    while at < len(text):
        match = (quoted.match(text, at) if text.startswith('"', at) else None) or plain.match(text, at)
        assert match is not None
        if match[0][:1] == '"' and delimiter != "\t" and not quoted.fullmatch(match[0]):
            raise _unclosed(file, at)
        row.append(match.span())
        at = match.end()
        if text.startswith(delimiter, at):
            at += 1
            if at < len(text):
                continue
            row.append((at, at))
        yield row
        row = []
        end = _LINE_END.match(text, at)
        at = end.end() if end else at


def _quoted(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf'"(?:[^"]++|"")*+"(?=[{re.escape(delimiter)}\r\n]|\Z)')


def _unclosed(file: TextFile, at: int) -> FormatError:
    line = len(_LINE_END.findall(file.text, 0, at)) + 1
    closed = re.compile(r'"(?:[^"]++|"")*+"').match(file.text, at)
    return FormatError(file.path, line, None, "text after a closing quote" if closed else "a quote is opened and never closed")


def _pair(file: TextFile, line: int, row: _Row, columns: Columns, width: int) -> Pair:
    while len(row) > width and row[-1][0] == row[-1][1]:
        row = row[:-1]
    if len(row) > width or (width == 2 and len(row) < 2):
        why = "is a text with the delimiter in it not quoted, or is the header missing?"
        said = f"{len(row)} cells, where {width} are expected: {why}" if len(row) > width else "one cell: a bilingual table has two"
        raise FormatError(file.path, line, None, said)

    def cell(number: int) -> View:
        return _view(file.text, row[number]) if number < len(row) else View(file.text, "", ())

    name = cell(columns.id).text if columns.id is not None else ""
    return Pair(name, cell(columns.source), cell(columns.target))


def _is_quoted(text: str, start: int, end: int) -> bool:
    return end - start >= 2 and text[start] == '"' and _QUOTED.fullmatch(text, start, end) is not None


def _view(text: str, cell: Span) -> View:
    start, end = cell
    if not _is_quoted(text, start, end):
        return Viewer(text).add(start, end).view()
    viewer = Viewer(text, _doubled)
    at = start + 1
    for quote in re.finditer('""', text[start + 1 : end - 1]):
        viewer.add(at, start + 1 + quote.start()).add(start + 1 + quote.start(), start + 1 + quote.end(), '"')
        at = start + 1 + quote.end()
    return viewer.add(at, end - 1).view()


def _doubled(text: str, at: int) -> str:
    return text.replace('"', '""')


def _fit(view: View, rewrites: list[Rewrite], delimiter: str) -> list[Rewrite]:
    """Put a cell into quotes if it has none and needs them now."""
    if view.escape is _doubled or not view.pieces or not rewrites:
        return rewrites
    start, end = view.pieces[0][1], view.pieces[-1][2]
    parts: list[str] = []
    at = start
    for first, last, text in rewrites:
        parts += [view.source[at:first], text]
        at = last
    new = "".join([*parts, view.source[at:end]])
    if not (any(sign in new for sign in f"{delimiter}\r\n") or (new[:1] == '"' and (delimiter != "\t" or _QUOTED.fullmatch(new)))):
        return rewrites
    return [(start, end, '"' + new.replace('"', '""') + '"')]
