"""Annotations for GitHub Actions: workflow commands, one line each; the page shows the first ten of each level in a step.

Columns are UTF-16 code units, as the editors of that site count; a message with several lines is one line here, escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from glossary.findings import Severity
from glossary.reports.located import Located, Report

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def github(report: Report) -> Iterator[str]:
    """The lines."""
    names = {rule.code: rule.name for rule in report.rules}
    return (f"{_line(one, names)}\n" for one in report.found)


def _line(one: Located, names: Mapping[str, str]) -> str:
    finding = one.finding
    rule = f"glossary {finding.rule} {names.get(finding.rule, '')}".rstrip()
    where: dict[str, object] = {"file": one.file}
    if one.start and one.end:
        where |= {"line": one.start.line, "endLine": one.end.line, "col": one.start.utf16, "endColumn": one.end.utf16}
    properties = ",".join(f"{name}={_escaped(str(value), value=True)}" for name, value in {**where, "title": rule}.items())
    return f"::{_COMMANDS[finding.severity]} {properties}::{_escaped(one.line)}"


def _escaped(text: str, *, value: bool = False) -> str:
    """What would end a line, or a property, is written by its number.

    >>> _escaped("50%\\n"), _escaped("a:b,c", value=True)
    ('50%25%0A', 'a%3Ab%2Cc')
    """
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if value else text
