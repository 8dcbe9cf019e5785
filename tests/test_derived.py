"""What is derived is read as it was made, made again when a source changes or what is kept is damaged, and never needed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from glossary import derived
from glossary.text import compiled
from glossary.weighing import _arrays


class Maker:
    """Counts how often it makes."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> list[object]:
        self.made += 1
        return [np.arange(5, dtype=np.uint16), b"", b"abc"]


WANTED = [np.arange(5, dtype=np.uint16).tobytes(), b"", b"abc"]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(derived, "FOLDER", tmp_path / "__pycache__")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "source.tsv").write_text("one")
    return tmp_path / "source.tsv"


def made(source: Path, maker: Maker) -> list[bytes]:
    return [part.tobytes() for part in derived.kept("numbers", [source], maker)]


def test_it_is_made_once(source: Path) -> None:
    maker = Maker()
    assert made(source, maker) == made(source, maker) == WANTED
    assert maker.made == 1
    assert len([*derived.FOLDER.iterdir()]) == 1


def test_it_is_made_again_when_a_source_changes(source: Path) -> None:
    maker = Maker()
    made(source, maker)
    source.write_text("other")
    assert made(source, maker) == WANTED
    assert maker.made == 2


def test_what_is_damaged_is_made_again(source: Path) -> None:
    maker = Maker()
    made(source, maker)
    (file,) = derived.FOLDER.iterdir()
    whole = file.read_bytes()
    damaged = [whole[:size] for size in range(len(whole))] + [whole + b"!"]
    damaged += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    for number, content in enumerate(damaged):
        file.write_bytes(content)
        assert made(source, maker) == WANTED
        assert maker.made == number + 2


def test_nothing_is_written_where_that_is_not_wanted_or_not_possible(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert made(source, Maker()) == WANTED
    assert not derived.FOLDER.exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    derived.FOLDER.write_text("a file stands here")
    assert made(source, Maker()) == WANTED


@pytest.mark.skipif(not compiled.WEIGHS, reason="nothing is compiled here")
def test_tables_of_the_weigher_are_bytes_of_the_sizes_it_takes() -> None:
    first, *others = [memoryview(part).cast("B") for part in _arrays()]
    assert compiled.prepare(first, *others) is not None
    with pytest.raises(ValueError, match="size"):
        compiled.prepare(first[:-1], *others)
