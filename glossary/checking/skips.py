"""What in a text is no language: code, placeholders, tags, names of files. Addresses the scanner knows by itself.

Only what its signs make certain: `%s` and `{name}`, but not a word in braces with spaces, which is text. A file's name is one by its
ending.
"""

from __future__ import annotations

import re

Span = tuple[int, int]
_SIGNS = re.compile(r"[`{%$<&]")
_ENDINGS = (
    "txt csv tsv json jsonl yml yaml xml htm html xls xlsx doc docx ppt pptx pdf png jpg jpeg gif svg zip py js ts c cpp h java md po "
    "xlf xliff tmx tbx"
)
_KINDS = (
    r"`[^`\n]+`",  # code
    r"\$?\{\{?[\w.:!\[\]-]*\}?\}",  # {name}, {{name}}, ${name}
    r"\{\{\s*[\w.|-]+\s*\}\}",
    r"%(?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?(?:[sdifgxXeEcr@]|l?[duf])(?![^\W\d_])",  # %s, %(name)d
    r"\$[A-Za-z_]\w*\$?",  # $name
    r"</?[A-Za-z][\w:-]*(?:\s+[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*\s*/?>",  # <tag attribute="…">
    r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});",  # &amp;
)
_PATTERN = re.compile("|".join(_KINDS), re.ASCII)
_ENDING = re.compile(rf"\.(?:{'|'.join(_ENDINGS.split())})(?!\w|\.\w)", re.ASCII)
_NAME = re.compile(r"[\w./\\-]*[\w-]\Z", re.ASCII)
_LONGEST = 100


def skips(text: str) -> list[Span]:
    """The spans of a text that nothing is read in, in order.

    >>> text = "`cxmt --help`, %(intel)s and {nvidia} in micron.csv"
    >>> [text[start:end] for start, end in skips(text)]
    ['`cxmt --help`', '%(intel)s', '{nvidia}', 'micron.csv']
    """
    found = [match.span() for match in _PATTERN.finditer(text)] if _SIGNS.search(text) else []
    for ending in _ENDING.finditer(text):
        name = _NAME.search(text, max(0, ending.start() - _LONGEST), ending.start())
        if name is not None:
            found.append((name.start(), ending.end()))
    return sorted(found)
