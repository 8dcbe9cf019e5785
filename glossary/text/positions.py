"""Regular expressions → tables of bits by which `_weighing.c` says whether a pattern of cues.py matches: Glushkov's automaton.

Each character of a pattern is a position; what is kept is which positions come first, which last, which after which, and which
take a character. So the patterns stay declared where they are read and explained, and no second list of words has to follow them.

What is taken: literals, escapes, `[...]`, `\\d`, `\\s`, `(?:...)`, `|`, `?`, `*`, `+`, `{m}`, `{m,n}`, and `\\Z` at the end of a pattern
that is read backwards from a place. Anything else raises ValueError. `matches` is the slow clear twin of what C does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple

_TOKEN = re.compile(r"\(\?:|[|)]|\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|\{\d+(?:,\d+)?\}|[?*+]|[^()\[\]{}.^$\\]", re.DOTALL)
_REPEAT = re.compile(r"\{(\d+)(?:,(\d+))?\}")
_LIMITS = {"?": (0, 1), "*": (0, None), "+": (1, None)}
#: Stands for a character beyond the first 65,536.
FAR = 0xFFFF


class Node(NamedTuple):
    """A part of a pattern: a token for one character, parts in a row, one of several, or a part so many times."""

    kind: Literal["character", "row", "choice", "repeat"]
    token: str = ""
    parts: tuple[Node, ...] = ()
    least: int = 1
    most: int | None = 1


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._tokens: list[str] = []
        at = 0
        while at < len(pattern):
            token = _TOKEN.match(pattern, at)
            if token is None:
                raise ValueError(f"{pattern[at : at + 12]!r} is not taken here")
            self._tokens.append(token[0])
            at = token.end()
        self._tokens.reverse()

    def choice(self) -> Node:
        ways = [self._row()]
        while self._next("|"):
            ways.append(self._row())
        return ways[0] if len(ways) == 1 else Node("choice", parts=tuple(ways))

    def whole(self) -> Node:
        node = self.choice()
        if self._tokens:
            raise ValueError(f"{self._tokens[-1]!r} closes nothing")
        return node

    def _next(self, wanted: str) -> bool:
        if self._tokens and self._tokens[-1] == wanted:
            self._tokens.pop()
            return True
        return False

    def _row(self) -> Node:
        parts: list[Node] = []
        while self._tokens and self._tokens[-1] not in ("|", ")"):
            parts.append(self._repeated(self._one()))
        return Node("row", parts=tuple(parts))

    def _one(self) -> Node:
        token = self._tokens.pop()
        if token == "(?:":
            node = self.choice()
            if not self._next(")"):
                raise ValueError("a bracket is not closed")
            return node
        if token == r"\Z":
            return Node("row")  # every pattern that is read backwards begins there
        if token in _LIMITS or token[0] == "{" or (token[0] == "\\" and token[1:].isalnum() and token not in (r"\d", r"\s")):
            raise ValueError(f"{token!r} is not taken here")
        return Node("character", token)

    def _repeated(self, node: Node) -> Node:
        token = self._tokens[-1] if self._tokens else ""
        counted = _REPEAT.fullmatch(token)
        if token not in _LIMITS and counted is None:
            return node
        self._tokens.pop()
        least, most = (int(counted[1]), int(counted[2] or counted[1])) if counted else _LIMITS[token]
        return Node("repeat", parts=(node,), least=least, most=most)


@dataclass(slots=True)
class Positions:
    """The positions of a pattern: the token of each, which may follow it, which come first and last (sets of bits)."""

    tokens: list[str] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    first: int = 0
    last: int = 0


def positions(pattern: str, *, backwards: bool = False) -> Positions:
    """The positions of a pattern, in order of reading. Raises ValueError for what is not taken, and for what matches nothing at all.

    >>> positions("a|bc?").tokens, positions("bc", backwards=True).tokens
    (['a', 'b', 'c'], ['c', 'b'])
    """
    found = Positions()
    empty, found.first, found.last = _put(_Reader(pattern).whole(), found, backwards)
    if empty:
        raise ValueError(f"{pattern[:12]!r} matches anywhere")
    return found


def _put(node: Node, found: Positions, backwards: bool) -> tuple[bool, int, int]:
    """Add a part; may it be empty, and which positions come first and last in it?"""
    if node.kind == "character":
        found.tokens.append(node.token)
        found.after.append(0)
        here = 1 << (len(found.tokens) - 1)
        return False, here, here
    if node.kind == "row":
        return _in_a_row((_put(part, found, backwards) for part in node.parts[:: -1 if backwards else 1]), found)
    if node.kind == "choice":
        ways = [_put(part, found, backwards) for part in node.parts]
        return any(empty for empty, _, _ in ways), _all(first for _, first, _ in ways), _all(last for _, _, last in ways)
    part = node.parts[0]
    times = node.least if node.most is None else node.most
    copies = [_put(part, found, backwards) for _ in range(max(1, times))]
    row = [(empty or number >= node.least, first, last) for number, (empty, first, last) in enumerate(copies)]
    if node.most is None:
        _follow(found, copies[-1][2], copies[-1][1])
    return _in_a_row(row, found)


def _all(sets: Iterable[int]) -> int:
    union = 0
    for one in sets:
        union |= one
    return union


def _follow(found: Positions, before: int, after: int) -> None:
    for place in bits(before):
        found.after[place] |= after


def _in_a_row(parts: Iterable[tuple[bool, int, int]], found: Positions) -> tuple[bool, int, int]:
    empty, first, last = True, 0, 0
    for part_empty, part_first, part_last in parts:
        _follow(found, last, part_first)
        first |= part_first if empty else 0
        last = part_last | (last if part_empty else 0)
        empty = empty and part_empty
    return empty, first, last


def bits(number: int) -> Iterator[int]:
    """The places of the bits that are set.

    >>> list(bits(0b101))
    [0, 2]
    """
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def _is_one(token: str) -> bool:
    """Does a token take one character and no other?"""
    return token[0] != "[" and token not in (r"\d", r"\s")


@cache
def _every() -> str:
    return "".join(map(chr, range(FAR + 1)))


def _taken(token: str) -> Any:  # noqa: ANN401 (an array)
    """The characters of the first 65,536 that a token takes."""
    import numpy as np

    if _is_one(token):
        return np.array([ord(token[-1])])
    taken = "".join(re.findall(token, _every()))
    return np.frombuffer(taken.encode("utf-16-le", "surrogatepass"), np.uint16)


def matches(pattern: Positions, text: str) -> bool:
    """Does the pattern match at the beginning of a text (read backwards: at the end of one that is given backwards)?

    >>> matches(positions("[0-9]{2,3}[Aa]?x"), "123xy"), matches(positions(r"股票\\Z", backwards=True), "票股大")
    (True, True)
    """
    active = pattern.first
    for character in text:
        near = character if character < "\U00010000" else chr(FAR)
        active = _all(1 << place for place in bits(active) if re.fullmatch(pattern.tokens[place], near))
        if active & pattern.last:
            return True
        active = _all(pattern.after[place] for place in bits(active))
    return False


class Tables(NamedTuple):
    """`classes`: for each of 65,536 characters a number; `masks`: 64-bit words, for each pattern those of its first and last
    positions, of what follows each position, and of what takes each class; `layout`: for each pattern its words a set, its
    positions, and where in `masks` it begins."""

    classes: Any  # arrays of 16-bit and 64-bit numbers: numpy is imported where they are made
    masks: Any
    layout: Any


def tables(patterns: Sequence[Positions]) -> Tables:
    """The tables of some patterns. Characters that no pattern tells apart are one class."""
    import numpy as np

    tokens = {token for pattern in patterns for token in pattern.tokens}
    sets = sorted(token for token in tokens if not _is_one(token))
    if len(sets) > 48:
        raise ValueError("more than 48 sets of characters")
    signs = np.zeros(FAR + 1, np.uint64)  # a bit for each set, above them the number of a character that stands by itself
    for number, token in enumerate(sets):
        signs[_taken(token)] |= np.uint64(1 << number)
    for number, token in enumerate(sorted(tokens - {*sets}), 1):
        signs[ord(token[-1])] |= np.uint64(number << 48)
    told, classes = np.unique(signs, return_inverse=True)
    takes = {token: (told >> np.uint64(number) & np.uint64(1)).nonzero()[0] for number, token in enumerate(sets)}
    takes |= {token: classes[ord(token[-1])] for token in tokens - {*sets}}
    masks: list[Any] = []
    layout: list[tuple[int, int, int]] = []
    for pattern in patterns:
        width = len(pattern.tokens) // 64 + 1
        by_class = np.zeros((len(told), width), np.uint64)
        for place, token in enumerate(pattern.tokens):
            by_class[takes[token], place // 64] |= np.uint64(1 << (place % 64))
        bounds = b"".join(one.to_bytes(8 * width, "little") for one in (pattern.first, pattern.last, *pattern.after))
        layout.append((width, len(pattern.tokens), sum(map(len, masks))))
        masks += [np.frombuffer(bounds, "<u8"), by_class.reshape(-1)]
    return Tables(classes.reshape(-1).astype(np.uint16), np.concatenate(masks).astype(np.uint64), np.array(layout, np.int64))
