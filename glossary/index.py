"""The index: aliases compiled for search. Immutable, and a pure function of the aliases, redirects and fold.

Aliases are numbered by entity, in each entity best first (status, then kind, then name); keys are numbered in their order.
Exact look-up goes by a hash table over keys, and compares the key itself; text goes by an automaton over keys as they are
spelt in a haystack. All of it lies in sections of one buffer (indexfile.py), the same in memory and in a file. numpy is
imported to compile it, and where nothing was compiled in C: neither a look-up nor the search of a text needs it.

compiler.py makes an index. Room is left in the file for what fuzzy search will want: new sections.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from glossary import indexfile
from glossary.answers import Owners, Written
from glossary.errors import IndexFileError
from glossary.indexfile import IndexFile, Stamp, Strings
from glossary.text.tables import fold_version
from glossary.vocabulary import KINDS, STATUSES, fallback

if TYPE_CHECKING:
    from glossary.text.matcher import Matcher


#: Kinds that find an entity but are not written for it.
NOT_WRITTEN = frozenset({"ticker", "misspelling", "former"})


#: How many answers of `name_in` are kept.
_REMEMBERED = 65_536


def hash_of(key: bytes) -> int:
    """Where a key's search in the hash table begins: 64 bits of BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little")


class Named(NamedTuple):
    """What the names of an entity are like: how long the longest is, and whether they are in the traditional script, in another."""

    longest: int
    is_traditional: bool
    is_other: bool


class Index:
    """Compiled aliases. Make one with `compile_index` or `load_index`; it never changes and holds no file open to write."""

    def __init__(self, file: IndexFile) -> None:
        if file.stamp.fold != fold_version():
            raise IndexFileError(f"the index was made by fold {file.stamp.fold}, this program folds by {fold_version()}; compile it again")
        self.file = file

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
    def _shown(self) -> memoryview:
        return self.file.numbers("shown")

    @cached_property
    def _named(self) -> memoryview:
        return self.file.numbers("named")

    @cached_property
    def _traits(self) -> memoryview:
        return self.file.numbers("traits")

    def __len__(self) -> int:
        """The number of aliases."""
        return len(self._names)

    def _written(self, alias: int) -> Written:
        traits = self._traits[alias]
        entity = self._ids[self._alias_entity[alias]]
        lang, kind, status = self._langs[traits >> 16], KINDS[traits >> 8 & 255], STATUSES[traits >> 4 & 15]
        return Written(entity, self._names[alias], lang, kind, status, bool(traits & 1), bool(traits & 2))

    def aliases(self, entity: str) -> tuple[Written, ...]:
        """The aliases of an entity, best first; empty for an unknown ID."""
        number = self._number(entity)
        if number is None:
            return ()
        first = self._entity_ends[number - 1] if number else 0
        return tuple(self._written(alias) for alias in range(first, self._entity_ends[number]))

    def _number(self, entity: str) -> int | None:
        ids, wanted = self._ids, entity.encode(errors="surrogatepass")  # bytes of UTF-8 have the order of code points
        number = bisect_left(range(len(ids)), wanted, key=ids.raw)
        return number if number < len(ids) and ids.raw(number) == wanted else None

    def named(self, entity: str) -> Named:
        """What the names of an entity are like; those of an unknown ID have no length."""
        number = self._number(entity)
        packed = 0 if number is None else self._named[number]
        return Named(packed >> 2, packed & 2 != 0, packed & 1 != 0)

    def names(self) -> Iterator[str]:
        """All names, in order of their entities."""
        return iter(self._names)

    def ids(self) -> Iterator[str]:
        """All IDs that own an alias, in order."""
        return iter(self._ids)

    def keys(self) -> Strings:
        """All keys in order of code points: a key's place is its number."""
        return self._keys

    def key_number(self, text: str) -> int | None:
        """The number of a key, None if no alias has it."""
        wanted = text.encode(errors="surrogatepass")  # a lone surrogate is in no key, and no error
        slots = self._slots
        mask = len(slots) - 1
        slot = hash_of(wanted) & mask
        while number := slots[slot]:
            if self._keys.raw(number - 1) == wanted:
                return number - 1
            slot = (slot + 1) & mask
        return None

    def owners_of_key(self, text: str) -> Owners | None:
        """What a key (`glossary.text.fold.key`) denotes, None if nothing."""
        number = self.key_number(text)
        return None if number is None else self.owners(number)

    def owners(self, number: int) -> Owners:
        """What the key of this number denotes."""
        postings, ends = self._postings
        first, end = ends[number - 1] if number else 0, ends[number]
        if end - first == 1:
            alias = postings[first]
            written = self._written(alias)
            shown = self._shown[self._alias_entity[alias]]
            return Owners((written.id,), written.name if shown == alias else self._names[shown], (written,))
        numbers = postings[first:end].tolist()
        aliases = tuple(map(self._written, numbers))
        entities = sorted({self._alias_entity[alias] for alias in numbers})
        return Owners(tuple(self._ids[entity] for entity in entities), self._names[self._shown[entities[0]]], aliases)

    def display(self, entity: str) -> str | None:
        """The name an entity is shown by (see compiler.shown); None for an unknown ID."""
        number = self._number(entity)
        return None if number is None else self._names[self._shown[number]]

    def name_in(self, entity: str, lang: str) -> str | None:
        """The name to write for an entity in a language, with its fallbacks; None where the table has none."""
        return self._names_in(entity, lang)

    @cached_property
    def _names_in(self) -> Callable[[str, str], str | None]:
        return lru_cache(maxsize=_REMEMBERED)(self._name_in)  # a text names few companies, and each often

    def _name_in(self, entity: str, lang: str) -> str | None:
        aliases = [alias for alias in self.aliases(entity) if alias.kind not in NOT_WRITTEN and not alias.derived]
        for tag in fallback(lang):
            for alias in aliases:
                if alias.lang == tag and alias.status in ("preferred", "admitted"):
                    return alias.name
        regions = f"{lang}-"  # a termbase may have en-US alone
        return next((a.name for a in aliases if a.lang.startswith(regions) and a.status in ("preferred", "admitted")), None)

    @cached_property
    def matcher(self) -> Matcher | None:
        """Finds the patterns in texts; None where nothing is searched for. Numbers of its patterns: `pattern_keys`."""
        if not self.pattern_keys:
            return None
        from glossary.text.matcher import Matcher

        try:
            return Matcher(self.file.section("patterns"), self.file.section("pattern_ends"))
        except ValueError as error:  # all sections are what was written, but not by this program
            raise IndexFileError(f"not an index of this program: {error}; compile it again") from None

    @cached_property
    def pattern_keys(self) -> list[int]:
        """For each pattern of the matcher, the number of its key."""
        return self.file.numbers("pattern_keys").tolist()

    def save(self, path: str | Path) -> None:
        """Write the index to a file, whole or not at all. Raises OSError."""
        indexfile.write(Path(path), self.file.tobytes())


def load_index(path: str | Path) -> Index:
    """The index in a file that `compile` wrote. Raises IndexFileError, OSError."""
    return Index(indexfile.read(Path(path)))
