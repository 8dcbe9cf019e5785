"""The built-in data: the CSV files that come with the package, and bringing a database made from older ones up to date.

An update is not an import: what the user changed stays. A row of the new data is added unless the user withdrew it; one that
differs takes the old one's place if that came from the built-in data too; a row that the new data lacks is withdrawn
likewise. All of it is one event of the journal, and can be undone.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from glossary.errors import FormatError, StoreError

if TYPE_CHECKING:
    from glossary.model import Profile, Relation
    from glossary.staging import Batch
    from glossary.store import By, Store

    _T = TypeVar("_T", Profile, Relation)

SOURCE = "built-in"
FILES = ("entities.csv", "aliases.csv", "relations.csv")
_HERE = Path(__file__).resolve().parent


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
    from glossary.formats.tables import Reading, read_aliases
    from glossary.model import Profile, Relation
    from glossary.staging import Batch

    home = folder()
    return Batch(
        path=SOURCE,
        aliases=read_aliases(str(home / "aliases.csv"), Reading(SOURCE)),
        profiles=_read(home / "entities.csv", Profile),
        relations=_read(home / "relations.csv", Relation),
        digest=digest(),
        action="builtin",
    )


def _read(path: Path, noun: type[_T]) -> list[_T]:
    from dataclasses import fields

    from glossary.formats.decoding import open_text
    from glossary.formats.tables import Shape, read_rows
    from glossary.vocabulary import RELATIONS

    columns = tuple(field.name for field in fields(noun))
    rows = []
    with open_text(str(path)) as file:
        for line, cells in read_rows(file, str(path), "csv", Shape(required=columns)):
            if cells.get("relation", RELATIONS[0]) not in RELATIONS:
                raise FormatError(str(path), line, columns.index("relation") + 1, f"unknown relation {cells['relation']!r}")
            rows.append(noun(**{column: cells[column] for column in columns}))
    return rows


def is_current(detail: str | None) -> bool:
    """Is the built-in import of a database, by its event's detail, one of the files of this version? None: it has none."""
    return detail is None or json.loads(detail).get("sha256") == digest()


def update(store: Store, by: By) -> None:
    """Bring a database made from older built-in data up to date, keeping what the user changed."""
    from glossary.staging import update

    update(store, batch(), by)
