"""The best of the names that were compared with a query, by entity, and the mark that the others must reach to matter.

What matters of a query's answer: the entities that are offered, whether more than one matches, and where none is offered the
best that was refused. A name whose bound (bounds.py) lies below the mark can change none of these, and is not compared.
"""

from __future__ import annotations

from heapq import nlargest
from math import inf

from glossary.answers import Owners
from glossary.score import MATCH, POSSIBLE, Comparison, balance

#: Of the best score: what is less is not worth naming beside it.
BESIDE = 0.6
_ROUNDING = 0.0001  # of scores

#: A comparison, the key that was compared, and whose it is.
Found = tuple[Comparison, str, Owners]


class Top:
    """The best name of each entity; at most `limit` entities are asked for."""

    def __init__(self, limit: int) -> None:
        self._kept = max(limit, 2)  # the second says whether the first stands alone
        self._best: dict[str, Found] = {}
        self._balances: dict[str, float] = {}  # the highest of each entity
        self.has_match = False
        self._floor: tuple[float, float] | None = None

    def add(self, entity: str, comparison: Comparison, alias: str, owners: Owners) -> None:
        self.has_match |= comparison.match
        best = self._best.get(entity)
        if best is None or _order(comparison, alias) < _order(best[0], best[1]):
            self._best[entity] = comparison, alias, owners
        self._balances[entity] = max(balance(comparison.features), self._balances.get(entity, -inf))
        self._floor = None

    def ranked(self) -> list[tuple[str, Found]]:
        """Each entity with its best name, best first."""
        return sorted(self._best.items(), key=lambda item: (*_order(item[1][0], item[1][1])[:3], item[0]))

    def may_change(self, bound: float, length: int) -> bool:
        """May a name of so many characters matter whose balance is at most `bound`? What may match always does."""
        if self._floor is None:
            self._floor = self._reckoned()
        balance, longest = self._floor
        return bound > balance or (bound == balance and length <= longest)

    def _reckoned(self) -> tuple[float, float]:
        """The balance below which no further name matters, and of those that only reach it, the characters of the longest that does."""
        if not self._best:
            return -inf, inf
        best = max(found.score for found, _, _ in self._best.values())
        if best < POSSIBLE:
            return max((balance(found.features), len(alias)) for found, alias, _ in self._first())
        # a match of less that is found later may stand for the entity of the best: it is of MATCH at least
        lasting = max((c.score for c, _, _ in self._best.values() if c.match), default=min(best, MATCH))
        floor = max(POSSIBLE, BESIDE * lasting)
        if len(self._balances) >= self._kept:
            floor = max(floor, nlargest(self._kept, self._balances.values())[-1])
        return min(floor, MATCH) - _ROUNDING, inf

    def _first(self) -> list[Found]:
        return [found for _, found in self.ranked()[:1]]


def _order(found: Comparison, alias: str) -> tuple[bool, float, int, str]:
    return not found.match, -balance(found.features), len(alias), alias
