"""Reports of one located finding: every form says the same place, each in its own units."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from glossary.findings import Finding
from glossary.reports.checkstyle import checkstyle
from glossary.reports.github import github
from glossary.reports.html import page
from glossary.reports.located import Fingerprint, Located, Report
from glossary.reports.mqm import TYPES, mqm_severity
from glossary.reports.rdjsonl import rdjsonl
from glossary.reports.rows import CELLS, TABLE, cells, objects, safe, table
from glossary.reports.sarif import sarif
from glossary.reports.xlsx import CHARACTERS, xlsx
from tests.reporting import FILE, FINDINGS, MIXED, RULES, container, found, report

#: ITS 2.0, appendix C.
_ITS_TYPES = """
terminology mistranslation omission untranslated addition duplication inconsistency grammar legal register
locale-specific-content locale-violation style characters misspelling typographical formatting
inconsistent-entities numbers markup pattern-problem whitespace internationalization length non-conformance
uncategorized other
"""
ITS_TYPES = frozenset(_ITS_TYPES.split())


def mixed(report_: Report) -> Located:
    return next(one for one in report_.found if one.finding == MIXED)


# -- places ---------------------------------------------------------------------------------------------------

LINE = FILE.split("\n")[2]
START, END = LINE.index("長鑫"), LINE.index("存储") + 2
#: The columns of the name in each unit, from 1, by Python's codecs on the line.
COLUMNS = {
    "code points": (START + 1, END + 1),
    "utf-16": tuple(len(LINE[:at].encode("utf-16-le")) // 2 + 1 for at in (START, END)),
    "utf-8": tuple(len(LINE[:at].encode()) + 1 for at in (START, END)),
}


def test_the_three_units_differ_here() -> None:
    assert len(set(COLUMNS.values())) == 3


def test_a_finding_has_its_place_in_the_file() -> None:
    one = mixed(report())
    assert one.start
    assert one.end
    assert (one.start.line, one.end.line) == (3, 3)
    assert (one.start.column, one.end.column) == COLUMNS["code points"]
    assert (one.start.utf16, one.end.utf16) == COLUMNS["utf-16"]
    assert (one.start.utf8, one.end.utf8) == COLUMNS["utf-8"]
    assert one.place == f"a.xlf:3:{START + 1}"


def test_findings_are_in_order_and_of_the_right_side() -> None:
    assert [(one.finding.rule, one.start.line if one.start else 0) for one in found()] == [("T001", 2), ("T005", 3), ("T003", 3)]


def test_a_correction_leaves_markup_alone_and_is_spelt_as_the_file_must() -> None:
    one = mixed(report())
    lines = FILE.split("\n")
    for start, end, text in reversed(one.edits("長鑫存儲")):
        line = lines[start.line - 1]
        lines[start.line - 1] = line[: start.column - 1] + text + line[end.column - 1 :]
    assert lines[2] == "<t>與𠮷野家、<b>長鑫</b>存儲 &amp; 合肥</t>"
    (sign,) = (one for one in found() if one.finding.rule == "T003")
    assert [text for _, _, text in sign.edits("<&>")] == ["&lt;&amp;&gt;"]


def test_nothing_is_rewritten_in_the_source_nor_in_a_container() -> None:
    assert found()[0].edits("x") == []
    assert container().found[0].edits("x") == []


def test_a_fingerprint_does_not_hang_on_lines() -> None:
    one = mixed(report())
    assert one.fingerprint == Fingerprint("T005", "cxmt", "長鑫存储", "與𠮷野家、長鑫存储 & 合肥")
    moved = replace(one, start=None, end=None, file="b.xlf")
    assert moved.fingerprint == one.fingerprint
    assert re.fullmatch("[0-9a-f]{16}", one.fingerprint.digest())
    assert len({other.fingerprint.digest() for other in found()}) == 3


def test_a_sentence_names_suggestions_once() -> None:
    assert mixed(report()).sentence == "mixes scripts (write 長鑫存儲)"
    assert replace(mixed(report()), finding=replace(MIXED, message="write 長鑫存儲")).sentence == "write 長鑫存儲"


# -- rows -----------------------------------------------------------------------------------------------------


def test_rows_have_the_columns_that_are_promised() -> None:
    assert all(set(row) == set(TABLE) for row in table(report()))
    assert all(set(row) >= set(CELLS) for row in cells(report()))
    (row,) = (row for row in objects(report()) if row["rule"] == "T005")
    assert (row["line"], row["column"], row["end_column"]) == (3, *COLUMNS["code points"])
    assert (row["start"], row["end"], row["side"], row["text"], row["fix"]) == (5, 9, "target", "長鑫存储", "長鑫存儲")
    assert row["mqm"] == {"type": "terminology/inconsistent-with-terminology-resource", "severity": "major"}
    assert (row["name"], row["ids"], row["source_span"]) == ("mixed-script", ["cxmt"], [0, 8])
    json.dumps(list(objects(container())))


def test_every_rule_has_names_of_the_trade() -> None:
    assert {its for _, its in TYPES.values()} <= ITS_TYPES
    assert mqm_severity(replace(MIXED, rule="T006")) == "critical"
    assert [mqm_severity(finding) for finding in FINDINGS] == ["minor", "major", "neutral"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_safe_cell_is_no_formula(start: str) -> None:
    assert safe(f"{start}1+1") == f"'{start}1+1"
    assert safe(f"1{start}1") == f"1{start}1"


# -- SARIF ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema(shared: Path) -> Any:  # noqa: ANN401
    jsonschema = pytest.importorskip("jsonschema")
    text = (shared / "referees" / "sarif" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft7Validator(json.loads(text))


def quiet() -> Report:
    one, two, three = found()
    return Report(
        [one],
        [replace(two, standing="accepted", reason="house style"), replace(three, standing="ignored")],
        RULES,
        True,
        ("a.xlf", "報告 1.xlf"),
        2,
    )


@pytest.mark.parametrize("which", [report(), container(), quiet(), Report([])], ids=["file", "container", "baseline", "nothing"])
def test_sarif_is_valid(schema: Any, which: Report) -> None:  # noqa: ANN401
    assert [error.message for error in schema.iter_errors(json.loads("".join(sarif(which))))] == []


def results(which: Report) -> list[dict[str, Any]]:
    (run,) = json.loads("".join(sarif(which)))["runs"]
    assert run["columnKind"] == "utf16CodeUnits"
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    found: list[dict[str, Any]] = run["results"]
    return found


def test_sarif_counts_in_utf_16() -> None:
    (result,) = (result for result in results(report()) if result["ruleId"] == "T005")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["endLine"]) == (3, 3)
    assert (region["startColumn"], region["endColumn"]) == COLUMNS["utf-16"]
    assert result["partialFingerprints"]["glossaryFinding/v1"] == mixed(report()).fingerprint.digest()
    assert "baselineState" not in result


def test_a_fix_in_sarif_makes_the_corrected_file() -> None:
    (result,) = (result for result in results(report()) if result["ruleId"] == "T005")
    (change,) = result["fixes"][0]["artifactChanges"]
    lines = FILE.split("\n")
    for piece in reversed(change["replacements"]):
        region = piece["deletedRegion"]
        line = lines[region["startLine"] - 1].encode("utf-16-le")
        first, last = (2 * (region[column] - 1) for column in ("startColumn", "endColumn"))
        lines[region["startLine"] - 1] = (
            line[:first].decode("utf-16-le") + piece["insertedContent"]["text"] + line[last:].decode("utf-16-le")
        )
    assert lines[2] == "<t>與𠮷野家、<b>長鑫</b>存儲 &amp; 合肥</t>"


def test_sarif_tells_what_was_accepted() -> None:
    new, accepted, ignored = results(quiet())
    assert [one["baselineState"] for one in (new, accepted, ignored)] == ["new", "unchanged", "new"]
    assert "suppressions" not in new
    assert accepted["suppressions"] == [{"kind": "external", "justification": "house style"}]
    assert ignored["suppressions"] == [{"kind": "inSource"}]


def test_sarif_of_a_container_names_the_cell() -> None:
    (result,) = results(container())
    (location,) = result["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"] == [{"name": "Sheet1!B12", "kind": "element"}]


# -- lines for build servers ----------------------------------------------------------------------------------


def test_github_annotations() -> None:
    lines = list(github(report()))
    first, last = COLUMNS["utf-16"]
    assert f"::error file=a.xlf,line=3,endLine=3,col={first},endColumn={last},title=glossary T005 mixed-script::" in lines[1]
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::error", "::notice"]
    assert list(github(container())) == [
        "::error file=names.xlsx,title=glossary T005 mixed-script::Sheet1!B12: 長鑫存储: mixes scripts (write 長鑫存儲)\n"
    ]


def test_github_escapes_what_would_end_a_command() -> None:
    one = replace(mixed(report("a,b:c%.xlf")), finding=replace(MIXED, message="50%\r\n::error::"))
    (line,) = github(Report([one]))
    assert line.startswith("::error file=a%2Cb%3Ac%25.xlf,")
    assert line.endswith("::長鑫存储: 50%25%0D%0A::error:: (write 長鑫存儲)\n")
    assert line.count("\n") == 1


def test_checkstyle_is_xml_with_columns_in_code_points() -> None:
    hostile = replace(mixed(report()), file='<&">.xlf', finding=replace(MIXED, message='"<\x01&\n\ud800'))
    tree = etree.fromstring("".join(checkstyle(Report([*report().found, hostile]))).encode())
    assert [file.get("name") for file in tree] == ["a.xlf", '<&">.xlf']
    (error,) = tree[1]
    assert error.get("message") == '長鑫存储: "<�&\n� (write 長鑫存儲)'
    errors = tree[0].findall("error")
    assert [(one.get("line"), one.get("severity"), one.get("source")) for one in errors] == [
        ("2", "warning", "glossary.T001"),
        ("3", "error", "glossary.T005"),
        ("3", "info", "glossary.T003"),
    ]
    assert int(errors[1].get("column")) == COLUMNS["code points"][0]
    (cell,) = etree.fromstring("".join(checkstyle(container())).encode()).iter("error")
    assert (cell.get("line"), cell.get("message")) == ("0", "Sheet1!B12: 長鑫存储: mixes scripts (write 長鑫存儲)")


def test_rdjsonl_counts_in_bytes() -> None:
    rows = [json.loads(line) for line in rdjsonl(report())]
    assert [row["severity"] for row in rows] == ["WARNING", "ERROR", "INFO"]
    place = rows[1]["location"]["range"]
    assert (place["start"]["column"], place["end"]["column"]) == COLUMNS["utf-8"]
    assert (place["start"]["line"], place["end"]["line"]) == (3, 3)
    assert "suggestions" not in rows[0], "nothing is written into the source"
    assert "suggestions" not in rows[1], "the name is divided by markup: no single change"
    assert [one["text"] for one in rows[2]["suggestions"]] == ["&lt;&amp;&gt;"]
    (cell,) = (json.loads(line) for line in rdjsonl(container()))
    assert cell["location"] == {"path": "names.xlsx"}


# -- the page -------------------------------------------------------------------------------------------------

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "<!-- --><iframe src=//x>",
    "&lt;script&gt;",
    "\x00<b>\x1f",
    "${alert(1)}{{7*7}}",
)
_TAGS = """
html head meta title style body h1 h2 p b form label input select option output section article div ul li span code
bdi mark dl dt dd script
"""
TAGS = frozenset(_TAGS.split())
_ATTRIBUTES = """
lang charset http-equiv content name hidden type value checked autocomplete class dir data-file data-number
data-numbers data-severity data-rule
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())


class Tags(HTMLParser):
    """What a page consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def read(which: Report) -> Tags:
    tags = Tags()
    tags.feed("".join(page(which)))
    return tags


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_but_the_page_itself_makes_markup(payload: str) -> None:
    one = mixed(report())
    finding = Finding(payload, "error", 0, "target", 0, len(payload), payload, payload, (payload,), (payload,), payload, (0, 3))
    unit = replace(one.unit, id=payload, source=payload, target=payload)
    hostile = Located(finding, payload, unit, (payload, payload), payload)
    tags = read(Report([hostile], rules=[replace(RULES[0], code=payload, what=payload, example=payload)], files=(payload,), units=1))
    assert set(tags.tags) <= TAGS
    assert tags.attributes <= ATTRIBUTES
    assert tags.tags.count("script") == tags.tags.count("style") == 1
    assert payload.replace("\x00", "␀").replace("\x1f", "␟") in tags.text


def test_the_page_fetches_nothing_and_says_so() -> None:
    text = "".join(page(report()))
    assert not re.search(r"https?:|//[a-z]|@import|url\(|\bsrc=|\bhref=|\bstyle=|\bon\w+=", text)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]


def test_the_page_shows_both_sides_with_marks() -> None:
    text = "".join(page(report()))
    assert '<div lang="en" dir="auto"><mark class="error" data-numbers="0 1">ChangXin</mark> at Yoshinoya</div>' in text
    assert '<div lang="zh-Hant-TW" dir="auto">與𠮷野家、<mark class="error" data-numbers="1">長鑫存储</mark> ' in text
    assert '<mark class="note" data-numbers="2">&amp;</mark> 合肥</div>' in text
    assert "1 error" in text
    assert "mixed-script" in text


def test_a_page_without_findings_says_so() -> None:
    tags = read(Report([], files=("a.md",), units=3))
    assert "0 errors · 0 warnings · 0 notes · 3 units in 1 file" in tags.text
    assert "script" not in tags.tags


def test_a_long_text_is_shown_in_excerpts() -> None:
    one = mixed(report())
    long = "甲" * 2000 + "長鑫存储" + "乙" * 2000
    far = replace(one, finding=replace(MIXED, start=2000, end=2004), unit=replace(one.unit, source=None, target=long))
    text = read(Report([far])).text
    assert " … " + "甲" * 120 + "長鑫存储" + "乙" * 120 + " …" in text
    assert "甲" * 121 not in text


# -- the workbook ---------------------------------------------------------------------------------------------


def test_a_workbook_can_be_filtered_and_read() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(BytesIO(xlsx(report())), rich_text=True)
    sheet = book["Findings"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:M4")
    assert [cell.value for cell in sheet[3]][:9] == [
        "a.xlf", f"3:{START + 1}", "u1", "error", "T005", "mixed-script", "長鑫存储", "長鑫存儲", "mixes scripts",
    ]  # fmt: skip
    assert [sheet.cell(row, 4).fill.start_color.rgb for row in (2, 3, 4)] == ["FFFFE7B8", "FFFBD9D5", "FFD6E7FB"]
    assert [str(part) for part in sheet.cell(3, 11).value] == ["與𠮷野家、", "長鑫存储", " & 合肥"]
    assert str(sheet.cell(3, 10).value[0]) == "ChangXin", "where the source has the name"
    assert [cell.value for cell in book["Rules"][2]][:2] == ["T001", "missing-term"]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "=\x01"])
def test_no_cell_is_a_formula(text: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    one = mixed(report())
    finding = replace(MIXED, text=text, message=text, fix=text, suggestions=(text,), start=0, end=1, source_span=None)
    hostile = replace(one, finding=finding, file=text, unit=replace(one.unit, id=text, source=text, target=text))
    written = xlsx(Report([hostile], rules=[replace(RULES[2], what=text)]))
    for sheet in openpyxl.load_workbook(BytesIO(written)):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
        assert not any(cell.data_type == "n" and cell.value is not None for row in sheet.iter_rows() for cell in row)
    assert b"<f>" not in b"".join(_parts(written))


def _parts(data: bytes) -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_a_workbook_holds_what_cells_cannot() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    one = mixed(report())
    unit = replace(one.unit, source="a\x07_x0041_", target="長" * 40_000)
    long = replace(one, unit=unit, finding=replace(MIXED, start=1000, end=1004, message="長" * 40_000, source_span=None))
    sheet = openpyxl.load_workbook(BytesIO(xlsx(Report([long]))))["Findings"]
    assert sheet["J2"].value == "a␇_x0041_", "what looks like the number of a character stays as it is"
    assert (len(sheet["I2"].value), sheet["I2"].value[-2:]) == (CHARACTERS, "長…")
    assert len(sheet["K2"].value) == 244, "a long text is cut around the finding"
