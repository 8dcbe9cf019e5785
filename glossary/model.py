"""The nouns: frozen values that every part of the package hands around. The README has the table of words.

Mention is a tuple and not a dataclass: a text of 4,096 characters holds some sixty of them, and making sixty frozen
dataclasses takes longer than folding and searching the text (a third of the whole scan, measured in tests/bench).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Verdict = Literal["exact", "match", "ambiguous", "possible", "none"]

#: Order of merit: where several aliases could stand for an entity, the kind that comes first does.
KINDS = (
    "short", "abbreviation", "brand", "legal", "term", "translation", "transliteration", "former", "ticker", "misspelling",
)  # fmt: skip
STATUSES = ("preferred", "admitted", "superseded", "deprecated")
LANGS = ("en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "ja", "ko", "und")
#: How a note begins that marks an alias as an ordinary word (Micron, micron).
ORDINARY_WORD = "ordinary word"
RELATIONS = ("related", "renamed_to", "subsidiary_of")


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
class Entity:
    """What a canonical ID denotes, as `show` gives it; `asked` is the ID asked for, which may redirect to `id`."""

    id: str
    asked: str
    profile: Profile
    aliases: tuple[Alias, ...]
    relations: tuple[Relation, ...]
    merged: tuple[str, ...]
    distinct: tuple[str, ...]


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
    """What an import did: rows read, aliases added, replaced (same name, other status or note), and unchanged."""

    rows: int
    added: int
    replaced: int
    unchanged: int
    entities: int


@dataclass(frozen=True, slots=True)
class Feature:
    """One named reason in a score; value from 0 to 1."""

    name: str
    value: float
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity offered for a name: score from 0 to 1; match says that it is safe to act on unattended."""

    id: str
    name: str
    score: float
    match: bool
    alias: str
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a lookup says about one name; candidates come best first and are empty for the verdict `none`."""

    query: str
    verdict: Verdict
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """One alias as the index keeps it: enough to name it and to choose between spellings."""

    id: str
    name: str
    lang: str
    kind: str
    status: str
    is_word: bool


@dataclass(frozen=True, slots=True)
class Owners:
    """What a key denotes: its aliases, best first, and the entities that own them (more than one: ambiguous)."""

    ids: tuple[str, ...]
    name: str
    aliases: tuple[Written, ...]


class Mention(NamedTuple):
    """A span of a text that names an entity: code-point offsets, `text == document[start:end]`.

    An ambiguous mention has `id` None and every owner in `ids`.
    """

    start: int
    end: int
    text: str
    owners: Owners

    @property
    def id(self) -> str | None:
        return self.owners.ids[0] if len(self.owners.ids) == 1 else None

    @property
    def ids(self) -> tuple[str, ...]:
        return self.owners.ids

    @property
    def name(self) -> str | None:
        """The preferred name of the entity, None where it is ambiguous."""
        return self.owners.name if len(self.owners.ids) == 1 else None

    @property
    def verdict(self) -> Verdict:
        return "exact" if len(self.owners.ids) == 1 else "ambiguous"

    @property
    def alias(self) -> str:
        """The stored name that the text matches: the one of the same spelling if there is one."""
        return self._written.name

    @property
    def kind(self) -> str:
        return self._written.kind

    @property
    def _written(self) -> Written:
        return next((alias for alias in self.owners.aliases if alias.name == self.text), self.owners.aliases[0])
