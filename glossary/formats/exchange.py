"""Every format that names come in and go out by: one table of what it is called, which suffixes are its own, and what it cannot hold.

Plain tables (csv, tsv, jsonl) are read row by row; all else is read whole, before anything is imported. A loss that is not in the
table is a fault: tests/test_formats_termbases.py reads back what each format writes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from glossary.errors import FormatError, InputError
from glossary.formats.termbases import Notices, Termbase, Written, from_names, from_pairs, to_pairs
from glossary.model import Alias, Fact
from glossary.rules import fault
from glossary.vocabulary import is_lang

#: Suffixes that say a format by themselves; `.gz` may follow those of text.
SUFFIXES = {
    ".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx", ".tbx": "tbx", ".tbx.xml": "tbx", ".tmx": "tmx",
    ".utf8": "omegat", ".tab": "omegat",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, whether it holds pairs of two languages only, and what a glossary loses in it."""

    what: str
    paired: bool = False
    losses: tuple[str, ...] = ()


_FACTS = "facts (definitions and the like)"
_OF_PAIRS = (
    _FACTS, "IDs: they are made from the source name", "kind, status, source and note", "names that are neither preferred nor admitted",
    "tickers, misspellings, former names", "languages other than the two", "names of two entities",
)  # fmt: skip
FORMATS: Mapping[str, Format] = {
    "csv": Format("plain table", losses=(_FACTS,)),
    "tsv": Format("plain table", losses=(_FACTS,)),
    "jsonl": Format("plain table", losses=(_FACTS,)),
    "xlsx": Format("plain table as a workbook", losses=(_FACTS, "characters that XML does not have")),
    "tbx": Format("TermBase eXchange: reads 2008 and 3, writes 3 Basic", losses=(
        "characters that XML does not have", "zh-CN, zh-TW, zh-HK, zh-MO and zh-SG come back as zh-Hans, zh-Hant-TW …",
        "the order in which facts of one name stand")),
    "tmx": Format("translation memory, a unit an entity", losses=(
        _FACTS, "all but the best approved name of each language", "tickers, misspellings, former names",
        "entities with names in one language alone", "characters that XML does not have",
        "zh-CN, zh-TW, zh-HK, zh-MO and zh-SG come back as zh-Hans, zh-Hant-TW …")),
    "omegat": Format("OmegaT glossary", paired=True, losses=(
        *_OF_PAIRS, "names that begin with #", "a note of the target is a comment")),
    "deepl": Format("DeepL glossary", paired=True, losses=(*_OF_PAIRS, "names of more than 1,024 bytes")),
    "google": Format("Google Translation glossary", paired=True, losses=(*_OF_PAIRS, "names of more than 1,024 bytes")),
}  # fmt: skip
TABLES = ("csv", "tsv", "jsonl")


@dataclass(frozen=True, slots=True)
class Exchange:
    """How a file is to be read or written: what the caller says that the file does not.

    `form`: a key of FORMATS, "" for what the suffix says. `kind`: of names whose kind the file does not say, "" for `term` (in a plain
    table, `short`). `names`: columns to rename. `lenient`: a TBX file may break the rules of its dialect.
    """

    form: str = ""
    source: str = ""
    kind: str = ""
    encoding: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    source_lang: str = ""
    target_lang: str = ""
    lenient: bool = False


def form_of(path: str, named: str = "") -> str:
    """Which format: as named, else by the suffix. Raises InputError.

    >>> form_of("suse.tbx.xml"), form_of("names.csv.gz"), form_of("a.csv", "deepl")
    ('tbx', 'csv', 'deepl')
    """
    if named:
        named = "jsonl" if named == "ndjson" else named
        if named not in FORMATS:
            raise InputError(f"unknown format {named!r}; known: {' '.join(FORMATS)}")
        return named
    lower = path.removesuffix(".gz").lower()
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if lower.endswith(suffix):
            return SUFFIXES[suffix]
    raise InputError(f"{path}: its name does not say its format; say which with --format: {' '.join(FORMATS)}")


def langs_of(exchange: Exchange, path: str, form: str) -> tuple[str, str]:
    """The two languages of a file of pairs. Raises InputError where they are not named, or are none."""
    for option, lang in (("--source-lang", exchange.source_lang), ("--target-lang", exchange.target_lang)):
        if not lang:
            raise InputError(f"{path}: a {form} glossary does not name its languages; say {option}")
        if not is_lang(lang):
            raise InputError(f"unknown language {lang!r} for {option}; use a BCP 47 tag such as en zh-Hans zh-Hant-TW")
    if exchange.source_lang == exchange.target_lang:
        raise InputError(f"--source-lang and --target-lang are both {exchange.source_lang}")
    return exchange.source_lang, exchange.target_lang


def read(path: str, exchange: Exchange, ignored: Callable[[list[str]], None] = lambda columns: None) -> Termbase:
    """What a file says; `ignored` is told the columns of a table that are not ours. Raises FormatError, NotFoundError, InputError."""
    form = form_of(path, exchange.form)
    if form in TABLES:
        from glossary.formats.tables import Reading, read_aliases

        return Termbase(read_aliases(path, Reading(exchange.source, form, exchange.encoding, exchange.names, exchange.kind), ignored))
    termbase = _read_whole(path, form, exchange, ignored)
    for line, alias in termbase.aliases:
        if (found := fault(alias)) is not None:
            raise FormatError(path, line, None, found[1])
    return termbase


def _read_whole(path: str, form: str, exchange: Exchange, ignored: Callable[[list[str]], None]) -> Termbase:
    source, kind = exchange.source or path, exchange.kind or "term"
    if form == "tbx":
        from glossary.formats.tbx import TbxReading, read_tbx

        return read_tbx(path, TbxReading(source, kind, exchange.encoding, exchange.lenient))
    if form == "tmx":
        from glossary.formats.tmxnames import read_tmx_names

        return read_tmx_names(path, source, kind, exchange.encoding)
    if form == "xlsx":
        from glossary.formats.namesheets import read_workbook
        from glossary.formats.tables import Shape, to_aliases

        rows = read_workbook(path, Shape(exchange.names))
        return Termbase(tuple(to_aliases(rows, path, source, ignored, exchange.kind)))
    return _read_glossary(path, form, exchange)


def _read_glossary(path: str, form: str, exchange: Exchange) -> Termbase:
    from glossary.formats import glossaries

    source, kind, encoding = exchange.source or path, exchange.kind or "term", exchange.encoding
    if form == "google":
        named = langs_of(exchange, path, form) if exchange.source_lang else None
        return from_names(glossaries.read_google(path, encoding, named), kind, source)
    langs = langs_of(exchange, path, form)
    notices = Notices()
    pairs = glossaries.read_omegat(path, encoding, notices) if form == "omegat" else glossaries.read_deepl(path, encoding, langs)
    return from_pairs(pairs, langs, (kind, source), notices)


def write(path: str, exchange: Exchange, aliases: Iterable[Alias], facts: Iterable[Fact]) -> Written:
    """The bytes of a file of any format, and what it does not say of the glossary. Raises InputError."""
    form = form_of(path, exchange.form)
    if form == "tbx":
        from glossary.formats.tbxwriting import write_tbx

        return write_tbx(aliases, facts)
    notices = Notices()
    for _ in facts:
        notices.note("left out: facts (definitions and the like), which tbx has a place for")
    if form in TABLES:
        from glossary.formats.tables import write_aliases

        text = io.StringIO(newline="")
        write_aliases(text, aliases, form)
        return Written(text.getvalue().encode(), notices.all())
    if form == "xlsx":
        from glossary.formats.namesheets import write_workbook

        return write_workbook(aliases, notices)
    return _write_names(path, form, exchange, aliases, notices)


def _write_names(path: str, form: str, exchange: Exchange, aliases: Iterable[Alias], notices: Notices) -> Written:
    """Formats that hold approved names alone."""
    if form == "tmx":
        from glossary.formats.tmxnames import write_tmx_names

        named = langs_of(exchange, path, form) if exchange.source_lang or exchange.target_lang else None
        return write_tmx_names(aliases, named, notices)
    from glossary.formats import glossaries

    langs = langs_of(exchange, path, form)
    pairs = to_pairs(aliases, *langs, notices)
    if form == "omegat":
        return glossaries.write_omegat(pairs, path, notices)
    if form == "deepl":
        return glossaries.write_deepl(pairs, path, notices)
    return glossaries.write_google(pairs, path, notices, langs)


def of_kinds(aliases: Iterable[Alias], kinds: Iterable[str]) -> Iterator[Alias]:
    """The aliases of some kinds, all where none is named."""
    wanted = frozenset(kinds)
    return (alias for alias in aliases if not wanted or alias.kind in wanted)
