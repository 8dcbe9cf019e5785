"""What a measurement gives, where its data is, and how rows are printed."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared"
EVAL = SHARED / "eval"
#: Kinds of the large table, in our words.
_KINDS = {
    "full": "legal",
    "vendor_alt": "translation",
    "dict": "short",
    "short_raw": "short",
    "short_former": "former",
    "short_st": "short",
    "vendor_other_or_former": "former",
    "ext_short": "short",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    measured: str
    goal: str
    holds: bool
    how: str


def show(figures: Iterator[Figure]) -> None:
    """Print figures as they come."""
    print(f"{'what':58} {'measured':>22} {'goal':>20}  how", flush=True)
    for figure in figures:
        mark = "" if figure.holds else "  MISSED"
        print(f"{figure.what:58} {figure.measured:>22} {figure.goal:>20}  {figure.how}{mark}", flush=True)


def jsonl(name: str) -> list[dict[str, Any]]:
    with (EVAL / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def large_table() -> Iterator[tuple[str, str, str, str, str]]:
    """(id, name, lang, kind, source) of each row of the large alias table."""
    with gzip.open(EVAL / "large_alias_table.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["canonical_id"], row["name"], row["lang"], _KINDS.get(row["type"], row["type"]), row["source"]
