"""`import` and `export`: tables of aliases."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from glossary.commands.options import Db, Encoding, Why, opened, progress_bar
from glossary.commands.printing import warn
from glossary.errors import InputError
from glossary.formats.decoding import STDIN

Table = Annotated[str, typer.Option("--format", "-f", metavar="csv|tsv|jsonl", help="The table's format; by default by suffix.")]


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A csv, tsv or jsonl table (.gz too), or - for standard input.")],
    source: Annotated[str, typer.Option("--source", help="Where the rows come from; by default the file's name.")] = "",
    form: Table = "",
    rename: Annotated[list[str] | None, typer.Option("--rename", metavar="OLD=NEW", help="Read column OLD as NEW.")] = None,
    why: Why = "",
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Import a table of names, whole or not at all: one row a name, columns id,name,lang,kind,status,source,note.

    Only id and name are required. A name that is there already is left, or replaced if its status or note differs.

    Example: glossary import names.csv --source "desk list 2026-11"
    """
    from glossary.formats.tables import Reading, read_aliases
    from glossary.staging import Batch, load
    from glossary.store import By

    reading = Reading(source or Path(file).name, form or None, encoding or None, dict(_renaming(pair) for pair in rename or []))
    with _kept_if_good(db), opened(db, may_make=True) as book, progress_bar(file) as progress:
        aliases = read_aliases(file, reading, lambda columns: warn(f"{file}: ignored columns: {', '.join(columns)}"))
        loaded = load(book.store, Batch(file, aliases, digest=_digest(file)), By(book.actor, why), progress)
    warn(
        f"{file}: {loaded.rows:,} rows: {loaded.added:,} names added, {loaded.replaced:,} replaced, "
        f"{loaded.unchanged:,} there already; {loaded.entities:,} new IDs"
    )


@contextmanager
def _kept_if_good(db: str) -> Iterator[None]:
    """A database that is made for an import stays only if the import is good, or someone else has used it meanwhile."""
    from glossary.database import discard, is_unused

    was_there = not db or Path(db).exists()
    try:
        yield
    except BaseException:
        if not was_there and Path(db).exists() and is_unused(Path(db)):
            discard(Path(db))
        raise


def _renaming(pair: str) -> tuple[str, str]:
    old, sign, new = pair.partition("=")
    if not (old and sign and new):
        raise typer.BadParameter(f"{pair!r} is not OLD=NEW", param_hint="--rename")
    return old, new


def _digest(file: str) -> str:
    """SHA-256 of the file as it is on disk, for the journal; empty for standard input."""
    import hashlib

    if file == STDIN or not Path(file).is_file():
        return ""
    with Path(file).open("rb") as bytes_:
        return hashlib.file_digest(bytes_, "sha256").hexdigest()


def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A csv, tsv or jsonl file to write, or - for standard output.")],
    form: Table = "",
    db: Db = "",
) -> None:
    """Export all names as a table that `import` reads, sorted; those of a merged ID under the one it leads to.

    Example: glossary export names.jsonl
    """
    from glossary.formats.tables import format_of, write_aliases
    from glossary.indexfile import write

    chosen = format_of(file, form or ("csv" if file == STDIN else None))
    with opened(db) as book:
        if file == STDIN:
            write_aliases(sys.stdout, book.aliases(), chosen)
            return
        text = io.StringIO(newline="")
        write_aliases(text, book.aliases(), chosen)
    try:
        write(Path(file), text.getvalue().encode())
    except OSError as error:
        raise InputError(f"{file}: could not be written: {error.strerror}") from error
