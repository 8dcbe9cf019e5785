"""What names stand in without being mentions, in documents: paths and names of files, identifiers, handles, addresses without a scheme.

Two names that a slash joins (SMIC/CXMT) are no path: there is one only where it begins as one, ends in a file, or has a backslash.
Only the words around a sign (/, backslash, _, @) are looked at.
"""

from __future__ import annotations

import re
from functools import cache

Span = tuple[int, int]
_SIGNS = re.compile(r"[/\\_@]")
_LONGEST = 256


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands around a sign: the end of what is before it, and what follows."""
    inside = r"[^\s<>\"'`()（），。；：、！？「」《》“”|*,;\[\]]*"
    return re.compile(rf"{inside}\Z"), re.compile(inside)


@cache
def _path() -> re.Pattern[str]:
    return re.compile(
        r"""(?xa)
        (?<![\w/\\.])(?:~|\.{1,2})/[\w.@%+-]+(?:/[\w.@%+-]*)*                 # ./cxmt/readme
        | (?<![\w/\\.])/[\w.@%+-]+(?:/[\w.@%+-]*)+                            # /srv/cxmt
        | (?<!\w)(?:[A-Za-z]:|[\w.-]*)(?:\\+[\w.$%-]+)+                       # on a drive, or CXMT\a
        | (?<![\w/])[\w.-]+(?:/[\w.-]+)*/[\w-]+\.[a-z][a-z0-9]{0,4}(?![\w/])  # data/cxmt/2026.csv
        | (?<![\w.])[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)+(?:\.[a-z][a-z0-9]{0,4})?(?!\w)  # CXMT_report.pdf
        | (?<![\w@/.])@[A-Za-z]\w+(?!\.)                                      # a handle
        | (?<![\w@/.-])[\w-]+(?:\.[\w-]+)*\.(?:com|cn|org|net|io|gov|edu|tw|hk|jp|kr|de|eu|uk)(?:/[^\s]*)  # tsmc.com/zh
        """
    )


def paths(text: str) -> tuple[Span, ...]:
    """The spans of paths, file names, identifiers and handles in a text.

    >>> paths("見 ./CXMT/readme 與 SMIC/CXMT，@CXMT")
    ((2, 15), (28, 33))
    """
    left, right = _words()
    found: list[Span] = []
    done = 0
    for sign in _SIGNS.finditer(text):
        at = sign.start()
        if at < done:
            continue
        before = left.search(text[max(done, at - _LONGEST) : at])
        after = right.match(text, at, at + _LONGEST)
        start = at - len(before[0]) if before else at
        done = after.end() if after else at + 1
        found += [(start + match.start(), start + match.end()) for match in _path().finditer(text[start:done])]
    return tuple(found)
