"""What words of company names mean in the other script: 存储 and memory, 北京 and Peking, 金 and gold.

Read from industries.csv, places.csv, lexicon.csv and the group words of legal_forms.csv, folded; words, not names: no company
stands here. A Latin entry is kept as its words joined by spaces (grammar.entry_key), Han ones as they fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from glossary.text.grammar import entry_key, grammar, is_han, rows

#: How many words the longest Latin entry has that is looked for, and how many characters the longest Han one.
LONGEST_LATIN, LONGEST_HAN = 4, 6
_GROUPS = {"group": ("集团",), "holding": ("控股",), "holdings": ("控股",), "corporation group": ("集团",)}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`han_of`: Latin entry → Han words that may stand for it; `words`: all these Han words."""

    han_of: Mapping[str, frozenset[str]]
    words: frozenset[str]


def _pairs() -> Iterator[tuple[str, Iterable[str]]]:
    """Latin entries with Han words."""
    for table in (grammar().places.entries, grammar().tails.entries, grammar().plain.entries):
        concepts: dict[str, set[str]] = {}
        for spelling, (_, means) in table.items():
            if is_han(spelling[0]):
                for concept in means:
                    concepts.setdefault(concept, {concept}).add(spelling)
        for spelling, (part, means) in table.items():
            if not is_han(spelling[0]):
                for concept in means:
                    yield spelling, _GROUPS.get(concept, ()) if part == "group" else concepts.get(concept, {concept})
    yield from _lexicon_rows()


def _lexicon_rows() -> Iterator[tuple[str, Iterable[str]]]:
    for word, also, latin, _, _ in rows("lexicon.csv"):
        for entry in filter(None, latin.split("|")):
            yield entry_key(entry), [word, *filter(None, also.split("|"))]


@cache
def lexicon() -> Lexicon:
    """The whole lexicon.

    >>> sorted(lexicon().han_of["peking"]), "存储" in lexicon().han_of["memory"]
    (['北京'], True)
    """
    found: dict[str, set[str]] = {}
    for latin, words in _pairs():
        found.setdefault(latin, set()).update(words)
    return Lexicon({latin: frozenset(words) for latin, words in found.items()}, frozenset().union(*found.values()))


def translations(latin: str) -> frozenset[str]:
    """The Han words that may stand for a Latin word or words, in the singular too. Empty for one that the lexicon lacks.

    >>> "半导体" in translations("semiconductors"), translations("changxin")
    (True, frozenset())
    """
    han_of = lexicon().han_of
    for entry in (latin, latin.removesuffix("s"), f"{latin.removesuffix('ies')}y"):
        if entry in han_of:
            return han_of[entry]
    return frozenset()
