"""Web and e-mail addresses in a text: a name inside one is an address, not a mention.

Only places around a sign of an address (@, //, www.) are looked at, for a pattern that could begin anywhere would be tried at
every character of the text; and signs are found as plain strings are, at a third of what a pattern of them takes. Chinese text follows
a URL without a space: other letters than those of ASCII belong to it only where its ASCII ends with a sign that something follows,
as in /wiki/台積電.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

Span = tuple[int, int]
_OF_ASCII = r"[!#-&*-;=?-Z^-z|~\]\[]*"
_SCHEMES = ("https:", "http:", "ftp:", "file:")
#: Letters of addresses beyond ASCII: accented ones, kana, Han characters and hangul.
_LETTERS = "\u00c0-\u024f\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_LONGEST_BEFORE = 64  # characters before a sign that may belong to it: a local part has at most so many


@cache
def _parts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What stands before and after @; the rest of a URL."""
    return (
        re.compile(rf"(?:[\w.+-]+|[{_LETTERS}]+)\Z", re.ASCII),
        re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII),
        re.compile(rf"{_OF_ASCII}(?:(?:(?<=[/=#_-])|(?<=[Ww][Ww][Ww]\.))[{_LETTERS}]+{_OF_ASCII})*"),
    )


def addresses(text: str) -> list[Span]:
    """The spans of URLs and e-mail addresses in a text.

    >>> addresses("见https://www.cxmt.com/en长鑫存储, ir@jcet.com")
    [(1, 24), (30, 41)]
    >>> addresses("见https://zh.wikipedia.org/wiki/台積電。")
    [(1, 34)]
    """
    local, domain, rest = _parts()
    found: list[Span] = []
    for start, end in _signs(text):
        if found and start < found[-1][1]:
            continue
        before = text[max(0, start - _LONGEST_BEFORE) : start]
        if end == start + 1:
            host, name = domain.match(text, end), local.search(before)
            if host and name:
                found.append((max(start - len(name[0]), found[-1][1] if found else 0), host.end()))
        elif (scheme := _scheme(text[start:end], before)) is not None:
            found.append((start - scheme, _end_of(rest, text, end)))
    return found


def _signs(text: str) -> list[Span]:
    """The spans of @, // and www. in a text, in order."""
    found = [(at, at + 1) for at in _places(text, "@")]
    if "/" in text:  # a single character is found ten times as fast
        found += [(at, at + 2) for at in _places(text, "//")]
    if "." in text:
        ends = [at for ending in ("ww.", "WW.", "wW.", "Ww.") for at in _places(text, ending)]
        found += [(at - 1, at + 3) for at in ends if at and text[at - 1] in "wW"]
    return sorted(found)


def _places(text: str, part: str) -> Iterator[int]:
    """Where a part stands in a text, none overlapping the one before."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def _scheme(sign: str, before: str) -> int | None:
    """How many characters before // or www. belong to the address; None where it is none (a comment, awww.)."""
    if sign == "//":
        scheme = next((s for s in _SCHEMES if before.lower().endswith(s)), None)
        return len(scheme) if scheme else 0 if before[-1:] in ('"', "'", "=", "(") else None
    return None if before[-1:].isascii() and before[-1:].isalnum() else 0


def _end_of(rest: re.Pattern[str], text: str, start: int) -> int:
    match = rest.match(text, start)
    return match.end() if match else start
