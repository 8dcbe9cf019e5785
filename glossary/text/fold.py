"""Folding: two spellings that mean one name become one key. For matching only, never for display.

The order of the steps, each a function from text to text:

1. invisible    zero-width characters, selectors and trade marks are deleted (before NFKC, which spells ™ as TM)
2. width        CJK radicals become ideographs, then NFKC: ＣＸＭＴ → CXMT, ㈱ → (株), ｷ → キ, ⻓ → 長
3. case         NFKC_Casefold by its definition, casefolding twice: once is not idempotent for 11,322 of 200,000
                adversarial strings (notes: reliability 0.8)
4. han          one character of each class of variants: 長 → 长, 臺 → 台, 広 → 广
5. punctuation  one of each kind: 「 → ", ・ → ·, — → -

Text folds chunk by chunk. A chunk is a character with all that can combine with it, so that no step looks across its
border: folding the chunks gives what folding the whole text gives, and every folded character knows its source.
Invariants, held by tests over all of Unicode: fold(fold(x)) == fold(x), and `Folded` covers its text in order.
Why not an OpenCC conversion: those change names (昇騰 → 升腾) and depend on context; this is one table, 1:1.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import category, combining, normalize

from glossary.text.tables import tables

_ASCII = {ord("["): "(", ord("]"): ")", ord("`"): "'", ord("\t"): " "}  # punctuation.csv, its ASCII rows
_CONTEXT = "\uffff"  # a noncharacter: stands in the memo for characters that fold with their neighbour
_HAN_OR_KANA = "\u3041-\u3096\u309d-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"


@dataclass(frozen=True, slots=True)
class Step:
    """One change that the fold made: `before` at [start, end) of the original became `after`."""

    step: str
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with its way back: character k of `text` comes from `original[starts[k]:ends[k]]` (code points)."""

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The original span of `text[start:end]`; None where an edge falls inside a chunk (the 2 of ½).

        >>> fold_with_offsets("㈱東芝").span(3, 5)
        (1, 3)
        >>> fold_with_offsets("㈱東芝").span(1, 5) is None
        True
        """
        if not 0 <= start < end <= len(self.text):
            return None
        if start > 0 and self.starts[start - 1] == self.starts[start]:
            return None
        if end < len(self.text) and self.starts[end] == self.starts[end - 1]:
            return None
        return self.starts[start], self.ends[end - 1]

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` that comes from chunks touching `original[start:end]`."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


def is_context(character: str) -> bool:
    """Can this character combine with the one before it? (Marks, half-width voicing marks, vowel and final jamo.)"""
    first = normalize("NFKD", character)[0]
    return combining(first) != 0 or category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


def is_selector(character: str) -> bool:
    """Variation selectors belong to the character before them: 葛 with U+E0100 is one glyph and one chunk."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _width(text: str) -> str:
    return normalize("NFKC", text.translate(tables().width))


def _case(text: str) -> str:
    once = normalize("NFKC", normalize("NFD", text).casefold())
    return normalize("NFKC", once.casefold())


def _han(text: str) -> str:
    return text.translate(tables().han)


def _punctuation(text: str) -> str:
    return text.translate(tables().punctuation)


STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("width", _width),
    ("case", _case),
    ("han", _han),
    ("punctuation", _punctuation),
)


def _chunks(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what is kept) of every chunk; deleted characters belong to none, selectors to the one before."""
    invisible = tables().invisible
    start, end, kept = 0, 0, ""
    for i, character in enumerate(text):
        if ord(character) in invisible:
            if kept and end == i and is_selector(character):
                end = i + 1
        elif kept and is_context(character):
            kept, end = kept + character, i + 1
        else:
            if kept:
                yield start, end, kept
            start, end, kept = i, i + 1, character
    if kept:
        yield start, end, kept


def _fold_chunk(kept: str) -> str:
    for _, change in STEPS:
        kept = change(kept)
    return kept


class _Memo(dict[int, str]):
    """Code point → its fold, worked out when first met; characters that fold with a neighbour become _CONTEXT."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code in tables().invisible:
            folded = ""
        elif character == _CONTEXT or is_context(character):
            folded = _CONTEXT
        else:
            folded = _fold_chunk(character)
        self[code] = folded
        return folded


@cache
def _memo() -> _Memo:
    return _Memo()


def fold_character(code: int) -> str | None:
    """The fold of one code point on its own, None where it depends on the neighbours.

    >>> fold_character(ord("㈱")), fold_character(0x3099) is None
    ('(株)', True)
    """
    folded = _memo()[code]
    return None if folded == _CONTEXT else folded


def fold(text: str) -> str:
    """The folded text.

    >>> fold("ＣＸＭＴ 長鑫存儲") == fold("cxmt 长鑫存储")
    True
    """
    if text.isascii():
        return text.lower().translate(_ASCII)
    folded = text.translate(_memo())
    if _CONTEXT not in folded:
        return folded
    return "".join(_fold_chunk(kept) for _, _, kept in _chunks(text))


def fold_with_offsets(text: str) -> Folded:
    """The folded text with the source span of each of its characters.

    >>> fold_with_offsets("ｶﾞ½").text, list(fold_with_offsets("ｶﾞ½").starts)
    ('ガ1/2', [0, 2, 2, 2])
    """
    pieces, starts, ends = [], [], []
    for start, end, kept in _chunks(text):
        piece = _fold_chunk(kept)
        pieces.append(piece)
        starts += [start] * len(piece)
        ends += [end] * len(piece)
    return Folded(text, "".join(pieces), starts, ends)


def explain(text: str) -> tuple[Step, ...]:
    """Every change the fold makes, in order of place, then of step.

    >>> [(step.step, step.before, step.after) for step in explain("臺Ａ")]
    [('han', '臺', '台'), ('width', 'Ａ', 'A'), ('case', 'A', 'a')]
    """
    steps = []
    done = 0
    for start, end, kept in [*_chunks(text), (len(text), len(text), "")]:
        if done < start:
            steps.append(Step("invisible", done, start, text[done:start], ""))
        if kept != text[start:end]:
            steps.append(Step("invisible", start, end, text[start:end], kept))
        done = end
        for name, change in STEPS:
            changed = change(kept)
            if changed != kept:
                steps.append(Step(name, start, end, kept, changed))
            kept = changed
    return tuple(steps)


def replay(text: str, steps: Sequence[Step]) -> str:
    """Apply an explanation: `replay(x, explain(x)) == fold(x)`. ValueError where the steps are not of this text.

    >>> replay("臺Ａ", explain("臺Ａ"))
    '台a'
    """
    out, done, current = [], 0, ""
    for step in steps:
        if step.start >= done:
            out += [current, text[done : step.start]]
            current, done = text[step.start : step.end], step.end
        if step.before != current:
            raise ValueError(f"the step {step.step} at {step.start} expects {step.before!r}, not {current!r}")
        current = step.after
    return "".join([*out, current, text[done:]])


@cache
def _spaces() -> re.Pattern[str]:
    return re.compile(f"(?<=[{_HAN_OR_KANA}]) (?=[{_HAN_OR_KANA}])")


def squeeze(folded: str) -> str:
    """Folded text with every run of white space as one space, and none at the ends.

    >>> squeeze(" hua  hong ")
    'hua hong'
    """
    return " ".join(folded.split())


def key(name: str) -> str:
    """What names are compared by: folded, spaces squeezed, and none between Han characters or kana.

    >>> key(" 台 積 電 "), key("Hua  Hong")
    ('台积电', 'hua hong')
    """
    return unspaced(squeeze(fold(name)))


def unspaced(squeezed: str) -> str:
    """Squeezed folded text without the spaces between Han characters or kana (but not before a kana mark, which would combine)."""
    return squeezed if squeezed.isascii() or " " not in squeezed else _spaces().sub("", squeezed)


def has_letters(name: str) -> bool:
    """Is anything left of the name that could be compared: a letter or a digit?

    >>> has_letters("——（）"), has_letters("3M")
    (False, True)
    """
    return any(character.isalnum() for character in fold(name))
