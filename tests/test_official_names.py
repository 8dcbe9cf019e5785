"""The built-in names against facts from elsewhere: the listed companies' official names, and the hard cases by hand.

Both files lie beside the repository and not in it; without them these tests are skipped.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from glossary.builtin import batch
from glossary.compiler import compile_index
from glossary.engines import LoadedIndex
from glossary.indexfile import Stamp
from glossary.text.tables import fold_version

SHARED = Path(__file__).resolve().parents[2] / "shared"
LISTED, HARD = SHARED / "facts/semis_listed.csv", SHARED / "eval/hard_cases.csv"
SUFFIXES = {"SZSE": ".SZ", "SSE": ".SH", "TWSE": ".TW", "TPEX": ".TWO"}

pytestmark = pytest.mark.skipif(not LISTED.is_file(), reason=f"the facts are not at {SHARED}")


def rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@cache
def book() -> LoadedIndex:
    return LoadedIndex(compile_index((alias for _, alias in batch().aliases), {}, Stamp(fold_version(), "", 0, "")))


@cache
def by_ticker() -> dict[str, str]:
    return {alias.name: alias.id for _, alias in batch().aliases if alias.kind == "ticker"}


@pytest.mark.parametrize("row", rows(LISTED), ids=lambda row: row["id"])
def test_an_official_name_finds_its_company_first(row: dict[str, str]) -> None:
    market, code = row["id"].split(":")
    entity = by_ticker()[code + SUFFIXES[market]]
    for column in ("zh_hans", "zh_hant", "zh_full", "en", "en_short"):
        if not row[column]:
            continue
        answer = book().lookup(row[column])
        ids = [candidate.id for candidate in answer.candidates]
        if answer.verdict == "ambiguous":
            assert entity in ids, (column, row[column], ids)
            assert all(candidate.features for candidate in answer.candidates)
        else:
            assert (answer.verdict, ids[:1]) == ("exact", [entity]), (column, row[column])


def known(name: str) -> list[str]:
    """Whom a name denotes for sure: none, one, or its several owners."""
    answer = book().lookup(name)
    if answer.verdict in ("exact", "match"):
        return [answer.candidates[0].id]
    return sorted(candidate.id for candidate in answer.candidates) if answer.verdict == "ambiguous" else []


@pytest.mark.parametrize("row", rows(HARD), ids=lambda row: f"{row['name1']}~{row['name2']}")
def test_a_hard_case_behaves_as_it_is_marked(row: dict[str, str]) -> None:
    """Where both companies are in the table: one company for `match`, two for `no` and `related`, several for `ambiguous`."""
    first, second = known(row["name1"]), known(row["name2"])
    if row["expected"] == "ambiguous":
        assert len(first) > 1 or len(second) > 1
        assert set(first) & set(second)
    elif row["expected"] == "suggest":
        answer = book().lookup(row["name1"])
        assert answer.verdict in ("exact", "possible")
        assert set(known(row["name2"])) <= {candidate.id for candidate in answer.candidates}
    elif not first or not second:
        pytest.skip("one of the two is not in the table")
    elif row["expected"] == "match":
        assert first == second
    else:
        assert set(first).isdisjoint(second)
