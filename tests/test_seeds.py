"""Five real articles: every mention marked by reading is found with the right ID, and nothing else is."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from glossary.formats.documents import read_document
from glossary.glossary import Glossary
from tests.cases import Case, load

GOLD = load("seeds.csv", ("file", "start", "end", "text", "id", "comment"), unique=("file", "start"))
FILES = sorted({case["file"] for case in GOLD})


def gold(file: str) -> list[tuple[int, int, str, str]]:
    return [(int(case["start"]), int(case["end"]), case["text"], case["id"]) for case in GOLD if case["file"] == file]


@pytest.fixture(params=FILES)
def article(request: pytest.FixtureRequest, shared: Path) -> Path:
    path: Path = shared / "seeds" / request.param
    if not path.is_file():
        pytest.skip(f"no seed article {path.name} in the folder `shared` beside the repository")
    return path


def test_five_articles_are_marked() -> None:
    assert len(FILES) == 5
    assert all(len(gold(file)) > 5 for file in FILES)


def test_marks_lie_in_order_and_on_their_text(article: Path) -> None:
    text = article.read_bytes().decode("utf-8")
    marks = gold(article.name)
    assert [text[start:end] for start, end, _, _ in marks] == [shown for _, _, shown, _ in marks]
    assert all(before[1] <= after[0] for before, after in pairwise(marks))


def test_every_mention_is_found_and_no_false_one(article: Path, book: Glossary) -> None:
    document = read_document(str(article))
    found = [(m.start, m.end, m.text, m.id) for m in book.find(document.text, document.skip, decide=True)]
    wanted = gold(article.name)
    assert {"missing": sorted(set(wanted) - set(found)), "false": sorted(set(found) - set(wanted), key=str)} == {"missing": [], "false": []}


@pytest.mark.parametrize("style", ["replace", "annotate"])
@pytest.mark.parametrize("to", ["en", "zh-Hant", "zh-Hans", "id"])
def test_normalising_an_article_again_changes_nothing(article: Path, book: Glossary, to: str, style: str) -> None:
    text = read_document(str(article)).text
    once = book.normalise(text, to, "annotate" if style == "annotate" else "replace")
    assert once != text
    assert book.normalise(once, to, "annotate" if style == "annotate" else "replace") == once


def test_an_article_normalised_to_ids_says_what_was_marked(article: Path, book: Glossary) -> None:
    """Every marked name as its ID, and every character between two marks as it was: only spaces may come in."""
    text = read_document(str(article)).text
    wanted, done = "", 0
    for start, end, _, entity in gold(article.name):
        wanted, done = wanted + text[done:start] + entity, end
    wanted += text[done:]
    assert re.sub(r"\s+", "", book.normalise(text, "id")) == re.sub(r"\s+", "", wanted)


def test_an_article_annotated_keeps_every_character(article: Path, book: Glossary) -> None:
    text = read_document(str(article)).text
    annotated = book.normalise(text, "id", "annotate")
    for start, end, shown, entity in reversed(gold(article.name)):
        place = end + sum(len(case["id"]) + 2 for case in GOLD if case["file"] == article.name and int(case["start"]) < start)
        assert annotated[place : place + len(entity) + 2] == f"[{entity}]", shown
        annotated = annotated[:place] + annotated[place + len(entity) + 2 :]
    assert annotated == text


def case_of(start: int, file: str) -> Case:
    return next(case for case in GOLD if case["file"] == file and int(case["start"]) == start)


def test_the_trap_of_the_first_article_is_marked_as_two_companies() -> None:
    """`Changxin Xinqiao Memory Technologies Inc (CXMT, 長鑫存儲)` equates two group companies."""
    file = FILES[0]
    assert [case_of(start, file)["id"] for start in (121, 163, 169)] == ["changxin-xinqiao", "cxmt", "cxmt"]
