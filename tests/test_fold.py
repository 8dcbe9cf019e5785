"""The fold: which spellings are one name. Expected values come from cases/fold.csv, from OpenCC and from Unicode."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Literal
from unicodedata import category, combining, decomposition, is_normalized, normalize

import opencc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.text import fold as module
from glossary.text.fold import STEPS, Step, explain, fold, fold_with_offsets, has_letters, is_context, key, replay, squeeze
from tests.cases import Case, load, parameters
from tests.making import texts

COLUMNS = ("id", "label", "left", "right", "expected", "expect", "comment")
ALL = range(sys.maxunicode + 1)

#: Unicode 15.0, DerivedCoreProperties: Default_Ignorable_Code_Point; then the interlinear annotation characters,
#: and the marks that owners put behind a name (copyright, registered, service mark, trade mark).
DELETED = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F)),
    *((0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
    *((0xFFF9, 0xFFFB), (0xA9, 0xA9), (0xAE, 0xAE), (0x2120, 0x2120), (0x2122, 0x2122)),
)


@cache
def deleted() -> frozenset[str]:
    return frozenset(chr(code) for first, last in DELETED for code in range(first, last + 1))


def whole(text: str) -> str:
    """The definition of the fold, without chunks: delete what is invisible, then each step over all of the text."""
    text = "".join(character for character in text if character not in deleted())
    for _, step in STEPS:
        text = step(text)
    return text


@pytest.mark.parametrize("case", parameters("fold.csv", COLUMNS))
def test_spellings_are_the_same_or_different(case: Case) -> None:
    assert ("same" if key(case["left"]) == key(case["right"]) else "different") == case["expected"]


def test_the_cases_say_same_or_different() -> None:
    assert {case["expected"] for case in load("fold.csv", COLUMNS)} == {"same", "different"}


@pytest.mark.parametrize("case", [c for c in parameters("fold.csv", COLUMNS) if c.values[0]["label"] not in ("spaces",)])
def test_what_has_one_key_folds_alike_in_running_text(case: Case) -> None:
    left, right = fold(f"在{case['left']}。"), fold(f"在{case['right']}。")
    assert ("same" if squeeze(left).replace("在 ", "在") == squeeze(right) else "different") == case["expected"]


def test_the_order_of_the_steps_is_as_documented() -> None:
    assert [name for name, _ in STEPS] == ["width", "case", "han", "punctuation"]


# -- over all of Unicode -------------------------------------------------------------------------------------


@cache
def folds() -> list[str]:
    """The fold of every code point."""
    return [fold(chr(code)) for code in ALL]


@pytest.mark.slow
def test_folding_any_character_twice_is_folding_it_once() -> None:
    assert [hex(code) for code, folded in enumerate(folds()) if folded != chr(code) and fold(folded) != folded] == []


@pytest.mark.slow
def test_any_character_folds_as_the_whole_text_pipeline_says() -> None:
    assert [hex(code) for code, folded in enumerate(folds()) if folded != whole(chr(code))] == []


def test_exactly_the_default_ignorables_and_owners_marks_are_deleted() -> None:
    assert [hex(code) for code, folded in enumerate(folds()) if (folded == "") != (chr(code) in deleted())] == []


def test_whatever_can_compose_with_the_character_before_it_is_in_one_chunk_with_it() -> None:
    """The Unicode Character Database of this Python lists every pair; the fold must not cut one."""
    seconds = {chr(int(pair[1], 16)) for code in ALL if len(pair := decomposition(chr(code)).split()) == 2 and not pair[0].startswith("<")}
    jamo = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}  # these compose by arithmetic, not by table
    assert "\u0301" in seconds
    assert sorted(hex(ord(c)) for c in seconds | jamo if not is_context(c)) == []


def test_marks_are_context() -> None:
    assert [hex(code) for code in ALL if (combining(chr(code)) or category(chr(code))[0] == "M") and not is_context(chr(code))] == []


def test_folded_characters_are_normal() -> None:
    """A key is in NFKC: no later normalisation, by us or by another program, may change it."""
    assert [hex(code) for code, folded in enumerate(folds()) if not is_normalized("NFKC", folded)] == []


# -- laws ----------------------------------------------------------------------------------------------------


@given(texts)
@example("e\u200b\u0301")
@example("\u0345\u0301")
@example("カ゛ﾟ")
@example("ss\u0307\u0323")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
@example("\u1100\u200d\u1161\u11a8")
@example("ｶ\u00adﾞ")
@example("a\U000e0100\u0301")
@example("<\u0338")
def test_fold_is_the_whole_text_pipeline(text: str) -> None:
    assert fold(text) == whole(text)


@given(texts, st.sampled_from(["NFC", "NFD"]))
@example("각", "NFD")
@example("\u212b\u0323", "NFC")
def test_canonically_equivalent_texts_fold_alike(text: str, form: Literal["NFC", "NFD"]) -> None:
    """To Unicode they are one text; macOS writes file names in NFD."""
    assert fold(normalize(form, text)) == fold(text)


@given(texts, texts)
def test_the_fold_of_a_line_is_the_folds_of_its_parts(left: str, right: str) -> None:
    assert fold(f"{left}\n{right}") == f"{fold(left)}\n{fold(right)}" or (right != "" and starts_with_context(right))


def starts_with_context(text: str) -> bool:
    """Does the text begin with what would combine with a line end before it?"""
    visible = [character for character in text if character not in deleted()]
    return bool(visible) and is_context(visible[0])


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_cut_for_ascii_agrees_with_the_definition(text: str) -> None:
    assert fold(text) == whole(text)


@given(texts)
@example("か゛")
@example(" \u0301a")
@example("台 \u3099 台")
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


@given(texts)
def test_a_key_does_not_depend_on_spaces_around_the_name(text: str) -> None:
    assert key(f" {text}\u3000") == key(text)


@given(texts)
def test_case_and_width_of_ascii_letters_make_no_difference(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in text)
    assert fold(wide) == fold(text)


# -- the way back --------------------------------------------------------------------------------------------


@given(texts)
def test_offsets_belong_to_the_same_fold(text: str) -> None:
    assert fold_with_offsets(text).text == fold(text)


@given(texts)
@example("\u200b")
@example("葛\U000e0100\ufe0f\u200b城")
def test_offsets_rise_and_cover_all_that_was_not_deleted(text: str) -> None:
    folded = fold_with_offsets(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    spans = list(zip(folded.starts, folded.ends, strict=True))
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first == second or first[1] <= second[0] for first, second in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    assert {character for place, character in enumerate(text) if place not in covered} <= deleted()


@given(texts)
def test_each_chunk_folds_by_itself(text: str) -> None:
    folded = fold_with_offsets(text)
    chunks = sorted(set(zip(folded.starts, folded.ends, strict=True)))
    assert "".join(fold(text[start:end]) for start, end in chunks) == folded.text


@pytest.mark.parametrize(
    ("text", "folded", "starts", "ends"),
    [
        pytest.param("㈱東芝", "(株)东芝", [0, 0, 0, 1, 2], [1, 1, 1, 2, 3], id="one becomes three"),
        pytest.param("½x", "1/2x", [0, 0, 0, 1], [1, 1, 1, 2], id="a fraction"),
        pytest.param("ﬁx", "fix", [0, 0, 1], [1, 1, 2], id="a ligature"),
        pytest.param("ﾊﾟx", "パx", [0, 2], [2, 3], id="two half-width become one"),
        pytest.param("e\u0301x", "éx", [0, 2], [2, 3], id="a letter and its accent"),
        pytest.param("葛\U000e0100城", "葛城", [0, 2], [2, 3], id="a selector goes with its base"),
        pytest.param("C\u200bX", "cx", [0, 2], [1, 3], id="a zero-width space goes with nothing"),
        pytest.param("\ufeffC™", "c", [1], [2], id="deleted at both ends"),
        pytest.param("\u1112\u1161\u11ab!", "한!", [0, 3], [3, 4], id="three jamo"),
        pytest.param("𠮷野", "吉野", [0, 1], [1, 2], id="astral: code points, not UTF-16"),
        pytest.param("", "", [], [], id="nothing"),
    ],
)
def test_every_folded_character_knows_its_source(text: str, folded: str, starts: list[int], ends: list[int]) -> None:
    actual = fold_with_offsets(text)
    assert (actual.text, list(actual.starts), list(actual.ends)) == (folded, starts, ends)


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("㈱東芝", 3, 5, (1, 3)),
        ("㈱東芝", 0, 3, (0, 1)),
        ("㈱東芝", 1, 5, None),
        ("㈱東芝", 0, 2, None),
        ("葛\U000e0100城", 0, 1, (0, 2)),
        ("C\u200bXMT", 0, 4, (0, 5)),
        ("CXMT", 2, 2, None),
        ("CXMT", 0, 5, None),
        ("CXMT", -1, 2, None),
    ],
)
def test_a_folded_span_goes_back_to_whole_characters_only(text: str, start: int, end: int, expected: tuple[int, int] | None) -> None:
    assert fold_with_offsets(text).span(start, end) == expected


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        pytest.param("CXMT", 1, 3, (1, 3), id="one to one"),
        pytest.param("㈱東芝", 0, 1, (0, 3), id="all of a chunk"),
        pytest.param("x\u200by", 1, 2, (1, 1), id="only what was deleted"),
        pytest.param("葛\U000e0100城", 1, 2, (0, 1), id="the selector touches its base"),
        pytest.param("CXMT", 0, 99, (0, 4), id="beyond the end"),
    ],
)
def test_a_source_span_touches_these_folded_characters(text: str, start: int, end: int, expected: tuple[int, int]) -> None:
    assert fold_with_offsets(text).folded_span(start, end) == expected


# -- explanations --------------------------------------------------------------------------------------------


@given(texts)
@example("\u200b")
@example("a\u200b\u0301™")
@example("㈱\ufeff")
def test_an_explanation_can_be_replayed(text: str) -> None:
    assert replay(text, explain(text)) == fold(text)


@given(texts)
def test_an_explanation_is_empty_where_nothing_changes(text: str) -> None:
    assert (explain(text) == ()) == (fold(text) == text)


@given(texts)
def test_each_step_says_what_stood_there_and_changes_it(text: str) -> None:
    names = {"invisible", *(name for name, _ in STEPS)}
    for step in explain(text):
        assert step.step in names
        assert step.before != step.after
        assert 0 <= step.start < step.end <= len(text)


def test_an_explanation_lists_the_steps_in_order() -> None:
    assert explain("\ufeff臺Ａ「") == (
        Step("invisible", 0, 1, "\ufeff", ""),
        Step("han", 1, 2, "臺", "台"),
        Step("width", 2, 3, "Ａ", "A"),
        Step("case", 2, 3, "A", "a"),
        Step("punctuation", 3, 4, "「", '"'),
    )


def test_a_replay_on_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="the step han at 0 expects '臺', not '台'"):
        replay("台", explain("臺"))


# -- OpenCC as referee ---------------------------------------------------------------------------------------


def double_bytes(encoding: str, first: range, second: range) -> Iterator[str]:
    """Every character of a two-byte character set."""
    for lead in first:
        for trail in second:
            try:
                yield bytes([lead, trail]).decode(encoding)
            except UnicodeDecodeError:
                continue


@cache
def converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


GB2312 = list(double_bytes("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)))
BIG5 = list(double_bytes("big5", range(0xA1, 0xFA), range(0x40, 0xFF)))


def test_the_character_sets_are_whole() -> None:
    """GB 2312-80 has 7,445 characters, Big5 (as Python has it) 13,700 or so."""
    assert len(GB2312) == 7445
    assert len(BIG5) > 13000


@pytest.mark.parametrize(
    ("config", "characters"),
    [*((name, GB2312) for name in ("s2t", "s2tw", "s2hk")), *((name, BIG5) for name in ("t2s", "tw2s", "hk2s", "t2tw", "t2hk", "t2jp"))],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_converted_character_folds_as_the_character_does(config: str, characters: list[str]) -> None:
    convert = converter(config).convert
    pairs = [(c, converted) for c in characters if len(converted := convert(c)) == 1]
    assert len(pairs) > 0.99 * len(characters)
    listed = load("fold_opencc.csv", ("id", "config", "character", "converted", "comment"))
    apart = {(c, converted) for c, converted in pairs if fold(converted) != fold(c)}
    assert apart == {(case["character"], case["converted"]) for case in listed if case["config"] == config}


@given(st.lists(st.sampled_from(GB2312), max_size=12).map("".join))
def test_a_name_in_traditional_script_folds_as_in_simplified_character_by_character(name: str) -> None:
    convert = converter("s2t").convert
    assert fold("".join(convert(character) for character in name)) == fold(name)


# -- small promises ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["\ud800", "\udfff", "a\udc80b", "\uffff", "\0", "\U0010ffff"])
def test_what_is_no_character_folds_to_itself(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize(
    ("name", "expected"), [("——（）", False), ("", False), ("\u200b", False), ("™", False), ("3M", True), ("長", True), ("㈱", True)]
)
def test_a_name_has_a_letter_or_a_digit(name: str, expected: bool) -> None:
    assert has_letters(name) == expected


def test_squeezing_leaves_one_space_between_words() -> None:
    assert squeeze("\u2028 a \t\u00a0 b\n") == "a b"


def test_ascii_folds_without_reading_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("a table was read for an ASCII name")

    monkeypatch.setattr(module, "tables", refuse)
    assert (fold("CXMT Inc. [HK]"), key(" CXMT  Inc. ")) == ("cxmt inc. (hk)", "cxmt inc.")
