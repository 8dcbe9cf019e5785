"""What `check` does with files: read them, check them, correct them, write the report."""

from __future__ import annotations

import gzip
import io
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.commands.options import progress_bar
from glossary.commands.printing import Form, Row, print_rows, warn
from glossary.errors import InputError
from glossary.formats.decoding import STDIN

if TYPE_CHECKING:
    from glossary.formats.bitexts import Bitext
    from glossary.index import Index
    from glossary.reports.baseline import Baseline
    from glossary.reports.checked import Asked
    from glossary.reports.located import Located, Report


class ReportForm(StrEnum):
    """The forms of a report."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    xlsx = "xlsx"
    html = "html"
    sarif = "sarif"
    github = "github"
    checkstyle = "checkstyle"
    rdjsonl = "rdjsonl"


#: What the name of a report says of its form.
SUFFIXES = {**{f".{form}": form for form in ReportForm}, ".txt": ReportForm.table, ".htm": ReportForm.html, ".xml": ReportForm.checkstyle}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a run checks with. `baseline` keeps accepted findings quiet; `target`: the translation of the one file, line by line."""

    index: Index
    asked: Asked
    baseline: Baseline
    target: str = ""
    encoding: str = ""

    def read(self, path: str) -> Bitext:
        """A file, and where it has a translation beside it, both. Raises FormatError, NotFoundError, InputError."""
        from glossary.formats.bitexts import read_bitext

        return read_bitext(
            path,
            source_lang=self.asked.source_lang,
            target_lang=self.asked.target_lang,
            encoding=self.encoding or None,
            target_path=self.target or None,
        )

    def check(self, bitext: Bitext, name: str = "") -> list[Located]:
        """Its findings; the baseline knows the file as `name`."""
        from glossary.reports.checked import checked

        with progress_bar(bitext.name) as told:
            found = checked(self.index, bitext, self.asked, told)
        sifted = self.baseline.sift(replace(one, file=name or one.file) for one in found)
        return [replace(one, file=bitext.name) for one in sifted]

    def fix(self, bitext: Bitext, output: str) -> int:
        """Correct what is certain, in place or in a copy; how much was."""
        from glossary.reports.checked import corrected

        if bitext.name == STDIN and not output:
            raise InputError("standard input cannot be corrected in place; say --output FILE")
        data, count = corrected(bitext, self.check(bitext))
        if count or output:
            put(Path(output or bitext.name), data)
        return count

    def again(self, path: str, output: str) -> Bitext:
        """A file that was corrected, in place or in a copy."""
        if not output:
            return self.read(path)
        return replace(self, target=output).read(path) if self.target else self.read(output)

    def report(self, paths: Sequence[str], bitexts: Sequence[Bitext], output: str | None) -> Report:
        """What there is to say. `output`: where corrections went ("": in place), so that files are read again; None: there were none."""
        from glossary.reports.located import Report

        found: list[Located] = []
        units = 0
        for path, bitext in zip(paths, bitexts, strict=True):
            name = bitext.name
            if output is not None:
                bitext = self.again(path, output)
            units += len(bitext.units)
            found += self.check(bitext, name)
        quiet = [one for one in found if one.standing != "new"]
        names = [output] if output else [bitext.name for bitext in bitexts]
        return Report([one for one in found if one.standing == "new"], quiet, self.asked.rules, bool(self.baseline.counts), names, units)


@dataclass(frozen=True, slots=True)
class Writer:
    """Where a report goes, and in which form. `safe`: csv that a spreadsheet may open."""

    form: ReportForm
    output: str = ""
    safe: bool = False

    @classmethod
    def of(cls, form: ReportForm | None, output: str, safe: bool) -> Writer:
        """The form that is asked for, else that of the name. Raises InputError where neither says, or nobody could read it."""
        named = SUFFIXES.get(Path(output).suffix.lower()) if output else ReportForm.table
        if form is None and named is None:
            raise InputError(f"{output}: its name does not say which form the report should have; say --format")
        chosen = form or named or ReportForm.table
        if safe and chosen is not ReportForm.csv:
            raise InputError("--safe-csv is for csv")
        if chosen is ReportForm.xlsx and not output and sys.stdout.isatty():
            raise InputError("a workbook is not for a terminal; say --output FILE")
        return cls(chosen, output, safe)

    def write(self, report: Report) -> None:
        """Write it. Raises InputError where that cannot be, MissingExtraError."""
        from glossary.reports.rows import CELLS, TABLE, cells, objects, table

        if self.form in (ReportForm.json, ReportForm.jsonl):
            self._rows(objects(report), ())
        elif self.form is ReportForm.table:
            self._rows(table(report), TABLE)
        elif self.form in (ReportForm.csv, ReportForm.tsv):
            rows = cells(report)
            self._rows((_safe(row) for row in rows) if self.safe else rows, CELLS)
        else:
            self._put(self._rendered(report))

    def _rows(self, rows: Iterable[Row], columns: Sequence[str]) -> None:
        form = Form(self.form.value)
        if not self.output and not self.safe:
            print_rows(rows, columns, form)
            return
        out = io.StringIO()
        print_rows(rows, columns, form, out)
        self._put([("\ufeff" if self.safe else "") + out.getvalue()])

    def _rendered(self, report: Report) -> bytes | Iterable[str]:
        """The forms that are not rows; each is loaded alone."""
        if self.form is ReportForm.xlsx:
            from glossary.reports.xlsx import xlsx

            return xlsx(report)
        if self.form is ReportForm.html:
            from glossary.reports.html import page

            return page(report)
        if self.form is ReportForm.sarif:
            from glossary.reports.sarif import sarif

            return sarif(report)
        if self.form is ReportForm.github:
            from glossary.reports.github import github

            return github(report)
        if self.form is ReportForm.checkstyle:
            from glossary.reports.checkstyle import checkstyle

            return checkstyle(report)
        from glossary.reports.rdjsonl import rdjsonl

        return rdjsonl(report)

    def _put(self, written: bytes | Iterable[str]) -> None:
        if self.output:
            put(Path(self.output), written if isinstance(written, bytes) else "".join(written).encode("utf-8", "replace"))
        elif isinstance(written, bytes):
            sys.stdout.buffer.write(written)
        else:
            sys.stdout.writelines(written)


def _safe(row: Row) -> Row:
    from glossary.reports.rows import safe

    return {name: safe(value) if isinstance(value, str) else value for name, value in row.items()}


def tell(report: Report, baseline: Baseline, path: str, fixed: int | None) -> None:
    """Say on stderr what was found, after the report."""
    sys.stdout.flush()
    accepted = [one for one in report.quiet if one.standing == "accepted"]
    for file, fingerprint in baseline.unused(accepted, report.files):
        warn(f"{path}: matches nothing any more: {file}: {fingerprint.rule} {fingerprint.text}")
    counts = Counter(one.finding.severity for one in report.found)
    parts = [] if fixed is None else [f"{fixed:,} corrected"]
    parts += [counted(counts["error"], "error"), counted(counts["warning"], "warning"), counted(counts["note"], "note")]
    parts += [f"{len(accepted):,} accepted"] if accepted else []
    parts += [f"{len(report.quiet) - len(accepted):,} ignored"] if len(report.quiet) > len(accepted) else []
    warn(f"{', '.join(parts)} in {counted(report.units, 'unit')} of {counted(len(report.files), 'file')}")


def counted(number: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "note"), counted(1200, "unit")
    ('1 note', '1,200 units')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; one that is there keeps its permissions, and a link stays one. Raises InputError."""
    from glossary.indexfile import write

    if path.suffix == ".gz":
        data = gzip.compress(data, mtime=0)
    try:
        real = path.resolve()
        mode = real.stat().st_mode if real.exists() else None
        write(real, data)
        if mode is not None:
            real.chmod(mode)
    except OSError as error:
        raise InputError(f"{path}: could not be written: {error.strerror}") from error
