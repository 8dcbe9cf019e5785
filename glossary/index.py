"""The index: aliases compiled for search. Immutable, and a pure function of the aliases, redirects and fold.

Aliases are numbered by entity, in each entity best first (status, then kind, then name); keys are numbered in their order.
Exact look-up goes by a hash table over keys, and compares the key itself; text goes by an automaton over keys as they are
spelt in a haystack. All of it lies in sections of one buffer (indexfile.py), the same in memory and in a file, and numpy
and the automaton are imported when text is first searched: a look-up of one name needs neither.

Room is left in the file for what fuzzy search will want: new sections, which older files do not have.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from glossary import indexfile
from glossary.errors import IndexFileError
from glossary.indexfile import IndexFile, Stamp, Strings
from glossary.lang import fallback
from glossary.model import KINDS, STATUSES, Alias, Owners, Written
from glossary.text.fold import fold, key, squeeze
from glossary.text.tables import fold_version

if TYPE_CHECKING:
    from daachorse import CharwiseDoubleArrayAhoCorasick

#: Kinds that find an entity but are not written for it.
_NOT_WRITTEN = frozenset({"ticker", "misspelling", "former"})
_SHOWN_FIRST = ("en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")


def _merit(alias: Alias | Written) -> tuple[int, int, str, str, str]:
    return STATUSES.index(alias.status), KINDS.index(alias.kind), alias.name, alias.lang, alias.id


def _hash(text: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def is_searched(pattern: str) -> bool:
    """Is a key looked for in running text? Not a lone character, nor a bare number: those need a cue (a later step).

    >>> [is_searched(pattern) for pattern in ("cxmt", "华", "2330", "2330.tw")]
    [True, False, False, True]
    """
    return len(pattern) > 1 and not pattern.isdecimal() and "\ufffd" not in pattern


def spellings(name: str) -> set[str]:
    """The folded spellings that text is searched for: the key, and the name with the spaces its source wrote.

    >>> sorted(spellings("中国 石油"))
    ['中国 石油', '中国石油']
    """
    return {pattern for pattern in (key(name), squeeze(fold(name))) if is_searched(pattern)}


class Index:
    """Compiled aliases. Make one with `compile_index` or `load_index`; it never changes and holds no file open to write."""

    def __init__(self, file: IndexFile) -> None:
        if file.stamp.fold != fold_version():
            raise IndexFileError(f"the index was made by fold {file.stamp.fold}, this program folds by {fold_version()}; compile it again")
        self.file = file
        self._owners: dict[int, Owners] = {}

    @property
    def stamp(self) -> Stamp:
        return self.file.stamp

    @cached_property
    def _ids(self) -> Strings:
        return self.file.strings("ids")

    @cached_property
    def _names(self) -> Strings:
        return self.file.strings("names")

    @cached_property
    def _keys(self) -> Strings:
        return self.file.strings("keys")

    @cached_property
    def _langs(self) -> tuple[str, ...]:
        return tuple(self.file.strings("langs"))

    @cached_property
    def _slots(self) -> memoryview:
        return self.file.numbers("slots")

    @cached_property
    def _postings(self) -> tuple[memoryview, memoryview]:
        return self.file.numbers("postings"), self.file.numbers("posting_ends")

    @cached_property
    def _alias_entity(self) -> memoryview:
        return self.file.numbers("alias_entity")

    @cached_property
    def _entity_ends(self) -> memoryview:
        return self.file.numbers("entity_ends")

    @cached_property
    def _traits(self) -> memoryview:
        return self.file.section("traits")

    @cached_property
    def _ids_by_name(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self._ids)}

    def __len__(self) -> int:
        """The number of aliases."""
        return len(self._names)

    def _written(self, alias: int) -> Written:
        lang, kind, status, is_word = self._traits[4 * alias : 4 * alias + 4]
        entity = self._ids[self._alias_entity[alias]]
        return Written(entity, self._names[alias], self._langs[lang], KINDS[kind], STATUSES[status], bool(is_word))

    def aliases(self, entity: str) -> tuple[Written, ...]:
        """The aliases of an entity, best first; empty for an unknown ID."""
        number = self._ids_by_name.get(entity)
        return () if number is None else self._aliases(number)

    def _aliases(self, entity: int) -> tuple[Written, ...]:
        first = self._entity_ends[entity - 1] if entity else 0
        return tuple(self._written(alias) for alias in range(first, self._entity_ends[entity]))

    def ids(self) -> Iterator[str]:
        """All IDs that own an alias, in order."""
        return iter(self._ids)

    def _key_number(self, text: str) -> int | None:
        wanted = text.encode()
        slots = self._slots
        mask = len(slots) - 1
        slot = _hash(wanted) & mask
        while number := slots[slot]:
            if self._keys.raw(number - 1) == wanted:
                return number - 1
            slot = (slot + 1) & mask
        return None

    def owners_of_key(self, text: str) -> Owners | None:
        """What a key (`glossary.text.fold.key`) denotes, None if nothing."""
        number = self._key_number(text)
        return None if number is None else self.owners(number)

    def owners(self, number: int) -> Owners:
        """What the key of this number denotes."""
        if number not in self._owners:
            postings, ends = self._postings
            aliases = tuple(self._written(alias) for alias in postings[ends[number - 1] if number else 0 : ends[number]])
            ids = tuple(sorted({alias.id for alias in aliases}))
            self._owners[number] = Owners(ids, self.display(ids[0]), aliases)
        return self._owners[number]

    def display(self, entity: str) -> str:
        """The name an entity is shown by: preferred in English, else in Chinese, else its best alias of all."""
        aliases = self.aliases(entity)
        preferred = [alias for alias in aliases if alias.status == "preferred"]
        for lang in _SHOWN_FIRST:
            for alias in preferred:
                if alias.lang == lang:
                    return alias.name
        return (preferred or [alias for alias in aliases if alias.kind not in _NOT_WRITTEN] or list(aliases))[0].name

    def name_in(self, entity: str, lang: str) -> str | None:
        """The name to write for an entity in a language, with its fallbacks; None where the table has none."""
        aliases = [alias for alias in self.aliases(entity) if alias.kind not in _NOT_WRITTEN]
        for tag in fallback(lang):
            for alias in aliases:
                if alias.lang == tag and alias.status in ("preferred", "admitted"):
                    return alias.name
        return None

    @cached_property
    def automaton(self) -> CharwiseDoubleArrayAhoCorasick | None:
        """Leftmost-longest matcher over haystacks; None where nothing is searched. Numbers of its patterns: `pattern_keys`."""
        section = self.file.section("automaton")
        if not section:
            return None
        from daachorse import CharwiseDoubleArrayAhoCorasick

        return CharwiseDoubleArrayAhoCorasick.deserialize(section.tobytes())

    @cached_property
    def pattern_keys(self) -> list[int]:
        """For each pattern of the automaton, the number of its key."""
        return self.file.numbers("pattern_keys").tolist()

    def patterns(self) -> dict[str, int]:
        """Every folded spelling that text is searched for, and the number of its key: the automaton's content, plainly."""
        return {pattern: n for alias in self._names for pattern in spellings(alias) if (n := self._key_number(key(pattern))) is not None}

    def save(self, path: str | Path) -> None:
        """Write the index to a file, whole or not at all. Raises OSError."""
        indexfile.write(Path(path), self.file.tobytes())


def load_index(path: str | Path) -> Index:
    """The index in a file that `compile` wrote. Raises IndexFileError, OSError."""
    return Index(indexfile.read(Path(path)))


def compile_index(aliases: Iterable[Alias], redirects: Mapping[str, str], stamp: Stamp) -> Index:
    """Compile aliases; those of an entity that was merged count for the one it redirects to.

    >>> index = compile_index([Alias("cxmt", "長鑫存儲")], {}, Stamp(fold_version(), "", 0, ""))
    >>> index.owners_of_key("长鑫存储").ids
    ('cxmt',)
    """
    owned = sorted({_resolved(alias, redirects) for alias in aliases}, key=lambda alias: (alias.id, *_merit(alias)))
    ids = sorted({alias.id for alias in owned})
    langs = sorted({alias.lang for alias in owned})
    numbers = {entity: number for number, entity in enumerate(ids)}
    ends = array("I", [0] * len(ids))
    for position, alias in enumerate(owned):
        ends[numbers[alias.id]] = position + 1
    traits = bytes(
        trait
        for alias in owned
        for trait in (langs.index(alias.lang), KINDS.index(alias.kind), STATUSES.index(alias.status), alias.is_word)
    )
    sections = {
        "ids": Strings.pack(ids),
        "langs": Strings.pack(langs),
        "names": Strings.pack(alias.name for alias in owned),
        "alias_entity": array("I", (numbers[alias.id] for alias in owned)).tobytes(),
        "entity_ends": ends.tobytes(),
        "traits": traits,
        **_keyed(owned),
    }
    return Index(IndexFile(indexfile.pack(sections, stamp), "the index in memory"))


def _resolved(alias: Alias, redirects: Mapping[str, str]) -> Written:
    return Written(redirects.get(alias.id, alias.id), alias.name, alias.lang, alias.kind, alias.status, alias.is_word)


def _keyed(owned: Sequence[Written]) -> dict[str, bytes]:
    """The sections that go by key: key table, hash slots, postings, automaton."""
    by_key: dict[str, list[int]] = {}
    for number, alias in enumerate(owned):
        by_key.setdefault(key(alias.name), []).append(number)
    keys = sorted(by_key)
    postings, ends = array("I"), array("I")
    for text in keys:
        postings.extend(sorted(by_key[text], key=lambda number: _merit(owned[number])))
        ends.append(len(postings))
    patterns: dict[str, int] = {}
    for key_number, text in enumerate(keys):
        for number in by_key[text]:
            patterns.update(dict.fromkeys(spellings(owned[number].name), key_number))
    ordered = sorted(patterns)
    return {
        "keys": Strings.pack(keys),
        "slots": _hash_slots(keys).tobytes(),
        "postings": postings.tobytes(),
        "posting_ends": ends.tobytes(),
        "pattern_keys": array("I", (patterns[pattern] for pattern in ordered)).tobytes(),
        "automaton": _automaton(ordered),
    }


def _hash_slots(keys: Sequence[str]) -> array[int]:
    """An open-addressing table, at most half full: number of the key + 1, or 0."""
    size = 1 << max(1, (2 * len(keys)).bit_length())
    slots = array("I", bytes(4 * size))
    for number, text in enumerate(keys):
        slot = _hash(text.encode()) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = number + 1
    return slots


def _automaton(patterns: Sequence[str]) -> bytes:
    if not patterns:
        return b""
    from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

    from glossary.text.haystack import haystack

    encoded = [haystack(pattern).text for pattern in patterns]
    return CharwiseDoubleArrayAhoCorasick(encoded, MATCH_KIND_LEFTMOST_LONGEST).serialize()
