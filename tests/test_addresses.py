"""Web and e-mail addresses: what a name may stand in without being a mention."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.text.addresses import addresses

SIGNS = r"[!#-&*-;=?-Z^-z|~\]\[]*"
LETTERS = "[\u00c0-\u024f\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"
REST = rf"{SIGNS}(?:(?:(?<=[/=#_-])|(?<=www\.)){LETTERS}{SIGNS})*"
#: The same said as one pattern, which tries every character of the text: slow and clear.
PLAINLY = re.compile(
    rf"(?i:https?|ftp|file)://{REST}|(?<![a-z0-9])www\.{REST}|(?<=[\"'=(])//{REST}"
    rf"|(?:[\w.+-]+|{LETTERS})@[\w-]+(?:\.[\w-]+)+",
    re.ASCII | re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见https://www.cxmt.com/en长鑫", ["https://www.cxmt.com/en"]),
        ("HTTP://A.COM x", ["HTTP://A.COM"]),
        ("WWW.CXMT.COM/CXMT", ["WWW.CXMT.COM/CXMT"]),
        ("Www.cxmt.com/CXMT", ["Www.cxmt.com/CXMT"]),
        ("ir@jcet.com, or.x+y@a-b.com.cn.", ["ir@jcet.com", "or.x+y@a-b.com.cn"]),
        ("@CXMT and me@", []),
        ("and//or, a://b, awww.x", []),
        ('src="//cdn.example.com/a.js"', ["//cdn.example.com/a.js"]),
        ("ftp://example.com/a（长鑫）", ["ftp://example.com/a"]),
        ("[CXMT](https://cxmt.com/a)", ["https://cxmt.com/a"]),
        ("<https://cxmt.com/a>", ["https://cxmt.com/a"]),
        ('"https://cxmt.com/a"', ["https://cxmt.com/a"]),
        ("https://a.com/x https://b.com/y", ["https://a.com/x", "https://b.com/y"]),
        ("https://user@a.com/x@y", ["https://user@a.com/x@y"]),
        ("联系ir@jcet.com或", ["ir@jcet.com"]),
        ("https://zh.wikipedia.org/wiki/台積電，或", ["https://zh.wikipedia.org/wiki/台積電"]),
        ("<https://a.com/长鑫/zh?q=存储#長電>", ["https://a.com/长鑫/zh?q=存储#長電"]),
        ("www.台積電.com/a台", ["www.台積電.com/a"]),
        ("台積電@example.com", ["台積電@example.com"]),
        ("", []),
    ],
)
def test_addresses_are_urls_and_mail(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in addresses(text)] == expected


WORDS = [
    "http://a.b/c?d=e#f",
    "HTTPS://X.Y",
    "http://",
    "ftp://x,y.",
    "www.",
    "WWW.x.y/z",
    "a@b.c",
    "ir.x+y@jcet.com.",
    "@",
    "a@",
    "@b.c",
    "//cdn.x",
]
WORDS += ["x//y", "awww.x", "a://b", "mailto:a@b.c", "长鑫", "CXMT", ".", "www", "http:"]


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", "长", '"', "(", "<", "，", "\n", "\\"])), max_size=8))
def test_addresses_are_those_of_the_plain_pattern(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + after for word, after in pieces)
    assert addresses(text) == [match.span() for match in PLAINLY.finditer(text)]


@example("a@b.c@d.e")
@given(st.text(st.sampled_from('ab.@/:w长 "(='), max_size=40))
def test_addresses_lie_in_order_and_inside_the_text(text: str) -> None:
    spans = addresses(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
