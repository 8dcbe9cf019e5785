"""The one loader of tests/cases/*.csv. Cases are data: one row a case, named by what it promises.

A case file opens with its contract (lines that begin with `# `), then the header row. A character that could not be seen in a
diff is written by its number: `\\u200b`, `\\U000e0100`, `\\n`. A row with `fail` under `expect` is a known failure: its test
is a strict xfail, so that mending it breaks the build until the row says `pass`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "cases"
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|([nrt]))")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}

Case = dict[str, str]


def plain(cell: str) -> str:
    """The text that a cell stands for.

    >>> plain("C\\\\u200bXMT") == "C\\u200bXMT"
    True
    """
    return _ESCAPE.sub(lambda m: _CONTROLS[m[3]] if m[3] else chr(int(m[1] or m[2], 16)), cell)


def rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Contract lines and records (header first) of a data or case file. Raises ValueError where its shape is wrong."""
    text = path.read_bytes().decode("utf-8")
    if "\r" in text or not text.endswith("\n"):
        raise ValueError(f"{path.name}: lines end with LF, the last one too")
    lines = text.splitlines(keepends=True)
    contract = [line for line in lines if line.startswith("# ")]
    if not contract or lines[: len(contract)] != contract:
        raise ValueError(f"{path.name}: opens with its contract, lines that begin with '# '")
    records = list(csv.reader(lines[len(contract) :], strict=True))
    if len(records) < 2:
        raise ValueError(f"{path.name}: has no rows")
    for number, record in enumerate(records):
        if len(record) != len(records[0]):
            raise ValueError(f"{path.name}: record {number} has {len(record)} cells, the header {len(records[0])}")
    return contract, records


def load(name: str, columns: Sequence[str], unique: Sequence[str] = ("id",)) -> list[Case]:
    """The cases of a file with exactly these columns; `unique` columns tell its rows apart. Raises ValueError."""
    _, (header, *records) = rows(FOLDER / name)
    if header != list(columns):
        raise ValueError(f"{name}: has the columns {header}, not {list(columns)}")
    cases = [{column: plain(cell) for column, cell in zip(header, record, strict=True)} for record in records]
    seen: set[tuple[str, ...]] = set()
    for case in cases:
        label = tuple(case[column] for column in unique)
        if label in seen or not all(label):
            raise ValueError(f"{name}: {label} is empty or stands twice")
        seen.add(label)
        if case.get("expect", "pass") not in ("pass", "fail"):
            raise ValueError(f"{name}: {label}: expect is pass or fail, not {case['expect']!r}")
    return cases


def parameters(name: str, columns: Sequence[str]) -> list[Any]:
    """The cases of a file for `pytest.mark.parametrize`, known failures as strict xfails."""
    return [
        pytest.param(case, id=case["id"], marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [])
        for case in load(name, columns)
    ]
