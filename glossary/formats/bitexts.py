"""Bilingual files: units, each side of which is a view of the file, so that what is found in a unit has its place in the file.

A format makes a Bitext; who checks, reports or corrects one needs nothing else. `read_bitext` chooses the format by suffix.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from glossary.findings import Side, Unit
from glossary.formats.decoding import UTF_8, Spelling
from glossary.formats.views import View

Span = tuple[int, int]


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
    `source_lang`, `target_lang`: what the file says, "" where it does not.
    """

    name: str
    units: tuple[Unit, ...]
    text: str | None
    views: tuple[tuple[View | None, View], ...]
    source_lang: str = ""
    target_lang: str = ""
    labels: tuple[str, ...] = ()
    spelling: Spelling = UTF_8

    def place(self, unit: int, side: Side, start: int, end: int) -> Span:
        """Where a span of a side stands in `text`, code points; (0, 0) in a container."""
        raise NotImplementedError

    def changed(self, edits: Iterable[Edit]) -> bytes:
        """The file with spans of its units rewritten (none overlapping), all else as it was, to the byte. Raises InputError."""
        raise NotImplementedError


def read_bitext(path: str, *, source_lang: str = "", target_lang: str = "", encoding: str | None = None) -> Bitext:
    """The units of a file by the suffix of its name. Raises FormatError (line, column), NotFoundError, InputError."""
    raise NotImplementedError
