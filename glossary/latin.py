"""Names in Latin letters: whether their case says that they are names, and how far they reach.

A single word or acronym is written as a name is, with a capital (ASE, Ase-listed, not "ase"): in small letters it is a word, unless
the table writes it so. Names of several words are names in small letters too, if one of them is no word of the language.
A legal form that follows belongs to the name (Huawei Technologies Co., Ltd.); a capitalised word of an industry or a group that
follows makes another company of it (Samsung Heavy Industries).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from glossary.answers import Feature, Mention, Owners
from glossary.context import Facts, Scene
from glossary.text import cues
from glossary.text.fold import fold
from glossary.text.grammar import Entry, entry_key, grammar
from glossary.text.words import is_word

_SHORT = 3
_WORDS_AFTER = re.compile(r"(?:(?:,[ \t]*|[ \t]+)(?:[A-Z][\w&./'-]*|&)){1,6}")
_PIECE = re.compile(r"[^\s,()]+")
_MODEL = re.compile(r"[-–/]?\d|[-–][A-Za-z]")


def decide_latin(scene: Scene, mention: Mention, facts: Facts) -> tuple[Mention | None, tuple[Feature, ...]]:
    """The mention as it is meant, None where it is not, and why."""
    against = _against(scene, mention, facts)
    if against is not None:
        return None, (against,)
    return _reach(scene, mention)


def _against(scene: Scene, mention: Mention, facts: Facts) -> Feature | None:
    """Why a hit is no name, None if it is one."""
    text = mention.text
    written = {alias.name for alias in mention.owners.aliases}
    if text not in written and _is_small(text):
        return Feature("written in small letters", 1.0, text)
    if len(facts.key) <= _SHORT and facts.key.isalpha():
        if len(facts.key) == 2 and _MODEL.match(scene.text, mention.end):
            return Feature("the name of a model", 1.0, scene.text[mention.start : mention.end + 4])
        if facts.foreign and scene.is_simplified(mention) and not _has_cue(scene, mention):
            return Feature("another script and region", 1.0, text)
    return None


def _is_small(text: str) -> bool:
    """Is a span written as words are: all in small letters, and a short one or one of ordinary words only?"""
    if text != text.lower() or not any(map(str.isalpha, text)):
        return False
    words = [word for word in re.split(r"[\s,.&'()-]+", fold(text)) if word]
    return all(is_word(word) or len(word) <= _SHORT for word in words)


def _has_cue(scene: Scene, mention: Mention) -> bool:
    after, before = scene.after(mention, 2 * cues.NEAR), scene.before(mention, cues.NEAR)
    return bool(scene.in_full(mention)) or cues.ticker_follows(after) or cues.company_follows(after) or cues.company_precedes(before)


def _reach(scene: Scene, mention: Mention) -> tuple[Mention, tuple[Feature, ...]]:
    """The mention with the legal form, or the longer name, that goes on behind it."""
    words = _WORDS_AFTER.match(scene.text, mention.end)
    if words is None or mention.text == mention.text.lower():
        return mention, ()
    pieces = list(_PIECE.finditer(words[0]))
    others, forms = _walk([piece[0] for piece in pieces])
    if others + forms == 0:
        return mention, ()
    end = mention.end + pieces[others + forms - 1].end()
    surface, owners = scene.text[mention.start : end], mention.owners
    if others:
        owners = Owners((), surface, (owners.aliases[0]._replace(id="", name=surface, kind="legal"),), doubtful=True)
    return Mention(mention.start, end, surface, owners), (Feature("part of a longer name", 1.0, surface),)


def _walk(words: list[str]) -> tuple[int, int]:
    """How many words of other companies follow, and how many of a legal form behind them.

    >>> _walk(["Heavy", "Industries", "Co.", "Ltd.", "The"]), _walk(["Co.", "Ltd"]), _walk(["Said"])
    ((2, 2), (0, 2), (0, 0))
    """
    keys = [entry_key(fold(word.strip(".,"))) or "?" for word in words]
    others = 0
    while others < len(keys) and (step := _longest(keys, others, grammar().tails.entries)):
        others += step
    return others, _longest(keys, others, grammar().legal_endings.entries)


def _longest(keys: list[str], at: int, entries: Mapping[str, Entry]) -> int:
    """How many words the longest entry has that begins at a place; 0 for none."""
    return next((n for n in range(min(4, len(keys) - at), 0, -1) if " ".join(keys[at : at + n]) in entries), 0)
