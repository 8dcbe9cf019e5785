"""The built-in data. Every rule of data/README.md that a program can check is checked here."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict

import pytest

from glossary.builtin import FILES, batch, digest, folder
from glossary.model import Alias
from glossary.rules import fault
from glossary.text.fold import key
from glossary.vocabulary import ORDINARY_WORD, RELATIONS
from tests.cases import ROOT, rows

DATA = ROOT / "data"
COLUMNS = {
    "entities.csv": ["id", "country", "role", "note"],
    "aliases.csv": ["id", "name", "lang", "kind", "status", "source", "note"],
    "relations.csv": ["id", "relation", "other", "source", "note"],
}
ALIASES = [Alias(*row) for row in rows(DATA / "aliases.csv")[1][1:]]
ENTITIES = [dict(zip(COLUMNS["entities.csv"], row, strict=True)) for row in rows(DATA / "entities.csv")[1][1:]]
RELATED = [dict(zip(COLUMNS["relations.csv"], row, strict=True)) for row in rows(DATA / "relations.csv")[1][1:]]
IDS = {entity["id"] for entity in ENTITIES}
AMBIGUOUS = "ambiguous:"
KINDS_OF_DATA = {"legal", "short", "abbreviation", "brand", "former", "transliteration", "translation", "ticker", "misspelling"}


def show(alias: Alias) -> str:
    return f"{alias.id}: {alias.name} ({alias.lang}, {alias.kind}, {alias.status})"


# -- files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_a_file_opens_with_its_contract_and_header(file: str) -> None:
    contract, (header, *_) = rows(DATA / file)
    assert any("Sorted by" in line for line in contract)
    assert contract[0].startswith("# One row a")
    assert header == COLUMNS[file]


def test_entities_are_sorted_and_unique() -> None:
    ids = [entity["id"] for entity in ENTITIES]
    assert ids == sorted(set(ids))


def test_aliases_are_sorted_and_unique() -> None:
    places = [(alias.id, alias.lang, alias.kind, alias.name) for alias in ALIASES]
    assert places == sorted(set(places))


def test_relations_are_sorted_and_unique() -> None:
    places = [(row["id"], row["relation"], row["other"]) for row in RELATED]
    assert places == sorted(set(places))


def test_no_cell_has_white_space_around_it() -> None:
    cells = [cell for file in FILES for row in rows(DATA / file)[1] for cell in row]
    assert [cell for cell in cells if cell != cell.strip() or "  " in cell] == []


# -- entities ------------------------------------------------------------------------------------------------


def test_an_id_is_a_short_slug() -> None:
    assert [entity for entity in sorted(IDS) if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entity)] == []


def test_an_entity_has_a_country_and_a_role() -> None:
    assert [entity for entity in ENTITIES if not re.fullmatch("[A-Z]{2}", entity["country"]) or not entity["role"]] == []


def test_every_entity_has_names_and_every_name_an_entity() -> None:
    assert {alias.id for alias in ALIASES} == IDS


# -- aliases -------------------------------------------------------------------------------------------------


def test_every_alias_can_be_taken() -> None:
    assert [(show(alias), found) for alias in ALIASES if (found := fault(alias)) is not None] == []


def test_languages_kinds_and_statuses_are_those_that_the_readme_of_the_data_lists() -> None:
    assert {alias.lang for alias in ALIASES} <= {"en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "ja", "ko", "und"}
    assert {alias.kind for alias in ALIASES} <= KINDS_OF_DATA
    assert {alias.source for alias in ALIASES} <= {"company", "exchange", "press", "seeds", "editor"}


def test_one_name_at_most_is_preferred_in_a_language() -> None:
    preferred = Counter((alias.id, alias.lang) for alias in ALIASES if alias.status == "preferred")
    assert {place: count for place, count in preferred.items() if count > 1} == {}


def test_exactly_one_english_name_is_preferred_and_it_is_a_normal_one() -> None:
    preferred = [alias for alias in ALIASES if alias.status == "preferred" and alias.lang == "en"]
    assert sorted(alias.id for alias in preferred) == sorted(IDS)
    assert [show(alias) for alias in preferred if alias.kind in ("ticker", "former", "misspelling", "transliteration")] == []


def test_status_goes_with_kind() -> None:
    wrong = [show(a) for a in ALIASES if (a.kind == "misspelling") != (a.status == "deprecated")]
    wrong += [show(a) for a in ALIASES if (a.kind == "former") != (a.status == "superseded")]
    assert wrong == []


def test_a_ticker_names_its_exchange_and_no_language() -> None:
    tickers = [alias for alias in ALIASES if alias.kind == "ticker"]
    assert len(tickers) > 20
    assert [show(a) for a in tickers if a.lang != "und" or not re.fullmatch(r"[0-9A-Z]+(-[AB])?\.[A-Z]{1,3}", a.name)] == []
    assert [show(a) for a in ALIASES if a.lang == "und" and a.kind != "ticker"] == []


def test_a_name_is_written_in_the_script_of_its_language() -> None:
    """Characters of one script only: simplified in zh-Hans, traditional in zh-Hant; shared ones are in both."""
    opencc = pytest.importorskip("opencc")
    to_simplified, to_traditional = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert
    # in names of either script: 阿里巴巴, 台積電, 恒玄, 杰力, 華峰, 群創, 武岳峰, 采鈺; 乾照, 昇维旭, 錼创, 陞达
    kept = set("里台恒杰峰群岳采乾昇錼陞")
    wrong = []
    for alias in ALIASES:
        for character in alias.name:
            simple, full = to_simplified(character), to_traditional(character)
            only_full, only_simple = simple != character, full != character and simple == character
            if character in kept:
                continue
            if (alias.lang == "zh-Hans" and only_full) or (alias.lang.startswith("zh-Hant") and only_simple):
                wrong.append((show(alias), character))
    assert wrong == []


def test_a_name_has_two_owners_only_where_its_notes_say_so() -> None:
    owners: dict[str, dict[str, list[Alias]]] = defaultdict(lambda: defaultdict(list))
    for alias in ALIASES:
        owners[key(alias.name)][alias.id].append(alias)
    shared = {name: ids for name, ids in owners.items() if len(ids) > 1}
    undeclared = [show(a) for ids in shared.values() for aliases in ids.values() for a in aliases if not a.note.startswith(AMBIGUOUS)]
    assert undeclared == []
    alone = [show(a) for a in ALIASES if a.note.startswith(AMBIGUOUS) and key(a.name) not in shared]
    assert alone == []
    assert "长电" in shared  # jcet, yangtze-power


def test_an_ambiguous_name_says_who_else_has_it() -> None:
    for alias in ALIASES:
        if alias.note.startswith(AMBIGUOUS):
            others = {other.id for other in ALIASES if key(other.name) == key(alias.name)} - {alias.id}
            assert others and all(other in alias.note for other in others), show(alias)


def test_a_note_with_a_fixed_beginning_has_its_colon() -> None:
    loose = [alias.note for alias in ALIASES if re.match(r"(?i)ambig|ordinary", alias.note)]
    assert [note for note in loose if not note.startswith((f"{ORDINARY_WORD}:", AMBIGUOUS))] == []


# -- relations -----------------------------------------------------------------------------------------------


def test_both_ends_of_a_relation_exist_and_differ() -> None:
    assert [row for row in RELATED if row["id"] not in IDS or row["other"] not in IDS or row["id"] == row["other"]] == []


def test_relations_have_known_names_and_sources() -> None:
    assert {row["relation"] for row in RELATED} <= set(RELATIONS)
    assert {row["source"] for row in RELATED} <= {"company", "exchange", "press", "seeds", "editor"}


def test_nobody_is_a_subsidiary_of_its_own_subsidiary() -> None:
    parents = defaultdict(set)
    for row in RELATED:
        if row["relation"] == "subsidiary_of":
            parents[row["id"]].add(row["other"])
    for entity in list(parents):
        above, queue = set(), [entity]
        while queue:
            for parent in parents.get(queue.pop(), ()):
                if parent not in above:
                    above.add(parent)
                    queue.append(parent)
        assert entity not in above


# -- the traps of the issue ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cxmt", "changxin-xinqiao"),
        ("cxmt", "innotron"),
        ("innotron", "innostar"),
        ("innostar", "innostar-biotech"),
        ("pico", "picoheart"),
        ("ase", "asr"),
        ("ase", "ise-labs"),
        ("smic", "smic-north"),
        ("huawei", "huawei-holding"),
        ("tsmc", "taiwan-semiconductor"),
    ],
)
def test_companies_that_are_confused_are_two_entities(one: str, other: str) -> None:
    keys = {entity: {key(a.name) for a in ALIASES if a.id == entity and not a.note.startswith(AMBIGUOUS)} for entity in (one, other)}
    assert keys[one] and keys[other]
    assert keys[one] & keys[other] == set()


def test_the_parent_of_cxmt_is_innotron() -> None:
    assert {"id": "cxmt", "relation": "subsidiary_of", "other": "innotron"}.items() <= next(
        row for row in RELATED if (row["id"], row["relation"]) == ("cxmt", "subsidiary_of")
    ).items()


# -- as the package reads it ---------------------------------------------------------------------------------


def test_the_package_reads_all_of_it() -> None:
    everything = batch()
    assert [alias for _, alias in everything.aliases] == ALIASES
    assert [profile.id for profile in everything.profiles] == [entity["id"] for entity in ENTITIES]
    assert [(r.id, r.relation, r.other) for r in everything.relations] == [(r["id"], r["relation"], r["other"]) for r in RELATED]


def test_the_digest_is_of_the_files() -> None:
    together = b"".join((DATA / file).read_bytes() for file in ("entities.csv", "aliases.csv", "relations.csv"))
    assert digest() == hashlib.sha256(together).hexdigest()
    assert folder() in (DATA, ROOT / "glossary" / "data")
