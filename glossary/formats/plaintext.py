"""Two texts, translations of each other line by line, as OPUS and most corpora keep them. The second is the one that is changed."""

from __future__ import annotations

import re
from pathlib import Path

from glossary.errors import FormatError, InputError
from glossary.formats.languages import canonical
from glossary.formats.pairs import Pair, Pairs, TextFile
from glossary.formats.views import Span, View, Viewer

_LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|\Z)")


def read_aligned(source: TextFile, target: TextFile) -> Pairs:
    """A unit for each pair of lines that are not both blank, called by its number. Raises FormatError where the numbers differ.

    Languages are taken from names such as report.en.txt.
    """
    sources, targets = _lines(source.text), _lines(target.text)
    if len(sources) != len(targets):
        raise FormatError(target.path, None, None, f"{len(targets):,} lines, where {source.path} has {len(sources):,}")
    pairs = [
        Pair(str(number), _view(source.text, one), _view(target.text, other))
        for number, (one, other) in enumerate(zip(sources, targets, strict=True), 1)
        if source.text[slice(*one)].strip() or target.text[slice(*other)].strip()
    ]
    return Pairs(tuple(pairs), _language(source.path), _language(target.path))


def _language(path: str) -> str:
    """report.en.txt → en"""
    suffixes = Path(path).suffixes
    return next((lang for suffix in reversed(suffixes) if suffix != ".gz" and (lang := canonical(suffix[1:]))), "")


def _lines(text: str) -> list[Span]:
    found = [match.span(1) for match in _LINE.finditer(text)]
    return found[:-1] if found and found[-1][0] == found[-1][1] == len(text) else found


def _view(text: str, line: Span) -> View:
    return Viewer(text, _on_a_line).add(*line).view()


def _on_a_line(text: str, at: int) -> str:
    if "\n" in text or "\r" in text:
        raise InputError("a line end cannot be put into a line of an aligned text")
    return text
