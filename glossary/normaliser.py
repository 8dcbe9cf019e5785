"""Mentions → text: every sure mention written as the glossary writes it, everything else left byte for byte.

An ambiguous mention is left as it stands, and so is one whose entity has no name in the language asked for: a name is never
converted from another script. What was left is part of the result. A ticker is a number and no name, and stays where names are
written: 长电科技(600584.SH) becomes JCET(600584.SH).

The result says what changed and where, too, so that a document in which text is not all there is (formats/views.py) can be
changed at those places alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from glossary.answers import Mention
from glossary.errors import InputError
from glossary.index import Index
from glossary.text.boundary import is_word_character
from glossary.text.fold import key
from glossary.vocabulary import is_lang

#: replace: 長鑫存儲 becomes CXMT · annotate: 長鑫存儲[CXMT] · introduce: replace, and the first mention of each entity in two
#: languages, CXMT (长鑫存储), once in a text.
Style = Literal["replace", "annotate", "introduce"]
_LONGEST_ID = 200
_BEFORE = re.compile(r"[\w:.-]*\Z", re.ASCII)
_AFTER = re.compile(r"[\w:.-]*", re.ASCII)
_JOINT = re.compile(r"[:.-]")
_OPENS = re.compile(r"[ \t]?[(（]")
_CLOSES = re.compile(r"[)）]|[,，、;；]")


class Change(NamedTuple):
    """What comes in the place of `text[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text, how many mentions were written, those left alone with the reason, and what changed, in order."""

    text: str
    written: int
    left: tuple[tuple[Mention, str], ...]
    changes: tuple[Change, ...] = ()


def rewrite(index: Index, text: str, mentions: Iterable[Mention], to: str, style: Style = "replace") -> Rewritten:
    """Write the mentions of a text in a language (`to`: a tag, or `id`). Raises InputError for an unknown language."""
    if to != "id" and not is_lang(to):
        raise InputError(f"unknown language {to!r}; use en, zh-Hans, zh-Hant, zh-Hant-TW, zh-Hant-HK, ja, ko, or id")
    if to == "id" and style == "introduce":
        raise InputError("an ID is written without an introduction; name a language, or leave the first mention as the others")
    mentions = list(mentions)
    page = _Page(text)
    introduced: set[str] = set()
    for place, mention in enumerate(mentions):
        if mention.start < page.done:
            continue
        name = _name(index, mention, to)
        if name is None or mention.id is None:
            page.left.append((mention, _reason(mention, to)))
        elif (to == "id" and _is_id(index, text, mention)) or (to != "id" and mention.kind == "ticker"):
            continue
        elif style == "annotate":
            page.annotate(mention, name)
        elif style == "replace" or mention.id in introduced:
            page.replace(mention, name)
        else:
            introduced.add(mention.id)
            page.introduce(mention, Introduction.of(index, mention.id, name, to), mentions[place + 1 : place + 2])
    return page.rewritten()


@dataclass(frozen=True, slots=True)
class Introduction:
    """A name with the one that explains it in another language; `other` is empty where the table has none."""

    name: str
    opening: str
    other: str
    closing: str

    @classmethod
    def of(cls, index: Index, entity: str, name: str, to: str) -> Introduction:
        """Chinese, Japanese and Korean names are explained in English, others in Chinese; the brackets are those of `to`."""
        main = to.partition("-")[0]
        langs = ("en",) if main in ("zh", "yue", "ja", "ko") else ("zh-Hans", "zh-Hant")
        others = (index.name_in(entity, lang) for lang in langs)
        other = next((other for other in others if other is not None and other != name), "")
        opening, closing = ("（", "）") if main in ("zh", "yue", "ja") else ("(", ")") if main == "ko" else (" (", ")")
        return cls(name, opening, other, closing)

    def __str__(self) -> str:
        return self.name + self.opening + self.other + self.closing


class _Page:
    """A text while it is being rewritten from its beginning; before `done` all is settled."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.done = self.written = 0
        self._tail = ""  # the last two characters written before `done`
        self.left: list[tuple[Mention, str]] = []
        self._changes: list[Change] = []

    def rewritten(self) -> Rewritten:
        return Rewritten(applied(self.text, self._changes), self.written, tuple(self.left), tuple(self._changes))

    def _put(self, start: int, end: int, text: str) -> None:
        if text != self.text[start:end]:
            self._changes.append(Change(start, end, text))
        self._tail = (self._before(start) + text)[-2:]
        self.done = end

    def _before(self, start: int) -> str:
        return (self._tail + self.text[max(self.done, start - 2) : start])[-2:]

    def annotate(self, mention: Mention, name: str) -> None:
        """Leave the mention and put the name after it, unless an earlier run has."""
        note = f"[{name}]"
        self.written += 1
        there = len(note) if self.text.startswith(note, mention.end) else 0
        self._put(mention.start, mention.end + there, mention.text + note)

    def replace(self, mention: Mention, name: str, *, closed: bool = False) -> None:
        """Write the name, with a space where it would run into a word: 長鑫存儲DRAM becomes CXMT DRAM.

        `closed`: it ends with a bracket that a space follows.
        """
        self.written += 1
        lead = " " if is_word_character(name[0]) and _touches(self._before(mention.start)[::-1]) else ""
        after = self.text[mention.end : mention.end + 2]
        name = name[:-1] if name[-1] == after[:1] == "." else name  # one full stop ends name and sentence: by SK Inc.
        trail = " " if (closed or is_word_character(name[-1])) and _touches(after) else ""
        self._put(mention.start, mention.end, lead + name + trail)

    def introduce(self, mention: Mention, name: Introduction, following: list[Mention]) -> None:
        """Write the mention in two languages, unless an earlier run has, or make it so where the text explains it already."""
        if not name.other:
            self.left.append((mention, "no name in another language to introduce it by"))
            self.replace(mention, name.name)
            return
        # Asked of the text and not of the mentions: either name may have two owners, and be none that we are sure of.
        there = self.text.find(str(name), 0, mention.start + len(str(name)))
        if there >= 0 and mention.start >= there + len(str(name)):
            self.replace(mention, name.name)
        elif there >= 0:
            self.written += 1
            self._put(mention.start, there + len(str(name)), self.text[mention.start : there + len(str(name))])
        elif following and (after := self._explained(mention, following[0])):
            self._explain(mention, name, following[0], after)
        else:
            self.replace(mention, str(name), closed=name.closing == ")")

    def _explained(self, mention: Mention, other: Mention) -> str:
        """The sign behind the other if it follows in brackets, ChangXin Memory (CXMT) or SMIC (中芯国际, 688981.SH), and names the same."""
        opens = _OPENS.fullmatch(self.text[mention.end : other.start]) is not None
        closes = _CLOSES.match(self.text, other.end)
        return closes[0] if opens and closes and other.id == mention.id and other.kind != "ticker" else ""

    def _explain(self, mention: Mention, name: Introduction, other: Mention, after: str) -> None:
        """`after`: the sign behind the other; where that is no bracket, the brackets stay as they are."""
        self.replace(mention, name.name)
        if after in ")）":
            self._put(mention.end, other.start, name.opening)
        self._put(other.start, other.end, name.other)
        if after in ")）":
            self._put(other.end, other.end + 1, name.closing)
        self.written += 1


def applied(text: str, changes: Iterable[Change]) -> str:
    """The text with changes made that are in order and do not overlap.

    >>> applied("与長鑫存儲合作", [Change(1, 5, "CXMT")])
    '与CXMT合作'
    """
    out: list[str] = []
    done = 0
    for change in changes:
        out += [text[done : change.start], change.text]
        done = change.end
    return "".join([*out, text[done:]])


def _name(index: Index, mention: Mention, to: str) -> str | None:
    if mention.id is None:
        return None
    return mention.id if to == "id" else index.name_in(mention.id, to)


def _reason(mention: Mention, to: str) -> str:
    if mention.id is not None:
        return f"no name in {to}"
    owners = mention.owners
    if not owners.ids:
        return "a longer name, which the glossary does not have"
    if len(owners.ids) > 1:
        return f"ambiguous: {' or '.join(owners.ids)}"
    longer = not any(key(alias.name) == key(mention.text) for alias in owners.aliases)
    return f"possible: {owners.ids[0]}, or {'another company, for the name is longer' if longer else 'an ordinary word'}"


def _is_id(index: Index, text: str, mention: Mention) -> bool:
    """Does the mention lie inside an ID of the glossary, written by an earlier run (the Changxin of changxin-xinqiao)?"""
    before, after = _BEFORE.search(text, max(0, mention.start - _LONGEST_ID), mention.start), _AFTER.match(text, mention.end)
    head, tail = before[0] if before else "", after[0] if after else ""
    starts = [0, *(match.end() for match in _JOINT.finditer(head)), len(head)]
    ends = [0, *(match.start() for match in _JOINT.finditer(tail)), len(tail)]
    other = mention.text != mention.id  # sdic is an ID, and SDIC the name of another
    places = ((start, end) for start in starts for end in ends if other or start < len(head) or end > 0)
    return any(index.aliases(head[start:] + mention.text + tail[:end]) for start, end in places)


def _touches(side: str) -> bool:
    """Would a letter be one word with this, read away from it? With a letter, and with a full stop before one (cxmt.com)."""
    return is_word_character(side[:1] or " ") or (side[:1] == "." and is_word_character(side[1:2] or " "))
