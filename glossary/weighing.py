"""Most mentions of a text decided at once by `_weighing.c`: context.py's evidence on all of them in one pass, before any is looked at.

Nothing is decided here that is not declared elsewhere: patterns are those of cues.py, words those of the segmentation, weights those
of evidence.py. This module hands them over as numbers; whoever adds a row to evidence.py adds it to READ below, or the tests fail.
Where nothing was compiled `weigher_of` gives None, and the decider reads the evidence on each mention in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

from glossary import latin
from glossary.agreement import is_open
from glossary.answers import Mention, Owners
from glossary.context import BETWEEN_NAMES, CLAUSE, CLOSING, OPENING, UNITS_OF_TIME, Facts, share
from glossary.derived import kept
from glossary.evidence import THRESHOLD, WEIGHTS, score
from glossary.index import Index
from glossary.joints import FNV, PRIME, packed
from glossary.text import compiled, cues, longer, persons, segmentation
from glossary.text.grammar import grammar
from glossary.text.positions import positions, tables
from glossary.text.scripts import simplified_in, traditional_in
from glossary.text.tables import tables as fold_tables

#: The evidence of a place by how `_weighing.c` reads it; what follows a name is left to the decider (TAIL).
PATTERNS = {
    "a street or building follows": (cues.STREET_AFTER, False),
    "a place or person follows": (cues.OTHER_AFTER, False),
    "a ticker follows": (cues.TICKER_AFTER, False),
    "a company's word follows": (cues.COMPANY_AFTER, False),
    "acts in the sentence, after": (cues.AGENT_AFTER, False),
    "a company's word precedes": (cues.COMPANY_BEFORE, True),
    "in a list": (cues.LISTED_BEFORE, True),
    "acts in the sentence, before": (cues.AGENT_BEFORE, True),
    "a text about companies": (cues.SUBJECT, False),
}
#: The patterns of longer.py.
_OF_LONGER = ((re.compile("|".join(longer.NOT_A_GROUP)), False), (longer.NOT_A_FORM, True), (longer.MAYBE_VERBS, False))
TAIL = ("an industry follows", "a legal form follows")
OF_DOCUMENT = ("named in full elsewhere", "beside a sure mention", "in a list with a sure mention", "among many companies")
#: Other evidence of the document: who could be saved by it is looked at.
OF_DOCUMENT_IN_PYTHON: tuple[str, ...] = ()
#: The evidence of a name by itself: context.facts_of sums it up.
OF_NAME = (
    "two characters", "three characters", "four characters or more", "Latin letters", "a word of the language", "a place", "a known name",
    "made of words", "in no dictionary", "an editor calls it a word",
)  # fmt: skip
#: The evidence of acronyms and words of English, which are always looked at.
OF_LATIN = (
    "a short acronym", "an English word", "an article precedes", "part of a person's name", "among capitals", "begins a sentence",
    "a capital inside a sentence",
)  # fmt: skip
_SINGLE = (
    "a given name", "a foreign name", "another script and region", "in the title of a work", "in quotation marks", "begins a clause",
    "something is on it",
)  # fmt: skip
_COUNTED = ("a word cuts through", "a word all but cuts through", "inside a longer word")
READ = {*(name.partition(",")[0] for name in PATTERNS), *_SINGLE, *_COUNTED}

#: Outcomes: what does not go by the facts packed so far.
UNMET = 3
#: What follows a name, as the extension says it.
_FORM, _UNREAD = 1, 512
_HOLDS, _IS_DROPPED, _IS_LONGER = 1, 2, 4
KIND: dict[int, longer.Kind] = {1: "legal form", 2: "organisation", 4: "group", 8: "industry", 256: "company"}
#: The kinds of longer.parts by their bit.
_KINDS = {"legal form": 0, "organisation": 1, "group": 2, "industry": 3, "loose": 4, "place": 5, "place of names": 7}
_KNOWN = Struct("=dHBxI")
_LONGEST_NAME = 255
_IS_NAME = 128
_HAN = range(0x3400, 0xA000)


class Look(NamedTuple):
    """A mention to be looked at: its place, and its sum without what follows (None: nothing was read).

    `kind`: what follows, by `KIND`, `length` characters long (where it `is_dropped`, how many Han characters follow); `before`: how many
    characters before it belong to a longer name.
    """

    place: int
    weighed: float | None
    flags: int
    kind: int
    length: int
    before: int

    @property
    def holds(self) -> bool:
        """May another name lie in it?"""
        return self.flags & _HOLDS != 0

    @property
    def is_dropped(self) -> bool:
        """Is such a name all there is to look for?"""
        return self.flags & _IS_DROPPED != 0

    @property
    def is_longer(self) -> bool:
        """Is the evidence enough, and all that is left to say how far the longer name reaches?"""
        return self.flags & _IS_LONGER != 0

    @property
    def has_tail(self) -> bool:
        """Was what follows read to its end? Words up to a legal form (longer._up_to_form) are not."""
        return self.kind != _UNREAD

    @property
    def tail(self) -> longer.Tail | None:
        """What follows the name; without the words that end it, which no decision depends on."""
        return longer.Tail(KIND[self.kind], self.length, "") if self.kind else None

    @property
    def is_form(self) -> bool:
        """Does a pure legal form follow?"""
        return self.kind == _FORM


class Weighed(NamedTuple):
    """A byte for each mention (1 kept, 0 dropped, 2 to look at, 3 facts wanted), what was read of those to look at, and the places of
    line ends, and of the first of several spaces, that may lie in a name (see broken.breaks_at). `is_any_open`: has one that is kept
    several owners, or is doubtful?"""

    outcomes: bytes
    looks: list[Look]
    breaks: list[int]
    is_any_open: bool


class Known:
    """The facts of names as the extension reads them, by the identity of their owners, whom it holds; for where it is compiled."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Know nothing."""
        self.capsule = compiled.facts()
        self._owners: list[Owners] = []
        self._groups: dict[tuple[str, ...], int] = {}  # those of the same IDs are told by a number

    def add(self, facts: Facts) -> None:
        """Know the facts of a name."""
        self._owners.append(facts.owners)
        compiled.know(self.capsule, facts.owners, _packed_facts(facts, self._groups.setdefault(facts.owners.ids, len(self._groups))))


class Weigher(NamedTuple):
    """What the extension has prepared: for any index; of the names of this one, how they begin, what may join their parts; facts."""

    prepared: object
    pairs: object
    joints: object
    known: Known

    def weigh(self, text: str, mentions: Sequence[Mention]) -> Weighed:
        """The mentions of a text weighed by what is known of names so far."""
        listed = mentions if isinstance(mentions, list) else [*mentions]
        outcomes, looks, breaks, is_any_open = compiled.weigh(text, listed, self.known.capsule, self.prepared, self.pairs, self.joints)
        return Weighed(outcomes, [Look(*look) for look in looks], breaks, is_any_open)

    def leaning(self, text: str, first: int, end: int) -> int:
        """What scripts.leaning says."""
        return compiled.leaning(text, first, end, self.prepared)


def weigher_of(index: Index) -> Weigher | None:
    """The weigher of an index, None where nothing was compiled."""
    if not compiled.WEIGHS:
        return None
    openings, joints = index.file.section("openings"), index.file.section("joints")
    by_openings = compiled.pairs(openings, index.file.section("opening_marks"))
    return Weigher(_prepared(), by_openings, compiled.pairs(joints, b"\1" * (len(joints) // 8)), Known())


def _packed_facts(facts: Facts, group: int) -> bytes:
    is_place = any(feature.name == "a place" for feature in facts.features)
    looked_at = not facts.sure and (facts.is_word or latin.is_doubtful(facts))  # always: more is known of them in Python
    small = not facts.han and not facts.sure and latin.is_word_in(facts.key, facts)  # no name where it is written as its key is
    traits = (
        facts.sure, facts.plain, facts.han, facts.foreign, facts.is_word, facts.has_longer, is_place, looked_at, latin.needs_none(facts),
        small, facts.is_term, is_open(facts.owners),
    )  # fmt: skip
    bits = int("".join(["01"[held] for held in reversed(traits)]), 2)
    return _KNOWN.pack(score(facts.features), bits, min(len(facts.key), _LONGEST_NAME), group)


@cache
def _prepared() -> object:
    here = Path(__file__).parent
    sources = [*here.glob("*.py"), *(here / "text").glob("*.py"), *(here / "text").glob("*.tsv")]
    return compiled.prepare(*kept("weighing", sources, _arrays))


def _arrays() -> list[Any]:
    """What `prepare` takes: see _weighing.c."""
    import numpy as np

    words, costs, inside = _words()
    inside = np.unique(inside)
    parts, kinds, openings = _of_longer_names()
    keys = np.concatenate([inside, openings])
    marks = np.repeat(np.array([1, 4], np.uint8), [len(inside), len(openings)])
    patterns = tables([positions(pattern.pattern, backwards=backwards) for pattern, backwards in (*PATTERNS.values(), *_OF_LONGER)])
    numbers = [patterns.classes, patterns.masks, patterns.layout, np.array(_points())]
    return [np.ascontiguousarray(each) for each in (*_fold(), _traits(), words, costs, keys, marks, parts, kinds, *numbers)]


def _fold() -> tuple[Any, Any]:
    """What each of the first 65,536 characters folds to, and which of the others folds to one of them."""
    import numpy as np

    fold = np.arange(0x10000, dtype=np.uint16)
    rare = []
    for source, target in sorted(fold_tables().han.items()):
        if source < 0x10000:
            fold[source] = target if target < 0x10000 else 0xFFFF
        elif target < 0x10000:
            rare.append((source, target))
    return fold, np.array(rare, np.uint32)


def _traits() -> Any:  # noqa: ANN401
    import numpy as np

    han = "".join(map(chr, _HAN))
    every = "".join(map(chr, range(0x10000)))
    held: list[Iterable[str]] = [han, cues.SURNAMES, cues.SPELLING, cues.DOTS, OPENING, CLOSING, filter(None, CLAUSE)]
    held += [simplified_in(every), traditional_in(every), longer.REGIONS, longer.PARTICLES, longer.NO_FORM_BEFORE]
    held += [cues.LOCATIVES, BETWEEN_NAMES, longer.NO_WORDS, UNITS_OF_TIME]
    traits = np.zeros(0x10000, np.uint16)
    for place, characters in enumerate(held):
        traits[[ord(character) for character in characters]] |= np.uint16(1 << place)
    return traits


def _words() -> tuple[Any, Any, Any]:
    """Words of up to four characters, packed; what they cost in steps, with _IS_NAME for names; the pairs of neighbours in all words."""
    import numpy as np

    keys, costs, pairs = [], [], []
    for kind, cost, size, run in segmentation.rows():
        codes = np.frombuffer(run.encode("utf-32-le"), np.uint32).reshape(-1, size).astype(np.uint64)
        codes = codes[(codes < 0x10000).all(axis=1)]
        pairs += [packed(codes[:, place : place + 2]) for place in range(size - 1)]
        if size <= segmentation.LONGEST:
            keys.append(packed(codes))
            costs.append(np.full(len(codes), cost | _IS_NAME * (kind == "name"), np.uint8))
    return np.concatenate(keys), np.concatenate(costs), np.concatenate(pairs)


def _of_longer_names() -> tuple[Any, Any, Any]:
    """What a longer name goes on with: hashes and kinds; and the pairs that all of it begins with."""
    import numpy as np

    kinds: dict[str, int] = {}
    openings = [f"{part}\0"[:2] for part in longer.openings()]  # one of a single character stands at the end of a text
    for kind, bit in _KINDS.items():
        for part in longer.parts()[kind]:
            if len(part) > 1:
                kinds[part] = kinds.get(part, 0) | 1 << bit
    heads = packed(_codes(openings, 2))
    for entries in (grammar().tails.entries, grammar().legal_endings.entries):
        kinds.update((entry.partition(" ")[0], 64) for entry in entries if entry.isascii())
    kinds.update((f"@{name}", 64) for name in persons.GIVEN if name.isascii())
    kinds.update((f"#{entry.partition(' ')[0]}", 64) for entry in grammar().places.entries if entry.isascii())
    hashes = np.array([_hash(part) for part in kinds], np.uint64)
    return hashes, np.array([*kinds.values()], np.uint8), heads


def _hash(part: str) -> int:
    """FNV-1a over characters, as `hash_of` in _weighing.c."""
    found = FNV
    for character in part:
        found = (found ^ ord(character)) * PRIME & 0xFFFFFFFFFFFFFFFF
    return found


def _codes(words: Sequence[str], size: int) -> Any:  # noqa: ANN401
    import numpy as np

    return np.frombuffer("".join(words).encode("utf-16-le"), np.uint16).reshape(-1, size).astype(np.uint64)


def _points() -> list[float]:
    """The bounds and weights, in the order of the enumeration in _weighing.c."""
    w = WEIGHTS
    most = sum(w[name] for name in OF_DOCUMENT_IN_PYTHON)
    patterns = [w[name] for name in PATTERNS if name in w and name != "a text about companies"]
    subjects = [w["a text about companies"] * found / 4 for found in range(5)]
    steps = segmentation.STEPS
    cut = [w["a word cuts through"] * share(step / steps) for step in range(256)]
    near = [w["a word all but cuts through"] * round((6 - step / steps) / 6, 3) for step in range(24)]
    inside = [w["inside a longer word"] * share(19 - step / steps) for step in range(256)]
    bounds = [THRESHOLD, *(w[name] for name in OF_DOCUMENT), most]
    single = [w[name] for name in (*TAIL, *_SINGLE, "acts in the sentence")]
    return [*chain(bounds, single, patterns, subjects, cut, near, inside)]
