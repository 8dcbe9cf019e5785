"""Raw mentions → decided mentions: which hits of the scanner name the company, and how far the name reaches.

The scanner finds every spelling of the table; here it is asked whether the spelling is meant. In this order:

1. A name that cannot be anything else (a full legal name), and one of four characters or more that no word of the language and
   no longer name touches, passes at once.
2. Evidence (evidence.py) of the words around, of cues, of script and region, of the rest of the document: kept or dropped.
3. Longer names: a pure legal form that follows belongs to the mention; a longer name of another company is reported as a whole
   with the verdict `possible` and no ID, and is never rewritten; with a place before it (江苏长电科技股份有限公司) it is possibly the same.
4. Where a hit is dropped the scanner looks once more behind its first character: 中|工商银行 is not 中工.
5. What is decided agrees on names of several owners (agreement.py): a ticker, an apposition, a name elsewhere, the script.

Only the characters around a hit are read, but for a dropped name that stands in full elsewhere in its document. Where C compiles,
weighing.py reads the evidence on all hits of a text at once, and only those that it leaves open are looked at here, one by one.
Every decision can be explained: `Decider.explain` gives all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from threading import Lock
from typing import Literal, NamedTuple

from glossary import latin
from glossary.agreement import Agreed, Agreement, is_open
from glossary.answers import Feature, Mention, Owners
from glossary.beside import Document
from glossary.broken import Joints, Span, across, across_some, breaks_at
from glossary.context import AFTER, BEFORE, Facts, Window, facts_of, features, glance, of_tail, of_words
from glossary.covering import joined, put
from glossary.evidence import HARDLY, START, THRESHOLD, WEIGHTS, score
from glossary.index import Index
from glossary.weighing import UNMET, Look, Weighed, Weigher, weigher_of

Outcome = Literal["kept", "dropped", "extended", "longer", "possible", "settled"]
Find = Callable[[str], list[Mention]]
_MOST_FACTS = 1_000_000
_OF_PLACES = frozenset(["a place or person follows", "something is on it", "a street or building follows"])
_FULL, _BESIDE, _LISTED = (WEIGHTS[name] for name in ("named in full elsewhere", "beside a sure mention", "in a list with a sure mention"))


class Judgement(NamedTuple):
    """What becomes of a name in its window: a span, relative to where the name begins, and whom it denotes.

    `start` and `end` are those of the hit where the outcome is "dropped". `score`: None where no evidence was asked for.
    """

    outcome: Outcome
    start: int
    end: int
    owners: Owners
    features: tuple[Feature, ...] = ()
    score: float | None = None
    hope: float = 0.0  # the most that the rest of the document may add to the score


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a spelling that the scanner found: `mention` is the result, None if it was dropped; `features` say why."""

    raw: Mention
    outcome: Outcome
    mention: Mention | None
    features: tuple[Feature, ...]
    score: float | None


class Decider:
    """Decides the mentions of one index; keeps facts of the names it has met, and nothing of a text."""

    def __init__(self, index: Index, find: Find) -> None:
        self._index = index
        self._find = find
        self._learning = Lock()
        self._facts: dict[int, Facts] = {}  # by identity of the owners, which a scanner makes once for each name

    def decide(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span] = ()) -> list[Mention]:
        """The mentions that are meant, in order, none overlapping; spans of `skip` (code points) hold none."""
        decided, is_any_open = self._meant(text, mentions, skip)
        return self._agreed(text, decided) if is_any_open else decided

    def _agreed(self, text: str, decided: Sequence[Mention]) -> list[Mention]:
        agreed = self._agreement.agree(text, decided)
        return [agreed[place][0] if place in agreed else mention for place, mention in enumerate(decided)] if agreed else [*decided]

    def _meant(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span]) -> tuple[list[Mention], bool]:
        """The same before they agree on who is meant by a name of several owners, and is there such a name (or may there be one)?"""
        if not text:
            return [], False
        if len(self._facts) > _MOST_FACTS:  # between two texts: what one needs is not forgotten before it is weighed
            self._forget()
        if self._weigher is None:
            return self._meant_slowly(text, self._with_broken(text, mentions, skip)), True
        outcomes, looks, breaks, is_any_open = self._weigh(text, mentions, self._weigher)
        if breaks and (broken := across_some(text, self._find, breaks_at(text, breaks), skip)):
            mentions = joined(broken, mentions)
            outcomes, looks, _, is_any_open = self._weigh(text, mentions, self._weigher)
        if not looks:
            return list(compress(mentions, outcomes)), is_any_open
        document = Document(mentions, self.facts)
        decided: list[Mention] = []
        done = at = 0  # `done`: behind a longer name, which may cover mentions
        for look in looks:
            place = look.place
            while at < place and mentions[at].start < done:
                at += 1
            decided += compress(mentions[at:place], outcomes[at:place])
            at = place + 1
            if mentions[place].start < done:
                continue
            if look.is_longer:
                reaching = _reaching(text, mentions[place], look)
                done, is_any_open = put(decided, reaching), is_any_open or is_open(reaching.owners)
            else:
                ends, some = self._decide_one(text, mentions[place], document, decided, look)
                done, is_any_open = ends or done, is_any_open or some
        decided += [mention for mention in compress(mentions[at:], outcomes[at:]) if mention.start >= done]
        return decided, is_any_open

    def _weigh(self, text: str, mentions: Sequence[Mention], weigher: Weigher) -> Weighed:
        """The mentions weighed, by facts of all of them."""
        weighed = weigher.weigh(text, mentions)
        while UNMET in weighed.outcomes:  # more than once only where another thread forgets what is known
            for mention, outcome in zip(mentions, weighed.outcomes, strict=True):
                if outcome == UNMET:
                    self.facts(mention.owners)
            weighed = weigher.weigh(text, mentions)
        return weighed

    def decide_slowly(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """What `decide` says of mentions that no break parts, one after another: its oracle."""
        return self._agreed(text, self._meant_slowly(text, mentions))

    def _meant_slowly(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """The same before they agree; it serves in earnest where nothing is compiled."""
        document = Document(mentions, self.facts)
        decided: list[Mention] = []
        done = 0
        for mention in mentions:
            facts = self.facts(mention.owners)
            if mention.start < done:
                continue
            if facts.sure:
                decided.append(mention)
            else:
                done = self._decide_one(text, mention, document, decided)[0] or done
        return decided

    def _decide_one(
        self, text: str, mention: Mention, document: Document, decided: list[Mention], look: Look | None = None
    ) -> tuple[int, bool]:
        """Put what becomes of a mention behind those decided: where that ends, 0 if it is nothing, and is it open whom it denotes?"""
        done, is_any_open = 0, False
        for judgement in self._judge(text, mention, self.facts(mention.owners), look):
            final = self._in_document(mention, judgement, document, decided)
            if final.outcome != "dropped":
                done = put(decided, _placed(text, mention.start, final))
                is_any_open |= is_open(final.owners)
        return done, is_any_open

    def explain(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span] = ()) -> list[Decision]:
        """Every decision with its reasons, in order of the text; those that another one covers among them."""
        whole = self._with_broken(text, mentions, skip)
        document = Document(whole, self.facts)
        decisions: list[Decision] = []
        for mention in whole:
            before = [decision.mention for decision in decisions if decision.mention is not None]
            decisions += self._explained(text, mention, document, before[-1:])
        meant, _ = self._meant(text, mentions, skip)
        agreed = {(m.start, m.end): (m, why) for m, why in self._agreement.agree(text, meant).values()}
        return [_agreed(decision, agreed) for decision in decisions]

    def _with_broken(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span]) -> Sequence[Mention]:
        """The mentions with those that a line end or spaces part."""
        broken = across(text, self._find, self._joints, skip)
        return joined(broken, mentions) if broken else mentions

    @cached_property
    def _weigher(self) -> Weigher | None:
        return weigher_of(self._index)

    @cached_property
    def _agreement(self) -> Agreement:
        return Agreement(self._index, self._weigher.leaning) if self._weigher is not None else Agreement(self._index)

    @cached_property
    def _joints(self) -> Joints:
        return Joints(self._index.keys().packed()[1].tobytes())

    def facts(self, owners: Owners) -> Facts:
        """What is known of a name wherever it stands."""
        found = self._facts.get(id(owners))
        if found is None or found.owners is not owners:
            found = facts_of(self._index, owners)
            with self._learning:  # who finds them here finds them at the extension too
                if self._weigher is not None:
                    self._weigher.known.add(found)
                self._facts[id(owners)] = found
        return found

    def _forget(self) -> None:
        with self._learning:
            self._facts.clear()
            if self._weigher is not None:
                self._weigher.known.clear()

    def _explained(self, text: str, mention: Mention, document: Document, before: Sequence[Mention]) -> Iterator[Decision]:
        facts = self.facts(mention.owners)
        if facts.sure:
            yield Decision(mention, "kept", mention, (Feature("a full name", 1.0, mention.text),), None)
            return
        for judgement in self._judge(text, mention, facts):
            final = self._in_document(mention, judgement, document, before)
            raw = mention if final.start <= 0 else _placed(text, mention.start, final)
            kept = None if final.outcome == "dropped" else _placed(text, mention.start, final)
            yield Decision(raw, final.outcome, kept, final.features, final.score)

    def _judge(self, text: str, mention: Mention, facts: Facts, look: Look | None = None) -> Iterator[Judgement]:
        """What becomes of a name, and of what the scanner finds behind its first character where it is dropped."""
        if look is not None and look.is_dropped:
            yield from self._inside(text, mention, look.length, look)
            return
        if facts.plain and (look is None or look.weighed is None) and glance(text, mention.start, mention.end, facts):
            yield Judgement("kept", 0, len(mention.text), facts.owners, (Feature("touched by no word", 1.0, mention.text),))
            return
        window, holds = Window(*_around(text, mention)), look is None or look.holds
        if not facts.han:
            judgement = _judge_latin(window, mention.text, facts)
        elif facts.is_term:
            judgement = _judge_term(window, mention.text, facts)
        elif look is None or look.weighed is None:
            held = features(window, facts)
            judgement = _judge_han(window, mention.text, facts, score(held), held)
        else:
            if look.has_tail:
                window.tail, window.head = look.tail, look.before
            judgement = _judge_han(window, mention.text, facts, look.weighed + score(of_tail(window.tail)) - START)
        yield judgement
        if holds and facts.han and judgement.outcome == "dropped":
            yield from self._inside(text, mention, len(window.run_after), look)

    def _inside(self, text: str, mention: Mention, after: int, look: Look | None) -> Iterator[Judgement]:
        """What becomes of what the scanner finds behind the first character of a dropped name, if it begins inside of it.

        `after`: how many Han characters follow the name.
        """
        start, end, _, _ = mention
        for first, last, found, owners in self._find(text[start + 1 : end + after])[:1]:
            if first < end - start - 1:
                inner = Mention(start + 1 + first, start + 1 + last, found, owners)
                judgements = self._judge(text, inner, self.facts(owners)) if look is None else self._judge_inner(text, inner)
                yield from (j._replace(start=j.start + 1 + first, end=j.end + 1 + first) for j in judgements)

    def _judge_inner(self, text: str, mention: Mention) -> Iterator[Judgement]:
        """`_judge` of what `_behind` found, by way of the extension."""
        facts, (left, surface, right) = self.facts(mention.owners), _around(text, mention)
        alone = Mention(len(left), len(left) + len(surface), surface, mention.owners)
        assert self._weigher is not None
        outcomes, looks, _, _ = self._weigher.weigh(left + surface + right, [alone])
        if looks:
            return self._judge(text, mention, facts, looks[0])
        return iter([Judgement("kept" if outcomes[0] else "dropped", 0, len(surface), mention.owners)])

    def _in_document(self, mention: Mention, judgement: Judgement, document: Document, decided: Sequence[Mention]) -> Judgement:
        """A judgement in the light of the document: a name that stands in full elsewhere is meant, one beside another more likely."""
        facts = self.facts(mention.owners)
        if not _may_be_saved(judgement):
            return judgement
        found = tuple(document.evidence(mention, facts, decided if judgement.hope == _LISTED else ()))
        total = (judgement.score or 0.0) + score(found) - START
        if total <= THRESHOLD:
            return judgement
        return Judgement("kept", 0, len(mention.text), _sure(mention.owners), (*judgement.features, *found), total)


def _agreed(decision: Decision, agreed: Mapping[Span, Agreed]) -> Decision:
    """A decision in the light of the other mentions."""
    mention = decision.mention
    if mention is None or (mention.start, mention.end) not in agreed:
        return decision
    settled, why = agreed[mention.start, mention.end]
    return replace(decision, outcome="settled", mention=settled, features=(*decision.features, *why))


def _may_be_saved(judgement: Judgement) -> bool:
    """Could what the rest of the document says make a mention of it?"""
    if judgement.outcome not in ("dropped", "possible") or judgement.start > 0 or judgement.score is None:
        return False
    return THRESHOLD - judgement.hope < judgement.score <= THRESHOLD


def _hope(facts: Facts) -> float:
    return _FULL if facts.has_longer else 0.0 if facts.foreign else _BESIDE


def _judge_latin(window: Window, surface: str, facts: Facts) -> Judgement:
    against = latin.against(window, surface, facts)
    if against is not None:
        return Judgement("dropped", 0, len(surface), facts.owners, (against,))
    length, owners = latin.reach(window, surface, facts)
    if not length:
        return _weighed_latin(window, surface, facts) if latin.is_doubtful(facts) else Judgement("kept", 0, len(surface), owners)
    why = Feature("part of a longer name", 1.0, surface + window.raw_right[:length])
    return Judgement("extended" if owners is facts.owners else "longer", 0, len(surface) + length, owners, (why,))


def _weighed_latin(window: Window, surface: str, facts: Facts) -> Judgement:
    """An acronym of few letters or a word of English: sure with evidence, possible without."""
    held = tuple(latin.features(window, surface, facts))
    total = score(held)
    if total > THRESHOLD:
        return Judgement("kept", 0, len(surface), _sure(facts.owners), held, total)
    return Judgement("possible", 0, len(surface), replace(facts.owners, doubtful=True), held, total, _hope(facts))


def _judge_term(window: Window, surface: str, facts: Facts) -> Judgement:
    """A term is meant wherever it stands, but for where words lie across its edges."""
    cut = next((feature for feature in of_words(window, facts) if feature.name == "a word cuts through"), None)
    held = cut or Feature("a term of the glossary", 1.0, facts.key)
    return Judgement("dropped" if cut else "kept", 0, len(surface), facts.owners, (held,))


def _judge_han(window: Window, surface: str, facts: Facts, total: float, held: tuple[Feature, ...] = ()) -> Judgement:
    """What becomes of a name in Han characters whose evidence sums to `total`; `held`: the evidence, if an editor calls it a word."""
    size = len(surface)
    longer = _longer(window, surface, facts)
    if total <= THRESHOLD or (longer is not None and longer.outcome == "dropped"):
        # an editor said that it is a word, and a company: it is reported, but where nothing at all speaks for the company
        is_place = any(feature.name in _OF_PLACES for feature in held)
        doubtful = facts.is_word and longer is None and not is_place and (total > HARDLY or window.in_brackets)
        outcome: Outcome = "possible" if doubtful else "dropped"
        hope = 0.0 if is_place and facts.is_word else _LISTED if window.is_listed and longer is None else _hope(facts)
        return Judgement(outcome, 0, size, facts.owners, held, total, hope)
    if longer is not None:
        return longer._replace(score=total, features=held)
    return Judgement("kept", 0, size, _sure(facts.owners), held, total)


def _sure(owners: Owners) -> Owners:
    """The owners without the doubt that the name may be a word."""
    return replace(owners, doubtful=False) if owners.doubtful else owners


def _longer(window: Window, surface: str, facts: Facts) -> Judgement | None:
    """The longer name around a name, if there is one; dropped where it is no company's (a university's)."""
    tail = window.tail
    if tail is None or tail.kind == "industry":
        return None
    if tail.kind == "organisation":
        return Judgement("dropped", 0, len(surface), facts.owners)
    before = window.head if tail.kind in ("legal form", "company") else 0
    end, owners = len(surface) + tail.length, facts.owners
    if tail.kind == "legal form":
        return Judgement("longer" if before else "extended", -before, end, replace(owners, doubtful=True) if before else _sure(owners))
    at = len(window.raw) - len(surface) - len(window.raw_right)
    return Judgement("longer", -before, end, latin.unknown(window.raw[at - before : at + end], owners))


def _reaching(text: str, mention: Mention, look: Look) -> Mention:
    """The mention in its longer name, as `_longer` has it, of what the extension read."""
    start, end, _, owners = mention
    first, last = start - look.before, end + look.length
    name = text[first:last]
    if not look.is_form:
        return Mention(first, last, name, latin.unknown(name, owners))
    return Mention(first, last, name, replace(owners, doubtful=True) if look.before else _sure(owners))


def _around(text: str, mention: Mention) -> tuple[str, str, str]:
    """What stands before a mention, the mention, and what stands behind."""
    start, end, surface, _ = mention
    return text[max(0, start - BEFORE) : start], surface, text[end : end + AFTER]


def _placed(text: str, start: int, judgement: Judgement) -> Mention:
    first, last = start + judgement.start, start + judgement.end
    return Mention(first, last, text[first:last], judgement.owners)
