"""One unit as the rules see it: the names of both sides, what the source demands of the target, what the document has said before.

Whoever is named on one side is taken to be meant on the other, so that a name that two readers could take for a word is one where its
translation stands; only what one side has alone is decided upon (decider.py). A demand is met by any name of the entity in the
language of the target, by ways of wording it (text/wording.py), and once it was met in full in this document by a short form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from glossary.answers import Mention, Owners, Written
from glossary.checking.locale import Entry, Locale, is_han
from glossary.checking.nearness import Near, Slips
from glossary.checking.reading import Reader
from glossary.findings import Severity, Side, Span, Unit
from glossary.index import Index
from glossary.text.names import split
from glossary.text.wording import Wording, is_apart, is_shortened, wording

#: How many names are suggested.
_MOST = 5
_MOST_KNOWN = 100_000


@dataclass(frozen=True, slots=True)
class Demand:
    """A name of the source, with what the glossary has for its owners in the target language.

    `said`: the name that meets it, None where it is missing. `mention`: where that stands in the target, if the scanner found it.
    """

    source: Mention
    entries: tuple[Entry, ...]
    said: str | None = None
    mention: Mention | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The entities that are demanded."""
        return self.source.ids

    @property
    def term(self) -> bool:
        return all(entry.term for entry in self.entries)

    def suggestions(self, locale: Locale) -> tuple[str, ...]:
        """The names that could stand in the target, those to write first; of its region where there are some."""
        good = [w for entry in self.entries for w in entry.accepted if w.kind != "legal" or len(entry.accepted) == 1]
        own = [written.name for written in good if locale.is_at_home(written)] or [written.name for written in good]
        preferred = [entry.preferred.name for entry in self.entries if entry.preferred is not None]
        return tuple(dict.fromkeys([*preferred, *own]))[:_MOST]


class Named(NamedTuple):
    """A name of the target with one owner, its entry, and what the glossary says of the name: in this region, language, or at all."""

    mention: Mention
    entry: Entry
    names: tuple[Written, ...]


@dataclass(slots=True)
class History:
    """What a document has said so far. `said`: by entity, its names, in order; `first`: by entity and name of the source, its first
    rendering; `introduced`: entities with names in two languages; `spaced`, `tight`: borders of Latin and Han with a space and without;
    `wide`, `narrow`: brackets.
    """

    said: dict[str, dict[str, None]] = field(default_factory=dict)
    first: dict[tuple[str, str], str] = field(default_factory=dict)
    introduced: set[str] = field(default_factory=set)
    spaced: int = 0
    tight: int = 0
    wide: int = 0
    narrow: int = 0

    def has_said(self, entity: str, name: str) -> None:
        """Remember that an entity was named so."""
        self.said.setdefault(entity, {})[name] = None


@dataclass(frozen=True, slots=True)
class Case:
    """A unit with what was read in it; `source` and `target`: the names that are meant, in order; `sure`: those of one owner in the target.

    `slips`: what in a text is nearly a name. `spacing`: see spacing.py. `fixed`: for names of the target by place, what will stand
    there (known to the rule that comes last).
    """

    number: int
    unit: Unit
    source: tuple[Mention, ...]
    target: tuple[Mention, ...]
    demands: tuple[Demand, ...]
    sure: tuple[Named, ...]
    locale: Locale
    source_locale: Locale
    history: History
    slips: Callable[[str], Iterable[Near]]
    spacing: str = "majority"
    fixed: Mapping[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> Iterator[Demand]:
        """The demands that are not met."""
        return (demand for demand in self.demands if demand.said is None)

    def named_in_source(self, entity: str) -> Mention | None:
        """Where the source names an entity first."""
        return next((mention for mention in self.source if entity in mention.ids), None)

    def remember(self) -> None:
        """Tell the history what this unit has said."""
        for mention in self.target:
            for entity in mention.ids:
                self.history.has_said(entity, mention.text)
        for demand in self.demands:
            if demand.said is not None:
                for entity in demand.ids:
                    self.history.has_said(entity, demand.said)


class Fault(NamedTuple):
    """What a rule finds in a case; the checker makes a finding of it. `severity`: where it is not that of the rule."""

    side: Side
    start: int
    end: int
    message: str
    ids: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    fix: str | None = None
    source_span: Span | None = None
    severity: Severity | None = None


Check = Callable[[Case], Iterable[Fault]]


class Cases:
    """Makes the cases of units, by one reader and two languages."""

    def __init__(self, index: Index, source: Locale, target: Locale, spacing: str = "majority") -> None:
        self._index = index
        self._reader = Reader(index)
        self._source = source
        self._target = target
        self._spacing = spacing
        # by identity of the owners, which are held so that it stays theirs
        self._known: dict[int, tuple[Owners, tuple[Entry, tuple[Written, ...]] | None]] = {}

    @cached_property
    def _slips(self) -> Slips:
        return Slips(self._index)

    def _find_slips(self, text: str) -> Iterable[Near]:
        return self._slips.find(text)

    def of(self, number: int, unit: Unit, history: History) -> Case:
        """The case of a unit; its demands in the light of the history."""
        target = self._reader.read(unit.target, unit.target_skip)
        source = self._reader.read(unit.source, unit.source_skip) if unit.source is not None else []
        meant_source = self._meant(unit.source or "", source, target)
        meant_target = self._meant(unit.target, target, source)
        demands = tuple(self._demands(unit, meant_source, target, history))
        names = tuple(meant_source), tuple(meant_target), demands, tuple(self._sure(meant_target))
        return Case(number, unit, *names, self._target, self._source, history, self._find_slips, self._spacing)

    def _sure(self, names: Iterable[Mention]) -> Iterator[Named]:
        for mention in names:
            owners = mention.owners
            known = self._known.get(id(owners))
            if known is None or known[0] is not owners:
                if len(self._known) > _MOST_KNOWN:
                    self._known.clear()
                known = self._known[id(owners)] = owners, self._judged(owners)
            if known[1] is not None:
                yield Named(mention, *known[1])

    def _judged(self, owners: Owners) -> tuple[Entry, tuple[Written, ...]] | None:
        aliases = tuple(written for written in owners.aliases if written.kind != "ticker")
        if owners.sure is None or not aliases:
            return None
        own = tuple(filter(self._target.is_of, aliases))
        at_home = tuple(filter(self._target.is_at_home, own))
        return self._target.entry(owners.sure), at_home or own or aliases

    def read_again(self, text: str) -> list[Mention]:
        """The names of a target text."""
        return self._reader.read(text)

    def _meant(self, text: str, found: list[Mention], other_side: list[Mention]) -> list[Mention]:
        """The names that the other side has too, those that are decided to be meant, and terms."""
        confirmed = {entity for mention in other_side for entity in mention.ids}
        found = [_undoubted(mention) if mention.owners.doubtful and not confirmed.isdisjoint(mention.ids) else mention for mention in found]
        doubted = {m.start for m in found if not self._reader.is_term(m.owners) and confirmed.isdisjoint(m.ids)}
        if not doubted:
            return found
        decided = {mention.start: mention for mention in self._reader.decided(text, found)}
        # an acronym without any evidence is possible: a unit may be three words long, and its translation has none either
        meant = {start for start, m in decided.items() if m.id is not None or m.verdict == "ambiguous" or (m.ids and m.text.isupper())}
        return [mention for mention in found if mention.start not in doubted or mention.start in meant]

    def _demands(self, unit: Unit, source: list[Mention], target: list[Mention], history: History) -> Iterator[Demand]:
        if unit.is_open:
            return
        done: set[tuple[str, ...]] = set()
        for mention in source:
            if mention.ids in done or mention.kind == "ticker":
                continue
            done.add(mention.ids)
            if mention.owners.doubtful or not self._is_demanding(mention):
                continue
            entries = tuple(map(self._target.entry, mention.ids))
            if all(entry.accepted for entry in entries):
                yield self._met(Demand(mention, entries), unit, target, history)

    def _is_demanding(self, mention: Mention) -> bool:
        """Is a name one of the source's language? A company's may be of any: CXMT in Chinese."""
        return not self._reader.is_term(mention.owners) or any(map(self._source.is_of, mention.owners.aliases))

    def _met(self, demand: Demand, unit: Unit, target: list[Mention], history: History) -> Demand:
        """The demand with what meets it."""
        ids, text = set(demand.ids), unit.target
        there = [mention for mention in target if not ids.isdisjoint(mention.ids)]
        for mention in sorted(there, key=lambda mention: not any(map(self._target.is_of, mention.owners.aliases))):
            if not demand.term or any(map(self._target.is_of, mention.owners.aliases)):
                return Demand(demand.source, demand.entries, mention.text, mention)
        said = self._worded(demand, unit, target)
        if said is None and demand.term:
            said = next((name for entry in demand.entries for name in self._apart(entry, text, history)), None)
        if said is None:
            own = text if demand.term else self._without_others(demand, unit, target)
            said = next((name for entry in demand.entries for name in self._shortened(entry, own, history)), None)
        return demand if said is None else Demand(demand.source, demand.entries, said)

    def _worded(self, demand: Demand, unit: Unit, target: list[Mention]) -> str | None:
        """The name that a target words in its own way; that of a company not inside the name of another."""
        read: Wording = wording(unit.target if demand.term else self._without_others(demand, unit, target))
        for entry in demand.entries:
            for name, way in entry.ways():
                if read.says(way):
                    return name
        return None

    def _without_others(self, demand: Demand, unit: Unit, target: Iterable[Mention]) -> str:
        """A target without the names of others, 长江 is not said by 长江存储; but 华虹 by 华虹无锡, for Hua Hong in Wuxi."""
        text, own, source = unit.target, set(demand.ids), unit.source or ""
        out, done = [], 0
        for mention in target:
            if own.isdisjoint(mention.ids) and not any(is_worded(self._source.entry(entity), source) for entity in mention.ids):
                out += [text[done : mention.start], " \n "]
                done = mention.end
        return "".join([*out, text[done:]])

    @staticmethod
    def _apart(entry: Entry, text: str, history: History) -> Iterator[str]:
        """Names whose words a text has apart; in Latin only where the document has said the term before, for there words go far apart."""
        for written in entry.accepted:
            if (is_han(written.name) or entry.id in history.said) and is_apart(written.name, text):
                yield written.name

    @staticmethod
    def _shortened(entry: Entry, text: str, history: History) -> Iterator[str]:
        """Names that the document has said in full, and of which a text may have a short form; of a company's some of the trade name."""
        for name in history.said.get(entry.id, ()):
            if is_shortened(name, text, "" if entry.term else _brand(name)):
                yield name


@lru_cache(maxsize=4_096)
def _brand(name: str) -> str:
    """What tells a company from others at first sight: how its trade name begins."""
    return split(name).trade_name[:2]


def _undoubted(mention: Mention) -> Mention:
    """A name that the other side says is meant, though it is a word too."""
    return mention._replace(owners=replace(mention.owners, doubtful=False))


def is_worded(entry: Entry, text: str) -> bool:
    """Has a text all words of a name of an entity, though not the name itself?"""
    return any(is_apart(written.name, text) and written.name not in text for written in entry.accepted if written.kind != "legal")
