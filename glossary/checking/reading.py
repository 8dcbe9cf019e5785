"""Which names a text has, as a checker reads it: companies by the scanner and, where it is in doubt, the decider; terms by their words.

A term is a word of the language and meant wherever it stands, but for three things: where it is written in capitals the text must have
them (AIs, not "ais"); a capital at the head of one word means something in a glossary that has words without (Monetary, a title);
and of Han characters, no word of the language may cut through it (积分 in 累积分布). English terms are found in the plural too.
Where a term is vetoed, the text behind its beginning is read once more, and shorter terms have their turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from operator import itemgetter

from glossary.answers import Mention, Owners, Written
from glossary.checking.locale import is_term
from glossary.checking.skips import skips
from glossary.covering import apart
from glossary.decider import Decider
from glossary.index import Index
from glossary.scanner import Scanner
from glossary.text import segmentation
from glossary.text.tables import tables

Span = tuple[int, int]
_RUN_BEFORE, _RUN_AFTER = re.compile("[㐀-鿿]*\\Z"), re.compile("[㐀-鿿]*")
_ALL_HAN = re.compile("[㐀-鿿]+")
_PLURAL = re.compile(r"(?<=[a-z]{2})(?:(?<=[^aeious])ies|(?<=ss|ch|sh|.x|.z)es|(?<![sui])s)(?![\w'’])")
_CAPITALS = re.compile(r"[^a-z]*[A-Z][^a-z]*[A-Z][^a-z]*s?")
_ONE_WORD = re.compile(r"[A-Z][a-z]+")
#: How many names are asked whether a glossary writes words without capitals, and which share of them says so.
_ASKED, _SHARE = 5_000, 0.2


def in_singular(text: str) -> str:
    """A text of the same length in which English plurals are singular: what is left over becomes apostrophes.

    >>> in_singular("memory chips and authorities, losses")
    "memory chip' and authority'', loss''"
    """
    return _PLURAL.sub(lambda match: "y''" if match[0] == "ies" else "'" * len(match[0]), text)


class Reader:
    """Reads texts by one index; keeps what it has learnt of its names."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._scanner = Scanner(index)
        self._decider = Decider(index, self._scanner.find)
        self._terms: dict[int, tuple[Owners, bool]] = {}  # by identity of the owners, which are held so that it stays theirs

    def is_term(self, owners: Owners) -> bool:
        """Is what is denoted an ordinary term?"""
        known = self._terms.get(id(owners))
        if known is None or known[0] is not owners:
            if len(self._terms) > 1_000_000:
                self._terms.clear()
            known = self._terms[id(owners)] = owners, is_term(owners.aliases)
        return known[1]

    def read(self, text: str, skip: Iterable[Span] = ()) -> list[Mention]:
        """All that may be a name, in order, none overlapping; companies as they stand, terms where they are meant."""
        skip = [*skip, *skips(text)]
        found = self._scanner.find(text, skip)
        if self._has_terms:
            found = [*self._meant(text, found)]
            if self._has_plurals and text != (singular := in_singular(text)):
                found = self._with_plurals(text, found, self._scanner.find(singular, skip))
        return found

    def decided(self, text: str, found: Sequence[Mention]) -> list[Mention]:
        """Of what was read, the companies that are meant, as far as their names reach; and the terms."""
        companies = [mention for mention in found if not self.is_term(mention.owners)]
        decided = [mention for mention in self._decider.decide(text, companies) if not self.is_term(mention.owners)]
        if len(companies) == len(found):
            return decided
        return sorted([*decided, *(m for m in found if self.is_term(m.owners))], key=itemgetter(0))

    @cached_property
    def _kinds(self) -> list[Written]:
        """Names of terms: the first ones."""
        every = (written for entity in self._index.ids() for written in self._index.aliases(entity))
        return list(islice((written for written in islice(every, 200_000) if written.kind == "term"), _ASKED))

    @cached_property
    def _has_terms(self) -> bool:
        return bool(self._kinds)

    @cached_property
    def _has_plurals(self) -> bool:
        return any(written.lang.startswith("en") or written.lang == "und" for written in self._kinds)

    @cached_property
    def _capitals_mean_something(self) -> bool:
        latin = [written.name for written in self._kinds if written.name[0].isascii() and written.name[0].isalpha()]
        return sum(name[0].islower() for name in latin) > _SHARE * len(latin)

    def _with_plurals(self, text: str, found: list[Mention], singular: list[Mention]) -> list[Mention]:
        """What was found, and terms that stand in the plural where nothing else or something shorter was."""
        new = [
            Mention(
                mention.start,
                mention.end + _ending(text, mention),
                text[mention.start : mention.end + _ending(text, mention)],
                mention.owners,
            )
            for mention in singular
            if self.is_term(mention.owners) and _ending(text, mention)
        ]
        new = [mention for mention in new if self._is_meant(text, mention)]
        longest = sorted([*found, *new], key=lambda mention: (mention.start, -mention.end))
        return apart(longest) if new else found

    def _meant(self, text: str, found: Iterable[Mention]) -> Iterator[Mention]:
        for mention in found:
            if not self.is_term(mention.owners) or self._is_meant(text, mention):
                yield mention
            elif _ALL_HAN.fullmatch(mention.text):
                yield from self._retried(text, mention)

    def _retried(self, text: str, mention: Mention) -> Iterator[Mention]:
        """The terms inside one that is not meant, from its first character or a later one."""
        start = mention.start
        for _, first, last in ((0, start, mention.end - 1), (1, start + 1, mention.end)):
            for inner in self._scanner.find(text[first:last]):
                moved = Mention(first + inner.start, first + inner.end, inner.text, inner.owners)
                if moved.start >= start and self.is_term(inner.owners) and self._is_meant(text, moved):
                    yield moved
                    start = moved.end

    def _is_meant(self, text: str, mention: Mention) -> bool:
        if mention.text.isascii():
            return self._has_its_case(mention)
        return not _ALL_HAN.fullmatch(mention.text) or not is_cut(text, mention.start, mention.end)

    def _has_its_case(self, mention: Mention) -> bool:
        names = [written.name for written in mention.owners.aliases]
        if all(map(_CAPITALS.fullmatch, names)):
            return mention.text.upper() == mention.text or mention.text.rstrip("s") in [name.rstrip("s") for name in names]
        if mention.text[0].islower() and all(map(_ONE_WORD.fullmatch, names)):
            return not self._capitals_mean_something
        return True


def is_cut(text: str, start: int, end: int) -> bool:
    """Does a word of Chinese cut through a span of a text?

    >>> is_cut("累積分佈函數", 1, 3), is_cut("計算積分的方法", 2, 4)
    (True, False)
    """
    before, after = (
        _RUN_BEFORE.search(text, max(0, start - segmentation.AROUND), start),
        _RUN_AFTER.match(text, end, end + segmentation.AROUND),
    )
    left, right = before[0] if before else "", after[0] if after else ""
    if not left and not right:
        return False
    han = tables().han
    return segmentation.read(left.translate(han), text[start:end].translate(han), right.translate(han)).whole < 0


def _ending(text: str, mention: Mention) -> int:
    """How many characters of a plural follow a name that was found in the singular: those that became apostrophes."""
    at = mention.end
    if text[mention.start : at] == mention.text and not text[at : at + 1].isalpha():
        return 0
    while at < len(text) and text[at].isalpha():
        at += 1
    return at - mention.end
