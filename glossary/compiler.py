"""Aliases → index: numbering, keys, hash table, automaton. See index.py for what the sections mean.

Apart from index.py because a look-up that finds its index compiled needs none of this.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from glossary import indexfile
from glossary.answers import Written
from glossary.index import NOT_WRITTEN, Index, hash_of
from glossary.indexfile import IndexFile, Stamp, Strings
from glossary.joints import sections_of
from glossary.model import Alias
from glossary.text.fold import fold, squeeze, unspaced
from glossary.text.scripts import scripts_of
from glossary.vocabulary import KINDS, STATUSES

_UNREADABLE = re.compile("[\ud800-\uf8ff\ufffc-\uffff\U00040000-\U000bffff]")
#: An exchange's short name that ends in the class of its shares: 万科A, 南玻B.
_SHARE_CLASS = re.compile("([㐀-鿿]{2,6})[AB]")
_SHOWN_FIRST = ("en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")


def _merit(alias: Written) -> tuple[int, bool, int, str, str, str]:
    return STATUSES.index(alias.status), alias.derived, KINDS.index(alias.kind), alias.name, alias.lang, alias.id


def derived(stored: Iterable[Written]) -> set[Written]:
    """Names that nobody stored and every newspaper writes: an exchange's short name without its class of shares.

    None that is a name already, of whomever.

    >>> [alias.name for alias in derived([Written("vanke", "万科A", "zh-Hans", "short", "admitted", False)])]
    ['万科']
    """
    found = [(alias, match[1]) for alias in stored if (match := _SHARE_CLASS.fullmatch(alias.name)) and alias.kind != "ticker"]
    if not found:
        return set()
    keys = {spellings(alias.name)[0] for alias in stored}
    return {alias._replace(name=name, derived=True) for alias, name in found if spellings(name)[0] not in keys}


def is_searched(pattern: str) -> bool:
    """Is a key looked for in running text? Not a lone character, nor a bare number: those need a cue (a later step).

    Nor what holds a character that no text is searched for: private use, unassigned planes, noncharacters.

    >>> [is_searched(pattern) for pattern in ("cxmt", "华", "2330", "2330.tw")]
    [True, False, False, True]
    """
    return len(pattern) > 1 and not pattern.isdecimal() and not _UNREADABLE.search(pattern)


def spellings(name: str) -> tuple[str, str, str]:
    """The key of a name, its fold with single spaces, and with the spaces that its source wrote: text is searched for all.

    >>> spellings("中国  石油")
    ('中国石油', '中国 石油', '中国  石油')
    """
    folded = fold(name).strip()
    squeezed = squeeze(folded)
    return unspaced(squeezed), squeezed, folded


def compile_index(aliases: Iterable[Alias], redirects: Mapping[str, str], stamp: Stamp) -> Index:
    """Compile aliases; those of an entity that was merged count for the one it redirects to.

    >>> from glossary.text.tables import fold_version
    >>> index = compile_index([Alias("cxmt", "長鑫存儲")], {}, Stamp(fold_version(), "", 0, ""))
    >>> index.owners_of_key("长鑫存储").ids
    ('cxmt',)
    """
    stored = {_resolved(alias, redirects) for alias in aliases}
    owned = sorted(stored | derived(stored), key=lambda alias: (alias.id, *_merit(alias)))
    ids = sorted({alias.id for alias in owned})
    langs = sorted({alias.lang for alias in owned})
    numbers = {entity: number for number, entity in enumerate(ids)}
    ends = array("I", [0] * len(ids))
    for position, alias in enumerate(owned):
        ends[numbers[alias.id]] = position + 1
    traits = array("I", (_traits(alias, langs) for alias in owned))
    sections = {
        "ids": Strings.pack(ids),
        "langs": Strings.pack(langs),
        "names": Strings.pack(alias.name for alias in owned),
        "alias_entity": array("I", (numbers[alias.id] for alias in owned)).tobytes(),
        "entity_ends": ends.tobytes(),
        "traits": traits.tobytes(),
        "named": array("I", (named(owned[first:end]) for first, end in pairwise([0, *ends]))).tobytes(),
        "shown": array("I", (shown(owned, first, end) for first, end in pairwise([0, *ends]))).tobytes(),
        **_keyed(owned),
    }
    return Index(IndexFile(indexfile.pack(sections, stamp), "the index in memory"))


def _traits(alias: Written, langs: Sequence[str]) -> int:
    """Language, kind, status, and whether it is a word and derived, in one number; `Index._written` takes it apart."""
    return (
        langs.index(alias.lang) << 16
        | KINDS.index(alias.kind) << 8
        | STATUSES.index(alias.status) << 4
        | alias.derived << 1
        | alias.is_word
    )


def named(aliases: Sequence[Written]) -> int:
    """What the names of an entity are like, in one number; `Index.named` takes it apart."""
    scripts = {script for alias in aliases for script in scripts_of(alias.lang, alias.name)}
    return max(len(alias.name) for alias in aliases) << 2 | ("Hant" in scripts) << 1 | (len(scripts) > ("Hant" in scripts))


def shown(aliases: Sequence[Written], first: int, end: int) -> int:
    """Which alias an entity is shown by, of those at `[first, end)`: preferred in English, else in Chinese, else the best."""
    preferred = [number for number in range(first, end) if aliases[number].status == "preferred"]
    for lang in _SHOWN_FIRST:
        for number in preferred:
            if aliases[number].lang == lang:
                return number
        for number in preferred if lang == "en" else ():
            if aliases[number].lang.startswith("en-"):
                return number
    candidates = preferred or range(first, end)
    return next((number for number in candidates if aliases[number].kind not in NOT_WRITTEN), first)


def _resolved(alias: Alias, redirects: Mapping[str, str]) -> Written:
    return Written(redirects.get(alias.id, alias.id), alias.name, alias.lang, alias.kind, alias.status, alias.is_word)


def _keyed(owned: Sequence[Written]) -> dict[str, bytes]:
    """The sections that go by key: key table, hash slots, postings, automaton."""
    by_key: dict[str, list[int]] = {}
    key_of: dict[str, str] = {}
    for number, alias in enumerate(owned):
        key, *others = spellings(alias.name)
        by_key.setdefault(key, []).append(number)
        key_of.update(dict.fromkeys((key, *others), key))
    keys = sorted(by_key)
    numbers = {key: number for number, key in enumerate(keys)}
    postings, ends = array("I"), array("I")
    for key in keys:
        postings.extend(sorted(by_key[key], key=lambda number: _merit(owned[number])))
        ends.append(len(postings))
    return {
        "keys": Strings.pack(keys),
        "slots": _hash_slots(keys).tobytes(),
        "postings": postings.tobytes(),
        "posting_ends": ends.tobytes(),
        **sections_of(keys),
        **_patterns({pattern: numbers[key] for pattern, key in key_of.items() if is_searched(pattern)}),
    }


def _patterns(numbers: Mapping[str, int]) -> dict[str, bytes]:
    """The sections of what text is searched for; `numbers`: by folded spelling, the number of the key."""
    if not numbers:
        return {"patterns": b"", "pattern_ends": b"", "pattern_keys": b""}
    from glossary.text.matcher import packed, spelt

    ordered = sorted(zip(spelt([*numbers]), numbers.values(), strict=True))
    codes, ends = packed([pattern for pattern, _ in ordered])
    return {"patterns": codes, "pattern_ends": ends, "pattern_keys": array("I", [number for _, number in ordered]).tobytes()}


def _hash_slots(keys: Sequence[str]) -> array[int]:
    """An open-addressing table, at most half full: number of the key + 1, or 0."""
    size = 1 << max(1, (2 * len(keys)).bit_length())
    slots = array("I", bytes(4 * size))
    for number, text in enumerate(keys):
        slot = hash_of(text.encode()) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = number + 1
    return slots


def patterns_of(index: Index) -> dict[str, int]:
    """Every folded spelling that text is searched for, and the number of its key: the matcher's content, plainly."""
    found = {}
    for name in index.names():
        patterns = spellings(name)
        number = index.key_number(patterns[0])
        if number is not None:
            found.update({pattern: number for pattern in patterns if is_searched(pattern)})
    return found
