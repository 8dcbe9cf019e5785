"""Termbases of other programs: what reading one gives, what writing one leaves out, and how an entity is called that has no ID there.

A file is read whole before anything is imported. What it says that we do not know is kept (as facts) or left out, and told as
a notice: what, how often, and where first. `exchange.py` has the table of all formats.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from glossary.formats.vocabularies import lang_of
from glossary.model import Alias, Fact
from glossary.rules import fault_of_id, fault_of_name
from glossary.vocabulary import KINDS, STATUSES, standing_in

#: Names that are never written in a glossary for a translator or a machine.
_NEVER = ("ticker", "misspelling", "former")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know of a file: what, how often, and the line (or row) of the first; 0 for none."""

    what: str
    count: int
    line: int

    def __str__(self) -> str:
        times = f"{self.count:,} times" if self.count > 1 else ""
        line = (f"first in line {self.line:,}" if times else f"line {self.line:,}") if self.line else ""
        place = ", ".join(part for part in (times, line) if part)
        return f"{self.what} ({place})" if place else self.what


@dataclass(slots=True)
class Notices:
    """Collects notices, each once."""

    found: dict[str, list[int]] = field(default_factory=dict)

    def note(self, what: str, line: int = 0) -> None:
        """One more of these."""
        self.found.setdefault(what, [0, line])[0] += 1

    def all(self) -> tuple[Notice, ...]:
        """What was noted, in the order of the first of each."""
        return tuple(Notice(what, count, line) for what, (count, line) in self.found.items())


@dataclass(frozen=True, slots=True)
class Termbase:
    """What a file says: names with their lines, facts, notices. The names of a plain table are read as they are asked for, once."""

    aliases: Iterable[tuple[int, Alias]]
    facts: tuple[Fact, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file to be written, and what of the glossary it does not say."""

    data: bytes
    notices: tuple[Notice, ...] = ()


_ESCAPED = re.compile("_x([0-9A-F]{4,6})_")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\xa0]")


def id_of(written: str) -> str:
    """The ID for what a file calls an entry: itself, but `_x003A_` is a colon, and white space becomes such a number.

    >>> id_of("c1"), id_of("TWSE_x003A_1314"), id_of("entry 5")
    ('c1', 'TWSE:1314', 'entry_x0020_5')
    """
    plain = _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if int(m[1], 16) < 0x110000 else m[0], written)
    if fault_of_id(plain) is None and xml_id(plain) == written:
        return plain
    return "".join(f"_x{ord(c):04X}_" if _SPACE.match(c) or not c.isprintable() else c for c in written.strip())


#: Letters that names of XML may have in its fourth edition, which validators go by, and in its fifth.
_LETTERS = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
_NOT_IN_NAMES = re.compile(f"[^{_LETTERS}0-9.-]|_(?=x[0-9A-F]{{4,6}}_)")
_NOT_FIRST = re.compile(f"[^{_LETTERS}]")


def xml_id(entity: str) -> str:
    """An ID as XML allows it: characters that may not stand there by their number. `id_of` reads it back.

    >>> xml_id("cxmt"), xml_id("TWSE:1314"), xml_id("3M")
    ('cxmt', 'TWSE_x003A_1314', '_x0033_M')
    """
    escaped = _NOT_IN_NAMES.sub(_number, entity)
    return _NOT_FIRST.sub(_number, escaped[:1]) + escaped[1:] if entity else entity


def _number(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def derived_id(lang: str, name: str) -> str:
    """The ID of an entity that a file gives none: always the same for a name of a language, and different for different names.

    >>> derived_id("en", "cell division"), derived_id("en", "C++")
    ('en:cell-division', 'en:c-f1deb75f')
    """
    slug = re.sub(r"\W+", "-", name).strip("-")[:150]
    if slug.replace("-", " ") != name:
        slug = f"{slug.casefold()}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")
    return f"{lang}:{slug}"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a file of pairs says in one row: a name of the source language, one of the target language."""

    line: int
    source: str
    target: str
    note: str = ""


Names = tuple[int, list[tuple[str, str]], str]


def from_pairs(pairs: Iterable[Pair], langs: tuple[str, str], alike: tuple[str, str], notices: Notices) -> Termbase:
    """One entity for each source name, with all its targets; the first target is preferred. `alike`: kind and source of all names.

    >>> pairs = [Pair(1, "cell", "细胞"), Pair(2, "cell", "单元")]
    >>> [(a.id, a.name, a.status) for _, a in from_pairs(pairs, ("en", "zh-Hans"), ("term", "s"), Notices()).aliases]
    [('en:cell', 'cell', 'preferred'), ('en:cell', '细胞', 'preferred'), ('en:cell', '单元', 'admitted')]
    """
    rows = ((pair.line, [(langs[0], pair.source), (langs[1], pair.target)], pair.note) for pair in pairs)
    return from_names(rows, *alike, notices)


def from_names(rows: Iterable[Names], kind: str, source: str, notices: Notices | None = None) -> Termbase:
    """One entity for each first name of a row (line, names with languages, note); rows that cannot be taken are left out, and told."""
    told = notices or Notices()
    found: dict[tuple[str, str, str], tuple[int, Alias]] = {}
    preferred: set[tuple[str, str]] = set()
    for line, names, note in rows:
        faults = [fault for _, name in names if (fault := fault_of_name(name))]
        if faults or len(names) < 2:
            told.note(f"left out: {faults[0]}" if faults else "left out: a row with fewer than two names", line)
            continue
        entity = derived_id(*names[0])
        for number, (lang, name) in enumerate(names):
            if (entity, lang, name) not in found:
                status = "admitted" if (entity, lang) in preferred else "preferred"
                preferred.add((entity, lang))
                found[entity, lang, name] = line, Alias(entity, name, lang, kind, status, source, note if number else "")
    return Termbase(tuple(found.values()), notices=told.all())


def to_pairs(aliases: Iterable[Alias], source_lang: str, target_lang: str, notices: Notices) -> Iterator[tuple[Alias, Alias]]:
    """Each approved source name with the one name to write for it. A name of two entities is left out, and told.

    Approved: preferred or admitted, and no ticker, misspelling or former name. The target has the kind of the source name if it can,
    else it is the best; a full legal name is not given a short one.
    """
    entities: dict[str, list[Alias]] = {}
    for alias in aliases:
        if _is_approved(alias):
            entities.setdefault(alias.id, []).append(alias)
    pairs: dict[str, list[tuple[Alias, Alias]]] = {}
    for names in entities.values():
        sources, targets = _in(names, source_lang), _in(names, target_lang)
        if not targets and sources:
            notices.note(f"left out: entities that have no approved name in {target_lang}")
        for source in sources if targets else ():
            if (target := _target(source, targets)) is not None:
                pairs.setdefault(source.name, []).append((source, target))
    for name in sorted(pairs):
        owners = {source.id for source, _ in pairs[name]}
        if len(owners) > 1:
            notices.note(f"left out: {name!r} is a name of {', '.join(sorted(owners))}, and a pair has one target")
        else:
            yield pairs[name][0]


def preferred_names(aliases: Iterable[Alias], langs: tuple[str, str] | None, notices: Notices) -> Iterator[list[Alias]]:
    """Of each entity the best approved name in each of its languages, or in two; entities that have fewer than two are told."""
    entities: dict[str, list[Alias]] = {}
    for alias in aliases:
        entities.setdefault(alias.id, []).append(alias)
    for names in entities.values():
        approved = [alias for alias in names if _is_approved(alias)]
        wanted = langs or sorted({alias.lang for alias in approved})
        best = [found[0] for lang in wanted if (found := _in(approved, lang))]
        if len(best) >= 2:
            yield best
        else:
            notices.note("left out: entities that have no approved name in " + (" and ".join(langs) if langs else "two languages"))


def _is_approved(alias: Alias) -> bool:
    return alias.status in ("preferred", "admitted") and alias.kind not in _NEVER


def _in(names: Sequence[Alias], lang: str) -> list[Alias]:
    """The names of a language, or of the one that stands in for it, the best first, each once."""
    tag = standing_in(lang, {alias.lang for alias in names})
    chosen = sorted((alias for alias in names if alias.lang == tag), key=_merit)
    return list({alias.name: alias for alias in reversed(chosen)}.values())[::-1]


def _merit(alias: Alias) -> tuple[int, int, str]:
    return STATUSES.index(alias.status), KINDS.index(alias.kind), alias.name


def _target(source: Alias, targets: Sequence[Alias]) -> Alias | None:
    same = next((target for target in targets if target.kind == source.kind), None)
    if source.kind == "legal":
        return same
    return targets[0] if source.status == "preferred" or same is None else same


def lang_or_und(tag: str, notices: Notices, line: int) -> str:
    """Our tag of a language; `und` for what is none, and a notice."""
    lang = lang_of(tag)
    if lang is None:
        notices.note(f"{tag!r} is no language that we know: its names are imported as und", line)
        return "und"
    return lang
