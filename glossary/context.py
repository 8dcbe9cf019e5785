"""What is known of a name wherever it stands, and what of the place where it stands in a text: the evidence of evidence.py, read.

Facts are made once for each name. A Window is a name with the characters around it, folded one by one as the fold does for Han;
`glance` lets most names pass without one. weighing.py hands the same evidence to C, and a test holds them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from glossary.answers import Feature, Owners
from glossary.evidence import SOLID, score
from glossary.index import Index
from glossary.text import cues, longer, segmentation
from glossary.text.fold import key as key_of
from glossary.text.grammar import grammar
from glossary.text.names import core
from glossary.text.scripts import leaning
from glossary.text.tables import tables

_RUN_BEFORE = re.compile("[㐀-鿿]*\\Z")
_RUN = re.compile("[㐀-鿿]*")
_ALL_HAN = re.compile("[㐀-鿿]+")
#: What stands before a clause, and around what is quoted; what stands between names in a list.
CLAUSE = ("", *'\n。：:;；！？!?,，—“"「《　 ')
OPENING, CLOSING = tuple('“"「'), tuple('”"」')
BETWEEN_NAMES = frozenset("、与和及跟")
#: What counts time, behind a number: 13|日电 is a dateline.
UNITS_OF_TIME = frozenset("年月日号时")
_DIGITS = tuple("0123456789０１２３４５６７８９")
#: How many characters before and after a name a window has.
BEFORE, AFTER = 40, 56


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a name: its key, whether it needs no decision, whether it is all Han, and the evidence of the name itself.

    `foreign`: all names of its owners are in the traditional script. `is_word`: an editor said so. `plain`: it is a name unless
    something around it says otherwise. `has_longer`: its owners have longer names too. `is_term`: a term, and no name.
    """

    owners: Owners
    key: str
    sure: bool
    han: bool
    foreign: bool
    is_word: bool
    plain: bool
    has_longer: bool
    is_term: bool
    features: tuple[Feature, ...]


def facts_of(index: Index, owners: Owners) -> Facts:
    """The facts of what a key denotes."""
    key = key_of(owners.aliases[0].name)
    han = _ALL_HAN.fullmatch(key) is not None
    is_term = all(alias.kind == "term" for alias in owners.aliases)
    is_word = not is_term and any(alias.is_word for alias in owners.aliases)
    if (is_term and not han) or (not is_word and _is_sure(key, han)):
        return Facts(owners, key, True, han, False, is_word, False, False, is_term, ())
    if is_term:
        return Facts(owners, key, False, han, False, False, False, False, True, ())
    of_name = _of_name(key) if han else (Feature("Latin letters", 1.0, key),)
    if is_word and all(feature.name != "a word of the language" for feature in of_name):
        of_name += (Feature("an editor calls it a word", 1.0, key),)
    named = [index.named(entity) for entity in owners.ids]
    foreign = any(of.is_traditional for of in named) and not any(of.is_other for of in named)
    has_longer = any(of.longest > len(key) for of in named)
    plain = han and not foreign and not is_word and len(key) >= 4 and score(of_name) > SOLID
    return Facts(owners, key, False, han, foreign, is_word, plain, has_longer, False, of_name)


def _is_sure(key: str, han: bool) -> bool:
    """Is a name one that nothing else is called: with a legal form behind more than a word, or of letters with digits?"""
    if han:
        return key.endswith("公司") and 2 < len(core(key)) <= len(key) - 4
    return (not key.isascii() and max(key) >= "\u2e80") or (" " in key and core(key) != key)


def _of_name(key: str) -> tuple[Feature, ...]:
    length = ("two characters", "three characters", "four characters or more")[min(len(key), 4) - 2]
    found = [Feature(length, 1.0, key)]
    cost = segmentation.cost_of(key)
    if cost is not None:
        table = segmentation.words()
        is_place = key in table.places or key in grammar().places.entries  # the table calls 张家界 a person
        kind = "a place" if is_place else "a known name" if key in table.names else "a word of the language"
        found.append(Feature(kind, share(18 - cost), key))
    else:
        found.append(Feature("made of words", share(22 - segmentation.parts_cost(key)), key))
        if len(key) < 4:
            found.append(Feature("in no dictionary", 1.0, key))
    return tuple(feature for feature in found if feature.value)


def share(nats: float) -> float:
    """Nats as a value from 0 to 1.

    >>> share(6), share(-1), share(100)
    (0.5, 0.0, 1.0)
    """
    return round(min(1.0, max(0.0, nats / 12)), 3)


class Window:
    """A name where it stands: as written, and folded when that is first asked for."""

    def __init__(self, left: str, raw: str, right: str) -> None:
        self.raw, self.raw_right, self._raw_left = left + raw + right, right, left

    @cached_property
    def left(self) -> str:
        return self._raw_left if self._raw_left.isascii() else self._raw_left.translate(tables().han)

    @cached_property
    def right(self) -> str:
        return self.raw_right if self.raw_right.isascii() else self.raw_right.translate(tables().han)

    @cached_property
    def run_before(self) -> str:
        """The Han characters that stand before, up to the first other one."""
        run = _RUN_BEFORE.search(self.left)
        return run[0] if run else ""

    @cached_property
    def run_after(self) -> str:
        """The Han characters that follow."""
        run = _RUN.match(self.right)
        return run[0] if run else ""

    @cached_property
    def tail(self) -> longer.Tail | None:
        """What follows the name, if that makes a longer one."""
        return longer.tail(self.right[: longer.AHEAD]) if self.right[:1] >= "㐀" or self.right[:1] in ("(", "（") else None

    @cached_property
    def head(self) -> int:
        """How much before the name belongs to a longer one."""
        return longer.head(self.run_before[-longer.BEHIND :])

    @property
    def is_listed(self) -> bool:
        """Do names stand beside it in a list, 輝達、蘋果與超微?"""
        return self.left[-1:] in BETWEEN_NAMES or self.right[:1] in BETWEEN_NAMES

    @property
    def in_brackets(self) -> bool:
        """Does it stand in brackets alone, as another name of what stands before does: Horizon Robotics (地平线)?"""
        return self.left[-1:] in ("(", "（") and self.right[:1] in (")", "）", ",", "，")

    @property
    def is_simplified(self) -> bool:
        """Is the text around written in simplified characters?"""
        return leaning(self.raw) > 0


def glance(text: str, start: int, end: int, facts: Facts) -> bool:
    """May a plain name pass without a closer look: does nothing around touch it?

    Two pairs of characters are looked up, those that an edge parts: a word that reaches over an edge has one of them inside.
    """
    key, pairs, single = facts.key, segmentation.pairs(), _single()
    if start:
        before = text[start - 1]
        if before >= "㐀" and single.get(before, before) + key[0] in pairs:
            return False
    after = text[end : end + 2]
    if not after or after[0] < "㐀":
        return after[:1] not in ("(", "（")
    first = single.get(after[0], after[0])
    if key[-1] + first in pairs or first + single.get(after[1:], after[1:]) in longer.openings():
        return False
    return "有限" not in text[end : end + longer.AHEAD]


@cache
def _single() -> dict[str, str]:
    """The fold of single Han characters."""
    return {chr(source): chr(target) if isinstance(target, int) else target for source, target in tables().han.items()}


def features(window: Window, facts: Facts) -> tuple[Feature, ...]:
    """All evidence on a name in Han characters where it stands."""
    tail = window.tail
    return (*facts.features, *of_words(window, facts), *of_tail(tail), *_of_cues(window, facts), *_of_text(window, facts))


def of_words(window: Window, facts: Facts) -> Iterator[Feature]:
    """The evidence of the words that lie across a name's edges, or hold it."""
    left, right = window.run_before[-segmentation.AROUND :], window.run_after[: segmentation.AROUND]
    reading = segmentation.read(left, facts.key, right)
    if window.left[-1:] in _DIGITS and facts.key[0] in UNITS_OF_TIME:
        yield Feature("a word cuts through", 1.0, window.left[-1] + facts.key[0])
    elif reading.whole < 0:
        yield Feature("a word cuts through", share(-reading.whole), reading.cut)
    if reading.whole < 6:
        yield Feature("a word all but cuts through", round((6 - max(0.0, reading.whole)) / 6, 3), reading.cut)
    word, cost = segmentation.around(left, facts.key, right)
    if word:
        yield Feature("inside a longer word", share(19 - cost), word)
    if len(facts.key) == 2 and cues.is_given_name(left):
        yield Feature("a given name", 1.0, left[-1] + facts.key)
    if len(facts.key) < 4 and cues.is_spelling(window.left[-2:], window.right[:2]):
        yield Feature("a foreign name", 1.0, left[-1:] + facts.key + right[:1])


def of_tail(tail: longer.Tail | None) -> Iterator[Feature]:
    """The evidence of what follows a name."""
    if tail is not None and tail.kind == "industry":
        yield Feature("an industry follows", 1.0, tail.end)
    elif tail is not None and tail.kind == "legal form":
        yield Feature("a legal form follows", 1.0, tail.end)


def _of_cues(window: Window, facts: Facts) -> Iterator[Feature]:
    left, right = window.left, window.right
    if cues.street_follows(right):
        yield Feature("a street or building follows", 1.0, right[:2])
    elif cues.other_follows(right):
        yield Feature("a place or person follows", 1.0, right[:2])
    elif cues.is_on(right):
        yield Feature("something is on it", 1.0, right[:2])
    if left.rfind("《") > left.rfind("》"):
        yield Feature("in the title of a work", 1.0, left[left.rfind("《") :])
    if cues.ticker_follows(right):
        yield Feature("a ticker follows", 1.0, right[:10])
    if cues.company_follows(right):
        yield Feature("a company's word follows", 1.0, right[:6])
    if cues.company_precedes(left):
        yield Feature("a company's word precedes", 1.0, left[-4:])
    if cues.is_agent(left, right):
        yield Feature("acts in the sentence", 1.0, f"{left[-2:]}…{right[:2]}")
    if cues.in_a_list(left) and not any(feature.name == "a place" for feature in facts.features):  # places are listed too
        yield Feature("in a list", 1.0, left[-1:])
    if left[-1:] in OPENING and right[:1] in CLOSING:
        yield Feature("in quotation marks", 1.0, left[-1:])
    if left[-1:] in CLAUSE:
        yield Feature("begins a clause", 1.0, left[-1:])


def _of_text(window: Window, facts: Facts) -> Iterator[Feature]:
    share = cues.subject(window.left.rpartition("\n\n")[2] + window.right[: cues.WIDE].partition("\n\n")[0])
    if share:
        yield Feature("a text about companies", share, "")
    if facts.foreign and window.is_simplified:
        yield Feature("another script and region", 1.0, facts.key)
