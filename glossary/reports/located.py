"""A finding with its place in its file: the one object that every form of report is made from.

`locate` is the only code that turns a place in a unit into a place in a file. A container (xlsx, docx) has no lines: there the label
says where (Sheet1!B12), and `start` and `end` are None.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, NamedTuple

from glossary.errors import InputError
from glossary.findings import Finding, Side, Span, Unit
from glossary.formats.bitexts import Bitext, Edit
from glossary.reports.manual import Manual
from glossary.text.columns import Place, Ruler

#: `accepted` by a baseline file, `ignored` by a comment in the file itself.
Standing = Literal["new", "accepted", "ignored"]
_CONTEXT = 12
#: Texts that are longer are shown in excerpts, with so many characters on either side of what they are shown for.
WHOLE, AROUND = 600, 120


#: In the place of a part of a file, a text.
FileEdit = tuple[Place, Place, str]


def _none(text: str) -> list[FileEdit]:
    return []


class Fingerprint(NamedTuple):
    """What tells a finding from others whatever line it stands on: a text that moves keeps it, one that is rewritten loses it."""

    rule: str
    ids: str
    text: str
    context: str

    def digest(self) -> str:
        """Sixteen hexadecimal digits."""
        return hashlib.sha256("\0".join(self).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Located:
    """A finding, the unit and the file it is about, and where there.

    `span`, `start`, `end`: in the file as decoded, end excluded. `langs`: of the two sides. `edits`: what to write where in the file
    so that the text of the finding is another; nothing in a container, on the source side, or where the file cannot spell that.
    """

    finding: Finding
    file: str
    unit: Unit
    langs: tuple[str, str] = ("", "")
    label: str = ""
    span: Span | None = None
    start: Place | None = None
    end: Place | None = None
    edits: Callable[[str], list[FileEdit]] = _none
    standing: Standing = "new"
    reason: str = ""

    @property
    def place(self) -> str:
        """For people: a.po:12:5, or names.xlsx:Sheet1!B12."""
        if self.start:
            return f"{self.file}:{self.start.line}:{self.start.column}"
        return f"{self.file}:{self.label}" if self.label else self.file

    @property
    def text(self) -> str:
        """The whole text of the side that the finding is about."""
        return (self.unit.source or "") if self.finding.side == "source" else self.unit.target

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What could stand there, the certain correction first."""
        fix = self.finding.fix
        return tuple(dict.fromkeys((*(() if fix is None else (fix,)), *self.finding.suggestions)))

    @property
    def sentence(self) -> str:
        """The message, with the suggestions that it does not name."""
        other = [text for text in self.suggestions if text and text not in self.finding.message]
        return f"{self.finding.message} (write {' or '.join(other)})" if other else self.finding.message

    def side(self, side: Side) -> tuple[str | None, int]:
        """A text of the unit, in excerpt where it is long, and the offset of its first character."""
        text = self.unit.source if side == "source" else self.unit.target
        if text is None:
            return None, 0
        span = (self.finding.start, self.finding.end) if self.finding.side == side else self.finding.source_span or (0, 0)
        return excerpt(text, *(span if self.finding.side == side or side == "source" else (0, 0)))

    @property
    def line(self) -> str:
        """All of it in one text, for programs that show no columns: where in a container, what, why, what to write."""
        parts = (self.label, "" if self.finding.text in self.finding.message else self.finding.text, self.sentence)
        return ": ".join(part for part in parts if part)

    @property
    def fingerprint(self) -> Fingerprint:
        """See Fingerprint; the context is a few characters on either side, white space made even."""
        finding = self.finding
        around = self.text[max(finding.start - _CONTEXT, 0) : finding.end + _CONTEXT]
        return Fingerprint(finding.rule, " ".join(finding.ids), " ".join(finding.text.split()), " ".join(around.split()))


@dataclass(frozen=True, slots=True)
class Report:
    """What a check has found. `quiet`: findings that were accepted or ignored; only SARIF tells of them.

    `has_baseline`: was there one? `rules`: those that were asked for, in order. `units`: how many were checked, of how many `files`.
    """

    found: Sequence[Located]
    quiet: Sequence[Located] = ()
    rules: Sequence[Manual] = ()
    has_baseline: bool = False
    files: Sequence[str] = ()
    units: int = 0


def locate(bitext: Bitext, findings: Iterable[Finding], langs: tuple[str, str] = ("", ""), name: str = "") -> Iterator[Located]:
    """Findings with their places in the file; `name`: what to call it, by default as it was read."""
    ruler = Ruler(bitext.text) if bitext.text is not None else None
    for finding in findings:
        label = bitext.labels[finding.unit] if bitext.labels else ""
        one = Located(finding, name or bitext.name, bitext.units[finding.unit], langs, label)
        yield _placed(one, bitext, ruler) if ruler else one


def _placed(one: Located, bitext: Bitext, ruler: Ruler) -> Located:
    finding = one.finding
    source, target = bitext.views[finding.unit]
    if finding.side == "source" and (source is None or source.source is not target.source):  # the source is another file
        first, last = bitext.place(finding.unit, "target", 0, len(target.text))
        return replace(one, span=(first, last), start=ruler.place(first), end=ruler.place(last))
    first, last = bitext.place(finding.unit, finding.side, finding.start, finding.end)
    edits = partial(_edits, bitext, ruler, finding) if finding.side == "target" else _none
    return replace(one, span=(first, last), start=ruler.place(first), end=ruler.place(last), edits=edits)


def _edits(bitext: Bitext, ruler: Ruler, finding: Finding, text: str) -> list[FileEdit]:
    edit = Edit(finding.unit, finding.side, finding.start, finding.end, text)
    try:
        rewrites = bitext.rewrites(finding.unit, finding.side, [edit])
    except InputError:
        return []
    return [(ruler.place(start), ruler.place(end), written) for start, end, written in rewrites]


def excerpt(text: str, start: int, end: int) -> tuple[str, int]:
    """A text for people, cut where it is long, and where its first character stood; … tells of what was cut.

    >>> excerpt("甲" * 1000 + "長鑫" + "乙" * 1000, 1000, 1002)[0] == "…" + "甲" * 119 + "長鑫" + "乙" * 119 + "…"
    True
    """
    if len(text) <= WHOLE:
        return text, 0
    first, last = max(start - AROUND, 0), min(end + AROUND, len(text))
    shown = ("…" if first else "") + text[first + bool(first) : last - (last < len(text))] + ("…" if last < len(text) else "")
    return shown, first


def in_order(found: Iterable[Located]) -> list[Located]:
    """By unit in each file, files as they came, and by place in a unit."""
    files: dict[str, int] = {}
    return sorted(
        found,
        key=lambda one: (files.setdefault(one.file, len(files)), one.finding.unit, one.finding.side, one.finding.start, one.finding.rule),
    )
