"""Documents to search: their text, and the spans of it that are markup, code or addresses rather than language.

txt is text throughout. In md, code, tags, comments and the destinations of links are not read; their words stay as they are.
URLs and e-mail addresses need no span here: the scanner passes over them in any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from glossary.formats.decoding import read_text

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """A document as decoded (line ends kept), with the spans to skip, in code points."""

    name: str
    text: str
    skip: tuple[Span, ...]


@cache
def _markup() -> re.Pattern[str]:
    return re.compile(
        r"""(?xms)
        ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n .*? (?:^[ ]{0,3}(?P=fence)[`~]*[ \t\r]*$|\Z)  # fenced code
        | (?<!`)(?P<ticks>`+)(?!`) [^\n]*? (?<!`)(?P=ticks)(?!`)                               # code in a line
        | <!-- .*? (?:-->|\Z)                                                            # comment
        | </?[A-Za-z][A-Za-z0-9-]* (?:\s[^<>]*)? /?>                                     # tag
        | (?<=\]\() [^()\s]* (?:\([^()\s]*\)[^()\s]*)*                                   # destination of a link
        | ^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+                                                # its definition elsewhere
        """
    )


def markup(text: str) -> tuple[Span, ...]:
    """The spans of a Markdown text that are not language.

    >>> markup("`cxmt` [CXMT](cxmt.html)")
    ((0, 6), (14, 23))
    """
    return tuple(match.span() for match in _markup().finditer(text) if match.end() > match.start())


def read_document(path: str, encoding: str | None = None) -> Document:
    """A txt or md file, or anything else as plain text. Raises FormatError, NotFoundError, InputError."""
    text = read_text(path, encoding)
    is_markdown = Path(path).suffix.lower() in (".md", ".markdown")
    return Document(path, text, markup(text) if is_markdown else ())
