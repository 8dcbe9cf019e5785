"""Reviewdog's rdjsonl: one diagnostic a line. Lines and columns from 1, columns in bytes of UTF-8, end excluded.

A suggestion replaces the range, so that there are only those that can be written as one change of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from glossary.findings import Severity
from glossary.reports.located import Located, Report
from glossary.reports.mqm import mqm_type
from glossary.text.columns import Place

_SEVERITIES: dict[Severity, str] = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}
Json = dict[str, Any]


def rdjsonl(report: Report) -> Iterator[str]:
    """The lines."""
    return (json.dumps(_diagnostic(one), ensure_ascii=False) + "\n" for one in report.found)


def _diagnostic(one: Located) -> Json:
    finding = one.finding
    location: Json = {"path": one.file}
    if one.start and one.end:
        location["range"] = _range(one.start, one.end)
    diagnostic: Json = {
        "message": f"{one.line} [{mqm_type(finding)}]",
        "location": location,
        "severity": _SEVERITIES[finding.severity],
        "source": {"name": "glossary"},
        "code": {"value": finding.rule},
    }
    if changes := [edits[0] for text in one.suggestions if len(edits := one.edits(text)) == 1]:
        diagnostic["suggestions"] = [{"range": _range(start, end), "text": text} for start, end, text in changes]
    return diagnostic


def _range(start: Place, end: Place) -> Json:
    return {"start": {"line": start.line, "column": start.utf8}, "end": {"line": end.line, "column": end.utf8}}
