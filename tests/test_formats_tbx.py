"""TBX of every kind is read to the same names and facts; what breaks the rules or would harm is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.errors import FormatError
from glossary.formats import exchange
from glossary.formats.categories import bracketed, unbracketed
from glossary.formats.exchange import Exchange
from glossary.formats.tbx import TbxReading, read_tbx
from glossary.formats.tbxwriting import write_tbx
from glossary.formats.termbases import Termbase, id_of, xml_id
from glossary.formats.vocabularies import LTAC, is_exact, lang_of, ltac_status, regional, status_of
from glossary.model import Alias, Fact
from glossary.rules import fault_of_id
from glossary.vocabulary import STATUSES

FILES = Path(__file__).parent / "files"
DEFINITION = Fact("c1", "en", "", "definition", "a chip that forgets without power", (("source", "desk"),))


def read(name: str, **how: object) -> Termbase:
    return read_tbx(str(FILES / name), TbxReading("s", **how))  # type: ignore[arg-type]


def aliases(termbase: Termbase) -> list[Alias]:
    return [alias for _, alias in termbase.aliases]


def refusal(tmp_path: Path, text: str | bytes, *, lenient: bool = False) -> str:
    """What is said of a file that is refused, from its place on."""
    path = tmp_path / "a.tbx"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FormatError) as caught:
        read_tbx(str(path), TbxReading("s", lenient=lenient))
    message = str(caught.value)
    assert message.isprintable()
    return message.removeprefix(f"{path}:")


def basic(*changes: tuple[str, str]) -> str:
    text = (FILES / "basic.tbx").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


# -- what is read --------------------------------------------------------------------------------------------


def test_version_3_is_read_with_all_that_it_says() -> None:
    found = read("basic.tbx")
    assert aliases(found) == [
        Alias("c1", "dynamic random-access memory", "en", "term", "admitted", "s", "long; rarely needed"),
        Alias("c1", "DRAM", "en", "term", "preferred", "house style"),
        Alias("c1", "動態隨機存取記憶體", "zh-Hant-TW", "term", "preferred", "s"),
        Alias("c1", "动态随机存取存储器", "zh-Hans", "term", "preferred", "s"),
        Alias("c1", "动态随机存储器", "zh-Hans", "term", "deprecated", "s"),
        Alias("c1", "动随存", "zh-Hans", "term", "superseded", "s"),
    ]
    person = (("date", "2026-01-31"), ("responsibility", "Li Wei"), ("responsibility/target", "p1"))
    assert set(found.facts) == {
        Fact("c1", "", "", "subjectField", "memory"),
        Fact("c1", "", "", "transactionType", "origination", person),
        DEFINITION,
        Fact("c1", "en", "dynamic random-access memory", "termType", "fullForm"),
        Fact("c1", "en", "DRAM", "partOfSpeech", "noun"),
        Fact("c1", "en", "DRAM", "context", "DRAM prices fell.", (("source", "a daily"),)),
    }
    assert next(line for line, _ in found.aliases) == 19


def test_the_names_of_v4_are_those_of_1_2_1() -> None:
    found = read("basic-v4.tbx")
    assert [(a.name, a.status) for a in aliases(found)] == [("CXMT", "preferred"), ("Innotron Memory", "deprecated")]
    assert Fact("cxmt", "", "", "transactionType", "origination", (("date", "2026-01-31"),)) in found.facts
    assert found.notices == ()


def test_style_dct_says_the_same() -> None:
    found = read("basic-dct.tbx")
    assert aliases(found) == [Alias("c1", "DRAM", "en", "term", "preferred", "s")]
    assert set(found.facts) == {
        Fact("c1", "", "", "subjectField", "memory"),
        Fact("c1", "en", "", "definition", "a chip", (("source", "desk"),)),
        Fact("c1", "en", "DRAM", "partOfSpeech", "noun"),
        Fact("c1", "en", "DRAM", "termType", "acronym"),
    }


def test_tbx_2008_is_read_as_programs_write_it() -> None:
    found = read("martif.tbx")
    assert aliases(found) == [
        Alias("c_x0020_147", "application", "en-US", "term", "preferred", "s"),
        Alias("c_x0020_147", "program", "en-US", "term", "deprecated", "s"),
        Alias("c_x0020_147", "应用程序", "zh-Hans", "term", "preferred", "s"),
        Alias("c_x0020_147", "應用程式", "zh-Hant-TW", "term", "superseded", "s"),
        Alias("c_x0020_147", "app", "und", "term", "admitted", "s"),
    ]
    assert Fact("c_x0020_147", "en-US", "program", "descrip:Usage note", "too general") in found.facts
    assert Fact("c_x0020_147", "und", "app", "administrativeStatus", "chartreuse") in found.facts
    said = [str(notice) for notice in found.notices]
    for about in (
        "Translation needed",
        "Usage note",
        "notRecommended",
        "Obsolete",
        "chartreuse",
        "'---'",
        "stands twice",
        "empty",
        "space",
    ):
        assert sum(about in line for line in said) == 1, about


def test_companies_are_told_their_kinds_by_the_type_of_term() -> None:
    found = read("basic-v4.tbx", kind="short")
    assert [(a.name, a.kind) for a in aliases(found)] == [("CXMT", "abbreviation"), ("Innotron Memory", "short")]


def test_an_entry_without_an_id_is_called_by_its_first_term(tmp_path: Path) -> None:
    path = tmp_path / "a.tbx"
    path.write_text((FILES / "martif.tbx").read_text(encoding="utf-8").replace(' id="c 147"', ""), encoding="utf-8")
    found = read_tbx(str(path), TbxReading("s"))
    assert {alias.id for _, alias in found.aliases} == {"en-US:application"}


def test_an_encoding_that_is_declared_is_that_of_the_file(tmp_path: Path) -> None:
    text = (FILES / "martif.tbx").read_text(encoding="utf-8").replace("program<", "çok<")
    for name, encoded in (("gb18030", "gb18030"), ("utf-16", "utf-16")):
        path = tmp_path / f"{name}.tbx"
        path.write_bytes(text.replace('encoding="UTF-8"', f'encoding="{name}"').encode(encoded))
        assert [alias.name for _, alias in read_tbx(str(path), TbxReading("s")).aliases][1:3] == ["çok", "应用程序"]


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place", "why"),
    [
        pytest.param(("</termSec>", ""), "32:11", "not well-formed XML", id="an end tag is missing"),
        pytest.param(("<p>Written", "Written"), "3:", "not well-formed", id="another"),
        pytest.param(
            ("<sourceDesc><p>Written by hand for the tests of zhengming</p>", "<sourceDesc>Written"), "3:", "text where", id="text"
        ),
        pytest.param(("<body>", '<admin type="source">x</admin><body>'), "5:5", "<admin> may not stand in <text>", id="out of place"),
        pytest.param(('<conceptEntry id="c1">', "<conceptEntry>"), "6:7", "has no id", id="no id"),
        pytest.param(('<descrip type="subjectField">', "<descrip>"), "7:9", "<descrip> has no type", id="no type"),
        pytest.param(("<term>DRAM</term>", "<term>DRAM</term><term>D</term>"), "26:30", "a second <term> in <termSec>", id="two terms"),
        pytest.param(('"context"', '"definition"'), "30:25", "no definition of a term", id="a category at another level"),
        pytest.param(('"subjectField"', '"colour"'), "7:9", "TBX-Basic has no category 'colour'", id="a category of no dialect"),
        pytest.param(('"context"', '"colour"'), "30:25", "has no category 'colour'", id="the same in a group"),
        pytest.param((">noun<", ">nomen<"), "28:13", "'nomen' is no partOfSpeech", id="a value of no list"),
        pytest.param(('"responsibility"', '"wrong"'), "11:11", "no category 'wrong'", id="a note of a transaction"),
        pytest.param(('"transactionType"', '"wrong"'), "9:11", "no category 'wrong'", id="a transaction"),
        pytest.param(('type="TBX-Basic"', 'type="TBX-Min"'), "9:11", "TBX-Min has no category 'transactionType'", id="another dialect"),
        pytest.param((' xml:lang="zh-CN"', ""), "39:9", "has no xml:lang", id="no language"),
        pytest.param((' xmlns="urn:iso:std:iso:30042:ed-2"', ""), "2:1", "not in the namespace", id="no namespace"),
    ],
)
def test_what_breaks_the_rules_of_version_3_is_refused_with_its_place(
    tmp_path: Path, change: tuple[str, str], place: str, why: str
) -> None:
    said = refusal(tmp_path, basic(change))
    assert said.startswith(place), said
    assert why in said


def test_a_lenient_reading_takes_what_breaks_a_dialect_and_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "a.tbx"
    path.write_text(basic(('"context"', '"definition"'), ('"subjectField"', '"colour"')), encoding="utf-8")
    found = read_tbx(str(path), TbxReading("s", lenient=True))
    assert Fact("c1", "en", "DRAM", "definition", "DRAM prices fell.", (("source", "a daily"),)) in found.facts
    assert "'colour'" in str(found.notices[0])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param('<!DOCTYPE martif [<!ENTITY a "b">]><martif/>', "declares entities", id="an entity"),
        pytest.param('<!DOCTYPE martif [<!ENTITY a SYSTEM "file:///etc/passwd">]><martif>&a;</martif>', "declares entities", id="a file"),
        pytest.param("<martif>" + "<a>" * 300 + "</a>" * 300 + "</martif>", "nested deeper", id="deep"),
        pytest.param("<html><body/></html>", "not TBX", id="another root"),
        pytest.param("<martif><text><body/></text></martif>", "no entry", id="empty"),
        pytest.param("", "no element found", id="nothing"),
        pytest.param("id,name\na,b\n", "not well-formed", id="a table"),
        pytest.param(b"\x80\x81\x82\x00", "not utf-8", id="bytes"),
    ],
)
def test_what_is_no_tbx_or_would_harm_is_refused(tmp_path: Path, text: str | bytes, why: str) -> None:
    assert why in refusal(tmp_path, text, lenient=True)


def test_an_id_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tbx"
    path.write_text(basic(('id="c1"', f'id="{"c" * 201}"')), encoding="utf-8")
    with pytest.raises(FormatError, match="longest allowed is 200"):
        exchange.read(str(path), Exchange())


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    entry = basic().partition("<body>")[2].partition("</body>")[0]
    assert "stands in line 6 already" in refusal(tmp_path, basic(("</body>", f"{entry}</body>")))


# -- what is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["basic.tbx", "basic-v4.tbx", "basic-dct.tbx", "martif.tbx"])
def test_what_was_read_is_written_and_read_again(tmp_path: Path, name: str) -> None:
    found = read(name)
    path = tmp_path / "again.tbx"
    path.write_bytes(write_tbx(aliases(found), found.facts).data)
    again = read_tbx(str(path), TbxReading("another"))
    assert sorted(aliases(again), key=repr) == sorted(aliases(found), key=repr)
    assert set(again.facts) == set(found.facts)


@pytest.mark.parametrize("name", ["basic.tbx", "basic-v4.tbx", "basic-dct.tbx", "martif.tbx"])
@pytest.mark.slow
def test_what_is_written_is_valid(tmp_path: Path, shared: Path, name: str) -> None:
    from lxml import etree

    from tests.schematron import failures

    found = read(name)
    path = tmp_path / "again.tbx"
    path.write_bytes(write_tbx(aliases(found), found.facts).data)
    folder = shared / "referees" / "tbx" / "Basic" / "DCA"
    grammar = etree.RelaxNG(etree.parse(str(folder / "TBXcoreStructV03_TBX-Basic_integrated.v1.1.rng")))
    assert grammar.validate(etree.parse(str(path))), grammar.error_log
    assert failures(folder / "TBX-Basic_DCA.sch", path) == []


def test_what_tbx_basic_has_no_place_for_is_a_note(tmp_path: Path) -> None:
    facts = [
        Fact("a", "", "", "ref:x", "y", (("target", "b"),)),
        Fact("a", "", "", "crossReference", "to b", (("target", "b"),)),  # b is not written
        Fact("a", "", "", "xGraphic", "a picture", (("target", "picture one.png"),)),
        Fact("a", "en", "A1", "definition", "[sic] of a term [+1]", (("source", "[+] s"),)),
        Fact("a", "en", "A1", "note", "[note] so it says"),
        Fact("a", "", "", "transactionType", "origination", (("date", "20010507T10:57:25Z"), ("responsibility", "x"))),
    ]
    path = tmp_path / "a.tbx"
    path.write_bytes(write_tbx([Alias("a", "A1", "en", "short", note="[kind] legal")], facts).data)
    found = read_tbx(str(path), TbxReading("s"))
    assert aliases(found) == [Alias("a", "A1", "en", "short", source="s", note="[kind] legal")]
    assert set(found.facts) == set(facts)


# -- words and IDs -------------------------------------------------------------------------------------------


def test_every_status_has_a_word_that_leads_back() -> None:
    assert [status_of(ltac_status(status)) for status in STATUSES] == list(STATUSES)
    assert all(is_exact(word) for word in LTAC)
    assert not is_exact("notRecommended")


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("en", "en"), ("en-us", "en-US"), ("EN_GB", "en-GB"), ("zh", "zh"), ("zh-cn", "zh-Hans"), ("zh-tw", "zh-Hant-TW"),
        ("zh-HK", "zh-Hant-HK"), ("zh-Hant-TW", "zh-Hant-TW"), ("zh-Hans-CN", "zh-Hans"), ("zh-hant", "zh-Hant"), ("zh-CHT", "zh-Hant"),
        ("pt-br", "pt-BR"), ("es-419", "es-419"), ("sr-latn-rs", "sr-Latn-RS"), ("fil-PH", "fil-PH"), ("ca-valencia", "ca"),
        ("---", None), ("", None), ("english", None), ("xx", None),
    ],
)  # fmt: skip
def test_languages_are_known_however_they_are_written(written: str, ours: str | None) -> None:
    assert lang_of(written) == ours


def test_a_tag_by_region_leads_back() -> None:
    for lang in ("en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-Hant-MO", "zh-Hans-SG", "ja"):
        assert lang_of(regional(lang)) == lang


@pytest.mark.parametrize(
    "entity", ["cxmt", "TWSE:1314", "3M", "_x0041_", "c 1".replace(" ", "_x0020_"), "長鑫", "a/b#c", "𠮷", "-x", "_x_"]
)
def test_an_id_is_written_as_xml_allows_it_and_read_back(entity: str) -> None:
    from lxml import etree

    written = xml_id(entity)
    etree.fromstring(f'<a id="{written}"/>')
    assert etree.QName(written).localname == written  # a name without a colon, as type ID wants
    assert id_of(written) == entity


@pytest.mark.parametrize("written", ["c 1", " c1 ", "a\u00a0b", "c\u200b1", "plain", "_x0020_", "x" * 150])
def test_whatever_a_file_calls_an_entry_becomes_an_id(written: str) -> None:
    assert fault_of_id(id_of(written)) is None
    assert id_of(xml_id(id_of(written))) == id_of(written)


@pytest.mark.parametrize("value", ["", "plain", "[+a] b", " [+a] ", "[", "] [", "[++x", "a [+b] c [+d] e"])
def test_a_category_in_brackets_is_taken_apart_as_it_was_put_together(value: str) -> None:
    for extra in ((), (("source", value),), (("source", "x"), ("date", value))):
        assert unbracketed(bracketed("descrip:Usage note", value, extra)) == ("descrip:Usage note", value, extra)
