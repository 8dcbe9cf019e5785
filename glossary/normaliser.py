"""Mentions → text: every sure mention written as the glossary writes it, everything else left byte for byte.

An ambiguous mention is left as it stands, and so is one whose entity has no name in the language asked for: a name is never
converted from another script. What was left is part of the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from glossary.answers import Mention
from glossary.errors import InputError
from glossary.index import Index
from glossary.text.boundary import is_word_character
from glossary.vocabulary import is_lang

Style = Literal["replace", "annotate"]
_LONGEST_ID = 200
_BEFORE = re.compile(r"[\w:.-]*\Z", re.ASCII)
_AFTER = re.compile(r"[\w:.-]*", re.ASCII)
_JOINT = re.compile(r"[:.-]")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text, how many mentions were written, and those left alone with the reason."""

    text: str
    written: int
    left: tuple[tuple[Mention, str], ...]


def rewrite(index: Index, text: str, mentions: Iterable[Mention], to: str, style: Style = "replace") -> Rewritten:
    """Write the mentions of a text in a language (`to`: a tag, or `id`). Raises InputError for an unknown language."""
    if to != "id" and not is_lang(to):
        raise InputError(f"unknown language {to!r}; use en, zh-Hans, zh-Hant, zh-Hant-TW, zh-Hant-HK, ja, ko, or id")
    out: list[str] = []
    left: list[tuple[Mention, str]] = []
    done = written = 0
    for mention in mentions:
        name = _name(index, mention, to)
        if name is None:
            left.append((mention, _reason(mention, to)))
        if name is None or mention.start < done or (to == "id" and _is_id(index, text, mention)):
            continue
        out.append(text[done : mention.start])
        done = mention.end
        written += 1
        if style == "replace":
            out.append(_spaced(out, name, text[mention.end : mention.end + 2]))
        else:
            note = f"[{name}]"
            out.append(mention.text + note)
            done += len(note) if text.startswith(note, mention.end) else 0  # annotated before
    out.append(text[done:])
    return Rewritten("".join(out), written, tuple(left))


def _name(index: Index, mention: Mention, to: str) -> str | None:
    if mention.id is None:
        return None
    return mention.id if to == "id" else index.name_in(mention.id, to)


def _reason(mention: Mention, to: str) -> str:
    if mention.id is not None:
        return f"no name in {to}"
    return f"{mention.verdict}: {' or '.join(mention.ids)}" + (", or an ordinary word" if mention.owners.doubtful else "")


def _is_id(index: Index, text: str, mention: Mention) -> bool:
    """Does the mention lie inside an ID of the glossary, written by an earlier run (the Changxin of changxin-xinqiao)?"""
    before, after = _BEFORE.search(text, max(0, mention.start - _LONGEST_ID), mention.start), _AFTER.match(text, mention.end)
    head, tail = before[0] if before else "", after[0] if after else ""
    starts = [0, *(match.end() for match in _JOINT.finditer(head)), len(head)]
    ends = [0, *(match.start() for match in _JOINT.finditer(tail)), len(tail)]
    return any(index.aliases(head[start:] + mention.text + tail[:end]) for start in starts for end in ends if start < len(head) or end > 0)


def _spaced(before: list[str], name: str, after: str) -> str:
    """The name, with a space where it would run into a word: 長鑫存儲DRAM becomes CXMT DRAM. `after`: two characters."""
    written = "".join(before[-2:])
    lead = " " if is_word_character(name[0]) and _touches(written[:-3:-1]) else ""
    trail = " " if is_word_character(name[-1]) and _touches(after) else ""
    return lead + name + trail


def _touches(side: str) -> bool:
    """Would a letter be one word with this, read away from it? With a letter, and with a full stop before one (cxmt.com)."""
    return is_word_character(side[:1] or " ") or (side[:1] == "." and is_word_character(side[1:2] or " "))
