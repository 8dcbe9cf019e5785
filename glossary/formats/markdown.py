"""What of a Markdown text is not language: code, tags, comments, where links lead and what they are called by.

Only what stands in the text as it is: a character reference (&#38651;) hides the word that it is part of, for nobody can look it up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape

Span = tuple[int, int]
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_LONGEST_WORD = 64
_DEFINITION = re.compile(r"^[ ]{0,3}\[(?!\^)([^\]\n]+)\]:[ \t]*(?:<[^<>\n]*>|\S+)(?=[ \t\r]*$|[ \t]+[\"'(])", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_LABEL = re.compile(r"\[([^\[\]]+)\]")


@cache
def _patterns() -> re.Pattern[str]:
    return re.compile(
        r"""(?xmsi)
        ^(?:[ ]{0,3}>)*[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n .*? (?:^(?:[ ]{0,3}>)*[ ]{0,3}(?P=fence)[`~]*[ \t\r]*$|\Z)  # fenced code
        | ^[ \t>]*(?P<inner>`{3,}|~{3,})[^\n]*\n .*? ^[ \t>]*(?P=inner)[`~]*[ \t\r]*$    # the same in a list
        | (?<!`)(?P<ticks>`++) [^\n]*? (?<!`)(?P=ticks)(?!`)                         # code in a line
        | <!-- .*? (?:-->|\Z)                                                            # comment
        | <(?P<raw>pre|script|style)\b[^<>]*> .*? (?:</(?P=raw)\s*>|\Z)
        | <(?P<code>code|kbd|samp|var)\b[^<>]*> .*? </(?P=code)\s*>
        | </?[A-Za-z][A-Za-z0-9-]* (?:\s[^<>]*)? /?>                                     # tag
        | <[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>                                        # autolink
        | (?<=\]\() [^()\s]* (?:\([^()\s]*\)[^()\s]*)*                                   # destination of a link
        | \{[#.][^{}\n]*\}[ \t]*\r?$                                                     # what a heading is called by
        | \$\{[^{}\n]*\}                                                                 # a place to be filled in
        """
    )


def markup(text: str) -> tuple[Span, ...]:
    """The spans of a Markdown text that are not language, in order, none overlapping.

    >>> markup("`cxmt` [CXMT](cxmt.html) [长鑫][]\\n\\n[长鑫]: cxmt.html")
    ((0, 6), (14, 23), (25, 29), (33, 48))
    """
    found = [match.span() for match in _patterns().finditer(text) if match.end() > match.start()]
    return united([*found, *_indented(text), *_labels(text), *_references(text), *(match.span() for match in _FOOTNOTE.finditer(text))])


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap as one.

    >>> united([(4, 6), (0, 2), (5, 9), (2, 3)])
    ((0, 2), (2, 3), (4, 9))
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _labels(text: str) -> Iterator[Span]:
    """Definitions of links, and the labels that refer to them: [text][label], [label][], [label]."""
    definitions = list(_DEFINITION.finditer(text))
    yield from (match.span() for match in definitions)
    labels = {_folded(match[1]) for match in definitions}
    for match in _LABEL.finditer(text) if labels else ():
        is_text = text[match.end() : match.end() + 1] == "(" or _LABEL.match(text, match.end())  # of a link that says where it leads
        if not is_text and _folded(match[1]) in labels:
            yield match.span()


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _references(text: str) -> Iterator[Span]:
    """The words that have a character reference for a letter."""
    for match in _REFERENCE.finditer(text) if "&" in text else ():
        if unescape(match[0]).isalnum():
            start, end = match.span()
            while start > max(0, match.start() - _LONGEST_WORD) and text[start - 1].isalnum():
                start -= 1
            while end < match.end() + _LONGEST_WORD and text[end : end + 1].isalnum():
                end += 1
            yield start, end


def _indented(text: str) -> Iterator[Span]:
    """Indented code: lines of four spaces or more after a blank line, in no list."""
    at, is_after_blank, is_code, in_list = 0, True, False, False
    for line in text.splitlines(keepends=True):
        is_indented = line.startswith(("    ", "\t", " \t", "  \t", "   \t"))
        if line.isspace():
            is_after_blank = True
        else:
            is_code = is_indented and not in_list and (is_code or is_after_blank)
            in_list = (bool(_LIST.match(line)) and not is_code) or (in_list and (is_indented or not is_after_blank))
            is_after_blank = False
            if is_code:
                yield at, at + len(line)
        at += len(line)
