"""HTML: what a reader of the page reads, with its place in the file.

Names are seen through inline tags and comments; the end of a block, a cell or a line is the end of a sentence. Scripts,
styles, code, attributes and what is marked `translate="no"` are not read, and stay as they are; so does everything else that
no change lies in. References are decoded to read, and a name that is written gets the references that it needs.

Tags are found by the rules of the HTML standard (13.2.5, tokenization) in one pass, each character looked at once. No parser
that is kept well tells the places of text and references in the file: html.parser comes near, and takes quadratic time for
hostile input. lxml is the referee of the tests.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from glossary.errors import FormatError
from glossary.formats.views import View, Viewer, escaped_for_markup

#: Elements that begin and end a paragraph.
_BLOCK_NAMES = """
    address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption figure
    footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li link main menu meta nav noscript ol
    optgroup option p search section select summary table tbody td tfoot th thead title tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
#: Raised and lowered text (CXMT<sup>1</sup>), and ruby: read apart. The rest are things to see.
_OBJECTS = frozenset(
    (
        "sup",
        "sub",
        "rt",
        "rp",
        "img",
        "input",
        "button",
        "object",
        "video",
        "audio",
        "canvas",
        "embed",
        "iframe",
        "picture",
        "progress",
        "meter",
    )
)
#: Elements whose content is not markup, to their end tag.
_RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext", "textarea"))
#: Elements that are not read: code and what programs say, mathematics, drawings.
_UNREAD = frozenset(("pre", "code", "kbd", "samp", "var", "tt", "listing", "math", "svg", "template"))
_VOID = frozenset(("area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))


@cache
def _tokens() -> re.Pattern[str]:
    # Possessive throughout: a token takes what it has looked at, so that the whole takes linear time.
    return re.compile(
        r"""(?xs)
        <!--(?:-?>|(?>.*?(?:--!?>|\Z)))                                    # comment; <!--> is one
        | <(?P<end>/)?(?P<name>[A-Za-z][^\s/>]*+)
          (?P<rest>(?>=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))|[^>])*+)(?:>|\Z)
        | <[!?/](?P<other>[^>]*+)(?:>|\Z)                                  # doctype and what is taken for a comment
        | (?P<reference>&(?:\#[0-9]++|\#[xX][0-9A-Fa-f]++|[A-Za-z][A-Za-z0-9]*+);?+)
        | (?P<space>[ \t\n\f\r]++)
        | (?P<text>[^<&\ \t\n\f\r]++(?>[ ][^<&\ \t\n\f\r]++)*+)
        | (?P<sign>[<&])
        """
    )


_NOT_TRANSLATED = re.compile(r"""\stranslate\s*=\s*["']?no\b""", re.IGNORECASE)


def read_html(text: str, path: str) -> View:
    """What a page says. Raises FormatError where it declares entities.

    >>> read_html("<p>A&amp;B <b>长鑫</b>存储", "a.html").text
    'A&B 长鑫存储'
    """
    viewer = Viewer(text, escaped_for_markup)
    page = _Page(viewer, is_xml=text.lstrip().startswith("<?xml"))
    at = 0
    find = _tokens().match
    while match := find(text, at):
        at = match.end()
        kind = match.lastgroup
        if kind == "text":
            page.text(*match.span())
        elif kind == "space":
            page.space(*match.span())
        elif kind == "reference":
            at = page.reference(match.start(), match[0])
        elif kind == "sign":
            page.text(*match.span())
        elif match["name"]:
            page.tag(match)
            at = _end_of_raw(text, match) if match["name"].lower() in _RAW and not match["end"] else at
        elif match["other"] and match["other"][:7].upper() == "DOCTYPE" and "<!ENTITY" in match["other"].upper():
            raise FormatError(path, text.count("\n", 0, match.start()) + 1, None, "declares entities, which is refused")
    return viewer.view()


_LANG = re.compile(r"""<html\s(?:[^>]*?\s)?(?:xml:)?lang\s*=\s*["']?([\w-]+)""", re.IGNORECASE | re.ASCII)


def language_of(page: str) -> str:
    """The language that a page says it is in, as it spells it; "" where it does not say.

    >>> language_of('<!DOCTYPE html><html class="a" lang="zh-TW"><p lang="en">')
    'zh-TW'
    """
    found = _LANG.search(page)
    return found[1] if found else ""


def _end_of_raw(text: str, tag: re.Match[str]) -> int:
    """Where the content of a script and the like ends."""
    end = re.compile(rf"</{re.escape(tag['name'])}(?=[\s/>])", re.IGNORECASE).search(text, tag.end())
    return end.start() if end else len(text)


class _Page:
    """Where in a page we are: inside something that is not read, or not."""

    def __init__(self, viewer: Viewer, *, is_xml: bool) -> None:
        self._viewer = viewer
        self._is_xml = is_xml
        self._unread = ""  # the element that is not read, and how many of its name are open
        self._open = 0

    def text(self, start: int, end: int) -> None:
        if not self._open:
            self._viewer.add(start, end)

    def space(self, start: int, end: int) -> None:
        """White space is one space, so that a name is found over the end of a line."""
        if not self._open and not self._viewer.last.isspace():
            self._viewer.add(start, end, None if end - start == 1 else " ")

    def reference(self, start: int, written: str) -> int:
        """Read a reference; returns where it ends, for `&notit;` is ¬ and then `it;`."""
        read = unescape(written)
        tail = 0
        while tail < min(len(read) - 1, len(written) - 1) and read[-1 - tail] == written[-1 - tail]:
            tail += 1
        end = start + len(written) - tail
        if not self._open:
            self._viewer.add(start, end, read[: len(read) - tail])
        return end

    def tag(self, match: re.Match[str]) -> None:
        """Begin or end an element."""
        name, is_end = match["name"].lower(), bool(match["end"])
        closed = self._is_xml and match["rest"].endswith("/")
        if self._open:
            if name == self._unread and not closed:
                self._open += -1 if is_end else 1
            return
        if name == "br":
            self._viewer.add(match.start(), match.start(), "\n")
        elif name in _BLOCKS or name == "pre":
            self._viewer.add_break(match.start())
        elif name in _OBJECTS | _UNREAD | _RAW:
            self._viewer.add_object(match.start())
        unread = name in _UNREAD or _NOT_TRANSLATED.search(match["rest"]) is not None
        if unread and not is_end and not closed and name not in _VOID:
            self._unread, self._open = name, 1
            self._viewer.add_object(match.start())
