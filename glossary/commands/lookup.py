"""`lookup`: names → entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from glossary.answers import Answer
from glossary.commands.options import Db, Encoding, Format, lines_of_stdin, opened
from glossary.commands.printing import Form, Row, print_rows

_COLUMNS = ("query", "verdict", "id", "name", "score", "match", "alias")


def lookup(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names, or - for one a line on standard input.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many candidates a name.")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Say why: the features of each candidate, and how the name folds.")] = False,
    form: Format = Form.table,
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Look names up: which entity each one denotes.

    Exit status 0 if every name has one sure answer, 1 if not.

    Example: glossary lookup 長鑫存儲 JCET
    """
    with opened(db) as book:
        queries = [query for name in names for query in (lines_of_stdin(encoding) if name == "-" else [name])]
        seen: list[bool] = []
        answers = _noting(book.lookup_many(queries, limit), seen)
        if form in (Form.json, Form.jsonl):
            print_rows((asdict(answer) for answer in answers), (), form)
        else:
            print_rows(_rows(answers, explain), (*_COLUMNS, *(("features", "folds") if explain else ())), form)
    raise typer.Exit(0 if all(seen) and seen else 1)


def _noting(answers: Iterable[Answer], seen: list[bool]) -> Iterator[Answer]:
    for answer in answers:
        seen.append(answer.verdict in ("exact", "match"))
        yield answer


def _rows(answers: Iterable[Answer], explain: bool) -> Iterator[Row]:
    for answer in answers:
        first: Row = {"query": answer.query, "verdict": answer.verdict, "folds": _steps(answer.query) if explain else ""}
        for candidate in answer.candidates:
            features = "; ".join(f"{f.name} {f.value:g} ({f.detail})" for f in candidate.features)
            yield {**first, **asdict(candidate), "match": "yes" if candidate.match else "no", "features": features}
        if not answer.candidates:
            yield first


def _steps(name: str) -> str:
    from glossary.text.fold import explain, key

    steps = [f"{step.step} {step.before}→{step.after}" for step in explain(name)]
    return f"{key(name)}: {', '.join(steps)}" if steps else key(name)
