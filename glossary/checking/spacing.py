"""T011: the spaces and brackets around names. 与CXMT合作 or 与 CXMT 合作 is a habit; a document has one.

Which habit, the caller says, or the document itself does: three borders of Latin letters and Han characters at least, three in four of
one kind; else nothing is said of spaces. Brackets in Chinese likewise: where a document writes （） around names, () is a slip; a pair
of two kinds is one anywhere, and （） in English. All is judged as the text will be when the other corrections are made, so that
correcting twice changes nothing more. Numbers are left alone: 5月 and 5 月 follow habits of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from glossary.answers import Mention
from glossary.checking.cases import Case, Fault, History
from glossary.checking.skips import skips
from glossary.findings import Span
from glossary.text.addresses import addresses

#: spaced: 与 CXMT 合作 · tight: 与CXMT合作 · majority: as the document mostly does.
Spacing = Literal["majority", "spaced", "tight"]
_BORDER = re.compile("(?<=[㐀-鿿])( *)(?=[A-Za-z])|(?<=[A-Za-z])( *)(?=[㐀-鿿])")
_BRACKETED = re.compile("([(（])[^()（）\n]{1,60}([)）])")
_LEAST, _SHARE = 3, 0.75
_WIDE, _NARROW = ("（", "）"), ("(", ")")
#: Stands for what is not read.
_HIDDEN = "\ufffc"


@lru_cache(maxsize=1024)
def readable(text: str, skip: tuple[Span, ...] = ()) -> str:
    """A text of the same length in which code, placeholders, addresses and spans to skip cannot be read.

    >>> readable("用`cxmt`") == "用" + 6 * "\\ufffc"
    True
    """
    for start, end in (*skip, *skips(text), *addresses(text)):
        text = text[:start] + _HIDDEN * (end - start) + text[end:]
    return text


def learn(history: History, text: str) -> None:
    """Count the habits of a Chinese text, already readable, into the history of its document. A pair of two widths will be wide."""
    for match in _BORDER.finditer(text):
        history.spaced += match.end() > match.start()
        history.tight += match.end() == match.start()
    for match in _BRACKETED.finditer(text):
        narrow = (match[1], match[2]) == _NARROW
        history.narrow += narrow
        history.wide += not narrow


def habit(more: int, less: int) -> bool | None:
    """Is the first of two ways the habit? None where there is none.

    >>> habit(4, 1), habit(0, 3), habit(2, 0), habit(3, 2)
    (True, False, None, None)
    """
    total = more + less
    if total < _LEAST or max(more, less) < _SHARE * total:
        return None
    return more > less


def spacing(case: Case) -> Iterator[Fault]:
    """T011."""
    text = readable(case.unit.target, case.unit.target_skip)
    if case.locale.is_chinese:
        history = case.history
        spaced = {"spaced": True, "tight": False}.get(case.spacing, habit(history.spaced, history.tight))
        if spaced is not None:
            yield from _spaces(case, text, spaced)
        wide = habit(history.wide, history.narrow)
        yield from _brackets(case, text, wide)
    elif case.locale.main != "ja":  # which has wide brackets, and spaces of its own
        yield from _brackets(case, text, False)


def _spaces(case: Case, text: str, spaced: bool) -> Iterator[Fault]:
    """Names with a border that is not as it should be: one fault for each, over the spaces that are to go."""
    done = 0
    for place, mention in enumerate(case.target):
        following = case.target[place + 1] if place + 1 < len(case.target) else None
        left = len(text[: mention.start].rstrip(" "))
        right = len(text) - len(text[mention.end :].lstrip(" "))
        name = case.fixed.get(mention.start, mention.text)
        before = text[left - 1 : left] if left and left > done else ""
        after = text[right : right + 1]
        if following is not None and following.start == right:
            after = case.fixed.get(following.start, after)[:1]
        is_left_wrong = _meet(before, name[0]) and (left < mention.start) != spaced
        is_right_wrong = _meet(name[-1], after) and (right > mention.end) != spaced
        done = right if _meet(name[-1], after) else done
        if is_left_wrong or is_right_wrong:
            start, end = left if is_left_wrong else mention.start, right if is_right_wrong else mention.end
            fix = " " * (is_left_wrong and spaced) + name + " " * (is_right_wrong and spaced)
            what = "without a space" if spaced else "with a space"
            message = f"{mention.text} stands {what} beside it, unlike most names in the document"
            yield Fault("target", start, end, message, mention.ids, (fix,), fix)


def _meet(one: str, other: str) -> bool:
    """Do a Han character and a Latin letter meet?"""
    return (_is_han(one) and _is_letter(other)) or (_is_letter(one) and _is_han(other))


def _is_han(character: str) -> bool:
    return "㐀" <= character <= "鿿"


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _brackets(case: Case, text: str, wide: bool | None) -> Iterator[Fault]:
    """Brackets around a name, or behind one, of the wrong width. `wide`: what the text has; None for Chinese of no habit."""
    for match in _BRACKETED.finditer(text):
        pair = (match[1], match[2])
        if pair in (_WIDE, _NARROW) and (wide is None or pair == (_WIDE if wide else _NARROW)):
            continue
        if wide is False and case.locale.is_chinese and pair == _WIDE:
            continue  # wide ones are right in Chinese, whatever the habit
        mention = next((name for name in case.target if _is_about(text, name, match)), None)
        if mention is not None:
            yield from _rewritten(text, mention, match, _NARROW if wide is False else _WIDE)


def _is_about(text: str, mention: Mention, match: re.Match[str]) -> bool:
    """Are brackets around a name, or do they follow one?"""
    if match.start() < mention.start:
        return mention.end < match.end()
    return mention.end <= match.start() and not text[mention.end : match.start()].strip(" ")


def _rewritten(text: str, mention: Mention, match: re.Match[str], right: tuple[str, str]) -> Iterator[Fault]:
    for place, bracket in ((match.start(), right[0]), (match.end() - 1, right[1])):
        if text[place] == bracket:
            continue
        start, end, written = place, place + 1, bracket
        if right == _WIDE and bracket == "（":
            start = len(text[:place].rstrip(" "))
        elif right == _WIDE:
            end = len(text) - len(text[end:].lstrip(" "))
        elif bracket == "(" and text[place - 1 : place].isalnum():
            written = " ("
        elif bracket == ")" and text[end : end + 1].isalnum():
            written = ") "
        message = f"the bracket {text[place]} at {mention.text} should be {bracket}"
        yield Fault("target", start, end, message, mention.ids, (written,), written)
