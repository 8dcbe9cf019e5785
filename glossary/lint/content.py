"""What the rules of the linter see: a glossary's rows, arranged so that each rule is a few lines. See linter.py for the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from glossary.model import Alias, Relation
from glossary.text.fold import key
from glossary.vocabulary import ORDINARY_WORD

#: How a note begins, or a part of it after "; ", that records what an editor decided about a name.
AMBIGUOUS, REVIEWED = "ambiguous", "reviewed"
MARKS = (AMBIGUOUS, ORDINARY_WORD, REVIEWED)
#: Statuses of names that are not to be written.
FORBIDDEN = ("deprecated", "superseded")


@dataclass(frozen=True, slots=True)
class Fault:
    """One row, or one entity where name and lang are empty, that a rule objects to."""

    id: str
    name: str
    lang: str
    message: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A glossary, arranged. `owned`: by key, the aliases that are no tickers; `tickers`: by key, those that are, for codes are given
    anew to other companies. `entities`: by ID, all aliases of each. `keys`: the key of every name.
    """

    aliases: Sequence[Alias]
    relations: Sequence[Relation]
    owned: Mapping[str, Sequence[Alias]]
    tickers: Mapping[str, Sequence[Alias]]
    entities: Mapping[str, Sequence[Alias]]
    keys: Mapping[str, str]


Check = Callable[[Content], Iterator[Fault]]


def arrange(aliases: Iterable[Alias], relations: Iterable[Relation] = (), entities: Iterable[str] = ()) -> Content:
    """The content as the rules want it; `entities` adds IDs that have no name.

    >>> list(arrange([Alias("cxmt", "长鑫存储"), Alias("cxmt", "長鑫存儲")]).owned)
    ['长鑫存储']
    """
    rows = tuple(aliases)
    keys = {name: key(name) for name in dict.fromkeys(alias.name for alias in rows)}
    owned, tickers = defaultdict[str, list[Alias]](list), defaultdict[str, list[Alias]](list)
    by_entity: dict[str, list[Alias]] = {entity: [] for entity in entities}
    for alias in rows:
        (tickers if alias.kind == "ticker" else owned)[keys[alias.name]].append(alias)
        by_entity.setdefault(alias.id, []).append(alias)
    return Content(rows, tuple(relations), owned, tickers, by_entity, keys)


def says(alias: Alias, *marks: str) -> bool:
    """Does the note of an alias record one of these decisions?

    >>> says(Alias("nanya", "NTC", note="ambiguous: also nuvoton; reviewed: its own usage"), REVIEWED)
    True
    """
    return any(part.startswith(f"{mark}:") for part in alias.note.split("; ") for mark in marks)


def at(alias: Alias, message: str, suggestion: str = "") -> Fault:
    """A fault of one alias."""
    return Fault(alias.id, alias.name, alias.lang, message, suggestion)


def each(check: Callable[[Alias], Fault | None]) -> Check:
    """A rule about one row at a time."""

    def checked(content: Content) -> Iterator[Fault]:
        return (fault for alias in content.aliases if (fault := check(alias)) is not None)

    return checked
