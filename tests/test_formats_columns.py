"""Languages as files write them, and the columns that a header names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import InputError
from glossary.formats.columns import Columns, columns_of
from glossary.formats.grids import table_of
from glossary.formats.languages import Wanted, canonical, distance, named, nearest
from glossary.formats.placeholders import joined, placeholders
from glossary.vocabulary import is_lang


@pytest.mark.parametrize(("written", "tag"), [
    ("EN", "en"), ("en_US", "en-US"), ("zh-tw", "zh-TW"), ("zh-hant-hk", "zh-Hant-HK"), ("zh-CHS", "zh-Hans"),
    ("zh-cmn-Hans-CN", "zh-Hans-CN"),
    ("zh-Hant-TW-x-formal", "zh-Hant-TW"), (" de ", "de"), ("es-419", "es-419"), ("xx", ""), ("", ""), ("*all*", ""), ("english", ""),
])  # fmt: skip
def test_a_tag_is_read_as_files_write_it(written: str, tag: str) -> None:
    assert canonical(written) == tag


@given(st.text(st.sampled_from("zhenHANTcntw-_*1 "), max_size=12))
def test_a_canonical_tag_is_a_language_and_stays_as_it_is(text: str) -> None:
    tag = canonical(text)
    assert not tag or (is_lang(tag) and canonical(tag) == tag)


@pytest.mark.parametrize(("wanted", "there", "best"), [
    ("zh", ["en", "zh-TW"], ["zh-TW"]),
    ("zh", ["zh-TW", "zh-CN"], ["zh-CN"]),
    ("zh-Hant", ["zh-CN", "zh-HK", "zh-TW"], ["zh-HK", "zh-TW"]),
    ("zh-Hant-HK", ["zh-TW", "zh-Hant", "zh-HK"], ["zh-HK"]),
    ("zh-TW", ["zh-CN", "zh-Hant-TW"], ["zh-Hant-TW"]),
    ("zh-Hans", ["zh-TW"], []),
    ("en-GB", ["en-US", "en"], ["en"]),
    ("en", ["en-US", "en-US"], ["en-US", "en-US"]),
    ("ja", ["zh", "en"], []),
])  # fmt: skip
def test_the_nearest_language_is_found(wanted: str, there: list[str], best: list[str]) -> None:
    assert [there[number] for number in nearest(wanted, there)] == best


def test_scripts_are_no_stand_in_for_each_other() -> None:
    assert distance("zh-Hant", "zh-CN") is None and distance("zh-CN", "zh-Hans-CN") == 1


@pytest.mark.parametrize(("cell", "tag"), [
    ("English", "en"), ("Chinese（Simplified）", "zh-Hans"), ("繁體中文", "zh-Hant"), ("Simplified  Chinese", "zh-Hans"),
    ("zh_HK", "zh-HK"),
    ("Chinese (PRC)", "zh-CN"), ("Chinese (Simplified, China)", "zh-CN"), ("Chinese (Hong Kong SAR)", "zh-HK"), ("中文（台灣）", "zh-TW"),
    ("French (Canada)", "fr"), ("JCET", ""), ("", ""), ("(en)", ""),
])  # fmt: skip
def test_a_language_is_known_by_its_name(cell: str, tag: str) -> None:
    assert named(cell) == tag


@pytest.mark.parametrize(("header", "wanted", "columns"), [
    (["source", "target"], Wanted(), Columns(0, 1)),
    (["译文", "原文"], Wanted(), Columns(1, 0)),
    (["en", "zh-Hant"], Wanted(), Columns(0, 1, None, "en", "zh-Hant")),
    (["en", "zh-Hant"], Wanted("zh-Hant", "en"), Columns(1, 0, None, "zh-Hant", "en")),
    (["en", "zh-Hant"], Wanted("", "en"), Columns(1, 0, None, "zh-Hant", "en")),
    (["ID", "Source (en-US)", "Target [zh-TW]", "Target: zh-CN"], Wanted("en", "zh-Hans"), Columns(1, 3, 0, "en-US", "zh-CN")),
    (["Source", "zh-TW", "zh-CN"], Wanted("en", "zh-TW"), Columns(0, 1, None, "", "zh-TW")),
    (["note", "English", "中文"], Wanted(), Columns(1, 2, None, "en", "zh")),
    (["Source", "Übersetzung"], Wanted(), Columns(0, 1)),
    (["JCET", "長電科技"], Wanted(), None),
    (["name", "en", "note"], Wanted(), None),
    ([], Wanted(), None),
])  # fmt: skip
def test_a_header_names_the_columns(header: list[str], wanted: Wanted, columns: Columns | None) -> None:
    assert columns_of(header, wanted) == columns


@pytest.mark.parametrize(("header", "wanted", "why"), [
    (["en", "zh-CN", "zh-TW"], Wanted("en"), "several columns could be the target: zh-CN, zh-TW; say which with --target-lang"),
    (["en", "zh-CN"], Wanted("en", "zh-TW"), "no column in zh-TW among zh-CN"),
    (["source", "target", "target"], Wanted(), "several columns could be the target: target, target"),
])  # fmt: skip
def test_a_header_without_what_is_asked_for_is_refused(header: list[str], wanted: Wanted, why: str) -> None:
    with pytest.raises(InputError, match=why):
        columns_of(header, wanted)


@pytest.mark.parametrize(("rows", "wanted", "columns"), [
    ([["JCET rose", "長電上漲"]], Wanted(), Columns(0, 1)),
    ([["JCET rose", "長電上漲"]], Wanted("zh", "en"), Columns(1, 0)),
    ([["長電上漲", "JCET rose"]], Wanted("", "zh-Hant"), Columns(1, 0)),
    ([["長電上漲", "JCET rose"]], Wanted("", "en"), Columns(0, 1)),
    ([["a", "b"], ["c", "d"]], Wanted("en", "zh"), None),
    ([["長電", "JCET", "x"]], Wanted(), None),
    ([["長電", "長電"]], Wanted(), None),
])  # fmt: skip
def test_a_table_without_header_is_bilingual_by_its_scripts(rows: list[list[str]], wanted: Wanted, columns: Columns | None) -> None:
    found = table_of([dict(enumerate(row)) for row in rows], wanted)
    assert found == (columns and (columns, range(len(rows))))


@pytest.mark.parametrize(("text", "hidden"), [
    ("{0} and {name:.2f}, ${x}, {{ y }}", ["{0}", "{name:.2f}", "${x}", "{{ y }}"]),
    ("%s %-5d %1$@ %(who)s %%", ["%s", "%-5d", "%1$@", "%(who)s"]),
    ("100% sure, 50%of, {長鑫}, a<b, <CXMT and JCET>, $5", []),
    ("<1>CXMT</1> {2>JCET<2}", ["<1>", "</1>", "{2>", "<2}"]),
    ('<a href="https://cxmt.com">CXMT</a><br/>&nbsp;AT&T', ['<a href="https://cxmt.com">', "</a>", "<br/>", "&nbsp;"]),
    ("%NAME% $NAME$", ["%NAME%", "$NAME$"]),
])  # fmt: skip
def test_placeholders_are_told_from_language(text: str, hidden: list[str]) -> None:
    assert [text[start:end] for start, end in placeholders(text)] == hidden


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)).map(lambda pair: (pair[0], sum(pair))), max_size=5).map(tuple)


@given(spans, spans)
def test_spans_together_cover_what_each_covers(one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]) -> None:
    first, second = joined(one, ((0, 0),)) if one else (), joined(other, ((0, 0),)) if other else ()
    found = joined(first, second)
    assert {at for start, end in found for at in range(start, end)} == {at for start, end in (*one, *other) for at in range(start, end)}
    assert list(found) == sorted(found)
