"""Text → mentions: leftmost-longest over folded text, with borders tested while the longest match is chosen.

Never inside a URL, an e-mail address or a span to skip: a name there is an address, not a mention. The fast path is one
pass of the matcher; `find_slowly` says the same in plain Python. It is the oracle of the tests, and
serves in earnest for the rare text in which a match would begin or end inside one source character (the 2 of ½).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property, partial

from glossary.answers import Mention, Owners
from glossary.compiler import patterns_of
from glossary.index import Index
from glossary.text.addresses import addresses
from glossary.text.boundary import may_be_name, words
from glossary.text.compiled import HIT, mentions
from glossary.text.fold import fold, fold_with_offsets, key

Span = tuple[int, int]
#: What may follow a full stop that ends a sentence: the end of the line, or a word that begins one.
_AFTER_STOP = re.compile(r"[\"'”’]*(?:[ \t]*(?:\r?\n|\Z)|[ \t]+(?P<word>[A-Z][a-z]*)\b)")
_SENTENCE_OPENERS = """
the a an this that these those it its they their he his she her we our you in on at for from to by with as of after
before while when since if but and however meanwhile also such some many most both there here what who how not no all
"""
_OPENERS = frozenset(_SENTENCE_OPENERS.split())

#: Of patterns: met; it ends with a full stop, in one spelling at least; it is a word too.
_SETTLED, _STOP, _WORD = 1, 2, 3


class Scanner:
    """Finds mentions in texts by one index; keeps nothing of a text."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._matcher = index.matcher
        patterns = len(index.pattern_keys)
        self._owners: list[Owners | None] = [None] * patterns  # as patterns are met
        self._met = bytearray(patterns)  # whether `settle` has any business with them
        self._without_stop: dict[int, Owners | None] = {}
        self._doubtful: dict[int, Owners] = {}  # one object a pattern, for the decider knows names by the identity of their owners

    def find(self, text: str, skip: Iterable[Span] = ()) -> list[Mention]:
        """The mentions of a text in order, none overlapping; spans of `skip` (code points) are not read."""
        if self._matcher is None or not text:
            return []
        skip = [*skip]
        hits = self._matcher.search(text, skip)
        return find_slowly(self._index, text, skip, self._patterns) if hits is None else self._mentions(text, hits)

    @cached_property
    def _patterns(self) -> Mapping[str, int]:
        return patterns_of(self._index)

    def _mentions(self, text: str, hits: bytes) -> list[Mention]:
        try:
            found, places = mentions(Mention, text, hits, self._owners, self._met)
        except KeyError:
            for _, _, pattern in HIT.iter_unpack(hits):
                self._meet(pattern)
            found, places = mentions(Mention, text, hits, self._owners, self._met)
        return self._settled(text, hits, found, places) if places else found

    def _settled(self, text: str, hits: bytes, found: list[Mention], places: Iterable[int]) -> list[Mention]:
        """The mentions with second thoughts on those at `places`."""
        settled: list[Mention | None] = [*found]
        for place in places:
            _, end, pattern = HIT.unpack_from(hits, place * HIT.size)
            if self._met[pattern] == _WORD or _AFTER_STOP.match(text, end):  # half of all English legal names end with a stop
                mention = settle(text, found[place], partial(self._stopless, pattern))
                if mention is not None and mention.owners.doubtful:
                    mention = mention._replace(owners=self._doubtful.setdefault(pattern, mention.owners))
                settled[place] = mention
        return [mention for mention in settled if mention is not None]

    def _stopless(self, pattern: int) -> Owners | None:
        """What a pattern denotes without the full stop it ends with."""
        if pattern not in self._without_stop:
            self._without_stop[pattern] = stopless(self._index, self._meet(pattern))
        return self._without_stop[pattern]

    def _meet(self, pattern: int) -> Owners:
        """What a pattern denotes; remembered, and whether `settle` has any business with it."""
        owners = self._owners[pattern]
        if owners is None:
            owners = self._owners[pattern] = self._index.owners(self._index.pattern_keys[pattern])
            is_word = any(alias.is_word for alias in owners.aliases)
            has_stop = any(fold(alias.name).endswith(".") for alias in owners.aliases)
            self._met[pattern] = _WORD if is_word else _STOP if has_stop else _SETTLED
        return owners


def settle(text: str, mention: Mention, stopless_owners: Callable[[], Owners | None]) -> Mention | None:
    """Second thoughts on a mention that is no name, or ends a sentence.

    A name that is an ordinary word too (its note says so) is meant where it is written as one of its aliases is, or with
    capitals: Vivo for vivo, but not micron for Micron, nor Via for VIA. In Chinese, which has no capitals, it is only possible:
    三星级. A full stop that ends a line, or stands before a word that begins sentences, is not the name's: "… and SK Hynix Inc.
    The …" names SK Hynix Inc.
    """
    aliases = mention.owners.aliases
    if any(alias.is_word for alias in aliases):
        written = mention.text
        if written != written.upper() and all(written not in (alias.name, alias.name[0].upper() + alias.name[1:]) for alias in aliases):
            return None
        if not mention.text.isascii() and not fold(mention.text).isascii():
            return mention._replace(owners=replace(mention.owners, doubtful=True))
    if mention.text[-1] in ".．" and _ends_sentence(text, mention.end):
        owners = stopless_owners()
        if owners is not None:
            return Mention(mention.start, mention.end - 1, mention.text[:-1], owners)
    return mention


def _ends_sentence(text: str, end: int) -> bool:
    after = _AFTER_STOP.match(text, end)
    return after is not None and (after["word"] is None or after["word"].lower() in _OPENERS)


def stopless(index: Index, owners: Owners) -> Owners | None:
    """What names that end with a full stop denote without it, if that is a name of the same entities."""
    shorter = index.owners_of_key(key(owners.aliases[0].name).removesuffix("."))
    return shorter if shorter is not None and shorter.ids == owners.ids else None


def find_slowly(index: Index, text: str, skip: Iterable[Span] = (), patterns: Mapping[str, int] | None = None) -> list[Mention]:
    """What `Scanner.find` promises, by trying every span: at each place the longest that may be a name, then on from its end."""
    folded = fold_with_offsets(text)
    characters = list(folded.text)
    for start, end in [*skip, *addresses(text)]:
        first, last = folded.folded_span(start, end)
        characters[first:last] = "\ufffd" * (last - first)
    readable = "".join(characters)
    patterns = patterns_of(index) if patterns is None else patterns
    longest = max(map(len, patterns), default=0)
    word = words(readable)
    mentions, at = [], 0
    while at < len(readable):
        for end in range(min(len(readable), at + longest), at, -1):
            number = patterns.get(readable[at:end])
            span = folded.span(at, end) if number is not None and may_be_name(word, at, end) else None
            if span is not None and number is not None:
                mentions.append(Mention(*span, text[slice(*span)], index.owners(number)))
                at = end - 1
                break
        at += 1
    settled = (settle(text, mention, partial(stopless, index, mention.owners)) for mention in mentions)
    return [mention for mention in settled if mention is not None]
