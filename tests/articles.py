"""The articles of tests/files/articles: written for these tests, with every company of the built-in data marked, {{surface|id}}.

What is not marked is a trap: words (地平线 where the sun sets), longer names, persons, streets, subsidiaries that the data lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "files" / "articles"
_MARK = re.compile(r"\{\{(.*?)\|([\w-]+)\}\}", re.DOTALL)

#: start, end, ID
Marked = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Article:
    """A text and its marked companies."""

    name: str
    text: str
    marked: frozenset[Marked]


def unmarked(source: str) -> tuple[str, frozenset[Marked]]:
    """The text of a source with marks, and what they mark.

    >>> unmarked("与{{长鑫存储|cxmt}}合作")
    ('与长鑫存储合作', frozenset({(1, 5, 'cxmt')}))
    """
    text, at, marked = "", 0, set()
    for mark in _MARK.finditer(source):
        text += source[at : mark.start()]
        marked.add((len(text), len(text) + len(mark[1]), mark[2]))
        text, at = text + mark[1], mark.end()
    return text + source[at:], frozenset(marked)


def articles() -> Iterator[Article]:
    """All articles, in order of their names."""
    for path in sorted(FOLDER.glob("*.txt")):
        yield Article(path.name, *unmarked(path.read_text(encoding="utf-8")))
