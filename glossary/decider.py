"""Raw mentions → decided mentions: which hits of the scanner name the company, and how far the name reaches.

The scanner finds every spelling of the table; here it is asked whether the spelling is meant. In this order:

1. A name that cannot be anything else (a full legal name), and one of four characters or more that no word of the language and
   no longer name touches, passes at once.
2. Evidence (evidence.py) of the words around, of cues, of script and region, of the rest of the document: kept or dropped.
3. Longer names: a pure legal form that follows belongs to the mention; a longer name of another company is reported as a whole
   with the verdict `possible` and no ID, and is never rewritten; with a place before it (江苏长电科技股份有限公司) it is possibly the same.
4. Where a hit is dropped the scanner looks once more behind its first character: 中|工商银行 is not 中工.
5. What is decided agrees on names of several owners (agreement.py): a ticker, an apposition, a name elsewhere, the script.

Only the characters around a hit are read, and what was decided of a window is remembered for the next time it comes; but for a
dropped name that stands in full elsewhere in its document. Every decision can be explained: `Decider.explain` gives all of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import Literal, NamedTuple

from glossary import latin
from glossary.agreement import Agreed, Agreement, is_settled
from glossary.answers import Feature, Mention, Owners
from glossary.broken import Joints, Span, across
from glossary.context import AFTER, BEFORE, Facts, Window, facts_of, features, glance
from glossary.evidence import HARDLY, START, THRESHOLD, WEIGHTS, score
from glossary.index import Index
from glossary.text.fold import key as key_of

Outcome = Literal["kept", "dropped", "extended", "longer", "possible", "settled"]
Find = Callable[[str], list[Mention]]
_MOST_FACTS, _MOST_WINDOWS = 1_000_000, 100_000
_OF_PLACES = frozenset(["a place or person follows", "something is on it", "a street or building follows"])
#: How many characters away a mention is beside another one.
_NEAR = 120
#: So many other companies make a text one about companies.
_MANY = 4
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


class Judged(NamedTuple):
    """What becomes of a window; `kept`: the mention as it is, `dropped`: nothing, whatever else the document holds."""

    judgements: tuple[Judgement, ...]
    kept: bool
    dropped: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a spelling that the scanner found: `mention` is the result, None if it was dropped; `features` say why."""

    raw: Mention
    outcome: Outcome
    mention: Mention | None
    features: tuple[Feature, ...]
    score: float | None


class Decider:
    """Decides the mentions of one index; keeps windows that it has seen, and nothing else of a text."""

    def __init__(self, index: Index, find: Find) -> None:
        self._index = index
        self._find = find
        self._agreement = Agreement(index)
        self._facts: dict[int, Facts] = {}  # by identity of the owners, which a scanner makes once for each name
        self._windows: dict[tuple[int, int, str], Judged] = {}

    def decide(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span] = ()) -> list[Mention]:
        """The mentions that are meant, in order, none overlapping; spans of `skip` (code points) hold none."""
        decided = self._meant(text, mentions, skip)
        return decided if all(map(is_settled, decided)) else [mention for mention, _ in self._agreement.agree(text, decided)]

    def _meant(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span]) -> list[Mention]:
        """The same before they agree on who is meant by a name of several owners."""
        if "\n" in text or "  " in text:
            mentions = self._with_broken(text, mentions, skip)
        document = Document(mentions, self.facts)
        decided: list[Mention] = []
        done = 0  # behind a longer name, which may cover mentions
        known, windows = self._facts.get, self._windows.get
        for mention in mentions:  # written out, for a text of 4,096 characters may hold sixty mentions
            start, end, _, owners = mention
            facts = known(id(owners)) or self.facts(owners)
            if start < done:
                continue
            if facts.sure or (facts.plain and glance(text, start, end, facts)):
                decided.append(mention)
                continue
            first = start - BEFORE if start > BEFORE else 0
            window = windows((id(owners), start - first, text[first : end + AFTER])) or self._judged(text, mention, facts)
            if window.kept:
                decided.append(mention)
            elif not window.dropped:
                for judgement in window.judgements:
                    final = self._in_document(mention, judgement, document, decided)
                    if final.outcome != "dropped":
                        done = _put(decided, _placed(text, start, final))
        return decided

    def explain(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span] = ()) -> list[Decision]:
        """Every decision with its reasons, in order of the text; those that another one covers among them."""
        whole = self._with_broken(text, mentions, skip)
        document = Document(whole, self.facts)
        decisions: list[Decision] = []
        for mention in whole:
            before = [decision.mention for decision in decisions if decision.mention is not None]
            decisions += self._explained(text, mention, document, before[-1:])
        agreed = {(m.start, m.end): (m, why) for m, why in self._agreement.agree(text, self._meant(text, mentions, skip)) if why}
        return [_agreed(decision, agreed) for decision in decisions]

    def _with_broken(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span]) -> Sequence[Mention]:
        """The mentions with those that a line end or spaces part."""
        broken = across(text, self._find, self._joints, skip)
        if not broken:
            return mentions
        covered = [m for m in mentions if not any(b.start < m.end and m.start < b.end for b in broken)]
        return _apart(sorted([*covered, *broken], key=itemgetter(0)))

    @cached_property
    def _joints(self) -> Joints:
        return Joints(self._index.keys().packed()[1].tobytes())

    def facts(self, owners: Owners) -> Facts:
        """What is known of a name wherever it stands."""
        found = self._facts.get(id(owners))
        if found is None or found.owners is not owners:
            if len(self._facts) > _MOST_FACTS:
                self._facts.clear()
            found = self._facts[id(owners)] = facts_of(self._index, owners)
        return found

    def _explained(self, text: str, mention: Mention, document: Document, before: Sequence[Mention]) -> Iterator[Decision]:
        facts = self.facts(mention.owners)
        if facts.sure:
            yield Decision(mention, "kept", mention, (Feature("a full name", 1.0, mention.text),), None)
            return
        left, right = text[max(0, mention.start - BEFORE) : mention.start], text[mention.end : mention.end + AFTER]
        for judgement in self._judge(left, mention.text, right, facts):
            final = self._in_document(mention, judgement, document, before)
            raw = mention if final.start <= 0 else _placed(text, mention.start, final)
            kept = None if final.outcome == "dropped" else _placed(text, mention.start, final)
            yield Decision(raw, final.outcome, kept, final.features, final.score)

    def _judged(self, text: str, mention: Mention, facts: Facts) -> Judged:
        """What becomes of a mention in its window, and of what the scanner finds behind its first character where it is dropped."""
        start, end, _, owners = mention
        first = start - BEFORE if start > BEFORE else 0
        place = (id(owners), start - first, text[first : end + AFTER])
        found = self._windows.get(place)
        if found is None:
            if len(self._windows) > _MOST_WINDOWS:
                self._windows.clear()
            # without the reasons, which `explain` finds again: kept for every window they would fill the memory
            judgements = tuple(
                judgement._replace(features=())
                for judgement in self._judge(text[first:start], mention.text, text[end : end + AFTER], facts)
            )
            kept = judgements[0].outcome == "kept" and judgements[0].owners is owners
            dropped = len(judgements) == 1 and judgements[0].outcome == "dropped" and not _may_be_saved(judgements[0])
            found = self._windows[place] = Judged(judgements, kept, dropped)
        return found

    def _judge(self, left: str, surface: str, right: str, facts: Facts) -> Iterator[Judgement]:
        judgement = (_judge_han if facts.han else _judge_latin)(Window(left, surface, right), surface, facts)
        yield judgement
        if judgement.outcome == "dropped" and facts.han:
            run = Window(left, surface, right).run_after
            rest = surface[1:] + right[: len(run)]
            for found in self._find(rest)[:1]:
                if found.start < len(surface) - 1:
                    at, to = found.start + 1, found.end + 1
                    all_of_it = surface + right
                    inner = self._judge(left + all_of_it[:at], found.text, all_of_it[to:], self.facts(found.owners))
                    yield from (j._replace(start=j.start + at, end=j.end + at) for j in inner)

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
        if decided and decided[-1].end + 1 == mention.start and decided[-1].id is not None:
            yield Feature("in a list with a sure mention", 1.0, decided[-1].text)
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
        facts = self._facts(mention.owners)
        return facts.sure or facts.plain or not (facts.han or latin.is_doubtful(facts))


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


def _judge_han(window: Window, surface: str, facts: Facts) -> Judgement:
    held, size = features(window, facts), len(surface)
    total = score(held)
    longer = _longer(window, surface, facts)
    if total <= THRESHOLD or (longer is not None and longer.outcome == "dropped"):
        # an editor said that it is a word, and a company: it is reported, but where nothing at all speaks for the company
        is_place = any(feature.name in _OF_PLACES for feature in held)
        doubtful = facts.is_word and longer is None and not is_place and (total > HARDLY or window.in_brackets)
        outcome: Outcome = "possible" if doubtful else "dropped"
        hope = 0.0 if is_place and facts.is_word else _LISTED if window.is_listed and longer is None else _hope(facts)
        return Judgement(outcome, 0, size, facts.owners, held, total, hope)
    if longer is not None:
        return longer._replace(features=held, score=total)
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
    at = len(window.left)
    return Judgement("longer", -before, end, latin.unknown(window.raw[at - before : at + end], owners))


def _placed(text: str, start: int, judgement: Judgement) -> Mention:
    first, last = start + judgement.start, start + judgement.end
    return Mention(first, last, text[first:last], judgement.owners)


def _put(mentions: list[Mention], mention: Mention) -> int:
    """Put a mention behind others, in the place of those that it covers; where the last one ends then."""
    while mentions and mention.start <= mentions[-1].start:
        mentions.pop()
    if not mentions or mentions[-1].end <= mention.start:
        mentions.append(mention)
    return mentions[-1].end


def _apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in order, without those that a longer one covers."""
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
