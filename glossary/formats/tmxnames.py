"""TMX as a termbase: one tu an entity, the names of its languages. Translation memories of texts are read by bitexts.py.

Written: TMX 1.4, valid by its DTD; the ID is the tuid, and what TMX has no place for (kind, status, source) is a prop of the tuv, so
that our own files come back as they were. Tags are by region (zh-TW), as tools of translators want them. Read: any TMX; inline
elements are seen through, but for native code. A tu without an ID is called by its first name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from glossary.errors import FormatError
from glossary.formats.termbases import Notices, Termbase, Written, derived_id, id_of, lang_or_und, preferred_names
from glossary.formats.trees import LANG, Node, plain, read_tree, text_of
from glossary.formats.vocabularies import regional
from glossary.formats.xml import UNWRITABLE
from glossary.model import Alias
from glossary.rules import fault_of_name
from glossary.vocabulary import KINDS, STATUSES

#: Elements whose content is no language.
_CODE = ("bpt", "ept", "it", "ut", "ph")
_PROP = "x-glossary-"


def read_tmx_names(path: str, source: str, kind: str, encoding: str | None) -> Termbase:
    """The names in a TMX file, and notices. Raises FormatError (line, column), NotFoundError."""
    reader = _Reader(path, source, kind)
    root = read_tree(text_of(path, encoding), path, frozenset(["tu"]), reader.read)
    if root.name != "tmx":
        raise FormatError(path, root.line, root.column, f"not TMX: the root is <{root.name}>")
    return Termbase(tuple(reader.aliases.values()), notices=reader.notices.all())


class _Reader:
    def __init__(self, path: str, source: str, kind: str) -> None:
        self._path, self._source, self._kind = path, source, kind
        self.aliases: dict[tuple[str, str, str, str], tuple[int, Alias]] = {}
        self.notices = Notices()

    def read(self, root: Node, unit: Node) -> None:
        """Take in one tu."""
        names = [(variant, lang, name) for variant in unit if variant.name == "tuv" for lang, name in self._named(variant)]
        if not names:
            self.notices.note("left out: a tu without a name", unit.line)
            return
        written = unit.attributes.get("tuid", "").strip()
        entity = id_of(written) if written else derived_id(names[0][1], names[0][2])
        preferred: set[str] = set()
        for variant, lang, name in names:
            props = {prop.attributes.get("type", ""): prop.text for prop in variant if prop.name == "prop"}
            kind, status = props.get(f"{_PROP}kind", ""), props.get(f"{_PROP}status", "")
            if status not in STATUSES:
                status = "admitted" if lang in preferred else "preferred"
            preferred.add(lang)
            note = variant.first("note")
            alias = Alias(
                entity, name, lang, kind if kind in KINDS else self._kind, status,
                props.get(f"{_PROP}source") or self._source, note.text if note else "",
            )  # fmt: skip
            self.aliases.setdefault((entity, name, lang, alias.kind), (variant.line, alias))

    def _named(self, variant: Node) -> Iterator[tuple[str, str]]:
        tag = variant.attributes.get(LANG) or variant.attributes.get("lang", "")
        if not tag:
            raise FormatError(self._path, variant.line, variant.column, "<tuv> has no xml:lang")
        segment = variant.first("seg")
        name = plain("".join(_language(segment))) if segment else ""
        if fault := fault_of_name(name):
            self.notices.note(f"left out: {fault.replace('name', 'a segment', 1)}", variant.line)
        else:
            yield lang_or_und(tag, self.notices, variant.line), name


def _language(node: Node) -> Iterator[str]:
    for part in node.content:
        if isinstance(part, str):
            yield part
        elif part.name not in _CODE:
            yield from _language(part)


def write_tmx_names(aliases: Iterable[Alias], langs: tuple[str, str] | None, notices: Notices) -> Written:
    """A tu for each entity that has names in two languages (or in those two), its best name in each."""
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n',
        '  <header creationtool="zhengming" creationtoolversion="1" segtype="phrase" o-tmf="zhengming" adminlang="en" ',
        f'srclang="{regional(langs[0]) if langs else "*all*"}" datatype="plaintext"/>\n  <body>\n',
    ]
    for names in preferred_names(aliases, langs, notices):
        if any(UNWRITABLE.search(alias.name) for alias in names):
            notices.note("left out: a name with a character that XML does not have")
            continue
        out.append(f"    <tu tuid={quoteattr(names[0].id)}>\n")
        out += [_variant(alias) for alias in names]
        out.append("    </tu>\n")
    out.append("  </body>\n</tmx>\n")
    return Written("".join(out).encode(), notices.all())


def _variant(alias: Alias) -> str:
    note = f"<note>{_text(alias.note)}</note>" if alias.note else ""
    cells = {"kind": alias.kind, "status": alias.status, "source": alias.source}
    props = "".join(f'<prop type="{_PROP}{name}">{_text(value)}</prop>' for name, value in cells.items() if value)
    return f'      <tuv xml:lang="{regional(alias.lang)}">{note}{props}<seg>{_text(alias.name)}</seg></tuv>\n'


def _text(text: str) -> str:
    return escape(UNWRITABLE.sub("", text))
