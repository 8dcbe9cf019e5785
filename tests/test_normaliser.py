"""Mentions → text: every sure mention written as the glossary writes it, everything else left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.errors import InputError
from glossary.glossary import Glossary
from glossary.index import Index
from glossary.model import Alias
from glossary.normaliser import Rewritten, Style, applied, rewrite
from glossary.scanner import Scanner
from tests.making import compiled

INDEX = compiled(
    [
        Alias("cxmt", "CXMT", "en", "abbreviation", "preferred"),
        Alias("cxmt", "ChangXin Memory", "en", "short", "admitted"),
        Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred"),
        Alias("cxmt", "長鑫存儲", "zh-Hant", "short", "preferred"),
        Alias("nvidia", "Nvidia", "en", "short", "preferred"),
        Alias("nvidia", "英伟达", "zh-Hans", "short", "preferred"),
        Alias("nvidia", "英偉達", "zh-Hant", "short", "preferred"),
        Alias("nvidia", "輝達", "zh-Hant-TW", "short", "preferred"),
        Alias("samsung-electronics", "Samsung Electronics", "en", "short", "preferred"),
        Alias("samsung-electronics", "Samsung", "en", "brand", "admitted"),
        Alias("samsung-electronics", "三星电子", "zh-Hans", "short", "preferred"),
        Alias("samsung-electronics", "삼성전자", "ko", "short", "preferred"),
        Alias("jcet", "长电", "zh-Hans", "abbreviation"),
        Alias("yangtze-power", "长电", "zh-Hans", "abbreviation"),
        Alias("cxmt", "688825.SH", "und", "ticker"),
        Alias("future", "Barefoot", "en", "former", "superseded"),
    ]
)


def rewritten(text: str, to: str, style: Style = "replace", skip: Sequence[tuple[int, int]] = (), index: Index = INDEX) -> Rewritten:
    return rewrite(index, text, Scanner(index).find(text, skip), to, style)


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("長鑫存儲與輝達", "en", "CXMT與Nvidia"),
        ("長鑫存儲與輝達", "zh-Hans", "长鑫存储與英伟达"),
        ("长鑫存储和英伟达", "zh-Hant", "長鑫存儲和英偉達"),
        ("长鑫存储和英伟达", "zh-Hant-TW", "長鑫存儲和輝達"),
        ("长鑫存储和英伟达", "zh-Hant-HK", "長鑫存儲和英偉達"),
        ("长鑫存储和ＣＸＭＴ", "id", "cxmt和cxmt"),
        ("ChangXin Memory said", "en", "CXMT said"),
        ("Samsung's", "zh-Hant", "三星电子's"),
        ("長鑫存儲(688825.SH)", "en", "CXMT(688825.SH)"),  # a ticker is no name
        ("長鑫存儲(688825.SH)", "id", "cxmt(cxmt)"),
        ("no company here 公司", "en", "no company here 公司"),
        ("", "en", ""),
        ("㈱ 長鑫存儲 ½\r\n", "en", "㈱ CXMT ½\r\n"),
        ("见https://cxmt.com/CXMT", "id", "见https://cxmt.com/CXMT"),
    ],
)
def test_a_sure_mention_is_written_in_the_language_asked_for(text: str, to: str, expected: str) -> None:
    assert rewritten(text, to).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("長鑫存儲DRAM", "CXMT DRAM", id="a word after it"),
        pytest.param("DRAM長鑫存儲", "DRAM CXMT", id="a word before it"),
        pytest.param("與長鑫存儲合作", "與CXMT合作", id="Han around it"),
        pytest.param("長鑫存儲輝達", "CXMT Nvidia", id="two mentions that touch"),
        pytest.param("長鑫存儲2026", "CXMT 2026", id="a number"),
        pytest.param("(長鑫存儲)", "(CXMT)", id="punctuation"),
        pytest.param("長鑫存儲é", "CXMT é", id="an accented letter"),
    ],
)
def test_a_space_keeps_a_name_from_running_into_a_word(text: str, expected: str) -> None:
    assert rewritten(text, "en").text == expected


@pytest.mark.parametrize("to", ["en", "zh-Hant", "id"])
def test_an_ambiguous_mention_is_left_and_listed(to: str) -> None:
    result = rewritten("长电與长鑫存储", to)
    assert result.text.startswith("长电與") and not result.text.endswith("长鑫存储")
    assert [(mention.text, why) for mention, why in result.left] == [("长电", "ambiguous: jcet or yangtze-power")]
    assert result.written == 1


@pytest.mark.parametrize(("text", "to"), [("长鑫存储", "ja"), ("Barefoot", "en"), ("삼성전자", "und")])
def test_an_entity_without_a_name_in_the_language_is_left_and_listed(text: str, to: str) -> None:
    result = rewritten(text, to)
    assert (result.text, result.written, [why for _, why in result.left]) == (text, 0, [f"no name in {to}"])


def test_a_name_is_never_converted_from_another_script() -> None:
    """三星电子 has no traditional form here: the stored simplified one is written, not a conversion."""
    assert rewritten("삼성전자", "zh-Hant").text == "三星电子"


@pytest.mark.parametrize("to", ["", "english", "zh-tw", "ID", "xx"])
def test_an_unknown_language_is_refused(to: str) -> None:
    with pytest.raises(InputError, match=f"unknown language '{to}'; use en, zh-Hans, "):
        rewritten("长鑫存储", to)


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("長鑫存儲說", "id", "長鑫存儲[cxmt]說"),
        ("長鑫存儲說", "en", "長鑫存儲[CXMT]說"),
        ("CXMT said", "id", "CXMT[cxmt] said"),
        ("长电和ＣＸＭＴ", "id", "长电和ＣＸＭＴ[cxmt]"),
        ("CXMT[cxmt] said", "id", "CXMT[cxmt] said"),
        ("CXMT[1] said", "id", "CXMT[cxmt][1] said"),
    ],
)
def test_annotating_keeps_the_text_and_adds_what_it_means(text: str, to: str, expected: str) -> None:
    assert rewritten(text, to, "annotate").text == expected


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("长鑫存储说，长鑫存储还说", "en", "CXMT (长鑫存储)说，CXMT还说"),
        ("CXMT said. CXMT says", "zh-Hans", "长鑫存储（CXMT） said. 长鑫存储 says"),
        ("CXMT", "zh-Hant", "長鑫存儲（CXMT）"),
        ("삼성전자", "ko", "삼성전자(Samsung Electronics)"),
        ("长鑫存储DRAM", "en", "CXMT (长鑫存储) DRAM"),
        ("長鑫存儲（CXMT）與CXMT", "en", "CXMT (长鑫存储)與CXMT"),
        ("ChangXin Memory (CXMT) said", "zh-Hans", "长鑫存储（CXMT） said"),
        ("长鑫存储（CXMT，英伟达）", "en", "CXMT（长鑫存储，Nvidia (英伟达)）"),
        ("CXMT (长鑫存储, founded in 2016) rose", "en", "CXMT (长鑫存储, founded in 2016) rose"),
        ("CXMT (长鑫存储, founded in 2016) rose", "zh-Hans", "长鑫存储 (CXMT, founded in 2016) rose"),
        ("长鑫存储（英伟达，CXMT）", "en", "CXMT (长鑫存储)（Nvidia (英伟达)，CXMT）"),
        ("CXMT rose. CXMT (长鑫存储) fell", "en", "CXMT (长鑫存储) rose. CXMT (CXMT) fell"),
        ("长鑫存储（英伟达）", "zh-Hant", "長鑫存儲（CXMT）（英偉達（Nvidia））"),
    ],
)
def test_the_first_mention_is_introduced_in_two_languages(text: str, to: str, expected: str) -> None:
    once = rewritten(text, to, "introduce").text
    assert once == expected
    assert rewritten(once, to, "introduce").text == once


def test_an_introduction_holds_where_its_names_have_two_owners() -> None:
    """Once written, neither NTC nor 南科 is sure; a second run must not introduce the first sure mention after it."""
    index = compiled(
        [
            *(Alias(entity, name, "en", "short", "preferred") for entity, name in (("nanya", "NTC"), ("nationz", "NTC"))),
            *(Alias(entity, "南科", "zh-Hans", "short", "preferred") for entity in ("nanya", "park")),
            Alias("nanya", "南亚科技", "zh-Hans", "legal"),
        ]
    )
    once = rewritten("南亚科技与南亚科技", "en", "introduce", index=index).text
    assert once == "NTC (南科)与NTC"
    assert rewritten("NTC (南科)与南亚科技", "en", "introduce", index=index).text == once


def test_an_entity_with_names_in_one_language_is_written_and_listed() -> None:
    index = compiled([Alias("a", "艾克米", "zh-Hans", status="preferred"), Alias("a", "艾克米电子", "zh-Hans")])
    result = rewritten("艾克米电子", "zh-Hans", "introduce", index=index)
    assert (result.text, [why for _, why in result.left]) == ("艾克米", ["no name in another language to introduce it by"])


def test_an_id_is_not_introduced() -> None:
    with pytest.raises(InputError, match="an ID is written without an introduction"):
        rewritten("CXMT", "id", "introduce")


@given(
    st.lists(st.sampled_from([*"输与a .（）()", "CXMT", "长鑫存储", "三星电子", "长电"]), max_size=8).map("".join),
    st.sampled_from(get_args(Style)),
)
def test_the_changes_are_the_difference(text: str, style: Style) -> None:
    result = rewritten(text, "en", style)
    assert applied(text, result.changes) == result.text
    assert all(before.end <= after.start for before, after in pairwise(result.changes))
    assert all(text[change.start : change.end] != change.text for change in result.changes)


def test_spans_to_skip_stay_as_they_are() -> None:
    assert rewritten("`CXMT` CXMT", "id", skip=[(0, 6)]).text == "`CXMT` cxmt"


@pytest.mark.parametrize("style", get_args(Style))
@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Samsung Electronics", "id"),
        ("(三星电子)", "id"),
        ("三星电子、三星电子", "id"),
        ("与三星电子合作", "id"),
        ("samsung-electronics samsung", "id"),
        ("与samsung-electronics合作", "id"),
        ("samsung-electronics.", "id"),
        ("三星电子-DRAM", "id"),
        ("三星电子:DRAM", "id"),
        ("三星电子DRAM", "en"),
        ("長鑫存儲輝達", "en"),
        ("输入CXMT[1]", "id"),
    ],
)
def test_normalising_again_changes_nothing(text: str, to: str, style: Style) -> None:
    if (to, style) == ("id", "introduce"):
        pytest.skip("an ID is not introduced")
    once = rewritten(text, to, style).text
    assert rewritten(once, to, style).text == once


PIECES = [*"输与a .[]½\n-（）()", "CXMT", "长鑫存储", "三星电子", "Samsung", "长电", "cxmt", "samsung-electronics"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(["en", "zh-Hans", "zh-Hant", "ja", "ko"]))
@example("三星电子.DRAM", "en")
@example("三星电子.½", "en")
@example("长电（长电）与Samsung(三星电子)", "en")
def test_normalising_to_a_language_again_changes_nothing(text: str, to: str) -> None:
    for style in ("replace", "introduce"):
        once = rewritten(text, to, style).text
        assert rewritten(once, to, style).text == once


NAMES = ["CXMT", "长鑫存储", "三星电子", "Samsung", "长电", "cxmt", "samsung-electronics", "electronics"]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["与", " ", "，", ". ", "\n", ")", "。"])), max_size=6))
def test_normalising_to_ids_again_changes_nothing(pieces: list[tuple[str, str]]) -> None:
    once = rewritten("".join(name + after for name, after in pieces), "id").text
    assert rewritten(once, "id").text == once


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(["en", "zh-Hant", "id", "ja"]))
def test_what_is_no_mention_stays_as_it_is(text: str, to: str) -> None:
    """What stands between the written mentions stands in the result, in the same order; spaces may have come in."""
    mentions = Scanner(INDEX).find(text)
    result = rewrite(INDEX, text, mentions, to)
    left = {mention.start for mention, _ in result.left}
    if result.written == 0:
        assert result.text == text
    if result.written != len(mentions) - len(left):  # one lies in an ID: the others cannot be told apart from here
        return
    done = place = 0
    for mention in [m for m in mentions if m.start not in left]:
        gap = text[done : mention.start]
        assert gap in result.text[place:]
        place, done = result.text.index(gap, place) + len(gap), mention.end
    assert result.text.endswith(text[done:])


@pytest.mark.parametrize("frame", ["{}", "与{}合作", "{} said", "（{}）", "DRAM {}."])
@pytest.mark.parametrize("style", get_args(Style))
def test_every_builtin_name_normalises_once_and_for_all(book: Glossary, frame: str, style: Style) -> None:
    changed, loaded = [], book.loaded
    for alias in book.aliases():
        for to in ("en", "zh-Hans", "zh-Hant") if style == "introduce" else ("en", "zh-Hans", "zh-Hant", "id"):
            once = loaded.normalise(frame.format(alias.name), to, style)
            if loaded.normalise(once, to, style) != once:
                changed.append((alias.name, to, once))
    assert changed == []


def test_a_builtin_text_is_normalised_through_the_public_names(book: Glossary) -> None:
    text = "Innotron、長鑫存儲與长电科技：https://cxmt.com/CXMT"
    assert book.normalise(text, to="en") == "Innotron、CXMT與JCET：https://cxmt.com/CXMT"
    assert book.normalise(text, to="id") == "innotron、cxmt與jcet：https://cxmt.com/CXMT"
    assert book.normalise(text, to="id", style="annotate") == "Innotron[innotron]、長鑫存儲[cxmt]與长电科技[jcet]：https://cxmt.com/CXMT"
