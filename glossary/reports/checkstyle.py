"""Checkstyle's XML, which most build servers read. Columns are code points. In a container the line is 0 and the message says where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from glossary.findings import Severity
from glossary.reports.located import Located, Report

_SEVERITIES: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "info"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def checkstyle(report: Report) -> Iterator[str]:
    """The document, by file."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n'
    for name, found in groupby(report.found, key=lambda one: one.file):
        yield f' <file name="{_attribute(name)}">\n'
        yield from (_error(one) for one in found)
        yield " </file>\n"
    yield "</checkstyle>\n"


def _error(one: Located) -> str:
    finding = one.finding
    place = f'line="{one.start.line}" column="{one.start.column}"' if one.start else 'line="0"'
    message = _attribute(one.line)
    return f'  <error {place} severity="{_SEVERITIES[finding.severity]}" message="{message}" source="glossary.{finding.rule}"/>\n'


def _attribute(text: str) -> str:
    """Text as the value of an attribute; what XML cannot say becomes U+FFFD.

    >>> _attribute('<"长鑫"\\x01>')
    '&lt;&quot;长鑫&quot;�&gt;'
    """
    return re.sub('[&<>"\n\r\t]', lambda match: _REFERENCES[match[0]], _NOT_XML.sub("\ufffd", text))
