"""TBX, read: 2008 (martif, with tig or ntig) and 3 (ISO 30042:2019) in both styles, all dialects, TBX-Basic 1.2.1 and V4.

A term is an alias, its entry an entity; all else that an entry says is a fact. TBX 3 is held to its structure and, in a dialect that
we know, to its categories, unless the reading is lenient; TBX 2008, whose files hardly ever keep to their own, is always read
leniently. What TBX-Basic does not have is kept under its element (`descrip:Usage note`), told, and written as a note
`[descrip:Usage note] …`, which is read back as what it was (see tbxwriting.py). Not kept: the header, IDs of elements inside an entry,
and (told each time) markup inside a text, what stands twice, terms without a letter or digit, and back matter but for its IDs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from glossary.errors import FormatError
from glossary.formats.categories import BASIC, CONTENT, SAME, SAME_VALUES, TYPED, Extra, Level, fault_of, unbracketed
from glossary.formats.termbases import Notices, Termbase, derived_id, id_of, lang_or_und
from glossary.formats.trees import LANG, Node, read_tree, text_of
from glossary.formats.vocabularies import KINDS_OF_TYPES, TERM_TYPES, is_exact, status_of
from glossary.model import Alias, Fact
from glossary.rules import fault_of_name, fault_of_text
from glossary.vocabulary import KINDS

SPACE = "urn:iso:std:iso:30042:ed-2"
_RECORDS = frozenset(["termEntry", "conceptEntry"])
_LANGS, _TERMS = ("langSet", "langSec"), ("tig", "ntig", "termSec")
_STATUS = "administrativeStatus"
_LENIENTLY = "--lenient reads it all the same"


@dataclass(frozen=True, slots=True)
class TbxReading:
    """How a file is to be read: whose names, of which kind where the file does not say, and whether it may break its dialect's rules."""

    source: str
    kind: str = "term"
    encoding: str | None = None
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that an entry says, with its place."""

    category: str
    value: str
    extra: Extra
    node: Node


def read_tbx(path: str, reading: TbxReading) -> Termbase:
    """All entries of a TBX file. Raises FormatError (line, column), NotFoundError."""
    text = text_of(path, reading.encoding)
    reader = _Reader(path, reading)
    reader.end(read_tree(text, path, _RECORDS, reader.read))
    return Termbase(tuple(reader.aliases.values()), tuple(dict.fromkeys(reader.facts)), reader.notices.all())


class _Reader:
    """Reads entries one by one."""

    def __init__(self, path: str, reading: TbxReading) -> None:
        self._path, self._reading = path, reading
        self.aliases: dict[tuple[str, str, str, str], tuple[int, Alias]] = {}
        self.facts: list[Fact] = []
        self.notices = Notices()
        self._ids: dict[str, int] = {}
        self._dialect: str | None = None  # that the file is held to

    def _fault(self, node: Node, why: str) -> FormatError:
        return FormatError(self._path, node.line, node.column, why)

    def end(self, root: Node) -> None:
        """What holds of the file as a whole."""
        if root.name not in ("martif", "tbx"):
            raise self._fault(root, f"not TBX: the root is <{root.name}>, not <martif> or <tbx>")
        if self._is_strict(root):
            if root.space != SPACE:
                raise self._fault(root, f"<tbx> is not in the namespace of TBX 3, {SPACE}; {_LENIENTLY}")
            self._check(root, but=("conceptEntry", "back"))
        if not self._ids:
            raise self._fault(root, "no entry in the file")
        if back := [node for node in _inside(root) if node.name == "refObject"]:
            self.notices.note(f"back matter: of {len(back)} persons and things only the IDs that entries refer to are kept", back[0].line)

    def _is_strict(self, root: Node) -> bool:
        return root.name == "tbx" and not self._reading.lenient

    # -- one entry -------------------------------------------------------------------------------------------

    def read(self, root: Node, entry: Node) -> None:
        """Take in one entry."""
        if self._is_strict(root):
            self._dialect = root.attributes.get("type", "")
            self._check(entry)
        terms = [(section, term) for section in entry if section.name in _LANGS for term in section if term.name in _TERMS]
        entity = self._id(entry, terms)
        if entity is None:
            return
        has_terms = False
        said = list(self._said(entry, "entry"))
        for section in (node for node in entry if node.name in _LANGS):
            lang = self._lang(section)
            about_lang = [Fact(entity, lang, "", one.category, one.value, one.extra) for one in self._said(section, "lang")]
            named = [self._term(entity, lang, node) for node in section if node.name in _TERMS]
            has_terms = has_terms or any(named)
            if any(named):
                self.facts += about_lang
            elif about_lang:
                self.notices.note("left out: what is said of a language without a term", section.line)
        if has_terms:
            self.facts += [Fact(entity, "", "", one.category, one.value, one.extra) for one in said]
        else:
            self.notices.note("left out: an entry without a term", entry.line)

    def _id(self, entry: Node, terms: list[tuple[Node, Node]]) -> str | None:
        """The entity of an entry; one without an ID is called by its first term, None where it has none."""
        written = entry.attributes.get("id", "").strip()
        if written:
            entity = id_of(written)
            if entity != written and any(c.isspace() for c in written):
                self.notices.note(f"an ID with a space is written with its number: {entity!r} for {written!r}", entry.line)
        elif self._dialect is not None:
            raise self._fault(entry, f"<{entry.name}> has no id; {_LENIENTLY}")
        else:
            named = [(lang, term) for lang, term in terms if _term_of(term)]
            if not named:
                self.notices.note("left out: an entry without a term", entry.line)
                return None
            self.notices.note("entries without an ID are called by their first term", entry.line)
            entity = derived_id(self._lang(named[0][0]), _term_of(named[0][1]))
        if entity in self._ids and written:
            raise self._fault(entry, f"ID {written!r} stands in line {self._ids[entity]} already")
        self._ids.setdefault(entity, entry.line)
        return entity

    def _lang(self, section: Node) -> str:
        tag = section.attributes.get(LANG) or section.attributes.get("lang")
        if not tag:
            raise self._fault(section, f"<{section.name}> has no xml:lang")
        return lang_or_und(tag, self.notices, section.line)

    # -- one term --------------------------------------------------------------------------------------------

    def _term(self, entity: str, lang: str, node: Node) -> bool:
        """Take in a term and what is said of it; was there one?"""
        name = _term_of(node)
        if fault := fault_of_name(name):
            self.notices.note(f"left out: a term that cannot be found in text ({fault.replace('name', 'it')})", node.line)
            return False
        alias, facts = self._alias(Alias(entity, name, lang, "", "", "", ""), list(self._said(node, "term")))
        key = (entity, name, lang, alias.kind)
        line, known = self.aliases.setdefault(key, (node.line, alias))
        if known.status != alias.status:
            self.notices.note(f"a term stands twice in an entry, as {known.status} and as {alias.status}: the first is kept", node.line)
        elif line != node.line or known is not alias:
            self.notices.note("a term stands twice in a language of an entry: it is kept once", node.line)
        self.facts += [Fact(entity, lang, name, one.category, one.value, one.extra) for one in facts]
        return True

    def _alias(self, alias: Alias, said: list[_Said]) -> tuple[Alias, list[_Said]]:
        """The alias, and what of all that is said it does not hold."""
        cells: dict[str, str] = {}
        rest: list[_Said] = []
        for one in said:
            taken = self._cell(one, cells)
            if taken is not None:
                cells[taken[0]] = taken[1]
            if taken is None or (taken[0] == "status" and not is_exact(one.value)):
                rest.append(one)
        kind = cells.get("kind")
        if kind is not None:  # the file is ours: it says the kind, and the type only for others
            rest = [one for one in rest if (one.category, one.value) != ("termType", TERM_TYPES.get(kind))]
        else:
            kind = self._kind(rest)
        status = cells.get("status", "admitted")
        return Alias(
            alias.id, alias.name, alias.lang, kind, status, cells.get("source") or self._reading.source, cells.get("note", "")
        ), rest

    def _kind(self, said: list[_Said]) -> str:
        if self._reading.kind == "term":
            return "term"
        found = (KINDS_OF_TYPES.get(one.value) for one in said if one.category == "termType")
        return next((kind for kind in found if kind is not None), self._reading.kind)

    def _cell(self, one: _Said, cells: dict[str, str]) -> tuple[str, str] | None:
        """Which cell of the alias something is, and its value; None for what is a fact of its own."""
        if one.category == "kind" and one.value in KINDS:
            return "kind", one.value
        if one.extra:
            return None
        if one.category in ("note", "source") and one.category not in cells and one.value:
            return one.category, one.value
        if one.category == _STATUS and "status" not in cells and one.node.name != "note":
            status = status_of(one.value)
            if status is None:
                self.notices.note(f"unknown status {one.value!r}: taken as admitted, the word is kept", one.node.line)
                return "status", "admitted"
            if not is_exact(one.value):
                self.notices.note(f"status {one.value!r} is taken as {status}, the word is kept", one.node.line)
            return "status", status
        return None

    # -- what is said ----------------------------------------------------------------------------------------

    def _said(self, node: Node, level: Level) -> Iterator[_Said]:
        """Everything that the children of an element say, but for languages and terms."""
        for child in node:
            if child.name in (*_LANGS, *_TERMS, "term"):
                continue
            if child.name == "termGrp":
                yield from self._said(child, level)
            elif child.name.endswith("Grp"):
                yield from self._grouped(child, level)
            else:
                one = self._one(child, level)
                if one.value or one.extra:
                    yield one

    def _grouped(self, group: Node, level: Level) -> Iterator[_Said]:
        parts = [self._one(node, level, within=group.name) for node in _flat(group)]
        if not parts:
            return
        main, *others = parts
        extra = main.extra + tuple(pair for one in others for pair in ((one.category, one.value), *_qualified(one)) if pair[1])
        if main.value or extra:
            yield _Said(main.category, main.value, extra, main.node)

    def _one(self, node: Node, level: Level, within: str = "") -> _Said:
        category, value = self._category(node), self._value(node)
        target = node.attributes.get("target", "").strip()
        extra = (("target", target),) if target else ()
        if self._dialect is not None and not (within and within != "transacGrp" and category == "source"):
            fault = fault_of(self._dialect, category.rpartition(":")[2], level, value)
            if fault is not None:
                raise self._fault(node, f"{fault}; {_LENIENTLY}")
        if node.name == "note" and (found := unbracketed(value)) is not None:
            return _Said(*found, node)
        if ":" in category:
            element, _, name = category.partition(":")
            self.notices.note(f"{element} {name!r} is no category of TBX-Basic: kept, and exported as a note", node.line)
        return _Said(category, SAME_VALUES.get((category, value), value), extra, node)

    def _category(self, node: Node) -> str:
        """The category that an element is of, by its type (style DCA) or name (DCT); with its element where TBX-Basic has none such."""
        if node.space not in ("", SPACE):
            name = SAME.get(node.name, node.name)
            return name if name in BASIC else f"{node.space.rpartition('/')[2] or 'dct'}:{name}"
        if node.name not in TYPED:
            return node.name if node.name in ("note", "date") else f"tbx:{node.name}"
        written = node.attributes.get("type", "").strip().translate(_BRACKETS)
        if not written and self._dialect is not None:
            raise self._fault(node, f"<{node.name}> has no type; {_LENIENTLY}")
        name = SAME.get(written, written)
        return name if name in BASIC and BASIC[name].element == node.name else f"{node.name}:{name or 'untyped'}"

    def _value(self, node: Node) -> str:
        if node.is_marked_up:
            self.notices.note(f"markup inside <{node.name}> is dropped, its text is kept", node.line)
        value = node.text
        if fault_of_text(value):
            self.notices.note("control characters are left out", node.line)
            value = "".join(c for c in value if not fault_of_text(c))
        return value

    # -- structure -------------------------------------------------------------------------------------------

    def _check(self, node: Node, but: tuple[str, ...] = ()) -> None:
        """Hold an element and all inside to the structure of TBX 3."""
        model = CONTENT.get(node.name) if node.space == SPACE else None
        if model is None:
            return
        if stray := next((part for part in node.content if isinstance(part, str) and part.strip()), None):
            raise self._fault(node, f"text where <{node.name}> has only elements: {stray.strip()[:40]!r}; {_LENIENTLY}")
        names = "".join(f"{child.name if child.space == SPACE else 'DCT'} " for child in node)
        if not model.fullmatch(names):
            raise self._misplaced(node, model.pattern)
        for child in node:
            if child.name not in but:
                self._check(child, but)

    def _misplaced(self, node: Node, model: str) -> FormatError:
        """Which child stands where the structure has none such: the first with which what stands so far cannot be begun."""
        children = list(node)
        for number, child in enumerate(children):
            name = child.name if child.space == SPACE else "DCT"
            again = [other.name for other in children[:number]].count(child.name)
            if not _names(model, name):
                return self._fault(child, f"<{child.name}> may not stand in <{node.name}>; {_LENIENTLY}")
            if again and not _repeats(model, name):
                return self._fault(child, f"a second <{child.name}> in <{node.name}>; {_LENIENTLY}")
        return self._fault(node, f"the elements in <{node.name}> are not those that TBX has, in its order; {_LENIENTLY}")


_BRACKETS = str.maketrans("[]", "()")


def _names(model: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", model) is not None


def _repeats(model: str, name: str) -> bool:
    """Is an element inside a part of a model that repeats?"""
    return re.search(rf"\(\?:(?:[^()]|\(\?:[^()]*\))*\b{name}\b(?:[^()]|\(\?:[^()]*\))*\)[*+]|\(\?:{name} \)[*+]", model) is not None


def _term_of(section: Node) -> str:
    term = section.first("term") or next((t for group in section if group.name == "termGrp" and (t := group.first("term"))), None)
    return term.text if term is not None else ""


def _flat(group: Node) -> Iterator[Node]:
    for child in group:
        if child.name.endswith("Grp"):
            yield from _flat(child)
        else:
            yield child


def _qualified(one: _Said) -> Iterator[tuple[str, str]]:
    return ((f"{one.category}/{name}", text) for name, text in one.extra)


def _inside(node: Node) -> Iterator[Node]:
    for child in node:
        yield child
        yield from _inside(child)
