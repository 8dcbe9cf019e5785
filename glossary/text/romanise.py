"""Romanisation: the Latin spellings that Han characters can have, and the readings that a Latin spelling can come from.

Readings are sets. The best single guess is wrong for 长鑫, 长电 and half of all names in 长, and the spelling a company
registers is of any system, often of two (Tsann Kuen 燦坤). So each character keeps every reading of its class of the fold,
in pinyin, Wade-Giles, Tongyong, the Hong Kong spelling, that of the postal map and what companies write besides.

For search: `spelt` (one character: spelling → cost) and `spelling_cost` (a whole name) say whether a Latin text spells Han
characters; `pinyin_of` and `pinyin_behind` give sets of syllables that such a pair shares, `skeletons` and `skeleton`
strings, to find the pair with. Toneless readings propose, they never decide: 中芯国际 and 中信国际 are read alike.
Invariant: names that fold together are read alike. Everything is looked up in readings.tsv (data/build_readings.py).
It knows neither Hokkien (Tan Chong 陳唱) nor Hanja (Hyundai 現代), and no translations (Evergreen 長榮).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product
from unicodedata import combining, normalize

from glossary.text.fold import fold_character
from glossary.text.readings import System, longest_name, tables

#: The systems that `romanise` can write; the others are spellings of single companies and places.
SYSTEMS: tuple[System, ...] = ("pinyin", "wade-giles", "tongyong", "hong-kong")
#: What a spelling costs by its system, and by not being of the first reading (notes: chinese 4).
COSTS: Mapping[System, float] = {"pinyin": 0.0, "wade-giles": 0.05, "tongyong": 0.08, "hong-kong": 0.08, "postal": 0.08, "other": 0.10}
OTHER_READING = 0.05
_LONGEST = 8  # letters of a syllable: chwang, shuang, cheung have six, szechwan as a name of two is not one
_SEGMENTATIONS = 16
_SKELETONS = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """One spelling of a character. `rank` counts its readings from the most likely, 0; in Hong Kong, its spellings."""

    spelling: str
    system: System
    rank: int

    @property
    def cost(self) -> float:
        """How unlikely the spelling is, from 0.0; that of its system, and a little for a reading that is not the first."""
        other = self.rank > 0 and self.system != "hong-kong"
        return round(COSTS[self.system] + (OTHER_READING if other else 0.0), 2)


def letters(latin: str) -> str:
    """A Latin text as spellings are compared: lower-case a-z and ü, without tones, apostrophes, hyphens and spaces.

    >>> letters("Ch'ang-chün"), letters("Lǜ Xī'ān"), letters("ＣＸＭＴ 1")
    ('changchün', 'lüxian', 'cxmt')
    """
    if not latin.isascii():
        marked = normalize("NFKD", latin).casefold().replace("u\u0308", "ü")
        latin = "".join(c for c in marked if not combining(c))
    return re.sub("[^a-zü]+", "", latin.lower())


def _folded(text: str) -> list[str]:
    """Each character of the text as the tables have it; one that folds to several, or with its neighbours, as it stands."""
    folded = (fold_character(ord(character)) for character in text)
    return [f if f and len(f) == 1 else character for f, character in zip(folded, text, strict=True)]


def _pinyin(folded: str) -> list[str]:
    return tables().pinyin.get(folded, "").split()


# -- Han to Latin --------------------------------------------------------------------------------------------


def readings(character: str) -> tuple[Reading, ...]:
    """Every spelling of one Han character: by system, the most likely reading first. Empty for any other text.

    >>> [(r.spelling, r.system, r.rank) for r in readings("長")][:4]
    [('chang', 'pinyin', 0), ('zhang', 'pinyin', 1), ("ch'ang", 'wade-giles', 0), ('chang', 'wade-giles', 1)]
    """
    (folded,) = _folded(character) if len(character) == 1 else ("",)
    return _read(tables().pinyin.get(folded, ""), tables().hong_kong.get(folded, ""))


@cache
def _read(pinyin: str, hong_kong: str) -> tuple[Reading, ...]:
    """The spellings of a character with these readings: ten characters share them, on average."""
    syllables = pinyin.split()
    found = [Reading(syllable, "pinyin", rank) for rank, syllable in enumerate(syllables)]
    for system in ("wade-giles", "tongyong", "postal", "other"):
        for rank, syllable in enumerate(syllables):
            found += [Reading(spelling, system, rank) for spelling in tables().syllables[syllable][system].split()]
    return (*found, *(Reading(spelling, "hong-kong", rank) for rank, spelling in enumerate(hong_kong.split())))


def _written(spelling: str, system: System) -> tuple[str, ...]:
    """How names write a spelling: without apostrophe, and ü as the typewriter at hand allows (Lv, Lyu, Lu)."""
    plain = spelling.replace("'", "")
    if "ü" not in plain:
        return (plain,)
    return tuple(plain.replace("ü", u) for u in (("ü", "u", "v", "yu") if system == "pinyin" else ("ü", "u")))


@cache
def spelt(character: str) -> Mapping[str, float]:
    """Every Latin spelling of one Han character, as `letters` has it, with its lowest cost. Empty for any other text.

    >>> spelt("新")["xin"], spelt("新")["hsin"], spelt("新")["sun"]
    (0.0, 0.05, 0.08)
    """
    (folded,) = _folded(character) if len(character) == 1 else ("",)
    return costs(tables().pinyin.get(folded, ""), tables().hong_kong.get(folded, ""))


@cache
def costs(pinyin: str, hong_kong: str) -> Mapping[str, float]:
    """The same of every character that has these readings in the tables.

    >>> costs("xin", "sun san sing") == spelt("新")
    True
    """
    found: dict[str, float] = {}
    for reading in _read(pinyin, hong_kong):
        for written in _written(reading.spelling, reading.system):
            found[written] = min(reading.cost, found.get(written, 1.0))
    return found


def _names_at(folded: str, start: int, system: System) -> Iterator[tuple[int, str]]:
    """(length, reading) of the names that begin here and are not read as their characters are, longest first."""
    named = tables().names.get(system, {})
    for length in range(min(longest_name(), len(folded) - start), 1, -1):
        if reading := named.get(folded[start : start + length]):
            yield length, reading


def _guess(folded: str, start: int, system: System) -> tuple[int, list[str]]:
    """How many characters from here are read together, and their syllables; none where the first has no reading."""
    if system == "hong-kong":
        for length, whole in _names_at(folded, start, system):
            return length, whole.split(",")[0].split()
        return 1, tables().hong_kong.get(folded[start], "").split()[:1]
    length, syllables = next(((n, r.split()) for n, r in _names_at(folded, start, "pinyin")), (1, _pinyin(folded[start])[:1]))
    if system == "pinyin":
        return length, syllables
    return length, [tables().syllables[syllable][system].split()[0] for syllable in syllables]


def romanise(text: str, system: System = "pinyin") -> str:
    """The text with each Han character as its most likely syllable; what has none in the system stays. For people to read.

    Names that are read in their own way come first (长鑫, 银行); `system` is one of SYSTEMS. Raises ValueError for another.

    >>> romanise("长鑫存储CXMT"), romanise("重慶銀行"), romanise("長江", "wade-giles"), romanise("新鴻基", "hong-kong")
    ('chang xin cun chu CXMT', 'chong qing yin hang', "ch'ang chiang", 'sun hung kei')
    """
    if system not in SYSTEMS:
        raise ValueError(f"{system!r} is not one of {', '.join(SYSTEMS)}")
    folded = "".join(_folded(text))
    out: list[str] = []
    place, was_syllable = 0, False
    while place < len(text):
        length, syllables = _guess(folded, place, system)
        piece = " ".join(syllables) or text[place]
        if out and (syllables or was_syllable) and out[-1][-1].isalnum() and piece[0].isalnum():
            out.append(" ")
        out.append(piece)
        place, was_syllable = place + length, bool(syllables)
    return "".join(out)


# -- does one spell the other ----------------------------------------------------------------------------------


def _named(folded: str, start: int) -> Iterator[tuple[int, str, float]]:
    """(length, spelling, cost) of the names that begin here, as `letters` has them."""
    for system in tables().names:
        for length, whole in _names_at(folded, start, system):
            for spelling in whole.split(","):
                for written in _written(spelling.replace(" ", ""), system):
                    yield length, written, COSTS[system]


def spelling_cost(han: str, latin: str) -> float | None:
    """The cost of reading all of `latin` as a spelling of all of `han`, from 0.0; None where it is none.

    Each character may be spelt in another system. What is not Han must stand in both. Borders of words do not matter.

    >>> spelling_cost("长鑫存储", "ChangXin Cunchu"), spelling_cost("燦坤", "Tsann Kuen"), spelling_cost("長榮", "Evergreen")
    (0.0, 0.2, None)
    """
    folded, wanted = "".join(_folded(han)), letters(latin)
    best: list[dict[int, float]] = [{0: 0.0}, *({} for _ in folded)]
    for place, character in enumerate(folded):
        if not best[place]:
            continue
        steps = [(1, s, c) for s, c in spelt(character).items()] or [(1, letters(character), 0.0)]
        for length, spelling, cost in (*steps, *_named(folded, place)):
            after = best[place + length]
            for offset, so_far in best[place].items():
                end = offset + len(spelling)
                if wanted.startswith(spelling, offset) and so_far + cost < after.get(end, 99.0):
                    after[end] = so_far + cost
    cost_of_all = best[-1].get(len(wanted)) if wanted else None
    return None if cost_of_all is None else round(cost_of_all, 2)


# -- Latin to syllables ----------------------------------------------------------------------------------------


@cache
def _sources() -> Mapping[str, Mapping[System, frozenset[str]]]:
    """Every spelling of a syllable, as `letters` has it → the systems that have it → the syllables of pinyin it spells."""
    found: dict[str, dict[System, set[str]]] = {}

    def note(spelling: str, system: System, syllables: Iterable[str]) -> None:
        for written in _written(spelling, system):
            found.setdefault(written, {}).setdefault(system, set()).update(syllables)

    for syllable, columns in tables().syllables.items():
        note(syllable, "pinyin", [syllable])
        for system, spellings in columns.items():
            for spelling in spellings.split():
                note(spelling, system, [syllable])
    # the first reading will do: `pinyin_of` has it too, and the others would lead from every tung to wu (童 in an old book)
    for character, spellings in tables().hong_kong.items():
        for spelling in spellings.split():
            note(spelling, "hong-kong", _pinyin(character)[:1])
    return {spelling: {s: frozenset(syllables) for s, syllables in systems.items()} for spelling, systems in found.items()}


@cache
def _whole_names() -> Mapping[str, frozenset[str]]:
    """Names that are spelt as wholes → the syllables of pinyin of their characters: Amoy → xia, men."""
    found: dict[str, frozenset[str]] = {}
    for system, named in tables().names.items():
        for name, whole in named.items() if system != "pinyin" else ():
            for spelling in map(letters, whole.split(",")):
                found[spelling] = found.get(spelling, frozenset()) | pinyin_of(name)
    return found


def segment(latin: str, system: System = "pinyin") -> tuple[tuple[str, ...], ...]:
    """The ways to divide a Latin text into syllables of one system, fewest syllables first; at most 16 of them.

    White space and hyphens part syllables, and so does the apostrophe of pinyin (Xi'an; ch'ang is of Wade-Giles). Each way
    joins to `letters(latin)`. Empty where there is none.

    >>> segment("changxin"), segment("xian"), segment("xi'an"), segment("CXMT")
    ((('chang', 'xin'),), (('xian',), ('xi', 'an')), (('xi', 'an'),), ())
    """
    apart = re.split(r"[\W\d_]+" if system == "pinyin" else r"[^\w'’]+|[\d_]+", latin)
    ways: list[tuple[str, ...]] = [()]
    for word in map(letters, apart):
        further = _segment_word(word, system) if word else [()]
        ways = sorted(((*way, *more) for way in ways for more in further), key=len)[:_SEGMENTATIONS]
    return tuple(way for way in ways if way)


def _segment_word(word: str, system: System) -> list[tuple[str, ...]]:
    best: list[list[tuple[str, ...]]] = [[()], *([] for _ in word)]
    for end in range(1, len(word) + 1):
        found = []
        for start in range(max(0, end - _LONGEST), end):
            syllable = word[start:end]
            if best[start] and system in _sources().get(syllable, ()):
                found += [(*way, syllable) for way in best[start]]
        best[end] = sorted(found, key=len)[:_SEGMENTATIONS]
    return best[-1]


# -- what a pair has in common, to find it by ------------------------------------------------------------------


def pinyin_of(han: str) -> frozenset[str]:
    """The syllables of pinyin that the characters of a text can be read as.

    >>> sorted(pinyin_of("長電"))
    ['chang', 'dian', 'zhang']
    """
    return frozenset(syllable for folded in _folded(han) for syllable in _pinyin(folded))


def pinyin_behind(latin: str) -> frozenset[str]:
    """The syllables of pinyin that the words of a Latin text can spell, in whatever system; a word counts if all of it does.

    >>> sorted(pinyin_behind("Hsin Memory")), "xia" in pinyin_behind("Amoy")
    (['xin'], True)
    """
    return frozenset().union(*(_pinyin_of_word(letters(word)) for word in re.split(r"[^\w'’]+|[\d_]+", latin)))


@lru_cache(maxsize=16384)
def _pinyin_of_word(word: str) -> frozenset[str]:
    """Over every division of the word into syllables of any systems: which ends are reached, then which lead to the last."""
    sources = _sources()
    reached = {0}
    for start in range(len(word)):
        if start in reached:
            reached |= {end for end in range(start + 1, start + _LONGEST + 1) if word[start:end] in sources and end <= len(word)}
    leading, found = {len(word)}, set(_whole_names().get(word, ()))
    for start in range(len(word) - 1, -1, -1):
        if start not in reached:
            continue
        for end in leading & set(range(start + 1, start + _LONGEST + 1)):
            for syllables in sources.get(word[start:end], {}).values():
                found |= syllables
                leading = leading | {start}
    return frozenset(found)


#: Consonants that open a syllable in one system or another, by class: what one system writes p another writes b.
_CLASSES = {
    **dict.fromkeys(("b", "p"), "P"),
    **dict.fromkeys(("d", "t"), "T"),
    **dict.fromkeys(("g", "k"), "K"),
    **dict.fromkeys(("f", "v"), "F"),
    **dict.fromkeys(("zh", "ch", "sh", "ts", "tz", "sz", "ss", "hs", "jh", "j", "q", "x", "z", "c", "s", "r"), "S"),
    **{c: c.upper() for c in "lmn"},
}
_OPENING = re.compile(r"zh|ch|sh|ts|tz|sz|ss|hs|jh|[bcdfjqsxz]|[gklmnprtv](?=[aeiouüwyv])")


def skeleton(latin: str) -> str:
    """The classes of the consonants that open syllables in a Latin text; the same whichever Mandarin system spelt it, nearly.

    Consonants at the end of a syllable, h and half-vowels do not count, nor do borders of words.

    >>> skeleton("Chang Hsin"), skeleton("ChangXin"), skeleton("Estun"), skeleton("Conba")
    ('SS', 'SS', 'ST', 'SP')
    """
    return "".join(_CLASSES[opening] for opening in _OPENING.findall(letters(latin)))


def skeletons(han: str) -> frozenset[str]:
    """The skeletons of the pinyin of a Han text, of up to 32 combinations of readings, and of its Hong Kong spelling.

    >>> skeleton("Hsin Kuang") in skeletons("新光"), skeleton("Heung Kong") in skeletons("香港")
    (True, True)
    """
    folded = _folded(han)
    ways = islice(product(*(_pinyin(c)[:2] or [letters(c)] for c in folded)), _SKELETONS)
    hong_kong = (tables().hong_kong.get(c, "").split()[:1] or _pinyin(c)[:1] or [c] for c in folded)
    return frozenset(map(skeleton, ["".join(way) for way in ways] + ["".join(part for one in hong_kong for part in one)]))
