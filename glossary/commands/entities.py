"""`show`, and the edits with their journal: `add`, `withdraw`, `merge`, `distinguish`, `log`, `undo`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from glossary.commands.options import Db, Format, Why, opened
from glossary.commands.printing import Form, print_rows
from glossary.model import Alias, Entity, Event, Fact
from glossary.rules import checked

Id = Annotated[str, typer.Argument(metavar="ID", help="A canonical ID.")]


def show(entity: Id, form: Format = Form.table, db: Db = "") -> None:
    """Show everything known of one entity.

    Example: glossary show cxmt
    """
    with opened(db) as book:
        found = book.show(entity)
        name = book.name_of(found.id)
    if form in (Form.json, Form.jsonl):
        print_rows([{**asdict(found), "name": name}], (), form)
        return
    if form is Form.table:
        _heading(found, name)
    print_rows([asdict(alias) for alias in found.aliases], ("name", "lang", "kind", "status", "source", "note"), form)


def _heading(found: Entity, name: str) -> None:
    profile = found.profile
    typer.echo("  ".join(part for part in (found.id, name, profile.country, profile.role, profile.note) if part))
    if found.asked != found.id:
        typer.echo(f"{found.asked} was merged into it")
    for relation in found.relations:
        typer.echo(f"{relation.id} {relation.relation} {relation.other}" + (f" ({relation.note})" if relation.note else ""))
    for label, ids in (("merged into it", found.merged), ("distinct from", found.distinct)):
        if ids:
            typer.echo(f"{label}: {' '.join(ids)}")
    for fact in found.facts:
        typer.echo(_told(fact))
    typer.echo("" if found.aliases else "withdrawn: it has no names left")


def _told(fact: Fact) -> str:
    """One fact as a line: what it is about where that is not the entity, its category and value, and what stands with it."""
    about = " ".join(part for part in (fact.name, fact.lang) if part)
    beside = ", ".join(f"{category}: {value}" for category, value in fact.extra)
    return f"{f'{about}: ' if about else ''}{fact.category}: {fact.value}{f' ({beside})' if beside else ''}"


def add(
    entity: Id,
    name: Annotated[str, typer.Argument(metavar="NAME", help="One written name of it.")],
    lang: Annotated[str, typer.Option("--lang", help="en, zh-Hans, zh-Hant, zh-Hant-TW, zh-Hant-HK, ja, ko, und.")],
    kind: Annotated[str, typer.Option("--kind", help="legal, short, abbreviation, brand, former, transliteration …")] = "short",
    status: Annotated[str, typer.Option("--status", help="preferred, admitted, deprecated, superseded.")] = "admitted",
    source: Annotated[str, typer.Option("--source", help="Where the name stands; by default you.")] = "",
    why: Why = "",
    db: Db = "",
) -> None:
    """Add a name to an entity; an ID that is new is issued.

    Example: glossary add cxmt 长鑫 --lang zh-Hans --source desk
    """
    checked(Alias(entity.strip(), name.strip(), lang, kind, status))  # before a database is made
    with opened(db, may_make=True) as book:
        event = book.add(entity, name, lang=lang, kind=kind, status=status, source=source, why=why)
    _tell(event)


def withdraw(entity: Id, name: Annotated[str, typer.Argument(metavar="NAME")], why: Why = "", db: Db = "") -> None:
    """Withdraw a name of an entity; it is kept in the journal, and `undo` brings it back.

    Example: glossary withdraw cxmt 长鑫 --why "also used for the parent"
    """
    with opened(db) as book:
        _tell(book.withdraw(entity, name, why=why))


def merge(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The ID that will lead to the other.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The ID that stays.")],
    why: Why = "",
    db: Db = "",
) -> None:
    """Merge two entities that are one: OLD leads to NEW from now on, and still resolves.

    Example: glossary merge changxin cxmt --why "one company"
    """
    with opened(db) as book:
        _tell(book.merge(old, into=new, why=why))


def distinguish(one: Id, other: Id, why: Why = "", db: Db = "") -> None:
    """Record that two IDs are different entities, so that nobody merges them.

    Example: glossary distinguish cxmt innotron --why "subsidiary and parent"
    """
    with opened(db) as book:
        _tell(book.distinguish(one, other, why=why))


def log(
    entity: Annotated[str, typer.Argument(metavar="[ID]", help="Only what touched this ID.")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many events.")] = 50,
    form: Format = Form.table,
    db: Db = "",
) -> None:
    """Show the journal, latest first: who did what, when and why.

    Example: glossary log cxmt
    """
    with opened(db) as book:
        events = book.log(entity or None, limit)
    print_rows([asdict(event) for event in events], ("number", "at", "actor", "action", "subject", "detail", "why", "undoes"), form)


def undo(
    event: Annotated[int | None, typer.Argument(metavar="[EVENT]", help="Its number in the journal; by default the latest.")] = None,
    why: Why = "",
    db: Db = "",
) -> None:
    """Undo an event: withdraw what it added, bring back what it withdrew. The journal keeps both.

    Example: glossary undo 12
    """
    with opened(db) as book:
        _tell(book.undo(event, why=why))


def _tell(event: Event | None) -> None:
    """Say on stderr what was done."""
    from glossary.commands.printing import warn

    if event is None:
        warn("it is there already; nothing changed")
    elif event.undoes is not None:
        warn(f"event {event.number}: undid event {event.undoes}")
    else:
        warn(f"event {event.number}: {event.action} {event.subject}")
