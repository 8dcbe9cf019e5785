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
from collections.abc import Iterator, Sequence

from glossary.answers import Feature, Mention, Owners
from glossary.context import is_traditional
from glossary.index import Index
from glossary.text.fold import key as key_of
from glossary.text.scripts import simplified_in, traditional_in

_TICKER = re.compile(r"\s*[(（【\[][^()（）【】\[\]]{0,12}?(?<!\d)(\d{4,6})(?:[.．:：\s]*[A-Za-z]{1,4})?\s*[)）】\],，]")
_OPENS = re.compile(r"[\s”\"'」』》]*[(（【\[][\s“\"'「『《]*(?:(?:以下|下[称稱]|[简簡][称稱]|或|[：:即])*[：:\s“\"「『]*)?\Z")
_LIST = re.compile("[、与與和及跟]")
#: How many characters of a text are read for its script, on each side of a mention.
_AROUND = 400

#: A mention and why it is read as it is; no reasons where nothing was settled.
Agreed = tuple[Mention, tuple[Feature, ...]]


def is_settled(mention: Mention) -> bool:
    """Is there nothing to ask: one owner for sure, or nobody of the table?"""
    owners = mention.owners
    return len(owners.ids) == 1 and not owners.doubtful


def agree(text: str, mentions: Sequence[Mention], index: Index) -> list[Agreed]:
    """The mentions of a text, in order, with those settled that the others or the text settle."""
    owned = {mention.owners.ids[0] for mention in mentions if is_settled(mention)}
    sure = {key_of(mention.text): mention.owners for mention in mentions if is_settled(mention)}
    agreed: list[Agreed] = []
    for place, mention in enumerate(mentions):
        if not mention.owners.ids or is_settled(mention):
            agreed.append((mention, ()))
            continue
        beside = [*mentions[max(0, place - 1) : place], *mentions[place + 1 : place + 2]]
        reason = next(_reasons(text, mention, beside, index), None) or _named_elsewhere(mention, owned, sure)
        reason = reason or _of_script(text, mention, index)
        agreed.append(_settled(mention, *reason, index) if reason else (mention, ()))
    return agreed


def _settled(mention: Mention, entity: str, feature: Feature, index: Index) -> Agreed:
    """The mention as one of a single owner."""
    aliases = tuple(alias for alias in mention.owners.aliases if alias.id == entity)
    owners = Owners((entity,), index.display(entity) or entity, aliases)
    return mention._replace(owners=owners), (feature,)


def _reasons(text: str, mention: Mention, beside: Sequence[Mention], index: Index) -> Iterator[tuple[str, Feature]]:
    """Who is meant by what stands in brackets."""
    match = _TICKER.match(text, mention.end)
    if match:
        listed = [entity for entity in mention.ids if any(_is_ticker(name, match[1]) for name in _tickers(entity, index))]
        if len(listed) == 1:
            yield listed[0], Feature("its ticker follows", 1.0, match[1])
    for other in beside:
        first, second = (mention, other) if mention.start < other.start else (other, mention)
        if len(mention.ids) == 1 and is_settled(other) and _LIST.fullmatch(text, first.end, second.start):
            yield mention.ids[0], Feature("in a list with a sure mention", 1.0, other.text)
        shared = set(mention.ids) & set(other.ids)
        if len(shared) == 1 and key_of(other.text) != key_of(mention.text) and _OPENS.fullmatch(text, first.end, second.start):
            yield shared.pop(), Feature("in apposition", 1.0, other.text)


def _tickers(entity: str, index: Index) -> list[str]:
    return [alias.name for alias in index.aliases(entity) if alias.kind == "ticker"]


def _is_ticker(name: str, digits: str) -> bool:
    """Is a ticker of the table, 600584.SH or 2330.TW, the one that a text gives by its digits?"""
    return name == digits or name.startswith((f"{digits}.", f"{digits} ")) or name.endswith((f":{digits}", f".{digits}"))


def _named_elsewhere(mention: Mention, owned: set[str], sure: dict[str, Owners]) -> tuple[str, Feature] | None:
    """Who of the owners is called by another name in the text, if it is one of them alone."""
    if len(mention.ids) > 1:
        named = [entity for entity in mention.ids if entity in owned]
        return (named[0], Feature("named elsewhere", 1.0, named[0])) if len(named) == 1 else None
    same = sure.get(key_of(mention.text))
    return (mention.ids[0], Feature("sure elsewhere", 1.0, mention.text)) if same is not None and same.ids == mention.ids else None


def _of_script(text: str, mention: Mention, index: Index) -> tuple[str, Feature] | None:
    """Who is left in a simplified text without those who are written in the traditional script alone."""
    if len(mention.ids) < 2 or mention.text.isascii():
        return None
    around = text[max(0, mention.start - _AROUND) : mention.end + _AROUND]
    if len(simplified_in(around)) <= len(traditional_in(around)):
        return None
    left = [entity for entity in mention.ids if not is_traditional(index, entity)]
    return (left[0], Feature("script and region", 1.0, "simplified")) if len(left) == 1 else None
