"""Candidates for a name whose key is unknown: proposed by three searches, scored by score.py, ranked by entity.

The searches are exact (fuzzy.py: nearest spellings, shorter and longer names) or bags of readings and meanings (crossing.py);
what they propose decides nothing. Of a hundred and fifty proposals a handful can be among the answers: bounds.py says which,
and only those are compared; `answer_slowly` compares all. Heavy: loaded where a look-up finds no key.

Verdicts: `match` where one entity's name matches and no other entity's does; `ambiguous` where several do, or where the best
name belongs to several; `possible` for what is worth naming; `none` else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import inf

from glossary.answers import Answer, Candidate, Feature, Owners, Verdict
from glossary.bounds import has_han, most
from glossary.crossing import Crossing
from glossary.fuzzy import Fuzzy
from glossary.index import Index
from glossary.initials import Initials
from glossary.reservations import RIVALS, against_match, rival, script_differs
from glossary.rules import LONGEST
from glossary.score import FEATURES, POSSIBLE, Comparison, compare_keys, judge
from glossary.text.fold import key
from glossary.text.names import core
from glossary.text.scripts import script
from glossary.top import BESIDE, Top

#: Bounds on the balance of a comparison with each of some keys.
Bounds = Callable[[str, Sequence[str]], list[float]]

_COMMONPLACE = FEATURES["commonplace"].weight
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
        return self._answer(name, limit, most)

    def answer_slowly(self, name: str, limit: int = 10) -> Answer:
        """The same, comparing every key that is proposed."""
        return self._answer(name, limit, _unbounded)

    def _answer(self, name: str, limit: int, bounds: Bounds) -> Answer:
        query = key(name) if len(name) <= LONGEST else ""
        top = Top(max(limit, RIVALS))
        if query:
            self._compare(name, query, self._alike(query), bounds, top)
        if query and not top.has_match:
            self._compare(name, query, self._across(query), bounds, top)
            self._compare(name, query, dict.fromkeys(self._initials.spelt_by(query), 1.0), bounds, top)
        scored = [self._candidate(name, entity, *found) for entity, found in top.ranked()]
        least = max(POSSIBLE, BESIDE * max((candidate.score for candidate in scored), default=0.0))
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
        search = self._crossing.latin_for if has_han(query) else self._crossing.han_for
        return search(query, _ACROSS)

    def _compare(self, name: str, query: str, rarity: Mapping[int, float], bounds: Bounds, top: Top) -> None:
        """Compare the query with these keys, the most promising first, until none can matter that is left."""
        keys = self._index.keys()
        aliases = {keys[number]: number for number in rarity}
        bounded = zip(bounds(query, list(aliases)), aliases.items(), strict=True)
        for less, length, alias, number in sorted((-bound - _COMMONPLACE * (1 - rarity[n]), len(a), a, n) for bound, (a, n) in bounded):
            if not top.may_change(-less, length):
                break
            owners = self._index.owners(number)
            if all(written.kind == "ticker" for written in owners.aliases):
                continue  # ASM.AS is no name that ASM resembles: codes are looked up as they are
            comparison = self._comparison(query, alias, number, rarity[number])
            for entity in owners.ids:
                other = script_differs(name, owners, entity)
                top.add(entity, judge((*comparison.features, other)) if other else comparison, alias, owners)

    def _comparison(self, query: str, alias: str, number: int, rare: float) -> Comparison:
        comparison = compare_keys(query, alias, strict=True)
        further = []
        if rare < 1 and comparison.features:
            further.append(Feature("commonplace", round(1 - rare, 4), "shares what is less rare"))
        if comparison.match:
            further += against_match(self._index, query, number)
        return judge((*comparison.features, *further)) if further else comparison

    def _candidate(self, name: str, entity: str, found: Comparison, alias: str, owners: Owners) -> Candidate:
        mine = [written for written in owners.aliases if written.id == entity]
        written = next((written for written in mine if script(written.name) in (script(name), "")), mine[0])
        shown = self._index.display(entity) or entity
        return Candidate(entity, shown, found.score, found.match and len(owners.ids) == 1, written.name, found.features)


def _unbounded(query: str, aliases: Sequence[str]) -> list[float]:
    return [inf] * len(aliases)


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
