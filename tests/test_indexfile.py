"""Index files: what was written is read back, and what was damaged is refused, never believed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glossary.errors import IndexFileError
from glossary.index import Index, load_index
from glossary.indexfile import FORMAT, MAGIC, IndexFile, Stamp, Strings, pack, read, write
from glossary.model import Alias
from glossary.scanner import Scanner
from glossary.text.tables import fold_version
from tests.making import compiled

ALIASES = [
    Alias("cxmt", "CXMT", "en", "abbreviation", "preferred"),
    Alias("cxmt", "长鑫存储", "zh-Hans", "short", "preferred"),
    Alias("jcet", "长电", "zh-Hans", "abbreviation"),
    Alias("jcet", "JCET Group Co., Ltd.", "en", "legal"),
    Alias("yangtze-power", "长电", "zh-Hans", "abbreviation"),
    Alias("micron", "Micron", "en", "short", "preferred", note="ordinary word: unit"),
]
TEXT = "長鑫存儲 (CXMT) 與長電；Micron, JCET Group Co., Ltd. micron"
HEAD = struct.Struct("<16sQ32s")  # magic, length of the header, its SHA-256: see the docstring of indexfile.py


def answers(index: Index) -> tuple[object, ...]:
    """All that an index can be asked: every section is used."""
    return (
        [index.owners_of_key(key) for key in ("cxmt", "长鑫存储", "长电", "micron", "jcet group co., ltd.", "nobody")],
        [index.aliases(entity) for entity in ("cxmt", "jcet", "yangtze-power", "micron", "nobody")],
        [index.name_in("cxmt", lang) for lang in ("en", "zh-Hant", "ja")],
        list(index.ids()),
        [index.named(entity) for entity in ("cxmt", "nobody")],
        Scanner(index).find(TEXT),
    )


@pytest.fixture(scope="module")
def data() -> bytes:
    return compiled(ALIASES).file.tobytes()


@pytest.fixture(scope="module")
def truth() -> tuple[object, ...]:
    return answers(compiled(ALIASES))


def header_of(data: bytes) -> tuple[dict[str, Any], int]:
    """The header and where the body begins, read without the reader under test."""
    _, length, _ = HEAD.unpack_from(data)
    return json.loads(data[HEAD.size : HEAD.size + length]), HEAD.size + length


def with_header(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The same file with another header, rightly signed."""
    header, body = header_of(data)
    change(header)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return HEAD.pack(MAGIC, len(text), hashlib.sha256(text).digest()) + text + data[body:]


# -- what was written ----------------------------------------------------------------------------------------


def test_a_saved_index_gives_the_same_answers_and_the_same_bytes(tmp_path: Path, data: bytes, truth: tuple[object, ...]) -> None:
    compiled(ALIASES).save(tmp_path / "a.index")
    assert (tmp_path / "a.index").read_bytes() == data
    index = load_index(tmp_path / "a.index")
    assert answers(index) == truth
    index.save(tmp_path / "b.index")
    assert (tmp_path / "b.index").read_bytes() == data


def test_the_file_is_laid_out_as_documented(data: bytes) -> None:
    magic, length, digest = HEAD.unpack_from(data)
    header, body = header_of(data)
    assert magic == b"zhengming index\n"
    assert (length % 8, hashlib.sha256(data[HEAD.size : body]).digest()) == (0, digest)
    assert header["format"] == FORMAT
    assert header["stamp"] == {"fold": fold_version(), "book": "", "revision": 0, "digest": ""}
    for offset, size, checksum in header["sections"].values():
        assert offset % 8 == 0
        padded = data[body + offset : body + offset + -(-size // 8) * 8]
        assert zlib.crc32(padded) == checksum
        assert not any(padded[size:])


def test_a_stamp_comes_back() -> None:
    stamp = Stamp(fold_version(), "a-uuid", 7, "a digest")
    assert IndexFile(pack({}, stamp), "x").stamp == stamp


def test_sections_come_back_whatever_their_length() -> None:
    sections = {f"s{size}": bytes(range(size)) for size in (0, 1, 7, 8, 9)}
    file = IndexFile(pack(sections, Stamp("", "", 0, "")), "x")
    file.check()
    assert {name: bytes(file.section(name)) for name in sections} == sections


@pytest.mark.parametrize("strings", [[], [""], ["a", "", "长鑫存储", "𠮷"], ["x" * 1000] * 100])
def test_strings_come_back(strings: list[str]) -> None:
    packed = Strings(memoryview(Strings.pack(strings)))
    assert (len(packed), list(packed), [packed[n] for n in range(len(strings))]) == (len(strings), strings, strings)


def test_nothing_is_unpickled() -> None:
    import glossary.indexfile

    source = Path(glossary.indexfile.__file__).read_text(encoding="utf-8")
    assert not any(word in source for word in ("import pickle", "import marshal", "eval(", "exec("))


# -- what was damaged ----------------------------------------------------------------------------------------


def test_a_truncated_file_is_refused_wherever_it_ends(tmp_path: Path, data: bytes) -> None:
    header, body = header_of(data)
    spans = [(body + offset, body + offset + size) for offset, size, _ in header["sections"].values()]
    edges = [place for start, end in spans for place in (start, (start + end) // 2, end - 1, end)]
    cuts = {0, 1, 15, 16, 23, 24, 55, 56, 57, body - 1, body, body + 1, *edges, *range(0, len(data), 997), len(data) - 1} - {len(data)}
    for cut in sorted(cuts):
        path = tmp_path / f"{cut}.index"
        path.write_bytes(data[:cut])
        with pytest.raises(IndexFileError) as caught:
            load_index(path)
        assert str(caught.value).startswith(f"{path}: ")
        assert "\n" not in str(caught.value)


def test_a_flipped_bit_is_refused_wherever_it_is(data: bytes, truth: tuple[object, ...]) -> None:
    _, body = header_of(data)
    places = {*range(64), *range(64, len(data), len(data) // 600), *range(body - 4, body + 8)}
    assert len(places) > 500
    for place in sorted(places):
        damaged = bytearray(data)
        damaged[place] ^= 1 << (place % 8)
        with pytest.raises(IndexFileError):
            Index(IndexFile(bytes(damaged), "x")).file.check()
        with contextlib.suppress(IndexFileError):  # what uses no section that is damaged is right
            assert answers(Index(IndexFile(bytes(damaged), "x"))) == truth


def test_check_finds_damage_in_any_section(data: bytes) -> None:
    header, body = header_of(data)
    for name, (offset, size, _) in header["sections"].items():
        if size:
            damaged = bytearray(data)
            damaged[body + offset + size // 2] ^= 16
            with pytest.raises(IndexFileError, match=f"section {name} is not what was written"):
                IndexFile(bytes(damaged), "x").check()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "it is empty", id="empty"),
        pytest.param(b"zhengming", "too short", id="short"),
        pytest.param(b"SQLite format 3\0" + bytes(4096), "not an index file of this program", id="a database"),
        pytest.param("长鑫存储\n".encode() * 100, "not an index file of this program", id="a text"),
        pytest.param(HEAD.pack(MAGIC, 2**63, bytes(32)) + bytes(100), "its header is not what was written", id="an absurd length"),
        pytest.param(HEAD.pack(MAGIC, 0, bytes(32)), "its header is not what was written", id="no header"),
    ],
)
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.index"
    path.write_bytes(content)
    with pytest.raises(IndexFileError, match=reason) as caught:
        load_index(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_another_magic_is_refused(data: bytes) -> None:
    with pytest.raises(IndexFileError, match="not an index file of this program"):
        IndexFile(b"zhengming index2" + data[16:], "x")


def test_another_format_is_refused_and_says_what_to_do(data: bytes) -> None:
    with pytest.raises(IndexFileError, match=f"x: index format {FORMAT + 1}, this program reads format {FORMAT}; compile it again"):
        IndexFile(with_header(data, lambda header: header.update(format=FORMAT + 1)), "x")


def test_another_fold_is_refused_and_says_what_to_do(data: bytes) -> None:
    other = with_header(data, lambda header: header["stamp"].update(fold="1-000000000000-unicode9.0.0"))
    with pytest.raises(IndexFileError, match=r"made by fold 1-000000000000-unicode9\.0\.0, this program folds by .*; compile it again"):
        Index(IndexFile(other, "x"))


def test_a_file_that_is_not_there_or_a_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nothing.index")
    with pytest.raises(OSError):
        read(tmp_path)


# -- writing -------------------------------------------------------------------------------------------------


def test_writing_replaces_a_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.index"
    write(path, b"old")
    write(path, b"new")
    assert (path.read_bytes(), [file.name for file in tmp_path.iterdir()]) == (b"new", ["a.index"])


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.index"
    write(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(path, b"new")
    assert (path.read_bytes(), [file.name for file in tmp_path.iterdir()]) == (b"old", ["a.index"])


def test_writing_into_no_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "nowhere" / "a.index", b"x")


def test_a_map_outlives_the_file_it_was_read_from(tmp_path: Path, data: bytes, truth: tuple[object, ...]) -> None:
    """Another process may compile anew while this one still answers from the index it has."""
    path = tmp_path / "a.index"
    path.write_bytes(data)
    index = load_index(path)
    write(path, compiled(ALIASES[:1]).file.tobytes())
    assert answers(index) == truth
