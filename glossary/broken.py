"""Names that a line end or a run of spaces parts: SK⏎Hynix, 长鑫⏎存储. The scanner reads a text as it stands and misses them.

Each break between two words is mended in a copy of the few characters around it, all copies are searched in one go, and what
reaches across a break is a mention of the text as it stands. An empty line parts paragraphs, and no name goes on behind one.
Each copy mends one break: a name that is broken twice is not found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import takewhile
from types import ModuleType
from typing import Any

from glossary.answers import Mention
from glossary.text.grammar import is_han
from glossary.text.tables import tables

Span = tuple[int, int]
#: Begins with a character that is rare in a text, so that looking for one costs next to nothing.
_LINE_END = re.compile(r"\n(?:(?<=[\w,&-]\n)|(?<=[\w,&-][ \t\r]\n)|(?<=[\w,&-][ \t][\t\r]\n))[ \t]*(?=\w)")
#: How far a name may reach from a break, and one in Han characters.
_AROUND, _AROUND_HAN = 48, 14
_BETWEEN = "\n\n"


def breaks(text: str) -> list[Span]:
    """The white space in a text that may stand inside a name: a line end between words, two spaces or more.

    >>> breaks("SK \\r\\nHynix.\\nOne  two\\n\\nthree")
    [(2, 5), (15, 17)]
    """
    found = [_line_end(text, match) for match in _LINE_END.finditer(text)] if "\n" in text else []
    start = text.find("  ")
    while start != -1:
        end = _end_of_spaces(text, start)
        if _may_part(text, start, end):
            found.append((start, end))
        start = text.find("  ", end)
    return sorted(found)


def breaks_at(text: str, places: Iterable[int]) -> list[Span]:
    """Those of `breaks` that have one of these places: of a line end, or of the first of several spaces.

    >>> breaks_at("SK \\r\\nHynix.\\nOne  two\\n\\nthree", [4, 15])
    [(2, 5), (15, 17)]
    """
    found = []
    for place in places:
        if text[place] == "\n":
            match = _LINE_END.match(text, place)
            found += [_line_end(text, match)] if match else []
        elif _may_part(text, place, _end_of_spaces(text, place)):
            found.append((place, _end_of_spaces(text, place)))
    return sorted(found)


def _line_end(text: str, match: re.Match[str]) -> Span:
    start, end = match.span()
    while text[start - 1] in " \t\r":
        start -= 1
    return start, end


def _end_of_spaces(text: str, start: int) -> int:
    end = start + 2
    while text.startswith(" ", end):
        end += 1
    return end


def _may_part(text: str, start: int, end: int) -> bool:
    """May these spaces part two words of a name?"""
    after = text[end : end + 1]
    return start > 0 and text[start - 1] not in " \t\n" and (after.isalnum() or after in ("&", "("))


class Joints:
    """What may stand on the two sides of a break inside a name: pairs of Han characters, letters before and after a space.

    Most line ends are told by it to be in no name, without a search. Made from all keys of an index at once, when first needed.
    """

    def __init__(self, keys: bytes) -> None:
        import numpy as np

        text = f"   {keys.decode('utf-8', 'surrogatepass')}   "
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        han = codes >= ord("⺀")
        pairs = np.unique((codes[:-1] << 32 | codes[1:])[han[:-1] & han[1:]]).tolist()
        self._pairs = frozenset([chr(pair >> 32) + chr(pair & 0xFFFFFFFF) for pair in pairs])
        spaces = np.flatnonzero(codes == ord(" "))
        spaces = spaces[(spaces >= 3) & (spaces < len(codes) - 3)]
        self._letters = [_around(np, codes, spaces, steps) for steps in ((-2, -1, 1, 2), (-3, -1, 1, 3))]

    def may_be(self, left: str, right: str) -> bool:
        """May a name go on from these three characters to those three?

        >>> joints = Joints("the sk hynix长鑫".encode())
        >>> joints.may_be(" SK", "Hyn"), joints.may_be(" at", "Hyn"), joints.may_be("在公长", "鑫存储")
        (True, False, True)
        """
        before, after = left[-1], right[0]
        if before >= "⺀" and after >= "⺀":
            fold = _han()
            return fold.get(before, before) + fold.get(after, after) in self._pairs
        if before >= "⺀" or after >= "⺀":
            return False
        first, last = _letters_of(left[::-1])[::-1], _letters_of(right)
        if len(first) < 2 or len(last) < 2 or not (first + last).isascii():
            return True  # words of one letter (3 M), and what folds to something else, or to more (½, ẞ)
        near, wide = self._letters
        if (first[-2:] + last[:2]).lower() not in near:
            return False
        return len(first) < 3 or len(last) < 3 or (first[0] + first[2] + last[0] + last[2]).lower() in wide


def _letters_of(some: str) -> str:
    """The letters and digits that some characters begin with, up to a Han character: a word goes on to there."""
    return "".join(takewhile(lambda one: one.isalnum() and one < "⺀", some))


def _around(np: ModuleType, codes: Any, spaces: Any, steps: tuple[int, ...]) -> frozenset[str]:  # noqa: ANN401 (arrays)
    """The four characters so many steps from each space."""
    packed = np.zeros(len(spaces), np.uint64)
    for step in steps:
        near = codes[spaces + step]
        packed = packed << 16 | np.where(near < 0xD800, near, 0)  # no surrogates: two would decode to one character
    fours = np.unique(packed).astype(">u8").tobytes().decode("utf-16-be", "replace")
    return frozenset(fours[at : at + 4] for at in range(0, len(fours), 4))


@cache
def _han() -> Mapping[str, str]:
    return {chr(source): chr(target) for source, target in tables().han.items()}


def across(text: str, find: Callable[[str], list[Mention]], joints: Joints, skip: Iterable[Span] = ()) -> list[Mention]:
    """The mentions that reach across a break, in order; none that touches a span of `skip`."""
    spans = [(start, end) for start, end in breaks(text) if joints.may_be(text[max(0, start - 3) : start], text[end : end + 3])]
    return across_some(text, find, spans, skip)


def across_some(text: str, find: Callable[[str], list[Mention]], spans: list[Span], skip: Iterable[Span] = ()) -> list[Mention]:
    """The same for some of the breaks of a text, in order."""
    if not spans:
        return []
    hidden = list(skip)
    return [m for m in _mended(text, spans, find) if not any(m.start < end and start < m.end for start, end in hidden)]


def _mended(text: str, spans: list[Span], find: Callable[[str], list[Mention]]) -> Iterator[Mention]:
    """Search the surroundings of all breaks, mended, and take what reaches across one."""
    copies, firsts, at = [], [], 0
    for start, end in spans:
        joint, reach = ("", _AROUND_HAN) if is_han(text[start - 1]) and is_han(text[end]) else (" ", _AROUND)
        left, right = text[max(0, start - reach) : start], text[end : end + reach]
        copies.append(left + joint + right)
        firsts.append((at, at + len(left), at + len(left) + len(joint)))
        at += len(copies[-1]) + len(_BETWEEN)
    begins = [first for first, _, _ in firsts]
    done = 0
    for mention in find(_BETWEEN.join(copies)):
        number = bisect_right(begins, mention.start) - 1
        (_, broken, mended), (start, end) = firsts[number], spans[number]
        if mention.start < broken and mention.end > mended and start - (broken - mention.start) >= done:
            first, last = start - (broken - mention.start), end + (mention.end - mended)
            done = last
            yield Mention(first, last, text[first:last], mention.owners)
