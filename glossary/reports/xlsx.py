"""A workbook for people: one row a finding, to be filtered and commented; names marked in the texts, colour by severity.

Every cell of text is text: nothing in it is taken for a formula, characters that a workbook cannot hold are shown by their pictures,
and a text that is longer than a cell may be is cut, with … at its end. XlsxWriter makes it: openpyxl takes three times as long.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from math import ceil
from typing import Any

from glossary.errors import InputError
from glossary.findings import Severity, Side
from glossary.reports.located import Located, Report
from glossary.reports.manual import example
from glossary.reports.rows import BAR

#: Heading and width of each column, in characters.
COLUMNS = (
    ("File", 24), ("Place", 14), ("Unit", 14), ("Severity", 10), ("Rule", 7), ("Name", 20), ("Text", 20), ("Write", 20),
    ("Message", 44), ("Source", 52), ("Target", 52), ("IDs", 16), ("Comment", 30),
)  # fmt: skip
FILLS: dict[Severity, str] = {"error": "#FBD9D5", "warning": "#FFE7B8", "note": "#D6E7FB"}
FONTS: dict[Severity, str] = {"error": "#B3261E", "warning": "#8A5300", "note": "#1F5FA8"}
ROWS = 1_048_575
CHARACTERS = 32_767
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_COLOURED = ("Severity", "Rule")
_FORMULA = ("=", "+", "-", "@")
_LIBRARY: dict[str, bool] = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True, slots=True)
class Formats:
    """The looks of cells, each made once."""

    heading: Any
    text: Any
    quoted: Any
    fills: dict[Severity, Any]
    marks: dict[Severity, Any]

    @classmethod
    def of(cls, book: Any) -> Formats:  # noqa: ANN401 (XlsxWriter has no types)
        """Those of a workbook."""
        text = {"valign": "top", "text_wrap": True}
        return cls(
            book.add_format({"bold": True, "bg_color": "#E4E6EA", "valign": "top"}),
            book.add_format(text),
            book.add_format({**text, "quote_prefix": True}),
            {severity: book.add_format({**text, "bg_color": colour}) for severity, colour in FILLS.items()},
            {severity: book.add_format({"bold": True, "font_color": colour}) for severity, colour in FONTS.items()},
        )


def xlsx(report: Report) -> bytes:
    """The workbook. Raises InputError where a sheet has too few rows."""
    from xlsxwriter import Workbook

    if len(report.found) > ROWS:
        raise InputError(f"{len(report.found):,} findings are more than the {ROWS:,} rows of a sheet; choose --rule or --severity")
    out = io.BytesIO()
    with Workbook(out, _LIBRARY) as book:
        formats = Formats.of(book)
        sheet = book.add_worksheet("Findings")
        _lay_out(sheet, COLUMNS, formats)
        sheet.autofilter(0, 0, len(report.found), len(COLUMNS) - 1)
        names = {rule.code: rule.name for rule in report.rules}
        for number, one in enumerate(report.found, 1):
            _write_row(sheet, number, one, names.get(one.finding.rule, ""), formats)
        _add_manual(book, report, formats)
    return out.getvalue()


def _lay_out(sheet: Any, columns: tuple[tuple[str, int], ...], formats: Formats) -> None:  # noqa: ANN401
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for number, (name, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, name, formats.heading)


def _write_row(sheet: Any, number: int, one: Located, name: str, formats: Formats) -> None:  # noqa: ANN401
    finding = one.finding
    place = f"{one.start.line}:{one.start.column}" if one.start else one.label
    said = (one.file, place, one.unit.id or str(finding.unit + 1), finding.severity, finding.rule, name, finding.text)
    sides = (one.side("source")[0] or "", one.side("target")[0] or "")
    cells = (*said, BAR.join(one.suggestions), finding.message, *sides, " ".join(finding.ids), "")
    sheet.set_row(number, _height(cells))
    for column, ((heading, _), text) in enumerate(zip(COLUMNS, cells, strict=True)):
        held = _text(text)
        parts = _marked(one, "source" if heading == "Source" else "target", formats) if heading in ("Source", "Target") else []
        if parts:
            sheet.write_rich_string(number, column, *parts, formats.quoted if held.startswith(_FORMULA) else formats.text)
        else:
            look = (
                formats.fills[finding.severity] if heading in _COLOURED else formats.quoted if held.startswith(_FORMULA) else formats.text
            )
            sheet.write_string(number, column, held, look)


def _height(cells: tuple[str, ...]) -> int:
    """Of a row, in points: programs that make their own heights do not for texts with marks in them."""
    widths = (width for _, width in COLUMNS)
    lines = (sum(ceil(max(_columns(line), 1) / wide) for line in text.split("\n")) for text, wide in zip(cells, widths, strict=True))
    return min(max(lines) * 15, 400)


def _columns(text: str) -> float:
    return 1.1 * len(text) + sum(character > "\u2e80" for character in text)


def _text(text: str) -> str:
    """What a cell can hold.

    >>> _text("a\x07")
    'a␇'
    """
    text = _CONTROL.sub(lambda c: chr(0x2400 + ord(c[0])), text.replace("\r\n", "\n"))
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"


def _marked(one: Located, side: Side, formats: Formats) -> list[Any]:
    """The text of a side in parts, what the finding is about in bold and colour; no parts where nothing is, or nothing else."""
    finding = one.finding
    whole, first = one.side(side)
    span = (finding.start, finding.end) if finding.side == side else finding.source_span if side == "source" else None
    if not whole or span is None or span[0] >= span[1]:
        return []
    start, end = span[0] - first, span[1] - first
    before, name, after = (_text(part) for part in (whole[:start], whole[start:end], whole[end:]))
    parts = [*([before] if before else []), formats.marks[finding.severity], name, *([after] if after else [])]
    return parts if before or after else []  # XlsxWriter takes two parts or more


def _add_manual(book: Any, report: Report, formats: Formats) -> None:  # noqa: ANN401
    """A second sheet: what the rules that found something are about."""
    codes = {one.finding.rule for one in report.found}
    rules = [rule for rule in report.rules if rule.code in codes]
    if not rules:
        return
    sheet = book.add_worksheet("Rules")
    _lay_out(sheet, (("Rule", 8), ("Name", 22), ("What", 60), ("Why", 60), ("Example", 60)), formats)
    for number, rule in enumerate(rules, 1):
        for column, text in enumerate((rule.code, rule.name, rule.what, rule.why, example(rule))):
            sheet.write_string(number, column, _text(text), formats.quoted if text.startswith(_FORMULA) else formats.text)
