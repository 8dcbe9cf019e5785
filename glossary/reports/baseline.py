"""Findings that were accepted once and stay quiet: a csv file beside the texts, one row a finding, sorted, to be kept under version
control.

A row says which file, rule, entity and words, with a few characters around them, and how often; it has no line numbers, so that
text may move. `note` is the editor's: why it was accepted; it is kept when the file is written anew. Files that were not checked
keep their rows.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from glossary.errors import FormatError
from glossary.formats.decoding import read_text
from glossary.reports.located import Fingerprint, Located

CONTRACT = (
    "# Findings of `glossary check` that were accepted: it keeps quiet about them while text and context stay as they are.",
    "# count: how many of the same kind. note: why, for people. Written by --write-baseline, which keeps notes.",
)
COLUMNS = ("file", "rule", "ids", "text", "context", "count", "note")
#: A finding in a file, told by what it is about.
Key = tuple[str, Fingerprint]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Accepted findings: how many of each, and why. Names of files count from `folder`, where the baseline is."""

    folder: Path
    counts: Mapping[Key, int] = field(default_factory=dict)
    notes: Mapping[Key, str] = field(default_factory=dict)

    def file_of(self, name: str) -> str:
        """What the baseline calls a file."""
        return Path(os.path.relpath(name, self.folder)).as_posix()

    def key_of(self, one: Located) -> Key:
        """What the baseline knows a finding by."""
        return self.file_of(one.file), one.fingerprint

    def sift(self, found: Iterable[Located]) -> list[Located]:
        """The findings, those marked that are accepted: of each kind as many as there are in the baseline, the first ones."""
        left = Counter(self.counts)
        sifted = []
        for one in found:
            key = self.key_of(one)
            if one.standing == "new" and left[key] > 0:
                left[key] -= 1
                one = replace(one, standing="accepted", reason=self.notes.get(key, ""))
            sifted.append(one)
        return sifted

    def unused(self, found: Iterable[Located], files: Collection[str]) -> list[Key]:
        """The rows about checked files that match no finding any more, or fewer than they count."""
        checked = {self.file_of(name) for name in files}
        here = Counter(self.key_of(one) for one in found)
        return sorted(key for key, count in self.counts.items() if key[0] in checked and here[key] < count)

    def renewed(self, found: Iterable[Located], files: Collection[str]) -> Baseline:
        """A baseline that accepts these findings of the files that were checked, and what it did of all others."""
        checked = {self.file_of(name) for name in files}
        counts = Counter({key: count for key, count in self.counts.items() if key[0] not in checked})
        counts.update(self.key_of(one) for one in found if one.standing != "ignored")
        return Baseline(self.folder, counts, {key: note for key, note in self.notes.items() if key in counts})

    def text(self) -> str:
        """The file."""
        out = io.StringIO()
        out.writelines(f"{line}\n" for line in CONTRACT)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([key[0], *key[1], self.counts[key], self.notes.get(key, "")] for key in sorted(self.counts))
        return out.getvalue()


def read_baseline(path: Path) -> Baseline:
    """A baseline file. Raises FormatError (line), NotFoundError."""
    lines = read_text(str(path)).replace("\r\n", "\n").split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), 0)
    rows = csv.reader((line + "\n" for line in (lines if lines[-1] else lines[:-1])[first:]), strict=True)
    counts: Counter[Key] = Counter()
    notes: dict[Key, str] = {}
    try:
        if tuple(next(rows, ())) != COLUMNS:
            raise FormatError(str(path), first + 1, None, f"is no baseline: its columns are not {','.join(COLUMNS)}")
        for row in rows:
            if row:
                key, count, note = _row(row, str(path), first + rows.line_num)
                counts[key] += count
                if note:
                    notes[key] = note
    except csv.Error as error:
        raise FormatError(str(path), first + rows.line_num, None, str(error)) from None
    return Baseline(path.absolute().parent, counts, notes)


def _row(row: Sequence[str], path: str, line: int) -> tuple[Key, int, str]:
    if len(row) != len(COLUMNS):
        raise FormatError(path, line, None, f"has {len(row)} cells, not {len(COLUMNS)}")
    file, rule, ids, text, context, count, note = row
    if not (count.isascii() and count.isdigit() and 0 < int(count) < 10**9):
        raise FormatError(path, line, 6, f"count is {count!r}, not a number from 1")
    return (file, Fingerprint(rule, ids, text, context)), int(count), note
