"""Most mentions of a text decided at once by `_weighing.c`: context.py's evidence on all of them in one pass, before any is looked at.

Nothing is decided here that is not declared elsewhere: patterns are those of cues.py, words those of the segmentation, weights those
of evidence.py. This module hands them over as numbers; whoever adds a row to evidence.py adds it to READ below, or the tests fail.
Where nothing was compiled `weigher_of` gives None, and the decider reads the evidence on each mention in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from struct import Struct
from typing import Any, NamedTuple


from glossary.answers import Mention, Owners
from glossary.context import AFTER, BEFORE, CLAUSE, CLOSING, OPENING, Facts, share
from glossary.evidence import START, THRESHOLD, WEIGHTS, score
from glossary.index import Index
from glossary.text import compiled, cues, longer, segmentation
from glossary.text.positions import positions, tables
from glossary.text.scripts import simplified_in, traditional_in
from glossary.text.tables import tables as fold_tables

#: The evidence of a place by how `_weighing.c` reads it; what follows a name is left to the decider (TAIL).
PATTERNS = {
    "a place or person follows": (cues.OTHER_AFTER, False),
    "a ticker follows": (cues.TICKER_AFTER, False),
    "a company's word follows": (cues.COMPANY_AFTER, False),
    "acts in the sentence, after": (cues.AGENT_AFTER, False),
    "a company's word precedes": (cues.COMPANY_BEFORE, True),
    "in a list": (cues.LISTED_BEFORE, True),
    "acts in the sentence, before": (cues.AGENT_BEFORE, True),
    "a text about companies": (cues.SUBJECT, False),
}
TAIL = ("an industry follows", "a legal form follows")
OF_DOCUMENT = ("named in full elsewhere", "beside a sure mention")
_SINGLE = ("a given name", "a foreign name", "another script and region", "in the title of a work", "in quotation marks", "begins a clause")
_COUNTED = ("a word cuts through", "a word all but cuts through", "inside a longer word")
READ = {*(name.partition(",")[0] for name in PATTERNS), *_SINGLE, *_COUNTED}

#: Outcomes: what does not go by the facts packed so far.
UNMET = 3
_KNOWN = Struct("=dBB6x")
_LONGEST_NAME = 255
_HAN = range(0x3400, 0xA000)
#: What may be in the place of a sum that was not read.
Look = tuple[int, float | None]


class Weigher(NamedTuple):
    """What the extension has prepared: for any index, and of the pairs that names of this one begin with."""

    prepared: object
    pairs: object

    def weigh(self, text: str, mentions: Sequence[Mention], facts: dict[int, bytes]) -> tuple[bytes, list[Look]]:
        """A byte for each mention (1 kept, 0 dropped, 2 to look at, 3 facts wanted), and what those to look at sum to."""
        found: tuple[bytes, list[Look]] = compiled.weigh(text, mentions if isinstance(mentions, list) else [*mentions], facts, self.prepared, self.pairs)
        return found


def weigher_of(index: Index) -> Weigher | None:
    """The weigher of an index, None where nothing was compiled."""
    return Weigher(_prepared(), _openers(index)) if compiled.WEIGHS else None


def packed(facts: Facts) -> bytes:
    """Facts as the extension reads them."""
    acronym = not facts.han and len(facts.key) <= 3 and facts.key.isalpha()
    traits = (facts.sure, facts.plain, facts.han, facts.foreign, facts.is_word, facts.has_longer, acronym)
    return _KNOWN.pack(score(facts.features), sum(held << place for place, held in enumerate(traits)), min(len(facts.key), _LONGEST_NAME))


def _openers(index: Index) -> object:
    """The pairs of Han characters that keys begin with."""
    import numpy as np

    ends, body = index.keys().packed()
    raw = np.frombuffer(body, np.uint8)
    codes = np.frombuffer(body.tobytes().decode().encode("utf-32-le"), np.uint32).astype(np.uint64)
    places = np.cumsum((raw & 0xC0) != 0x80) - 1  # the character that each byte belongs to
    bounds = np.concatenate([[0], np.frombuffer(ends, np.uint64).astype(np.int64)])
    firsts = bounds[:-1][bounds[:-1] < len(raw)]
    first = places[firsts]
    first = first[first + 1 < len(codes)]
    keys = np.unique(codes[first] << np.uint64(16) | codes[first + 1])
    keys = keys[keys < 1 << 32]
    return compiled.pairs(keys, np.ones(len(keys), np.uint8))


@cache
def _prepared() -> object:
    import numpy as np

    words, costs, of_words = _words()
    openers, of_openers = _of_longer_names()
    keys = np.concatenate([of_words[0], of_openers[0]])
    marks = np.concatenate([of_words[1], of_openers[1]])
    patterns = tables([positions(pattern.pattern, backwards=backwards) for pattern, backwards in PATTERNS.values()])
    return compiled.prepare(
        _fold(), _traits(), words, costs, keys, marks, openers, patterns.classes, patterns.masks, patterns.layout, np.array(_points())
    )


def _fold() -> Any:  # noqa: ANN401 (arrays)
    import numpy as np

    fold = np.arange(0x10000, dtype=np.uint16)
    for source, target in fold_tables().han.items():
        if source < 0x10000:
            fold[source] = target if target < 0x10000 else 0xFFFF
    return fold


def _traits() -> Any:  # noqa: ANN401
    import numpy as np

    han = "".join(map(chr, _HAN))
    every = "".join(map(chr, range(0x10000)))
    held: list[Iterable[str]] = [han, cues.SURNAMES, cues.SPELLING, cues.DOTS, OPENING, CLOSING, filter(None, CLAUSE)]
    held += [simplified_in(every), traditional_in(every), longer.REGIONS]
    traits = np.zeros(0x10000, np.uint16)
    for place, characters in enumerate(held):
        traits[[ord(character) for character in characters]] |= np.uint16(1 << place)
    return traits


def _words() -> tuple[Any, Any, tuple[Any, Any]]:
    """Words of up to four characters, packed, with their costs in steps; and their pairs of neighbours with marks."""
    import numpy as np

    costs = segmentation.words().costs
    keys, values, pairs, marks = [], [], [], []
    for size in range(1, segmentation.LONGEST + 1):
        some = [word for word in costs if len(word) == size and max(word) < "\U00010000"]
        codes = _codes(some, size)
        keys.append(_packed(codes))
        values.append(np.array([costs[word] * segmentation.STEPS for word in some], np.uint8))
        for place in range(size - 1):
            pairs.append(_packed(codes[:, place : place + 2]))
            marks.append(np.full(len(some), 3 if place == 0 else 1, np.uint8))
    others = [word[at : at + 2] for word in costs if len(word) > segmentation.LONGEST for at in range(len(word) - 1)]
    pairs.append(_packed(_codes(others, 2)))
    marks.append(np.ones(len(others), np.uint8))
    return np.concatenate(keys), np.concatenate(values), (np.concatenate(pairs), np.concatenate(marks))


def _of_longer_names() -> tuple[Any, tuple[Any, Any]]:
    """Places of up to four characters, packed; and the pairs that a place, or something else of a longer name, begins with."""
    import numpy as np

    places = {place for place in longer.places() if 1 < len(place) <= segmentation.LONGEST}
    first = sorted({place[:2] for place in places})
    others = sorted({word[:2] for word in (longer.parts() | longer.places()) - places if len(word) > 1})
    alone = [place + "\0" for place in sorted(longer.places()) if len(place) == 1]  # at the end of a text
    marks = np.array([4] * len(first) + [8] * len(others) + [4] * len(alone), np.uint8)
    by_size = [_packed(_codes([place for place in sorted(places) if len(place) == size], size)) for size in (2, 3, 4)]
    return np.concatenate(by_size), (_packed(_codes([*first, *others, *alone], 2)), marks)


def _codes(words: Sequence[str], size: int) -> Any:  # noqa: ANN401
    import numpy as np

    return np.frombuffer("".join(words).encode("utf-16-le"), np.uint16).reshape(-1, size).astype(np.uint64)


def _packed(codes: Any) -> Any:  # noqa: ANN401
    import numpy as np

    key = np.zeros(len(codes), np.uint64)
    for column in codes.T:
        key = key << np.uint64(16) | column
    return key


def _points() -> list[float]:
    """The bounds and weights, in the order of the enumeration in _weighing.c."""
    w = WEIGHTS
    tail = max(0.0, *(w[name] for name in TAIL))
    patterns = [w[name] for name in PATTERNS if name in w and name != "a text about companies"]
    subjects = [w["a text about companies"] * found / 4 for found in range(5)]
    steps = segmentation.STEPS
    cut = [w["a word cuts through"] * share(step / steps) for step in range(256)]
    near = [w["a word all but cuts through"] * round((6 - step / steps) / 6, 3) for step in range(24)]
    inside = [w["inside a longer word"] * share(19 - step / steps) for step in range(256)]
    head = [THRESHOLD, *(w[name] for name in OF_DOCUMENT), tail, *(w[name] for name in _SINGLE), w["acts in the sentence"]]
    return [*chain(head, patterns, subjects, cut, near, inside)]
