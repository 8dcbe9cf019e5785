"""The built-in data: the CSV files that come with the package."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

from glossary.errors import FormatError, StoreError
from glossary.formats.decoding import open_text
from glossary.formats.tables import Reading, Shape, read_aliases, read_rows
from glossary.model import Profile, Relation
from glossary.staging import Batch
from glossary.vocabulary import RELATIONS

SOURCE = "built-in"
FILES = ("entities.csv", "aliases.csv", "relations.csv")
_HERE = Path(__file__).resolve().parent
_T = TypeVar("_T", Profile, Relation)


def folder() -> Path:
    """Where the files are: inside the installed package, or beside it in a working copy. Raises StoreError."""
    for place in (_HERE / "data", _HERE.parent / "data"):
        if (place / "aliases.csv").is_file():
            return place
    raise StoreError("the built-in data is missing from this installation; install zhengming again")


def digest() -> str:
    """SHA-256 over the files: says whether a database was made from the data of this version."""
    total = hashlib.sha256()
    for name in FILES:
        total.update((folder() / name).read_bytes())
    return total.hexdigest()


def batch() -> Batch:
    """Everything, ready to import. Raises FormatError."""
    home = folder()
    return Batch(
        path=SOURCE,
        aliases=read_aliases(str(home / "aliases.csv"), Reading(SOURCE)),
        profiles=_read(home / "entities.csv", Profile),
        relations=_read(home / "relations.csv", Relation),
        digest=digest(),
    )


def _read(path: Path, noun: type[_T]) -> list[_T]:
    columns = tuple(field.name for field in fields(noun))
    rows = []
    with open_text(str(path)) as file:
        for line, cells in read_rows(file, str(path), "csv", Shape(required=columns)):
            if noun is Relation and cells["relation"] not in RELATIONS:
                raise FormatError(str(path), line, 2, f"unknown relation {cells['relation']!r}")
            rows.append(noun(**{column: cells[column] for column in columns}))
    return rows
