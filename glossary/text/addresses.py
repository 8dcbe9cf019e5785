"""Web and e-mail addresses in a text: a name inside one is an address, not a mention.

Only places around a sign of an address (@, //, www.) are looked at, for a pattern that could begin anywhere would be tried at
every character of the text. Addresses are ASCII: Chinese text follows a URL without a space.
"""

from __future__ import annotations

import re
from functools import cache

Span = tuple[int, int]
_SCHEMES = ("https:", "http:", "ftp:", "file:")
_LONGEST_BEFORE = 64  # characters before a sign that may belong to it: a local part has at most so many


@cache
def _parts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A sign of an address; what stands before and after @; the rest of a URL."""
    return (
        re.compile(r"@|//|www\.", re.IGNORECASE),
        re.compile(r"[\w.+-]+\Z", re.ASCII),
        re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII),
        re.compile(r"[!#-&*-;=?-Z^-z|~\]\[]*"),
    )


def addresses(text: str) -> list[Span]:
    """The spans of URLs and e-mail addresses in a text.

    >>> addresses("见https://www.cxmt.com/en长鑫存储, ir@jcet.com")
    [(1, 24), (30, 41)]
    """
    slashes = "/" in text and "//" in text  # a single character is found ten times as fast
    if not slashes and "@" not in text and "ww." not in text and "WW." not in text:
        return []
    sign, local, domain, rest = _parts()
    found: list[Span] = []
    for match in sign.finditer(text):
        start, end = match.span()
        if found and start < found[-1][1]:
            continue
        before = text[max(0, start - _LONGEST_BEFORE) : start]
        if match[0] == "@":
            host, name = domain.match(text, end), local.search(before)
            if host and name:
                found.append((max(start - len(name[0]), found[-1][1] if found else 0), host.end()))
        elif (scheme := _scheme(match[0], before)) is not None:
            found.append((start - scheme, _end_of(rest, text, end)))
    return found


def _scheme(sign: str, before: str) -> int | None:
    """How many characters before // or www. belong to the address; None where it is none (a comment, awww.)."""
    if sign == "//":
        scheme = next((s for s in _SCHEMES if before.lower().endswith(s)), None)
        return len(scheme) if scheme else 0 if before[-1:] in ('"', "'", "=", "(") else None
    return None if before[-1:].isascii() and before[-1:].isalnum() else 0


def _end_of(rest: re.Pattern[str], text: str, start: int) -> int:
    match = rest.match(text, start)
    return match.end() if match else start
