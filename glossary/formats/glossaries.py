"""Glossaries of pairs, read and written as text: OmegaT's, DeepL's and Google's.

    omegat   source, target, comment between tabs (in .csv between commas); # begins a comment; UTF-8, a byte order mark, or
             -*- coding: x -*- in the first line
    deepl    source, target of one pair of languages, csv or tsv without a header; at most 1,024 bytes a name and 10 MiB in all,
             each source once, no control characters
    google   the same (unidirectional), or one column a language below a header of codes (equivalent term set); 1,024 bytes, 10.4 MB

Sources: OmegaT 6 manual (Glossaries) and GlossaryReaderTSV; DeepL API, Glossaries; Google Cloud Translation, Creating and using glossaries.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from glossary.errors import FormatError, InputError
from glossary.formats.decoding import STDIN, open_bytes, read_text
from glossary.formats.termbases import Notices, Pair, Written
from glossary.formats.vocabularies import lang_of, regional
from glossary.model import Alias

#: Bytes of a name in UTF-8, and of a file.
MOST_OF_A_NAME = 1024
MOST_OF_A_FILE = {"deepl": 10 << 20, "google": 10_400_000}
_MAGIC = re.compile(rb"\s*#.*?-\*-\s*coding:\s*([\w.-]+)\s*-\*-")
#: Columns of Google's equivalent term sets that are no language.
_BESIDE = ("pos", "description")

#: OmegaT's own first line: without, it takes a .tab file for one in the encoding of the system.
_HEAD = "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"
_LINE_END = re.compile("[\u2028\u2029]")
Cells = tuple[int, list[str]]


def is_tabbed(path: str) -> bool:
    """Are cells divided by tabs? Only .csv has commas.

    >>> is_tabbed("terms.csv"), is_tabbed("terms.utf8"), is_tabbed("-")
    (False, True, True)
    """
    return not path.removesuffix(".gz").lower().endswith(".csv")


# -- reading -------------------------------------------------------------------------------------------------


def read_omegat(path: str, encoding: str | None, notices: Notices) -> Iterator[Pair]:
    """The pairs of an OmegaT glossary; a line without two cells is left out, and told. Raises FormatError, NotFoundError."""
    text = read_text(path, encoding or _magic(path))
    rows = _tabbed(text) if is_tabbed(path) else _delimited(text, path, ",")
    for line, cells in rows:
        if cells[0].lstrip().startswith("#"):
            continue
        if len(cells) < 2 or not cells[0].strip() or not cells[1].strip():
            notices.note(
                "left out: a line that has no name and, after a " + ("tab" if is_tabbed(path) else "comma") + ", its translation", line
            )
            continue
        yield Pair(line, cells[0].strip(), cells[1].strip(), " ".join(" ".join(cells[2:]).replace("\\n", " ").split()))


def _magic(path: str) -> str | None:
    """The encoding that the first line names, as Emacs does."""
    if path == STDIN:
        return None
    with open_bytes(path) as file:
        found = _MAGIC.match(file.readline(400))
    return found[1].decode() if found else None


def _tabbed(text: str) -> Iterator[Cells]:
    """Cells between tabs, as they are: in such a file quotes are characters like others."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line.rstrip("\r").split("\t")


def _delimited(text: str, path: str, delimiter: str) -> Iterator[Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            why = "a quote is opened and never closed" if "end of data" in str(error) else str(error)
            raise FormatError(path, line, None, why) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def read_deepl(path: str, encoding: str | None, langs: tuple[str, str]) -> Iterator[Pair]:
    """The pairs of a DeepL glossary: two cells a row, or four with the languages. Raises FormatError (line, column)."""
    for line, cells in _rows(path, encoding):
        while len(cells) > 2 and not cells[-1].strip():
            cells.pop()
        if len(cells) == 4:
            for column, (cell, lang) in enumerate(zip(cells[2:], langs, strict=True), 3):
                if (lang_of(cell) or "").split("-")[0] != lang.split("-")[0]:
                    raise FormatError(path, line, column, f"is a row of {cell!r}, where {lang} was named")
        elif len(cells) != 2:
            raise FormatError(path, line, None, f"{len(cells)} cells, where a glossary of pairs has two")
        yield _pair(path, line, cells)


def _rows(path: str, encoding: str | None) -> Iterator[Cells]:
    return _delimited(read_text(path, encoding), path, "\t" if is_tabbed(path) else ",")


def _pair(path: str, line: int, cells: Sequence[str]) -> Pair:
    for column, cell in enumerate(cells[:2], 1):
        _check_length(path, line, column, cell)
        if not cell.strip():
            raise FormatError(path, line, column, "is empty")
    return Pair(line, cells[0].strip(), cells[1].strip())


def _check_length(path: str, line: int, column: int, cell: str) -> None:
    if (size := len(cell.encode())) > MOST_OF_A_NAME:
        raise FormatError(path, line, column, f"has {size:,} bytes, where such a glossary allows {MOST_OF_A_NAME:,}")


def read_google(path: str, encoding: str | None, langs: tuple[str, str] | None) -> Iterator[tuple[int, list[tuple[str, str]], str]]:
    """(line, names with their languages, note) of each row. Raises FormatError, InputError where no language is named."""
    rows = _rows(path, encoding)
    first = next(rows, None)
    if first is None:
        return
    header = [cell.strip().lower() for cell in first[1]]
    columns = [None if cell in _BESIDE else lang_of(cell) for cell in header]
    if len(columns) < 2 or any(lang is None and cell not in _BESIDE for lang, cell in zip(columns, header, strict=True)):
        if langs is None:
            raise InputError(f"{path}: has no header of language codes; name the languages with --source-lang and --target-lang")
        for line, cells in chain([first], rows):
            if len(cells) != 2:
                raise FormatError(path, line, None, f"{len(cells)} cells, where a glossary of pairs has two")
            pair = _pair(path, line, cells)
            yield line, [(langs[0], pair.source), (langs[1], pair.target)], ""
        return
    for line, cells in rows:
        if len(cells) != len(header):
            raise FormatError(path, line, None, f"{len(cells)} cells, where the header has {len(header)}")
        for column, cell in enumerate(cells, 1):
            _check_length(path, line, column, cell)
        names = [(lang, cell.strip()) for lang, cell in zip(columns, cells, strict=True) if lang and cell.strip()]
        beside = (f"{name}: {cell.strip()}" for name, cell in zip(header, cells, strict=True) if name in _BESIDE and cell.strip())
        yield line, names, "; ".join(beside)


# -- writing -------------------------------------------------------------------------------------------------

Pairs = Iterable[tuple[Alias, Alias]]


def write_omegat(pairs: Pairs, path: str, notices: Notices) -> Written:
    """An OmegaT glossary, in UTF-8; notes of the target are its comments."""
    tabbed = is_tabbed(path)
    rows = []
    for source, target in pairs:
        if source.name.startswith("#"):
            notices.note("left out: a name that begins with #, which OmegaT reads as a comment")
            continue
        rows.append([source.name, target.name, *([target.note] if target.note else [])])
    if not tabbed:
        return Written(_csv(rows, ","), notices.all())
    return Written("".join([_HEAD, *("\t".join(row) + "\n" for row in rows)]).encode(), notices.all())


def write_deepl(pairs: Pairs, path: str, notices: Notices) -> Written:
    """A DeepL glossary. Raises InputError where it is larger than DeepL takes."""
    rows = [[source.name, target.name] for source, target in _short(pairs, notices)]
    return _sized("deepl", path, _written(rows, path), notices)


def write_google(pairs: Pairs, path: str, notices: Notices, langs: tuple[str, str]) -> Written:
    """A Google glossary: an equivalent term set of two languages. Raises InputError where it is larger than Google takes."""
    rows = [list(map(regional, langs)), *([source.name, target.name] for source, target in _short(pairs, notices))]
    return _sized("google", path, _written(rows, path), notices)


def _short(pairs: Pairs, notices: Notices) -> Iterator[tuple[Alias, Alias]]:
    for source, target in pairs:
        if max(len(source.name.encode()), len(target.name.encode())) > MOST_OF_A_NAME:
            notices.note(f"left out: a name of more than {MOST_OF_A_NAME:,} bytes")
        elif _LINE_END.search(source.name + target.name):
            notices.note("left out: a name with a line end of Unicode")
        else:
            yield source, target


def _written(rows: Sequence[Sequence[str]], path: str) -> bytes:
    return _csv(rows, "\t" if is_tabbed(path) else ",")


def _csv(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    data = out.getvalue().encode()
    return BOM_UTF8 + data if data.startswith(BOM_UTF8) else data  # a name that begins so must not lose it


def _sized(form: str, path: str, data: bytes, notices: Notices) -> Written:
    if len(data) > (most := MOST_OF_A_FILE[form]):
        raise InputError(f"{path}: would have {len(data):,} bytes, and {form} takes {most:,}; choose fewer with --kind")
    return Written(data, notices.all())
