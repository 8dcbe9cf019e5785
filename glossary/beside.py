"""What the mentions of one text say about each other before they are decided: a doubtful one may be saved by those around.

A company that is named in full elsewhere is meant by its short name too; beside a name that hardly needs evidence, in a list behind
one, or among many of them, a name is more likely one. `_weighing.c` reads the same, but leaves the last two to this module.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

from glossary import latin
from glossary.answers import Feature, Mention, Owners
from glossary.context import Facts
from glossary.text.fold import key as key_of

#: How many characters away a mention is beside another one.
_NEAR = 120
#: So many other companies make a text one about companies.
_MANY = 4


class Document:
    """What the mentions of one text say about each other; read when it is first asked."""

    def __init__(self, mentions: Sequence[Mention], facts: Callable[[Owners], Facts]) -> None:
        self._mentions = mentions
        self._facts = facts

    @cached_property
    def _longest(self) -> Mapping[tuple[str, ...], str]:
        """By owners, the longest name that stands for them."""
        found: dict[tuple[str, ...], str] = {}
        for _, _, text, owners in self._mentions:
            if len(text) > len(found.get(owners.ids, "")):
                found[owners.ids] = text
        return found

    def evidence(self, mention: Mention, facts: Facts, decided: Sequence[Mention]) -> Iterator[Feature]:
        """What the other mentions say about one; `decided`: those before it, if it stands in a list."""
        last = decided[-1] if decided else None
        if last is not None and last.end + 1 == mention.start and last.id is not None and last.kind != "term":
            yield Feature("in a list with a sure mention", 1.0, last.text)
        full = self._longest.get(mention.owners.ids, "") if facts.has_longer else ""
        if len(full) > len(mention.text) and len(key_of(full)) > len(facts.key):
            yield Feature("named in full elsewhere", 1.0, full)
        elif not facts.foreign:
            beside = next(self._beside(mention), None)
            if beside is not None:
                yield Feature("beside a sure mention", 1.0, beside.text)
            elif len(self._companies - {*mention.owners.ids}) >= _MANY:
                yield Feature("among many companies", 1.0, "")

    def _beside(self, mention: Mention) -> Iterator[Mention]:
        """Mentions near by, of others, that hardly need evidence: of the two before and the two after."""
        place = bisect_left(self._mentions, mention.start, key=itemgetter(0))
        for other in (*self._mentions[max(0, place - 2) : place], *self._mentions[place + 1 : place + 3]):
            if abs(other.start - mention.start) < _NEAR and other.owners.ids != mention.owners.ids and self._needs_none(other):
                yield other

    @cached_property
    def _companies(self) -> frozenset[str]:
        """The entities that the text names by names that hardly need evidence."""
        return frozenset(mention.owners.ids[0] for mention in self._mentions if self._needs_none(mention))

    def _needs_none(self, mention: Mention) -> bool:
        return latin.needs_none(self._facts(mention.owners))
