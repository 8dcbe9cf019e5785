"""Name → candidates by key: the same spelling, or spellings that fold alike. What is only near is for nearby.py.

Verdicts: `exact` where one entity owns the key, `ambiguous` where several do (those that own the very spelling asked for
come first, then those of its script), `none` else; `possible` where the other script's spelling is a word that only that region
uses for the company: 达能 is Danone on the mainland, and 達能 a company of Taiwan.
"""

from __future__ import annotations

from glossary.answers import Answer, Candidate, Feature, Owners, Written
from glossary.index import Index
from glossary.text.fold import key
from glossary.text.scripts import script


def resolve(index: Index, name: str, limit: int = 10) -> Answer:
    """Ranked candidates for a name; at most `limit`.

    >>> from glossary.compiler import compile_index
    >>> from glossary.indexfile import Stamp
    >>> from glossary.model import Alias
    >>> from glossary.text.tables import fold_version
    >>> index = compile_index([Alias("cxmt", "长鑫存储")], {}, Stamp(fold_version(), "", 0, ""))
    >>> resolve(index, "長鑫存儲").verdict, resolve(index, "長江存儲").verdict
    ('exact', 'none')
    """
    owners = index.owners_of_key(key(name))
    if owners is None:
        return Answer(name, "none", ())
    sure = len(owners.ids) == 1
    if sure and _is_other_region(name, owners):
        return Answer(name, "possible", (_elsewhere(index, name, owners),))
    candidates = [_candidate(index, name, owners, entity, sure) for entity in owners.ids]
    if not sure:
        candidates.sort(key=lambda candidate: (candidate.alias != name, script(candidate.alias) not in (script(name), ""), candidate.id))
    return Answer(name, "exact" if sure else "ambiguous", tuple(candidates[:limit]))


def _candidate(index: Index, name: str, owners: Owners, entity: str, sure: bool) -> Candidate:
    alias = _closest(name, owners, entity)
    if alias.name == name:
        feature = Feature("same_spelling", 1.0, f"{alias.kind} name, {alias.lang}, {alias.status}")
    else:
        feature = Feature("same_key", 1.0, f"folds like {alias.name}: {alias.kind} name, {alias.lang}, {alias.status}")
    shown = owners.name if sure else index.display(entity) or entity
    return Candidate(entity, shown, 1.0, sure, alias.name, (feature,))


def _is_other_region(name: str, owners: Owners) -> bool:
    """Is the key a word, and a name in traditional characters only, that is asked for in others?"""
    return all(alias.is_word and alias.lang.startswith("zh-Hant") and alias.name != name for alias in owners.aliases)


def _elsewhere(index: Index, name: str, owners: Owners) -> Candidate:
    candidate = _candidate(index, name, owners, owners.ids[0], sure=True)
    region = Feature("other_region", 1.0, f"{candidate.alias} is a name in traditional characters, and a word")
    return Candidate(candidate.id, candidate.name, candidate.score, False, candidate.alias, (*candidate.features, region))


def _closest(name: str, owners: Owners, entity: str) -> Written:
    """The entity's alias of this very spelling, else its best one of this key in the same script, else its best one."""
    if len(owners.aliases) == 1:
        return owners.aliases[0]
    mine = [alias for alias in owners.aliases if alias.id == entity]
    same = (alias for alias in mine if alias.name == name)
    return next(same, None) or next((alias for alias in mine if script(alias.name) in (script(name), "")), mine[0])
