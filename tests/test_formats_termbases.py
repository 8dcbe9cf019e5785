"""One contract for every format that names go out and come in by: what was written is read again, but for the losses that FORMATS lists."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.errors import FormatError, GlossaryError, InputError, NotFoundError
from glossary.formats import exchange
from glossary.formats.exchange import FORMATS, SUFFIXES, TABLES, Exchange
from glossary.formats.termbases import Notices, Termbase, derived_id, to_pairs
from glossary.formats.vocabularies import lang_of
from glossary.formats.xml import UNWRITABLE
from glossary.model import Alias, Fact
from glossary.rules import fault, fault_of_id
from glossary.vocabulary import KINDS, STATUSES
from tests.making import is_name, texts

FORMS = tuple(FORMATS)
PAIRED = tuple(form for form, about in FORMATS.items() if about.paired)
SUFFIX = {form: suffix for suffix, form in reversed(SUFFIXES.items())} | {"deepl": ".csv", "google": ".tsv"}
#: Names that have met trouble in some format.
NASTY = (
    "=1+1", "+8 Ltd", "-Mate", "@home", "#1 Store", "#N/A", "TRUE", "1e5", "007", "2330", 'the "Big" One', "'quoted'", "a, b; c",
    "[note] x", "[kind] legal", "[descrip:x] y [+source] z", "_x0041_", "&amp;", "<b>", "a]]>b", "C++", "שלום", "\u202bשלום\u202c x",
    "𠮷野家", "a\u2028b", "\u00e9", "e\u0301", "長鑫  存儲", "a\\nb", "x\u00a0y", "🚀x", "\ufeffx", "x" * 1000,
)  # fmt: skip
GLOSSARY = (
    Alias("cxmt", "CXMT", "en", "abbreviation", "preferred", "desk"),
    Alias("cxmt", "ChangXin Memory Technologies, Inc.", "en", "legal", "admitted", "desk", "reviewed: full"),
    Alias("cxmt", "Innotron", "en", "former", "superseded", "desk"),
    Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred", "desk", "ordinary word: no"),
    Alias("cxmt", "长鑫存储技术有限公司", "zh-Hans", "legal", "admitted", "desk"),
    Alias("cxmt", "長鑫存儲", "zh-Hant-TW", "short", "preferred", "desk"),
    Alias("cxmt", "688000.SH", "und", "ticker", "admitted", "desk"),
    Alias("jcet", "长电", "zh-Hans", "short", "preferred", "desk"),
    Alias("jcet", "JCET", "en", "abbreviation", "preferred", "desk"),
    Alias("power", "长电", "zh-Hans", "short", "preferred", "desk"),
    Alias("power", "Yangtze Power", "en", "short", "preferred", "desk"),
    Alias("TWSE:1314", "CPDC", "en", "abbreviation", "preferred", "desk"),
    Alias("t1", "memory", "en", "term", "preferred", "desk"),
    Alias("t1", "内存", "zh-Hans", "term", "deprecated", "desk"),
    Alias("t1", "存储器", "zh-Hans", "term", "admitted", "desk"),
)
FACTS = (
    Fact("cxmt", "", "", "definition", "a maker of DRAM", (("source", "desk"),)),
    Fact("t1", "zh-Hans", "内存", "descrip:Usage note", "only of computers"),
)


def how(form: str) -> Exchange:
    source, target = ("en", "zh-Hans") if form in PAIRED else ("", "")
    return Exchange(form, "another", source_lang=source, target_lang=target)


def written(form: str, aliases: Iterable[Alias], facts: Iterable[Fact], folder: Path) -> tuple[Path, list[str]]:
    """A file in a format, and what was told of it."""
    path = folder / f"names{SUFFIX[form]}"
    result = exchange.write(str(path), how(form), aliases, facts)
    path.write_bytes(result.data)
    return path, [str(notice) for notice in result.notices]


def read(path: Path, form: str) -> tuple[set[Alias], set[Fact]]:
    found = exchange.read(str(path), how(form))
    return {alias for _, alias in found.aliases}, set(found.facts)


def expected(form: str, aliases: Iterable[Alias], facts: Iterable[Fact]) -> tuple[set[Alias], set[Fact]]:
    """What is left of a glossary after the losses that FORMATS lists, said again by other means."""
    rows = list(aliases)
    if form in TABLES:
        return set(rows), set()
    if form == "xlsx":
        return {a for a in rows if not any(map(UNWRITABLE.search, (a.id, a.name, a.source, a.note)))}, set()
    rows = [a for a in rows if not UNWRITABLE.search(a.name)]
    if form == "tbx":
        return set(rows), set(facts)
    approved = [a for a in rows if a.status in ("preferred", "admitted") and a.kind not in ("ticker", "misspelling", "former")]
    if form == "tmx":
        best: dict[tuple[str, str], Alias] = {}
        for a in sorted(approved, key=lambda a: (STATUSES.index(a.status), KINDS.index(a.kind), a.name)):
            best.setdefault((a.id, a.lang), a)
        return {a for a in best.values() if sum(b.id == a.id for b in best.values()) > 1}, set()
    return set(from_pairs(form, approved)), set()


def from_pairs(form: str, approved: list[Alias]) -> Iterable[Alias]:
    for source, target in to_pairs(approved, "en", "zh-Hans", Notices()):
        if form == "omegat" and source.name.startswith("#"):
            continue
        if form != "omegat" and max(len(source.name.encode()), len(target.name.encode())) > 1024:
            continue
        if form != "omegat" and {"\u2028", "\u2029"} & set(source.name + target.name):
            continue
        note = target.note if form == "omegat" else ""
        entity = derived_id("en", source.name)
        yield Alias(entity, source.name, "en", "term", "preferred", "another")
        yield Alias(entity, target.name, "zh-Hans", "term", "preferred", "another", note)


# -- the contract --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_is_read_again_but_for_the_losses_that_are_listed(tmp_path: Path, form: str) -> None:
    path, _ = written(form, GLOSSARY, FACTS, tmp_path)
    assert read(path, form) == expected(form, GLOSSARY, FACTS)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_glossary_makes_the_same_file(tmp_path: Path, form: str) -> None:
    first, second = (exchange.write(f"x{SUFFIX[form]}", how(form), GLOSSARY, FACTS).data for _ in range(2))
    if form != "xlsx":  # a workbook says when it was made
        assert first == second


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_goes_through_every_format(tmp_path: Path, form: str, name: str) -> None:
    aliases = [Alias("e1", name, "en", "term", "preferred", "s", "a note"), Alias("e1", "另名", "zh-Hans", "term", "preferred", "s")]
    path, _ = written(form, aliases, (), tmp_path)
    assert read(path, form) == expected(form, aliases, ())


_cells = texts.map(str.strip).filter(lambda text: fault(Alias("a", "a", note=text)) is None)
_ids = st.one_of(
    st.sampled_from(["a", "b:1", "3M", "_x0041_"]), texts.filter(lambda text: fault_of_id(text) is None and not UNWRITABLE.search(text))
)
_names = st.one_of(st.sampled_from(NASTY), texts).filter(is_name)
_aliases = st.lists(
    st.builds(
        Alias, _ids, _names, st.sampled_from(["en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "ja", "und"]), st.sampled_from(KINDS),
        st.sampled_from(STATUSES), _cells.filter(bool), _cells,
    ),
    max_size=6, unique_by=lambda a: (a.id, a.name, a.lang, a.kind),
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@given(aliases=_aliases)
@example(aliases=list(GLOSSARY))
def test_any_glossary_goes_through_every_format(form: str, aliases: list[Alias]) -> None:
    aliases = [a for a in aliases if form in TABLES or not UNWRITABLE.search(a.note + a.source)]
    with tempfile.TemporaryDirectory() as folder:
        if form in ("csv", "tsv", "jsonl", "xlsx") or aliases:
            path, _ = written(form, aliases, (), Path(folder))
            if form == "tbx" and not expected(form, aliases, ())[0]:
                return  # a TBX file has an entry at least
            assert read(path, form)[0] == expected(form, aliases, ())[0]


_fact_values = _cells.filter(lambda text: bool(text) and not UNWRITABLE.search(text))
_extra = st.lists(st.tuples(st.sampled_from(["source", "note", "date", "responsibility", "admin:x"]), _fact_values), max_size=2).map(tuple)
_categories = st.sampled_from(
    [
        "definition",
        "context",
        "subjectField",
        "partOfSpeech",
        "transactionType",
        "note",
        "termType",
        "descrip:Usage note",
        "source",
        "ling:x",
    ]
)


@given(places=st.lists(st.tuples(st.sampled_from(["", "en"]), st.booleans(), _categories, _fact_values, _extra), max_size=5))
def test_any_fact_goes_through_tbx(places: list[tuple[str, bool, str, str, tuple[tuple[str, str], ...]]]) -> None:
    alias = Alias("e1", "N1", "en", "term", "preferred", "s", "a note")
    facts = {Fact("e1", lang, "N1" if lang and named else "", category, value, extra) for lang, named, category, value, extra in places}
    with tempfile.TemporaryDirectory() as folder:
        path, _ = written("tbx", [alias], facts, Path(folder))
        assert read(path, "tbx") == ({alias}, facts)


def test_any_tbx_that_is_written_is_valid(shared: Path) -> None:
    from lxml import etree

    grammar = etree.RelaxNG(etree.parse(str(shared / "referees/tbx/Basic/DCA/TBXcoreStructV03_TBX-Basic_integrated.v1.1.rng")))
    about = st.tuples(st.sampled_from(["", "en"]), st.booleans(), _categories, _cells, _extra)

    @given(names=st.lists(_aliases.filter(bool), min_size=1, max_size=2), places=st.lists(about, max_size=4))
    def check(names: list[list[Alias]], places: list[tuple[str, bool, str, str, tuple[tuple[str, str], ...]]]) -> None:
        aliases = [alias for some in names for alias in some if not UNWRITABLE.search(alias.name)]
        if aliases:
            first = aliases[0]
            facts = [Fact(first.id, lang and first.lang, first.name if lang and named else "", *rest) for lang, named, *rest in places]  # type: ignore[arg-type]
            data = exchange.write("a.tbx", Exchange("tbx"), aliases, facts).data
            assert grammar.validate(etree.fromstring(data)), grammar.error_log

    check()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("garbage", [b"\xff\xfe\x00", b"\x80\x81", b"PK\x03\x04 no zip", b'"', b"<a>"])
def test_garbage_is_refused_in_one_line_or_holds_no_name(tmp_path: Path, form: str, garbage: bytes) -> None:
    path = tmp_path / f"names{SUFFIX[form]}"
    path.write_bytes(garbage)
    try:
        assert read(path, form) == (set(), set())
    except GlossaryError as error:
        assert str(error).startswith(str(path)) and str(error).isprintable()


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_not_there_is_said_so(tmp_path: Path, form: str) -> None:
    with pytest.raises(NotFoundError, match="no such file"):
        read(tmp_path / f"none{SUFFIX[form]}", form)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "xlsx"])
def test_a_packed_file_is_read(tmp_path: Path, form: str) -> None:
    path, _ = written(form, GLOSSARY, FACTS, tmp_path)
    packed = path.with_name(f"{path.name}.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed, form) == read(path, form)


def test_every_format_lists_its_losses() -> None:
    assert all(about.losses for about in FORMATS.values())
    assert set(SUFFIXES.values()) | {"deepl", "google"} == set(FORMATS)


# -- what each is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "named", "form"),
    [("a.tbx", "", "tbx"), ("a.TBX.xml", "", "tbx"), ("a.utf8", "", "omegat"), ("a.txt", "omegat", "omegat"), ("a.csv", "", "csv"),
     ("a.csv.gz", "", "csv"), ("a.xlsx", "", "xlsx"), ("a.tmx", "", "tmx"), ("-", "tbx", "tbx"), ("a", "ndjson", "jsonl")],
)  # fmt: skip
def test_the_format_goes_by_name_then_by_suffix(path: str, named: str, form: str) -> None:
    assert exchange.form_of(path, named) == form


@pytest.mark.parametrize(("path", "named"), [("a.txt", ""), ("a.xml", ""), ("a", ""), ("a.csv", "mab2")])
def test_a_format_that_is_not_known_is_asked_for(path: str, named: str) -> None:
    with pytest.raises(InputError, match="tbx"):
        exchange.form_of(path, named)


@pytest.mark.parametrize("form", PAIRED)
@pytest.mark.parametrize(
    ("source", "target", "why"), [("", "en", "source-lang"), ("en", "", "target-lang"), ("en", "en", "both"), ("en", "xx", "unknown")]
)
def test_pairs_want_their_languages(form: str, source: str, target: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        exchange.write("x", Exchange(form, source_lang=source, target_lang=target), GLOSSARY, ())


def pairs_of(path: Path, form: str) -> list[tuple[str, str]]:
    rows = [alias for _, alias in exchange.read(str(path), how(form)).aliases]
    return [(a.name, b.name) for a in rows for b in rows if a.id == b.id and (a.lang, b.lang) == ("en", "zh-Hans")]


@pytest.mark.parametrize(
    ("name", "data", "pairs"),
    [
        ("a.tab", "cell\t细胞\n# a comment\nroom\t房间\tof a house\n", [("cell", "细胞"), ("room", "房间")]),
        ("a.txt", '# x -*- coding: gb18030 -*-\ncell\t细胞\nsay "a"\t说\n', [("cell", "细胞"), ('say "a"', "说")]),
        ("b.txt", "\n\ncell\t细胞\r\nno target\n\t无\nroom \t 房间\n", [("cell", "细胞"), ("room", "房间")]),
        ("a.csv", '"a, b",细胞\n"say ""a""",说,comment\n', [("a, b", "细胞"), ('say "a"', "说")]),
        ("e.txt", "", []),
    ],
)
def test_omegat_glossaries_are_read_as_omegat_reads_them(tmp_path: Path, name: str, data: str, pairs: list[tuple[str, str]]) -> None:
    path = tmp_path / name
    for encoding in ("gb18030",) if "coding" in data else ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes(data.encode(encoding))
        assert pairs_of(path, "omegat") == pairs


def test_a_line_that_omegat_passes_over_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("介绍    紹介\ncell\t细胞\n", encoding="utf-8")
    (notice,) = exchange.read(str(path), how("omegat")).notices
    assert (notice.count, notice.line) == (1, 1) and "tab" in str(notice)


def test_a_second_translation_is_admitted(tmp_path: Path) -> None:
    path = tmp_path / "a.tab"
    path.write_text("cell\t细胞\ncell\t单元\n", encoding="utf-8")
    found = {(a.name, a.status) for _, a in exchange.read(str(path), how("omegat")).aliases}
    assert found == {("cell", "preferred"), ("细胞", "preferred"), ("单元", "admitted")}


@pytest.mark.parametrize(
    ("form", "text", "place", "why"),
    [
        ("deepl", "cell,细胞\nroom\n", "2", "1 cells"),
        ("deepl", "cell,细胞,x\n", "1", "3 cells"),
        ("deepl", 'cell,"细\n', "1", "never closed"),
        ("deepl", "cell,\n", "1:2", "is empty"),
        ("deepl", f"cell,{'细' * 342}\n", "1:2", "1,026 bytes"),
        ("deepl", "cell,细胞,EN,DE\n", "1:4", "'DE'"),
        ("google", "en,zh-CN\ncell\n", "2", "1 cells"),
        ("google", f"en,zh-CN\n{'x' * 1025},细\n", "2:1", "1,025 bytes"),
    ],
)
def test_what_deepl_and_google_would_not_take_is_refused_with_its_place(tmp_path: Path, form: str, text: str, place: str, why: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        read(path, form)
    assert str(caught.value).startswith(f"{path}:{place}:") and why in str(caught.value)


def test_an_equivalent_term_set_has_as_many_languages_as_its_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("en,zh-CN,zh-TW,pos,description\nmemory,内存,記憶體,noun,RAM\nchip,,晶片,,\n", encoding="utf-8")
    found = exchange.read(str(path), Exchange("google", "s"))
    assert [(a.id, a.name, a.lang, a.note) for _, a in found.aliases] == [
        ("en:memory", "memory", "en", ""),
        ("en:memory", "内存", "zh-Hans", "pos: noun; description: RAM"),
        ("en:memory", "記憶體", "zh-Hant-TW", "pos: noun; description: RAM"),
        ("en:chip", "chip", "en", ""),
        ("en:chip", "晶片", "zh-Hant-TW", ""),
    ]


def test_a_name_of_two_entities_is_in_no_pair_and_that_is_told(tmp_path: Path) -> None:
    rows = [Alias(a.id, a.name, {"en": "zh-Hans", "zh-Hans": "en"}.get(a.lang, a.lang), a.kind, a.status) for a in GLOSSARY]
    path, notices = written("deepl", rows, (), tmp_path)
    assert "长电" not in path.read_text(encoding="utf-8")
    assert any("'长电'" in notice and "jcet, power" in notice for notice in notices)


def test_a_deprecated_name_is_in_no_glossary_of_pairs(tmp_path: Path) -> None:
    for form in PAIRED:
        path, _ = written(form, GLOSSARY, (), tmp_path)
        text = path.read_text(encoding="utf-8")
        assert "存储器" in text and "内存" not in text and "Innotron" not in text and "688000" not in text


def test_a_full_name_is_not_paired_with_a_short_one(tmp_path: Path) -> None:
    path, _ = written("omegat", GLOSSARY, (), tmp_path)
    assert ("ChangXin Memory Technologies, Inc.", "长鑫存储技术有限公司") in pairs_of(path, "omegat")


@pytest.mark.parametrize("langs", [("", ""), ("en", "zh-Hans")])
def test_tmx_is_valid_and_says_the_source_language(tmp_path: Path, shared: Path, langs: tuple[str, str]) -> None:
    from lxml import etree

    data = exchange.write("a.tmx", Exchange("tmx", source_lang=langs[0], target_lang=langs[1]), GLOSSARY, ()).data
    tree = etree.fromstring(data)
    with (shared / "referees" / "tmx" / "tmx14.dtd").open("rb") as file:
        dtd = etree.DTD(file)
    assert dtd.validate(tree), dtd.error_log
    assert tree.find("header").get("srclang") == (langs[0] or "*all*")


def test_inline_elements_of_tmx_are_seen_through(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header/><body><tu><tuv xml:lang="en-us"><seg>cell <bpt i="1">\\b</bpt>one'
        '<ept i="1">\\b0</ept></seg></tuv><tuv xml:lang="zh-tw"><seg><hi>細胞</hi></seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    found = exchange.read(str(path), Exchange(source="s"))
    assert [(a.id, a.name, a.lang, a.status) for _, a in found.aliases] == [
        ("en-US:cell-one", "cell one", "en-US", "preferred"),
        ("en-US:cell-one", "細胞", "zh-Hant-TW", "preferred"),
    ]


def test_a_language_that_is_known_by_its_region_leads_back() -> None:
    assert {lang_of(tag) for tag in ("zh-CN", "zh-TW", "zh-HK")} == {"zh-Hans", "zh-Hant-TW", "zh-Hant-HK"}


def test_a_termbase_may_be_empty() -> None:
    assert Termbase(()).facts == ()
