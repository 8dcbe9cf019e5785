"""TBX, written: version 3 (ISO 30042:2019), dialect TBX-Basic 1.2.1, style DCA, valid by its RNG and Schematron.

What TBX-Basic has no place for (a category of its own, a value out of its lists, a reference to an entry that is not written) is a
note that tbx.py reads back as what it was. An ID that XML does not allow is written by numbers (see termbases.xml_id).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from glossary.formats.categories import BASIC, Extra, Level, bracketed, unbracketed
from glossary.formats.tbx import SPACE
from glossary.formats.termbases import Notices, Written, xml_id
from glossary.formats.vocabularies import TERM_TYPES, ltac_status
from glossary.formats.xml import UNWRITABLE
from glossary.model import Alias, Fact

_GROUPS = {"descrip": "descripGrp", "admin": "adminGrp", "termNote": "termNoteGrp", "transac": "transacGrp"}
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_PERSON = "responsibility/target"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="{SPACE}">
  <tbxHeader>
    <fileDesc>
      <sourceDesc>
        <p>Written by zhengming from a glossary of names</p>
      </sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
"""


@dataclass(frozen=True, slots=True)
class _Targets:
    """What a reference may lead to: entries (by ID, as XML writes them) and persons, who are collected as they are met."""

    entries: Mapping[str, str]
    persons: dict[str, str]


def write_tbx(aliases: Iterable[Alias], facts: Iterable[Fact]) -> Written:
    """A TBX file of all aliases and what is said of them."""
    notices = Notices()
    entries = _entries(aliases, notices)
    said: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts:
        said.setdefault((fact.id, fact.lang, fact.name), []).append(fact)
    targets = _Targets({entity: xml_id(entity) for entity in entries}, {})
    out = [_HEAD]
    for entity, langs in entries.items():
        out.append(f'      <conceptEntry id="{targets.entries[entity]}">\n')
        out += _indented(8, _told(said.get((entity, "", ""), ()), "entry", targets))
        for lang, names in langs.items():
            out.append(f'        <langSec xml:lang="{lang}">\n')
            out += _indented(10, _told(said.get((entity, lang, ""), ()), "lang", targets))
            for alias in names:
                out.append("          <termSec>\n")
                out += _indented(12, _term(alias, said.get((entity, lang, alias.name), ()), targets))
                out.append("          </termSec>\n")
            out.append("        </langSec>\n")
        out.append("      </conceptEntry>\n")
    out.append("    </body>\n")
    out += _back(targets.persons)
    out.append("  </text>\n</tbx>\n")
    return Written("".join(out).encode(), notices.all())


def _entries(aliases: Iterable[Alias], notices: Notices) -> dict[str, dict[str, list[Alias]]]:
    entries: dict[str, dict[str, list[Alias]]] = {}
    for alias in aliases:
        if UNWRITABLE.search(alias.name):
            notices.note("left out: a name with a character that XML does not have")
        else:
            entries.setdefault(alias.id, {}).setdefault(alias.lang, []).append(alias)
    return entries


def _indented(depth: int, lines: Iterable[str]) -> Iterator[str]:
    return (f"{' ' * depth}{line}\n" for line in lines)


def _text(text: str) -> str:
    return escape(UNWRITABLE.sub("", text))


def _element(name: str, text: str, type_: str = "", target: str = "") -> str:
    kind = f" type={quoteattr(type_)}" if type_ else ""
    leads = f" target={quoteattr(target)}" if target else ""
    return f"<{name}{kind}{leads}>{_text(text)}</{name}>"


def _note(category: str, value: str, extra: Extra = ()) -> str:
    """A note, as it is where nothing would take it for a category."""
    if category == "note" and not extra and unbracketed(value) is None:
        return _element("note", value)
    return _element("note", bracketed(category, value, extra))


def _term(alias: Alias, facts: Sequence[Fact], targets: _Targets) -> Iterator[str]:
    """The term, its notes of a term, then all else: TBX wants that order."""
    yield _element("term", alias.name)
    yield _element("termNote", ltac_status(alias.status), "administrativeStatus")
    if alias.kind in TERM_TYPES and not any(fact.category == "termType" for fact in facts):
        yield _element("termNote", TERM_TYPES[alias.kind], "termType")
    first = [fact for fact in facts if _is_term_note(fact)]
    yield from _told(first, "term", targets)
    if alias.source:
        yield _element("admin", alias.source, "source")
    if alias.note:
        yield _note("note", alias.note)
    if alias.kind != "term":
        yield _note("kind", alias.kind)
    yield from _told([fact for fact in facts if fact not in first], "term", targets)


def _is_term_note(fact: Fact) -> bool:
    category = BASIC.get(fact.category)
    return category is not None and category.element == "termNote" and category.allows("term", fact.value)


def _told(facts: Iterable[Fact], level: Level, targets: _Targets) -> Iterator[str]:
    for fact in facts:
        yield _one(fact.category, fact.value, fact.extra, level, targets) or _note(fact.category, fact.value, fact.extra)


def _one(name: str, value: str, extra: Extra, level: Level, targets: _Targets) -> str:
    """An element of TBX-Basic, in a group where something goes with it; empty where it has none for this."""
    category = BASIC.get(name)
    if category is None or not category.allows(level, value) or name in ("administrativeStatus", "responsibility"):
        return ""
    if category.element in ("ref", "xref"):
        target = dict(extra).get("target", "")
        if len(extra) != 1 or not (target in targets.entries if category.element == "ref" else _ADDRESS.fullmatch(target)):
            return ""
        return _element(category.element, value, name, targets.entries.get(target, target))
    main = _element(category.element, value, name)
    if not extra and category.element != "transac":
        return main
    group = _GROUPS[category.element]
    return f"<{group}>{main}{''.join(_in_group(group, extra, targets))}</{group}>"


def _in_group(group: str, extra: Extra, targets: _Targets) -> Iterator[str]:
    """What stands beside the first element of a group; as a note where the group has no other place for it."""
    for (name, text), (after, person) in pairwise([*extra, ("", "")]):
        if group == "transacGrp" and name == "responsibility":
            known = after == _PERSON and xml_id(person) == person and person not in targets.entries.values()
            if known:
                targets.persons.setdefault(person, text)
            yield _element("transacNote", text, name, person if known else "")
            if after == _PERSON and not known:
                yield _note(_PERSON, person)
        elif group == "transacGrp" and name == "date" and _is_date(text):
            yield _element("date", text)
        elif name == "source" and group in ("descripGrp", "termNoteGrp"):
            yield _element("admin", text, name)
        elif name != _PERSON:
            yield _note(name, text)


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and date.fromisoformat(text).year > 0
    except ValueError:
        return False


def _back(persons: Mapping[str, str]) -> Iterator[str]:
    """The persons that transactions refer to."""
    if persons:
        yield '    <back>\n      <refObjectSec type="respPerson">\n'
        for person, name in persons.items():
            yield f'        <refObject id="{person}"><item type="fn">{_text(name)}</item></refObject>\n'
        yield "      </refObjectSec>\n    </back>\n"
