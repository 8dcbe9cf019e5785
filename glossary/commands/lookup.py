"""`lookup`: names → entities; `compare`: two names, no database needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from glossary.answers import Answer, Candidate, Feature
from glossary.commands.options import Db, Encoding, Format, lines_of_stdin, on_terminal, opened
from glossary.commands.printing import Form, Row, print_rows

_COLUMNS = ("query", "verdict", "id", "name", "score", "match", "alias")
_REASONS = ("feature", "value", "points", "detail")
_MANY = 1000  # names, from which on a bar is shown on a terminal


def lookup(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names, or - for one a line on standard input.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many candidates a name.")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Say why: what each feature adds to a score, and how the name folds.")] = False,
    form: Format = Form.table,
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Look names up: which entity each one denotes, in any script, misspelt or shortened.

    Verdicts: exact and match are safe to act on; ambiguous, possible and none are not, and give exit status 1. With --explain
    a name with no answer shows what was nearest and why it was refused.

    Example: glossary lookup 長鑫存儲 "Changxin Memory Tech" JECT
    """
    with opened(db) as book:
        queries = [query for name in names for query in (lines_of_stdin(encoding) if name == "-" else [name])]
        seen: list[bool] = []
        with _bar(len(queries)) as names_asked:
            answers = _noting(book.lookup_many(names_asked(queries), limit), seen)
            if form in (Form.json, Form.jsonl):
                print_rows((_as_object(answer, explain) for answer in answers), (), form)
            else:
                print_rows(
                    _rows(answers, explain),
                    (*_COLUMNS, *((*_REASONS, *(() if form is Form.table else ("features",)), "folds") if explain else ())),
                    form,
                )
    raise typer.Exit(0 if all(seen) and seen else 1)


def compare(
    first: Annotated[str, typer.Argument(metavar="NAME", help="A name.")],
    second: Annotated[str, typer.Argument(metavar="NAME", help="Another.")],
    form: Format = Form.table,
) -> None:
    """Compare two names: how alike they are, and whether they name one company as far as names can tell. No database is read.

    Exit status 0 for a match, 1 for none.

    Example: glossary compare "Siemens AG" "Siemens Aktiengesellschaft"
    """
    from glossary.score import compare as compared

    found = compared(first, second)
    if form in (Form.json, Form.jsonl):
        print_rows([asdict(found)], (), form)
    else:
        rows = [{"score": found.score, "match": "yes" if found.match else "no"}, *map(_reason, found.features)]
        print_rows(rows, ("score", "match", *_REASONS), form)
    raise typer.Exit(0 if found.match else 1)


@contextmanager
def _bar(count: int) -> Iterator[Callable[[Sequence[str]], Iterable[str]]]:
    """A way through the names: with a progress bar on stderr, for many of them on a terminal."""
    if count < _MANY or not on_terminal():
        yield iter
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield lambda names: bar.track(names, total=count, description="names")


def _noting(answers: Iterable[Answer], seen: list[bool]) -> Iterator[Answer]:
    for answer in answers:
        seen.append(answer.verdict in ("exact", "match"))
        yield answer


def _as_object(answer: Answer, explain: bool) -> Row:
    """What the contract of jsonl says; with --explain also what was refused."""
    row = asdict(answer)
    refused = row.pop("refused")
    return {**row, "refused": refused} if explain else row


def _rows(answers: Iterable[Answer], explain: bool) -> Iterator[Row]:
    for answer in answers:
        first: Row = {"query": answer.query, "verdict": answer.verdict, "folds": _steps(answer.query) if explain else ""}
        for candidate in answer.candidates:
            yield {**first, **_cells(candidate)}
            yield from map(_reason, candidate.features if explain else ())
        if not answer.candidates:
            yield first
        for candidate in answer.refused if explain else ():
            yield {"verdict": "refused", **_cells(candidate)}
            yield from map(_reason, candidate.features)


def _cells(candidate: Candidate) -> dict[str, object]:
    features = "; ".join(f"{f.name} {f.value:g} ({f.detail})" for f in candidate.features)
    return {**asdict(candidate), "match": "yes" if candidate.match else "no", "features": features}


def _reason(feature: Feature) -> Row:
    """One step of a score: what a feature adds or takes, and whether it forbids a match."""
    from glossary.score import FEATURES

    rule = FEATURES[feature.name]
    points = f"{rule.weight * feature.value:+.3f}" + (" no match" if rule.veto else "")
    return {"feature": feature.name, "value": feature.value, "points": points, "detail": feature.detail}


def _steps(name: str) -> str:
    from glossary.text.fold import explain, key

    steps = [f"{step.step} {step.before}→{step.after}" for step in explain(name)]
    return f"{key(name)}: {', '.join(steps)}" if steps else key(name)
