"""Text → mentions: leftmost-longest over folded text, with borders tested while the longest match is chosen.

Never inside a URL, an e-mail address or a span to skip: a name there is an address, not a mention. The fast path is one
pass of the automaton over the haystack; `find_slowly` says the same in plain Python. It is the oracle of the tests, and
serves in earnest for the rare text in which a match would begin or end inside one source character (the 2 of ½).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from glossary.answers import Mention, Owners
from glossary.compiler import patterns_of
from glossary.index import Index
from glossary.text.boundary import may_be_name, words
from glossary.text.fold import fold_with_offsets, key
from glossary.text.haystack import haystack

Span = tuple[int, int]
_ADDRESS_SIGNS = ("://", "www.", "//", "@")


@cache
def _address() -> re.Pattern[str]:
    """URLs with or without a scheme, and e-mail addresses; ASCII only, for Chinese text follows a URL without a space."""
    end = r"[!#-&*-;=?-Z^-z|~\]\[]*"
    return re.compile(rf"(?i)\b(?:https?|ftp|file)://{end}|\bwww\.{end}|(?<=[\"'=(])//[\w-]+\.{end}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def addresses(text: str) -> list[Span]:
    """The spans of URLs and e-mail addresses in a text.

    >>> addresses("见https://www.cxmt.com/en长鑫存储, ir@jcet.com")
    [(1, 24), (30, 41)]
    """
    if not any(sign in text for sign in _ADDRESS_SIGNS):
        return []
    return [match.span() for match in _address().finditer(text)]


class Scanner:
    """Finds mentions in texts by one index; keeps nothing of a text."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._automaton = index.automaton
        self._owners: dict[int, Owners] = {}
        self._to_settle: set[int] = set()

    def find(self, text: str, skip: Iterable[Span] = ()) -> list[Mention]:
        """The mentions of a text in order, none overlapping; spans of `skip` (code points) are not read."""
        if self._automaton is None or not text:
            return []
        skip = [*skip, *addresses(text)]
        hay = haystack(text, skip)
        hits = self._automaton.find(hay.text)
        owners = self._owners
        patterns = {pattern for _, _, pattern in hits}
        if not owners.keys() >= patterns:
            self._learn(patterns)
        if hay.starts is None or hay.ends is None:
            mentions = [Mention(start, end, text[start:end], owners[pattern]) for start, end, pattern in hits]
        elif any(_inside(hay.starts, start, end) for start, end, _ in hits):
            return find_slowly(self._index, text, skip)
        else:
            places = [(hay.starts[start], hay.ends[end - 1], pattern) for start, end, pattern in hits]
            mentions = [Mention(start, end, text[start:end], owners[pattern]) for start, end, pattern in places]
        return mentions if self._to_settle.isdisjoint(patterns) else settle(self._index, text, mentions)

    def _learn(self, patterns: Iterable[int]) -> None:
        keys = self._index.pattern_keys
        for pattern in patterns:
            owners = self._index.owners(keys[pattern])
            self._owners[pattern] = owners
            if any(alias.is_word or alias.name.endswith(".") for alias in owners.aliases):
                self._to_settle.add(pattern)


def settle(index: Index, text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Second thoughts on mentions that are no names, or end a sentence.

    A name that is an ordinary word too (its note says so) is not meant where it is written in small letters and no alias is:
    "micron level". A full stop that ends a line ends the sentence and not the name: "… and SK Hynix Inc." is SK Hynix Inc.
    """
    kept = []
    for mention in mentions:
        aliases = mention.owners.aliases
        if mention.text.islower() and any(alias.is_word for alias in aliases) and all(alias.name != mention.text for alias in aliases):
            continue
        kept.append(_without_stop(index, text, mention) if mention.text.endswith(".") else mention)
    return kept


def _without_stop(index: Index, text: str, mention: Mention) -> Mention:
    if text[mention.end : mention.end + 1] not in ("", "\n", "\r"):
        return mention
    shorter = mention.text[:-1]
    owners = index.owners_of_key(key(shorter))
    if owners is None or owners.ids != mention.ids:
        return mention
    return Mention(mention.start, mention.end - 1, shorter, owners)


def _inside(starts: Sequence[int], start: int, end: int) -> bool:
    """Does a match begin or end between two characters that come from one source character?"""
    return (start > 0 and starts[start - 1] == starts[start]) or (end < len(starts) and starts[end] == starts[end - 1])


def find_slowly(index: Index, text: str, skip: Iterable[Span] = ()) -> list[Mention]:
    """What `Scanner.find` promises, by trying every span: at each place the longest that may be a name, then on from its end."""
    folded = fold_with_offsets(text)
    characters = list(folded.text)
    for start, end in [*skip, *addresses(text)]:
        first, last = folded.folded_span(start, end)
        characters[first:last] = "\ufffd" * (last - first)
    readable = "".join(characters)
    patterns = patterns_of(index)
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
    return settle(index, text, mentions)
