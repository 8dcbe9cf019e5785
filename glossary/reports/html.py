"""A page for people: one file that fetches nothing, source and target side by side, names marked, to be filtered and printed.

Everything that is not of this module is escaped, and the policy in the page allows its own style and script alone, by their
digests. Without script all findings are there, only the filter is not.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import groupby, pairwise

from glossary.findings import SEVERITIES, Severity, Side
from glossary.reports.located import AROUND, WHOLE, Located, Report
from glossary.reports.manual import example

_GAP = '<span class="gap"> … </span>'
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: A span of a text, how bad it is, and the number of its finding on the page.
Mark = tuple[int, int, Severity, int]
Numbered = tuple[int, Located]


def page(report: Report) -> Iterator[str]:
    """The page, in parts."""
    style, script = _resource("page.css"), _resource("page.js")
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
    yield f"<title>Terminology check</title>\n<style>{style}</style>\n</head>\n<body>\n<h1>Terminology check</h1>\n"
    yield _summary(report)
    if report.found:
        yield _filter(report)
    for name, found in groupby(enumerate(report.found), key=lambda one: one[1].file):
        yield f'<section data-file="{_text(name)}">\n<h2>{_text(name)}</h2>\n'
        yield from (_article(list(group)) for _, group in groupby(found, key=lambda one: one[1].finding.unit))
        yield "</section>\n"
    yield _manual(report)
    yield (f"<script>{script}</script>\n" if report.found else "") + "</body>\n</html>\n"


def _resource(name: str) -> str:
    return (files("glossary.reports") / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _text(text: str) -> str:
    """Escaped, for elements and attributes; control characters by their pictures.

    >>> _text('<b a="1">\\x07')
    '&lt;b a=&quot;1&quot;&gt;␇'
    """
    return html.escape(_CONTROL.sub(lambda c: chr(0x2400 + min(ord(c[0]), 0x21)), text))


def _summary(report: Report) -> str:
    counts = Counter(one.finding.severity for one in report.found)
    parts = [f"<b>{_count(counts[severity], severity)}</b>" for severity in SEVERITIES]
    parts.append(f"{_count(report.units, 'unit')} in {_count(len(report.files), 'file')}")
    if report.quiet:
        parts.append(f"{len(report.quiet):,} accepted or ignored before")
    return f'<p class="summary">{" · ".join(parts)}</p>\n'


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _filter(report: Report) -> str:
    """The bar on top; shown by the script, which is what makes it work."""
    rules = Counter(one.finding.rule for one in report.found)
    names = {rule.code: rule.name for rule in report.rules}
    boxes = "".join(f'<label><input type="checkbox" name="severity" value="{s}" checked>{s}s</label>' for s in SEVERITIES)
    chosen = [(code, f"{code} {names.get(code, '')} ({rules[code]:,})") for code in sorted(rules)]
    named = [(name, name) for name in dict.fromkeys(one.file for one in report.found)]
    return (
        f"<form hidden>{boxes}<label>Rule {_select('rule', chosen)}</label><label>File {_select('file', named)}</label>"
        '<label>Words <input type="search" name="words" autocomplete="off"></label><output></output></form>\n'
    )


def _select(name: str, options: Iterable[tuple[str, str]]) -> str:
    chosen = "".join(f'<option value="{_text(value)}">{_text(label)}</option>' for value, label in options)
    return f'<select name="{name}"><option value="">all</option>{chosen}</select>'


def _article(found: Sequence[Numbered]) -> str:
    """One unit with its findings."""
    one = found[0][1]
    name = _text(" · ".join(part for part in (one.label, one.unit.id or f"unit {one.finding.unit + 1}") if part))
    sides: list[tuple[Side, str, str]] = [] if one.unit.source is None else [("source", one.unit.source, one.langs[0])]
    sides.append(("target", one.unit.target, one.langs[1]))
    texts = "".join(f'<div lang="{_text(lang)}" dir="auto">{_marked(text, _marks(found, side))}</div>' for side, text, lang in sides)
    items = "".join(_item(number, located) for number, located in found)
    return f'<article>\n<div class="unit">{name}</div>\n<div class="sides">{texts}</div>\n<ul>\n{items}</ul>\n</article>\n'


def _item(number: int, one: Located) -> str:
    finding = one.finding
    place = f"{one.start.line}:{one.start.column}" if one.start else one.label
    lang = _text(one.langs[finding.side == "target"])
    name = "" if finding.text in finding.message else f'<bdi lang="{lang}">{_text(finding.text)}</bdi>: '
    write = ", ".join(f'<bdi class="write" lang="{_text(one.langs[1])}">{_text(text)}</bdi>' for text in one.suggestions)
    return (
        f'<li class="{finding.severity}" data-number="{number}" data-severity="{finding.severity}" data-rule="{_text(finding.rule)}">'
        f'<span class="severity">{finding.severity}</span> <code>{_text(finding.rule)}</code> '
        f"{name}{_text(finding.message)}"
        f'{" → " + write if write else ""} <span class="place">{_text(place)}</span></li>\n'
    )


def _marks(found: Sequence[Numbered], side: Side) -> list[Mark]:
    """What is marked on a side: what findings are about, and where the source has the name."""
    marks: list[Mark] = []
    for number, one in found:
        finding = one.finding
        if finding.side == side:
            marks.append((*_seen(finding.start, finding.end), finding.severity, number))
        elif side == "source" and finding.source_span:
            marks.append((*finding.source_span, finding.severity, number))
    return sorted(marks)


def _seen(start: int, end: int) -> tuple[int, int]:
    """Where something is lacking, the characters on either side are marked."""
    return (start, end) if start < end else (max(start - 1, 0), end + 1)


def _marked(text: str, marks: Sequence[Mark]) -> str:
    """A text with its marks, in excerpts if it is long; where marks overlap, the worst gives the colour."""
    parts = []
    done = 0
    for start, end in _windows(len(text), marks):
        parts.append(_GAP if start > done else "")
        edges = sorted({start, end, *(edge for mark in marks for edge in mark[:2] if start < edge < end)})
        parts += [_piece(text[a:b], [mark for mark in marks if mark[0] <= a and b <= mark[1]]) for a, b in pairwise(edges)]
        done = end
    return "".join([*parts, _GAP if done < len(text) else ""])


def _piece(text: str, marks: Sequence[Mark]) -> str:
    if not marks:
        return _text(text)
    worst = min((mark[2] for mark in marks), key=SEVERITIES.index)
    numbers = " ".join(map(str, sorted({mark[3] for mark in marks})))
    return f'<mark class="{worst}" data-numbers="{numbers}">{_text(text)}</mark>'


def _windows(size: int, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The parts of a text to show.

    >>> _windows(5000, [(1000, 1004, "error", 0), (1100, 1104, "note", 1), (3000, 3004, "note", 2)])
    [(880, 1224), (2880, 3124)]
    """
    if size <= WHOLE:
        return [(0, size)]
    windows: list[tuple[int, int]] = []
    for start, end, _, _ in marks or [(0, WHOLE - AROUND, "note", 0)]:
        start, end = max(start - AROUND, 0), min(end + AROUND, size)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    return windows


def _manual(report: Report) -> str:
    """What the rules that found something are about."""
    codes = {one.finding.rule for one in report.found}
    entries = "".join(
        f"<dt><code>{_text(rule.code)}</code> {_text(rule.name)}</dt>\n"
        f"<dd>{_text(rule.what)} {_text(rule.why)}</dd>\n<dd>{_text(example(rule))}</dd>\n"
        for rule in report.rules
        if rule.code in codes
    )
    return f"<h2>The rules</h2>\n<dl>\n{entries}</dl>\n" if entries else ""
