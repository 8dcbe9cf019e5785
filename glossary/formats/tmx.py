"""TMX 1.1 to 1.4: a translation memory. A unit is one tuv in the source language with one in the target language.

Which language is the source: the caller, else `srclang` of the tu, of the header, else (*all*) the first tuv. Which is the target: the
caller; without, the file has to have one other language. Languages are matched by BCP 47 (zh finds zh-TW). Native code in bpt, ept,
it and ut is seen through, ph is a thing that no name reaches over, and a `sub` in them is text of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from glossary.errors import InputError
from glossary.formats.languages import Wanted, canonical, nearest
from glossary.formats.pairs import Pair, Pairs, TextFile
from glossary.formats.views import Span
from glossary.formats.xml import Contents, Elements, Inline

_XML_LANG = "http://www.w3.org/XML/1998/namespace|lang"
_ALL = "*all*"
_BREAK = re.compile(r"""\btype\s*=\s*["'](?:x-)?lb["']""")
INLINE = Inline(
    code=frozenset(("bpt", "ept", "it", "ut")),
    objects=frozenset(("ph",)),
    apart=frozenset(("sub",)),
    is_break=lambda tag: _BREAK.search(tag) is not None,
)


@dataclass(slots=True)
class _Memory:
    """A tu: its source language, and (language, content) of each tuv."""

    id: str
    srclang: str
    variants: list[tuple[str, Span]] = field(default_factory=list)


def read_tmx(file: TextFile, wanted: Wanted) -> Pairs:
    """The units of a memory. Raises FormatError; InputError where it has no such language, or several to choose from."""
    reader = _Reader(file)
    memories = reader.read()
    languages = _languages(memories, wanted, file.path)
    contents = Contents(file.text, file.path, INLINE, file.encoding)
    pairs: list[Pair] = []
    sources: Counter[str] = Counter()
    targets: Counter[str] = Counter()
    for memory in memories:
        source, found = _chosen(memory, languages)
        said = contents.read(memory.variants[source][1]) if source is not None and found else None
        for number in found:
            view, skip = contents.read(memory.variants[number][1])
            pairs.append(Pair(memory.id, said[0] if said else None, view, "", said[1] if said else (), skip))
            targets[memory.variants[number][0]] += 1
        sources.update([memory.variants[source][0]] if source is not None else [])
    return Pairs(tuple(pairs), canonical(_most(sources) or languages.source), canonical(_most(targets) or languages.target))


def _most(count: Counter[str]) -> str:
    return count.most_common(1)[0][0] if count else ""


def _languages(memories: list[_Memory], wanted: Wanted, path: str) -> Wanted:
    """What the caller asks for, checked against what the file has; a target that nobody names is the one other language."""
    there = list(dict.fromkeys(lang for memory in memories for lang, _ in memory.variants))
    for lang in wanted:
        if lang and there and not nearest(lang, there):
            raise InputError(f"{path}: has no {lang} among {', '.join(there)}")
    if wanted.target:
        return wanted
    others = list(dict.fromkeys(lang for memory in memories for lang in _others(memory, wanted)))
    if len(others) > 1:
        raise InputError(f"{path}: has translations into {', '.join(others)}; say which with --target-lang")
    return Wanted(wanted.source, others[0] if others else "")


def _source(memory: _Memory, wanted: Wanted) -> int | None:
    languages = [lang for lang, _ in memory.variants]
    said = wanted.source or memory.srclang
    if said == _ALL:
        others = nearest(wanted.target, languages) if wanted.target else []
        return next((number for number in range(len(languages)) if number not in others), None)
    return next(iter(nearest(said, languages)), None)


def _others(memory: _Memory, wanted: Wanted) -> Iterator[str]:
    source = _source(memory, wanted)
    return (memory.variants[number][0] for number in _rest(memory, source))


def _rest(memory: _Memory, source: int | None) -> list[int]:
    """The variants that could be targets; a second one in the language of the source is none."""
    lang = memory.variants[source][0] if source is not None else ""
    return [number for number, (other, _) in enumerate(memory.variants) if other != lang]


def _chosen(memory: _Memory, wanted: Wanted) -> tuple[int | None, list[int]]:
    """The numbers of the source and the targets among the variants."""
    source = _source(memory, wanted)
    rest = _rest(memory, source)
    return source, [rest[at] for at in nearest(wanted.target, [memory.variants[number][0] for number in rest])] if wanted.target else []


class _Reader:
    """Finds the tus of a file, and where their segments lie."""

    def __init__(self, file: TextFile) -> None:
        self._file = file
        self._elements = Elements(file.text, file.path)
        self._memories: list[_Memory] = []
        self._srclang = ""
        self._memory: _Memory | None = None
        self._lang = ""
        self._path: list[str] = []
        self._start = 0

    def read(self) -> list[_Memory]:
        self._elements.parse(self._enter, self._leave)
        return self._memories

    def _enter(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition("|")[2]
        if not self._path and local != "tmx":
            raise self._elements.refuse(f"not a TMX file: its root is <{local}>")
        parent = self._path[-1] if self._path else ""
        self._path.append(local)
        if local == "header":
            self._srclang = _lang(attributes.get("srclang", ""))
        elif local == "tu":
            self._memory = _Memory(attributes.get("tuid", ""), _lang(attributes.get("srclang", "")) or self._srclang or _ALL)
        elif local == "tuv" and parent == "tu":
            self._lang = _lang(attributes.get(_XML_LANG) or attributes.get("lang", ""))
            if not self._lang:
                raise self._elements.refuse("a tuv does not say its language (xml:lang)")
        elif local == "seg" and parent == "tuv":
            self._start = self._elements.tag_end

    def _leave(self, name: str) -> None:
        local = self._path.pop()
        if local == "seg" and self._memory and self._path[-1:] == ["tuv"]:
            self._memory.variants.append((self._lang, (self._start, self._elements.before)))
        elif local == "tu" and self._memory:
            self._memories.append(self._memory)
            self._memory = None


def _lang(tag: str) -> str:
    return tag if tag == _ALL else canonical(tag) or tag.strip().lower()
