"""Names in Latin letters: whether their case says that they are names, and how far they reach.

A single word or acronym is written as a name is, with a capital (ASE, Ase-listed, not "ase"): in small letters it is a word, unless
the table writes it so. Names of several words are names in small letters too, if one of them is no word of the language.
A legal form that follows belongs to the name (Huawei Technologies Co., Ltd.); a capitalised word of an industry or a group that
follows makes another company of it (Samsung Heavy Industries), and so does a place before a legal form (Amkor Technology Taiwan Ltd.).
A comma parts companies, unless a legal form follows it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from glossary.answers import Feature, Owners, Written
from glossary.context import Facts, Window
from glossary.text import cues
from glossary.text.fold import fold
from glossary.text.grammar import Entry, entry_key, grammar
from glossary.text.persons import given_name_before
from glossary.text.words import is_word

_SHORT = 3
_WORDS_AFTER = re.compile(r"(?:(?:,[ \t]*|[ \t]+)(?:[A-Z][\w&./'-]*|\([A-Z][\w'-]*\)|&)){1,6}")
_PIECE = re.compile(r"(,?)[ \t]*([^\s,]+)")
_CAPITAL_BEFORE = re.compile(r"(?<![\w.])([A-Z][a-z]{2,}) \Z")
_LONG_WORD = re.compile(r"[A-Za-z]{4,}")  # shorter ones are small in headlines too
_MODEL = re.compile(r"[-–/]?\d|[-–][A-Za-z]")


def against(window: Window, text: str, facts: Facts) -> Feature | None:
    """Why a name in Latin letters is none where it stands, None if it is one. `text`: as it is written there."""
    if is_word_in(text, facts):
        return Feature("written in small letters", 1.0, text)
    if text[1:].islower() and (given := given_name_before(window.left)):
        return Feature("part of a person's name", 1.0, f"{given} {text}")
    if len(facts.key) <= _SHORT and facts.key.isalpha():
        if len(facts.key) == 2 and _MODEL.match(window.raw_right):
            return Feature("the name of a model", 1.0, text + window.raw_right[:4])
        if facts.foreign and window.is_simplified and not _has_cue(window):
            return Feature("another script and region", 1.0, text)
    return None


def is_word_in(text: str, facts: Facts) -> bool:
    """Is it written in small letters as a word is, and as no alias of its owners?"""
    return text not in {alias.name for alias in facts.owners.aliases} and _is_small(text)


def _is_small(text: str) -> bool:
    """Is a span written as words are: all in small letters, and a short one or one of ordinary words only?"""
    if text != text.lower() or not any(map(str.isalpha, text)):
        return False
    words = [word for word in re.split(r"[\s,.&'()-]+", fold(text)) if word]
    return all(is_word(word) or len(word) <= _SHORT for word in words)


def _has_cue(window: Window) -> bool:
    return cues.ticker_follows(window.right) or cues.company_follows(window.right) or cues.company_precedes(window.left)


def is_doubtful(facts: Facts) -> bool:
    """Does a name in Latin letters need evidence: an acronym of two or three letters, a lone word of English?"""
    return not facts.han and facts.key.isalpha() and (len(facts.key) <= _SHORT or facts.is_word or is_word(facts.key))


def needs_none(facts: Facts) -> bool:
    """Does a name of a company hardly need evidence?"""
    return not facts.is_term and (facts.sure or facts.plain or not (facts.han or is_doubtful(facts)))


def features(window: Window, text: str, facts: Facts) -> Iterator[Feature]:
    """The evidence on a name that needs some, beside its case."""
    yield from (feature for feature in facts.features if feature.name == "Latin letters")
    left, right = window.left, window.raw_right
    if len(facts.key) <= _SHORT and (text.isupper() or not is_word(facts.key)):
        yield Feature("a short acronym", 1.0, text)
    else:
        yield Feature("an English word", 1.0, text)
        if cues.article_precedes(left):
            yield Feature("an article precedes", 1.0, left[-4:].strip())
        if _is_persons(left):
            yield Feature("part of a person's name", 1.0, left[-12:].strip())
        if _among_capitals(left + right):
            yield Feature("among capitals", 1.0, text)
        elif cues.begins_sentence(left) and text not in _odd(facts):
            yield Feature("begins a sentence", 1.0, text)
        elif text[0].isupper() and not text.isupper() and left[-1:] == " ":
            yield Feature("a capital inside a sentence", 1.0, text)
    if cues.ticker_follows(window.right):
        yield Feature("a ticker follows", 1.0, right[:10])
    if cues.company_follows(window.right) or cues.english_company_follows(right):
        yield Feature("a company's word follows", 1.0, right[:12].strip())
    if cues.company_precedes(left) or cues.english_company_precedes(left):
        yield Feature("a company's word precedes", 1.0, left[-12:].strip())
    if cues.is_agent(left, window.right):
        yield Feature("acts in the sentence", 1.0, f"{left[-2:]}…{right[:2]}")
    if cues.in_a_list(left):
        yield Feature("in a list", 1.0, left[-1:])
    share = max(cues.subject(left + right[: cues.WIDE]), cues.english_subject(left + " " + right))
    if share:
        yield Feature("a text about companies", share, "")


def _odd(facts: Facts) -> frozenset[str]:
    """Those of its spellings that no sentence begins with: vivo, ARM."""
    return frozenset(alias.name for alias in facts.owners.aliases if alias.name[1:] != alias.name[1:].lower())


def _is_persons(left: str) -> bool:
    """Does a word with a capital stand before that is no word of the language: Mary Ford?

    >>> _is_persons("told Mary "), _is_persons("The "), _is_persons("bought by ")
    (True, False, False)
    """
    found = _CAPITAL_BEFORE.search(left)
    return found is not None and not is_word(found[1].lower())


def _among_capitals(around: str) -> bool:
    """Does a headline stand around, most of whose words begin with capitals, or are written in them?

    >>> _among_capitals("New Tips for Better Sleep"), _among_capitals("we bought it in Paris")
    (True, False)
    """
    long: list[str] = [word for word in _LONG_WORD.findall(around) if is_word(word.lower())]
    return sum(2 * word[0].isupper() for word in long) > len(long)


def reach(window: Window, text: str, facts: Facts) -> tuple[int, Owners]:
    """How many characters behind a name in Latin letters belong to it, and whom all of it denotes."""
    words = _WORDS_AFTER.match(window.raw_right)
    if words is None or text == text.lower():
        return 0, facts.owners
    pieces = list(_PIECE.finditer(words[0]))
    others, forms = _walk([piece[2] for piece in pieces], {place for place, piece in enumerate(pieces) if piece[1]})
    if others + forms == 0:
        return 0, facts.owners
    length = pieces[others + forms - 1].end()
    return length, unknown(text + window.raw_right[:length], facts.owners) if others else facts.owners


def unknown(name: str, owners: Owners) -> Owners:
    """Nobody of the table: what a longer name denotes that only begins as one of these owners' does."""
    _, _, lang, _, status, is_word, derived = owners.aliases[0]
    return Owners((), name, (Written("", name, lang, "legal", status, is_word, derived),), doubtful=True)


def _walk(words: list[str], listed: Collection[int] = ()) -> tuple[int, int]:
    """How many words of other companies follow, and how many of a legal form behind them; `listed`: which words follow a comma.

    >>> _walk(["Heavy", "Industries", "Co.", "Ltd.", "The"]), _walk(["Co.", "Ltd"]), _walk(["Said"])
    ((2, 2), (0, 2), (0, 0))
    >>> _walk(["(Wuxi)", "Semiconductor", "Co.", "Ltd."]), _walk(["Taiwan", "Plans"]), _walk(["Power", "Integrations"], {0})
    ((2, 2), (0, 0), (0, 0))
    """
    keys = [_key(word) for word in words]
    bracketed = {place for place, word in enumerate(words) if word[0] == "("}
    parts, forms = grammar().tails.entries, grammar().legal_endings.entries
    for entries, stops in (((parts, grammar().places.entries), listed), ((parts,), {*listed, *bracketed})):
        others = 0
        while others < len(keys) and others not in stops and (step := max(_longest(keys, others, each) for each in entries)):
            others += step
        if found := _longest(keys, others, forms):
            return others, found
    return others, 0


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    return entry_key(fold(word.strip(".,()"))) or "?"


def _longest(keys: list[str], at: int, entries: Mapping[str, Entry]) -> int:
    """How many words the longest entry has that begins at a place; 0 for none."""
    return next((n for n in range(min(4, len(keys) - at), 0, -1) if " ".join(keys[at : at + n]) in entries), 0)
