"""`lint`: is what a glossary holds in order?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.commands.options import Db, Format, opened
from glossary.commands.printing import Form, print_rows, warn

if TYPE_CHECKING:
    from glossary.linter import Remark, Rule

_MANUAL = ("code", "name", "severity", "what", "why", "example")


def lint(
    rule: Annotated[list[str] | None, typer.Option("--rule", metavar="RULE", help="Only this rule, by code or name; repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="RULE", help="Not this rule; repeatable.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show notes too, the lowest severity.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules: what each finds, why that matters, an example.")] = False,
    form: Format = Form.table,
    db: Db = "",
) -> None:
    """Check what a glossary says: shared and contradictory names, ordinary words, mixed scripts, tickers, relations …

    Errors and warnings are shown; notes with --all, or where --rule asks for them. Exit status 0 if there is no error and no
    warning, 1 if there is.

    Example: glossary lint --db companies.db --ignore G005
    """
    from glossary.linter import Remark, select

    chosen = select(rule or (), ignore or ())
    if rules:
        _print_manual(chosen, form)
        return
    with opened(db) as book:
        remarks = list(book.lint(chosen))
    shown = [remark for remark in remarks if everything or rule or remark.severity != "note"]
    print_rows([asdict(remark) for remark in shown], [field.name for field in fields(Remark)], form)
    sys.stdout.flush()  # the summary comes last
    warn(_summary(remarks, hidden=len(remarks) - len(shown)))
    raise typer.Exit(1 if any(remark.severity != "note" for remark in remarks) else 0)


def _summary(remarks: Sequence[Remark], hidden: int) -> str:
    from glossary.findings import SEVERITIES

    found = Counter(remark.severity for remark in remarks)
    counts = [f"{found[severity]:,} {severity}{'' if found[severity] == 1 else 's'}" for severity in SEVERITIES]
    return ", ".join(counts) + (" (--all shows them)" if hidden else "")


def _print_manual(rules: Sequence[Rule], form: Form) -> None:
    if form is not Form.table:
        print_rows([{column: getattr(rule, column) for column in _MANUAL} for rule in rules], _MANUAL, form)
        return
    for rule in rules:
        print(f"{rule.code} {rule.name} ({rule.severity})\n  What: {rule.what}\n  Why: {rule.why}\n  Example: {rule.example}")
