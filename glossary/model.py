"""The nouns of the store: frozen values for what a glossary holds and what was done to it. See answers.py for the others."""

from __future__ import annotations

from dataclasses import dataclass

from glossary.vocabulary import ORDINARY_WORD


@dataclass(frozen=True, slots=True)
class Alias:
    """One written name of an entity, exactly as its source wrote it.

    >>> Alias("cxmt", "长鑫存储", lang="zh-Hans", status="preferred").name
    '长鑫存储'
    """

    id: str
    name: str
    lang: str = "und"
    kind: str = "short"
    status: str = "admitted"
    source: str = ""
    note: str = ""

    @property
    def is_word(self) -> bool:
        """Is the name an ordinary word too? The note says so, beginning with ORDINARY_WORD."""
        return self.note.startswith(ORDINARY_WORD)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an entity beside its names: country (ISO 3166 alpha-2), role, note; empty where unknown."""

    id: str
    country: str = ""
    role: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """`id` is subsidiary_of, renamed_to or related to `other`."""

    id: str
    relation: str
    other: str
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a termbase says of an entity beside its names: a definition, a part of speech, who changed it when.

    `lang` and `name` say what it is about: both empty the entity, `name` empty its language, else one name. `category` is TBX's
    (`definition`), with its element where TBX-Basic has none such (`descrip:Usage note`). `extra`: what stands in a group with it.

    >>> Fact("c1", "", "", "definition", "a star", (("source", "Moore 2003"),)).value
    'a star'
    """

    id: str
    lang: str
    name: str
    category: str
    value: str
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """What a canonical ID denotes, as `show` gives it; `asked` is the ID asked for, which may redirect to `id`."""

    id: str
    asked: str
    profile: Profile
    aliases: tuple[Alias, ...]
    relations: tuple[Relation, ...]
    merged: tuple[str, ...]
    distinct: tuple[str, ...]
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the journal: who did what, when (UTC, ISO 8601) and why."""

    number: int
    at: str
    actor: str
    action: str
    subject: str
    why: str
    detail: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import did: rows read, aliases added, replaced (same name, other status or note), and unchanged; facts added."""

    rows: int
    added: int
    replaced: int
    unchanged: int
    entities: int
    facts: int = 0
