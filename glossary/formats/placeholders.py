"""What in a translator's text is no language: variables, format specifiers, tags that are text. The spans that a check passes over.

URLs and e-mail addresses need none: the scanner passes over them in any text.
"""

from __future__ import annotations

import re

from glossary.formats.views import Span

_SIGNS = re.compile(r"[%{$<&]")
_PLACEHOLDER = re.compile(
    r"""(?x)
    \$?\{\{?[ ]?[A-Za-z0-9_.:,!|\#-]{0,60}[ ]?\}\}?                     # {0} {name} ${name} {{ name }} {n:.2f}
    | %(?:\([A-Za-z0-9_. -]{1,60}\)|[0-9]{1,2}\$)?[-+\#0]{0,3}[0-9]{0,4}(?:\.[0-9]{1,3})?      # %s %1$s %(name)d %.2f
      (?:hh?|ll?|[jztLq])?[diouxXeEfFgGcrsaA@](?![A-Za-z])
    | %[A-Za-z_][A-Za-z0-9_]{0,40}%                                       # %NAME%
    | \$[A-Za-z_][A-Za-z0-9_]{0,40}\$
    | </?[A-Za-z0-9][A-Za-z0-9:-]{0,40}(?:\s+[A-Za-z:-]{1,40}\s?=[^<>]{0,2000})?\s?/?>    # tags that are text
    | \{[0-9]{1,3}>|<[0-9]{1,3}\}                                         # tags of Phrase in text
    | &(?:[a-z]{2,8}|\#[0-9]{1,6}|\#x[0-9a-fA-F]{1,6});
    """
)


def placeholders(text: str) -> tuple[Span, ...]:
    """The spans of a text that stand for something else.

    >>> [text[start:end] for text in ["{name} %1$s %(n)d <b>CXMT</b> 100% sure"] for start, end in placeholders(text)]
    ['{name}', '%1$s', '%(n)d', '<b>', '</b>']
    """
    if not _SIGNS.search(text):
        return ()
    return tuple(match.span() for match in _PLACEHOLDER.finditer(text))


def joined(spans: tuple[Span, ...], others: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans of both, in order, those that touch or overlap as one.

    >>> joined(((0, 2), (5, 6)), ((1, 3),))
    ((0, 3), (5, 6))
    """
    if not spans or not others:
        return spans or others
    found: list[Span] = []
    for start, end in sorted((*spans, *others)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
