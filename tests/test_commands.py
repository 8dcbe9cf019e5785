"""The command line as a user meets it: processes, streams and exit statuses (DESIGN, section 5)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

import glossary
from tests.stores import ROOT, SAMPLE, Desk, Ran, dump, failures, live, make_database, open_store, raw

COMMANDS = (
    "lookup", "compare", "find", "normalise", "discover", "show", "add", "withdraw", "merge", "distinguish", "log", "undo",
    "import", "export", "init", "compile", "doctor", "lint", "check", "rule", "lsp", "fold", "split", "romanise",
)  # fmt: skip
TEXT = "長鑫存儲（CXMT）與JCET，還有NTC。\n"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small database, compiled and closed."""
    folder = tmp_path_factory.mktemp("template")
    make_database(folder / "companies.db")
    assert Desk(folder, folder / "companies.db").run("lookup", "CXMT").status == 0
    return folder / "companies.db"


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Desk:
    """A user whose GLOSSARY_DB is a copy of it."""
    for file in (template, template.with_name(template.name + ".index")):
        shutil.copyfile(file, tmp_path / file.name)
    return Desk(tmp_path, tmp_path / "companies.db")


@pytest.fixture(scope="module")
def reader(template: Path) -> Desk:
    """A user of the template itself, who writes nothing."""
    (template.parent / "article.txt").write_text(TEXT, encoding="utf-8")
    return Desk(template.parent, template)


@pytest.fixture
def newcomer(tmp_path: Path) -> Desk:
    """A user who never used the program."""
    return Desk(tmp_path)


# -- the five formats ---------------------------------------------------------------------------------------------

PRINTING: dict[str, tuple[tuple[str, ...], int, str]] = {
    "lookup": (("lookup", "長鑫存儲", "nobody at all"), 1, "cxmt"),
    "find": (("find", "article.txt"), 0, "長鑫存儲"),
    "show": (("show", "cxmt"), 0, "长鑫存储"),
    "log": (("log",), 0, "cxmt"),
    "doctor": (("doctor",), 0, "foreign keys"),
    "fold": (("fold", "ＣＸＭＴ"), 0, "cxmt"),
}


@pytest.mark.parametrize("command", PRINTING)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "tsv"])
def test_every_format_prints_the_data_on_stdout_and_nothing_else(reader: Desk, command: str, form: str) -> None:
    arguments, status, part = PRINTING[command]
    ran = reader.run(*arguments, "--format", form)
    assert (ran.status, ran.err) == (status, "")
    assert part in ran.out
    assert ran.out.endswith("\n")
    assert "\\u" not in ran.out
    if form == "json":
        assert isinstance(json.loads(ran.out), list)
        assert json.loads(ran.out) == reader.run(*arguments, "-f", "jsonl").rows
    elif form in ("csv", "tsv"):
        rows = list(csv.DictReader(io.StringIO(ran.out), delimiter="," if form == "csv" else "\t", strict=True))
        assert rows
        assert all(None not in row and None not in row.values() for row in rows)
    elif form == "table":
        assert ran.out == reader.run(*arguments).out


def test_lookup_prints_the_objects_of_the_contract(reader: Desk) -> None:
    found, ambiguous, unknown = reader.run("lookup", "長鑫存儲", "ntc", "nobody at all", "-f", "jsonl").rows
    assert list(found) == list(ambiguous) == list(unknown) == ["query", "verdict", "candidates"]
    assert (found["query"], found["verdict"]) == ("長鑫存儲", "exact")
    (candidate,) = _list(found["candidates"])
    assert list(candidate) == ["id", "name", "score", "match", "alias", "features"]
    assert (candidate["id"], candidate["name"], candidate["score"], candidate["match"]) == ("cxmt", "CXMT", 1.0, True)
    assert candidate["alias"] == "长鑫存储"
    assert [list(feature) for feature in _list(candidate["features"])] == [["name", "value", "detail"]]
    assert ambiguous["verdict"] == "ambiguous"
    assert [(c["id"], c["match"]) for c in _list(ambiguous["candidates"])] == [("nanya", False), ("nationz", False)]
    assert (unknown["verdict"], unknown["candidates"]) == ("none", [])


def _list(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def test_what_is_no_mention_is_found_raw(reader: Desk) -> None:
    """A longer company name is another company's; --raw finds the spelling in it."""
    text = "長鑫存儲投資控股有限公司"
    assert reader.run("normalise", "-", "--to", "en", stdin=text).out == text
    assert reader.run("normalise", "-", "--to", "en", "--raw", stdin=text).out.startswith("CXMT")
    assert [row["id"] for row in reader.run("find", "-", "-f", "jsonl", stdin=text).rows] == [None]
    assert [row["id"] for row in reader.run("find", "-", "--raw", "-f", "jsonl", stdin=text).rows] == ["cxmt"]


def test_find_prints_the_objects_of_the_contract(reader: Desk) -> None:
    rows = reader.run("find", "article.txt", "-f", "jsonl").rows
    assert {tuple(row) for row in rows} == {("doc", "start", "end", "text", "id", "name", "alias", "kind", "verdict", "ids")}
    assert [(row["start"], row["end"], row["text"], row["id"], row["verdict"]) for row in rows] == [
        (0, 4, "長鑫存儲", "cxmt", "exact"),
        (5, 9, "CXMT", "cxmt", "exact"),
        (11, 15, "JCET", "jcet", "exact"),
        (18, 21, "NTC", None, "ambiguous"),
    ]
    assert {row["doc"] for row in rows} == {"article.txt"}
    assert [(row["name"], row["alias"], row["kind"], row["ids"]) for row in rows] == [
        ("CXMT", "长鑫存储", "short", ["cxmt"]),
        ("CXMT", "CXMT", "abbreviation", ["cxmt"]),
        ("JCET", "JCET", "abbreviation", ["jcet"]),
        (None, "NTC", "abbreviation", ["nanya", "nationz"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_offsets_are_code_points_into_the_file_as_decoded(desk: Desk, encoding: str) -> None:
    text = "😀 𠮷野家\r\n\r\n与长鑫存储合作\tＣＸＭＴ\r\n"
    (desk.home / "a.txt").write_bytes(text.encode(encoding))
    named = () if encoding.startswith("utf") else ("--encoding", encoding)
    rows = desk.run("find", "a.txt", "-f", "jsonl", *named).rows
    assert [row["text"] for row in rows] == ["长鑫存储", "ＣＸＭＴ"]
    assert [text[int(str(row["start"])) : int(str(row["end"]))] for row in rows] == ["长鑫存储", "ＣＸＭＴ"]


def test_lines_makes_a_document_of_each_line(desk: Desk) -> None:
    lines = "CXMT\n\n无\r\n与JCET\n長鑫存儲"
    (desk.home / "a.txt").write_bytes(lines.encode())
    for ran in (desk.run("find", "a.txt", "--lines", "-f", "jsonl"), desk.run("find", "-", "--lines", "-f", "jsonl", stdin=lines)):
        assert [(row["doc"], row["start"], row["end"], row["text"]) for row in ran.rows] == [
            (0, 0, 4, "CXMT"),
            (3, 1, 5, "JCET"),
            (4, 0, 4, "長鑫存儲"),
        ]


def test_several_files_are_told_apart(desk: Desk) -> None:
    (desk.home / "a.txt").write_text("CXMT", encoding="utf-8")
    (desk.home / "b.md").write_text("`CXMT` JCET", encoding="utf-8")
    assert [(row["doc"], row["text"]) for row in desk.run("find", "a.txt", "b.md", "-f", "jsonl").rows] == [
        ("a.txt", "CXMT"),
        ("b.md", "JCET"),
    ]


def test_explain_tells_the_reasons(reader: Desk) -> None:
    assert "fold" in reader.run("lookup", "長鑫存儲", "--explain", "-f", "csv").out
    assert "features" in reader.run("lookup", "長鑫存儲", "--explain", "-f", "csv").out.splitlines()[0]


def test_limit_cuts_the_candidates(reader: Desk) -> None:
    assert len(_list(reader.run("lookup", "NTC", "--limit", "1", "-f", "jsonl").rows[0]["candidates"])) == 1


# -- exit statuses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("lookup", "CXMT", "JCET"), 0),
        (("lookup", "CXMT", "nobody at all"), 1),
        (("lookup", "NTC"), 1),
        (("lookup", ""), 1),
        (("find", "article.txt"), 0),
        (("find", "nothing.txt"), 1),
        (("normalise", "sure.txt", "--to", "en"), 0),
        (("normalise", "article.txt", "--to", "en"), 1),
        (("normalise", "sure.txt", "--to", "ko"), 1),
        (("show", "cxmt"), 0),
        (("log", "cxmt"), 0),
        (("doctor",), 0),
        (("fold", "x"), 0),
        (("export", "-"), 0),
        (("--version",), 0),
        (("--help",), 0),
    ],
    ids=str,
)
def test_the_status_says_yes_or_no(reader: Desk, arguments: tuple[str, ...], status: int) -> None:
    (reader.home / "nothing.txt").write_text("phase\n", encoding="utf-8")
    (reader.home / "sure.txt").write_text("JCET\n", encoding="utf-8")
    ran = reader.run(*arguments)
    assert ran.status == status, ran
    assert "Traceback" not in ran.err


def test_version_is_that_of_the_package(reader: Desk) -> None:
    assert reader.run("--version") == Ran(0, f"glossary {glossary.__version__}\n", "")


BAD: dict[str, tuple[str | bytes, ...]] = {
    "unknown command": ("lookdown", "CXMT"),
    "no name": ("lookup",),
    "unknown option": ("lookup", "CXMT", "--colour"),
    "unknown format": ("lookup", "CXMT", "-f", "xml"),
    "limit 0": ("lookup", "CXMT", "--limit", "0"),
    "limit of letters": ("lookup", "CXMT", "--limit", "ten"),
    "db without a path": ("lookup", "CXMT", "--db"),
    "show unknown": ("show", "nobody"),
    "show nothing": ("show", ""),
    "log unknown": ("log", "nobody"),
    "log without end": ("log", "--limit", "99999999999999999999"),
    "withdraw unknown ID": ("withdraw", "nobody", "CXMT"),
    "withdraw unknown name": ("withdraw", "cxmt", "nothing"),
    "merge unknown": ("merge", "nobody", "cxmt"),
    "merge into unknown": ("merge", "cxmt", "nobody"),
    "merge into itself": ("merge", "cxmt", "cxmt"),
    "distinguish unknown": ("distinguish", "cxmt", "nobody"),
    "distinguish from itself": ("distinguish", "cxmt", "cxmt"),
    "undo unknown": ("undo", "999"),
    "undo the first": ("undo", "1"),
    "undo the one before it": ("undo", "0"),
    "undo a word": ("undo", "all"),
    "undo too far": ("undo", "99999999999999999999"),
    "undo less than nothing": ("undo", "--", "-5"),
    "add empty": ("add", "cxmt", "", "--lang", "en"),
    "add punctuation": ("add", "cxmt", "——", "--lang", "en"),
    "add without a language": ("add", "cxmt", "CXMT"),
    "add in no language": ("add", "cxmt", "CXMT2", "--lang", "english"),
    "add of no kind": ("add", "cxmt", "CXMT2", "--lang", "en", "--kind", "nickname"),
    "add of no status": ("add", "cxmt", "CXMT2", "--lang", "en", "--status", "best"),
    "add to two words": ("add", "c xmt", "CXMT2", "--lang", "en"),
    "add too long": ("add", "cxmt", "x" * 1001, "--lang", "en"),
    "find nothing there": ("find", "no such file.txt"),
    "find in a folder": ("find", "."),
    "find in other bytes": ("find", "gb.txt"),
    "find in a NUL": ("find", "nul.txt"),
    "find in no encoding": ("find", "article.txt", "--encoding", "rot13"),
    "normalise without a language": ("normalise", "article.txt"),
    "normalise to no language": ("normalise", "article.txt", "--to", "klingon"),
    "normalise in no style": ("normalise", "article.txt", "--to", "en", "--style", "bold"),
    "normalise nothing there": ("normalise", "no such file.txt", "--to", "en"),
    "normalise into this folder": ("normalise", "article.txt", "--to", "en", "-o", "."),
    "normalise into a folder": ("normalise", "article.txt", "--to", "en", "-o", "data"),
    "normalise into nowhere": ("normalise", "article.txt", "--to", "en", "-o", "nowhere/out.txt"),
    "import nothing there": ("import", "no such file.csv"),
    "import a folder": ("import", "."),
    "export into nowhere": ("export", "nowhere/out.csv"),
    "export into this folder": ("export", ".", "-f", "csv"),
    "export into a folder": ("export", "data", "-f", "csv"),
    "export to no format": ("export", "out.parquet"),
    "export as no format": ("export", "-", "-f", "parquet"),
    "init again": ("init",),
    "compile into nowhere": ("compile", "nowhere/out.index"),
    "compile into this folder": ("compile", "."),
    "compile into a folder": ("compile", "data"),
    "show bytes": ("show", b"\xff"),
    "log bytes": ("log", b"\xff"),
    "merge bytes": ("merge", b"\xff", "cxmt"),
    "merge into bytes": ("merge", "cxmt", b"\xff"),
    "distinguish bytes": ("distinguish", "cxmt", b"\xff"),
    "withdraw bytes": ("withdraw", "cxmt", b"\xff"),
    "add bytes": ("add", "cxmt", b"\xff", "--lang", "en"),
    "add to bytes": ("add", b"\xff", "CXMT2", "--lang", "en"),
    "add from bytes": ("add", "cxmt", "CXMT2", "--lang", "en", "--source", b"\xff"),
    "add for bytes": ("add", "cxmt", "CXMT2", "--lang", "en", "--why", b"\xff"),
    "undo for bytes": ("undo", "--why", b"\xff"),
    "import from bytes": ("import", "good.csv", "--source", b"\xff"),
    "import for bytes": ("import", "good.csv", "--why", b"\xff"),
    "a database of bytes": ("lookup", "CXMT", "--db", b"\xff.db"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(desk: Desk, what: str) -> None:
    assert desk.database is not None
    (desk.home / "article.txt").write_text(TEXT, encoding="utf-8")
    (desk.home / "good.csv").write_text("id,name\nnew,New\n", encoding="utf-8")
    (desk.home / "gb.txt").write_bytes("长鑫存储与长电科技合作".encode("gb18030"))
    (desk.home / "nul.txt").write_bytes(b"CXMT\0JCET")
    (desk.home / "data").mkdir()
    before = dump(desk.database)
    assert desk.run(*BAD[what]).refusal.startswith("glossary: ")
    assert dump(desk.database) == before


@pytest.mark.parametrize("arguments", [("lookup", b"\xff"), ("fold", b"\xff"), ("lookup", "-"), ("fold", "-")], ids=str)
def test_an_argument_that_is_no_text_is_no_traceback(reader: Desk, arguments: tuple[str | bytes, ...]) -> None:
    ran = reader.run(*arguments, stdin=b"CXMT\n\xff\n")
    assert "Traceback" not in ran.err
    assert ran.status in (0, 1) or ran.refusal


def test_a_file_in_another_encoding_says_how_to_name_it(desk: Desk) -> None:
    text = "长鑫存储与长电科技在合肥签署合作协议，双方将在存储器封装测试领域开展合作。\n" * 5
    (desk.home / "gb.txt").write_bytes(text.encode("gb18030"))
    assert "--encoding gb18030" in desk.run("find", "gb.txt").refusal
    assert desk.run("find", "gb.txt", "--encoding", "gb18030").status == 0


# -- standard input -----------------------------------------------------------------------------------------------


def test_names_come_one_a_line(reader: Desk) -> None:
    ran = reader.run("lookup", "-", "-f", "jsonl", stdin="長鑫存儲\r\n\nJCET\nnobody at all")
    answers = [("長鑫存儲", "exact"), ("", "none"), ("JCET", "exact"), ("nobody at all", "none")]  # a row a line, blank or not
    assert [(row["query"], row["verdict"]) for row in ran.rows] == answers
    assert (ran.status, ran.err) == (1, "")


def test_a_text_comes_on_standard_input(reader: Desk) -> None:
    assert [row["text"] for row in reader.run("find", "-", "-f", "jsonl", stdin=TEXT).rows] == ["長鑫存儲", "CXMT", "JCET", "NTC"]
    assert reader.run("normalise", "-", "--to", "en", stdin="與長鑫存儲合作\r\n") == Ran(0, "與CXMT合作\r\n", "")
    assert reader.run("fold", "-", "-f", "csv", stdin="ＣＸＭＴ\n").out.splitlines()[1].startswith("ＣＸＭＴ,cxmt,")


def test_no_input_at_all_is_no_error(reader: Desk) -> None:
    assert reader.run("find", "-") == Ran(1, "", "")
    assert reader.run("normalise", "-", "--to", "en") == Ran(0, "", "")
    assert reader.run("lookup", "-") == Ran(1, "", "")


def test_a_table_comes_and_goes_through_standard_streams(desk: Desk) -> None:
    rows = [json.dumps({"id": "huawei", "name": "华为", "lang": "zh-Hans", "source": "s"}, ensure_ascii=False)]
    ran = desk.run("import", "-", "--format", "jsonl", "--source", "s", stdin="\n".join(rows))
    assert (ran.status, ran.out, ran.err.count("\n")) == (0, "", 1)
    exported = desk.run("export", "-", "-f", "jsonl")
    assert (exported.status, exported.err) == (0, "")
    assert {"huawei"} < {str(row["id"]) for row in exported.rows}
    assert {tuple(row) for row in exported.rows} == {("id", "name", "lang", "kind", "status", "source", "note")}


# -- normalise ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["normalise", "normalize"])
def test_normalise_writes_the_sure_names_and_lists_the_rest(reader: Desk, command: str) -> None:
    ran = reader.run(command, "article.txt", "--to", "en")
    assert ran.out == "CXMT（CXMT）與JCET，還有NTC。\n"
    assert ran.status == 1
    (line,) = ran.err.splitlines()
    assert "article.txt:1:19" in line
    assert "NTC" in line
    assert "nanya" in line
    assert "nationz" in line


def test_annotate_keeps_the_text(reader: Desk) -> None:
    ran = reader.run("normalise", "-", "--to", "id", "--style", "annotate", stdin="與長鑫存儲合作")
    assert ran.out == "與長鑫存儲[cxmt]合作"


@pytest.mark.parametrize(
    ("to", "expected"), [("en", "與CXMT合作"), ("zh-Hans", "與长鑫存储合作"), ("zh-Hant", "與长鑫存储合作"), ("id", "與cxmt合作")]
)
def test_a_name_is_written_as_the_table_has_it(reader: Desk, to: str, expected: str) -> None:
    assert reader.run("normalise", "-", "--to", to, stdin="與長鑫存儲合作") == Ran(0, expected, "")


def test_the_rest_of_the_file_stays_byte_for_byte(desk: Desk) -> None:
    (desk.home / "a.txt").write_bytes("\t長鑫存儲\r\n𠮷\u2028é\u0301\r末\n\n ".encode())
    ran = desk.run("normalise", "a.txt", "--to", "en", "-o", "b.txt")
    assert ran == Ran(0, "", "")
    assert (desk.home / "b.txt").read_bytes() == "\tCXMT\r\n𠮷\u2028é\u0301\r末\n\n ".encode()


# -- edits --------------------------------------------------------------------------------------------------------


def test_edits_speak_on_stderr_and_are_journalled(desk: Desk) -> None:
    edits: list[tuple[str, ...]] = [
        ("add", "cxmt", "长鑫", "--lang", "zh-Hans", "--source", "desk", "--why", "seen in print"),
        ("withdraw", "cxmt", "长鑫", "--why", "also the parent"),
        ("distinguish", "cxmt", "jcet"),
        ("merge", "innotron", "cxmt", "--why", "a mistake"),
        ("undo", "--why", "it was one"),
    ]
    for edit in edits:
        ran = desk.run(*edit)
        assert (ran.status, ran.out, ran.err.count("\n")) == (0, "", 1), ran
    rows = desk.run("log", "-f", "jsonl", "--limit", "5").rows
    assert [row["action"] for row in rows] == [edit[0] for edit in reversed(edits)]
    assert [row["why"] for row in rows] == ["it was one", "a mistake", "", "also the parent", "seen in print"]
    assert rows[0]["undoes"] == rows[1]["number"]
    assert all(row["actor"] and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\+00:00|Z)", str(row["at"])) for row in rows)


def test_adding_what_is_there_says_so(desk: Desk) -> None:
    assert desk.database is not None
    before = dump(desk.database)
    ran = desk.run("add", "cxmt", "CXMT", "--lang", "en", "--kind", "abbreviation", "--status", "preferred")
    assert (ran.status, ran.out) == (0, "")
    assert "nothing changed" in ran.err
    assert dump(desk.database) == before


def test_undo_takes_the_number_of_an_event(desk: Desk) -> None:
    assert desk.database is not None
    before = live(desk.database)
    desk.run("withdraw", "cxmt", "CXMT")
    number = desk.run("log", "-f", "jsonl", "--limit", "1").rows[0]["number"]
    assert desk.run("undo", str(number)).status == 0
    assert live(desk.database) == before


def test_a_merged_id_still_resolves(desk: Desk) -> None:
    desk.run("merge", "innotron", "cxmt")
    (shown,) = desk.run("show", "innotron", "-f", "jsonl").rows
    assert (shown["id"], shown["asked"], shown["merged"]) == ("cxmt", "innotron", ["innotron"])
    (answer,) = desk.run("lookup", "睿力集成", "-f", "jsonl").rows
    assert [candidate["id"] for candidate in _list(answer["candidates"])] == ["cxmt"]
    assert "innotron" in desk.run("show", "innotron").out


def test_a_redirect_cycle_is_one_line(desk: Desk) -> None:
    assert desk.database is not None
    desk.run("merge", "innotron", "cxmt")
    assert "cycle" in desk.run("merge", "cxmt", "innotron").refusal
    with raw(desk.database) as connection:
        connection.execute("INSERT INTO redirect (entity, target, added) VALUES ('cxmt', 'innotron', 2)")
    Path(f"{desk.database}.index").unlink()
    for arguments in (("lookup", "CXMT"), ("find", "-"), ("show", "cxmt"), ("export", "-"), ("merge", "jcet", "cxmt")):
        assert "cycle" in desk.run(*arguments, stdin="CXMT").refusal
    ran = desk.run("doctor")
    assert ran.status == 1
    assert re.search(r"^redirects +fail +.*cycle", ran.out, re.MULTILINE)


# -- tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl"])
def test_an_export_is_imported_as_it_was(desk: Desk, tmp_path: Path, suffix: str) -> None:
    desk.run("add", "odd", '=1+1, "quoted" #1', "--lang", "en", "--source", "a, b")
    assert desk.run("export", f"out.{suffix}") == Ran(0, "", "")
    other = Desk(tmp_path, tmp_path / "other.db")
    assert other.run("import", f"out.{suffix}").status == 0
    assert other.run("export", f"again.{suffix}").status == 0
    assert (tmp_path / f"again.{suffix}").read_bytes() == (tmp_path / f"out.{suffix}").read_bytes()
    assert desk.database is not None
    assert live(tmp_path / "other.db")["alias"] == live(desk.database)["alias"]


def test_an_export_after_a_merge_is_imported_too(desk: Desk, tmp_path: Path) -> None:
    """Two IDs that become one may both own a name, each with a status of its own; the export must not contradict itself."""
    desk.run("add", "jcet2", "JCET", "--lang", "en", "--kind", "abbreviation", "--status", "deprecated", "--source", "press")
    desk.run("merge", "jcet2", "jcet")
    desk.run("export", "out.csv")
    other = Desk(tmp_path, tmp_path / "other.db")
    assert other.run("import", "out.csv").status == 0
    assert other.run("lookup", "JCET").status == 0
    other.run("export", "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_an_import_says_what_it_did(desk: Desk) -> None:
    (desk.home / "names.csv").write_text("id,name,colour\nhuawei,华为,red\nhuawei,Huawei,red\n", encoding="utf-8")
    ran = desk.run("import", "names.csv", "--source", "desk list")
    assert (ran.status, ran.out) == (0, "")
    ignored, done = ran.err.splitlines()
    assert "colour" in ignored
    assert "2 rows" in done
    assert desk.run("show", "huawei", "-f", "jsonl").rows[0]["id"] == "huawei"
    detail = json.loads(str(desk.run("log", "-f", "jsonl", "-n", "1").rows[0]["detail"]))
    assert detail["sha256"] == hashlib.sha256((desk.home / "names.csv").read_bytes()).hexdigest()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("on_terminal", [True, False])
def test_a_progress_bar_shows_on_a_terminal_only(desk: Desk, on_terminal: bool) -> None:
    rows = "".join(f"company-{number},第{number}号\n" for number in range(30_000))
    (desk.home / "names.csv").write_text("id,name\n" + rows, encoding="utf-8")
    out, err = _run_on_terminal(desk, ["import", "names.csv"]) if on_terminal else (b"", desk.run("import", "names.csv").err.encode())
    assert out == b""
    assert b"30,000 rows" in err
    assert (b"30000" in err) is on_terminal


def _run_on_terminal(desk: Desk, arguments: Sequence[str]) -> tuple[bytes, bytes]:
    """Run a command whose stderr is a terminal; what it printed on stdout and there."""
    main, side = os.openpty()
    environment = {**desk.environment, "TERM": "xterm-256color", "COLUMNS": "100"}
    with subprocess.Popen(desk.command(*arguments), stdout=subprocess.PIPE, stderr=side, env=environment, cwd=desk.home) as process:
        os.close(side)
        seen = b""
        with suppress(OSError):  # the end of a terminal is an error
            while part := os.read(main, 65536):
                seen += part
        os.close(main)
        assert process.stdout is not None
        return process.stdout.read(), seen


# -- where the database is ----------------------------------------------------------------------------------------


def test_the_first_use_makes_a_database_and_says_so_in_one_line(newcomer: Desk) -> None:
    ran = newcomer.run("lookup", "長鑫存儲", "-f", "jsonl")
    assert (ran.status, [candidate["id"] for candidate in _list(ran.rows[0]["candidates"])]) == (0, ["cxmt"])
    (line,) = ran.err.splitlines()
    path = newcomer.home / "data" / "glossary" / "glossary.db"
    assert str(path) in line
    assert path.is_file()
    assert newcomer.run("lookup", "長鑫存儲", "-f", "jsonl") == Ran(0, ran.out, "")
    assert newcomer.run("doctor").status == 0


@pytest.mark.slow
def test_several_processes_may_be_the_first_at_once(newcomer: Desk) -> None:
    command = newcomer.command("lookup", "長鑫存儲", "JCET", "-f", "csv")
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=newcomer.environment, cwd=newcomer.home)
        for _ in range(3)
    ]
    ended = [(process.communicate(timeout=120), process.returncode) for process in processes]
    assert {status for _, status in ended} == {0}
    assert len({out for (out, _), _ in ended}) == 1
    assert all(err.count(b"\n") <= 1 and b"Traceback" not in err for (_, err), _ in ended)
    folder = newcomer.home / "data" / "glossary"
    assert sorted(file.name for file in folder.iterdir()) == ["glossary.db", "glossary.db.index"]
    assert not failures(open_store(folder / "glossary.db"))


def test_a_command_that_needs_no_database_makes_none(newcomer: Desk) -> None:
    assert newcomer.run("fold", "ＣＸＭＴ").status == 0
    assert newcomer.run("--help").status == 0
    assert not (newcomer.home / "data").exists()


def test_a_database_is_named_before_or_after_the_command_or_by_the_environment(desk: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    assert desk.run("init", "--db", empty).status == 0
    lost = Desk(tmp_path, empty)
    assert lost.run("lookup", "CXMT").status == 1
    assert desk.database is not None
    for arguments in (
        ("--db", desk.database, "lookup", "CXMT"),
        ("lookup", "--db", desk.database, "CXMT"),
        ("lookup", "CXMT", f"--db={desk.database}"),
    ):
        assert lost.run(*arguments).status == 0
    assert lost.run(f"--db={desk.database}", "lookup", "CXMT").status == 0
    assert desk.run("lookup", "CXMT").status == 0


def test_the_option_nearest_the_command_wins(desk: Desk, tmp_path: Path) -> None:
    make_database(tmp_path / "empty.db", ())
    assert desk.database is not None
    assert desk.run("--db", tmp_path / "empty.db", "lookup", "CXMT", "--db", desk.database).status == 0


@pytest.mark.parametrize(("options", "names"), [((), False), (("--empty",), False), (("--builtin",), True)])
def test_init_makes_a_database(tmp_path: Path, options: tuple[str, ...], names: bool) -> None:
    user = Desk(tmp_path, tmp_path / "new" / "companies.db")
    ran = user.run("init", *options)
    assert (ran.status, ran.out, ran.err.count("\n")) == (0, "", 1)
    assert (user.run("lookup", "JCET").status == 0) is names


def test_init_without_a_name_makes_your_own(newcomer: Desk) -> None:
    assert newcomer.run("init").status == 0
    assert newcomer.run("lookup", "JCET") == Ran(0, newcomer.run("lookup", "JCET").out, "")


def test_a_database_comes_with_the_first_import_or_name(tmp_path: Path) -> None:
    user = Desk(tmp_path, tmp_path / "companies.db")
    assert user.run("add", "acme", "Acme", "--lang", "en").status == 0
    assert user.run("lookup", "Acme").status == 0
    other = Desk(tmp_path, tmp_path / "other.db")
    (tmp_path / "names.csv").write_text("id,name\nacme,Acme\n", encoding="utf-8")
    assert other.run("import", "names.csv").status == 0
    assert other.run("lookup", "Acme").status == 0


@pytest.mark.parametrize("start", [(str(ROOT / "cli.py"),), ("-m", "glossary")])
def test_there_are_two_ways_to_start_it(reader: Desk, start: tuple[str, ...]) -> None:
    command = [sys.executable, *start, "lookup", "CXMT", "-f", "tsv"]
    ended = subprocess.run(command, capture_output=True, env=reader.environment, cwd=reader.home, check=False)
    assert (ended.returncode, ended.stdout.decode()) == (0, reader.run("lookup", "CXMT", "-f", "tsv").out)


# -- streams that end, fill or speak otherwise --------------------------------------------------------------------


@pytest.fixture(scope="module")
def talker(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A user with much to print: more than a pipe holds."""
    folder = tmp_path_factory.mktemp("talker")
    user = Desk(folder, folder / "companies.db")
    rows = "".join(f"company-{number},长鑫存储科技第{number}号\n" for number in range(20_000))
    (folder / "names.csv").write_text("id,name\n" + rows, encoding="utf-8")
    (folder / "names.txt").write_text("\n".join(f"长鑫存储科技第{number}号" for number in range(20_000)), encoding="utf-8")
    assert user.run("import", "names.csv").status == 0
    assert user.run("lookup", "长鑫存储科技第1号").status == 0
    return user


TALK: dict[str, tuple[str, ...]] = {
    "export": ("export", "-"),
    "lookup": ("lookup", "-", "-f", "jsonl"),
    "lookup table": ("lookup", "-"),
    "find": ("find", "names.txt", "-f", "csv"),
    "find json": ("find", "names.txt", "-f", "json"),
    "normalise": ("normalise", "names.txt", "--to", "id"),
    "fold": ("fold", "-"),
}


@pytest.mark.parametrize("what", TALK)
def test_a_closed_pipe_is_no_error(talker: Desk, what: str) -> None:
    with (
        (talker.home / "names.txt").open("rb") as names,
        subprocess.Popen(
            talker.command(*TALK[what]),
            stdin=names,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=talker.environment,
            cwd=talker.home,
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        assert len(process.stdout.readline()) > 1
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("what", [*TALK, "lookup one", "help", "show"])
def test_a_full_disk_behind_stdout_is_one_line(talker: Desk, what: str) -> None:
    arguments = {**TALK, "lookup one": ("lookup", "CXMT"), "help": ("--help",), "show": ("show", "company-1")}[what]
    with (talker.home / "names.txt").open("rb") as names, Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            talker.command(*arguments),
            stdin=names,
            stdout=full,
            stderr=subprocess.PIPE,
            env=talker.environment,
            cwd=talker.home,
            check=False,
        )
    assert Ran(ended.returncode, "", ended.stderr.decode()).refusal.startswith("glossary: ")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_stream_that_is_not_there_is_no_traceback(reader: Desk, closed: str) -> None:
    command = ["sh", "-c", f'"$@" {closed}', "sh", *map(str, reader.command("lookup", "CXMT" if closed != "<&-" else "-"))]
    ended = subprocess.run(command, capture_output=True, env=reader.environment, cwd=reader.home, check=False)
    assert b"Traceback" not in ended.stderr
    assert ended.returncode in (0, 1, 2)


@pytest.mark.parametrize(
    "extra",
    [{"LANG": "C"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "ascii:strict"}],
    ids=str,
)
def test_chinese_is_printed_as_utf8_whatever_the_locale(reader: Desk, extra: dict[str, str]) -> None:
    user = Desk(reader.home, reader.database, extra)
    assert user.run("lookup", "長鑫存儲", "-f", "csv").out.splitlines()[1] == "長鑫存儲,exact,cxmt,CXMT,1.000,yes,长鑫存储"
    assert user.run("normalise", "article.txt", "--to", "zh-Hans").out.startswith("长鑫存储（")
    assert user.run("find", "没有.txt").refusal.startswith("glossary: 没有.txt: ")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    "arguments",
    [("lookup", "CXMT"), ("lookup", "--help"), ("lookdown",), ("show", "nobody"), ("doctor",), ("import", "names.csv")],
    ids=str,
)
def test_no_color_holds(desk: Desk, arguments: tuple[str, ...]) -> None:
    (desk.home / "names.csv").write_text("id,name\n" + "".join(f"c-{number},第{number}号\n" for number in range(100)), encoding="utf-8")
    out, err = _run_on_terminal(Desk(desk.home, desk.database, {"NO_COLOR": "1"}), arguments)
    assert not re.search(rb"\x1b\[[0-9;]*[34]\d|\x1b\[[0-9;]*9[0-7]", out + err)
    plain = desk.run(*arguments)
    assert "\x1b" not in plain.out + plain.err


def test_a_name_cannot_drive_the_terminal(desk: Desk) -> None:
    ran = desk.run("lookup", "\x1b[31mred", "-f", "table")
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_an_interrupt_ends_it_without_a_traceback(desk: Desk) -> None:
    assert desk.database is not None
    before = dump(desk.database)
    with subprocess.Popen(
        desk.command("import", "-", "--format", "csv"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=desk.environment,
        cwd=desk.home,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"id,name\nnew,New\n")
        process.stdin.flush()
        while _unread(process.stdin.fileno()):  # until our code is reading
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=60)
        out, err = process.stdout.read(), process.stderr.read()
    assert b"Traceback" not in err
    assert (status, out) == (130, b"")
    assert dump(desk.database) == before


def _unread(pipe: int) -> int:
    """How many bytes lie in a pipe."""
    import fcntl
    import termios

    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


# -- help ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(newcomer: Desk, command: str) -> None:
    ran = newcomer.run(command, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: glossary {command} ")
    (example,) = re.findall(r"^ *Example: (.+)$", ran.out, re.MULTILINE)
    assert example.split()[:2] == ["glossary", command]


def test_the_help_lists_every_command(newcomer: Desk) -> None:
    ran = newcomer.run("--help")
    assert (ran.status, ran.err) == (0, "")
    listed = re.findall(r"^  ([a-z]+)  +\S", ran.out[ran.out.index("Commands:") :], re.MULTILINE)
    assert listed == list(COMMANDS)


def test_without_a_command_it_shows_its_help_or_says_so_in_one_line(newcomer: Desk) -> None:
    ran = newcomer.run()
    if ran.status == 0:
        assert (ran.out, ran.err) == (newcomer.run("--help").out, "")
    else:
        assert "--help" in ran.refusal


def test_the_examples_of_the_help_work(desk: Desk) -> None:
    """Those that ask: run as they stand, they are understood (a name may be unknown, a file missing)."""
    for command in ("lookup", "show", "log", "fold", "add", "withdraw", "distinguish", "export", "compile", "doctor"):
        (example,) = re.findall(r"^ *Example: glossary (.+)$", desk.run(command, "--help").out, re.MULTILINE)
        ran = desk.run(*shlex.split(example))
        assert "Usage" not in ran.err
        assert "see `glossary" not in ran.err


def test_the_sample_is_what_the_tests_believe(template: Path) -> None:
    assert {row[:2] for row in live(template)["alias"]} == {(alias.id, alias.name) for alias in SAMPLE}


def test_misspelt_names_are_found_where_they_are_asked_for(reader: Desk) -> None:
    text = "Chang Xin Memory Technologies and CXMT\n"
    assert [row["text"] for row in reader.run("find", "-", "-f", "jsonl", stdin=text).rows] == ["CXMT"]
    near, sure = reader.run("find", "--fuzzy", "-", "-f", "jsonl", stdin=text).rows
    assert (near["text"], near["id"], near["verdict"], near["ids"]) == ("Chang Xin Memory Technologies", None, "possible", ["cxmt"])
    assert sure["id"] == "cxmt"
    assert "--fuzzy" in reader.run("find", "--fuzzy", "--explain", "-", stdin=text).refusal


def test_lines_are_explained_one_by_one(reader: Desk) -> None:
    rows = reader.run("find", "--lines", "--explain", "-", "-f", "jsonl", stdin="CXMT\nno name\nJCET\n").rows
    assert [(row["doc"], row["text"]) for row in rows] == [(0, "CXMT"), (2, "JCET")]
