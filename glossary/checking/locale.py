"""What a glossary has for a language: which names of an entity may stand in a text of it, which one should, and of which region they are.

A name is accepted in a text where its language is that of the text, whatever the region (zh-Hans in a zh-Hant-HK text where there is
nothing nearer); whether it is of the right region and script is asked by itself, for that is another finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from glossary.answers import Written
from glossary.index import NOT_WRITTEN, Index
from glossary.text.fold import key
from glossary.text.scripts import simplified_in, traditional_in
from glossary.text.wording import Wording, ways_to_say
from glossary.vocabulary import fallback

GOOD = ("preferred", "admitted")
_HANS = ("zh-Hans", "zh-CN", "zh-SG", "zh-MY", "zh-Hans-CN", "zh-Hans-SG", "zh-Hans-MY")
_TAIWAN, _HONG_KONG = ("zh-Hant-TW", "zh-TW"), ("zh-Hant-HK", "zh-HK", "zh-MO", "zh-Hant-MO")
#: The languages whose names are at home in a text of the first.
_AT_HOME = {
    **dict.fromkeys(_HANS, ("zh", *_HANS)),
    **dict.fromkeys(_TAIWAN, ("zh", "zh-Hant", *_TAIWAN)),
    **dict.fromkeys(_HONG_KONG, ("zh", "zh-Hant", *_HONG_KONG)),
    "zh-Hant": ("zh", "zh-Hant", *_TAIWAN, *_HONG_KONG),
}
#: The languages of one region alone.
_OF_REGION = {**dict.fromkeys(_TAIWAN, _TAIWAN), **dict.fromkeys(_HONG_KONG, _HONG_KONG)}
_MOST = 50_000


def main_part(lang: str) -> str:
    """The language without script and region.

    >>> main_part("zh-Hant-TW")
    'zh'
    """
    return lang.partition("-")[0]


def is_term(names: Iterable[Written]) -> bool:
    """Are names those of an ordinary term, and of no company?"""
    return all(written.kind == "term" for written in names)


def is_han(name: str) -> bool:
    """Is a name written in Han characters, in part at least?"""
    return any("㐀" <= character <= "鿿" for character in name)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a glossary has of an entity for one language.

    `names`: its names in that language, best first, those to be avoided too (no tickers); `others`: its names in all other languages.
    `preferred`: the name to write, by the language's fallback; None where there is none.
    """

    id: str
    names: tuple[Written, ...]
    others: tuple[Written, ...]
    preferred: Written | None
    term: bool

    @property
    def accepted(self) -> tuple[Written, ...]:
        """The names that may be written."""
        return tuple(written for written in self.names if written.status in GOOD)

    def ways(self) -> list[tuple[str, Wording]]:
        """The names with how each may be worded, longest first."""
        names = sorted({written.name for written in self.names}, key=lambda name: (-len(name), name))
        return [(name, way) for name in names for way in ways_to_say(name)]


class Locale:
    """One language of a glossary; keeps what it has looked up."""

    def __init__(self, index: Index, lang: str) -> None:
        self._index = index
        self.lang = lang
        self.main = main_part(lang)
        self.is_chinese = self.main in ("zh", "yue")
        self._at_home = frozenset(_AT_HOME.get(lang, ()))
        self._of_region = frozenset(_OF_REGION.get(lang, ()))
        self._order = {tag: place for place, tag in enumerate((*fallback(lang), "und"))}
        self.entry = lru_cache(maxsize=_MOST)(self._entry)

    def is_of(self, written: Written) -> bool:
        """Is a name in this language, whatever the region? One without a language is, by its script."""
        if written.lang == "und":
            return is_han(written.name) == self.is_chinese
        return main_part(written.lang) in (("zh", "yue") if self.is_chinese else (self.main,))

    def _entry(self, entity: str) -> Entry:
        everything = [written for written in self._index.aliases(entity) if written.kind != "ticker"]
        names = tuple(written for written in everything if self.is_of(written))
        others = tuple(written for written in everything if not self.is_of(written))
        return Entry(entity, names, others, self._preferred(names), is_term(everything))

    def _preferred(self, names: tuple[Written, ...]) -> Written | None:
        """The name to write: preferred before admitted, of each the nearest language."""
        good = [written for written in names if written.status in GOOD and written.kind not in NOT_WRITTEN]
        return min(good, key=self._merit, default=None)

    def _merit(self, written: Written) -> tuple[bool, bool, int]:
        nearness = self._order.get(written.lang, len(self._order))
        return not (written.lang in self._at_home or not self._at_home), written.status != "preferred", nearness

    def is_at_home(self, written: Written) -> bool:
        """Is a name of the region of this language, or of all its regions?"""
        return not self._at_home or written.lang in self._at_home or written.lang == "und"

    def is_of_region(self, written: Written) -> bool:
        """Is a name for this region alone?"""
        return written.lang in self._of_region

    def has_own(self, entry: Entry) -> bool:
        """Has an entity an accepted name of this region?"""
        return any(self.is_at_home(written) for written in entry.accepted)

    def is_anothers(self, names: tuple[Written, ...], entry: Entry) -> bool:
        """Are names of an entity those of another region, or for all regions but the one that has a name of its own?

        輝達 in a text for Hong Kong, and 英偉達 in one for Taiwan, where it is preferred for others and 輝達 is for Taiwan.
        """
        if not any(map(self.is_at_home, names)):
            return self.has_own(entry)
        if any(map(self.is_of_region, names)) or not any(written.status == "preferred" for written in names):
            return False
        own = entry.preferred
        return own is not None and self.is_of_region(own) and own.status == "preferred" and key(own.name) != key(names[0].name)

    def has_wrong_script(self, text: str) -> bool:
        """Has a text characters that only the other Chinese script has?"""
        if not self._at_home:
            return False
        return bool(traditional_in(text) if self.lang in _HANS else simplified_in(text))

    def same_spelt_here(self, names: tuple[Written, ...], entry: Entry) -> str | None:
        """The same name in the script of this language: 台积电 for 台積電. None where the glossary has it not."""
        keys = {key(written.name) for written in names}
        own = [w for w in entry.accepted if self.is_at_home(w) and key(w.name) in keys and not self.has_wrong_script(w.name)]
        return min(own, key=self._merit).name if own else None
