"""The nouns of the engines: frozen values for what a look-up or a search says. The README has the table of words.

Apart from model.py, for each dataclass takes a quarter of a millisecond to make, and a look-up needs only these.

Mention and Written are tuples and not dataclasses: a text of 4,096 characters holds some sixty mentions, and making sixty
frozen dataclasses takes longer than folding and searching the text; a look-up makes a Written for each alias of its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Verdict = Literal["exact", "match", "ambiguous", "possible", "none"]


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
    """What a lookup says about one name; candidates come best first and are empty for the verdict `none`.

    `refused`: where the verdict is `none`, what was nearest; its features say why it was not offered.
    """

    query: str
    verdict: Verdict
    candidates: tuple[Candidate, ...]
    refused: tuple[Candidate, ...] = ()


class Written(NamedTuple):
    """One alias as the index keeps it: enough to name it and to choose between spellings.

    `derived`: no source wrote it, the compiler made it of another name (万科 of 万科A); it is found and never written.
    """

    id: str
    name: str
    lang: str
    kind: str
    status: str
    is_word: bool
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Owners:
    """What a key denotes: its aliases, best first, and the entities that own them (more than one: ambiguous).

    `doubtful`: where it stands it may be an ordinary word and no name.
    """

    ids: tuple[str, ...]
    name: str
    aliases: tuple[Written, ...]
    doubtful: bool = False

    @property
    def sure(self) -> str | None:
        """The one entity that is meant, None where that is not certain."""
        return self.ids[0] if len(self.ids) == 1 and not self.doubtful else None


class Mention(NamedTuple):
    """A span of a text that names an entity: code-point offsets, `text == document[start:end]`.

    An ambiguous or merely possible mention has `id` None and every owner in `ids`.
    """

    start: int
    end: int
    text: str
    owners: Owners

    @property
    def id(self) -> str | None:
        return self.owners.sure

    @property
    def ids(self) -> tuple[str, ...]:
        return self.owners.ids

    @property
    def name(self) -> str | None:
        """The preferred name of the entity, None where it is not certain."""
        return self.owners.name if self.owners.sure is not None else None

    @property
    def verdict(self) -> Verdict:
        if len(self.owners.ids) > 1:
            return "ambiguous"
        return "possible" if self.owners.doubtful else "exact"

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
