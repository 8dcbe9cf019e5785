"""`lookup`: names → entities; `compare`: two names, no database needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from glossary.answers import Answer, Candidate, Feature
from glossary.commands.options import Db, Encoding, Format, Jobs, opened
from glossary.commands.printing import Form, Row, print_rows

_COLUMNS = ("query", "verdict", "id", "name", "score", "match", "alias")
_REASONS = ("feature", "value", "points", "detail")


def lookup(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names, or - for one a line on standard input.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many candidates a name.")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Say why: what each feature adds to a score, and how the name folds.")] = False,
    form: Format = Form.table,
    jobs: Jobs = 1,
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Look names up: which entity each one denotes, in any script, misspelt or shortened.

    Verdicts: exact and match are safe to act on; ambiguous, possible and none are not, and give exit status 1. With --explain
    a name with no answer shows what was nearest and why it was refused. Names on standard input are looked up as they come.

    Example: glossary lookup 長鑫存儲 "Changxin Memory Tech" JECT
    """
    if "-" in names:
        from glossary.commands.many import Asked, look_up_many

        raise typer.Exit(0 if look_up_many(names, Asked(limit, explain, form), jobs, db, encoding) else 1)
    if jobs != 1:
        raise typer.BadParameter("is for names on standard input: say - for them", param_hint="--jobs")
    with opened(db) as book:
        answers = list(book.lookup_many(names, limit))
        print_rows(rows_of(answers, explain, form), columns_of(explain, form), form)
    raise typer.Exit(0 if all(answer.verdict in ("exact", "match") for answer in answers) else 1)


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


def columns_of(explain: bool, form: Form) -> tuple[str, ...]:
    """The columns of `rows_of`, where the form has any."""
    reasons = (*_REASONS, *(() if form is Form.table else ("features",)), "folds") if explain else ()
    return (*_COLUMNS, *reasons)


def rows_of(answers: Iterable[Answer], explain: bool, form: Form) -> Iterator[Row]:
    """Answers as rows to print: in JSON one an answer, else one a candidate, and its reasons below it."""
    if form in (Form.json, Form.jsonl):
        return (_as_object(answer, explain) for answer in answers)
    return _rows(answers, explain)


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
