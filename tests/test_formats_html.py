"""HTML: what is read, where it stands, and that nothing else is touched."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as referee

from glossary.errors import FormatError
from glossary.formats.html import read_html
from glossary.formats.views import BREAK, OBJECT, is_in_order


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param("<b>长鑫</b>存储", "长鑫存储", id="inline"),
        pytest.param("长鑫<!-- x -->存储", "长鑫存储", id="comment"),
        pytest.param('<a href="CXMT">长<wbr>鑫</a>', "长鑫", id="attribute"),
        pytest.param('<a title="a > b">长</a>', "长", id="sign in an attribute"),
        pytest.param("<a title=it's>长</a>", "长", id="quote in a bare attribute"),
        pytest.param("A&amp;B &#38271;&#x957F; &lt", "A&B 长长 <", id="references"),
        pytest.param("&notit; & &nonsense; AT&T", "¬it; & &nonsense; AT&T", id="odd references"),
        pytest.param("<p>长鑫<p>存储", f"长鑫{BREAK}存储", id="blocks"),
        pytest.param("<td>长鑫</td><td>存储</td>", f"长鑫{BREAK}存储{BREAK}", id="cells"),
        pytest.param("长鑫<br>存储", "长鑫\n存储", id="br"),
        pytest.param("ChangXin\n    Memory", "ChangXin Memory", id="white space"),
        pytest.param("CXMT<sup>1</sup>", f"CXMT{OBJECT}1{OBJECT}", id="raised"),
        pytest.param("a<code>CXMT</code>b", f"a{OBJECT}{OBJECT}b", id="code"),
        pytest.param("<code>a<code>b</code>CXMT</code>c", f"{OBJECT}{OBJECT}c", id="code in code"),
        pytest.param("<script>if (a < b) '<b>CXMT'</script>c", f"{OBJECT}{OBJECT}c", id="script"),
        pytest.param("<SCRIPT>CXMT</script >c", f"{OBJECT}{OBJECT}c", id="script in capitals"),
        pytest.param("<style>CXMT", OBJECT, id="style without end"),
        pytest.param('<span translate="no">CXMT</span>c', f"{OBJECT}c", id="not to be translated"),
        pytest.param("<!doctype html><title>长鑫</title>", f"长鑫{BREAK}", id="doctype and title"),
        pytest.param("a < b, 1<2", "a < b, 1<2", id="signs"),
        pytest.param("长<b", "长", id="tag without end"),
        pytest.param("长<!-- 鑫", "长", id="comment without end"),
        pytest.param("<!-->长", "长", id="empty comment"),
        pytest.param("<?xml version='1.0'?><code/>长", f"{OBJECT}长", id="closed in XML"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_a_page_says(page: str, text: str) -> None:
    assert read_html(page, "a.html").text == text


PIECES = [
    *("<b>", "</b>", "<p>", "<code>", "</code>", "<script>", "</script>", "<!--", "-->", "<br>", "<a t='", "a=", "<", ">", '"'),
    *("&amp;", "&#38271;", "&", ";", " ", "\n", "长鑫", "CXMT"),
]
pages = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(pages)
def test_a_view_is_made_of_the_page_in_order(page: str) -> None:
    view = read_html(page, "a.html")
    assert is_in_order(view)
    for at, character in enumerate(view.text):
        start, end = view.place(at, at + 1)
        assert page[start:end] == character or page[start : start + 1] in ("&", "") or start == end or page[start:end].isspace()


@given(pages, st.data())
def test_only_the_characters_of_a_change_are_touched(page: str, data: st.DataObject) -> None:
    view = read_html(page, "a.html")
    assert view.changed([]) == page
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    first, last = view.place(start, end)
    changed = view.changed([(start, end, "Ж")])
    assert changed.startswith(page[:first])
    assert changed.endswith(page[last:])
    tags = [piece for piece in ("<b>", "</b>", "<p>", "<br>") if piece in page[first:last]]
    assert all(tag in changed for tag in tags)


def test_a_name_is_written_with_the_references_it_needs() -> None:
    page = "<i>长鑫</i>存储&amp;Co"
    assert read_html(page, "a.html").changed([(0, 4, "AT&T <b>")]) == "<i>AT&amp;T &lt;b&gt;</i>&amp;Co"


def test_lxml_reads_the_same_words() -> None:
    """The referee, on a page that any parser understands."""
    page = """<!DOCTYPE html><html><head><title>长鑫 &amp; Co</title><style>p {}</style></head><body>
    <h1>News</h1><p class="a > b">ChangXin <b>Mem</b>ory&nbsp;Technologies <!-- no --> said &#x957f;鑫.</p>
    <script>var a = "<p>no</p>";</script><ul><li>one<li>two</ul></body></html>"""
    tree = referee.fromstring(page)
    words = " ".join(" ".join(text for text in tree.xpath("//text()[not(parent::script or parent::style)]")).split())
    ours = " ".join(read_html(page, "a.html").text.replace(OBJECT, " ").split())
    assert ours.replace(" ", "") == words.replace(" ", "")


def test_entity_declarations_are_refused() -> None:
    page = '<?xml version="1.0"?>\n<!DOCTYPE html [<!ENTITY a "CXMT">]><html>&a;</html>'
    with pytest.raises(FormatError, match=r"^a\.xhtml:2: declares entities, which is refused$"):
        read_html(page, "a.xhtml")


@pytest.mark.parametrize("piece", ["<!--", "<a ", '<a t="', "<script>", "&", "<", "</", "<code>", "&#", " ", "<a =", "<!"])
def test_hostile_pages_take_linear_time(piece: str) -> None:
    page = piece * (200_000 // len(piece))
    start = time.process_time()
    read_html(page, "a.html")
    assert time.process_time() - start < 5
