"""What stands side by side in keys: at their beginnings, and on the two sides of a break. `_weighing.c` reads it from the index.

All keys are looked at at once, by numpy, when an index is compiled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

#: Of FNV-1a in 64 bits, the hash of words here and in _weighing.c.
FNV, PRIME = 14695981039346656037, 1099511628211


def sections_of(keys: Sequence[str]) -> dict[str, bytes]:
    """The sections of an index that say it of its keys: numbers of 64 bits in ascending order, and a byte for each opening.

    >>> sections = sections_of(["sk hynix", "长鑫存储"])
    >>> len(sections["openings"]) // 8, [*sections["opening_marks"]], len(sections["joints"]) // 8
    (4, [2, 2, 1, 1], 4)
    """
    if not keys:
        return {"openings": b"", "opening_marks": b"", "joints": b""}
    laid = _Keys.of(keys)
    openings, marks = _openings(laid)
    return {"openings": openings.tobytes(), "opening_marks": marks.tobytes(), "joints": _joints(laid).tobytes()}


class _Keys(NamedTuple):
    """All keys as one array of code points; where each begins in it, and how long it is."""

    codes: Any
    first: Any
    size: Any

    @classmethod
    def of(cls, keys: Sequence[str]) -> _Keys:
        import numpy as np

        codes = np.frombuffer("".join(keys).encode("utf-32-le"), "<u4").astype(np.uint64)
        size = np.array([len(key) for key in keys])
        return cls(codes, np.cumsum(size) - size, size)


def _openings(keys: _Keys) -> tuple[Any, Any]:
    """The first two characters of all keys, marked 1 where they are the whole and 2 where more follow, and the first three."""
    import numpy as np

    found, marks = [], []
    for least, wanted, mark in ((2, keys.size == 2, 1), (2, keys.size > 2, 2), (3, keys.size > 2, 1)):
        codes = keys.codes[keys.first[wanted][:, None] + np.arange(least)]
        found.append(np.unique(packed(codes[(codes < 0x10000).all(axis=1)])))
        marks.append(np.full(len(found[-1]), mark, np.uint8))
    return np.concatenate(found), np.concatenate(marks)


def _joints(keys: _Keys) -> Any:  # noqa: ANN401
    """The pairs of Han characters in all keys, and hashes of the words on the two sides of each space: `may_join` in _weighing.c."""
    import numpy as np

    begins = np.zeros(len(keys.codes) + 1, bool)
    begins[keys.first] = begins[-1] = True
    pairs = np.stack([keys.codes[:-1], keys.codes[1:]], axis=1)[~begins[1:-1]]
    pairs = pairs[((pairs >= 0x2E80) & (pairs < 0x10000)).all(axis=1)]
    spaces = np.flatnonzero(keys.codes == ord(" "))
    words = _word_hashes(keys.codes, begins, spaces, -1) * np.uint64(3) ^ _word_hashes(keys.codes, begins, spaces, 1)
    return np.unique(np.concatenate([packed(pairs), np.maximum(words, np.uint64(1))]))


def _word_hashes(codes: Any, begins: Any, spaces: Any, step: int) -> Any:  # noqa: ANN401
    """FNV-1a of the letters and digits of ASCII beside each space, at most eight."""
    import numpy as np

    found = np.full(len(spaces), FNV, np.uint64)
    alive = np.ones(len(spaces), bool)
    for at in range(1, 9):
        place = np.clip(spaces + at * step, 0, len(codes) - 1)
        code = codes[place]
        alive &= ~begins[np.clip(spaces + at * step + (step < 0), 0, len(codes))] & (
            ((code >= 48) & (code < 58)) | ((code >= 97) & (code < 123))
        )
        found = np.where(alive, (found ^ code) * np.uint64(PRIME), found)
    return found


def packed(codes: Any) -> Any:  # noqa: ANN401 (arrays)
    """Rows of up to four characters of 16 bits, each as one number."""
    import numpy as np

    key = np.zeros(len(codes), np.uint64)
    for column in codes.T:
        key = key << np.uint64(16) | column
    return key
