"""Names that a glossary lacks: every case of cases/discover.csv; rows that import takes; nothing added unasked."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import glossary
from glossary.discovery import Discovery, Proposal
from glossary.engines import LoadedIndex
from glossary.formats.markdown import markup
from glossary.model import Alias
from glossary.rules import fault
from tests.cases import Case, parameters
from tests.making import compiled
from tests.stores import Desk

COLUMNS = ("id", "law", "aliases", "text", "expected", "expect", "comment")


def proposals(aliases: list[Alias], text: str) -> list[Proposal]:
    index = LoadedIndex(compiled(aliases))
    skip = markup(text)
    return list(Discovery(index.index, index.lookup).read("a text", text, index.find(text, skip, decide=True), skip))


def aliases_in(cell: str) -> list[Alias]:
    pairs = (re.fullmatch("([^=]+)=(.+)", part) for part in cell.split("|") if part)
    return [Alias(shape[1], shape[2]) for shape in pairs if shape]


@pytest.mark.parametrize("case", parameters("discover.csv", COLUMNS))
def test_what_texts_introduce_is_proposed(case: Case) -> None:
    found = proposals(aliases_in(case["aliases"]), case["text"])
    assert "|".join(f"{p.alias.id}={p.alias.name}" for p in found) == case["expected"]


def test_a_proposal_says_why_and_where() -> None:
    (proposal,) = proposals([Alias("jita", "积塔半导体")], "天晴。积塔半导体（Jita Semiconductor）昨日签约。下雨。")
    assert proposal.evidence == "积塔半导体（Jita Semiconductor）昨日签约。"
    assert proposal.alias.note == "in brackets behind 积塔半导体: jita = 积塔 (reading), semiconductor = 半导体 (term)"
    assert (proposal.alias.lang, proposal.alias.source, proposal.is_new) == ("en", "a text", False)


def test_new_ids_are_marked_and_old_names_superseded() -> None:
    new, old = proposals([], "The firm Orange Silicon Devices was renamed Blue Silicon Devices last year.")
    assert new.alias.note.startswith("new ID; ") and old.alias.note.startswith("new ID; ")
    assert (new.is_new, old.alias.kind, old.alias.status) == (True, "former", "superseded")


def test_a_name_is_proposed_once() -> None:
    text = "公司与杭州富芯半导体有限公司签约。后来杭州富芯半导体有限公司投产。"
    assert len(proposals([], text)) == 1


PIECES = ["长鑫存储", "（", "）", "(", ")", "JCET", "简称", "“", "”", "原名", "有限公司", "上海", "更名为"]
LATIN = ["Inc.", "Ltd.", "Blue", "formerly", ","]


@given(st.lists(st.sampled_from([*PIECES, *LATIN]), max_size=14))
def test_every_proposal_is_a_row_that_may_be_imported(pieces: list[str]) -> None:
    for proposal in proposals([Alias("cxmt", "长鑫存储"), Alias("jcet", "JCET")], "".join(pieces)):
        assert fault(proposal.alias) is None
        assert proposal.alias.name in "".join(pieces)


def test_the_table_is_one_that_import_takes_and_nothing_is_added(tmp_path: Path) -> None:
    db, article, table = tmp_path / "a.db", tmp_path / "article.txt", tmp_path / "proposals.csv"
    desk = Desk(tmp_path, db)
    with glossary.open(db) as book:
        book.add("jita", "积塔半导体", lang="zh-Hans")
    article.write_text("积塔半导体（Jita Semiconductor）昨日签约，还有杭州富芯半导体有限公司。\n", encoding="utf-8")
    ran = desk.run("discover", article, "-f", "csv")
    assert ran.status == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["id"], row["name"]) for row in rows] == [
        ("jita", "Jita Semiconductor"),
        ("hangzhou-fuxin-bandaoti", "杭州富芯半导体有限公司"),
    ]
    assert all(row["evidence"] for row in rows)
    with glossary.open(db) as book:
        assert book.lookup("Jita Semiconductor").verdict != "exact"
    table.write_text(ran.out, encoding="utf-8")
    assert desk.run("import", table).status == 0
    with glossary.open(db) as book:
        assert book.lookup("Jita Semiconductor").candidates[0].id == "jita"
    assert desk.run("discover", article).status == 1
