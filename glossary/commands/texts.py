"""`find`, `normalise`, `fold`: text → mentions, text, keys."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from glossary.answers import Mention
from glossary.commands.options import Db, Encoding, Format, opened
from glossary.commands.printing import Form, Row, print_rows, warn
from glossary.formats.decoding import STDIN, open_text
from glossary.formats.documents import read_document
from glossary.glossary import LoadedIndex

_COLUMNS = ("doc", "start", "end", "text", "id", "name", "alias", "kind", "verdict", "ids")


def _row(doc: str | int, mention: Mention) -> Row:
    return {
        "doc": doc,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "id": mention.id,
        "name": mention.name,
        "alias": mention.alias,
        "kind": mention.kind,
        "verdict": mention.verdict,
        "ids": mention.ids,
    }


def find(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Text or Markdown files, or - for standard input.")],
    lines: Annotated[bool, typer.Option("--lines", help="Each line is a document of its own; doc is its number, from 0.")] = False,
    form: Format = Form.table,
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Find the companies that texts mention, with their places (code points from 0, end excluded) and IDs.

    Exit status 0 if there is a mention, 1 if not.

    Example: glossary find report.md notes.txt -f jsonl
    """
    count = 0

    def counted(rows: Iterator[Row]) -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    with opened(db) as book:
        loaded = book.loaded
        rows = (row for file in files for row in (_in_lines if lines else _in_file)(loaded, file, encoding or None))
        print_rows(counted(rows), _COLUMNS, form)
    raise typer.Exit(0 if count else 1)


def _in_file(loaded: LoadedIndex, file: str, encoding: str | None) -> Iterator[Row]:
    document = read_document(file, encoding)
    for mention in loaded.find(document.text, document.skip):
        yield _row(file, mention)


def _in_lines(loaded: LoadedIndex, file: str, encoding: str | None) -> Iterator[Row]:
    with open_text(file, encoding) as text:
        for number, line in enumerate(text):
            for mention in loaded.find(line):
                yield _row(number, mention)


def normalise(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text or Markdown file, or - for standard input.")],
    to: Annotated[str, typer.Option("--to", metavar="LANG|id", help="en, zh-Hans, zh-Hant, zh-Hant-TW, zh-Hant-HK, ja, ko, or id.")],
    style: Annotated[str, typer.Option("--style", metavar="replace|annotate", help="annotate keeps the text: 長鑫存儲[cxmt].")] = "replace",
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")] = "",
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Write every sure mention as the glossary does, and leave the rest of the text as it is.

    What is left alone (ambiguous, or without a name in that language) is listed on standard error.
    Exit status 0 if nothing was, 1 else.

    Example: glossary normalise article.txt --to en
    """
    if style not in ("replace", "annotate"):
        raise typer.BadParameter(f"{style!r} is not replace or annotate", param_hint="--style")
    with opened(db) as book:
        document = read_document(file, encoding or None)
        result = book.loaded.rewrite(document.text, to, "annotate" if style == "annotate" else "replace", document.skip)
    if output:
        _write(Path(output), result.text)
    else:
        sys.stdout.write(result.text)
    for mention, why in result.left:
        warn(f"{_place(file, document.text, mention.start)}: left {mention.text}: {why}")
    raise typer.Exit(1 if result.left else 0)


def _place(file: str, text: str, start: int) -> str:
    line = text.count("\n", 0, start) + 1
    return f"{'<stdin>' if file == STDIN else file}:{line}:{start - text.rfind(chr(10), 0, start)}"


def _write(path: Path, text: str) -> None:
    from glossary.errors import InputError
    from glossary.indexfile import write

    try:
        write(path, text.encode())
    except OSError as error:
        raise InputError(f"{path}: could not be written: {error.strerror}") from error


def fold(
    names: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Texts, or - for one a line on standard input.")],
    form: Format = Form.table,
    encoding: Encoding = "",
) -> None:
    """Show the key that a text is compared by, and the steps that lead to it.

    Example: glossary fold ＣＸＭＴ 長鑫存儲
    """
    from glossary.commands.options import lines_of_stdin
    from glossary.text.fold import explain, key

    texts = [text for name in names for text in (lines_of_stdin(encoding) if name == "-" else [name])]
    if form in (Form.json, Form.jsonl):
        rows: Iterator[Row] = ({"text": t, "key": key(t), "steps": [asdict(step) for step in explain(t)]} for t in texts)
    else:
        rows = ({"text": t, "key": key(t), "steps": ", ".join(f"{s.step} {s.before}→{s.after}" for s in explain(t))} for t in texts)
    print_rows(rows, ("text", "key", "steps"), form)
