"""Bytes → text, strictly: nothing is guessed in silence, and an error says where and what to do."""

from __future__ import annotations

import codecs
import gzip
import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import FormatError, GlossaryError, InputError, NotFoundError
from glossary.formats.decoding import encoding_of, known_encoding, open_text, read_text

TEXT = "長鑫存儲（CXMT）是中國大陸規模最大的記憶體製造商，總部位於合肥。\r\n长鑫存储是中国大陆的存储器制造商。\n"
SIMPLIFIED = "长鑫存储技术有限公司是中国大陆规模最大的动态随机存储器制造商，总部位于安徽省合肥市，员工超过一万人。\n"
TRADITIONAL = "台積電是全球最大的晶圓代工廠，總部位於新竹科學園區，員工超過七萬人，客戶遍及世界各地，股票在臺北上市。\n"
JAPANESE = "キオクシアホールディングスは東京都港区に本社を置く半導体メーカーである。ルネサスとソニーも日本の会社です。\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.txt"


def refusal(path: Path, data: bytes, encoding: str | None = None) -> FormatError:
    """The error that reading these bytes ends with: one printable line that begins with the place."""
    path.write_bytes(data)
    with pytest.raises(FormatError) as caught:
        read_text(str(path), encoding)
    assert str(caught.value).startswith(str(path)) and str(caught.value).isprintable()
    return caught.value


# -- what is read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        pytest.param(b"", "utf-8", id="UTF-8"),
        pytest.param(codecs.BOM_UTF8, "utf-8", id="UTF-8 with its mark"),
        pytest.param(codecs.BOM_UTF16_LE, "utf-16-le", id="UTF-16, little end first"),
        pytest.param(codecs.BOM_UTF16_BE, "utf-16-be", id="UTF-16, big end first"),
        pytest.param(codecs.BOM_UTF32_LE, "utf-32-le", id="UTF-32, little end first"),
        pytest.param(codecs.BOM_UTF32_BE, "utf-32-be", id="UTF-32, big end first"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(path: Path, mark: bytes, encoding: str) -> None:
    path.write_bytes(mark + TEXT.encode(encoding))
    assert read_text(str(path)) == TEXT


@pytest.mark.parametrize("encoding", ["gb18030", "GBK", "big5", "big5hkscs", "shift_jis", "euc_kr", "utf-16-le", "utf_8", "latin-1"])
def test_a_named_encoding_is_used(path: Path, encoding: str) -> None:
    text = {"shift_jis": JAPANESE, "euc_kr": "삼성전자\n", "latin-1": "Würth\n", "big5": TRADITIONAL}.get(encoding, "长鑫\n")
    if encoding == "big5hkscs":
        text = TRADITIONAL
    path.write_bytes(text.encode(encoding))
    assert read_text(str(path), encoding) == text


def test_a_mark_is_believed_before_the_name(path: Path) -> None:
    path.write_bytes(codecs.BOM_UTF8 + TEXT.encode())
    assert read_text(str(path), "big5") == TEXT
    assert encoding_of(codecs.BOM_UTF16_LE + b"ab", "big5") == "utf-16"


def test_line_ends_stay_as_they_are(path: Path) -> None:
    path.write_bytes(b"a\r\nb\rc\n\n")
    assert read_text(str(path)) == "a\r\nb\rc\n\n"


def test_an_empty_file_is_an_empty_text(path: Path) -> None:
    path.write_bytes(b"")
    assert read_text(str(path)) == ""


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_in_utf_8_is_read_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(text.encode())
    assert read_text(str(path)) == text.removeprefix("\ufeff")


def test_a_text_longer_than_a_chunk_is_whole(path: Path) -> None:
    """Three bytes a character: one of them lies across the border of a chunk of a mebibyte."""
    text = "a" + "长鑫存储" * 100_000
    path.write_bytes(text.encode())
    assert read_text(str(path)) == text


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert read_text(str(path)) == TEXT


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(codecs.BOM_UTF8 + TEXT.encode())))
    assert read_text("-") == TEXT


def test_lines_come_one_by_one_with_their_ends(path: Path) -> None:
    path.write_bytes(b"a\r\nb\n")
    with open_text(str(path)) as file:
        assert list(file) == ["a\r\n", "b\n"]


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "likely"),
    [
        pytest.param(SIMPLIFIED * 3, "gb18030", ("gb18030", "gbk", "gb2312"), id="GB 18030"),
        pytest.param(TRADITIONAL * 3, "big5", ("big5", "big5hkscs"), id="Big5"),
        pytest.param(JAPANESE * 3, "shift_jis", ("shift-jis", "cp932"), id="Shift JIS"),
        pytest.param("ChangXin Memory Technologies, 长鑫存储\n" * 3, "utf-16-le", ("utf-16-le",), id="UTF-16 without its mark"),
        pytest.param("ChangXin Memory Technologies, 长鑫存储\n" * 3, "utf-16-be", ("utf-16-be",), id="the other UTF-16"),
    ],
)
def test_another_encoding_is_refused_with_a_likely_name(path: Path, text: str, encoding: str, likely: tuple[str, ...]) -> None:
    message = str(refusal(path, text.encode(encoding)))
    assert message.startswith(f"{path}:1: ")
    assert any(message.endswith(f"; it looks like {name}: say --encoding {name}") for name in likely), message


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        pytest.param(b"abc\n\n\xffx", 3, "not utf-8: byte 0xff at offset 5", id="a byte that is never UTF-8"),
        pytest.param("长".encode() + b"\xe9\x95", 1, "not utf-8: byte 0xe9 at offset 3", id="cut in a character"),
        pytest.param(b"\xc0\xaf", 1, "not utf-8: byte 0xc0 at offset 0", id="an overlong form"),
        pytest.param(b"a\n\xed\xa0\x80", 2, "not utf-8: byte 0xed at offset 2", id="an encoded surrogate"),
        pytest.param(codecs.BOM_UTF8 + b"ab\n\xff", 2, "not utf-8-sig: byte 0xff at offset 6", id="after a byte order mark"),
        pytest.param(b"a" * (1 << 20) + b"\n\xff", 2, "not utf-8: byte 0xff at offset 1048577", id="beyond the first chunk"),
        pytest.param("长".encode() * 349525 + b"\xe9" + b"\xff", 1, "not utf-8: byte 0xe9 at offset 1048575", id="across two chunks"),
    ],
)
def test_what_is_not_utf_8_is_refused_at_its_place(path: Path, data: bytes, line: int, reason: str) -> None:
    error = refusal(path, data)
    assert (error.line, error.column) == (line, None)
    assert str(error).startswith(f"{path}:{line}: {reason}; ")


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_nul_is_refused_at_its_line(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path / name, b"a\nb\nc\0d\n")
    assert str(error).startswith(f"{tmp_path / name}:3: NUL character: not utf-8 text; ")


def test_a_place_in_utf_16_is_told_by_lines_of_text(path: Path) -> None:
    """Half of 上 (U+4E0A) is the byte of a line end: lines must be counted in the text, not in the bytes."""
    data = codecs.BOM_UTF16_LE + "上海\n上海".encode("utf-16-le") + b"\x00\xd8" + "x".encode("utf-16-le")
    assert refusal(path, data).line == 2


def test_a_named_encoding_that_does_not_fit_is_refused(path: Path) -> None:
    error = refusal(path, b"ab\n\xff\xff", "gb18030")
    assert str(error).startswith(f"{path}:2: not gb18030: byte 0xff at offset 3; ")


def test_utf_16_needs_its_mark(path: Path) -> None:
    message = str(refusal(path, ("CXMT " * 20).encode("utf-16-le"), "utf-16"))
    assert message.endswith("it looks like utf-16-le: say --encoding utf-16-le")


def test_half_a_character_of_utf_16_is_refused(path: Path) -> None:
    assert "not utf-16" in str(refusal(path, codecs.BOM_UTF16_LE + "CXMT".encode("utf-16-le") + b"x"))


def test_nothing_is_given_out_before_all_is_checked(path: Path) -> None:
    path.write_bytes(b"good\n" * 100_000 + b"\xff")
    with pytest.raises(FormatError), open_text(str(path)):
        raise AssertionError("the file was opened although its end is no text")


@pytest.mark.parametrize("name", ["utf-9", "", "klingon", "长", "utf-8\0"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"unknown encoding .*; try utf-8, gb18030, big5, utf-16"):
        known_encoding(name)


@pytest.mark.parametrize("name", ["base64", "rot13", "hex", "bz2", "zlib", "uu", "quopri"])
def test_a_codec_that_is_no_encoding_of_text_is_refused(path: Path, name: str) -> None:
    """Python knows these under the same roof."""
    path.write_bytes(b"abcd\n")
    with pytest.raises(InputError, match=f"unknown encoding '{name}'"):
        read_text(str(path), name)


def test_a_file_that_is_not_there_is_said_so(path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        read_text(str(path))
    assert str(caught.value) == f"{path}: no such file"


@pytest.mark.parametrize("name", ["folder", "folder.gz"])
def test_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(InputError) as caught:
        read_text(str(tmp_path / name))
    assert str(caught.value) == f"{tmp_path / name}: is a folder, not a file"


PACKED = gzip.compress("".join(f"e{number},名字{number * 7919}\n" for number in range(3000)).encode())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"id,name\n", id="not packed"),
        pytest.param(b"", id="empty"),
        pytest.param(PACKED[:5], id="cut in its header"),
        pytest.param(PACKED[: len(PACKED) // 2], id="cut in the middle"),
        pytest.param(PACKED[:-4], id="cut at the end"),
        pytest.param(PACKED[:400] + bytes(64) + PACKED[464:], id="damaged in the middle"),
        pytest.param(PACKED[:-8] + b"\1\2\3\4" + PACKED[-4:], id="a wrong check sum"),
        pytest.param(PACKED + b"more", id="more after the end"),
    ],
)
def test_a_damaged_packed_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(data)
    if not data:
        assert read_text(str(path)) == ""  # as gunzip has it
        return
    with pytest.raises(GlossaryError, match=r"a\.csv\.gz: not a whole gzip file"):
        read_text(str(path))
