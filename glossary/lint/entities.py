"""The linter's rules that compare rows: names that several entities have, an entity's names together, relations. linter.py says why."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from glossary.lint.content import AMBIGUOUS, FORBIDDEN, MARKS, REVIEWED, Content, Fault, at, each, says
from glossary.lint.names import bare_ticker
from glossary.model import Alias
from glossary.text.grammar import is_han
from glossary.vocabulary import fallback

_CAPITALS = re.compile("[A-Z]{2,3}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _others(alias: Alias, aliases: Sequence[Alias]) -> list[Alias]:
    """The names of other entities among some; not another term beside a term: a termbase has homonyms, one entry a concept."""
    return [other for other in aliases if other.id != alias.id and not (other.kind == alias.kind == "term")]


def _unnoted(content: Content) -> Iterator[tuple[Alias, list[Alias]]]:
    """Every name without a note that it is ambiguous, and the names of other entities with its key."""
    for aliases in content.owned.values():
        if len({alias.id for alias in aliases}) > 1:
            for alias in aliases:
                if not says(alias, AMBIGUOUS) and (others := _others(alias, aliases)):
                    yield alias, others


def _ids(aliases: list[Alias]) -> str:
    return ", ".join(sorted({alias.id for alias in aliases}))


def shared_name(content: Content) -> Iterator[Fault]:
    """G001."""
    for alias, others in _unnoted(content):
        if same := [other for other in others if other.name == alias.name]:
            ids = _ids(same)
            yield at(alias, f"is a name of {ids} too", f'begin the note with "{AMBIGUOUS}: also {ids}", or merge the entities')


def folded_collision(content: Content) -> Iterator[Fault]:
    """G002."""
    for alias, others in _unnoted(content):
        if all(other.name != alias.name for other in others):
            also = ", ".join(sorted({f"{other.name} of {other.id}" for other in others}))
            yield at(alias, f"compares equal to {also}", f'begin the note with "{AMBIGUOUS}: also {_ids(others)}"')


def stale_ambiguity(content: Content) -> Iterator[Fault]:
    """G016."""
    for alias in content.aliases:
        if says(alias, AMBIGUOUS):
            among = (content.tickers if alias.kind == "ticker" else content.owned)[content.keys[alias.name]]
            others = sorted({other.id for other in among} - {alias.id})
            if not others:
                yield at(alias, "is said to be ambiguous, and no other entity has it", "add the name to the other entity, or mend the note")
            elif missing := [other for other in others if other not in alias.note]:
                yield at(alias, f"is said to be ambiguous, not with whom: {', '.join(missing)}", "name the other entities in the note")


def tickers(content: Content) -> Iterator[Fault]:
    """G010."""
    yield from each(bare_ticker)(content)
    for aliases in content.tickers.values():
        if len({alias.id for alias in aliases}) > 1:
            undated = [alias for alias in aliases if not _YEAR.search(alias.note) and not says(alias, AMBIGUOUS)]
            if len({alias.id for alias in undated}) > 1:
                for alias in undated:
                    others = [other for other in aliases if other.id != alias.id]
                    yield at(alias, f"is a ticker of {_ids(others)} too, and nothing says when", 'note "until 2015", "since 2016"')


def forbidden_inside(content: Content) -> Iterator[Fault]:
    """G003."""
    return _inside(content, "deprecated")


def former_inside(content: Content) -> Iterator[Fault]:
    """G023."""
    return _inside(content, "superseded")


def _inside(content: Content, status: str) -> Iterator[Fault]:
    """Names of a status that stand inside a preferred name of their entity and language."""
    for aliases in content.entities.values():
        bad = [alias for alias in aliases if alias.status == status and alias.kind != "ticker"]
        for alias in aliases if bad else ():
            if alias.status == "preferred":
                for other in bad:
                    if other.lang in _same_script(alias.lang) and _is_inside(content.keys[other.name], content.keys[alias.name]):
                        message = f"is {status} and stands inside {alias.name}, which is preferred"
                        yield at(other, message, "withdraw the shorter form, or give it the status admitted")


def _is_inside(part: str, whole: str) -> bool:
    """Does a key stand inside another, at the borders of words where words have borders?"""
    if part == whole or part not in whole:
        return False
    before, after = "" if is_han(part[0]) else r"(?<!\w)", "" if is_han(part[-1]) else r"(?!\w)"
    return re.search(f"{before}{re.escape(part)}{after}", whole) is not None


def two_preferred(content: Content) -> Iterator[Fault]:
    """G008."""
    for entity, aliases in content.entities.items():
        found = defaultdict[str, list[str]](list)
        for alias in aliases:
            if alias.status == "preferred" and alias.kind != "term" and alias.name not in found[alias.lang]:
                found[alias.lang].append(alias.name)
        for lang, names in found.items():
            for name in names[1:]:
                yield Fault(entity, name, lang, f"is preferred, and so is {names[0]}", "give all but one the status admitted")


def short_capitals(content: Content) -> Iterator[Fault]:
    """G012. One decision is enough for a name that an entity has in several languages."""
    for aliases in content.entities.values():
        short = [alias for alias in aliases if alias.kind not in ("ticker", "term") and _CAPITALS.fullmatch(alias.name)]
        decided = {alias.name for alias in short if says(alias, *MARKS)}
        for alias in {alias.name: alias for alias in reversed(short) if alias.name not in decided}.values():
            message = f"has {len(alias.name)} capital letters, which much else is called by"
            yield at(alias, message, f'look at it, and begin the note with "{REVIEWED}:"')


def no_preferred(content: Content) -> Iterator[Fault]:
    """G009."""
    for entity, aliases in content.entities.items():
        names = [alias for alias in aliases if alias.kind != "ticker"]
        if not names:
            yield Fault(entity, "", "", "has no name", "add one, or merge the entity into another")
            continue
        preferred = {alias.lang for alias in names if alias.status == "preferred"}
        for lang in sorted({alias.lang for alias in names if alias.status == "admitted"} - {"und"}):
            if preferred.isdisjoint(_same_script(lang)):
                yield Fault(entity, "", lang, f"has names in {lang}, none of them preferred", "give one the status preferred")
        if not any(alias.lang.split("-")[0] == "en" and alias.status not in FORBIDDEN for alias in names):
            yield Fault(entity, "", "en", "has no English name", "add one")


def _same_script(lang: str) -> list[str]:
    """The languages whose names stand in for a language's without a change of script."""
    return [other for other in fallback(lang) if other.startswith("zh-Hans") == lang.startswith("zh-Hans")]


def contradiction(content: Content) -> Iterator[Fault]:
    """G015."""
    for entity, aliases in content.entities.items():
        spelt = defaultdict[tuple[str, str], list[Alias]](list)
        for alias in aliases:
            spelt[alias.lang, content.keys[alias.name]].append(alias)
        for (lang, _), same in spelt.items():
            bad = [alias for alias in same if alias.status in FORBIDDEN]
            if bad and len(bad) < len(same):
                good = next(alias for alias in same if alias not in bad)
                yield Fault(
                    entity, bad[0].name, lang, f"is {bad[0].status}, and as {good.name} it is {good.status}", "withdraw one of the two"
                )


def twice(content: Content) -> Iterator[Fault]:
    """G020."""
    for entity, aliases in content.entities.items():
        for (name, lang), count in Counter((alias.name, alias.lang) for alias in aliases).items():
            if count > 1:
                kinds = " and ".join(alias.kind for alias in aliases if (alias.name, alias.lang) == (name, lang))
                yield Fault(entity, name, lang, f"stands {count} times, as {kinds}", "keep the row of the kind that it is")


def preferred_ambiguous(content: Content) -> Iterator[Fault]:
    """G022."""
    for aliases in content.owned.values():
        for alias in aliases if len({alias.id for alias in aliases}) > 1 else ():
            if alias.status == "preferred" and (others := _others(alias, aliases)):
                yield at(alias, f"is preferred, and a name of {_ids(others)} too", "prefer a name that no other entity has")


def relations(content: Content) -> Iterator[Fault]:
    """G011."""
    above = defaultdict[tuple[str, str], set[str]](set)
    for relation in content.relations:
        if relation.id == relation.other:
            yield Fault(relation.id, "", "", f"is {relation.relation} itself", "withdraw the relation")
            continue
        for end in (relation.id, relation.other):
            if end not in content.entities:
                told = f"{relation.id} {relation.relation} {relation.other}"
                yield Fault(end, "", "", f"stands in a relation ({told}) and has no name", "add one, or withdraw the relation")
        above[relation.relation, relation.id].add(relation.other)
    for kind, entity in above:
        if kind != "related" and entity in _reached(above, kind, entity):
            yield Fault(entity, "", "", f"is {kind} itself by way of others", "withdraw one of the relations")


def _reached(above: Mapping[tuple[str, str], set[str]], kind: str, entity: str) -> set[str]:
    found, queue = set[str](), [entity]
    while queue:
        for other in above.get((kind, queue.pop()), ()):
            if other not in found:
                found.add(other)
                queue.append(other)
    return found
