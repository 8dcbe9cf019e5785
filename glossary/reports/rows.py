"""Findings as rows: for tables on a terminal, csv, tsv, json and jsonl, which the command line prints as it prints everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from glossary.reports.located import Located, Report
from glossary.reports.mqm import SEVERITIES, its_type, mqm_severity, mqm_type

Row = Mapping[str, object]
#: What a person reads on a terminal.
TABLE = ("place", "severity", "rule", "text", "suggestion", "message")
#: What stands in csv and tsv: all that is in json but for spans and names of the trade.
CELLS = (
    "file", "line", "column", "label", "unit", "side", "severity", "rule", "name", "text", "suggestion", "message", "ids",
    "source", "target", "fix", "fingerprint",
)  # fmt: skip
#: How suggestions are joined in a cell; names have blanks, no bar.
BAR = " | "


def table(report: Report) -> Iterator[Row]:
    """For a terminal."""
    for one in report.found:
        finding = one.finding
        yield {
            "place": one.place,
            "severity": finding.severity,
            "rule": finding.rule,
            "text": finding.text,
            "suggestion": BAR.join(one.suggestions),
            "message": finding.message,
        }


def cells(report: Report) -> Iterator[Row]:
    """For csv and tsv: a cell is a text."""
    for one, row in zip(report.found, objects(report), strict=True):
        yield {**row, "suggestion": BAR.join(one.suggestions)}


def objects(report: Report) -> Iterator[Row]:
    """For json and jsonl. Lines and columns from 1, in code points, end excluded; `start`, `end`: in the text of the side.

    `source`, `target`: of the unit, cut around the finding where they are long (a document is one unit).
    """
    names = {rule.code: rule.name for rule in report.rules}
    for one in report.found:
        yield _object(one, names.get(one.finding.rule, ""))


def _object(one: Located, name: str) -> Row:
    finding = one.finding
    start, end = one.start, one.end
    return {
        "file": one.file,
        "line": start.line if start else None,
        "column": start.column if start else None,
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
        "label": one.label,
        "unit": one.unit.id or str(finding.unit + 1),
        "side": finding.side,
        "start": finding.start,
        "end": finding.end,
        "severity": finding.severity,
        "rule": finding.rule,
        "name": name,
        "text": finding.text,
        "message": finding.message,
        "suggestions": list(one.suggestions),
        "fix": finding.fix,
        "ids": list(finding.ids),
        "source": one.side("source")[0],
        "target": one.side("target")[0],
        "source_span": list(finding.source_span) if finding.source_span else None,
        "mqm": {"type": mqm_type(finding), "severity": mqm_severity(finding)},
        "its": {"locQualityIssueType": its_type(finding), "locQualityIssueSeverity": SEVERITIES[finding.severity][1]},
        "fingerprint": one.fingerprint.digest(),
    }


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins one is set behind an apostrophe (OWASP's list, and full-width forms).

    >>> safe("=HYPERLINK(1)"), safe("長鑫"), safe("＝1")
    ("'=HYPERLINK(1)", '長鑫', "'＝1")
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) else cell
