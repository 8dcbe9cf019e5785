"""Raw mentions → decided mentions: which hits of the scanner name the company, and how far the name reaches.

The scanner finds every spelling of the table; here it is asked whether the spelling is meant. In this order:

1. A name that cannot be anything else (a full legal name) passes at once; the work is done on short and wordlike ones.
2. Longer names: a pure legal form that follows belongs to the mention; a longer name of another company, or a university's or
   a branch's, is reported as a whole with the verdict `possible` and no ID, and is never rewritten.
3. Evidence (evidence.py) of the words around, of cues, of script and region, of the rest of the document: dropped or kept.
4. Where a hit is dropped the scanner looks once more behind its first character: 中|工商银行 is not 中工.

Texts are read around the hits alone. Every decision can be explained: `Decider.explain` gives all of them with their reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from glossary.answers import Feature, Mention, Owners
from glossary.context import Facts, Scene, facts_of, features, glance
from glossary.evidence import THRESHOLD, score
from glossary.index import Index
from glossary.latin import decide_latin

Outcome = Literal["kept", "dropped", "extended", "longer", "possible"]
Find = Callable[[str], list[Mention]]
_MOST_FACTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a raw mention: `mention` is the result, None if it was dropped; `features` say why.

    `score`: the sum of the evidence, None where none was asked for.
    """

    raw: Mention
    outcome: Outcome
    mention: Mention | None
    features: tuple[Feature, ...] = ()
    score: float | None = None


class Decider:
    """Decides the mentions of one index; keeps nothing of a text."""

    def __init__(self, index: Index, find: Find) -> None:
        self._index = index
        self._find = find
        self._facts: dict[int, Facts] = {}  # by identity of the owners, which a scanner makes once for each name

    def decide(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions that are meant, in order, none overlapping."""
        get = self._facts.get
        open_questions = [place for place, mention in enumerate(mentions) if (facts := get(id(mention.owners))) is None or not facts.sure]
        if not open_questions:
            return [*mentions]
        scene = Scene(text, mentions, self.facts)
        decided: list[Mention] = []
        at = 0
        for place in open_questions:
            decided += mentions[at:place]
            at = place + 1
            mention = mentions[place]
            facts = self.facts(mention.owners)
            if facts.sure or glance(scene, mention, facts):
                decided.append(mention)
            else:
                decided += [d.mention for d in self._decided(scene, mention) if d.mention is not None]
        decided += mentions[at:]
        return _apart(decided)

    def explain(self, text: str, mentions: Sequence[Mention]) -> list[Decision]:
        """Every decision with its reasons, in order of the text."""
        scene = Scene(text, mentions, self.facts)
        return [decision for mention in mentions for decision in self._decided(scene, mention)]

    def facts(self, owners: Owners) -> Facts:
        """What is known of a name wherever it stands."""
        found = self._facts.get(id(owners))
        if found is None or found.owners is not owners:
            if len(self._facts) > _MOST_FACTS:
                self._facts.clear()
            found = self._facts[id(owners)] = facts_of(self._index, owners)
        return found

    def _decided(self, scene: Scene, mention: Mention) -> Iterator[Decision]:
        """The decision on a mention, and on what the scanner finds behind its first character where it is dropped."""
        decision = self._decide(scene, mention)
        yield decision
        if decision.mention is None and self.facts(mention.owners).han:
            start, run = mention.start + 1, scene.run_after(mention)
            for found in self._find(scene.text[start : mention.end + len(run)]):
                if found.start < mention.end - start:
                    yield self._decide(scene, found._replace(start=found.start + start, end=found.end + start))
                    break

    def _decide(self, scene: Scene, mention: Mention) -> Decision:
        facts = self.facts(mention.owners)
        if facts.sure:
            return Decision(mention, "kept", mention, (Feature("a full name", 1.0, mention.text),))
        if not facts.han:
            kept, why = decide_latin(scene, mention, facts)
            outcome: Outcome = "dropped" if kept is None else "kept" if kept is mention else "extended" if kept.owners is mention.owners else "longer"
            return Decision(mention, outcome, kept, why)
        return self._decide_han(scene, mention, facts)

    def _decide_han(self, scene: Scene, mention: Mention, facts: Facts) -> Decision:
        held = features(scene, mention, facts)
        total = score(held)
        longer = _longer(scene, mention)
        if longer is not None and longer.owners.ids == () and scene.is_organisation(mention):
            return Decision(mention, "dropped", None, (*held, Feature("part of a longer name", 1.0, longer.text)), total)
        if longer is not None and total > THRESHOLD:
            outcome: Outcome = "extended" if longer.owners is mention.owners else "longer"
            return Decision(mention, outcome, longer, (*held, Feature("part of a longer name", 1.0, longer.text)), total)
        if total > THRESHOLD:
            sure = replace(mention.owners, doubtful=False) if mention.owners.doubtful and total > 2 * THRESHOLD else mention.owners
            return Decision(mention, "kept", mention._replace(owners=sure) if sure is not mention.owners else mention, held, total)
        if facts.is_word:  # an editor said that it is a word, and a company: it is reported
            return Decision(mention, "possible", mention, held, total)
        return Decision(mention, "dropped", None, held, total)


def _longer(scene: Scene, mention: Mention) -> Mention | None:
    """The mention with the longer name around it, if there is one.

    With a pure legal form it is the same company; with a place before and a legal form behind it possibly is (江苏长电科技股份有限公司);
    a longer name besides is another one, that the table has not.
    """
    tail = scene.tail(mention)
    if tail is None or tail.kind == "industry":
        return None
    before = scene.head(mention) if tail.kind in ("legal form", "company") else 0
    start, end = mention.start - before, mention.end + tail.length
    surface, owners = scene.text[start:end], mention.owners
    if tail.kind == "legal form":
        return Mention(start, end, surface, replace(owners, doubtful=True) if before else owners)
    return Mention(start, end, surface, Owners((), surface, (owners.aliases[0]._replace(id="", name=surface, kind="legal"),), doubtful=True))


def _apart(mentions: list[Mention]) -> list[Mention]:
    """Mentions without those that begin inside an earlier one, which a longer name may reach over."""
    kept: list[Mention] = []
    done = 0
    for mention in mentions:
        if mention.start >= done:
            kept.append(mention)
            done = mention.end
        elif kept and mention.end > done and mention.start <= kept[-1].start:
            kept[-1] = mention
            done = mention.end
    return kept
