"""The most that a comparison could give two names: what is below the mark need not be compared.

`most(query, aliases)` is never less than `balance(compare_keys(query, alias).features)`; that, and not its exact value, is the
promise, and tests hold it to it. What adds to a score is reckoned generously: order and gaps cost nothing. Of what takes away,
only what is cheap to know is reckoned. Names across scripts are bounded in bounds_across.py. Who changes how score.py,
likeness.py or alignment.py share out points changes this with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel

from glossary.bounds_across import most_of_han, most_of_latin
from glossary.rules import LONGEST
from glossary.score import FEATURES
from glossary.text import likeness
from glossary.text.grammar import is_han
from glossary.text.initials import is_initialism, spells
from glossary.text.likeness import parts_of

#: Features are rounded to four digits, each up or down.
ROUNDING = 0.0005
_SHORTER, _LONGER, _ALIKE = (FEATURES[name].weight for name in ("shorter_explained", "longer_explained", "alike"))
_LONE, _FORMS = (FEATURES[name].weight for name in ("single_character", "legal_form_differs"))
_INITIALISM = FEATURES["initialism"].weight
_FROM = 0.6  # of the letters in order, from which on names count as alike
_A_SLIP = 0.1  # what a slip takes of the weight of its words


def most(query: str, aliases: Sequence[str]) -> list[float]:
    """For each folded name, a bound on the balance of its comparison with the folded query.

    >>> [round(bound, 2) for bound in most("长鑫存储", ["长鑫存储技术", "华润医药", "长鑫存储"])]
    [1.14, 0.0, 1.0]
    """
    is_han_name = has_han(query)
    same = [alias for alias in aliases if has_han(alias) == is_han_name]
    others = [alias for alias in aliases if has_han(alias) != is_han_name]
    bounds = dict(zip(same, map(_bounded(query, is_han_name), same), strict=True)) if same else {}
    if others:
        across = (most_of_latin if is_han_name else most_of_han)(query, others)
        bounds.update((alias, bound + _alike(query, alias) + ROUNDING) for alias, bound in zip(others, across, strict=True))
    if is_initialism(query):
        return [bounds[alias] + (_INITIALISM if spells(query, alias) else 0.0) for alias in aliases]
    return [bounds[alias] for alias in aliases]


@lru_cache(maxsize=131072)
def has_han(text: str) -> bool:
    """Does any character need no spaces around it?"""
    return any(map(is_han, text))


def _alike(first: str, second: str) -> float:
    """What letters in the same order add."""
    return _ALIKE * max(0.0, (Indel.normalized_similarity(first, second) - _FROM) / (1 - _FROM))


def _bounded(query: str, is_han_name: bool) -> Callable[[str], float]:
    """The bound for a name of the query's script."""
    shared = _han_shares(query) if is_han_name else _latin_shares(query)

    def bound(alias: str) -> float:
        if query == alias:
            return 1.0
        if max(len(query), len(alias)) > LONGEST:
            return 0.0
        one, other, less = shared(alias)
        if len(query) == len(alias):
            one, other = max(one, other), min(one, other)
        elif len(query) > len(alias):
            one, other = other, one
        points = _SHORTER * one + _LONGER * other + _alike(query, alias)
        return less + points + ROUNDING if points else less

    return bound


#: Of a query and a name: the shares that each may explain of the other, and what is taken away in any case.
_Shares = Callable[[str], tuple[float, float, float]]

# -- Han -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Han:
    """A Han name by what its characters weigh."""

    text: str
    weights: tuple[tuple[str, float], ...]
    whole: float
    characters: frozenset[str]

    def share(self, characters: frozenset[str]) -> float:
        """How much of it some characters may explain."""
        return sum([weight for character, weight in self.weights if character in characters]) / self.whole


@lru_cache(maxsize=65536)
def _han(key: str) -> _Han:
    text = likeness._one_word_each(key)
    weights = likeness._han_weights(text)
    weighing = tuple((character, weight) for character, weight in zip(text, weights, strict=True) if weight)
    return _Han(text, weighing, sum(weights) or 1.0, frozenset(text))


def _han_shares(query: str) -> _Shares:
    one = _han(query)

    def shares(alias: str) -> tuple[float, float, float]:
        other = _han(alias)
        common = one.characters & other.characters
        lone = min(len(query), len(alias)) < 2
        if len(common) == 1:
            (character,) = common
            lone = lone or one.text.count(character) == 1 or other.text.count(character) == 1
        mine, its = _place_written_short(one, other, query, alias)
        return one.share(common) + mine, other.share(common) + its, _LONE if lone else 0.0

    return shares


def _place_written_short(one: _Han, other: _Han, query: str, alias: str) -> tuple[float, float]:
    """What a place adds to each share that the shorter name writes with its first character: 渝三峡, 重庆三峡油漆."""
    if (len(query), query) > (len(alias), alias):
        return _place_written_short(other, one, alias, query)[::-1]
    stands = likeness._place_of(one.text[:1], other.text)
    if not stands:
        return 0.0, 0.0
    weights = likeness._han_weights(other.text)
    return likeness._han_weights(one.text)[0] / one.whole, sum(weights[stands.start : stands.stop]) / other.whole


# -- Latin -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A word and a query's words, as bits: which it equals, may slip into, may begin, end or lie in, and which may make it up."""

    same: int
    near: int
    begun: int
    ended: int
    around: int
    parts: int


def _latin_shares(query: str) -> _Shares:
    letters, words, form = likeness._letters(query), likeness._latin_words(query), parts_of(query).legal_form
    met: dict[str, _Meeting] = {}

    def shares(alias: str) -> tuple[float, float, float]:
        its_letters = likeness._letters(alias)
        less = _LONE if min(len(query), len(alias)) < 2 else 0.0
        if not likeness.same_form(form, _form(alias)):
            less += _FORMS
        if abs(len(letters) - len(its_letters)) < 2 and OSA.distance(letters, its_letters, score_cutoff=1) < 2:
            return 1.0, 1.0, less
        its = likeness._latin_words(alias)
        meetings = [met.get(word) or met.setdefault(word, _meeting(word, words)) for word, _ in its]
        begun = ended = full = near = 0
        for meeting in meetings:
            begun, ended, near = begun | meeting.begun, ended | meeting.ended, near | meeting.near
            full |= meeting.same | meeting.parts
        joined = begun & ended  # words of the query that words of the alias may make up
        full |= joined
        mine = [(word, weight, full >> n & 1, near >> n & 1) for n, (word, weight) in enumerate(words)]
        others = [(word, weight, m.same | m.parts | m.around & joined, m.near) for (word, weight), m in zip(its, meetings, strict=True)]
        return _explained(mine), _explained(others), less

    return shares


@lru_cache(maxsize=65536)
def _form(key: str) -> str:
    return parts_of(key).legal_form


def _meeting(word: str, words: Sequence[tuple[str, float]]) -> _Meeting:
    same = near = begun = ended = around = begins = ends = parts = 0
    for place, (other, _) in enumerate(words):
        bit = 1 << place
        if word == other:
            same |= bit
        elif _may_slip(word, other):
            near |= bit
        if len(word) < len(other):
            begun |= bit * other.startswith(word)
            ended |= bit * other.endswith(word)
            around |= bit * (word in other)
        elif len(other) < len(word):
            begins |= bit * word.startswith(other)
            ends |= bit * word.endswith(other)
            parts |= bit * (other in word)
    return _Meeting(same, near, begun, ended, around, parts if begins and ends else 0)


@lru_cache(maxsize=262144)
def _may_slip(one: str, other: str) -> bool:
    return likeness.is_slip(one, other, in_context=True)


def _explained(words: Sequence[tuple[str, float, int, int]]) -> float:
    """How much of some words (word, weight, explained, explained with a slip) is; what may be a legal form weighs nothing else."""
    met = left = 0.0
    for word, weight, full, near in words:
        if full:
            met += weight
        elif _is_nearly_a_form(word):
            met += weight if near else 0.0
        else:
            met += weight - _A_SLIP if near else 0.0
            left += _A_SLIP if near else weight
    return met / ((met + left) or 1.0)


@lru_cache(maxsize=65536)
def _is_nearly_a_form(word: str) -> bool:
    return any(word == form or likeness.is_slip(word, form) for form in likeness._FORM_WORDS)
