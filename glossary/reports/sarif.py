"""SARIF 2.1.0 (OASIS): what code scanning and editors read. Columns are UTF-16 code units, as it says in `columnKind`.

Where there is a baseline every result has its `baselineState`; findings that were accepted or ignored are in it, with `suppressions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from glossary import __version__
from glossary.findings import Severity
from glossary.reports.located import Located, Report
from glossary.reports.manual import Manual, parts
from glossary.reports.mqm import SEVERITIES, its_type, mqm_severity, mqm_type
from glossary.text.columns import Place

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}
Json = dict[str, Any]


def sarif(report: Report) -> Iterator[str]:
    """The log, one run; each result on a line of its own, so that logs can be compared."""
    rules = {rule.code: number for number, rule in enumerate(report.rules)}
    driver = {"name": "glossary", "semanticVersion": _semantic(__version__), "rules": [_rule(rule) for rule in report.rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "artifacts": [{"location": {"uri": uri(name)}} for name in report.files],
    }
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{_json(run)[:-1]},\n"results": ['
    for number, one in enumerate((*report.found, *report.quiet)):
        yield (",\n" if number else "\n") + _json(_result(one, rules, report.has_baseline))
    yield "\n]}]}\n"


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _semantic(version: str) -> str:
    """A version of three numbers, which the format wants.

    >>> _semantic("0.6"), _semantic("1.2.3.dev0")
    ('0.6.0', '1.2.3')
    """
    numbers = [part for part in version.split(".") if part.isdigit()]
    return ".".join([*numbers, "0", "0"][:3])


def _rule(rule: Manual) -> Json:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what} {rule.why}"},
        "help": {
            "text": "\n".join(f"{heading}: {text}" for heading, text in parts(rule)),
            "markdown": "\n\n".join(f"**{heading}:** {text}" for heading, text in parts(rule)),
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["terminology", "translation"]},
    }


def _result(one: Located, rules: Mapping[str, int], has_baseline: bool) -> Json:
    finding = one.finding
    result: Json = {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "message": {"text": one.line},
        "locations": [_location(one)],
        "partialFingerprints": {"glossaryFinding/v1": one.fingerprint.digest()},
        "properties": {
            "mqm": {"type": mqm_type(finding), "severity": mqm_severity(finding)},
            "its": {"locQualityIssueType": its_type(finding), "locQualityIssueSeverity": SEVERITIES[finding.severity][1]},
            "ids": list(finding.ids),
            "side": finding.side,
        },
    }
    if finding.rule in rules:
        result["ruleIndex"] = rules[finding.rule]
    if has_baseline:
        result["baselineState"] = "unchanged" if one.standing == "accepted" else "new"
    if one.standing != "new":
        result["suppressions"] = [_suppression(one)]
    if fix := _fix(one):
        result["fixes"] = [fix]
    return result


def _suppression(one: Located) -> Json:
    kind = {"kind": "inSource" if one.standing == "ignored" else "external"}
    return {**kind, "justification": one.reason} if one.reason else kind


def _location(one: Located) -> Json:
    physical: Json = {"artifactLocation": {"uri": uri(one.file)}}
    if one.start and one.end:
        physical["region"] = {**_region(one.start, one.end), "snippet": {"text": one.finding.text}}
    location: Json = {"physicalLocation": physical}
    label = one.label or one.unit.id
    if label:
        location["logicalLocations"] = [{"name": label, "kind": "element"}]
    return location


def _region(start: Place, end: Place) -> Json:
    return {"startLine": start.line, "startColumn": start.utf16, "endLine": end.line, "endColumn": end.utf16}


def _fix(one: Located) -> Json | None:
    """The certain correction as changes of the file; None where there is none, or no place to write it."""
    if one.finding.fix is None:
        return None
    changes = [{"deletedRegion": _region(start, end), "insertedContent": {"text": text}} for start, end, text in one.edits(one.finding.fix)]
    if not changes:
        return None
    description = {"text": f"Write {one.finding.fix}" if one.finding.fix else f"Delete {one.finding.text}"}
    return {"description": description, "artifactChanges": [{"artifactLocation": {"uri": uri(one.file)}, "replacements": changes}]}


@cache
def uri(name: str) -> str:
    """A file's name as a URI: relative as it was given, or absolute.

    >>> uri("报告 1.po"), uri("/a/b#c.md")
    ('%E6%8A%A5%E5%91%8A%201.po', 'file:///a/b%23c.md')
    """
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/")
