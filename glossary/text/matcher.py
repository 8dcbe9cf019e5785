"""Many patterns found in texts at once: at each place from the left the longest that is there, then on from its end.

Patterns are spelt as haystacks are (haystack.py), so that the borders of words are letters like all others. `_haystack.c` spells a
text and searches it in one go; where nothing was compiled, or the text has characters that fold with their neighbours, the haystack is
made first. Without C an Aho-Corasick automaton is built of the same patterns (0.4 s for 100,000) and finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from glossary.text import compiled
from glossary.text.addresses import addresses
from glossary.text.codes import table
from glossary.text.haystack import Haystack, document, haystack

if TYPE_CHECKING:
    from daachorse import CharwiseDoubleArrayAhoCorasick

Span = tuple[int, int]
_BATCH = 10_000


def spelt(patterns: Sequence[str]) -> list[str]:
    """Folded patterns as haystacks.

    >>> [len(pattern) for pattern in spelt(["cxmt", "长鑫"])]
    [4, 2]
    """
    found: list[str] = []
    between = haystack("\n").text
    for first in range(0, len(patterns), _BATCH):  # together, for numpy takes long over short strings
        found += haystack("\n".join(patterns[first : first + _BATCH])).text.split(between)
    return found


def packed(patterns: Sequence[str]) -> tuple[bytes, bytes]:
    """Haystacks in ascending order, each once: their codes and where each ends, numbers of 32 bits."""
    import numpy as np

    ends = np.cumsum([len(pattern) for pattern in patterns], dtype=np.uint32)
    return np.frombuffer("".join(patterns).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32).tobytes(), ends.tobytes()


class Matcher:
    """Patterns to be found, of what `packed` gives; raises ValueError where that is in no order. Holds what it is given."""

    def __init__(self, codes: memoryview | bytes, ends: memoryview | bytes) -> None:
        self._codes, self._ends = codes, ends
        self._prepared = compiled.matcher(codes, ends) if compiled.COMPILED else None

    def search(self, text: str, skip: Iterable[Span] = ()) -> bytes | None:
        """The hits in a text, as compiled.HIT packs them, outside of addresses and the spans to skip.

        None where one begins or ends between two characters that come from the same one of the text (the 2 of ½).

        >>> matcher = Matcher(*packed(spelt(["cxmt"])))
        >>> [*compiled.HIT.iter_unpack(matcher.search("Is CXMT at ir@cxmt.com? CXMTs is not."))]
        [(3, 7, 0)]
        """
        hidden = [*skip]
        found = self._search(text, hidden)
        if found is None and self._prepared is not None and table().learn_all_of(text):
            found = self._search(text, hidden)
        if found:
            return found[0]
        hay = document(text, hidden)
        return _placed(hay, self.match(hay.text))

    def _search(self, text: str, hidden: list[Span]) -> tuple[bytes | None, bool] | None:
        """What the extension finds, and whether addresses may be there; None where it leaves the text to others."""
        if self._prepared is None:
            return None
        found = compiled.search(text, table().entries, hidden, self._prepared, True)
        if found and found[1]:  # an address may be there
            return compiled.search(text, table().entries, hidden + addresses(text), self._prepared, False)
        return found

    def match(self, hay: str) -> bytes:
        """The hits in a haystack, likewise; they count in it."""
        if self._prepared is not None:
            return compiled.match(hay, self._prepared)
        return self.match_by_automaton(hay)

    def match_by_automaton(self, hay: str) -> bytes:
        """What `match` says, without what is compiled."""
        import numpy as np

        hits = self._automaton.find(hay) if self._automaton else []
        return np.fromiter(chain.from_iterable(hits), np.int64).tobytes()

    @cached_property
    def _automaton(self) -> CharwiseDoubleArrayAhoCorasick | None:
        import numpy as np
        from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

        codes, ends = np.frombuffer(self._codes, np.uint32), np.frombuffer(self._ends, np.uint32).tolist()
        whole = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        patterns = [whole[first:end] for first, end in zip([0, *ends], ends, strict=False)]
        return CharwiseDoubleArrayAhoCorasick(patterns, MATCH_KIND_LEFTMOST_LONGEST, use_prefilter=False) if patterns else None


def _placed(hay: Haystack, hits: bytes) -> bytes | None:
    """Hits in a haystack as hits in its text; None where one is inside of a character."""
    if hay.starts is None or hay.ends is None or not hits:
        return hits
    import numpy as np

    found: Any = np.frombuffer(hits, np.int64).reshape(-1, 3).copy()
    joined = np.concatenate([[False], hay.starts[1:] == hay.starts[:-1], [False]])  # is a place inside of a character?
    if joined[found[:, :2]].any():
        return None
    found[:, 0], found[:, 1] = hay.starts[found[:, 0]], hay.ends[found[:, 1] - 1]
    placed: bytes = found.tobytes()
    return placed
