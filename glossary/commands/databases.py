"""`init`, `compile`, `doctor`: databases and their index."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from glossary.commands.options import Db, Format, opened
from glossary.commands.printing import Form, print_rows, warn
from glossary.errors import InputError
from glossary.glossary import default_path, make


def init(
    builtin: Annotated[bool | None, typer.Option("--builtin/--empty", help="With the built-in data or without names.")] = None,
    db: Db = "",
) -> None:
    """Make a database: empty where one is named, else your own with the built-in data.

    Example: glossary init --db companies.db
    """
    path = Path(db) if db else default_path()
    if path.exists():
        raise InputError(f"{path}: is there already; `glossary doctor` looks at it")
    make(path, builtin=not db if builtin is None else builtin)
    with opened(str(path)) as book:
        warn(f"made {path} with {book.store.count():,} names")


def compile_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The index file to write.")],
    db: Db = "",
) -> None:
    """Write the compiled index to a file that works without the database.

    Example: glossary compile companies.index
    """
    with opened(db) as book:
        try:
            book.compile(file)
        except OSError as error:
            raise InputError(f"{file}: could not be written: {error.strerror}") from error
        warn(f"wrote {file}: {len(book.loaded.index):,} names")


def doctor(form: Format = Form.table, db: Db = "") -> None:
    """Check a database and its index: every row, reference, redirect and event.

    Exit status 0 if all is well, 1 if something failed.

    Example: glossary doctor --db companies.db
    """
    from glossary.doctor import examine

    with opened(db) as book:
        checks = examine(book.store, book.index_path)
    print_rows([asdict(check) for check in checks], ("name", "result", "detail"), form)
    raise typer.Exit(1 if any(check.result == "fail" for check in checks) else 0)
