"""Mentions put among others: which of those that touch give way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter

from glossary.answers import Mention


def put(mentions: list[Mention], mention: Mention) -> int:
    """Put a mention behind others, in the place of those that it covers; where the last one ends then.

    >>> decided = [Mention(0, 2, "长电", None)]
    >>> put(decided, Mention(0, 4, "长电科技", None)), [mention.text for mention in decided]
    (4, ['长电科技'])
    """
    while mentions and mention.start <= mentions[-1].start:
        mentions.pop()
    if not mentions or mentions[-1].end <= mention.start:
        mentions.append(mention)
    return mentions[-1].end


def joined(broken: Sequence[Mention], mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions with those that a break parts, which take the place of those that they touch.

    >>> [m.text for m in joined([Mention(0, 5, "长鑫  存", None)], [Mention(0, 2, "长鑫", None), Mention(6, 8, "长电", None)])]
    ['长鑫  存', '长电']
    """
    starts = [m.start for m in broken]

    def is_touched(mention: Mention) -> bool:
        before = bisect_left(starts, mention.end)
        return before > 0 and broken[before - 1].end > mention.start

    untouched = [mention for mention in mentions if not is_touched(mention)]
    return apart(sorted([*untouched, *broken], key=itemgetter(0)))


def apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in order, without those that one before covers or cuts.

    >>> [mention.text for mention in apart([Mention(0, 4, "长电科技", None), Mention(2, 4, "科技", None)])]
    ['长电科技']
    """
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
