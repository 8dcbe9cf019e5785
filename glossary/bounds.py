"""The most that a comparison could give two names: what is below the mark need not be compared.

`most(query, aliases)` is never less than `balance(compare_keys(query, alias).features)`; that, and not its exact value, is the
promise, and tests hold it to it. Only what adds to a score is reckoned, and generously: order, gaps and slips cost nothing, a
word of which half stands in the other name counts whole. Two orders cheaper than a comparison; names across scripts are
bounded in bounds_across.py. Who changes how score.py, likeness.py or alignment.py share out points changes this with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel

from glossary.bounds_across import most_of_han, most_of_latin
from glossary.rules import LONGEST
from glossary.score import FEATURES
from glossary.text import likeness
from glossary.text.grammar import is_han

#: Features are rounded to four digits, each up or down.
ROUNDING = 0.0005
_SHORTER, _LONGER, _ALIKE = (FEATURES[name].weight for name in ("shorter_explained", "longer_explained", "alike"))
_FROM = 0.6  # of the letters in order, from which on names count as alike


def most(query: str, aliases: Sequence[str]) -> list[float]:
    """For each folded name, a bound on the balance of its comparison with the folded query, from 0.

    >>> most("长鑫存储", ["长鑫存储技术", "华润医药", "长鑫存储"])
    [1.1905, 0.0005, 1.0]
    """
    found = [_same_script(query, alias) for alias in aliases]
    across = [place for place, bound in enumerate(found) if bound is None]
    if across:
        bounded = (most_of_latin if has_han(query) else most_of_han)(query, [aliases[place] for place in across])
        for place, bound in zip(across, bounded, strict=True):
            found[place] = bound + _alike(query, aliases[place])
    return [bound if bound == 1.0 else round(bound + ROUNDING, 4) for bound in found if bound is not None]


def has_han(text: str) -> bool:
    """Does any character need no spaces around it?"""
    return any(map(is_han, text))


def _alike(first: str, second: str) -> float:
    if first.isascii() != second.isascii() and not (any(map(str.isascii, first)) and any(map(str.isascii, second))):
        return 0.0
    return _ALIKE * max(0.0, (Indel.normalized_similarity(first, second) - _FROM) / (1 - _FROM))


def _same_script(query: str, alias: str) -> float | None:
    """The bound for two names of one script; None for others."""
    if query == alias:
        return 1.0
    if max(len(query), len(alias)) > LONGEST:
        return 0.0
    one, other = _han(query), _han(alias)
    if one and other:
        shares = one.share(other.characters), other.share(one.characters)
    elif one or other:
        return None
    else:
        shares = _latin_shares(query, alias)
    if len(query) == len(alias):
        shorter, longer = max(shares), min(shares)
    else:
        shorter, longer = shares if len(query) < len(alias) else shares[::-1]
    return _SHORTER * shorter + _LONGER * longer + _alike(query, alias)


# -- Han -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Han:
    """A Han name by what its characters weigh."""

    weights: tuple[tuple[str, float], ...]
    whole: float
    characters: frozenset[str]

    def share(self, characters: frozenset[str]) -> float:
        """How much of it some characters may explain."""
        return sum([weight for character, weight in self.weights if character in characters]) / self.whole


@lru_cache(maxsize=131072)
def _han(key: str) -> _Han | None:
    """A key, None for a Latin one."""
    if not has_han(key):
        return None
    text = likeness._one_word_each(key)
    weights = likeness._han_weights(text)
    weighing = tuple((character, weight) for character, weight in zip(text, weights, strict=True) if weight)
    return _Han(weighing, sum(weights) or 1.0, frozenset(text))


# -- Latin -----------------------------------------------------------------------------------------------------


def _latin_shares(query: str, alias: str) -> tuple[float, float]:
    one, other = likeness._letters(query), likeness._letters(alias)
    if abs(len(one) - len(other)) < 2 and OSA.distance(one, other, score_cutoff=1) < 2:
        return 1.0, 1.0
    mine, its = likeness._latin_words(query), likeness._latin_words(alias)
    return _explained(mine, its), _explained(its, mine)


def _explained(words: Sequence[tuple[str, float]], others: Sequence[tuple[str, float]]) -> float:
    """How much of some words others may explain; what may be a legal form with a slip weighs nothing, where nothing explains it."""
    met = left = 0.0
    for word, weight in words:
        if any([word == other or _may_meet(word, other) for other, _ in others]):
            met += weight
        elif not _is_nearly_a_form(word):
            left += weight
    return met / ((met + left) or 1.0)


@lru_cache(maxsize=262144)
def _may_meet(one: str, other: str) -> bool:
    """May one word be the other with a slip, or a part of it that is written apart?"""
    if one in other or other in one:
        return True
    length = min(len(one), len(other))
    return length > 3 and abs(len(one) - len(other)) < 3 and OSA.distance(one, other, score_cutoff=2) < 3


@lru_cache(maxsize=65536)
def _is_nearly_a_form(word: str) -> bool:
    return any(word == form or likeness.is_slip(word, form) for form in likeness._FORM_WORDS)
