"""Look-ups of names that no key is like: the queries of cases/lookup.csv against the built-in data, and what every answer keeps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.answers import Answer
from glossary.engines import LoadedIndex, load_index
from glossary.model import Alias
from glossary.nearby import Nearby
from glossary.score import FEATURES, POSSIBLE, replay
from tests.cases import Case, load, parameters
from tests.making import compiled, texts
from tests.stores import Desk, make_database, run_python

COLUMNS = ("id", "law", "query", "verdict", "first", "expect", "note")
CASES = load("lookup.csv", COLUMNS)
LAWS = {
    *(
        "misspelt",
        "shortened",
        "other script",
        "legal form",
        "former names",
        "homophones",
        "other companies",
        "review",
        "branches",
        "unknown",
    ),
}
#: What the cell `verdict` allows.
ALLOWED = {
    **{verdict: {verdict} for verdict in ("exact", "match", "ambiguous", "possible", "none")},
    "sure": {"exact", "match"},
    "found": {"exact", "match", "ambiguous", "possible"},
    "unsure": {"ambiguous", "possible", "none"},
}

INDEX = compiled(
    [
        Alias("cxmt", "长鑫存储", "zh-Hans"),
        Alias("cxmt", "长鑫存储技术有限公司", "zh-Hans", "legal"),
        Alias("cxmt", "ChangXin Memory", "en"),
        Alias("cxmt", "CXMT", "en", "abbreviation"),
        Alias("amia", "昶昕實業", "zh-Hant"),
        Alias("ymtc", "长江存储", "zh-Hans"),
        Alias("ymtc", "Yangtze Memory Technologies", "en", "legal"),
        Alias("jcet", "江苏长电科技股份有限公司", "zh-Hans", "legal"),
        Alias("jcet", "JCET", "en", "abbreviation"),
        Alias("hua-hong", "华虹半导体", "zh-Hans"),
        Alias("hua-hong", "Hua Hong Semiconductor", "en"),
        Alias("amec", "中微半导体设备", "zh-Hans"),
        Alias("cmsemicon", "中微半导体（深圳）", "zh-Hans"),
        Alias("one", "Twin Semiconductor Instruments", "en"),
        Alias("other", "Twin Semiconductor Instruments", "en"),
        Alias("walmart", "Walmart Stores Inc.", "en", "legal"),
    ]
)
BOOK = LoadedIndex(INDEX)
queries = st.one_of(
    st.sampled_from([case["query"] for case in CASES]),
    texts,
    st.lists(
        st.sampled_from(["长鑫", "存储", "昶昕", "changxin ", "memory ", "半导体", "有限公司", " inc", "twin ", "semiconductors ", "jcet"]),
        max_size=4,
    ).map("".join),
)


@pytest.fixture(scope="module")
def builtin_index(builtin_database: Path) -> LoadedIndex:
    """The built-in data, compiled."""
    return load_index(builtin_database.with_name(builtin_database.name + ".index"))


# -- cases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", parameters("lookup.csv", COLUMNS))
def test_a_look_up_finds_whom_a_reader_means_and_nobody_else(builtin_index: LoadedIndex, case: Case) -> None:
    answer = builtin_index.lookup(case["query"])
    assert answer.verdict in ALLOWED[case["verdict"]]
    if case["first"]:
        assert answer.candidates[0].id == case["first"]


def test_every_law_has_cases_and_no_query_stands_twice() -> None:
    assert {case["law"] for case in CASES} == LAWS
    assert {case["verdict"] for case in CASES} <= ALLOWED.keys()
    assert min(Counter(case["law"] for case in CASES).values()) >= 8
    assert [query for query, count in Counter(case["query"] for case in CASES).items() if count > 1] == []
    assert len(CASES) >= 80


def test_every_first_candidate_of_the_cases_is_in_the_data(builtin_index: LoadedIndex) -> None:
    assert [case["first"] for case in CASES if case["first"] and builtin_index.index.display(case["first"]) is None] == []


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_an_answer_about_the_built_in_data_keeps_the_laws(builtin_index: LoadedIndex, case: Case) -> None:
    assert broken(builtin_index.lookup(case["query"]), case["query"]) == []


# -- what every answer keeps ---------------------------------------------------------------------------------


def broken(answer: Answer, query: str, limit: int = 10) -> list[str]:
    """The promises that an answer does not keep."""
    return [promise for promise, kept in promises(answer, query, limit) if not kept]


def promises(answer: Answer, query: str, limit: int) -> Iterator[tuple[str, bool]]:
    offered = answer.candidates
    matches = [candidate for candidate in offered if candidate.match]
    yield "the query is the name as it was asked", answer.query == query
    yield "a name with no candidate is none, and only such a one", (answer.verdict == "none") == (not offered)
    yield "one candidate an entity", len({candidate.id for candidate in offered}) == len(offered)
    yield "no more than the limit", len(offered) <= limit
    yield "sure of one or of none", len(matches) == (answer.verdict in ("exact", "match"))
    yield "what is sure comes first", not matches or offered[0].match
    scores = [candidate.score for candidate in offered if not candidate.match]
    yield "best first", scores == sorted(scores, reverse=True)
    yield "what was refused is shown where nothing is offered", not (answer.refused and offered) and len(answer.refused) <= 1
    if answer.verdict != "exact":
        yield "what is offered is worth naming", all(candidate.score >= POSSIBLE for candidate in offered)
        yield "what is refused is not", all(candidate.score < POSSIBLE for candidate in answer.refused)
    for candidate in (*offered, *answer.refused):
        names = {feature.name for feature in candidate.features}
        yield f"features account for the score of {candidate.id}", replay(candidate.features) == candidate.score
        yield f"features of {candidate.id} are declared", names <= FEATURES.keys()
        yield f"{candidate.id} matches without a veto", not (candidate.match and any(FEATURES[name].veto for name in names))
        yield f"{candidate.id} has reasons", bool(names) or not candidate.score


@given(queries)
@example("")
@example("\ud800")
@example("长\udfff")
@example("\0")
@example("Twin Semiconductors Instruments")
@example("Twin Semiconductor Instruments")
@example("Walmart Stores Inc.\ue000")
def test_an_answer_keeps_its_promises(query: str) -> None:
    assert broken(BOOK.lookup(query), query) == []


@given(queries, st.integers(1, 4))
def test_a_limit_cuts_the_candidates_and_nothing_else(query: str, limit: int) -> None:
    whole, cut = BOOK.lookup(query, 100), BOOK.lookup(query, limit)
    assert cut == Answer(query, whole.verdict, whole.candidates[:limit], whole.refused)


@given(st.lists(queries, max_size=5))
def test_many_look_ups_are_the_same_as_one_by_one(names: list[str]) -> None:
    fresh = LoadedIndex(INDEX)
    assert list(BOOK.lookup_many(names)) == [fresh.lookup(name) for name in names]


def test_many_look_ups_of_the_built_in_data_are_the_same_as_one_by_one(builtin_index: LoadedIndex) -> None:
    names = [case["query"] for case in CASES if case["law"] in ("misspelt", "other script", "unknown")]
    assert list(builtin_index.lookup_many(names)) == [builtin_index.lookup(name) for name in names]


@given(queries, st.integers(1, 4))
@example("Twin Semiconductors Instruments", 1)
@example("昶昕实业有限公司", 1)
def test_what_is_not_compared_would_change_nothing(query: str, limit: int) -> None:
    near = Nearby(INDEX)
    assert near.answer(query, limit) == near.answer_slowly(query, limit)


@pytest.mark.parametrize("limit", [1, 10])
def test_nor_among_the_built_in_names(builtin_index: LoadedIndex, limit: int) -> None:
    near = Nearby(builtin_index.index)
    for case in CASES[limit % 2 :: 3]:
        assert near.answer(case["query"], limit) == near.answer_slowly(case["query"], limit)


@given(queries)
def test_no_text_is_an_error(query: str) -> None:
    for broken_query in (query, query + "\udfff", "\0" + query, query * 20):
        assert BOOK.lookup(broken_query).query == broken_query


def test_an_empty_index_knows_nobody() -> None:
    nobody = LoadedIndex(compiled([]))
    for query in ("", "长鑫", "changxin", "ltd"):
        assert nobody.lookup(query) == Answer(query, "none", ())


# -- verdicts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "verdict", "first"),
    [
        ("长鑫存储技术", "match", "cxmt"),
        ("Changxin Memory, Inc.", "match", "cxmt"),
        ("Wallmart Stores Inc.", "possible", "walmart"),
        ("長電科技", "match", "jcet"),
        ("CXTM", "possible", "cxmt"),
        ("JECT", "possible", "jcet"),
        ("Twin Semiconductors Instruments", "ambiguous", "one"),
        ("Twin Semiconductor Instruments Ltd", "ambiguous", "one"),
        ("長鑫", "possible", "cxmt"),
        ("zzzz", "none", ""),
        ("", "none", ""),
        ("。", "none", ""),
    ],
)
def test_a_verdict_says_how_sure_it_is(query: str, verdict: str, first: str) -> None:
    answer = BOOK.lookup(query)
    assert (answer.verdict, answer.candidates[0].id if answer.candidates else "") == (verdict, first)


def test_the_alias_is_as_it_was_stored() -> None:
    (candidate, *_) = BOOK.lookup("昶昕實业有限公司").candidates
    assert (candidate.id, candidate.alias) == ("amia", "昶昕實業")


@pytest.mark.parametrize("query", ["昶昕存储", "錩新存储", "常新存储技术有限公司"])
def test_a_homophone_of_a_known_han_name_is_no_match(query: str) -> None:
    """The Latin name of 长鑫存储 spells 昶昕存储 too; its own Han names, which are known, do not."""
    assert not any(candidate.match for candidate in BOOK.lookup(query).candidates)


def test_a_name_is_nearest_to_itself_among_the_near() -> None:
    """The search that a known key does not need finds it all the same."""
    near = Nearby(INDEX)
    for number, key in enumerate(INDEX.keys()):
        answer = near.answer(INDEX.owners(number).aliases[0].name)
        assert {candidate.id for candidate in answer.candidates} >= set(INDEX.owners(number).ids), key
        assert answer.candidates[0].score == 1.0, key


# -- long names ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("'\\ud800'*10_000", id="surrogates"),
        pytest.param("'\\0'*10_000", id="NUL"),
        pytest.param("'\\U0001f680'*10_000", id="astral"),
        pytest.param("'('*10_000", id="brackets"),
        pytest.param("'长鑫存储'*2500", id="Han"),
        pytest.param("'a'*10_000", id="one word"),
        pytest.param("'有限公司'*2500", id="legal forms"),
        pytest.param("'长鑫存储'*60", id="a name of 240 characters"),
        pytest.param("'chang xin '*25", id="a name of fifty words"),
        pytest.param("'chang xin '*1000", id="words"),
        pytest.param("'changan'*14+'q'", id="a word with many ways to divide it"),
    ],
)
def test_a_long_name_is_looked_up_in_a_second_or_two(builtin_database: Path, name: str) -> None:
    """In a process of its own, which may take a second more to start."""
    index = builtin_database.with_name(builtin_database.name + ".index")
    ran = run_python(f"import glossary\nprint(glossary.load_index({str(index)!r}).lookup({name}).verdict)", timeout=4)
    assert ran.out.strip() in ("possible", "none", "ambiguous"), ran.err


# -- the command ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A user of a small database."""
    home = tmp_path_factory.mktemp("desk")
    make_database(home / "companies.db")
    return Desk(home, home / "companies.db")


def test_lookup_prints_the_objects_of_the_contract_for_what_is_near(desk: Desk) -> None:
    ran = desk.run("lookup", "CXTM", "长鑫存储公司", "zzzz", "-f", "jsonl")
    near, match, unknown = ran.rows
    assert ran.status == 1
    assert [tuple(row) for row in (near, match, unknown)] == [("query", "verdict", "candidates")] * 3
    assert [row["verdict"] for row in (near, match, unknown)] == ["possible", "match", "none"]
    for row in (near, match):
        for candidate in json.loads(json.dumps(row["candidates"])):
            assert list(candidate) == ["id", "name", "score", "match", "alias", "features"]
            assert [list(feature) for feature in candidate["features"]] == [["name", "value", "detail"]] * len(candidate["features"])
    assert unknown["candidates"] == []


def test_a_match_is_status_0_and_a_doubt_is_1(desk: Desk) -> None:
    assert desk.run("lookup", "长鑫存储公司").status == 0
    assert desk.run("lookup", "长鑫存储公司", "CXTM").status == 1
    assert desk.run("lookup", "zzzz").status == 1


def test_explaining_a_none_shows_what_was_refused_and_why(desk: Desk) -> None:
    (row,) = desk.run("lookup", "华存机械制造", "--explain", "-f", "jsonl").rows
    assert (list(row), row["verdict"], row["candidates"]) == (["query", "verdict", "candidates", "refused"], "none", [])
    (refused,) = json.loads(json.dumps(row["refused"]))
    assert not refused["match"] and refused["score"] < POSSIBLE
    assert "unexplained" in {feature["name"] for feature in refused["features"]}
    table = desk.run("lookup", "华存机械制造", "--explain", "-f", "csv")
    assert (table.status, table.err) == (1, "")
    assert "refused," + refused["id"] in table.out
    assert "no match" in table.out


def test_explaining_shows_what_each_feature_adds(desk: Desk) -> None:
    ran = desk.run("lookup", "CXTM", "--explain", "-f", "csv")
    head, *rows = ran.out.splitlines()
    assert head == "query,verdict,id,name,score,match,alias,feature,value,points,detail,features,folds"
    assert any("slip_in_brand" in row and "no match" in row for row in rows)


def test_names_on_standard_input_are_answered_like_arguments(desk: Desk) -> None:
    names = ["CXTM", "长鑫存储公司", "zzzz"]
    assert desk.run("lookup", "-", "-f", "jsonl", stdin="\n".join(names)).out == desk.run("lookup", *names, "-f", "jsonl").out


def test_a_known_key_loads_neither_numpy_nor_rapidfuzz(builtin_database: Path) -> None:
    index = builtin_database.with_name(builtin_database.name + ".index")
    code = f"import glossary, sys\nbook = glossary.load_index({str(index)!r})\nassert book.lookup('長鑫存儲').verdict == 'exact'\n"
    ran = run_python(f"{code}print(*sys.modules)")
    assert {"numpy", "rapidfuzz", "sqlite3", "glossary.nearby", "glossary.score"} & set(ran.out.split()) == set()
    ran = run_python(f"{code}assert book.lookup('長鑫存儲公司').verdict == 'match'\nprint(*sys.modules)")
    assert {"numpy", "rapidfuzz"} <= set(ran.out.split())
    assert {"sqlite3", "opencc", "pypinyin"} & set(ran.out.split()) == set()
