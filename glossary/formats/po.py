"""PO: messages of gettext, with the place of each character through escapes and strings of many lines. polib is the referee of the tests.

A message is a unit, called by its msgctxt; each form of a plural is one of its own, beside msgid_plural where a language has one form
(as Chinese) and from the second on. Left out: the header, obsolete messages (`#~`), and fuzzy ones, whose translation is a guess from
another message. A message that is not translated has the target "".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from glossary.errors import FormatError, InputError
from glossary.formats.languages import Wanted, canonical
from glossary.formats.pairs import Pair, Pairs, TextFile
from glossary.formats.views import Span, View, Viewer

_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(r"\r\n?|\n|\Z")
_KEYWORD = r"msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]{1,3}\])?"
_STRING = re.compile(rf"""[ \t]*(?:(?P<keyword>{_KEYWORD})[ \t]*)?"(?P<body>(?:[^"\\]++|\\.)*+)"[ \t]*""")
_ESCAPE = re.compile(r"\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,6}|.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_SPELT = {ord(sign): f"\\{letter}" for letter, sign in _SIGNS.items()} | {ord("\\"): "\\\\", ord('"'): '\\"'}
_CHARSET = re.compile(rb"charset=([A-Za-z0-9_.:-]+)")
_LANGUAGE = re.compile(r"(?:^|\n)Language: *([\w@-]+)")


@dataclass(slots=True)
class _Message:
    """An entry: the bodies of its strings by keyword (msgstr[1]), and its flags."""

    line: int
    strings: dict[str, list[Span]] = field(default_factory=dict)
    fuzzy: bool = False


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the header of a file names, if it does.

    >>> declared_encoding(b'msgid ""\\nmsgstr "Content-Type: text/plain; charset=Big5\\\\n"')
    'Big5'
    """
    found = _CHARSET.search(data, 0, 1 << 14)
    name = found[1].decode("ascii") if found else "CHARSET"
    return None if name == "CHARSET" else name


def read_po(file: TextFile, wanted: Wanted) -> Pairs:
    """The messages of a file. Raises FormatError with line and column."""
    pairs: list[Pair] = []
    language = ""
    for message in _messages(file):
        source, ids = message.strings.get("msgid", []), "msgid_plural" in message.strings
        if not any(end > start for start, end in source) and "msgctxt" not in message.strings:
            header = _view(file.text, message.strings.get("msgstr", [])).text
            said = _LANGUAGE.search(header)
            language = canonical(said[1].partition("@")[0]) if said else ""
        elif not message.fuzzy:
            pairs += _plural(file.text, message) if ids else [_pair(file.text, message, "msgid", "msgstr")]
    return Pairs(tuple(pairs), "", language)


def _plural(text: str, message: _Message) -> list[Pair]:
    forms = [keyword for keyword in message.strings if keyword.startswith("msgstr")]
    sources = ["msgid" if len(forms) > 1 else "msgid_plural", *["msgid_plural"] * (len(forms) - 1)]
    return [_pair(text, message, source, form, form[6:]) for source, form in zip(sources, forms, strict=True)]


def _pair(text: str, message: _Message, source: str, target: str, form: str = "") -> Pair:
    context = _view(text, message.strings["msgctxt"]).text if "msgctxt" in message.strings else ""
    return Pair(context + form, _view(text, message.strings[source]), _view(text, message.strings[target]))


def _view(text: str, bodies: list[Span]) -> View:
    viewer = Viewer(text, _spelled)
    for start, end in bodies:
        if "\\" in text[start:end]:
            for escape in _ESCAPE.finditer(text, start, end):
                viewer.add(start, escape.start()).add(*escape.span(), _decoded(escape[0][1:]))
                start = escape.end()
        viewer.add(start, end)
    return viewer.view()


def _decoded(escape: str) -> str:
    if escape[0] == "x" and len(escape) > 1:
        return chr(int(escape[1:], 16) & 0xFF)
    return chr(int(escape, 8) & 0xFF) if escape[0] in "01234567" else _SIGNS.get(escape, escape)


def _spelled(text: str, at: int) -> str:
    spelled = text.translate(_SPELT)
    if not spelled.isprintable() and re.search("[\0-\x1f\x7f]", spelled):
        raise InputError("PO files have no control characters")
    return spelled


def _messages(file: TextFile) -> Iterator[_Message]:
    """The entries; each is whole, or the error says at which line it is not."""
    text = file.text
    message: _Message | None = None
    fuzzy = False
    keyword = ""
    for number, (start, end) in enumerate(_lines(text), 1):
        first = text[start:end].lstrip(" \t")[:2]
        if not first or first[0] == "#":
            if message and "msgstr" in keyword:
                yield _whole(message, file.path)
                message, fuzzy, keyword = None, False, ""
            fuzzy = fuzzy or (first == "#," and "fuzzy" in re.split(r"[,\s]+", text[start + 2 : end]))
            continue
        match = _STRING.fullmatch(text, start, end)
        if match is None:
            raise FormatError(file.path, number, _column(text, start, end), "neither a comment nor a keyword with a string in quotes")
        if match["keyword"]:
            if message and "msgstr" in keyword and match["keyword"] in ("msgctxt", "msgid"):
                yield _whole(message, file.path)
                message, fuzzy = None, False
            message = message or _Message(number, fuzzy=fuzzy)
            keyword = match["keyword"]
            if keyword in message.strings:
                raise FormatError(file.path, number, None, f"a second {keyword} in a message")
            message.strings[keyword] = []
        if message is None:
            raise FormatError(file.path, number, None, "a string without keyword")
        message.strings[keyword].append(match.span("body"))
    if message:
        yield _whole(message, file.path)


def _whole(message: _Message, path: str) -> _Message:
    lacking = "msgid" if "msgid" not in message.strings else "msgstr[0]" if "msgid_plural" in message.strings else "msgstr"
    if lacking not in message.strings:
        raise FormatError(path, message.line, None, f"a message without {lacking}")
    return message


def _column(text: str, start: int, end: int) -> int:
    """Where a line stops being one of a PO file: at its string that is not closed, else at its beginning."""
    quote = text.find('"', start, end)
    return quote - start + 1 if quote >= 0 else 1


def _lines(text: str) -> Iterator[Span]:
    at = 0
    while at < len(text):
        line = _LINE.match(text, at)
        assert line is not None
        yield at, line.end()
        line_end = _LINE_END.match(text, line.end())
        assert line_end is not None
        at = line_end.end()
