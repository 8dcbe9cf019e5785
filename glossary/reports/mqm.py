"""What the translation trade calls each rule's findings: MQM error types (themqm.org) and ITS 2.0 locQualityIssueType (W3C).

MQM's Terminology has three types: inconsistent with the terminology resource, inconsistent use, wrong term.
"""

from __future__ import annotations

from glossary.findings import Finding, Severity

_RESOURCE = "terminology/inconsistent-with-terminology-resource"
_USE = "terminology/inconsistent-use-of-terminology"
_WRONG = "terminology/wrong-term"
#: By rule: MQM type, ITS type.
TYPES = {
    "T001": (_RESOURCE, "terminology"),
    "T002": (_RESOURCE, "terminology"),
    "T003": (_RESOURCE, "terminology"),
    "T004": (_RESOURCE, "terminology"),
    "T005": (_RESOURCE, "characters"),
    "T006": (_WRONG, "terminology"),
    "T007": (_USE, "terminology"),
    "T008": (_USE, "inconsistency"),
    "T009": (_RESOURCE, "untranslated"),
    "T010": ("linguistic-conventions/spelling", "misspelling"),
    "T011": ("linguistic-conventions/punctuation", "typographical"),
}
#: Severity in MQM, and in ITS from 0 to 100.
SEVERITIES: dict[Severity, tuple[str, int]] = {"error": ("major", 80), "warning": ("minor", 40), "note": ("neutral", 10)}


def mqm_type(finding: Finding) -> str:
    """The MQM error type.

    >>> mqm_type(Finding("T006", "error", 0, "target", 0, 2, "昕原", ""))
    'terminology/wrong-term'
    """
    return TYPES.get(finding.rule, (_RESOURCE, ""))[0]


def its_type(finding: Finding) -> str:
    """The ITS locQualityIssueType."""
    return TYPES.get(finding.rule, ("", "terminology"))[1]


def mqm_severity(finding: Finding) -> str:
    """neutral, minor, major; another company's name is critical."""
    return "critical" if finding.rule == "T006" and finding.severity == "error" else SEVERITIES[finding.severity][0]
