"""A workbook for people: one row a finding, to be filtered and commented; names marked in the texts, colour by severity.

Every cell of text is text: nothing in it is taken for a formula, characters that a workbook cannot hold are shown by their pictures,
and a text that is longer than a cell may be is cut, with … at its end.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from glossary.errors import InputError, MissingExtraError
from glossary.findings import Severity, Side
from glossary.reports.located import Located, Report
from glossary.reports.manual import example
from glossary.reports.rows import BAR

if TYPE_CHECKING:
    from openpyxl import Workbook

#: Heading and width of each column, in characters.
COLUMNS = (
    ("File", 24), ("Place", 14), ("Unit", 14), ("Severity", 10), ("Rule", 7), ("Name", 20), ("Text", 20), ("Write", 20),
    ("Message", 44), ("Source", 52), ("Target", 52), ("IDs", 16), ("Comment", 30),
)  # fmt: skip
FILLS: dict[Severity, str] = {"error": "FBD9D5", "warning": "FFE7B8", "note": "D6E7FB"}
FONTS: dict[Severity, str] = {"error": "B3261E", "warning": "8A5300", "note": "1F5FA8"}
ROWS = 1_048_575
CHARACTERS = 32_767
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_WRAPPED = ("Text", "Write", "Message", "Source", "Target", "Comment")


def xlsx(report: Report) -> bytes:
    """The workbook. Raises MissingExtraError without openpyxl, InputError where a sheet has too few rows."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingExtraError("a workbook needs openpyxl: pip install 'zhengming[xlsx]'") from None
    if len(report.found) > ROWS:
        raise InputError(f"{len(report.found):,} findings are more than the {ROWS:,} rows of a sheet; choose --rule or --severity")
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Findings")
    _lay_out(sheet, len(report.found))
    sheet.append([_heading(sheet, name) for name, _ in COLUMNS])
    names = {rule.code: rule.name for rule in report.rules}
    for number, one in enumerate(report.found, 2):
        row = _row(sheet, one, names.get(one.finding.rule, ""))
        sheet.row_dimensions[number].height = _height(row)
        sheet.append(row)
    _add_manual(book, report)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lay_out(sheet: Any, rows: int) -> None:  # noqa: ANN401 (write-only sheets have no types)
    from openpyxl.utils import get_column_letter

    for number, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{rows + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = _fit_to_page()
    sheet.print_title_rows = "1:1"


def _fit_to_page() -> object:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)


def _heading(sheet: Any, name: str) -> object:  # noqa: ANN401
    from openpyxl.styles import Font, PatternFill

    cell = _cell(sheet, name)
    cell.font = Font(name="Calibri", size=11, bold=True)
    cell.fill = PatternFill("solid", start_color="E4E6EA")
    return cell


def _row(sheet: Any, one: Located, name: str) -> list[object]:  # noqa: ANN401
    from openpyxl.styles import PatternFill

    finding = one.finding
    place = f"{one.start.line}:{one.start.column}" if one.start else one.label
    said = (one.file, place, one.unit.id or str(finding.unit + 1), finding.severity, finding.rule, name, finding.text)
    rest = (BAR.join(one.suggestions), finding.message, _marked(one, "source"), _marked(one, "target"), " ".join(finding.ids), "")
    cells = [_cell(sheet, value, wrap=column in _WRAPPED) for (column, _), value in zip(COLUMNS, (*said, *rest), strict=True)]
    for number in (3, 4):
        cells[number].fill = PatternFill("solid", start_color=FILLS[finding.severity])
    return list(cells)


def _height(row: Sequence[Any]) -> float:
    """Of a row, in points: programs that make their own heights do not for texts with marks in them."""
    widths = (width for _, width in COLUMNS)
    lines = (
        sum(ceil(max(_columns(line), 1) / wide) for line in str(cell.value or "").split("\n"))
        for cell, wide in zip(row, widths, strict=True)
    )
    return float(min(max(lines) * 15, 400))


def _columns(text: str) -> float:
    return sum(2.1 if character > "\u2e80" else 1.1 for character in text)


def _cell(sheet: Any, value: object, *, wrap: bool = False) -> Any:  # noqa: ANN401
    """A cell of text whatever the text begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    held: Any = _text(value) if isinstance(value, str) else value
    cell: Any = WriteOnlyCell(sheet, value=held)
    if cell.data_type == "f":
        cell.data_type = "s"
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    return cell


def _text(text: str) -> str:
    """What a cell can hold.

    >>> _text("a\\x07 _x0041_")
    'a␇ _x005F_x0041_'
    """
    text = _ESCAPED.sub("_x005F_", _CONTROL.sub(lambda c: chr(0x2400 + ord(c[0])), text.replace("\r\n", "\n")))
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"


def _marked(one: Located, side: Side) -> object:
    """The text of a side, what the finding is about in bold and colour."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles.colors import Color

    finding = one.finding
    whole, first = one.side(side)
    text = whole or ""
    span = (finding.start, finding.end) if finding.side == side else finding.source_span if side == "source" else None
    if span is None or span[0] >= span[1]:
        return text
    span = span[0] - first, span[1] - first
    font = InlineFont(rFont="Calibri", sz=11, b=True, color=Color(FONTS[finding.severity]))
    before, name, after = (_text(part) for part in (text[: span[0]], text[slice(*span)], text[span[1] :]))
    return CellRichText(*([before] if before else []), TextBlock(font, name), *([after] if after else []))


def _add_manual(book: Workbook, report: Report) -> None:
    """A second sheet: what the rules that found something are about."""
    codes = {one.finding.rule for one in report.found}
    rules = [rule for rule in report.rules if rule.code in codes]
    if not rules:
        return
    sheet: Any = book.create_sheet("Rules")
    columns: Sequence[tuple[str, int]] = (("Rule", 8), ("Name", 22), ("What", 60), ("Why", 60), ("Example", 60))
    for letter, (_, width) in zip("ABCDE", columns, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, name) for name, _ in columns])
    for rule in rules:
        sheet.append([_cell(sheet, text, wrap=True) for text in (rule.code, rule.name, rule.what, rule.why, example(rule))])
