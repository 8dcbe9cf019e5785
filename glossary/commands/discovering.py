"""`discover`: which names do texts use that the glossary lacks?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from glossary.commands.options import Db, Encoding, Format, opened
from glossary.commands.printing import Form, Row, print_rows, warn
from glossary.engines import LoadedIndex
from glossary.formats.decoding import STDIN
from glossary.formats.documents import read_document
from glossary.formats.tables import COLUMNS


def discover(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Texts (txt, md, html, docx, srt, vtt, ass), or - for standard input.")
    ],
    form: Format = Form.table,
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Propose names that texts use and the glossary lacks, each with the reason (note) and the sentence (evidence).

    Names in brackets behind a known one, 简称, formerly and 更名为, and companies with a legal form; checked against readings, meanings
    and initials. Nothing is added: read the rows, strike out what is wrong, and give the rest to `import`. New IDs are marked so in
    the note and may be renamed. Exit status 0 if there is a proposal, 1 if not.

    Example: glossary discover news/*.html -f csv > proposals.csv
    """
    count = 0

    def counted(rows: Iterator[Row]) -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    with opened(db) as book:
        print_rows(counted(_proposals(book.loaded, files, encoding or None)), (*COLUMNS, "evidence"), form)
    if count and form is Form.table:
        warn(f"{count:,} proposals; nothing was added: -f csv writes a table for import")
    raise typer.Exit(0 if count else 1)


def _proposals(loaded: LoadedIndex, files: list[str], encoding: str | None) -> Iterator[Row]:
    from glossary.discovery import Discovery

    discovery = Discovery(loaded.index, loaded.lookup)
    for file in files:
        document = read_document(file, encoding)
        mentions = loaded.find(document.text, document.skip, decide=True)
        name = "<stdin>" if file == STDIN else file
        for proposal in discovery.read(name, document.text, mentions, document.skip):
            yield {**asdict(proposal.alias), "evidence": proposal.evidence}
