"""What the decided mentions of one text say about each other: who is meant by a name of several owners, and is a doubtful one meant?

A name of two companies is settled where the text itself settles it, by the first of these that leaves one owner:

1. its ticker in brackets: 长电(600584);
2. apposition, another name of one of the two in brackets, or it in the brackets of another: Innotron Memory (合肥長鑫);
3. one of the two, and not the other, is called by a name of its own somewhere in the text;
4. script and region: 中石化 in a simplified text is nobody who is written in the traditional script alone.

A doubtful mention (an acronym, a word) is meant where the same name is sure elsewhere in the text, where it stands in apposition
to another of its names, or in a list before a sure mention (三星與海力士). What nothing settles
stays `ambiguous`, with all its owners. Each step gives its reason, as a feature.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from glossary.answers import Feature, Mention, Owners
from glossary.index import Index
from glossary.text.fold import key as key_of
from glossary.text.scripts import leaning

_TICKER = re.compile(r"\s*[(（【\[][^()（）【】\[\]]{0,12}?(?<!\d)(\d{4,6})(?:[.．:：\s]*[A-Za-z]{1,4})?\s*[)）】\],，]")
_OPENS = re.compile(r"[\s”\"'」』》]*[(（【\[][\s“\"'「『《]*(?:(?:以下|下[称稱]|[简簡][称稱]|或|[：:即])*[：:\s“\"「『]*)?\Z")
_LIST = re.compile("[、与與和及跟]")
#: How many characters of a text are read for its script, on each side of a mention.
_AROUND = 150

#: A mention, settled, and why it is read as it is.
Agreed = tuple[Mention, tuple[Feature, ...]]
#: Who is meant, and why.
Reason = tuple[str, Feature]


def is_settled(mention: Mention) -> bool:
    """Is there nothing to ask: one owner for sure, or nobody of the table?"""
    owners = mention.owners
    return len(owners.ids) == 1 and not owners.doubtful


def is_open(owners: Owners) -> bool:
    """May the rest of a text say more of a mention of these: are there several, or is it doubtful?"""
    return len(owners.ids) > 1 or (owners.doubtful and bool(owners.ids))


class Agreement:
    """Settles the mentions of texts by one index; keeps what it has learnt of entities, and nothing of a text.

    `leans`: scripts.leaning, or what says the same faster.
    """

    def __init__(self, index: Index, leans: Callable[[str, int, int], int] = leaning) -> None:
        self._index = index
        self._leans = leans
        self._scripts: dict[tuple[str, ...], str] = {}  # by IDs, who alone of them is written in the simplified script too
        self._tickers: dict[str, tuple[str, ...]] = {}
        self._displays: dict[str, str] = {}

    def agree(self, text: str, mentions: Sequence[Mention]) -> dict[int, Agreed]:
        """Those mentions of a text, given in order, that the others or the text settle, by their places."""
        owned: set[str] = set()  # who is named for sure, if that is asked
        agreed: dict[int, Agreed] = {}
        for place in [place for place, (_, _, _, owners) in enumerate(mentions) if len(owners.ids) != 1 or owners.doubtful]:
            if not mentions[place].owners.ids:
                continue
            mention = mentions[place]
            beside = [*mentions[max(0, place - 1) : place], *mentions[place + 1 : place + 2]]
            reason = self._by_ticker(text, mention) or next(_beside(text, mention, beside), None)
            if reason is None and len(mention.owners.ids) > 1:
                owned = owned or {owners.ids[0] for _, _, _, owners in mentions if len(owners.ids) == 1 and not owners.doubtful}
                reason = _named_elsewhere(mention, owned)
            elif reason is None:
                reason = _sure_elsewhere(mention, mentions)
            reason = reason or self._by_script(text, mention)
            if reason:
                agreed[place] = self._settled(mention, *reason)
        return agreed

    def _settled(self, mention: Mention, entity: str, feature: Feature) -> Agreed:
        """The mention as one of a single owner."""
        aliases = tuple(alias for alias in mention.owners.aliases if alias.id == entity)
        if entity not in self._displays:
            self._displays[entity] = self._index.display(entity) or entity
        owners = Owners((entity,), self._displays[entity], aliases)
        return mention._replace(owners=owners), (feature,)

    def _by_ticker(self, text: str, mention: Mention) -> Reason | None:
        match = _TICKER.match(text, mention.end)
        if match is None:
            return None
        listed = [entity for entity in mention.ids if any(_is_ticker(name, match[1]) for name in self._tickers_of(entity))]
        return (listed[0], Feature("its ticker follows", 1.0, match[1])) if len(listed) == 1 else None

    def _tickers_of(self, entity: str) -> tuple[str, ...]:
        if entity not in self._tickers:
            self._tickers[entity] = tuple(alias.name for alias in self._index.aliases(entity) if alias.kind == "ticker")
        return self._tickers[entity]

    def _by_script(self, text: str, mention: Mention) -> Reason | None:
        """Who is left in a simplified text without those who are written in the traditional script alone."""
        ids = mention.owners.ids
        if len(ids) < 2 or mention.text.isascii():
            return None
        if ids not in self._scripts:
            named = {entity: self._index.named(entity) for entity in ids}
            left = [entity for entity, of in named.items() if of.is_other or not of.is_traditional]
            self._scripts[ids] = left[0] if len(left) == 1 else ""
        if not self._scripts[ids]:
            return None
        is_simplified = self._leans(text, max(0, mention.start - _AROUND), mention.end + _AROUND) > 0
        return (self._scripts[ids], Feature("script and region", 1.0, "simplified")) if is_simplified else None


def _beside(text: str, mention: Mention, beside: Sequence[Mention]) -> Iterator[Reason]:
    """Who is meant by what stands beside it, in brackets or in a list."""
    for other in beside:
        first, second = (mention, other) if mention.start < other.start else (other, mention)
        if len(mention.ids) == 1 and is_settled(other) and _LIST.fullmatch(text, first.end, second.start):
            yield mention.ids[0], Feature("in a list with a sure mention", 1.0, other.text)
        shared = set(mention.ids) & set(other.ids)
        if len(shared) == 1 and _OPENS.fullmatch(text, first.end, second.start) and key_of(other.text) != key_of(mention.text):
            yield shared.pop(), Feature("in apposition", 1.0, other.text)


def _named_elsewhere(mention: Mention, owned: set[str]) -> Reason | None:
    """Who of several owners is called by another name in the text, if it is one of them alone."""
    named = [entity for entity in mention.ids if entity in owned]
    return (named[0], Feature("named elsewhere", 1.0, named[0])) if len(named) == 1 else None


def _sure_elsewhere(mention: Mention, mentions: Sequence[Mention]) -> Reason | None:
    """Is the same name sure elsewhere in the text?"""
    same = (other for other in mentions if other.owners.ids == mention.owners.ids and is_settled(other))
    sure = any(key_of(other.text) == key_of(mention.text) for other in same)
    return (mention.ids[0], Feature("sure elsewhere", 1.0, mention.text)) if sure else None


def _is_ticker(name: str, digits: str) -> bool:
    """Is a ticker of the table, 600584.SH or 2330.TW, the one that a text gives by its digits?"""
    return name == digits or name.startswith((f"{digits}.", f"{digits} ")) or name.endswith((f":{digits}", f".{digits}"))
