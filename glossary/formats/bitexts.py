"""Bilingual files: units, each side of which is a view of the file, so that what is found in a unit has its place in the file.

    csv, tsv, tab            delimited.py    }
    tmx                      tmx.py          }
    xlf, xliff, sdlxliff …   xliff.py        }  a source and a target
    po, pot                  po.py           }
    xlsx, xlsm               workbooks.py    }
    docx                     wordtables.py   }  if it has a bilingual table
    two texts                plaintext.py    }  line by line, if `target_path` is given
    all else                 documents.py    one unit without source, the whole text

A format makes a Bitext; who checks, reports or corrects one needs nothing else. `read_bitext` chooses the format by suffix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from glossary.errors import FormatError, InputError
from glossary.findings import Side, Unit
from glossary.formats.decoding import UTF_8, Spelling, decoded, open_bytes
from glossary.formats.documents import read_document
from glossary.formats.html import language_of
from glossary.formats.languages import Wanted, canonical
from glossary.formats.pairs import Fit, Pairs, TextFile, unfitted
from glossary.formats.placeholders import joined, placeholders
from glossary.formats.views import Rewrite, View, rewritten

Span = tuple[int, int]
#: What comes in the place of a span of one side.
Change = tuple[int, int, str]
#: Bytes of a file, unpacked: the largest that is read.
MOST_BYTES = 512 << 20
_XLIFF = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".txlf")


class Edit(NamedTuple):
    """What comes in the place of a span of one side of a unit."""

    unit: int
    side: Side
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Bitext:
    """A bilingual file, or a text alone: its units, and for each side of each unit where it stands in the file.

    `text`: the file as decoded, None for a container (xlsx, docx). `views`: for each unit its source (None where there is none) and
    target, views of `text`. `labels`: for each unit, where a container has it (Sheet1!B12); empty otherwise.
    `source_lang`, `target_lang`: what the file says, "" where it does not. `write`: the bytes of a file whose views' source
    reads so; `fit`: see formats/pairs.py.
    """

    name: str
    units: tuple[Unit, ...]
    text: str | None
    views: tuple[tuple[View | None, View], ...]
    source_lang: str = ""
    target_lang: str = ""
    labels: tuple[str, ...] = ()
    spelling: Spelling = UTF_8
    write: Callable[[str], bytes] = str.encode
    fit: Fit = unfitted

    def place(self, unit: int, side: Side, start: int, end: int) -> Span:
        """Where a span of a side stands in `text`, code points; (0, 0) in a container.

        Nothing (start = end) stands before the character there, else after the last; in an empty side, at the end of the other.
        The source of an aligned pair of texts has its place in its own file.
        """
        if self.text is None:
            return 0, 0
        source, target = self.views[unit]
        view = source if side == "source" else target
        if view is None or not view.pieces:
            other = target if side == "source" else source
            end_of = other.pieces[-1][2] if other and other.pieces and other.source is target.source else 0
            return end_of, end_of
        if start < end:
            return view.place(start, end)
        at = view.place(start, start + 1)[0] if start < len(view.text) else view.place(start - 1, start)[1]
        return at, at

    def changed(self, edits: Iterable[Edit]) -> bytes:
        """The file with spans of its units rewritten (none overlapping), all else as it was, to the byte. Raises InputError.

        An empty span puts in, beside a character that the file has: into nothing nothing can be put.
        """
        by_side: dict[tuple[int, Side], list[Edit]] = {}
        for edit in sorted(set(edits)):
            by_side.setdefault((edit.unit, edit.side), []).append(edit)
        rewrites: dict[Rewrite, None] = {}
        for (unit, side), those in by_side.items():
            rewrites.update(dict.fromkeys(self.rewrites(unit, side, those)))
        base = self.views[0][1].source if self.views else self.text or ""
        ordered = sorted(rewrites)
        for (_, end, _), (start, _, _) in pairwise(ordered):
            if start < end:
                raise InputError(f"{self.name}: two changes overlap")
        return self.write(rewritten(base, ordered))

    def rewrites(self, unit: int, side: Side, edits: list[Edit]) -> list[Rewrite]:
        """What comes in the place of which spans of `text` for edits of one side, in order. Raises InputError where that cannot be."""
        view = self.views[unit][0 if side == "source" else 1]
        if view is None or view.source is not self.views[unit][1].source:
            raise InputError(f"{self.name}: has no {side} that could be changed in unit {unit}")
        found: list[Rewrite] = []
        done = 0
        for change in _merged(edits):
            start, end, text = _stretched(change, view)
            if not 0 <= done <= start < end <= len(view.text):
                raise InputError(f"{self.name}: two changes overlap, or one is outside the {side} of unit {unit}")
            if "\0" in text:
                raise InputError(f"{self.name}: a text has no character U+0000")
            done = end
            new = view.rewrites([(start, end, text)])
            if not new:
                raise InputError(f"{self.name}: what stands at {start} in the {side} of unit {unit} is not text that could be changed")
            found += new
        return self.fit(view, found)


def _merged(edits: list[Edit]) -> list[Change]:
    """Edits in order, those that put in joined with one that begins or ends there."""
    found: list[Change] = []
    for _, _, start, end, text in edits:
        if found and found[-1][1] == start and (start == end or found[-1][0] == start):
            found[-1] = (found[-1][0], end, found[-1][2] + text)
        else:
            found.append((start, end, text))
    return found


def _stretched(change: Change, view: View) -> Change:
    """What is put in takes the character beside it along, for there is nothing that it could come in the place of."""
    start, end, text = change
    if start < end:
        return change
    if start > 0 and view.rewrites([(start - 1, start, "")]):
        return start - 1, start, view.text[start - 1 : start] + text
    return start, start + 1, text + view.text[start : start + 1]


def read_bitext(
    path: str, *, source_lang: str = "", target_lang: str = "", encoding: str | None = None, target_path: str | None = None
) -> Bitext:
    """The units of a file by the suffix of its name; of two texts line by line, if `target_path` names the translation of `path`.

    A file that ends in .gz is unpacked, and what `changed` gives is not packed again.
    `source_lang`, `target_lang`: which of several languages or columns to read. Raises FormatError (line, column), NotFoundError,
    InputError.
    """
    wanted = Wanted(source_lang, target_lang)
    if target_path is not None:
        return _read_aligned(path, target_path, encoding)
    suffix = _suffix(path)
    if suffix in _XLIFF or suffix == ".tmx":
        return _read_xml(path, suffix, wanted, encoding)
    if suffix in (".po", ".pot"):
        return _read_po(path, wanted, encoding)
    if suffix in (".csv", ".tsv", ".tab"):
        return _read_delimited(path, suffix, wanted, encoding)
    if suffix in (".xlsx", ".xlsm"):
        return _read_sheets(path, wanted)
    if suffix in (".docx", ".docm"):
        return _read_word(path, wanted)
    return _of_document(path, encoding)


def _suffix(path: str) -> str:
    """What a file is, by its name; of .xml, by its root."""
    suffix = Path(path.removesuffix(".gz")).suffix.lower()
    if suffix != ".xml":
        return suffix
    with open_bytes(path) as file:
        root = re.search(rb"<(?:\w+:)?(tmx|xliff)\b", file.read(4096).replace(b"\0", b""))
    return f".{root[1].decode()}" if root else suffix


def _bytes(path: str) -> bytes:
    with open_bytes(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise FormatError(path, None, None, f"more than {MOST_BYTES:,} bytes, refused")
    return data


def _decoded(path: str, data: bytes, encoding: str | None) -> tuple[TextFile, Spelling]:
    spelling = Spelling.of(data[:4], encoding)
    return TextFile(path, decoded(data, path, encoding), spelling.encoding), spelling


def _read_xml(path: str, suffix: str, wanted: Wanted, encoding: str | None) -> Bitext:
    from glossary.formats.xml import declared_encoding

    data = _bytes(path)
    try:
        file, spelling = _decoded(path, data, encoding or declared_encoding(data[:200]))
    except FormatError:
        raise
    except InputError as error:
        raise FormatError(path, 1, None, str(error)) from None
    if suffix == ".tmx":
        from glossary.formats.tmx import read_tmx

        return _of_pairs(file, spelling, data, read_tmx(file, wanted))
    from glossary.formats.xliff import read_xliff

    return _of_pairs(file, spelling, data, read_xliff(file, wanted))


def _read_po(path: str, wanted: Wanted, encoding: str | None) -> Bitext:
    from glossary.formats.po import declared_encoding, read_po

    data = _bytes(path)
    try:
        file, spelling = _decoded(path, data, encoding or declared_encoding(data))
    except FormatError:
        raise
    except InputError as error:
        raise FormatError(path, None, None, str(error)) from None
    return _of_pairs(file, spelling, data, read_po(file, wanted))


def _read_delimited(path: str, suffix: str, wanted: Wanted, encoding: str | None) -> Bitext:
    from glossary.formats.delimited import read_delimited

    data = _bytes(path)
    file, spelling = _decoded(path, data, encoding)
    return _of_pairs(file, spelling, data, read_delimited(file, wanted, "," if suffix == ".csv" else "\t"))


def _read_aligned(path: str, target_path: str, encoding: str | None) -> Bitext:
    from glossary.formats.plaintext import read_aligned

    source, _ = _decoded(path, _bytes(path), encoding)
    data = _bytes(target_path)
    file, spelling = _decoded(target_path, data, encoding)
    return _of_pairs(file, spelling, data, read_aligned(source, file))


def _read_sheets(path: str, wanted: Wanted) -> Bitext:
    from glossary.formats.workbooks import read_workbook

    book = read_workbook(_bytes(path), path, wanted)
    return _made(path, book.pairs, None, UTF_8, book.saying)


def _read_word(path: str, wanted: Wanted) -> Bitext:
    from glossary.formats.wordtables import read_tables

    document = read_document(path)
    assert document.word is not None
    pairs = read_tables(document.word, wanted)
    return _made(path, pairs, None, UTF_8, document.word.saying) if pairs.pairs else _of_document(path, None)


def _of_pairs(file: TextFile, spelling: Spelling, data: bytes, pairs: Pairs) -> Bitext:
    def write(text: str) -> bytes:
        try:
            if text == file.text:
                return data
            if spelling.encoding != "utf-8" and spelling.encoded(file.text) != data:
                raise InputError(f"{file.path}: its {spelling.encoding} cannot be written back as it is; convert the file to UTF-8 first")
            return spelling.encoded(text)
        except UnicodeEncodeError as error:
            lacking = text[error.start]
            raise InputError(f"{file.path}: {spelling.encoding} has no {lacking!r}; convert the file to UTF-8 first") from None

    return _made(file.path, pairs, file.text, spelling, write)


def _made(path: str, pairs: Pairs, text: str | None, spelling: Spelling, write: Callable[[str], bytes]) -> Bitext:
    units = tuple(
        Unit(
            pair.id,
            pair.source.text if pair.source else None,
            pair.target.text,
            pair.document,
            joined(pair.source_skip, placeholders(pair.source.text)) if pair.source else (),
            joined(pair.target_skip, placeholders(pair.target.text)),
            not pair.target.text.strip() and not _is_line(pair.source, pair.target, text),
        )
        for pair in pairs.pairs
    )
    views = tuple((pair.source, pair.target) for pair in pairs.pairs)
    labels = tuple(pair.label for pair in pairs.pairs) if text is None else ()
    return Bitext(path, units, text, views, pairs.source_lang, pairs.target_lang, labels, spelling, write, pairs.fit)


def _is_line(source: View | None, target: View, text: str | None) -> bool:
    """Is a pair one of lines of two texts: where the translation's is empty, it has been left out, and is not still to come?"""
    return text is not None and source is not None and source.source is not target.source


def _of_document(path: str, encoding: str | None) -> Bitext:
    """A text alone: one unit, which has no source."""
    document = read_document(path, encoding)
    whole = ((0, 0, len(document.text)),) if document.text else ()
    view = document.word.view if document.word else document.view or View(document.text, document.text, whole)
    unit = Unit("", None, document.text, path, (), document.skip)
    write = document.word.saying if document.word else document.encoded
    text = None if document.word else view.source
    lang = canonical(language_of(view.source)) if document.is_html else ""
    return Bitext(path, (unit,), text, ((None, view),), "", lang, ("",) if document.word else (), document.spelling, write)
