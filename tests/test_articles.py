"""Our own articles, read by a person, against the built-in data: what is found for sure, and what is known to be wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import glossary
from glossary.engines import LoadedIndex
from glossary.formats.documents import read_document
from glossary.glossary import make
from tests.articles import Article, articles
from tests.cases import load

COLUMNS = ("id", "law", "article", "text", "entity", "expect", "comment")
ALL = list(articles())


@pytest.fixture(scope="module")
def builtin(tmp_path_factory: pytest.TempPathFactory) -> LoadedIndex:
    path = tmp_path_factory.mktemp("articles") / "builtin.db"
    make(path, builtin=True)
    with glossary.open(path) as book:
        return book.loaded


def wrong(builtin: LoadedIndex, article: Article) -> tuple[list[tuple[str, str, str]], int]:
    """(law, text, ID) of what is false or missing, and how many marked companies are found."""
    found = {(m.start, m.end, m.id) for m in builtin.find(article.text, decide=True) if m.id is not None}
    false = [("false", article.text[start:end], entity or "") for start, end, entity in found - article.marked]
    missing = [("missing", article.text[start:end], entity) for start, end, entity in article.marked - found]
    return sorted(false + missing), len(found & article.marked)


@pytest.mark.parametrize("article", ALL, ids=[article.name for article in ALL])
def test_what_is_wrong_is_what_the_cases_say(builtin: LoadedIndex, article: Article) -> None:
    known = [(case["law"], case["text"], case["entity"]) for case in load("articles.csv", COLUMNS) if case["article"] == article.name]
    assert wrong(builtin, article)[0] == sorted(known)


def test_precision_and_recall(builtin: LoadedIndex) -> None:
    counts: Counter[str] = Counter()
    for article in ALL:
        faults, right = wrong(builtin, article)
        counts["right"] += right
        counts.update(law for law, _, _ in faults)
    assert counts["right"] >= 250
    assert counts["right"] / (counts["right"] + counts["false"]) >= 0.98
    assert counts["right"] / (counts["right"] + counts["missing"]) >= 0.97


def test_normalising_is_idempotent_and_changes_mentions_alone(builtin: LoadedIndex, tmp_path: Path) -> None:
    builtin.decides = True
    for article in ALL:
        for to in ("en", "zh-Hans", "zh-Hant-TW", "id"):
            once = builtin.normalise(article.text, to)
            assert builtin.normalise(once, to) == once, (article.name, to)


@pytest.mark.parametrize("suffix", ["html", "md", "srt"])
def test_documents_are_decided_as_their_text_is(builtin: LoadedIndex, tmp_path: Path, suffix: str) -> None:
    """The same companies, whatever the markup; code and links stay as they are, and what is written is stable."""
    article = next(article for article in ALL if article.name.startswith("03"))
    lines = [line for line in article.text.splitlines() if line]
    wrapped = {
        "html": "<p>" + "</p>\n<p>".join(lines) + "</p>\n<code>华为</code>\n",
        "md": "\n\n".join(lines) + "\n\n`华为` [下载](华为.pdf)\n",
        "srt": "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{line}\n\n" for n, line in enumerate(lines, 1)),
    }
    path = tmp_path / f"article.{suffix}"
    path.write_text(wrapped[suffix], encoding="utf-8")
    document = read_document(str(path))
    found = [m.id for m in builtin.find(document.text, document.skip, decide=True) if m.id]
    assert found == [m.id for m in builtin.find(article.text, decide=True) if m.id]
    once = document.changed(builtin.rewrite(document.text, "en", "introduce", document.skip).changes)
    assert isinstance(once, str)
    assert once.count("华为.pdf") == wrapped[suffix].count("华为.pdf") and once.count("<p>") == wrapped[suffix].count("<p>")
    path.write_text(once, encoding="utf-8")
    again = read_document(str(path))
    assert again.changed(builtin.rewrite(again.text, "en", "introduce", again.skip).changes) == once


def test_what_is_left_alone_is_told_with_its_reason(builtin: LoadedIndex) -> None:
    builtin.decides = True
    left = builtin.rewrite("华为技术服务外包（深圳）有限公司和TCL的股价，还有BBC。", "en").left
    assert [(mention.text, why.partition(":")[0]) for mention, why in left] == [
        ("华为技术服务外包（深圳）有限公司", "a longer name, which the glossary does not have"),
        ("TCL", "ambiguous"),
    ]
