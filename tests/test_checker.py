"""The checker: what each rule finds and lets pass, that corrections are safe, that a clean translation is left in peace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import checker
from glossary.checker import RULES, Languages, Rule, check, fixed, select
from glossary.checking.spacing import Spacing
from glossary.errors import InputError
from glossary.findings import SEVERITIES, Finding, Unit
from glossary.index import Index, load_index
from glossary.model import Alias
from tests.cases import Case, load, parameters
from tests.making import HARD, compiled

COLUMNS = ["id", "law", "languages", "source", "target", "findings", "expect", "note"]
CODES = [rule.code for rule in RULES]
EN_ZH = Languages("en", "zh-CN")


@pytest.fixture(scope="module")
def index(builtin_database: Path) -> Index:
    return load_index(builtin_database.with_name(builtin_database.name + ".index"))


def term(entity: str, source: str, *targets: str) -> Iterator[Alias]:
    """An English term with its Chinese ones, the first preferred."""
    yield Alias(entity, source, "en", "term", "preferred")
    for number, target in enumerate(targets):
        yield Alias(entity, target, "zh-Hans", "term", "admitted" if number else "preferred")


TERMS = [
    *term("rate", "exchange rate", "汇率"),
    *term("stability", "exchange-rate stability", "汇率稳定"),
    *term("authority", "Hong Kong Monetary Authority", "香港金融管理局"),
    *term("ai", "AI", "认可机构"),
    *term("fund", "Exchange Fund", "外汇基金"),
    *term("bill", "bill", "票据", "汇票"),
    *term("integral", "integral", "积分"),
    *term("monetary", "Monetary", "货币事务副总裁"),
    *term("lers", "LERS", "联系汇率制度（联汇制度）"),
    *term("chip", "memory chip", "存储芯片"),
]


def units_of(source: str, target: str) -> list[Unit]:
    """Units of lines; a source "-" is none."""
    targets = target.split("\n")
    sources: list[str | None] = [None] * len(targets) if source == "-" else [*source.split("\n")]
    return [Unit(str(number), *pair) for number, pair in enumerate(zip(sources, targets, strict=True))]


def shown(findings: Sequence[Finding], *, numbered: bool = False) -> str:
    """Findings as the cases spell them."""
    return " | ".join(f"{f.unit} " * numbered + f"{f.rule} {f.text}" + ("" if f.fix is None else f"={f.fix}") for f in findings)


def found_in(index: Index, source: str, target: str, languages: Languages = EN_ZH, rules: Sequence[Rule] | None = None) -> str:
    return shown(list(check(index, units_of(source, target), languages, rules)), numbered="\n" in target)


def corrected(units: Sequence[Unit], findings: Sequence[Finding]) -> list[Unit]:
    """The units with all certain corrections made."""
    targets = [unit.target for unit in units]
    for edit in reversed(fixed(units, findings)):
        targets[edit.unit] = targets[edit.unit][: edit.start] + edit.text + targets[edit.unit][edit.end :]
    return [Unit(u.id, u.source, target, u.document) for u, target in zip(units, targets, strict=True)]


# -- the cases -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", parameters("check.csv", COLUMNS))
def test_a_unit_has_the_findings_that_a_reader_would_mark(index: Index, case: Case) -> None:
    units = units_of(case["source"], case["target"])
    languages = Languages(*case["languages"].split(">"))
    found = list(check(index, units, languages))
    assert shown(found, numbered=len(units) > 1) == case["findings"], [finding.message for finding in found]
    for finding in found:
        text = units[finding.unit].target if finding.side == "target" else units[finding.unit].source or ""
        assert text[finding.start : finding.end] == finding.text
        assert finding.message and finding.severity in SEVERITIES
    again = corrected(units, found)
    left = [finding for finding in check(index, again, languages) if finding.fix is not None]
    assert left == [], shown(left)


def test_the_cases_have_clean_units_enough_and_every_rule() -> None:
    cases = load("check.csv", COLUMNS)
    assert sum(not case["findings"] for case in cases) >= 60
    assert sum(bool(case["findings"]) and "\n" not in case["target"] for case in cases) >= 60
    had = {code for case in cases for code in CODES if code in case["findings"]}
    assert had == set(CODES) - {"T007"}  # which is off
    assert {case["languages"] for case in cases} >= {"en>zh-CN", "en>zh-TW", "en>zh-HK", "zh-CN>en", "zh-TW>en", "zh-HK>en", ">zh-CN"}


@pytest.mark.parametrize(
    "languages", [Languages("en", "zh-CN"), Languages("zh-CN", "en"), Languages("en", "zh-TW"), Languages("en", "zh-HK")]
)
def test_what_the_glossary_writes_is_right_by_its_own_rules(index: Index, languages: Languages) -> None:
    """All names that it would write for an entity, each a document; but for those that it says other entities have too."""
    frames = {"en": "{} expands its plant.", "zh": "{}扩建。"}
    units = []
    for entity in index.ids():
        pair = [index.name_in(entity, lang) for lang in languages]
        names = [written for written in index.aliases(entity) if written.name in pair]
        if None in pair or (languages.target not in ("en", "zh-CN") and not any(w.lang.startswith("zh-Hant") for w in names)):
            continue
        source, target = (frames[lang[:2]].format(name) for lang, name in zip(languages, pair, strict=True))
        units.append(Unit(entity, source, target, entity))
    assert len(units) > 1000
    found = [finding for finding in check(index, units, languages) if "too; the source has" not in finding.message]
    assert found == [], [(units[finding.unit].target, finding.message) for finding in found]


# -- terms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "findings"),
    [
        pytest.param("The exchange rate rose.", "汇率上升。", "", id="rendered"),
        pytest.param("The exchange rate rose.", "价格上升。", "T001 exchange rate", id="not rendered"),
        pytest.param("The exchange rates rose.", "价格上升。", "T001 exchange rates", id="a plural is the term too"),
        pytest.param("Memory chips are scarce.", "存 储芯片紧缺。", "", id="spaces in the target do not count"),
        pytest.param("Exchange-rate stability matters.", "汇率要保持稳定。", "", id="the longest term, its words apart"),
        pytest.param("Exchange-rate stability matters.", "汇率上升，社会稳定。", "T001 Exchange-rate stability", id="not in two clauses"),
        pytest.param("AIs must report.", "认可机构须申报。", "", id="capitals with a plural"),
        pytest.param("The ais must report.", "它们须申报。", "", id="capitals are demanded of capitals"),
        pytest.param("Monetary policy", "政策", "T001 Monetary", id="a capital at the head of a word"),
        pytest.param("The monetary policy", "货币政策", "", id="a word without its capital"),
        pytest.param("The LERS works.", "联汇制度有效。", "", id="either of two names in one"),
        pytest.param("The bill", "汇票", "T002 汇票", id="an admitted term"),
        pytest.param(
            "The Hong Kong Monetary Authority acts.\nThe Hong Kong Monetary Authority waits.",
            "香港金融管理局行动。\n金管局等待。",
            "",
            id="a short form behind the full one",
        ),
        pytest.param(
            "The Hong Kong Monetary Authority acts.", "金管局行动。", "T001 Hong Kong Monetary Authority", id="a short form by itself"
        ),
        pytest.param("A bill\nA bill", "票据\n汇票", "1 T002 汇票", id="an admitted term behind the preferred one"),
        pytest.param("Run `exchange rate` now.", "现在运行。", "", id="code is not read"),
    ],
)
def test_a_termbase_is_checked_by_the_same_rules(source: str, target: str, findings: str) -> None:
    assert found_in(compiled(TERMS), source, target) == findings


def test_chinese_terms_end_where_words_do() -> None:
    index = compiled(TERMS)
    back = Languages("zh-CN", "en")
    assert found_in(index, "计算积分的方法", "a method", back) == "T001 积分"
    assert found_in(index, "累积分布函数", "cumulative distribution function", back) == ""
    assert found_in(index, "計算積分的方法", "a method", Languages("zh-TW", "en")) == "T001 積分"
    assert found_in(index, "汇率稳定", "stability of the exchange rate", back) == "T001 汇率稳定"
    assert found_in(index, "汇率稳定\n汇率稳定", "exchange rate stability\nstability of the exchange rate", back) == ""


def test_a_term_that_no_language_at_hand_has_demands_nothing() -> None:
    index = compiled([Alias("x", "exchange rate", "en", "term"), Alias("x", "Wechselkurs", "de", "term")])
    assert found_in(index, "The exchange rate", "它") == ""
    assert found_in(index, "The exchange rate", "Der Kurs", Languages("en", "de")) == "T001 exchange rate"
    assert found_in(index, "The exchange rate", "Der Wechselkurs", Languages("en", "de-AT")) == ""


# -- single rules --------------------------------------------------------------------------------------------


def test_the_first_mention_is_in_two_languages_where_one_asks_for_it(index: Index) -> None:
    rules = select(["first-mention"])
    text = "长鑫存储（CXMT）扩产。\n长鑫存储招聘。"
    assert found_in(index, "-", text, Languages("", "zh-CN"), rules) == ""
    assert found_in(index, "-", "长鑫存储扩产。", Languages("", "zh-CN"), rules) == "T007 长鑫存储"
    assert found_in(index, "-", f"{text}\n长鑫存储（CXMT）", Languages("", "zh-CN"), rules) == "2 T007 长鑫存储"
    assert "T007" not in found_in(index, "-", "长鑫存储扩产。", Languages("", "zh-CN"))


def test_another_document_begins_anew(index: Index) -> None:
    units = [Unit("1", "JCET grew.", "长电科技增长。", "a.txt"), Unit("2", "JCET hired.", "长电招聘。", "b.txt")]
    assert shown(list(check(index, units, EN_ZH))) == "T006 长电"
    assert shown(list(check(index, [Unit(u.id, u.source, u.target) for u in units], EN_ZH))) == ""


@pytest.mark.parametrize(("spacing", "findings"), [("tight", "T011  CXMT =CXMT"), ("spaced", "T011 JCET= JCET "), ("majority", "")])
def test_the_spacing_may_be_said(index: Index, spacing: Spacing, findings: str) -> None:
    units = [Unit("1", None, "与 CXMT 合作，与JCET签约。")]
    assert shown(list(check(index, units, Languages("", "zh-CN"), spacing=spacing))) == findings


def test_wide_brackets_are_right_in_japanese_and_wrong_in_english(index: Index) -> None:
    assert found_in(index, "-", "サムスン電子（Samsung Electronics）が投資。", Languages("", "ja")) == ""
    assert found_in(index, "-", "Samsung Electronics（三星电子） invests.", Languages("", "en")) == "T011 （= ( | T011 ）=)"


def test_an_empty_glossary_finds_nothing() -> None:
    assert found_in(compiled([]), "CXMT grew.", "長鑫存储 grew.") == ""


def test_what_is_skipped_is_not_read(index: Index) -> None:
    text = "台積電投资"
    assert [f.rule for f in check(index, [Unit("1", None, text)], Languages("", "zh-CN"))] == ["T004"]
    assert list(check(index, [Unit("1", None, text, target_skip=((0, 3),))], Languages("", "zh-CN"))) == []
    assert list(check(index, [Unit("1", "TSMC", "它", source_skip=((0, 4),))], EN_ZH)) == []


def test_a_rule_that_is_left_out_leaves_its_name_to_another(index: Index) -> None:
    source, target = "Innotron filed for an IPO.", "昕原半导体提交了上市申请。"
    assert found_in(index, source, target) == "T006 昕原半导体"
    assert found_in(index, source, target, rules=select(ignore=["T006"])) == "T001 Innotron"
    assert found_in(index, source, target, rules=select(["T003"])) == ""


# -- corrections ---------------------------------------------------------------------------------------------

_PIECES = [
    *("台積電", "台积电", "輝達", "英伟达", "長鑫存储", "長鑫存儲", "長電", "睿力集成", "Innotron", "CXMT", "JECT", "JCET", "TowerJazz"),
    *(" ", "  ", "与", "和", "合作", "，", "。", "（", "）", "(", ")", "DRAM", "厂", "股份有限公司", "5", "\n", "原名", "’s", "Co., Ltd."),
]
_targets = st.lists(st.one_of(st.sampled_from(_PIECES), st.sampled_from(HARD)), max_size=14).map("".join)
_sources = st.one_of(st.none(), st.sampled_from(["TSMC and CXMT", "Innotron", "JCET, Nvidia", "with Tower Semiconductor", ""]))


@given(
    st.lists(st.tuples(_sources, _targets), max_size=4),
    st.sampled_from(["zh-CN", "zh-TW", "zh-HK", "zh-Hant", "en"]),
    st.sampled_from(["majority", "spaced", "tight"]),
)
def test_correcting_twice_changes_nothing_more(index: Index, pairs: list[tuple[str | None, str]], lang: str, spacing: Spacing) -> None:
    languages = Languages("ja" if lang == "en" else "en", lang)
    units = [Unit("", source, target) for source, target in pairs]
    found = list(check(index, units, languages, spacing=spacing))
    for finding in found:
        text = units[finding.unit].target if finding.side == "target" else units[finding.unit].source or ""
        assert text[finding.start : finding.end] == finding.text
    once = corrected(units, found)
    again = list(check(index, once, languages, spacing=spacing))
    assert [finding for finding in again if finding.fix is not None] == [], (units, once)
    assert corrected(once, again) == once


def test_a_name_with_two_owners_is_never_corrected(index: Index) -> None:
    units = units_of("JCET grew.", "長電增长。")
    assert fixed(units, list(check(index, units, EN_ZH))) == []


def test_corrections_that_do_not_fit_the_text_are_left_out(index: Index) -> None:
    units = units_of("TSMC grew.", "台積電增长。")
    found = list(check(index, units, EN_ZH))
    assert [edit.text for edit in fixed(units, found)] == ["台积电"]
    assert fixed(units_of("TSMC grew.", "公司增长了。"), found) == []
    assert fixed([], found) == []


# -- the engine ----------------------------------------------------------------------------------------------


def test_units_are_read_as_they_come(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document is read in portions, and one that is done before the next is begun."""
    monkeypatch.setattr(checker, "PORTION", 2)
    taken = []

    def units() -> Iterator[Unit]:
        for number in range(6):
            taken.append(number)
            yield Unit(str(number), "CXMT grew.", "公司增长。", document=str(number // 3))

    found = check(index, units(), EN_ZH)
    assert next(found).unit == 0
    assert len(taken) <= 3
    assert [finding.unit for finding in found] == [1, 2, 3, 4, 5]


def test_findings_come_in_order(index: Index) -> None:
    units = units_of("CXMT, TSMC and JCET", "台積電与長鑫存储")
    found = list(check(index, units, EN_ZH))
    assert [(finding.rule, finding.unit) for finding in found] == [("T004", 0), ("T005", 0), ("T001", 0)]
    assert list(check(index, [], EN_ZH)) == []


@pytest.mark.parametrize(
    ("languages", "message"),
    [
        (Languages("english", "zh-CN"), "unknown language 'english'"),
        (Languages("en", "chinese"), "unknown language 'chinese'"),
        (Languages("en", ""), "language of the target is not known"),
        (Languages("en", "en"), "both en"),
    ],
)
def test_languages_must_be_known(index: Index, languages: Languages, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check(index, [], languages)


# -- the manual ----------------------------------------------------------------------------------------------


def test_rules_are_in_order_named_apart_and_explained() -> None:
    assert [f"T{number:03}" for number in range(1, 12)] == CODES
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.severity in SEVERITIES
        assert rule.what.endswith(".") and rule.why.endswith(".") and rule.problems.endswith(".")
        assert rule.bad and rule.good and rule.bad != rule.good
        assert (rule.check.__doc__ or "").startswith(rule.code)


def test_rules_are_chosen_by_code_or_name() -> None:
    assert [rule.code for rule in select(["t004", "Missing-Name"])] == ["T001", "T004"]
    assert [rule.code for rule in select()] == [code for code in CODES if code != "T007"]
    assert [rule.code for rule in select(["all"], ["T001"])] == CODES[1:]
    with pytest.raises(InputError, match="unknown rule 'G001'"):
        select(ignore=["G001"])
