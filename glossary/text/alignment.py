"""A Latin name laid beside a Han name: which word spells or translates which characters, and what is left over.

    changxin memory technologies      长鑫 | 存储 | 技术        changxin = 长鑫 (reading), memory = 存储 (term), ...

Links are made of readings (romanise), of words with one meaning (lexicon), of likeness in sound (estun, 埃斯顿), of initials
(zjld, 珍酒李渡), of letters that both names write (tcl), and of two of these in one word (hybio: 翰宇 and 生物). Each word and each
character is in one link at most; the strongest links come first. Words weigh by their part in the name: a place or an industry
tells less than the trade name, a legal form tells nothing. The score is the explained share of both names' weight.

It scores pairs that are given; it generates nothing, and it never decides: what is not explained is left for the one who asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import Indel

from glossary.text.grammar import Part, is_han, words
from glossary.text.lexicon import LONGEST_LATIN, translations
from glossary.text.names import parse
from glossary.text.readings import tables
from glossary.text.romanise import costs, letters, romanise, spelt

How = Literal["reading", "term", "sound", "initials", "letters", "compound"]

#: What a character or word weighs by its part in the name.
WEIGHTS: dict[Part, float] = {"trade name": 1.0, "place": 0.3, "industry": 0.3, "group": 0.15, "legal form": 0.0}
SMALL_WORDS = frozenset({"and", "of", "the", "for", "de", "in", "at"})
_EMPTY = SMALL_WORDS | {""}
_SHORT_WORD = 0.6  # a word of one or two letters tells less
_LONE = 0.7  # one character for a word: 新 and new are in half of all names
_LIKE_ENOUGH = 0.5
_LONGEST_SOUND = 4  # characters of a brand that a word may sound like
_WAYS = 24
#: Of two links of one strength, which is taken: 山东 is the place before it is two characters that shandong spells.
_HOWS: tuple[How, ...] = ("letters", "term", "reading", "sound", "compound", "initials")


@dataclass(frozen=True, slots=True)
class Link:
    """Words of the Latin name and characters of the Han name that stand for each other; value from 0 to 1."""

    latin: str
    han: str
    how: How
    value: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Links in the order of their strength, the explained share of each name, and the trade-name parts that none explains."""

    links: tuple[Link, ...]
    latin_share: float
    han_share: float
    latin_left: tuple[str, ...]
    han_left: str
    industries_left: tuple[str, str]  # words for what the company does that the other name does not explain: Latin, Han
    industry_linked: bool

    @property
    def score(self) -> float:
        """From 0 to 1."""
        return 0.5 * self.latin_share + 0.5 * self.han_share


@dataclass(frozen=True, slots=True)
class _Edge:
    value: float
    first: int  # words [first, last) of the Latin name
    last: int
    start: int  # characters [start, end) of the Han name
    end: int
    how: How


@dataclass(frozen=True, slots=True)
class _Latin:
    words: tuple[str, ...]
    weights: tuple[float, ...]
    generic: tuple[bool, ...]
    industry: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Han:
    text: str
    weights: tuple[float, ...]
    industry: tuple[bool, ...]
    syllables: tuple[str, ...]
    trade: tuple[tuple[int, int], ...]
    in_place: tuple[bool, ...]  # in the name of a place of two characters and more: 北 of 北京 is no north


def _parts(key: str, places: Sequence[tuple[int, int]]) -> list[Part | None]:
    """For each stretch of a key, the part it stands in."""
    pieces = parse(key).pieces
    return [next((piece.part for piece in pieces if piece.start <= start and end <= piece.end), None) for start, end in places]


@lru_cache(maxsize=4096)
def _latin(key: str) -> _Latin:
    found = [(_plain(word), start, end) for word, start, end in _apart(key)]
    parts = _parts(key, [(start, end) for _, start, end in found])
    kept = [(word, part) for (word, _, _), part in zip(found, parts, strict=True) if part and WEIGHTS[part] and word not in _EMPTY]
    return _Latin(
        tuple(word for word, _ in kept),
        tuple(WEIGHTS[part] * (_SHORT_WORD if len(word) < 3 else 1.0) for word, part in kept),
        tuple(part != "trade name" or bool(translations(word)) for word, part in kept),
        tuple(part == "industry" for _, part in kept),
    )


def _plain(word: str) -> str:
    """A word as readings are spelt, without its apostrophe: xi'an."""
    bare = word.replace("'", "")
    return letters(bare) if bare.isalpha() else word


def _apart(key: str) -> Iterator[tuple[str, int, int]]:
    """Words, those with hyphens apart: er-kang."""
    for _, start, end in words(key):
        for match in re.finditer(r"[^\W_]+(?:['.][^\W_]+)*|&", key[start:end]):
            yield "and" if match[0] == "&" else match[0], start + match.start(), start + match.end()


@lru_cache(maxsize=65536)
def _han(key: str) -> _Han:
    spans = [(place, place + 1) for place in range(len(key))]
    parts = _parts(key, spans)
    weights = tuple(WEIGHTS[part] if part else 0.0 for part in parts)
    industry = tuple(part == "industry" for part in parts)
    syllables = tuple(romanise(character).lower() if is_han(character) else character for character in key)
    together = [a == b == "place" for a, b in pairwise((None, *parts, None))]  # with the character before
    in_place = tuple(before or after for before, after in pairwise(together))
    return _Han(key, weights, industry, syllables, tuple(_runs(key, weights)), in_place)


def _runs(key: str, weights: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Stretches of Han characters of the trade name."""
    start = None
    for place in range(len(key) + 1):
        inside = place < len(key) and weights[place] == WEIGHTS["trade name"] and is_han(key[place])
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            yield start, place
            start = None


# -- readings --------------------------------------------------------------------------------------------------


@cache
def _characters() -> dict[str, dict[str, float]]:
    """Spelling → the characters it may spell, with what that costs."""
    pinyin, hong_kong = tables().pinyin, tables().hong_kong
    alike: dict[tuple[str, str], list[str]] = {}
    for character in pinyin.keys() | hong_kong.keys():
        alike.setdefault((pinyin.get(character, ""), hong_kong.get(character, "")), []).append(character)
    found: dict[str, dict[str, float]] = {}
    for readings, characters in alike.items():
        for spelling, cost in costs(*readings).items():
            found.setdefault(spelling, {}).update(dict.fromkeys(characters, cost))
    return found


@lru_cache(maxsize=65536)
def _ways(word: str) -> tuple[tuple[dict[str, float], ...], ...]:
    """The ways to divide a word into spellings of one character each, fewest first; each as the characters they spell."""
    known = _characters()
    steps = [[end for end in _ends(word, at) if word[at:end] in known] for at in range(len(word))]
    leads = [False] * len(word) + [True]  # to the end; changanchanganq leads nowhere, in as many ways as you like
    for at in range(len(word) - 1, -1, -1):
        leads[at] = any(leads[end] for end in steps[at])
    found: list[tuple[str, ...]] = []
    open_ways: list[tuple[int, tuple[str, ...]]] = [(0, ())] if leads[0] else []
    while open_ways and len(found) < _WAYS:
        at, way = open_ways.pop()
        if at == len(word):
            found.append(way)
        else:
            open_ways += [(end, (*way, word[at:end])) for end in steps[at] if leads[end]]
    return tuple(tuple(known[spelling] for spelling in way) for way in sorted(found, key=len))


def _ends(word: str, at: int) -> range:
    """Where a spelling that begins here may end; no consonant alone spells a character."""
    return range(at + 1 if len(word) == 1 or word[at] in "aeou" else at + 2, min(len(word), at + 7) + 1)


def _reading(word: str, han: str) -> tuple[float, int, int] | None:
    """The best stretch of the Han name that a word spells."""
    best = None
    for way in _ways(word):
        for start in range(len(han) - len(way) + 1):
            cost = 0.0
            for characters, character in zip(way, han[start : start + len(way)], strict=True):
                if character not in characters:
                    break
                cost += characters[character]
            else:
                value = 1 - cost / len(way) - (0.25 if len(way) == 1 and len(word) < 3 else 0)
                if best is None or value > best[0]:
                    best = value, start, start + len(way)
    return best


# -- sounds ----------------------------------------------------------------------------------------------------

_SOUNDS = {
    **dict.fromkeys(("zh", "ch", "sh", "ts", "tz", "x", "q", "j", "z", "s"), "S"),
    **dict.fromkeys(("c", "g", "k", "ck"), "K"),
    **dict.fromkeys(("b", "p"), "P"),
    **dict.fromkeys(("d", "t", "th"), "T"),
    **dict.fromkeys(("f", "v", "ph"), "F"),
    **dict.fromkeys(("l", "r"), "L"),
    "ng": "N",
    "n": "N",
    "m": "M",
    "w": "W",
    "h": "H",
    "qu": "KW",
    "y": "I",
    "ü": "U",
    **{vowel: vowel.upper() for vowel in "aeiou"},
}
_SOUND = re.compile("zh|ch|sh|ts|tz|ph|th|ck|ng|qu|[a-zü]")
_VOWELS = re.compile("[AEIOUHW]")


def _sound(latin: str, c: str) -> str:
    coded = "".join(c if sound == "c" else _SOUNDS[sound] for sound in _SOUND.findall(latin))
    return re.sub(r"(.)\1+", r"\1", coded)


@lru_cache(maxsize=65536)
def _sound_of_word(word: str) -> tuple[str, str]:
    sound = _sound(re.sub("c(?=[eiy])", "s", word), "K")
    return sound, _VOWELS.sub("", sound)


@lru_cache(maxsize=262144)
def _sound_of_han(syllables: tuple[str, ...]) -> tuple[str, str]:
    sound = _sound("".join(syllables), "S")
    return sound, _VOWELS.sub("", sound)


def _likeness(word: str, han: _Han) -> tuple[float, int, int] | None:
    """The stretch of the trade name that a word sounds most like: estun and 埃斯顿."""
    sound, bones = _sound_of_word(word)
    best = None
    for first, last in han.trade:
        for start in range(first, last):
            for end in range(start + 1, min(last, start + _LONGEST_SOUND) + 1):
                other, other_bones = _sound_of_han(han.syllables[start:end])
                if not other or (sound[:1] != other[:1] and not (_VOWELS.match(sound) and _VOWELS.match(other))):
                    continue
                alike = 0.55 * Indel.normalized_similarity(sound, other) + 0.45 * Indel.normalized_similarity(bones, other_bones)
                value = alike * (0.85 if end > start + 1 else 0.6)
                if best is None or value > best[0]:
                    best = value, start, end
    return best if best is not None and best[0] > _LIKE_ENOUGH else None


# -- links -----------------------------------------------------------------------------------------------------


def _terms(latin: _Latin, first: int, han: _Han) -> Iterator[_Edge]:
    for last in range(min(len(latin.words), first + LONGEST_LATIN), first, -1):
        for word in translations(" ".join(latin.words[first:last])):
            start = han.text.find(word)
            if start >= 0 and not (len(word) == 1 and han.in_place[start]):
                yield _Edge(1.0 if len(word) > 1 else _LONE, first, last, start, start + len(word), "term")


def _compound(word: str, han: _Han) -> tuple[float, int, int] | None:
    """A word of two: a reading or likeness and a term, or two terms: hybio, redstar."""
    best = None
    for cut in range(2, len(word) - 2):
        front, back = word[:cut], word[cut:]
        meanings = translations(back) if len(back) > 2 else ()
        if not meanings:
            continue
        read = _reading(front, han.text) or (_likeness(front, han) if len(front) > 1 else None)
        read = read or next(((_LONE, p, p + len(w)) for w in translations(front) if (p := han.text.find(w)) >= 0), None)
        if read is None:
            continue
        at = max((han.text.find(meaning, read[2]) for meaning in meanings), default=-1)
        end = at + max((len(m) for m in meanings if han.text.startswith(m, at)), default=0) if at == read[2] else read[2]
        value = 0.8 * read[0] + (0.15 if any(meaning in han.text for meaning in meanings) else 0.0)
        if best is None or value > best[0]:
            best = value, read[1], end
    return best


@lru_cache(maxsize=65536)
def _initials(character: str) -> frozenset[str]:
    return frozenset(spelling[0] for spelling in spelt(character))


def _initialism(word: str, han: _Han) -> tuple[float, int, int] | None:
    for first, last in han.trade:
        for start in range(first, last - len(word) + 1):
            if all(letter in _initials(han.text[start + place]) for place, letter in enumerate(word)):
                return 0.75 if len(word) > 2 else 0.5, start, start + len(word)
    return None


def _by_sound(latin: _Latin, place: int, han: _Han) -> Iterator[tuple[How, tuple[float, int, int] | None]]:
    word = latin.words[place]
    read = _reading(word, han.text)
    yield "reading", read
    if latin.generic[place] or (read and read[0] > 0.6):
        return
    if len(word) > 2:
        yield "sound", _likeness(word, han)
    if len(word) > 4:
        yield "compound", _compound(word, han)
    elif len(word) > 1:
        yield "initials", _initialism(word, han)


def _edges(latin: _Latin, han: _Han) -> Iterator[_Edge]:
    for place, word in enumerate(latin.words):
        yield from _terms(latin, place, han)
        if word.isalpha() and word.isascii():
            for how, found in _by_sound(latin, place, han):
                if found:
                    yield _Edge(found[0], place, place + 1, found[1], found[2], how)
        same = re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", han.text) if word.isascii() else None
        if same:
            yield _Edge(1.0, place, place + 1, same.start(), same.end(), "letters")


def align(latin_key: str, han_key: str) -> Alignment:
    """Lay a folded Latin name beside a folded Han name.

    >>> found = align("changxin memory technologies", "长鑫存储技术有限公司")
    >>> [(link.latin, link.han, link.how) for link in found.links], found.score, found.latin_left
    ([('changxin', '长鑫', 'reading'), ('memory', '存储', 'term'), ('technologies', '技术', 'term')], 1.0, ())
    """
    latin, han = _latin(latin_key), _han(han_key)
    whole = sum(latin.weights) or 1.0, sum(han.weights) or 1.0
    chosen = _chosen(_edges(latin, han), latin, han, whole)
    used_words = {place for edge in chosen for place in range(edge.first, edge.last)}
    used_characters = {place for edge in chosen for place in range(edge.start, edge.end)}
    return Alignment(
        tuple(Link(" ".join(latin.words[e.first : e.last]), han.text[e.start : e.end], e.how, round(e.value, 3)) for e in chosen),
        sum(edge.value * sum(latin.weights[edge.first : edge.last]) for edge in chosen) / whole[0],
        sum(edge.value * sum(han.weights[edge.start : edge.end]) for edge in chosen) / whole[1],
        tuple(word for place, word in enumerate(latin.words) if place not in used_words and latin.weights[place] > 0.5),
        "".join(c for place, c in enumerate(han.text) if place not in used_characters and han.weights[place] == 1.0),
        (
            " ".join(word for place, word in enumerate(latin.words) if place not in used_words and latin.industry[place]),
            "".join(c for place, c in enumerate(han.text) if place not in used_characters and han.industry[place]),
        ),
        any(latin.industry[edge.first] and han.industry[edge.start] for edge in chosen),
    )


def _chosen(edges: Iterable[_Edge], latin: _Latin, han: _Han, whole: tuple[float, float]) -> list[_Edge]:
    """The strongest links first, each word and character once."""

    def order(edge: _Edge) -> tuple[float, int, int, int, int]:
        weight = sum(latin.weights[edge.first : edge.last]) / whole[0] + sum(han.weights[edge.start : edge.end]) / whole[1]
        return -edge.value * weight, edge.first, edge.start, -edge.end, _HOWS.index(edge.how)  # to the last: sets have no order

    taken_words: set[int] = set()
    taken_characters: set[int] = set()
    chosen = []
    for edge in sorted(edges, key=order):
        its_words, its_characters = range(edge.first, edge.last), range(edge.start, edge.end)
        if taken_words.isdisjoint(its_words) and taken_characters.isdisjoint(its_characters):
            taken_words.update(its_words)
            taken_characters.update(its_characters)
            chosen.append(edge)
    return chosen
