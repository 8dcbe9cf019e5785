"""Two names compared: the pairs of cases/compare.csv, the table of features, and the laws that every pair keeps."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.answers import Feature
from glossary.score import FEATURES, MATCH, POSSIBLE, Comparison, compare, compare_keys, judge, replay
from glossary.text.fold import key
from glossary.text.likeness import is_slip
from tests.cases import ROOT, Case, load, parameters, rows
from tests.making import texts
from tests.stores import Desk, run_python

COLUMNS = ("id", "law", "first", "second", "expected", "expect", "note")
CASES = load("compare.csv", COLUMNS)
LAWS = {
    *("legal forms", "places", "branches", "industries", "neighbours", "groups", "short and full", "typos", "acronyms"),
    *("single characters", "readings", "homophones", "translations", "letters", "regional words", "accents", "numbers"),
    *("Roman numerals", "spacing", "Japanese and Korean", "nothing"),
}
NAMES = sorted({case[side] for case in CASES for side in ("first", "second")})
#: Between sides of one pair, names of other pairs, and characters that are hard to fold.
names = st.one_of(st.sampled_from(NAMES), texts, st.lists(st.sampled_from(NAMES), min_size=2, max_size=3).map(" ".join))
pairs = st.one_of(st.sampled_from(CASES).map(lambda case: (case["first"], case["second"])), st.tuples(names, names))


def band(found: Comparison) -> str:
    """What a comparison amounts to, in the words of the case file."""
    if found.match:
        return "match"
    return "possible" if found.score >= POSSIBLE else "no"


# -- cases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", parameters("compare.csv", COLUMNS))
def test_a_pair_of_names_is_what_the_companies_are(case: Case) -> None:
    found = {band(compare(case["first"], case["second"])), band(compare(case["second"], case["first"]))}
    assert found <= ({"possible", "no"} if case["expected"] == "no" else {case["expected"]})


def test_every_law_has_cases_and_no_pair_stands_twice() -> None:
    assert {case["law"] for case in CASES} == LAWS
    assert {case["expected"] for case in CASES} == {"match", "possible", "no"}
    assert min(Counter(case["law"] for case in CASES).values()) >= 9
    assert [pair for pair, count in Counter(frozenset((c["first"], c["second"])) for c in CASES).items() if count > 1] == []
    assert len(CASES) >= 150


def test_scores_fall_from_matches_to_strangers() -> None:
    """The mean score of each band; the rows that are known failures count too."""
    scores: dict[str, list[float]] = {"match": [], "possible": [], "no": []}
    for case in CASES:
        scores[case["expected"]].append(compare(case["first"], case["second"]).score)
    match, possible, no = (sum(found) / len(found) for found in scores.values())
    assert match > possible > no


# -- places --------------------------------------------------------------------------------------------------


def places(column: str) -> list[tuple[str, str]]:
    """Spellings in a column of data/places.csv, each with the place that it is of."""
    _, (header, *body) = rows(ROOT / "data" / "places.csv")
    cells = [dict(zip(header, record, strict=True)) for record in body]
    return [(spelling, cell["name"]) for cell in cells for spelling in cell[column].split("|") if spelling]


def test_banks_of_two_places_are_two_banks() -> None:
    """Hebei and Hubei, Shanxi and Shaanxi, Austria and Australia are a letter or two apart."""
    near = [
        (one, other)
        for (one, place), (other, another) in combinations(places("latin"), 2)
        if place != another and key(one) != key(other) and is_slip(key(one), key(other), in_context=True)
    ]
    assert len(near) > 100
    assert [pair for pair in near if compare(f"Bank of {pair[0]}", f"Bank of {pair[1]}").match] == []


def test_banks_of_two_places_are_two_banks_in_chinese() -> None:
    near = [(one, other) for (one, _), (other, _) in combinations(places("name"), 2) if {*one} & {*other}]
    assert len(near) > 100
    assert [pair for pair in near if compare(f"{pair[0]}银行", f"{pair[1]}银行").match] == []


# -- the table of features -----------------------------------------------------------------------------------


#: What only a look-up can say.
BY_INDEX = ("other_region", "own_names_differ", "place_unsupported", "form_unsupported", "bare_word", "rival", "other_script", "initialism")


def shown_by_pairs() -> list[object]:
    """`same_spelling` and `commonplace` are of a look-up: a comparison cannot know what a table holds, nor what is rare."""
    never = dict.fromkeys(BY_INDEX, "an index knows which names a company has, two names do not")
    return [
        pytest.param(name, marks=[pytest.mark.xfail(strict=True, reason=never[name])] if name in never else [])
        for name in sorted(FEATURES.keys() - {"same_spelling", "commonplace"})
    ]


@pytest.mark.parametrize("name", shown_by_pairs())
def test_the_pair_beside_a_feature_shows_it(name: str) -> None:
    assert name in {feature.name for feature in compare(*FEATURES[name].pair).features}


@pytest.mark.parametrize("name", sorted(name for name, rule in FEATURES.items() if rule.veto and name not in BY_INDEX))
def test_the_pair_beside_a_veto_is_no_match(name: str) -> None:
    assert not compare(*FEATURES[name].pair).match


def test_a_rule_says_what_it_is_for() -> None:
    for name, rule in FEATURES.items():
        assert all(rule.pair) and rule.why, name
        assert -1 <= rule.weight <= 1, name
        assert rule.weight != 0 or rule.veto, f"{name} neither counts nor forbids"
        assert not (rule.veto and rule.weight > 0), f"{name} adds to what it forbids"


def test_no_single_feature_but_the_key_is_a_match_by_its_weight() -> None:
    enough = {name for name, rule in FEATURES.items() if rule.weight >= MATCH}
    assert enough == {"same_key", "same_spelling"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, 0.0),
        ({"same_key": 1.0}, 1.0),
        ({"shorter_explained": 1.0, "longer_explained": 1.0}, 1.0),
        ({"shorter_explained": 0.5, "longer_explained": 0.5}, 0.5),
        ({"shorter_explained": 1.0, "longer_explained": 1.0, "slip": 1.0}, 0.98),
        ({"single_character": 1.0, "shorter_explained": 0.1}, 0.0),
        ({"latin_explained": 0.12345, "han_explained": 0.0}, 0.0617),
    ],
)
def test_a_score_is_the_sum_of_its_features(values: dict[str, float], expected: float) -> None:
    assert replay([Feature(name, value, "") for name, value in values.items()]) == expected


def test_a_veto_forbids_a_match_whatever_the_score() -> None:
    alike = Feature("same_key", 1.0, "")
    assert judge((alike,)).match
    for name, rule in FEATURES.items():
        if rule.veto:
            assert not judge((alike, Feature(name, 1.0, ""))).match, name


def test_an_unknown_feature_has_no_weight() -> None:
    with pytest.raises(KeyError):
        replay([Feature("nothing", 1.0, "")])


# -- laws ----------------------------------------------------------------------------------------------------


@given(pairs)
@example(("\ud800", "长鑫\udfff"))
@example(("\0", "长\0"))
@example(("(", ")"))
@example(("st", "*st"))
@example(("有限公司", "ltd"))
def test_features_account_for_the_score(pair: tuple[str, str]) -> None:
    found = compare(*pair)
    assert replay(found.features) == found.score
    assert 0 <= found.score <= 1
    assert {feature.name for feature in found.features} <= FEATURES.keys()
    assert all(0 <= feature.value <= 1 for feature in found.features), found.features
    assert len({feature.name for feature in found.features}) == len(found.features)


@given(pairs)
def test_a_match_has_the_score_and_no_veto(pair: tuple[str, str]) -> None:
    found = compare(*pair)
    forbidden = any(FEATURES[feature.name].veto for feature in found.features)
    assert found.match == (found.score >= MATCH and not forbidden)


@given(pairs)
def test_a_match_is_one_in_both_orders(pair: tuple[str, str]) -> None:
    assert compare(*pair).match == compare(*reversed(pair)).match


def test_the_order_of_two_names_does_not_tell_in_a_score() -> None:
    both = [(case["id"], compare(case["first"], case["second"]), compare(case["second"], case["first"])) for case in CASES]
    assert [id for id, one, other in both if one.score != other.score] == []
    assert [id for id, one, other in both if {f.name for f in one.features} != {f.name for f in other.features}] == []


@given(pairs)
def test_nor_does_it_for_any_two_names(pair: tuple[str, str]) -> None:
    assert compare(*pair).score == compare(*reversed(pair)).score


@given(names)
@example("有限公司")
@example("\ud800")
@example("---")
@example("华")
def test_a_name_is_itself(name: str) -> None:
    found = compare(name, name)
    assert (found.match, found.score) == ((True, 1.0) if key(name) else (False, 0.0))


@given(pairs)
def test_names_are_compared_as_they_fold(pair: tuple[str, str]) -> None:
    first, second = pair
    assert compare(first, second) == compare_keys(key(first), key(second))
    assert compare(first.upper(), second).match == compare(first, second).match or first.upper().lower() != first.lower()


def test_traditional_and_simplified_names_compare_alike() -> None:
    from opencc import OpenCC

    traditional, simplified = OpenCC("s2t"), OpenCC("t2s")
    for case in CASES:
        expected = compare(case["first"], case["second"])
        if key(traditional.convert(case["first"])) == key(case["first"]):
            assert compare(traditional.convert(case["first"]), case["second"]) == expected
        if key(simplified.convert(case["second"])) == key(case["second"]):
            assert compare(case["first"], simplified.convert(case["second"])) == expected


@given(st.sampled_from(NAMES))
def test_a_name_and_an_empty_one_share_nothing(name: str) -> None:
    assert not compare(name, "").match or not key(name)
    assert compare(name, "").score == 0


@given(st.text(st.sampled_from("华为中芯长鑫A1("), min_size=1, max_size=1), names)
def test_a_single_character_matches_nothing_but_itself(character: str, name: str) -> None:
    assert not compare(character, name).match or key(character) == key(name)


# -- long names ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("'('*10_000", "')'*10_000", id="brackets"),
        pytest.param("'changxin '*1000", "'长鑫存储'", id="words beside Han"),
        pytest.param("'changxin memory'", "'长鑫存储'*2500", id="Han beside words"),
        pytest.param("'\\ud800'*10_000", "'\\0'*10_000", id="no characters"),
        pytest.param(
            "'changan'*14+'q'",
            "'西安电子'",
            id="a word with many ways to divide it and none to the end",
        ),
        pytest.param("'长鑫'*5000", "'长电'*5000", id="two long names"),
        pytest.param("'ab '*3300", "'cd '*3300", id="many words"),
    ],
)
def test_a_long_name_is_compared_in_a_second_or_two(first: str, second: str) -> None:
    """In a process of its own, for what never ends must not hold the suite."""
    ran = run_python(f"from glossary import compare\nprint(compare({first}, {second}).match)", timeout=5)
    assert ran.out.strip() in ("True", "False"), ran.err


# -- the command ---------------------------------------------------------------------------------------------


def test_compare_prints_the_object_of_the_contract(tmp_path_factory: pytest.TempPathFactory) -> None:
    desk = Desk(tmp_path_factory.mktemp("nowhere"))
    ran = desk.run("compare", "长电科技", "江苏长电科技股份有限公司", "-f", "json")
    assert (ran.status, ran.err) == (0, "")
    (found,) = json.loads(ran.out)
    assert list(found) == ["score", "match", "features"]
    assert (found["score"], found["match"]) == (compare("长电科技", "江苏长电科技股份有限公司").score, True)
    assert [list(feature) for feature in found["features"]] == [["name", "value", "detail"]] * len(found["features"])
    assert list(desk.home.rglob("*.db")) == []


@pytest.mark.parametrize(("first", "second", "status"), [("ASE", "ASR", 1), ("TSMC", "ＴＳＭＣ", 0), ("", "", 1)])
def test_the_status_of_compare_says_whether_they_match(
    tmp_path_factory: pytest.TempPathFactory, first: str, second: str, status: int
) -> None:
    ran = Desk(tmp_path_factory.mktemp("nowhere")).run("compare", first, second)
    assert (ran.status, ran.err) == (status, "")


def test_the_table_of_compare_shows_what_each_feature_adds(tmp_path_factory: pytest.TempPathFactory) -> None:
    ran = Desk(tmp_path_factory.mktemp("nowhere")).run("compare", "ASE", "ASR", "-f", "csv")
    head, *lines = ran.out.splitlines()
    assert head == "score,match,feature,value,points,detail"
    assert any("short_acronym" in row and "-0.200 no match" in row for row in lines)


def test_comparing_loads_neither_sqlite_nor_numpy() -> None:
    ran = run_python("import glossary, sys\nglossary.compare('长电科技', 'JCET')\nprint(*sys.modules)")
    assert {"sqlite3", "sqlite_utils", "typer", "numpy", "opencc", "pypinyin"} & set(ran.out.split()) == set()
