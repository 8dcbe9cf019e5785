"""The nouns of the checker: units go in, findings come out. Frozen values that know no file.

A unit is one source text with its translation, or a text alone. All places are code points in the text of the unit's side, as its
reader reads it; where that stands in a file is for formats/bitexts.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Side = Literal["source", "target"]
Severity = Literal["error", "warning", "note"]
#: The worst first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """One source text and its translation; `source` is None for a text that is no translation, or whose source is not at hand.

    `id`: what the file calls it ("" for nothing). `document`: units with the same one share first mentions and consistency.
    `source_skip`, `target_skip`: spans that are no language (code, placeholders), in order. `is_open`: is it not translated yet?
    """

    id: str
    source: str | None
    target: str
    document: str = ""
    source_skip: tuple[Span, ...] = ()
    target_skip: tuple[Span, ...] = ()
    is_open: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a translator should look at.

    `unit`: the number of the unit among those checked, from 0. `start`, `end`, `text`: what it is about, in the text of `side`;
    of a name that is missing from the target, where the source has it. `ids`: the entities it is about. `suggestions`: what could
    stand there, best first. `fix`: what certainly should stand in the place of `text` (side `target` only), None where that is not certain.
    `source_span`: where the source has the name, if it is known.
    """

    rule: str
    severity: Severity
    unit: int
    side: Side
    start: int
    end: int
    text: str
    message: str
    ids: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    fix: str | None = None
    source_span: Span | None = None
