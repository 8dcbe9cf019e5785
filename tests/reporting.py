"""Findings made by hand, and small bilingual texts to place them in: what the tests of reports share."""

from __future__ import annotations

from dataclasses import dataclass

from glossary.findings import Finding, Severity, Unit
from glossary.formats.bitexts import Bitext
from glossary.formats.views import View, Viewer, escaped_for_markup
from glossary.reports.located import Located, Report, in_order, locate

LANGS = ("en", "zh-Hant-TW")
#: An astral character stands before the name in line 3: columns are 10, 11 and 18.
FILE = "<u>\n<s>ChangXin at Yoshinoya</s>\n<t>與𠮷野家、<b>長鑫</b>存储 &amp; 合肥</t>\n</u>\n"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as reports see it."""

    code: str
    name: str
    severity: Severity
    what: str = "What it finds."
    why: str = "Why that matters."
    example: str = "bad: good"


RULES = (Rule("T001", "missing-term", "warning"), Rule("T003", "deprecated-name", "error"), Rule("T005", "mixed-script", "error"))


def viewed(text: str, start: int, end: int, *parts: tuple[int, int, str | None]) -> View:
    """A view of a span of a text, or of its parts."""
    viewer = Viewer(text, escaped_for_markup)
    for part in parts or ((start, end, None),):
        viewer.add(*part)
    return viewer.view()


def bitext(name: str = "a.xlf") -> Bitext:
    """One unit in XML: the name in the target is divided by markup, and a reference follows it."""
    at = FILE.index
    source = viewed(FILE, at("ChangXin"), at("</s>"))
    ampersand = at("&amp;")
    target = viewed(
        FILE,
        0,
        0,
        (at("與"), at("<b>"), None),
        (at("<b>") + 3, at("</b>"), None),
        (at("</b>") + 4, ampersand, None),
        (ampersand, ampersand + 5, "&"),
        (ampersand + 5, at("</t>"), None),
    )
    assert target.text == "與𠮷野家、長鑫存储 & 合肥"
    return Bitext(name, (Unit("u1", source.text, target.text),), FILE, ((source, target),), *LANGS)


MISSING = Finding(
    "T001", "warning", 0, "source", 0, 8, "ChangXin", "CXMT is not in the translation", ids=("cxmt",), suggestions=("長鑫存儲", "長鑫")
)
MIXED = Finding(
    "T005",
    "error",
    0,
    "target",
    5,
    9,
    "長鑫存储",
    "mixes scripts",
    ids=("cxmt",),
    suggestions=("長鑫存儲",),
    fix="長鑫存儲",
    source_span=(0, 8),
)
ACROSS = Finding("T003", "note", 0, "target", 10, 11, "&", "a sign: write 和", suggestions=("<&>",))
FINDINGS = (MISSING, MIXED, ACROSS)


def found(name: str = "a.xlf") -> list[Located]:
    """The three findings, placed."""
    return in_order(locate(bitext(name), FINDINGS, LANGS))


def report(name: str = "a.xlf") -> Report:
    """A report of them."""
    return Report(found(name), rules=RULES, files=(name,), units=1)


def container() -> Report:
    """A finding in a workbook: no lines, a label."""
    book = Bitext("names.xlsx", (Unit("", "CXMT", "長鑫存储"),), None, (), *LANGS, labels=("Sheet1!B12",))
    one = Finding("T005", "error", 0, "target", 0, 4, "長鑫存储", "mixes scripts", fix="長鑫存儲")
    return Report(list(locate(book, [one], LANGS)), rules=RULES, files=("names.xlsx",), units=1)
