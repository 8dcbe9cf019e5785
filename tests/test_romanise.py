"""Readings: which Latin names spell which Han names. Expected values come from cases/readings.csv and published tables."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import get_args

import opencc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.text import readings as tables_module
from glossary.text.fold import fold
from glossary.text.readings import System, longest_name, tables
from glossary.text.romanise import (
    COSTS,
    OTHER_READING,
    SYSTEMS,
    Reading,
    letters,
    pinyin_behind,
    pinyin_of,
    readings,
    romanise,
    segment,
    skeleton,
    skeletons,
    spelling_cost,
    spelt,
)
from tests.cases import ROOT, Case, load, parameters, rows
from tests.making import texts

DATA = ROOT / "data"
COLUMNS = ("id", "label", "name", "latin", "expected", "expect", "comment")
SOURCES = {
    "hongkong.csv": ["character", "spellings"],
    "name_readings.csv": ["name", "system", "reading", "note"],
    "syllables.csv": ["pinyin", "wade_giles", "tongyong", "postal", "other", "seen"],
}
SPELT = [case for case in load("readings.csv", COLUMNS) if case["expected"] == "spells" and case["expect"] == "pass"]
HAN = sorted(tables().pinyin)

names = st.text(st.sampled_from(HAN), min_size=1, max_size=6)


def records(file: str) -> list[list[str]]:
    """The rows of a data file below its header."""
    return rows(DATA / file)[1][1:]


# -- the cases -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", parameters("readings.csv", COLUMNS))
def test_a_latin_name_is_an_accepted_spelling_or_not(case: Case) -> None:
    assert ("no" if spelling_cost(case["name"], case["latin"]) is None else "spells") == case["expected"]


def test_the_cases_say_spells_or_no() -> None:
    cases = load("readings.csv", COLUMNS)
    assert {case["expected"] for case in cases} == {"spells", "no"}
    assert len(cases) >= 120


@pytest.mark.parametrize("case", SPELT, ids=lambda case: case["id"])
def test_what_spells_a_name_shares_a_syllable_with_it(case: Case) -> None:
    """The index finds candidates by these sets: a pair without a syllable in common would never be compared."""
    assert pinyin_of(case["name"]) & pinyin_behind(case["latin"])


def test_the_skeleton_finds_nine_of_ten_spellings() -> None:
    found = [case for case in SPELT if skeleton(case["latin"]) in skeletons(case["name"])]
    assert len(found) >= 0.9 * len(SPELT)


@pytest.mark.parametrize(
    ("text", "system", "expected"),
    [
        ("长鑫存储", "pinyin", "chang xin cun chu"),
        ("長鑫存儲", "pinyin", "chang xin cun chu"),
        ("重庆", "pinyin", "chong qing"),
        ("重慶長安汽車", "pinyin", "chong qing chang an qi che"),
        ("银行", "pinyin", "yin hang"),
        ("兴业银行", "pinyin", "xing ye yin hang"),
        ("行星", "pinyin", "xing xing"),
        ("厦门", "pinyin", "xia men"),
        ("六安", "pinyin", "lu an"),
        ("董事长", "pinyin", "dong shi zhang"),
        ("乐鑫", "pinyin", "le xin"),
        ("音乐", "pinyin", "yin yue"),
        ("吕梁", "pinyin", "lü liang"),
        ("長江", "wade-giles", "ch'ang chiang"),
        ("新竹", "wade-giles", "hsin chu"),
        ("徐州", "wade-giles", "hsü chou"),
        ("重慶", "wade-giles", "ch'ung ch'ing"),
        ("中壢", "tongyong", "jhong li"),
        ("旗山", "tongyong", "ci shan"),
        ("新鴻基", "hong-kong", "sun hung kei"),
        ("香港", "hong-kong", "hong kong"),
        ("長江", "hong-kong", "cheung kong"),
        ("CXMT（长鑫）", "pinyin", "CXMT（chang xin）"),
        ("长鑫CXMT存储", "pinyin", "chang xin CXMT cun chu"),
        ("360 科技", "pinyin", "360 ke ji"),
        ("⻓鑫", "pinyin", "chang xin"),
        ("ＣＸＭＴ", "pinyin", "ＣＸＭＴ"),
        ("カタカナ", "pinyin", "カタカナ"),
        ("", "pinyin", ""),
    ],
)
def test_the_best_guess(text: str, system: System, expected: str) -> None:
    assert romanise(text, system) == expected


def test_a_character_that_the_system_does_not_spell_stays() -> None:
    assert romanise("鑫龘", "hong-kong") == "yam 龘"


@pytest.mark.parametrize("system", ["postal", "other", "gwoyeu"])
def test_a_text_is_written_in_one_of_four_systems(system: System) -> None:
    with pytest.raises(ValueError, match="is not one of pinyin, wade-giles, tongyong, hong-kong"):
        romanise("长鑫", system)


# -- costs (notes: chinese 4) ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("character", "spelling", "cost"),
    [
        ("长", "chang", 0.0),
        ("长", "zhang", 0.05),
        ("鑫", "hsin", 0.05),
        ("鑫", "sin", 0.08),
        ("鴻", "hung", 0.05),  # Hong Kong's spelling too, at 0.08; the lowest counts
        ("新", "sun", 0.08),
        ("庆", "tsing", 0.08),
        ("坤", "kuen", 0.10),
        ("行", "hang", 0.05),
        *(("绿", spelling, 0.0) for spelling in ("lü", "lv", "lu", "lyu")),
        *(("略", spelling, 0.0) for spelling in ("lüe", "lve", "lue", "lyue")),
        *(("徐", spelling, 0.05) for spelling in ("hsü", "hsu")),
        ("重", "chong", 0.05),
        ("重", "chung", 0.05),
    ],
)
def test_a_spelling_has_its_cost(character: str, spelling: str, cost: float) -> None:
    assert spelt(character)[spelling] == pytest.approx(cost)


def test_a_name_read_in_its_own_way_costs_nothing() -> None:
    assert (spelling_cost("银行", "Yin Hang"), spelling_cost("银行", "Yinxing")) == (0.0, 0.0)
    assert spelling_cost("长鑫", "Zhang Xin") == 0.05


@pytest.mark.parametrize("text", ["", "a", "1", "カ", "長鑫", "㈱", "\ud800", "\u3099", " "])
def test_what_is_not_one_han_character_has_no_reading(text: str) -> None:
    assert (readings(text), dict(spelt(text))) == ((), {})


def test_nothing_is_spelt_by_nothing() -> None:
    assert spelling_cost("", "") is spelling_cost("长鑫", "") is spelling_cost("", "changxin") is None


def test_the_cost_of_a_reading() -> None:
    assert Reading("chung", "wade-giles", 1).cost == COSTS["wade-giles"] + OTHER_READING
    assert Reading("kee", "hong-kong", 1).cost == COSTS["hong-kong"]


# -- segments ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latin", "system", "expected"),
    [
        ("changxin", "pinyin", [("chang", "xin")]),
        ("ChangXin", "pinyin", [("chang", "xin")]),
        ("xian", "pinyin", [("xian",), ("xi", "an")]),
        ("Xi'an", "pinyin", [("xi", "an")]),
        ("xi’an", "pinyin", [("xi", "an")]),
        ("Chang-Xin", "pinyin", [("chang", "xin")]),
        ("lüliang", "pinyin", [("lü", "liang"), ("lü", "li", "ang")]),
        ("lvliang", "pinyin", [("lv", "liang"), ("lv", "li", "ang")]),
        ("ch'ang", "wade-giles", [("chang",)]),
        ("hsinchu", "wade-giles", [("hsin", "chu")]),
        ("jhongli", "tongyong", [("jhong", "li")]),
        ("cheungkong", "hong-kong", [("cheung", "kong"), ("cheung", "ko", "ng")]),
        ("cxmt", "pinyin", []),
        ("changxinx", "pinyin", []),
        ("", "pinyin", []),
        ("360", "pinyin", []),
    ],
)
def test_a_latin_text_divides_into_syllables(latin: str, system: System, expected: list[tuple[str, ...]]) -> None:
    assert list(segment(latin, system)) == expected


@given(names, st.sampled_from(SYSTEMS))
@example("西安", "pinyin")
@example("吕", "wade-giles")
def test_segments_join_back_to_the_input(name: str, system: System) -> None:
    latin = romanise(name, system)
    if system == "hong-kong" and not latin.isascii():
        return
    ways = segment(latin.replace(" ", ""), system)
    assert len(ways) <= 16
    assert {"".join(way) for way in ways} == {letters(latin)}
    assert tuple(map(letters, latin.split())) in segment(latin, system)


def test_every_reading_of_every_character_is_one_syllable_of_its_system() -> None:
    apart = {(r.spelling, r.system) for c in [*HAN, *tables().hong_kong] for r in readings(c)}
    assert {(s, system) for s, system in apart if segment(s, system)[:1] != ((letters(s),),)} == set()


def test_every_spelling_leads_back_to_a_reading_of_its_character() -> None:
    """Of the character's pinyin, for all systems; otherwise the index would never bring the two together."""
    lost = {(c, s) for c in HAN for s in spelt(c) if not pinyin_behind(s) & pinyin_of(c)}
    assert lost == set()


@given(st.text(max_size=12))
@example("ＣＸＭＴ")
@example("İß\u0301ǚ")
def test_letters_are_small_and_plain(text: str) -> None:
    assert re.fullmatch("[a-zü]*", letters(text))
    assert letters(letters(text)) == letters(text)


@given(st.text("changxiyeowuüv' -1", max_size=24))
def test_any_latin_text_divides_into_itself_or_not_at_all(text: str) -> None:
    for system in get_args(System):
        assert {"".join(way) for way in segment(text, system)} <= {letters(text)}


# -- laws --------------------------------------------------------------------------------------------------------


@cache
def traditional() -> dict[str, str]:
    """What OpenCC makes of each character, where the fold agrees that it is the same."""
    convert = opencc.OpenCC("s2t").convert
    return {c: other for c in HAN if (other := convert(c)) != c and fold(other) == c}


@given(st.text(st.sampled_from(sorted(traditional())), min_size=1, max_size=6))
@example("长鑫存储")
def test_simplified_and_traditional_are_read_alike(name: str) -> None:
    other = "".join(traditional().get(c, c) for c in name)
    assert [spelt(c) for c in other] == [spelt(c) for c in name]
    assert (romanise(other), pinyin_of(other), skeletons(other)) == (romanise(name), pinyin_of(name), skeletons(name))


def test_thousands_of_characters_have_a_traditional_form() -> None:
    assert len(traditional()) > 2000


@given(names)
def test_a_name_is_spelt_by_any_readings_of_its_characters(name: str) -> None:
    for way in list(product(*(list(spelt(c))[:3] for c in name)))[:9]:
        cost = spelling_cost(name, "".join(way))
        assert cost is not None
        assert cost <= sum(spelt(c)[s] for c, s in zip(name, way, strict=True)) + 1e-9


@given(names)
def test_the_best_guess_is_a_spelling_and_free(name: str) -> None:
    assert spelling_cost(name, romanise(name)) == 0.0


def spelling_cost_slowly(han: str, latin: str) -> float | None:
    """All combinations of spellings, names aside."""
    ways = product(*(spelt(c).items() for c in han))
    costs = [sum(cost for _, cost in way) for way in ways if "".join(s for s, _ in way) == letters(latin)]
    return round(min(costs), 2) if costs else None


@given(st.text(st.sampled_from("中华虹西安永"), min_size=1, max_size=2), st.data())
def test_the_cost_is_the_lowest_of_all_combinations(name: str, data: st.DataObject) -> None:
    latin = "".join(data.draw(st.sampled_from(sorted(spelt(c)))) for c in name) + data.draw(st.sampled_from(["", "n", "g"]))
    if not any(name[i : i + 2] in named for named in tables().names.values() for i in range(len(name))):
        assert spelling_cost(name, latin) == spelling_cost_slowly(name, latin)


@given(texts, texts)
def test_no_text_is_too_odd(han: str, latin: str) -> None:
    for function in (romanise, letters, pinyin_of, pinyin_behind, skeleton, skeletons, segment):
        assert function(han) is not None
    spelling_cost(han, latin)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Changxin", "Chang Hsin"), ("Zhonghua", "Chung-Hua"), ("Jhongli", "Zhongli"), ("Jih Sheng", "Risheng"), ("Kuo Kuang", "Guo Guang")],
)
def test_the_skeleton_does_not_depend_on_the_mandarin_system(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other) != ""


# -- the hand-edited files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "columns"), SOURCES.items())
def test_a_data_file_opens_with_its_contract_and_header(file: str, columns: list[str]) -> None:
    contract, (header, *_) = rows(DATA / file)
    assert contract[0].startswith(f"# {file} — ")
    assert any(line.startswith("# columns: ") for line in contract)
    assert any("Sorted by" in line for line in contract)
    assert header == columns


@pytest.mark.parametrize(("file", "key"), [("hongkong.csv", 1), ("name_readings.csv", 3), ("syllables.csv", 1)])
def test_a_data_file_is_sorted_and_names_nothing_twice(file: str, key: int) -> None:
    left = [tuple(row[:key]) for row in records(file)]
    assert left == sorted(set(left))


def test_hong_kong_spellings_are_plain_and_stand_once() -> None:
    wrong = [row for row in records("hongkong.csv") if len(row[0]) != 1 or not re.fullmatch("[a-z]{1,7}( [a-z]{1,7})*", row[1])]
    wrong += [row for row in records("hongkong.csv") if len(set(row[1].split())) < len(row[1].split())]
    assert wrong == []
    assert len(records("hongkong.csv")) >= 500


def test_every_character_that_hong_kong_spells_has_a_reading() -> None:
    assert [row[0] for row in records("hongkong.csv") if fold(row[0]) not in tables().pinyin] == []


def test_a_syllable_has_a_spelling_in_both_systems_of_taiwan() -> None:
    shape = "[a-zü']+( [a-zü']+)*"
    rows_ = records("syllables.csv")
    assert [
        row for row in rows_ if not (re.fullmatch("[a-zü]+", row[0]) and re.fullmatch(shape, row[1]) and re.fullmatch(shape, row[2]))
    ] == []
    assert [row for row in rows_ if any(cell and not re.fullmatch(shape, cell) for cell in row[3:5])] == []
    assert 400 <= len(rows_) <= 415


def test_postal_and_other_spellings_are_no_other_system_s() -> None:
    def plain(cells: list[str]) -> list[str]:
        return " ".join(cells).replace("'", "").replace("ü", "u").split()

    assert [row for row in records("syllables.csv") if len(set(plain(row[3:5])) - set(plain(row[:3]))) < len(plain(row[3:5]))] == []


def test_other_spellings_have_been_seen_somewhere() -> None:
    assert [row for row in records("syllables.csv") if bool(row[4]) != bool(row[5])] == []


@pytest.mark.parametrize(
    ("pinyin", "wade_giles", "tongyong"),
    [
        ("zhi", "chih", "jhih"), ("chi", "ch'ih", "chih"), ("shi", "shih", "shih"), ("ri", "jih", "rih"), ("zi", "tzu", "zih"),
        ("ci", "tz'u", "cih"), ("si", "ssu szu", "sih"), ("xu", "hsü", "syu"), ("qu", "ch'ü", "cyu"), ("yuan", "yüan", "yuan"),
        ("jue", "chüeh", "jyue"), ("lüe", "lüeh", "lyue"), ("nü", "nü", "nyu"), ("xiong", "hsiung", "syong"), ("rong", "jung", "rong"),
        ("guo", "kuo", "guo"), ("duo", "to", "duo"), ("zhuo", "cho", "jhuo"), ("shuo", "shuo", "shuo"), ("huo", "huo", "huo"),
        ("ge", "ko", "ge"), ("he", "ho", "he"), ("ke", "k'o", "ke"), ("e", "o e", "e"), ("er", "erh", "er"), ("yi", "i yi", "yi"),
        ("gui", "kuei", "guei"), ("kui", "k'uei", "kuei"), ("dui", "tui", "duei"), ("liu", "liu", "liou"), ("you", "yu", "you"),
        ("yan", "yen", "yan"), ("tian", "t'ien", "tian"), ("jie", "chieh", "jie"), ("feng", "feng", "fong"), ("weng", "weng", "wong"),
        ("wen", "wen", "wun"), ("qiong", "ch'iung", "cyong"), ("jun", "chün", "jyun"), ("zhuang", "chuang", "jhuang"),
    ],
)  # fmt: skip
def test_the_systems_spell_as_their_published_tables_do(pinyin: str, wade_giles: str, tongyong: str) -> None:
    assert next(row[1:3] for row in records("syllables.csv") if row[0] == pinyin) == [wade_giles, tongyong]


def test_an_override_reads_one_syllable_a_character() -> None:
    known = {row[0] for row in records("syllables.csv")}
    for name, system, reading, _ in records("name_readings.csv"):
        if system == "pinyin":
            assert len(name) == len(reading.split()), name
            assert set(reading.split()) <= known, name
        else:
            assert system in ("postal", "hong-kong"), name
            assert re.fullmatch("[a-z]+( [a-z]+)*", reading), name


def test_the_readings_of_a_name_are_among_those_of_its_characters() -> None:
    """Except where the name alone has it: 乐亭 is Laoting."""
    apart = [n for n, system, r, _ in records("name_readings.csv") if system == "pinyin" and not set(r.split()) <= pinyin_of(n)]
    assert apart == ["乐亭"]


def test_an_override_says_something_that_the_characters_do_not() -> None:
    idle = []
    for name, system, reading, note in records("name_readings.csv"):
        if system == "pinyin" and len(name) > 1 and [tables().pinyin[fold(c)].split()[0] for c in name] == reading.split() and not note:
            idle.append(name)
    assert idle == []


# -- the built table -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    pytest.importorskip("pypinyin", reason="the table is built from pypinyin: pip install pypinyin")
    spec = importlib.util.spec_from_file_location("build_readings", DATA / "build_readings.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_table_is_what_the_builder_makes(builder: ModuleType) -> None:
    assert tables_module.FILE.read_bytes().decode("utf-8") == builder.build()


def test_the_table_opens_with_its_contract() -> None:
    lines = tables_module.FILE.read_text(encoding="utf-8").split("\n")
    assert lines[0].startswith("# readings.tsv: ")
    assert "do not edit by hand" in lines[0]


def test_the_table_is_sorted_and_names_each_character_once() -> None:
    lines = [line.split("\t") for line in tables_module.FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)
    for table in ("pinyin", "hong-kong"):
        characters = "".join(line[2] for line in lines if line[0] == table)
        assert len(characters) == len(set(characters))
        assert {c for c in characters if fold(c) != c} == set()
    assert 10_000 < len(tables().pinyin) <= 21_000


def test_every_chinese_character_of_the_national_sets_has_a_reading_but_one() -> None:
    codes = [bytes([lead, trail]) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF)]
    gb2312 = [text for code in codes if (text := code.decode("gb2312", "ignore"))]
    assert len(gb2312) == 6763
    assert [c for c in gb2312 if fold(c) not in tables().pinyin] == ["嗯"]  # n, ng: no syllable of syllables.csv


@pytest.mark.parametrize(
    ("character", "expected"), [("长", "chang"), ("晟", "sheng"), ("曾", "zeng"), ("翟", "zhai"), ("乐", "le"), ("和", "he")]
)
def test_the_reading_that_names_have_goes_first(character: str, expected: str) -> None:
    assert tables().pinyin[character].split()[0] == expected


@pytest.mark.parametrize(
    ("character", "expected"),
    [("发", {"fa"}), ("干", {"gan", "qian"}), ("行", {"xing", "hang"}), ("台", {"tai"}), ("后", {"hou"}), ("重", {"zhong", "chong"})],
)
def test_a_class_of_the_fold_has_the_readings_of_all_its_members(character: str, expected: set[str]) -> None:
    assert set(tables().pinyin[character].split()) >= expected


def test_the_longest_name_is_found() -> None:
    assert longest_name() == max(len(row[0]) for row in records("name_readings.csv"))


# -- what it costs -------------------------------------------------------------------------------------------------


def test_reading_the_table_is_quick() -> None:
    tables_module.tables.cache_clear()
    seconds: Callable[[], float] = time.perf_counter
    start = seconds()
    tables()
    assert seconds() - start < 0.1, "25 ms on a quiet machine"


def test_importing_loads_neither_pypinyin_nor_the_table(tmp_path: Path) -> None:
    program = """if True:
        import sys, glossary.text.romanise, glossary.text.readings
        assert "pypinyin" not in sys.modules
        assert not any(name.startswith("glossary.") and not name.startswith("glossary.text") for name in sys.modules)
        assert glossary.text.readings.tables.cache_info().currsize == 0
        glossary.text.romanise.letters("CXMT")
        assert glossary.text.readings.tables.cache_info().currsize == 0
        glossary.text.romanise.romanise("长鑫")
        assert "pypinyin" not in sys.modules
    """
    ran = subprocess.run([sys.executable, "-c", program], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
