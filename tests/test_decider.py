"""Which raw mentions are meant. Every case of cases/mentions.csv; laws on any text; the evidence as a table."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.answers import Feature, Mention
from glossary.decider import Decider, Decision
from glossary.evidence import EVIDENCE, THRESHOLD, WEIGHTS, score
from glossary.model import Alias
from glossary.scanner import Scanner
from glossary.text import segmentation
from tests.cases import ROOT, Case, load, parameters
from tests.making import HARD, compiled

COLUMNS = ("id", "law", "aliases", "text", "expected", "expect", "comment")
LAWS = {
    "ordinary word", "cut", "longer word", "person", "place", "title", "legal form", "longer name", "region", "case", "cue",
    "ambiguity", "certain", "broken name", "agreement", "acronym", "English word", "class of shares", "term",
}  # fmt: skip


def decider_of(aliases: Sequence[Alias]) -> tuple[Scanner, Decider]:
    index = compiled(list(aliases))
    scanner = Scanner(index)
    return scanner, Decider(index, scanner.find)


def decided(aliases: Sequence[Alias], text: str) -> list[Mention]:
    """What is decided, and decided again: windows are remembered, and no mind may change."""
    scanner, decider = decider_of(aliases)
    first = decider.decide(text, scanner.find(text))
    assert decider.decide(text, scanner.find(text)) == first
    return first


def aliases_in(cell: str) -> list[Alias]:
    found = []
    for part in cell.split("|"):
        shape = re.fullmatch(r"([^=]+)=([^{@]+)(?:@([\w-]+))?(?:\{(.*)\})?", part)
        assert shape is not None, part
        kind = "ticker" if re.fullmatch(r"\d+\.\w+", shape[2]) else "term" if shape[1].startswith("term") else "short"
        found.append(Alias(shape[1], shape[2], shape[3] or "und", kind, note=shape[4] or ""))
    return found


def told(mentions: Sequence[Mention]) -> str:
    return "|".join(f"{m.text}={m.id or '?'}" for m in mentions)


@pytest.mark.parametrize("case", parameters("mentions.csv", COLUMNS))
def test_mentions_are_decided(case: Case) -> None:
    assert told(decided(aliases_in(case["aliases"]), case["text"])) == case["expected"]


def test_the_cases_cover_every_law() -> None:
    cases = load("mentions.csv", COLUMNS)
    assert {case["law"] for case in cases} == LAWS
    assert len(cases) >= 100
    assert {bool(case["expected"]) for case in cases} == {True, False}


# -- laws ----------------------------------------------------------------------------------------------------

PIECES = [
    *HARD,
    "长电科技",
    "华为",
    "机器人",
    "股份有限公司",
    "集团",
    "在",
    "难",
    "上海",
    "大学",
    "(300024)",
    "，",
    "ASE",
    " Inc",
    "Samsung",
    " Heavy",
]
NAMES = ["华为", "机器人", "长电科技", "国银行", "Samsung", "ASE", "上海复旦", "科技股份"]


@st.composite
def texts(draw: st.DrawFn) -> tuple[list[Alias], str]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    langs = [draw(st.sampled_from(["und", "zh-Hans", "zh-Hant-TW"])) for _ in names]
    pieces = [*PIECES, *names * 3]
    text = "".join(draw(st.lists(st.sampled_from(pieces), max_size=25)))
    return [Alias(f"e{number}", name, lang) for number, (name, lang) in enumerate(zip(names, langs, strict=True))], text


@given(texts())
def test_mentions_are_raw_ones_or_reach_over_them(scene: tuple[list[Alias], str]) -> None:
    aliases, text = scene
    scanner, decider = decider_of(aliases)
    raw = scanner.find(text)
    names = {alias.name for alias in aliases}
    for mention in decider.decide(text, raw):
        assert text[mention.start : mention.end] == mention.text
        again = any(part.start <= mention.start < part.end for part in raw)
        assert again or any(mention.start <= part.start and part.end <= mention.end for part in raw) or mention.text in names


@given(texts())
def test_mentions_are_in_order_and_apart(scene: tuple[list[Alias], str]) -> None:
    aliases, text = scene
    assert all(before.end <= after.start for before, after in pairwise(decided(aliases, text)))


@given(texts())
def test_what_is_explained_is_what_is_decided(scene: tuple[list[Alias], str]) -> None:
    aliases, text = scene
    scanner, decider = decider_of(aliases)
    raw = scanner.find(text)
    explained = [decision.mention for decision in decider.explain(text, raw)]
    assert all(mention in explained or any(mention.text == part.text for part in raw) for mention in decider.decide(text, raw))


# -- reasons -------------------------------------------------------------------------------------------------


def explained(name: str, text: str) -> list[Decision]:
    scanner, decider = decider_of([Alias("x", name)])
    return decider.explain(text, scanner.find(text))


def test_a_decision_gives_its_reasons() -> None:
    (decision,) = explained("机器人", "工厂里有三百台机器人在焊接车门。")
    assert (decision.outcome, decision.mention) == ("dropped", None)
    assert "a word of the language" in {feature.name for feature in decision.features}
    assert decision.score is not None and decision.score <= THRESHOLD


def test_reasons_replay_to_the_score() -> None:
    for decision in explained("机器人", "机器人(300024)股价涨停。《机器人》上映。"):
        assert decision.score == pytest.approx(score(decision.features))


def test_a_full_name_needs_no_evidence() -> None:
    (decision,) = explained("长鑫存储技术有限公司", "长鑫存储技术有限公司")
    assert (decision.outcome, decision.score) == ("kept", None)


def test_every_row_of_the_evidence_is_named_once_and_justified() -> None:
    assert len(WEIGHTS) == len(EVIDENCE)
    assert all(row.why and row.weight for row in EVIDENCE)
    assert score([Feature(EVIDENCE[0].name, 1.0, "")]) < THRESHOLD


# -- the table of words --------------------------------------------------------------------------------------


def test_the_table_is_what_its_script_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The script on a small dictionary; rows sorted, words folded, the contract first."""
    monkeypatch.syspath_prepend(str(ROOT / "data"))
    spec = importlib.util.spec_from_file_location("build_segmentation", ROOT / "data" / "build_segmentation.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "build_segmentation", module)
    spec.loader.exec_module(module)
    text = segmentation.FILE.read_text(encoding="utf-8")
    assert text.startswith(module.CONTRACT)
    rows = [line.split("\t") for line in text[len(module.CONTRACT) :].splitlines()]
    places = [(kind, int(cost), int(size)) for kind, cost, size, _ in rows]
    assert places == sorted(set(places))
    assert all(len(run) % int(size) == 0 for _, _, size, run in rows)
    lines = ["机器人 4 n", "全国 30 n", "上海 10 ns", "网易 9 n"]
    assert module.build(lines).splitlines()[-3:] == ["name\t7\t2\t网易", "place\t7\t2\t上海", "word\t2\t2\t全国"]


def test_the_table_is_loaded_only_when_a_name_is_looked_at() -> None:
    code = "import glossary.decider, sys; from glossary.text import segmentation; print(segmentation.words.cache_info().currsize)"
    import subprocess

    told_by = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told_by.stdout.strip() == "0"
