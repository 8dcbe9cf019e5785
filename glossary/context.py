"""What is known of a name wherever it stands, and what of the place where it stands in a text: the evidence of evidence.py, read.

Facts are made once for each name; a Scene belongs to one text and reads it only where it is asked, some characters at a time,
folded character by character as the fold does for Han (which keeps offsets).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from glossary.answers import Feature, Mention, Owners
from glossary.index import Index
from glossary.text import cues, longer, segmentation
from glossary.text.fold import key as key_of
from glossary.text.names import core
from glossary.text.scripts import simplified_in, traditional_in
from glossary.text.tables import tables

_RUN_BEFORE = re.compile("[㐀-鿿]*\\Z")
_RUN = re.compile("[㐀-鿿]*")
_ALL_HAN = re.compile("[㐀-鿿]+")
_CLAUSE = frozenset("\n。：:;；！？!?,，—“\"「《　 ")
_TITLE = 40
#: Characters that are frequent and of one script only decide which a text is written in; so many around a name are looked at.
_SCRIPT_AROUND = 150
_STEP = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a name: its key, whether it needs no decision, whether it is all Han, and the evidence of the name itself.

    `foreign`: all names of its owners are in the traditional script. `is_word`: an editor said so.
    """

    owners: Owners
    key: str
    sure: bool
    han: bool
    foreign: bool
    is_word: bool
    features: tuple[Feature, ...]


def facts_of(index: Index, owners: Owners) -> Facts:
    """The facts of what a key denotes."""
    key = key_of(owners.aliases[0].name)
    han = _ALL_HAN.fullmatch(key) is not None
    is_word = any(alias.is_word for alias in owners.aliases)
    sure = not is_word and _is_sure(key, han)
    if sure:
        return Facts(owners, key, True, han, False, is_word, ())
    return Facts(owners, key, False, han, _is_traditional(index, owners), is_word, _of_name(key) if han else (Feature("Latin letters", 1.0, key),))


def _is_sure(key: str, han: bool) -> bool:
    """Is a name one that nothing else is called: with a legal form behind more than a word, or of letters with digits?"""
    short = core(key)
    if han or any(character >= "\u2e80" for character in key):
        return (key.endswith("公司") and len(key) - len(short) >= 4 and len(short) > 2) or not han
    return short != key and " " in key


def _is_traditional(index: Index, owners: Owners) -> bool:
    """Are the owners written in the traditional script and in no other?"""
    scripts = {script for entity in owners.ids for alias in index.aliases(entity) for script in _scripts(alias.lang, alias.name)}
    return scripts == {"Hant"}


def _scripts(lang: str, name: str) -> tuple[str, ...]:
    if lang.startswith("zh-"):
        return (lang[3:7],)
    if lang not in ("und", "zh"):
        return ()
    return ("Hans",) * bool(simplified_in(name)) + ("Hant",) * bool(traditional_in(name))


def _of_name(key: str) -> tuple[Feature, ...]:
    length = ("two characters", "three characters", "four characters or more")[min(len(key), 4) - 2]
    found = [Feature(length, 1.0, key)]
    cost = segmentation.cost_of(key)
    if cost is not None:
        table = segmentation.words()
        kind = "a known name" if key in table.names else "a place" if key in table.places else "a word of the language"
        found.append(Feature(kind, _share(18 - cost), key))
    else:
        parts = segmentation.read("", key, "").parts
        found.append(Feature("made of words", _share(22 - parts), key))
        if len(key) < 4:
            found.append(Feature("in no dictionary", 1.0, key))
    return tuple(feature for feature in found if feature.value)


def _share(nats: float) -> float:
    """Nats as a value from 0 to 1."""
    return round(min(1.0, max(0.0, nats / 12)), 3)


class Scene:
    """One text and its raw mentions, read around a mention."""

    __slots__ = ("facts", "mentions", "text")

    def __init__(self, text: str, mentions: Sequence[Mention], facts: Callable[[Owners], Facts]) -> None:
        self.text = text
        self.mentions = mentions
        self.facts = facts

    def before(self, mention: Mention, length: int) -> str:
        """So many characters before a mention, folded."""
        return self.text[max(0, mention.start - length) : mention.start].translate(tables().han)

    def after(self, mention: Mention, length: int) -> str:
        """So many characters after it, folded."""
        return self.text[mention.end : mention.end + length].translate(tables().han)

    def run_after(self, mention: Mention) -> str:
        """The run of Han characters that follows, as it stands, so far as a longer name could reach."""
        run = _RUN.match(self.text, mention.end, mention.end + longer.AHEAD)
        return run[0] if run else ""

    def tail(self, mention: Mention) -> longer.Tail | None:
        """What follows the name, if that makes a longer one."""
        after = self.after(mention, longer.AHEAD)
        return longer.tail(after) if after[:1] and (after[0] >= "㐀" or after[0] in "(（") else None

    def is_organisation(self, mention: Mention) -> bool:
        """Does the longer name end as that of a university, a museum, a committee: of no company?"""
        tail = self.tail(mention)
        return tail is not None and tail.kind == "organisation"

    def head(self, mention: Mention) -> int:
        """How much before the name belongs to a longer one."""
        run = _RUN_BEFORE.search(self.before(mention, longer.BEHIND))
        return longer.head(run[0]) if run and run[0] else 0

    def is_simplified(self, mention: Mention) -> bool:
        """Is the text around a mention written in simplified characters?"""
        around = self.text[max(0, mention.start - _SCRIPT_AROUND) : mention.end + _SCRIPT_AROUND]
        return len(simplified_in(around)) > len(traditional_in(around))

    def in_full(self, mention: Mention) -> str:
        """A longer name of the same owners elsewhere in the text, "" if there is none."""
        ids, length = mention.owners.ids, mention.end - mention.start
        for other in self.mentions:
            if other.owners.ids == ids and other.end - other.start > length and self.facts(other.owners).key != self.facts(mention.owners).key:
                return other.text
        return ""


def glance(scene: Scene, mention: Mention, facts: Facts) -> bool:
    """May a mention pass without a closer look? A name of four characters or more that nothing around touches."""
    if not facts.han or facts.foreign or facts.is_word or len(facts.key) < 4 or len(facts.features) > 1:
        return False
    text, end = scene.text, mention.end
    after = text[end : end + longer.AHEAD]
    if after and (after[0] >= "㐀" or after[0] in "(（") and not longer.LAST.isdisjoint(after.translate(tables().han)):
        return False
    return not _touched(text[max(0, mention.start - 3) : mention.start], facts.key, after[:3])


def _touched(before: str, key: str, after: str) -> bool:
    """Does a word of the table reach over an edge of a name?"""
    costs, han = segmentation.words().costs, tables().han
    if after and after[0] >= "㐀":
        after = after.translate(han)
        for head in (key[-1], key[-2:], key[-3:]):
            for stop in range(1, min(len(after), 4 - len(head)) + 1):
                if head + after[:stop] in costs:
                    return True
    if before and before[-1] >= "㐀":
        before = before.translate(han)
        for tail in (key[0], key[:2], key[:3]):
            for first in range(max(0, len(before) - 4 + len(tail)), len(before)):
                if before[first:] + tail in costs:
                    return True
    return False


def features(scene: Scene, mention: Mention, facts: Facts) -> tuple[Feature, ...]:
    """All evidence on a name in Han characters where it stands."""
    found = [*facts.features, *_of_words(scene, mention, facts), *_of_cues(scene, mention), *_of_document(scene, mention, facts)]
    return tuple(found)


def _of_words(scene: Scene, mention: Mention, facts: Facts) -> list[Feature]:
    before, after = _RUN_BEFORE.search(scene.before(mention, segmentation.AROUND)), _RUN.match(scene.after(mention, segmentation.AROUND))
    left, right = before[0] if before else "", after[0] if after else ""
    reading = segmentation.read(left, facts.key, right)
    found: list[Feature] = []
    if reading.whole < 0:
        found.append(Feature("a word cuts through", _share(-reading.whole), reading.cut))
    if reading.whole < 6:
        found.append(Feature("a word all but cuts through", round((6 - max(0.0, reading.whole)) / 6, 3), reading.cut))
    word, cost = segmentation.around(left, facts.key, right)
    if word:
        found.append(Feature("inside a longer word", _share(19 - cost), word))
    if len(facts.key) == 2 and cues.is_given_name(left):
        found.append(Feature("a given name", 1.0, left[-1] + facts.key))
    if len(facts.key) < 4 and cues.is_spelling(scene.before(mention, 2), scene.after(mention, 2)):
        found.append(Feature("a foreign name", 1.0, left[-1:] + facts.key + right[:1]))
    return found


def _of_cues(scene: Scene, mention: Mention) -> list[Feature]:
    left, right = scene.before(mention, cues.NEAR), scene.after(mention, 2 * cues.NEAR)
    tail = scene.tail(mention)
    title = scene.text[max(0, mention.start - _TITLE) : mention.start]
    checks = (
        ("a place or person follows", cues.other_follows(right), right[:2]),
        ("in the title of a work", title.rfind("《") > title.rfind("》"), "《"),
        ("an industry follows", tail is not None and tail.kind == "industry", tail.end if tail else ""),
        ("a ticker follows", cues.ticker_follows(right), right[:10]),
        ("a legal form follows", tail is not None and tail.kind == "legal form", tail.end if tail else ""),
        ("a company's word follows", cues.company_follows(right), right[:6]),
        ("a company's word precedes", cues.company_precedes(left), left[-4:]),
        ("acts in the sentence", cues.is_agent(left, right), left[-1:] + right[:2]),
        ("in a list", cues.in_a_list(left), left[-1:]),
        ("in quotation marks", left[-1:] in tuple("“\"「") and right[:1] in tuple("”\"」"), left[-1:]),
        ("begins a clause", not left or left[-1] in _CLAUSE, left[-1:]),
    )
    found = [Feature(name, 1.0, detail) for name, holds, detail in checks if holds]
    share = cues.subject(scene.before(mention, cues.WIDE) + scene.after(mention, cues.WIDE))
    return [*found, Feature("a text about companies", share, "")] if share else found


def _of_document(scene: Scene, mention: Mention, facts: Facts) -> list[Feature]:
    found = [Feature("another script and region", 1.0, mention.text)] if facts.foreign and scene.is_simplified(mention) else []
    full = scene.in_full(mention)
    return [*found, Feature("named in full elsewhere", 1.0, full)] if full else found
