"""The functions of `_haystack.c` and `_weighing.c`, or what stands in for them where no compiler was at hand when this was installed.

The answers are the same. `COMPILED` says which they come from; the environment variable GLOSSARY_PURE=1 wants Python's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeVar

_Tuple = TypeVar("_Tuple", bound=tuple[Any, ...])
_CONTRACT = 1  # of spell and mentions; an extension of another (built in place, long ago) is not used
_WEIGHING_CONTRACT = 3

Spelt = tuple[str, bytes | None, bool]


def spell_nothing(text: str, table: object, hidden: Sequence[tuple[int, int]], /) -> Spelt | None:
    """Leaves it to numpy: see `spell` in _haystack.c."""
    return None


def mentions_in_python(kind: type[_Tuple], text: str, hits: list[tuple[int, int, int]], owners: Mapping[int, Any], /) -> list[_Tuple]:
    """For each hit an instance of a tuple class: start, end, text[start:end], owners[pattern]. Raises KeyError.

    tuple.__new__ spares the Python-level call of Mention(…).
    """
    fields = [(start, end, text[start:end], owners[pattern]) for start, end, pattern in hits]
    return list(map(tuple.__new__, repeat(kind), fields))


spell, mentions = spell_nothing, mentions_in_python
COMPILED = False
if os.environ.get("GLOSSARY_PURE") != "1":
    try:
        from glossary.text import _haystack

        if _haystack.CONTRACT == _CONTRACT:
            spell, mentions, COMPILED = _haystack.spell, _haystack.mentions, True
    except ImportError:
        pass

prepare: Callable[..., object]
pairs: Callable[..., object]
weigh: Callable[..., Any]
WEIGHS = False  # nothing stands in for _weighing.c: who would call it reads the evidence in Python
if COMPILED:
    try:
        from glossary.text import _weighing

        if _weighing.CONTRACT == _WEIGHING_CONTRACT:
            prepare, pairs, weigh, WEIGHS = _weighing.prepare, _weighing.pairs, _weighing.weigh, True
    except ImportError:
        pass
