"""The functions of `_haystack.c` and `_weighing.c`, or what stands in for them where no compiler was at hand when this was installed.

The answers are the same. `COMPILED` says which they come from; the environment variable GLOSSARY_PURE=1 wants Python's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import repeat
from struct import Struct
from typing import Any, TypeVar

_Tuple = TypeVar("_Tuple", bound=tuple[Any, ...])
_CONTRACT = 3  # of _haystack.c; an extension of another (built in place, long ago) is not used
_WEIGHING_CONTRACT = 7

#: A hit in bytes: start, end, number of the pattern.
HIT = Struct("=3q")
Spelt = tuple[str, bytes | None, bool]


def spell_nothing(text: str, table: object, hidden: Sequence[tuple[int, int]], /) -> Spelt | None:
    """Leaves it to numpy: see `spell` in _haystack.c."""
    return None


def search_nothing(
    text: str, table: object, hidden: Sequence[tuple[int, int]], matcher: object, looks: bool, /
) -> tuple[bytes | None, bool] | None:
    """Leaves it to numpy and an automaton: see `search` in _haystack.c."""
    return None


def mentions_in_python(
    kind: type[_Tuple], text: str, hits: bytes, owners: list[Any], met: bytes | bytearray, /
) -> tuple[list[_Tuple], list[int]]:
    """For each hit an instance of a tuple class: start, end, text[start:end], owners[pattern]; the places of those met with more than 1.

    Raises KeyError for a pattern that was not met. tuple.__new__ spares the Python-level call of Mention(…).
    """
    unpacked = [*HIT.iter_unpack(hits)]
    for _, _, pattern in unpacked:
        if not (0 <= pattern < len(met) and met[pattern]):
            raise KeyError(pattern)
    fields = [(start, end, text[start:end], owners[pattern]) for start, end, pattern in unpacked]
    places = [place for place, (_, _, pattern) in enumerate(unpacked) if met[pattern] > 1]
    return list(map(tuple.__new__, repeat(kind), fields)), places


spell, search, mentions = spell_nothing, search_nothing, mentions_in_python
matcher: Callable[[Any, Any], object]
match: Callable[[str, object], bytes]
COMPILED = False
if os.environ.get("GLOSSARY_PURE") != "1":
    try:
        from glossary.text import _haystack

        if _haystack.CONTRACT == _CONTRACT:
            spell, search, mentions, COMPILED = _haystack.spell, _haystack.search, _haystack.mentions, True
            matcher, match = _haystack.matcher, _haystack.match
    except ImportError:
        pass

prepare: Callable[..., object]
pairs: Callable[..., object]
facts: Callable[[], object]
know: Callable[[object, object, bytes], None]
leaning: Callable[[str, int, int, object], int]
weigh: Callable[..., Any]
WEIGHS = False  # nothing stands in for _weighing.c: who would call it reads the evidence in Python
if COMPILED:
    try:
        from glossary.text import _weighing

        if _weighing.CONTRACT == _WEIGHING_CONTRACT:
            prepare, pairs, weigh, WEIGHS = _weighing.prepare, _weighing.pairs, _weighing.weigh, True
            facts, know, leaning = _weighing.facts, _weighing.know, _weighing.leaning
    except ImportError:
        pass
