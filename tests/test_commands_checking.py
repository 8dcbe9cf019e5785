"""`check` and `rule` as a translator and a build server meet them: exit statuses, streams, files that are corrected or left alone."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from lxml import etree

from glossary.checker import RULES
from glossary.commands import main
from glossary.commands.desk import SUFFIXES, ReportForm
from glossary.model import Alias
from tests.stores import Desk, Ran, make_database

NAMES = (
    Alias("cxmt", "CXMT", "en", "abbreviation", "preferred", "desk"),
    Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred", "desk"),
    Alias("cxmt", "長鑫存儲", "zh-Hant", "short", "preferred", "desk"),
    Alias("nvidia", "Nvidia", "en", "short", "preferred", "desk"),
    Alias("nvidia", "英伟达", "zh-Hans", "short", "preferred", "desk"),
    Alias("nvidia", "輝達", "zh-Hant-TW", "short", "preferred", "desk"),
    Alias("jcet", "JCET", "en", "abbreviation", "preferred", "desk"),
    Alias("jcet", "長電科技", "zh-Hant", "short", "preferred", "desk"),
)
XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="en" target-language="zh-TW">
<body>
<trans-unit id="u1"><source>CXMT and Nvidia grow.</source><target>𠮷：<g id="1">長鑫</g>存储與英伟达 &amp; 他者成長。</target></trans-unit>
<trans-unit id="u2"><source>JCET waits.</source><target>公司等待。</target></trans-unit>
</body></file></xliff>
"""
CORRECTED = XLIFF.replace('<g id="1">長鑫</g>存储與英伟达', '<g id="1">長鑫</g>存儲與輝達')


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small glossary."""
    path = tmp_path_factory.mktemp("check") / "names.db"
    make_database(path, NAMES)
    return path


class Translator:
    """Runs commands in a folder of its own, in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *arguments: str) -> Ran:
        """A command to its end."""
        self._capsys.readouterr()
        status = main(list(arguments))
        out, err = self._capsys.readouterr()
        return Ran(status, out, err)

    def text(self, name: str) -> str:
        """What a file holds."""
        return (self.folder / name).read_bytes().decode()

    def write(self, name: str, text: str) -> None:
        """Make a file."""
        (self.folder / name).parent.mkdir(exist_ok=True, parents=True)
        (self.folder / name).write_bytes(text.encode())


@pytest.fixture
def translator(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Translator:
    """A translator with a report to check."""
    for suffix in ("", ".index"):
        source = database.with_name(database.name + suffix)
        if source.exists():
            shutil.copyfile(source, tmp_path / f"names.db{suffix}")
    monkeypatch.setenv("GLOSSARY_DB", str(tmp_path / "names.db"))
    monkeypatch.chdir(tmp_path)
    someone = Translator(tmp_path, capsys)
    someone.write("report.xlf", XLIFF)
    return someone


# -- what is found --------------------------------------------------------------------------------------------


def test_findings_are_a_table_and_the_status_1(translator: Translator) -> None:
    ran = translator.run("check", "report.xlf")
    assert ran.status == 1
    lines = ran.out.splitlines()
    text = XLIFF.split("\n")[3]
    assert lines[0].split() == ["PLACE", "SEVERITY", "RULE", "TEXT", "SUGGESTION", "MESSAGE"]
    assert [re.split(r"  +", line)[:5] for line in lines[1:]] == [
        [f"report.xlf:4:{text.index('長鑫') + 1}", "warning", "T005", "長鑫存储", "長鑫存儲"],
        [f"report.xlf:4:{text.index('英伟达') + 1}", "warning", "T004", "英伟达", "輝達"],
        ["report.xlf:5:29", "warning", "T001", "JCET", "長電科技"],
    ]
    assert ran.err == "glossary: 0 errors, 3 warnings, 0 notes in 2 units of 1 file\n"


def test_a_clean_file_prints_nothing_and_the_status_is_0(translator: Translator) -> None:
    translator.write("good.md", "長鑫存儲與輝達。\n")
    ran = translator.run("check", "good.md", "--target-lang", "zh-TW")
    assert (ran.status, ran.out, ran.err) == (0, "", "glossary: 0 errors, 0 warnings, 0 notes in 1 unit of 1 file\n")


def test_several_files_and_aligned_texts(translator: Translator) -> None:
    translator.write("a.md", "英伟达\n")
    translator.write("r.en.txt", "CXMT grows.\nJCET waits.\n")
    translator.write("r.zh.txt", "長鑫存儲成長。\n公司等待。\n")
    rows = translator.run("check", "a.md", "report.xlf", "--target-lang", "zh-TW", "-f", "jsonl").rows
    assert [(row["file"], row["rule"]) for row in rows] == [
        ("a.md", "T004"), ("report.xlf", "T005"), ("report.xlf", "T004"), ("report.xlf", "T001"),
    ]  # fmt: skip
    (row,) = translator.run(
        "check", "r.en.txt", "--target", "r.zh.txt", "--source-lang", "en", "--target-lang", "zh-TW", "-f", "jsonl"
    ).rows
    assert (row["file"], row["line"], row["rule"], row["text"]) == ("r.zh.txt", 2, "T001", "JCET")


def test_rules_and_severities_are_chosen(translator: Translator) -> None:
    def codes(*arguments: str) -> list[tuple[object, object]]:
        return [(row["rule"], row["severity"]) for row in translator.run("check", "report.xlf", "-f", "jsonl", *arguments).rows]

    assert codes("--rule", "T004", "--rule", "missing-name") == [("T004", "warning"), ("T001", "warning")]
    assert codes("--ignore", "t001", "--ignore", "T004") == [("T005", "warning")]
    assert codes("--severity", "T004=error", "--severity", "T001=note", "--severity", "warning") == [("T005", "warning"), ("T004", "error")]
    assert codes("--severity", "ERROR") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "FILE"),
        (["check", "none.xlf"], "none.xlf: no such file"),
        (["check", "report.xlf", "--rule", "T999"], "unknown rule 'T999'"),
        (["check", "report.xlf", "--severity", "fatal"], "unknown severity 'fatal'"),
        (["check", "report.xlf", "--severity", "T9=note"], "unknown rule 'T9'"),
        (["check", "report.xlf", "--target-lang", "klingon"], "unknown language 'klingon'"),
        (["check", "plain.md"], "plain.md: does not say which language it is in; say --target-lang"),
        (["check", "bad.xlf"], "bad.xlf:2"),
        (["check", "report.xlf", "-o", "report.doc"], "report.doc: its name does not say which form"),
        (["check", "report.xlf", "--write-baseline"], "--baseline FILE"),
        (["check", "report.xlf", "--baseline", "none.csv"], "none.csv: no such file"),
        (["check", "report.xlf", "plain.md", "--fix", "-o", "x"], "takes one file with --fix"),
        (["check", "report.xlf", "plain.md", "--target", "x"], "is the translation of one FILE"),
        (["check", "report.xlf", "--safe-csv"], "--safe-csv is for csv"),
        (["check", "report.xlf", "-o", "none/report.html"], "none/report.html: could not be written"),
        (["check", "--rules", "-f", "sarif"], "is for findings"),
        (["rule", "T999"], "unknown rule 'T999'"),
    ],
)
def test_what_cannot_be_done_is_one_line(translator: Translator, arguments: list[str], said: str) -> None:
    translator.write("plain.md", "甲")
    translator.write("bad.xlf", "<xliff>\n<file></xliff>")
    ran = translator.run(*arguments)
    assert said in ran.refusal


# -- forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ReportForm)
def test_every_form_is_written_to_a_file_and_to_the_stream(translator: Translator, form: ReportForm) -> None:
    suffix = next(suffix for suffix, named in SUFFIXES.items() if named is form)
    ran = translator.run("check", "report.xlf", "-o", f"out{suffix}")
    assert (ran.status, ran.out) == (1, "")
    written = (translator.folder / f"out{suffix}").read_bytes()
    if form is ReportForm.xlsx:
        assert written.startswith(b"PK")
        return
    streamed = translator.run("check", "report.xlf", "-f", form.value)
    assert streamed.out.encode() == written
    for name in ("長鑫存储", "英伟达", "JCET"):
        assert name in streamed.out


def test_every_form_agrees_on_the_places(translator: Translator) -> None:
    """The second name stands behind an astral character and two tags."""
    line = XLIFF.split("\n")[3]
    at = line.index("英伟达")
    columns = [at + 1, len(line[:at].encode("utf-16-le")) // 2 + 1, len(line[:at].encode()) + 1]
    assert len(set(columns)) == 3

    def out(form: str) -> str:
        return translator.run("check", "report.xlf", "--rule", "T004", "-f", form).out

    (result,) = json.loads(out("sarif"))["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    github = re.search(r",line=(\d+),endLine=\d+,col=(\d+),endColumn=(\d+)", out("github"))
    assert github
    (error,) = etree.fromstring(out("checkstyle").encode()).iter("error")
    place = json.loads(out("rdjsonl"))["location"]["range"]["start"]
    (row,) = json.loads(out("json"))
    (cells,) = csv.DictReader(io.StringIO(out("csv")))
    assert [row["column"], int(error.get("column")), int(cells["column"])] == [columns[0]] * 3
    assert [region["startColumn"], int(github[2]), int(github[3]) - 3] == [columns[1]] * 3
    assert place == {"line": 4, "column": columns[2]}
    assert {row["line"], region["startLine"], int(github[1]), int(error.get("line"))} == {4}


def test_csv_for_a_spreadsheet(translator: Translator) -> None:
    translator.write("a.csv", 'en,zh-TW\n"CXMT","=HYPERLINK(""長鑫存储"")"\n')
    raw = translator.run("check", "a.csv", "-f", "csv").out
    safe = translator.run("check", "a.csv", "-f", "csv", "--safe-csv").out
    assert not raw.startswith("\ufeff")
    assert safe.startswith("\ufefffile,line,")
    (one,), (other,) = (list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))) for text in (raw, safe))
    assert (one["target"], other["target"]) == ('=HYPERLINK("長鑫存储")', '\'=HYPERLINK("長鑫存储")')


# -- corrections ----------------------------------------------------------------------------------------------


def test_a_corrected_copy(translator: Translator) -> None:
    ran = translator.run("check", "report.xlf", "--fix", "-o", "fixed.xlf", "-f", "jsonl")
    assert translator.text("report.xlf") == XLIFF
    assert translator.text("fixed.xlf") == CORRECTED
    assert [(row["file"], row["rule"]) for row in ran.rows] == [("fixed.xlf", "T001")]
    assert (ran.status, ran.err) == (1, "glossary: 2 corrected, 0 errors, 1 warning, 0 notes in 2 units of 1 file\n")


def test_corrections_in_place_are_made_once(translator: Translator) -> None:
    path = translator.folder / "report.xlf"
    path.chmod(0o640)
    assert translator.run("check", "report.xlf", "--fix").status == 1
    assert translator.text("report.xlf") == CORRECTED
    assert path.stat().st_mode & 0o777 == 0o640
    before = path.stat().st_mtime_ns
    assert "glossary: 0 corrected," in translator.run("check", "report.xlf", "--fix").err
    assert path.stat().st_mtime_ns == before, "a file with nothing to correct is not written"


def test_only_what_is_asked_for_is_corrected(translator: Translator) -> None:
    translator.run("check", "report.xlf", "--fix", "--rule", "T004")
    assert translator.text("report.xlf") == XLIFF.replace("英伟达", "輝達")


def test_the_name_of_another_company_is_not_made_prettier(translator: Translator) -> None:
    """英伟达 is Nvidia in any region: to write it as Taipei does would make the mistake look right."""
    translator.write("a.csv", "en,zh-TW\nCXMT waits.,英伟达等待。\n")
    ran = translator.run("check", "a.csv", "--fix", "-f", "jsonl")
    assert [(row["rule"], row["severity"], row["fix"]) for row in ran.rows] == [("T006", "error", None)]
    assert "英伟达" in translator.text("a.csv")


def test_what_is_accepted_or_ignored_is_not_corrected(translator: Translator) -> None:
    translator.write("a.md", "英伟达 <!-- glossary: ignore -->\n\n英伟达\n")
    translator.run("check", "a.md", "--target-lang", "zh-TW", "--fix")
    assert translator.text("a.md") == "英伟达 <!-- glossary: ignore -->\n\n輝達\n"
    translator.run("check", "report.xlf", "--baseline", "accepted.csv", "--write-baseline")
    ran = translator.run("check", "report.xlf", "--baseline", "accepted.csv", "--fix", "-o", "fixed.xlf")
    assert translator.text("fixed.xlf") == XLIFF
    assert (ran.status, ran.err) == (0, "glossary: 0 corrected, 0 errors, 0 warnings, 0 notes, 3 accepted in 2 units of 1 file\n")


def test_a_packed_file_stays_one(translator: Translator) -> None:
    (translator.folder / "report.xlf.gz").write_bytes(gzip.compress(XLIFF.encode()))
    translator.run("check", "report.xlf.gz", "--fix")
    assert gzip.decompress((translator.folder / "report.xlf.gz").read_bytes()).decode() == CORRECTED


def test_the_translation_beside_its_source_is_what_is_corrected(translator: Translator) -> None:
    translator.write("r.en.txt", "CXMT grows.\n")
    translator.write("r.zh.txt", "长鑫存储成長。\n")
    langs = ("--source-lang", "en", "--target-lang", "zh-TW")
    ran = translator.run("check", "r.en.txt", "--target", "r.zh.txt", *langs, "--fix", "-o", "r.fixed.txt")
    assert (ran.status, translator.text("r.fixed.txt"), translator.text("r.zh.txt")) == (0, "長鑫存儲成長。\n", "长鑫存储成長。\n")
    assert translator.run("check", "r.en.txt", "--target", "r.zh.txt", *langs, "--fix").status == 0
    assert (translator.text("r.zh.txt"), translator.text("r.en.txt")) == ("長鑫存儲成長。\n", "CXMT grows.\n")


def test_what_is_not_translated_yet_lacks_nothing_but_a_line_left_out_does(translator: Translator) -> None:
    translator.write("r.po", 'msgid ""\nmsgstr "Language: zh_TW\\n"\n\nmsgid "CXMT grows."\nmsgstr ""\n')
    assert translator.run("check", "r.po", "--source-lang", "en").status == 0
    translator.write("r.csv", "en,zh-TW\nCXMT grows.,\n")
    assert translator.run("check", "r.csv").status == 0
    translator.write("half.xlf", XLIFF.replace("</body>", "<trans-unit id='9'><source>CXMT</source></trans-unit></body>"))
    assert len(translator.run("check", "half.xlf", "-f", "jsonl").rows) == len(translator.run("check", "report.xlf", "-f", "jsonl").rows)
    translator.write("r.en.txt", "CXMT grows.\nJCET too.\n")
    translator.write("r.zh.txt", "\n長電科技亦然。\n")
    ran = translator.run("check", "r.en.txt", "--target", "r.zh.txt", "--source-lang", "en", "--target-lang", "zh-TW", "-f", "jsonl")
    assert [row["rule"] for row in ran.rows] == ["T001"]


# -- what is accepted -----------------------------------------------------------------------------------------


def test_a_baseline_keeps_quiet_about_what_was_accepted(translator: Translator) -> None:
    ran = translator.run("check", "report.xlf", "--baseline", "terms/accepted.csv", "--write-baseline")
    assert ran.refusal == "glossary: terms/accepted.csv: could not be written: No such file or directory"
    (translator.folder / "terms").mkdir()
    ran = translator.run("check", "report.xlf", "--baseline", "terms/accepted.csv", "--write-baseline")
    assert (ran.status, ran.out, ran.err) == (0, "", "glossary: wrote terms/accepted.csv: 3 accepted\n")
    assert "\n../report.xlf,T004,nvidia,英伟达," in translator.text("terms/accepted.csv")
    translator.write(
        "report.xlf", XLIFF.replace("<body>", "<body>\n\n").replace("</body>", XLIFF.split("\n")[4].replace("u2", "u3") + "\n</body>")
    )
    ran = translator.run("check", "report.xlf", "--baseline", "terms/accepted.csv", "-f", "jsonl")
    assert [(row["unit"], row["rule"]) for row in ran.rows] == [("u3", "T001")], "text may move, but one more is one more"


def test_rows_of_a_baseline_that_are_not_needed_are_told(translator: Translator) -> None:
    translator.run("check", "report.xlf", "--baseline", "accepted.csv", "--write-baseline")
    translator.write("report.xlf", CORRECTED)
    ran = translator.run("check", "report.xlf", "--baseline", "accepted.csv")
    assert ran.status == 0
    assert ran.err.splitlines() == [
        "glossary: accepted.csv: matches nothing any more: report.xlf: T004 英伟达",
        "glossary: accepted.csv: matches nothing any more: report.xlf: T005 長鑫存储",
        "glossary: 0 errors, 0 warnings, 0 notes, 1 accepted in 2 units of 1 file",
    ]
    translator.run("check", "report.xlf", "--baseline", "accepted.csv", "--write-baseline")
    assert translator.run("check", "report.xlf", "--baseline", "accepted.csv").err.count("\n") == 1


def test_sarif_tells_what_was_accepted(translator: Translator) -> None:
    translator.run("check", "report.xlf", "--rule", "T004", "--baseline", "accepted.csv", "--write-baseline")
    run = json.loads(translator.run("check", "report.xlf", "--baseline", "accepted.csv", "-f", "sarif").out)["runs"][0]
    assert sorted((one["ruleId"], one["baselineState"]) for one in run["results"]) == [
        ("T001", "new"), ("T004", "unchanged"), ("T005", "new"),
    ]  # fmt: skip
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= {"T001", "T004", "T005"}


# -- the manual -----------------------------------------------------------------------------------------------


def test_every_rule_is_listed_and_explained(translator: Translator) -> None:
    listed = translator.run("rule").out
    for rule in RULES:
        assert f"{rule.code}  {rule.name} " in listed
        manual = translator.run("rule", rule.code.lower()).out
        assert manual.startswith(f"{rule.code} {rule.name} ({rule.severity})\n\nWhat\n  {rule.what}\n")
        assert rule.bad in manual
        assert rule.good in manual
    assert "G001  shared-name " in listed
    assert "Example\n  长电 is JCET" in translator.run("rule", "shared-name").out
    rows = translator.run("rule", "T003", "-f", "jsonl").rows
    assert list(rows[0]) == ["code", "name", "severity", "what", "why", "example", "problems"]


def test_check_lists_its_rules(translator: Translator) -> None:
    rows = translator.run("check", "--rules", "-f", "jsonl").rows
    assert [row["code"] for row in rows] == [rule.code for rule in RULES]


def test_it_runs_as_a_process_too(database: Path, tmp_path: Path) -> None:
    (tmp_path / "report.xlf").write_text(XLIFF, encoding="utf-8")
    ran = Desk(tmp_path, database).run("check", "report.xlf", "-f", "jsonl")
    assert ran.status == 1
    assert len(ran.rows) == 3
    listening = Desk(tmp_path, database).run("lsp", stdin=b"")
    assert (listening.out, "Traceback" in listening.err) == ("", False)


def test_without_its_extra_the_server_says_what_to_install(translator: Translator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lsprotocol", None)
    monkeypatch.delitem(__import__("sys").modules, "glossary.languageserver.server", raising=False)
    assert translator.run("lsp").refusal.endswith("pip install 'zhengming[lsp]'")
