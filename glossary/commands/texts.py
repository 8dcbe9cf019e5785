"""`find`, `normalise`, `fold`: text → mentions, text, keys. Files of records are for records.py."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.answers import Feature, Mention
from glossary.commands.options import Db, Encoding, Format, opened
from glossary.commands.printing import Form, Row, print_rows, warn
from glossary.commands.records import Asked, find_in_records, normalise_records, refuse_without_fields
from glossary.engines import LoadedIndex, Span
from glossary.evidence import WEIGHTS
from glossary.formats.decoding import STDIN, open_text
from glossary.formats.documents import Document, read_document
from glossary.normaliser import Style
from glossary.runs import COLUMNS, row_of

if TYPE_CHECKING:
    from glossary.decider import Decision

_REASONS = ("outcome", "score", "reasons")

Fields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME", help="The file has records (jsonl, csv, tsv, parquet); read this field; repeatable."),
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=256, help="Work on records in so many processes.")]
Raw = Annotated[bool, typer.Option("--raw", help="Every spelling of a name: words that look like names and parts of longer names too.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the records of a run that was interrupted.")]


def find(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Texts (txt, md, html, docx, srt, vtt, ass), or - for standard input.")
    ],
    lines: Annotated[bool, typer.Option("--lines", help="Each line is a document of its own; doc is its number, from 0.")] = False,
    field: Fields = None,
    jobs: Jobs = 1,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write the mentions of records here.")] = "",
    resume: Resume = False,
    raw: Raw = False,
    fuzzy: Annotated[bool, typer.Option("--fuzzy", help="Propose misspelt names too, as possible (JECT, Chang Xin Memory).")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why, and list the spellings that are not meant too.")] = False,
    form: Format = Form.table,
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Find the companies that texts mention, with their places (code points from 0, end excluded) and IDs.

    Places count into the file as decoded, markup included; for docx, into its text. With --field each record of a file is a
    document of its own, and doc is its number, from 0. Exit status 0 if there is a mention, 1 if not.

    Example: glossary find report.md notes.txt -f jsonl
    """
    if fuzzy and (field or explain):
        raise typer.BadParameter("does not go with --field or --explain", param_hint="--fuzzy")
    if field:
        asked = replace(Asked.of(files[0], field, jobs, output, resume, db, encoding), decide=not raw)
        raise typer.Exit(0 if _find_in_records(files, lines, asked, form) else 1)
    refuse_without_fields(jobs, resume, output)
    count = 0

    def counted(rows: Iterator[Row]) -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += row["verdict"] != "none"  # a dropped spelling is no mention
            yield row

    with opened(db) as book:
        loaded = book.loaded
        loaded.decides = not raw
        if explain:
            explained = (row for file in files for row in (_explained_lines if lines else _explained)(loaded, file, encoding or None))
            print_rows(counted(explained), (*COLUMNS, *_REASONS), form)
            raise typer.Exit(0 if count else 1)
        search = _Search(loaded, fuzzy)
        rows = (row for file in files for row in (search.in_lines if lines else search.in_file)(file, encoding or None))
        print_rows(counted(rows), COLUMNS, form)
    raise typer.Exit(0 if count else 1)


@dataclass(frozen=True, slots=True)
class _Search:
    """How texts are searched; `fuzzy`: for misspelt names too."""

    loaded: LoadedIndex
    fuzzy: bool

    def mentions(self, text: str, skip: Sequence[Span] = ()) -> list[Mention]:
        found = self.loaded.find(text, skip)
        return sorted([*found, *self.loaded.near(text, found, skip)], key=lambda m: m.start) if self.fuzzy else found

    def in_file(self, file: str, encoding: str | None) -> Iterator[Row]:
        document = read_document(file, encoding)
        for mention in self.mentions(document.text, document.skip):
            start, end = document.place(mention.start, mention.end)
            yield {**row_of(file, mention), "start": start, "end": end}

    def in_lines(self, file: str, encoding: str | None) -> Iterator[Row]:
        with open_text(file, encoding) as text:
            for number, line in enumerate(text):
                for mention in self.mentions(line):
                    yield row_of(number, mention)


def _explained(loaded: LoadedIndex, file: str, encoding: str | None) -> Iterator[Row]:
    """Every spelling of a name in a text, with what became of it and why."""
    document = read_document(file, encoding)
    for decision in loaded.explain(document.text, document.skip):
        yield _reasoned(file, decision, document.place)


def _explained_lines(loaded: LoadedIndex, file: str, encoding: str | None) -> Iterator[Row]:
    with open_text(file, encoding) as text:
        for number, line in enumerate(text):
            for decision in loaded.explain(line):
                yield _reasoned(number, decision, lambda start, end: (start, end))


def _reasoned(doc: str | int, decision: Decision, place: Callable[[int, int], tuple[int, int]]) -> Row:
    mention = decision.mention or decision.raw
    start, end = place(mention.start, mention.end)
    unmeant = {} if decision.mention else {"id": None, "name": None, "verdict": "none", "ids": ()}
    score = None if decision.score is None else round(decision.score, 2)
    reasoned = {"outcome": decision.outcome, "score": score, "reasons": "; ".join(map(_told, decision.features))}
    return {**row_of(doc, mention), "start": start, "end": end, **unmeant, **reasoned}


def _told(feature: Feature) -> str:
    """A reason with its points, if it has any: what settles a name of two owners has none."""
    points = f" {WEIGHTS[feature.name] * feature.value:+.1f}" if feature.name in WEIGHTS else ""
    return f"{feature.name}{points} {' '.join(feature.detail.split())}".rstrip()


def normalise(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text (txt, md, html, docx, srt, vtt, ass), or - for standard input.")],
    to: Annotated[str, typer.Option("--to", metavar="LANG|id", help="en, zh-Hans, zh-Hant, zh-Hant-TW, zh-Hant-HK, ja, ko, or id.")],
    style: Annotated[str, typer.Option("--style", metavar="replace|annotate", help="annotate keeps the text: 長鑫存儲[cxmt].")] = "replace",
    raw: Raw = False,
    first_mention: Annotated[bool, typer.Option("--first-mention", help="Introduce each company: CXMT (长鑫存储).")] = False,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")] = "",
    field: Fields = None,
    jobs: Jobs = 1,
    resume: Resume = False,
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Write every sure mention as the glossary does, and leave the rest of the text as it is.

    Markup, code, links, paths and layout are not touched; a file that is written with --output keeps its encoding. With --field the
    output is the same records with those fields rewritten. What is left alone (ambiguous, or without a name in that language)
    is listed on standard error. Exit status 0 if nothing was, 1 else.

    Example: glossary normalise article.txt --to en
    """
    if style not in ("replace", "annotate"):
        raise typer.BadParameter(f"{style!r} is not replace or annotate", param_hint="--style")
    if first_mention and style == "annotate":
        raise typer.BadParameter("does not go with --style annotate", param_hint="--first-mention")
    chosen: Style = "introduce" if first_mention else "annotate" if style == "annotate" else "replace"
    if field:
        asked = replace(Asked.of(file, field, jobs, output, resume, db, encoding), decide=not raw)
        raise typer.Exit(1 if normalise_records(asked, to, chosen) else 0)
    refuse_without_fields(jobs, resume)
    with opened(db) as book:
        document = read_document(file, encoding or None)
        book.loaded.decides = not raw
        result = book.loaded.rewrite(document.text, to, chosen, document.skip)
    _put(document, document.changed(result.changes), output)
    for mention, why in result.left:
        line, column = document.line_and_column(mention.start)
        warn(f"{'<stdin>' if file == STDIN else file}:{line}:{column}: left {mention.text}: {why}")
    raise typer.Exit(1 if result.left else 0)


def _find_in_records(files: list[str], lines: bool, asked: Asked, form: Form) -> int:
    if len(files) > 1 or lines:
        raise typer.BadParameter("reads the records of one file, and not its lines", param_hint="--field")
    return find_in_records(asked, form)


def _put(document: Document, text: str | bytes, output: str) -> None:
    """Write a document: to a file as it is spelt, to standard output as UTF-8."""
    from glossary.errors import InputError
    from glossary.indexfile import write

    if output:
        try:
            write(Path(output), document.encoded(text))
        except OSError as error:
            raise InputError(f"{output}: could not be written: {error.strerror}") from error
    elif isinstance(text, str):
        sys.stdout.write(text)
    elif sys.stdout.isatty():
        raise InputError(f"{document.name}: a Word document is not for a terminal; say --output FILE")
    else:
        sys.stdout.buffer.write(text)


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
