"""Documents to search: their text, and what of them is markup, code or addresses rather than language.

    txt, anything else   text throughout, but for paths and handles (paths.py)
    md                   code, tags, comments, destinations and labels of links are skipped too (markdown.py)
    html, xhtml          html.py        }
    srt, vtt, ass, ssa   subtitles.py   } views: the text is what a reader reads, with its places in the file
    docx                 docx.py        }

A document is changed at the places that changes name, and stays as it is everywhere else, to the byte: encoding, byte order
mark and line ends too. URLs and e-mail addresses need no span to skip: the scanner passes over them in any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.errors import InputError
from glossary.formats.decoding import STDIN, UTF_8, Spelling, open_bytes, read_text

if TYPE_CHECKING:
    from glossary.formats.docx import WordFile
    from glossary.formats.views import View

Span = tuple[int, int]
Changes = Iterable[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Document:
    """A document: the text to read, and the spans of it to skip, in code points.

    Without a view the text is the file as decoded, line ends kept; with one it is what the view reads, and `place` tells
    where that stands in the file. Of a Word document the text is the paragraphs, with a blank line between two, and
    places are offsets into that.
    """

    name: str
    text: str
    skip: tuple[Span, ...] = ()
    spelling: Spelling = UTF_8
    view: View | None = None
    word: WordFile | None = None

    @property
    def is_html(self) -> bool:
        return Path(self.name.removesuffix(".gz")).suffix.lower() in _HTML

    def place(self, start: int, end: int) -> Span:
        """Where a span of the text stands in the file as decoded, markup inside it included."""
        return self.view.place(start, end) if self.view else (start, end)

    def line_and_column(self, start: int) -> Span:
        """The same of a character, as lines and columns of the file, from 1; of a Word document, of its text."""
        at, _ = self.place(start, start + 1)
        text = self.view.source if self.view else self.text
        return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)

    def changed(self, changes: Changes) -> str | bytes:
        """The document with spans of its text rewritten, in order; as decoded, or the bytes of a Word document."""
        if self.word:
            return self.word.changed(changes)
        if self.view:
            return self.view.changed(changes)
        from glossary.formats.views import View

        whole = View(self.text, self.text, ((0, 0, len(self.text)),))
        return whole.changed(changes)

    def encoded(self, text: str | bytes) -> bytes:
        """The bytes of a file that reads so. Raises InputError where its encoding has no such character."""
        if isinstance(text, bytes):
            return text
        self._check_spelling()
        try:
            return self.spelling.encoded(text, "xmlcharrefreplace" if self.is_html else "strict")
        except UnicodeEncodeError as error:
            lacking = text[error.start]
            raise InputError(f"{self.name}: {self.spelling.encoding} has no {lacking}; convert the file to UTF-8 first") from None

    def _check_spelling(self) -> None:
        """Older encodings have characters with two spellings: then what is written would not be what was read."""
        if self.name == STDIN or self.spelling.encoding.startswith("utf-"):
            return
        with open_bytes(self.name) as file:
            if self.spelling.encoded(self.view.source if self.view else self.text) != file.read():
                raise InputError(
                    f"{self.name}: its {self.spelling.encoding} cannot be written back as it is; convert the file to UTF-8 first"
                )


_MARKDOWN = (".md", ".markdown")
_HTML = (".html", ".htm", ".xhtml")
_WORD = (".docx", ".docm", ".dotx")


def _html(text: str, path: str) -> View:
    from glossary.formats.html import read_html

    return read_html(text, path)


def _srt(text: str, path: str) -> View:
    from glossary.formats.subtitles import read_srt

    return read_srt(text)


def _vtt(text: str, path: str) -> View:
    from glossary.formats.subtitles import read_vtt

    return read_vtt(text)


def _ass(text: str, path: str) -> View:
    from glossary.formats.subtitles import read_ass

    return read_ass(text)


_VIEWS: dict[str, Callable[[str, str], View]] = {
    **dict.fromkeys(_HTML, _html),
    ".srt": _srt,
    ".vtt": _vtt,
    ".ass": _ass,
    ".ssa": _ass,
}


def read_document(path: str, encoding: str | None = None) -> Document:
    """A document by the suffix of its name, `.gz` aside; plain text where that says nothing.

    Raises FormatError (not text, not a document, made to harm), NotFoundError, InputError.
    """
    suffix = Path(path.removesuffix(".gz")).suffix.lower()
    if suffix in _WORD:
        return _read_word(path)
    if path == STDIN:
        text = read_text(path, encoding)
        return Document(path, text, _skipped(text, suffix))
    with open_bytes(path) as file:
        start = file.read(1024)
    if suffix in _HTML:
        encoding = encoding or _declared(start)
    text = read_text(path, encoding)
    spelling = Spelling.of(start, encoding)
    if suffix in _VIEWS:
        view = _VIEWS[suffix](text, path)
        return Document(path, view.text, (), spelling, view)
    return Document(path, text, _skipped(text, suffix), spelling)


def _skipped(text: str, suffix: str) -> tuple[Span, ...]:
    """What of a text is not language."""
    from glossary.formats.paths import paths

    if suffix not in _MARKDOWN:
        return paths(text)
    from glossary.formats.markdown import markup, united

    return united([*markup(text), *paths(text)])


def _read_word(path: str) -> Document:
    from glossary.formats.docx import read_docx

    with open_bytes(path) as file:
        word = read_docx(file.read(), path)
    return Document(path, word.view.text, word=word)


def _declared(start: bytes) -> str | None:
    """The encoding that a page declares for itself.

    >>> _declared(b'<meta charset="GBK">')
    'gb18030'
    """
    import codecs

    found = re.search(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", start, re.IGNORECASE)
    name = found[1].decode("ascii", "ignore").lower() if found else ""
    if name in ("gb2312", "gbk", "x-gbk"):  # browsers read all of these as the encoding that includes them
        return "gb18030"
    try:
        return None if not name or name.startswith("utf-16") else codecs.lookup(name).name
    except LookupError:
        return None
