"""Candidates for a name whose key is unknown: proposed by three searches, scored by score.py, ranked by entity.

The searches are exact (fuzzy.py: nearest spellings, shorter and longer names) or bags of readings and meanings (crossing.py);
what they propose decides nothing. Heavy: loaded where a look-up finds no key.

Verdicts: `match` where one entity's name matches and no other entity's does; `ambiguous` where several do, or where the best
name belongs to several; `possible` for what is worth naming; `none` else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from glossary.answers import Answer, Candidate, Feature, Owners, Verdict
from glossary.crossing import Crossing
from glossary.fuzzy import Fuzzy
from glossary.index import Index
from glossary.initials import Initials
from glossary.reservations import RIVALS, against_match, rival, script_differs
from glossary.rules import LONGEST
from glossary.score import POSSIBLE, Comparison, balance, compare_keys, judge
from glossary.text.fold import key
from glossary.text.grammar import is_han
from glossary.text.names import core
from glossary.text.scripts import script

_BESIDE = 0.6  # of the best score: what is less is not worth naming beside it
_NEAREST, _WITHIN, _ACROSS = 15, 20, 100  # how many keys each search may propose


class Nearby:
    """The searches over one index; keeps nothing of a query."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def _fuzzy(self) -> Fuzzy:
        return Fuzzy(self._index)

    @cached_property
    def _crossing(self) -> Crossing:
        return Crossing(self._index)

    @cached_property
    def _initials(self) -> Initials:
        return Initials(self._index)

    def answer(self, name: str, limit: int = 10) -> Answer:
        """The answer for a name that is no key of the index."""
        query = key(name) if len(name) <= LONGEST else ""
        found = self._compared(query, self._alike(query)) if query else {}
        if query and not any(comparison.match for comparison in found.values()):
            found.update(self._compared(query, self._across(query)))
            found.update(self._compared(query, dict.fromkeys(self._initials.spelt_by(query), 1.0)))
        scored = self._by_entity(name, found)
        least = max(POSSIBLE, _BESIDE * max((candidate.score for candidate in scored), default=0.0))
        offered = [candidate for candidate in scored if candidate.score >= least]
        if not offered:
            return Answer(name, "none", (), tuple(scored[:1]))
        offered = _without_rivals(_only_sure(offered))
        return Answer(name, _verdict(offered), tuple(offered[:limit]))

    def _alike(self, query: str) -> dict[int, float]:
        """Keys in the same letters: nearest, longer, shorter; 1 for each, for nothing is rare here."""
        fuzzy, bare = self._fuzzy, core(query)
        found: dict[int, None] = {}
        for text in dict.fromkeys((query, bare)):
            found.update(dict.fromkeys(number for number, _ in fuzzy.nearest(text, _NEAREST)))
            found.update(dict.fromkeys(fuzzy.containing(text, _WITHIN)))
            found.update(dict.fromkeys(fuzzy.contained(text, _WITHIN)))
        return dict.fromkeys(found, 1.0)

    def _across(self, query: str) -> dict[int, float]:
        """Keys in the other script, with how rare is what they share with the query."""
        search = self._crossing.latin_for if _has_han(query) else self._crossing.han_for
        return search(query, _ACROSS)

    def _compared(self, query: str, rarity: Mapping[int, float]) -> dict[int, Comparison]:
        keys = self._index.keys()
        found = {}
        for number, rare in rarity.items():
            alias = keys[number]
            if all(written.kind == "ticker" for written in self._index.owners(number).aliases):
                continue  # ASM.AS is no name that ASM resembles: codes are looked up as they are
            comparison = compare_keys(query, alias, strict=True)
            further = []
            if rare < 1 and comparison.features:
                further.append(Feature("commonplace", round(1 - rare, 4), "shares what is less rare"))
            if comparison.match:
                further += against_match(self._index, query, number)
            found[number] = judge((*comparison.features, *further)) if further else comparison
        return found

    def _by_entity(self, name: str, found: Mapping[int, Comparison]) -> list[Candidate]:
        """One candidate an entity, by its best name; best first."""
        keys = self._index.keys()
        best: dict[str, tuple[Comparison, str, Owners]] = {}
        for number, comparison in found.items():
            alias, owners = keys[number], self._index.owners(number)
            for entity in owners.ids:
                other_script = script_differs(name, owners, entity)
                here = judge((*comparison.features, other_script)) if other_script else comparison
                if entity not in best or _order(here, alias) < _order(best[entity][0], best[entity][1]):
                    best[entity] = here, alias, owners
        candidates = [self._candidate(name, entity, *best[entity]) for entity in best]
        return sorted(candidates, key=lambda c: (not c.match, -balance(c.features), len(best[c.id][1]), c.id))

    def _candidate(self, name: str, entity: str, found: Comparison, alias: str, owners: Owners) -> Candidate:
        mine = [written for written in owners.aliases if written.id == entity]
        written = next((written for written in mine if script(written.name) in (script(name), "")), mine[0])
        shown = self._index.display(entity) or entity
        return Candidate(entity, shown, found.score, found.match and len(owners.ids) == 1, written.name, found.features)


def _has_han(text: str) -> bool:
    return any(map(is_han, text))


def _order(found: Comparison, alias: str) -> tuple[bool, float, int, str]:
    return not found.match, -balance(found.features), len(alias), alias


def _verdict(offered: list[Candidate]) -> Verdict:
    matches = [candidate for candidate in offered if candidate.match]
    if len(matches) == 1:
        return "match"
    if matches or (len(offered) > 1 and offered[0].score == offered[1].score and offered[0].alias == offered[1].alias):
        return "ambiguous"
    return "possible"


def _only_sure(offered: list[Candidate]) -> list[Candidate]:
    """Where several entities match none of them is sure."""
    if sum(candidate.match for candidate in offered) < 2:
        return offered
    return [Candidate(c.id, c.name, c.score, False, c.alias, c.features) for c in offered]


def _without_rivals(offered: list[Candidate]) -> list[Candidate]:
    """A match across scripts that has a rival is none."""
    matched = next((candidate for candidate in offered if candidate.match), None)
    if matched is None or (found := rival(matched, [other for other in offered[:RIVALS] if other is not matched])) is None:
        return offered
    features = (*matched.features, found)
    return [Candidate(c.id, c.name, c.score, False, c.alias, features) if c is matched else c for c in offered]
