"""`import` and `export`: tables of aliases, and termbases."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.commands.options import Db, Encoding, Why, opened, progress_bar
from glossary.commands.printing import warn
from glossary.errors import InputError

if TYPE_CHECKING:
    from glossary.formats.exchange import Exchange
    from glossary.formats.termbases import Notice
    from glossary.staging import Batch

Table = Annotated[
    str,
    typer.Option("--format", "-f", metavar="NAME", help="csv tsv jsonl xlsx tbx tmx omegat deepl google; by default by suffix."),
]
SourceLang = Annotated[str, typer.Option("--source-lang", metavar="LANG", help="Of a file of pairs: the language of the first name.")]
TargetLang = Annotated[str, typer.Option("--target-lang", metavar="LANG", help="Of a file of pairs: the language of the second.")]
_MOST_NOTICES = 20


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A table or termbase (of text .gz too), or - for standard input.")],
    source: Annotated[str, typer.Option("--source", help="Where the rows come from; by default the file's name.")] = "",
    form: Table = "",
    kind: Annotated[str, typer.Option("--kind", help="Of names whose kind the file does not say: term; in plain tables, short.")] = "",
    source_lang: SourceLang = "",
    target_lang: TargetLang = "",
    rename: Annotated[list[str] | None, typer.Option("--rename", metavar="OLD=NEW", help="Read column OLD as NEW.")] = None,
    lenient: Annotated[bool, typer.Option("--lenient", help="Read TBX 3 that breaks the rules of its dialect.")] = False,
    why: Why = "",
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Import names, whole or not at all: a plain table (columns id,name,lang,kind,status,source,note) or another program's termbase.

    Of a plain table only id and name are required. A name that is there already is left, or replaced if its status or note differs.
    Termbases: TBX (2008 and 3), TMX, glossaries of OmegaT, DeepL and Google; their words for status and language become ours, what
    has no place here is told. Where a file has no IDs they are made from the first name of a row, always the same.

    Example: glossary import names.csv --source "desk list 2026-11"
    """
    from glossary.formats.exchange import Exchange
    from glossary.staging import load
    from glossary.store import By

    renamed = dict(_renaming(pair) for pair in rename or [])
    langs = {"source_lang": source_lang, "target_lang": target_lang}
    exchange = Exchange(form, source or Path(file).name, _known_kind(kind), encoding or None, renamed, **langs, lenient=lenient)
    with _kept_if_good(db), progress_bar(file) as progress:
        batch = _batch(file, exchange)
        with opened(db, may_make=True) as book:
            loaded = load(book.store, batch, By(book.actor, why), progress)
    warn(
        f"{file}: {loaded.rows:,} rows: {loaded.added:,} names added, {loaded.replaced:,} replaced, "
        f"{loaded.unchanged:,} there already; {loaded.entities:,} new IDs" + (f"; {loaded.facts:,} facts" if loaded.facts else "")
    )


def _known_kind(kind: str) -> str:
    from glossary.vocabulary import KINDS

    if kind and kind not in KINDS:
        raise typer.BadParameter(f"unknown kind {kind!r}; known: {' '.join(sorted(KINDS))}", param_hint="--kind")
    return kind


def _batch(file: str, exchange: Exchange) -> Batch:
    """What a file brings; a plain table is read while it is imported, all else now."""
    from glossary.formats.exchange import read
    from glossary.staging import Batch

    termbase = read(file, exchange, lambda columns: warn(f"{file}: ignored columns: {', '.join(columns)}"))
    _tell(file, termbase.notices)
    return Batch(file, termbase.aliases, facts=termbase.facts, digest=_digest(file))


def _tell(file: str, notices: Sequence[Notice]) -> None:
    """What a person should know of a file, on stderr."""
    for notice in notices[:_MOST_NOTICES]:
        warn(f"{file}: {notice}")
    if len(notices) > _MOST_NOTICES:
        warn(f"{file}: and {len(notices) - _MOST_NOTICES:,} more things of this sort")


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

    from glossary.formats.decoding import STDIN

    if file == STDIN or not Path(file).is_file():
        return ""
    with Path(file).open("rb") as bytes_:
        return hashlib.file_digest(bytes_, "sha256").hexdigest()


def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file to write, or - for standard output.")],
    form: Table = "",
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Only names of this kind; may be given again.")] = None,
    source_lang: SourceLang = "",
    target_lang: TargetLang = "",
    db: Db = "",
) -> None:
    """Export names, sorted, those of a merged ID under the one it leads to: a plain table that `import` reads, or a termbase for others.

    TBX holds all that is known of a name. TMX and the glossaries of pairs (omegat, deepl, google) hold approved names alone: preferred,
    else admitted; none that is deprecated or superseded, and no ticker, misspelling or former name. What is left out is told.

    Example: glossary export terms.tbx --kind term
    """
    from glossary.formats.decoding import STDIN
    from glossary.formats.exchange import Exchange, form_of, of_kinds, write

    chosen = form_of(file, form or ("csv" if file == STDIN else ""))
    exchange = Exchange(chosen, source_lang=source_lang, target_lang=target_lang)
    kinds = [_known_kind(one) for one in kind or []]
    with opened(db) as book, book.database.snapshot():
        written = write(file, exchange, of_kinds(book.aliases(), kinds), book.facts())
    _tell(file, written.notices)
    if file == STDIN:
        sys.stdout.flush()
        sys.stdout.buffer.write(written.data)
        return
    _save(file, written.data)


def _save(file: str, data: bytes) -> None:
    """Write a file whole or not at all, packed where its name says so."""
    import gzip

    from glossary.indexfile import write

    try:
        write(Path(file), gzip.compress(data, mtime=0) if file.endswith(".gz") else data)
    except OSError as error:
        raise InputError(f"{file}: could not be written: {error.strerror}") from error
