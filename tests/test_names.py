"""Company names taken apart, and the three tables of words they are made of. Expected values come from cases/names.csv."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from functools import cache
from unicodedata import is_normalized

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.commands import main
from glossary.text import grammar as grammar_module
from glossary.text.fold import fold, key
from glossary.text.grammar import Frame, Table, entry_key, grammar, is_han, words
from glossary.text.names import Parts, core, distinctive, parse, split
from glossary.text.tables import tables
from tests.cases import ROOT, Case, load, parameters, rows
from tests.making import texts

PARTS = ("place", "trade_name", "industry", "group", "legal_form")
COLUMNS = ("id", "law", "name", *PARTS, "expect", "comment")
LAWS = {"mainland", "taiwan", "hong kong", "english", "japanese and korean", "traps"}
CASES = load("names.csv", COLUMNS)
NAMES = [case["name"] for case in CASES]
DATA = ROOT / "data"
HEADERS = {
    "legal_forms.csv": ["form", "canonical", "lang", "position", "part", "source"],
    "places.csv": ["name", "kind", "also", "latin", "use", "source"],
    "industries.csv": ["word", "part", "also", "latin", "source"],
}


def records(file: str) -> list[Case]:
    return [dict(zip(HEADERS[file], row, strict=True)) for row in rows(DATA / file)[1][1:]]


def listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


# -- cases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", parameters("names.csv", COLUMNS))
def test_a_name_has_the_parts_that_a_reader_sees(case: Case) -> None:
    parts = split(case["name"])
    assert {part: getattr(parts, part) for part in PARTS} == {part: case[part] for part in PARTS}


def test_every_law_has_cases_and_no_name_stands_twice() -> None:
    assert {case["law"] for case in CASES} == LAWS
    assert min(Counter(case["law"] for case in CASES).values()) >= 8
    assert [name for name, count in Counter(NAMES).items() if count > 1] == []
    assert len(CASES) >= 120


@cache
def other_members() -> dict[int, str]:
    """For each character that a class folds to, the member furthest from it: 长 to 镸 or 長, 台 to 颱."""
    return {to: chr(max(code for code, target in tables().han.items() if target == to)) for to in set(tables().han.values())}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_has_the_same_parts_in_any_script(name: str) -> None:
    assert split(key(name).translate(other_members())) == split(name) == split(name.upper())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siemens AG", "Siemens Aktiengesellschaft"),
        ("Crystalord Ltd", "Crystalord Limited"),
        ("Foo Co., Ltd.", "Foo Company Limited"),
        ("Apple Inc.", "Apple Incorporated"),
        ("Toyota Motor Corp", "Toyota Motor Corporation"),
        ("Procter & Gamble Co", "Procter and Gamble Company".replace("and", "&")),
        ("Renault SA", "Renault Société Anonyme"),
        ("OOO Baikal", "Baikal LLC"),
        ("OAO Gazprom", "Gazprom Joint Stock Company"),
        ("Robert Bosch G.m.b.H.", "Robert Bosch Gesellschaft mit beschränkter Haftung"),
        ("Unisem Bhd", "Unisem Berhad"),
        ("东芝株式会社", "㈱東芝"),
        ("華虹有限公司", "华虹有限责任公司"),
        ("上海华虹（集团）有限公司", "上海華虹集團有限公司"),
        ("三商股份有限公司", "三商(股)公司"),
    ],
)
def test_two_spellings_of_a_legal_form_leave_one_core_and_mean_one_form(one: str, other: str) -> None:
    left, right = split(one), split(other)
    assert (core(left.key), left.legal_form) == (core(right.key), right.legal_form)
    assert left.legal_form != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("华为", "华为投资控股有限公司"), ("腾讯", "腾讯控股"), ("中国银行", "中国银行北京分行"), ("Arm Ltd", "Arm Holdings plc")],
)
def test_what_makes_another_company_stays_in_the_core(one: str, other: str) -> None:
    assert core(key(one)) != core(key(other))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("中芯国际集成电路制造（北京）有限公司", "中芯国际集成电路制造(北京)"),
        ("红杉资本（天津）合伙企业（有限合伙）", "红杉资本(天津)"),
        ("(株)카카오", "카카오"),
        ("Rayitek Company Ltd., Shenzhen", "rayitek shenzhen"),
        ("The Coca-Cola Company", "coca-cola"),
        ("The The", "the"),
        ("Tiffany & Co.", "tiffany"),
        ("阿里巴巴集团控股有限公司", "阿里巴巴集团控股"),
        ("Yahoo! Inc.", "yahoo!"),
        ("", ""),
    ],
)
def test_the_core_is_all_but_the_legal_form(name: str, expected: str) -> None:
    assert core(key(name)) == expected


def test_pieces_say_where_they_stand_and_what_they_mean() -> None:
    parts = split("ＳＨＥＮＺＨＥＮ Zhenye(Group) Co.,Ltd.")
    assert [(piece.part, piece.start, piece.end, piece.text, piece.means) for piece in parts.pieces] == [
        ("place", 0, 8, "shenzhen", ("深圳",)),
        ("trade name", 9, 15, "zhenye", ()),
        ("group", 16, 21, "group", ("group",)),
        ("legal form", 23, 30, "co.,ltd", ("ltd",)),
    ]


def test_equivalents_of_two_languages_mean_the_same() -> None:
    chinese, english = split("江苏长电积体电路科技有限公司"), split("Jiangsu Changdian Integrated Circuit Technology Ltd")
    assert chinese.means("place") == english.means("place") == {"江苏"}
    assert chinese.means("industry") <= english.means("industry") == {"集成电路", "科技", "技术"} | english.means("industry")
    assert chinese.legal_form == english.legal_form


def test_a_spelling_of_two_places_means_either() -> None:
    assert split("Taizhou Lighthouse Ltd").means("place") == {"泰州", "台州"}


# -- laws ----------------------------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    [
        *"长鑫电台 a&.,(·)",
        *("有限公司", "股份", "集团", "(集团)", "公司", "分公司", "(股)", "(株)", "株式会社", "有限合伙", "(有限合伙)"),
        *("北京", "（北京）", "市", "省", "深圳市", "中国", "台灣", "科技", "银行", "国际", "第一", "厂", "大同", "阿里"),
        *("Ltd", " Ltd", " Co.", ",", " Inc.", " S.p.A.", " AG", " GmbH", "gmbh", " and ", " & ", " of ", "The ", "the ", "OOO ", "Group"),
        *(" Bank", " China", "Shenzhen ", " Technology", "(Shanghai)", "( hk )", " International", " first", " Holdings", "( )", "()"),
    ]
)
made = st.one_of(st.lists(_WORDS, max_size=9).map("".join), texts, st.sampled_from(NAMES))


@given(made)
@example("A (北京) B (上海) C Ltd")
@example("((北京))有限公司")
@example("(有限公司)(北京)")
@example("the the ltd")
@example("ltd (x) co")
def test_pieces_lie_in_the_key_in_order_and_lose_nothing(name: str) -> None:
    parts = split(name)
    assert parts.key == key(name)
    done, left = 0, ""
    for piece in parts.pieces:
        assert piece.text == parts.key[piece.start : piece.end] != ""
        assert piece.start >= done
        assert all(piece.means) and (piece.means == ()) == (piece.part == "trade name")
        left += parts.key[done : piece.start] + " "
        done = piece.end
    left += parts.key[done:]
    if parts.pieces:
        assert set(re.findall(r"[^\W_]+", left)) <= {"the", "and"}


@given(made)
def test_a_name_is_never_without_trade_name_and_core(name: str) -> None:
    parts = split(name)
    for what in (parts.trade_name, core(parts.key), distinctive(parts.key)):
        assert any(map(str.isalnum, what)) == any(map(str.isalnum, parts.key))
        assert (what == "") == (parts.key == "")


@given(made)
@example("长电股(株)份")
@example("x ltd (co")
def test_the_core_of_a_core_is_itself_and_a_key(name: str) -> None:
    once = core(key(name))
    assert core(once) == once
    assert key(once) == once
    assert parse(key(name)).trade_name == distinctive(key(name))


@given(made)
def test_the_quick_look_at_a_core_misses_nothing(name: str) -> None:
    """Oracle: the long way, without asking first whether a form may be there."""
    from glossary.text import names

    folded = key(name)
    if not names._may_have_form(folded):
        assert names._long_way(folded) == folded


# -- the tables of words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", HEADERS)
def test_a_table_opens_with_its_contract_and_is_sorted(file: str) -> None:
    contract, (header, *body) = rows(DATA / file)
    assert contract[0].startswith(f"# {file} — ")
    assert any("columns: " in line for line in contract)
    assert header == HEADERS[file]
    first = [row[0] for row in body]
    assert first == sorted(set(first))


@pytest.mark.parametrize("file", HEADERS)
def test_cells_are_filled_trimmed_composed_and_free_of_commas_and_quotes(file: str) -> None:
    """The reader splits lines at commas and cells at |, and folds the file as a whole."""
    for row in records(file):
        assert all(cell for column, cell in row.items() if column != "also"), row
        for cell in row.values():
            assert not re.search(r'[,"\n]|^\s|\s$|\s\s|^\||\|\||\|$| \||\| ', cell), row
            assert is_normalized("NFC", cell), row
    text = (DATA / file).read_text(encoding="utf-8")
    body = text[text.index(",".join(HEADERS[file])) :]
    assert [len(line.split(",")) for line in fold(body).splitlines()] == [len(HEADERS[file])] * (len(records(file)) + 1)


def test_no_list_of_spellings_repeats_itself() -> None:
    for file in ("places.csv", "industries.csv"):
        for row in records(file):
            latin = [entry_key(key(spelling)) for spelling in listed(row["latin"])]
            assert len(latin) == len(set(latin)), row
            assert len({row[HEADERS[file][0]], *listed(row["also"])}) == 1 + len(listed(row["also"])), row


def test_legal_forms_have_known_positions_parts_and_canonicals() -> None:
    forms = records("legal_forms.csv")
    assert {row["position"] for row in forms} == {"start", "end", "both", "glued"}
    assert {row["part"] for row in forms} == {"legal form", "group"}
    assert [row for row in forms if not re.fullmatch(r"[a-z]+( [a-z]+)*", row["canonical"])] == []
    assert [row for row in forms if not re.fullmatch(r"[a-z]{2}", row["lang"])] == []
    assert [row for row in forms if row["position"] == "glued" and is_han(row["form"][-1])] == []


def test_a_form_is_listed_once_however_it_is_spelt() -> None:
    forms = [row for row in records("legal_forms.csv") if row["form"][-1] != ")"]
    spellings = Counter((entry_key(key(row["form"])), row["position"] == "start") for row in forms)
    assert [spelling for spelling, count in spellings.items() if count > 1] == []


def test_forms_that_are_one_by_usage_share_a_canonical() -> None:
    canonical = {row["form"]: row["canonical"] for row in records("legal_forms.csv")}
    for group in ("Limited Ltd. 有限公司 有限责任公司", "Incorporated Inc.", "Corporation Corp.", "Company Co. 公司", "OOO ООО LLC"):
        assert len({canonical[form] for form in group.split(" ")}) == 1, group
    assert len({canonical[form] for form in ("Société Anonyme", "SA", "Sociedad Anónima")}) == 1
    assert canonical["有限公司"] != canonical["股份有限公司"]


@pytest.mark.parametrize("form", ["SC", "PC", "AD", "集团", "Holdings", "Group", "控股", "分公司"])
def test_no_common_word_and_no_group_is_a_legal_form(form: str) -> None:
    assert entry_key(key(form)) not in grammar().legal_endings.entries


def test_places_have_known_kinds_uses_and_sources() -> None:
    places = records("places.csv")
    assert {row["kind"] for row in places} == {"country", "region", "province", "city", "county", "district"}
    assert {row["use"] for row in places} == {"front", "han", "marked"}
    assert {row["source"] for row in places} <= {"gb2260", "gb2260 postal", "iso3166", "tw names", "hk names", "names in use"}
    assert Counter(row["kind"] for row in places)["province"] == 34
    assert Counter(row["kind"] for row in places)["city"] >= 330


def test_a_chinese_name_has_one_place_and_brings_no_suffix() -> None:
    owners = defaultdict(set)
    for row in records("places.csv"):
        for name in (row["name"], *listed(row["also"])):
            owners[key(name)].add(row["name"])
        assert re.fullmatch(r"[\u4e00-\u9fff]{2,}", row["name"]), row
        assert row["name"][-1] not in "省市县", row
        assert key(row["name"]) not in map(key, listed(row["also"])), row
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_latin_spellings_are_latin() -> None:
    for file in ("places.csv", "industries.csv"):
        assert [row for row in records(file) if any(is_han(character) for character in row["latin"])] == []


@pytest.mark.parametrize(
    ("spelling", "place"),
    [("Tsingtao", "青岛"), ("Kweichow", "贵州"), ("Canton", "广州"), ("Soochow", "苏州"), ("Hsinchu", "新竹"), ("Peking", "北京")],
)
def test_postal_spellings_are_there(spelling: str, place: str) -> None:
    assert grammar().places.entries[entry_key(key(spelling))] == ("place", (place,))


def test_industries_have_known_parts_and_sources() -> None:
    industries = records("industries.csv")
    assert {row["part"] for row in industries} == {"industry", "name"}
    assert {row["source"] for row in industries} == {"gb4754", "names in use"}
    assert sum(row["part"] == "industry" for row in industries) >= 300


def test_no_chinese_word_of_industry_stands_in_two_rows() -> None:
    owners = defaultdict(set)
    for row in records("industries.csv"):
        for word in (row["word"], *listed(row["also"])):
            owners[key(word)].add(row["word"])
    assert {word: ids for word, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("積體電路", "集成电路"),
        ("integrated circuits", "集成电路"),
        ("資訊", "信息"),
        ("製藥", "制药"),
        ("自動車", "汽车"),
        ("軟體", "软件"),
    ],
)
def test_taiwan_japanese_and_english_words_mean_the_mainland_one(word: str, concept: str) -> None:
    assert concept in grammar().tails.entries[key(word)][1]


def all_tables() -> list[Table]:
    tables_ = [getattr(grammar(), name) for name in grammar_module.Grammar.__slots__]
    return [table for table in tables_ if isinstance(table, Table)]


def test_entries_are_keys_and_a_search_reaches_every_one() -> None:
    assert len(all_tables()) == 8
    for table in all_tables():
        for spelling in table.entries:
            assert spelling == key(spelling) == entry_key(spelling)
            text = spelling.replace(" ", ", ")
            frame = Frame(text, text, words(text))
            assert frame.ending(0, len(text), table) == (0, table.entries[spelling])
            if spelling[0] != "(":  # (股)公司 ends names only
                assert frame.opening(0, len(text), table) == (len(text), table.entries[spelling])


def test_no_entry_mixes_scripts() -> None:
    mixed = [spelling for table in all_tables() for spelling in table.entries if len(set(map(is_han, spelling))) > 1]
    assert [spelling for spelling in mixed if "(" not in spelling] == []


def test_the_words_of_a_text_lie_where_they_say() -> None:
    text = "s.p.a. co.,ltd at&t 3m xi'an 长鑫a/s"
    assert [text[start:end] for _, start, end in words(text)] == ["s.p.a", "co", "ltd", "at", "&", "t", "3m", "xi'an", "a/s"]


# -- reading them --------------------------------------------------------------------------------------------


def test_the_tables_are_read_when_first_needed() -> None:
    code = "import glossary.text.names, glossary.text.grammar as g; print(g.grammar.cache_info().currsize)"
    ran = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout == "0\n"


def test_an_unknown_part_is_no_part() -> None:
    assert Parts("", ()).trade_name == "" == split("  ").legal_form


# -- the command ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["腾讯控股", "-f", "csv"], "name,place,trade_name,industry,group,legal_form,core\n腾讯控股,,腾讯,,holding,,腾讯控股\n"),
        (["Arm Ltd", "-f", "tsv"], "name\tplace\ttrade_name\tindustry\tgroup\tlegal_form\tcore\nArm Ltd\t\tarm\t\t\tltd\tarm\n"),
        (["江蘇長電"], "NAME      PLACE  TRADE_NAME  CORE\n江蘇長電  江苏   长电        江苏长电\n"),
    ],
)
def test_the_command_prints_the_parts(arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", *arguments]) == 0
    assert capsys.readouterr().out == expected


def test_the_command_reads_lines_and_shows_pieces_in_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("华为技术有限公司\n\n".encode())))
    assert main(["split", "-", "-f", "jsonl"]) == 0
    first, blank = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["trade_name"], first["core"], first["key"]) == ("华为", "华为技术", "华为技术有限公司")
    assert first["pieces"][1] == {"part": "industry", "start": 2, "end": 4, "text": "技术", "means": ["技术"]}
    assert (blank["name"], blank["pieces"]) == ("", [])
